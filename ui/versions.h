/* versions.h: what a bug report should name: the program, the libraries it runs with, the system.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  const char *what; /* "GTK"; not translated: the report is read by the program's authors */
  char *value;
} Version;

/* native: (nullable) a realized window, for what paints it. (transfer full) of Version */
GPtrArray *versions_list (GtkNative *native);

/* "what: value" a line, with a line end each. (transfer full) */
char *versions_to_text (const GPtrArray *versions);

G_END_DECLS
