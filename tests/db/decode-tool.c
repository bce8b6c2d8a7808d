/* decode-tool.c: what a database says, as lines that scripts compare (check-cantools.py).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *   decode-tool DBC…        structure and warnings; status 1 if one cannot be loaded
 *   decode-tool --decode    lines "DBC<tab>MESSAGE<tab>HEX" from standard input; each answered by its signals and an
 * empty line
 */
#include "db/database.h"

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
      for (guint j = 0; j < message->n_signals; j++)
        print_signal (db, message, &message->signals[j]);
    }
  for (guint i = 0; i < database_n_warnings (db); i++)
    printf ("warning\t%u\t%s\n", database_get_warning (db, i)->line, database_get_warning (db, i)->what);
}

static void
print_values (const Database *db, const Message *message, const char *hex)
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

static int
decode_lines (void)
{
  g_autoptr (GHashTable) loaded
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) database_unref);
  char line[4096];

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (g_strchomp (line), "\t", 3);
      g_assert_cmpuint (g_strv_length (parts), ==, 3);
      const Database *db = g_hash_table_lookup (loaded, parts[0]);
      if (db == NULL)
        {
          g_autoptr (GError) error = NULL;
          db = database_load (parts[0], &error);
          g_assert_no_error (error);
          g_hash_table_insert (loaded, g_strdup (parts[0]), (gpointer) db);
        }
      const Message *message = database_find_message (db, parts[1]);
      if (message == NULL)
        printf ("no message %s\n\n", parts[1]);
      else
        print_values (db, message, parts[2]);
    }
  return 0;
}

int
main (int argc, char **argv)
{
  int status = 0;

  if (argc == 2 && g_str_equal (argv[1], "--decode"))
    return decode_lines ();
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
