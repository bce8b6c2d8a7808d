/* controls-panel-actions.c: what can be done with the page and the chosen control.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/controls-panel-private.h"

#include "base/i18n.h"
#include "models/signal-name.h"
#include "ui/file-dialog.h"

#define FILE_NAME "controls.json"

gboolean
controls_panel_add (ControlsPanel *self, ControlKind kind, const char *name)
{
  const CanSignal *signal = NULL;
  const Message *message = signal_name_find (trace_session_get_databases (self->session), name, &signal);
  guint id;

  if (signal == NULL)
    return FALSE;
  id = control_board_add (self->board, control_new_signal (kind, message, (guint) (signal - message->signals)));
  if (id == 0)
    return FALSE;
  controls_panel_set_arranging (self, TRUE);
  controls_panel_choose (self, id);
  return TRUE;
}

/* What is seen is the most of what is dropped; the kind is changed where it is arranged. */
gboolean
controls_panel_drop (GtkWidget *widget, const char *text)
{
  ControlsPanel *self = CONTROLS_PANEL (widget);
  const CanSignal *signal = NULL;

  if (signal_name_find (trace_session_get_databases (self->session), text, &signal) == NULL || signal == NULL)
    return FALSE;
  return controls_panel_add (self,
                             signal->n_labels > 0              ? CONTROL_TEXT
                             : can_signal_length (signal) == 1 ? CONTROL_LAMP
                                                               : CONTROL_GAUGE,
                             text);
}

static void
action_add (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (CONTROLS_PANEL (widget)->add_button));
}

static void
action_arrange (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ControlsPanel *self = CONTROLS_PANEL (widget);

  controls_panel_set_arranging (self, !self->arranging);
}

static void
action_remove (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ControlsPanel *self = CONTROLS_PANEL (widget);
  guint next = 0;

  for (guint i = 0; i < control_board_n (self->board); i++)
    if (control_board_nth (self->board, i)->id == self->chosen)
      {
        const Control *other = control_board_nth (self->board, i + 1 < control_board_n (self->board) ? i + 1 : i - 1);

        next = other != NULL ? other->id : 0;
      }
  control_board_remove (self->board, self->chosen);
  controls_panel_choose (self, next);
}

static void
action_duplicate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ControlsPanel *self = CONTROLS_PANEL (widget);
  guint id = control_board_duplicate (self->board, self->chosen);

  if (id != 0)
    controls_panel_choose (self, id);
}

/* All messages that are changed here on, or if they are all on, off. */
static void
action_run (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ControlsPanel *self = CONTROLS_PANEL (widget);
  guint n_on, n = control_board_n_messages (self->board, &n_on);

  if (trace_session_get_capture (self->session) == NULL)
    controls_panel_say (self, _ ("No bus is open: start listening first, then arm the bus."));
  else
    {
      controls_panel_say (self, NULL);
      control_board_run (self->board, n_on < n);
    }
}

/* parameter: cells to the right, down, wider, higher */
static void
action_nudge (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ControlsPanel *self = CONTROLS_PANEL (widget);
  const Control *control = control_board_find (self->board, self->chosen);
  int x, y, width, height;

  if (control == NULL || !self->arranging)
    return;
  g_variant_get (parameter, "(iiii)", &x, &y, &width, &height);
  control_board_place (self->board, self->chosen, control->x + x, control->y + y, control->width + width,
                       control->height + height);
}

static void
on_open_chosen (GtkWidget *owner, GFile *file, GtkFileChooser *dialog)
{
  ControlsPanel *self = CONTROLS_PANEL (owner);
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  GPtrArray *controls = path != NULL ? controls_load (path, problems, &error) : NULL;

  if (controls != NULL)
    control_board_append (self->board, controls);
  controls_panel_say (self, error != NULL ? error->message : problems->len > 0 ? problems->pdata[0] : NULL);
}

static void
on_save_chosen (GtkWidget *owner, GFile *file, GtkFileChooser *dialog)
{
  ControlsPanel *self = CONTROLS_PANEL (owner);
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GPtrArray) controls = control_board_dup (self->board);
  g_autoptr (GError) error = NULL;

  if (path != NULL)
    controls_save (controls, path, &error);
  controls_panel_say (self, error != NULL ? error->message : NULL);
}

static void
action_file (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gboolean save = g_str_equal (name, "controls.save");
  GtkFileChooser *dialog = file_dialog_new (widget, save ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_OPEN,
                                            save ? _ ("Save the Controls") : _ ("Add the Controls of a File"),
                                            save ? _ ("_Save") : _ ("_Add"), save ? on_save_chosen : on_open_chosen);

  if (save)
    gtk_file_chooser_set_current_name (dialog, FILE_NAME);
  file_dialog_show (dialog);
}

/* --- Keys --- */

static gboolean
nudge (ControlsPanel *self, guint key, gboolean size)
{
  int across = key == GDK_KEY_Left ? -1 : key == GDK_KEY_Right ? 1 : 0;
  int down = key == GDK_KEY_Up ? -1 : key == GDK_KEY_Down ? 1 : 0;

  if (across == 0 && down == 0)
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self), "controls.nudge", "(iiii)", size ? 0 : across, size ? 0 : down,
                              size ? across : 0, size ? down : 0);
  return TRUE;
}

/* Of a tile that has the keys while it is arranged. */
gboolean
controls_panel_on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
                       ControlsPanel *self)
{
  gboolean control = (state & GDK_CONTROL_MASK) != 0, shift = (state & GDK_SHIFT_MASK) != 0;

  if (!self->arranging || (state & GDK_ALT_MASK) != 0)
    return FALSE;
  if (control)
    return nudge (self, key, shift);
  if (key == GDK_KEY_Delete)
    gtk_widget_activate_action (GTK_WIDGET (self), "controls.remove", NULL);
  else if (key == GDK_KEY_Return || key == GDK_KEY_F2)
    gtk_widget_child_focus (self->side, GTK_DIR_TAB_FORWARD);
  else if (key == GDK_KEY_Escape)
    controls_panel_set_arranging (self, FALSE);
  else
    return FALSE;
  return TRUE;
}

void
controls_panel_install_actions (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "controls.add", NULL, action_add);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Insert, 0, "controls.add", NULL);
  gtk_widget_class_install_action (class, "controls.arrange", NULL, action_arrange);
  gtk_widget_class_install_action (class, "controls.remove", NULL, action_remove);
  gtk_widget_class_install_action (class, "controls.duplicate", NULL, action_duplicate);
  gtk_widget_class_install_action (class, "controls.nudge", "(iiii)", action_nudge);
  gtk_widget_class_install_action (class, "controls.run", NULL, action_run);
  gtk_widget_class_install_action (class, "controls.open", NULL, action_file);
  gtk_widget_class_install_action (class, "controls.save", NULL, action_file);
}
