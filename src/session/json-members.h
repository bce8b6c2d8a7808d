/* json-members.h: members of JSON objects, for what is kept as JSON. What is read is not trusted: a member that is not
 * there, of another type or out of its range is as if it had its usual value.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How deep a text goes, before a parser goes as deep. Brackets in strings count too. */
gboolean json_is_deeper (const char *text, guint than);

void json_put_text (JsonBuilder *out, const char *name, const char *value); /* (nullable); none, if it is empty */
void json_put_number (JsonBuilder *out, const char *name, double value);    /* whole ones as such; no infinities */
void json_put_flag (JsonBuilder *out, const char *name, gboolean value);

double json_get_number (JsonObject *object, const char *name, double otherwise, double low, double high);
const char *json_get_text (JsonObject *object, const char *name); /* (transfer none) "": none */
gboolean json_get_flag (JsonObject *object, const char *name);

G_END_DECLS
