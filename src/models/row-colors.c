/* row-colors.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/row-colors.h"

#include "base/i18n.h"
#include "core/id-index.h"
#include "session/hand-over.h"

#include <string.h>

#include "base/banned.h"

typedef struct
{
  FilterProgram *program; /* NULL: wrong, off or blank */
  FilterProblem problem;
  int color;
  guint rule;
} CompiledRule;

struct _RowColors
{
  GObject parent_instance;
  ColorRules *rules;
  TraceSession *session; /* borrowed: it owns us, or whoever made us holds it */
  GArray *compiled;      /* of CompiledRule */
  gboolean stale;
  GCancellable *indexing; /* (nullable) while a worker is at it */
};

G_DEFINE_FINAL_TYPE (RowColors, row_colors, G_TYPE_OBJECT)

static guint changed_signal;

/* --- Compiling --- */

static void
compiled_clear (gpointer data)
{
  CompiledRule *compiled = data;

  filter_program_unref (compiled->program);
  filter_problem_clear (&compiled->problem);
}

static void
compile (RowColors *self)
{
  FilterContext context
      = { .dbs = trace_session_get_databases (self->session), .marked = trace_session_get_marked (self->session) };

  if (!self->stale)
    return;
  self->stale = FALSE;
  g_array_set_size (self->compiled, 0);
  for (guint i = 0; i < color_rules_n (self->rules); i++)
    {
      const ColorRule *rule = color_rules_get (self->rules, i);
      CompiledRule compiled = { .color = rule->color, .rule = i };

      compiled.program = filter_compile_with (rule->expression, &context, &compiled.problem);
      if (compiled.program == NULL && compiled.problem.what == NULL)
        compiled.problem.what = g_strdup (_ ("the rule has no expression."));
      g_array_append_val (self->compiled, compiled);
    }
}

static void
on_changed (RowColors *self)
{
  self->stale = TRUE;
  g_signal_emit (self, changed_signal, 0);
}

/* Rules may ask for marks; the set may be another one. */
static void
on_marks (RowColors *self)
{
  for (guint i = 0; i < self->compiled->len && !self->stale; i++)
    {
      const FilterProgram *program = g_array_index (self->compiled, CompiledRule, i).program;

      if (program != NULL && filter_program_needs_marks (program))
        on_changed (self);
    }
}

const FilterProblem *
row_colors_get_problem (RowColors *self, guint index)
{
  compile (self);
  g_return_val_if_fail (index < self->compiled->len, NULL);
  return &g_array_index (self->compiled, CompiledRule, index).problem;
}

/* --- The index of identifiers --- */

typedef struct
{
  HandOver made, done;
  FrameStore *store;
} Indexing;

static void
indexing_free (gpointer data)
{
  Indexing *job = data;

  hand_over_see (&job->done);
  frame_store_unref (job->store);
  g_free (job);
}

static void
index_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Indexing *job = data;
  IdIndex *ids;
  uint64_t length;

  hand_over_take (&job->made);
  ids = frame_store_get_ids (job->store);
  length = frame_store_length (job->store);
  while (id_index_length (ids) < length && !g_cancellable_is_cancelled (cancellable))
    id_index_advance (ids, MIN (length, id_index_length (ids) + FRAME_CHUNK_ROWS));
  hand_over_give (&job->done);
  g_task_return_boolean (task, TRUE);
}

static void
on_indexed (GObject *source, GAsyncResult *result, gpointer data)
{
  RowColors *self = ROW_COLORS (source);

  if (g_task_get_cancellable (G_TASK (result)) != self->indexing)
    return;
  g_clear_object (&self->indexing);
  g_signal_emit (self, changed_signal, 0);
}

static void
need_index (RowColors *self, FrameStore *store)
{
  Indexing *job;
  GTask *task;

  if (self->indexing != NULL)
    return;
  self->indexing = g_cancellable_new ();
  job = g_new0 (Indexing, 1);
  job->store = frame_store_ref (store);
  hand_over_give (&job->made);
  task = g_task_new (self, self->indexing, on_indexed, NULL);
  g_task_set_task_data (task, job, indexing_free);
  g_task_run_in_thread (task, index_in_worker);
  g_object_unref (task);
}

static void
stop_indexing (RowColors *self)
{
  if (self->indexing != NULL)
    g_cancellable_cancel (self->indexing);
  g_clear_object (&self->indexing);
}

static void
on_replaced (RowColors *self)
{
  stop_indexing (self);
  self->stale = TRUE;
}

/* --- Asking --- */

int
row_colors_get (RowColors *self, uint64_t row, int *rule)
{
  FrameStore *store = trace_session_get_store (self->session);

  compile (self);
  if (rule != NULL)
    *rule = -1;
  if (store == NULL || row == ROW_NONE)
    return 0;
  for (guint i = 0; i < self->compiled->len; i++)
    {
      const CompiledRule *compiled = &g_array_index (self->compiled, CompiledRule, i);

      if (compiled->program == NULL || !color_rules_get (self->rules, i)->enabled)
        continue;
      if (filter_program_needs_past (compiled->program) && id_index_length (frame_store_get_ids (store)) <= row)
        {
          need_index (self, store);
          continue;
        }
      if (!filter_match (compiled->program, store, row))
        continue;
      if (rule != NULL)
        *rule = (int) i;
      return compiled->color;
    }
  return 0;
}

ColorRules *
row_colors_get_rules (RowColors *self)
{
  return self->rules;
}

/* --- Object --- */

static void
row_colors_dispose (GObject *object)
{
  RowColors *self = ROW_COLORS (object);

  stop_indexing (self);
  g_clear_object (&self->rules);
  g_clear_pointer (&self->compiled, g_array_unref);
  G_OBJECT_CLASS (row_colors_parent_class)->dispose (object);
}

static void
row_colors_class_init (RowColorsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = row_colors_dispose;
  changed_signal = g_signal_new ("changed", ROW_TYPE_COLORS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
row_colors_init (RowColors *self)
{
  self->compiled = g_array_new (FALSE, FALSE, sizeof (CompiledRule));
  g_array_set_clear_func (self->compiled, compiled_clear);
  self->stale = TRUE;
}

RowColors *
row_colors_new (ColorRules *rules, TraceSession *session)
{
  RowColors *self = g_object_new (ROW_TYPE_COLORS, NULL);

  self->rules = g_object_ref (rules);
  self->session = session;
  g_signal_connect_object (rules, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "databases-changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "replaced", G_CALLBACK (on_replaced), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "marks-changed", G_CALLBACK (on_marks), self, G_CONNECT_SWAPPED);
  return self;
}

RowColors *
row_colors_of_session (TraceSession *session)
{
  RowColors *colors = g_object_get_data (G_OBJECT (session), "canid-row-colors");

  if (colors == NULL)
    {
      colors = row_colors_new (color_rules_get_default (), session);
      g_object_set_data_full (G_OBJECT (session), "canid-row-colors", colors, g_object_unref);
    }
  return colors;
}
