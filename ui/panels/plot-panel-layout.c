/* plot-panel-layout.c: what is plotted, kept with the databases it is from, and opened again with them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Somebody who kept a layout wants to see it when the same databases are open again: an empty plot page opens it as
 * soon as it is looked at. A page that has signals is left alone, and one that was emptied stays empty.
 */
#include "config.h"
#include "ui/panels/plot-panel-private.h"

#include "base/i18n.h"
#include "ui/app-settings.h"

/* Of the databases in use: their names; "": none. */
static char *
layout_key (PlotPanel *self)
{
  const DatabaseSet *set = trace_session_get_databases (self->session);
  GString *key = g_string_new (NULL);

  for (guint i = 0; i < database_set_n (set); i++)
    g_string_append_printf (key, "%s%s", i > 0 ? "|" : "", database_get_name (database_set_get (set, i, NULL)));
  return g_string_free (key, FALSE);
}

/* (transfer full)(nullable) */
static char *
find_layout (const char *key)
{
  g_autoptr (GVariant) kept = g_settings_get_value (app_settings_get (), "plot-layouts");
  char *text = NULL;

  return *key != '\0' && g_variant_lookup (kept, key, "s", &text) ? text : NULL;
}

static void
activate_save_layout (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PlotPanel *self = data;
  g_autoptr (GVariant) kept = g_settings_get_value (app_settings_get (), "plot-layouts");
  g_autofree char *key = layout_key (self), *text = plot_model_to_text (self->model);
  GVariantBuilder builder;
  GVariantIter iter;
  const char *other, *layout;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, kept);
  while (g_variant_iter_next (&iter, "{&s&s}", &other, &layout))
    if (!g_str_equal (other, key))
      g_variant_builder_add (&builder, "{ss}", other, layout);
  if (plot_model_n_signals (self->model) > 0)
    g_variant_builder_add (&builder, "{ss}", key, text);
  g_settings_set_value (app_settings_get (), "plot-layouts", g_variant_builder_end (&builder));
  plot_panel_update_layout_actions (self);
}

static void
activate_load_layout (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PlotPanel *self = data;
  g_autofree char *key = layout_key (self), *text = find_layout (key);

  if (text != NULL)
    plot_model_from_text (self->model, text);
}

void
plot_panel_open_layout (PlotPanel *self)
{
  g_autofree char *key = layout_key (self), *text = NULL;

  if (*key == '\0' || g_strcmp0 (key, self->opened_key) == 0)
    return;
  g_free (self->opened_key);
  self->opened_key = g_strdup (key);
  text = plot_model_n_signals (self->model) == 0 ? find_layout (key) : NULL;
  if (text != NULL)
    plot_model_from_text (self->model, text);
}

void
plot_panel_update_layout_actions (PlotPanel *self)
{
  g_autofree char *key = layout_key (self), *text = find_layout (key);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (
                                   g_action_map_lookup_action (G_ACTION_MAP (self->actions), "save-layout")),
                               *key != '\0');
  g_simple_action_set_enabled (G_SIMPLE_ACTION (
                                   g_action_map_lookup_action (G_ACTION_MAP (self->actions), "load-layout")),
                               text != NULL);
}

void
plot_panel_add_layout_actions (PlotPanel *self)
{
  static const GActionEntry entries[] = {
    { "save-layout", activate_save_layout },
    { "load-layout", activate_load_layout },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}
