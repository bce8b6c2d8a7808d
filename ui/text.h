/* text.h: counts, durations, sizes and moments in words for people.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * All results (transfer full), translated, in the C locale's digits; thousands are parted by a space that does not
 * break.
 */
#pragma once

#include "base/text-count.h"

G_BEGIN_DECLS

char *text_short_count (double n);                  /* three digits: "812", "612 k", "2.1 M" */
char *text_percent (uint64_t part, uint64_t whole); /* "10.4 %", "< 0.1 %"; "0 %" of nothing */
char *text_duration (int64_t ns);                   /* "2 min 14 s", "812 ms", "3 h 05 min" */
char *text_size (uint64_t bytes);                   /* "9.4 MB" */
/* "just now", "12 minutes ago", "yesterday", "Monday", "2 May", "2 May 2024"; both s since 1970. */
char *text_moment (int64_t then, int64_t now);

G_END_DECLS
