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

static gboolean
is_among (char **names, const char *name)
{
  return names != NULL && g_strv_contains ((const char *const *) names, name);
}

/* Every cell says what the messages say. */
static void
check_matrix (const Database *database)
{
  DatabaseSet *none = database_set_new (), *set = database_set_add (none, database, NULL);
  CanMatrix *matrix = can_matrix_new (set);

  g_assert_cmpuint (matrix->messages->len, ==, database_n_messages (database));
  for (guint m = 0; m < matrix->messages->len; m++)
    for (guint n = 0; n < matrix->nodes->len; n++)
      {
        const Message *message = matrix->messages->pdata[m];
        const char *node = matrix->nodes->pdata[n];
        guint role = is_among (message->senders, node) ? MATRIX_SENDS : 0;

        for (guint s = 0; s < message->n_signals; s++)
          role |= is_among (message->signals[s].receivers, node) ? MATRIX_RECEIVES : 0;
        g_assert_cmpuint (can_matrix_get_role (matrix, message, n), ==, role);
      }
  can_matrix_free (matrix);
  database_set_unref (set);
  database_set_unref (none);
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
      if (database != NULL && database_n_messages (database) < 500)
        check_matrix (database);
      database_unref (database);
    }
  if (folder != NULL)
    g_dir_close (folder);
}

/* (transfer full) tests run in the source's folder or in that of the build */
static char *
dup_corpus (void)
{
  const char *corpus = g_getenv ("CANID_CORPUS");

  if (corpus != NULL)
    return g_strdup (corpus);
  return g_strdup (g_file_test ("../shared/corpus", G_FILE_TEST_IS_DIR) ? "../shared/corpus" : "../../shared/corpus");
}

/* The node's place in the matrix; its length: none. */
static guint
find_node (const CanMatrix *matrix, const char *name)
{
  guint i = 0;

  while (i < matrix->nodes->len && !g_str_equal (matrix->nodes->pdata[i], name))
    i++;
  return i;
}

/* names: as Python writes a list of them. All of them have the role; returns how many. */
static guint
check_names (const CanMatrix *matrix, const Message *message, guint role, const char *names)
{
  g_auto (GStrv) parts = g_strsplit (names, "'", -1);
  guint n = 0;

  for (guint i = 0; parts[i] != NULL && parts[i + 1] != NULL; i += 2, n++)
    {
      guint node = find_node (matrix, parts[i + 1]);

      g_assert_cmpuint (node, <, matrix->nodes->len);
      g_assert_true (can_matrix_get_role (matrix, message, node) & role);
    }
  return n;
}

/* One row of what cantools' tests assert of senders and receivers. */
static guint
check_row (const char *folder, const char *file, const char *which, gboolean by_id, gboolean sends, const char *names)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  Database *database = database_load (path, NULL);
  DatabaseSet *none = database_set_new (), *set = database_set_add (none, database, NULL);
  CanMatrix *matrix = can_matrix_new (set);
  uint32_t number = (uint32_t) g_ascii_strtoull (which, NULL, 10);
  const Message *message = !by_id                          ? database_get_message (database, number)
                           : number > CAN_ID_MASK_STANDARD ? database_lookup (database, number | CAN_ID_EXTENDED)
                                                           : database_lookup (database, number);
  guint n;

  g_assert_nonnull (message);
  n = check_names (matrix, message, sends ? MATRIX_SENDS : MATRIX_RECEIVES, names);
  if (sends)
    g_assert_cmpuint (n, ==, g_strv_length (message->senders));
  can_matrix_free (matrix);
  database_set_unref (set);
  database_set_unref (none);
  database_unref (database);
  return n;
}

static void
test_cantools (void)
{
  g_autofree char *corpus = dup_corpus (), *text = NULL,
                  *path = g_build_filename (corpus, "expected", "cantools_structure.csv", NULL),
                  *folder = g_build_filename (corpus, "db", "dbc", "cantools", NULL);
  g_autoptr (GRegex) regex = g_regex_new ("^dbc/([^,]+),(messages\\[|get_message_by_frame_id\\()(\\d+)[\\])]"
                                          "\\.(senders|signals\\[\\d+\\]\\.receivers),\"?(\\[[^\\]]*\\])",
                                          G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  guint n_rows = 0, n_names = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("no corpus");
      return;
    }
  g_regex_match (regex, text, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL), n_rows++)
    {
      g_autofree char *file = g_match_info_fetch (match, 1), *how = g_match_info_fetch (match, 2),
                      *which = g_match_info_fetch (match, 3), *what = g_match_info_fetch (match, 4),
                      *names = g_match_info_fetch (match, 5);

      n_names += check_row (folder, file, which, *how == 'g', g_str_equal (what, "senders"), names);
    }
  g_test_message ("%u rows, %u nodes named", n_rows, n_names);
  g_assert_cmpuint (n_rows, >, 5);
}

static void
test_corpus (void)
{
  g_autofree char *corpus = dup_corpus (), *path = g_build_filename (corpus, "db", "dbc", NULL);
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
  g_test_add_func ("/can-matrix/cantools", test_cantools);
  return g_test_run ();
}
