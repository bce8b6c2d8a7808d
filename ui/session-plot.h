/* session-plot.h: the plot of a session: it follows its trace, databases, cursor and marks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. One for each session, made when first asked for, as old as the session.
 */
#pragma once

#include "models/plot-model.h"
#include "session/trace-session.h"

G_BEGIN_DECLS

PlotModel *session_plot_get (TraceSession *session); /* (transfer none) */
/* A signal of the message that frames on channel with id are, as the inspector shows them. */
void session_plot_add_of_frame (TraceSession *session, const Message *message, const CanSignal *signal,
                                const CanFrame *frame);
/* Wherever the message was seen: a line for each channel if there are several. */
void session_plot_add (TraceSession *session, const Message *message, const CanSignal *signal);
/* "Message.Signal", "Signal", "=EXPRESSION", or "signal:Message.Signal" as drags carry it. FALSE: nothing of that name,
 * *why (transfer full) says so. */
gboolean session_plot_add_text (TraceSession *session, const char *text, char **why);
/* The frame nearest to a time is chosen in the trace. */
void session_plot_choose (TraceSession *session, int64_t time);

G_END_DECLS
