/* transmit-row.h: a message to be sent, as somebody has put it together: what is in files and in the list.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A plain value. Nothing in it sends anything: whether it runs is not part of it, so that no file can start it.
 *
 * Files are JSON, UTF-8:
 *   {"canid-transmit": 1, "messages": [{"name": "Setpoint", "channel": "can0", "frame": "210#2328.01.6C",
 *     "period": 100, "count": 5, "then": 1000, "burst": 1, "trigger": "key", "when": "F2",
 *     "rule": {"on-change": true, "repeats": 3, "fast": 20, "gap": 5, "delay": 0, "active": "only"},
 *     "sources": [{"signal": "Speed", "source": "ramp", "low": 0, "high": 90, "period": 2000},
 *                 {"signal": "Checksum", "source": "e2e-1", "counter": "Alive", "data-id": 291, "id-mode": "both"}],
 *     "traffic": {"ids": "counting", "low": 256, "high": 511, "data": "random", "lengths": "fixed"}}]}
 * Times are ms. "load": percent of the bus, instead of a period. They are not trusted: what is wrong in a message is a
 * sentence, and the others are read.
 */
#pragma once

#include "db/database-set.h"
#include "filter/filter.h"
#include "session/transmitter.h"
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  TRIGGER_NONE,      /* by its period, or by hand */
  TRIGGER_KEY,       /* when: name of a key */
  TRIGGER_RECEPTION, /* when: filter expression */
  TRIGGER_AFTER,     /* when: seconds after it was switched on */
  N_TRIGGERS,
} TriggerKind;

const char *trigger_name (TriggerKind kind); /* for people */

/* What a signal's value comes from, if not from the data. */
typedef struct
{
  char *signal;
  gboolean protects;   /* protection, else generator */
  Generator generator; /* column is NULL here: file says where it is */
  char *file;          /* of GENERATOR_COLUMN, or NULL */
  guint file_column;   /* from 0 */
  ProtectionKind protection;
  char *counter; /* signal of E2E's counter; NULL: beside the checksum */
  DataIdMode id_mode;
  uint16_t data_id;
  uint8_t data_ids[16];
} SignalSource;

SignalSource *signal_source_new (const char *signal);
SignalSource *signal_source_copy (const SignalSource *self);
void signal_source_free (gpointer self); /* (nullable) */

typedef struct
{
  char *name;     /* "" if none */
  char *channel;  /* name of the bus; "": the first */
  char *node;     /* of the databases, that it stands for: it ends where the real one is heard; "" none */
  SendRule rule;  /* besides the period */
  CanFrame frame; /* data is data */
  uint8_t data[CAN_FRAME_MAX_LEN];
  int64_t period; /* ns, as TransmitJob */
  double load;    /* part of the bus, 0 to 1, that it fills instead of having a period; 0: by the period */
  uint64_t count;
  int64_t then;
  guint burst;
  TriggerKind trigger;
  char *when;         /* "" if none */
  GPtrArray *sources; /* of SignalSource */
  Traffic traffic;
} TransmitRow;

TransmitRow *transmit_row_new (void); /* 000#, nothing to do */
TransmitRow *transmit_row_new_frame (const CanFrame *frame, const char *channel);
/* Start values (raw), cycle time, name; channel "" */
TransmitRow *transmit_row_new_message (const Message *message);
TransmitRow *transmit_row_copy (const TransmitRow *self);
void transmit_row_free (gpointer self); /* (nullable) */
gboolean transmit_row_equal (const TransmitRow *a, const TransmitRow *b);

SignalSource *transmit_row_find_source (const TransmitRow *self, const char *signal); /* (nullable) */
void transmit_row_set_source (TransmitRow *self, SignalSource *source); /* (transfer full), replaces the signal's */
void transmit_row_remove_source (TransmitRow *self, const char *signal);
/* What kind of frame it is; impossible combinations become the nearest that is possible: FD is never remote, BRS and
 * ESI are FD's, lengths are those a DLC can say. */
void transmit_row_set_kind (TransmitRow *self, gboolean extended, gboolean remote, guint flags);
void transmit_row_set_id (TransmitRow *self, uint32_t number, gboolean extended);
void transmit_row_set_data (TransmitRow *self, const uint8_t *data, gsize n); /* padded to a length there is */
/* "11 22", "1122", "11.22"; FALSE: reason (static, English) */
gboolean transmit_row_parse_data (TransmitRow *self, const char *text, const char **reason);

/* What sources and traffic make of it; NULL: nothing. message (nullable) knows the signals. problem (out)(nullable): of
 * the first source that cannot be used. (transfer full) */
Recipe *transmit_row_new_recipe (const TransmitRow *self, const Message *message, char **problem);
/* As job for a bus; borrows self and recipe. message (nullable) knows which signals the rule is about. */
TransmitJob transmit_row_get_job (const TransmitRow *self, guint bus, const Message *message, const Recipe *recipe);

/* Text that was pasted: lines of candump's frames (123#11.22), cansend commands, candump, ASC, CSV or whatever log is
 * recognised. (transfer full) of TransmitRow; empty: nothing was understood. problem (nullable, points to NULL) gets a
 * sentence about the first 123#11.22 that is no frame, others beside it are taken. */
GPtrArray *transmit_rows_parse (const char *text, char **problem);

JsonNode *transmit_rows_to_json (const GPtrArray *rows);
/* (transfer full) of TransmitRow; NULL and error: nothing of it can be used. problems (nullable) gets sentences. */
GPtrArray *transmit_rows_from_json (JsonNode *node, GPtrArray *problems, GError **error);
char *transmit_rows_to_text (const GPtrArray *rows); /* (transfer full) the same as text */
GPtrArray *transmit_rows_from_text (const char *text, GPtrArray *problems, GError **error);
GPtrArray *transmit_rows_load (const char *path, GPtrArray *problems, GError **error);
gboolean transmit_rows_save (const GPtrArray *rows, const char *path, GError **error);

G_END_DECLS
