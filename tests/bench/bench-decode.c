/* bench-decode.c: every signal of every frame, to its physical value.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *   bench-decode LOG DBC     LOG as of candump -L; rows are repeated until there are ROWS of them
 *
 * Ours goes through the public interfaces: cursor look-up, presence, layout, scaling; signal by signal, and by
 * message_decode. The yardstick is the loop one would write for this file alone: a hash of identifiers to a table of
 * (byte, shift, bits, factor, offset) without multiplexing, floats or short frames.
 */
#include "core/frame-store.h"
#include "db/database-set.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#define ROWS 4000000u
#define ROUNDS 5
#define MAX_SIGNALS 1000

static double
cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) usage.ru_utime.tv_sec + (double) usage.ru_utime.tv_usec / 1e6;
}

static gboolean
append_line (FrameBatch *batch, TraceInfo *info, const char *line)
{
  const char *open = strchr (line, ')'), *space = open != NULL ? strchr (open + 2, ' ') : NULL;
  uint8_t *payload = batch->payload[batch->n_frames];
  CanFrame *frame = &batch->frames[batch->n_frames];
  const char *reason;
  gboolean full;

  if (space == NULL || !can_frame_parse (space + 1, strcspn (space + 1, " \n"), frame, payload, &reason))
    return FALSE;
  frame->channel = trace_info_channel (info, open + 2, (gsize) (space - open - 2), &full);
  frame->time = 0;
  batch->n_frames++;
  return TRUE;
}

static FrameStore *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  FrameStore *store = frame_store_new (&error);
  FrameBatch *batch = frame_batch_new ();
  FILE *file = fopen (path, "r");
  char line[512];

  g_assert_no_error (error);
  while (file != NULL && frame_store_length (store) < ROWS)
    {
      if (fgets (line, sizeof line, file) == NULL)
        {
          g_assert_true (frame_store_length (store) > 0);
          rewind (file);
          continue;
        }
      append_line (batch, frame_store_get_info (store), line);
      if (batch->n_frames == FRAME_BATCH_SIZE)
        {
          frame_store_append (store, batch, &error);
          g_assert_no_error (error);
          frame_batch_clear (batch);
        }
    }
  if (file == NULL)
    g_error ("%s cannot be read", path);
  fclose (file);
  frame_batch_free (batch);
  return store;
}

typedef double (*DecodeFunc) (const FrameStore *store, const FrameChunk *chunk, guint n, gpointer data,
                              uint64_t *n_signals);

static gboolean
next_frame (const FrameStore *store, const FrameChunk *chunk, guint i, DatabaseCursor *cursor, CanFrame *frame,
            const Message **message)
{
  *message = database_cursor_lookup (cursor, chunk->channel[i], chunk->id[i]);
  if (*message == NULL)
    return FALSE;
  frame->id = chunk->id[i];
  frame->len = frame_len_dlc_len (chunk->len_dlc[i]);
  frame->data = frame_store_payload (store, chunk, i);
  return TRUE;
}

static double
decode_singly (const FrameStore *store, const FrameChunk *chunk, guint n, gpointer cursor, uint64_t *n_signals)
{
  const Message *message;
  CanFrame frame = { 0 };
  double sum = 0, value;

  for (guint i = 0; i < n; i++)
    {
      if (!next_frame (store, chunk, i, cursor, &frame, &message))
        continue;
      for (guint j = 0; j < message->n_signals; j++)
        if (message_signal_present (message, j, &frame) && can_signal_decode (&message->signals[j], &frame, &value))
          {
            sum += value;
            ++*n_signals;
          }
    }
  return sum;
}

static double
decode_messages (const FrameStore *store, const FrameChunk *chunk, guint n, gpointer cursor, uint64_t *n_signals)
{
  static double values[MAX_SIGNALS];
  const Message *message;
  CanFrame frame = { 0 };
  double sum = 0;

  for (guint i = 0; i < n; i++)
    {
      if (!next_frame (store, chunk, i, cursor, &frame, &message))
        continue;
      *n_signals += message_decode (message, &frame, values, NULL);
      for (guint j = 0; j < message->n_signals; j++)
        sum += values[j];
    }
  return sum;
}

/* --- The yardstick --- */

typedef struct
{
  uint8_t byte, shift, bits, is_signed, big_endian;
  double factor, offset;
} Plain;

typedef struct
{
  uint32_t id;
  guint n;
  Plain *signals;
} PlainSlot;

static PlainSlot slots[256];

static PlainSlot *
find_slot (uint32_t id)
{
  guint h = id * 0x9E3779B1u >> 24;

  while (slots[h].n != 0 && slots[h].id != id)
    h = (h + 1) & 255;
  return &slots[h];
}

static void
build_yardstick (const Database *db)
{
  g_assert_cmpuint (database_n_messages (db), <, 200);
  for (guint i = 0; i < database_n_messages (db); i++)
    {
      const Message *message = database_get_message (db, i);
      PlainSlot *slot = find_slot (message->id);

      g_assert_cmpuint (message->n_signals, <=, MAX_SIGNALS);
      *slot = (PlainSlot){ message->id, message->n_signals, g_new (Plain, message->n_signals) };
      for (guint j = 0; j < message->n_signals; j++)
        {
          const CanSignal *s = &message->signals[j];
          slot->signals[j] = (Plain){ (uint8_t) s->layout.window,
                                      s->layout.window_shift,
                                      s->layout.bits,
                                      s->layout.kind == SIGNAL_SIGNED,
                                      s->layout.big_endian,
                                      s->factor,
                                      s->offset };
        }
    }
}

static inline double
decode_plain (const Plain *s, const uint8_t *data)
{
  guint spare = 64 - s->bits;
  uint64_t v;

  memcpy (&v, data + s->byte, 8);
  if (s->big_endian)
    v = __builtin_bswap64 (v);
  v = v >> s->shift << spare;
  int64_t raw = s->is_signed ? (int64_t) v >> spare : (int64_t) (v >> spare);
  return (double) raw * s->factor + s->offset;
}

static double
decode_yardstick (const FrameStore *store, const FrameChunk *chunk, guint n, gpointer data, uint64_t *n_signals)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    {
      const PlainSlot *slot = find_slot (chunk->id[i]);
      const uint8_t *payload = frame_store_payload (store, chunk, i);

      for (guint j = 0; j < slot->n; j++)
        sum += decode_plain (&slot->signals[j], payload);
      *n_signals += slot->n;
    }
  return sum;
}

/* --- */

static double
measure (const char *what, const FrameStore *store, DecodeFunc decode, gpointer data)
{
  double best = 1e9, sum = 0;
  uint64_t n_signals = 0;

  for (guint round = 0; round < ROUNDS; round++)
    {
      double start = cpu_seconds ();
      const FrameChunk *chunk;
      uint32_t n_rows;

      n_signals = 0;
      sum = 0;
      for (uint32_t index = 0; (chunk = frame_store_chunk (store, index, &n_rows)) != NULL; index++)
        sum += decode (store, chunk, n_rows, data, &n_signals);
      best = MIN (best, cpu_seconds () - start);
    }
  printf ("  %-10s %7.0f M signals/s, %6.1f M frames/s (%" G_GUINT64_FORMAT " signals, sum %.6g)\n", what,
          (double) n_signals / best / 1e6, (double) frame_store_length (store) / best / 1e6, n_signals, sum);
  return (double) n_signals / best / 1e6;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (argc != 3)
    {
      fprintf (stderr, "usage: bench-decode LOG DBC\n");
      return 2;
    }
  FrameStore *store = load (argv[1]);
  Database *db = database_load (argv[2], &error);
  g_assert_no_error (error);
  DatabaseSet *empty = database_set_new (), *set = database_set_add (empty, db, NULL);
  DatabaseCursor *cursor = database_cursor_new (set, frame_store_get_info (store));

  build_yardstick (db);
  printf ("every signal of %" G_GUINT64_FORMAT " frames\n", frame_store_length (store));
  double yardstick = measure ("yardstick", store, decode_yardstick, NULL);
  double singly = measure ("singly", store, decode_singly, cursor);
  double messages = measure ("messages", store, decode_messages, cursor);
  printf ("  signal by signal at 1/%.1f of the yardstick, message by message at 1/%.1f; wanted: 300 M signals/s where "
          "the\n"
          "  yardstick makes 1050 (1/3.5), goal 400\n",
          yardstick / singly, yardstick / messages);

  database_cursor_free (cursor);
  database_set_unref (set);
  database_set_unref (empty);
  database_unref (db);
  frame_store_unref (store);
  return 0;
}
