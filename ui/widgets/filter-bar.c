/* filter-bar.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/filter-bar.h"

#include "base/i18n.h"
#include "ui/text.h"

#define RECENT_KEY "recent-filters"
#define RECENT_MAX 15
#define COUNT_MS 100 /* numbers that change fast: 10 a second */

struct _FilterBar
{
  GtkBox parent_instance;
  TraceSession *session; /* (nullable) */
  GSettings *settings;   /* (nullable) */
  char *applied;         /* the session's filter as this bar last saw it */
  guint count_timer;

  FilterEntry *entry;
  GtkWidget *clear_button;
  GtkMenuButton *recent_button;
  GtkLabel *count, *note;
  GtkRevealer *note_revealer;
};

G_DEFINE_FINAL_TYPE (FilterBar, filter_bar, GTK_TYPE_BOX)

enum
{
  PROP_SESSION = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static const char *
get_text (FilterBar *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

/* --- Count --- */

static gboolean on_count_timer (gpointer data);

static void
update_count (FilterBar *self)
{
  FrameStore *store = self->session ? trace_session_get_store (self->session) : NULL;
  gboolean filtered = store && *trace_session_get_filter (self->session);
  double progress = filtered ? trace_session_get_filter_progress (self->session) : 1;
  uint64_t n = filtered ? trace_session_n_shown (self->session) : 0, length = store ? frame_store_length (store) : 0;
  g_autofree char *found = text_count (n), *all = text_count (length), *share = text_percent (n, length), *text = NULL;

  if (filtered && progress < 1)
    text = g_strdup_printf (_ ("%s found so far · %d %%"), found, (int) (progress * 100));
  else if (filtered)
    text = g_strdup_printf (_ ("%s of %s (%s)"), found, all, share);
  gtk_label_set_text (self->count, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->count), text != NULL);
  gtk_entry_set_progress_fraction (GTK_ENTRY (self->entry), progress < 1 ? MAX (progress, 0) : 0);
  if (progress < 1 && !self->count_timer)
    self->count_timer = g_timeout_add (COUNT_MS, on_count_timer, self);
}

static gboolean
on_count_timer (gpointer data)
{
  FilterBar *self = data;

  self->count_timer = 0; /* update_count starts it again while there is something to wait for */
  update_count (self);
  return G_SOURCE_REMOVE;
}

/* --- Note --- */

static char *
dup_problem_sentence (const FilterProblem *problem)
{
  gsize n = strlen (problem->what);
  gboolean ends = n && strchr (".?!", problem->what[n - 1]);

  return g_strdup_printf (_ ("Column %u: %s%s"), problem->column, problem->what, ends ? "" : ".");
}

static void
show_note (FilterBar *self, const char *sentence, gboolean bad)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->note), bad ? "surprise" : "bad");
  gtk_widget_add_css_class (GTK_WIDGET (self->note), bad ? "bad" : "surprise");
  if (sentence)
    gtk_label_set_text (self->note, sentence);
  gtk_revealer_set_reveal_child (self->note_revealer, sentence != NULL);
  if (sentence)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

static void
update_note (FilterBar *self)
{
  const FilterProblem *problem = filter_entry_get_problem (self->entry);
  gboolean bad = filter_entry_get_state (self->entry) == FILTER_ENTRY_INVALID;
  g_autofree char *sentence = NULL;

  gtk_widget_set_visible (self->clear_button, *get_text (self) || *self->applied);
  if (problem && !filter_entry_is_unfinished (self->entry))
    sentence = bad ? dup_problem_sentence (problem) : g_strdup (problem->what);
  if (bad && sentence && self->session && trace_session_is_filter_stale (self->session)
      && strcmp (get_text (self), self->applied) == 0)
    {
      char *longer
          = g_strdup_printf (_ ("%s The databases have changed; the frames found before are shown."), sentence);

      g_free (sentence);
      sentence = longer;
    }
  show_note (self, sentence, bad);
}

/* --- Recent filters --- */

static void
remember (FilterBar *self, const char *text)
{
  g_auto (GStrv) old = NULL;
  g_autoptr (GPtrArray) new = g_ptr_array_new ();

  if (!self->settings || !*text)
    return;
  old = g_settings_get_strv (self->settings, RECENT_KEY);
  g_ptr_array_add (new, (gpointer) text);
  for (guint i = 0; old[i] && new->len < RECENT_MAX; i++)
    if (strcmp (old[i], text) != 0)
      g_ptr_array_add (new, old[i]);
  g_ptr_array_add (new, NULL);
  g_settings_set_strv (self->settings, RECENT_KEY, (const char *const *) new->pdata);
}

/* An underscore is a letter here, no mnemonic. */
static char *
dup_menu_label (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "_", -1);

  return g_strjoinv ("__", parts);
}

static void
update_recent (FilterBar *self)
{
  g_autoptr (GMenu) menu = g_menu_new (), filters = g_menu_new (), rest = g_menu_new ();
  g_auto (GStrv) texts = self->settings ? g_settings_get_strv (self->settings, RECENT_KEY) : g_new0 (char *, 1);

  for (guint i = 0; texts[i]; i++)
    {
      g_autofree char *label = dup_menu_label (texts[i]);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "filter.use-recent", "s", texts[i]);
      g_menu_append_item (filters, item);
    }
  g_menu_append (rest, _ ("_Forget These"), "filter.forget-recent");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (filters));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (rest));
  gtk_menu_button_set_menu_model (self->recent_button, G_MENU_MODEL (menu));
  gtk_widget_set_sensitive (GTK_WIDGET (self->recent_button), texts[0] != NULL);
}

/* --- What can be done --- */

void
filter_bar_apply (FilterBar *self)
{
  g_autofree char *text = g_strstrip (g_strdup (get_text (self)));

  filter_entry_close_completion (self->entry);
  update_note (self);
  if (!self->session || filter_entry_get_state (self->entry) == FILTER_ENTRY_INVALID)
    return;
  if (trace_session_set_filter (self->session, text, NULL))
    remember (self, text);
}

void
filter_bar_apply_text (FilterBar *self, const char *text)
{
  filter_entry_set_text (self->entry, text);
  filter_bar_apply (self);
}

void
filter_bar_clear (FilterBar *self)
{
  filter_entry_set_text (self->entry, "");
  if (self->session)
    trace_session_set_filter (self->session, NULL, NULL);
  update_note (self);
}

gboolean
filter_bar_escape (FilterBar *self)
{
  if (filter_entry_is_completing (self->entry))
    filter_entry_close_completion (self->entry);
  else if (strcmp (get_text (self), self->applied) != 0)
    filter_entry_set_text (self->entry, self->applied);
  else if (*self->applied)
    filter_bar_clear (self);
  else
    return FALSE;
  return TRUE;
}

void
filter_bar_focus (FilterBar *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

void
filter_bar_start_typing (FilterBar *self, const char *text)
{
  gtk_entry_grab_focus_without_selecting (GTK_ENTRY (self->entry));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

static gboolean
on_key (FilterBar *self, guint key, guint code, GdkModifierType state)
{
  if (key == GDK_KEY_Escape)
    return filter_bar_escape (self);
  if ((key == GDK_KEY_Down || key == GDK_KEY_KP_Down) && state & GDK_ALT_MASK
      && gtk_widget_get_sensitive (GTK_WIDGET (self->recent_button)))
    {
      gtk_menu_button_popup (self->recent_button);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

/* --- The session's side --- */

/* Another filter in force, maybe set elsewhere; text being written is left alone. */
static void
on_filter_changed (FilterBar *self)
{
  const char *filter = self->session ? trace_session_get_filter (self->session) : "";
  gboolean edited = strcmp (get_text (self), self->applied) != 0;

  if (strcmp (filter, self->applied) != 0)
    {
      g_free (self->applied);
      self->applied = g_strdup (filter);
      if (!edited || filter_entry_get_state (self->entry) != FILTER_ENTRY_INVALID)
        filter_entry_set_text (self->entry, filter);
    }
  update_note (self);
  update_count (self);
}

void
filter_bar_set_session (FilterBar *self, TraceSession *session)
{
  if (self->session == session)
    return;
  if (self->session)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  filter_entry_set_session (self->entry, session);
  if (session)
    {
      g_signal_connect_object (session, "filter-changed", G_CALLBACK (on_filter_changed), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "shown", G_CALLBACK (update_count), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "advanced", G_CALLBACK (update_count), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "replaced", G_CALLBACK (update_count), self, G_CONNECT_SWAPPED);
    }
  on_filter_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION]);
}

void
filter_bar_set_settings (FilterBar *self, GSettings *settings)
{
  if (self->settings)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_set_object (&self->settings, settings);
  if (settings)
    g_signal_connect_object (settings, "changed::" RECENT_KEY, G_CALLBACK (update_recent), self, G_CONNECT_SWAPPED);
  update_recent (self);
}

/* --- Actions --- */

static void
activate (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FilterBar *self = data;
  const char *name = g_action_get_name (G_ACTION (action));

  if (g_str_equal (name, "apply"))
    filter_bar_apply (self);
  else if (g_str_equal (name, "clear"))
    filter_bar_clear (self);
  else if (g_str_equal (name, "escape"))
    filter_bar_escape (self);
  else if (g_str_equal (name, "complete"))
    filter_entry_open_completion (self->entry);
  else if (g_str_equal (name, "insert-completion"))
    filter_entry_insert_chosen (self->entry);
  else if (g_str_equal (name, "next-completion"))
    filter_entry_choose (self->entry, 1);
  else if (g_str_equal (name, "previous-completion"))
    filter_entry_choose (self->entry, -1);
  else if (g_str_equal (name, "recent"))
    gtk_menu_button_popup (self->recent_button);
  else if (g_str_equal (name, "use-recent"))
    filter_bar_apply_text (self, g_variant_get_string (parameter, NULL));
  else if (g_str_equal (name, "forget-recent") && self->settings)
    g_settings_reset (self->settings, RECENT_KEY);
}

static void
add_actions (FilterBar *self)
{
  static const GActionEntry entries[] = {
    { "apply", activate },
    { "clear", activate },
    { "escape", activate },
    { "complete", activate },
    { "insert-completion", activate },
    { "next-completion", activate },
    { "previous-completion", activate },
    { "recent", activate },
    { "use-recent", activate, "s" },
    { "forget-recent", activate },
  };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "filter", G_ACTION_GROUP (group));
}

/* --- Class --- */

static void
filter_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_object (value, FILTER_BAR (object)->session);
}

static void
filter_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  filter_bar_set_session (FILTER_BAR (object), g_value_get_object (value));
}

static void
filter_bar_dispose (GObject *object)
{
  FilterBar *self = FILTER_BAR (object);

  g_clear_handle_id (&self->count_timer, g_source_remove);
  if (self->session)
    g_signal_handlers_disconnect_by_data (self->session, self);
  if (self->settings)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (filter_bar_parent_class)->dispose (object);
}

static void
filter_bar_finalize (GObject *object)
{
  g_free (FILTER_BAR (object)->applied);
  G_OBJECT_CLASS (filter_bar_parent_class)->finalize (object);
}

static void
filter_bar_class_init (FilterBarClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = filter_bar_get_property;
  object_class->set_property = filter_bar_set_property;
  object_class->dispose = filter_bar_dispose;
  object_class->finalize = filter_bar_finalize;
  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, TRACE_TYPE_SESSION,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (FILTER_TYPE_ENTRY);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/widgets/filter-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, FilterBar, entry);
  gtk_widget_class_bind_template_child (widget_class, FilterBar, clear_button);
  gtk_widget_class_bind_template_child (widget_class, FilterBar, recent_button);
  gtk_widget_class_bind_template_child (widget_class, FilterBar, count);
  gtk_widget_class_bind_template_child (widget_class, FilterBar, note);
  gtk_widget_class_bind_template_child (widget_class, FilterBar, note_revealer);
}

static void
filter_bar_init (FilterBar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->applied = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  add_actions (self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (filter_bar_apply), self);
  g_signal_connect_swapped (self->entry, "notify::state", G_CALLBACK (update_note), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  update_recent (self);
}

GtkWidget *
filter_bar_new (void)
{
  return g_object_new (FILTER_TYPE_BAR, NULL);
}

FilterEntry *
filter_bar_get_entry (FilterBar *self)
{
  return self->entry;
}

const char *
filter_bar_get_note (FilterBar *self)
{
  return gtk_revealer_get_reveal_child (self->note_revealer) ? gtk_label_get_text (self->note) : "";
}

const char *
filter_bar_get_count (FilterBar *self)
{
  return gtk_label_get_text (self->count);
}
