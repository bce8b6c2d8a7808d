/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/panels/control-tile-private.h"

#include "base/i18n.h"
#include "ui/widgets/state-lamp.h"
#include "ui/widgets/value-gauge.h"

#include <math.h>

#define SPEAK_EVERY (G_USEC_PER_SEC / 2)

G_DEFINE_FINAL_TYPE (ControlTile, control_tile, GTK_TYPE_BOX)

guint
control_tile_get_id (ControlTile *self)
{
  return self->id;
}

const CanSignal *
control_tile_get_signal (ControlTile *self)
{
  return self->message != NULL ? &self->message->signals[self->index] : NULL;
}

const char *
control_tile_get_name (ControlTile *self)
{
  return *self->control->title != '\0' ? self->control->title : self->control->signal;
}

char *
control_tile_dup_text (ControlTile *self, uint64_t bits, gboolean with_unit)
{
  const CanSignal *signal = control_tile_get_signal (self);
  const char *label = can_signal_label (signal, bits);
  char text[SIGNAL_TEXT_MAX];

  if (label != NULL)
    return g_strdup (label);
  can_signal_format_display (signal, bits, text);
  return g_strdup_printf ("%s%s%s%s", *text == '-' ? "−" : "", *text == '-' ? text + 1 : text,
                          with_unit && *signal->unit != '\0' ? " " : "", with_unit ? signal->unit : "");
}

/* --- What shows --- */

static GtkWidget *
new_gauge (ControlTile *self)
{
  const CanSignal *signal = control_tile_get_signal (self);
  double low, high;

  control_get_range (self->control, signal, &low, &high);
  self->input = value_gauge_new ();
  value_gauge_set_scale (VALUE_GAUGE (self->input), control_tile_get_name (self), low, high,
                         high - low >= 10 ? 0 : can_signal_decimals (signal), signal->unit, self->control->zones);
  return self->input;
}

static void
forget_expressions (ControlTile *self)
{
  for (guint i = 0; i < CONTROL_MAX_ZONES; i++)
    g_clear_pointer (&self->lit[i], filter_program_unref);
}

static void
compile_expressions (ControlTile *self)
{
  forget_expressions (self);
  for (guint i = 0; i < self->control->zones->len && i < CONTROL_MAX_ZONES; i++)
    {
      const ControlZone *zone = self->control->zones->pdata[i];

      if (*zone->when != '\0')
        self->lit[i] = control_board_compile (self->board, zone->when, NULL);
    }
}

static GtkWidget *
new_lamp (ControlTile *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  compile_expressions (self);
  self->input = state_lamp_new ();
  gtk_widget_set_valign (self->input, GTK_ALIGN_CENTER);
  self->words = gtk_label_new ("—");
  gtk_label_set_ellipsize (GTK_LABEL (self->words), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->words), 0);
  gtk_widget_add_css_class (self->words, "strong");
  gtk_box_append (GTK_BOX (box), self->input);
  gtk_box_append (GTK_BOX (box), self->words);
  return box;
}

static GtkWidget *
new_text (ControlTile *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *unit = gtk_label_new (control_tile_get_signal (self)->unit);

  self->words = gtk_label_new ("—");
  gtk_label_set_ellipsize (GTK_LABEL (self->words), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->words, "h2");
  gtk_widget_add_css_class (self->words, "tnum");
  gtk_widget_set_valign (self->words, GTK_ALIGN_BASELINE);
  gtk_widget_add_css_class (unit, "dim");
  gtk_widget_set_valign (unit, GTK_ALIGN_BASELINE);
  gtk_box_append (GTK_BOX (box), self->words);
  gtk_box_append (GTK_BOX (box), unit);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  return box;
}

static void
show_lamp (ControlTile *self, const SignalNow *now, SignalWatch *watch)
{
  double value = can_signal_physical (control_tile_get_signal (self), now->bits);
  const char *label = can_signal_label (control_tile_get_signal (self), now->bits);
  gboolean passes[CONTROL_MAX_ZONES] = { FALSE };
  const ControlZone *zone;

  for (guint i = 0; i < CONTROL_MAX_ZONES; i++)
    passes[i] = self->lit[i] != NULL && signal_watch_match (watch, self->lit[i], now->row);
  zone = control_find_zone (self->control, value, passes);

  state_lamp_set (STATE_LAMP (self->input), zone != NULL ? LAMP_LIT : LAMP_DARK, zone != NULL ? zone->color : 0);
  gtk_label_set_text (GTK_LABEL (self->words), zone != NULL && *zone->text != '\0' ? zone->text
                                               : label != NULL                     ? label
                                               : zone != NULL                      ? _ ("On")
                                                                                   : _ ("Off"));
}

static void
show_value (ControlTile *self, const SignalNow *now, SignalWatch *watch, gboolean stale)
{
  g_autofree char *text = control_tile_dup_text (self, now->bits, FALSE);

  if (self->control->kind == CONTROL_GAUGE)
    value_gauge_set_value (VALUE_GAUGE (self->input), can_signal_physical (control_tile_get_signal (self), now->bits),
                           text, stale);
  else if (self->control->kind == CONTROL_LAMP)
    show_lamp (self, now, watch);
  else
    gtk_label_set_text (GTK_LABEL (self->words), text);
}

static void
show_none (ControlTile *self)
{
  if (self->control->kind == CONTROL_GAUGE)
    value_gauge_set_value (VALUE_GAUGE (self->input), NAN, NULL, FALSE);
  else if (self->control->kind == CONTROL_LAMP)
    state_lamp_set (STATE_LAMP (self->input), LAMP_UNKNOWN, 0);
  if (self->words != NULL)
    gtk_label_set_text (GTK_LABEL (self->words), "—");
}

/* Of drawings GTK tells assistive technology no value; as the tile's description they are read out. Seldom: each is a
 * message to the readers. */
static void
speak (ControlTile *self, char *text)
{
  gint64 now = g_get_monotonic_time ();

  if (g_strcmp0 (self->spoken, text) == 0 || (self->spoken != NULL && now - self->spoken_time < SPEAK_EVERY))
    {
      g_free (text);
      return;
    }
  g_free (self->spoken);
  self->spoken = text;
  self->spoken_time = now;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static char *
dup_spoken (ControlTile *self, const SignalNow *now, gboolean stale)
{
  g_autofree char *value = self->control->kind == CONTROL_LAMP ? g_strdup (gtk_label_get_text (GTK_LABEL (self->words)))
                                                               : control_tile_dup_text (self, now->bits, TRUE);

  return stale ? g_strdup_printf (_ ("%s, silent"), value) : g_steal_pointer (&value);
}

static void
refresh_shown (ControlTile *self, SignalWatch *watch)
{
  gboolean there, stale = FALSE;
  g_autofree char *state = NULL;
  SignalNow now;

  there = watch != NULL && signal_watch_get_signal (watch, self->message, self->index, &now);
  if (there)
    {
      stale = signal_watch_is_stale (watch, self->message);
      show_value (self, &now, watch, stale);
      speak (self, dup_spoken (self, &now, stale));
      if (stale)
        state = g_strdup_printf (_ ("silent for %.1f s"),
                                 (double) can_time_since (signal_watch_get_latest (watch), now.last) / 1e9);
    }
  else
    {
      show_none (self);
      speak (self, g_strdup (_ ("not received yet")));
    }
  if (self->control->kind == CONTROL_LAMP)
    gtk_widget_set_opacity (self->input, stale ? 0.5 : 1);
  if (stale)
    gtk_widget_add_css_class (GTK_WIDGET (self), "stale");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "stale");
  gtk_label_set_text (GTK_LABEL (self->state), !there ? _ ("not received yet") : state != NULL ? state : "");
}

void
control_tile_refresh (ControlTile *self, SignalWatch *watch)
{
  if (self->message == NULL)
    return;
  if (control_kind_sends (self->control->kind))
    control_tile_refresh_input (self);
  else
    refresh_shown (self, watch);
}

/* --- Building --- */

static GtkWidget *
new_missing (ControlTile *self)
{
  g_autofree char *text = g_strdup_printf (_ ("No database has %s.%s"), self->control->message, self->control->signal);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_lines (GTK_LABEL (label), 3);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_tooltip_text (label, text);
  gtk_widget_add_css_class (label, "small");
  gtk_widget_add_css_class (label, "warn");
  return label;
}

static GtkWidget *
new_body (ControlTile *self)
{
  if (self->message == NULL)
    return new_missing (self);
  if (control_kind_sends (self->control->kind))
    return control_tile_new_input (self);
  switch (self->control->kind)
    {
    case CONTROL_GAUGE:
      return new_gauge (self);
    case CONTROL_LAMP:
      return new_lamp (self);
    default:
      return new_text (self);
    }
}

static void
describe (ControlTile *self)
{
  g_autofree char *label
      = g_strdup_printf ("%s: %s", control_kind_name (self->control->kind), control_tile_get_name (self));
  g_autofree char *tip = g_strdup_printf ("%s.%s%s%s", self->control->message, self->control->signal,
                                          *self->control->channel != '\0' ? " · " : "", self->control->channel);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tip);
  gtk_label_set_text (GTK_LABEL (self->title), control_tile_get_name (self));
  gtk_widget_set_visible (self->title, self->control->kind != CONTROL_BUTTON || self->message == NULL);
}

/* What is shown can be come to by keys too, to be read out. */
static void
set_focusable (ControlTile *self)
{
  gboolean sends = self->message != NULL && control_kind_sends (self->control->kind);

  gtk_widget_set_focusable (GTK_WIDGET (self), self->arranging || !sends);
  gtk_widget_set_can_focus (self->body, !self->arranging);
  gtk_widget_set_can_target (self->body, !self->arranging);
}

static void
build_body (ControlTile *self)
{
  if (self->body != NULL)
    gtk_box_remove (GTK_BOX (self), self->body);
  self->input = self->words = NULL;
  self->body = new_body (self);
  gtk_widget_set_vexpand (self->body, TRUE);
  gtk_box_insert_child_after (GTK_BOX (self), self->body, self->title);
  gtk_label_set_text (GTK_LABEL (self->state), "");
  gtk_widget_set_visible (self->state, self->message != NULL);
  describe (self);
  set_focusable (self);
}

static gboolean
differs (const Control *a, const Control *b)
{
  Control moved = *b;

  moved.x = a->x;
  moved.y = a->y;
  moved.width = a->width;
  moved.height = a->height;
  return !control_equal (a, &moved);
}

void
control_tile_update (ControlTile *self, gboolean anew)
{
  const Control *control = control_board_find (self->board, self->id);

  if (control == NULL)
    return;
  anew = anew || self->body == NULL || differs (self->control, control);
  control_free (self->control);
  self->control = control_copy (control);
  if (!anew)
    return;
  self->message = control_board_get_message (self->board, control, &self->index, NULL);
  build_body (self);
}

void
control_tile_set_arranging (ControlTile *self, gboolean arranging)
{
  self->arranging = arranging;
  if (arranging)
    gtk_widget_add_css_class (GTK_WIDGET (self), "arranging");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "arranging");
  set_focusable (self);
}

static void
control_tile_finalize (GObject *object)
{
  ControlTile *self = CONTROL_TILE (object);

  control_free (self->control);
  forget_expressions (self);
  g_free (self->spoken);
  g_object_unref (self->board);
  g_object_unref (self->list);
  G_OBJECT_CLASS (control_tile_parent_class)->finalize (object);
}

static void
control_tile_class_init (ControlTileClass *class)
{
  G_OBJECT_CLASS (class)->finalize = control_tile_finalize;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "controltile");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
new_small (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "small");
  gtk_widget_add_css_class (label, "dim");
  return label;
}

static void
control_tile_init (ControlTile *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->title = new_small ();
  self->state = new_small ();
  gtk_box_append (GTK_BOX (self), self->title);
  gtk_box_append (GTK_BOX (self), self->state);
}

GtkWidget *
control_tile_new (ControlBoard *board, TransmitList *list, guint id)
{
  ControlTile *self = g_object_new (CONTROL_TYPE_TILE, NULL);

  self->board = g_object_ref (board);
  self->list = g_object_ref (list);
  self->id = id;
  control_tile_update (self, TRUE);
  return GTK_WIDGET (self);
}
