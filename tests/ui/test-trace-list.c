/* test-trace-list.c: keys, pointer, selection, focus, resizing and filtering of the list, seen on its widgets.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "list-helpers.h"

#include "ui/app-settings.h"
#include "ui/theme.h"
#include "ui/widgets/trace-list-private.h"

#define MANY G_GUINT64_CONSTANT (100000000)

static void
test_shows (void)
{
  ListTest t;

  list_test_open (&t, MANY, 1200, 700);
  list_test_check (&t, "opening");
  trace_list_go (t.list, 40, TRACE_LIST_SELECT);
  list_test_settle (&t);
  list_test_check (&t, "going");
  list_test_picture (&t, "list-light");
  g_settings_set_string (app_settings_get (), "color-scheme", "dark");
  list_test_settle (&t);
  list_test_picture (&t, "list-dark");
  g_settings_set_string (app_settings_get (), "color-scheme", "light");
  g_assert_cmpuint (t.bad_frames, ==, 0);
  list_test_close (&t);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  list_test_init ();
  g_test_add_func ("/trace-list/shows", test_shows);
  return g_test_run ();
}
