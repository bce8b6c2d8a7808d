/* decode-tool.c: what a database says, as lines that scripts compare (check-cantools.py).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *   decode-tool DBC…        structure and warnings; status 1 if one cannot be loaded
 *   decode-tool --decode    lines "DBC<tab>MESSAGE<tab>HEX" from standard input; each answered by its signals and an
 * empty line
 *   decode-tool --encode    lines "DBC<tab>MESSAGE<tab>PADDING<tab>SIGNAL=TEXT<tab>SIGNAL:=RAW…"; each answered by the
 * payload in hex or "error<tab>why"
 */
#include "db/database.h"
#include "db/encode.h"

#include <stdio.h>
#include <stdlib.h>

static void
print_signal (const Database *db, const Message *message, const CanSignal *signal)
{
  printf ("signal\t%s\tstart=%u\tlength=%u\tbig=%d\tkind=%d\tfactor=%.17g\toffset=%.17g\tmin=%.17g\tmax=%.17g\tunit=%"
          "s\tmultiplexer=%d\tmux=",
          signal->name, signal->start, signal->layout.bits, signal->layout.big_endian, signal->layout.kind,
          signal->factor, signal->offset, signal->minimum, signal->maximum, signal->unit, signal->is_multiplexer);
  for (guint i = 0; i < signal->n_mux_ranges; i++)
    printf ("%s%" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT, i ? "," : "", signal->mux_ranges[i].first,
            signal->mux_ranges[i].last);
  printf ("\tparent=%d\treceivers=", signal->mux_parent);
  for (char **receiver = signal->receivers; *receiver != NULL; receiver++)
    printf ("%s%s", receiver == signal->receivers ? "" : ",", *receiver);
  printf ("\tinitial=");
  if (signal->has_start_value)
    printf ("%.17g", signal->start_value);
  const char *spn = database_get_attribute (db, message, signal, "SPN");
  printf ("\tspn=%s\n", spn ? spn : "");
  for (guint i = 0; i < signal->n_labels; i++)
    printf ("label\t%" G_GINT64_FORMAT "\t%s\n", signal->labels[i].raw, signal->labels[i].text);
}

static void
print_database (const Database *db)
{
  g_autofree char *bus = g_strescape (database_get_comment (db) ? database_get_comment (db) : "", NULL);

  const char *name = database_get_attribute (db, NULL, NULL, "DBName");
  const char *rate = database_get_attribute (db, NULL, NULL, "Baudrate");

  printf ("database\t%s\tversion=%s\tcomment=%s\tbus=%s\tbaudrate=%s\n", database_get_name (db),
          database_get_version (db), bus, name ? name : "", rate ? rate : "");
  for (guint i = 0; i < database_n_nodes (db); i++)
    {
      const DatabaseNode *node = database_get_node (db, i);
      printf ("node\t%s\tcomment=%s\n", node->name, node->comment ? node->comment : "");
    }
  for (guint i = 0; i < database_n_messages (db); i++)
    {
      const Message *message = database_get_message (db, i);
      const char *protocol = database_get_attribute (db, message, NULL, "VFrameFormat");

      const char *send_type = database_get_attribute (db, message, NULL, "GenMsgSendType");
      g_autofree char *comment = g_strescape (message->comment ? message->comment : "", NULL);
      printf ("message\t%s\tid=%u\textended=%d\tlength=%u\tfd=%d\tcycle=%d\tformat=%s\tsend_type=%s\tcomment=%"
              "s\tsenders=",
              message->name, message->id & CAN_ID_MASK_EXTENDED, message->id >> 31, message->length, message->fd,
              message->cycle_time, protocol ? protocol : "", send_type ? send_type : "", comment);
      for (char **sender = message->senders; *sender != NULL; sender++)
        printf ("%s%s", sender == message->senders ? "" : ",", *sender);
      printf ("\n");
      for (guint j = 0; j < message->n_groups; j++)
        {
          const SignalGroup *group = &message->groups[j];

          printf ("group\t%s\t%u", group->name, group->repetitions);
          for (guint k = 0; k < group->n_signals; k++)
            printf ("\t%s", message->signals[group->signals[k]].name);
          printf ("\n");
        }
      for (guint j = 0; j < message->n_signals; j++)
        print_signal (db, message, &message->signals[j]);
    }
  for (guint i = 0; i < database_n_tables (db); i++)
    {
      const ValueTable *table = database_get_table (db, i);

      printf ("table\t%s", table->name);
      for (guint k = 0; k < table->n_labels; k++)
        printf ("\t%" G_GINT64_FORMAT "\t%s", table->labels[k].raw, table->labels[k].text);
      printf ("\n");
    }
  for (guint i = 0; i < database_n_warnings (db); i++)
    printf ("warning\t%u\t%s\n", database_get_warning (db, i)->line, database_get_warning (db, i)->what);
}

static void
print_values (const Message *message, const char *hex)
{
  uint8_t payload[CAN_FRAME_MAX_LEN];
  char raw[SIGNAL_TEXT_MAX], physical[SIGNAL_TEXT_MAX];
  CanFrame frame = { .id = message->id, .data = payload };

  for (; frame.len < sizeof payload && g_ascii_isxdigit (hex[0]) && g_ascii_isxdigit (hex[1]); hex += 2)
    payload[frame.len++] = (uint8_t) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));
  for (guint i = 0; i < message->n_signals; i++)
    {
      const CanSignal *signal = &message->signals[i];
      uint64_t bits;

      if (!message_signal_present (message, i, &frame) || !can_signal_decode_raw (signal, &frame, &bits))
        continue;
      can_signal_format_raw (signal, bits, raw);
      can_signal_format_physical (signal, bits, physical);
      const char *label = can_signal_label (signal, bits);
      printf ("%s\t%s\t%s\t%s\t%s\n", signal->name, raw, physical, signal->unit, label ? label : "");
    }
  printf ("\n");
}

static const Database *
load_once (GHashTable *loaded, const char *path)
{
  const Database *db = g_hash_table_lookup (loaded, path);
  g_autoptr (GError) error = NULL;

  if (db != NULL)
    return db;
  db = database_load (path, &error);
  g_assert_no_error (error);
  g_hash_table_insert (loaded, g_strdup (path), (gpointer) db);
  return db;
}

/* "Signal=20 km/h" or "Signal:=80". */
static gboolean
read_value (const Message *message, char *text, SignalValue *value, GError **error)
{
  char *sign = strchr (text, '=');
  gboolean raw;

  g_assert_nonnull (sign);
  raw = sign > text && sign[-1] == ':';
  sign[raw ? -1 : 0] = '\0';
  const CanSignal *signal = message_find_signal (message, text);
  g_assert_nonnull (signal);
  value->index = (guint) (signal - message->signals);
  return can_signal_encode_text (signal, sign + 1, raw ? ENCODE_RAW : ENCODE_DEFAULT, &value->bits, error);
}

static void
print_payload (const Message *message, uint8_t padding, char **texts)
{
  guint n = g_strv_length (texts);
  g_autofree SignalValue *values = g_new (SignalValue, n + 1);
  g_autoptr (GError) error = NULL;
  uint8_t payload[SIGNAL_MAX_BYTE];
  gboolean ok = TRUE;

  for (guint i = 0; i < n && ok; i++)
    ok = read_value (message, texts[i], &values[i], &error);
  if (!ok || !message_encode (message, values, n, padding, payload, &error))
    {
      printf ("error\t%s\n", error->message);
      return;
    }
  for (guint i = 0; i < message->length; i++)
    printf ("%02x", payload[i]);
  printf ("\n");
}

static int
answer_lines (gboolean encode)
{
  g_autoptr (GHashTable) loaded
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) database_unref);
  static char line[65536];

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (g_strchomp (line), "\t", -1);
      g_assert_cmpuint (g_strv_length (parts), >=, 2);
      const Message *message = database_find_message (load_once (loaded, parts[0]), parts[1]);
      if (message == NULL)
        printf ("no message %s\n%s", parts[1], encode ? "" : "\n");
      else if (encode)
        print_payload (message, (uint8_t) strtoul (parts[2], NULL, 16), parts + 3);
      else
        print_values (message, parts[2] ? parts[2] : "");
    }
  return 0;
}

int
main (int argc, char **argv)
{
  int status = 0;

  if (argc == 2 && g_str_equal (argv[1], "--decode"))
    return answer_lines (FALSE);
  if (argc == 2 && g_str_equal (argv[1], "--encode"))
    return answer_lines (TRUE);
  for (int i = 1; i < argc; i++)
    {
      g_autoptr (GError) error = NULL;
      Database *db = database_load (argv[i], &error);

      if (db == NULL)
        {
          printf ("error\t%s\n", error->message);
          status = 1;
          continue;
        }
      print_database (db);
      database_unref (db);
    }
  return status;
}
