/* window-plot.c: actions that plot, from anywhere in the window.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/window-private.h"

#include "base/i18n.h"
#include "ui/session-plot.h"

static void
activate_plot (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  main_window_open_dock_page (data, "plot");
}

/* The page comes up, the keys stay where they are. */
static void
show_plot (MainWindow *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "trace") == 0)
    main_window_set_dock_page (self, "plot");
  else
    main_window_open_dock_page (self, "plot");
  main_window_update_dock_tabs (self);
}

/* The signal that is chosen in the fields of the frame; of none all of the message, if they are few. */
static void
activate_plot_signal (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  FieldFocus *focus = field_focus_get (self->session);
  DetailTree *tree = field_focus_get_tree (focus);
  const CanSignal *signal = detail_tree_get_signal (tree, field_focus_get_signal (focus));

  if (signal == NULL)
    {
      main_window_show_note (self, _ ("Choose a signal among the fields of the frame, then plot it."));
      return;
    }
  session_plot_add_of_frame (self->session, detail_tree_get_message (tree), signal, detail_tree_get_frame (tree));
  show_plot (self);
}

/* parameter: "Message.Signal", "=EXPRESSION" */
static void
activate_plot_add (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  g_autofree char *why = NULL;

  if (session_plot_add_text (self->session, g_variant_get_string (parameter, NULL), &why))
    show_plot (self);
  else
    main_window_show_message (self, why != NULL ? why : _ ("There is no room for more signals"));
}

/* parameter: a path, with "wide:" before it for a column a signal */
static void
activate_plot_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  GtkWidget *panel;

  show_plot (self);
  panel = gtk_stack_get_child_by_name (self->dock_stack, "plot");
  if (panel != NULL)
    gtk_widget_activate_action_variant (panel, "plot.export-to", parameter);
}

void
main_window_add_plot_actions (MainWindow *self)
{
  static const GActionEntry entries[] = {
    { "plot", activate_plot },
    { "plot-signal", activate_plot_signal },
    { "plot-add", activate_plot_add, "s" },
    { "plot-export", activate_plot_export, "s" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  session_plot_get (self->session);
}
