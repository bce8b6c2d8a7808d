/* controllers.h: CAN controllers and adapters as data: clocks, limits, registers with named fields.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Limits are those of Linux 6.1's drivers where there is one, else of the part's reference manual. A controller is a
 * row of controllers.c. Any thread; nothing here is ever freed.
 */
#pragma once

#include "timing/bit-timing.h"

G_BEGIN_DECLS

typedef enum
{
  FIELD_CONSTANT, /* always `minus` */
  FIELD_BRP,
  FIELD_PROP,
  FIELD_PHASE1,
  FIELD_TSEG1,
  FIELD_PHASE2,
  FIELD_SJW,
  FIELD_TRIPLE, /* 1: three samples a bit */
  FIELD_TDC,    /* 1: compensation on */
  FIELD_TDCO,
} FieldValue;

/* bits shift … shift + width − 1 of a register hold (value / divisor − minus) >> drop. */
typedef struct
{
  const char *reg, *name;
  guint8 shift, width;
  FieldValue value;
  gint8 minus;
  guint8 drop, divisor; /* divisor 0: 1 */
  gboolean data;        /* of the data phase */
} RegisterField;

typedef struct
{
  const char *id;             /* for the command line: "sja1000"; Linux' driver name where there is one */
  const char *name;           /* "NXP SJA1000" */
  double clocks[6];           /* Hz, usual ones, the most usual first; 0 ends */
  const char *clock_note;     /* N_(), how the clock comes about; NULL */
  TimingLimits nominal, data; /* data.brp_max 0: classic only */
  TdcLimits tdc;
  guint triple_brp;            /* can sample three times with prescalers from this on; 0: it cannot */
  const RegisterField *fields; /* reg NULL ends; by register; NULL: not published */
  guint register_width;        /* bits */
} Controller;

typedef struct
{
  const char *name, *controller; /* controller: its id */
  double clock;                  /* Hz */
} Adapter;

const Controller *controllers_get (guint *n);
/* By its id ("mcp251xfd") or a word that stands in no other's name ("MCP2518FD"); NULL: none. */
const Controller *controllers_find (const char *id);
const Adapter *adapters_get (guint *n);

/* Whether it can take three samples of such a bit. self NULL: not known, FALSE. */
gboolean controller_takes_three (const Controller *self, const BitTiming *nominal);

/* --- Registers --- */

typedef struct
{
  const char *name;
  uint32_t value;
} RegisterValue;

#define MAX_REGISTERS 8

/* Fills out; the number of registers. data NULL: only those of the nominal phase. Values that do not fit are cut: check
 * with bit_timing_dup_misfit first. */
guint controller_registers (const Controller *self, const BitTiming *nominal, const BitTiming *data, gboolean triple,
                            RegisterValue out[MAX_REGISTERS]);
/* The reverse. A register that is not among in counts as 0. data->brp is 0 if the controller has no data phase or none
 * of its registers is there. prop and phase1 are equal halves where the controller has only their sum. */
void controller_read_registers (const Controller *self, const RegisterValue *in, guint n, BitTiming *nominal,
                                BitTiming *data);
/* Whether they ask for three samples a bit. */
gboolean controller_read_triple (const Controller *self, const RegisterValue *in, guint n);

G_END_DECLS
