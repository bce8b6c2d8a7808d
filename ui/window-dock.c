/* window-dock.c: the pages of the dock below the list.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A page is a row in pages[], made when it is first shown. Which one is shown, how high, and whether there is more than
 * the tabs is window-layout.c's.
 */
#include "config.h"
#include "ui/window-private.h"

#include "base/i18n.h"
#include "ui/actions.h"
#include "ui/panels/anatomy-panel.h"
#include "ui/panels/controls-panel.h"
#include "ui/panels/databases-panel.h"
#include "ui/panels/plot-panel.h"
#include "ui/panels/replay-panel.h"
#include "ui/panels/statistics-panel.h"
#include "ui/panels/transmit-panel.h"
#include "ui/panels/wave-panel.h"

#define FRAME_HEIGHT 281 /* px, with the tabs */

typedef struct
{
  const char *name, *title;
  const char *action; /* shows it */
  int height;         /* px, with the tabs, until somebody chooses another */
  GtkWidget *(*new) (TraceSession *session);
} DockPage;

static const DockPage pages[] = {
  { "databases", N_ ("Databases"), "win.databases", 330, databases_panel_new },
  { "transmit", N_ ("Transmit"), "win.transmit", 400, transmit_panel_new },
  { "controls", N_ ("Controls"), "win.controls", 400, controls_panel_new },
  { "replay", N_ ("Replay"), "win.replay", 330, replay_panel_new },
  { "plot", N_ ("Plot"), "win.plot", 514, plot_panel_new },
  { "statistics", N_ ("Statistics"), "win.statistics", 380, statistics_panel_new },
  { "anatomy", N_ ("Frame bits"), "win.anatomy", 400, anatomy_panel_new },
  { "wave", N_ ("Waveform"), "win.wave", 330, wave_panel_new },
};

static const DockPage *
find_page (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_strcmp0 (pages[i].name, name) == 0)
      return &pages[i];
  return NULL;
}

const char *
main_window_known_dock_page (const char *page)
{
  const DockPage *known = find_page (page);

  return known != NULL ? known->name : "frame";
}

int
main_window_dock_page_height (const char *page)
{
  const DockPage *known = find_page (page);

  return known != NULL ? known->height : FRAME_HEIGHT;
}

void
main_window_ensure_dock_page (MainWindow *self, const char *page)
{
  const DockPage *known = find_page (page);

  if (known != NULL && gtk_stack_get_child_by_name (self->dock_stack, page) == NULL)
    gtk_stack_add_named (self->dock_stack, known->new (self->session), page);
}

void
main_window_update_dock_tabs (MainWindow *self)
{
  gboolean open = main_window_dock_is_open (self);
  GtkWidget *tab = gtk_widget_get_first_child (self->dock_tabs);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->frame_tab), open && g_str_equal (self->dock_page, "frame"));
  for (guint i = 0; i < G_N_ELEMENTS (pages) && tab != NULL; i++, tab = gtk_widget_get_next_sibling (tab))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tab), open && self->dock_page == pages[i].name);
}

void
main_window_on_frame_tab (MainWindow *self)
{
  main_window_set_dock_page (self, "frame");
  main_window_update_dock_tabs (self); /* a second click has switched it off */
}

static void
on_tab (GtkWidget *tab, MainWindow *self)
{
  const DockPage *page = g_object_get_data (G_OBJECT (tab), "page");

  main_window_set_dock_page (self, page->name);
  main_window_update_dock_tabs (self);
}

/* Without a trace there is no dock: the page stands in a window of its own then. */
static void
open_in_window (MainWindow *self, const DockPage *page)
{
  GtkWidget *window = gtk_window_new (), *panel = page->new (self->session);
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
  gtk_window_set_title (GTK_WINDOW (window), _ (page->title));
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 520);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (self));
  main_window_take_message_keys (self, window);
  gtk_widget_add_css_class (window, "canid");
  actions_lend (window, G_ACTION_GROUP (self));
  gtk_window_set_child (GTK_WINDOW (window), panel);
  gtk_window_present (GTK_WINDOW (window));
}

void
main_window_open_dock_page (MainWindow *self, const char *page)
{
  const DockPage *known = find_page (page);

  g_return_if_fail (known != NULL);
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "trace") != 0)
    {
      open_in_window (self, known);
      return;
    }
  main_window_set_dock_page (self, page);
  gtk_widget_child_focus (gtk_stack_get_child_by_name (self->dock_stack, page), GTK_DIR_TAB_FORWARD);
}

void
main_window_init_dock (MainWindow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      GtkWidget *tab = gtk_toggle_button_new_with_label (_ (pages[i].title));
      g_autofree char *tooltip = actions_dup_tooltip (pages[i].action);

      g_object_set_data (G_OBJECT (tab), "page", (gpointer) &pages[i]);
      gtk_widget_set_tooltip_text (tab, tooltip);
      g_signal_connect (tab, "clicked", G_CALLBACK (on_tab), self);
      gtk_box_append (GTK_BOX (self->dock_tabs), tab);
    }
}
