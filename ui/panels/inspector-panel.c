/* inspector-panel.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/inspector-panel.h"

#define LOW_HEIGHT 420   /* px: below it the tree needs the room */
#define BESIDE_WIDTH 420 /* of the bytes, in the dock */

struct _InspectorPanel
{
  GtkWidget parent_instance;
  GtkPaned *paned;
  DetailPanel *detail;
  BytesPanel *bytes;
  guint fold_idle;
};

G_DEFINE_FINAL_TYPE_WITH_CODE (InspectorPanel, inspector_panel, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_ORIENTABLE, NULL))

enum
{
  PROP_SESSION = 1,
  PROP_ORIENTATION
};

static gboolean
is_low (InspectorPanel *self)
{
  return gtk_orientable_get_orientation (GTK_ORIENTABLE (self->paned)) == GTK_ORIENTATION_VERTICAL
         && gtk_widget_get_height (GTK_WIDGET (self)) < LOW_HEIGHT;
}

/* Where the divider was drawn to has no meaning for a folded pane. */
static gboolean
fold (gpointer data)
{
  InspectorPanel *self = data;

  self->fold_idle = 0;
  if (is_low (self))
    g_object_set (self->paned, "position-set", FALSE, NULL);
  bytes_panel_set_low (self->bytes, is_low (self));
  return G_SOURCE_REMOVE;
}

static void
inspector_panel_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (INSPECTOR_PANEL (widget)->paned), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
  /* It folds before it is as low as that. */
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = MIN (*minimum, 120);
}

static void
inspector_panel_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  InspectorPanel *self = INSPECTOR_PANEL (widget);
  int minimum;

  gtk_widget_measure (GTK_WIDGET (self->paned), GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
  gtk_widget_allocate (GTK_WIDGET (self->paned), width, MAX (height, minimum), baseline, NULL);
  /* Children must not change their size requests while sizes are given out. */
  if (!self->fold_idle && is_low (self) != bytes_panel_get_low (self->bytes))
    self->fold_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, fold, self, NULL);
}

static void
set_orientation (InspectorPanel *self, GtkOrientation orientation)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->paned), orientation);
  bytes_panel_set_beside (self->bytes, orientation == GTK_ORIENTATION_HORIZONTAL);
  detail_panel_set_low (self->detail, orientation == GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_size_request (GTK_WIDGET (self->bytes), orientation == GTK_ORIENTATION_HORIZONTAL ? BESIDE_WIDTH : -1,
                               -1);
  g_object_set (self->paned, "position-set", FALSE, NULL);
}

static void
inspector_panel_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  InspectorPanel *self = INSPECTOR_PANEL (object);

  if (id == PROP_SESSION)
    g_value_set_object (value, detail_panel_get_session (self->detail));
  else
    g_value_set_enum (value, gtk_orientable_get_orientation (GTK_ORIENTABLE (self->paned)));
}

static void
inspector_panel_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  InspectorPanel *self = INSPECTOR_PANEL (object);

  if (id == PROP_SESSION)
    inspector_panel_set_session (self, g_value_get_object (value));
  else
    set_orientation (self, g_value_get_enum (value));
}

static void
inspector_panel_dispose (GObject *object)
{
  InspectorPanel *self = INSPECTOR_PANEL (object);

  g_clear_handle_id (&self->fold_idle, g_source_remove);
  if (self->paned)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->paned)));
  G_OBJECT_CLASS (inspector_panel_parent_class)->dispose (object);
}

static void
inspector_panel_class_init (InspectorPanelClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = inspector_panel_get_property;
  object_class->set_property = inspector_panel_set_property;
  object_class->dispose = inspector_panel_dispose;
  widget_class->measure = inspector_panel_measure;
  widget_class->size_allocate = inspector_panel_size_allocate;
  g_object_class_install_property (object_class, PROP_SESSION,
                                   g_param_spec_object ("session", NULL, NULL, TRACE_TYPE_SESSION,
                                                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  g_object_class_override_property (object_class, PROP_ORIENTATION, "orientation");
}

static void
inspector_panel_init (InspectorPanel *self)
{
  self->paned = GTK_PANED (gtk_paned_new (GTK_ORIENTATION_VERTICAL));
  self->detail = DETAIL_PANEL (detail_panel_new ());
  self->bytes = BYTES_PANEL (bytes_panel_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self), "inspector");
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_paned_set_start_child (self->paned, GTK_WIDGET (self->detail));
  gtk_paned_set_end_child (self->paned, GTK_WIDGET (self->bytes));
  gtk_paned_set_resize_start_child (self->paned, TRUE);
  gtk_paned_set_resize_end_child (self->paned, FALSE);
  gtk_paned_set_shrink_start_child (self->paned, FALSE);
  gtk_paned_set_shrink_end_child (self->paned, FALSE);
  gtk_widget_set_parent (GTK_WIDGET (self->paned), GTK_WIDGET (self));
  gtk_widget_set_hexpand (GTK_WIDGET (self), FALSE);
}

GtkWidget *
inspector_panel_new (void)
{
  return g_object_new (INSPECTOR_TYPE_PANEL, NULL);
}

void
inspector_panel_set_session (InspectorPanel *self, TraceSession *session)
{
  detail_panel_set_session (self->detail, session);
  bytes_panel_set_session (self->bytes, session);
}

DetailPanel *
inspector_panel_get_detail (InspectorPanel *self)
{
  return self->detail;
}

BytesPanel *
inspector_panel_get_bytes (InspectorPanel *self)
{
  return self->bytes;
}
