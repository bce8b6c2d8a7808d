/* control.h: one control of the "controls" page, as somebody has put it together: what it is, which signal, where.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A plain value. Nothing in it sends anything: how far a slider was moved is not part of it.
 *
 * Files are JSON, UTF-8:
 *   {"canid-controls": 1, "controls": [
 *     {"control": "slider", "message": "Setpoint", "signal": "Speed", "channel": "can0", "title": "Wish", "x": 0, "y":
 * 0, "width": 4, "height": 2, "low": 0, "high": 90},
 *     {"control": "button", "message": "Setpoint", "signal": "Horn", "pressed": 1, "released": 0, "key": "h",
 *      "at-once": true},
 *     {"control": "lamp", "message": "Engine", "signal": "Oil", "zones": [
 *       {"low": 0, "high": 0.8, "color": "red", "text": "low"},
 *       {"when": "Engine.Speed > 500 && Oil < 1", "color": "red", "text": "stop"}]}]}
 * Values are physical, places and sizes are cells of the page's grid. They are not trusted: what is wrong in a control
 * is a sentence, and the others are read.
 */
#pragma once

#include "db/message.h"

G_BEGIN_DECLS

#define CONTROL_MAX 500u      /* of a page */
#define CONTROL_MAX_PLACE 500 /* cells */
#define CONTROL_MAX_SIZE 30   /* cells */
#define CONTROL_MAX_ZONES 8u

typedef enum
{
  CONTROL_BUTTON, /* a value while it is pressed, another one when it is not */
  CONTROL_SWITCH,
  CONTROL_SLIDER,
  CONTROL_NUMBER, /* typed, or by steps */
  CONTROL_CHOICE, /* of the value table */
  CONTROL_GAUGE,
  CONTROL_LAMP,
  CONTROL_TEXT, /* the latest value in figures or words */
  N_CONTROL_KINDS,
} ControlKind;

/* Each has a shape of its own, so that nobody needs the colour: disc, diamond, triangle, square. */
typedef enum
{
  LAMP_GREEN,
  LAMP_BLUE,
  LAMP_YELLOW,
  LAMP_RED,
  N_LAMP_COLORS,
} LampColor;

/* Values with a meaning: of a lamp, when it is lit; of a gauge, a part of its scale. */
typedef struct
{
  double low, high; /* both included */
  LampColor color;
  char *text; /* "": none */
  char *when; /* of a lamp: a filter expression instead of the values, about the signal's latest frame; "": none */
} ControlZone;

typedef struct
{
  guint id; /* given by the page; not in files */
  ControlKind kind;
  char *title;   /* "": the signal's name */
  char *channel; /* name of the bus; "": sent on the first, shown from any */
  char *message, *signal;
  int x, y, width, height;  /* cells; x < 0: wherever there is room */
  double low, high;         /* of slider, number, gauge; equal: what the database says */
  double pressed, released; /* of button and switch */
  gboolean at_once;         /* each change is sent, besides the message's own rhythm */
  char *key;                /* of a button: its name; "": none */
  GPtrArray *zones;         /* of ControlZone; the first that fits counts */
} Control;

const char *control_kind_id (ControlKind kind);
const char *control_kind_name (ControlKind kind); /* for people */
gboolean control_kind_sends (ControlKind kind);   /* else it shows what is received */
void control_kind_get_size (ControlKind kind, int *width, int *height);
const char *lamp_color_id (LampColor color);
const char *lamp_color_name (LampColor color); /* for people, with its shape */

Control *control_new (ControlKind kind);
/* With values as the signal has them. */
Control *control_new_signal (ControlKind kind, const Message *message, guint index);
/* Another kind of the same signal: what makes no sense for it becomes what a new one has. signal (nullable) */
void control_set_kind (Control *self, ControlKind kind, const CanSignal *signal);
Control *control_copy (const Control *self);
void control_free (gpointer self); /* (nullable) */
gboolean control_equal (const Control *a, const Control *b);
gboolean control_overlaps (const Control *a, const Control *b);

void control_add_zone (Control *self, double low, double high, LampColor color, const char *text);
void control_add_zone_when (Control *self, const char *when, LampColor color, const char *text);
/* The first that fits; passes (nullable): zone by zone, whether its expression is true. (nullable) */
const ControlZone *control_find_zone (const Control *self, double value, const gboolean *passes);
/* Of slider, number and gauge: its own, or the signal's (nullable). low < high. */
void control_get_range (const Control *self, const CanSignal *signal, double *low, double *high);

/* (transfer full) of Control */
char *controls_to_text (const GPtrArray *controls);
/* NULL and error: nothing of it can be used. problems (nullable) gets sentences. */
GPtrArray *controls_from_text (const char *text, GPtrArray *problems, GError **error);
GPtrArray *controls_load (const char *path, GPtrArray *problems, GError **error);
gboolean controls_save (const GPtrArray *controls, const char *path, GError **error);

G_END_DECLS
