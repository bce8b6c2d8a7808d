/* workspace.h: what somebody works on, as a text file: traces, databases, filter, how it is looked at.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * JSON, UTF-8. Paths are relative to the file's folder where that makes sense, so that the folder can be moved. Keys
 * of later versions and of other programs are kept when it is saved again. Files are not trusted: size and depth are
 * bounded, values of the wrong kind count as absent. It names things to be opened and looked at, never anything to be
 * sent or started.
 *
 *   {"canid-workspace": 1, "traces": ["a.log"], "databases": [{"file": "car.dbc", "channel": "can0", "j1939": "off"}],
 *    "filter": "can.id == 0x123", "cursor": 12, "settings": {"columns": "'…'"}}
 */
#pragma once

#include "db/database.h"

#include <stdint.h>

G_BEGIN_DECLS

#define WORKSPACE_EXTENSION ".canid-workspace"
#define WORKSPACE_MAX_BYTES (16 << 20)
#define WORKSPACE_MAX_DEPTH 32

typedef struct
{
  char *path;    /* absolute */
  char *channel; /* NULL: all */
  J1939Mode j1939;
} WorkspaceDatabase;

void workspace_database_free (gpointer database);

typedef struct Workspace Workspace;

Workspace *workspace_new (void);
/* Errors: IO; DAMAGED with the line; UNSUPPORTED: a later version's. */
Workspace *workspace_load (const char *path, GError **error);
Workspace *workspace_parse (const char *text, gsize n, const char *folder, GError **error);
void workspace_free (Workspace *self); /* (nullable) */
/* Paths are written relative to this file; it is replaced at the end. */
gboolean workspace_save (Workspace *self, const char *path, GError **error);

/* Absolute paths; (transfer full) of char *, NULL-terminated. */
char **workspace_dup_traces (const Workspace *self);
void workspace_set_traces (Workspace *self, const char *const *paths);
GPtrArray *workspace_dup_databases (const Workspace *self); /* (transfer full) of WorkspaceDatabase */
void workspace_set_databases (Workspace *self, const GPtrArray *databases);

const char *workspace_get_filter (const Workspace *self); /* "" if none */
void workspace_set_filter (Workspace *self, const char *filter);
uint64_t workspace_get_cursor (const Workspace *self); /* row; UINT64_MAX: none */
void workspace_set_cursor (Workspace *self, uint64_t row);

/* Settings of the program as GVariant texts. */
const char *workspace_get_setting (const Workspace *self, const char *key); /* (nullable) */
void workspace_set_setting (Workspace *self, const char *key, const char *value);

G_END_DECLS
