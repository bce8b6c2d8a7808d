/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "models/plot-export.h"

#include "base/byte-sink.h"
#include "base/errors.h"
#include "base/zip-file.h"
#include <glib/gstdio.h>
#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

typedef struct
{
  Series *series;
  char *name;
  uint64_t at; /* next sample */
} Lane;

struct PlotExport
{
  GArray *lanes; /* of Lane */
  FrameStore *store;
  int64_t from, to;
};

PlotExport *
plot_export_new (PlotModel *model, int64_t from, int64_t to)
{
  PlotExport *self = g_new0 (PlotExport, 1);

  self->lanes = g_array_new (FALSE, TRUE, sizeof (Lane));
  self->from = from;
  self->to = to;
  if (plot_model_get_store (model) != NULL)
    self->store = frame_store_ref (plot_model_get_store (model));
  for (guint i = 0; i < plot_model_n_signals (model); i++)
    {
      const PlotSignal *signal = plot_model_get_signal (model, i);
      Lane lane = { .name = NULL };

      if (signal->series == NULL || signal->hidden)
        continue;
      lane.series = series_ref (signal->series);
      lane.name = g_strdup (signal->name);
      g_array_append_val (self->lanes, lane);
    }
  return self;
}

void
plot_export_free (PlotExport *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->lanes->len; i++)
    {
      series_unref (g_array_index (self->lanes, Lane, i).series);
      g_free (g_array_index (self->lanes, Lane, i).name);
    }
  g_array_unref (self->lanes);
  frame_store_unref (self->store);
  g_free (self);
}

/* The lane's next sample within the time; FALSE: no more. */
static gboolean
seek (const PlotExport *self, Lane *lane)
{
  uint64_t n = series_n (lane->series);

  for (; lane->at < n; lane->at++)
    {
      int64_t time = series_time (lane->series, lane->at);

      if (time >= self->from && time <= self->to && !series_is_absent (lane->series, lane->at))
        return TRUE;
    }
  return FALSE;
}

static void
rewind_lanes (PlotExport *self)
{
  for (guint i = 0; i < self->lanes->len; i++)
    g_array_index (self->lanes, Lane, i).at = 0;
}

/* The next row of the store that any lane has. */
static gboolean
next_row (PlotExport *self, uint64_t *row)
{
  gboolean found = FALSE;

  for (guint i = 0; i < self->lanes->len; i++)
    {
      Lane *lane = &g_array_index (self->lanes, Lane, i);

      if (seek (self, lane) && (!found || series_row (lane->series, lane->at) < *row))
        {
          *row = series_row (lane->series, lane->at);
          found = TRUE;
        }
    }
  return found;
}

static void
put_field (ByteSink *sink, const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      byte_sink_write (sink, text, strlen (text));
      return;
    }
  byte_sink_write (sink, "\"", 1);
  for (; *text != '\0'; text++)
    byte_sink_write (sink, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
  byte_sink_write (sink, "\"", 1);
}

static void
put_value (ByteSink *sink, const Series *series, uint64_t index)
{
  const CanSignal *signal = series_get_signal (series);
  char text[SIGNAL_TEXT_MAX];
  uint64_t bits;
  double value;

  if (!series_get_exact (series, index, &value, &bits))
    return;
  if (signal != NULL)
    can_signal_format_physical (signal, bits, text);
  else
    signal_format_double (value, text);
  byte_sink_write (sink, text, strlen (text));
}

static void
put_time (ByteSink *sink, uint64_t row, int64_t time)
{
  char text[CAN_TIME_TEXT_MAX];

  can_time_format (time, text);
  byte_sink_printf (sink, "%" PRIu64 ",%s", row + 1, text);
}

/* --- Long --- */

static void
put_long (const PlotExport *self, ByteSink *sink, const Lane *lane, const CanFrame *frame)
{
  const CanSignal *signal = series_get_signal (lane->series);
  char raw[SIGNAL_TEXT_MAX] = "";
  const char *label = NULL;
  uint64_t bits;
  double value;

  if (!series_get_exact (lane->series, lane->at, &value, &bits))
    return;
  if (signal != NULL)
    {
      can_signal_format_raw (signal, bits, raw);
      label = can_signal_label (signal, bits);
    }
  put_time (sink, series_row (lane->series, lane->at), frame->time);
  byte_sink_write (sink, ",", 1);
  put_field (sink, trace_info_channel_name (frame_store_get_info (self->store), frame->channel));
  byte_sink_printf (sink, ",%X,", can_id_number (frame->id));
  put_field (sink, series_get_message (lane->series) != NULL ? series_get_message (lane->series)->name : "");
  byte_sink_write (sink, ",", 1);
  put_field (sink, signal != NULL ? signal->name : lane->name);
  byte_sink_printf (sink, ",%s,", raw);
  put_value (sink, lane->series, lane->at);
  byte_sink_write (sink, ",", 1);
  put_field (sink, series_get_unit (lane->series));
  byte_sink_write (sink, ",", 1);
  put_field (sink, label != NULL ? label : "");
  byte_sink_write (sink, "\n", 1);
}

static void
write_long (PlotExport *self, ByteSink *sink)
{
  uint64_t row;

  byte_sink_printf (sink, "number,time,channel,id,message,signal,raw,value,unit,text\n");
  while (!byte_sink_failed (sink) && next_row (self, &row))
    {
      CanFrame frame;

      frame_store_get (self->store, row, &frame);
      for (guint i = 0; i < self->lanes->len; i++)
        {
          Lane *lane = &g_array_index (self->lanes, Lane, i);

          if (!seek (self, lane) || series_row (lane->series, lane->at) != row)
            continue;
          put_long (self, sink, lane, &frame);
          lane->at++;
        }
    }
}

/* --- Wide --- */

static void
write_wide (PlotExport *self, ByteSink *sink)
{
  uint64_t row;

  byte_sink_printf (sink, "number,time");
  for (guint i = 0; i < self->lanes->len; i++)
    {
      const Lane *lane = &g_array_index (self->lanes, Lane, i);
      const char *unit = series_get_unit (lane->series);
      g_autofree char *title = *unit != '\0' ? g_strdup_printf ("%s [%s]", lane->name, unit) : g_strdup (lane->name);

      byte_sink_write (sink, ",", 1);
      put_field (sink, title);
    }
  byte_sink_write (sink, "\n", 1);
  while (!byte_sink_failed (sink) && next_row (self, &row))
    {
      CanFrame frame;

      frame_store_get (self->store, row, &frame);
      put_time (sink, row, frame.time);
      for (guint i = 0; i < self->lanes->len; i++)
        {
          Lane *lane = &g_array_index (self->lanes, Lane, i);

          byte_sink_write (sink, ",", 1);
          if (seek (self, lane) && series_row (lane->series, lane->at) == row)
            put_value (sink, lane->series, lane->at++);
        }
      byte_sink_write (sink, "\n", 1);
    }
}

/* --- NumPy --- */

/* Version 1.0: magic, length of the head, the head padded to 64 bytes; then little-endian doubles. */
static void
put_npy_head (ByteSink *sink, uint64_t n)
{
  g_autofree char *head = g_strdup_printf ("{'descr': '<f8', 'fortran_order': False, 'shape': (%" PRIu64 ",), }", n);
  gsize length = strlen (head), padded = (length + 1 + 10 + 63) / 64 * 64 - 10;

  byte_sink_write (sink, "\x93NUMPY\x01\x00", 8);
  byte_sink_write (sink, (const uint8_t[]){ padded & 0xFF, (uint8_t) (padded >> 8) }, 2);
  byte_sink_printf (sink, "%s%*s\n", head, (int) (padded - length - 1), "");
}

static gboolean
write_npy (PlotExport *self, Lane *lane, const char *path, gboolean times, GError **error)
{
  ByteSink *sink = byte_sink_open (path, BYTE_SINK_REPLACE, error);
  uint64_t n = 0;

  if (sink == NULL)
    return FALSE;
  for (lane->at = 0; seek (self, lane); lane->at++)
    n++;
  put_npy_head (sink, n);
  for (lane->at = 0; n > 0 && seek (self, lane); lane->at++, n--)
    {
      double value = 0;
      uint64_t bits;

      if (times)
        value = (double) series_time (lane->series, lane->at) / 1e9;
      else
        series_get_exact (lane->series, lane->at, &value, NULL);
      memcpy (&bits, &value, sizeof bits);
      bits = GUINT64_TO_LE (bits);
      byte_sink_write (sink, &bits, sizeof bits);
    }
  return byte_sink_close (sink, error);
}

static char *
dup_entry_name (const PlotExport *self, guint index, gboolean times)
{
  char *name = g_strdup (g_array_index (self->lanes, Lane, index).name);
  char *entry;

  for (char *c = name; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '_' && *c != '.')
      *c = '_';
  for (guint i = 0; i < index; i++) /* two of one name */
    {
      g_autofree char *other = dup_entry_name (self, i, FALSE);

      if (strlen (other) == strlen (name) + 4 && g_str_has_prefix (other, name))
        {
          char *longer = g_strdup_printf ("%s_%u", name, index + 1);

          g_free (name);
          name = longer;
        }
    }
  entry = g_strconcat (name, times ? "_time" : "", ".npy", NULL);
  g_free (name);
  return entry;
}

static gboolean
write_npz (PlotExport *self, const char *path, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("canid-npz-XXXXXX", error);
  guint n = 2 * self->lanes->len;
  g_autofree ZipEntry *entries = g_new0 (ZipEntry, n + 1);
  gboolean ok = folder != NULL;

  for (guint i = 0; ok && i < n; i++)
    {
      g_autofree char *file = g_strdup_printf ("%u", i);

      entries[i].name = dup_entry_name (self, i / 2, i % 2 == 1);
      entries[i].path = g_build_filename (folder, file, NULL);
      ok = write_npy (self, &g_array_index (self->lanes, Lane, i / 2), entries[i].path, i % 2 == 1, error);
    }
  ok = ok && zip_file_write (path, entries, n, NULL, NULL, error);
  for (guint i = 0; i < n && entries[i].path != NULL; i++)
    {
      g_remove (entries[i].path);
      g_free ((char *) entries[i].path);
      g_free ((char *) entries[i].name);
    }
  if (folder != NULL)
    g_rmdir (folder);
  return ok;
}

gboolean
plot_export_write (PlotExport *self, const char *path, PlotTable table, GError **error)
{
  ByteSink *sink;

  rewind_lanes (self);
  if (table == PLOT_NPZ && self->lanes->len > ZIP_FILE_MAX_ENTRIES / 2)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, "%s: more than %d signals", path,
                   ZIP_FILE_MAX_ENTRIES / 2);
      return FALSE;
    }
  if (table == PLOT_NPZ)
    return write_npz (self, path, error);
  sink = byte_sink_open (path, BYTE_SINK_REPLACE, error);
  if (sink == NULL)
    return FALSE;
  if (table == PLOT_CSV_LONG)
    write_long (self, sink);
  else
    write_wide (self, sink);
  return byte_sink_close (sink, error);
}
