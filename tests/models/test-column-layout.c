/* test-column-layout.c: the text that keeps columns' order, widths and visibility; columns made of signals.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "models/column-layout.h"
#include "small-trace.h"

static void
assert_round (const char *text, const char *expected)
{
  g_autoptr (GPtrArray) places = column_layout_parse (text, &column_kinds_frames);
  g_autofree char *back = column_layout_format (places, &column_kinds_frames), *again = NULL;
  g_autoptr (GPtrArray) once_more = column_layout_parse (back, &column_kinds_frames);

  g_assert_cmpstr (back, ==, expected);
  again = column_layout_format (once_more, &column_kinds_frames);
  g_assert_cmpstr (again, ==, expected);
}

#define REST_AFTER_MARK " -delta -bus -dir -id -name -type -len -data -ascii -summary"
#define REST " -mark" REST_AFTER_MARK

static void
test_text (void)
{
  assert_round ("", "");
  assert_round ("   ", "");
  assert_round ("mark number time delta bus dir id name type len data ascii summary", "");
  assert_round ("time number", "time number" REST);
  assert_round ("time=90 +number", "time=90 +number" REST);
  /* Not one of these: twice the same, no column, no width. */
  assert_round ("time=90 time=80 number nothing =5 + - number=", "time=90 number" REST);
  assert_round ("time=15 number=2001", "time number" REST);
  assert_round ("time=-40 number=99999999999999999999", "time number" REST);
  assert_round ("time signal:Engine.Speed=70 number", "time signal:Engine.Speed=70 number" REST);
  assert_round ("time -signal:A%20b.C%3Dd%25 number", "time -signal:A%20b.C%3Dd%25 number" REST);
  assert_round ("time signal: signal:x signal:.x signal:x. number%", "time -mark -number" REST_AFTER_MARK);
}

static void
test_places (void)
{
  g_autoptr (GPtrArray) places = column_layout_parse ("-signal:My%20message.Speed=70 +dir", &column_kinds_frames);
  const ColumnPlace *first = places->pdata[0], *second = places->pdata[1], *third = places->pdata[2];
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (GPtrArray) as_many = NULL;

  g_assert_cmpstr (first->id, ==, "signal:My message.Speed");
  g_assert_cmpint (first->show, ==, COLUMN_HIDDEN);
  g_assert_cmpint (first->width, ==, 70);
  g_assert_cmpstr (second->id, ==, "dir");
  g_assert_cmpint (second->show, ==, COLUMN_SHOWN);
  g_assert_cmpint (second->width, ==, 0);
  g_assert_cmpint (third->show, ==, COLUMN_HIDDEN);
  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (many, "signal:M.S%u ", i);
  as_many = column_layout_parse (many->str, &column_kinds_frames);
  g_assert_cmpuint (as_many->len, <=, COLUMN_LAYOUT_MAX + 16);
}

static const char *const lines[] = {
  "0 can0 0C9#2AA73D8301AC4F4E",
  "4 can0 123#00",
  NULL,
};

static void
test_signals (void)
{
  FrameStore *store = small_trace_new (lines);
  const DatabaseSet *set = small_databases_new ();
  ColumnContext context = { .store = store, .databases = database_cursor_new (set, frame_store_get_info (store)) };
  const Message *message = database_set_lookup (set, "can0", 0x0C9);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_null (column_new_added ("signal:x"));
  g_assert_null (column_new_added ("time"));
  g_assert_null (column_new_added ("signal:\xff.a"));
  g_assert_true (column_is_id ("time") && column_is_id ("signal:a.b") && !column_is_id ("a.b"));
  for (guint i = 0; i < message->n_signals; i++)
    {
      g_autofree char *id = g_strdup_printf ("signal:%s.%s", message->name, message->signals[i].name);
      Column *column = column_new_added (id);
      g_autofree char *title = column_dup_title (column, set), *plain = column_dup_title (column, NULL);
      CanFrame frame;

      g_assert_cmpstr (column->id, ==, id);
      g_assert_cmpstr (plain, ==, message->signals[i].name);
      g_assert_true (g_str_has_prefix (title, plain));
      g_assert_cmpint (strlen (title) > strlen (plain), ==, message->signals[i].unit[0] != '\0');
      frame_store_get (store, 0, &frame);
      g_string_truncate (text, 0);
      column_append_text (column, &context, 0, &frame, text);
      g_assert_cmpuint (text->len, >, 0);
      g_assert_true (strstr (text->str, " ") == NULL); /* no unit */
      frame_store_get (store, 1, &frame);
      g_string_truncate (text, 0);
      column_append_text (column, &context, 1, &frame, text);
      g_assert_cmpstr (text->str, ==, "");
      column_free_added (column);
    }
  database_cursor_free (context.databases);
  database_set_unref (set);
  frame_store_unref (store);
}

static void
test_parts (void)
{
  static const struct
  {
    const char *id;
    uint32_t can_id;
    NumberBase base;
    const char *text;
  } rows[] = {
    { "id.j1939.pgn", CAN_ID_EXTENDED | 0x18FEF123, NUMBER_DECIMAL, "65265" },
    { "id.j1939.sa", CAN_ID_EXTENDED | 0x18FEF123, NUMBER_HEX, "23" },
    { "id.canopen.node", 0x585, NUMBER_HEX, "05" },
    { "id.canopen.node", 0x585, NUMBER_BINARY, "0000101" },
    { "id.j1939.sa", 0x123, NUMBER_HEX, "" },
    { "id.j1939.sa", CAN_ID_ERROR | 4, NUMBER_HEX, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ColumnContext context = { .base = rows[i].base };
      CanFrame frame = { .id = rows[i].can_id };
      Column *column = column_new_added (rows[i].id);
      g_autoptr (GString) text = g_string_new (NULL);

      g_assert_true (column_is_id (rows[i].id));
      column_append_text (column, &context, 0, &frame, text);
      g_assert_cmpstr (text->str, ==, rows[i].text);
      column_free_added (column);
    }
  g_assert_false (column_is_id ("id.nothing"));
  g_assert_false (column_is_id ("id.j1939.nothing"));
  g_assert_false (column_is_id ("id."));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/column-layout/text", test_text);
  g_test_add_func ("/column-layout/places", test_places);
  g_test_add_func ("/column-layout/signals", test_signals);
  g_test_add_func ("/column-layout/parts-of-identifiers", test_parts);
  return g_test_run ();
}
