/* period-histogram.h: how many periods of an identifier are how long, as bars.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/statistics-watch.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PERIOD_TYPE_HISTOGRAM (period_histogram_get_type ())
G_DECLARE_FINAL_TYPE (PeriodHistogram, period_histogram, PERIOD, HISTOGRAM, GtkWidget)

GtkWidget *period_histogram_new (void);
/* Copies what it needs. snapshot NULL or without a histogram: empty. title: of whom. */
void period_histogram_set (PeriodHistogram *self, const char *title, const StatisticsSnapshot *snapshot);

G_END_DECLS
