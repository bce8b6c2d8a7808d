/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * make-trace ROWS FILE: an own trace of generated rows (trace-generator.h), replacing FILE.
 */
#include "core/frame-store.h"
#include "trace-generator.h"

#include <glib/gstdio.h>
#include <stdio.h>

static gboolean
fill (FrameStore *store, uint64_t n_rows, GError **error)
{
  TraceInfo *info = frame_store_get_info (store);
  FrameBatch *batch = frame_batch_new ();
  gboolean ok = TRUE;

  trace_info_channel (info, "can0", 4, NULL);
  trace_info_channel (info, "can1", 4, NULL);
  trace_info_set_format (info, "canid", "generated");
  for (uint64_t row = 0; row < n_rows && ok; row += FRAME_BATCH_SIZE)
    {
      generate_batch (batch, row, (guint) MIN (FRAME_BATCH_SIZE, n_rows - row));
      if (row == 0)
        trace_info_set_start (info, batch->frames[0].time, TRUE);
      ok = frame_store_append (store, batch, error);
    }
  frame_batch_free (batch);
  return ok;
}

int
main (int argc, char **argv)
{
  GError *error = NULL;
  FrameStore *store;
  guint64 n_rows;
  gboolean ok;

  if (argc != 3 || !g_ascii_string_to_unsigned (argv[1], 10, 0, FRAME_STORE_MAX_ROWS, &n_rows, NULL))
    {
      fprintf (stderr, "make-trace ROWS FILE\n");
      return 2;
    }
  g_remove (argv[2]);
  store = frame_store_create (argv[2], &error);
  ok = store != NULL && fill (store, n_rows, &error);
  if (ok)
    {
      frame_store_seal (store);
      ok = frame_store_flush (store, &error);
    }
  frame_store_unref (store);
  if (!ok)
    fprintf (stderr, "make-trace: %s\n", error->message);
  return ok ? 0 : 1;
}
