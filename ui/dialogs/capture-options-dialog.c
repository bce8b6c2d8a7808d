/* capture-options-dialog.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/capture-options-dialog.h"

#include "backends/backend.h"
#include "base/i18n.h"
#include "ui/dialogs/form-grid.h"
#include "session/trace-session.h"
#include "ui/text.h"

/* Of a bus that is full: CAN at 1 Mbit/s carries no more of the shortest frames. */
#define MOST_FRAMES_A_SECOND 20000

enum
{
  HOLD_ALL,
  HOLD_FRAMES,
  HOLD_MINUTES,
};

typedef struct
{
  GSettings *settings;
  GtkWidget *filter, *hold, *frames, *minutes;
  GtkLabel *filter_note, *hold_note;
} Options;

guint
capture_options_get_ring (GSettings *settings, guint n_buses)
{
  guint64 n = 0;

  switch (g_settings_get_uint (settings, "capture-hold"))
    {
    case HOLD_FRAMES:
      n = g_settings_get_uint (settings, "capture-hold-frames");
      break;
    case HOLD_MINUTES:
      n = (guint64) g_settings_get_uint (settings, "capture-hold-minutes") * 60 * MOST_FRAMES_A_SECOND
          * MAX (n_buses, 1);
      break;
    default:
      break;
    }
  return (guint) MIN (n, TRACE_RING_MAX);
}

/* --- Changes --- */

static void
show_note (GtkLabel *label, const char *text, gboolean bad)
{
  gtk_label_set_text (label, text);
  if (bad)
    gtk_widget_add_css_class (GTK_WIDGET (label), "bad");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (label), "bad");
}

static void
on_filter (Options *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->filter));
  g_autoptr (GArray) filters = g_array_new (FALSE, FALSE, sizeof (BusFilter));
  g_autofree char *reason = NULL;

  if (!bus_filters_parse (text, filters, &reason))
    {
      show_note (self->filter_note, reason, TRUE);
      return;
    }
  show_note (self->filter_note,
             filters->len > 0
                 ? _ ("Frames that do not pass are not captured at all. It acts at once, also while capturing.")
                 : _ ("All frames are captured. What the filter above the list hides is there all the same."),
             FALSE);
  g_settings_set_string (self->settings, "capture-filter", text);
}

static void
show_hold (Options *self)
{
  guint kind = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->hold)), n;
  g_autofree char *count = NULL, *text = NULL;

  gtk_widget_set_visible (self->frames, kind == HOLD_FRAMES);
  gtk_widget_set_visible (self->minutes, kind == HOLD_MINUTES);
  n = capture_options_get_ring (self->settings, 1);
  count = text_count (n);
  text = kind == HOLD_ALL ? g_strdup (_ ("In a file; what was captured survives a crash."))
                          : g_strdup_printf (_ ("At least %s frames, older ones are gone; the file does not grow any "
                                                "more then. What is held survives a crash. It acts when a capture "
                                                "starts."),
                                             count);
  show_note (self->hold_note, text, FALSE);
}

static void
on_hold (Options *self)
{
  g_settings_set_uint (self->settings, "capture-hold", gtk_drop_down_get_selected (GTK_DROP_DOWN (self->hold)));
  g_settings_set_uint (self->settings, "capture-hold-frames",
                       (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->frames)));
  g_settings_set_uint (self->settings, "capture-hold-minutes",
                       (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->minutes)));
  show_hold (self);
}

/* --- Making --- */

static void
name_widget (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
attach (GtkGrid *grid, int row, const char *words, GtkWidget *widget)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), widget);
  gtk_widget_add_css_class (label, "dim");
  gtk_grid_attach (grid, label, 0, row, 1, 1);
}

static GtkLabel *
attach_note (GtkGrid *grid, int row)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 56);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 56);
  gtk_widget_add_css_class (label, "small");
  gtk_grid_attach (grid, label, 1, row, 1, 1);
  return GTK_LABEL (label);
}

static GtkWidget *
new_spin (Options *self, GtkWidget *box, double upper, double step, const char *key, const char *name)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (1, upper, step);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), g_settings_get_uint (self->settings, key));
  name_widget (spin, name);
  gtk_box_append (GTK_BOX (box), spin);
  return spin;
}

static void
add_filter (Options *self, GtkGrid *grid)
{
  g_autofree char *text = g_settings_get_string (self->settings, "capture-filter");

  self->filter = gtk_entry_new ();
  gtk_widget_set_hexpand (self->filter, TRUE);
  gtk_widget_add_css_class (self->filter, "mono");
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->filter), "123:7FF 400~700 18DAF100:1FFFFF00");
  gtk_editable_set_text (GTK_EDITABLE (self->filter), text);
  name_widget (self->filter, _ ("Capture filter"));
  attach (grid, 0, _ ("Capture _filter"), self->filter);
  gtk_grid_attach (grid, self->filter, 1, 0, 1, 1);
  self->filter_note = attach_note (grid, 1);
}

static void
add_hold (Options *self, GtkGrid *grid)
{
  const char *const kinds[] = { _ ("All frames"), _ ("The last frames"), _ ("The last minutes"), NULL };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->hold = gtk_drop_down_new_from_strings (kinds);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->hold), g_settings_get_uint (self->settings, "capture-hold"));
  name_widget (self->hold, _ ("What is held"));
  gtk_box_append (GTK_BOX (box), self->hold);
  self->frames = new_spin (self, box, TRACE_RING_MAX, 65536, "capture-hold-frames", _ ("Number of frames"));
  self->minutes = new_spin (self, box, 1440, 1, "capture-hold-minutes", _ ("Number of minutes"));
  attach (grid, 2, _ ("_Hold"), self->hold);
  gtk_grid_attach (grid, box, 1, 2, 1, 1);
  self->hold_note = attach_note (grid, 3);
}

static void
options_free (gpointer data)
{
  Options *self = data;

  g_object_unref (self->settings);
  g_free (self);
}

GtkWidget *
capture_options_dialog_new (GSettings *settings)
{
  Options *self = g_new0 (Options, 1);
  GtkWidget *window = gtk_window_new (), *bar = gtk_header_bar_new (), *grid = gtk_grid_new ();

  self->settings = g_object_ref (settings);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Capture Options"));
  gtk_header_bar_set_decoration_layout (GTK_HEADER_BAR (bar), ":close");
  gtk_window_set_titlebar (GTK_WINDOW (window), bar);
  gtk_window_set_default_size (GTK_WINDOW (window), 620, -1);
  gtk_widget_add_css_class (window, "canid");
  form_close_by_escape (window);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 7);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_widget_set_margin_top (grid, 16);
  gtk_widget_set_margin_bottom (grid, 16);
  gtk_widget_set_margin_start (grid, 16);
  gtk_widget_set_margin_end (grid, 16);
  gtk_window_set_child (GTK_WINDOW (window), grid);
  add_filter (self, GTK_GRID (grid));
  add_hold (self, GTK_GRID (grid));
  on_filter (self);
  show_hold (self);
  g_signal_connect_swapped (self->filter, "changed", G_CALLBACK (on_filter), self);
  g_signal_connect_swapped (self->hold, "notify::selected", G_CALLBACK (on_hold), self);
  g_signal_connect_swapped (self->frames, "value-changed", G_CALLBACK (on_hold), self);
  g_signal_connect_swapped (self->minutes, "value-changed", G_CALLBACK (on_hold), self);
  g_object_set_data_full (G_OBJECT (window), "options", self, options_free);
  return window;
}
