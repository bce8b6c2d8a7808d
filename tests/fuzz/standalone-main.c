/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * main () of a fuzz target without libFuzzer: runs it once on each file given, and on each file of a folder given, so
 * that what fuzzing found once is an ordinary test ever after.
 */
#include <glib.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static int
run (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;
  char *data;
  gsize n;
  int n_runs = 0;

  if (dir != NULL)
    {
      while ((name = g_dir_read_name (dir)) != NULL)
        {
          char *child = g_build_filename (path, name, NULL);

          n_runs += run (child);
          g_free (child);
        }
      g_dir_close (dir);
      return n_runs;
    }
  if (!g_file_get_contents (path, &data, &n, NULL))
    {
      fprintf (stderr, "%s: cannot be read\n", path);
      return 0;
    }
  /* A copy of exactly its size: g_file_get_contents adds a NUL that would hide a read behind the end. */
  uint8_t *exact = g_memdup2 (data, MAX (n, 1));

  g_free (data);
  LLVMFuzzerTestOneInput (exact, n);
  g_free (exact);
  return 1;
}

int
main (int argc, char **argv)
{
  int n_runs = 0;

  for (int i = 1; i < argc; i++)
    n_runs += run (argv[i]);
  printf ("%d inputs\n", n_runs);
  return n_runs > 0 ? 0 : 1;
}
