/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/panels/transmit-panel-private.h"

#include "base/i18n.h"
#include "core/bit-rate.h"
#include "ui/actions.h"
#include "ui/panels/panel-bar.h"
#include "ui/text.h"
#include "ui/widgets/arm-bar.h"
#include "ui/widgets/state-card.h"

#include <string.h>

#define UPDATE_MS 100

G_DEFINE_FINAL_TYPE (TransmitPanel, transmit_panel, GTK_TYPE_BOX)

GPtrArray *
transmit_panel_get_chosen (TransmitPanel *self)
{
  g_autoptr (GtkBitset) chosen = gtk_selection_model_get_selection (self->selection);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < gtk_bitset_get_size (chosen); i++)
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (self->list), gtk_bitset_get_nth (chosen, i)));
  return items;
}

/* Through the rows' view, which remembers it: from there keys and clicks with Shift go on. */
void
transmit_panel_choose_rows (TransmitPanel *self, guint position, guint n)
{
  GtkWidget *rows = gtk_widget_get_first_child (GTK_WIDGET (self->table));

  while (rows != NULL && !GTK_IS_LIST_VIEW (rows))
    rows = gtk_widget_get_next_sibling (rows);
  g_return_if_fail (rows != NULL);
  gtk_widget_activate_action (rows, "list.select-item", "(ubb)", position, FALSE, FALSE);
  if (n > 1)
    gtk_widget_activate_action (rows, "list.select-item", "(ubb)", position + n - 1, FALSE, TRUE);
}

void
transmit_panel_choose (TransmitPanel *self, TransmitItem *item)
{
  guint position = transmit_list_find (self->list, item);

  if (position != G_MAXUINT && !gtk_selection_model_is_selected (self->selection, position))
    transmit_panel_choose_rows (self, position, 1);
}

void
transmit_panel_choose_items (TransmitPanel *self, GPtrArray *items)
{
  g_autoptr (GtkBitset) chosen = gtk_bitset_new_empty (), all = gtk_bitset_new_empty ();

  for (guint i = 0; i < items->len; i++)
    gtk_bitset_add (chosen, transmit_list_find (self->list, items->pdata[i]));
  gtk_bitset_add_range (all, 0, g_list_model_get_n_items (G_LIST_MODEL (self->list)));
  gtk_selection_model_set_selection (self->selection, chosen, all);
  if (items->len > 0)
    transmit_cells_focus_soon (self, transmit_list_find (self->list, items->pdata[0]));
}

void
transmit_panel_say (TransmitPanel *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->message), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->message, sentence != NULL);
}

void
transmit_panel_add (TransmitPanel *self, GPtrArray *rows, const char *label)
{
  g_autoptr (GtkBitset) chosen = gtk_selection_model_get_selection (self->selection);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list)), n_rows = rows->len;
  guint position = gtk_bitset_is_empty (chosen) ? n : gtk_bitset_get_maximum (chosen) + 1;

  if (rows->len == 0)
    {
      g_ptr_array_unref (rows);
      return;
    }
  transmit_list_insert (self->list, position, rows, label);
  transmit_panel_choose_rows (self, MIN (position, n), n_rows);
  transmit_cells_focus_soon (self, MIN (position, n));
  transmit_panel_say (self, NULL);
}

const char *
transmit_panel_no_bus (void)
{
  return _ ("No bus is open: start listening first, then arm the bus.");
}

/* --- The bar --- */

/* ", 2.6 % of can0, 8 % of can1" */
static char *
dup_loads (TransmitPanel *self)
{
  g_auto (GStrv) buses = transmit_list_dup_buses (self->list);
  GString *text = g_string_new (NULL);

  for (char **bus = buses; *bus != NULL; bus++)
    {
      double load = 0;

      for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
        {
          g_autoptr (TransmitItem) item = g_list_model_get_item (G_LIST_MODEL (self->list), i);

          if (strcmp (transmit_list_bus_of (self->list, item), *bus) == 0)
            load += transmit_list_get_load (self->list, item);
        }
      if (load > 0)
        g_string_append_printf (text, _ (", %.1f %% of %s"), load * 100, *bus);
    }
  return g_string_free (text, FALSE);
}

static void
show_totals (TransmitPanel *self)
{
  guint n = 0, n_waiting = 0;
  double rate = 0;
  g_autofree char *frames = NULL, *loads = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
    {
      g_autoptr (TransmitItem) item = g_list_model_get_item (G_LIST_MODEL (self->list), i);
      const TransmitRow *row = transmit_item_get_row (item);
      /* What fills a bus has the period that this takes. */
      int64_t period = row->load > 0 ? transmit_item_get_state (item)->period * row->burst : row->period;

      if (!transmit_item_is_on (item) || (row->period == 0 && row->load == 0) || row->trigger == TRIGGER_KEY
          || row->trigger == TRIGGER_RECEPTION)
        continue;
      if (!transmit_list_is_armed (self->list, transmit_list_bus_of (self->list, item)))
        {
          n_waiting++;
          continue;
        }
      n++;
      rate += period > 0 ? 1e9 / (double) period * row->burst : 0;
    }
  frames = text_short_count (rate);
  loads = dup_loads (self);
  if (n > 0)
    g_string_append_printf (text, ngettext_ ("%u cyclic, %s frames/s%s", "%u cyclic, %s frames/s%s", n), n, frames,
                            loads);
  else if (n_waiting == 0)
    g_string_append (text, _ ("nothing runs"));
  if (n_waiting > 0)
    g_string_append_printf (text,
                            ngettext_ ("%s%u waits for its bus to be armed", "%s%u wait for their buses to be armed",
                                       n_waiting),
                            n > 0 ? ", " : "", n_waiting);
  gtk_label_set_text (GTK_LABEL (self->totals), text->str);
}

/* --- Following the list --- */

static void
show_all (TransmitPanel *self)
{
  gboolean some = g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0;

  gtk_stack_set_visible_child_name (self->stack, some ? "list" : "empty");
  arm_bar_refresh (ARM_BAR (self->arms));
  show_totals (self);
  transmit_cells_refresh (self);
  transmit_editor_refresh (TRANSMIT_EDITOR (self->editor));
}

static gboolean
on_timer (gpointer data)
{
  TransmitPanel *self = data;

  transmit_list_update (self->list);
  arm_bar_refresh (ARM_BAR (self->arms));
  return G_SOURCE_CONTINUE;
}

static void
on_chosen (TransmitPanel *self)
{
  g_autoptr (GPtrArray) items = NULL;

  if (self->session == NULL)
    return;
  items = transmit_panel_get_chosen (self);
  transmit_editor_set_item (TRANSMIT_EDITOR (self->editor), items->len > 0 ? items->pdata[0] : NULL);
}

/* What was put there from elsewhere, or put back, is what one wants to go on with; something is always chosen. */
static void
on_rows (TransmitPanel *self, guint position, guint n_removed, guint n_added)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  g_autoptr (GtkBitset) chosen = gtk_selection_model_get_selection (self->selection);

  if (n_added > 0 && n_removed == 0)
    transmit_panel_choose_rows (self, position, n_added);
  else if (n > 0 && gtk_bitset_is_empty (chosen))
    transmit_panel_choose_rows (self, MIN (position, n - 1), 1);
  if (n > 0 && gtk_widget_get_focus_child (GTK_WIDGET (self->table)) != NULL)
    transmit_cells_focus_soon (self, MIN (position, n - 1));
  on_chosen (self);
}

/* --- Building --- */

static GtkWidget *
new_add_button (TransmitPanel *self)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), panel_bar_words_new ("list-add-symbolic", _ ("Add message")));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), transmit_add_new (self));
  gtk_widget_add_css_class (button, "flat");
  actions_describe_button (button, "transmit.add");
  return button;
}

static void
build_bar (TransmitPanel *self)
{
  GtkWidget *bar = panel_bar_new ();

  self->arms = arm_bar_new (self->list);
  g_signal_connect_swapped (self->arms, "told", G_CALLBACK (transmit_panel_say), self);
  self->add_button = new_add_button (self);
  self->totals = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->totals, "dim");
  gtk_label_set_xalign (GTK_LABEL (self->totals), 1);
  gtk_label_set_ellipsize (GTK_LABEL (self->totals), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->totals, TRUE);
  gtk_box_append (GTK_BOX (bar), self->arms);
  gtk_box_append (GTK_BOX (bar), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (bar), self->add_button);
  gtk_box_append (GTK_BOX (bar), panel_bar_button_new ("network-workgroup-symbolic", "transmit.simulate"));
  gtk_box_append (GTK_BOX (bar), panel_bar_button_new ("media-playback-start-symbolic", "transmit.all"));
  gtk_box_append (GTK_BOX (bar), panel_bar_button_new ("edit-paste-symbolic", "transmit.paste"));
  gtk_box_append (GTK_BOX (bar), panel_bar_button_new ("edit-undo-symbolic", "win.undo"));
  gtk_box_append (GTK_BOX (bar), panel_bar_button_new ("document-open-symbolic", "transmit.open"));
  gtk_box_append (GTK_BOX (bar), panel_bar_button_new ("document-save-symbolic", "transmit.save"));
  gtk_box_append (GTK_BOX (bar), self->totals);
  gtk_box_append (GTK_BOX (bar), panel_bar_stop_new ());
  gtk_box_append (GTK_BOX (self), bar);
}

static GtkWidget *
build_list (TransmitPanel *self)
{
  GtkWidget *paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL), *scrolled = gtk_scrolled_window_new ();
  GtkWidget *side = gtk_scrolled_window_new ();

  transmit_cells_build (self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->table));
  gtk_widget_set_hexpand (scrolled, TRUE);
  gtk_widget_set_vexpand (scrolled, TRUE);
  self->editor = transmit_editor_new (self->list);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (side), self->editor);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (side), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_paned_set_start_child (GTK_PANED (paned), scrolled);
  gtk_paned_set_end_child (GTK_PANED (paned), side);
  gtk_paned_set_resize_end_child (GTK_PANED (paned), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (paned), FALSE);
  return paned;
}

static void
build (TransmitPanel *self)
{
  GtkWidget *empty = state_card_new ();

  self->selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->list))));
  build_bar (self);
  self->message = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->message), 0);
  gtk_label_set_wrap (GTK_LABEL (self->message), TRUE);
  gtk_widget_add_css_class (self->message, "bad");
  gtk_widget_add_css_class (self->message, "hint");
  gtk_widget_set_visible (self->message, FALSE);
  gtk_box_append (GTK_BOX (self), self->message);
  state_card_set (STATE_CARD (empty), NULL, FALSE, _ ("Nothing to send yet"),
                  _ ("Add a message from a database, paste 123#11.22, drag frames of the trace here, or choose “Add to "
                     "Transmit List” in their menu."));
  state_card_add_button (STATE_CARD (empty), _ ("Add Message"), "transmit.add", TRUE);
  state_card_add_button (STATE_CARD (empty), _ ("Simulate Nodes…"), "transmit.simulate", FALSE);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_set_hhomogeneous (self->stack, FALSE); /* the hidden page’s wrapped words would make it wide */
  gtk_stack_add_named (self->stack, empty, "empty");
  gtk_stack_add_named (self->stack, build_list (self), "list");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->stack));
  transmit_panel_listen (self);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (on_rows), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "changed", G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
}

static void
transmit_panel_map (GtkWidget *widget)
{
  TransmitPanel *self = TRANSMIT_PANEL (widget);

  GTK_WIDGET_CLASS (transmit_panel_parent_class)->map (widget);
  self->timer = g_timeout_add (UPDATE_MS, on_timer, self);
  transmit_list_update (self->list);
  show_all (self);
}

static void
transmit_panel_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&TRANSMIT_PANEL (widget)->timer, g_source_remove);
  GTK_WIDGET_CLASS (transmit_panel_parent_class)->unmap (widget);
}

static void
transmit_panel_dispose (GObject *object)
{
  TransmitPanel *self = TRANSMIT_PANEL (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (transmit_panel_parent_class)->dispose (object);
}

/* The table's cells are gone by now. */
static void
transmit_panel_finalize (GObject *object)
{
  TransmitPanel *self = TRANSMIT_PANEL (object);

  g_clear_object (&self->list);
  g_clear_pointer (&self->bound, g_ptr_array_unref);
  G_OBJECT_CLASS (transmit_panel_parent_class)->finalize (object);
}

static void
transmit_panel_class_init (TransmitPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = transmit_panel_dispose;
  G_OBJECT_CLASS (class)->finalize = transmit_panel_finalize;
  widget_class->map = transmit_panel_map;
  widget_class->unmap = transmit_panel_unmap;
  transmit_panel_install_actions (widget_class);
}

static void
transmit_panel_init (TransmitPanel *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->bound = g_ptr_array_new ();
}

GtkWidget *
transmit_panel_new (TraceSession *session)
{
  TransmitPanel *self = g_object_new (TRANSMIT_TYPE_PANEL, NULL);

  self->session = g_object_ref (session);
  self->list = g_object_ref (transmit_list_of (session));
  build (self);
  on_chosen (self);
  return GTK_WIDGET (self);
}
