/* id-table.h: what the frames of each identifier were like so far: a fold over rows in their order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One entry for each channel, direction, identifier of 11 or 29 bits, data or remote; all error frames of a channel are
 * one. A multiplexed message has further entries, one for each value its multiplexer had ("pages"). Entries are
 * numbered in the order of their first frames and keep their numbers.
 *
 * No threads: one thread at a time (session/id-watch.h). Times are those of the frames; where they go back, periods
 * are negative.
 */
#pragma once

#include "core/frame-store.h"
#include "core/row-set.h"
#include "db/database-set.h"

G_BEGIN_DECLS

#define ID_TABLE_MAX 16384u     /* entries; frames of further identifiers are only counted */
#define ID_TABLE_MAX_PAGES 512u /* of one message; frames of further pages count for the message */
#define ID_TABLE_NONE UINT32_MAX
#define ID_NEVER INT64_MIN
#define ID_ACTIVITY_BINS 32u

typedef struct
{
  /* What the entry is of. */
  uint32_t id; /* with kind bits; CAN_ID_ERROR alone: error frames */
  uint8_t channel;
  gboolean sent;        /* CAN_TX */
  uint32_t parent;      /* a page: entry of its message; ID_TABLE_NONE */
  uint64_t page;        /* a page: raw value of the multiplexer */
  uint32_t n_pages;     /* entries whose parent this is */
  uint32_t newest_page; /* the last of them; ID_TABLE_NONE. The one before: older_page */
  uint32_t older_page;

  /* What was seen. */
  uint64_t count; /* 1 or more */
  uint64_t first_row, last_row;
  int64_t first_time, last_time;
  int64_t last_period;            /* ns between the last two; from here on 0 while count is 1 */
  int64_t min_period, max_period; /* ns */
  double sum, square_sum;         /* of periods less the first of them: figures stay small, and exact */
  int64_t first_period;
  int64_t last_change; /* time of the last frame whose payload was another than the one before; ID_NEVER */
  uint16_t len;        /* of the last frame */
  uint8_t flags;       /* of the last frame */

  /* Read by id_entry_activity. */
  uint8_t activity_shift; /* a bin is 2^shift ns wide */
  uint32_t activity[ID_ACTIVITY_BINS];

  /* Read by id_entry_byte_changed. */
  uint64_t word;       /* the last payload if it has at most 8 bytes */
  const uint8_t *data; /* else its place in the store */
  uint16_t n_changed;
  int64_t *changed;             /* (nullable) time of the last change of each byte; ID_NEVER */
  const CanSignal *multiplexer; /* (nullable) of the message, or of what the page is of; the databases hold it */
} IdEntry;

typedef struct IdTable IdTable;

/* databases (nullable): for the multiplexers. */
IdTable *id_table_new (FrameStore *store, const DatabaseSet *databases);
void id_table_free (IdTable *self); /* (nullable) */

/* Adds rows [first, end) of one chunk, of them those that are chosen in shown (nullable: all). Each row once, in order.
 */
void id_table_add (IdTable *self, const RowSet *shown, uint64_t first, uint64_t end);

uint32_t id_table_n (const IdTable *self);
const IdEntry *id_table_get (const IdTable *self, uint32_t index); /* (transfer none) valid until rows are added */
/* Entry of the message this frame is of; ID_TABLE_NONE. */
uint32_t id_table_find (const IdTable *self, const CanFrame *frame);
/* Its entry of the page this frame has; ID_TABLE_NONE if it has none. */
uint32_t id_table_find_page (const IdTable *self, uint32_t message, const CanFrame *frame);
uint64_t id_table_n_rows (const IdTable *self);   /* added and chosen */
uint64_t id_table_n_passed (const IdTable *self); /* of these, without an entry because there are too many */
int64_t id_table_latest (const IdTable *self);    /* of all rows gone through, chosen or not; ID_NEVER */
/* How wide the bins of activity are now, as 2^shift ns, and how many of them the rows gone through reach over. */
guint id_table_activity_shift (const IdTable *self, guint *n_bins);

/* Frames in each bin of 2^shift ns from the first row of the table on; shift: id_table_activity_shift of the same time
 * or later. */
void id_entry_activity (const IdEntry *self, guint shift, uint32_t bins[ID_ACTIVITY_BINS]);
/* Mean period; 0 of a single frame. */
double id_entry_mean_period (const IdEntry *self); /* ns */
/* Standard deviation of the period. FALSE: fewer than two periods. */
gboolean id_entry_jitter (const IdEntry *self, double *ns);
/* When this byte of the payload last changed; ID_NEVER. */
int64_t id_entry_byte_changed (const IdEntry *self, guint byte);

/* How an identifier comes. */
typedef enum
{
  ID_ONCE,    /* too few frames to tell */
  ID_EVENT,   /* in no rhythm */
  ID_CYCLIC,  /* in equal steps */
  ID_STOPPED, /* did so, and has been silent for three periods */
} IdRhythm;

IdRhythm id_entry_rhythm (const IdEntry *self, int64_t now);

G_END_DECLS
