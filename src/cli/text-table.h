/* text-table.h: a table for people: columns as wide as what is in them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct TextTable TextTable;

/* alignment: a letter a column, 'l' or 'r'. */
TextTable *text_table_new (const char *alignment);
void text_table_free (TextTable *self); /* (nullable) */
/* The next cell, row by row; text is copied. */
void text_table_add (TextTable *self, const char *text);
void text_table_add_printf (TextTable *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* All rows, each behind indent blanks; the table is empty afterwards. */
void text_table_print (TextTable *self, guint indent, GString *out);

G_END_DECLS
