/* deadline-source.h: a time of the monotonic clock, to the nanosecond, as a source of a GLib main loop.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GLib's own timers wake a thread by poll, whose milliseconds are too coarse for a bus: this is a timerfd.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define DEADLINE_NONE INT64_MAX

/* In the thread of its context, at or after the deadline, once: set the next one. */
typedef void (*DeadlineFunc) (int64_t now, gpointer data);

/* (transfer full): attach, destroy and unref it. NULL: no descriptor is left, errno says so. */
GSource *deadline_source_new (DeadlineFunc func, gpointer data);
/* Any thread. Replaces the one before; one that has passed is due at once. */
void deadline_source_set (GSource *source, int64_t deadline);
int64_t deadline_now (void); /* ns of CLOCK_MONOTONIC */

G_END_DECLS
