/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/player-feed.h"

#include "formats/format.h"

#include <string.h>

#include "base/banned.h"

void
player_feed_free (PlayerFeed *self)
{
  if (self != NULL)
    self->free (self);
}

static void
put (FrameBatch *out, uint64_t *rows, const CanFrame *frame, uint64_t row)
{
  guint i = out->n_frames++;

  out->frames[i] = *frame;
  if (frame->len > 0)
    memcpy (out->payload[i], frame->data, MIN (frame->len, CAN_FRAME_MAX_LEN));
  out->frames[i].data = out->payload[i];
  rows[i] = row;
}

/* --- A store --- */

typedef struct
{
  PlayerFeed feed;
  FrameStore *store;
  const FilterProgram *program;
  uint64_t next;
} StoreFeed;

/* Rows looked at in one go, so that a filter that passes nothing can be stopped. */
#define MAX_LOOKS 65536u

static gboolean
store_read (PlayerFeed *feed, FrameBatch *out, uint64_t *rows, GError **error)
{
  StoreFeed *self = (StoreFeed *) feed;
  uint64_t end = frame_store_length (self->store);

  self->next = MAX (self->next, frame_store_first (self->store));
  if (self->next >= end)
    return FALSE;
  end = MIN (end, self->next + MAX_LOOKS);
  for (; self->next < end && out->n_frames < FRAME_BATCH_SIZE; self->next++)
    {
      CanFrame frame;

      if (self->program != NULL && !filter_match (self->program, self->store, self->next))
        continue;
      frame_store_get (self->store, self->next, &frame);
      put (out, rows, &frame, self->next);
    }
  return TRUE;
}

static gboolean
store_seek (PlayerFeed *feed, uint64_t row, GError **error)
{
  ((StoreFeed *) feed)->next = row;
  return TRUE;
}

static void
store_free (PlayerFeed *feed)
{
  StoreFeed *self = (StoreFeed *) feed;

  frame_store_unref (self->store);
  filter_program_unref (self->program);
  g_free (self);
}

PlayerFeed *
player_feed_new_store (FrameStore *store, const FilterProgram *program)
{
  StoreFeed *self = g_new0 (StoreFeed, 1);

  self->feed = (PlayerFeed){ store_read, store_seek, store_free };
  self->store = frame_store_ref (store);
  self->program = program != NULL ? filter_program_ref (program) : NULL;
  return &self->feed;
}

/* --- A file --- */

typedef struct
{
  PlayerFeed feed;
  char *path;
  TraceInfo *info;
  const FilterProgram *program;
  LogReader *reader;
  FrameBatch *batch;
  FrameStore *ring; /* what was read last, for the filter; its channels are info's */
  guint head;       /* of batch */
  uint64_t next;    /* row of batch's head */
  gboolean ended;
} FileFeed;

static gboolean
file_open (FileFeed *self, GError **error)
{
  log_reader_close (self->reader);
  g_clear_pointer (&self->ring, frame_store_unref);
  frame_batch_clear (self->batch);
  self->head = 0;
  self->next = 0;
  self->ended = FALSE;
  self->ring = frame_store_new_ring (2);
  self->reader = log_reader_open (self->path, NULL, frame_store_get_info (self->ring), NULL, error);
  return self->reader != NULL;
}

/* Channels keep the numbers that they had first. */
static void
share_channels (FileFeed *self)
{
  const TraceInfo *own = frame_store_get_info (self->ring);

  for (guint i = trace_info_n_channels (self->info); i < trace_info_n_channels (own); i++)
    {
      const char *name = trace_info_channel_name (own, (uint8_t) i);

      trace_info_channel (self->info, name, strlen (name), NULL);
    }
}

static gboolean
fill (FileFeed *self, GError **error)
{
  FormatStep step;

  if (self->ended)
    return FALSE;
  step = log_reader_read (self->reader, self->batch, error);
  self->head = 0;
  self->ended = step != FORMAT_MORE;
  share_channels (self);
  if (self->program != NULL)
    frame_store_append (self->ring, self->batch, NULL);
  return step != FORMAT_FAILED && (self->batch->n_frames > 0 || !self->ended);
}

static gboolean
file_read (PlayerFeed *feed, FrameBatch *out, uint64_t *rows, GError **error)
{
  FileFeed *self = (FileFeed *) feed;

  if (self->head == self->batch->n_frames && !fill (self, error))
    return FALSE;
  for (; self->head < self->batch->n_frames; self->head++, self->next++)
    if (self->program == NULL || filter_match (self->program, self->ring, self->next))
      put (out, rows, &self->batch->frames[self->head], self->next);
  return TRUE;
}

static gboolean
file_seek (PlayerFeed *feed, uint64_t row, GError **error)
{
  FileFeed *self = (FileFeed *) feed;

  if (row < self->next && !file_open (self, error))
    return FALSE;
  while (self->next < row)
    {
      guint step;

      if (self->head == self->batch->n_frames && !fill (self, error))
        return error == NULL || *error == NULL;
      step = (guint) MIN (row - self->next, self->batch->n_frames - self->head);
      self->head += step;
      self->next += step;
    }
  return TRUE;
}

static void
file_free (PlayerFeed *feed)
{
  FileFeed *self = (FileFeed *) feed;

  log_reader_close (self->reader);
  g_clear_pointer (&self->ring, frame_store_unref);
  filter_program_unref (self->program);
  frame_batch_free (self->batch);
  trace_info_unref (self->info);
  g_free (self->path);
  g_free (self);
}

PlayerFeed *
player_feed_new_file (const char *path, TraceInfo *info, const FilterProgram *program, GError **error)
{
  FileFeed *self;
  FrameStore *store;

  if (log_is_store (path, NULL))
    {
      store = frame_store_open (path, error);
      if (store == NULL)
        return NULL;
      self = NULL;
      for (guint i = 0; i < trace_info_n_channels (frame_store_get_info (store)); i++)
        {
          const char *name = trace_info_channel_name (frame_store_get_info (store), (uint8_t) i);

          trace_info_channel (info, name, strlen (name), NULL);
        }
      PlayerFeed *feed = player_feed_new_store (store, program);

      frame_store_unref (store);
      return feed;
    }
  self = g_new0 (FileFeed, 1);
  self->feed = (PlayerFeed){ file_read, file_seek, file_free };
  self->path = g_strdup (path);
  self->info = trace_info_ref (info);
  self->program = program != NULL ? filter_program_ref (program) : NULL;
  self->batch = frame_batch_new ();
  if (file_open (self, error))
    return &self->feed;
  file_free (&self->feed);
  return NULL;
}
