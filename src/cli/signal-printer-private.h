/* signal-printer-private.h: what the forms of rows of signals share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "cli/signal-printer.h"

G_BEGIN_DECLS

typedef struct
{
  GString *name, *unit;
  guint column; /* of --wide */
} SignalText;

typedef struct
{
  const Message *message;
  GString *name;
  SignalText *signals;
} MessageText;

typedef struct
{
  guint index; /* within the message */
  uint64_t bits;
} Value;

/* A form of output: lines of a frame go to self->line, its values are in self->values. */
typedef struct
{
  void (*quote) (GString *out, const char *text); /* names, units */
  void (*print) (SignalPrinter *self, const MessageText *message, const CanFrame *frame);
  gboolean columns; /* names are "Message.Signal", each the column of a table */
  gboolean header;  /* a line before all others */
} SignalForm;

extern const SignalForm signals_as_csv, signals_as_wide_csv, signals_as_json, signals_as_wide_json, signals_as_text,
    signals_as_wide_text;

struct SignalPrinter
{
  ByteSink *out;
  Input *input;
  TraceInfo *info;
  DatabaseCursor *cursor;
  GHashTable *texts; /* of const Message * -> MessageText * */
  const SignalForm *form;

  gboolean untimed; /* frames of the command line: no time, no channel */
  gboolean relative, started;
  int64_t start;
  uint64_t n_frames, n_unmatched;
  uint64_t n_short; /* frames that end before a signal they should have */

  GString *line, *head;
  GArray *values;      /* of Value: what the frame at hand has */
  GHashTable *columns; /* --wide: "Message.Signal" -> its number + 1 */
  GPtrArray *cells;    /* --wide csv: the Value of each column for the frame at hand, NULL if none */
};

/* Parts of a line. */
void signal_append_number (GString *out, uint64_t number);
void signal_append_time (GString *out, int64_t time);
void signal_append_id (GString *out, uint32_t id);
void signal_append_raw (GString *out, const CanSignal *signal, uint64_t bits);
void signal_append_physical (GString *out, const CanSignal *signal, uint64_t bits);

G_END_DECLS
