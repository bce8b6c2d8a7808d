/* own-signals.h: signals that somebody names among the bits of a trace: a database of their own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. They are a DBC file like any other, $XDG_DATA_HOME/canid/own-signals/TRACE.dbc, written at every
 * change; what makes it the session's own is an attribute of the network (OWN_SIGNALS_MARK), so that one which was
 * saved elsewhere and is loaded again goes on being it. It comes first among the databases in use: a message that
 * another one knows is in it with all its signals. Changes are edits of the session's stack (edit_stack_of_session).
 */
#pragma once

#include "models/edit-stack.h"
#include "session/trace-session.h"

G_BEGIN_DECLS

#define OWN_SIGNALS_MARK "CanidOwnSignals"

/* What somebody says of some bits. */
typedef struct
{
  uint32_t id;         /* of their frame */
  guint frame_length;  /* bytes, at least so many the message has */
  const char *channel; /* (nullable) the frame's */
  guint start, length; /* bits, as a DBC writes them */
  gboolean big_endian;
  SignalKind kind;
  double factor, offset;
  const char *name;    /* (nullable) NULL: made of where the bits are */
  const char *unit;    /* (nullable) */
  const char *comment; /* (nullable) */
} OwnSignal;

const Database *own_signals_get (TraceSession *session); /* (nullable)(transfer none) */
gboolean own_signals_is (const Database *database);      /* one of own signals */

/* What it is called: its name, or that which is made. (transfer full) */
char *own_signal_dup_name (TraceSession *session, const OwnSignal *signal);
/* The signal as databases have it, with the texts of signal. FALSE: there are no such bits. */
gboolean own_signal_init (const OwnSignal *signal, CanSignal *made);

/* Returns "Message.Signal" (transfer full); NULL: why not. */
char *own_signals_add (TraceSession *session, const OwnSignal *signal, GError **error);
/* before is one of own signals, of message; id and channel of signal do not count. */
char *own_signals_change (TraceSession *session, const Message *message, const CanSignal *before,
                          const OwnSignal *signal, GError **error);
gboolean own_signals_remove (TraceSession *session, const Message *message, const CanSignal *signal, GError **error);
/* A copy for others. */
gboolean own_signals_save (TraceSession *session, const char *path, GError **error);

G_END_DECLS
