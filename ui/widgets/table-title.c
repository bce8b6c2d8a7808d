/* table-title.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/table-title.h"

#include "base/i18n.h"

#define TITLE_PADDING 14 /* px, both sides */

static GtkWidget *
find_label (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_LABEL (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child);
  return found;
}

GtkWidget *
table_title_get (GtkColumnView *view, guint place)
{
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (view)));

  for (; title != NULL && place > 0; place--)
    title = gtk_widget_get_next_sibling (title);
  return title;
}

void
table_title_dress (GtkColumnView *view, guint place, const char *tip, gboolean right)
{
  GtkWidget *title = table_title_get (view, place), *label = title != NULL ? find_label (title) : NULL;

  if (title != NULL && tip != NULL)
    gtk_widget_set_tooltip_text (title, tip);
  if (label == NULL || !right)
    return;
  gtk_widget_set_halign (label, GTK_ALIGN_END);
  gtk_widget_set_hexpand (label, TRUE);
}

int
table_title_measure (GtkWidget *title)
{
  GtkWidget *label = find_label (title);
  int minimum = 0, natural = 0;

  if (label != NULL)
    gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return natural > 0 ? natural + TITLE_PADDING : 0;
}

void
table_title_name_header (GtkColumnView *view, const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (GTK_WIDGET (view))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Column titles"), -1);
  if (label != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_last_child (GTK_WIDGET (view))),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}
