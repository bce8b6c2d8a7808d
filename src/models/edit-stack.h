/* edit-stack.h: what was changed, to be taken back and done again: one stack a document.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. An edit is pushed after it was done; pushing forgets what could have been done again. Edits of
 * several kinds may lie in one stack as long as they can be taken back independently of each other: marks and colours,
 * say. What they need takes at most EDIT_STACK_BYTES; the oldest go first.
 *
 * "changed" ()   other labels
 */
#pragma once

#include "session/trace-session.h"

G_BEGIN_DECLS

#define EDIT_STACK_EDITS 500u
#define EDIT_STACK_BYTES (256u << 20)

#define EDIT_TYPE_STACK (edit_stack_get_type ())
G_DECLARE_FINAL_TYPE (EditStack, edit_stack, EDIT, STACK, GObject)

EditStack *edit_stack_new (void);
/* The one of this trace; goes with it. (transfer none) */
EditStack *edit_stack_of_session (TraceSession *session);

/* Takes the edit back (undo) or does it again. FALSE: not now; then all stays as it is. */
typedef gboolean (*EditFunc) (gpointer data, gboolean undo);

/* label: what was done, as behind "Undo": "Mark 12 Frames". owner: kind of the edit ("marks"), a literal. n_bytes: what
 * data holds, roughly. destroy (nullable) */
void edit_stack_push (EditStack *self, const char *owner, const char *label, gsize n_bytes, EditFunc func,
                      gpointer data, GDestroyNotify destroy);
/* FALSE: there is none, or not now. */
gboolean edit_stack_undo (EditStack *self);
gboolean edit_stack_redo (EditStack *self);
const char *edit_stack_get_undo (EditStack *self); /* label; NULL: nothing to take back */
const char *edit_stack_get_redo (EditStack *self);
/* Drops the edits of a kind that make no sense any more. NULL: all. */
void edit_stack_forget (EditStack *self, const char *owner);

G_END_DECLS
