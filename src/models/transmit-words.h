/* transmit-words.h: messages to be sent in words: cells and states.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * All texts (transfer full), translated.
 */
#pragma once

#include "models/transmit-list.h"

G_BEGIN_DECLS

typedef enum
{
  TRANSMIT_QUIET,
  TRANSMIT_GOOD,
  TRANSMIT_WARNING,
  TRANSMIT_BAD,
} TransmitMood;

char *transmit_words_id (const TransmitRow *row);                         /* "123", "18FEF100" */
char *transmit_words_type (const TransmitRow *row);                       /* "CAN", "CAN ext", "FD BRS", "Remote" */
char *transmit_words_data (TransmitItem *item);                           /* "11 22 33" */
char *transmit_words_period (int64_t period);                             /* ms: "100.0"; "—" if none */
gboolean transmit_words_parse_period (const char *text, int64_t *period); /* ms; blank and "—" are 0 */
char *transmit_words_when (const TransmitRow *row);                       /* "every cycle", "key F2", "burst of 50" */
/* "on time ±0.02 ms", "can1 is not armed", "queue full, 12 refused", what became of a frame sent once */
char *transmit_words_state (TransmitList *list, TransmitItem *item, TransmitMood *mood);
/* "4121 frames sent, every 10.002 ms ±0.031 ms, 2 missed, timed by the kernel"; before the first frame its state */
char *transmit_words_details (TransmitList *list, TransmitItem *item);

G_END_DECLS
