/* bus-defaults.h: which bus is meant when nobody says so: python-can's configuration.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Later ones win: /etc/can.conf, ~/.can, ~/.canrc (section [default], or another context), then the environment:
 * CAN_INTERFACE, CAN_CHANNEL, CAN_BITRATE.
 */
#pragma once

#include "backends/backend.h"

G_BEGIN_DECLS

typedef struct
{
  char *value;
  char *origin; /* file or variable it came from */
} BusDefault;

/* Key -> BusDefault; "interface", "channel", "bitrate" and whatever else stands there. context NULL: "default"; file:
 * read instead of the three, or NULL. A file with errors is read as far as lines make sense. (transfer full) */
GHashTable *bus_defaults_read (const char *context, const char *file);

G_END_DECLS
