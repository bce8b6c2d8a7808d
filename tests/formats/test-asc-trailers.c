/* test-asc-trailers.c: Length and BitCount that Vector's programs wrote, counted again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Every line of the corpus' ASC logs with a BitCount other than 0 is read alone and its frame's bits are counted.
 * $CANID_CORPUS, else skipped.
 */
#include "config.h"
#include "core/frame-bits.h"
#include "formats/format.h"

#include <stdlib.h>
#include <string.h>

/* What is known to be wrong in the files, not here: somebody edited the payload of this line or its identifier. */
static const char *const edited[] = {
  "6F9             Rx   d 8 05 0C 00 00 00 00 00 00", /* says 124, it would be 123 */
};

static gboolean
is_edited (const char *line)
{
  for (guint i = 0; i < G_N_ELEMENTS (edited); i++)
    if (strstr (line, edited[i]) != NULL)
      return TRUE;
  return FALSE;
}

static guint64
figure_of (const char *line, const char *name)
{
  const char *p = strstr (line, name);

  return p != NULL ? g_ascii_strtoull (p + strlen (name), NULL, 10) : 0;
}

static gboolean
read_line (const char *line, CanFrame *frame, uint8_t *payload)
{
  TraceInfo *info = trace_info_new ();
  FrameBatch *batch = frame_batch_new ();
  LogReader *reader = log_reader_open_memory (line, strlen (line), format_by_id ("asc"), info, NULL, NULL);
  gboolean read;

  log_reader_read (reader, batch, NULL);
  read = batch->n_frames == 1;
  if (read)
    {
      *frame = batch->frames[0];
      memcpy (payload, frame->data, frame->len);
      frame->data = payload;
    }
  log_reader_close (reader);
  frame_batch_free (batch);
  trace_info_unref (info);
  return read;
}

/* The length is a multiple of the bit time at 1 Mbit/s, 500, 250, … within what their clocks measured. */
static gboolean
fits_a_rate (const FrameBitCount *count, guint64 length, gboolean tx)
{
  static const uint32_t rates[] = { 1000000, 800000, 500000, 250000, 125000, 100000, 83333, 50000, 33333 };
  FrameBitCount counted = *count;

  counted.nominal -= tx ? 3 : 4;
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    if (llabs (can_frame_duration (&counted, rates[i], 0) - (int64_t) length) <= (int64_t) length / 1000)
      return TRUE;
  return FALSE;
}

static guint
check_line (const char *line, guint *n_edited)
{
  guint64 bits = figure_of (line, "BitCount = "), length = figure_of (line, "Length = ");
  uint8_t payload[CAN_FRAME_MAX_LEN];
  FrameBitCount count;
  CanFrame frame;

  if (bits == 0 || !read_line (line, &frame, payload))
    return 0;
  if (strstr (line, " ID = ") != NULL && figure_of (line, " ID = ") != can_id_number (frame.id))
    {
      g_test_message ("a trailer of another identifier: %s", line);
      return 0;
    }
  can_frame_count_bits (&frame, &count);
  if (is_edited (line))
    {
      g_assert_cmpuint (count.nominal, !=, bits);
      (*n_edited)++;
      return 0;
    }
  if (count.nominal != bits)
    g_error ("%u bits counted in: %s", count.nominal, line);
  if (!fits_a_rate (&count, length, (frame.flags & CAN_TX) != 0))
    g_error ("a length of no usual bit rate: %s", line);
  return 1;
}

static guint
check_file (const char *path, guint *n_edited)
{
  char *text, **lines;
  guint n = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  lines = g_strsplit_set (text, "\r\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    n += check_line (lines[i], n_edited);
  g_strfreev (lines);
  g_free (text);
  return n;
}

static guint
check_folder (const char *path, guint *n_edited)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        n += check_folder (child, n_edited);
      else if (g_str_has_suffix (name, ".asc"))
        n += check_file (child, n_edited);
      g_free (child);
    }
  g_clear_pointer (&dir, g_dir_close);
  return n;
}

static void
test_trailers (void)
{
  const char *corpus = g_getenv ("CANID_CORPUS");
  char *folder = corpus != NULL ? g_build_filename (corpus, "logs", "asc", NULL) : NULL;
  guint n, n_edited = 0;

  if (folder == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("no corpus: 0 lines");
      g_free (folder);
      return;
    }
  n = check_folder (folder, &n_edited);
  g_test_message ("%u lines, %u known to be edited", n, n_edited);
  g_assert_cmpuint (n, >=, 10);
  g_assert_cmpuint (n_edited, >, 0);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/asc-trailers/corpus", test_trailers);
  return g_test_run ();
}
