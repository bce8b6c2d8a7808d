/* columns-private.h: between the files of columns.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * columns.c: the table, texts of the frame; columns-time.c: times; columns-added.c: signals, parts of identifiers.
 */
#pragma once

#include "models/columns.h"

G_BEGIN_DECLS

static inline const char *
column_minus (const ColumnContext *context)
{
  return context->plain_spaces ? "-" : "−";
}

static inline void
column_append_missing (const ColumnContext *context, GString *out)
{
  g_string_append (out, context->plain_spaces ? "-" : "—");
}

const Message *column_message_of (const ColumnContext *context, const CanFrame *frame); /* (nullable) */

void column_text_time (const Column *self, const ColumnContext *context, uint64_t row, const CanFrame *frame,
                       GString *out);
void column_text_delta (const Column *self, const ColumnContext *context, uint64_t row, const CanFrame *frame,
                        GString *out);

G_END_DECLS
