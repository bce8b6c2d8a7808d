/* test-samples.c: the same frames in every kind of recording of samples: all readers find line, polarity and rates and
 * give the same rows; what cannot be read says why.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "sample-recording.h"

#include "formats/format.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* --- Reading --- */

typedef struct
{
  guint n, n_errors, n_problems;
  GString *notes;
  GError *error;
} Result;

/* The frames that were recorded must come, in their order, at the end of what may be damaged in front. */
static Result
read_back (const char *format, const GString *data, const Recording *expected, const char *channel)
{
  Result result = { 0 };
  TraceInfo *info = trace_info_new ();
  FrameBatch *batch = frame_batch_new ();
  int fd;
  g_autofree char *path = memory_file (data->str, data->len, &fd);
  LogReader *reader = log_reader_open (path, format_by_id (format), info, NULL, &result.error);
  FormatStep step = FORMAT_MORE;

  result.notes = g_string_new (NULL);
  while (reader != NULL && step == FORMAT_MORE)
    {
      step = log_reader_read (reader, batch, &result.error);
      result.n_problems += (guint) batch->n_problems;
      for (guint i = 0; i < batch->notes->len; i++)
        g_string_append_len (result.notes, g_array_index (batch->notes, Note, i).text,
                             g_array_index (batch->notes, Note, i).n);
      for (guint i = 0; i < batch->n_frames; i++)
        {
          const CanFrame *frame = &batch->frames[i];

          if (frame->id & CAN_ID_ERROR)
            {
              result.n_errors++;
              continue;
            }
          if (expected != NULL)
            {
              const CanFrame *wanted = &expected->frames[result.n];

              g_assert_cmpuint (result.n, <, N_FRAMES);
              g_assert_cmphex (frame->id, ==, wanted->id);
              g_assert_cmphex (frame->flags, ==, wanted->flags);
              g_assert_cmpmem (frame->data, frame->len, wanted->data, wanted->len);
              g_assert_cmpstr (trace_info_channel_name (info, frame->channel), ==, channel);
            }
          result.n++;
        }
    }
  log_reader_close (reader);
  close (fd);
  frame_batch_free (batch);
  trace_info_unref (info);
  return result;
}

static void
check (const char *format, GString *data, const Recording *recording, const char *channel)
{
  Result result = read_back (format, data, recording, channel);

  if (result.error != NULL)
    g_error ("%s: %s", format, result.error->message);
  if (result.n != N_FRAMES)
    g_error ("%s: %u frames, %u errors: %s", format, result.n, result.n_errors, result.notes->str);
  g_assert_cmpuint (result.n_errors, ==, 0);
  g_assert_cmpuint (result.n_problems, ==, 0);
  g_assert_nonnull (strstr (result.notes->str, "500 kbit/s"));
  g_string_free (result.notes, TRUE);
  g_string_free (data, TRUE);
}

static void
test_all (gconstpointer fd)
{
  Recording *recording = recording_new (GPOINTER_TO_INT (fd));

  check ("vcd", recording_as_vcd (recording), recording, "RX");
  check ("sample-csv", recording_as_saleae (recording, FALSE), recording, "RX");
  check ("sample-csv", recording_as_saleae (recording, TRUE), recording, "RX");
  check ("sample-csv", recording_as_rows (recording), recording, "logic");
  check ("bits", recording_as_bits (recording), recording, "bits");
  check ("sigrok", recording_as_sigrok (recording, 1), recording, "RX");
  check ("sigrok", recording_as_sigrok (recording, 2), recording, "RX");
  check ("dsl", recording_as_dsl (recording), recording, "RX");
  recording_free (recording);
}

/* --- Written, and read again --- */

static void
write_and_read (const char *format, double rate, gboolean inverted, const Recording *recording)
{
  WaveTarget target = { .setting = { 500000, 2000000, 0.8, 0.8, FALSE }, .sample_rate = rate, .inverted = inverted };
  FormatOptions options = { .wave_target = &target };
  g_autofree char *folder = g_dir_make_tmp ("samples-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "out", NULL);
  TraceInfo *info = trace_info_new ();
  GError *error = NULL;
  LogWriter *writer;
  GString *content = g_string_new (NULL);
  char *text;
  gsize n;

  trace_info_channel (info, "RX", 2, NULL);
  writer = log_writer_create (path, format_by_id (format), info, &options, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_FRAMES; i += 7)
    g_assert_true (log_writer_write (writer, &recording->frames[i], MIN (7, N_FRAMES - i), &error));
  g_assert_true (log_writer_close (writer, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, &n, NULL));
  g_string_append_len (content, text, (gssize) n);
  g_free (text);
  g_unlink (path);
  g_rmdir (folder);
  trace_info_unref (info);
  check (format, content, recording, g_str_equal (format, "bits") ? "bits" : "RX");
}

static void
test_written (gconstpointer fd)
{
  static const char *const formats[] = { "vcd", "sample-csv", "sigrok", "bits" };
  Recording *recording = recording_new (GPOINTER_TO_INT (fd));

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    for (guint inverted = 0; inverted < 2; inverted++)
      {
        write_and_read (formats[i], 0, inverted == 1, recording);
        write_and_read (formats[i], 24e6, inverted == 1, recording);
        write_and_read (formats[i], 33.3e6, inverted == 1, recording);
      }
  recording_free (recording);
}

static void
test_not_written (void)
{
  static const struct
  {
    double rate;
    uint32_t bitrate;
    const char *words;
  } cases[] = { { 2e6, 500000, "fewer than 5 samples" }, { 0, 0, "bit rate of channel" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WaveTarget target = { .setting = { .bitrate = cases[i].bitrate }, .sample_rate = cases[i].rate };
      FormatOptions options = { .wave_target = &target };
      CanFrame frame = { .id = 0x123, .data = (const uint8_t *) "" };
      g_autofree char *folder = g_dir_make_tmp ("samples-XXXXXX", NULL);
      g_autofree char *path = g_build_filename (folder, "out.sr", NULL);
      TraceInfo *info = trace_info_new ();
      GError *error = NULL;
      LogWriter *writer;

      trace_info_channel (info, "RX", 2, NULL);
      writer = log_writer_create (path, format_by_id ("sigrok"), info, &options, &error);
      g_assert_no_error (error);
      g_assert_true (log_writer_write (writer, &frame, 1, &error));
      g_assert_false (log_writer_close (writer, &error));
      g_assert_nonnull (strstr (error->message, cases[i].words));
      g_clear_error (&error);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
      g_rmdir (folder);
      trace_info_unref (info);
    }
}

/* By content alone, as dialogs open them. */
static void
test_recognised (void)
{
  Recording *recording = recording_new (FALSE);
  GString *contents[]
      = { recording_as_vcd (recording), recording_as_sigrok (recording, 1), recording_as_dsl (recording) };

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      TraceInfo *info = trace_info_new ();
      GError *error = NULL;
      int fd;
      g_autofree char *path = memory_file (contents[i]->str, contents[i]->len, &fd);
      LogReader *reader = log_reader_open (path, NULL, info, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (log_reader_get_format (reader)->id, ==, i == 0 ? "vcd" : i == 1 ? "sigrok" : "dsl");
      log_reader_close (reader);
      close (fd);
      trace_info_unref (info);
      g_string_free (contents[i], TRUE);
    }
  recording_free (recording);
}

/* Cut anywhere: what is whole before comes out, nothing else, and it ends. */
static void
test_cut (void)
{
  static const char *const formats[] = { "vcd", "sample-csv", "sigrok", "dsl", "bits" };
  Recording *recording = recording_new (FALSE);
  GString *contents[]
      = { recording_as_vcd (recording), recording_as_saleae (recording, FALSE), recording_as_sigrok (recording, 1),
          recording_as_dsl (recording), recording_as_bits (recording) };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      for (guint k = 0; k < 12; k++)
        {
          GString *cut = g_string_new_len (contents[i]->str, (gssize) (contents[i]->len * k / 12));
          Result result = read_back (formats[i], cut, recording, i == 4 ? "bits" : "RX");

          g_assert_cmpuint (result.n, <=, N_FRAMES);
          g_clear_error (&result.error);
          g_string_free (result.notes, TRUE);
          g_string_free (cut, TRUE);
        }
      g_string_free (contents[i], TRUE);
    }
  recording_free (recording);
}

/* Each says why it cannot be decoded. */
static void
test_refused (void)
{
  static const struct
  {
    const char *format, *data, *words;
  } cases[] = {
    { "vcd", "$timescale 1 ns $end $var wire 1 ! a $end $enddefinitions $end #0 1! #100 0! #5000", "too few edges" },
    { "vcd", "$timescale 1 ns $end $enddefinitions $end #0", "it has no lines" },
    { "bits", "0101010101010101010101", "sample rate" },
    { "sample-csv", "a,b\n0,1\n1,1\n", "neither times nor a sample rate" },
    { "sigrok", "[device 1]\nprobe1=x\n", "sample rate" },
    { "dsl", "[header]\nsamplerate = much\n", "sample rate" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GString *data = g_string_new (cases[i].data);
      Result result = read_back (cases[i].format, data, NULL, NULL);

      g_assert_nonnull (result.error);
      if (strstr (result.error->message, cases[i].words) == NULL)
        g_error ("%s: \"%s\" is not in \"%s\"", cases[i].format, cases[i].words, result.error->message);
      g_clear_error (&result.error);
      g_string_free (result.notes, TRUE);
      g_string_free (data, TRUE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/samples/classic", GINT_TO_POINTER (FALSE), test_all);
  g_test_add_data_func ("/samples/fd", GINT_TO_POINTER (TRUE), test_all);
  g_test_add_data_func ("/samples/written-classic", GINT_TO_POINTER (FALSE), test_written);
  g_test_add_data_func ("/samples/written-fd", GINT_TO_POINTER (TRUE), test_written);
  g_test_add_func ("/samples/not-written", test_not_written);
  g_test_add_func ("/samples/recognised", test_recognised);
  g_test_add_func ("/samples/cut", test_cut);
  g_test_add_func ("/samples/refused", test_refused);
  return g_test_run ();
}
