/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/guide-adapters.h"

#include "backends/adapters.h"
#include "base/i18n.h"
#include "ui/widgets/search-field.h"

#define NAME_CHARS 26
#define WAY_CHARS 22

static GtkWidget *
new_label (const char *text, const char *class, gboolean dim)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  if (dim)
    gtk_widget_add_css_class (label, "dim");
  return label;
}

/* Two lines, the second small; chars: how wide, 0: what is left. */
static GtkWidget *
new_cell (GtkWidget *first, const char *second, int chars)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *small = new_label (second, "small", TRUE);

  gtk_box_append (GTK_BOX (box), first);
  if (*second != '\0')
    gtk_box_append (GTK_BOX (box), small);
  else
    g_object_unref (g_object_ref_sink (small));
  for (GtkWidget *line = gtk_widget_get_first_child (box); line != NULL && chars > 0;
       line = gtk_widget_get_next_sibling (line))
    {
      gtk_label_set_width_chars (GTK_LABEL (line), chars);
      gtk_label_set_max_width_chars (GTK_LABEL (line), chars);
    }
  gtk_widget_set_hexpand (box, chars == 0);
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  return box;
}

static GtkWidget *
new_way (const Adapter *adapter)
{
  g_autofree char *way = g_strdup_printf ("%s %s", adapter->backend, adapter->channel), *more = NULL, *clock = NULL;
  GtkWidget *first = *adapter->backend != '\0' ? new_label (way, "mono", FALSE)
                                               : new_label (_ ("not by this program"), "warn", FALSE);

  clock = *adapter->clock != '\0' ? g_strdup_printf (_ ("%s MHz"), adapter->clock) : g_strdup ("");
  more = g_strdup_printf ("%s%s%s", adapter->fd ? _ ("CAN FD") : "", adapter->fd && *clock != '\0' ? " · " : "", clock);
  return new_cell (first, more, WAY_CHARS);
}

static GtkWidget *
new_row (const Adapter *adapter)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  g_autofree char *usb = *adapter->usb != '\0' ? g_strdup_printf ("USB %s", adapter->usb) : g_strdup ("");
  g_autofree char *needs = g_strdup_printf (_ ("Needs %s"), _ (adapter->needs));
  g_autofree char *tested = g_strdup_printf (_ ("Tested here: %s"), adapter_tested_text (adapter->tested));

  gtk_box_append (GTK_BOX (box), new_cell (new_label (adapter->name, "strong", FALSE), usb, NAME_CHARS));
  gtk_box_append (GTK_BOX (box), new_way (adapter));
  gtk_box_append (GTK_BOX (box), new_cell (new_label (needs, NULL, FALSE), tested, 0));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  g_object_set_data (G_OBJECT (row), "adapter", (gpointer) adapter);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, adapter->name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, needs, -1);
  return row;
}

/* --- Looking for one --- */

static gboolean
holds (const char *text, const char *wanted)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return strstr (folded, wanted) != NULL;
}

static gboolean
filter_row (GtkListBoxRow *row, gpointer entry)
{
  const Adapter *adapter = g_object_get_data (G_OBJECT (row), "adapter");
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (entry), -1);

  return holds (adapter->name, wanted) || holds (adapter->usb, wanted) || holds (adapter->backend, wanted)
         || holds (_ (adapter->needs), wanted);
}

GtkWidget *
guide_adapters_new (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *scrolled = gtk_scrolled_window_new (),
            *entry = search_field_new (_ ("Name, USB id or backend"), _ ("Find an adapter")),
            *list = gtk_list_box_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Adapters"), -1);
  for (const Adapter *adapter = adapters_list (); adapter->name != NULL; adapter++)
    gtk_list_box_append (GTK_LIST_BOX (list), new_row (adapter));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_list_box_set_filter_func (GTK_LIST_BOX (list), filter_row, entry, NULL);
  gtk_list_box_set_placeholder (GTK_LIST_BOX (list), new_label (_ ("None of that name. What Linux shows as can0, and "
                                                                   "serial adapters that speak slcan, work as well."),
                                                                "placeholder", TRUE));
  g_signal_connect_swapped (entry, "search-changed", G_CALLBACK (gtk_list_box_invalidate_filter), list);
  gtk_widget_add_css_class (list, "card");
  gtk_widget_add_css_class (list, "adapters");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_widget_add_css_class (box, "timing-foot");
  return box;
}
