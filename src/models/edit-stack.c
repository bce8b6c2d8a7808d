/* edit-stack.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/edit-stack.h"

#include "base/banned.h"

typedef struct
{
  const char *owner;
  char *label;
  gsize n_bytes;
  EditFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Edit;

struct _EditStack
{
  GObject parent_instance;
  GPtrArray *edits; /* of Edit, the oldest first */
  guint n_done;     /* of them; those behind can be done again */
  gsize n_bytes;
};

G_DEFINE_FINAL_TYPE (EditStack, edit_stack, G_TYPE_OBJECT)

static guint changed_signal;

static void
edit_free (gpointer data)
{
  Edit *edit = data;

  if (edit->destroy != NULL)
    edit->destroy (edit->data);
  g_free (edit->label);
  g_free (edit);
}

static void
edit_stack_finalize (GObject *object)
{
  g_ptr_array_unref (EDIT_STACK (object)->edits);
  G_OBJECT_CLASS (edit_stack_parent_class)->finalize (object);
}

static void
edit_stack_class_init (EditStackClass *class)
{
  G_OBJECT_CLASS (class)->finalize = edit_stack_finalize;
  changed_signal = g_signal_new ("changed", EDIT_TYPE_STACK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
edit_stack_init (EditStack *self)
{
  self->edits = g_ptr_array_new_with_free_func (edit_free);
}

EditStack *
edit_stack_new (void)
{
  return g_object_new (EDIT_TYPE_STACK, NULL);
}

EditStack *
edit_stack_of_session (TraceSession *session)
{
  EditStack *edits = g_object_get_data (G_OBJECT (session), "canid-edits");

  if (edits == NULL)
    {
      edits = edit_stack_new ();
      g_object_set_data_full (G_OBJECT (session), "canid-edits", edits, g_object_unref);
    }
  return edits;
}

static Edit *
nth (EditStack *self, guint index)
{
  return g_ptr_array_index (self->edits, index);
}

static void
drop (EditStack *self, guint index)
{
  self->n_bytes -= nth (self, index)->n_bytes;
  self->n_done -= index < self->n_done;
  g_ptr_array_remove_index (self->edits, index);
}

void
edit_stack_push (EditStack *self, const char *owner, const char *label, gsize n_bytes, EditFunc func, gpointer data,
                 GDestroyNotify destroy)
{
  Edit *edit = g_new (Edit, 1);

  *edit = (Edit){ owner, g_strdup (label), n_bytes, func, data, destroy };
  while (self->edits->len > self->n_done)
    drop (self, self->edits->len - 1);
  g_ptr_array_add (self->edits, edit);
  self->n_done++;
  self->n_bytes += n_bytes;
  while (self->edits->len > 1 && (self->edits->len > EDIT_STACK_EDITS || self->n_bytes > EDIT_STACK_BYTES))
    drop (self, 0);
  g_signal_emit (self, changed_signal, 0);
}

gboolean
edit_stack_undo (EditStack *self)
{
  Edit *edit = self->n_done > 0 ? nth (self, self->n_done - 1) : NULL;

  if (edit == NULL || !edit->func (edit->data, TRUE))
    return FALSE;
  self->n_done--;
  g_signal_emit (self, changed_signal, 0);
  return TRUE;
}

gboolean
edit_stack_redo (EditStack *self)
{
  Edit *edit = self->n_done < self->edits->len ? nth (self, self->n_done) : NULL;

  if (edit == NULL || !edit->func (edit->data, FALSE))
    return FALSE;
  self->n_done++;
  g_signal_emit (self, changed_signal, 0);
  return TRUE;
}

const char *
edit_stack_get_undo (EditStack *self)
{
  return self->n_done > 0 ? nth (self, self->n_done - 1)->label : NULL;
}

const char *
edit_stack_get_redo (EditStack *self)
{
  return self->n_done < self->edits->len ? nth (self, self->n_done)->label : NULL;
}

void
edit_stack_forget (EditStack *self, const char *owner)
{
  for (guint i = self->edits->len; i > 0; i--)
    if (owner == NULL || g_str_equal (nth (self, i - 1)->owner, owner))
      drop (self, i - 1);
  g_signal_emit (self, changed_signal, 0);
}
