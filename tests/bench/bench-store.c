/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * bench-store [ROWS]: what the store costs, beside what it aims at. Memory is watched by a thread of its own, so that a
 * short peak counts too.
 */
#include "core/frame-store.h"
#include "trace-generator.h"

#include <glib/gstdio.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define READY_BATCHES 64

static double
cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double
wall_seconds (void)
{
  return (double) g_get_monotonic_time () / 1e6;
}

static long
resident_mib (void)
{
  FILE *file = fopen ("/proc/self/statm", "r");
  long size = 0, resident = 0;

  if (file != NULL && fscanf (file, "%ld %ld", &size, &resident) != 2)
    resident = 0;
  if (file != NULL)
    fclose (file);
  return resident * sysconf (_SC_PAGESIZE) >> 20;
}

static atomic_long peak;
static atomic_bool watching = TRUE;

static void *
watch (void *data)
{
  while (atomic_load (&watching))
    {
      atomic_store (&peak, MAX (atomic_load (&peak), resident_mib ()));
      g_usleep (2000);
    }
  return NULL;
}

static long
take_peak (void)
{
  return atomic_exchange (&peak, 0);
}

/* --- What is measured --- */

static void
die (GError *error)
{
  fprintf (stderr, "bench-store: %s\n", error->message);
  exit (1);
}

/* The same batches again and again: making them is not to be measured. */
static FrameStore *
bench_append (uint64_t n_rows)
{
  FrameBatch *batches[READY_BATCHES];
  GError *error = NULL;
  FrameStore *store = frame_store_new (&error);
  double cpu, wall;

  if (store == NULL)
    die (error);
  for (guint i = 0; i < READY_BATCHES; i++)
    {
      batches[i] = frame_batch_new ();
      generate_batch (batches[i], (uint64_t) i * FRAME_BATCH_SIZE, FRAME_BATCH_SIZE);
    }
  take_peak ();
  cpu = cpu_seconds ();
  wall = wall_seconds ();
  for (uint64_t row = 0, i = 0; row < n_rows; row += FRAME_BATCH_SIZE, i++)
    if (!frame_store_append (store, batches[i % READY_BATCHES], &error))
      die (error);
  wall = wall_seconds () - wall;
  printf ("append            %6.1f ns a row (wall)          VmRSS %4ld MiB at most (bound 500)\n",
          wall * 1e9 / (double) n_rows, take_peak ());
  if (!frame_store_flush (store, &error))
    die (error);
  printf ("append and flush  %6.1f ns a row (CPU, aim 20)\n", (cpu_seconds () - cpu) * 1e9 / (double) n_rows);
  for (guint i = 0; i < READY_BATCHES; i++)
    frame_batch_free (batches[i]);
  return store;
}

static uint64_t
count_id (const FrameStore *store, uint32_t id)
{
  const FrameChunk *chunk;
  uint64_t count = 0;
  uint32_t n_rows;

  for (uint32_t index = 0; (chunk = frame_store_chunk (store, index, &n_rows)) != NULL; index++)
    {
      uint32_t in_chunk = 0;

      for (uint32_t i = 0; i < n_rows; i++)
        in_chunk += chunk->id[i] == id;
      count += in_chunk;
      frame_store_release (store, index);
    }
  return count;
}

static uint64_t
sum_frames (const FrameStore *store)
{
  uint64_t sum = 0, length = frame_store_length (store);

  for (uint64_t row = 0; row < length; row++)
    {
      CanFrame frame;

      frame_store_get (store, row, &frame);
      sum += frame.id + (frame.len > 0 ? frame.data[frame.len - 1] : 0);
      if (row % FRAME_CHUNK_ROWS == FRAME_CHUNK_ROWS - 1)
        frame_store_release (store, (uint32_t) (row / FRAME_CHUNK_ROWS));
    }
  return sum;
}

static void
bench_scan (const char *what, const FrameStore *store)
{
  double n_rows = (double) frame_store_length (store), wall;
  uint64_t count;

  for (guint pass = 0; pass < 2; pass++)
    {
      take_peak ();
      wall = wall_seconds ();
      count = count_id (store, 0x80);
      wall = wall_seconds () - wall;
      printf ("%-17s %6.2f ns a row, column of ids, %.2f s    VmRSS %4ld MiB at most (bound 500), %" G_GUINT64_FORMAT
              " found\n",
              what, wall * 1e9 / n_rows, wall, take_peak (), count);
    }
  wall = wall_seconds ();
  count = sum_frames (store);
  wall = wall_seconds () - wall;
  printf ("%-17s %6.2f ns a row, frame_store_get          VmRSS %4ld MiB at most (bound 500)\n", what,
          wall * 1e9 / n_rows, take_peak ());
}

static void
bench_open (const char *path)
{
  GError *error = NULL;
  double wall = wall_seconds ();
  FrameStore *store = frame_store_open (path, &error);
  ChunkSummary summary;
  CanFrame frame;

  if (store == NULL)
    die (error);
  frame_store_get (store, 0, &frame);
  frame_store_get (store, frame_store_length (store) - 1, &frame);
  frame_store_summary (store, 0, &summary);
  printf ("open              %6.4f s to the first row (aim 0.1)\n", wall_seconds () - wall);
  wall = wall_seconds ();
  frame_store_find_time (store, frame.time);
  printf ("find time         %6.4f s\n", wall_seconds () - wall);
  bench_scan ("opened", store);
  frame_store_unref (store);
}

static void
bench_save (FrameStore *store, const char *path)
{
  GError *error = NULL;
  GStatBuf status;
  double wall;

  for (guint pass = 0; pass < 2; pass++)
    {
      take_peak ();
      wall = wall_seconds ();
      if (!frame_store_save (store, path, NULL, NULL, &error))
        die (error);
      printf ("save (%s)       %6.2f s                            VmRSS %4ld MiB at most (bound 500)\n",
              pass == 0 ? "link" : "copy", wall_seconds () - wall, take_peak ());
    }
  g_stat (path, &status);
  printf ("size              %6.2f bytes a row (24 and payload above 8)\n",
          (double) status.st_size / (double) frame_store_length (store));
}

int
main (int argc, char **argv)
{
  guint64 n_rows = 10000000;
  pthread_t watcher;
  FrameStore *store;
  char *path;

  if (argc > 2 || (argc == 2 && !g_ascii_string_to_unsigned (argv[1], 10, 1, FRAME_STORE_MAX_ROWS, &n_rows, NULL)))
    {
      fprintf (stderr, "bench-store [ROWS]\n");
      return 2;
    }
  pthread_create (&watcher, NULL, watch, NULL);
  store = bench_append (n_rows);
  bench_scan ("appended", store);
  frame_store_seal (store);
  path = g_build_filename (g_get_user_cache_dir (), "canid", "bench.canid", NULL);
  bench_save (store, path);
  frame_store_unref (store);
  bench_open (path);
  atomic_store (&watching, FALSE);
  pthread_join (watcher, NULL);
  g_remove (path);
  g_free (path);
  return 0;
}
