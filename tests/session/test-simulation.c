/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/simulation.h"

#include <string.h>

#define MS INT64_C (1000000)

static const char text[]
    = "BU_: A B C\n"
      "BO_ 1 Cyclic: 8 A\n SG_ AliveCounter : 0|4@1+ (1,0) [0|14] \"\" B\n SG_ Chksum : 8|8@1+ (1,0) [0|0] \"\" B\n"
      "BO_ 2 Changing: 8 A\n SG_ Lamp : 0|8@1+ (1,0) [0|0] \"\" B\n SG_ Other : 8|8@1+ (1,0) [0|0] \"\" B\n"
      "BO_ 3 Active: 8 B\n SG_ Siren : 4|4@1+ (1,0) [0|0] \"\" A\n"
      "BO_ 4 Mixed: 8 C\n SG_ X : 0|8@1+ (1,0) [0|0] \"\" A\n"
      "BO_ 5 Shared: 8 A\n SG_ Y : 0|8@1+ (1,0) [0|0] \"\" B\n"
      "BO_ 6 Nobody: 8 Vector__XXX\n SG_ Z : 0|8@1+ (1,0) [0|0] \"\" B\n"
      "BO_ 7 Faster: 8 B\n SG_ W : 0|8@1+ (1,0) [0|0] \"\" A\n"
      "BO_TX_BU_ 5 : A,C;\n"
      "BA_DEF_ BO_ \"GenMsgSendType\" ENUM "
      "\"Cyclic\",\"NoMsgSendType\",\"IfActive\",\"CyclicAndSpontaneous\",\"cyclicIfActiveFast\";\n"
      "BA_DEF_ SG_ \"GenSigSendType\" ENUM \"NoSigSendType\",\"OnChangeWithRepetition\";\n"
      "BA_DEF_ BO_ \"GenMsgCycleTime\" INT 0 10000;\nBA_DEF_ BO_ \"GenMsgCycleTimeFast\" INT 0 10000;\n"
      "BA_DEF_ BO_ \"GenMsgNrOfRepetition\" INT 0 100;\nBA_DEF_ BO_ \"GenMsgDelayTime\" INT 0 1000;\n"
      "BA_DEF_ BO_ \"GenMsgStartDelayTime\" INT 0 1000;\nBA_DEF_ SG_ \"GenSigInactiveValue\" INT 0 100;\n"
      "BA_DEF_DEF_ \"GenMsgSendType\" \"Cyclic\";\nBA_DEF_DEF_ \"GenSigSendType\" \"NoSigSendType\";\n"
      "BA_DEF_DEF_ \"GenMsgCycleTime\" 100;\nBA_DEF_DEF_ \"GenMsgNrOfRepetition\" 3;\n"
      "BA_ \"GenMsgSendType\" BO_ 2 1;\nBA_ \"GenMsgSendType\" BO_ 3 2;\nBA_ \"GenMsgSendType\" BO_ 4 3;\n"
      "BA_ \"GenMsgSendType\" BO_ 7 4;\nBA_ \"GenSigSendType\" SG_ 2 Lamp 1;\n"
      "BA_ \"GenMsgCycleTimeFast\" BO_ 2 20;\nBA_ \"GenMsgDelayTime\" BO_ 2 5;\n"
      "BA_ \"GenMsgStartDelayTime\" BO_ 4 30;\nBA_ \"GenMsgCycleTimeFast\" BO_ 7 10;\n"
      "BA_ \"GenSigInactiveValue\" SG_ 3 Siren 15;\n";

static Database *db;

static const TransmitRow *
row_of (GPtrArray *rows, const char *name)
{
  for (guint i = 0; i < rows->len; i++)
    if (strcmp (((TransmitRow *) rows->pdata[i])->name, name) == 0)
      return rows->pdata[i];
  return NULL;
}

static void
test_nodes (void)
{
  g_autoptr (GPtrArray) a = simulation_new_rows (db, (const char *const[]){ "A", NULL }, FALSE, "can0");
  g_autoptr (GPtrArray) but_a = simulation_new_rows (db, (const char *const[]){ "A", NULL }, TRUE, NULL);
  g_autoptr (GPtrArray) both = simulation_new_rows (db, (const char *const[]){ "C", "A", NULL }, FALSE, NULL);
  g_autoptr (GPtrArray) all = simulation_new_rows (db, (const char *const[]){ NULL }, TRUE, NULL);
  g_autoptr (GPtrArray) none = simulation_new_rows (db, (const char *const[]){ NULL }, FALSE, NULL);
  g_autoptr (GPtrArray) unprotected = simulation_dup_unprotected (a, db);

  g_assert_cmpuint (a->len, ==, 3);
  g_assert_cmpstr (row_of (a, "Cyclic")->node, ==, "A");
  g_assert_cmpstr (row_of (a, "Cyclic")->channel, ==, "can0");
  g_assert_nonnull (row_of (a, "Shared"));
  /* The real A sends what both of them may send. */
  g_assert_cmpuint (but_a->len, ==, 3);
  g_assert_null (row_of (but_a, "Shared"));
  g_assert_cmpuint (both->len, ==, 4); /* Shared once */
  g_assert_cmpuint (all->len, ==, 6);
  g_assert_null (row_of (all, "Nobody"));
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (simulation_count_messages (db, "C"), ==, 2);
  g_assert_cmpuint (unprotected->len, ==, 1);
  g_assert_cmpstr (unprotected->pdata[0], ==, "Cyclic.Chksum");
}

static void
test_rules (void)
{
  g_autoptr (GPtrArray) rows = simulation_new_rows (db, (const char *const[]){ NULL }, TRUE, NULL);
  const TransmitRow *row = row_of (rows, "Cyclic");
  const SignalSource *source = transmit_row_find_source (row, "AliveCounter");

  g_assert_cmpint (row->period, ==, 100 * MS);
  g_assert_true (send_rule_is_plain (&row->rule));
  g_assert_nonnull (source);
  g_assert_cmpint (source->generator.kind, ==, GENERATOR_COUNTER);
  g_assert_cmpfloat (source->generator.high, ==, 14);
  row = row_of (rows, "Changing");
  g_assert_cmpint (row->period, ==, 0);
  g_assert_true (row->rule.on_change);
  g_assert_cmpuint (row->rule.repeats, ==, 3);
  g_assert_cmpint (row->rule.fast, ==, 20 * MS);
  g_assert_cmpint (row->rule.min_gap, ==, 5 * MS);
  row = row_of (rows, "Active");
  g_assert_cmpint (row->rule.active, ==, ACTIVE_ONLY);
  g_assert_cmpint (row->period, ==, 100 * MS);
  g_assert_cmpuint (row->rule.repeats, ==, 0); /* no word of repetition */
  row = row_of (rows, "Mixed");
  g_assert_true (row->rule.on_change);
  g_assert_cmpint (row->period, ==, 100 * MS);
  g_assert_cmpint (row->rule.delay, ==, 30 * MS);
  row = row_of (rows, "Faster");
  g_assert_cmpint (row->rule.active, ==, ACTIVE_FASTER);
  g_assert_cmpint (row->rule.fast, ==, 10 * MS);
}

static void
test_masks (void)
{
  SendMasks masks;
  uint8_t a[CAN_FRAME_MAX_LEN] = { 0 }, b[CAN_FRAME_MAX_LEN] = { 0 };

  send_masks_read (&masks, database_lookup (db, 2));
  b[1] = 1;
  g_assert_false (send_masks_changed (&masks, a, b)); /* Other has no send type */
  b[0] = 1;
  g_assert_true (send_masks_changed (&masks, a, b));
  send_masks_read (&masks, database_lookup (db, 3));
  a[0] = 0xF1;
  g_assert_false (send_masks_active (&masks, a)); /* 15 is rest */
  a[0] = 0x01;
  g_assert_true (send_masks_active (&masks, a));
}

/* There and back as JSON. */
static void
test_json (void)
{
  g_autoptr (GPtrArray) rows = simulation_new_rows (db, (const char *const[]){ NULL }, TRUE, NULL), back = NULL;
  g_autofree char *written = NULL;

  ((TransmitRow *) rows->pdata[0])->load = 0.25;
  written = transmit_rows_to_text (rows);
  back = transmit_rows_from_text (written, NULL, NULL);
  g_assert_nonnull (back);
  g_assert_cmpuint (back->len, ==, rows->len);
  for (guint i = 0; i < rows->len; i++)
    {
      const TransmitRow *a = rows->pdata[i], *b = back->pdata[i];

      g_assert_true (send_rule_equal (&a->rule, &b->rule));
      g_assert_true (transmit_row_equal (a, b));
      g_assert_cmpfloat (a->load, ==, b->load);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  db = database_load_memory ("test.dbc", text, strlen (text), NULL);
  g_assert_nonnull (db);
  g_test_add_func ("/simulation/nodes", test_nodes);
  g_test_add_func ("/simulation/rules", test_rules);
  g_test_add_func ("/simulation/masks", test_masks);
  g_test_add_func ("/simulation/json", test_json);
  status = g_test_run ();
  database_unref (db);
  return status;
}
