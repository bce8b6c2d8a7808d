/* fuzz-controls.c: a page of controls as text; what is taken lies apart, and is the same written and read again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "models/control-board.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_again (const GPtrArray *controls)
{
  g_autofree char *text = controls_to_text (controls);
  g_autoptr (GPtrArray) again = controls_from_text (text, NULL, NULL);

  g_assert_nonnull (again);
  g_assert_cmpuint (again->len, ==, controls->len);
  for (guint i = 0; i < again->len; i++)
    g_assert_true (control_equal (controls->pdata[i], again->pdata[i]));
}

static void
check_apart (GPtrArray *controls)
{
  TraceSession *session = trace_session_new ();
  ControlBoard *board = control_board_of (session);

  control_board_replace (board, controls);
  for (guint i = 0; i < control_board_n (board); i++)
    for (guint k = 0; k < i; k++)
      g_assert_false (control_overlaps (control_board_nth (board, i), control_board_nth (board, k)));
  g_object_unref (session);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  GPtrArray *controls = controls_from_text (text, problems, &error);

  g_assert_true ((controls == NULL) == (error != NULL));
  for (guint i = 0; i < problems->len; i++)
    g_assert_true (g_utf8_validate (problems->pdata[i], -1, NULL));
  if (controls == NULL)
    return 0;
  check_again (controls);
  check_apart (controls);
  return 0;
}
