/* find-words.h: what a search for text looks at: the cells of the row, as the list shows them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "db/database-set.h"
#include "session/finder.h"

G_BEGIN_DECLS

/* For one search; databases (nullable). */
FindWords find_words_of_columns (FrameStore *store, const DatabaseSet *databases);

G_END_DECLS
