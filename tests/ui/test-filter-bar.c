/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/filter-bar.h"
#include "small-trace.h"
#include "widget-test.h"

#include "ui/app-settings.h"

typedef struct
{
  TraceSession *session;
  FilterBar *bar;
  FilterEntry *entry;
  GtkWindow *window;
  GtkWidget *other; /* takes the keys */
} Fixture;

/* 1000 frames: each fourth is EngineData, the rest 0x100. */
static FrameStore *
new_store (void)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < 1000; i++)
    g_ptr_array_add (lines, i % 4 ? g_strdup_printf ("%u can0 100#11", i)
                                  : g_strdup_printf ("%u can0 0C9#2AA73D8301AC4F4E", i));
  g_ptr_array_add (lines, NULL);
  return small_trace_new ((const char *const *) lines->pdata);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  FrameStore *store = new_store ();
  const DatabaseSet *databases = small_databases_new ();

  g_settings_reset (app_settings_get (), "recent-filters");
  f->session = trace_session_new ();
  trace_session_set_store (f->session, store);
  trace_session_set_databases (f->session, databases);
  frame_store_unref (store);
  database_set_unref (databases);
  f->bar = FILTER_BAR (filter_bar_new ());
  f->entry = filter_bar_get_entry (f->bar);
  filter_bar_set_session (f->bar, f->session);
  filter_bar_set_settings (f->bar, app_settings_get ());
  f->other = gtk_button_new_with_label ("Other");
  gtk_widget_set_valign (f->other, GTK_ALIGN_END);
  gtk_widget_set_vexpand (f->other, TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (f->bar));
  gtk_box_append (GTK_BOX (box), f->other);
  f->window = widget_test_show (box, 1000, 300);
  filter_bar_focus (f->bar);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->window);
  widget_test_settle ();
  g_assert_finalize_object (f->session);
}

static const char *
get_text (Fixture *f)
{
  return gtk_editable_get_text (GTK_EDITABLE (f->entry));
}

static void
set_text (Fixture *f, const char *text)
{
  filter_entry_set_text (f->entry, text);
}

static gboolean
has_class (Fixture *f, const char *class)
{
  return gtk_widget_has_css_class (GTK_WIDGET (f->entry), class);
}

static void
assert_state (Fixture *f, FilterEntryState state, const char *class, gboolean note)
{
  static const char *const classes[] = { "valid", "surprising", "invalid" };

  g_assert_cmpint (filter_entry_get_state (f->entry), ==, state);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    g_assert_cmpint (has_class (f, classes[i]), ==, g_strcmp0 (class, classes[i]) == 0);
  g_assert_cmpint (*filter_bar_get_note (f->bar) != 0, ==, note);
}

static gboolean
is_decided (gpointer session)
{
  return trace_session_get_filter_progress (session) >= 1 && trace_session_n_shown (session) < 1000;
}

static void
test_states (Fixture *f, gconstpointer data)
{
  assert_state (f, FILTER_ENTRY_EMPTY, NULL, FALSE);
  set_text (f, "EngineData.EngineSpeed > 3000 && EngineState == \"Running\"");
  assert_state (f, FILTER_ENTRY_VALID, "valid", FALSE);
  widget_test_settle ();
  widget_test_pictures (f->window, "filter-valid");

  set_text (f, "EngineSpeed > 3000 && EnginState == \"Running\"");
  assert_state (f, FILTER_ENTRY_INVALID, "invalid", TRUE);
  g_assert_true (g_str_has_prefix (filter_bar_get_note (f->bar), "Column 23: "));
  g_assert_cmpuint (filter_entry_get_problem (f->entry)->start, ==, 22);
  gtk_test_accessible_assert_state (f->entry, GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
  {
    g_autoptr (PangoAttrIterator) iterator
        = pango_attr_list_get_iterator (gtk_entry_get_attributes (GTK_ENTRY (f->entry)));
    int start = 0, end = 0;

    while (!pango_attr_iterator_get (iterator, PANGO_ATTR_UNDERLINE))
      g_assert_true (pango_attr_iterator_next (iterator));
    pango_attr_iterator_range (iterator, &start, &end);
    g_assert_cmpint (start, ==, 22);
    g_assert_cmpint (end, ==, 32);
  }
  widget_test_settle ();
  widget_test_pictures (f->window, "filter-invalid");

  set_text (f, "can.id == 0x7FF && can.ext");
  assert_state (f, FILTER_ENTRY_SURPRISING, "surprising", TRUE);
  g_assert_cmpstr (filter_bar_get_note (f->bar), ==,
                   "With can.ext, 0x7FF is a 29-bit identifier. Remove can.ext for the 11-bit one.");
  widget_test_settle ();
  widget_test_pictures (f->window, "filter-surprising");
  set_text (f, "");
  assert_state (f, FILTER_ENTRY_EMPTY, NULL, FALSE);
  widget_test_settle ();
  widget_test_pictures (f->window, "filter-empty");
}

static void
test_apply (Fixture *f, gconstpointer data)
{
  set_text (f, "EngineData");
  g_assert_cmpstr (trace_session_get_filter (f->session), ==, "");
  g_signal_emit_by_name (f->entry, "activate");
  g_assert_cmpstr (trace_session_get_filter (f->session), ==, "EngineData");
  widget_test_wait (is_decided, f->session);
  widget_test_settle ();
  g_assert_cmpstr (filter_bar_get_count (f->bar), ==, "250 of 1\u00A0000 (25.0\u00A0%)");

  /* what is wrong changes nothing */
  set_text (f, "EngineData &&");
  g_signal_emit_by_name (f->entry, "activate");
  g_assert_cmpstr (trace_session_get_filter (f->session), ==, "EngineData");
  g_assert_cmpuint (trace_session_n_shown (f->session), ==, 250);
  assert_state (f, FILTER_ENTRY_INVALID, "invalid", TRUE);

  gtk_widget_activate_action (GTK_WIDGET (f->entry), "filter.clear", NULL);
  g_assert_cmpstr (trace_session_get_filter (f->session), ==, "");
  g_assert_cmpstr (get_text (f), ==, "");
  g_assert_cmpstr (filter_bar_get_count (f->bar), ==, "");
}

static void
test_completion (Fixture *f, gconstpointer data)
{
  widget_test_type (GTK_EDITABLE (f->entry), "EngineData.Eng");
  g_assert_true (filter_entry_is_completing (f->entry));
  g_assert_cmpint (filter_entry_n_candidates (f->entry), ==, 2);
  g_assert_true (g_str_has_suffix (filter_entry_get_candidate (f->entry, 0)->text, "EngineSpeed"));
  assert_state (f, FILTER_ENTRY_INVALID, NULL, FALSE); /* not finished is not wrong */
  widget_test_pictures (f->window, "filter-completion");

  g_assert_cmpint (filter_entry_get_chosen (f->entry), ==, 0);
  g_assert_true (widget_test_key (f->window, GDK_KEY_Down, 0));
  g_assert_cmpint (filter_entry_get_chosen (f->entry), ==, 1);
  g_assert_true (widget_test_key (f->window, GDK_KEY_Down, 0));
  g_assert_cmpint (filter_entry_get_chosen (f->entry), ==, 0);
  g_assert_true (widget_test_key (f->window, GDK_KEY_Up, 0));
  g_assert_cmpint (filter_entry_get_chosen (f->entry), ==, 1);
  g_assert_true (widget_test_key (f->window, GDK_KEY_Tab, 0));
  g_assert_false (filter_entry_is_completing (f->entry));
  g_assert_cmpstr (get_text (f), ==, "EngineData.EngineState");
  assert_state (f, FILTER_ENTRY_VALID, "valid", FALSE);

  widget_test_type (GTK_EDITABLE (f->entry), " == \"Ru");
  g_assert_true (filter_entry_is_completing (f->entry));
  g_assert_true (widget_test_key (f->window, GDK_KEY_Tab, 0));
  g_assert_cmpstr (get_text (f), ==, "EngineData.EngineState == \"Running\"");
  g_assert_false (widget_test_key (f->window, GDK_KEY_Tab, 0)); /* now it moves on */

  set_text (f, "");
  g_assert_true (widget_test_key (f->window, GDK_KEY_space, GDK_CONTROL_MASK));
  g_assert_true (filter_entry_is_completing (f->entry));
  gtk_widget_activate_action (GTK_WIDGET (f->entry), "filter.next-completion", NULL);
  g_assert_cmpint (filter_entry_get_chosen (f->entry), ==, 1);
  gtk_widget_activate_action (GTK_WIDGET (f->entry), "filter.insert-completion", NULL);
  g_assert_cmpstr (get_text (f), !=, "");

  /* a candidate gone to is what Enter means */
  set_text (f, "");
  widget_test_type (GTK_EDITABLE (f->entry), "EngineData.Eng");
  g_assert_true (widget_test_key (f->window, GDK_KEY_Down, 0));
  g_assert_true (widget_test_key (f->window, GDK_KEY_Return, 0));
  g_assert_cmpstr (get_text (f), ==, "EngineData.EngineState");
  g_assert_cmpstr (trace_session_get_filter (f->session), ==, "");
  widget_test_type (GTK_EDITABLE (f->entry), " == ");
  g_assert_true (filter_entry_is_completing (f->entry));
  g_assert_cmpint (filter_entry_get_candidate (f->entry, 0)->text[0], ==, '"');
}

/* Tab accepts what the note proposes. */
static void
test_mend (Fixture *f, gconstpointer data)
{
  set_text (f, "EngineData.EngineSped > 3000 && can.id == 1");
  assert_state (f, FILTER_ENTRY_INVALID, "invalid", TRUE);
  g_assert_true (widget_test_key (f->window, GDK_KEY_Tab, 0));
  g_assert_cmpstr (get_text (f), ==, "EngineData.EngineSpeed > 3000 && can.id == 1");
  assert_state (f, FILTER_ENTRY_VALID, "valid", FALSE);
  g_assert_false (filter_entry_mend (f->entry));
}

/* Completion, then what was written and is not in force, then the filter, then nothing. */
static void
test_escape (Fixture *f, gconstpointer data)
{
  filter_bar_apply_text (f->bar, "can.id == 0xC9");
  widget_test_type (GTK_EDITABLE (f->entry), " && Thr");
  g_assert_true (filter_entry_is_completing (f->entry));
  g_assert_true (widget_test_key (f->window, GDK_KEY_Escape, 0));
  g_assert_false (filter_entry_is_completing (f->entry));
  assert_state (f, FILTER_ENTRY_INVALID, "invalid", TRUE);
  g_assert_true (widget_test_key (f->window, GDK_KEY_Escape, 0));
  g_assert_cmpstr (get_text (f), ==, "can.id == 0xC9");
  assert_state (f, FILTER_ENTRY_VALID, "valid", FALSE);
  g_assert_cmpstr (trace_session_get_filter (f->session), ==, "can.id == 0xC9");
  g_assert_true (widget_test_key (f->window, GDK_KEY_Escape, 0));
  g_assert_cmpstr (get_text (f), ==, "");
  g_assert_cmpstr (trace_session_get_filter (f->session), ==, "");
  g_assert_false (widget_test_key (f->window, GDK_KEY_Escape, 0));
}

static void
test_elsewhere (Fixture *f, gconstpointer data)
{
  DatabaseSet *empty = database_set_new ();

  trace_session_set_filter (f->session, "EngineSpeed > 1", NULL);
  g_assert_cmpstr (get_text (f), ==, "EngineSpeed > 1");
  /* the databases go: the text is wrong now, its rows stay and the note says so */
  trace_session_set_databases (f->session, empty);
  assert_state (f, FILTER_ENTRY_INVALID, "invalid", TRUE);
  g_assert_nonnull (strstr (filter_bar_get_note (f->bar), "databases have changed"));
  database_set_unref (empty);
  /* what is being written is left alone */
  trace_session_set_filter (f->session, NULL, NULL);
  set_text (f, "can.id ==");
  trace_session_set_filter (f->session, "can.fd", NULL);
  g_assert_cmpstr (get_text (f), ==, "can.id ==");
}

static void
test_recent (Fixture *f, gconstpointer data)
{
  g_auto (GStrv) recent = NULL;

  filter_bar_apply_text (f->bar, "can.id == 1");
  filter_bar_apply_text (f->bar, "can.id ==");
  filter_bar_apply_text (f->bar, "  can.id == 2 ");
  filter_bar_apply_text (f->bar, "can.id == 1");
  filter_bar_clear (f->bar);
  recent = g_settings_get_strv (app_settings_get (), "recent-filters");
  g_assert_cmpuint (g_strv_length (recent), ==, 2);
  g_assert_cmpstr (recent[0], ==, "can.id == 1");
  g_assert_cmpstr (recent[1], ==, "can.id == 2");
  gtk_widget_activate_action (GTK_WIDGET (f->entry), "filter.use-recent", "s", "can.id == 2");
  g_assert_cmpstr (trace_session_get_filter (f->session), ==, "can.id == 2");
  gtk_widget_activate_action (GTK_WIDGET (f->entry), "filter.forget-recent", NULL);
  g_strfreev (recent);
  recent = g_settings_get_strv (app_settings_get (), "recent-filters");
  g_assert_cmpuint (g_strv_length (recent), ==, 0);
}

static void
test_start_typing (Fixture *f, gconstpointer data)
{
  gtk_widget_grab_focus (f->other);
  filter_bar_start_typing (f->bar, "E");
  widget_test_type (GTK_EDITABLE (f->entry), "n");
  g_assert_cmpstr (get_text (f), ==, "En");
}

/* A long text, odd bytes and a thousand databases' worth of keys: nothing may be slow or break. */
static void
test_odd_text (Fixture *f, gconstpointer data)
{
  g_autofree char *deep = g_strnfill (20000, '(');

  set_text (f, deep);
  assert_state (f, FILTER_ENTRY_INVALID, "invalid", TRUE);
  set_text (f, "Gear == \"Zurück\" && ☃");
  assert_state (f, FILTER_ENTRY_INVALID, "invalid", TRUE);
  widget_test_type (GTK_EDITABLE (f->entry), "ä.b\"'`");
  widget_test_settle ();
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
#define ADD(name, function) g_test_add ("/ui/filter-bar/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("states", test_states);
  ADD ("apply", test_apply);
  ADD ("completion", test_completion);
  ADD ("mend", test_mend);
  ADD ("escape", test_escape);
  ADD ("elsewhere", test_elsewhere);
  ADD ("recent", test_recent);
  ADD ("start-typing", test_start_typing);
  ADD ("odd-text", test_odd_text);
  return g_test_run ();
}
