/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/panels/anatomy-panel.h"

#include "base/i18n.h"
#include "core/arbitration.h"
#include "core/bit-rate.h"
#include "samples/frame-wave.h"
#include "models/columns.h"
#include "ui/field-focus.h"
#include "ui/field-mark.h"
#include "ui/file-dialog.h"
#include "ui/panels/anatomy-contest.h"
#include "ui/text.h"
#include "ui/widgets/anatomy-view.h"
#include "ui/widgets/check-box.h"
#include <string.h>

struct _AnatomyPanel
{
  GtkBox parent;

  TraceSession *session;
  FieldFocus *focus;
  AnatomyView *view;
  GtkLabel *title, *readout, *contest;
  GtkDropDown *shape;
  GtkWidget *rivals, *as_id, *rate, *data_rate, *non_iso, *wrapped;

  gboolean has_bits, is_shape; /* an error or overload frame: parts tell what is drawn */
  gboolean is_told;            /* … that of the trace's row, not one that was chosen */
  AnatomyShape drawn;
  uint32_t own_id; /* frame.id may be another that is tried */
  CanFrame frame;
  uint8_t payload[CAN_FRAME_MAX_LEN];
  FrameBits bits;
  AnatomyPart parts[ANATOMY_MAX_PARTS];
  guint n_parts;
  WireSetting setting;
  gboolean rate_known;
  double starts[FRAME_BITS_MAX + 1];
  int decided;
};

G_DEFINE_FINAL_TYPE (AnatomyPanel, anatomy_panel, GTK_TYPE_BOX)

/* --- The frame --- */

static uint32_t
read_rate (GtkWidget *entry, uint32_t known)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  uint32_t rate = known;

  field_mark (entry, TRUE);
  if (*text != '\0' && (!bit_rate_parse (text, &rate) || rate == 0))
    {
      field_mark (entry, FALSE);
      return known;
    }
  return rate;
}

static void
read_setting (AnatomyPanel *self)
{
  FrameStore *store = trace_session_get_store (self->session);
  uint32_t bitrate = 0, data_bitrate = 0;

  if (store != NULL && self->has_bits && (!self->is_shape || self->is_told))
    trace_info_get_bitrate (frame_store_get_info (store), self->frame.channel, &bitrate, &data_bitrate);
  bitrate = read_rate (self->rate, bitrate);
  data_bitrate = read_rate (self->data_rate, data_bitrate);
  self->rate_known = bitrate > 0;
  self->setting = (WireSetting){ .bitrate = bitrate > 0 ? bitrate : 500000, .data_bitrate = data_bitrate };
  self->setting.non_iso = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->non_iso));
  wire_setting_complete (&self->setting);
}

static void
take_frame (AnatomyPanel *self)
{
  const CanFrame *frame = detail_tree_get_frame (field_focus_get_tree (self->focus));
  const char *as = gtk_editable_get_text (GTK_EDITABLE (self->as_id));
  uint32_t id;

  self->has_bits = FALSE;
  field_mark (self->as_id, TRUE);
  if (frame == NULL)
    return;
  self->frame = *frame;
  self->own_id = frame->id & ~CAN_ID_REMOTE;
  memcpy (self->payload, frame->data, MIN (frame->len, CAN_FRAME_MAX_LEN));
  self->frame.data = self->payload;
  if (*as != '\0' && anatomy_contest_parse_id (as, &id))
    self->frame.id = id | (frame->id & CAN_ID_REMOTE);
  else if (*as != '\0')
    field_mark (self->as_id, FALSE);
  self->has_bits = frame_bits_make (&self->frame, self->setting.non_iso, &self->bits);
  if (!self->has_bits)
    {
      self->n_parts = anatomy_make_error (&self->frame, &self->drawn, &self->bits, self->parts);
      self->has_bits = self->is_shape = self->is_told = self->n_parts > 0;
    }
}

/* --- Arbitration --- */

/* Why this shape is drawn for a row of the trace. */
static const char *
told_text (AnatomyShape shape)
{
  static const char *const texts[N_ANATOMY_SHAPES] = {
    N_ ("Drawn with an active flag: nothing tells that the node was error-passive."),
    N_ ("Drawn with a passive flag: its counters or its state tell so."),
    N_ ("An overload frame, no error."),
  };

  return _ (texts[shape]);
}

static void
show_contest (AnatomyPanel *self)
{
  FrameStore *store = trace_session_get_store (self->session);
  const IdIndex *ids = store != NULL ? frame_store_get_ids (store) : NULL;
  const char *rivals = gtk_editable_get_text (GTK_EDITABLE (self->rivals));
  g_autoptr (GString) out = g_string_new (NULL);

  self->decided = -1;
  if (self->has_bits && !self->is_shape)
    {
      field_mark (self->rivals, anatomy_contest_typed (&self->bits, rivals, &self->decided, out));
      if (ids != NULL && id_index_length (ids) > 0)
        anatomy_contest_bus (&self->bits, ids, self->frame.channel, self->own_id,
                             self->rate_known ? self->starts[self->bits.n] / 1000 : 0, out);
    }
  else if (self->is_shape)
    {
      if (self->is_told)
        g_string_append_printf (out, "%s ", told_text (self->drawn));
      g_string_append (out, anatomy_shape_text (self->drawn));
    }
  gtk_label_set_text (self->contest, out->str);
  gtk_widget_set_visible (GTK_WIDGET (self->contest), out->len > 0);
}

/* --- Words --- */

static void
show_title (AnatomyPanel *self)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *name = NULL;

  if (self->has_bits && !self->is_shape)
    {
      FrameStore *store = trace_session_get_store (self->session);
      const Message *message
          = store == NULL
                ? NULL
                : database_set_lookup (trace_session_get_databases (self->session),
                                       trace_info_channel_name (frame_store_get_info (store), self->frame.channel),
                                       self->frame.id);

      name = message != NULL ? message->name : NULL;
      g_string_append_printf (out, "%s%s", name != NULL ? name : "", name != NULL ? " " : "");
      g_string_append_printf (out, can_id_is_extended (self->frame.id) ? "0x%08X" : "0x%03X",
                              can_id_number (self->frame.id));
      g_string_append_printf (out, _ (" · %u bits with IFS · %u stuff bits · CRC-%u 0x%X"), self->bits.n,
                              self->bits.stuff_bits, self->bits.crc_bits, self->bits.crc);
      if (self->rate_known)
        g_string_append_printf (out, " · %.5g µs", self->starts[self->bits.n] / 1000);
      else
        g_string_append (out, _ (" · type the bit rate for times"));
    }
  else if (self->is_told)
    column_append_error (&self->frame, out);
  else if (!self->is_shape && detail_tree_get_frame (field_focus_get_tree (self->focus)) == NULL)
    g_string_append (out, _ ("Choose a frame to see its bits"));
  else if (!self->is_shape)
    {
      column_append_error (&self->frame, out);
      g_string_append (out, _ (" · the controller tells of itself, nothing of it was on the wire"));
    }
  gtk_label_set_text (self->title, out->str);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), out->str); /* it is cut where there is little room */
}

static void
append_bit_kind (GString *out, uint8_t kind)
{
  g_string_append (out, kind & FRAME_BIT_VALUE ? _ ("recessive") : _ ("dominant"));
  if (kind & FRAME_BIT_FIXED)
    g_string_append (out, _ (", fixed stuff bit, not counted by the CRC"));
  else if (kind & FRAME_BIT_STUFF)
    g_string_append (out, _ (", stuff bit after five equal ones"));
  if (kind & FRAME_BIT_FAST)
    g_string_append (out, _ (", data rate"));
}

static void
show_readout (AnatomyPanel *self)
{
  int bit = anatomy_view_get_bit (self->view);
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean fd = (self->frame.flags & CAN_FD) != 0;
  const AnatomyPart *part = bit >= 0 ? anatomy_part_at (self->parts, self->n_parts, (guint) bit) : NULL;
  FrameField field;

  if (self->has_bits && bit >= 0 && bit < (int) self->bits.n)
    {
      field = anatomy_field_of (&self->bits, (guint) bit);
      g_string_append_printf (out, _ ("Bit %d"), bit);
      if (!self->is_shape)
        g_string_append_printf (out, ", %s: ", frame_field_name (field));
      else
        g_string_append_printf (out, ", %s: ", part != NULL ? part->name : "");
      if (part != NULL && part->unknown)
        g_string_append (out, _ ("not known"));
      else
        append_bit_kind (out, self->bits.bits[bit]);
      if (self->rate_known)
        g_string_append_printf (out, _ (", %.4g to %.4g µs"), self->starts[bit] / 1000, self->starts[bit + 1] / 1000);
      if (!self->is_shape)
        g_string_append_printf (out, ". %s.\n%s.", frame_field_guards (field, fd), frame_field_failure (field, fd));
    }
  else if (self->has_bits)
    g_string_append (out, _ ("Point at a bit to see what it is, what guards it, and what happens when it fails.\n"));
  gtk_label_set_text (self->readout, out->str);
}

/* --- All --- */

/* What asks something of a frame has nothing to ask of a shape. */
static void
set_sensitive (AnatomyPanel *self)
{
  gboolean whole = self->has_bits && !self->is_shape;

  gtk_widget_set_sensitive (self->as_id, whole);
  gtk_widget_set_sensitive (self->rivals, whole);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "anatomy.copy", whole);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "anatomy.export", whole);
}

static void
refresh (AnatomyPanel *self)
{
  guint shape = gtk_drop_down_get_selected (self->shape);
  Anatomy anatomy = { .chosen = -1, .decided = -1 };

  read_setting (self);
  self->is_shape = shape > 0;
  self->is_told = FALSE;
  self->n_parts = 0;
  if (self->is_shape)
    {
      self->drawn = shape - 1;
      self->n_parts = anatomy_make_shape (self->drawn, &self->bits, self->parts);
      self->has_bits = TRUE;
    }
  else
    take_frame (self);
  read_setting (self);
  if (self->has_bits)
    frame_wave_times (&self->bits, &self->setting, self->starts);
  show_contest (self);
  if (self->has_bits)
    {
      anatomy.bits = &self->bits;
      anatomy.frame = self->is_shape ? NULL : &self->frame;
      anatomy.parts = self->parts;
      anatomy.n_parts = self->n_parts;
      anatomy.starts = self->rate_known ? self->starts : NULL;
      anatomy.decided = self->decided;
    }
  anatomy_view_set (self->view, &anatomy);
  set_sensitive (self);
  show_title (self);
  show_readout (self);
}

static void
on_frame (AnatomyPanel *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    refresh (self);
}

/* --- Copy, export --- */

static GString *
make_text (AnatomyPanel *self, const char *kind)
{
  GString *out = g_string_new (NULL);

  if (g_str_equal (kind, "bits"))
    frame_wave_append_bits (out, &self->bits, TRUE);
  else if (g_str_equal (kind, "csv"))
    frame_wave_append_csv (out, &self->bits, &self->setting);
  else
    frame_wave_append_vcd (out, &self->bits, &self->setting, g_str_equal (kind, "vcd-inverted"));
  return out;
}

static void
activate_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnatomyPanel *self = ANATOMY_PANEL (widget);
  g_autoptr (GString) text = NULL;

  if (!self->has_bits || self->is_shape)
    return;
  text = make_text (self, g_variant_get_string (parameter, NULL));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
}

static void
on_save (GtkWidget *owner, GFile *file, GtkFileChooser *dialog)
{
  AnatomyPanel *self = ANATOMY_PANEL (owner);
  const char *kind = g_object_get_data (G_OBJECT (dialog), "kind");

  if (self->has_bits && !self->is_shape)
    {
      g_autoptr (GString) text = make_text (self, kind);
      g_autoptr (GError) error = NULL;

      if (!g_file_replace_contents (file, text->str, text->len, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, &error))
        gtk_label_set_text (self->readout, error->message);
    }
}

static void
activate_export (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *kind = g_variant_get_string (parameter, NULL);
  GtkFileChooser *dialog
      = file_dialog_new (widget, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Export the Wave"), _ ("_Save"), on_save);

  gtk_file_chooser_set_current_name (dialog, g_str_has_prefix (kind, "vcd") ? "frame.vcd" : "frame.csv");
  g_object_set_data_full (G_OBJECT (dialog), "kind", g_strdup (kind), g_free);
  file_dialog_show (dialog);
}

/* --- Building --- */

static GtkWidget *
new_entry (AnatomyPanel *self, const char *hint, const char *label, int chars)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_width_chars (GTK_EDITABLE (entry), chars);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), chars);
  g_object_set (entry, "placeholder-text", hint, NULL);
  gtk_widget_set_tooltip_text (entry, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (refresh), self);
  return entry;
}

static void
on_wrapped (AnatomyPanel *self)
{
  anatomy_view_set_wrapped (self->view, gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->wrapped)));
}

static GtkWidget *
new_menu_button (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) copy = g_menu_new ();
  g_autoptr (GMenu) export = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();

  g_menu_append (copy, _ ("Copy _Bits"), "anatomy.copy::bits");
  g_menu_append (copy, _ ("Copy _Table (CSV)"), "anatomy.copy::csv");
  g_menu_append (copy, _ ("Copy _Wave (VCD)"), "anatomy.copy::vcd");
  g_menu_append (export, _ ("_Export Wave (VCD)…"), "anatomy.export::vcd");
  g_menu_append (export, _ ("Export Wave, _Inverted…"), "anatomy.export::vcd-inverted");
  g_menu_append (export, _ ("Export as _Samples…"), "win.export-samples");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (copy));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (export));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "edit-copy-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, _ ("Copy or export the bits"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Copy or export the bits"),
                                  -1);
  return button;
}

static GtkWidget *
new_toolbar (AnatomyPanel *self)
{
  const char *const shapes[]
      = { _ ("This frame"), _ ("Error frame, active"), _ ("Error frame, passive"), _ ("Overload frame"), NULL };
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *title = gtk_label_new (NULL);

  self->title = GTK_LABEL (title);
  gtk_label_set_xalign (self->title, 0);
  gtk_label_set_ellipsize (self->title, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (title, "form-head");
  self->shape = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (shapes));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->shape), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("What is drawn"), -1);
  self->as_id = new_entry (self, _ ("as ID"), _ ("What if it had this identifier"), 9);
  self->rivals = new_entry (self, _ ("against IDs"), _ ("Identifiers that begin at the same time"), 12);
  self->rate = new_entry (self, _ ("rate"), _ ("Bit rate; empty: the channel's"), 6);
  self->data_rate = new_entry (self, _ ("data"), _ ("Data bit rate; empty: the channel's"), 6);
  self->non_iso = check_box_new (_ ("non-ISO"));
  gtk_widget_set_tooltip_text (self->non_iso, _ ("CAN FD after Bosch's first edition: no stuff count"));
  self->wrapped = gtk_toggle_button_new_with_label (_ ("Wrapped"));
  gtk_box_append (GTK_BOX (bar), title);
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->shape));
  gtk_box_append (GTK_BOX (bar), self->as_id);
  gtk_box_append (GTK_BOX (bar), self->rivals);
  gtk_box_append (GTK_BOX (bar), self->rate);
  gtk_box_append (GTK_BOX (bar), self->data_rate);
  gtk_box_append (GTK_BOX (bar), self->non_iso);
  gtk_box_append (GTK_BOX (bar), self->wrapped);
  gtk_box_append (GTK_BOX (bar), new_menu_button ());
  gtk_widget_add_css_class (bar, "panelhead");
  g_signal_connect_swapped (self->shape, "notify::selected", G_CALLBACK (refresh), self);
  g_signal_connect_swapped (self->non_iso, "toggled", G_CALLBACK (refresh), self);
  g_signal_connect_swapped (self->wrapped, "toggled", G_CALLBACK (on_wrapped), self);
  return bar;
}

static GtkLabel *
add_words (AnatomyPanel *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "anatomy-words");
  gtk_box_append (GTK_BOX (self), label);
  return GTK_LABEL (label);
}

/* The bits are where one wants to be: Left and Right go along them. */
static gboolean
anatomy_panel_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  if (direction == GTK_DIR_TAB_FORWARD && (focus == NULL || !gtk_widget_is_ancestor (focus, widget)))
    return gtk_widget_grab_focus (GTK_WIDGET (ANATOMY_PANEL (widget)->view));
  return GTK_WIDGET_CLASS (anatomy_panel_parent_class)->focus (widget, direction);
}

static void
anatomy_panel_dispose (GObject *object)
{
  g_clear_object (&ANATOMY_PANEL (object)->session);
  G_OBJECT_CLASS (anatomy_panel_parent_class)->dispose (object);
}

static void
anatomy_panel_class_init (AnatomyPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = anatomy_panel_dispose;
  widget_class->focus = anatomy_panel_focus;
  gtk_widget_class_install_action (widget_class, "anatomy.copy", "s", activate_copy);
  gtk_widget_class_install_action (widget_class, "anatomy.export", "s", activate_export);
}

static void
anatomy_panel_init (AnatomyPanel *self)
{
}

GtkWidget *
anatomy_panel_new (TraceSession *session)
{
  AnatomyPanel *self = g_object_new (ANATOMY_TYPE_PANEL, "orientation", GTK_ORIENTATION_VERTICAL, NULL);
  GtkWidget *scrolled = gtk_scrolled_window_new (), *view = anatomy_view_new ();

  self->session = g_object_ref (session);
  self->focus = field_focus_get (session);
  self->view = ANATOMY_VIEW (view);
  gtk_box_append (GTK_BOX (self), new_toolbar (self));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (self), scrolled);
  gtk_box_append (GTK_BOX (self), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  self->contest = add_words (self);
  self->readout = add_words (self);
  g_signal_connect_object (self->focus, "frame-changed", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::bit", G_CALLBACK (show_readout), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (refresh), NULL);
  return GTK_WIDGET (self);
}
