/* trace-panel-columns.c: what is done to columns, and the settings that say how cells look.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Actions, of titles' menus: "panel.hide-column" (s), "panel.show-column" (s), "panel.move-column" ((si), step −1 or
 * 1), "panel.fit-column" (s; "": all), "panel.reset-columns".
 */
#include "config.h"
#include "ui/panels/trace-panel-private.h"

#include "base/i18n.h"

/* --- Menus of titles --- */

static void
append_item (GMenu *menu, const char *label, const char *action, GVariant *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_append_item (menu, item);
}

static void
append_section (GMenu *menu, GMenu *section)
{
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_object_unref (section);
}

/* Built-in columns that are not in sight. */
static GMenuModel *
new_hidden_menu (TracePanel *self)
{
  GMenu *menu = g_menu_new ();

  for (const Column *column = columns; column->id != NULL; column++)
    {
      g_autofree char *title = column_dup_title (column, NULL);

      if (!trace_list_get_column_visible (TRACE_LIST (self->list), column->id))
        append_item (menu, title[0] != '\0' ? title : _ ("Mark"), "panel.show-column",
                     g_variant_new_string (column->id));
    }
  return G_MENU_MODEL (menu);
}

/* added: by the user, and gone when it is hidden. */
static GMenuModel *
new_column_menu (const char *id, gboolean added, gboolean can_choose, GMenuModel *hidden)
{
  GMenu *menu = g_menu_new (), *place = g_menu_new (), *width = g_menu_new (), *all = g_menu_new ();

  append_item (place, added ? _ ("_Remove Column") : _ ("_Hide Column"), "panel.hide-column",
               g_variant_new_string (id));
  append_item (place, _ ("Move _Left"), "panel.move-column", g_variant_new ("(si)", id, -1));
  append_item (place, _ ("Move _Right"), "panel.move-column", g_variant_new ("(si)", id, 1));
  append_section (menu, place);
  append_item (width, _ ("_Fit This Column"), "panel.fit-column", g_variant_new_string (id));
  append_item (width, _ ("Fit _All Columns"), "win.fit-columns", NULL);
  append_section (menu, width);
  if (g_menu_model_get_n_items (hidden) > 0)
    g_menu_append_submenu (all, _ ("_Show"), hidden);
  if (can_choose)
    append_item (all, _ ("_Columns…"), "win.columns", NULL);
  append_item (all, _ ("_Usual Columns"), "panel.reset-columns", NULL);
  append_section (menu, all);
  return G_MENU_MODEL (menu);
}

static void
update_menus (TracePanel *self)
{
  g_autoptr (GPtrArray) shown = trace_list_get_columns (TRACE_LIST (self->list));
  g_autoptr (GMenuModel) hidden = new_hidden_menu (self);

  for (guint i = 0; i < shown->len; i++)
    {
      const Column *column = shown->pdata[i];
      g_autoptr (GMenuModel) menu = new_column_menu (column->id, column_by_id (column->id) == NULL, TRUE, hidden);

      trace_list_set_column_menu (TRACE_LIST (self->list), column->id, menu);
    }
}

static GMenuModel *
new_hidden_id_menu (TracePanel *self)
{
  GMenu *menu = g_menu_new ();

  for (const IdColumn *column = id_columns; column->id != NULL; column++)
    if (!id_list_get_column_visible (ID_LIST (self->ids), column->id))
      append_item (menu, column->title[0] != '\0' ? _ (column->title) : _ ("Mark"), "panel.show-column",
                   g_variant_new_string (column->id));
  return G_MENU_MODEL (menu);
}

static void
update_id_menus (TracePanel *self)
{
  g_autoptr (GMenuModel) hidden = new_hidden_id_menu (self);

  for (const IdColumn *column = id_columns; column->id != NULL; column++)
    {
      g_autoptr (GMenuModel) menu = new_column_menu (column->id, FALSE, FALSE, hidden);

      id_list_set_column_menu (ID_LIST (self->ids), column->id, menu);
    }
}

/* --- Actions, of the list that is shown --- */

static void
show_column (TracePanel *self, const char *id, gboolean visible)
{
  if (!self->by_identifier)
    trace_list_show_column (TRACE_LIST (self->list), id, visible);
  else if (id_column_by_id (id) != NULL)
    id_list_show_column (ID_LIST (self->ids), id, visible);
}

static void
activate_hide (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TracePanel *self = TRACE_PANEL (widget);
  g_autoptr (GPtrArray) shown = self->by_identifier ? id_list_get_columns (ID_LIST (self->ids))
                                                    : trace_list_get_columns (TRACE_LIST (self->list));

  if (shown->len > 1) /* a list without columns has no rows either, and no title to bring them back */
    show_column (self, g_variant_get_string (parameter, NULL), FALSE);
}

static void
activate_show (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_column (TRACE_PANEL (widget), g_variant_get_string (parameter, NULL), TRUE);
}

static void
activate_move (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *id;
  int step;

  g_variant_get (parameter, "(&si)", &id, &step);
  step = step < 0 ? -1 : 1;
  if (!TRACE_PANEL (widget)->by_identifier)
    trace_list_move_column (TRACE_LIST (TRACE_PANEL (widget)->list), id, step);
  else if (id_column_by_id (id) != NULL)
    id_list_move_column (ID_LIST (TRACE_PANEL (widget)->ids), id, step);
}

void
trace_panel_fit (TracePanel *self, const char *id)
{
  if (self->by_identifier)
    id_list_fit (ID_LIST (self->ids), id);
  else
    trace_list_fit (TRACE_LIST (self->list), id);
}

static void
activate_fit (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *id = g_variant_get_string (parameter, NULL);

  trace_panel_fit (TRACE_PANEL (widget), id[0] != '\0' ? id : NULL);
}

static void
activate_reset (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TracePanel *self = TRACE_PANEL (widget);

  if (self->settings != NULL)
    g_settings_reset (self->settings, self->by_identifier ? "id-columns" : "columns");
}

void
trace_panel_install_column_actions (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "panel.hide-column", "s", activate_hide);
  gtk_widget_class_install_action (class, "panel.show-column", "s", activate_show);
  gtk_widget_class_install_action (class, "panel.move-column", "(si)", activate_move);
  gtk_widget_class_install_action (class, "panel.fit-column", "s", activate_fit);
  gtk_widget_class_install_action (class, "panel.reset-columns", NULL, activate_reset);
}

/* --- Settings --- */

static void
on_layout_changed (TracePanel *self)
{
  g_autofree char *layout = trace_list_dup_layout (TRACE_LIST (self->list));

  g_settings_set_string (self->settings, "columns", layout);
  update_menus (self);
}

static void
on_columns (TracePanel *self)
{
  g_autofree char *layout = g_settings_get_string (self->settings, "columns");

  if (self->list == NULL)
    return;
  trace_list_set_layout (TRACE_LIST (self->list), layout);
  update_menus (self);
}

static void
on_id_layout_changed (TracePanel *self)
{
  g_autofree char *layout = id_list_dup_layout (ID_LIST (self->ids));

  g_settings_set_string (self->settings, "id-columns", layout);
  update_id_menus (self);
}

static void
on_id_columns (TracePanel *self)
{
  g_autofree char *layout = g_settings_get_string (self->settings, "id-columns");

  if (self->ids == NULL)
    return;
  id_list_set_layout (ID_LIST (self->ids), layout);
  update_id_menus (self);
}

void
trace_panel_follow_id_columns (TracePanel *self)
{
  if (self->settings == NULL || self->ids == NULL)
    return;
  g_signal_connect_object (self->settings, "changed::id-columns", G_CALLBACK (on_id_columns), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->ids, "layout-changed", G_CALLBACK (on_id_layout_changed), self, G_CONNECT_SWAPPED);
  on_id_columns (self);
}

static void
on_time (TracePanel *self)
{
  g_autofree char *format = g_settings_get_string (self->settings, "time-format");
  g_autofree char *precision = g_settings_get_string (self->settings, "time-precision");
  TraceList *list = TRACE_LIST (self->list);

  if (list == NULL)
    return;
  trace_list_set_time_decimals (list, g_str_equal (precision, "ms")   ? 3
                                      : g_str_equal (precision, "us") ? 6
                                      : g_str_equal (precision, "ns") ? 9
                                                                      : 0);
  trace_list_set_time_style (list, time_style_by_id (format));
}

static void
on_numbers (TracePanel *self)
{
  g_autofree char *base = g_settings_get_string (self->settings, "number-base");
  g_autofree char *group = g_settings_get_string (self->settings, "data-group");

  if (self->list != NULL)
    trace_list_set_numbers (TRACE_LIST (self->list), number_base_by_id (base), (guint) (group[0] - '0'));
}

static void
on_notes (TracePanel *self)
{
  if (self->list != NULL)
    trace_list_set_all_notes (TRACE_LIST (self->list), g_settings_get_boolean (self->settings, "all-notes"));
}

void
trace_panel_follow_settings (TracePanel *self)
{
  static const struct
  {
    const char *signal;
    void (*follow) (TracePanel *self);
  } keys[] = {
    { "changed::columns", on_columns },     { "changed::time-format", on_time },
    { "changed::time-precision", on_time }, { "changed::number-base", on_numbers },
    { "changed::data-group", on_numbers },  { "changed::all-notes", on_notes },
  };

  if (self->settings == NULL || self->list == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_signal_connect_object (self->settings, keys[i].signal, G_CALLBACK (keys[i].follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "layout-changed", G_CALLBACK (on_layout_changed), self, G_CONNECT_SWAPPED);
  on_columns (self);
  trace_panel_follow_id_columns (self);
  on_time (self);
  on_numbers (self);
  on_notes (self);
}
