/* filter-terms.h: filter expressions made from what somebody points at: a frame, one of its fields, a signal's value.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Terms compile against the databases they were made from, and fit the frame they were made of.
 */
#pragma once

#include "filter/filter.h"
#include "models/detail-tree.h"

G_BEGIN_DECLS

/* How a term goes together with the filter there is. */
typedef enum
{
  FILTER_JOIN_SELECTED, /* instead of it */
  FILTER_JOIN_NOT,
  FILTER_JOIN_AND, /* from here on: behind it */
  FILTER_JOIN_OR,
  FILTER_JOIN_AND_NOT,
  FILTER_JOIN_OR_NOT,
} FilterJoin;

/* "selected", "not", "and", "or", "and-not", "or-not"; FALSE: none of these. */
gboolean filter_join_by_id (const char *id, FilterJoin *join);
/* Parenthesised where needed; now "": the term alone. (transfer full) */
char *filter_join (const char *now, const char *term, FilterJoin join);

/* All (transfer full). */
char *filter_term_of_id (const CanFrame *frame); /* identifier and its length; error frames: can.err */
char *filter_term_of_channel (const TraceInfo *info, const CanFrame *frame);
char *filter_term_of_data (const CanFrame *frame);             /* same identifier, same payload */
char *filter_term_of_byte (const CanFrame *frame, guint byte); /* NULL: the frame has no such byte */
/* Text of the value table, else the value; NULL where the signal is not in this frame. */
char *filter_term_of_signal (const DatabaseSet *databases, const Message *message, guint signal, const CanFrame *frame);
/* The same of a value that it has or had. */
char *filter_term_of_value (const DatabaseSet *databases, const Message *message, guint signal, uint64_t bits);
/* Of a node of the detail tree, by its key; NULL: nothing can be asked for it. */
char *filter_term_of_node (DetailTree *tree, const char *key);

G_END_DECLS
