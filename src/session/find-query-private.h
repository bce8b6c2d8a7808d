/* find-query-private.h: between questions and the worker that answers them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/finder.h"

G_BEGIN_DECLS

struct FindQuery
{
  gint ref_count;
  FindKind kind;
  FilterProgram *program;                                     /* FILTER */
  GRegex *regex;                                              /* TEXT, REGEX */
  uint8_t bytes[CAN_FRAME_MAX_LEN], masks[CAN_FRAME_MAX_LEN]; /* HEX: bytes have 0 where masks have */
  guint n_bytes;
};

gboolean find_query_match_bytes (const FindQuery *self, const CanFrame *frame);
gboolean find_query_match_text (const FindQuery *self, GString *text, GError **error); /* may change text */

G_END_DECLS
