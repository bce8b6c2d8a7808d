/* fuzz-dbc.c: any bytes as a DBC file, then everything asked of what became of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "db/database-set.h"
#include "db/dbc-write.h"
#include "db/encode.h"

static volatile guint64 used; /* so that nothing is optimised away */

static void
use_text (const char *text)
{
  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
  used += text != NULL ? strlen (text) : 0;
}

static void
use_signal (const Message *message, guint index, const CanFrame *frame)
{
  const CanSignal *signal = &message->signals[index];
  char text[SIGNAL_TEXT_MAX];
  uint8_t copy[SIGNAL_MAX_BYTE];
  uint64_t bits;
  double value;

  use_text (signal->name);
  use_text (signal->unit);
  use_text (signal->comment);
  g_assert_cmpint (signal->mux_parent, >=, -1);
  g_assert_cmpint (signal->mux_parent, <, (int) message->n_signals);
  g_assert_nonnull (message_find_signal (message, signal->name));
  for (guint i = 0; i < signal->n_labels; i++)
    g_assert_true (i == 0 || signal->labels[i - 1].raw <= signal->labels[i].raw);
  used += (guint64) message_signal_present (message, index, frame);
  if (!can_signal_decode_raw (signal, frame, &bits) || !can_signal_decode (signal, frame, &value))
    return;
  g_assert_cmpuint (bits, ==, signal_layout_load (&signal->layout, frame->data));
  memcpy (copy, frame->data, frame->len);
  signal_layout_store (&signal->layout, copy, bits);
  g_assert_cmpmem (copy, frame->len, frame->data, frame->len);
  use_text (can_signal_label (signal, bits));
  use_text (can_signal_label (signal, can_signal_start_bits (signal)));
  g_assert_cmpuint (can_signal_format_raw (signal, bits, text), <, SIGNAL_TEXT_MAX);
  uint64_t again = bits;
  if (value == value && signal->layout.kind < SIGNAL_FLOAT)
    g_assert_true (can_signal_encode_text (signal, text, ENCODE_RAW, &again, NULL));
  g_assert_cmpuint (again, ==, bits);
  used += (guint64) can_signal_encode (signal, value, ENCODE_IN_RANGE, &again, NULL);
  used += (guint64) can_signal_encode (signal, value, ENCODE_CLIP, &again, NULL);
  g_assert_cmpuint (can_signal_format_raw (signal, bits, text), <, SIGNAL_TEXT_MAX);
  g_assert_cmpuint (can_signal_format_physical (signal, bits, text), <, SIGNAL_TEXT_MAX);
  g_assert_cmpuint (can_signal_format_display (signal, bits, text), <, SIGNAL_TEXT_MAX);
}

/* All at once as one by one. */
static void
compare_all (const Message *message, const CanFrame *frame)
{
  g_autofree double *values = g_new (double, message->n_signals);
  g_autofree gboolean *present = g_new (gboolean, message->n_signals);
  guint n = message_decode (message, frame, values, present);

  for (guint i = 0; i < message->n_signals; i++)
    {
      double value = 0;

      g_assert_cmpint (present[i], ==, message_signal_present (message, i, frame));
      if (present[i])
        can_signal_decode (&message->signals[i], frame, &value);
      g_assert_true (memcmp (&value, &values[i], sizeof value) == 0 || (value != value && values[i] != values[i]));
      n -= (guint) present[i];
    }
  g_assert_cmpuint (n, ==, 0);
}

/* What a payload holds makes the same payload again, whatever multiplexers and overlaps there are. */
static void
encode_again (const Message *message, const uint8_t *payload)
{
  g_autofree SignalValue *values = g_new (SignalValue, message->n_signals);
  CanFrame frame = { .id = message->id, .len = message->length, .data = (uint8_t *) payload };
  uint8_t encoded[SIGNAL_MAX_BYTE];
  guint n = 0;

  for (guint i = 0; i < message->n_signals && i < 200; i++)
    if (message_signal_present (message, i, &frame))
      {
        values[n].index = i;
        can_signal_decode_raw (&message->signals[i], &frame, &values[n++].bits);
      }
  g_assert_true (message_encode (message, values, n, 0xA5, encoded, NULL));
  frame.data = encoded;
  for (guint i = 0; i < n; i++)
    {
      uint64_t bits = 0;

      g_assert_true (message_signal_present (message, values[i].index, &frame));
      can_signal_decode_raw (&message->signals[values[i].index], &frame, &bits);
      g_assert_cmpuint (bits, ==, values[i].bits);
    }
  for (guint i = 0; i < message->n_signals && i < 16; i++)
    {
      SignalValue one = { i, payload[0] };
      used += (guint64) message_encode (message, &one, 1, 0, encoded, NULL);
    }
}

static void
use_attributes (const Database *db)
{
  for (guint i = 0; i < database_n_attributes (db) && i < 64; i++)
    {
      const AttributeDefinition *definition = database_get_definition (db, i);
      AttributeSubject subject = { .owner = definition->owner };

      g_assert_true (database_find_definition (db, definition->owner, definition->name) == definition);
      use_text (definition->default_value);
      use_text (database_get_value (db, &subject, definition->name, NULL));
    }
  for (guint i = 0; i < database_n_tables (db); i++)
    use_text (database_get_table (db, i)->name);
  for (guint i = 0; i < database_n_variables (db); i++)
    {
      const EnvironmentVariable *variable = database_get_variable (db, i);

      use_text (variable->name);
      use_text (variable->unit);
      use_text (variable->comment);
      for (char **node = variable->nodes; *node != NULL; node++)
        use_text (*node);
    }
}

static void
use_message (const Database *db, const Message *message, const uint8_t *data, gsize n)
{
  static const uint16_t lengths[] = { 0, 3, 8, 64, SIGNAL_MAX_BYTE };
  static uint8_t payload[SIGNAL_MAX_BYTE];

  use_text (message->name);
  use_text (message->comment);
  g_assert_nonnull (database_lookup (db, message->id));
  use_text (database_get_attribute (db, message, NULL, "GenMsgCycleTime"));
  memcpy (payload, data, MIN (n, sizeof payload));
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      CanFrame frame = { .id = message->id, .len = lengths[i], .data = payload };

      for (guint j = 0; j < message->n_signals && j < 64; j++)
        use_signal (message, j, &frame);
      compare_all (message, &frame);
    }
  encode_again (message, payload);
  for (guint i = 0; i < message->n_groups; i++)
    for (guint k = 0; k < message->groups[i].n_signals; k++)
      g_assert_cmpuint (message->groups[i].signals[k], <, message->n_signals);
}

/* What is written is a database of as many messages, whatever the names and texts are. */
static void
write_again (const Database *database)
{
  gsize n;
  g_autofree char *text = dbc_write (database, &n);
  Database *again = database_load_memory ("again.dbc", text, n, NULL);

  g_assert_nonnull (again);
  g_assert_cmpuint (database_n_messages (again), ==, database_n_messages (database));
  g_assert_cmpuint (database_n_attributes (again), ==, database_n_attributes (database));
  database_unref (again);
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  g_autoptr (GError) error = NULL;
  Database *db = database_load_memory ("fuzz.dbc", (const char *) data, n, &error);

  if (db == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }
  for (guint i = 0; i < database_n_warnings (db); i++)
    use_text (database_get_warning (db, i)->what);
  for (guint i = 0; i < database_n_nodes (db); i++)
    use_text (database_get_node (db, i)->name);
  use_attributes (db);
  write_again (db);
  for (guint i = 0; i < database_n_messages (db) && i < 64; i++)
    use_message (db, database_get_message (db, i), data, n);

  DatabaseSet *empty = database_set_new ();
  DatabaseSet *set = database_set_add (empty, db, NULL);
  if (n % 2 == 0)
    {
      DatabaseSet *all = database_set_match (set, 0, J1939_ON);
      database_set_unref (set);
      set = all;
    }
  TraceInfo *info = trace_info_new ();
  DatabaseCursor *cursor = database_cursor_new (set, info);
  for (guint i = 0; i < database_n_messages (db) && i < 64; i++)
    {
      uint32_t id = database_get_message (db, i)->id;
      g_assert_true (database_cursor_lookup (cursor, 0, id) == database_set_lookup (set, "", id));
      g_assert_true (database_cursor_lookup (cursor, 0, id ^ 1) == database_set_lookup (set, "", id ^ 1));
    }
  database_cursor_free (cursor);
  trace_info_unref (info);
  database_set_unref (set);
  database_set_unref (empty);
  database_unref (db);
  return 0;
}
