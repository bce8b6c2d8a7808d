/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/guide-dialog.h"

#include "base/i18n.h"
#include "ui/dialogs/form-grid.h"
#include "timing/bit-timing.h"
#include <math.h>

typedef struct
{
  const char *title, *text; /* N_() */
  const char *button;       /* N_(); NULL: none */
  const char *action;
} Entry;

static const Entry steps[] = {
  { N_ ("1. Wire it"),
    N_ ("CAN_H to CAN_H, CAN_L to CAN_L, a common ground, 120 Ω at both ends of the line and nowhere else: 60 Ω "
        "between "
        "the wires without power."),
    N_ ("Length and Rate"), "guide.page::length" },
  { N_ ("2. Clock the controller"),
    N_ ("From a crystal: an RC oscillator is off by more than the bus tolerates above some 125 kbit/s."), NULL, NULL },
  { N_ ("3. Choose the bit timing"),
    N_ ("Same rate and sample point as all others, as many quanta as the controller makes. The calculator tells the "
        "registers too."),
    N_ ("Bit Timing…"), "win.bit-timing" },
  { N_ ("4. Listen only first"),
    N_ ("The controller must be in a mode in which it may not disturb: no acknowledge, no error flags. Frames come "
        "without errors if the timing is right."),
    N_ ("Interfaces…"), "win.interfaces" },
  { N_ ("5. Set the acceptance filters"),
    N_ ("Message buffers are filters: the fewest pairs of identifier and mask that let through what the node wants."),
    N_ ("Acceptance Filters…"), "win.accept-filters" },
  { N_ ("6. Read the message buffer"),
    N_ ("On its interrupt, before the next frame overwrites it: at 1 Mbit/s that may be after 47 µs."), NULL, NULL },
  { N_ ("7. Send one frame, one-shot"),
    N_ ("With a second node that acknowledges. Alone, a sender repeats for ever and the bus is 100 % busy."),
    N_ ("Frame Bits"), "win.anatomy" },
  { N_ ("8. Watch the error counters"),
    N_ ("TEC and REC stay at 0 on a healthy bus. At 128 the node is error-passive, above 255 bus-off: it must be "
        "started "
        "again by decision, not in a loop."),
    N_ ("Statistics"), "win.statistics" },
  { N_ ("9. Look at the load"),
    /* xgettext:no-c-format */
    N_ ("Below some 50 % a cyclic bus keeps its deadlines; identifiers decide who waits. What has the lowest "
        "identifier "
        "goes first."),
    N_ ("Statistics"), "win.statistics" },
};

static const Entry questions[] = {
  { N_ ("How many quanta shall a bit have?"),
    N_ ("As many as the controller makes at this rate: the sample point can be set finer and an edge is seen less "
        "late. "
        "More than some 80 to 160 gain nothing."),
    N_ ("Bit Timing…"), "win.bit-timing" },
  { N_ ("How are the quanta shared out?"),
    N_ ("One for synchronisation. The propagation segment as long as there and back over the cable and through two "
        "nodes "
        "takes. The rest equally before and behind the sample point: that tolerates clocks most. SJW as long as phase "
        "2."),
    N_ ("Bit Timing…"), "win.bit-timing" },
  { N_ ("What does a frame look like on the wire?"),
    N_ ("Choose one and see each bit with its field, stuff bits and CRC."), N_ ("Frame Bits"), "win.anatomy" },
  { N_ ("Who wins when two begin at once?"),
    N_ ("Bit by bit the dominant one: the lower identifier. Type identifiers in the pane of the frame's bits and see "
        "where "
        "each loses."),
    N_ ("Frame Bits"), "win.anatomy" },
  { N_ ("Which node sends what, and who receives it?"),
    N_ ("The databases say so: messages with their senders, signals with their receivers."), N_ ("Databases"),
    "win.databases" },
  { N_ ("How busy is the bus?"),
    N_ ("Time occupied by frames, their stuff bits and three bits of intermission, by all time: exactly, per bus and "
        "per "
        "identifier."),
    N_ ("Statistics"), "win.statistics" },
  { N_ ("What goes wrong, and who notices?"),
    N_ ("Five checks: bit, stuff, form, CRC, acknowledge. Error frames in the trace say which, where in the frame, and "
        "what "
        "the counters were."),
    N_ ("Only Error Frames"), "win.filter-errors" },
};

static const Entry glossary[] = {
  { "ACK", N_ ("Acknowledge slot: a receiver with a good CRC makes it dominant."), NULL, NULL },
  { "Arbitration", N_ ("Who sends on when several began: dominant bits win, nothing is lost."), NULL, NULL },
  { "BRP", N_ ("Bit rate prescaler: clock periods a quantum."), NULL, NULL },
  { "BRS", N_ ("Bit rate switch: CAN FD's data phase is faster."), NULL, NULL },
  { "Bus-off", N_ ("A node whose TEC went above 255 takes no part any more."), NULL, NULL },
  { "CAN FD", N_ ("Flexible data rate: up to 64 bytes, a second bit rate."), NULL, NULL },
  { "CAN_H, CAN_L", N_ ("The two wires. Recessive: both at 2.5 V. Dominant: 3.5 and 1.5 V."), NULL, NULL },
  { "CRC", N_ ("Cyclic redundancy check: 15 bits in classic frames, 17 or 21 in CAN FD."), NULL, NULL },
  { "DBC", N_ ("Text file with messages and signals, and who sends and receives them."), NULL, NULL },
  { "DLC", N_ ("Data length code: 0 to 8 bytes; in CAN FD 9 to 15 mean 12 to 64."), NULL, NULL },
  { "Dominant, recessive", N_ ("0 and 1. One dominant node is enough for the bus to be dominant."), NULL, NULL },
  { "EOF", N_ ("End of frame: seven recessive bits."), NULL, NULL },
  { "Error flag", N_ ("Six equal bits, against the stuffing rule, so that all notice."), NULL, NULL },
  { "Error-passive", N_ ("A node with TEC or REC above 127: its error flags are recessive."), NULL, NULL },
  { "ESI", N_ ("Error state indicator: the sender of the FD frame is error-passive."), NULL, NULL },
  { "FDF", N_ ("FD format: the bit that tells CAN FD from classic frames."), NULL, NULL },
  { "IDE", N_ ("Identifier extension: 29 bits instead of 11."), NULL, NULL },
  { "IFS", N_ ("Intermission: three recessive bits between frames."), NULL, NULL },
  { "Listen-only", N_ ("A controller that receives but never makes the bus dominant."), NULL, NULL },
  { "One-shot", N_ ("Sending without repeating what failed."), NULL, NULL },
  { "Overload frame", N_ ("Delays the next frame; nothing is repeated."), NULL, NULL },
  { "Quantum", N_ ("The unit that a bit is cut in; a whole number of clock periods."), NULL, NULL },
  { "REC, TEC", N_ ("Error counters of a controller for receiving and sending."), NULL, NULL },
  { "RTR", N_ ("Remote transmission request: a frame without data that asks for one."), NULL, NULL },
  { "Sample point", N_ ("Where in the bit it is read: between phase 1 and phase 2."), NULL, NULL },
  { "SJW", N_ ("Synchronisation jump width: how far one edge may move the sample point."), NULL, NULL },
  { "SOF", N_ ("Start of frame: one dominant bit on an idle bus."), NULL, NULL },
  { "SSP, TDC",
    N_ ("Second sample point: a sender at high data rates reads its own bits later, by the delay of its "
        "transceiver, which is measured."),
    NULL, NULL },
  { "Stuff bit", N_ ("After five equal bits one of the other value, so that clocks can follow."), NULL, NULL },
};

/* --- Pages --- */

static GtkWidget *
new_label (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
scroll (GtkWidget *child)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_widget_add_css_class (child, "timing-foot");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), child);
  return scrolled;
}

static GtkWidget *
new_entries (const Entry *entries, guint n)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 16);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *text = new_label (_ (entries[i].text), NULL), *title = new_label (_ (entries[i].title), "form-head");

      gtk_label_set_max_width_chars (GTK_LABEL (title), 26);
      gtk_widget_set_hexpand (text, TRUE);
      gtk_grid_attach (GTK_GRID (grid), title, 0, (int) i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), text, 1, (int) i, 1, 1);
      if (entries[i].button != NULL)
        {
          GtkWidget *button = gtk_button_new_with_label (_ (entries[i].button));

          gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), entries[i].action);
          gtk_widget_set_valign (button, GTK_ALIGN_START);
          gtk_grid_attach (GTK_GRID (grid), button, 2, (int) i, 1, 1);
        }
    }
  return scroll (grid);
}

/* What 16 quanta at CiA's sample point reach: phase 2 behind it, one quantum of phase 1, the rest for the cable. */
static double
estimate (double rate, double delay_ns)
{
  double bit = 1e9 / rate, point = bit_timing_default_point (rate);

  return ((point - 2.0 / 16) * bit / 2 - delay_ns) / CABLE_NS_PER_M;
}

static void
attach_text (GtkWidget *grid, const char *text, int column, int row, gboolean head)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 || head ? 0 : 1);
  gtk_widget_add_css_class (label, head ? "form-head" : "mono");
  gtk_grid_attach (GTK_GRID (grid), label, column, row, 1, 1);
}

static GtkWidget *
new_lengths (void)
{
  static const struct
  {
    double rate;
    const char *rule;
  } rows[] = { { 10e3, "5000" }, { 20e3, "2500" }, { 50e3, "1000" }, { 125e3, "500" },
               { 250e3, "250" }, { 500e3, "100" }, { 800e3, "50" },  { 1e6, "25–40" } };
  GtkWidget *grid = gtk_grid_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 24);
  attach_text (grid, _ ("Rate (kbit/s)"), 0, 0, TRUE);
  attach_text (grid, _ ("Rule of thumb (m)"), 1, 0, TRUE);
  attach_text (grid, _ ("Estimate, 150 ns a node (m)"), 2, 0, TRUE);
  attach_text (grid, _ ("Estimate, 255 ns a node (m)"), 3, 0, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *rate = g_strdup_printf ("%.0f", rows[i].rate / 1e3);

      attach_text (grid, rate, 0, (int) i + 1, FALSE);
      attach_text (grid, rows[i].rule, 1, (int) i + 1, FALSE);
      for (int k = 0; k < 2; k++)
        {
          double metres = estimate (rows[i].rate, k == 0 ? 150 : NODE_DELAY_NS);
          g_autofree char *text = metres > 0 ? g_strdup_printf ("%.0f", metres) : g_strdup ("—");

          attach_text (grid, text, 2 + k, (int) i + 1, FALSE);
        }
    }
  gtk_box_append (GTK_BOX (box), grid);
  gtk_box_append (
      GTK_BOX (box),
      new_label (_ ("The signal has to reach the farthest node and come back before the sample point: 5 ns a "
                    "metre, and each node's delay twice. The estimate is of 16 quanta with CiA's sample point "
                    "and one quantum of phase 1; 255 ns is the most that ISO 11898-2 allows a transceiver. "
                    "Long lines lose more by resistance and stubs than the time says. The calculator tells "
                    "the length of each setting."),
                 NULL));
  return scroll (box);
}

/* --- Window --- */

static void
on_page (GSimpleAction *action, GVariant *parameter, gpointer stack)
{
  gtk_stack_set_visible_child_name (stack, g_variant_get_string (parameter, NULL));
}

static void
name_rows (GtkWidget *widget)
{
  if (GTK_IS_LIST_BOX_ROW (widget))
    {
      GtkWidget *label = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (widget));

      while (label != NULL && !GTK_IS_LABEL (label))
        label = gtk_widget_get_first_child (label);
      if (label != NULL)
        gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                        gtk_label_get_text (GTK_LABEL (label)), -1);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_rows (child);
}

GtkWidget *
guide_dialog_new (GtkWindow *parent, const char *page)
{
  static const GActionEntry entries[] = { { .name = "page", .activate = on_page, .parameter_type = "s" } };
  GtkWidget *window = gtk_window_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *stack = gtk_stack_new (), *sidebar = gtk_stack_sidebar_new (), *header = gtk_header_bar_new ();
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  gtk_stack_add_titled (GTK_STACK (stack), new_entries (steps, G_N_ELEMENTS (steps)), "bring-up",
                        _ ("CAN in nine steps"));
  gtk_stack_add_titled (GTK_STACK (stack), new_entries (questions, G_N_ELEMENTS (questions)), "questions",
                        _ ("Seven questions"));
  gtk_stack_add_titled (GTK_STACK (stack), new_lengths (), "length", _ ("Length and rate"));
  gtk_stack_add_titled (GTK_STACK (stack), new_entries (glossary, G_N_ELEMENTS (glossary)), "glossary", _ ("Glossary"));
  gtk_stack_sidebar_set_stack (GTK_STACK_SIDEBAR (sidebar), GTK_STACK (stack));
  name_rows (sidebar);
  gtk_widget_set_size_request (sidebar, 180, -1);
  gtk_widget_set_hexpand (stack, TRUE);
  gtk_box_append (GTK_BOX (box), sidebar);
  gtk_box_append (GTK_BOX (box), stack);
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), stack);
  gtk_widget_insert_action_group (window, "guide", G_ACTION_GROUP (group));
  if (G_IS_ACTION_GROUP (parent))
    gtk_widget_insert_action_group (window, "win", G_ACTION_GROUP (parent));
  gtk_header_bar_set_decoration_layout (GTK_HEADER_BAR (header), ":close");
  gtk_window_set_titlebar (GTK_WINDOW (window), header);
  gtk_window_set_title (GTK_WINDOW (window), _ ("CAN Guide"));
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_default_size (GTK_WINDOW (window), 940, 640);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_widget_add_css_class (window, "canid");
  form_close_by_escape (window);
  if (page != NULL)
    gtk_stack_set_visible_child_name (GTK_STACK (stack), page);
  return window;
}
