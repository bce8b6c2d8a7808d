/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "base/zip-file.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

#define BLOCK 65536
#define MAX_NAME 512

gboolean
zip_file_is_safe_name (const char *name)
{
  g_auto (GStrv) parts = NULL;

  if (name == NULL || *name == '\0' || *name == '/' || strlen (name) > MAX_NAME || !g_utf8_validate (name, -1, NULL))
    return FALSE;
  for (const char *c = name; *c != '\0'; c++)
    if ((guchar) *c < ' ' || *c == '\\' || *c == 127)
      return FALSE;
  parts = g_strsplit (name, "/", -1);
  for (char **part = parts; *part != NULL; part++)
    if (**part == '\0' || g_str_equal (*part, ".") || g_str_equal (*part, ".."))
      return FALSE;
  return TRUE;
}

static gboolean
fail_archive (struct archive *archive, const char *path, GError **error)
{
  const char *what = archive_error_string (archive);

  if (archive_errno (archive) == ENOSPC)
    return canid_error_set_errno (error, path, ENOSPC);
  g_set_error (error, CANID_ERROR, CANID_ERROR_DAMAGED, "%s: %s", path, what != NULL ? what : "zip");
  return FALSE;
}

static gboolean
is_stopped (ZipStop stop, gpointer data, GError **error)
{
  if (stop == NULL || !stop (data))
    return FALSE;
  g_set_error_literal (error, CANID_ERROR, CANID_ERROR_CANCELLED, _ ("Cancelled"));
  return TRUE;
}

/* --- In --- */

static gboolean
write_bytes (struct archive *zip, int fd, const ZipEntry *entry, const char *path, ZipStop stop, gpointer data,
             GError **error)
{
  g_autofree char *block = g_malloc (BLOCK);
  ssize_t n;

  while ((n = read (fd, block, BLOCK)) > 0)
    {
      if (is_stopped (stop, data, error))
        return FALSE;
      if (archive_write_data (zip, block, (size_t) n) != n)
        return fail_archive (zip, path, error);
    }
  return n == 0 || canid_error_set_errno (error, entry->path, errno);
}

static gboolean
write_entry (struct archive *zip, const ZipEntry *entry, const char *path, ZipStop stop, gpointer data, GError **error)
{
  int fd = g_open (entry->path, O_RDONLY | O_CLOEXEC, 0);
  struct archive_entry *head;
  struct stat info;
  gboolean ok;

  if (fd < 0 || fstat (fd, &info) != 0)
    {
      canid_error_set_errno (error, entry->path, errno);
      if (fd >= 0)
        close (fd);
      return FALSE;
    }
  head = archive_entry_new ();
  archive_entry_set_pathname_utf8 (head, entry->name);
  archive_entry_set_size (head, info.st_size);
  archive_entry_set_filetype (head, AE_IFREG);
  archive_entry_set_perm (head, 0644);
  archive_entry_set_mtime (head, info.st_mtime, 0);
  ok = archive_write_header (zip, head) == ARCHIVE_OK || fail_archive (zip, path, error);
  ok = ok && write_bytes (zip, fd, entry, path, stop, data, error);
  archive_entry_free (head);
  close (fd);
  return ok;
}

gboolean
zip_file_write (const char *path, const ZipEntry *entries, guint n, ZipStop stop, gpointer data, GError **error)
{
  g_autofree char *beside = g_strdup_printf ("%s.%08x.part", path, g_random_int ());
  struct archive *zip = archive_write_new ();
  gboolean ok;

  archive_write_set_format_zip (zip);
  ok = archive_write_open_filename (zip, beside) == ARCHIVE_OK || fail_archive (zip, path, error);
  for (guint i = 0; ok && i < n; i++)
    ok = write_entry (zip, &entries[i], path, stop, data, error);
  if (ok && archive_write_close (zip) != ARCHIVE_OK)
    ok = fail_archive (zip, path, error);
  archive_write_free (zip);
  if (ok && g_rename (beside, path) != 0)
    ok = canid_error_set_errno (error, path, errno);
  if (!ok)
    g_unlink (beside);
  return ok;
}

/* --- Out --- */

static gboolean
fail_entry (const char *path, const char *name, GError **error)
{
  g_autofree char *shown = g_utf8_make_valid (name != NULL ? name : "?", MIN (strlen (name != NULL ? name : "?"), 80));

  g_set_error (error, CANID_ERROR, CANID_ERROR_DAMAGED, _ ("%s: its entry “%s” may not be unpacked"), path, shown);
  return FALSE;
}

static gboolean
extract_entry (struct archive *zip, const char *path, const char *target, uint64_t *left, ZipStop stop, gpointer data,
               GError **error)
{
  g_autofree char *folder = g_path_get_dirname (target), *block = g_malloc (BLOCK);
  la_ssize_t n = 0;
  gboolean ok;
  int fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return canid_error_set_errno (error, folder, errno);
  fd = g_open (target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return canid_error_set_errno (error, target, errno);
  for (ok = TRUE; ok && (n = archive_read_data (zip, block, BLOCK)) > 0;)
    {
      if ((uint64_t) n > *left)
        {
          g_set_error (error, CANID_ERROR, CANID_ERROR_DAMAGED, _ ("%s: more is packed in it than is unpacked"), path);
          ok = FALSE;
        }
      else if (is_stopped (stop, data, error))
        ok = FALSE;
      else if (write (fd, block, (size_t) n) != n)
        ok = canid_error_set_errno (error, target, errno != 0 ? errno : ENOSPC);
      else
        *left -= (uint64_t) n;
    }
  if (ok && n < 0)
    ok = fail_archive (zip, path, error);
  if (close (fd) != 0 && ok)
    ok = canid_error_set_errno (error, target, errno);
  return ok;
}

gboolean
zip_file_extract (const char *path, const char *folder, ZipStop stop, gpointer data, GError **error)
{
  struct archive *zip = archive_read_new ();
  struct archive_entry *entry;
  uint64_t left = ZIP_FILE_MAX_BYTES;
  guint n = 0;
  gboolean ok;
  int status = ARCHIVE_EOF;

  archive_read_support_format_zip (zip);
  ok = archive_read_open_filename (zip, path, BLOCK) == ARCHIVE_OK || fail_archive (zip, path, error);
  while (ok && (status = archive_read_next_header (zip, &entry)) == ARCHIVE_OK)
    {
      const char *name = archive_entry_pathname_utf8 (entry);
      g_autofree char *target = NULL;

      if (archive_entry_filetype (entry) == AE_IFDIR && name != NULL)
        continue;
      if (!zip_file_is_safe_name (name) || archive_entry_filetype (entry) != AE_IFREG
          || archive_entry_symlink (entry) != NULL || archive_entry_hardlink (entry) != NULL
          || ++n > ZIP_FILE_MAX_ENTRIES)
        {
          ok = fail_entry (path, name, error);
          break;
        }
      target = g_build_filename (folder, name, NULL);
      ok = extract_entry (zip, path, target, &left, stop, data, error);
    }
  if (ok && status != ARCHIVE_EOF)
    ok = fail_archive (zip, path, error);
  archive_read_free (zip);
  return ok;
}
