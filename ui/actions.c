/* actions.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/actions.h"

#include "base/i18n.h"

#define FILES N_ ("Files")
#define TRACE N_ ("Trace")
#define MOVING N_ ("Moving about")
#define MARKS N_ ("Marks and comments")
#define COLORS N_ ("Colours and copies")
#define COLUMNS N_ ("Columns")
#define PLOTS N_ ("Plots")
#define WINDOW N_ ("Window")
#define DATABASES N_ ("Databases")
#define SENDING N_ ("Sending")

static const ActionRow rows[] = {
  { "win.open", N_ ("Open traces and databases"), FILES, { "<Control>o" } },
  { "win.add-trace", N_ ("Add files to this trace"), FILES, { "<Control><Shift>o" } },
  { "win.open-workspace", N_ ("Open a workspace"), FILES, { NULL } },
  { "win.save-case", N_ ("Save a case file"), NULL, { NULL } },
  { "win.open-last-workspace", N_ ("Open the last workspace"), NULL, { NULL } },
  { "win.save-workspace", N_ ("Save the workspace"), FILES, { "<Control>s" } },
  { "win.save-workspace-as", N_ ("Save the workspace as"), NULL, { NULL } },
  { "win.open-sample", N_ ("Open the sample"), NULL, { NULL } },
  { "win.add-database", N_ ("Add a database"), FILES, { "<Control><Shift>d" } },
  { "win.can-matrix", N_ ("CAN matrix: messages and nodes"), FILES, { "<Control><Alt>x" } },
  { "win.save-own-signals", N_ ("Save own signals as a database"), NULL, { NULL } },
  { "win.reload-databases", N_ ("Read the databases again"), NULL, { NULL } },
  { "win.watch-databases", N_ ("Follow changes of database files"), NULL, { NULL } },
  { "win.save-as", N_ ("Save the trace as"), FILES, { "<Control><Shift>s" } },
  { "win.export", N_ ("Export frames"), FILES, { "<Control><Shift>e" } },
  { "win.properties", N_ ("Properties of the trace"), FILES, { "<Control><Alt><Shift>c" } },
  { "win.reload", N_ ("Read the file again"), FILES, { "<Control>r" } },
  { "win.follow-file", N_ ("Go on with what is written to the file"), NULL, { NULL } },
  { "win.welcome", N_ ("Back to the welcome page"), NULL, { NULL } },
  { "win.cancel", N_ ("Stop reading"), NULL, { NULL } },
  { "win.notes", N_ ("Notes about the file"), NULL, { NULL } },
  { "app.new-window", N_ ("New window"), NULL, { NULL } },

  { "win.by-identifier", N_ ("By identifier or chronological"), TRACE, { "F4" } },
  { "win.capture", N_ ("Start or stop listening"), TRACE, { "<Control>e" } },
  { "win.interfaces", N_ ("Interfaces"), TRACE, { "<Control>k" } },
  { "win.sample-bus", N_ ("Start the sample bus"), NULL, { NULL } },
  { "win.follow", N_ ("Follow the newest frame"), NULL, { NULL } },
  { "win.capture-options", N_ ("Capture options"), TRACE, { "<Control><Shift>k" } },
  { "win.record", N_ ("Record"), TRACE, { "<Control><Alt>e" } },
  { "win.record-trigger", N_ ("Trigger the recordings now"), TRACE, { "<Control><Alt>t" } },

  { "win.find", N_ ("Find"), TRACE, { "<Control>f" } },
  { "win.find-next", N_ ("Find next"), TRACE, { "F3", "<Control>n" } },
  { "win.find-previous", N_ ("Find previous"), TRACE, { "<Shift>F3", "<Control>b" } },
  { "win.go-to", N_ ("Go to frame or time"), MOVING, { "<Control>g" } },
  { "win.same-next", N_ ("Next of the same identifier"), MOVING, { "<Alt>Down" } },
  { "win.same-previous", N_ ("Previous of the same identifier"), MOVING, { "<Alt>Up" } },
  { "win.history-back", N_ ("Back to where the cursor was"), MOVING, { "<Alt>Left" } },
  { "win.history-forward", N_ ("Forward again"), MOVING, { "<Alt>Right" } },
  { "win.row-next", N_ ("Next frame, from anywhere"), MOVING, { "F8" } },
  { "win.row-previous", N_ ("Previous frame, from anywhere"), MOVING, { "F7" } },
  { "win.filter", N_ ("Go to the filter"), TRACE, { "<Control>slash" } },
  { "win.frames", N_ ("Go to the frames"), NULL, { NULL } },
  { "win.clear-filter", N_ ("Clear the filter"), NULL, { NULL } },
  { "win.show-filter", N_ ("Show what a filter passes"), NULL, { NULL } },
  { "win.filter-errors", N_ ("Show only error frames"), NULL, { NULL } },

  { "win.anatomy", N_ ("Frame bits"), WINDOW, { "<Alt>5" } },
  { "win.wave", N_ ("Waveform"), WINDOW, { "<Alt>8" } },
  { "win.samples", N_ ("How the recording of samples is read"), NULL, { NULL } },
  { "win.export-samples", N_ ("Export frames as samples"), NULL, { NULL } },
  { "win.accept-filters", N_ ("Acceptance filters"), NULL, { NULL } },
  { "win.adapters", N_ ("Adapters: what Linux needs for each, and what drives it"), NULL, { NULL } },
  { "win.guide", N_ ("CAN guide: nine steps, questions, glossary"), NULL, { NULL } },
  { "win.bit-timing", N_ ("Bit timing"), TRACE, { "<Control><Alt>b" } },
  { "win.bit-timing-of", N_ ("Bit timing of an interface"), NULL, { NULL } },
  { "win.find-bit-rate", N_ ("Find the bit rate of a bus"), NULL, { NULL } },
  { "win.find-bit-rate-of", N_ ("Find the bit rate of an interface's bus"), NULL, { NULL } },

  { "win.undo", N_ ("Undo"), MARKS, { "<Control>z" } },
  { "win.redo", N_ ("Redo"), MARKS, { "<Control><Shift>z" } },
  { "win.mark", N_ ("Mark or unmark the selected frames"), MARKS, { "<Control>m" } },
  { "win.mark-shown", N_ ("Mark all shown frames"), MARKS, { "<Control><Shift>m" } },
  { "win.unmark-all", N_ ("Unmark all frames"), MARKS, { "<Control><Alt>m" } },
  { "win.next-marked", N_ ("Next marked frame"), MARKS, { "<Control><Shift>n" } },
  { "win.previous-marked", N_ ("Previous marked frame"), MARKS, { "<Control><Shift>b" } },
  { "win.comment", N_ ("Comment on this frame"), MARKS, { "<Control><Alt>c" } },
  { "win.marks", N_ ("List of marks and comments"), MARKS, { "<Control><Alt>l" } },

  { "win.color-id(1)", N_ ("Colour 1 for the identifier, … 9"), COLORS, { "<Control>1" } },
  { "win.color-id(2)", N_ ("Colour for the identifier"), NULL, { "<Control>2" } },
  { "win.color-id(3)", N_ ("Colour for the identifier"), NULL, { "<Control>3" } },
  { "win.color-id(4)", N_ ("Colour for the identifier"), NULL, { "<Control>4" } },
  { "win.color-id(5)", N_ ("Colour for the identifier"), NULL, { "<Control>5" } },
  { "win.color-id(6)", N_ ("Colour for the identifier"), NULL, { "<Control>6" } },
  { "win.color-id(7)", N_ ("Colour for the identifier"), NULL, { "<Control>7" } },
  { "win.color-id(8)", N_ ("Colour for the identifier"), NULL, { "<Control>8" } },
  { "win.color-id(9)", N_ ("Colour for the identifier"), NULL, { "<Control>9" } },
  { "win.color-id(10)", N_ ("Colour 10 for the identifier"), COLORS, { "<Control>0" } },
  { "win.color-reset", N_ ("Take the colours of identifiers away"), COLORS, { "<Control><Shift>0" } },
  { "win.color-rules", N_ ("Colouring rules"), COLORS, { "<Control><Alt>r" } },
  { "win.find-same-data", N_ ("Find the same data"), COLORS, { "<Control><Shift>f" } },
  { "win.apply-filter", N_ ("Apply as filter"), NULL, { NULL } },
  { "win.prepare-filter", N_ ("Prepare as filter"), NULL, { NULL } },
  { "win.copy-as::csv", N_ ("Copy as CSV"), NULL, { NULL } },
  { "win.copy-as::json", N_ ("Copy as JSON"), NULL, { NULL } },
  { "win.copy-as::candump", N_ ("Copy as candump lines"), NULL, { NULL } },
  { "win.copy-as::cansend", N_ ("Copy as cansend commands"), NULL, { NULL } },
  { "win.copy-as::c-array", N_ ("Copy as C arrays"), NULL, { NULL } },
  { "win.copy-as::data", N_ ("Copy the data bytes"), NULL, { NULL } },
  { "win.all-notes", N_ ("All notes of the file between frames"), MARKS, { "<Control><Alt>n" } },

  { "win.columns", N_ ("Choose the columns"), COLUMNS, { "<Control><Shift>l" } },
  { "win.fit-columns", N_ ("Make columns as wide as their texts"), COLUMNS, { "<Control><Shift>r" } },
  { "win.signal-column", N_ ("Show the chosen signal as a column"), COLUMNS, { "<Control><Shift>i" } },
  { "win.plot-signal", N_ ("Plot the chosen signal"), PLOTS, { "<Control>p" } },
  { "win.time-reference", N_ ("Count times from this frame"), COLUMNS, { "<Control>t" } },
  { "win.next-number-base", N_ ("Hex, decimal, binary"), COLUMNS, { "<Control>h" } },
  { "win.next-data-group", N_ ("Data in groups of 1, 2, 4 bytes"), COLUMNS, { "<Control><Shift>h" } },
  { "win.time-format::since-start", N_ ("Times since the start"), COLUMNS, { "<Control><Alt>1" } },
  { "win.time-format::absolute", N_ ("Date and time of day"), COLUMNS, { "<Control><Alt>2" } },
  { "win.time-format::time-of-day", N_ ("Time of day"), COLUMNS, { "<Control><Alt>3" } },
  { "win.time-format::since-previous", N_ ("Times since the previous frame"), COLUMNS, { "<Control><Alt>4" } },
  { "win.time-format::since-shown", N_ ("Times since the previous shown frame"), COLUMNS, { "<Control><Alt>5" } },
  { "win.time-format::since-same-id", N_ ("Times since the same identifier"), COLUMNS, { "<Control><Alt>6" } },
  { "win.time-format::epoch", N_ ("Seconds since 1970"), COLUMNS, { "<Control><Alt>7" } },

  { "app.stop-all", N_ ("Stop everything that sends"), SENDING, { "<Shift>Escape", "Pause" } },
  { "win.transmit", N_ ("Transmit"), WINDOW, { "<Alt>3" } },
  { "win.controls", N_ ("Controls"), WINDOW, { "<Alt>7" } },
  { "win.replay", N_ ("Replay"), WINDOW, { "<Alt>6" } },
  { "win.replay-offline", N_ ("Play this trace into a new one, as if it were live"), SENDING, { NULL } },
  { "win.send-frame", N_ ("Send this frame"), NULL, { NULL } },
  { "win.transmit-message", N_ ("Add a message of the databases"), NULL, { NULL } },
  { "win.add-to-transmit", N_ ("Add to the transmit list"), SENDING, { "<Control><Shift>t" } },

  { "win.inspector-visible", N_ ("Frame inspector"), WINDOW, { "F9" } },
  { "win.databases", N_ ("Databases"), WINDOW, { "<Alt>1" } },
  { "win.plot", N_ ("Plot"), WINDOW, { "<Alt>2" } },
  { "win.statistics", N_ ("Statistics"), WINDOW, { "<Alt>4" } },
  { "win.statistics-of-id", N_ ("Statistics of this identifier"), WINDOW, { "<Control><Alt>s" } },
  { "win.dock", N_ ("Collapse the dock"), WINDOW, { "<Control>j" } },
  { "app.zoom-in", N_ ("Larger text"), WINDOW, { "<Control>plus", "<Control>KP_Add" } },
  { "app.zoom-out", N_ ("Smaller text"), WINDOW, { "<Control>minus", "<Control>KP_Subtract" } },
  { "app.zoom-reset", N_ ("Normal text size"), WINDOW, { "<Control>equal" } },
  { "win.menu", N_ ("Menu"), WINDOW, { "F10" } },
  { "win.shortcuts", N_ ("Keyboard shortcuts"), WINDOW, { "F1", "<Control>question" } },
  { "win.close", N_ ("Close the window"), WINDOW, { "<Control>w" } },
  { "app.preferences", N_ ("Preferences"), WINDOW, { "<Control>comma" } },
  { "app.about", N_ ("About Canid"), NULL, { NULL } },
  { "app.quit", N_ ("Quit"), WINDOW, { "<Control>q" } },
};

/* Keys where the focus decides. Those with a name are actions of the widget that has the focus or of one around it. */
static const ActionRow focus_rows[] = {
  { NULL, N_ ("Fields, messages and signals for the filter"), TRACE, { "<Control>space" } },
  { NULL, N_ ("Copy the selected rows"), TRACE, { "<Control>c" } },
  { NULL, N_ ("Select all rows"), TRACE, { "<Control>a" } },
  { NULL, N_ ("First frame"), MOVING, { "<Control>Home" } },
  { NULL, N_ ("Last frame"), MOVING, { "<Control>End" } },
  { "symbols.next-frame", N_ ("Go to the next frame of the message"), DATABASES, { "Return" } },
  { "symbols.previous-frame", N_ ("Go to the previous frame of the message"), DATABASES, { "<Shift>Return" } },
  { "symbols.filter", N_ ("Show only its frames"), DATABASES, { "<Control>Return" } },
  { "symbols.column", N_ ("Show the signal as a column"), DATABASES, { NULL } },
  { "symbols.transmit", N_ ("Add to the transmit list"), DATABASES, { NULL } },
  { "symbols.change", N_ ("Change the own signal"), DATABASES, { "F2" } },
  { "symbols.remove", N_ ("Remove the own signal"), DATABASES, { NULL } },
  { "symbols.flat", N_ ("One list of signals, or a tree"), DATABASES, { "<Alt>l" } },
  { "symbols.copy-name", N_ ("Copy the name"), DATABASES, { "<Control>c" } },
  { "symbols.search", N_ ("Search messages and signals"), DATABASES, { "<Alt>f" } },
  { "databases.up", N_ ("Use the database before others"), DATABASES, { "<Alt>Up" } },
  { "databases.down", N_ ("Use the database after others"), DATABASES, { "<Alt>Down" } },
  { "statistics.filter", N_ ("Show only the frames of this row"), DATABASES, { NULL } },
  { "statistics.copy", N_ ("Copy the table"), DATABASES, { NULL } },
  { "statistics.export", N_ ("Export the table as CSV"), DATABASES, { NULL } },
  { "replay.play", N_ ("Play or pause"), SENDING, { NULL } },
  { "replay.step", N_ ("One frame"), SENDING, { NULL } },
  { "replay.stop", N_ ("Stop playing"), SENDING, { NULL } },
  { "replay.from", N_ ("From the chosen frame"), SENDING, { NULL } },
  { "replay.to", N_ ("To the chosen frame"), SENDING, { NULL } },
  { "transmit.add", N_ ("Add a message"), SENDING, { "Insert" } },
  { "transmit.simulate", N_ ("Simulate nodes of a database"), SENDING, { NULL } },
  { "transmit.once", N_ ("Send the message once"), SENDING, { "space" } },
  { "transmit.toggle", N_ ("Switch the message on or off"), SENDING, { "<Shift>space" } },
  { "transmit.all", N_ ("Switch all messages on, or off"), SENDING, { NULL } },
  { "transmit.paste", N_ ("Paste frames as messages"), SENDING, { "<Control>v" } },
  { "transmit.copy", N_ ("Copy the messages"), SENDING, { "<Control>c" } },
  { "transmit.duplicate", N_ ("Duplicate the message"), SENDING, { "<Control>d" } },
  { "transmit.remove", N_ ("Remove the message"), SENDING, { "Delete" } },
  { "transmit.up", N_ ("Move the message up"), SENDING, { "<Alt>Up" } },
  { "transmit.down", N_ ("Move the message down"), SENDING, { "<Alt>Down" } },
  { "transmit.open", N_ ("Add the messages of a file"), SENDING, { NULL } },
  { "transmit.save", N_ ("Save the messages"), SENDING, { NULL } },
  { "controls.add", N_ ("Add a control"), SENDING, { "Insert" } },
  { "controls.arrange", N_ ("Arrange the controls"), SENDING, { NULL } },
  { "controls.run", N_ ("Switch the messages of the controls on, or off"), SENDING, { NULL } },
  { "controls.nudge", N_ ("Move the control"), SENDING, { "<Control>Right" } },
  { "controls.nudge", N_ ("Resize the control"), SENDING, { "<Control><Shift>Right" } },
  { "controls.remove", N_ ("Remove the control"), SENDING, { "Delete" } },
  { "controls.duplicate", N_ ("Duplicate the control"), SENDING, { NULL } },
  { "controls.open", N_ ("Add the controls of a file"), SENDING, { NULL } },
  { "controls.save", N_ ("Save the controls"), SENDING, { NULL } },
  { "databases.remove", N_ ("Take the database out"), DATABASES, { "Delete" } },
  { "symbols.page", N_ ("All about the message"), DATABASES, { "<Control>i" } },
  { "symbols.plot", N_ ("Plot the signal"), PLOTS, { "<Shift><Control>p" } },
  { "plot.add", N_ ("Add a signal"), PLOTS, { "Insert" } },
  { "plot.remove", N_ ("Take the signal out of the plot"), PLOTS, { "Delete" } },
  { "plot.remove-all", N_ ("Take all signals out"), PLOTS, { NULL } },
  { "plot.toggle-visible", N_ ("Show or hide the signal"), PLOTS, { "h" } },
  { "plot.up", N_ ("Move the signal up"), PLOTS, { "<Alt>Up" } },
  { "plot.down", N_ ("Move the signal down"), PLOTS, { "<Alt>Down" } },
  { "plot.fit-axis", N_ ("Axis as the values want it"), PLOTS, { NULL } },
  { "plot.copy", N_ ("Copy the table"), PLOTS, { NULL } },
  { "plot.mode::stacked", N_ ("Plots below each other"), PLOTS, { "s" } },
  { "plot.mode::overlaid", N_ ("Plots over each other"), PLOTS, { "o" } },
  { "plot.mode::xy", N_ ("Signals against the first one"), PLOTS, { "x" } },
  { "plot.fit", N_ ("Fit the axes to what is shown"), PLOTS, { "f" } },
  { "plot.show-all", N_ ("Show all of the trace"), PLOTS, { "w", "Home" } },
  { "plot.zoom-in", N_ ("Zoom in"), PLOTS, { "plus" } },
  { "plot.zoom-out", N_ ("Zoom out"), PLOTS, { "minus" } },
  { "plot.zoom-cursors", N_ ("Zoom to the cursors"), PLOTS, { "z" } },
  { "plot.back", N_ ("Back to the range before"), PLOTS, { "BackSpace" } },
  { "plot.forward", N_ ("Forward again"), PLOTS, { "<Shift>BackSpace" } },
  { "plot.cursors", N_ ("Two cursors"), PLOTS, { "c" } },
  { "plot.place(0)", N_ ("Cursor A at the pointer"), PLOTS, { "a" } },
  { "plot.place(1)", N_ ("Cursor B at the pointer"), PLOTS, { "b" } },
  { "plot.step(1)", N_ ("Cursor A to the next sample"), PLOTS, { "Right" } },
  { "plot.step(3)", N_ ("Cursor B to the next sample"), PLOTS, { "<Shift>Right" } },
  { "plot.choose", N_ ("Choose the frame at the cursor"), PLOTS, { "Return" } },
  { "plot.follow", N_ ("Follow the newest values"), PLOTS, { "l" } },
  { "plot.pause", N_ ("Pause the picture"), PLOTS, { "p" } },
  { "plot.grid", N_ ("Grid"), PLOTS, { "g" } },
  { "plot.dots", N_ ("Dots at the samples"), PLOTS, { "period" } },
  { "plot.export", N_ ("Export the plot"), PLOTS, { "e" } },
  { "plot.save-layout", N_ ("Keep with the databases"), PLOTS, { NULL } },
  { "plot.load-layout", N_ ("Bring back"), PLOTS, { NULL } },
};

const ActionRow *
actions_get (guint *n)
{
  *n = G_N_ELEMENTS (rows);
  return rows;
}

const ActionRow *
actions_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].name, name))
      return &rows[i];
  for (guint i = 0; i < G_N_ELEMENTS (focus_rows); i++)
    if (g_strcmp0 (focus_rows[i].name, name) == 0)
      return &focus_rows[i];
  return NULL;
}

char *
actions_dup_tooltip (const char *name)
{
  const ActionRow *row = actions_find (name);
  g_autofree char *keys = NULL;
  GdkModifierType modifiers;
  guint key;

  g_return_val_if_fail (row != NULL, NULL);

  if (row->accels[0] == NULL || !gtk_accelerator_parse (row->accels[0], &key, &modifiers))
    return g_strdup (_ (row->label));
  keys = gtk_accelerator_get_label (key, modifiers);
  return g_strdup_printf ("%s (%s)", _ (row->label), keys);
}

void
actions_describe_button (GtkWidget *button, const char *name)
{
  g_autofree char *tooltip = actions_dup_tooltip (name);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (actions_find (name)->label), -1);
}

void
actions_bind_button (GtkWidget *button, const char *name)
{
  actions_describe_button (button, name);
  if (GTK_IS_ACTIONABLE (button))
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), name);
}

/* GTK's tooltip keeps the muxer of the last window it stood in, and that the group. */
static void
take_back (GtkWidget *window)
{
  gtk_widget_insert_action_group (window, "win", NULL);
}

void
actions_lend (GtkWidget *window, GActionGroup *main_window)
{
  gtk_widget_insert_action_group (window, "win", main_window);
  g_signal_connect (window, "destroy", G_CALLBACK (take_back), NULL);
}

void
actions_install_accels (GtkApplication *app)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].accels[0] != NULL)
      gtk_application_set_accels_for_action (app, rows[i].name, rows[i].accels);
}

const char *const *
actions_get_sections (void)
{
  static const char *const sections[]
      = { FILES, MOVING, TRACE, MARKS, COLORS, COLUMNS, DATABASES, PLOTS, SENDING, WINDOW, NULL };

  return sections;
}

GPtrArray *
actions_list_section (const char *section)
{
  GPtrArray *shown = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_strcmp0 (rows[i].section, section) == 0 && rows[i].accels[0] != NULL)
      g_ptr_array_add (shown, (gpointer) &rows[i]);
  for (guint i = 0; i < G_N_ELEMENTS (focus_rows); i++)
    if (g_str_equal (focus_rows[i].section, section) && focus_rows[i].accels[0] != NULL)
      g_ptr_array_add (shown, (gpointer) &focus_rows[i]);
  return shown;
}
