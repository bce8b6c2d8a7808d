/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/bus-source.h"

#include "base/banned.h"

#define MAX_ROUNDS 4

typedef struct
{
  guint key;
  Bus *bus;
  gpointer tag;
} Member;

struct BusSource
{
  GSource source;  /* first */
  GArray *members; /* of Member */
  FrameBatch *batch;
  BusSourceFrames frames;
  BusSourceGone gone;
  gpointer data;
  guint next; /* member whose turn it is to be first */
};

/* --- Order --- */

static gboolean
is_sorted (const FrameBatch *batch)
{
  for (guint i = 1; i < batch->n_frames; i++)
    if (batch->frames[i].time < batch->frames[i - 1].time)
      return FALSE;
  return TRUE;
}

/* Each bus' frames are nearly in order already: insertion is quick, and stable. */
static void
sort_frames (FrameBatch *batch)
{
  for (guint i = 1; i < batch->n_frames; i++)
    {
      CanFrame frame = batch->frames[i];
      guint k = i;

      for (; k > 0 && batch->frames[k - 1].time > frame.time; k--)
        batch->frames[k] = batch->frames[k - 1];
      batch->frames[k] = frame;
    }
}

static void
place_notes (FrameBatch *batch)
{
  for (guint i = 0; i < batch->notes->len; i++)
    {
      Note *note = &g_array_index (batch->notes, Note, i);
      guint row = 0;

      while (row < batch->n_frames && batch->frames[row].time <= note->time)
        row++;
      note->row = row;
    }
}

static gint
compare_notes (gconstpointer a, gconstpointer b)
{
  const Note *x = a, *y = b;

  return x->row < y->row ? -1 : x->row > y->row;
}

static void
order_by_time (FrameBatch *batch)
{
  if (is_sorted (batch))
    return;
  sort_frames (batch);
  place_notes (batch);
  g_array_sort (batch->notes, compare_notes);
}

/* --- Rounds --- */

static void
lose (BusSource *self, guint index, const GError *error)
{
  guint key = g_array_index (self->members, Member, index).key;

  bus_source_remove (self, key);
  self->gone (key, error, self->data);
}

/* What waits now, one batch of it. The number of frames and notes. */
static guint
gather (BusSource *self)
{
  guint n_buses = 0, n = self->members->len;

  frame_batch_clear (self->batch);
  for (guint i = 0; i < n && self->batch->n_frames < FRAME_BATCH_SIZE; i++)
    {
      guint index = (self->next + i) % n;
      Member *member = &g_array_index (self->members, Member, index);
      g_autoptr (GError) error = NULL;
      int got = bus_receive (member->bus, self->batch, &error);

      n_buses += got > 0;
      if (got >= 0)
        continue;
      lose (self, index, error);
      break; /* the list changed; the others come in the next round */
    }
  if (n > 0)
    self->next = (self->next + 1) % n;
  if (n_buses > 1)
    order_by_time (self->batch);
  return self->batch->n_frames + self->batch->notes->len;
}

static gboolean
bus_source_check (GSource *source)
{
  BusSource *self = (BusSource *) source;

  for (guint i = 0; i < self->members->len; i++)
    if (g_source_query_unix_fd (source, g_array_index (self->members, Member, i).tag) != 0)
      return TRUE;
  return FALSE;
}

static gboolean
bus_source_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  BusSource *self = (BusSource *) source;

  for (guint round = 0; round < MAX_ROUNDS && gather (self) > 0; round++)
    self->frames (self->batch, self->data);
  return G_SOURCE_CONTINUE;
}

static void
bus_source_finalize (GSource *source)
{
  BusSource *self = (BusSource *) source;

  for (guint i = 0; i < self->members->len; i++)
    bus_close (g_array_index (self->members, Member, i).bus);
  g_array_unref (self->members);
  frame_batch_free (self->batch);
}

static GSourceFuncs funcs
    = { .check = bus_source_check, .dispatch = bus_source_dispatch, .finalize = bus_source_finalize };

BusSource *
bus_source_new (BusSourceFrames frames, BusSourceGone gone, gpointer data)
{
  BusSource *self = (BusSource *) g_source_new (&funcs, sizeof (BusSource));

  g_source_set_static_name (&self->source, "[canid] buses");
  self->members = g_array_new (FALSE, FALSE, sizeof (Member));
  self->batch = frame_batch_new ();
  self->frames = frames;
  self->gone = gone;
  self->data = data;
  return self;
}

static Member *
find_member (BusSource *self, guint key, guint *index)
{
  for (guint i = 0; i < self->members->len; i++)
    if (g_array_index (self->members, Member, i).key == key)
      {
        if (index != NULL)
          *index = i;
        return &g_array_index (self->members, Member, i);
      }
  return NULL;
}

void
bus_source_add (BusSource *self, guint key, Bus *bus)
{
  Member member = { key, bus, g_source_add_unix_fd (&self->source, bus_get_fd (bus), G_IO_IN) };

  g_return_if_fail (find_member (self, key, NULL) == NULL);
  g_array_append_val (self->members, member);
}

void
bus_source_remove (BusSource *self, guint key)
{
  guint index;
  Member *member = find_member (self, key, &index);

  if (member == NULL)
    return;
  g_source_remove_unix_fd (&self->source, member->tag);
  bus_close (member->bus);
  g_array_remove_index (self->members, index);
}

Bus *
bus_source_get (BusSource *self, guint key)
{
  Member *member = find_member (self, key, NULL);

  return member != NULL ? member->bus : NULL;
}
