/* sample-bus.h: the sample drive as a living bus: its frames go round and round onto virtual buses, at their times.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A node like any other: whoever opens the virtual channels hears it, and may talk there. Any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct SampleBus SampleBus;

#define SAMPLE_BUS_CHANNELS 2

/* Reads the log and starts; its channels 1 and 2 are the virtual channels of sample_bus_channel. */
SampleBus *sample_bus_start (const char *log, GError **error);
void sample_bus_stop (SampleBus *self);       /* (nullable) */
const char *sample_bus_channel (guint index); /* "sample-1", … */

G_END_DECLS
