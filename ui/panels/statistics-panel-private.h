/* statistics-panel-private.h: what the files of the statistics share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/statistics-watch.h"
#include "ui/panels/statistics-panel.h"
#include "ui/widgets/data-table.h"

G_BEGIN_DECLS

#define STATISTICS_TYPE_ITEM (statistics_item_get_type ())
G_DECLARE_FINAL_TYPE (StatisticsItem, statistics_item, STATISTICS, ITEM, GObject)

struct _StatisticsItem
{
  GObject parent;
  StatisticsRow row;
  double share, rate; /* below 0: not known */
};

struct _StatisticsPanel
{
  GtkBox parent;

  TraceSession *session;
  StatisticsWatch *watch;       /* (nullable) while mapped, with a trace */
  StatisticsSnapshot *snapshot; /* (nullable) the rows' messages are its databases' */
  RowSet *counted;              /* (nullable) what it is limited to */
  Tick *tick;
  GHashTable *items; /* key -> StatisticsItem */
  GListStore *store; /* those shown, in order */
  GtkColumnView *table;
  GtkBox *channels;
  GtkWidget *search, *limit, *status, *histogram, *errors;
  gboolean has_wanted; /* a row that is to be chosen when it is there */
  uint32_t wanted_id;
  uint8_t wanted_channel;
  int column; /* of the order; -1: channel and identifier */
  gboolean descending;
};

enum
{
  COLUMN_NAME,
  COLUMN_BUS,
  COLUMN_ID,
  COLUMN_COUNT,
  COLUMN_RATE,
  COLUMN_SHARE,
  COLUMN_MIN,
  COLUMN_MEAN,
  COLUMN_MAX,
  COLUMN_DEVIATION,
  COLUMN_P99,
  COLUMN_MISSING,
  COLUMN_DLC,
  COLUMN_FIRST,
  COLUMN_LAST,
  N_COLUMNS
};

/* statistics-cells.c */
extern const TableColumn statistics_columns[N_COLUMNS];
const char *statistics_channel_name (StatisticsPanel *self, uint8_t channel);
const char *statistics_item_name (const StatisticsItem *item);
/* Of numbers only. FALSE: not known, or no number. */
gboolean statistics_item_number (const StatisticsItem *item, guint column, double *value);
void statistics_cell_text (gpointer item, guint column, GString *out, gpointer panel);
const char *statistics_row_class (gpointer item, gpointer panel);

/* statistics-channels.c: the lines above and below the table */
void statistics_show_channels (StatisticsPanel *self);
void statistics_show_errors (StatisticsPanel *self);

G_END_DECLS
