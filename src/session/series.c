/* series.c: the set of series, its worker, and what each of them is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The worker goes round: some chunks for each group that is behind, then what its series miss. So all that was there
 * before the last series was added stays current, and a new one catches up from the rows its group has already.
 */
#include "config.h"
#include "session/series-private.h"

#include "base/i18n.h"
#include <math.h>
#include <string.h>

#include "base/banned.h"

struct SeriesSet
{
  atomic_int refs; /* the owner's and the worker's */
  FrameStore *store;
  DatabaseSet *databases;
  Tick *tick; /* (nullable) */
  SeriesBreaks *breaks;
  uint64_t breaks_rows, breaks_notes; /* worker's: gone through */

  pthread_mutex_t mutex; /* guards what follows; not GLib's: ThreadSanitizer must see them */
  pthread_cond_t changed, idle;
  GPtrArray *groups, *series;
  gboolean poked, working;
  atomic_bool stopped;
};

/* --- Keys --- */

SeriesKey *
series_key_new (const char *message, const char *signal, const char *channel, uint32_t id)
{
  SeriesKey *self = g_new0 (SeriesKey, 1);

  self->message = g_strdup (message);
  self->signal = g_strdup (signal);
  self->channel = g_strdup (channel);
  self->id = id;
  return self;
}

SeriesKey *
series_key_copy (const SeriesKey *self)
{
  return series_key_new (self->message, self->signal, self->channel, self->id);
}

void
series_key_free (SeriesKey *self)
{
  if (self == NULL)
    return;
  g_free (self->message);
  g_free (self->signal);
  g_free (self->channel);
  g_free (self);
}

gboolean
series_key_equal (const SeriesKey *a, const SeriesKey *b)
{
  return g_strcmp0 (a->message, b->message) == 0 && g_strcmp0 (a->signal, b->signal) == 0
         && g_strcmp0 (a->channel, b->channel) == 0 && a->id == b->id;
}

/* --- References --- */

static SeriesBreaks *
breaks_ref (SeriesBreaks *self)
{
  atomic_fetch_add (&self->refs, 1);
  return self;
}

static void
breaks_unref (SeriesBreaks *self)
{
  if (atomic_fetch_sub (&self->refs, 1) == 1)
    g_free (self);
}

/* Of bands of rows or of values. */
static void
free_shelves (gpointer **shelves)
{
  for (guint i = 0; i < SERIES_SHELVES && shelves[i] != NULL; i++)
    {
      for (guint k = 0; k < SERIES_SHELF && shelves[i][k] != NULL; k++)
        g_free (shelves[i][k]);
      g_free (shelves[i]);
    }
}

static SeriesGroup *
group_ref (SeriesGroup *self)
{
  atomic_fetch_add (&self->refs, 1);
  return self;
}

static void
group_unref (SeriesGroup *self)
{
  if (self == NULL || atomic_fetch_sub (&self->refs, 1) != 1)
    return;
  free_shelves ((gpointer **) self->shelves);
  database_cursor_free (self->cursor);
  frame_store_unref (self->store);
  database_set_unref (self->databases);
  breaks_unref (self->breaks);
  g_free (self->channel);
  g_free (self);
}

Series *
series_ref (Series *self)
{
  atomic_fetch_add (&self->refs, 1);
  return self;
}

void
series_unref (Series *self)
{
  if (self == NULL || atomic_fetch_sub (&self->refs, 1) != 1)
    return;
  free_shelves ((gpointer **) self->shelves);
  for (guint i = 0; i < self->n_inputs; i++)
    series_unref (self->inputs[i]);
  g_free (self->inputs);
  g_free (self->input_at);
  g_free (self->input_values);
  series_expression_free (self->expression);
  group_unref (self->group);
  series_key_free (self->key);
  g_free (self);
}

static void
set_unref (SeriesSet *self)
{
  if (atomic_fetch_sub (&self->refs, 1) != 1)
    return;
  g_ptr_array_unref (self->groups);
  g_ptr_array_unref (self->series);
  breaks_unref (self->breaks);
  frame_store_unref (self->store);
  database_set_unref (self->databases);
  tick_unref (self->tick);
  pthread_mutex_destroy (&self->mutex);
  pthread_cond_destroy (&self->changed);
  pthread_cond_destroy (&self->idle);
  g_free (self);
}

/* --- The worker --- */

static void
add_break (SeriesBreaks *breaks, uint64_t row)
{
  guint n = atomic_load_explicit (&breaks->n, memory_order_relaxed);

  if (n == G_N_ELEMENTS (breaks->rows) || (n > 0 && breaks->rows[n - 1] >= row))
    return;
  breaks->rows[n] = (uint32_t) row;
  atomic_store_explicit (&breaks->n, n + 1, memory_order_release);
}

static void
scan_break_notes (SeriesSet *self, uint64_t until)
{
  uint64_t n = frame_store_n_notes (self->store);
  Note note;

  for (; self->breaks_notes < n; self->breaks_notes++)
    {
      frame_store_get_note (self->store, self->breaks_notes, &note);
      if (note.row >= until)
        return;
      if (note.kind == NOTE_LOSS || (note.kind == NOTE_EVENT && note.place == 0)) /* place 0: a border of files */
        add_break (self->breaks, note.row);
    }
}

/* A chunk of rows: frames lost before one of them, and notes. Ordered by row. */
static gboolean
scan_breaks (SeriesSet *self)
{
  uint32_t index = (uint32_t) (self->breaks_rows / FRAME_CHUNK_ROWS), n_rows;
  const FrameChunk *chunk = frame_store_chunk (self->store, index, &n_rows);
  uint64_t base = (uint64_t) index * FRAME_CHUNK_ROWS;
  ChunkSummary summary;

  if (chunk == NULL || base + n_rows <= self->breaks_rows)
    return FALSE;
  if (!frame_store_summary (self->store, index, &summary) || summary.flags_any & CAN_GAP)
    for (uint32_t i = (uint32_t) (self->breaks_rows - base); i < n_rows; i++)
      if (chunk->flags[i] & CAN_GAP)
        {
          scan_break_notes (self, base + i);
          add_break (self->breaks, base + i);
        }
  scan_break_notes (self, base + n_rows);
  self->breaks_rows = base + n_rows;
  return TRUE;
}

static gboolean
work_round (SeriesSet *self, const GPtrArray *groups, const GPtrArray *series)
{
  gboolean busy = FALSE;

  for (guint i = 0; i < 16 * SERIES_ROUND && scan_breaks (self); i++)
    busy = TRUE;
  for (guint i = 0; i < groups->len && !atomic_load (&self->stopped); i++)
    if (((SeriesGroup *) groups->pdata[i])->message != NULL)
      busy |= series_group_scan (groups->pdata[i], &self->stopped);
  for (guint i = 0; i < series->len && !atomic_load (&self->stopped); i++)
    {
      Series *one = series->pdata[i];

      busy |= one->expression != NULL ? series_compute (one, &self->stopped) : series_fill (one, &self->stopped);
    }
  return busy;
}

static GPtrArray *
copy_refs (const GPtrArray *from, gpointer (*ref) (gpointer), GDestroyNotify unref)
{
  GPtrArray *copy = g_ptr_array_new_full (from->len, unref);

  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add (copy, ref (from->pdata[i]));
  return copy;
}

static gpointer
work (gpointer data)
{
  SeriesSet *self = data;

  pthread_mutex_lock (&self->mutex);
  while (!atomic_load (&self->stopped))
    {
      GPtrArray *groups, *series;
      gboolean busy;

      self->poked = FALSE;
      self->working = TRUE;
      groups = copy_refs (self->groups, (gpointer (*) (gpointer)) group_ref, (GDestroyNotify) group_unref);
      series = copy_refs (self->series, (gpointer (*) (gpointer)) series_ref, (GDestroyNotify) series_unref);
      pthread_mutex_unlock (&self->mutex);
      busy = work_round (self, groups, series);
      g_ptr_array_unref (groups);
      g_ptr_array_unref (series);
      if (busy && self->tick != NULL)
        tick_request (self->tick);
      pthread_mutex_lock (&self->mutex);
      if (busy || self->poked)
        continue;
      self->working = FALSE;
      pthread_cond_broadcast (&self->idle);
      while (!self->poked && !atomic_load (&self->stopped))
        pthread_cond_wait (&self->changed, &self->mutex);
    }
  self->working = FALSE;
  pthread_cond_broadcast (&self->idle);
  pthread_mutex_unlock (&self->mutex);
  set_unref (self);
  return NULL;
}

/* --- The set --- */

SeriesSet *
series_set_new (FrameStore *store, const DatabaseSet *databases, Tick *tick)
{
  SeriesSet *self = g_new0 (SeriesSet, 1);

  self->refs = 2;
  self->store = frame_store_ref (store);
  self->databases = database_set_ref (databases);
  self->tick = tick != NULL ? tick_ref (tick) : NULL;
  self->breaks = g_new0 (SeriesBreaks, 1);
  self->breaks->refs = 1;
  self->breaks_rows = frame_store_first (store);
  self->groups = g_ptr_array_new_with_free_func ((GDestroyNotify) group_unref);
  self->series = g_ptr_array_new_with_free_func ((GDestroyNotify) series_unref);
  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->changed, NULL);
  pthread_cond_init (&self->idle, NULL);
  g_thread_unref (g_thread_new ("series", work, self));
  return self;
}

void
series_set_stop (SeriesSet *self)
{
  if (self == NULL)
    return;
  pthread_mutex_lock (&self->mutex);
  atomic_store (&self->stopped, TRUE);
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->mutex);
  set_unref (self);
}

FrameStore *
series_set_get_store (SeriesSet *self)
{
  return self->store;
}

static void
poke_locked (SeriesSet *self)
{
  self->poked = TRUE;
  pthread_cond_broadcast (&self->changed);
}

void
series_set_poke (SeriesSet *self)
{
  pthread_mutex_lock (&self->mutex);
  poke_locked (self);
  pthread_mutex_unlock (&self->mutex);
}

void
series_set_wait (SeriesSet *self)
{
  pthread_mutex_lock (&self->mutex);
  poke_locked (self);
  while (self->poked || self->working)
    pthread_cond_wait (&self->idle, &self->mutex);
  pthread_mutex_unlock (&self->mutex);
}

double
series_set_get_progress (SeriesSet *self)
{
  double length = (double) frame_store_length (self->store), least = 1;

  pthread_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->series->len && length > 0; i++)
    {
      const Series *series = self->series->pdata[i];
      /* Before the samples: those of these rows are there. */
      double rows = (double) atomic_load_explicit (&series->group->n_rows, memory_order_acquire) / length;
      uint64_t n = atomic_load_explicit (&series->group->n, memory_order_acquire);

      least = MIN (least, n > 0 ? rows * (double) series_n (series) / (double) n : rows);
    }
  pthread_mutex_unlock (&self->mutex);
  return least;
}

/* --- Adding --- */

static const Message *
find_message (const DatabaseSet *databases, const SeriesKey *key, gboolean *ambiguous)
{
  const Message *other = NULL;
  guint n_messages = 0;

  for (guint i = 0; i < database_set_n (databases); i++)
    {
      const char *channel;
      const Database *database = database_set_get (databases, i, &channel);

      for (guint k = 0; k < database_n_messages (database); k++)
        {
          const Message *message = database_get_message (database, k);

          if ((key->message != NULL && !g_str_equal (message->name, key->message))
              || message_find_signal (message, key->signal) == NULL)
            continue;
          n_messages++;
          /* One of several of this name: that which frames of the channel are. */
          if (key->message != NULL
              && database_set_lookup (databases, key->channel != NULL ? key->channel : channel,
                                      key->id != 0 ? key->id : message->id)
                     == message)
            return message;
          if (other == NULL)
            other = message;
        }
    }
  *ambiguous = key->message == NULL && n_messages > 1;
  return *ambiguous ? NULL : other;
}

/* Samples are the same frames for all signals under the same multiplexer's same values. */
static int
mux_of (const Message *message, guint index)
{
  const CanSignal *signal = &message->signals[index];

  if (signal->mux_parent < 0)
    return -1;
  for (guint i = 0; i < index; i++)
    {
      const CanSignal *other = &message->signals[i];

      if (other->mux_parent == signal->mux_parent && other->n_mux_ranges == signal->n_mux_ranges
          && memcmp (other->mux_ranges, signal->mux_ranges, signal->n_mux_ranges * sizeof *signal->mux_ranges) == 0)
        return (int) i;
    }
  return (int) index;
}

static SeriesGroup *
new_group (SeriesSet *self)
{
  SeriesGroup *group = g_new0 (SeriesGroup, 1);

  group->refs = 1;
  group->store = frame_store_ref (self->store);
  group->databases = database_set_ref (self->databases);
  group->breaks = breaks_ref (self->breaks);
  group->mux_signal = -1;
  return group;
}

/* (transfer full); under the mutex. */
static SeriesGroup *
ensure_group (SeriesSet *self, const Message *message, int mux, const SeriesKey *key)
{
  SeriesGroup *group;

  for (guint i = 0; i < self->groups->len; i++)
    {
      group = self->groups->pdata[i];
      if (group->message == message && group->mux_signal == mux && group->id == key->id
          && g_strcmp0 (group->channel, key->channel) == 0)
        return group_ref (group);
    }
  group = new_group (self);
  group->message = message;
  group->mux_signal = mux;
  group->channel = g_strdup (key->channel);
  group->id = key->id;
  group->by_pgn = key->id == 0 && database_set_matches_pgn (self->databases, message);
  if (group->by_pgn)
    group->cursor = database_cursor_new (self->databases, frame_store_get_info (self->store));
  g_ptr_array_add (self->groups, group_ref (group));
  return group;
}

static Series *
new_series (const SeriesKey *key, SeriesGroup *group)
{
  Series *series = g_new0 (Series, 1);

  series->refs = 1;
  series->key = series_key_copy (key);
  series->group = group;
  atomic_init (&series->min, INFINITY);
  atomic_init (&series->max, -INFINITY);
  return series;
}

static Series *
add_computed (SeriesSet *self, const SeriesKey *key, char **why)
{
  SeriesExpression *expression = series_expression_new (key->signal + 1, why);
  guint n = expression != NULL ? series_expression_n_names (expression) : 0;
  Series *series;

  if (expression == NULL)
    return NULL;
  series = new_series (key, new_group (self));
  series->expression = expression;
  series->n_inputs = n;
  series->inputs = g_new0 (Series *, n);
  series->input_at = g_new0 (uint64_t, n);
  series->input_values = g_new (double, n);
  for (guint i = 0; i < n; i++)
    {
      SeriesKey input = { .channel = key->channel };
      const char *message, *signal;

      series_expression_get_name (expression, i, &message, &signal);
      input.message = (char *) message;
      input.signal = (char *) signal;
      series->input_values[i] = NAN;
      series->inputs[i] = series_set_add (self, &input, why);
      if (series->inputs[i] == NULL)
        {
          series_set_remove (self, series);
          series_unref (series);
          return NULL;
        }
    }
  pthread_mutex_lock (&self->mutex);
  g_ptr_array_add (self->series, series_ref (series));
  poke_locked (self);
  pthread_mutex_unlock (&self->mutex);
  return series;
}

Series *
series_set_add (SeriesSet *self, const SeriesKey *key, char **why)
{
  const Message *message;
  gboolean ambiguous = FALSE;
  Series *series;

  if (*key->signal == '=')
    return add_computed (self, key, why);
  message = find_message (self->databases, key, &ambiguous);
  if (message == NULL)
    {
      if (ambiguous)
        *why = g_strdup_printf (_ ("several messages have a signal “%s”: write Message.Signal"), key->signal);
      else if (key->message != NULL)
        *why = g_strdup_printf (_ ("no database has a signal “%s” of a message “%s”"), key->signal, key->message);
      else
        *why = g_strdup_printf (_ ("no database has a signal “%s”"), key->signal);
      return NULL;
    }
  pthread_mutex_lock (&self->mutex);
  series = new_series (key, NULL);
  series->signal = message_find_signal (message, key->signal);
  series->index = (guint) (series->signal - message->signals);
  series->group = ensure_group (self, message, mux_of (message, series->index), key);
  g_ptr_array_add (self->series, series_ref (series));
  poke_locked (self);
  pthread_mutex_unlock (&self->mutex);
  return series;
}

void
series_set_remove (SeriesSet *self, Series *series)
{
  gboolean used = FALSE;

  pthread_mutex_lock (&self->mutex);
  for (guint i = 0; i < series->n_inputs && series->inputs[i] != NULL; i++)
    g_ptr_array_remove (self->series, series->inputs[i]);
  g_ptr_array_remove (self->series, series);
  for (guint k = self->groups->len; k-- > 0;)
    {
      used = FALSE;
      for (guint i = 0; i < self->series->len && !used; i++)
        used = ((Series *) self->series->pdata[i])->group == self->groups->pdata[k];
      if (!used)
        g_ptr_array_remove_index (self->groups, k);
    }
  pthread_mutex_unlock (&self->mutex);
}
