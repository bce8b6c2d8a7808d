/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/frame-batch.h"

#include "base/i18n.h"
#include <glib/gstdio.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>

static void
test_notes (void)
{
  FrameBatch *batch = frame_batch_new ();
  char text[] = "chip status\0with a NUL";
  const Note *note;

  batch->n_frames = 3;
  frame_batch_add_note (batch, NOTE_STATUS, 2, 77, 12, text, sizeof text);
  memset (text, 'x', sizeof text); /* it was copied */
  note = &g_array_index (batch->notes, Note, 0);
  g_assert_cmpuint (note->row, ==, 3);
  g_assert_cmpint (note->time, ==, 77);
  g_assert_cmpuint (note->place, ==, 12);
  g_assert_cmpuint (note->kind, ==, NOTE_STATUS);
  g_assert_cmpuint (note->channel, ==, 2);
  g_assert_cmpmem (note->text, note->n, "chip status\0with a NUL", sizeof text);

  frame_batch_clear (batch);
  g_assert_cmpuint (batch->n_frames, ==, 0);
  g_assert_cmpuint (batch->notes->len, ==, 0);
  frame_batch_free (batch);
  frame_batch_free (NULL);
}

static void
test_problems (void)
{
  FrameBatch *batch = frame_batch_new ();

  for (guint i = 0; i < PROBLEMS_KEPT + 5; i++)
    frame_batch_add_problem (batch, i, "%u data bytes", i);
  g_assert_cmpuint (batch->n_problems, ==, PROBLEMS_KEPT + 5);
  g_assert_cmpuint (batch->problems->len, ==, PROBLEMS_KEPT);
  g_assert_cmpstr (g_array_index (batch->problems, Problem, 9).what, ==, "9 data bytes");
  frame_batch_clear (batch);
  g_assert_cmpuint (batch->n_problems, ==, 0);
  g_assert_cmpuint (batch->problems->len, ==, 0);
  frame_batch_free (batch);
}

/* A catalogue of two texts, as msgfmt writes it. */
static void
write_catalogue (const char *path)
{
  static const char *const texts[][2] = { { "%u data bytes", "%u Datenbytes" }, { "no identifier", "keine Kennung" } };
  const guint32 n = G_N_ELEMENTS (texts), tables = 28;
  guint32 header[7] = { 0x950412de, 0, n, tables, tables + 8 * n, 0, tables + 16 * n }, at = tables + 16 * n;
  g_autoptr (GByteArray) file = g_byte_array_new ();

  g_byte_array_append (file, (const guint8 *) header, sizeof header);
  for (guint side = 0; side < 2; side++)
    for (guint i = 0; i < n; i++)
      {
        const guint32 entry[2] = { (guint32) strlen (texts[i][side]), at };

        g_byte_array_append (file, (const guint8 *) entry, sizeof entry);
        at += entry[0] + 1;
      }
  for (guint side = 0; side < 2; side++)
    for (guint i = 0; i < n; i++)
      g_byte_array_append (file, (const guint8 *) texts[i][side], (guint) strlen (texts[i][side]) + 1);
  g_assert_true (g_file_set_contents (path, (const char *) file->data, file->len, NULL));
}

static void
assert_problem (FrameBatch *batch, guint index, const char *expected)
{
  g_assert_cmpstr (g_array_index (batch->problems, Problem, index).what, ==, expected);
}

/* In a process of its own: the locale stays as it is for the others. */
static void
test_translated (void)
{
  g_autofree char *folder = NULL, *messages = NULL, *path = NULL;
  FrameBatch *batch;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }
  g_setenv ("LANGUAGE", "de", TRUE);
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    return; /* a system without it */
  folder = g_dir_make_tmp ("canid-catalogue-XXXXXX", NULL);
  messages = g_build_filename (folder, "de", "LC_MESSAGES", NULL);
  path = g_build_filename (messages, GETTEXT_PACKAGE ".mo", NULL);
  g_assert_cmpint (g_mkdir_with_parents (messages, 0700), ==, 0);
  write_catalogue (path);
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");

  batch = frame_batch_new ();
  frame_batch_add_problem (batch, 1, N_ ("%u data bytes"), 7);
  frame_batch_add_problem (batch, 2, "%s", "no identifier"); /* a reason that another function gave */
  frame_batch_add_problem (batch, 3, "%s", "");              /* not the catalogue's head */
  frame_batch_add_problem (batch, 4, "%s: %s", "a.asc", "no identifier");
  assert_problem (batch, 0, "7 Datenbytes");
  assert_problem (batch, 1, "keine Kennung");
  assert_problem (batch, 2, "");
  assert_problem (batch, 3, "a.asc: no identifier"); /* was translated where it was made */
  frame_batch_free (batch);
  g_remove (path);
  g_rmdir (messages);
  g_free (messages);
  messages = g_build_filename (folder, "de", NULL);
  g_rmdir (messages);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame-batch/notes", test_notes);
  g_test_add_func ("/frame-batch/problems", test_problems);
  g_test_add_func ("/frame-batch/translated", test_translated);
  return g_test_run ();
}
