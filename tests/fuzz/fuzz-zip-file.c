/* fuzz-zip-file.c: a zip unpacked into a folder: only plain files come out, all of them below it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "base/zip-file.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static guint n_files;

static int
check_file (const char *path, const struct stat *info, int kind, struct FTW *place)
{
  g_assert_true (kind == FTW_F || kind == FTW_D);
  if (kind == FTW_F)
    g_assert_true (S_ISREG (info->st_mode) && !(info->st_mode & (S_ISUID | S_ISGID)));
  n_files += kind == FTW_F;
  return 0;
}

static int
delete_file (const char *path, const struct stat *info, int kind, struct FTW *place)
{
  return remove (path);
}

/* A bomb ends somewhere: so many blocks are enough for any input of a fuzzer. */
static gboolean
stop_late (gpointer data)
{
  return ++*(guint *) data > 10000;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  int fd = memfd_create ("fuzz", MFD_CLOEXEC);
  char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  char *above = g_dir_make_tmp ("fuzz-zip-XXXXXX", NULL);
  char *folder = g_build_filename (above, "in", NULL);
  g_autoptr (GError) error = NULL;
  guint n_blocks = 0;

  g_assert_nonnull (above);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  if (write (fd, data, size) == (gssize) size)
    {
      gboolean ok = zip_file_extract (path, folder, stop_late, &n_blocks, &error);

      g_assert_true (ok == (error == NULL));
      n_files = 0;
      g_assert_cmpint (nftw (folder, check_file, 16, FTW_PHYS), ==, 0);
      g_assert_cmpuint (n_files, <=, ZIP_FILE_MAX_ENTRIES);
    }
  g_assert_cmpint (nftw (folder, delete_file, 16, FTW_PHYS | FTW_DEPTH), ==, 0);
  g_assert_cmpint (g_rmdir (above), ==, 0); /* fails if something came out beside the folder */
  close (fd);
  g_free (path);
  g_free (folder);
  g_free (above);
  return 0;
}
