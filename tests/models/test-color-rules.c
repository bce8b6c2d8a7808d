/* test-color-rules.c: the list of colouring rules, its text, and which rows get which colour.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "models/row-colors.h"
#include "small-trace.h"

#include "base/errors.h"
#include "core/id-index.h"
#include "core/row-set.h"

static const char *const lines[] = {
  "1000 can0 0C9#2AA73D8301AC4F4E",      "1001 can1 321#00341200",         "1003 can0 0C9#2AA83D83FF38204E T",
  "1010 can1 20000080#0000000000000000", "1011 can0 0C9#2AA83D83FF38204E", NULL,
};

static void
count (gpointer object, guint *n)
{
  ++*n;
}

static void
test_text (void)
{
  static const char text[] = "blue\tEngine\tEngineSpeed > 0 || x == \"a\tb\"\n"
                             "off quick orange-dashed\t\tcan.id == 0x0C9\n"
                             "none\tLeave alone\tcan.fd\n";
  ColorRules *rules = color_rules_new ();
  g_autofree char *back = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_signal_connect (rules, "changed", G_CALLBACK (count), &n);
  g_assert_true (color_rules_set_text (rules,
                                       "# mine\n\n"
                                       "blue\tEngine\tEngineSpeed > 0 || x == \"a b\"\r\n"
                                       "off quick orange-dashed\t\tcan.id == 0x0C9\n"
                                       "none\tLeave alone\tcan.fd",
                                       &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (color_rules_n (rules), ==, 3);
  g_assert_false (color_rules_get (rules, 1)->enabled);
  g_assert_true (color_rules_get (rules, 1)->quick);
  g_assert_cmpint (color_rules_get (rules, 1)->color, ==, 10);
  back = color_rules_dup_text (rules);
  g_assert_true (color_rules_set_text (rules, back, &error));
  g_assert_cmpuint (n, ==, 1); /* the same: nobody is told */

  g_assert_false (color_rules_set_text (rules, "blue\ta\tcan.fd\nmauve\tb\tcan.fd\n", &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
  g_assert_cmpstr (error->message, ==, "line 2: there is no colour “mauve”");
  g_assert_cmpuint (color_rules_n (rules), ==, 3); /* as it was */
  g_clear_error (&error);
  g_assert_false (color_rules_set_text (rules, "blue can.fd\n", &error));
  g_clear_error (&error);
  g_assert_false (color_rules_set_text (rules, "off\ta\tb\n", &error));
  g_clear_error (&error);
  g_assert_cmpint (color_rules_add_text (rules, "none\tLeave alone\tcan.fd\npink\tNew\tcan.err\n", &error), ==, 1);
  g_assert_cmpstr (color_rules_get (rules, 0)->name, ==, "New");
  g_assert_true (color_rules_set_text (rules, text, NULL)); /* a tab within the expression is a blank */
  g_assert_cmpstr (color_rules_get (rules, 0)->expression, ==, "EngineSpeed > 0 || x == \"a b\"");
  g_object_unref (rules);
}

static void
test_list (void)
{
  ColorRules *rules = color_rules_new ();
  ColorRule rule = { (char *) "A\nB", (char *) " can.fd ", 99, TRUE, FALSE };

  color_rules_insert (rules, 7, &rule);
  g_assert_cmpstr (color_rules_get (rules, 0)->name, ==, "A B");
  g_assert_cmpstr (color_rules_get (rules, 0)->expression, ==, "can.fd");
  g_assert_cmpint (color_rules_get (rules, 0)->color, ==, COLOR_RULE_COLORS);
  color_rules_set_quick (rules, "can.id == 0x0C9", "", 3);
  color_rules_set_quick (rules, "can.id == 0x0CA", "", 3);
  g_assert_cmpint (color_rules_get_quick (rules, "can.id == 0x0C9"), ==, 3);
  color_rules_set_quick (rules, "can.id == 0x0C9", "", 5);
  g_assert_cmpuint (color_rules_n (rules), ==, 3);
  g_assert_cmpint (color_rules_get_quick (rules, "can.id == 0x0C9"), ==, 5);
  color_rules_move (rules, 0, 2);
  g_assert_cmpstr (color_rules_get (rules, 2)->expression, ==, "can.id == 0x0CA");
  color_rules_set_quick (rules, "can.id == 0x0CA", "", 0);
  g_assert_cmpuint (color_rules_n (rules), ==, 2);
  color_rules_clear_quick (rules);
  g_assert_cmpuint (color_rules_n (rules), ==, 1);
  g_object_unref (rules);
}

static TraceSession *
new_session (const DatabaseSet *databases)
{
  TraceSession *session = trace_session_new ();
  FrameStore *store = small_trace_new (lines);

  trace_session_set_store (session, store);
  frame_store_unref (store);
  if (databases != NULL)
    trace_session_set_databases (session, databases);
  return session;
}

static void
test_colors (void)
{
  const DatabaseSet *databases = small_databases_new ();
  TraceSession *session = new_session (NULL);
  ColorRules *rules = color_rules_new ();
  RowColors *colors = row_colors_new (rules, session);
  guint n = 0;
  int rule;

  g_signal_connect (colors, "changed", G_CALLBACK (count), &n);
  g_assert_cmpint (row_colors_get (colors, 0, &rule), ==, 0);
  g_assert_cmpint (rule, ==, -1);
  g_assert_true (color_rules_set_text (rules,
                                       "none\tsent\tcan.dir == tx\n"
                                       "off pink\toff\tcan.id == 0x0C9\n"
                                       "green\tneeds a database\tEngineSpeed > 0\n"
                                       "blue\tall\tcan.id > 0\n"
                                       "blue\tblank\t\n",
                                       NULL));
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (row_colors_get (colors, 0, &rule), ==, 1); /* the broken one is passed over */
  g_assert_cmpint (rule, ==, 3);
  g_assert_nonnull (row_colors_get_problem (colors, 2)->what);
  g_assert_nonnull (row_colors_get_problem (colors, 4)->what);
  g_assert_null (row_colors_get_problem (colors, 1)->what);
  trace_session_set_databases (session, databases);
  g_assert_cmpuint (n, ==, 2);
  g_assert_null (row_colors_get_problem (colors, 2)->what); /* kept, and right now */
  g_assert_cmpint (row_colors_get (colors, 0, &rule), ==, 3);
  g_assert_cmpint (row_colors_get (colors, 1, &rule), ==, 1);
  g_assert_cmpint (row_colors_get (colors, 2, &rule), ==, 0); /* sent: none, and no later rule */
  g_assert_cmpint (rule, ==, 0);
  g_assert_cmpint (row_colors_get (colors, 3, &rule), ==, 0);
  g_assert_cmpint (row_colors_get (colors, ROW_NONE, &rule), ==, 0);
  g_assert_cmpint (row_colors_get (colors, 5, &rule), ==, 0);
  g_object_unref (colors);
  g_object_unref (rules);
  g_object_unref (session);
  database_set_unref (databases);
}

/* The main thread does not make the index: the colour comes when a worker has made it. */
static void
test_past (void)
{
  TraceSession *session = new_session (NULL);
  ColorRules *rules = color_rules_new ();
  RowColors *colors = row_colors_new (rules, session);
  IdIndex *ids = frame_store_get_ids (trace_session_get_store (session));
  guint n = 0;

  g_assert_true (color_rules_set_text (rules, "cyan\tsame\t!changed (data)\n", NULL));
  g_signal_connect (colors, "changed", G_CALLBACK (count), &n);
  g_assert_cmpuint (id_index_length (ids), ==, 0);
  row_colors_get (colors, 4, NULL);
  row_colors_get (colors, 3, NULL);
  while (n == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (id_index_length (ids), ==, 5);
  g_assert_cmpint (row_colors_get (colors, 4, NULL), ==, 6);
  g_assert_cmpint (row_colors_get (colors, 2, NULL), ==, 0);
  g_object_unref (colors);
  g_object_unref (rules);
  g_object_unref (session);
}

static void
test_of_session (void)
{
  TraceSession *session = new_session (NULL);

  g_assert_true (row_colors_of_session (session) == row_colors_of_session (session));
  g_assert_true (row_colors_get_rules (row_colors_of_session (session)) == color_rules_get_default ());
  g_assert_finalize_object (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/models/color-rules/text", test_text);
  g_test_add_func ("/models/color-rules/list", test_list);
  g_test_add_func ("/models/color-rules/colors", test_colors);
  g_test_add_func ("/models/color-rules/past", test_past);
  g_test_add_func ("/models/color-rules/of-session", test_of_session);
  return g_test_run ();
}
