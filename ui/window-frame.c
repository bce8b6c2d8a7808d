/* window-frame.c: actions on the frame under the cursor, one of its fields, or the selected rows: filters made of them,
 * colours, copies.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/window-private.h"

#include "base/i18n.h"
#include "models/filter-terms.h"
#include "models/row-colors.h"
#include "ui/dialogs/color-rules-dialog.h"
#include "ui/text.h"

gboolean
main_window_get_cursor_frame (MainWindow *self, CanFrame *frame)
{
  FrameStore *store = trace_session_get_store (self->session);
  uint64_t row = trace_session_get_cursor (self->session);

  if (store == NULL || row == ROW_NONE || row < frame_store_first (store) || row >= frame_store_length (store))
    return FALSE;
  frame_store_get (store, row, frame);
  return TRUE;
}

/* --- Filters --- */

/* subject: "field", "byte", "frame" of the frame under the cursor, or "=" and a term. (transfer full) NULL: nothing is
 * chosen, or nothing can be asked for it. */
static char *
term_of_subject (MainWindow *self, const char *subject)
{
  FieldFocus *focus = field_focus_get (self->session);
  CanFrame frame;

  if (*subject == '=')
    return g_strdup (subject + 1);
  if (!main_window_get_cursor_frame (self, &frame))
    return NULL;
  if (g_str_equal (subject, "field"))
    return filter_term_of_node (field_focus_get_tree (focus), field_focus_get_key (focus));
  if (g_str_equal (subject, "byte"))
    return filter_term_of_byte (&frame, field_focus_get_byte (focus));
  return filter_term_of_id (&frame);
}

static char *
filter_of (MainWindow *self, GVariant *parameter)
{
  const char *subject, *how;
  g_autofree char *term = NULL;
  FilterJoin join;

  g_variant_get (parameter, "(&s&s)", &subject, &how);
  term = term_of_subject (self, subject);
  if (term == NULL || !filter_join_by_id (how, &join))
    return NULL;
  return filter_join (trace_session_get_filter (self->session), term, join);
}

static void
activate_apply (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  g_autofree char *filter = filter_of (self, parameter);

  if (filter != NULL)
    filter_bar_apply_text (self->filter_bar, filter);
}

static void
activate_prepare (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  g_autofree char *filter = filter_of (self, parameter);

  if (filter == NULL)
    return;
  filter_entry_set_text (filter_bar_get_entry (self->filter_bar), filter);
  filter_bar_focus (self->filter_bar);
  gtk_editable_set_position (GTK_EDITABLE (filter_bar_get_entry (self->filter_bar)), -1);
}

static void
activate_find_same (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  g_autofree char *term = NULL;
  CanFrame frame;

  if (!main_window_get_cursor_frame (self, &frame))
    return;
  term = frame.id & CAN_ID_ERROR ? filter_term_of_id (&frame) : filter_term_of_data (&frame);
  g_action_group_activate_action (G_ACTION_GROUP (self), "find", NULL);
  gtk_widget_activate_action (GTK_WIDGET (self->find_bar), "find.kind", "s", "filter");
  gtk_editable_set_text (find_bar_get_entry (self->find_bar), term);
  find_bar_next (self->find_bar);
}

/* --- Colours --- */

typedef struct
{
  char *before, *after; /* all rules, as text */
} ColorEdit;

static void
color_edit_free (gpointer data)
{
  ColorEdit *edit = data;

  g_free (edit->before);
  g_free (edit->after);
  g_free (edit);
}

static gboolean
change_colors (gpointer data, gboolean undo)
{
  ColorEdit *edit = data;

  return color_rules_set_text (color_rules_get_default (), undo ? edit->before : edit->after, NULL);
}

/* before is taken. */
static void
push_colors (MainWindow *self, char *before, const char *label)
{
  ColorEdit *edit = g_new (ColorEdit, 1);

  *edit = (ColorEdit){ before, color_rules_dup_text (color_rules_get_default ()) };
  if (g_str_equal (edit->before, edit->after))
    color_edit_free (edit);
  else
    edit_stack_push (self->edits, "colors", label, strlen (edit->before) + strlen (edit->after), change_colors, edit,
                     color_edit_free);
}

/* "0C9 EngineData", for the list of rules. */
static char *
dup_rule_name (MainWindow *self, const CanFrame *frame)
{
  const TraceInfo *info = frame_store_get_info (trace_session_get_store (self->session));
  const Message *message = database_set_lookup (trace_session_get_databases (self->session),
                                                trace_info_channel_name (info, frame->channel), frame->id);

  if (frame->id & CAN_ID_ERROR)
    return g_strdup (_ ("Error frames"));
  return g_strdup_printf (message != NULL ? "%0*X %s" : "%0*X", can_id_is_extended (frame->id) ? 8 : 3,
                          can_id_number (frame->id), message != NULL ? message->name : "");
}

/* The colour that it has already is taken away again. */
static void
activate_color_id (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  ColorRules *rules = color_rules_get_default ();
  int color = g_variant_get_int32 (parameter);
  g_autofree char *term = NULL, *name = NULL;
  char *before;
  CanFrame frame;

  if (color < 0 || color > COLOR_RULE_COLORS || !main_window_get_cursor_frame (self, &frame) || frame.id & CAN_ID_ERROR)
    return;
  term = filter_term_of_id (&frame);
  name = dup_rule_name (self, &frame);
  before = color_rules_dup_text (rules);
  color_rules_set_quick (rules, term, name, color_rules_get_quick (rules, term) == color ? 0 : color);
  push_colors (self, before, _ ("Colour an Identifier"));
}

static void
activate_color_reset (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  char *before = color_rules_dup_text (color_rules_get_default ());

  color_rules_clear_quick (color_rules_get_default ());
  push_colors (data, before, _ ("Reset the Colours of Identifiers"));
}

/* All that was done in the dialog is one step. */
static void
on_rules_closed (GtkWidget *dialog, MainWindow *self)
{
  push_colors (self, g_strdup (g_object_get_data (G_OBJECT (dialog), "before")), _ ("Change the Colouring Rules"));
}

static void
activate_color_rules (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWidget *dialog = color_rules_dialog_new (GTK_WINDOW (data), MAIN_WINDOW (data)->session);

  g_object_set_data_full (G_OBJECT (dialog), "before", color_rules_dup_text (color_rules_get_default ()), g_free);
  g_signal_connect_object (dialog, "destroy", G_CALLBACK (on_rules_closed), data, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
main_window_add_frame_actions (MainWindow *self)
{
  static const GActionEntry entries[] = {
    { "apply-filter", activate_apply, "(ss)" }, { "prepare-filter", activate_prepare, "(ss)" },
    { "find-same-data", activate_find_same },   { "color-id", activate_color_id, "i" },
    { "color-reset", activate_color_reset },    { "color-rules", activate_color_rules },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self->session, "selection-changed", G_CALLBACK (main_window_update_frame_actions), self,
                           G_CONNECT_SWAPPED);
}

static void
set_enabled (MainWindow *self, const char *const *names, guint n, gboolean enabled)
{
  for (guint i = 0; i < n; i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), names[i])), enabled);
}

void
main_window_update_frame_actions (MainWindow *self)
{
  static const char *const of_trace[] = { "apply-filter", "prepare-filter", "copy-as", "fit-columns" };
  static const char *const of_cursor[]
      = { "find-same-data", "color-id", "statistics-of-id", "time-reference", "send-frame", "add-to-transmit" };
  gboolean trace = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "trace") == 0;

  set_enabled (self, of_trace, G_N_ELEMENTS (of_trace), trace);
  set_enabled (self, of_cursor, G_N_ELEMENTS (of_cursor),
               trace && trace_session_get_cursor (self->session) != ROW_NONE);
}
