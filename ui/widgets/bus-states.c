/* bus-states.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/bus-states.h"

#include "base/i18n.h"
#include "session/bus-test.h"
#include "ui/dialogs/form-grid.h"
#include "ui/text.h"

#define RATE_CHARS 8 /* "12.3 k/s": nothing moves when it changes */
#define RATE_US 1000000
#define MAX_BUSES 16 /* more have no room; the header tells of trouble on any */

typedef struct
{
  GtkWidget *button, *restart;
  GtkLabel *label, *rate, *title, *description, *figures, *hint;
  uint64_t counted;  /* frames … */
  gint64 counted_at; /* … at this time; monotonic µs, 0: not yet */
} BusWidgets;

struct _BusStates
{
  GtkBox parent;

  BusWidgets buses[MAX_BUSES];
  guint n;
};

G_DEFINE_FINAL_TYPE (BusStates, bus_states, GTK_TYPE_BOX)

static const struct
{
  const char *shape, *class;
} looks[] = {
  [BUS_STATE_UNKNOWN] = { "○", "dim" },  [BUS_STATE_ACTIVE] = { "●", "ok" }, [BUS_STATE_WARNING] = { "▲", "warn" },
  [BUS_STATE_PASSIVE] = { "▲", "warn" }, [BUS_STATE_OFF] = { "■", "err" },   [BUS_STATE_DOWN] = { "○", "dim" },
  [BUS_STATE_GONE] = { "○", "err" },
};

static void
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static void
build (BusStates *self, guint key)
{
  BusWidgets *bus = &self->buses[key];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8), *popover = gtk_popover_new (),
            *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  bus->label = GTK_LABEL (gtk_label_new (NULL));
  bus->rate = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_width_chars (bus->rate, RATE_CHARS);
  gtk_label_set_xalign (bus->rate, 0);
  gtk_widget_add_css_class (GTK_WIDGET (bus->rate), "tnum");
  gtk_widget_add_css_class (GTK_WIDGET (bus->rate), "dim");
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (bus->label));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (bus->rate));
  bus->counted_at = 0;
  bus->button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (bus->button), line);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (bus->button), GTK_ARROW_UP);
  gtk_widget_add_css_class (bus->button, "flat");
  gtk_widget_set_valign (bus->button, GTK_ALIGN_CENTER);
  bus->title = GTK_LABEL (form_label ("", FALSE));
  gtk_widget_add_css_class (GTK_WIDGET (bus->title), "strong");
  bus->description = GTK_LABEL (form_label ("", TRUE));
  bus->figures = GTK_LABEL (form_label ("", FALSE));
  gtk_widget_add_css_class (GTK_WIDGET (bus->figures), "tnum");
  bus->hint = GTK_LABEL (form_label ("", FALSE));
  gtk_widget_add_css_class (GTK_WIDGET (bus->hint), "warn");
  bus->restart = gtk_button_new_with_label (_ ("Restart"));
  gtk_widget_set_halign (bus->restart, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (bus->restart), "win.restart-bus");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (bus->restart), "u", key);
  gtk_widget_set_size_request (box, 320, -1);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (bus->title));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (bus->description));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (bus->figures));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (bus->hint));
  gtk_box_append (GTK_BOX (box), bus->restart);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (bus->button), popover);
  gtk_box_append (GTK_BOX (self), bus->button);
}

static const char *
hint_of (const CaptureBus *bus)
{
  if (bus->problem != NULL)
    return bus->problem;
  if (bus->unacknowledged)
    return bus_cause_text (BUS_CAUSE_NO_ACK);
  if (bus->status.state == BUS_STATE_OFF)
    return bus_cause_text (BUS_CAUSE_OFF);
  if (bus->status.state == BUS_STATE_PASSIVE && bus->status.rec > 127)
    return bus_cause_text (BUS_CAUSE_RATE);
  if (bus->status.state == BUS_STATE_PASSIVE || bus->status.state == BUS_STATE_WARNING)
    return bus_cause_text (BUS_CAUSE_TERMINATION);
  return "";
}

static void
add_count (GString *out, const char *words, uint64_t count)
{
  g_autofree char *text = text_count (count);

  g_string_append_printf (out, "%s%s %s", out->len > 0 ? "\n" : "", words, text);
}

static char *
dup_figures (const CaptureBus *bus)
{
  const BusStatus *status = &bus->status;
  GString *out = g_string_new (NULL);

  if (status->tec >= 0)
    g_string_append_printf (out, "TEC %d · REC %d", status->tec, status->rec);
  if (status->bitrate > 0)
    g_string_append_printf (out, _ ("%s%u bit/s"), out->len > 0 ? "\n" : "", status->bitrate);
  if (status->data_bitrate > 0)
    g_string_append_printf (out, _ (", data %u bit/s"), status->data_bitrate);
  add_count (out, _ ("Received"), bus->n_received);
  add_count (out, _ ("Sent"), bus->n_sent);
  add_count (out, _ ("Lost before they reached this program"), status->dropped);
  if (status->tec >= 0)
    {
      add_count (out, _ ("Bus errors"), status->bus_errors);
      add_count (out, _ ("Arbitrations lost"), status->arbitration_lost);
      add_count (out, _ ("Restarts"), status->restarts);
    }
  return g_string_free (out, FALSE);
}

/* Frames of the last second, in both directions. */
static void
update_rate (BusWidgets *widgets, const CaptureBus *bus, gboolean narrow)
{
  uint64_t n = bus->n_received + bus->n_sent;
  gint64 now = g_get_monotonic_time (), passed = now - widgets->counted_at;

  gtk_widget_set_visible (GTK_WIDGET (widgets->rate), !narrow);
  if (widgets->counted_at != 0 && passed < RATE_US)
    return;
  if (widgets->counted_at != 0)
    {
      g_autofree char *count = text_short_count ((double) (n - MIN (n, widgets->counted)) * 1e6 / (double) passed);
      g_autofree char *text = g_strdup_printf (_ ("%s/s"), count);

      gtk_label_set_text (widgets->rate, text);
    }
  widgets->counted = n;
  widgets->counted_at = now;
}

static void
update_bus (BusStates *self, guint key, const CaptureBus *bus)
{
  BusWidgets *widgets = &self->buses[key];
  BusState state = bus->status.state;
  const char *words = bus->opening          ? _ ("Opening")
                      : bus->unacknowledged ? _ ("No acknowledgement")
                                            : bus_state_text (state);
  gboolean calm = !bus->unacknowledged && (state == BUS_STATE_ACTIVE || state == BUS_STATE_UNKNOWN);
  g_autofree char *label = NULL, *title = g_strdup_printf ("%s · %s", bus->name, words), *figures = dup_figures (bus);
  const char *classes[] = { "tnum", bus->unacknowledged ? "warn" : looks[state].class, NULL };

  /* Calm buses take little room: their shape says it. */
  label = calm ? g_strdup_printf ("%s %s", looks[state].shape, bus->name)
               : g_strdup_printf ("%s %s %s", bus->unacknowledged ? "▲" : looks[state].shape, bus->name, words);
  set_text (widgets->label, label);
  gtk_widget_set_css_classes (GTK_WIDGET (widgets->label), classes);
  if (g_strcmp0 (gtk_label_get_text (widgets->title), title) != 0)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widgets->button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  set_text (widgets->title, title);
  set_text (widgets->description, bus->description != NULL ? bus->description : "");
  set_text (widgets->figures, figures);
  set_text (widgets->hint, hint_of (bus));
  gtk_widget_set_visible (widgets->restart, state == BUS_STATE_OFF);
}

void
bus_states_update (BusStates *self, Capture *capture, gboolean narrow)
{
  guint n = capture != NULL ? MIN (capture_n_buses (capture), MAX_BUSES) : 0;

  for (; self->n < n; self->n++)
    build (self, self->n);
  for (; self->n > n; self->n--)
    gtk_box_remove (GTK_BOX (self), self->buses[self->n - 1].button);
  for (guint i = 0; i < n; i++)
    {
      CaptureBus bus;

      capture_get_bus (capture, i, &bus);
      update_bus (self, i, &bus);
      update_rate (&self->buses[i], &bus, narrow);
      capture_bus_clear (&bus);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

static void
bus_states_class_init (BusStatesClass *class)
{
}

static void
bus_states_init (BusStates *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
bus_states_new (void)
{
  return g_object_new (BUS_TYPE_STATES, NULL);
}
