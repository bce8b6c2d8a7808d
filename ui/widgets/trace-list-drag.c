/* trace-list-drag.c: the selected frames dragged out of the list, sideways, as lines of candump.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Up and down a drag selects. What is dragged is text, so a terminal takes it as well as the transmit list.
 */
#include "config.h"
#include "ui/widgets/trace-list-private.h"

#include "base/i18n.h"
#include "models/frame-copy.h"

#define MAX_FRAMES 1000u

static char *
dup_selected (TraceList *self, guint *n)
{
  FrameStore *store = trace_session_get_store (self->session);
  g_autoptr (GArray) rows = trace_session_list_selected (self->session, MAX_FRAMES);
  GString *text = g_string_new (NULL);

  *n = rows->len;
  for (guint i = 0; i < rows->len; i++)
    {
      uint64_t row = g_array_index (rows, uint64_t, i);
      CanFrame frame;

      frame_store_get (store, row, &frame);
      frame_copy_append (FRAME_COPY_CANDUMP, frame_store_get_info (store), row, &frame, text);
    }
  return g_string_free (text, FALSE);
}

static void
show_count (GdkDrag *drag, guint n)
{
  g_autofree char *text = g_strdup_printf (ngettext_ ("%u frame", "%u frames", n), n);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "drag-name");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), label);
}

gboolean
trace_list_begin_drag (TraceList *self)
{
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (GTK_WIDGET (self)));
  GdkDevice *device = gtk_gesture_get_device (GTK_GESTURE (self->drag));
  g_autoptr (GdkContentProvider) content = NULL;
  g_autofree char *text = NULL;
  GdkDrag *drag;
  guint n;

  text = dup_selected (self, &n);
  if (n == 0 || device == NULL)
    return FALSE;
  content = gdk_content_provider_new_typed (G_TYPE_STRING, text);
  drag = gdk_drag_begin (surface, device, content, GDK_ACTION_COPY, 0, 0);
  if (drag == NULL)
    return FALSE;
  show_count (drag, n);
  /* It ends in one of the two. */
  g_signal_connect (drag, "dnd-finished", G_CALLBACK (g_object_unref), NULL);
  g_signal_connect (drag, "cancel", G_CALLBACK (g_object_unref), NULL);
  return TRUE;
}
