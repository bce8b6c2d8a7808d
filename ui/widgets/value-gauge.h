/* value-gauge.h: a value on an arc, with the parts of its scale that mean something.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/control.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VALUE_TYPE_GAUGE (value_gauge_get_type ())
G_DECLARE_FINAL_TYPE (ValueGauge, value_gauge, VALUE, GAUGE, GtkWidget)

GtkWidget *value_gauge_new (void);
/* decimals of the ends; zones (nullable) of ControlZone are copied. name is for assistive technology. */
void value_gauge_set_scale (ValueGauge *self, const char *name, double low, double high, int decimals, const char *unit,
                            const GPtrArray *zones);
/* text is what is written; NULL: no value yet. stale: none came for a while. */
void value_gauge_set_value (ValueGauge *self, double value, const char *text, gboolean stale);

G_END_DECLS
