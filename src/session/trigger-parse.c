/* trigger-parse.c: triggers from their text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/trigger-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

gboolean
trigger_parse_time (const char *text, int64_t *time)
{
  static const struct
  {
    const char *name;
    double ns;
  } units[] = { { "us", 1e3 }, { "ms", 1e6 }, { "s", 1e9 }, { "min", 60e9 }, { "h", 3600e9 }, { "", 1e9 } };
  char *end = NULL;
  double value = g_ascii_strtod (text, &end);

  if (end == text || !(value > 0))
    return FALSE;
  while (*end == ' ')
    end++;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (end, units[i].name) == 0 && value * units[i].ns < 1e18)
      {
        *time = (int64_t) (value * units[i].ns + 0.5);
        return *time > 0;
      }
  return FALSE;
}

static gboolean
fail (const Trigger *self, const char *what, GError **error)
{
  g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("Trigger “%s”: %s"), self->text, what);
  return FALSE;
}

static gboolean
parse_id (Trigger *self, const char *text, GError **error)
{
  gsize n = strlen (text);
  char *end = NULL;
  guint64 value = g_ascii_strtoull (text, &end, 16);

  if (!g_ascii_isxdigit (*text) || *end != '\0' || value > (n == 8 ? 0x1FFFFFFFu : 0x7FFu))
    return fail (self, _ ("an identifier is hexadecimal, up to 7FF, or with 8 digits up to 1FFFFFFF"), error);
  self->id = (uint32_t) value | (n == 8 ? CAN_ID_EXTENDED : 0);
  return TRUE;
}

static gboolean
parse_period (Trigger *self, const char *text, GError **error)
{
  return trigger_parse_time (text, &self->period) || fail (self, _ ("a time such as 500ms or 2s is needed"), error);
}

static gboolean
parse_share (Trigger *self, const char *text, GError **error)
{
  char *end = NULL;
  double value = g_ascii_strtod (text, &end);

  if (end == text || (strcmp (end, "%") != 0 && *end != '\0') || !(value > 0 && value <= 1000))
    return fail (self, /* xgettext:no-c-format */ _ ("a percentage such as 20% is needed"), error);
  self->share = value / 100;
  return TRUE;
}

static gboolean
parse_state (Trigger *self, const char *text, GError **error)
{
  static const struct
  {
    const char *name;
    BusState state;
  } states[] = { { "warning", BUS_STATE_WARNING }, { "passive", BUS_STATE_PASSIVE }, { "bus-off", BUS_STATE_OFF } };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (strcmp (text, states[i].name) == 0)
      {
        self->state = states[i].state;
        return TRUE;
      }
  return fail (self, _ ("states are warning, passive and bus-off"), error);
}

static gboolean
parse_clock (Trigger *self, const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", -1);
  guint n = g_strv_length (parts), value[3] = { 0 };

  for (guint i = 0; i < n && i < 3; i++)
    {
      guint64 number;

      if (!g_ascii_string_to_unsigned (parts[i], 10, 0, i == 0 ? 23 : 59, &number, NULL))
        n = 0;
      else
        value[i] = (guint) number;
    }
  if (n < 2 || n > 3)
    return fail (self, _ ("a time of day such as 23:00 is needed"), error);
  self->second = value[0] * 3600 + value[1] * 60 + value[2];
  return TRUE;
}

static gboolean
compile (Trigger *self, const char *text, const DatabaseSet *databases, GError **error)
{
  FilterProblem problem = { 0 };
  gboolean ok;

  self->program = filter_compile (text, databases, &problem);
  ok = self->program != NULL;
  if (!ok)
    fail (self, problem.what != NULL ? problem.what : _ ("an expression is needed"), error);
  filter_problem_clear (&problem);
  return ok;
}

static gboolean
is_named (const CanErrorName *table, const char *name)
{
  for (; table->name != NULL; table++)
    if (strcmp (table->name, name) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
parse_error_kind (Trigger *self, const char *name, GError **error)
{
  gboolean is_class = is_named (can_error_classes, name);
  g_autofree char *text = g_strdup_printf ("can.err.%s == \"%s\"", is_class ? "class" : "type", name);
  GString *known;

  if (is_class || is_named (can_error_types, name))
    return compile (self, text, NULL, error);
  known = g_string_new (_ ("kinds of errors are"));
  for (const CanErrorName *p = can_error_classes; p->name != NULL; p++)
    g_string_append_printf (known, " %s", p->name);
  for (const CanErrorName *p = can_error_types; p->name != NULL; p++)
    g_string_append_printf (known, " %s", p->name);
  fail (self, known->str, error);
  g_string_free (known, TRUE);
  return FALSE;
}

static gboolean
parse_words (Trigger *self, char **words, const DatabaseSet *databases, GError **error)
{
  static const struct
  {
    const char *word;
    TriggerKind kind;
    guint least, most; /* words behind it */
  } kinds[] = { { "absent", TRIGGER_ABSENT, 2, 2 }, { "cycle", TRIGGER_CYCLE, 3, 3 }, { "error", TRIGGER_ERROR, 0, 1 },
                { "state", TRIGGER_STATE, 1, 1 },   { "load", TRIGGER_LOAD, 1, 1 },   { "at", TRIGGER_TIME, 1, 1 },
                { "key", TRIGGER_KEY, 0, 0 } };
  guint n = g_strv_length (words) - 1, i = 0;

  while (i < G_N_ELEMENTS (kinds) && strcmp (words[0], kinds[i].word) != 0)
    i++;
  if (i == G_N_ELEMENTS (kinds))
    return compile (self, strcmp (words[0], "when") == 0 ? self->text + strlen ("when") : self->text, databases, error);
  if (n < kinds[i].least || n > kinds[i].most)
    return fail (self,
                 _ ("too few or too many words; such as “absent 2C1 500ms”, “cycle 2C1 100ms 20%”, “error stuff”, "
                    "“state bus-off”, “load 80%”, “at 23:00”"),
                 error);
  self->kind = kinds[i].kind;
  switch (self->kind)
    {
    case TRIGGER_ABSENT:
      return parse_id (self, words[1], error) && parse_period (self, words[2], error);
    case TRIGGER_CYCLE:
      return parse_id (self, words[1], error) && parse_period (self, words[2], error)
             && parse_share (self, words[3], error);
    case TRIGGER_ERROR:
      return n == 0 || parse_error_kind (self, words[1], error);
    case TRIGGER_STATE:
      return parse_state (self, words[1], error);
    case TRIGGER_LOAD:
      return parse_share (self, words[1], error);
    case TRIGGER_TIME:
      return parse_clock (self, words[1], error);
    case TRIGGER_KEY:
    case TRIGGER_EXPRESSION:
    default:
      return TRUE;
    }
}

/* Words apart by any number of blanks. */
static GStrv
split_words (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, " ", -1);
  GPtrArray *words = g_ptr_array_new ();

  for (char **part = parts; *part != NULL; part++)
    if (**part != '\0')
      g_ptr_array_add (words, g_strdup (*part));
  if (words->len == 0)
    g_ptr_array_add (words, g_strdup (""));
  g_ptr_array_add (words, NULL);
  return (GStrv) g_ptr_array_free (words, FALSE);
}

Trigger *
trigger_parse (const char *text, const DatabaseSet *databases, GError **error)
{
  Trigger *self = g_new0 (Trigger, 1);
  g_auto (GStrv) words = NULL;

  self->text = g_strstrip (g_strdup (text));
  words = split_words (self->text);
  if (parse_words (self, words, databases, error))
    {
      if (self->kind == TRIGGER_EXPRESSION)
        self->matched = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
      return self;
    }
  trigger_free (self);
  return NULL;
}

void
trigger_free (Trigger *self)
{
  if (self == NULL)
    return;
  filter_program_unref (self->program);
  g_clear_pointer (&self->matched, g_hash_table_unref);
  for (guint i = 0; i < TRACE_MAX_CHANNELS; i++)
    g_free (self->loads[i]);
  g_free (self->text);
  g_free (self);
}
