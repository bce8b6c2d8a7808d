/* plot-export.h: the values of plotted signals as tables.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Values are decoded exactly, stamps are the trace's own.
 *   PLOT_CSV_LONG  number,time,channel,id,message,signal,raw,value,unit,text: a row a value, as `decode -T csv` writes
 *   PLOT_CSV_WIDE  number,time, and a column a signal; empty where the frame has none
 *   PLOT_NPZ       for NumPy: NAME (values, float64) and NAME_time (seconds, float64) of each signal
 *
 * An export takes what it needs when it is made (main thread); writing may run in any one thread.
 */
#pragma once

#include "models/plot-model.h"

G_BEGIN_DECLS

typedef enum
{
  PLOT_CSV_LONG,
  PLOT_CSV_WIDE,
  PLOT_NPZ,
} PlotTable;

typedef struct PlotExport PlotExport;

/* Of the signals shown, in [from, to]. */
PlotExport *plot_export_new (PlotModel *model, int64_t from, int64_t to);
void plot_export_free (PlotExport *self); /* (nullable) */
/* Replaces the file at the end. */
gboolean plot_export_write (PlotExport *self, const char *path, PlotTable table, GError **error);

G_END_DECLS
