/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * bench-filter [ROWS]: filters over rows in the store on one thread, beside a plain loop over the identifiers of the
 * same rows. One pass decides every chunk; the best of some passes counts.
 */
#include "core/id-index.h"
#include "filter/filter.h"
#include "trace-generator.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define PASSES 7

static const char dbc[] = "VERSION \"\"\n\nNS_ :\n\nBS_:\n\nBU_: A\n\n"
                          "BO_ %u Wanted: 8 A\n"
                          " SG_ Speed : 0|16@1+ (0.25,0) [0|0] \"rpm\" A\n"
                          " SG_ Signed : 23|12@0- (0.1,-40) [0|0] \"\" A\n"
                          " SG_ Short : 32|32@1- (1,0) [0|0] \"\" A\n\n"
                          "SIG_VALTYPE_ %u Short : 1;\n";

/* Of this thread: what else the machine does is not counted. */
static double
seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static FrameStore *
make_store (uint64_t rows)
{
  FrameStore *store = frame_store_new_ring ((guint) (rows / FRAME_CHUNK_ROWS) + 2);
  FrameBatch *batch = frame_batch_new ();
  TraceInfo *info = frame_store_get_info (store);

  trace_info_set_start (info, 0, TRUE);
  trace_info_channel (info, "1", 1, NULL);
  trace_info_channel (info, "2", 1, NULL);
  for (uint64_t row = 0; row < rows; row += batch->n_frames)
    {
      frame_batch_clear (batch);
      generate_batch (batch, row, (guint) MIN (FRAME_BATCH_SIZE, rows - row));
      if (!frame_store_append (store, batch, NULL))
        g_error ("no room for %" G_GUINT64_FORMAT " rows", rows);
    }
  frame_batch_free (batch);
  return store;
}

/* The bound: what must be read to decide can.id == ID, and nothing else. */
static double
time_plain (const FrameStore *store, uint64_t rows, uint32_t id, uint64_t *found)
{
  double best = G_MAXDOUBLE;

  for (guint pass = 0; pass < PASSES; pass++)
    {
      double start = seconds ();

      *found = 0;
      for (uint32_t chunk = 0; (uint64_t) chunk * FRAME_CHUNK_ROWS < rows; chunk++)
        {
          uint32_t n_rows = 0;
          const uint32_t *ids = frame_store_chunk (store, chunk, &n_rows)->id;
          uint32_t n = 0;

          for (uint32_t base = 0; base < n_rows;
               base += 64) /* a fixed count: made vectors of; rows behind the last are 0 */
            for (uint32_t i = 0; i < 64; i++)
              n += (ids[base + i] & (CAN_ID_MASK_EXTENDED | CAN_ID_ERROR)) == id;
          *found += n;
        }
      best = MIN (best, seconds () - start);
    }
  return best;
}

static double
time_filter (const char *text, const DatabaseSet *dbs, const FrameStore *store, uint64_t rows, uint64_t *found)
{
  FilterProblem problem = { 0 };
  FilterProgram *program = filter_compile (text, dbs, &problem);
  uint64_t bits[ROW_SET_WORDS];
  double best = G_MAXDOUBLE;

  if (program == NULL)
    g_error ("%s: column %u: %s", text, problem.column, problem.what);
  for (guint pass = 0; pass < PASSES; pass++)
    {
      double start = seconds ();

      *found = 0;
      for (uint32_t chunk = 0; (uint64_t) chunk * FRAME_CHUNK_ROWS < rows; chunk++)
        {
          filter_run (program, store, chunk,
                      (uint32_t) MIN (FRAME_CHUNK_ROWS, rows - (uint64_t) chunk * FRAME_CHUNK_ROWS), bits);
          for (guint w = 0; w < ROW_SET_WORDS; w++)
            *found += (guint) __builtin_popcountll (bits[w]);
        }
      best = MIN (best, seconds () - start);
    }
  filter_program_unref (program);
  return best;
}

/* A classic identifier of 8 bytes that the generator sends. */
static uint32_t
find_id (void)
{
  uint8_t payload[CAN_FRAME_MAX_LEN];
  CanFrame frame;

  for (uint64_t row = 0;; row++)
    {
      generate_frame (row, &frame, payload);
      if (frame.len == 8 && frame.id <= CAN_ID_MASK_STANDARD && frame.flags == 0)
        return frame.id;
    }
}

static void
print_filters (const FrameStore *store, const DatabaseSet *dbs, uint64_t rows, uint32_t id)
{
  const char *const texts[] = {
    "can.id == 0x%X",
    "can.id != 0x%X",
    "can.id in {0x%X, 0x200..0x210, 0x7E8}",
    "can.id == 0x%X && can.channel == 1",
    "can.fd || can.id == 0x%X",
    "can.id & 0x700 == 0x300",
    "can.len > 8",
    "frame.time_delta > 1ms",
    "can.name == \"Wanted\"",
    "Wanted.Speed > 3000 rpm",
    "Signed < -10 || Speed > 8000",
    "Short > 0.5",
    "data[0] == 0x11",
    "data contains 11:22",
    "Wanted.Speed > Signed",
    "frame.time_delta_id > 20ms",
    "changed(Wanted.Speed)",
    "delta(Wanted.Speed) > 100",
    "changed(data)",
    "id.pgn == 0xFEF1",
  };
  uint64_t found = 0;
  double plain = time_plain (store, rows, id, &found), start = seconds ();

  id_index_advance (frame_store_get_ids (store), rows);
  printf ("id index of all rows %.4f s, once a trace\n", seconds () - start);

  printf ("%-40s %8s %8s %8s %10s\n", "", "CPU s", "ns/row", "ratio", "found");
  printf ("%-40s %8.4f %8.2f %8.2f %10" G_GUINT64_FORMAT "\n", "plain loop over identifiers (bound)", plain,
          plain / (double) rows * 1e9, 1.0, found);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *place = strstr (texts[i], "%X");
      char *text = place != NULL ? g_strdup_printf ("%.*s%X%s", (int) (place - texts[i]), texts[i], id, place + 2)
                                 : g_strdup (texts[i]);
      double taken = time_filter (text, dbs, store, rows, &found);

      printf ("%-40s %8.4f %8.2f %8.2f %10" G_GUINT64_FORMAT "\n", text, taken, taken / (double) rows * 1e9,
              taken / plain, found);
      g_free (text);
    }
  printf ("aim at 10 M rows: can.id == … under 0.03 s, a decoded signal under 0.2 s\n");
}

int
main (int argc, char **argv)
{
  uint64_t rows = argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : 10000000;
  uint32_t id = find_id ();
  char *text = g_strdup_printf (dbc, id, id);
  Database *database = database_load_memory ("bench.dbc", text, strlen (text), NULL);
  DatabaseSet *empty = database_set_new (), *dbs = database_set_add (empty, database, NULL);
  FrameStore *store = make_store (MAX (rows, 1));

  print_filters (store, dbs, MAX (rows, 1), id);
  frame_store_unref (store);
  database_set_unref (dbs);
  database_set_unref (empty);
  database_unref (database);
  g_free (text);
  return 0;
}
