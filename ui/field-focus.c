/* field-focus.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/field-focus.h"

struct _FieldFocus
{
  GObject parent;

  const CanSignal *signal, *hover;
};

G_DEFINE_FINAL_TYPE (FieldFocus, field_focus, G_TYPE_OBJECT)

enum
{
  PROP_SIGNAL = 1,
  PROP_HOVER,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
field_focus_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  FieldFocus *self = FIELD_FOCUS (object);

  if (id == PROP_SIGNAL)
    g_value_set_pointer (value, (gpointer) self->signal);
  else
    g_value_set_pointer (value, (gpointer) self->hover);
}

static void
field_focus_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (id == PROP_SIGNAL)
    field_focus_set_signal (FIELD_FOCUS (object), g_value_get_pointer (value));
  else
    field_focus_set_hover (FIELD_FOCUS (object), g_value_get_pointer (value));
}

static void
field_focus_class_init (FieldFocusClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = field_focus_get_property;
  object_class->set_property = field_focus_set_property;
  props[PROP_SIGNAL] = g_param_spec_pointer ("signal", NULL, NULL, flags);
  props[PROP_HOVER] = g_param_spec_pointer ("hover", NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
field_focus_init (FieldFocus *self)
{
}

FieldFocus *
field_focus_new (void)
{
  return g_object_new (FIELD_TYPE_FOCUS, NULL);
}

const CanSignal *
field_focus_get_signal (FieldFocus *self)
{
  return self->signal;
}

void
field_focus_set_signal (FieldFocus *self, const CanSignal *signal)
{
  if (self->signal == signal)
    return;
  self->signal = signal;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIGNAL]);
}

const CanSignal *
field_focus_get_hover (FieldFocus *self)
{
  return self->hover;
}

void
field_focus_set_hover (FieldFocus *self, const CanSignal *signal)
{
  if (self->hover == signal)
    return;
  self->hover = signal;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOVER]);
}

void
field_focus_clear (FieldFocus *self)
{
  field_focus_set_hover (self, NULL);
  field_focus_set_signal (self, NULL);
}
