/* test-own-signals.c: bits get names, in a database of their own, and lose them again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "base/errors.h"
#include "models/own-signals.h"
#include "small-trace.h"
#include <glib/gstdio.h>
#include <string.h>

static const char *const lines[] = { "0 can0 123#0A0B0C0D", "10 can0 0C9#0011223344556677", NULL };

static TraceSession *
new_session (const DatabaseSet *set)
{
  TraceSession *session = trace_session_new ();
  FrameStore *store = small_trace_new (lines);

  trace_session_set_store (session, store);
  frame_store_unref (store);
  if (set != NULL)
    trace_session_set_databases (session, set);
  return session;
}

static void
clear (TraceSession *session)
{
  const Database *own = own_signals_get (session);

  if (own != NULL)
    g_unlink (database_get_path (own));
  g_object_unref (session);
}

static OwnSignal
bits (uint32_t id, guint start, guint length, gboolean big_endian, const char *name)
{
  return (OwnSignal){ .id = id,
                      .frame_length = 4,
                      .channel = "can0",
                      .start = start,
                      .length = length,
                      .big_endian = big_endian,
                      .factor = 1,
                      .name = name };
}

/* Of a frame by way of the session's databases: nothing knows that the database is an own one. */
static double
value_of (TraceSession *session, uint64_t row, const char *signal)
{
  const Message *message;
  double value = 0;
  CanFrame frame;

  frame_store_get (trace_session_get_store (session), row, &frame);
  message = database_set_lookup (trace_session_get_databases (session), "can0", frame.id);
  g_assert_nonnull (message);
  g_assert_nonnull (message_find_signal (message, signal));
  g_assert_true (can_signal_decode (message_find_signal (message, signal), &frame, &value));
  return value;
}

static void
test_add (void)
{
  TraceSession *session = new_session (NULL);
  EditStack *edits = edit_stack_of_session (session);
  OwnSignal intel = bits (0x123, 4, 12, FALSE, NULL), motorola = bits (0x123, 7, 16, TRUE, "Level");
  g_autoptr (GError) error = NULL;
  g_autofree char *first = own_signals_add (session, &intel, &error), *second = NULL, *path = NULL, *text = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (first, ==, "Msg_123.Bits_0_4_12");
  g_assert_cmpfloat (value_of (session, 0, "Bits_0_4_12"), ==, 0x0B0);
  motorola.factor = 0.5;
  motorola.offset = -10;
  motorola.unit = "°C";
  motorola.comment = "what it is";
  second = own_signals_add (session, &motorola, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (second, ==, "Msg_123.Level");
  g_assert_cmpfloat (value_of (session, 0, "Level"), ==, 0x0A0B * 0.5 - 10);
  g_assert_cmpuint (database_set_n (trace_session_get_databases (session)), ==, 1);

  /* It is a file that others can read. */
  path = g_strdup (database_get_path (own_signals_get (session)));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, " SG_ Level : 7|16@0+ (0.5,-10) [0|0] \"\260C\" Vector__XXX\n"));

  g_assert_true (edit_stack_undo (edits));
  g_assert_cmpuint (database_lookup (own_signals_get (session), 0x123)->n_signals, ==, 1);
  g_assert_true (edit_stack_undo (edits));
  g_assert_null (own_signals_get (session));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (edit_stack_redo (edits));
  g_assert_true (edit_stack_redo (edits));
  g_assert_cmpfloat (value_of (session, 0, "Level"), ==, 0x0A0B * 0.5 - 10);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  clear (session);
}

static void
test_change (void)
{
  TraceSession *session = new_session (NULL);
  OwnSignal signal = bits (0x123, 0, 8, FALSE, "Byte"), other = bits (0x123, 8, 8, FALSE, "Renamed");
  g_autoptr (GError) error = NULL;
  g_autofree char *name = own_signals_add (session, &signal, &error), *text = NULL, *copy = NULL;
  const Message *message = database_lookup (own_signals_get (session), 0x123);

  other.kind = SIGNAL_SIGNED;
  text = own_signals_change (session, message, &message->signals[0], &other, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "Msg_123.Renamed");
  g_assert_cmpfloat (value_of (session, 0, "Renamed"), ==, 0x0B);
  copy = g_build_filename (g_get_user_data_dir (), "copy.dbc", NULL);
  g_assert_true (own_signals_save (session, copy, &error));
  {
    Database *saved = database_load (copy, &error);

    g_assert_no_error (error);
    g_assert_nonnull (database_find_message (saved, "Msg_123"));
    g_assert_true (own_signals_is (saved));
    database_unref (saved);
  }
  g_unlink (copy);
  message = database_lookup (own_signals_get (session), 0x123);
  g_assert_true (own_signals_remove (session, message, &message->signals[0], &error));
  g_assert_cmpuint (database_n_messages (own_signals_get (session)), ==, 0);
  g_assert_true (edit_stack_undo (edit_stack_of_session (session)));
  g_assert_cmpfloat (value_of (session, 0, "Renamed"), ==, 0x0B);
  g_assert_true (edit_stack_undo (edit_stack_of_session (session)));
  g_assert_cmpfloat (value_of (session, 0, "Byte"), ==, 0x0A);
  clear (session);
}

/* What another database says of the frame is still said. */
static void
test_known (void)
{
  const DatabaseSet *set = small_databases_new ();
  TraceSession *session = new_session (set);
  const Message *known = database_set_lookup (set, "can0", 0x0C9);
  OwnSignal signal = bits (0x0C9, 56, 8, FALSE, "Last");
  double before = value_of (session, 1, known->signals[0].name);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = own_signals_add (session, &signal, &error), *again = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (name, ==, "EngineData.Last");
  g_assert_cmpfloat (value_of (session, 1, "Last"), ==, 0x77);
  g_assert_cmpfloat (value_of (session, 1, known->signals[0].name), ==, before);
  g_assert_cmpuint (database_set_n (trace_session_get_databases (session)), ==, 2);
  again = own_signals_add (session, &signal, &error);
  g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
  g_assert_null (again);
  clear (session);
  database_set_unref (set);
}

static void
test_refused (void)
{
  TraceSession *session = new_session (NULL);
  OwnSignal rows[] = { bits (0x123, 0, 8, FALSE, "a b"), bits (0x123, 0, 0, FALSE, "A"),
                       bits (0x123, 0, 65, FALSE, "A"), bits (0x123, 0, 8, FALSE, "BO_") };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (own_signals_add (session, &rows[i], &error));
      g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
      g_assert_null (own_signals_get (session));
    }
  g_object_unref (session);
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = g_dir_make_tmp ("canid-own-XXXXXX", NULL);

  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/own-signals/add", test_add);
  g_test_add_func ("/own-signals/change", test_change);
  g_test_add_func ("/own-signals/known", test_known);
  g_test_add_func ("/own-signals/refused", test_refused);
  return g_test_run ();
}
