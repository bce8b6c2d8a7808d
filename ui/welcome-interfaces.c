/* welcome-interfaces.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/welcome-interfaces.h"

#include "base/i18n.h"
#include "ui/actions.h"
#include "ui/app-settings.h"
#include "ui/dialogs/interface-row.h"
#include "ui/text.h"
#include "ui/widgets/sparkline.h"

#define STATE_CHARS 14 /* wide enough for every state, so that columns stand */
#define RATE_CHARS 9

struct _WelcomeInterfaces
{
  GtkBox parent;

  GtkListBox *list;
  GtkLabel *nothing;
  InterfaceList *interfaces; /* while mapped */
  GtkFilter *filter;
};

G_DEFINE_FINAL_TYPE (WelcomeInterfaces, welcome_interfaces, GTK_TYPE_BOX)

/* --- A row --- */

typedef struct
{
  WelcomeInterfaces *owner;
  InterfaceItem *item;
  GtkLabel *shape, *name, *details, *state, *bits, *rate;
  GtkWidget *spark, *button;
} Row;

static void
row_free (gpointer data)
{
  Row *self = data;

  g_object_unref (self->item);
  g_free (self);
}

static GtkLabel *
new_label (const char *class, gfloat xalign, int chars)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_xalign (label, xalign);
  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (label, chars);
  gtk_widget_add_css_class (GTK_WIDGET (label), class);
  return label;
}

static void
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

static gboolean
can_start (const InterfaceItem *item)
{
  return item->present && item->status.state != BUS_STATE_DOWN && item->status.state != BUS_STATE_OFF;
}

static char *
dup_rate (uint32_t rate, gboolean unit)
{
  gboolean mega = rate >= 1000000;
  double value = rate / (mega ? 1e6 : 1e3);

  return g_strdup_printf (unit ? (mega ? _ ("%g Mbit/s") : _ ("%g kbit/s")) : mega ? "%g M" : "%g k", value);
}

static char *
dup_bits (const InterfaceItem *item)
{
  const BusStatus *status = &item->status;
  g_autofree char *nominal = dup_rate (status->bitrate, status->data_bitrate == 0), *data = NULL;

  if (!item->has_link || !item->link.has_controller)
    return g_strdup ("");
  if (status->bitrate == 0)
    return g_strdup (_ ("no bit rate set"));
  if (status->data_bitrate == 0)
    return g_steal_pointer (&nominal);
  data = dup_rate (status->data_bitrate, TRUE);
  return g_strdup_printf ("%s / %s", nominal, data);
}

/* The rate stands in a column of its own. */
static char *
dup_details (const InterfaceItem *item, const char *kind)
{
  const CanLink *link = &item->link;

  if (!item->has_link)
    return g_strdup (*item->description != '\0' ? item->description : kind);
  if (*link->product != '\0' && *link->driver != '\0')
    return g_strdup_printf ("%s (%s)", link->product, link->driver);
  return g_strdup (*link->product != '\0' ? link->product : *link->driver != '\0' ? link->driver : kind);
}

static void
update_row (Row *self)
{
  const InterfaceItem *item = self->item;
  InterfaceLook look = interface_look (item);
  g_autofree char *name = interface_dup_title (item), *details = NULL, *count = text_short_count (item->rate),
                  *bits = dup_bits (item), *words = NULL;
  const char *button = can_start (item) ? _ ("Start") : _ ("Set Up…"), *shape[] = { "shape", look.class, NULL },
             *state[] = { "strong", look.class, NULL };

  /* A bus without states has a ring: it can be listened to, more is not known. */
  set_text (self->shape, *look.shape != '\0' ? look.shape : "○");
  gtk_widget_set_css_classes (GTK_WIDGET (self->shape), shape);
  set_text (self->name, name);
  details = dup_details (item, look.kind);
  set_text (self->details, details);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->details), item->description);
  set_text (self->state, look.words);
  gtk_widget_set_css_classes (GTK_WIDGET (self->state), state);
  set_text (self->bits, bits);
  gtk_widget_set_visible (GTK_WIDGET (self->bits), *bits != '\0');
  words = item->has_link && item->link.up ? g_strdup_printf (_ ("%s/s"), count) : g_strdup ("");
  set_text (self->rate, words);
  gtk_widget_set_opacity (self->spark, item->has_link && item->link.up ? 1 : 0);
  spark_line_set_counts (SPARK_LINE (self->spark), item->sparks, INTERFACE_SPARKS);
  if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (self->button)), button) != 0) /* it would name the button anew */
    gtk_button_set_label (GTK_BUTTON (self->button), button);
  gtk_widget_set_visible (self->button, item->present);
  words = (g_free (words), g_strdup_printf (_ ("%s, %s, %s"), name, look.kind, look.words));
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_ancestor (self->button, GTK_TYPE_LIST_BOX_ROW)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  words = (g_free (words), g_strdup_printf (_ ("%s: %s"), name, button));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

/* This one alone: several are ticked in the dialog, which begins with the one that is chosen. */
static void
on_button (GtkButton *button, Row *row)
{
  WelcomeInterfaces *self = row->owner;
  gboolean start = can_start (row->item);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->interfaces)); i++)
    {
      g_autoptr (InterfaceItem) item = g_list_model_get_item (G_LIST_MODEL (self->interfaces), i);

      bus_profile_choose (item->profile, item == row->item);
    }
  interface_list_save (self->interfaces);
  gtk_widget_activate_action (GTK_WIDGET (self), start ? "win.capture" : "win.interfaces", NULL);
}

static void
build_row (Row *self, GtkWidget *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0),
            *middle = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->shape = new_label ("shape", 0.5f, 2);
  self->name = new_label ("strong", 0, -1);
  self->details = new_label ("small", 0, -1);
  self->state = new_label ("strong", 0, STATE_CHARS);
  self->bits = new_label ("small", 0, STATE_CHARS);
  self->rate = new_label ("tnum", 1, RATE_CHARS);
  gtk_widget_add_css_class (GTK_WIDGET (self->details), "dim");
  gtk_widget_add_css_class (GTK_WIDGET (self->bits), "dim");
  gtk_widget_add_css_class (GTK_WIDGET (self->rate), "dim");
  self->spark = spark_line_new ();
  gtk_widget_set_size_request (self->spark, 110, 26);
  self->button = gtk_button_new ();
  gtk_widget_set_size_request (self->button, 88, -1); /* both words, so that columns stand */
  gtk_box_append (GTK_BOX (left), GTK_WIDGET (self->name));
  gtk_box_append (GTK_BOX (left), GTK_WIDGET (self->details));
  gtk_widget_set_hexpand (left, TRUE);
  gtk_box_append (GTK_BOX (middle), GTK_WIDGET (self->state));
  gtk_box_append (GTK_BOX (middle), GTK_WIDGET (self->bits));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->shape));
  gtk_box_append (GTK_BOX (box), left);
  gtk_box_append (GTK_BOX (box), middle);
  gtk_box_append (GTK_BOX (box), self->spark);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->rate));
  gtk_box_append (GTK_BOX (box), self->button);
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_valign (child, GTK_ALIGN_CENTER);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  g_signal_connect (self->button, "clicked", G_CALLBACK (on_button), self);
}

static void
on_item_changed (InterfaceItem *item, GtkWidget *row)
{
  update_row (g_object_get_data (G_OBJECT (row), "row"));
}

/* What a newcomer can make nothing of (the machine's own serial port) is left to the dialog. */
static gboolean
is_shown (const InterfaceItem *item)
{
  return item->has_link || item->origin != NULL || bus_profile_is_worth (item->profile);
}

static GtkWidget *
new_row (gpointer item, gpointer data)
{
  GtkWidget *row = gtk_list_box_row_new ();
  Row *self = g_new0 (Row, 1);

  self->owner = data;
  self->item = g_object_ref (INTERFACE_ITEM (item));
  g_object_set_data_full (G_OBJECT (row), "row", self, row_free);
  build_row (self, row);
  update_row (self);
  g_signal_connect_object (item, "changed", G_CALLBACK (on_item_changed), row, 0);
  return row;
}

/* --- All --- */

#define SHOWN "canid-shown"

static gboolean
filter_item (gpointer item, gpointer data)
{
  gboolean shown = is_shown (INTERFACE_ITEM (item));

  g_object_set_data (item, SHOWN, GINT_TO_POINTER (shown));
  return shown;
}

/* An item is there before it is known what it is. */
static void
on_any_changed (WelcomeInterfaces *self, InterfaceItem *item)
{
  if (is_shown (item) != GPOINTER_TO_INT (g_object_get_data (G_OBJECT (item), SHOWN)))
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
on_listed (WelcomeInterfaces *self, guint position, guint removed, guint added, GListModel *model)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (InterfaceItem) item = g_list_model_get_item (model, i);

      g_signal_connect_object (item, "changed", G_CALLBACK (on_any_changed), self, G_CONNECT_SWAPPED);
    }
}

static void
on_items_changed (WelcomeInterfaces *self, guint position, guint removed, guint added, GListModel *model)
{
  gboolean some = g_list_model_get_n_items (model) > 0;

  gtk_widget_set_visible (GTK_WIDGET (self->list), some);
  gtk_widget_set_visible (GTK_WIDGET (self->nothing), !some);
}

static void
on_map (WelcomeInterfaces *self)
{
  g_autofree char *obstacle = backend_dup_obstacle (backend_find ("socketcan"));
  GtkFilterListModel *shown;

  if (self->interfaces != NULL)
    return;
  self->interfaces = interface_list_new_later (app_settings_get ());
  g_signal_connect_object (self->interfaces, "items-changed", G_CALLBACK (on_listed), self, G_CONNECT_SWAPPED);
  self->filter = GTK_FILTER (gtk_custom_filter_new (filter_item, NULL, NULL));
  shown = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->interfaces)), g_object_ref (self->filter));
  g_signal_connect_object (shown, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  gtk_label_set_text (self->nothing, obstacle != NULL
                                         ? obstacle
                                         : _ ("No CAN interface yet: one that is plugged in appears here by itself."));
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (shown), new_row, self, NULL);
  on_items_changed (self, 0, 0, 0, G_LIST_MODEL (shown));
  g_object_unref (shown);
}

static void
on_unmap (WelcomeInterfaces *self)
{
  gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_clear_object (&self->interfaces);
  g_clear_object (&self->filter);
}

static void
welcome_interfaces_dispose (GObject *object)
{
  on_unmap (WELCOME_INTERFACES (object));
  G_OBJECT_CLASS (welcome_interfaces_parent_class)->dispose (object);
}

static void
welcome_interfaces_class_init (WelcomeInterfacesClass *class)
{
  G_OBJECT_CLASS (class)->dispose = welcome_interfaces_dispose;
}

static GtkWidget *
new_heading (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *title = GTK_WIDGET (new_label ("h2", 0, -1)),
            *button = gtk_button_new_with_label (_ ("Virtual, serial or network…"));
  g_autofree char *tooltip = actions_dup_tooltip ("win.interfaces");

  gtk_label_set_text (GTK_LABEL (title), _ ("Interfaces"));
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_size_request (title, -1, 28);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.interfaces");
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), button);
  return box;
}

static void
welcome_interfaces_init (WelcomeInterfaces *self)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 8);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self), 20);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Interfaces"), -1);
  self->nothing = new_label ("small", 0, -1);
  gtk_label_set_ellipsize (self->nothing, PANGO_ELLIPSIZE_NONE);
  gtk_label_set_wrap (self->nothing, TRUE);
  gtk_label_set_max_width_chars (self->nothing, 40); /* it wraps in what the page has */
  gtk_widget_add_css_class (GTK_WIDGET (self->nothing), "dim");
  gtk_widget_add_css_class (GTK_WIDGET (self->nothing), "placeholder");
  gtk_widget_add_css_class (card, "card");
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->nothing));
  gtk_box_append (GTK_BOX (self), new_heading ());
  gtk_box_append (GTK_BOX (self), card);
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (on_unmap), NULL);
}

GtkWidget *
welcome_interfaces_new (void)
{
  return g_object_new (WELCOME_TYPE_INTERFACES, NULL);
}
