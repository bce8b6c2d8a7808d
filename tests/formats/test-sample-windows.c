/* test-sample-windows.c: the wire around one frame of a recording of samples, read again by its place.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "sample-recording.h"

#include "formats/format.h"
#include "samples/wave-cut.h"
#include "samples/wave-record.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

static WaveCut *
cut_out (const char *path, const char *format, WaveRecord *record, const CanFrame *frame, const char *channel)
{
  WaveOptions wave = *wave_record_get_options (record);
  FormatOptions options = { .wave = &wave };
  WaveWindow window = { .edges = g_array_new (FALSE, FALSE, sizeof (WireEdge)) };
  TraceInfo *info = trace_info_new ();
  FrameBatch *batch = frame_batch_new ();
  LogReader *reader;
  GError *error = NULL;
  FormatStep step = FORMAT_MORE;
  WavePlace place;
  WaveLine line;
  WaveCut *cut;
  int number = wave_record_find_bus (record, channel);

  g_assert_cmpint (number, >=, 0);
  g_assert_true (wave_record_get_line (record, (guint) number, &line));
  window.line = (guint) number;
  wave_cut_window (&window, frame, &line.finding.setting);
  if (wave_record_find_place (record, window.from, &place))
    {
      window.has_place = TRUE;
      window.place_ticks = place.ticks;
      window.place_position = place.position;
    }
  wave.window = &window;
  reader = log_reader_open (path, format_by_id (format), info, &options, &error);
  g_assert_no_error (error);
  while (step == FORMAT_MORE)
    {
      step = log_reader_read (reader, batch, &error);
      g_assert_cmpuint (batch->n_frames, ==, 0);
    }
  g_assert_no_error (error);
  cut = wave_cut_new (&window, &line, 0, frame);
  log_reader_close (reader);
  frame_batch_free (batch);
  trace_info_unref (info);
  g_array_unref (window.edges);
  return cut;
}

/* What is read back is the frame again, bit by bit as it is laid out. */
static void
check_cut (const WaveCut *cut, const CanFrame *frame)
{
  FrameBits bits;

  g_assert_true (cut->found);
  g_assert_cmpint (cut->event.fault, ==, WIRE_FAULT_NONE);
  g_assert_cmphex (cut->event.frame.id, ==, frame->id);
  g_assert_cmpmem (cut->event.frame.data, cut->event.frame.len, frame->data, frame->len);
  frame_bits_make (frame, FALSE, &bits);
  g_assert_cmpuint (cut->bits->len, >=, bits.n - 3);
  for (guint i = 0; i < bits.n - 3; i++)
    {
      const WaveCutBit *bit = &g_array_index (cut->bits, WaveCutBit, i);

      g_assert_cmpuint (bit->number, ==, i);
      g_assert_cmpint (bit->recessive, ==, (bits.bits[i] & FRAME_BIT_VALUE) != 0);
      g_assert_cmpint (bit->kind != WIRE_BIT_FRAME, ==, (bits.bits[i] & FRAME_BIT_STUFF) != 0);
      g_assert_true (i >= bits.fields[bit->field].first
                     && i < bits.fields[bit->field].first + (guint) bits.fields[bit->field].n);
      g_assert_cmpfloat (bit->start, <, bit->point);
      g_assert_cmpfloat (bit->point, <, bit->end);
      g_assert_cmpint (wave_cut_level_at (cut, bit->point), ==, bit->recessive);
    }
  for (guint i = 0; i < cut->edges->len; i++)
    {
      const WaveCutEdge *edge = &g_array_index (cut->edges, WaveCutEdge, i);

      if (edge->time >= 0 && edge->time < cut->event.end)
        g_assert_cmpfloat (fabs (edge->off), <, 150);
    }
}

static void
check_windows (const char *format, GString *data, const char *channel)
{
  WaveOptions wave;
  FormatOptions options = { .wave = &wave };
  TraceInfo *info = trace_info_new ();
  FrameBatch *batch = frame_batch_new ();
  GError *error = NULL;
  FormatStep step = FORMAT_MORE;
  guint n = 0;
  int fd;
  g_autofree char *path = memory_file (data->str, data->len, &fd);
  WaveRecord *learnt = wave_record_new (NULL);
  LogReader *reader;
  GPtrArray *frames = g_ptr_array_new_with_free_func (g_free);

  wave_options_init (&wave);
  wave.record = learnt;
  reader = log_reader_open (path, format_by_id (format), info, &options, &error);
  g_assert_no_error (error);
  while (step == FORMAT_MORE)
    {
      step = log_reader_read (reader, batch, &error);
      for (guint i = 0; i < batch->n_frames; i++)
        {
          CanFrame *copy = g_malloc (sizeof *copy + CAN_FRAME_MAX_LEN);

          *copy = batch->frames[i];
          copy->data = memcpy (copy + 1, copy->data, copy->len);
          g_ptr_array_add (frames, copy);
        }
    }
  g_assert_no_error (error);
  g_assert_cmpuint (frames->len, ==, N_FRAMES);
  for (n = 0; n < frames->len; n += 13)
    {
      CanFrame *frame = g_ptr_array_index (frames, n);
      WaveCut *cut = cut_out (path, format, learnt, frame, channel);

      g_test_message ("%s, frame %u", format, n);
      check_cut (cut, frame);
      wave_cut_free (cut);
    }
  log_reader_close (reader);
  close (fd);
  g_ptr_array_unref (frames);
  frame_batch_free (batch);
  trace_info_unref (info);
  wave_record_unref (learnt);
  g_string_free (data, TRUE);
}

static void
test_windows (gconstpointer fd)
{
  Recording *recording = recording_new (GPOINTER_TO_INT (fd));

  check_windows ("vcd", recording_as_vcd (recording), "RX");
  check_windows ("sample-csv", recording_as_saleae (recording, FALSE), "RX");
  check_windows ("sample-csv", recording_as_saleae (recording, TRUE), "RX");
  check_windows ("sample-csv", recording_as_rows (recording), "logic");
  check_windows ("bits", recording_as_bits (recording), "bits");
  check_windows ("sigrok", recording_as_sigrok (recording, 1), "RX");
  check_windows ("dsl", recording_as_dsl (recording), "RX");
  recording_free (recording);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/sample-windows/classic", GINT_TO_POINTER (FALSE), test_windows);
  g_test_add_data_func ("/sample-windows/fd", GINT_TO_POINTER (TRUE), test_windows);
  return g_test_run ();
}
