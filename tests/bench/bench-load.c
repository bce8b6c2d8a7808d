/* bench-load.c: reads logs into a store, as the window does, and prints what it cost.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * bench-load [-n] FILE…: one line a file: format, frames, problems, CPU seconds (user + system, all threads) a million
 * frames, frames a second of wall time. -n: read only, no store.
 */
#include "config.h"
#include "formats/format.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

static double
cpu_seconds (void)
{
  struct rusage use;

  getrusage (RUSAGE_SELF, &use);
  return (double) (use.ru_utime.tv_sec + use.ru_stime.tv_sec)
         + (double) (use.ru_utime.tv_usec + use.ru_stime.tv_usec) * 1e-6;
}

static gboolean
load (const char *path, gboolean store_it, GError **error)
{
  double cpu = cpu_seconds (), wall = (double) g_get_monotonic_time () * 1e-6;
  FrameStore *store = store_it ? frame_store_new (error) : NULL;
  TraceInfo *info = store != NULL ? trace_info_ref (frame_store_get_info (store)) : trace_info_new ();
  FrameBatch *batch = frame_batch_new ();
  LogReader *reader = log_reader_open (path, NULL, info, NULL, error);
  FormatStep step = reader != NULL ? FORMAT_MORE : FORMAT_FAILED;
  uint64_t n = 0, problems = 0;

  while (step == FORMAT_MORE)
    {
      step = log_reader_read (reader, batch, error);
      n += batch->n_frames;
      problems += batch->n_problems;
      if (store != NULL && !frame_store_append (store, batch, error))
        step = FORMAT_FAILED;
    }
  if (store != NULL)
    frame_store_seal (store);
  cpu = cpu_seconds () - cpu;
  wall = (double) g_get_monotonic_time () * 1e-6 - wall;
  if (step == FORMAT_END)
    printf ("%-8s %10" G_GUINT64_FORMAT " frames %6" G_GUINT64_FORMAT " problems %7.4f CPU s/M %8.2f M/s  %s\n",
            trace_info_get_format (info), n, problems, cpu * 1e6 / (double) MAX (n, 1), (double) n / wall * 1e-6, path);
  log_reader_close (reader);
  frame_batch_free (batch);
  trace_info_unref (info);
  frame_store_unref (store);
  return step == FORMAT_END;
}

int
main (int argc, char **argv)
{
  gboolean store_it = !(argc > 1 && strcmp (argv[1], "-n") == 0);
  int status = 0;

  setlocale (LC_ALL, "");
  for (int i = store_it ? 1 : 2; i < argc; i++)
    {
      GError *error = NULL;

      if (!load (argv[i], store_it, &error))
        {
          fprintf (stderr, "bench-load: %s\n", error->message);
          g_clear_error (&error);
          status = 1;
        }
    }
  return status;
}
