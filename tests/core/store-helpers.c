/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "store-helpers.h"

#include <glib/gstdio.h>
#include <string.h>

static char *folder;

const char *
test_folder (void)
{
  if (folder == NULL)
    {
      folder = g_dir_make_tmp ("canid-test-XXXXXX", NULL);
      g_assert_nonnull (folder);
    }
  return folder;
}

char *
test_path (const char *name)
{
  return g_build_filename (test_folder (), name, NULL);
}

static void
remove_tree (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
      g_free (child);
    }
  if (dir != NULL)
    g_dir_close (dir);
  g_remove (path);
}

void
test_folder_remove (void)
{
  if (folder != NULL)
    remove_tree (folder);
  g_clear_pointer (&folder, g_free);
}

static uint32_t
mix (uint64_t row)
{
  uint64_t x = row * 0x9E3779B97F4A7C15u;

  return (uint32_t) (x >> 32 ^ x >> 17);
}

static int64_t
expected_time (uint64_t row)
{
  gboolean backwards = row / FRAME_CHUNK_ROWS % 3 == 2 && row % 100 >= 50;

  return (int64_t) row * 1000 - (backwards ? 30000 : 0);
}

void
expected_frame (uint64_t row, CanFrame *frame, uint8_t payload[CAN_FRAME_MAX_LEN])
{
  uint32_t seed = mix (row);

  *frame
      = (CanFrame){ .time = expected_time (row), .id = seed & 0x7F8, .channel = (uint8_t) (row % 3), .data = payload };
  frame->dlc = (uint8_t) (seed >> 12 & 15);
  if (seed >> 8 & 1)
    frame->id |= CAN_ID_EXTENDED | (seed & 0x1FF0000);
  if ((seed >> 16 & 15) == 0)
    {
      frame->flags = CAN_FD | (seed >> 20 & 1 ? CAN_BRS : 0);
      frame->len = can_dlc_to_len (frame->dlc, TRUE);
    }
  else if ((seed >> 16 & 15) == 1)
    frame->id |= CAN_ID_REMOTE;
  else
    frame->len = can_dlc_to_len (frame->dlc, FALSE);
  for (guint i = 0; i < CAN_FRAME_MAX_LEN; i++)
    payload[i] = i < frame->len ? (uint8_t) ((seed >> (i % 24)) ^ i) : 0xEE; /* what is behind must not be taken */
}

static void
add_note (FrameBatch *batch, uint64_t row)
{
  char *text = g_strdup_printf ("before row %" G_GUINT64_FORMAT, row);

  frame_batch_add_note (batch, NOTE_EVENT, (uint8_t) (row % 3), (int64_t) row, row + 1, text, strlen (text));
  g_free (text);
}

void
append_until (FrameStore *store, FrameBatch *batch, uint64_t end)
{
  TraceInfo *info = frame_store_get_info (store);
  uint64_t row = frame_store_length (store);
  GError *error = NULL;

  trace_info_channel (info, "can0", 4, NULL);
  trace_info_channel (info, "can1", 4, NULL);
  trace_info_channel (info, "", 0, NULL);
  while (row < end)
    {
      frame_batch_clear (batch);
      for (; batch->n_frames < FRAME_BATCH_SIZE && row < end; row++, batch->n_frames++)
        {
          if (row % ROWS_PER_NOTE == 0)
            add_note (batch, row);
          if (row % (10 * ROWS_PER_NOTE) == 0)
            frame_batch_add_problem (batch, row, "wrong at %u", (guint) row);
          expected_frame (row, &batch->frames[batch->n_frames], batch->payload[batch->n_frames]);
        }
      if (!frame_store_append (store, batch, &error))
        g_error ("append: %s", error->message);
    }
}

static void
assert_frame (const CanFrame *frame, const CanFrame *expected)
{
  g_assert_cmpint (frame->time, ==, expected->time);
  g_assert_cmphex (frame->id, ==, expected->id);
  g_assert_cmpuint (frame->dlc, ==, expected->dlc);
  g_assert_cmpuint (frame->flags, ==, expected->flags);
  g_assert_cmpuint (frame->channel, ==, expected->channel);
  g_assert_cmpmem (frame->data, frame->len, expected->data, expected->len);
}

void
assert_row (const FrameStore *store, uint64_t row)
{
  uint8_t payload[CAN_FRAME_MAX_LEN];
  CanFrame expected, frame;

  expected_frame (row, &expected, payload);
  frame_store_get (store, row, &frame);
  assert_frame (&frame, &expected);
}

void
assert_rows (const FrameStore *store, uint64_t first, uint64_t end, uint64_t step)
{
  for (uint64_t row = first; row < end; row += step)
    assert_row (store, row);
  if (end > first)
    assert_row (store, end - 1);
}

static void
assert_chunk (const FrameStore *store, uint32_t index, const FrameChunk *chunk, uint32_t n_rows)
{
  gboolean sealed = frame_store_is_sealed (store);
  ChunkSummary summary, expected;

  if (frame_store_summary (store, index, &summary))
    {
      frame_store_chunk (store, index, &n_rows); /* it may just have been completed */
      frame_chunk_summarize (chunk, n_rows, &expected);
      g_assert_cmpmem (&summary, sizeof summary, &expected, sizeof expected); /* (4) */
      for (uint32_t i = 0; i < n_rows; i++)
        summary.n_errors -= (chunk->id[i] & CAN_ID_ERROR) != 0;
      g_assert_cmpuint (summary.n_errors, ==, 0);
      g_assert_cmpint (summary.sorted, ==, index % 3 != 2 || n_rows <= 50);
    }
  else
    g_assert_true (!sealed || frame_store_first (store) > 0);
  for (uint32_t i = 0; i < n_rows; i += 97)
    {
      uint16_t len = frame_len_dlc_len (chunk->len_dlc[i]);

      g_assert_cmpuint (len, <=, CAN_FRAME_MAX_LEN);
      if (len < 8) /* (7) */
        g_assert_cmphex (chunk->payload[i] >> (8 * len), ==, 0);
      else if (len > 8)
        g_assert_cmphex (chunk->payload[i] & 7, ==, 0);
    }
}

static void
assert_find_time (const FrameStore *store)
{
  uint64_t first = frame_store_first (store), length = frame_store_length (store);

  g_assert_cmpuint (frame_store_find_time (store, INT64_MAX), >=, length);
  if (length == first)
    return;
  g_assert_cmpuint (frame_store_find_time (store, INT64_MIN), ==, first);
  for (guint i = 0; i < 10; i++)
    {
      uint64_t row = first + (length - first) * i / 10, found;
      int64_t time = expected_time (row);

      found = frame_store_find_time (store, time);
      g_assert_cmpuint (found, <=, row);
      g_assert_cmpint (expected_time (found), >=, time);
      for (uint64_t before = found > first + 200 ? found - 200 : first; before < found; before++)
        g_assert_cmpint (expected_time (before), <, time);
    }
}

static void
assert_notes (const FrameStore *store)
{
  /* The length first: notes are there before the rows that they belong to, and more may come any time. */
  uint64_t length = frame_store_length (store), n = frame_store_n_notes (store);
  uint64_t first = frame_store_find_note (store, 0);

  if (frame_store_first (store) == 0)
    g_assert_cmpuint (n, >=, (length + ROWS_PER_NOTE - 1) / ROWS_PER_NOTE);
  for (uint64_t i = first; i < n; i++)
    {
      Note note;
      char *text = g_strdup_printf ("before row %" G_GUINT64_FORMAT, i * ROWS_PER_NOTE);

      frame_store_get_note (store, i, &note);
      if (i * ROWS_PER_NOTE < length)
        g_assert_cmpuint (note.row, ==, i * ROWS_PER_NOTE);
      g_assert_cmpuint (note.place, ==, i * ROWS_PER_NOTE + 1);
      g_assert_cmpint (note.kind, ==, NOTE_EVENT);
      g_assert_cmpmem (note.text, note.n, text, strlen (text));
      g_free (text);
      if (note.row == i * ROWS_PER_NOTE)
        {
          g_assert_cmpuint (frame_store_find_note (store, note.row), ==, i);
          g_assert_cmpuint (frame_store_find_note (store, note.row + 1), ==, i + 1);
        }
    }
}

void
assert_sane (const FrameStore *store, uint64_t step)
{
  uint64_t first = frame_store_first (store), length = frame_store_length (store);
  uint32_t n_chunks = (uint32_t) ((length + FRAME_CHUNK_ROWS - 1) / FRAME_CHUNK_ROWS), n_rows = 0;

  g_assert_cmpuint (first, <=, length);
  for (uint32_t i = (uint32_t) (first / FRAME_CHUNK_ROWS); i < n_chunks; i++)
    {
      const FrameChunk *chunk = frame_store_chunk (store, i, &n_rows);

      g_assert_nonnull (chunk);
      g_assert_cmpuint (n_rows, >=, MIN (length - (uint64_t) i * FRAME_CHUNK_ROWS, FRAME_CHUNK_ROWS));
      assert_chunk (store, i, chunk, n_rows);
    }
  g_assert_true (frame_store_chunk (store, n_chunks, &n_rows) == NULL || frame_store_length (store) > length);
  assert_rows (store, first, length, step);
  assert_find_time (store);
  assert_notes (store);
  g_assert_false (frame_store_is_damaged (store, NULL));
}

static uint64_t
read_frames (const FrameStore *store)
{
  uint64_t sum = 0;

  for (uint64_t row = frame_store_first (store); row < frame_store_length (store); row++)
    {
      CanFrame frame;

      frame_store_get (store, row, &frame);
      g_assert_cmpuint (frame.len, <=, CAN_FRAME_MAX_LEN);
      sum += (uint64_t) frame.time + frame.id + frame.flags + frame.channel;
      for (guint i = 0; i < frame.len; i++)
        sum += frame.data[i];
    }
  return sum;
}

uint64_t
read_all (const FrameStore *store)
{
  uint64_t sum = read_frames (store);
  ChunkSummary summary;

  for (uint32_t i = 0; frame_store_chunk (store, i, NULL) != NULL; i++)
    {
      if (frame_store_summary (store, i, &summary))
        sum += summary.kinds;
      frame_store_release (store, i);
    }
  for (uint64_t i = frame_store_find_note (store, 0); i < frame_store_n_notes (store); i++)
    {
      Note note;

      frame_store_get_note (store, i, &note);
      for (guint at = 0; at < note.n; at++)
        sum += (uint8_t) note.text[at];
    }
  for (guint i = 0; i < frame_store_n_problems_kept (store); i++)
    {
      Problem problem;

      frame_store_get_problem (store, i, &problem);
      sum += strlen (problem.what);
    }
  for (guint i = 0; i < trace_info_n_channels (frame_store_get_info (store)); i++)
    sum += strlen (trace_info_channel_name (frame_store_get_info (store), (uint8_t) i));
  return sum + frame_store_find_time (store, 1000000);
}

FrameStore *
filled_store (uint64_t n)
{
  FrameBatch *batch = frame_batch_new ();
  FrameStore *store = frame_store_new (NULL);

  trace_info_set_start (frame_store_get_info (store), 42, TRUE);
  trace_info_set_format (frame_store_get_info (store), "asc", "version 8.1");
  append_until (store, batch, n);
  frame_batch_free (batch);
  return store;
}

void
save (FrameStore *store, const char *path)
{
  GError *error = NULL;

  frame_store_save (store, path, NULL, NULL, &error);
  g_assert_no_error (error);
}

FrameStore *
open_store (const char *path)
{
  GError *error = NULL;
  FrameStore *store = frame_store_open (path, &error);

  g_assert_no_error (error);
  return store;
}
