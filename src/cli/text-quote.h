/* text-quote.h: text as a CSV field or a JSON string.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* RFC 4180: in quotes only where a comma, quote or line end makes it necessary. */
void quote_csv (GString *out, const char *text);
/* With its quotes, UTF-8; what is no UTF-8 becomes U+FFFD. */
void quote_json (GString *out, const char *text);

G_END_DECLS
