/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "models/transmit-list.h"
#include "models/transmit-words.h"

#include <string.h>

static const char dbc[]
    = "VERSION \"\"\nNS_ :\nBS_:\nBU_: ECU\nBO_ 256 Setpoint: 4 ECU\n"
      " SG_ Speed : 0|16@1+ (0.5,0) [0|250] \"km/h\" ECU\n"
      " SG_ Alive : 16|4@1+ (1,0) [0|15] \"\" ECU\n"
      " SG_ Check : 24|8@1+ (1,0) [0|255] \"\" ECU\n"
      "BA_DEF_ BO_ \"GenMsgCycleTime\" INT 0 65535;\nBA_DEF_ SG_ \"GenSigStartValue\" INT 0 65535;\n"
      "BA_DEF_DEF_ \"GenMsgCycleTime\" 0;\nBA_DEF_DEF_ \"GenSigStartValue\" 0;\n"
      "BA_ \"GenMsgCycleTime\" BO_ 256 100;\nBA_ \"GenSigStartValue\" SG_ 256 Speed 40;\n";

static void
check_parse (const char *text, const char *expected, const char *channel)
{
  g_autoptr (GPtrArray) rows = transmit_rows_parse (text, NULL);
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const TransmitRow *row = rows->pdata[i];
      char frame[CAN_FRAME_TEXT_MAX];

      can_frame_format (&row->frame, frame);
      g_string_append_printf (all, "%s%s", i > 0 ? " " : "", frame);
      g_assert_cmpstr (row->channel, ==, channel);
    }
  g_assert_cmpstr (all->str, ==, expected);
}

static void
test_parse (void)
{
  check_parse ("123#11.22", "123#1122", "");
  check_parse ("cansend can0 123#11.22\ncansend can0 18FEF100##1AABB", "123#1122 18FEF100##1AABB", "can0");
  check_parse ("cansend can0 123#R; cansend can0 124#", "123#R 124#", "can0");
  check_parse ("(1436509052.249713) vcan0 044#2A366C2BBA", "044#2A366C2BBA", "vcan0");
  check_parse ("   0.015991 1  123             Rx   d 2 11 22", "123#1122", "1");
  check_parse ("0.0,0x123,0,0,0,2,ESI=", "123#1122", "");
  check_parse ("nothing of that kind", "", "");
  check_parse ("20000080#0000000000000000", "", "");
}

/* What is no frame is told of, what stands beside it is taken. */
static void
test_wrong (void)
{
  char *problem = NULL;
  GPtrArray *rows = transmit_rows_parse ("123#11\n124#GG\n125#22", &problem);

  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_nonnull (problem);
  g_assert_true (g_str_has_prefix (problem, "124#GG: "));
  g_clear_pointer (&problem, g_free);
  g_ptr_array_unref (rows);

  rows = transmit_rows_parse ("20000080#0000000000000000", &problem);
  g_assert_cmpuint (rows->len, ==, 0);
  g_assert_nonnull (problem);
  g_clear_pointer (&problem, g_free);
  g_ptr_array_unref (rows);

  rows = transmit_rows_parse ("0.0,0x123,0,0,0,2,ESI=", &problem);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_null (problem);
  g_ptr_array_unref (rows);
}

static void
test_json (void)
{
  g_autoptr (GPtrArray) rows = transmit_rows_parse ("123#11.22 18FEF100##1AABB 7FF#R4", NULL), again = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  TransmitRow *row = rows->pdata[0];
  SignalSource *source = signal_source_new ("Check");
  g_autofree char *text = NULL;
  GError *error = NULL;

  row->period = 12500000;
  row->count = 3;
  row->then = 1000000000;
  row->trigger = TRIGGER_KEY;
  g_free (row->when);
  row->when = g_strdup ("F2");
  source->protects = TRUE;
  source->protection = PROTECTION_E2E_11;
  source->data_id = 0x123;
  source->id_mode = DATA_ID_NIBBLE;
  source->counter = g_strdup ("Alive");
  transmit_row_set_source (row, source);
  source = signal_source_new ("Speed");
  source->generator.kind = GENERATOR_SINE;
  source->generator.high = 0.125;
  transmit_row_set_source (row, source);
  ((TransmitRow *) rows->pdata[1])->traffic = (Traffic){ TRAFFIC_RANDOM, TRAFFIC_COUNTING, TRAFFIC_FIXED, 1, 99 };
  text = transmit_rows_to_text (rows);
  again = transmit_rows_from_text (text, problems, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (again->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_true (transmit_row_equal (rows->pdata[i], again->pdata[i]));
}

/* What is wrong in a message is told, the others are read; what is no list is an error. */
static void
test_damaged (void)
{
  static const char *const wrong[] = { "",
                                       "{",
                                       "[]",
                                       "null",
                                       "{\"messages\": 1}",
                                       "{\"canid-transmit\": 99, \"messages\": []}",
                                       "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[" };
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free), rows = NULL;
  GError *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_null (transmit_rows_from_text (wrong[i], NULL, &error));
      g_assert_nonnull (error);
      g_clear_error (&error);
    }
  rows = transmit_rows_from_text (
      "{\"canid-transmit\": 1, \"messages\": [7, {}, {\"frame\": \"xyz\"}, {\"frame\": \"1#2\"},"
      "{\"frame\": \"123#11\", \"period\": -5, \"count\": \"x\", \"sources\": [1, {}, {\"signal\": 3}]},"
      "{\"frame\": \"20000080#0000000000000000\"}]}",
      problems, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpint (((TransmitRow *) rows->pdata[0])->period, ==, 0);
  g_assert_cmpuint (problems->len, ==, 5);
}

/* Impossible combinations cannot be made. */
static void
test_kinds (void)
{
  TransmitRow *row = transmit_row_new ();
  const char *reason;

  g_assert_true (transmit_row_parse_data (row, "11 22 33", &reason));
  transmit_row_set_kind (row, FALSE, TRUE, CAN_FD | CAN_BRS);
  g_assert_cmphex (row->frame.id & CAN_ID_REMOTE, ==, 0);
  g_assert_cmphex (row->frame.flags, ==, CAN_FD | CAN_BRS);
  g_assert_true (transmit_row_parse_data (row, "00 11 22 33 44 55 66 77 88", &reason));
  g_assert_cmpuint (row->frame.len, ==, 12);
  transmit_row_set_kind (row, TRUE, FALSE, CAN_BRS | CAN_ESI);
  g_assert_cmphex (row->frame.flags, ==, 0);
  g_assert_cmpuint (row->frame.len, ==, 8);
  g_assert_false (transmit_row_parse_data (row, "00 11 22 33 44 55 66 77 88", &reason));
  g_assert_false (transmit_row_parse_data (row, "0 11", &reason));
  transmit_row_set_kind (row, FALSE, TRUE, 0);
  g_assert_cmpuint (row->frame.len, ==, 0);
  g_assert_cmpuint (row->frame.dlc, ==, 8);
  transmit_row_set_id (row, 0x12345, FALSE);
  g_assert_true (can_id_is_extended (row->frame.id));
  transmit_row_free (row);
}

static TransmitItem *
item_at (TransmitList *list, guint position)
{
  TransmitItem *item = g_list_model_get_item (G_LIST_MODEL (list), position);

  g_object_unref (item); /* the list has it */
  return item;
}

static GPtrArray *
items_at (TransmitList *list, const guint *positions, guint n)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (list), positions[i]));
  return items;
}

static void
remove_at (TransmitList *list, const guint *positions, guint n)
{
  g_autoptr (GPtrArray) items = items_at (list, positions, n);

  transmit_list_remove (list, items);
}

static void
move_at (TransmitList *list, const guint *positions, guint n, int by)
{
  g_autoptr (GPtrArray) items = items_at (list, positions, n);

  transmit_list_move (list, items, by);
}

/* Last digits of the identifiers, in order. */
static void
check_order (TransmitList *list, const char *order)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    g_string_append_printf (text, "%X", transmit_item_get_row (item_at (list, i))->frame.id & 0xF);
  g_assert_cmpstr (text->str, ==, order);
}

/* Several at a time are one edit, whatever order they were chosen in. */
static void
test_several (void)
{
  TraceSession *session = trace_session_new ();
  TransmitList *list = transmit_list_of (session);
  EditStack *edits = edit_stack_new ();

  transmit_list_set_edits (list, edits);
  transmit_list_insert (list, 0, transmit_rows_parse ("121#11 122#22 123#33 124#44 125#55", NULL), "Add");
  remove_at (list, (const guint[]){ 4, 0, 2 }, 3);
  check_order (list, "24");
  g_assert_true (edit_stack_undo (edits));
  check_order (list, "12345");
  g_assert_true (edit_stack_redo (edits));
  check_order (list, "24");
  g_assert_true (edit_stack_undo (edits));
  move_at (list, (const guint[]){ 2, 1 }, 2, 1);
  check_order (list, "14235");
  move_at (list, (const guint[]){ 2, 3 }, 2, 1);
  check_order (list, "14523");
  move_at (list, (const guint[]){ 3, 4 }, 2, 1); /* the end */
  check_order (list, "14523");
  move_at (list, (const guint[]){ 1, 3 }, 2, -1);
  check_order (list, "41253");
  g_assert_true (edit_stack_undo (edits));
  g_assert_true (edit_stack_undo (edits));
  check_order (list, "14235");
  g_assert_true (edit_stack_undo (edits));
  check_order (list, "12345");
  g_assert_true (edit_stack_redo (edits));
  check_order (list, "14235");
  transmit_list_set_edits (list, NULL);
  g_object_unref (edits);
  g_object_unref (session);
}

static void
test_edits (void)
{
  TraceSession *session = trace_session_new ();
  TransmitList *list = transmit_list_of (session);
  EditStack *edits = edit_stack_new ();
  TransmitRow *row;
  const char *reason;

  transmit_list_set_edits (list, edits);
  transmit_list_insert (list, 0, transmit_rows_parse ("123#11 124#22", NULL), "Add");
  row = transmit_row_copy (transmit_item_get_row (item_at (list, 0)));
  g_assert_true (transmit_row_parse_data (row, "99", &reason));
  transmit_list_edit (list, item_at (list, 0), row, "Data");
  row = transmit_row_copy (transmit_item_get_row (item_at (list, 0)));
  g_assert_true (transmit_row_parse_data (row, "AA", &reason));
  transmit_list_edit (list, item_at (list, 0), row, "Data");
  remove_at (list, (const guint[]){ 1 }, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  g_assert_true (edit_stack_undo (edits));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);
  g_assert_true (edit_stack_undo (edits)); /* both changes: they followed each other */
  g_assert_cmphex (transmit_item_get_row (item_at (list, 0))->data[0], ==, 0x11);
  g_assert_true (edit_stack_redo (edits));
  g_assert_cmphex (transmit_item_get_row (item_at (list, 0))->data[0], ==, 0xAA);
  g_assert_true (edit_stack_undo (edits));
  g_assert_true (edit_stack_undo (edits));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  g_assert_true (edit_stack_redo (edits));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);
  transmit_list_set_edits (list, NULL);
  g_object_unref (edits);
  g_object_unref (session);
}

#define WAIT_UNTIL(condition)                                                                                          \
  for (guint turn = 0; !(condition); turn++)                                                                           \
    {                                                                                                                  \
      g_assert_cmpuint (turn, <, 10000);                                                                               \
      g_main_context_iteration (NULL, FALSE);                                                                          \
      transmit_list_update (list);                                                                                     \
      g_usleep (1000);                                                                                                 \
    }

/* A message of a database on a bus: its start value and cycle; nothing before the bus is armed; a change is sent. */
static uint64_t
n_of (FrameStore *store, uint32_t id)
{
  uint64_t n = 0;

  for (uint64_t i = 0; i < frame_store_length (store); i++)
    {
      CanFrame frame;

      frame_store_get (store, i, &frame);
      n += frame.id == id;
    }
  return n;
}

/* Running by the clock, and then to wait for something that is not known, or is known: never by the clock. */
static void
test_waits (void)
{
  static const struct
  {
    TriggerKind trigger;
    const char *when, *problem;
  } cases[] = { { TRIGGER_RECEPTION, "", "which frames" },
                { TRIGGER_RECEPTION, "can.idd == 1", "column 1" },
                { TRIGGER_KEY, "", "which key" },
                { TRIGGER_AFTER, "soon", "after how many" },
                { TRIGGER_KEY, "F2", NULL },
                { TRIGGER_RECEPTION, "can.id == 0x7", NULL } };
  TraceSession *session = trace_session_new ();
  TransmitList *list = transmit_list_of (session);
  GPtrArray *rows = transmit_rows_parse ("123#11 200#", NULL);
  BusConfig *config = bus_config_new ();
  g_autofree char *reason = NULL, *nowhere = NULL;
  FrameStore *store;
  TransmitMood mood;
  TransmitRow *row;

  for (guint i = 0; i < rows->len; i++)
    ((TransmitRow *) rows->pdata[i])->period = 1000000;
  transmit_list_insert (list, 0, rows, "Add");
  transmit_list_send_once (list, item_at (list, 0));
  nowhere = transmit_words_state (list, item_at (list, 0), &mood);
  g_assert_cmpstr (nowhere, ==, "refused: no bus is open");
  g_assert_true (trace_session_start_capture (session, NULL));
  bus_config_set (config, "channel", "transmit-waits", NULL);
  capture_add (trace_session_get_capture (session), backend_find ("virtual"), config, "can0");
  bus_config_free (config);
  g_assert_true (transmit_list_arm (list, "can0", TRUE, &reason));
  transmit_list_set_on (list, item_at (list, 1), TRUE);
  store = trace_session_get_store (session);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = NULL;
      uint64_t n, others;

      row = transmit_row_copy (transmit_item_get_row (item_at (list, 0)));
      row->trigger = TRIGGER_NONE;
      transmit_list_edit (list, item_at (list, 0), row, "By the clock");
      if (!transmit_item_is_on (item_at (list, 0)))
        transmit_list_set_on (list, item_at (list, 0), TRUE);
      n = n_of (store, 0x123);
      WAIT_UNTIL (n_of (store, 0x123) > n + 3);
      row = transmit_row_copy (transmit_item_get_row (item_at (list, 0)));
      row->trigger = cases[i].trigger;
      g_free (row->when);
      row->when = g_strdup (cases[i].when);
      transmit_list_edit (list, item_at (list, 0), row, "Wait");
      others = n_of (store, 0x200);
      WAIT_UNTIL (n_of (store, 0x200) > others + 20); /* what was on its way has come */
      n = n_of (store, 0x123);
      others = n_of (store, 0x200);
      WAIT_UNTIL (n_of (store, 0x200) > others + 20);
      g_assert_cmpuint (n_of (store, 0x123), ==, n);
      words = transmit_words_state (list, item_at (list, 0), &mood);
      if (cases[i].problem != NULL)
        g_assert_true (g_str_has_prefix (words, cases[i].problem));
      else
        g_assert_null (transmit_item_get_problem (item_at (list, 0)));
    }
  transmit_list_stop_all (list);
  g_object_unref (session);
}

/* What only listens is not armed, and says what to do. */
static void
test_listening (void)
{
  TraceSession *session = trace_session_new ();
  TransmitList *list = transmit_list_of (session);
  BusConfig *config = bus_config_new ();
  g_autofree char *reason = NULL, *refusal = NULL;
  CaptureBus info;
  gboolean open = FALSE;

  g_assert_true (trace_session_start_capture (session, NULL));
  bus_config_set (config, "channel", "transmit-listens", NULL);
  bus_config_set (config, "listen_only", "1", NULL);
  capture_add (trace_session_get_capture (session), backend_find ("virtual"), config, "can0");
  bus_config_free (config);
  while (!open)
    {
      g_main_context_iteration (NULL, FALSE);
      capture_get_bus (trace_session_get_capture (session), 0, &info);
      open = info.description != NULL;
      capture_bus_clear (&info);
    }
  refusal = transmit_list_dup_refusal (list, "can0");
  g_assert_nonnull (strstr (refusal, "without listen-only"));
  g_assert_false (transmit_list_arm (list, "can0", TRUE, &reason));
  g_assert_cmpstr (reason, ==, refusal);
  g_assert_false (transmit_list_is_armed (list, "can0"));
  g_clear_pointer (&reason, g_free);
  g_assert_true (transmit_list_arm (list, "can0", FALSE, &reason));
  g_object_unref (session);
}

static void
test_bus (void)
{
  TraceSession *session = trace_session_new ();
  TransmitList *list = transmit_list_of (session);
  DatabaseSet *none = database_set_new (), *set;
  Database *database = database_load_memory ("t.dbc", dbc, strlen (dbc), NULL);
  const Message *message = database_get_message (database, 0);
  GPtrArray *rows = g_ptr_array_new_with_free_func (transmit_row_free);
  BusConfig *config = bus_config_new ();
  g_autofree char *reason = NULL, *words = NULL, *details = NULL;
  TransmitMood mood;
  TransmitRow *row;
  FrameStore *store;
  CanFrame frame;

  set = database_set_add (none, database, NULL);
  trace_session_set_databases (session, set);
  row = transmit_row_new_message (message);
  g_assert_cmphex (row->data[0], ==, 40); /* raw */
  g_assert_cmpint (row->period, ==, 100000000);
  row->period = 2000000;
  g_ptr_array_add (rows, row);
  transmit_list_insert (list, 0, rows, "Add");
  g_assert_true (trace_session_start_capture (session, NULL));
  bus_config_set (config, "channel", "transmit-list", NULL);
  capture_add (trace_session_get_capture (session), backend_find ("virtual"), config, "can0");
  bus_config_free (config);
  g_assert_false (transmit_list_arm (list, "can7", TRUE, &reason));
  g_clear_pointer (&reason, g_free);
  transmit_list_set_on (list, item_at (list, 0), TRUE);
  transmit_list_update (list);
  details = transmit_words_details (list, item_at (list, 0));
  g_assert_null (strstr (details, "timed by")); /* nobody times it yet */
  words = transmit_words_state (list, item_at (list, 0), &mood);
  g_assert_cmpint (mood, ==, TRANSMIT_WARNING); /* can0 is not armed */
  g_assert_true (transmit_list_arm (list, "can0", TRUE, &reason));
  store = trace_session_get_store (session);
  WAIT_UNTIL (frame_store_length (store) > 5);
  row = transmit_row_copy (transmit_item_get_row (item_at (list, 0)));
  row->data[0] = 99;
  transmit_list_edit (list, item_at (list, 0), row, "Data");
  WAIT_UNTIL (frame_store_length (store) > 0
              && (frame_store_get (store, frame_store_length (store) - 1, &frame), frame.data[0] == 99));
  WAIT_UNTIL (transmit_item_get_state (item_at (list, 0))->period > 0);
  transmit_list_stop_all (list);
  g_assert_cmpuint (transmit_list_n_on (list), ==, 0);
  g_assert_false (transmit_list_is_armed (list, "can0"));
  /* Another capture: nothing runs. */
  trace_session_stop_capture (session);
  transmit_list_update (list);
  g_assert_false (transmit_item_is_on (item_at (list, 0)));
  trace_session_discard_capture (session);
  database_set_unref (set);
  database_set_unref (none);
  database_unref (database);
  g_object_unref (session);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("canid-transmit-XXXXXX", NULL);

  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transmit/parse", test_parse);
  g_test_add_func ("/transmit/wrong", test_wrong);
  g_test_add_func ("/transmit/json", test_json);
  g_test_add_func ("/transmit/damaged", test_damaged);
  g_test_add_func ("/transmit/kinds", test_kinds);
  g_test_add_func ("/transmit/edits", test_edits);
  g_test_add_func ("/transmit/several", test_several);
  g_test_add_func ("/transmit/waits", test_waits);
  g_test_add_func ("/transmit/bus", test_bus);
  g_test_add_func ("/transmit/listening", test_listening);
  return g_test_run ();
}
