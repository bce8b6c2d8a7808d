/* test-damage.c: input that is cut, torn, huge or nonsense is read as far as it goes, in bounded memory, and what is
 * lost is counted.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "../fuzz/fuzz-log.h"
#include "base/errors.h"
#include "format-helper.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char asc_text[]
    = "date Sam Sep 30 15:06:13.191 2017\nbase hex  timestamps absolute\n// version 9.0.0\n"
      "Begin Triggerblock Sam Sep 30 15:06:13.191 2017\n   0.000000 Start of measurement\n"
      "   0.100000 1  123             Rx   d 8 01 02 03 04 05 06 07 08\n"
      "   0.200000 2  18EBFF00x       Tx   d 3 01 A0 0F  Length = 273910 BitCount = 141 ID = 418119424x\n"
      "   0.300000 1  Engine          Rx   d 2 01 02  Length = 240015 BitCount = 124 ID = 1785\n"
      "   0.400000 1 ErrorFrame Flags = 0xe CodeExt = 0x20a2 Code = 0x82 ID = 0 DLC = 0 Position = 5 Length = 11300\n"
      "   0.500000 CANFD   2 Tx        1C4D80A7x  Generic_Name_12   0 1 9 12 11 c2 03 04 05 06 07 08 09 0a 0b 0c "
      "102203  133   305000 e0006659\n"
      "   0.600000 1  7FF             Tx   r 8 Length = 1704000 BitCount = 145 ID = 2047\nEnd TriggerBlock\n";

static const char candump_text[] = "(1700000000.123456) can0 123#1122334455667788\n"
                                   "(1700000000.123456789) vcan1 18FEF100#11 T\n"
                                   "(1700000000.200000) can0 123#R4 R\n"
                                   "(1700000000.300000) can1 123##311223344556677881122334455667788\n"
                                   "(1700000000.400000) can0 123#1122334455667788_D\n"
                                   "(1700000000.500000) can0 20000088#0000040200000000\n";

/* Cut at every byte: never fewer frames than the whole lines hold, at most one line lost. */
static void
test_cut (gconstpointer data)
{
  const char *format = data, *text = strcmp (format, "asc") == 0 ? asc_text : candump_text;
  gsize n = strlen (text);
  uint64_t whole = 0;

  for (gsize i = 0; i <= n; i++)
    {
      FuzzResult result = fuzz_read (format, text, i);

      g_assert_cmpuint (result.n_frames, >=, whole);
      g_assert_cmpuint (result.n_frames, <=, whole + 1);
      g_assert_cmpuint (result.n_problems, <=, 1);
      fuzz_log (format, (const uint8_t *) text, i);
      if (i > 0 && text[i - 1] == '\n')
        whole = result.n_frames;
    }
  g_assert_cmpuint (whole, ==, 6);
}

/* The window is 256 KiB: lines of many lengths lie across its end, whatever the read sizes. */
static void
test_windows (gconstpointer data)
{
  const char *format = data, *text = strcmp (format, "asc") == 0 ? asc_text : candump_text;
  GString *large = g_string_new (NULL);
  FuzzResult once = fuzz_read (format, text, strlen (text)), many;
  guint n = 3000;

  for (guint i = 0; i < n; i++)
    g_string_append (large, text);
  many = fuzz_read (format, large->str, large->len);
  g_assert_cmpuint (many.n_frames, ==, n * once.n_frames);
  g_assert_cmpuint (many.n_problems, ==, 0);
  fuzz_log (format, (const uint8_t *) large->str, large->len);
  g_string_free (large, TRUE);
}

static void
append_repeated (GString *text, const char *part, gsize n)
{
  while (n > 0)
    {
      gsize m = MIN (n, strlen (part));

      g_string_append_len (text, part, (gssize) m);
      n -= m;
    }
}

/* A line of megabytes is one problem, and those around it are read. */
static void
test_long_line (gconstpointer data)
{
  static const char *const parts[] = { "x", " ", "0", "00 ", ",", "1.", "d ", "CANFD ", "(", "#", "\xFF", "\t" };
  const char *format = data;
  gboolean asc = strcmp (format, "asc") == 0;
  const char *line = asc ? "0.5 1 123 Rx d 1 FF\n" : "(1.5) can0 123#FF\n";

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      GString *text = g_string_new (line);
      FuzzResult result;

      append_repeated (text, parts[i], 5 << 20);
      g_string_append_c (text, '\n');
      g_string_append (text, line);
      result = fuzz_read (format, text->str, text->len);
      g_assert_cmpuint (result.n_frames, ==, 2);
      g_assert_cmpuint (result.n_problems, ==, 1);
      result = fuzz_read (format, text->str, text->len - strlen (line) - 1); /* and its end is missing */
      g_assert_cmpuint (result.n_frames, ==, 1);
      g_assert_cmpuint (result.n_problems, ==, 1);
      g_string_free (text, TRUE);
    }
}

/* Just below the limit: a line like any other, in time that does not explode. */
static void
test_long_fields (gconstpointer data)
{
  static const char *const fronts[] = { "0.5 1 ",
                                        "0.5 1 123 Rx d 8 ",
                                        "0.5 1 Name Rx d 1 FF ",
                                        "0.5 CANFD 1 Rx 123 ",
                                        "0.5 CANFD 1 Rx ErrorFrame ",
                                        "0.5 1 ErrorFrame ",
                                        "",
                                        "date ",
                                        "base ",
                                        "0.5 ",
                                        "Begin Triggerblock ",
                                        "(1.5) can0 123#",
                                        "(1.5) ",
                                        "(" };
  static const char *const parts[] = { "a", "1", "1 ", "fffe ", "ID = ", "Flags = ", "0 0 0 1 ", "00 " };

  for (guint i = 0; i < G_N_ELEMENTS (fronts); i++)
    for (guint j = 0; j < G_N_ELEMENTS (parts); j++)
      {
        GString *text = g_string_new (fronts[i]);

        append_repeated (text, parts[j], 1000000 - text->len);
        g_string_append_c (text, '\n');
        g_assert_cmpuint (fuzz_read (data, text->str, text->len).n_frames, <=, 1);
        g_string_free (text, TRUE);
      }
}

/* Millions of lines that are nothing: the batches stay small. */
static void
test_only_damage (gconstpointer data)
{
  GString *text = g_string_new (NULL);
  TraceInfo *info = trace_info_new ();
  FrameBatch *batch = frame_batch_new ();
  LogReader *reader;
  uint64_t problems = 0;
  FormatStep step;

  for (guint i = 0; i < 300000; i++)
    g_string_append (text, i % 2 ? "// note\n#\n" : "\x80\x01 ??\n");
  reader = log_reader_open_memory (text->str, text->len, format_by_id (data), info, NULL, NULL);
  do
    {
      step = log_reader_read (reader, batch, NULL);
      g_assert_cmpuint (batch->notes->len + batch->n_problems, <=, 2000);
      problems += batch->n_problems;
    }
  while (step == FORMAT_MORE);
  g_assert_cmpuint (problems, >=, 150000);
  log_reader_close (reader);
  frame_batch_free (batch);
  trace_info_unref (info);
  g_string_free (text, TRUE);
}

/* A pipe that pauses behind whole lines: they come out at once, as does the first of what was recognised. */
static void
test_pause (gconstpointer data)
{
  const char *text = strcmp (data, "asc") == 0 ? asc_text : candump_text;
  char *folder = g_dir_make_tmp ("canid-XXXXXX", NULL), *path = g_build_filename (folder, "pipe", NULL);
  TraceInfo *info = trace_info_new ();
  FrameBatch *batch = frame_batch_new ();
  LogReader *reader;
  guint frames = 0;
  int fd;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  fd = open (path, O_RDWR);
  g_assert_cmpint (write (fd, text, strlen (text) - 3), ==, (gssize) strlen (text) - 3);
  reader = log_reader_open (path, NULL, info, NULL, NULL);
  g_assert_nonnull (reader);
  g_assert_cmpint (log_reader_read (reader, batch, NULL), ==, FORMAT_MORE);
  frames = batch->n_frames;
  g_assert_cmpuint (frames, >=, 5);
  close (fd);
  log_reader_close (reader);
  frame_batch_free (batch);
  trace_info_unref (info);
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
}

/* A damaged packing: the frames before the damage, then a sentence. */
static void
test_refused (void)
{
  char *folder = g_dir_make_tmp ("canid-XXXXXX", NULL), *path = g_build_filename (folder, "a.asc", NULL), *dump;

  dump = dump_file (NULL, folder);
  g_assert_true (g_str_has_prefix (dump, "E ") && g_str_has_suffix (dump, "Is a directory\n"));
  g_free (dump);
  dump = dump_file (NULL, path);
  g_assert_true (g_str_has_suffix (dump, "No such file or directory\n"));
  g_free (dump);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  dump = dump_file (NULL, path);
  g_assert_true (g_str_has_suffix (dump, "nothing is in it\n"));
  g_free (dump);
  g_assert_true (g_file_set_contents (path, "\x00\x01\x02\xFFnonsense", 12, NULL));
  dump = dump_file (NULL, path);
  g_assert_true (g_str_has_suffix (dump, "not a log of a format this program reads\n"));
  g_free (dump);
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
}

/* Own traces are told without touching pipes. */
static void
test_is_store (void)
{
  char *folder = g_dir_make_tmp ("canid-XXXXXX", NULL), *path = g_build_filename (folder, "a.canid", NULL);
  FrameStore *store = frame_store_new_ring (2);
  GError *error = NULL;
  char byte = 0;
  int fd;

  g_assert_false (log_is_store (folder, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_IO);
  g_clear_error (&error);
  g_assert_false (log_is_store (path, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_IO);
  g_clear_error (&error);
  g_assert_false (log_is_store ("-", &error));
  g_assert_no_error (error);

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  fd = open (path, O_RDWR);
  g_assert_cmpint (write (fd, "x", 1), ==, 1);
  g_assert_false (log_is_store (path, &error));
  g_assert_no_error (error);
  g_assert_cmpint (read (fd, &byte, 1), ==, 1);
  close (fd);
  g_unlink (path);

  g_assert_true (frame_store_save (store, path, NULL, NULL, &error));
  g_assert_true (log_is_store (path, &error));
  g_assert_no_error (error);
  frame_store_unref (store);
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
}

/* The extension does not decide: a candump log named .asc is one. */
static void
test_recognised (void)
{
  char *folder = g_dir_make_tmp ("canid-XXXXXX", NULL), *path = g_build_filename (folder, "a.asc", NULL);
  TraceInfo *info = trace_info_new ();
  LogReader *reader;

  g_assert_true (g_file_set_contents (path, candump_text, -1, NULL));
  reader = log_reader_open (path, NULL, info, NULL, NULL);
  g_assert_cmpstr (log_reader_get_format (reader)->id, ==, "candump");
  log_reader_close (reader);
  trace_info_unref (info);
  g_assert_true (format_by_path ("/x/y.ASC", FORMAT_READ) == format_by_id ("asc"));
  g_assert_true (format_by_path ("/x/y.asc.gz", FORMAT_READ) == format_by_id ("asc"));
  g_assert_true (format_by_path ("/x/y.asc", FORMAT_WRITE) == format_by_id ("asc"));
  g_assert_true (format_by_path ("/x/y.log", FORMAT_READ | FORMAT_WRITE) == format_by_id ("candump"));
  g_assert_null (format_by_path ("/x/asc", 0));
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
}

#define ADD(name, function)                                                                                            \
  g_test_add_data_func ("/damage/asc/" name, "asc", function);                                                         \
  g_test_add_data_func ("/damage/candump/" name, "candump", function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("cut", test_cut);
  ADD ("windows", test_windows);
  ADD ("long-line", test_long_line);
  ADD ("long-fields", test_long_fields);
  ADD ("only-damage", test_only_damage);
  ADD ("pause", test_pause);
  g_test_add_func ("/damage/refused", test_refused);
  g_test_add_func ("/damage/recognised", test_recognised);
  g_test_add_func ("/damage/is-store", test_is_store);
  return g_test_run ();
}
