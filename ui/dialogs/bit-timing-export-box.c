/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/bit-timing-export-box.h"

#include "base/i18n.h"
#include "timing/timing-export.h"

struct _BitTimingExportBox
{
  GtkBox parent;
  GtkDropDown *form;
  GtkLabel *text;
  GtkWidget *copy;
  guint back; /* source: the icon becomes itself again */

  const TimingRequest *request;
  const TimingSolution *solution;
  const Controller *controller;
  char interface[16];
};

G_DEFINE_FINAL_TYPE (BitTimingExportBox, bit_timing_export_box, GTK_TYPE_BOX)

static void
refresh (BitTimingExportBox *self)
{
  g_autofree char *text = NULL;

  gtk_widget_set_sensitive (self->copy, self->solution != NULL);
  if (self->solution == NULL)
    {
      gtk_label_set_text (self->text, "");
      return;
    }
  text = timing_export ((TimingExport) gtk_drop_down_get_selected (self->form), self->request, self->solution,
                        self->controller, self->interface);
  g_strchomp (text);
  gtk_label_set_text (self->text, text);
}

static gboolean
on_back (gpointer data)
{
  BitTimingExportBox *self = data;

  self->back = 0;
  gtk_button_set_icon_name (GTK_BUTTON (self->copy), "edit-copy-symbolic");
  return G_SOURCE_REMOVE;
}

static void
on_copy (BitTimingExportBox *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_label_get_text (self->text));
  gtk_button_set_icon_name (GTK_BUTTON (self->copy), "emblem-ok-symbolic");
  g_clear_handle_id (&self->back, g_source_remove);
  self->back = g_timeout_add_seconds (1, on_back, self);
}

void
bit_timing_export_box_set (BitTimingExportBox *self, const TimingRequest *request, const TimingSolution *solution,
                           const Controller *controller)
{
  self->request = request;
  self->solution = solution;
  self->controller = controller;
  refresh (self);
}

void
bit_timing_export_box_set_interface (BitTimingExportBox *self, const char *name)
{
  g_strlcpy (self->interface, name, sizeof self->interface);
  refresh (self);
}

static void
bit_timing_export_box_dispose (GObject *object)
{
  g_clear_handle_id (&BIT_TIMING_EXPORT_BOX (object)->back, g_source_remove);
  G_OBJECT_CLASS (bit_timing_export_box_parent_class)->dispose (object);
}

static void
bit_timing_export_box_class_init (BitTimingExportBoxClass *class)
{
  G_OBJECT_CLASS (class)->dispose = bit_timing_export_box_dispose;
}

static void
bit_timing_export_box_init (BitTimingExportBox *self)
{
  const char *const forms[] = { "ip link", "networkd", "C", "Zephyr", "python-can", "CSV", NULL };
  GtkWidget *scrolled = gtk_scrolled_window_new (), *text = gtk_label_new (NULL);

  g_strlcpy (self->interface, "can0", sizeof self->interface);
  gtk_box_set_spacing (GTK_BOX (self), 8);
  self->form = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (forms));
  gtk_widget_set_valign (GTK_WIDGET (self->form), GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->form), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Written as"), -1);
  g_signal_connect_swapped (self->form, "notify::selected", G_CALLBACK (refresh), self);
  self->text = GTK_LABEL (text);
  gtk_label_set_xalign (self->text, 0);
  gtk_label_set_yalign (self->text, 0);
  gtk_label_set_wrap (self->text, TRUE);
  gtk_label_set_wrap_mode (self->text, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (self->text, TRUE);
  gtk_widget_add_css_class (text, "mono");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), text);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  /* Measured before it is known how wide it gets: three lines, an ip link command with FD. */
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 58);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 110);
  gtk_widget_set_hexpand (scrolled, TRUE);
  gtk_widget_add_css_class (scrolled, "command");
  self->copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  gtk_widget_add_css_class (self->copy, "flat");
  gtk_widget_set_valign (self->copy, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (self->copy, _ ("Copy"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->copy), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Copy"), -1);
  g_signal_connect_swapped (self->copy, "clicked", G_CALLBACK (on_copy), self);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->form));
  gtk_box_append (GTK_BOX (self), scrolled);
  gtk_box_append (GTK_BOX (self), self->copy);
}

GtkWidget *
bit_timing_export_box_new (void)
{
  return g_object_new (BIT_TYPE_TIMING_EXPORT_BOX, NULL);
}
