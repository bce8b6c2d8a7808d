/* bus-shape.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/bus-shape.h"

#include "models/columns.h"
#include "ui/theme.h"

static int colors[BUS_SHAPES]; /* of the palette, from 1; 0: by place */

void
bus_shape_set_color (guint channel, int color)
{
  if (channel < BUS_SHAPES)
    colors[channel] = color + 1;
}

PangoAttrList *
bus_shape_new_attributes (GtkWidget *widget, guint channel)
{
  PangoAttrList *list = pango_attr_list_new ();
  PangoAttribute *attributes[3];
  GdkRGBA color;
  char name[16];

  g_snprintf (name, sizeof name, "plot_%u",
              channel < BUS_SHAPES && colors[channel] > 0 ? (guint) colors[channel] : channel + 1);
  theme_lookup_color (widget, name, &color);
  attributes[0] = pango_attr_foreground_new ((guint16) (color.red * 65535), (guint16) (color.green * 65535),
                                             (guint16) (color.blue * 65535));
  /* One font: others draw ● and ■ in different sizes. */
  attributes[1] = pango_attr_family_new ("DejaVu Sans");
  attributes[2] = pango_attr_size_new (9 * PANGO_SCALE);
  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    {
      attributes[i]->start_index = 0;
      attributes[i]->end_index = (guint) strlen (column_bus_shape ((uint8_t) channel));
      pango_attr_list_insert (list, attributes[i]);
    }
  return list;
}
