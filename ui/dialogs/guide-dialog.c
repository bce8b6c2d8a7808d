/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/guide-dialog.h"

#include "base/i18n.h"
#include "ui/actions.h"
#include "ui/app-settings.h"
#include "ui/dialogs/form-grid.h"
#include "ui/dialogs/guide-adapters.h"
#include "ui/dialogs/guide-texts.h"
#include "timing/bit-timing.h"
#include "ui/widgets/check-box.h"
#include <math.h>

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

/* --- Ticks --- */

#define KEY "bring-up"

static gboolean
is_ticked (const char *id)
{
  g_auto (GStrv) ticked = g_settings_get_strv (app_settings_get (), KEY);

  return g_strv_contains ((const char *const *) ticked, id);
}

static void
set_ticked (const char *id, gboolean on)
{
  g_auto (GStrv) before = g_settings_get_strv (app_settings_get (), KEY);
  g_autoptr (GPtrArray) after = g_ptr_array_new ();

  for (char **one = before; *one != NULL; one++)
    if (!g_str_equal (*one, id))
      g_ptr_array_add (after, *one);
  if (on)
    g_ptr_array_add (after, (gpointer) id);
  g_ptr_array_add (after, NULL);
  g_settings_set_strv (app_settings_get (), KEY, (const char *const *) after->pdata);
}

static void
on_tick (GtkCheckButton *check, gpointer id)
{
  set_ticked (id, gtk_check_button_get_active (check));
}

/* The title, which can be ticked; it follows the settings, as another window may have ticked it. */
static void
follow (GSettings *settings, const char *key, GtkCheckButton *check)
{
  gtk_check_button_set_active (check, is_ticked (g_object_get_data (G_OBJECT (check), "id")));
}

static GtkWidget *
new_tick (const GuideEntry *entry)
{
  GtkWidget *check = check_box_new (_ (entry->title));

  g_object_set_data (G_OBJECT (check), "id", (gpointer) entry->id);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_ticked (entry->id));
  g_signal_connect (check, "toggled", G_CALLBACK (on_tick), (gpointer) entry->id);
  g_signal_connect_object (app_settings_get (), "changed::" KEY, G_CALLBACK (follow), check, 0);
  gtk_widget_set_valign (check, GTK_ALIGN_START);
  gtk_widget_add_css_class (check, "form-head");
  return check;
}

static void
show_done (GSettings *settings, const char *key, GtkLabel *label)
{
  g_autofree char *text = NULL;
  guint n = 0, done = 0;

  for (const GuideEntry *step = guide_steps; step->title != NULL; step++, n++)
    done += is_ticked (step->id) ? 1 : 0;
  text = g_strdup_printf (_ ("%u of %u steps are done. Ticks are kept."), done, n);
  gtk_label_set_text (label, text);
}

static void
on_start_over (void)
{
  g_settings_reset (app_settings_get (), KEY);
}

/* --- Entries --- */

static GtkWidget *
new_entries (const GuideEntry *entries)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 16);
  for (int i = 0; entries[i].title != NULL; i++)
    {
      GtkWidget *text = new_label (_ (entries[i].text), NULL);
      GtkWidget *title = entries[i].id != NULL ? new_tick (&entries[i]) : new_label (_ (entries[i].title), "form-head");

      if (GTK_IS_LABEL (title))
        gtk_label_set_max_width_chars (GTK_LABEL (title), 26);
      gtk_widget_set_hexpand (text, TRUE);
      gtk_grid_attach (GTK_GRID (grid), title, 0, i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), text, 1, i, 1, 1);
      if (entries[i].button != NULL)
        {
          GtkWidget *button = gtk_button_new_with_label (_ (entries[i].button));

          gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), entries[i].action);
          gtk_widget_set_valign (button, GTK_ALIGN_START);
          gtk_grid_attach (GTK_GRID (grid), button, 2, i, 1, 1);
        }
    }
  return grid;
}

static GtkWidget *
new_bring_up (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *done = new_label ("", "dim"), *over = gtk_button_new_with_label (_ ("Start Over"));

  show_done (NULL, NULL, GTK_LABEL (done));
  g_signal_connect_object (app_settings_get (), "changed::" KEY, G_CALLBACK (show_done), done, 0);
  g_signal_connect (over, "clicked", G_CALLBACK (on_start_over), NULL);
  gtk_widget_set_tooltip_text (over, _ ("Takes all ticks away"));
  gtk_widget_set_hexpand (done, TRUE);
  gtk_label_set_yalign (GTK_LABEL (done), 0.5f);
  gtk_box_append (GTK_BOX (head), done);
  gtk_box_append (GTK_BOX (head), over);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), new_entries (guide_steps));
  gtk_box_append (GTK_BOX (box), new_label (_ ("And then, on the bus"), "h2"));
  gtk_box_append (GTK_BOX (box), new_entries (guide_first_time));
  return scroll (box);
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

  gtk_stack_add_titled (GTK_STACK (stack), new_bring_up (), "bring-up", _ ("CAN in nine steps"));
  gtk_stack_add_titled (GTK_STACK (stack), scroll (new_entries (guide_questions)), "questions", _ ("Seven questions"));
  gtk_stack_add_titled (GTK_STACK (stack), new_lengths (), "length", _ ("Length and rate"));
  gtk_stack_add_titled (GTK_STACK (stack), guide_adapters_new (), "adapters", _ ("Adapters"));
  gtk_stack_add_titled (GTK_STACK (stack), scroll (new_entries (guide_glossary)), "glossary", _ ("Glossary"));
  gtk_stack_sidebar_set_stack (GTK_STACK_SIDEBAR (sidebar), GTK_STACK (stack));
  name_rows (sidebar);
  gtk_widget_set_size_request (sidebar, 180, -1);
  gtk_widget_set_hexpand (stack, TRUE);
  gtk_box_append (GTK_BOX (box), sidebar);
  gtk_box_append (GTK_BOX (box), stack);
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), stack);
  gtk_widget_insert_action_group (window, "guide", G_ACTION_GROUP (group));
  if (G_IS_ACTION_GROUP (parent))
    actions_lend (window, G_ACTION_GROUP (parent));
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
