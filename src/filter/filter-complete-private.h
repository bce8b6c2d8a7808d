/* filter-complete-private.h: what is collected while completing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "filter/filter-private.h"

#define TOKENS_KEPT 16 /* the last ones; enough for Message.Signal.raw & 1 == */

typedef struct
{
  const char *text;
  guint cursor, start;
  FilterContext context;
  const TraceInfo *info;
  guint max;
  FilterToken tokens[TOKENS_KEPT];
  guint n_tokens;
  char *word; /* from start to the cursor, without its quote */
  FilterPool pool;
  GHashTable *offered; /* texts of candidates: a name may be in several databases */
  GPtrArray *ranks[3]; /* prefix, prefix in other case, within */
} Completion;

/* name is compared with the word, text is what is inserted; details (transfer full)(nullable) */
void completion_offer (Completion *self, const char *name, const char *text, const char *kind, char *details);
/* In double quotes. (transfer full) */
char *completion_quote_text (const char *text);

void completion_offer_operands (Completion *self); /* fields, functions, messages, signals */
void completion_offer_parts (Completion *self);    /* id.NAME */
void completion_offer_members (Completion *self, const char *message);
