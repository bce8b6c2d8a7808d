/* bytes-panel-bits.c: bits that somebody drew over become a signal, a column, a filter, a plot.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Whatever they become they are a signal of the own ones first; without a name it is called after its bits.
 */
#include "config.h"
#include "ui/panels/bytes-panel-private.h"

#include "base/i18n.h"
#include "models/filter-terms.h"
#include "models/own-signals.h"
#include "models/signal-name.h"
#include "ui/app-settings.h"
#include "ui/dialogs/own-signal-dialog.h"

char *
bytes_panel_dup_bits_words (BytesPanel *self)
{
  guint start, length;

  if (self->grid == NULL || !byte_grid_get_selection (self->grid, &start, &length))
    return NULL;
  return g_strdup_printf (byte_grid_get_big_endian (self->grid)
                              ? ngettext_ ("%u bit from %u.%u, Motorola", "%u bits from %u.%u, Motorola", length)
                              : ngettext_ ("%u bit from %u.%u, Intel", "%u bits from %u.%u, Intel", length),
                          length, start / 8, start % 8);
}

/* FALSE: nothing is selected. */
static gboolean
get_signal (BytesPanel *self, OwnSignal *signal, const CanFrame **frame)
{
  FrameStore *store = self->session != NULL ? trace_session_get_store (self->session) : NULL;
  guint start, length;

  *frame = self->focus != NULL ? detail_tree_get_frame (field_focus_get_tree (self->focus)) : NULL;
  if (store == NULL || *frame == NULL || !byte_grid_get_selection (self->grid, &start, &length))
    return FALSE;
  *signal = (OwnSignal){ .id = (*frame)->id & (CAN_ID_EXTENDED | CAN_ID_MASK_EXTENDED),
                         .frame_length = (*frame)->len,
                         .channel = trace_info_channel_name (frame_store_get_info (store), (*frame)->channel),
                         .start = start,
                         .length = length,
                         .big_endian = byte_grid_get_big_endian (self->grid),
                         .factor = 1 };
  return TRUE;
}

/* --- What they become --- */

/* The name of a signal that is these bits and no more, if there is one already: done twice it is the same. */
static char *
dup_same (BytesPanel *self, const OwnSignal *signal)
{
  const Message *message
      = database_set_lookup (trace_session_get_databases (self->session), signal->channel, signal->id);

  for (guint i = 0; message != NULL && i < message->n_signals; i++)
    {
      const CanSignal *one = &message->signals[i];

      if (one->start == signal->start && can_signal_length (one) == signal->length && one->mux_parent < 0
          && (one->layout.big_endian != 0) == (signal->big_endian != 0))
        return g_strdup_printf ("%s.%s", message->name, one->name);
    }
  return NULL;
}

/* Returns "Message.Signal" (transfer full); NULL: it was told why not. */
static char *
ensure (BytesPanel *self)
{
  g_autoptr (GError) error = NULL;
  const CanFrame *frame;
  OwnSignal signal;
  char *name;

  if (!get_signal (self, &signal, &frame))
    return NULL;
  name = dup_same (self, &signal);
  if (name == NULL)
    name = own_signals_add (self->session, &signal, &error);
  if (name == NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
  else
    byte_grid_clear_selection (self->grid); /* they have their colour now */
  return name;
}

static void
activate_plot (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autofree char *name = ensure (data);

  if (name != NULL)
    gtk_widget_activate_action (data, "win.plot-add", "s", name);
}

static void
activate_column (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autofree char *name = ensure (data), *id = g_strconcat ("signal:", name, NULL);

  if (name != NULL)
    gtk_widget_activate_action (data, "win.add-column", "s", id);
}

static void
activate_filter (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BytesPanel *self = data;
  g_autofree char *name = ensure (self), *term = NULL, *subject = NULL;
  const DatabaseSet *set = self->session != NULL ? trace_session_get_databases (self->session) : NULL;
  const CanFrame *frame = self->focus != NULL ? detail_tree_get_frame (field_focus_get_tree (self->focus)) : NULL;
  const CanSignal *signal = NULL;
  const Message *message = name != NULL ? signal_name_find (set, name, &signal) : NULL;

  if (message == NULL || signal == NULL || frame == NULL)
    return;
  term = filter_term_of_signal (set, message, (guint) (signal - message->signals), frame);
  subject = g_strconcat ("=", term, NULL);
  if (term != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.apply-filter", "(ss)", subject, "selected");
}

static void
activate_name (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BytesPanel *self = data;
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  const CanFrame *frame;
  OwnSignal signal;

  if (get_signal (self, &signal, &frame))
    gtk_window_present (GTK_WINDOW (own_signal_dialog_new (window, self->session, &signal, frame)));
}

static void
change_order (GSimpleAction *action, GVariant *value, gpointer data)
{
  byte_grid_set_big_endian (BYTES_PANEL (data)->grid, g_str_equal (g_variant_get_string (value, NULL), "motorola"));
  g_simple_action_set_state (action, value);
  g_settings_set_value (app_settings_get (), "bits-order", value);
}

/* --- Menu, actions --- */

GMenuModel *
bytes_panel_new_bits_menu (BytesPanel *self)
{
  GMenu *menu = g_menu_new (), *become = g_menu_new (), *order = g_menu_new ();
  g_autofree char *words = bytes_panel_dup_bits_words (self);

  g_menu_append (become, _ ("_Name as a Signal…"), "bytes.name");
  g_menu_append (become, _ ("_Plot"), "bytes.plot");
  g_menu_append (become, _ ("Show as a _Column"), "bytes.column");
  g_menu_append (become, _ ("_Filter by Their Value"), "bytes.filter");
  g_menu_append_section (menu, words, G_MENU_MODEL (become));
  g_object_unref (become);
  g_menu_append (order, _ ("Counted as _Intel"), "bytes.order::intel");
  g_menu_append (order, _ ("Counted as _Motorola"), "bytes.order::motorola");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (order));
  g_object_unref (order);
  return G_MENU_MODEL (menu);
}

void
bytes_panel_add_bits_actions (BytesPanel *self, GActionMap *map)
{
  static const GActionEntry entries[] = {
    { "name", activate_name },
    { "plot", activate_plot },
    { "column", activate_column },
    { "filter", activate_filter },
    { "order", NULL, "s", "'intel'", change_order },
  };

  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
}
