/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/panels/databases-panel.h"

#include "base/i18n.h"
#include "ui/actions.h"
#include "ui/panels/panel-bar.h"
#include "ui/widgets/check-box.h"
#include "ui/widgets/database-list.h"
#include "ui/widgets/state-card.h"
#include "ui/widgets/symbol-view.h"

struct _DatabasesPanel
{
  GtkBox parent;

  TraceSession *session;
  GtkStack *stack; /* "none", "databases" */
  GtkWidget *view;
};

G_DEFINE_FINAL_TYPE (DatabasesPanel, databases_panel, GTK_TYPE_BOX)

static void
on_databases_changed (DatabasesPanel *self)
{
  gboolean some = database_set_n (trace_session_get_databases (self->session)) > 0;

  gtk_stack_set_visible_child_name (self->stack, some ? "databases" : "none");
}

/* The search is where one wants to be; without databases, the button that adds one. */
static gboolean
databases_panel_focus (GtkWidget *widget, GtkDirectionType direction)
{
  DatabasesPanel *self = DATABASES_PANEL (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  if (focus == NULL || !gtk_widget_is_ancestor (focus, widget))
    {
      if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "databases"))
        return gtk_widget_grab_focus (symbol_view_get_search (SYMBOL_VIEW (self->view)));
      state_card_focus (STATE_CARD (gtk_stack_get_visible_child (self->stack)));
      return TRUE;
    }
  return GTK_WIDGET_CLASS (databases_panel_parent_class)->focus (widget, direction);
}

static GtkWidget *
new_bar (void)
{
  GtkWidget *bar = panel_bar_new (), *add = gtk_button_new_with_label (_ ("Add…"));
  GtkWidget *watch = check_box_new (_ ("Follow changes of the files"));

  actions_bind_button (add, "win.add-database");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (watch), "win.watch-databases");
  gtk_widget_set_hexpand (watch, TRUE);
  gtk_box_append (GTK_BOX (bar), add);
  gtk_box_append (GTK_BOX (bar), watch);
  gtk_box_append (GTK_BOX (bar), panel_bar_button_new ("view-refresh-symbolic", "win.reload-databases"));
  return bar;
}

static GtkWidget *
new_left (DatabasesPanel *self)
{
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *list = database_list_new (self->session);
  GtkWidget *hint = gtk_label_new (_ ("The first that knows a message is used; those of its channel come first."));

  gtk_widget_set_vexpand (list, TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (hint), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (hint, gtk_label_get_text (GTK_LABEL (hint)));
  gtk_label_set_xalign (GTK_LABEL (hint), 0);
  gtk_widget_add_css_class (hint, "small");
  gtk_widget_add_css_class (hint, "dim");
  gtk_widget_add_css_class (hint, "hint");
  gtk_box_append (GTK_BOX (left), new_bar ());
  gtk_box_append (GTK_BOX (left), list);
  gtk_box_append (GTK_BOX (left), hint);
  gtk_widget_set_size_request (left, 420, -1);
  return left;
}

static void
build (DatabasesPanel *self)
{
  GtkWidget *none = state_card_new (), *paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);

  state_card_set (STATE_CARD (none), NULL, FALSE, _ ("No database yet"),
                  _ ("Without a database frames show as bytes. Add a DBC file, or drop it here."));
  state_card_add_button (STATE_CARD (none), _ ("Add Database…"), "win.add-database", TRUE);
  self->view = symbol_view_new (self->session);
  gtk_paned_set_start_child (GTK_PANED (paned), new_left (self));
  gtk_paned_set_end_child (GTK_PANED (paned), self->view);
  gtk_paned_set_resize_start_child (GTK_PANED (paned), FALSE);
  gtk_paned_set_shrink_start_child (GTK_PANED (paned), FALSE);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_add_named (self->stack, none, "none");
  gtk_stack_add_named (self->stack, paned, "databases");
  gtk_widget_set_hexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->stack));
}

static void
databases_panel_dispose (GObject *object)
{
  g_clear_object (&DATABASES_PANEL (object)->session);
  G_OBJECT_CLASS (databases_panel_parent_class)->dispose (object);
}

static void
databases_panel_class_init (DatabasesPanelClass *class)
{
  G_OBJECT_CLASS (class)->dispose = databases_panel_dispose;
  GTK_WIDGET_CLASS (class)->focus = databases_panel_focus;
}

static void
databases_panel_init (DatabasesPanel *self)
{
}

GtkWidget *
databases_panel_new (TraceSession *session)
{
  DatabasesPanel *self = g_object_new (DATABASES_TYPE_PANEL, NULL);

  self->session = g_object_ref (session);
  build (self);
  g_signal_connect_object (session, "databases-changed", G_CALLBACK (on_databases_changed), self, G_CONNECT_SWAPPED);
  on_databases_changed (self);
  return GTK_WIDGET (self);
}
