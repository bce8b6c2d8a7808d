/* filter-entry.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/filter-entry.h"

#include "base/i18n.h"
#include "models/filter-terms.h"
#include "models/signal-name.h"
#include "ui/signal-drag.h"
#include "ui/theme.h"
#include "ui/widgets/filter-completion.h"

#define MAX_CANDIDATES 8

struct _FilterEntry
{
  GtkEntry parent_instance;
  TraceSession *session; /* (nullable) */
  FilterEntryState state;
  FilterProblem problem;
  FilterCompletion *completion;
  guint word_start; /* bytes: where the word being completed begins */
  gboolean quiet;   /* the text is being set by the program */
  gboolean picking; /* a candidate was gone to with the arrows: Enter means it */
  guint idle;       /* completion to be offered */
};

G_DEFINE_FINAL_TYPE (FilterEntry, filter_entry, GTK_TYPE_ENTRY)

enum
{
  PROP_SESSION = 1,
  PROP_STATE,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static const struct
{
  const char *class, *icon, *tooltip;
} looks[] = {
  [FILTER_ENTRY_EMPTY] = { NULL, NULL, NULL },
  [FILTER_ENTRY_VALID] = { "valid", "emblem-ok-symbolic", N_ ("The filter is right; Enter applies it") },
  [FILTER_ENTRY_SURPRISING] = { "surprising", "dialog-warning-symbolic", N_ ("The filter works, but may surprise") },
  [FILTER_ENTRY_INVALID] = { "invalid", "dialog-error-symbolic", N_ ("The filter is wrong") },
};

static const char *
get_text (FilterEntry *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self));
}

static guint
cursor_byte (FilterEntry *self)
{
  const char *text = get_text (self);

  return (guint) (g_utf8_offset_to_pointer (text, gtk_editable_get_position (GTK_EDITABLE (self))) - text);
}

/* --- State --- */

static void
underline (FilterEntry *self)
{
  g_autoptr (PangoAttrList) list = pango_attr_list_new ();
  PangoAttribute *line, *color;
  GdkRGBA red;

  if (self->state == FILTER_ENTRY_INVALID && self->problem.end > self->problem.start
      && !filter_entry_is_unfinished (self))
    {
      theme_lookup_color (GTK_WIDGET (self), "err", &red);
      line = pango_attr_underline_new (PANGO_UNDERLINE_ERROR);
      color = pango_attr_underline_color_new ((guint16) (red.red * 65535), (guint16) (red.green * 65535),
                                              (guint16) (red.blue * 65535));
      line->start_index = color->start_index = self->problem.start;
      line->end_index = color->end_index = self->problem.end;
      pango_attr_list_insert (list, line);
      pango_attr_list_insert (list, color);
    }
  gtk_entry_set_attributes (GTK_ENTRY (self), list);
}

static void
show_state (FilterEntry *self)
{
  FilterEntryState state = filter_entry_is_unfinished (self) ? FILTER_ENTRY_EMPTY : self->state;

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    if (looks[i].class && i == state)
      gtk_widget_add_css_class (GTK_WIDGET (self), looks[i].class);
    else if (looks[i].class)
      gtk_widget_remove_css_class (GTK_WIDGET (self), looks[i].class);
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (self), GTK_ENTRY_ICON_SECONDARY, looks[state].icon);
  if (looks[state].icon)
    {
      gtk_entry_set_icon_activatable (GTK_ENTRY (self), GTK_ENTRY_ICON_SECONDARY, FALSE);
      gtk_entry_set_icon_tooltip_text (GTK_ENTRY (self), GTK_ENTRY_ICON_SECONDARY, _ (looks[state].tooltip));
    }
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_INVALID,
                               state == FILTER_ENTRY_INVALID ? GTK_ACCESSIBLE_INVALID_TRUE
                                                             : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  underline (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

/* Compiling takes microseconds and runs nothing, so it is done at each key. */
static void
check (FilterEntry *self)
{
  FilterProgram *program;

  filter_problem_clear (&self->problem);
  memset (&self->problem, 0, sizeof self->problem);
  program = filter_compile (get_text (self), self->session ? trace_session_get_databases (self->session) : NULL,
                            &self->problem);
  if (!program)
    self->state = self->problem.what ? FILTER_ENTRY_INVALID : FILTER_ENTRY_EMPTY;
  else
    self->state = filter_program_get_surprise (program, &self->problem) ? FILTER_ENTRY_SURPRISING : FILTER_ENTRY_VALID;
  filter_program_unref (program);
}

/* --- Completion --- */

gboolean
filter_entry_is_completing (FilterEntry *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->completion));
}

void
filter_entry_close_completion (FilterEntry *self)
{
  if (!filter_entry_is_completing (self))
    return;
  gtk_popover_popdown (GTK_POPOVER (self->completion));
  gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT);
  show_state (self);
}

/* Below the first letter of the word. */
static void
place_completion (FilterEntry *self)
{
  GtkText *text = GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (self)));
  glong at = g_utf8_pointer_to_offset (get_text (self), get_text (self) + self->word_start);
  graphene_rect_t cursor;
  double x = 0, y = 0;
  GdkRectangle rectangle;

  gtk_text_compute_cursor_extents (text, (gsize) at, &cursor, NULL);
  gtk_widget_translate_coordinates (GTK_WIDGET (text), GTK_WIDGET (self), cursor.origin.x, 0, &x, &y);
  rectangle = (GdkRectangle){ (int) x - 13, 0, 1, gtk_widget_get_height (GTK_WIDGET (self)) };
  gtk_popover_set_pointing_to (GTK_POPOVER (self->completion), &rectangle);
}

static void
tell_chosen (FilterEntry *self)
{
  const FilterCandidate *candidate = filter_completion_get (self->completion, (guint) filter_entry_get_chosen (self));

  if (candidate)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, candidate->text, -1);
}

static void
complete (FilterEntry *self, gboolean asked)
{
  const char *text = get_text (self);
  guint cursor = cursor_byte (self), start = cursor;
  FrameStore *store = self->session ? trace_session_get_store (self->session) : NULL;
  GPtrArray *candidates
      = filter_complete (text, cursor, self->session ? trace_session_get_databases (self->session) : NULL,
                         store ? frame_store_get_info (store) : NULL, MAX_CANDIDATES, &start);
  g_autofree char *word = g_strndup (text + start, cursor - start);
  /* Texts of a value table are offered before their first letter: who does not know them cannot begin. */
  gboolean values = candidates->len > 0 && ((FilterCandidate *) g_ptr_array_index (candidates, 0))->text[0] == '"';
  gboolean useful = candidates->len > 0 && (asked || *word || values);

  /* The word is there already. */
  if (useful && candidates->len == 1
      && strcmp (((FilterCandidate *) g_ptr_array_index (candidates, 0))->text, word) == 0)
    useful = FALSE;
  if (!useful)
    {
      g_ptr_array_unref (candidates);
      filter_entry_close_completion (self);
      return;
    }
  self->word_start = start;
  self->picking = FALSE;
  filter_completion_set (self->completion, candidates, word);
  place_completion (self);
  gtk_popover_popup (GTK_POPOVER (self->completion));
  tell_chosen (self);
}

void
filter_entry_open_completion (FilterEntry *self)
{
  complete (self, TRUE);
  show_state (self);
}

void
filter_entry_choose (FilterEntry *self, int step)
{
  int n = (int) filter_entry_n_candidates (self);

  if (!filter_entry_is_completing (self) || n == 0)
    return;
  self->picking = TRUE;
  filter_completion_choose (self->completion, (filter_completion_get_chosen (self->completion) + step + n) % n);
  filter_completion_set_hint (self->completion, _ ("Enter inserts · Esc closes"));
  tell_chosen (self);
}

/* Puts word in place of the bytes [start, end); the cursor comes behind it. */
static void
replace_bytes (FilterEntry *self, guint start, guint end, const char *word)
{
  const char *text = get_text (self);
  int from = (int) g_utf8_pointer_to_offset (text, text + start),
      to = (int) g_utf8_pointer_to_offset (text, text + end);

  self->quiet = TRUE;
  gtk_editable_delete_text (GTK_EDITABLE (self), from, to);
  gtk_editable_insert_text (GTK_EDITABLE (self), word, -1, &from);
  gtk_editable_set_position (GTK_EDITABLE (self), from);
  self->quiet = FALSE;
  filter_entry_close_completion (self);
  show_state (self);
}

void
filter_entry_insert_chosen (FilterEntry *self)
{
  const FilterCandidate *candidate = filter_completion_get (self->completion, (guint) filter_entry_get_chosen (self));
  g_autofree char *word = candidate ? g_strdup (candidate->text) : NULL;

  if (word)
    replace_bytes (self, self->word_start, cursor_byte (self), word);
}

gboolean
filter_entry_mend (FilterEntry *self)
{
  g_autofree char *word = NULL;

  if (self->state != FILTER_ENTRY_INVALID || !self->problem.fix || filter_entry_is_unfinished (self))
    return FALSE;
  word = g_strdup (self->problem.fix);
  replace_bytes (self, self->problem.start, self->problem.end, word);
  return TRUE;
}

/* --- Changes and keys --- */

static gboolean
has_keys (FilterEntry *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root && gtk_root_get_focus (root) == GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self)));
}

static gboolean
on_idle (gpointer data)
{
  FilterEntry *self = data;

  self->idle = 0;
  if (has_keys (self))
    complete (self, FALSE);
  show_state (self);
  return G_SOURCE_REMOVE;
}

/* When "changed" comes the cursor still stands before what was typed. Before the next frame all is right. */
static void
on_changed (FilterEntry *self)
{
  check (self);
  if (self->quiet)
    g_clear_handle_id (&self->idle, g_source_remove);
  else if (!self->idle && has_keys (self))
    self->idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_idle, self, NULL);
  if (!self->idle)
    show_state (self);
}

/* Moving away from the word ends its completion. */
static void
on_cursor (FilterEntry *self)
{
  if (filter_entry_is_completing (self) && cursor_byte (self) < self->word_start)
    filter_entry_close_completion (self);
}

static gboolean
is_applied (FilterEntry *self)
{
  return *get_text (self) && self->session && strcmp (get_text (self), trace_session_get_filter (self->session)) == 0;
}

static gboolean
on_key (FilterEntry *self, guint key, guint code, GdkModifierType state)
{
  state &= GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK;
  if (key == GDK_KEY_space && state == GDK_CONTROL_MASK)
    {
      filter_entry_open_completion (self);
      return GDK_EVENT_STOP;
    }
  if (state)
    return GDK_EVENT_PROPAGATE;
  if (!filter_entry_is_completing (self))
    {
      if (key == GDK_KEY_Tab)
        return filter_entry_mend (self);
      if (key != GDK_KEY_Down && key != GDK_KEY_KP_Down)
        return GDK_EVENT_PROPAGATE;
      if (is_applied (self)
          && gtk_widget_activate_action (GTK_WIDGET (self), "win.frames", NULL)) /* down to what it found */
        return GDK_EVENT_STOP;
      filter_entry_open_completion (self);
      return GDK_EVENT_STOP;
    }
  if (key == GDK_KEY_Tab || (self->picking && (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter)))
    filter_entry_insert_chosen (self);
  else if (key == GDK_KEY_Down || key == GDK_KEY_KP_Down)
    filter_entry_choose (self, 1);
  else if (key == GDK_KEY_Up || key == GDK_KEY_KP_Up)
    filter_entry_choose (self, -1);
  else if (key == GDK_KEY_Escape)
    filter_entry_close_completion (self);
  else
    {
      if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter)
        filter_entry_close_completion (self);
      return GDK_EVENT_PROPAGATE;
    }
  return GDK_EVENT_STOP;
}

static void
on_icon (FilterEntry *self, GtkEntryIconPosition position)
{
  if (position != GTK_ENTRY_ICON_PRIMARY)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_editable_set_position (GTK_EDITABLE (self), -1);
  filter_entry_open_completion (self);
}

static void
on_databases (FilterEntry *self)
{
  check (self);
  show_state (self);
}

/* --- Class --- */

static void
filter_entry_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (filter_entry_parent_class)->size_allocate (widget, width, height, baseline);
  gtk_popover_present (GTK_POPOVER (FILTER_ENTRY (widget)->completion));
}

static void
filter_entry_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  FilterEntry *self = FILTER_ENTRY (object);

  if (id == PROP_SESSION)
    g_value_set_object (value, self->session);
  else
    g_value_set_uint (value, self->state);
}

static void
filter_entry_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  filter_entry_set_session (FILTER_ENTRY (object), g_value_get_object (value));
}

static void
filter_entry_dispose (GObject *object)
{
  FilterEntry *self = FILTER_ENTRY (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->session)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  if (self->completion)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->completion)));
  filter_problem_clear (&self->problem);
  memset (&self->problem, 0, sizeof self->problem);
  G_OBJECT_CLASS (filter_entry_parent_class)->dispose (object);
}

static void
filter_entry_class_init (FilterEntryClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = filter_entry_get_property;
  object_class->set_property = filter_entry_set_property;
  object_class->dispose = filter_entry_dispose;
  GTK_WIDGET_CLASS (class)->size_allocate = filter_entry_size_allocate;
  /* So that assistive technology can apply what it wrote: its action is gtk_widget_activate. */
  gtk_widget_class_set_activate_signal_from_name (GTK_WIDGET_CLASS (class), "activate");
  props[PROP_SESSION]
      = g_param_spec_object ("session", NULL, NULL, TRACE_TYPE_SESSION, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, FILTER_ENTRY_EMPTY, FILTER_ENTRY_INVALID,
                                         FILTER_ENTRY_EMPTY, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

/* A signal goes behind what is there, to be compared with something; other text to where the cursor is. */
static gboolean
on_drop (GtkWidget *widget, const char *text)
{
  FilterEntry *self = FILTER_ENTRY (widget);
  const CanSignal *signal;
  g_autofree char *filter = NULL;

  if (self->session == NULL || signal_name_find (trace_session_get_databases (self->session), text, &signal) == NULL)
    {
      int position = gtk_editable_get_position (GTK_EDITABLE (self));

      gtk_editable_insert_text (GTK_EDITABLE (self), text, -1, &position);
      return TRUE;
    }
  filter = filter_join (gtk_editable_get_text (GTK_EDITABLE (self)), text, FILTER_JOIN_AND);
  filter_entry_set_text (self, filter);
  gtk_entry_grab_focus_without_selecting (GTK_ENTRY (self));
  gtk_editable_set_position (GTK_EDITABLE (self), -1);
  return TRUE;
}

static void
filter_entry_init (FilterEntry *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->completion = FILTER_COMPLETION (filter_completion_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->completion), GTK_WIDGET (self));
  g_signal_connect_swapped (self->completion, "inserted", G_CALLBACK (filter_entry_insert_chosen), self);
  gtk_widget_add_css_class (GTK_WIDGET (self), "mono");
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (self), GTK_ENTRY_ICON_PRIMARY, "view-list-bullet-symbolic");
  gtk_entry_set_icon_tooltip_text (GTK_ENTRY (self), GTK_ENTRY_ICON_PRIMARY,
                                   _ ("Fields, messages and signals (Ctrl+Space)"));
  g_object_set (self, "placeholder-text",
                _ ("Filter:  can.id == 0x0C9  ·  EngineSpeed > 3000 rpm  ·  Gear == \"Park\""), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Filter"), -1);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect (self, "changed", G_CALLBACK (on_changed), NULL);
  g_signal_connect (self, "notify::cursor-position", G_CALLBACK (on_cursor), NULL);
  g_signal_connect (self, "icon-press", G_CALLBACK (on_icon), NULL);
  signal_drag_accept (GTK_WIDGET (self), on_drop);
}

GtkWidget *
filter_entry_new (void)
{
  return g_object_new (FILTER_TYPE_ENTRY, NULL);
}

void
filter_entry_set_session (FilterEntry *self, TraceSession *session)
{
  if (self->session == session)
    return;
  if (self->session)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (session)
    g_signal_connect_object (session, "databases-changed", G_CALLBACK (on_databases), self, G_CONNECT_SWAPPED);
  on_databases (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION]);
}

FilterEntryState
filter_entry_get_state (FilterEntry *self)
{
  return self->state;
}

const FilterProblem *
filter_entry_get_problem (FilterEntry *self)
{
  return self->problem.what ? &self->problem : NULL;
}

gboolean
filter_entry_is_unfinished (FilterEntry *self)
{
  return self->state == FILTER_ENTRY_INVALID && filter_entry_is_completing (self)
         && self->problem.end >= self->word_start;
}

void
filter_entry_set_text (FilterEntry *self, const char *text)
{
  self->quiet = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self), text);
  gtk_editable_set_position (GTK_EDITABLE (self), -1);
  self->quiet = FALSE;
  g_clear_handle_id (&self->idle, g_source_remove);
  filter_entry_close_completion (self);
}

guint
filter_entry_n_candidates (FilterEntry *self)
{
  return filter_completion_n (self->completion);
}

const FilterCandidate *
filter_entry_get_candidate (FilterEntry *self, guint index)
{
  return filter_completion_get (self->completion, index);
}

int
filter_entry_get_chosen (FilterEntry *self)
{
  return filter_entry_is_completing (self) ? filter_completion_get_chosen (self->completion) : -1;
}
