/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/text-table.h"

#include <string.h>

#include "base/banned.h"

#define GAP 2 /* blanks between columns */

struct TextTable
{
  char *alignment;
  guint n_columns;
  GPtrArray *cells; /* of char * */
};

TextTable *
text_table_new (const char *alignment)
{
  TextTable *self = g_new0 (TextTable, 1);

  self->alignment = g_strdup (alignment);
  self->n_columns = (guint) strlen (alignment);
  self->cells = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
text_table_free (TextTable *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->cells);
  g_free (self->alignment);
  g_free (self);
}

void
text_table_add (TextTable *self, const char *text)
{
  g_ptr_array_add (self->cells, g_strdup (text));
}

void
text_table_add_printf (TextTable *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->cells, g_strdup_vprintf (format, args));
  va_end (args);
}

static void
append_blanks (GString *out, glong n)
{
  while (n-- > 0)
    g_string_append_c (out, ' ');
}

static void
print_row (const TextTable *self, guint first, const glong *widths, guint indent, GString *out)
{
  glong due = indent; /* blanks, which no line ends in */

  for (guint i = 0; i < self->n_columns && first + i < self->cells->len; i++)
    {
      const char *text = g_ptr_array_index (self->cells, first + i);
      glong rest = widths[i] - g_utf8_strlen (text, -1);

      if (self->alignment[i] == 'r')
        due += rest;
      if (text[0] != '\0')
        {
          append_blanks (out, due);
          g_string_append (out, text);
          due = 0;
        }
      due += GAP + (self->alignment[i] == 'r' ? 0 : rest);
    }
  g_string_append_c (out, '\n');
}

void
text_table_print (TextTable *self, guint indent, GString *out)
{
  g_autofree glong *widths = g_new0 (glong, self->n_columns);

  for (guint i = 0; i < self->cells->len; i++)
    {
      glong width = g_utf8_strlen (g_ptr_array_index (self->cells, i), -1);

      widths[i % self->n_columns] = MAX (widths[i % self->n_columns], width);
    }
  for (guint i = 0; i < self->cells->len; i += self->n_columns)
    print_row (self, i, widths, indent, out);
  g_ptr_array_set_size (self->cells, 0);
}
