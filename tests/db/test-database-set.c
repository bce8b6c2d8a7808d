/* test-database-set.c: which database answers for which channel.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "db/database-set.h"

static Database *
make (const char *name, const char *messages)
{
  g_autofree char *text = g_strconcat ("BS_:\n", messages, NULL);
  g_autoptr (GError) error = NULL;
  Database *db = database_load_memory (name, text, strlen (text), &error);

  g_assert_no_error (error);
  return db;
}

typedef struct
{
  DatabaseSet *set;
  TraceInfo *info;
} Fixture;

static void
add (Fixture *f, const char *messages, const char *channel)
{
  Database *db = make ("x.dbc", messages);
  DatabaseSet *before = f->set;

  f->set = database_set_add (before, db, channel);
  database_set_unref (before);
  database_unref (db);
}

/* By either way; expected NULL: no message. */
static void
assert_message (const Fixture *f, DatabaseCursor *cursor, const char *channel, uint32_t id, const char *expected)
{
  const Message *message = database_set_lookup (f->set, channel, id);
  gboolean full;

  g_assert_cmpstr (message != NULL ? message->name : NULL, ==, expected);
  g_assert_true (database_cursor_lookup (cursor, trace_info_channel (f->info, channel, strlen (channel), &full), id)
                 == message);
}

static void
test_order (void)
{
  Fixture f = { database_set_new (), trace_info_new () };

  add (&f, "BO_ 1 FirstOne: 8 A\nBO_ 2 FirstTwo: 8 A\n", NULL);
  add (&f, "BO_ 1 SecondOne: 8 A\nBO_ 3 SecondThree: 8 A\n", NULL);
  add (&f, "BO_ 1 BoundOne: 8 A\nBO_ 2147483649 BoundExtended: 8 A\n", "can1");
  g_assert_cmpuint (database_set_n (f.set), ==, 3);

  DatabaseCursor *cursor = database_cursor_new (f.set, f.info);
  g_assert_cmpstr (database_cursor_lookup (cursor, 7, 1)->name, ==, "FirstOne"); /* a channel that is not there yet */
  for (guint again = 0; again < 2; again++)
    {
      assert_message (&f, cursor, "can0", 1, "FirstOne");
      assert_message (&f, cursor, "can0", 3, "SecondThree");
      assert_message (&f, cursor, "can0", 1 | CAN_ID_EXTENDED, NULL);
      assert_message (&f, cursor, "can1", 1, "BoundOne");
      assert_message (&f, cursor, "can1", 2, "FirstTwo");
      assert_message (&f, cursor, "can1", 1 | CAN_ID_EXTENDED, "BoundExtended");
      assert_message (&f, cursor, "can1", 1 | CAN_ID_REMOTE, "BoundOne");
      assert_message (&f, cursor, "can1", 1 | CAN_ID_ERROR, NULL);
      assert_message (&f, cursor, "can1", 4, NULL);
    }
  database_cursor_free (cursor);
  trace_info_unref (f.info);
  database_set_unref (f.set);
}

static void
test_remove (void)
{
  Fixture f = { database_set_new (), trace_info_new () };
  const char *channel;

  add (&f, "BO_ 1 First: 8 A\n", "can0");
  add (&f, "BO_ 1 Second: 8 A\n", NULL);
  DatabaseSet *less = database_set_remove (f.set, 0);
  g_assert_cmpuint (database_set_n (less), ==, 1);
  g_assert_cmpuint (database_set_n (f.set), ==, 2);
  g_assert_true (database_set_get (less, 0, &channel) == database_set_get (f.set, 1, NULL));
  g_assert_null (channel);
  database_set_get (f.set, 0, &channel);
  g_assert_cmpstr (channel, ==, "can0");
  g_assert_cmpstr (database_set_lookup (less, "can0", 1)->name, ==, "Second");
  database_set_unref (less);
  database_set_unref (f.set);
  trace_info_unref (f.info);
}

/* Enough to fill the table and to collide. */
static void
test_many (void)
{
  Fixture f = { database_set_new (), trace_info_new () };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (text, "BO_ %u M%u: 8 A\n", 0x80000000u | i * 65536, i);
  add (&f, text->str, NULL);
  DatabaseCursor *cursor = database_cursor_new (f.set, f.info);
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *name = g_strdup_printf ("M%u", i);
      assert_message (&f, cursor, "1", CAN_ID_EXTENDED | i * 65536, name);
      assert_message (&f, cursor, "1", CAN_ID_EXTENDED | (i * 65536 + 1), NULL);
    }
  database_cursor_free (cursor);
  database_set_unref (f.set);
  trace_info_unref (f.info);
  g_string_free (text, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/database-set/order", test_order);
  g_test_add_func ("/database-set/remove", test_remove);
  g_test_add_func ("/database-set/many", test_many);
  return g_test_run ();
}
