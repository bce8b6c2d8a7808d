/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "models/control.h"

#include "base/i18n.h"
#include "db/encode.h"

#include <math.h>
#include <string.h>

#include "base/banned.h"

static const struct
{
  const char *id, *name;
  gboolean sends;
  int width, height;
} kinds[N_CONTROL_KINDS] = {
  [CONTROL_BUTTON] = { "button", N_ ("Button"), TRUE, 3, 2 },
  [CONTROL_SWITCH] = { "switch", N_ ("Switch"), TRUE, 3, 2 },
  [CONTROL_SLIDER] = { "slider", N_ ("Slider"), TRUE, 5, 2 },
  [CONTROL_NUMBER] = { "number", N_ ("Number"), TRUE, 4, 2 },
  [CONTROL_CHOICE] = { "choice", N_ ("Choice"), TRUE, 4, 2 },
  [CONTROL_GAUGE] = { "gauge", N_ ("Gauge"), FALSE, 3, 4 },
  [CONTROL_LAMP] = { "lamp", N_ ("Lamp"), FALSE, 3, 2 },
  [CONTROL_TEXT] = { "text", N_ ("Value"), FALSE, 3, 2 },
};

static const struct
{
  const char *id, *name;
} colors[N_LAMP_COLORS] = {
  [LAMP_GREEN] = { "green", N_ ("Green disc") },
  [LAMP_BLUE] = { "blue", N_ ("Blue diamond") },
  [LAMP_YELLOW] = { "yellow", N_ ("Yellow triangle") },
  [LAMP_RED] = { "red", N_ ("Red square") },
};

const char *
control_kind_id (ControlKind kind)
{
  return kinds[kind].id;
}

const char *
control_kind_name (ControlKind kind)
{
  return _ (kinds[kind].name);
}

gboolean
control_kind_sends (ControlKind kind)
{
  return kinds[kind].sends;
}

void
control_kind_get_size (ControlKind kind, int *width, int *height)
{
  *width = kinds[kind].width;
  *height = kinds[kind].height;
}

const char *
lamp_color_id (LampColor color)
{
  return colors[color].id;
}

const char *
lamp_color_name (LampColor color)
{
  return _ (colors[color].name);
}

/* --- Life --- */

static void
zone_free (gpointer data)
{
  ControlZone *zone = data;

  g_free (zone->text);
  g_free (zone->when);
  g_free (zone);
}

Control *
control_new (ControlKind kind)
{
  Control *self = g_new0 (Control, 1);

  self->kind = kind;
  self->title = g_strdup ("");
  self->channel = g_strdup ("");
  self->message = g_strdup ("");
  self->signal = g_strdup ("");
  self->key = g_strdup ("");
  self->x = self->y = -1;
  self->pressed = 1;
  self->zones = g_ptr_array_new_with_free_func (zone_free);
  control_kind_get_size (kind, &self->width, &self->height);
  return self;
}

/* On is the greatest value of the table or the bits, if they are few; off the smallest. */
static void
guess_values (Control *self, const CanSignal *signal)
{
  double low, high;

  can_signal_get_limits (signal, ENCODE_IN_RANGE, &low, &high);
  self->released = low <= 0 && high >= 0 ? 0 : low;
  self->pressed = self->released + 1 <= high ? self->released + 1 : high;
}

static void
guess_zones (Control *self, const CanSignal *signal)
{
  double low, high;

  if (self->kind != CONTROL_LAMP || self->zones->len > 0)
    return;
  can_signal_get_limits (signal, ENCODE_DEFAULT, &low, &high);
  control_add_zone (self, MIN (high, low < 1 ? 1 : low), high, LAMP_GREEN, "");
}

void
control_set_kind (Control *self, ControlKind kind, const CanSignal *signal)
{
  self->kind = kind;
  control_kind_get_size (kind, &self->width, &self->height);
  if (signal != NULL)
    guess_zones (self, signal);
}

Control *
control_new_signal (ControlKind kind, const Message *message, guint index)
{
  Control *self = control_new (kind);
  const CanSignal *signal = &message->signals[index];

  g_free (self->message);
  g_free (self->signal);
  self->message = g_strdup (message->name);
  self->signal = g_strdup (signal->name);
  guess_values (self, signal);
  guess_zones (self, signal);
  self->at_once = kinds[kind].sends && message->cycle_time <= 0;
  return self;
}

/* Of the zone added last. */
static void
take_when (Control *self, const char *when)
{
  ControlZone *zone = self->zones->pdata[self->zones->len - 1];

  g_free (zone->when);
  zone->when = g_strdup (when);
}

Control *
control_copy (const Control *self)
{
  Control *copy = g_memdup2 (self, sizeof *self);

  copy->title = g_strdup (self->title);
  copy->channel = g_strdup (self->channel);
  copy->message = g_strdup (self->message);
  copy->signal = g_strdup (self->signal);
  copy->key = g_strdup (self->key);
  copy->zones = g_ptr_array_new_with_free_func (zone_free);
  for (guint i = 0; i < self->zones->len; i++)
    {
      const ControlZone *zone = self->zones->pdata[i];

      control_add_zone (copy, zone->low, zone->high, zone->color, zone->text);
      take_when (copy, zone->when);
    }
  return copy;
}

void
control_free (gpointer data)
{
  Control *self = data;

  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->channel);
  g_free (self->message);
  g_free (self->signal);
  g_free (self->key);
  g_ptr_array_unref (self->zones);
  g_free (self);
}

static gboolean
same (double a, double b)
{
  return memcmp (&a, &b, sizeof a) == 0;
}

static gboolean
zone_equal (const ControlZone *a, const ControlZone *b)
{
  return same (a->low, b->low) && same (a->high, b->high) && a->color == b->color && strcmp (a->text, b->text) == 0
         && strcmp (a->when, b->when) == 0;
}

gboolean
control_equal (const Control *a, const Control *b)
{
  if (a->kind != b->kind || strcmp (a->title, b->title) != 0 || strcmp (a->channel, b->channel) != 0
      || strcmp (a->message, b->message) != 0 || strcmp (a->signal, b->signal) != 0 || strcmp (a->key, b->key) != 0
      || a->x != b->x || a->y != b->y || a->width != b->width || a->height != b->height || !same (a->low, b->low)
      || !same (a->high, b->high) || !same (a->pressed, b->pressed) || !same (a->released, b->released)
      || a->at_once != b->at_once || a->zones->len != b->zones->len)
    return FALSE;
  for (guint i = 0; i < a->zones->len; i++)
    if (!zone_equal (a->zones->pdata[i], b->zones->pdata[i]))
      return FALSE;
  return TRUE;
}

gboolean
control_overlaps (const Control *a, const Control *b)
{
  return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height && b->y < a->y + a->height;
}

/* --- Values --- */

void
control_add_zone (Control *self, double low, double high, LampColor color, const char *text)
{
  ControlZone *zone = g_new (ControlZone, 1);

  *zone = (ControlZone){ low, high, color, g_strdup (text), g_strdup ("") };
  g_ptr_array_add (self->zones, zone);
}

void
control_add_zone_when (Control *self, const char *when, LampColor color, const char *text)
{
  control_add_zone (self, 0, 0, color, text);
  take_when (self, when);
}

const ControlZone *
control_find_zone (const Control *self, double value, const gboolean *passes)
{
  for (guint i = 0; i < self->zones->len; i++)
    {
      const ControlZone *zone = self->zones->pdata[i];

      if (*zone->when != '\0' ? passes != NULL && passes[i] : value >= zone->low && value <= zone->high)
        return zone;
    }
  return NULL;
}

void
control_get_range (const Control *self, const CanSignal *signal, double *low, double *high)
{
  *low = self->low;
  *high = self->high;
  if (!(*low < *high) && signal != NULL)
    can_signal_get_limits (signal, ENCODE_IN_RANGE, low, high);
  if (!isfinite (*low) || !isfinite (*high) || !(*low < *high) || *high - *low > 1e15)
    {
      *low = 0;
      *high = 100;
    }
}
