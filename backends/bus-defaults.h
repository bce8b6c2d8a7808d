/* bus-defaults.h: which bus is meant when nobody says so: python-can's configuration.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Later ones win, as in python-can's load_config: section [default] of ~/can.conf, /etc/can.conf, ~/.can, ~/.canrc,
 * the section of the context in these files, then the environment: CAN_CONFIG (a JSON object), CAN_INTERFACE,
 * CAN_CHANNEL, CAN_BITRATE, and those whose name ends in _CONTEXT. "bustype" is an older word for "interface".
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
 * read instead of the four, or NULL. What is no configuration is passed over. (transfer full) */
GHashTable *bus_defaults_read (const char *context, const char *file);

/* The backend that is named; NULL: none, or one that is not known here. */
const Backend *bus_defaults_get_backend (GHashTable *defaults);
/* Whether they are meant for this bus: of the backend that is named, and of the channel, if one is. */
gboolean bus_defaults_name (GHashTable *defaults, const Backend *backend, const char *channel);
/* All keys but the interface, as far as the backend can do what they say: the same files are read by other programs.
 * FALSE: a value makes no sense; the error says where it stands. */
gboolean bus_defaults_apply (GHashTable *defaults, const Backend *backend, BusConfig *config, GError **error);

G_END_DECLS
