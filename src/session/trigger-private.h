/* trigger-private.h: what trigger-parse.c (text) and trigger.c (frames and time) share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/can-error.h"
#include "core/trace-info.h"
#include "session/trigger.h"

G_BEGIN_DECLS

#define TRIGGER_SLICES 10 /* tenths of the second that the load is of */

typedef enum
{
  TRIGGER_EXPRESSION,
  TRIGGER_ABSENT,
  TRIGGER_CYCLE,
  TRIGGER_ERROR,
  TRIGGER_STATE,
  TRIGGER_LOAD,
  TRIGGER_TIME,
  TRIGGER_KEY,
} TriggerKind;

typedef struct
{
  int64_t slice;                 /* tenths of a second since 1970, of the newest frame */
  int64_t taken[TRIGGER_SLICES]; /* ns of wire, by slice modulo */
  gboolean above;
} TriggerLoad;

struct Trigger
{
  char *text;
  TriggerKind kind;
  FilterProgram *program; /* EXPRESSION, ERROR of a kind */
  GHashTable *matched;    /* EXPRESSION: identifier and channel -> whether its last frame matched */
  uint32_t id;            /* ABSENT, CYCLE */
  int64_t period;         /* … ns */
  double share;           /* CYCLE: tolerance, LOAD: bound; 1 is 100 % */
  BusState state;
  guint second; /* TIME: of the day */

  gboolean seen; /* ABSENT: last is known; CYCLE: a frame came */
  gboolean gone; /* ABSENT: has fired */
  int64_t last;
  int64_t next;                       /* TIME: when it fires; 0: not known yet */
  uint8_t states[TRACE_MAX_CHANNELS]; /* STATE: BusState */
  TriggerLoad *loads[TRACE_MAX_CHANNELS];
};

G_END_DECLS
