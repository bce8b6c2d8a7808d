/* frame-menu.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/frame-menu.h"

#include "base/i18n.h"
#include "models/color-rules.h"

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

static void
append_submenu (GMenu *menu, const char *label, GMenu *submenu)
{
  g_menu_append_submenu (menu, label, G_MENU_MODEL (submenu));
  g_object_unref (submenu);
}

static GMenu *
new_joins (const char *action, const char *subject, const char *term)
{
  static const char *const joins[][2] = {
    { "selected", N_ ("_Selected") },          { "not", N_ ("_Not Selected") },
    { "and", N_ ("… _and Selected") },         { "or", N_ ("… _or Selected") },
    { "and-not", N_ ("… and n_ot Selected") }, { "or-not", N_ ("… or no_t Selected") },
  };
  GMenu *menu = g_menu_new (), *section = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (joins); i++)
    append_item (section, _ (joins[i][1]), action,
                 subject != NULL ? g_variant_new ("(ss)", subject, joins[i][0]) : g_variant_new_string (joins[i][0]));
  g_menu_append_section (menu, term, G_MENU_MODEL (section));
  g_object_unref (section);
  return menu;
}

GMenuModel *
frame_menu_new_filters (const char *subject, const char *term)
{
  GMenu *menu = g_menu_new ();
  gboolean byte = g_str_equal (subject, "byte");

  /* Submenus of one menu must differ in their labels: GTK knows them by these. */
  append_submenu (menu, byte ? _ ("Apply _Byte as Filter") : _ ("_Apply as Filter"),
                  new_joins ("win.apply-filter", subject, term));
  append_submenu (menu, byte ? _ ("Prepare B_yte as Filter") : _ ("_Prepare as Filter"),
                  new_joins ("win.prepare-filter", subject, term));
  return G_MENU_MODEL (menu);
}

GMenuModel *
frame_menu_new_joins (const char *apply, const char *prepare)
{
  GMenu *menu = g_menu_new ();

  append_submenu (menu, _ ("_Apply as Filter"), new_joins (apply, NULL, NULL));
  append_submenu (menu, _ ("_Prepare as Filter"), new_joins (prepare, NULL, NULL));
  return G_MENU_MODEL (menu);
}

static GMenu *
new_colors (void)
{
  GMenu *menu = g_menu_new (), *colors = g_menu_new (), *rest = g_menu_new ();

  for (int i = 1; i <= COLOR_RULE_COLORS; i++)
    append_item (colors, _ (color_rule_color_name (i)), "win.color-id", g_variant_new_int32 (i));
  append_section (menu, colors);
  append_item (rest, _ ("_No Colour"), "win.color-id", g_variant_new_int32 (0));
  append_item (rest, _ ("_Reset All Identifiers"), "win.color-reset", NULL);
  append_item (rest, _ ("Colouring _Rules…"), "win.color-rules", NULL);
  append_section (menu, rest);
  return menu;
}

static GMenu *
new_copies (void)
{
  static const char *const kinds[][2] = {
    { "csv", N_ ("_CSV") },
    { "json", N_ ("_JSON") },
    { "candump", N_ ("candump _Lines") },
    { "cansend", N_ ("cansend _Commands") },
    { "c-array", N_ ("C _Arrays") },
    { "data", N_ ("_Data Bytes") },
  };
  GMenu *menu = g_menu_new ();

  append_item (menu, _ ("_Text"), "panel.copy-rows", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    append_item (menu, _ (kinds[i][1]), "win.copy-as", g_variant_new_string (kinds[i][0]));
  return menu;
}

GMenuModel *
frame_menu_new (GMenuModel *panel)
{
  GMenu *menu = g_menu_new (), *frame = g_menu_new (), *sending = g_menu_new ();
  GMenuModel *filters = frame_menu_new_filters ("frame", NULL);

  g_menu_append_section (menu, NULL, filters);
  g_object_unref (filters);
  append_submenu (frame, _ ("Colour _Identifier"), new_colors ());
  append_submenu (frame, _ ("Co_py As"), new_copies ());
  append_item (frame, _ ("Find the Same _Data"), "win.find-same-data", NULL);
  append_item (frame, _ ("_Statistics of This Identifier"), "win.statistics-of-id", NULL);
  append_section (menu, frame);
  append_item (sending, _ ("_Send This Frame"), "win.send-frame", NULL);
  append_item (sending, _ ("Add to _Transmit List"), "win.add-to-transmit", NULL);
  append_section (menu, sending);
  g_menu_append_section (menu, NULL, panel);
  return G_MENU_MODEL (menu);
}
