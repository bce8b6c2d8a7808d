/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/preferences-bus.h"

#include "backends/bus-defaults.h"
#include "base/i18n.h"
#include "ui/dialogs/form-grid.h"

/* The interface, its channel, the rest by name. */
static int
rank (const char *key)
{
  return strcmp (key, "interface") == 0 ? 0 : strcmp (key, "channel") == 0 ? 1 : 2;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const char *x = *(const char *const *) a, *y = *(const char *const *) b;

  return rank (x) != rank (y) ? rank (x) - rank (y) : strcmp (x, y);
}

static void
add_value (GtkGrid *grid, int row, const char *key, const BusDefault *entry)
{
  const char *const texts[] = { key, entry->value, entry->origin };

  for (int i = 0; i < (int) G_N_ELEMENTS (texts); i++)
    {
      GtkWidget *label = gtk_label_new (texts[i]);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_selectable (GTK_LABEL (label), i > 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_widget_set_hexpand (label, i == 2);
      if (i != 1)
        gtk_widget_add_css_class (label, "dim");
      gtk_grid_attach (grid, label, i, row, 1, 1);
    }
}

static GtkWidget *
new_hint (const char *text)
{
  GtkWidget *label = form_label (text, TRUE);

  gtk_widget_add_css_class (label, "small");
  return label;
}

GtkWidget *
preferences_bus_new (void)
{
  g_autoptr (GHashTable) defaults = bus_defaults_read (NULL, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8), *grid = gtk_grid_new ();
  guint n;
  g_autofree char **keys = (char **) g_hash_table_get_keys_as_array (defaults, &n);

  gtk_widget_set_name (box, "python-can");
  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 16);
  qsort (keys, n, sizeof *keys, compare_keys);
  for (guint i = 0; i < n; i++)
    add_value (GTK_GRID (grid), (int) i, keys[i], g_hash_table_lookup (defaults, keys[i]));
  gtk_box_append (GTK_BOX (box), grid);
  gtk_widget_set_visible (grid, n > 0);
  gtk_box_append (GTK_BOX (box),
                  new_hint (n > 0 ? _ ("From python-can's configuration. Buses that are chosen in Capture Interfaces "
                                       "come first, and what is set there wins.")
                                  : _ ("No bus is named by python-can's configuration: ~/can.conf, /etc/can.conf, "
                                       "~/.can, ~/.canrc, CAN_INTERFACE, CAN_CHANNEL, CAN_BITRATE, CAN_CONFIG.")));
  return box;
}
