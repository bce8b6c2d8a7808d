/* test-ui-text.c: words for counts, durations, sizes, moments; what a file is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ui/file-kind.h"
#include "ui/text.h"
#include <glib/gstdio.h>
#include <string.h>

#define NB "\302\240"

static void
assert_text (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_counts (void)
{
  assert_text (text_count (0), "0");
  assert_text (text_count (999), "999");
  assert_text (text_count (1000), "1" NB "000");
  assert_text (text_count (128904), "128" NB "904");
  assert_text (text_count (G_MAXUINT64), "18" NB "446" NB "744" NB "073" NB "709" NB "551" NB "615");
  assert_text (text_short_count (812), "812");
  assert_text (text_short_count (999.6), "1.0" NB "k");
  assert_text (text_short_count (612077), "612" NB "k");
  assert_text (text_short_count (2.1e6), "2.1" NB "M");
  assert_text (text_short_count (104e6), "104" NB "M");
}

/* Something is never rounded to nothing, nor most to all. */
static void
test_percent (void)
{
  assert_text (text_percent (0, 0), "0" NB "%");
  assert_text (text_percent (0, 10), "0" NB "%");
  assert_text (text_percent (1, 100000), "< 0.1" NB "%");
  assert_text (text_percent (13402, 128904), "10.4" NB "%");
  assert_text (text_percent (99999, 100000), "> 99.9" NB "%");
  assert_text (text_percent (7, 7), "100" NB "%");
}

static void
test_durations (void)
{
  const int64_t s = 1000000000;

  assert_text (text_duration (0), "0 µs");
  assert_text (text_duration (812 * s / 1000), "812 ms");
  assert_text (text_duration (999999999), "999 ms");
  assert_text (text_duration (8 * s), "8.0 s");
  assert_text (text_duration (59 * s + 999999999), "59.9 s");
  assert_text (text_duration (134 * s), "2 min 14 s");
  assert_text (text_duration (3 * 3600 * s + 5 * 60 * s), "3 h 05 min");
  assert_text (text_duration (90000 * s), "1 d 1 h");
  assert_text (text_duration (-1), "—");
}

static void
test_sizes (void)
{
  assert_text (text_size (0), "0 bytes");
  assert_text (text_size (999), "999 bytes");
  assert_text (text_size (9400000), "9.4 MB");
  assert_text (text_size (999999999), "1.0 GB");
  assert_text (text_size (2800000000u), "2.8 GB");
}

static void
test_moments (void)
{
  g_autoptr (GDateTime) noon = g_date_time_new_local (2024, 5, 8, 12, 0, 0); /* a Wednesday */
  g_autoptr (GDateTime) early = g_date_time_new_local (2024, 5, 8, 0, 30, 0);
  int64_t now = g_date_time_to_unix (noon), day = 86400;

  assert_text (text_moment (now, now), "just now");
  assert_text (text_moment (now + 500, now), "just now"); /* a clock that went back */
  assert_text (text_moment (now - 60, now), "1 minute ago");
  assert_text (text_moment (now - 12 * 60, now), "12 minutes ago");
  assert_text (text_moment (now - 3 * 3600, now), "3 hours ago");
  assert_text (text_moment (now - day, now), "yesterday");
  assert_text (text_moment (g_date_time_to_unix (early) - 3 * 3600, g_date_time_to_unix (early)), "yesterday");
  assert_text (text_moment (now - 2 * day, now), "Monday");
  assert_text (text_moment (now - 7 * day, now), "1 May");
  assert_text (text_moment (now - 200 * day, now), "21 October 2023");
}

static void
assert_database (const char *text, gboolean expected)
{
  g_assert_cmpint (file_kind_is_database_text (text, strlen (text)), ==, expected);
}

static void
test_database_text (void)
{
  assert_database ("VERSION \"\"\n", TRUE);
  assert_database ("\357\273\277VERSION \"1\"\r\n", TRUE);
  assert_database ("\r\n\r\n// made by hand\nNS_ :\n", TRUE);
  assert_database ("BU_: ECU\n", TRUE);
  assert_database ("BO_ 100 Foo: 8 ECU\n", TRUE);
  assert_database ("", FALSE);
  assert_database ("\n\n", FALSE);
  assert_database ("BO_", FALSE);
  assert_database ("VERSIONING\n", FALSE);
  assert_database ("date Mon Jan 1 12:00:00 2024\nbase hex\n", FALSE);
  assert_database ("(1.0) can0 123#00\n", FALSE);
}

typedef struct
{
  GMainLoop *loop;
  GPtrArray *found;
} Finding;

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  Finding *finding = data;

  finding->found = file_kind_find_finish (result);
  g_main_loop_quit (finding->loop);
}

static void
test_find (void)
{
  g_autofree char *folder = g_dir_make_tmp ("canid-XXXXXX", NULL);
  g_autofree char *trace = g_build_filename (folder, "a.txt", NULL),
                  *database = g_build_filename (folder, "b.txt", NULL);
  g_autofree char *named = g_build_filename (folder, "EMPTY.DBC", NULL),
                  *none = g_build_filename (folder, "none", NULL);
  const char *paths[] = { trace, database, named, folder, none };
  const FileKind kinds[]
      = { FILE_KIND_TRACE, FILE_KIND_DATABASE, FILE_KIND_DATABASE, FILE_KIND_UNUSABLE, FILE_KIND_UNUSABLE };
  GFile *files[G_N_ELEMENTS (paths)];
  Finding finding = { g_main_loop_new (NULL, FALSE), NULL };

  g_file_set_contents (trace, "(1.0) can0 123#00\n", -1, NULL);
  g_file_set_contents (database, "VERSION \"\"\n", -1, NULL);
  g_file_set_contents (named, "", -1, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    files[i] = g_file_new_for_path (paths[i]);
  file_kind_find_async (files, G_N_ELEMENTS (files), on_found, &finding);
  g_main_loop_run (finding.loop);

  g_assert_cmpuint (finding.found->len, ==, G_N_ELEMENTS (paths));
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      const FoundFile *file = finding.found->pdata[i];

      g_assert_true (file->file == files[i]);
      g_assert_cmpint (file->kind, ==, kinds[i]);
      g_assert_cmpint (file->problem != NULL, ==, kinds[i] == FILE_KIND_UNUSABLE);
      /* What is wrong is said of the file by name. */
      g_assert_true (file->problem == NULL || strstr (file->problem, paths[i]) != NULL);
      g_object_unref (files[i]);
    }
  g_ptr_array_unref (finding.found);
  g_main_loop_unref (finding.loop);
  for (guint i = 0; i < 3; i++)
    g_remove (paths[i]);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/counts", test_counts);
  g_test_add_func ("/text/percent", test_percent);
  g_test_add_func ("/text/durations", test_durations);
  g_test_add_func ("/text/sizes", test_sizes);
  g_test_add_func ("/text/moments", test_moments);
  g_test_add_func ("/file-kind/database-text", test_database_text);
  g_test_add_func ("/file-kind/find", test_find);
  return g_test_run ();
}
