/* test-can-matrix.c: who sends and receives; where the picture of a message's bits has its signals.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "draw/layout-picture.h"
#include "models/can-matrix.h"
#include "small-trace.h"

#include <string.h>

static void
test_matrix (void)
{
  const DatabaseSet *set = small_databases_new ();
  CanMatrix *matrix = can_matrix_new (set);
  g_autofree char *csv = can_matrix_to_csv (matrix), *html = can_matrix_to_html (matrix);

  g_assert_cmpuint (matrix->nodes->len, ==, 2);
  g_assert_true (g_str_has_prefix (csv, "message,id,cycle_ms,ECM,TCM\nEngineData,0C9,10,S,R\nMux,321,,R,S\n"));
  g_assert_nonnull (strstr (csv, "FdData,18FF1234,,S,R\n"));
  g_assert_nonnull (strstr (html, "<th>ECM</th><th>TCM</th></tr>"));
  g_assert_nonnull (strstr (html, "<td>EngineData</td><td>0C9</td><td>10</td><td class=\"s\">S</td>"));
  can_matrix_free (matrix);
  database_set_unref (set);
}

static void
test_layout (void)
{
  const DatabaseSet *set = small_databases_new ();
  const Database *database = database_set_get (set, 0, NULL);

  for (guint i = 0; i < database_n_messages (database); i++)
    {
      const Message *message = database_get_message (database, i);
      LayoutPicture picture = { message, FALSE, -1 };

      for (guint s = 0; s < message->n_signals; s++)
        g_assert_cmpuint (layout_picture_start (&picture, s), ==, message->signals[s].start);
      g_assert_cmpuint (layout_picture_n_overlaps (&picture), ==,
                        g_str_equal (message->name, "Twins") ? 8 : 0); /* pages of a multiplexer are apart */
      picture.from_msb = TRUE;
      if (g_str_equal (message->name, "EngineData"))
        g_assert_cmpuint (layout_picture_start (&picture, 0), ==, 0);
    }
  database_set_unref (set);
}

/* Of every database of the corpus: the first bit is the one that the file writes. */
static void
check_folder (const char *path, guint *n_signals)
{
  GDir *folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      Database *database;

      if (g_file_test (file, G_FILE_TEST_IS_DIR))
        {
          check_folder (file, n_signals);
          continue;
        }
      database = g_str_has_suffix (name, ".dbc") ? database_load (file, NULL) : NULL;
      for (guint i = 0; database != NULL && i < database_n_messages (database); i++)
        {
          const Message *message = database_get_message (database, i);
          LayoutPicture picture = { message, FALSE, -1 };

          for (guint s = 0; s < message->n_signals; s++, (*n_signals)++)
            g_assert_cmpuint (layout_picture_start (&picture, s), ==, message->signals[s].start);
        }
      database_unref (database);
    }
  if (folder != NULL)
    g_dir_close (folder);
}

static void
test_corpus (void)
{
  const char *corpus = g_getenv ("CANID_CORPUS");
  g_autofree char *path = g_build_filename (corpus != NULL ? corpus : "../shared/corpus", "db", "dbc", NULL);
  guint n_signals = 0;

  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("no corpus");
      return;
    }
  check_folder (path, &n_signals);
  g_test_message ("%u signals", n_signals);
  g_assert_cmpuint (n_signals, >, 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/can-matrix/matrix", test_matrix);
  g_test_add_func ("/can-matrix/layout", test_layout);
  g_test_add_func ("/can-matrix/corpus", test_corpus);
  return g_test_run ();
}
