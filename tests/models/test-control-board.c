/* test-control-board.c: pages of controls: kept, damaged, arranged and taken back, and what operating one sends.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "models/control-board.h"
#include <string.h>

static const char dbc[] = "VERSION \"\"\nNS_ :\nBS_:\nBU_: ECU\nBO_ 256 Setpoint: 4 ECU\n"
                          " SG_ Speed : 0|16@1+ (0.5,0) [0|250] \"km/h\" ECU\n"
                          " SG_ Horn : 16|1@1+ (1,0) [0|1] \"\" ECU\n"
                          " SG_ Gear : 20|3@1+ (1,0) [0|7] \"\" ECU\n"
                          "BO_ 512 Muxed: 2 ECU\n"
                          " SG_ Which M : 0|4@1+ (1,0) [0|15] \"\" ECU\n"
                          " SG_ First m0 : 8|8@1+ (1,0) [0|255] \"\" ECU\n"
                          " SG_ Second m5 : 8|8@1+ (1,0) [0|255] \"\" ECU\n"
                          "BA_DEF_ BO_ \"GenMsgCycleTime\" INT 0 65535;\nBA_DEF_DEF_ \"GenMsgCycleTime\" 0;\n"
                          "BA_ \"GenMsgCycleTime\" BO_ 256 100;\nVAL_ 256 Gear 0 \"P\" 3 \"D\" ;\n";

typedef struct
{
  TraceSession *session;
  ControlBoard *board;
  TransmitList *list;
  EditStack *edits;
  Database *database;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  DatabaseSet *none = database_set_new (), *set;

  self->session = trace_session_new ();
  self->board = control_board_of (self->session);
  self->list = transmit_list_of (self->session);
  self->edits = edit_stack_new ();
  control_board_set_edits (self->board, self->edits);
  self->database = database_load_memory ("t.dbc", dbc, strlen (dbc), NULL);
  set = database_set_add (none, self->database, NULL);
  trace_session_set_databases (self->session, set);
  database_set_unref (set);
  database_set_unref (none);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  control_board_set_edits (self->board, NULL);
  transmit_list_set_edits (self->list, NULL);
  g_object_unref (self->edits);
  g_object_unref (self->session);
  database_unref (self->database);
}

static guint
add (Fixture *self, ControlKind kind, const char *message, guint index)
{
  return control_board_add (self->board,
                            control_new_signal (kind, database_find_message (self->database, message), index));
}

static TransmitItem *
item_at (TransmitList *list, guint position)
{
  TransmitItem *item = g_list_model_get_item (G_LIST_MODEL (list), position);

  g_object_unref (item); /* the list has it */
  return item;
}

/* --- Files --- */

static void
test_json (void)
{
  g_autoptr (GPtrArray) controls = g_ptr_array_new_with_free_func (control_free), again = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;
  GError *error = NULL;

  for (guint i = 0; i < N_CONTROL_KINDS; i++)
    {
      Control *control = control_new ((ControlKind) i);

      g_free (control->message);
      g_free (control->signal);
      control->message = g_strdup ("Mess\"age");
      control->signal = g_strdup ("Größe");
      control->x = (int) i * 4;
      control->y = 3;
      if (i == CONTROL_BUTTON)
        {
          g_free (control->key);
          control->key = g_strdup ("F5");
          control->pressed = 0.1;
          control->released = -1e9;
          control->at_once = TRUE;
        }
      if (i == CONTROL_GAUGE)
        {
          control->low = -40;
          control->high = 215.5;
        }
      if (i == CONTROL_LAMP)
        {
          control_add_zone (control, 1, 2.5, LAMP_RED, "too hot");
          control_add_zone (control, 3, 4, LAMP_YELLOW, "");
          control_add_zone_when (control, "Größe > 3 && data[0] == \"x\"", LAMP_BLUE, "when");
        }
      g_ptr_array_add (controls, control);
    }
  text = controls_to_text (controls);
  again = controls_from_text (text, problems, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (again->len, ==, N_CONTROL_KINDS);
  for (guint i = 0; i < N_CONTROL_KINDS; i++)
    g_assert_true (control_equal (controls->pdata[i], again->pdata[i]));
}

static void
test_damaged (void)
{
  static const char *const wrong[] = { "",
                                       "{",
                                       "[]",
                                       "null",
                                       "{\"controls\": 1}",
                                       "{\"canid-controls\": 2, \"controls\": []}",
                                       "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[" };
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free), controls = NULL;
  const Control *control;
  GError *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_null (controls_from_text (wrong[i], NULL, &error));
      g_assert_nonnull (error);
      g_clear_error (&error);
    }
  controls = controls_from_text (
      "{\"canid-controls\": 1, \"controls\": [7, {}, [], {\"control\": \"slider\"}, {\"control\": \"nonsense\", "
      "\"message\": \"M\", \"signal\": \"S\"}, {\"control\": \"lamp\", \"message\": \"M\", \"signal\": \"S\", \"x\": "
      "-1e99, \"y\": {}, \"width\": 1e99, \"height\": \"many\", \"low\": \"x\", \"title\": 3, \"at-once\": 1, "
      "\"zones\": [1, [], {\"low\": {}, \"color\": \"pink\"}]}]}",
      problems, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 5);
  g_assert_cmpuint (controls->len, ==, 1);
  control = controls->pdata[0];
  g_assert_cmpint (control->x, ==, -1);
  g_assert_cmpint (control->width, ==, 3);
  g_assert_cmpint (control->height, ==, 2);
  g_assert_cmpstr (control->title, ==, "");
  g_assert_false (control->at_once);
  g_assert_cmpuint (control->zones->len, ==, 1);
}

/* As many as a page has room for, all at one place: they end up beside and below each other. */
static void
test_crowd (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("{\"controls\": [");
  GPtrArray *controls;

  for (guint i = 0; i < CONTROL_MAX + 50; i++)
    g_string_append_printf (text,
                            "%s{\"control\": \"text\", \"message\": \"M\", \"signal\": \"S\", \"x\": %u, \"y\": 0}",
                            i > 0 ? "," : "", i % 3);
  g_string_append (text, "]}");
  controls = controls_from_text (text->str, NULL, NULL);
  g_assert_cmpuint (controls->len, ==, CONTROL_MAX);
  control_board_replace (self->board, controls);
  g_assert_cmpuint (control_board_n (self->board), ==, CONTROL_MAX);
  for (guint i = 0; i < CONTROL_MAX; i++)
    for (guint k = 0; k < i; k++)
      g_assert_false (control_overlaps (control_board_nth (self->board, i), control_board_nth (self->board, k)));
  g_assert_cmpuint (control_board_add (self->board, control_new (CONTROL_TEXT)), ==, 0);
}

/* --- Arranging --- */

static void
check_place (Fixture *self, guint id, int x, int y)
{
  const Control *control = control_board_find (self->board, id);

  g_assert_nonnull (control);
  g_assert_cmpint (control->x, ==, x);
  g_assert_cmpint (control->y, ==, y);
}

static void
test_places (Fixture *self, gconstpointer data)
{
  guint slider = add (self, CONTROL_SLIDER, "Setpoint", 0), lamp = add (self, CONTROL_LAMP, "Setpoint", 1);
  guint gauge = add (self, CONTROL_GAUGE, "Setpoint", 0), text = add (self, CONTROL_TEXT, "Setpoint", 0);

  check_place (self, slider, 0, 0);
  check_place (self, lamp, 5, 0);
  check_place (self, gauge, 8, 0);
  check_place (self, text, 0, 2);
  /* Onto others: they make room, and theirs too. */
  control_board_place (self->board, lamp, 1, 1, 3, 2);
  check_place (self, lamp, 1, 1);
  check_place (self, slider, 0, 3);
  check_place (self, text, 0, 5);
  check_place (self, gauge, 8, 0);
  g_assert_cmpstr (edit_stack_get_undo (self->edits), ==, "Move a Control");
  g_assert_true (edit_stack_undo (self->edits));
  check_place (self, lamp, 5, 0);
  check_place (self, slider, 0, 0);
  check_place (self, text, 0, 2);
  g_assert_true (edit_stack_redo (self->edits));
  check_place (self, text, 0, 5);
  control_board_place (self->board, gauge, -5, 1000000, 0, 1000);
  check_place (self, gauge, 0, CONTROL_MAX_PLACE);
  g_assert_cmpint (control_board_find (self->board, gauge)->width, ==, 1);
  g_assert_cmpint (control_board_find (self->board, gauge)->height, ==, CONTROL_MAX_SIZE);
}

static void
test_undo (Fixture *self, gconstpointer data)
{
  guint slider = add (self, CONTROL_SLIDER, "Setpoint", 0), copy;
  Control *control = control_copy (control_board_find (self->board, slider));

  control->low = 10;
  control_board_edit (self->board, slider, control);
  control = control_copy (control_board_find (self->board, slider));
  control->high = 20;
  control_board_edit (self->board, slider, control);
  copy = control_board_duplicate (self->board, slider);
  g_assert_cmpuint (control_board_n (self->board), ==, 2);
  control_board_remove (self->board, slider);
  g_assert_null (control_board_find (self->board, slider));
  g_assert_nonnull (control_board_find (self->board, copy));
  g_assert_true (edit_stack_undo (self->edits));
  g_assert_true (edit_stack_undo (self->edits));
  g_assert_cmpuint (control_board_n (self->board), ==, 1);
  g_assert_cmpfloat (control_board_find (self->board, slider)->high, ==, 20);
  g_assert_true (edit_stack_undo (self->edits)); /* both changes: they followed each other */
  g_assert_cmpfloat (control_board_find (self->board, slider)->low, ==, 0);
  g_assert_true (edit_stack_undo (self->edits));
  g_assert_cmpuint (control_board_n (self->board), ==, 0);
  while (edit_stack_redo (self->edits))
    ;
  g_assert_null (control_board_find (self->board, slider));
  g_assert_nonnull (control_board_find (self->board, copy));
}

/* --- Operating --- */

/* The message comes into the list when a control is moved, not before; and is off. */
static void
test_operate (Fixture *self, gconstpointer data)
{
  guint slider = add (self, CONTROL_SLIDER, "Setpoint", 0), gear = add (self, CONTROL_CHOICE, "Setpoint", 2), n_on;
  const TransmitRow *row;
  uint64_t bits;

  transmit_list_set_edits (self->list, self->edits);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->list)), ==, 0);
  g_assert_cmpuint (control_board_n_messages (self->board, &n_on), ==, 1);
  g_assert_true (control_board_set_value (self->board, slider, 99.6));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->list)), ==, 1);
  g_assert_false (transmit_item_is_on (item_at (self->list, 0)));
  row = transmit_item_get_row (item_at (self->list, 0));
  g_assert_cmphex (row->data[0], ==, 199);
  g_assert_cmpint (row->period, ==, 100000000);
  g_assert_true (control_board_set_bits (self->board, gear, 3));
  row = transmit_item_get_row (item_at (self->list, 0));
  g_assert_cmphex (row->data[0], ==, 199);
  g_assert_cmphex (row->data[2], ==, 0x30);
  g_assert_true (control_board_get_bits (self->board, control_board_find (self->board, gear), &bits, NULL));
  g_assert_cmpuint (bits, ==, 3);
  g_assert_true (control_board_set_value (self->board, slider, 1e9)); /* the greatest there is */
  g_assert_cmphex (transmit_item_get_row (item_at (self->list, 0))->data[1], ==, 0xFF);
  g_assert_true (edit_stack_undo (self->edits));
  g_assert_cmphex (transmit_item_get_row (item_at (self->list, 0))->data[1], ==, 0);
  control_board_run (self->board, TRUE); /* without a capture nothing can be on */
  g_assert_cmpuint (transmit_list_n_on (self->list), ==, 0);
}

/* What no frame of the message would hold cannot be set: it is computed, too short, not there. */
static void
test_cannot (Fixture *self, gconstpointer data)
{
  guint slider = add (self, CONTROL_SLIDER, "Setpoint", 0);
  SignalSource *source = signal_source_new ("Speed");
  g_autofree char *why = NULL;
  Control *control;
  TransmitRow *row;
  uint64_t bits;

  g_assert_true (control_board_set_value (self->board, slider, 50));
  source->generator.kind = GENERATOR_SINE;
  source->generator.high = 100;
  row = transmit_row_copy (transmit_item_get_row (item_at (self->list, 0)));
  transmit_row_set_source (row, source);
  transmit_list_edit (self->list, item_at (self->list, 0), row, "Source");
  g_assert_false (control_board_set_value (self->board, slider, 60));
  g_assert_false (control_board_get_bits (self->board, control_board_find (self->board, slider), &bits, &why));
  g_assert_cmpstr (why, ==, "computed: Sine");
  row = transmit_row_copy (transmit_item_get_row (item_at (self->list, 0)));
  transmit_row_remove_source (row, "Speed");
  transmit_row_set_data (row, (const uint8_t[]){ 1 }, 1);
  transmit_list_edit (self->list, item_at (self->list, 0), row, "Length");
  g_assert_false (control_board_set_value (self->board, slider, 60));
  control = control_copy (control_board_find (self->board, slider));
  g_free (control->signal);
  control->signal = g_strdup ("Nothing");
  control_board_edit (self->board, slider, control);
  g_assert_false (control_board_set_value (self->board, slider, 60));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->list)), ==, 1);
}

/* A multiplexed signal brings its multiplexer along. */
/* Expressions beside ranges of values: the first that fits. */
static void
test_expressions (Fixture *self, gconstpointer data)
{
  static const char *const wrong[] = { "Sped > 3", "Speed >", "prev(Speed) > 3", "changed(Speed)", "frame.marked" };
  Control *control = control_new_signal (CONTROL_LAMP, database_find_message (self->database, "Setpoint"), 0);
  gboolean passes[] = { FALSE, FALSE, FALSE };
  FilterProgram *program;

  program = control_board_compile (self->board, "Setpoint.Speed > 3 && Horn == 1", NULL);
  g_assert_nonnull (program);
  filter_program_unref (program);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *problem = NULL;

      g_assert_null (control_board_compile (self->board, wrong[i], &problem));
      g_assert_nonnull (problem);
    }
  g_ptr_array_set_size (control->zones, 0);
  control_add_zone_when (control, "Speed > 3 && Horn == 1", LAMP_RED, "both");
  control_add_zone (control, 10, 20, LAMP_GREEN, "range");
  control_add_zone_when (control, "Horn == 1", LAMP_BLUE, "horn");
  g_assert_null (control_find_zone (control, 0, NULL)); /* 0 is no range of an expression */
  g_assert_null (control_find_zone (control, 0, passes));
  g_assert_cmpstr (control_find_zone (control, 15, passes)->text, ==, "range");
  passes[2] = TRUE;
  g_assert_cmpstr (control_find_zone (control, 15, passes)->text, ==, "range");
  g_assert_cmpstr (control_find_zone (control, 0, passes)->text, ==, "horn");
  passes[0] = TRUE;
  g_assert_cmpstr (control_find_zone (control, 15, passes)->text, ==, "both");
  control_free (control);
}

static void
test_mux (Fixture *self, gconstpointer data)
{
  guint second = add (self, CONTROL_SLIDER, "Muxed", 2), first = add (self, CONTROL_SLIDER, "Muxed", 1);

  g_assert_true (control_board_find (self->board, second)->at_once); /* it has no cycle */
  g_assert_true (control_board_set_value (self->board, second, 7));
  g_assert_cmphex (transmit_item_get_row (item_at (self->list, 0))->data[0], ==, 5);
  g_assert_cmphex (transmit_item_get_row (item_at (self->list, 0))->data[1], ==, 7);
  g_assert_true (control_board_set_value (self->board, first, 9));
  g_assert_cmphex (transmit_item_get_row (item_at (self->list, 0))->data[0], ==, 0);
  g_assert_cmphex (transmit_item_get_row (item_at (self->list, 0))->data[1], ==, 9);
}

/* Pressing is no edit; a key presses all buttons of that name. */
static void
test_button (Fixture *self, gconstpointer data)
{
  guint horn = add (self, CONTROL_BUTTON, "Setpoint", 1);
  Control *control = control_copy (control_board_find (self->board, horn));

  g_free (control->key);
  control->key = g_strdup ("h");
  control_board_edit (self->board, horn, control);
  g_assert_cmpfloat (control_board_find (self->board, horn)->pressed, ==, 1);
  g_assert_false (control_board_press_key (self->board, "j"));
  g_assert_true (control_board_press_key (self->board, "H"));
  g_assert_true (control_board_is_pressed (self->board, horn));
  g_assert_true (control_board_press_key (self->board, "h")); /* the key repeats */
  g_assert_cmphex (transmit_item_get_row (item_at (self->list, 0))->data[2], ==, 1);
  g_assert_true (control_board_release_key (self->board, "h"));
  g_assert_false (control_board_is_pressed (self->board, horn));
  g_assert_cmphex (transmit_item_get_row (item_at (self->list, 0))->data[2], ==, 0);
  g_assert_cmpstr (edit_stack_get_undo (self->edits), ==, "Change a Control");
  /* One that goes while it is pressed is released first. */
  control_board_press (self->board, horn);
  control_board_remove (self->board, horn);
  g_assert_cmphex (transmit_item_get_row (item_at (self->list, 0))->data[2], ==, 0);
}

#define WAIT_UNTIL(condition)                                                                                          \
  for (guint turn = 0; !(condition); turn++)                                                                           \
    {                                                                                                                  \
      g_assert_cmpuint (turn, <, 40000);                                                                               \
      g_main_context_iteration (NULL, FALSE);                                                                          \
      transmit_list_update (self->list);                                                                               \
      g_usleep (1000);                                                                                                 \
    }

static gboolean
was_sent (FrameStore *store, guint byte, guint value)
{
  for (uint64_t row = 0; row < frame_store_length (store); row++)
    {
      CanFrame frame;

      frame_store_get (store, row, &frame);
      if (frame.id == 256 && frame.data[byte] == value)
        return TRUE;
    }
  return FALSE;
}

/* On a bus: a slider changes what is sent; a button that is only touched is told of by a frame all the same. */
static void
test_bus (Fixture *self, gconstpointer data)
{
  guint slider = add (self, CONTROL_SLIDER, "Setpoint", 0), horn = add (self, CONTROL_BUTTON, "Setpoint", 1), n_on;
  BusConfig *config = bus_config_new ();
  g_autofree char *reason = NULL;
  FrameStore *store;

  g_assert_true (trace_session_start_capture (self->session, NULL));
  bus_config_set (config, "channel", "control-board", NULL);
  capture_add (trace_session_get_capture (self->session), backend_find ("virtual"), config, "can0");
  bus_config_free (config);
  store = trace_session_get_store (self->session);
  control_board_run (self->board, TRUE);
  g_assert_cmpuint (control_board_n_messages (self->board, &n_on), ==, 1);
  g_assert_cmpuint (n_on, ==, 1);
  g_assert_cmpuint (frame_store_length (store), ==, 0); /* no bus is armed */
  g_assert_true (transmit_list_arm (self->list, "can0", TRUE, &reason));
  g_assert_true (control_board_set_value (self->board, slider, 50));
  WAIT_UNTIL (was_sent (store, 0, 100));
  control_board_press (self->board, horn);
  control_board_release (self->board, horn);
  WAIT_UNTIL (was_sent (store, 2, 1));
  WAIT_UNTIL (!control_board_is_pressed (self->board, horn));
  /* One that goes is released, too, whether a frame has told of it or not. */
  control_board_press (self->board, horn);
  g_assert_cmphex (transmit_item_get_row (item_at (self->list, 0))->data[2], ==, 1);
  control_board_remove (self->board, horn);
  g_assert_cmphex (transmit_item_get_row (item_at (self->list, 0))->data[2], ==, 0);
  control_board_run (self->board, FALSE);
  g_assert_cmpuint (transmit_list_n_on (self->list), ==, 0);
  trace_session_stop_capture (self->session);
  trace_session_discard_capture (self->session);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("canid-controls-XXXXXX", NULL);

  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/controls/json", test_json);
  g_test_add_func ("/controls/damaged", test_damaged);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/controls/expressions", test_expressions);
  ADD ("/controls/crowd", test_crowd);
  ADD ("/controls/places", test_places);
  ADD ("/controls/undo", test_undo);
  ADD ("/controls/operate", test_operate);
  ADD ("/controls/cannot", test_cannot);
  ADD ("/controls/mux", test_mux);
  ADD ("/controls/button", test_button);
  ADD ("/controls/bus", test_bus);
  return g_test_run ();
}
