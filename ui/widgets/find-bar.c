/* find-bar.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/find-bar.h"

#include "base/i18n.h"
#include "models/find-words.h"
#include "session/find-all.h"
#include "ui/text.h"

#define PROGRESS_MS 100

struct _FindBar
{
  GtkBox parent_instance;
  TraceSession *session; /* (nullable) */
  Finder *finder;        /* (nullable) the search that runs */
  FindAll *all;          /* (nullable) of the last question that was searched for */
  char *all_question;    /* what that was */
  Tick *tick;
  gboolean told_count; /* of all, in the status */
  gboolean backward;   /* its direction */
  guint timer;

  GtkRevealer *revealer;
  GtkDropDown *kind;
  GtkEntry *entry;
  GtkLabel *status;
  GtkWidget *stop_button, *next_button, *previous_button;
};

G_DEFINE_FINAL_TYPE (FindBar, find_bar, GTK_TYPE_BOX)

enum
{
  PROP_SESSION = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];
static guint closed_signal, hits_signal;

static const struct
{
  const char *name, *placeholder;
} kinds[] = {
  [FIND_FILTER] = { "filter", N_ ("can.id == 0x0C9") },
  [FIND_HEX] = { "hex", N_ ("DE AD ?? EF") },
  [FIND_TEXT] = { "text", N_ ("Words of the row, or text in its bytes") },
  [FIND_REGEX] = { "regex", N_ ("Regular expression") },
};

static const char *
get_text (FindBar *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

static FindKind
get_kind (FindBar *self)
{
  return (FindKind) MIN (gtk_drop_down_get_selected (self->kind), FIND_REGEX);
}

/* class: "invalid", "surprising" or NULL. */
static void
show_status (FindBar *self, const char *sentence, const char *class)
{
  gtk_label_set_text (self->status, sentence);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->status), *sentence ? sentence : NULL);
  gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "invalid");
  gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "surprising");
  if (class)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), class);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               g_strcmp0 (class, "invalid") == 0 ? GTK_ACCESSIBLE_INVALID_TRUE
                                                                 : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

/* --- All hits --- */

RowSet *
find_bar_get_hits (FindBar *self)
{
  return self->all != NULL ? find_all_get_rows (self->all) : NULL;
}

/* Beside what the search for the next one says. */
static void
tell_count (FindBar *self)
{
  g_autofree char *count = NULL, *text = NULL;
  uint64_t n;

  if (self->all == NULL || self->finder != NULL || self->told_count || *gtk_label_get_text (self->status) != '\0'
      || find_all_get_progress (self->all) < 1)
    return;
  n = row_set_count (find_all_get_rows (self->all));
  count = text_count (n);
  text = g_strdup_printf (ngettext_ ("%s frame matches", "%s frames match", (gulong) n), count);
  show_status (self, text, NULL);
  self->told_count = TRUE;
}

static void
on_tick (gpointer data)
{
  FindBar *self = data;

  g_signal_emit (self, hits_signal, 0);
  tell_count (self);
}

static void
forget_hits (FindBar *self)
{
  if (self->all == NULL)
    return;
  g_clear_pointer (&self->all, find_all_stop);
  g_clear_pointer (&self->all_question, g_free);
  g_signal_emit (self, hits_signal, 0);
}

static void
find_hits (FindBar *self, FrameStore *store, FindQuery *query)
{
  g_autofree char *question = g_strdup_printf ("%d %s", get_kind (self), get_text (self));
  FindWords words = { 0 };

  self->told_count = FALSE;
  if (self->all != NULL && find_all_get_store (self->all) == store && g_str_equal (question, self->all_question))
    return;
  forget_hits (self);
  if (get_kind (self) == FIND_TEXT || get_kind (self) == FIND_REGEX)
    words = find_words_of_columns (store, trace_session_get_databases (self->session));
  self->all = find_all_new (store, query, &words, self->tick);
  self->all_question = g_steal_pointer (&question);
}

static void
on_advanced (FindBar *self)
{
  if (self->all != NULL)
    find_all_poke (self->all);
}

/* --- The next one --- */

static void
stop (FindBar *self)
{
  g_clear_pointer (&self->finder, finder_stop);
  g_clear_handle_id (&self->timer, g_source_remove);
  gtk_entry_set_progress_fraction (self->entry, 0);
  gtk_widget_set_visible (self->stop_button, FALSE);
}

static void
on_done (uint64_t row, gboolean wrapped, const GError *error, gpointer data)
{
  FindBar *self = data;
  RowRanges *ranges;

  stop (self);
  if (error)
    {
      show_status (self, error->message, "invalid");
      return;
    }
  if (row == ROW_NONE)
    {
      show_status (self,
                   *trace_session_get_filter (self->session) ? _ ("None of the frames shown matches")
                                                             : _ ("No frame matches"),
                   "surprising");
      return;
    }
  show_status (self,
               !wrapped         ? ""
               : self->backward ? _ ("Continued from the end")
                                : _ ("Continued from the beginning"),
               NULL);
  ranges = row_ranges_new ();
  row_ranges_add (ranges, row, row);
  trace_session_set_selection (self->session, ranges, row);
  tell_count (self);
}

static gboolean
on_timer (gpointer data)
{
  FindBar *self = data;
  double progress = finder_get_progress (self->finder);
  g_autofree char *text = g_strdup_printf (_ ("Searching · %d %%"), (int) (progress * 100));

  show_status (self, text, NULL);
  gtk_entry_set_progress_fraction (self->entry, progress);
  gtk_widget_set_visible (self->stop_button, TRUE);
  return G_SOURCE_CONTINUE;
}

/* Bytes typed where a filter is asked for: no filter, but it is plain what is meant. */
static gboolean
are_bytes (FindBar *self)
{
  FilterProblem problem = { 0 };
  FindQuery *query;
  gboolean good;

  if (get_kind (self) != FIND_FILTER)
    return FALSE;
  query = find_query_new (FIND_HEX, get_text (self), NULL, &problem);
  good = query != NULL;
  find_query_unref (query);
  filter_problem_clear (&problem);
  return good;
}

static FindQuery *
make_query (FindBar *self)
{
  FilterProblem problem = { 0 };
  FindQuery *query = find_query_new (get_kind (self), get_text (self),
                                     self->session ? trace_session_get_databases (self->session) : NULL, &problem);

  if (!query && are_bytes (self))
    show_status (self, _ ("No filter; Enter looks for these bytes"), "surprising");
  else if (problem.what && !query)
    {
      g_autofree char *text = g_strdup_printf (_ ("Column %u: %s"), problem.column, problem.what);

      show_status (self, text, "invalid");
    }
  else
    show_status (self, "", NULL);
  filter_problem_clear (&problem);
  return query;
}

static void
search (FindBar *self, gboolean backward)
{
  FrameStore *store = self->session ? trace_session_get_store (self->session) : NULL;
  FindQuery *query;
  FindWords words = { 0 };

  stop (self);
  if (!*get_text (self))
    {
      find_bar_open (self);
      return;
    }
  query = make_query (self);
  if (!query && are_bytes (self))
    {
      gtk_drop_down_set_selected (self->kind, FIND_HEX);
      query = make_query (self);
    }
  if (!query || !store)
    {
      if (!query)
        find_bar_open (self);
      find_query_unref (query);
      return;
    }
  if (get_kind (self) == FIND_TEXT || get_kind (self) == FIND_REGEX)
    words = find_words_of_columns (store, trace_session_get_databases (self->session));
  self->backward = backward;
  self->finder = finder_start (store, trace_session_get_shown (self->session), query, &words,
                               trace_session_get_cursor (self->session), backward, on_done, self);
  self->timer = g_timeout_add (PROGRESS_MS, on_timer, self);
  find_hits (self, store, query);
  find_query_unref (query);
}

void
find_bar_next (FindBar *self)
{
  search (self, FALSE);
}

void
find_bar_previous (FindBar *self)
{
  search (self, TRUE);
}

void
find_bar_open (FindBar *self)
{
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

void
find_bar_close (FindBar *self)
{
  stop (self);
  forget_hits (self);
  show_status (self, "", NULL);
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  g_signal_emit (self, closed_signal, 0);
}

static void
escape (FindBar *self)
{
  if (!self->finder)
    {
      find_bar_close (self);
      return;
    }
  stop (self);
  show_status (self, _ ("Stopped"), NULL);
}

static gboolean
on_key (FindBar *self, guint key, guint code, GdkModifierType state)
{
  gboolean shift = (state & GDK_SHIFT_MASK) != 0, control = (state & GDK_CONTROL_MASK) != 0;

  if (key == GDK_KEY_Escape)
    escape (self);
  else if (key == GDK_KEY_F3 || (control && (key == GDK_KEY_n || key == GDK_KEY_b)))
    search (self, key == GDK_KEY_b || (key == GDK_KEY_F3 && shift));
  else if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && shift)
    search (self, TRUE);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* Another question: what was said of the last one is over. */
static void
on_changed (FindBar *self)
{
  stop (self);
  forget_hits (self);
  g_object_set (self->entry, "placeholder-text", _ (kinds[get_kind (self)].placeholder), NULL);
  gtk_widget_activate_action (GTK_WIDGET (self), "find.kind", "s", kinds[get_kind (self)].name);
  find_query_unref (make_query (self));
}

/* --- Session and actions --- */

static void
on_replaced (FindBar *self)
{
  stop (self);
  forget_hits (self);
}

void
find_bar_set_session (FindBar *self, TraceSession *session)
{
  if (self->session == session)
    return;
  on_replaced (self);
  if (self->session)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (session)
    {
      g_signal_connect_object (session, "replaced", G_CALLBACK (on_replaced), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "advanced", G_CALLBACK (on_advanced), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "databases-changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION]);
}

static void
activate (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *name = g_action_get_name (G_ACTION (action));

  if (g_str_equal (name, "next"))
    find_bar_next (data);
  else if (g_str_equal (name, "previous"))
    find_bar_previous (data);
  else if (g_str_equal (name, "close"))
    find_bar_close (data);
  else if (g_str_equal (name, "stop"))
    escape (data);
}

static void
change_kind (GSimpleAction *action, GVariant *value, gpointer data)
{
  FindBar *self = data;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, g_variant_get_string (value, NULL)))
      {
        g_simple_action_set_state (action, value);
        gtk_drop_down_set_selected (self->kind, i);
      }
}

static void
add_actions (FindBar *self)
{
  static const GActionEntry entries[] = {
    { "next", activate },
    { "previous", activate },
    { "close", activate },
    { "stop", activate },
    { "kind", NULL, "s", "'filter'", change_kind },
  };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "find", G_ACTION_GROUP (group));
}

static void
find_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_object (value, FIND_BAR (object)->session);
}

static void
find_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  find_bar_set_session (FIND_BAR (object), g_value_get_object (value));
}

static void
find_bar_dispose (GObject *object)
{
  FindBar *self = FIND_BAR (object);

  g_clear_pointer (&self->finder, finder_stop);
  g_clear_pointer (&self->all, find_all_stop);
  g_clear_pointer (&self->all_question, g_free);
  if (self->tick != NULL)
    tick_stop (self->tick);
  g_clear_pointer (&self->tick, tick_unref);
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->session)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (find_bar_parent_class)->dispose (object);
}

static void
find_bar_class_init (FindBarClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = find_bar_get_property;
  object_class->set_property = find_bar_set_property;
  object_class->dispose = find_bar_dispose;
  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, TRACE_TYPE_SESSION,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  closed_signal = g_signal_new ("closed", FIND_TYPE_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  hits_signal = g_signal_new ("hits-changed", FIND_TYPE_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/widgets/find-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, FindBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, FindBar, kind);
  gtk_widget_class_bind_template_child (widget_class, FindBar, entry);
  gtk_widget_class_bind_template_child (widget_class, FindBar, status);
  gtk_widget_class_bind_template_child (widget_class, FindBar, stop_button);
  gtk_widget_class_bind_template_child (widget_class, FindBar, next_button);
  gtk_widget_class_bind_template_child (widget_class, FindBar, previous_button);
}

static void
find_bar_init (FindBar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->tick = tick_new (on_tick, self);
  add_actions (self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (find_bar_next), self);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (self->kind, "notify::selected", G_CALLBACK (on_changed), self);
  on_changed (self);
}

GtkWidget *
find_bar_new (void)
{
  return g_object_new (FIND_TYPE_BAR, NULL);
}

gboolean
find_bar_is_open (FindBar *self)
{
  return gtk_revealer_get_reveal_child (self->revealer);
}

GtkEditable *
find_bar_get_entry (FindBar *self)
{
  return GTK_EDITABLE (self->entry);
}

const char *
find_bar_get_status (FindBar *self)
{
  return gtk_label_get_text (self->status);
}

gboolean
find_bar_is_searching (FindBar *self)
{
  return self->finder != NULL;
}
