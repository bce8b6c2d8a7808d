/* accept-filter.h: identifiers that a node wants, into the filters of its controller.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A filter passes a frame whose identifier equals id in the bits where mask is 1, as SocketCAN has it. Identifiers of
 * 11 and 29 bits never share a filter. Any thread.
 */
#pragma once

#include "core/can-flags.h"
#include <glib.h>

G_BEGIN_DECLS

#define ACCEPT_MAX_IDS 512

typedef struct
{
  uint32_t id;   /* with CAN_ID_EXTENDED; bits outside of mask are 0 */
  uint32_t mask; /* of the number's bits */
} AcceptFilter;

static inline gboolean
accept_filter_passes (const AcceptFilter *self, uint32_t id)
{
  return ((self->id ^ id) & (self->mask | CAN_ID_EXTENDED)) == 0;
}

/* Identifiers that a filter passes. */
uint64_t accept_filter_count (const AcceptFilter *self);

/* At most banks filters that pass all ids (n of them, at most ACCEPT_MAX_IDS, with CAN_ID_EXTENDED), the fewest others,
 * and of such the fewest filters. AcceptFilter; (transfer full). *proven (nullable): none is better, all were tried;
 * else there were too many to try, and the nearest were joined again and again: good, but not proven the best. NULL:
 * banks is 0, or 1 with identifiers of both lengths. Some tenths of a second at most. */
GArray *accept_filters_make (const uint32_t *ids, guint n, guint banks, gboolean *proven);
/* Identifiers that pass and are not among ids, each once. */
uint64_t accept_filters_extra (const GArray *filters, const uint32_t *ids, guint n);
/* The first of them, at most `most`, by filters; uint32_t with CAN_ID_EXTENDED. (transfer full) */
GArray *accept_filters_list_extra (const GArray *filters, const uint32_t *ids, guint n, guint most);

typedef enum
{
  ACCEPT_CAN_FILTER, /* C: struct can_filter[] of SocketCAN */
  ACCEPT_CANDUMP,    /* id:mask as candump and canid-cli log take them */
  ACCEPT_SJA1000,    /* ACR and AMR, PeliCAN, single filter: the first only */
  ACCEPT_BXCAN,      /* FiR1 and FiR2, 32-bit mask mode */
  ACCEPT_M_CAN,      /* elements of the message RAM: classic filter, into FIFO 0 */
  ACCEPT_MCP251X,    /* RXFn and RXMn: two masks, the first for two filters, the second for four */
  N_ACCEPT_FORMS,
} AcceptForm;

const char *accept_form_id (AcceptForm form); /* "can-filter", "candump", "sja1000", … */
gboolean accept_form_find (const char *id, AcceptForm *form);
/* (transfer full), ends in LF; says where a controller cannot hold them all. */
char *accept_filters_dup_text (const GArray *filters, AcceptForm form);

G_END_DECLS
