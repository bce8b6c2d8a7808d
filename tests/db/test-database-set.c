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

#define J1939 "BA_DEF_ \"ProtocolType\" STRING ;\nBA_DEF_DEF_ \"ProtocolType\" \"J1939\";\n"

/* EEC1 is PDU2, TSC1 PDU1; senders 0x00 and 0x27 and the address that means any. */
static const char groups[] = "BO_ 2364540158 Eec1Any: 8 A\n"    /* 0CF004FE */
                             "BO_ 2364539943 Eec1Body: 8 A\n"   /* 0CF00427 */
                             "BO_ 2348810494 Tsc1Engine: 8 A\n" /* 0C0000FE */
                             "BO_ 2348813822 Tsc1Brake: 8 A\n"  /* 0C000DFE */
                             "BO_ 2566843413 Vin: 8 A\n"        /* 18FEEC15 */
                             "BO_ 2683960830 NoGroup: 8 A\n"    /* 1FF9FDFE */
                             "BO_ 5 Standard: 8 A\n";

static void
assert_groups (Fixture *f, gboolean by_group)
{
  DatabaseCursor *cursor = database_cursor_new (f->set, f->info);
  const uint32_t e = CAN_ID_EXTENDED;
  const char *vin = by_group ? "Vin" : NULL;

  for (guint again = 0; again < 2; again++)
    {
      assert_message (f, cursor, "can0", e | 0x0CF004FE, "Eec1Any");
      assert_message (f, cursor, "can0", e | 0x0CF00427, "Eec1Body");
      assert_message (f, cursor, "can0", e | 0x18F00427, by_group ? "Eec1Body" : NULL);
      assert_message (f, cursor, "can0", e | 0x0CF00400, by_group ? "Eec1Any" : NULL);
      assert_message (f, cursor, "can0", e | 0x0CF00500, NULL);
      assert_message (f, cursor, "can0", e | 0x0DF00400, NULL); /* another data page */
      assert_message (f, cursor, "can0", e | 0x0C000D03, by_group ? "Tsc1Brake" : NULL);
      assert_message (f, cursor, "can0", e | 0x00000003, by_group ? "Tsc1Engine" : NULL);
      assert_message (f, cursor, "can0", e | 0x0C00FF03, by_group ? "Tsc1Engine" : NULL);
      assert_message (f, cursor, "can0", e | 0x18FEEC15, "Vin");
      assert_message (f, cursor, "can0", e | 0x18FEEC16, vin);
      assert_message (f, cursor, "can0", e | 0x0CFEEC16 | CAN_ID_REMOTE, vin);
      assert_message (f, cursor, "can0", e | 0x1FF9FDFE, "NoGroup"); /* both pages: no group */
      assert_message (f, cursor, "can0", e | 0x1BF9FDFE, NULL);
      assert_message (f, cursor, "can0", e | 0x1FF9FD00, NULL);
      assert_message (f, cursor, "can0", 5, "Standard");
      assert_message (f, cursor, "can0", 0x400, NULL);
      assert_message (f, cursor, "can0", e | 0x18F00427 | CAN_ID_ERROR, NULL);
    }
  database_cursor_free (cursor);
}

static void
set_mode (Fixture *f, J1939Mode mode)
{
  DatabaseSet *before = f->set;

  f->set = database_set_match (before, 0, mode);
  g_assert_cmpint (database_set_get_mode (f->set, 0), ==, mode);
  database_set_unref (before);
}

static void
test_groups (void)
{
  for (guint declared = 0; declared < 2; declared++)
    {
      Fixture f = { database_set_new (), trace_info_new () };
      g_autofree char *text = g_strconcat (groups, declared ? J1939 : "", NULL);

      add (&f, text, declared ? "can0" : NULL);
      const Database *db = database_set_get (f.set, 0, NULL);
      g_assert_true (database_has_pgns (db, J1939_AUTO) == (gboolean) declared);
      g_assert_true (database_set_matches_pgn (f.set, database_find_message (db, "Vin")) == (gboolean) declared);
      assert_groups (&f, declared);
      set_mode (&f, J1939_ON);
      g_assert_true (database_set_matches_pgn (f.set, database_find_message (db, "Vin")));
      g_assert_false (database_set_matches_pgn (f.set, database_find_message (db, "Standard")));
      assert_groups (&f, TRUE);
      set_mode (&f, J1939_OFF);
      g_assert_false (database_set_matches_pgn (f.set, database_find_message (db, "Vin")));
      assert_groups (&f, FALSE);
      database_set_unref (f.set);
      trace_info_unref (f.info);
    }
}

/* An equal identifier in a later database wins over an equal group; what is bound wins over both. */
static void
test_groups_of_several (void)
{
  Fixture f = { database_set_new (), trace_info_new () };

  add (&f, "BO_ 2364540158 Group: 8 A\n" J1939, NULL);
  add (&f, "BO_ 2364539943 Exact: 8 A\n", NULL);
  add (&f, "BO_ 2364540158 Bound: 8 A\n" J1939, "can1");
  DatabaseCursor *cursor = database_cursor_new (f.set, f.info);
  assert_message (&f, cursor, "can0", CAN_ID_EXTENDED | 0x0CF00427, "Exact");
  assert_message (&f, cursor, "can0", CAN_ID_EXTENDED | 0x0CF00428, "Group");
  assert_message (&f, cursor, "can1", CAN_ID_EXTENDED | 0x0CF00427, "Bound");
  database_cursor_free (cursor);
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
  g_test_add_func ("/database-set/groups", test_groups);
  g_test_add_func ("/database-set/groups-of-several", test_groups_of_several);
  g_test_add_func ("/database-set/many", test_many);
  return g_test_run ();
}
