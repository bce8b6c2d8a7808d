/* field-focus.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/field-focus.h"

#include <gtk/gtk.h>

#include "base/i18n.h"

struct _FieldFocus
{
  GObject parent_instance;
  TraceSession *session; /* not owned: it owns us */
  DetailTree *tree;
  char *key;
  int signal, hover;
  guint byte;
  gboolean moving;
  guint follow_idle; /* the cursor has moved */
};

G_DEFINE_FINAL_TYPE (FieldFocus, field_focus, G_TYPE_OBJECT)

enum
{
  PROP_SIGNAL = 1,
  PROP_HOVER,
  N_PROPS
};
static GParamSpec *props[N_PROPS];
static guint frame_changed_signal;

static int
signal_of_key (FieldFocus *self)
{
  DetailNode *node = detail_tree_find (self->tree, self->key, NULL);

  return node ? detail_node_get_signal (node) : -1;
}

static void
update_signal (FieldFocus *self)
{
  int signal = signal_of_key (self);

  if (signal == self->signal)
    return;
  self->signal = signal;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIGNAL]);
}

static void
follow (FieldFocus *self)
{
  g_clear_handle_id (&self->follow_idle, g_source_remove);
  self->moving = TRUE;
  detail_tree_set_frame (self->tree, trace_session_get_store (self->session),
                         trace_session_get_databases (self->session), trace_session_get_cursor (self->session));
  field_focus_set_hover (self, -1);
  update_signal (self);
  self->moving = FALSE;
  g_signal_emit (self, frame_changed_signal, 0);
}

static gboolean
on_follow_idle (gpointer data)
{
  FieldFocus *self = data;

  self->follow_idle = 0;
  follow (self);
  return G_SOURCE_REMOVE;
}

/* The list paints first: both at once would keep the main loop too long, and a held key moves on before this is seen.
 */
static void
follow_later (FieldFocus *self)
{
  if (self->follow_idle == 0)
    self->follow_idle = g_idle_add_full (GDK_PRIORITY_REDRAW + 5, on_follow_idle, self, NULL);
}

static void
field_focus_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  FieldFocus *self = FIELD_FOCUS (object);

  g_value_set_int (value, id == PROP_SIGNAL ? self->signal : self->hover);
}

static void
field_focus_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (id == PROP_SIGNAL)
    field_focus_set_signal (FIELD_FOCUS (object), g_value_get_int (value));
  else
    field_focus_set_hover (FIELD_FOCUS (object), g_value_get_int (value));
}

static void
field_focus_finalize (GObject *object)
{
  FieldFocus *self = FIELD_FOCUS (object);

  g_clear_handle_id (&self->follow_idle, g_source_remove);
  g_clear_object (&self->tree);
  g_free (self->key);
  G_OBJECT_CLASS (field_focus_parent_class)->finalize (object);
}

static void
field_focus_class_init (FieldFocusClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = field_focus_get_property;
  object_class->set_property = field_focus_set_property;
  object_class->finalize = field_focus_finalize;
  props[PROP_SIGNAL] = g_param_spec_int ("signal", NULL, NULL, -1, G_MAXINT, -1, flags);
  props[PROP_HOVER] = g_param_spec_int ("hover", NULL, NULL, -1, G_MAXINT, -1, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  frame_changed_signal
      = g_signal_new ("frame-changed", FIELD_TYPE_FOCUS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
field_focus_init (FieldFocus *self)
{
  self->tree = detail_tree_new ();
  self->key = g_strdup ("");
  self->signal = self->hover = -1;
}

FieldFocus *
field_focus_get (TraceSession *session)
{
  FieldFocus *self = g_object_get_data (G_OBJECT (session), "canid-field-focus");

  if (self)
    return self;
  self = g_object_new (FIELD_TYPE_FOCUS, NULL);
  self->session = session;
  g_object_set_data_full (G_OBJECT (session), "canid-field-focus", self, g_object_unref);
  g_signal_connect_object (session, "selection-changed", G_CALLBACK (follow_later), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "replaced", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "databases-changed", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  follow (self);
  return self;
}

DetailTree *
field_focus_get_tree (FieldFocus *self)
{
  return self->tree;
}

gboolean
field_focus_is_moving (FieldFocus *self)
{
  return self->moving;
}

const char *
field_focus_get_key (FieldFocus *self)
{
  return self->key;
}

void
field_focus_set_key (FieldFocus *self, const char *key)
{
  if (strcmp (self->key, key) == 0)
    return;
  g_free (self->key);
  self->key = g_strdup (key);
  update_signal (self);
}

int
field_focus_get_signal (FieldFocus *self)
{
  return self->signal;
}

void
field_focus_set_signal (FieldFocus *self, int signal)
{
  DetailNode *node = detail_tree_find_signal (self->tree, signal);

  field_focus_set_key (self, node ? detail_node_get_key (node) : "");
}

guint
field_focus_get_byte (FieldFocus *self)
{
  return self->byte;
}

void
field_focus_set_byte (FieldFocus *self, guint byte)
{
  self->byte = byte;
}

int
field_focus_get_hover (FieldFocus *self)
{
  return self->hover;
}

void
field_focus_set_hover (FieldFocus *self, int signal)
{
  if (signal == self->hover)
    return;
  self->hover = signal;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOVER]);
}

char *
field_focus_dup_words (FieldFocus *self)
{
  int index = self->hover >= 0 ? self->hover : self->signal;
  const CanSignal *signal = detail_tree_get_signal (self->tree, index);
  DetailNode *node = detail_tree_find_signal (self->tree, index);
  g_autofree char *layout = NULL;

  if (!signal || !node)
    return g_strdup ("");
  layout = detail_signal_layout_words (signal);
  return g_strdup_printf (_ ("%s · %s · raw %s"), signal->name, layout, detail_node_get_text (node, DETAIL_RAW));
}

const char *
field_focus_palette (int signal, guint *round)
{
  static const char *const names[] = { "plot_1", "plot_2", "plot_3", "plot_4", "plot_5", "plot_6", "plot_7", "plot_8" };

  if (round)
    *round = (guint) MAX (signal, 0) / G_N_ELEMENTS (names);
  return names[(guint) MAX (signal, 0) % G_N_ELEMENTS (names)];
}
