/* color-rules.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/color-rules.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

struct _ColorRules
{
  GObject parent_instance;
  GPtrArray *rules; /* of ColorRule */
};

G_DEFINE_FINAL_TYPE (ColorRules, color_rules, G_TYPE_OBJECT)

static guint changed_signal;

/* The order is that of the palette; the last two are its first, drawn in dashes. */
static const struct
{
  const char *id, *name;
} colors[COLOR_RULE_COLORS + 1] = {
  { "none", N_ ("None") },
  { "blue", N_ ("Blue") },
  { "orange", N_ ("Orange") },
  { "green", N_ ("Green") },
  { "pink", N_ ("Pink") },
  { "olive", N_ ("Olive") },
  { "cyan", N_ ("Cyan") },
  { "violet", N_ ("Violet") },
  { "grey", N_ ("Grey") },
  { "blue-dashed", N_ ("Blue, dashed") },
  { "orange-dashed", N_ ("Orange, dashed") },
};

const char *
color_rule_color_name (int color)
{
  return colors[CLAMP (color, 0, COLOR_RULE_COLORS)].name;
}

/* --- One rule --- */

static void
rule_free (gpointer data)
{
  ColorRule *rule = data;

  g_free (rule->name);
  g_free (rule->expression);
  g_free (rule);
}

static char *
dup_line (const char *text)
{
  return g_strstrip (g_strdelimit (g_utf8_make_valid (text != NULL ? text : "", -1), "\t\r\n", ' '));
}

static ColorRule *
rule_copy (const ColorRule *rule)
{
  ColorRule *copy = g_new (ColorRule, 1);

  *copy = (ColorRule){ dup_line (rule->name), dup_line (rule->expression), CLAMP (rule->color, 0, COLOR_RULE_COLORS),
                       rule->enabled, rule->quick };
  return copy;
}

static gboolean
rule_equal (const ColorRule *a, const ColorRule *b)
{
  return a->color == b->color && a->enabled == b->enabled && a->quick == b->quick && strcmp (a->name, b->name) == 0
         && strcmp (a->expression, b->expression) == 0;
}

/* --- Text form --- */

static int
find_color (const char *id)
{
  for (int i = 0; i <= COLOR_RULE_COLORS; i++)
    if (strcmp (colors[i].id, id) == 0)
      return i;
  return -1;
}

static ColorRule *
parse_line (const char *line, guint number, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (line, "\t", 3);
  g_auto (GStrv) words = g_strsplit (parts[0], " ", -1);
  ColorRule rule = { .color = -1, .enabled = TRUE };

  if (parts[1] == NULL || parts[2] == NULL)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                   _ ("line %u: a rule is a colour, a name and an expression with tabs between them"), number);
      return NULL;
    }
  for (guint i = 0; words[i] != NULL; i++)
    if (strcmp (words[i], "off") == 0)
      rule.enabled = FALSE;
    else if (strcmp (words[i], "quick") == 0)
      rule.quick = TRUE;
    else if (*words[i] != '\0' && (rule.color = find_color (words[i])) < 0)
      {
        g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("line %u: there is no colour “%s”"), number, words[i]);
        return NULL;
      }
  if (rule.color < 0)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("line %u: the rule has no colour"), number);
      return NULL;
    }
  rule.name = parts[1];
  rule.expression = parts[2];
  return rule_copy (&rule);
}

/* (transfer full) of ColorRule; NULL: error. */
static GPtrArray *
parse (const char *text, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func (rule_free);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      ColorRule *rule;

      if (lines[i][strspn (lines[i], " \t\r")] == '\0' || lines[i][0] == '#')
        continue;
      if (rules->len == COLOR_RULES_MAX)
        {
          g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("line %u: there are more than %u rules"), i + 1,
                       COLOR_RULES_MAX);
          return NULL;
        }
      rule = parse_line (lines[i], i + 1, error);
      if (rule == NULL)
        return NULL;
      g_ptr_array_add (rules, rule);
    }
  return g_steal_pointer (&rules);
}

char *
color_rules_dup_text (ColorRules *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < self->rules->len; i++)
    {
      const ColorRule *rule = self->rules->pdata[i];

      g_string_append_printf (out, "%s%s%s\t%s\t%s\n", rule->enabled ? "" : "off ", rule->quick ? "quick " : "",
                              colors[rule->color].id, rule->name, rule->expression);
    }
  return g_string_free (out, FALSE);
}

/* --- The list --- */

static void
changed (ColorRules *self)
{
  g_signal_emit (self, changed_signal, 0);
}

gboolean
color_rules_set_text (ColorRules *self, const char *text, GError **error)
{
  GPtrArray *rules = parse (text, error);
  gboolean same;

  if (rules == NULL)
    return FALSE;
  same = rules->len == self->rules->len;
  for (guint i = 0; same && i < rules->len; i++)
    same = rule_equal (rules->pdata[i], self->rules->pdata[i]);
  g_ptr_array_unref (self->rules);
  self->rules = rules;
  if (!same)
    changed (self);
  return TRUE;
}

static gboolean
contains (ColorRules *self, const ColorRule *rule)
{
  for (guint i = 0; i < self->rules->len; i++)
    if (rule_equal (self->rules->pdata[i], rule))
      return TRUE;
  return FALSE;
}

int
color_rules_add_text (ColorRules *self, const char *text, GError **error)
{
  g_autoptr (GPtrArray) rules = parse (text, error);
  int n = 0;

  if (rules == NULL)
    return -1;
  for (guint i = 0; i < rules->len; i++)
    if (!contains (self, rules->pdata[i]) && self->rules->len < COLOR_RULES_MAX)
      g_ptr_array_insert (self->rules, n++, rule_copy (rules->pdata[i]));
  if (n > 0)
    changed (self);
  return n;
}

guint
color_rules_n (ColorRules *self)
{
  return self->rules->len;
}

const ColorRule *
color_rules_get (ColorRules *self, guint index)
{
  g_return_val_if_fail (index < self->rules->len, NULL);
  return self->rules->pdata[index];
}

gboolean
color_rules_insert (ColorRules *self, guint index, const ColorRule *rule)
{
  if (self->rules->len >= COLOR_RULES_MAX)
    return FALSE;
  g_ptr_array_insert (self->rules, (int) MIN (index, self->rules->len), rule_copy (rule));
  changed (self);
  return TRUE;
}

void
color_rules_replace (ColorRules *self, guint index, const ColorRule *rule)
{
  ColorRule *copy;

  g_return_if_fail (index < self->rules->len);
  copy = rule_copy (rule);
  if (rule_equal (copy, self->rules->pdata[index]))
    {
      rule_free (copy);
      return;
    }
  rule_free (self->rules->pdata[index]);
  self->rules->pdata[index] = copy;
  changed (self);
}

void
color_rules_remove (ColorRules *self, guint index)
{
  g_return_if_fail (index < self->rules->len);
  g_ptr_array_remove_index (self->rules, index);
  changed (self);
}

void
color_rules_move (ColorRules *self, guint from, guint to)
{
  ColorRule *rule;

  g_return_if_fail (from < self->rules->len && to < self->rules->len);
  if (from == to)
    return;
  rule = g_ptr_array_steal_index (self->rules, from);
  g_ptr_array_insert (self->rules, (int) to, rule);
  changed (self);
}

/* --- Quick colours --- */

static int
find_quick (ColorRules *self, const char *expression)
{
  for (guint i = 0; i < self->rules->len; i++)
    {
      const ColorRule *rule = self->rules->pdata[i];

      if (rule->quick && strcmp (rule->expression, expression) == 0)
        return (int) i;
    }
  return -1;
}

void
color_rules_set_quick (ColorRules *self, const char *expression, const char *name, int color)
{
  ColorRule rule = { (char *) name, (char *) expression, color, TRUE, TRUE };
  int index = find_quick (self, expression);

  if (index >= 0 && color == 0)
    color_rules_remove (self, (guint) index);
  else if (index >= 0)
    color_rules_replace (self, (guint) index, &rule);
  else if (color != 0)
    color_rules_insert (self, 0, &rule);
}

int
color_rules_get_quick (ColorRules *self, const char *expression)
{
  int index = find_quick (self, expression);

  return index >= 0 ? color_rules_get (self, (guint) index)->color : 0;
}

void
color_rules_clear_quick (ColorRules *self)
{
  guint before = self->rules->len;

  for (guint i = before; i-- > 0;)
    if (((ColorRule *) self->rules->pdata[i])->quick)
      g_ptr_array_remove_index (self->rules, i);
  if (self->rules->len != before)
    changed (self);
}

/* --- Object --- */

static void
color_rules_finalize (GObject *object)
{
  g_ptr_array_unref (COLOR_RULES (object)->rules);
  G_OBJECT_CLASS (color_rules_parent_class)->finalize (object);
}

static void
color_rules_class_init (ColorRulesClass *class)
{
  G_OBJECT_CLASS (class)->finalize = color_rules_finalize;
  changed_signal = g_signal_new ("changed", COLOR_TYPE_RULES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
color_rules_init (ColorRules *self)
{
  self->rules = g_ptr_array_new_with_free_func (rule_free);
}

ColorRules *
color_rules_new (void)
{
  return g_object_new (COLOR_TYPE_RULES, NULL);
}

ColorRules *
color_rules_get_default (void)
{
  static ColorRules *rules;

  if (rules == NULL)
    rules = color_rules_new ();
  return rules;
}
