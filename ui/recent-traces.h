/* recent-traces.h: traces opened lately, as the welcome page lists them; kept in the settings.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RECENT_TRACES_MAX 10

typedef struct
{
  char *uri;
  gint64 opened; /* s since 1970 */
  guint channels;
  guint64 frames, bytes;
} RecentTrace;

GPtrArray *recent_traces_list (void); /* (transfer full) of RecentTrace, newest first */
/* Puts it first; one entry a file. */
void recent_traces_add (GFile *file, guint channels, guint64 frames, guint64 bytes);
void recent_traces_clear (void);

G_END_DECLS
