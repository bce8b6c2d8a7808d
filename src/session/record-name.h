/* record-name.h: the names of files that are recorded, made from a template.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A template is a path in which {date} (2024-01-31), {time} (12-00-00), {bus} (names of the channels, joined by +) and
 * {n} (001, 002, …) stand for something; {{ is a brace. Any thread.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* FALSE: CANID_ERROR_USAGE names the word in braces that is not known. */
gboolean record_name_check (const char *template, GError **error);
gboolean record_name_has_field (const char *template, const char *field); /* "n" */
/* now: ns since 1970, shown as local time. bus: what stands for {bus}; / and what file systems refuse become _. */
char *record_name_expand (const char *template, int64_t now, const char *bus, guint n);
/* The first name from *n on that no file has, *n is then its number. A template without {n} gives "name.asc",
 * "name_2.asc", …: *n stands in front of the extension, also in front of .asc.gz. NULL: a million names are taken. */
char *record_name_next_free (const char *template, int64_t now, const char *bus, guint *n);

G_END_DECLS
