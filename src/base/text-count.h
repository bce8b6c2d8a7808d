/* text-count.h: how many of something there are, for people.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

char *text_count (uint64_t n); /* "128 904", without a line break in it (transfer full) */

G_END_DECLS
