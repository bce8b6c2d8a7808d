/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "models/symbol-order.h"

#include "models/symbol-tree-private.h"
#include "session/hand-over.h"
#include <math.h>
#include <string.h>

#include "base/banned.h"

typedef struct
{
  double number;    /* NaN: none */
  const char *text; /* (nullable) of columns of text */
  guint place;
} Key;

typedef struct
{
  GArray *places; /* of SignalPlace */
  const DatabaseSet *set;
  SignalWatch *watch;
  GHashTable *counts;
  SymbolColumn column;
  gboolean descending;
  int64_t latest;
  Key *keys;
  guint *order;
  HandOver made, sorted;
} Work;

struct SymbolOrder
{
  GTask *task;
  GCancellable *cancellable;
  SymbolOrderDone done;
  gpointer data;
};

static void
work_free (gpointer data)
{
  Work *self = data;

  hand_over_see (&self->sorted);
  g_array_unref (self->places);
  database_set_unref (self->set);
  signal_watch_unref (self->watch);
  g_clear_pointer (&self->counts, g_hash_table_unref);
  g_free (self->keys);
  g_free (self->order);
  g_free (self);
}

/* --- Keys --- */

gboolean
symbol_column_is_live (SymbolColumn column)
{
  switch (column)
    {
    case SYMBOL_VALUE:
    case SYMBOL_LABEL:
    case SYMBOL_RAW:
    case SYMBOL_MIN:
    case SYMBOL_MAX:
    case SYMBOL_TREND:
    case SYMBOL_CHANGED:
    case SYMBOL_COUNT:
    case SYMBOL_PERIOD:
      return TRUE;
    default:
      return FALSE;
    }
}

static const CanSignal *
signal_of (const SignalPlace *place)
{
  return &place->message->signals[place->signal];
}

/* How far the latest values lie apart: what moves comes first, or last. */
static double
trend_height (const SignalNow *now)
{
  double low = INFINITY, high = -INFINITY;

  for (guint i = 0; i < now->n_trend; i++)
    if (isfinite (now->trend[i]))
      {
        low = MIN (low, (double) now->trend[i]);
        high = MAX (high, (double) now->trend[i]);
      }
  return low <= high ? high - low : (double) NAN;
}

static void
visit (guint index, const MessageNow *message, const SignalNow *now, gpointer data)
{
  Work *self = data;
  Key *key = &self->keys[index];
  const CanSignal *signal = signal_of (&g_array_index (self->places, SignalPlace, index));

  if (self->column == SYMBOL_PERIOD && message != NULL && message->period > 0)
    key->number = message->period;
  if (now == NULL)
    return;
  switch (self->column)
    {
    case SYMBOL_VALUE:
      key->number = can_signal_physical (signal, now->bits);
      break;
    case SYMBOL_LABEL:
      key->text = can_signal_label (signal, now->bits);
      break;
    case SYMBOL_RAW:
      key->number = (double) now->bits;
      break;
    case SYMBOL_MIN:
    case SYMBOL_MAX:
      if (now->min <= now->max)
        key->number = self->column == SYMBOL_MIN ? now->min : now->max;
      break;
    case SYMBOL_TREND:
      key->number = trend_height (now);
      break;
    case SYMBOL_CHANGED:
      key->number = (double) can_time_since (self->latest, now->changed);
      break;
    default:
      break;
    }
}

static const char *
first_of (char **names)
{
  return names != NULL ? names[0] : NULL;
}

/* Of what the databases say. */
static void
take_written (Work *self, const SignalPlace *place, Key *key)
{
  const CanSignal *signal = signal_of (place);
  const uint64_t *count;

  switch (self->column)
    {
    case SYMBOL_NAME:
      key->text = signal->name;
      break;
    case SYMBOL_MESSAGE_NAME:
      key->text = place->message->name;
      break;
    case SYMBOL_ID:
      key->number = can_id_number (place->message->id);
      break;
    case SYMBOL_UNIT:
      key->text = signal->unit;
      break;
    case SYMBOL_COUNT:
      count = self->counts != NULL ? g_hash_table_lookup (self->counts, place->message) : NULL;
      key->number = count != NULL ? (double) *count : (double) NAN;
      break;
    case SYMBOL_CYCLE:
      if (place->message->cycle_time > 0)
        key->number = place->message->cycle_time;
      break;
    case SYMBOL_LENGTH:
      key->number = can_signal_length (signal);
      break;
    case SYMBOL_SCALE:
      key->number = signal->factor;
      break;
    case SYMBOL_NODES:
      key->text = first_of (signal->receivers);
      break;
    case SYMBOL_COMMENT:
      key->text = signal->comment;
      break;
    default:
      break;
    }
}

static void
take_keys (Work *self)
{
  guint n = self->places->len;

  self->keys = g_new (Key, n);
  for (guint i = 0; i < n; i++)
    {
      self->keys[i] = (Key){ .number = (double) NAN, .place = i };
      take_written (self, &g_array_index (self->places, SignalPlace, i), &self->keys[i]);
      if (self->keys[i].text != NULL && *self->keys[i].text == '\0')
        self->keys[i].text = NULL;
    }
  if (self->watch == NULL || !symbol_column_is_live (self->column) || self->column == SYMBOL_COUNT)
    return;
  self->latest = signal_watch_get_latest (self->watch);
  signal_watch_visit (self->watch, (const SignalPlace *) (gpointer) self->places->data, n, visit, self);
}

/* --- Order --- */

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const Work *self = data;
  const Key *first = a, *second = b;
  gboolean has_first = first->text != NULL || !isnan (first->number),
           has_second = second->text != NULL || !isnan (second->number);
  int order = 0;

  if (has_first != has_second)
    return has_first ? -1 : 1;
  if (first->text != NULL && second->text != NULL)
    order = g_ascii_strcasecmp (first->text, second->text);
  if (order == 0 && first->text != NULL && second->text != NULL)
    order = strcmp (first->text, second->text);
  else if (order == 0)
    order = (first->number > second->number) - (first->number < second->number);
  if (order != 0)
    return self->descending ? -order : order;
  return (first->place > second->place) - (first->place < second->place);
}

static void
sort (Work *self, guint n)
{
  g_qsort_with_data (self->keys, (int) n, sizeof *self->keys, compare, self);
  self->order = g_new (guint, n);
  for (guint i = 0; i < n; i++)
    self->order[i] = self->keys[i].place;
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *self = data;

  hand_over_take (&self->made);
  take_keys (self);
  sort (self, self->places->len);
  hand_over_give (&self->sorted);
  g_task_return_boolean (task, TRUE);
}

static void
on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  SymbolOrder *self = data;
  Work *done = g_task_get_task_data (G_TASK (result));

  if (!g_cancellable_is_cancelled (self->cancellable))
    {
      hand_over_take (&done->sorted);
      self->done (done->order, done->places->len, self->data);
    }
  g_object_unref (self->cancellable);
  g_free (self);
}

SymbolOrder *
symbol_order_start (GArray *places, const DatabaseSet *set, SignalWatch *watch, GHashTable *counts, SymbolColumn column,
                    gboolean descending, SymbolOrderDone done, gpointer data)
{
  SymbolOrder *self = g_new0 (SymbolOrder, 1);
  Work *todo = g_new0 (Work, 1);

  todo->places = places;
  todo->set = database_set_ref (set);
  todo->watch = watch != NULL ? signal_watch_ref (watch) : NULL;
  todo->counts = counts != NULL ? g_hash_table_ref (counts) : NULL;
  todo->column = column;
  todo->descending = descending;
  self->done = done;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  self->task = g_task_new (NULL, self->cancellable, on_ready, self);
  g_task_set_check_cancellable (self->task, FALSE);
  g_task_set_task_data (self->task, todo, work_free);
  hand_over_give (&todo->made);
  g_task_run_in_thread (self->task, work);
  g_object_unref (self->task);
  return self;
}

/* --- At once --- */

static void
take_message (Work *self, const Message *message, uint64_t count, Key *key)
{
  MessageNow now;

  switch (self->column)
    {
    case SYMBOL_NAME:
      key->text = message->name;
      break;
    case SYMBOL_ID:
      key->number = can_id_number (message->id);
      break;
    case SYMBOL_COUNT:
      key->number = count > 0 ? (double) count : (double) NAN;
      break;
    case SYMBOL_PERIOD:
      if (self->watch != NULL && signal_watch_get_message (self->watch, message, &now) && now.period > 0)
        key->number = now.period;
      break;
    case SYMBOL_CYCLE:
      key->number = message->cycle_time > 0 ? message->cycle_time : (double) NAN;
      break;
    case SYMBOL_LENGTH:
      key->number = message->length;
      break;
    case SYMBOL_NODES:
      key->text = first_of (message->senders);
      break;
    case SYMBOL_COMMENT:
      key->text = message->comment;
      break;
    default:
      break;
    }
}

void
symbol_order_now (GArray *indices, SymbolTree *tree, const Database *database, const Message *message,
                  SymbolColumn column, gboolean descending)
{
  Work self = { .column = column, .descending = descending, .watch = symbol_tree_get_watch (tree) };
  g_autoptr (GArray) places = g_array_new (FALSE, TRUE, sizeof (SignalPlace));
  g_autofree guint *old = g_memdup2 (indices->data, indices->len * sizeof (guint));

  if (indices->len == 0)
    return;
  self.places = g_array_set_size (places, indices->len);
  for (guint i = 0; i < indices->len; i++)
    g_array_index (places, SignalPlace, i)
        = (SignalPlace){ message != NULL ? message : database_get_message (database, old[i]), old[i] };
  if (message != NULL)
    take_keys (&self);
  else
    self.keys = g_new (Key, indices->len);
  for (guint i = 0; message == NULL && i < indices->len; i++)
    {
      const Message *one = g_array_index (places, SignalPlace, i).message;

      self.keys[i] = (Key){ .number = (double) NAN, .place = i };
      take_message (&self, one, symbol_tree_count (tree, one), &self.keys[i]);
    }
  sort (&self, indices->len);
  for (guint i = 0; i < indices->len; i++)
    g_array_index (indices, guint, i) = old[self.order[i]];
  g_free (self.keys);
  g_free (self.order);
}

void
symbol_order_stop (SymbolOrder *self)
{
  if (self != NULL)
    g_cancellable_cancel (self->cancellable);
}
