/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/find-bar.h"
#include "small-trace.h"
#include "widget-test.h"

static const char *const lines[] = {
  "0 can0 100#48656C6C6F", /* Hello */
  "1 can0 0C9#2AA73D8301AC4F4E",
  "2 can0 100#DEADBEEF",
  "3 can0 0C9#2AA73D8301AC0F4E", /* EngineState Off */
  "4 can0 100#DEAD",
  NULL,
};

typedef struct
{
  TraceSession *session;
  FindBar *bar;
  GtkWindow *window;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  FrameStore *store = small_trace_new (lines);
  const DatabaseSet *databases = small_databases_new ();

  f->session = trace_session_new ();
  trace_session_set_store (f->session, store);
  trace_session_set_databases (f->session, databases);
  frame_store_unref (store);
  database_set_unref (databases);
  f->bar = FIND_BAR (find_bar_new ());
  find_bar_set_session (f->bar, f->session);
  f->window = widget_test_show (GTK_WIDGET (f->bar), 1000, 60);
  find_bar_open (f->bar);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->window);
  widget_test_settle ();
  g_assert_finalize_object (f->session);
}

static gboolean
is_done (gpointer bar)
{
  return !find_bar_is_searching (bar);
}

static void
ask (Fixture *f, const char *kind, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (find_bar_get_entry (f->bar)), "find.kind", "s", kind);
  gtk_editable_set_text (find_bar_get_entry (f->bar), text);
}

static void
press (Fixture *f, guint key, GdkModifierType state, uint64_t row)
{
  g_assert_true (widget_test_key (f->window, key, state));
  widget_test_wait (is_done, f->bar);
  g_assert_cmpuint (trace_session_get_cursor (f->session), ==, row);
  g_assert_true (row == ROW_NONE || row_ranges_contains (trace_session_get_selection (f->session), row));
}

static gboolean
has_count (gpointer bar)
{
  return g_str_equal (find_bar_get_status (bar), "2 frames match");
}

static void
test_hits (Fixture *f, gconstpointer data)
{
  g_assert_null (find_bar_get_hits (f->bar));
  ask (f, "hex", "DE AD");
  g_assert_null (find_bar_get_hits (f->bar)); /* not while it is typed */
  press (f, GDK_KEY_F3, 0, 2);
  widget_test_wait (has_count, f->bar);
  g_assert_true (row_set_contains (find_bar_get_hits (f->bar), 2));
  g_assert_true (row_set_contains (find_bar_get_hits (f->bar), 4));
  g_assert_cmpuint (row_set_count (find_bar_get_hits (f->bar)), ==, 2);
  ask (f, "text", "hello");
  g_assert_null (find_bar_get_hits (f->bar));
  press (f, GDK_KEY_F3, 0, 0);
  g_assert_nonnull (find_bar_get_hits (f->bar));
  find_bar_close (f->bar);
  g_assert_null (find_bar_get_hits (f->bar));
}

static void
test_next (Fixture *f, gconstpointer data)
{
  ask (f, "filter", "EngineData");
  press (f, GDK_KEY_F3, 0, 1);
  widget_test_wait (has_count, f->bar);
  press (f, GDK_KEY_n, GDK_CONTROL_MASK, 3);
  press (f, GDK_KEY_F3, 0, 1);
  g_assert_cmpstr (find_bar_get_status (f->bar), ==, "Continued from the beginning");
  widget_test_pictures (f->window, "find-wrapped");
  press (f, GDK_KEY_F3, GDK_SHIFT_MASK, 3);
  g_assert_cmpstr (find_bar_get_status (f->bar), ==, "Continued from the end");
  press (f, GDK_KEY_b, GDK_CONTROL_MASK, 1);
  press (f, GDK_KEY_Return, GDK_SHIFT_MASK, 3);
}

static void
test_kinds (Fixture *f, gconstpointer data)
{
  ask (f, "hex", "DE AD");
  press (f, GDK_KEY_F3, 0, 2);
  press (f, GDK_KEY_F3, 0, 4);
  ask (f, "text", "hello");
  press (f, GDK_KEY_F3, 0, 0);
  ask (f, "text", "running");
  press (f, GDK_KEY_F3, 0, 1);
  ask (f, "regex", "EngineState O[Ff]f");
  press (f, GDK_KEY_F3, 0, 3);

  /* bytes where a filter is asked for */
  ask (f, "filter", "DE AD");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (find_bar_get_entry (f->bar)), "invalid"));
  press (f, GDK_KEY_F3, 0, 4);
  press (f, GDK_KEY_F3, 0, 2);
}

static void
test_shown_only (Fixture *f, gconstpointer data)
{
  g_assert_true (trace_session_set_filter (f->session, "can.id == 0x100", NULL));
  widget_test_settle ();
  ask (f, "hex", "AC");
  press (f, GDK_KEY_F3, 0, ROW_NONE);
  g_assert_cmpstr (find_bar_get_status (f->bar), ==, "None of the frames shown matches");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (find_bar_get_entry (f->bar)), "surprising"));
  widget_test_pictures (f->window, "find-none");
  ask (f, "hex", "DE");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (find_bar_get_entry (f->bar)), "surprising"));
  press (f, GDK_KEY_F3, 0, 2);
}

static void
test_wrong (Fixture *f, gconstpointer data)
{
  ask (f, "hex", "12 3");
  g_assert_true (g_str_has_prefix (find_bar_get_status (f->bar), "Column 4: "));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (find_bar_get_entry (f->bar)), "invalid"));
  press (f, GDK_KEY_F3, 0, ROW_NONE);
  ask (f, "regex", "(");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (find_bar_get_entry (f->bar)), "invalid"));
  ask (f, "regex", "()");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (find_bar_get_entry (f->bar)), "invalid"));
}

static void
count (gpointer n)
{
  ++*(guint *) n;
}

static void
test_close (Fixture *f, gconstpointer data)
{
  guint n_closed = 0;

  g_signal_connect_swapped (f->bar, "closed", G_CALLBACK (count), &n_closed);
  ask (f, "text", "hello");
  find_bar_next (f->bar);
  g_assert_true (find_bar_is_searching (f->bar));
  g_assert_true (widget_test_key (f->window, GDK_KEY_Escape, 0)); /* stops */
  g_assert_false (find_bar_is_searching (f->bar));
  g_assert_cmpstr (find_bar_get_status (f->bar), ==, "Stopped");
  g_assert_true (find_bar_is_open (f->bar));
  g_assert_true (widget_test_key (f->window, GDK_KEY_Escape, 0));
  g_assert_false (find_bar_is_open (f->bar));
  g_assert_cmpuint (n_closed, ==, 1);
  widget_test_settle ();
  g_assert_cmpuint (trace_session_get_cursor (f->session), ==, ROW_NONE);
  gtk_editable_set_text (find_bar_get_entry (f->bar), "");
  find_bar_next (f->bar); /* nothing to look for yet: it opens to ask */
  g_assert_true (find_bar_is_open (f->bar));
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
#define ADD(name, function) g_test_add ("/ui/find-bar/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("next", test_next);
  ADD ("kinds", test_kinds);
  ADD ("hits", test_hits);
  ADD ("shown-only", test_shown_only);
  ADD ("wrong", test_wrong);
  ADD ("close", test_close);
  return g_test_run ();
}
