/* Zips come out as they went in; names that leave the folder, links and damage do not.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "base/zip-file.h"

#include "base/errors.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <string.h>

static char *folder;

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static char *
new_folder (void)
{
  g_autofree char *template = in_folder ("out-XXXXXX");

  return g_strdup (g_mkdtemp (template));
}

static void
test_round_trip (void)
{
  g_autofree char *file = in_folder ("a.txt"), *zip = in_folder ("x.zip"), *out = new_folder ();
  g_autofree char *path = g_build_filename (out, "sub", "a.txt", NULL), *text = NULL;
  ZipEntry entry = { "sub/a.txt", file }, missing = { "b", "/nonexistent/b" };
  GError *error = NULL;

  g_assert_true (g_file_set_contents (file, "hello", -1, NULL));
  g_assert_true (zip_file_write (zip, &entry, 1, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (zip_file_extract (zip, out, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "hello");

  /* A file that is not there leaves the old zip. */
  g_assert_false (zip_file_write (zip, &missing, 1, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_true (g_file_test (zip, G_FILE_TEST_EXISTS));
}

static void
test_names (void)
{
  static const char *const bad[] = { "", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", ".", "a\\b", "a\nb" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (zip_file_is_safe_name (bad[i]));
  g_assert_true (zip_file_is_safe_name ("trace.canid"));
  g_assert_true (zip_file_is_safe_name ("databases/my car.dbc"));
}

static void
write_hostile (const char *zip_path, const char *name, gboolean link)
{
  struct archive *zip = archive_write_new ();
  struct archive_entry *entry = archive_entry_new ();

  archive_write_set_format_zip (zip);
  g_assert_cmpint (archive_write_open_filename (zip, zip_path), ==, ARCHIVE_OK);
  archive_entry_set_pathname (entry, name);
  archive_entry_set_perm (entry, 0644);
  if (link)
    {
      archive_entry_set_filetype (entry, AE_IFLNK);
      archive_entry_set_symlink (entry, "/etc/passwd");
    }
  else
    {
      archive_entry_set_filetype (entry, AE_IFREG);
      archive_entry_set_size (entry, 4);
    }
  g_assert_cmpint (archive_write_header (zip, entry), ==, ARCHIVE_OK);
  if (!link)
    archive_write_data (zip, "evil", 4);
  archive_entry_free (entry);
  archive_write_close (zip);
  archive_write_free (zip);
}

static void
test_hostile (void)
{
  g_autofree char *zip = in_folder ("evil.zip"), *out = new_folder (), *outside = in_folder ("evil.txt");
  GError *error = NULL;

  write_hostile (zip, "../evil.txt", FALSE);
  g_assert_false (zip_file_extract (zip, out, NULL, NULL, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_false (g_file_test (outside, G_FILE_TEST_EXISTS));
  write_hostile (zip, "link", TRUE);
  g_assert_false (zip_file_extract (zip, out, NULL, NULL, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (zip, "PK\3\4nonsense", -1, NULL));
  g_assert_false (zip_file_extract (zip, out, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
}

int
main (int argc, char *argv[])
{
  int status;
  g_autofree char *command = NULL;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("canid-zip-XXXXXX", NULL);
  g_test_add_func ("/zip-file/round-trip", test_round_trip);
  g_test_add_func ("/zip-file/names", test_names);
  g_test_add_func ("/zip-file/hostile", test_hostile);
  status = g_test_run ();
  command = g_strdup_printf ("rm -r %s", folder);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (folder);
  return status;
}
