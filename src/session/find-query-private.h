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

/* Questions other than filters. text is room for its words. */
gboolean find_query_match_row (const FindQuery *self, const FindWords *words, FrameStore *store, uint64_t row,
                               GString *text, GError **error);

G_END_DECLS
