/* window-columns.c: actions for the list's columns and for how its cells write times and numbers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/window-private.h"

#include "base/i18n.h"
#include "ui/app-settings.h"
#include "ui/dialogs/columns-dialog.h"
#include "ui/field-focus.h"

static TraceList *
list_of (gpointer window)
{
  return trace_panel_get_list (MAIN_WINDOW (window)->trace_panel);
}

static void
activate_columns (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_window_present (
      GTK_WINDOW (columns_dialog_new (GTK_WINDOW (data), MAIN_WINDOW (data)->session, app_settings_get ())));
}

static void
activate_fit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  trace_panel_fit (MAIN_WINDOW (data)->trace_panel, NULL);
}

/* parameter: a column's id, "signal:Message.Signal" */
static void
activate_add_column (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (!trace_list_show_column (list_of (data), g_variant_get_string (parameter, NULL), TRUE))
    main_window_show_message (data, _ ("There is no room for more columns. Remove one first."));
}

/* The signal that is chosen in the fields of the frame. */
static void
activate_signal_column (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *key = field_focus_get_key (field_focus_get (MAIN_WINDOW (data)->session));

  if (!g_str_has_prefix (key, "signal:"))
    main_window_show_note (data, _ ("Choose a signal among the fields of the frame, then show it as a column."));
  else
    g_action_group_activate_action (G_ACTION_GROUP (data), "add-column", g_variant_new_string (key));
}

/* Times are counted from the frame under the cursor; there once more: from the start again. */
static void
activate_time_reference (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  uint64_t cursor = trace_session_get_cursor (MAIN_WINDOW (data)->session);

  if (cursor != ROW_NONE)
    trace_list_set_reference (list_of (data), trace_list_get_reference (list_of (data)) == cursor ? ROW_NONE : cursor);
}

static void
choose_next (const char *key, const char *const *values, guint n)
{
  g_autofree char *now = g_settings_get_string (app_settings_get (), key);
  guint i = 0;

  while (i < n && !g_str_equal (values[i], now))
    i++;
  g_settings_set_string (app_settings_get (), key, values[(i + 1) % n]);
}

static void
activate_next_base (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  static const char *const bases[] = { "hex", "decimal", "binary" };

  choose_next ("number-base", bases, G_N_ELEMENTS (bases));
}

static void
activate_next_group (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  static const char *const groups[] = { "1", "2", "4" };

  choose_next ("data-group", groups, G_N_ELEMENTS (groups));
}

void
main_window_add_column_actions (MainWindow *self)
{
  static const GActionEntry entries[] = {
    { "columns", activate_columns },
    { "fit-columns", activate_fit },
    { "add-column", activate_add_column, "s" },
    { "signal-column", activate_signal_column },
    { "time-reference", activate_time_reference },
    { "next-number-base", activate_next_base },
    { "next-data-group", activate_next_group },
  };
  static const char *const kept[] = { "time-format", "time-precision", "number-base", "data-group" };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      g_autoptr (GAction) action = g_settings_create_action (app_settings_get (), kept[i]);

      g_action_map_add_action (G_ACTION_MAP (self), action);
    }
}
