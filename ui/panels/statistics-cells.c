/* statistics-cells.c: the texts and numbers of the table of statistics.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/statistics-panel-private.h"

#include "base/i18n.h"
#include <inttypes.h>

G_DEFINE_FINAL_TYPE (StatisticsItem, statistics_item, G_TYPE_OBJECT)

static void
statistics_item_class_init (StatisticsItemClass *class)
{
}

static void
statistics_item_init (StatisticsItem *self)
{
}

const TableColumn statistics_columns[N_COLUMNS] = {
  [COLUMN_NAME] = { N_ ("Name"), NULL, 150, FALSE, FALSE, TRUE },
  [COLUMN_BUS] = { N_ ("Bus"), NULL, 56, FALSE, FALSE, TRUE },
  [COLUMN_ID] = { N_ ("ID"), NULL, 78, TRUE, TRUE, TRUE },
  [COLUMN_COUNT] = { N_ ("Frames"), NULL, 76, TRUE, TRUE, TRUE },
  [COLUMN_RATE]
  = { N_ ("Rate (1/s)"), N_ ("Frames by the time from the first to the last frame of all"), 76, TRUE, TRUE, TRUE },
  [COLUMN_SHARE] = { N_ ("Load (%)"), N_ ("Share of the time that the channel is busy"), 66, TRUE, TRUE, TRUE },
  [COLUMN_MIN] = { N_ ("Min (ms)"), N_ ("Period: the time from a frame to the next of the same channel and identifier"),
                   76, TRUE, TRUE, TRUE },
  [COLUMN_MEAN] = { N_ ("Mean (ms)"), N_ ("Period"), 76, TRUE, TRUE, TRUE },
  [COLUMN_MAX] = { N_ ("Max (ms)"), N_ ("Period"), 82, TRUE, TRUE, TRUE },
  [COLUMN_DEVIATION] = { N_ ("σ (ms)"), N_ ("Standard deviation of all periods"), 72, TRUE, TRUE, TRUE },
  [COLUMN_P99] = { N_ ("99 % (ms)"), N_ ("99 of 100 periods are not longer; within 0.8 %"), 76, TRUE, TRUE, TRUE },
  [COLUMN_MISSING] = { N_ ("Missing"), N_ ("Cycles without a frame, by the cycle time of the database; within 0.8 %"),
                       66, TRUE, TRUE, TRUE },
  [COLUMN_DLC] = { N_ ("DLC"), NULL, 52, TRUE, TRUE, TRUE },
  [COLUMN_FIRST] = { N_ ("First (s)"), NULL, 92, TRUE, TRUE, TRUE },
  [COLUMN_LAST] = { N_ ("Last (s)"), NULL, 92, TRUE, TRUE, TRUE },
};

static const TraceInfo *
get_info (StatisticsPanel *self)
{
  FrameStore *store = trace_session_get_store (self->session);

  return store != NULL ? frame_store_get_info (store) : NULL;
}

const char *
statistics_channel_name (StatisticsPanel *self, uint8_t channel)
{
  const TraceInfo *info = get_info (self);

  return info != NULL ? trace_info_channel_name (info, channel) : "";
}

const char *
statistics_item_name (const StatisticsItem *item)
{
  if (item->row.id & CAN_ID_ERROR)
    return _ ("Error frame");
  return item->row.message != NULL ? item->row.message->name : "";
}

gboolean
statistics_item_number (const StatisticsItem *item, guint column, double *value)
{
  const StatisticsRow *row = &item->row;
  const double values[N_COLUMNS] = { [COLUMN_BUS] = row->channel,
                                     [COLUMN_ID] = (double) row->id,
                                     [COLUMN_COUNT] = (double) row->n_frames,
                                     [COLUMN_RATE] = item->rate,
                                     [COLUMN_SHARE] = 100 * item->share,
                                     [COLUMN_MIN] = (double) row->period_min / 1e6,
                                     [COLUMN_MEAN] = row->period_mean / 1e6,
                                     [COLUMN_MAX] = (double) row->period_max / 1e6,
                                     [COLUMN_DEVIATION] = row->period_deviation / 1e6,
                                     [COLUMN_P99] = (double) row->period_p99 / 1e6,
                                     [COLUMN_MISSING] = (double) row->n_missing,
                                     [COLUMN_DLC] = row->dlc_max,
                                     [COLUMN_FIRST] = (double) row->earliest,
                                     [COLUMN_LAST] = (double) row->latest };

  *value = values[column];
  if (column >= COLUMN_MIN && column <= COLUMN_P99)
    return row->n_periods > 0;
  if (column == COLUMN_MISSING)
    return row->has_missing;
  if (column == COLUMN_DLC)
    return !(row->id & CAN_ID_ERROR);
  return column != COLUMN_NAME && *value >= 0;
}

void
statistics_cell_text (gpointer object, guint column, GString *out, gpointer data)
{
  StatisticsPanel *self = data;
  StatisticsItem *item = object;
  const StatisticsRow *row = &item->row;
  int64_t origin = 0;
  double value;

  if (get_info (self) == NULL || !trace_info_get_start (get_info (self), &origin))
    origin = self->snapshot != NULL ? self->snapshot->earliest : 0;
  if (column == COLUMN_NAME)
    g_string_append (out, statistics_item_name (item));
  else if (column == COLUMN_BUS)
    g_string_append (out, statistics_channel_name (self, row->channel));
  else if (column == COLUMN_ID && !(row->id & CAN_ID_ERROR))
    g_string_append_printf (out, can_id_is_extended (row->id) ? "%08X" : "%03X", can_id_number (row->id));
  else if (column == COLUMN_FIRST || column == COLUMN_LAST)
    g_string_append_printf (out, "%.6f",
                            (double) can_time_since (column == COLUMN_FIRST ? row->earliest : row->latest, origin)
                                / 1e9);
  else if (column == COLUMN_ID || !statistics_item_number (item, column, &value))
    g_string_append (out, "—");
  else if (column == COLUMN_COUNT || column == COLUMN_MISSING)
    g_string_append_printf (out, "%" PRIu64, column == COLUMN_COUNT ? row->n_frames : row->n_missing);
  else if (column == COLUMN_DLC && row->dlc_min != row->dlc_max)
    g_string_append_printf (out, "%u–%u", row->dlc_min, row->dlc_max);
  else if (column == COLUMN_DLC)
    g_string_append_printf (out, "%u", row->dlc_max);
  else
    g_string_append_printf (out, column == COLUMN_RATE ? "%.1f" : column == COLUMN_SHARE ? "%.2f" : "%.3f", value);
}

const char *
statistics_row_class (gpointer object, gpointer data)
{
  return STATISTICS_ITEM (object)->row.id & CAN_ID_ERROR ? "r-error" : NULL;
}
