/* lateness-histogram.h: how late frames left, as bars on a logarithmic scale.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/lateness.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LATENESS_TYPE_HISTOGRAM (lateness_histogram_get_type ())
G_DECLARE_FINAL_TYPE (LatenessHistogram, lateness_histogram, LATENESS, HISTOGRAM, GtkWidget)

GtkWidget *lateness_histogram_new (void);
void lateness_histogram_set (LatenessHistogram *self, const Lateness *lateness); /* copies it */

G_END_DECLS
