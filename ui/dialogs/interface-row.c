/* interface-row.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/interface-row.h"

#include "base/i18n.h"
#include "ui/text.h"
#include "ui/widgets/check-box.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/swatch.h"

struct _InterfaceRow
{
  GtkListBoxRow parent;

  InterfaceItem *item;
  GtkWidget *check, *swatch, *spark, *right;
  GtkLabel *name, *details, *rate, *state;
};

G_DEFINE_FINAL_TYPE (InterfaceRow, interface_row, GTK_TYPE_LIST_BOX_ROW)

static guint signal_chosen;

/* Shape and words of a state, and its colour. */
static const struct
{
  const char *shape, *class;
} looks[] = {
  [BUS_STATE_UNKNOWN] = { "", "dim" },   [BUS_STATE_ACTIVE] = { "●", "ok" }, [BUS_STATE_WARNING] = { "▲", "warn" },
  [BUS_STATE_PASSIVE] = { "▲", "warn" }, [BUS_STATE_OFF] = { "■", "err" },   [BUS_STATE_DOWN] = { "○", "dim" },
  [BUS_STATE_GONE] = { "○", "dim" },
};

static void
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

InterfaceLook
interface_look (const InterfaceItem *item)
{
  BusState state = item->present ? item->status.state : BUS_STATE_GONE;

  return (InterfaceLook){
    .shape = looks[state].shape,
    .class = looks[state].class,
    .words = !item->present                                                              ? _ ("Not plugged in")
             : item->has_link && !item->link.has_controller && state == BUS_STATE_ACTIVE ? _ ("Up")
             : state != BUS_STATE_UNKNOWN                                                ? bus_state_text (state)
                                                                                         : "",
    .kind = item->has_link && !item->link.has_controller ? item->link.kind : backend_get_name (item->backend),
  };
}

static void
set_state (InterfaceRow *self, const InterfaceLook *look)
{
  g_autofree char *text = g_strdup_printf ("%s%s%s", look->shape, *look->words != '\0' ? " " : "", look->words);
  const char *classes[] = { "small", "tnum", look->class, NULL };

  set_text (self->state, text);
  gtk_widget_set_css_classes (GTK_WIDGET (self->state), classes);
}

char *
interface_dup_title (const InterfaceItem *item)
{
  const char *name = bus_profile_get_name (item->profile);

  /* A number alone is no name. */
  return g_ascii_isdigit (*name) && strspn (name, "0123456789") == strlen (name)
             ? g_strdup_printf ("%s %s", backend_get_name (item->backend), name)
             : g_strdup (name);
}

void
interface_row_update (InterfaceRow *self)
{
  const InterfaceItem *item = self->item;
  InterfaceLook look = interface_look (item);
  g_autofree char *title = interface_dup_title (item), *details = NULL, *named = NULL, *rate = NULL, *words = NULL;
  const char *name = bus_profile_get_name (item->profile);
  gboolean renamed = strcmp (name, item->profile->channel) != 0;

  named = item->origin != NULL ? g_strdup_printf (_ ("named by %s · "), item->origin) : g_strdup ("");
  details = g_strdup_printf ("%s%s%s%s%s%s", named, renamed ? item->profile->channel : "", renamed ? " · " : "",
                             look.kind, *item->description != '\0' ? " · " : "", item->description);
  set_text (self->name, title);
  set_text (self->details, details);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->details), details);
  rate = item->has_link && item->link.up ? text_short_count (item->rate) : NULL;
  words = rate != NULL ? g_strdup_printf (_ ("%s/s"), rate) : g_strdup ("");
  set_text (self->rate, words);
  gtk_widget_set_visible (self->spark, item->has_link && item->link.up);
  gtk_widget_set_visible (self->right, item->has_link || !item->present || item->status.state != BUS_STATE_UNKNOWN);
  if (item->has_link)
    spark_line_set_counts (SPARK_LINE (self->spark), item->sparks, INTERFACE_SPARKS);
  color_swatch_set_signal (COLOR_SWATCH (self->swatch), item->profile->color);
  set_state (self, &look);
  if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->check)) != item->profile->chosen)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->check), item->profile->chosen);
  words = (g_free (words), g_strdup_printf (_ ("%s, %s, %s"), title, look.kind, gtk_label_get_text (self->state)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
on_check (InterfaceRow *self)
{
  bus_profile_choose (self->item->profile, gtk_check_button_get_active (GTK_CHECK_BUTTON (self->check)));
  g_signal_emit (self, signal_chosen, 0);
}

static GtkLabel *
new_label (const char *class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, class);
  return GTK_LABEL (label);
}

static void
build (InterfaceRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10), *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->check = check_box_new (NULL);
  g_signal_connect_swapped (self->check, "toggled", G_CALLBACK (on_check), self);
  gtk_box_append (GTK_BOX (box), self->check);
  self->swatch = color_swatch_new ();
  self->name = new_label ("strong");
  gtk_box_append (GTK_BOX (top), self->swatch);
  gtk_box_append (GTK_BOX (top), GTK_WIDGET (self->name));
  self->details = new_label ("small");
  gtk_widget_add_css_class (GTK_WIDGET (self->details), "dim");
  gtk_box_append (GTK_BOX (texts), top);
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->details));
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (box), texts);
  self->spark = spark_line_new ();
  gtk_widget_set_size_request (self->spark, 72, 24);
  gtk_widget_set_valign (self->spark, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), self->spark);
  self->state = new_label ("small");
  self->rate = new_label ("small");
  gtk_label_set_xalign (self->rate, 1);
  gtk_label_set_xalign (self->state, 1);
  gtk_widget_add_css_class (GTK_WIDGET (self->rate), "tnum");
  self->right = right;
  gtk_widget_set_size_request (right, 104, -1);
  gtk_widget_set_valign (right, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (right), GTK_WIDGET (self->state));
  gtk_box_append (GTK_BOX (right), GTK_WIDGET (self->rate));
  gtk_box_append (GTK_BOX (box), right);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
}

static void
interface_row_dispose (GObject *object)
{
  g_clear_object (&INTERFACE_ROW (object)->item);
  G_OBJECT_CLASS (interface_row_parent_class)->dispose (object);
}

static void
interface_row_class_init (InterfaceRowClass *class)
{
  G_OBJECT_CLASS (class)->dispose = interface_row_dispose;
  signal_chosen = g_signal_new ("chosen", INTERFACE_TYPE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
interface_row_init (InterfaceRow *self)
{
  build (self);
}

GtkWidget *
interface_row_new (InterfaceItem *item)
{
  InterfaceRow *self = g_object_new (INTERFACE_TYPE_ROW, NULL);

  self->item = g_object_ref (item);
  interface_row_update (self);
  g_signal_connect_object (item, "changed", G_CALLBACK (interface_row_update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

InterfaceItem *
interface_row_get_item (InterfaceRow *self)
{
  return self->item;
}
