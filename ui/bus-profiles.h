/* bus-profiles.h: what is remembered of each bus, also of those whose device is not there.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Kept in GSettings (key bus-profiles). A bus is known by its adapter's serial number where it has one, else by
 * interface and channel.
 */
#pragma once

#include "backends/backend.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char *interface, *channel; /* backend's id; for BusConfig */
  char *serial;              /* of its adapter, or "" */
  guint port;
  char *name;      /* of the channel in the trace; "": the channel's own */
  int color;       /* of the palette; -1: by place */
  char *settings;  /* pairs for bus_config_apply */
  char *link;      /* words of ip link that were applied last, "" */
  GStrv databases; /* URIs, for this bus alone; never NULL */
  gboolean chosen; /* to be started */
  gboolean opened; /* it was captured before: no longer unknown */
} BusProfile;

BusProfile *bus_profile_new (const char *interface, const char *channel);
void bus_profile_free (BusProfile *self); /* (nullable) */
const char *bus_profile_get_name (const BusProfile *self);
/* Whether there is more to remember than that the bus exists. */
gboolean bus_profile_is_worth (const BusProfile *self);
void bus_profile_set_text (char **field, const char *text);
/* To be started, or not. A bus that nobody knows is heard first: where listening only is possible, it begins so. */
void bus_profile_choose (BusProfile *self, gboolean chosen);

/* What is to be opened: what python-can's configuration says of this very bus, and above it the settings. NULL: some of
 * it makes no sense. (transfer full) */
BusConfig *bus_profile_make_config (const Backend *backend, const char *channel, const char *settings, GError **error);

/* Of BusProfile. (transfer full) */
GPtrArray *bus_profiles_load (GSettings *settings);
void bus_profiles_save (GSettings *settings, GPtrArray *profiles);
/* (transfer none); NULL: not known. serial "" where there is none. */
BusProfile *bus_profiles_find (GPtrArray *profiles, const char *interface, const char *channel, const char *serial,
                               guint port);

G_END_DECLS
