/* trend-line.h: a few values as a stepped line, as high as a row.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. The values come as the text that stands for them where nothing can be drawn: blocks of eight
 * heights (U+2581 to U+2588), a space for none.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TREND_TYPE_LINE (trend_line_get_type ())
G_DECLARE_FINAL_TYPE (TrendLine, trend_line, TREND, LINE, GtkWidget)

GtkWidget *trend_line_new (void);
void trend_line_set_text (TrendLine *self, const char *blocks);

G_END_DECLS
