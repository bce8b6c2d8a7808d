/* bus-source.h: the file descriptors of buses in a GLib main loop.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One GSource watches all buses, so that each round gathers what waits on any of them and orders it by time before it
 * is handed on; jitter beyond a round stays as it arrived. A round takes at most a batch, a dispatch at most four
 * rounds: no bus starves another, or the timers beside it. One thread, that of the context it is attached to.
 */
#pragma once

#include "backends/backend.h"
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct BusSource BusSource;

/* batch is valid during the call. */
typedef void (*BusSourceFrames) (const FrameBatch *batch, gpointer data);
/* The bus can no longer be used; it was taken out of the source and closed. error: (transfer none) */
typedef void (*BusSourceGone) (guint key, const GError *error, gpointer data);

/* (transfer full): attach it with g_source_attach, destroy and unref it when done; buses still in it are closed. */
BusSource *bus_source_new (BusSourceFrames frames, BusSourceGone gone, gpointer data);
/* key: the caller's own number for it, unique. (transfer full) bus */
void bus_source_add (BusSource *self, guint key, Bus *bus);
void bus_source_remove (BusSource *self, guint key); /* closes it; nothing if it is not there */
Bus *bus_source_get (BusSource *self, guint key);    /* (transfer none)(nullable) */

G_END_DECLS
