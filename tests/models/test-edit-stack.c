/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "models/edit-stack.h"

typedef struct
{
  int *value;
  int add;
} Add;

static gboolean refuse;
static guint n_freed;

static gboolean
apply (gpointer data, gboolean undo)
{
  Add *add = data;

  if (refuse)
    return FALSE;
  *add->value += undo ? -add->add : add->add;
  return TRUE;
}

static void
free_add (gpointer data)
{
  n_freed++;
  g_free (data);
}

static void
push (EditStack *stack, const char *owner, const char *label, int *value, int add, gsize n_bytes)
{
  Add *edit = g_new (Add, 1);

  *edit = (Add){ value, add };
  *value += add;
  edit_stack_push (stack, owner, label, n_bytes, apply, edit, free_add);
}

static void
count (guint *n)
{
  ++*n;
}

static void
test_undo (void)
{
  EditStack *stack = edit_stack_new ();
  int value = 0;
  guint n_changed = 0;

  g_signal_connect_swapped (stack, "changed", G_CALLBACK (count), &n_changed);
  g_assert_false (edit_stack_undo (stack));
  g_assert_false (edit_stack_redo (stack));
  push (stack, "a", "One", &value, 1, 0);
  push (stack, "b", "Ten", &value, 10, 0);
  g_assert_cmpuint (n_changed, ==, 2);
  g_assert_cmpstr (edit_stack_get_undo (stack), ==, "Ten");
  g_assert_null (edit_stack_get_redo (stack));
  g_assert_true (edit_stack_undo (stack));
  g_assert_cmpint (value, ==, 1);
  g_assert_cmpstr (edit_stack_get_redo (stack), ==, "Ten");
  g_assert_true (edit_stack_redo (stack));
  g_assert_cmpint (value, ==, 11);
  refuse = TRUE;
  g_assert_false (edit_stack_undo (stack));
  g_assert_cmpstr (edit_stack_get_undo (stack), ==, "Ten");
  refuse = FALSE;
  g_assert_true (edit_stack_undo (stack) && edit_stack_undo (stack));
  g_assert_cmpint (value, ==, 0);
  push (stack, "a", "Hundred", &value, 100, 0); /* forgets both */
  g_assert_null (edit_stack_get_redo (stack));
  g_assert_cmpuint (n_freed, ==, 2);
  g_object_unref (stack);
  g_assert_cmpuint (n_freed, ==, 3);
}

static void
test_forget (void)
{
  EditStack *stack = edit_stack_new ();
  int a = 0, b = 0;

  push (stack, "a", "One", &a, 1, 0);
  push (stack, "b", "Two", &b, 2, 0);
  push (stack, "a", "Three", &a, 3, 0);
  push (stack, "b", "Four", &b, 4, 0);
  edit_stack_undo (stack);
  edit_stack_forget (stack, "a");
  g_assert_cmpstr (edit_stack_get_undo (stack), ==, "Two");
  g_assert_cmpstr (edit_stack_get_redo (stack), ==, "Four");
  edit_stack_redo (stack);
  g_assert_cmpint (b, ==, 6);
  edit_stack_forget (stack, NULL);
  g_assert_null (edit_stack_get_undo (stack));
  g_object_unref (stack);
}

static void
test_limits (void)
{
  EditStack *stack = edit_stack_new ();
  int value = 0;

  for (guint i = 0; i < EDIT_STACK_EDITS + 10; i++)
    push (stack, "a", "One", &value, 1, 0);
  while (edit_stack_undo (stack))
    ;
  g_assert_cmpint (value, ==, 10);
  value = 0;
  for (guint i = 0; i < 5; i++)
    push (stack, "a", "Big", &value, 1, EDIT_STACK_BYTES / 2);
  while (edit_stack_undo (stack))
    ;
  g_assert_cmpint (value, ==, 3);
  push (stack, "a", "Too big", &value, 1, 2 * (gsize) EDIT_STACK_BYTES); /* the last one stays */
  g_assert_true (edit_stack_undo (stack));
  g_object_unref (stack);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edit-stack/undo", test_undo);
  g_test_add_func ("/edit-stack/forget", test_forget);
  g_test_add_func ("/edit-stack/limits", test_limits);
  return g_test_run ();
}
