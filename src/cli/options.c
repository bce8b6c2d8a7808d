/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/options.h"

#include "base/errors.h"

#include <string.h>

#include "base/banned.h"

gboolean
cli_parse_count (const char *text, uint64_t *count)
{
  return g_ascii_isdigit (text[0]) && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, count, NULL);
}

static gboolean
has_choice (const char *choices, const char *word)
{
  gsize n = strlen (word);

  for (const char *p = choices; n > 0 && strchr (word, ' ') == NULL && p != NULL; p = strchr (p, ' '))
    {
      p += *p == ' ';
      if (strncmp (p, word, n) == 0 && (p[n] == ' ' || p[n] == '\0'))
        return TRUE;
    }
  return FALSE;
}

static gboolean
set_option (CliOptions *self, const CliOption *option, const char *value, GError **error)
{
  void *field = G_STRUCT_MEMBER_P (self, option->offset);

  switch (option->kind)
    {
    case OPTION_FLAG:
      ++*(int *) field;
      return TRUE;
    case OPTION_CHOICE:
      if (!has_choice (option->choices, value))
        {
          g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("--%s: “%s” is none of: %s"), option->name, value,
                       option->choices);
          return FALSE;
        }
      *(const char **) field = value;
      return TRUE;
    case OPTION_TEXT:
      *(const char **) field = value;
      return TRUE;
    case OPTION_LIST:
      g_ptr_array_add (*(GPtrArray **) field, (gpointer) value);
      return TRUE;
    case OPTION_COUNT:
      if (!cli_parse_count (value, field))
        {
          g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("--%s: “%s” is no whole number"), option->name, value);
          return FALSE;
        }
      return TRUE;
    default:
      g_return_val_if_reached (FALSE);
    }
}

/* python-can's can_logger has underscores, and some options under other names. */
static const char *const other_names[][2] = { { "file-name", "file" }, { "file-size", "split-size" } };

static const CliOption *
find_long (const CliOption *table, const char *name, gsize n)
{
  g_autofree char *wished = g_strdelimit (g_strndup (name, n), "_", '-');

  for (guint i = 0; i < G_N_ELEMENTS (other_names); i++)
    if (strcmp (wished, other_names[i][0]) == 0)
      {
        g_free (wished);
        wished = g_strdup (other_names[i][1]);
      }
  for (; table->name != NULL; table++)
    if (strcmp (table->name, wished) == 0)
      return table;
  return NULL;
}

static const CliOption *
find_letter (const CliOption *table, char letter)
{
  for (; table->name != NULL; table++)
    if (table->letter == letter)
      return table;
  return NULL;
}

/* --name, --name value, --name=value; *i moves on where the value is the next word. */
static gboolean
parse_long (CliOptions *self, const CliOption *table, char **argv, guint n, guint *i, GError **error)
{
  const char *name = argv[*i] + 2;
  const char *value = strchr (name, '=');
  gsize length = value != NULL ? (gsize) (value - name) : strlen (name);
  const CliOption *option = find_long (table, name, length);

  if (option == NULL)
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("unknown option --%.*s"), (int) length, name);
  else if (option->kind == OPTION_FLAG && value != NULL)
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("--%s takes no value"), option->name);
  else if (option->kind == OPTION_FLAG)
    return set_option (self, option, NULL, error);
  else if (value != NULL)
    return set_option (self, option, value + 1, error);
  else if (*i + 1 == n)
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("--%s needs a value: %s"), option->name,
                 _ (option->argument));
  else
    return set_option (self, option, argv[++*i], error);
  return FALSE;
}

/* -v, -vv, -d value, -dvalue */
static gboolean
parse_letters (CliOptions *self, const CliOption *table, char **argv, guint n, guint *i, GError **error)
{
  for (const char *p = argv[*i] + 1; *p != '\0'; p++)
    {
      const CliOption *option = find_letter (table, *p);

      if (option == NULL)
        {
          g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("unknown option -%c"), *p);
          return FALSE;
        }
      if (option->kind == OPTION_FLAG)
        {
          set_option (self, option, NULL, NULL);
          continue;
        }
      if (p[1] != '\0')
        return set_option (self, option, p + 1, error);
      if (*i + 1 < n)
        return set_option (self, option, argv[++*i], error);
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("-%c needs a value: %s"), *p, _ (option->argument));
      return FALSE;
    }
  return TRUE;
}

gboolean
cli_options_parse (CliOptions *self, const CliOption *table, char **argv, guint n, GError **error)
{
  gboolean only_arguments = FALSE;

  *self = (CliOptions){ .limit = UINT64_MAX, .count = UINT64_MAX, .split_count = UINT64_MAX, .keep = UINT64_MAX };
  self->files = g_ptr_array_new ();
  self->triggers = g_ptr_array_new ();
  self->stop_triggers = g_ptr_array_new ();
  self->settings = g_ptr_array_new ();
  self->without = g_ptr_array_new ();
  self->without_nodes = g_ptr_array_new ();
  self->signals = g_ptr_array_new ();
  self->databases = g_ptr_array_new ();
  self->maps = g_ptr_array_new ();
  self->id_splits = g_ptr_array_new ();
  self->texts = g_ptr_array_new ();
  self->gauges = g_ptr_array_new ();
  self->bitrates = g_ptr_array_new ();
  self->data_bitrates = g_ptr_array_new ();
  self->arguments = g_new0 (const char *, n + 1);
  for (guint i = 0; i < n; i++)
    {
      if (only_arguments || argv[i][0] != '-' || argv[i][1] == '\0')
        self->arguments[self->n_arguments++] = argv[i];
      else if (strcmp (argv[i], "--") == 0)
        only_arguments = TRUE;
      else if (argv[i][1] == '-')
        {
          if (!parse_long (self, table, argv, n, &i, error))
            return FALSE;
        }
      else if (!parse_letters (self, table, argv, n, &i, error))
        return FALSE;
    }
  return TRUE;
}

void
cli_options_clear (CliOptions *self)
{
  g_clear_pointer (&self->databases, g_ptr_array_unref);
  g_clear_pointer (&self->id_splits, g_ptr_array_unref);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_clear_pointer (&self->gauges, g_ptr_array_unref);
  g_clear_pointer (&self->maps, g_ptr_array_unref);
  g_clear_pointer (&self->bitrates, g_ptr_array_unref);
  g_clear_pointer (&self->data_bitrates, g_ptr_array_unref);
  g_clear_pointer (&self->settings, g_ptr_array_unref);
  g_clear_pointer (&self->without, g_ptr_array_unref);
  g_clear_pointer (&self->without_nodes, g_ptr_array_unref);
  g_clear_pointer (&self->signals, g_ptr_array_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->triggers, g_ptr_array_unref);
  g_clear_pointer (&self->stop_triggers, g_ptr_array_unref);
  g_clear_pointer (&self->arguments, g_free);
}

/* --- Help --- */

#define HELP_INDENT 30 /* characters before the explanation */
#define HELP_WIDTH 100

/* From column at on, in a block that is indented so far. */
static void
append_wrapped (GString *out, const char *text, glong at, glong indent)
{
  for (; at < indent; at++)
    g_string_append_c (out, ' ');
  at = indent;
  for (const char *word = text; *word != '\0';)
    {
      gsize n = strcspn (word, " ");
      glong width = g_utf8_strlen (word, (gssize) n);

      if (at > indent && at + 1 + width > HELP_WIDTH)
        {
          g_string_append_printf (out, "\n%*s", (int) indent, "");
          at = indent;
        }
      else if (at > indent)
        {
          g_string_append_c (out, ' ');
          at++;
        }
      g_string_append_len (out, word, (gssize) n);
      at += width;
      word += n + strspn (word + n, " ");
    }
  g_string_append_c (out, '\n');
}

void
cli_append_paragraphs (const char *text, GString *out)
{
  g_auto (GStrv) paragraphs = g_strsplit (text, "\n\n", -1);

  for (guint i = 0; paragraphs[i] != NULL; i++)
    {
      g_string_append_c (out, '\n');
      append_wrapped (out, paragraphs[i], 0, 0);
    }
}

void
cli_options_append_help (const CliOption *table, GString *out)
{
  for (; table->name != NULL; table++)
    {
      gsize start = out->len;
      glong width;

      if (table->letter != 0)
        g_string_append_printf (out, "  -%c, ", table->letter);
      else
        g_string_append (out, "      ");
      g_string_append_printf (out, "--%s", table->name);
      if (table->argument != NULL)
        g_string_append_printf (out, " %s", _ (table->argument));
      width = g_utf8_strlen (out->str + start, -1);
      if (width >= HELP_INDENT)
        {
          g_string_append_c (out, '\n');
          width = 0;
        }
      if (table->choices != NULL)
        {
          g_autofree char *text = g_strdup_printf ("%s: %s", _ (table->help), table->choices);

          append_wrapped (out, text, width, HELP_INDENT);
        }
      else
        append_wrapped (out, _ (table->help), width, HELP_INDENT);
    }
}
