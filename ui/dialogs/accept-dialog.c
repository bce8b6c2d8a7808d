/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/accept-dialog.h"

#include "base/i18n.h"
#include "core/accept-filter.h"
#include "core/id-index.h"
#include "ui/field-mark.h"
#include "ui/text.h"
#include <string.h>

#define MAX_LISTED 12 /* others that are named */

struct _AcceptDialog
{
  GtkWindow parent;
  TraceSession *session;
  GtkWidget *ids, *banks, *copy;
  GtkDropDown *form, *node;
  GtkLabel *summary, *text;
};

G_DEFINE_FINAL_TYPE (AcceptDialog, accept_dialog, GTK_TYPE_WINDOW)

/* Words that are identifiers; FALSE if one is none. */
static gboolean
read_ids (AcceptDialog *self, uint32_t ids[ACCEPT_MAX_IDS], guint *n)
{
  g_auto (GStrv) words = g_strsplit_set (gtk_editable_get_text (GTK_EDITABLE (self->ids)), " ,;\t", -1);
  gboolean good = TRUE;

  *n = 0;
  for (char **word = words; *word != NULL && *n < ACCEPT_MAX_IDS; word++)
    {
      const char *digits = g_str_has_prefix (*word, "0x") ? *word + 2 : *word;
      char *end = NULL;
      guint64 value = g_ascii_strtoull (digits, &end, 16);

      if (**word == '\0')
        continue;
      if (end == digits || *end != '\0' || value > CAN_ID_MASK_EXTENDED)
        good = FALSE;
      else
        ids[(*n)++] = (uint32_t) value | (end - digits > 3 || value > CAN_ID_MASK_STANDARD ? CAN_ID_EXTENDED : 0);
    }
  return good;
}

/* ": 121 122 …", or nothing. */
static char *
dup_others (const GArray *filters, const uint32_t *ids, guint n)
{
  g_autoptr (GArray) others = accept_filters_list_extra (filters, ids, n, MAX_LISTED + 1);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < MIN (others->len, MAX_LISTED); i++)
    {
      uint32_t id = g_array_index (others, uint32_t, i);

      g_string_append (out, i == 0 ? ": " : " ");
      g_string_append_printf (out, can_id_is_extended (id) ? "%08X" : "%03X", can_id_number (id));
    }
  if (others->len > MAX_LISTED)
    g_string_append (out, " …");
  return g_string_free (out, FALSE);
}

static void
refresh (AcceptDialog *self)
{
  uint32_t ids[ACCEPT_MAX_IDS];
  guint n, banks = (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->banks));
  gboolean good = read_ids (self, ids, &n);
  gboolean proven = FALSE;
  g_autoptr (GArray) filters = n > 0 ? accept_filters_make (ids, n, banks, &proven) : NULL;
  g_autofree char *text = NULL, *summary = NULL, *extra = NULL, *others = NULL;

  field_mark (self->ids, good);
  gtk_widget_set_sensitive (self->copy, filters != NULL);
  if (filters == NULL)
    {
      gtk_label_set_text (self->summary, n == 0
                                             ? _ ("Type the identifiers that the node wants, such as 123 7DF 18FEF100.")
                                             : _ ("Identifiers of 11 and of 29 bits need a filter each."));
      gtk_label_set_text (self->text, "");
      return;
    }
  extra = text_count (accept_filters_extra (filters, ids, n));
  others = dup_others (filters, ids, n);
  summary
      = g_strdup_printf (_ ("%u of %u filters for %u identifiers. %s others pass too and are left to software%s. %s"),
                         filters->len, banks, n, extra, others,
                         proven ? _ ("Proven: no other filters pass fewer.")
                                : _ ("Good, but not proven the best: there are too many to try all."));
  gtk_label_set_text (self->summary, summary);
  text = accept_filters_dup_text (filters, gtk_drop_down_get_selected (self->form));
  gtk_label_set_text (self->text, g_strchomp (text));
}

/* All identifiers of the trace, in the order of their numbers as they came. */
static void
on_trace (AcceptDialog *self)
{
  FrameStore *store = trace_session_get_store (self->session);
  IdIndex *index = store != NULL ? frame_store_get_ids (store) : NULL;
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; index != NULL && i < MIN (id_index_n_ids (index), ACCEPT_MAX_IDS); i++)
    {
      IdTotals totals;

      id_index_get (index, i, &totals);
      if (!(totals.id & CAN_ID_ERROR))
        g_string_append_printf (out, can_id_is_extended (totals.id) ? "%08X " : "%03X ", can_id_number (totals.id));
    }
  gtk_editable_set_text (GTK_EDITABLE (self->ids), out->str);
}

static void
on_copy (AcceptDialog *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_label_get_text (self->text));
}

/* --- Node --- */

static gboolean
receives (const Message *message, const char *node)
{
  for (guint i = 0; i < message->n_signals; i++)
    for (char **receiver = message->signals[i].receivers; receiver != NULL && *receiver != NULL; receiver++)
      if (g_str_equal (*receiver, node))
        return TRUE;
  return FALSE;
}

/* What the databases say that the node receives. */
static void
on_node (AcceptDialog *self)
{
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (self->node);
  const DatabaseSet *set = trace_session_get_databases (self->session);
  g_autoptr (GString) out = g_string_new (NULL);

  if (chosen == NULL || gtk_drop_down_get_selected (self->node) == 0)
    return;
  for (guint i = 0; i < database_set_n (set); i++)
    {
      const Database *database = database_set_get (set, i, NULL);

      for (guint k = 0; k < database_n_messages (database); k++)
        {
          const Message *message = database_get_message (database, k);

          if (receives (message, gtk_string_object_get_string (chosen)))
            g_string_append_printf (out, can_id_is_extended (message->id) ? "%08X " : "%03X ",
                                    can_id_number (message->id));
        }
    }
  gtk_editable_set_text (GTK_EDITABLE (self->ids), out->str);
}

static GtkStringList *
new_nodes (AcceptDialog *self)
{
  const DatabaseSet *set = trace_session_get_databases (self->session);
  GtkStringList *list = gtk_string_list_new (NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  gtk_string_list_append (list, _ ("What a node receives…"));
  for (guint i = 0; i < database_set_n (set); i++)
    {
      const Database *database = database_set_get (set, i, NULL);

      for (guint k = 0; k < database_n_messages (database); k++)
        {
          const Message *message = database_get_message (database, k);

          for (guint s = 0; s < message->n_signals; s++)
            for (char **node = message->signals[s].receivers; node != NULL && *node != NULL; node++)
              if (g_hash_table_add (seen, *node))
                gtk_string_list_append (list, *node);
        }
    }
  return list;
}

/* --- Building --- */

static GtkWidget *
labelled (GtkWidget *control, const char *name)
{
  gtk_widget_set_tooltip_text (control, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return control;
}

static GtkWidget *
new_sources (AcceptDialog *self)
{
  const char *const forms[] = { "can_filter (C)", "candump", "SJA1000", "bxCAN", "M_CAN", "MCP251x", NULL };
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8),
            *trace = gtk_button_new_with_label (_ ("Those of This Trace"));
  GtkExpression *name = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  self->node = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (new_nodes (self)), name));
  self->banks = gtk_spin_button_new_with_range (1, 128, 1);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->banks), 2);
  self->form = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (forms));
  gtk_box_append (GTK_BOX (row), trace);
  gtk_box_append (GTK_BOX (row), labelled (GTK_WIDGET (self->node), _ ("What a node receives, by the databases")));
  gtk_box_append (GTK_BOX (row), gtk_label_new (_ ("Filters")));
  gtk_box_append (GTK_BOX (row), labelled (self->banks, _ ("How many filters the controller has")));
  gtk_box_append (GTK_BOX (row), labelled (GTK_WIDGET (self->form), _ ("Written as")));
  g_signal_connect_swapped (trace, "clicked", G_CALLBACK (on_trace), self);
  g_signal_connect_swapped (self->node, "notify::selected", G_CALLBACK (on_node), self);
  g_signal_connect_swapped (self->banks, "value-changed", G_CALLBACK (refresh), self);
  g_signal_connect_swapped (self->form, "notify::selected", G_CALLBACK (refresh), self);
  return row;
}

static GtkLabel *
new_label (const char *class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return GTK_LABEL (label);
}

static void
accept_dialog_dispose (GObject *object)
{
  g_clear_object (&ACCEPT_DIALOG (object)->session);
  G_OBJECT_CLASS (accept_dialog_parent_class)->dispose (object);
}

static void
accept_dialog_class_init (AcceptDialogClass *class)
{
  G_OBJECT_CLASS (class)->dispose = accept_dialog_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (class), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
accept_dialog_init (AcceptDialog *self)
{
}

GtkWidget *
accept_dialog_new (GtkWindow *parent, TraceSession *session)
{
  AcceptDialog *self = g_object_new (ACCEPT_TYPE_DIALOG, "transient-for", parent, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10), *scrolled = gtk_scrolled_window_new ();
  GtkWidget *header = gtk_header_bar_new ();

  self->session = g_object_ref (session);
  self->ids = gtk_entry_new ();
  g_object_set (self->ids, "placeholder-text", _ ("Identifiers: 123 7DF 18FEF100"), NULL);
  gtk_widget_add_css_class (self->ids, "mono");
  g_signal_connect_swapped (self->ids, "changed", G_CALLBACK (refresh), self);
  self->summary = new_label (NULL);
  self->text = new_label ("mono");
  self->copy = gtk_button_new_with_label (_ ("Copy"));
  gtk_widget_set_halign (self->copy, GTK_ALIGN_END);
  g_signal_connect_swapped (self->copy, "clicked", G_CALLBACK (on_copy), self);
  gtk_box_append (GTK_BOX (box), labelled (self->ids, _ ("Identifiers that the node wants, hexadecimal")));
  gtk_box_append (GTK_BOX (box), new_sources (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->summary));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->text));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_add_css_class (scrolled, "command");
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), self->copy);
  gtk_widget_add_css_class (box, "timing-foot");
  gtk_header_bar_set_decoration_layout (GTK_HEADER_BAR (header), ":close");
  gtk_window_set_titlebar (GTK_WINDOW (self), header);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Acceptance Filters"));
  gtk_window_set_default_size (GTK_WINDOW (self), 760, 480);
  gtk_window_set_child (GTK_WINDOW (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "canid");
  refresh (self);
  return GTK_WIDGET (self);
}
