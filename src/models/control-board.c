/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "models/control-board-private.h"

#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

#define OWNER "controls" /* of edits */
#define ONE_EDIT G_USEC_PER_SEC
#define WIDE 12 /* cells: new ones go into the next line behind */

G_DEFINE_FINAL_TYPE (ControlBoard, control_board, G_TYPE_OBJECT)

static guint changed_signal;

/* --- Places --- */

static int
by_place (gconstpointer a, gconstpointer b)
{
  const Control *first = *(Control *const *) a, *second = *(Control *const *) b;

  if (first->y != second->y)
    return first->y < second->y ? -1 : 1;
  return first->x < second->x ? -1 : first->x > second->x ? 1 : 0;
}

/* Below all of those it overlaps, and so on. */
static void
settle (Control *control, const GPtrArray *settled)
{
  gboolean again = TRUE;

  while (again)
    {
      again = FALSE;
      for (guint i = 0; i < settled->len; i++)
        {
          const Control *other = settled->pdata[i];

          if (control_overlaps (control, other))
            {
              control->y = other->y + other->height;
              again = TRUE;
            }
        }
    }
}

static void
keep_within (Control *control)
{
  control->width = CLAMP (control->width, 1, CONTROL_MAX_SIZE);
  control->height = CLAMP (control->height, 1, CONTROL_MAX_SIZE);
  control->x = CLAMP (control->x, 0, CONTROL_MAX_PLACE);
  control->y = CLAMP (control->y, 0, CONTROL_MAX_PLACE);
}

/* The others make room for it. */
static void
make_room (ControlBoard *self, Control *placed)
{
  g_autoptr (GPtrArray) order = g_ptr_array_new (), settled = g_ptr_array_new ();

  if (placed != NULL)
    g_ptr_array_add (settled, placed);
  for (guint i = 0; i < self->controls->len; i++)
    if (self->controls->pdata[i] != placed)
      g_ptr_array_add (order, self->controls->pdata[i]);
  g_ptr_array_sort (order, by_place);
  for (guint i = 0; i < order->len; i++)
    {
      settle (order->pdata[i], settled);
      g_ptr_array_add (settled, order->pdata[i]);
    }
}

static gboolean
is_free (ControlBoard *self, const Control *control)
{
  for (guint i = 0; i < self->controls->len; i++)
    if (self->controls->pdata[i] != control && control_overlaps (control, self->controls->pdata[i]))
      return FALSE;
  return TRUE;
}

static int
bottom (ControlBoard *self)
{
  int y = 0;

  for (guint i = 0; i < self->controls->len; i++)
    {
      const Control *control = self->controls->pdata[i];

      y = MAX (y, control->y + control->height);
    }
  return y;
}

/* The first gap, line by line. */
static void
find_place (ControlBoard *self, Control *control)
{
  int end = bottom (self);

  for (control->y = 0; control->y < end; control->y++)
    for (control->x = 0; control->x == 0 || control->x + control->width <= WIDE; control->x++)
      if (is_free (self, control))
        return;
  control->x = 0;
}

/* --- Edits --- */

struct BoardEdit
{
  ControlBoard *board;
  GPtrArray *before, *after; /* of Control */
  guint id;
  const char *label;
};
typedef struct BoardEdit Edit;

static GPtrArray *
copy_all (const GPtrArray *controls)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (control_free);

  for (guint i = 0; i < controls->len; i++)
    g_ptr_array_add (copy, control_copy (controls->pdata[i]));
  return copy;
}

static void
edit_free (gpointer data)
{
  Edit *edit = data;

  if (edit->board->last_edit == edit)
    edit->board->last_edit = NULL;
  g_ptr_array_unref (edit->before);
  g_ptr_array_unref (edit->after);
  g_object_unref (edit->board);
  g_free (edit);
}

static gboolean
run_edit (gpointer data, gboolean undo)
{
  Edit *edit = data;
  ControlBoard *self = edit->board;

  control_board_release_all (self);
  g_ptr_array_unref (self->controls);
  self->controls = copy_all (undo ? edit->before : edit->after);
  self->last_edit = NULL;
  g_signal_emit (self, changed_signal, 0);
  return TRUE;
}

/* It was done; before (transfer full) is how it was. id above 0: may be one with the edit before. */
static void
finish (ControlBoard *self, GPtrArray *before, const char *label, guint id)
{
  gint64 now = g_get_monotonic_time ();
  Edit *last = self->last_edit;

  if (id > 0 && last != NULL && last->id == id && strcmp (last->label, label) == 0
      && now - self->last_edit_time < ONE_EDIT)
    {
      g_ptr_array_unref (last->after);
      last->after = copy_all (self->controls);
      g_ptr_array_unref (before);
    }
  else if (self->edits != NULL)
    {
      last = g_new (Edit, 1);
      *last = (Edit){ g_object_ref (self), before, copy_all (self->controls), id, label };
      edit_stack_push (self->edits, OWNER, label, (before->len + self->controls->len) * sizeof (Control), run_edit,
                       last, edit_free);
      self->last_edit = last;
    }
  else
    g_ptr_array_unref (before);
  self->last_edit_time = now;
  g_signal_emit (self, changed_signal, 0);
}

static Control *
find (ControlBoard *self, guint id)
{
  for (guint i = 0; i < self->controls->len; i++)
    if (((Control *) self->controls->pdata[i])->id == id)
      return self->controls->pdata[i];
  return NULL;
}

static void
take (ControlBoard *self, Control *control)
{
  control->id = ++self->next_id;
  if (control->x < 0 || control->y < 0)
    find_place (self, control);
  keep_within (control);
  g_ptr_array_add (self->controls, control);
}

guint
control_board_add (ControlBoard *self, Control *control)
{
  GPtrArray *before;

  if (self->controls->len >= CONTROL_MAX)
    {
      control_free (control);
      return 0;
    }
  before = copy_all (self->controls);
  take (self, control);
  make_room (self, control);
  finish (self, before, _ ("Add a Control"), 0);
  return self->next_id;
}

static void
take_all (ControlBoard *self, GPtrArray *controls, int below)
{
  for (guint i = 0; i < controls->len && self->controls->len < CONTROL_MAX; i++)
    {
      Control *control = control_copy (controls->pdata[i]);

      if (control->y >= 0)
        control->y = MIN (control->y + below, CONTROL_MAX_PLACE);
      take (self, control);
    }
  g_ptr_array_unref (controls);
  make_room (self, NULL);
}

void
control_board_append (ControlBoard *self, GPtrArray *controls)
{
  GPtrArray *before = copy_all (self->controls);

  take_all (self, controls, bottom (self));
  finish (self, before, _ ("Add the Controls of a File"), 0);
}

void
control_board_remove (ControlBoard *self, guint id)
{
  Control *control = find (self, id);
  GPtrArray *before;

  if (control == NULL)
    return;
  control_board_let_up (self, id);
  before = copy_all (self->controls);
  g_ptr_array_remove (self->controls, control);
  finish (self, before, _ ("Remove a Control"), 0);
}

guint
control_board_duplicate (ControlBoard *self, guint id)
{
  const Control *control = find (self, id);
  Control *copy = control != NULL ? control_copy (control) : NULL;

  if (copy == NULL)
    return 0;
  copy->x = copy->y = -1;
  return control_board_add (self, copy);
}

void
control_board_edit (ControlBoard *self, guint id, Control *control)
{
  Control *old = find (self, id);
  GPtrArray *before;
  guint index;

  if (old == NULL || control_equal (old, control))
    {
      control_free (control);
      return;
    }
  before = copy_all (self->controls);
  g_ptr_array_find (self->controls, old, &index);
  control->id = id;
  keep_within (control);
  self->controls->pdata[index] = control;
  control_free (old);
  make_room (self, control);
  finish (self, before, _ ("Change a Control"), id);
}

void
control_board_place (ControlBoard *self, guint id, int x, int y, int width, int height)
{
  Control *control = find (self, id), wanted;
  GPtrArray *before;
  gboolean resized;

  if (control == NULL)
    return;
  wanted = *control;
  wanted.x = x;
  wanted.y = y;
  wanted.width = width;
  wanted.height = height;
  keep_within (&wanted);
  resized = wanted.width != control->width || wanted.height != control->height;
  if (wanted.x == control->x && wanted.y == control->y && !resized)
    return;
  before = copy_all (self->controls);
  *control = wanted;
  make_room (self, control);
  finish (self, before, resized ? _ ("Resize a Control") : _ ("Move a Control"), id);
}

GPtrArray *
control_board_dup (ControlBoard *self)
{
  return copy_all (self->controls);
}

void
control_board_replace (ControlBoard *self, GPtrArray *controls)
{
  control_board_release_all (self);
  if (self->edits != NULL)
    edit_stack_forget (self->edits, OWNER);
  g_ptr_array_set_size (self->controls, 0);
  take_all (self, controls, 0);
  g_signal_emit (self, changed_signal, 0);
}

/* --- Reading --- */

guint
control_board_n (ControlBoard *self)
{
  return self->controls->len;
}

const Control *
control_board_nth (ControlBoard *self, guint index)
{
  return index < self->controls->len ? self->controls->pdata[index] : NULL;
}

const Control *
control_board_find (ControlBoard *self, guint id)
{
  return find (self, id);
}

/* --- Object --- */

static void
control_board_dispose (GObject *object)
{
  ControlBoard *self = CONTROL_BOARD (object);

  control_board_let_go (self);
  g_clear_object (&self->edits);
  G_OBJECT_CLASS (control_board_parent_class)->dispose (object);
}

static void
control_board_finalize (GObject *object)
{
  ControlBoard *self = CONTROL_BOARD (object);

  g_ptr_array_unref (self->controls);
  g_ptr_array_unref (self->pressed);
  G_OBJECT_CLASS (control_board_parent_class)->finalize (object);
}

static void
control_board_class_init (ControlBoardClass *class)
{
  G_OBJECT_CLASS (class)->dispose = control_board_dispose;
  G_OBJECT_CLASS (class)->finalize = control_board_finalize;
  changed_signal = g_signal_new ("changed", CONTROL_TYPE_BOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
control_board_init (ControlBoard *self)
{
  self->controls = g_ptr_array_new_with_free_func (control_free);
  self->pressed = g_ptr_array_new_with_free_func (g_free);
}

void
control_board_set_edits (ControlBoard *self, EditStack *edits)
{
  if (self->edits != NULL && edits == NULL)
    edit_stack_forget (self->edits, OWNER); /* edits hold the page, and the page the stack */
  g_set_object (&self->edits, edits);
}

ControlBoard *
control_board_of (TraceSession *session)
{
  static const char key[] = "canid-control-board";
  ControlBoard *self = g_object_get_data (G_OBJECT (session), key);

  if (self != NULL)
    return self;
  self = g_object_new (CONTROL_TYPE_BOARD, NULL);
  self->session = session;
  self->list = transmit_list_of (session);
  g_object_set_data_full (G_OBJECT (session), key, self, g_object_unref);
  return self;
}
