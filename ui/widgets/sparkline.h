/* sparkline.h: counts as a row of small bars, as high as the highest of them lets them be.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. To assistive technology it is a picture without words: what it shows stands in figures beside it.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SPARKLINE_MAX 64u

#define SPARK_TYPE_LINE (spark_line_get_type ())
G_DECLARE_FINAL_TYPE (SparkLine, spark_line, SPARK, LINE, GtkWidget)

GtkWidget *spark_line_new (void);
/* counts: n of them, at most SPARKLINE_MAX, over the whole width. Where there is none a dot stands. */
void spark_line_set_counts (SparkLine *self, const uint32_t *counts, guint n);

G_END_DECLS
