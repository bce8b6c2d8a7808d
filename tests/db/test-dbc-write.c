/* test-dbc-write.c: what is written and read again is the same database.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *     test-dbc-write --corpus CORPUS    every database of the corpus
 */
#include "db/dbc-write.h"

#include <math.h>
#include <string.h>

/* All that a database holds, as text that can be compared; what the reader says of lines is not in it. */
static void
print_labels (GString *out, const SignalLabel *labels, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "  %" G_GINT64_FORMAT "=%s\n", labels[i].raw, labels[i].text);
}

static void
print_names (GString *out, char **names)
{
  for (; names != NULL && *names != NULL; names++)
    g_string_append_printf (out, " %s", *names);
  g_string_append_c (out, '\n');
}

/* A text that ends in a mark gets a blank behind it: nothing else can be written. */
static char *
mended (const char *text)
{
  return text == NULL                    ? g_strdup ("(none)")
         : g_str_has_suffix (text, "\\") ? g_strconcat (text, " ", NULL)
                                         : g_strdup (text);
}

static void
print_text (GString *out, const char *what, const char *text)
{
  g_autofree char *words = mended (text);

  g_string_append_printf (out, "%s %s\n", what, words);
}

static void
print_attributes (GString *out, const Database *database, AttributeSubject subject)
{
  for (guint i = 0; i < database_n_attributes (database); i++)
    {
      const AttributeDefinition *definition = database_get_definition (database, i);
      const char *value;
      gboolean given;

      if (definition->owner != subject.owner)
        continue;
      value = database_get_value (database, &subject, definition->name, &given);
      if (given)
        print_text (out, definition->name, value);
    }
}

static void
print_signal (GString *out, const Database *database, const Message *message, const CanSignal *signal)
{
  g_string_append_printf (out, "SG %s %u|%u@%u kind %u (%.17g,%.17g) [%.17g|%.17g] mux %d %u start %d %.17g\n",
                          signal->name, signal->start, can_signal_length (signal), signal->layout.big_endian,
                          signal->layout.kind, signal->factor, signal->offset, signal->minimum, signal->maximum,
                          signal->mux_parent, signal->is_multiplexer, signal->has_start_value, signal->start_value);
  for (guint i = 0; signal->mux_parent >= 0 && i < signal->n_mux_ranges; i++)
    g_string_append_printf (out, " %" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT, (guint64) signal->mux_ranges[i].first,
                            (guint64) signal->mux_ranges[i].last);
  print_names (out, signal->receivers);
  print_text (out, "unit", signal->unit);
  print_text (out, "comment", signal->comment);
  print_labels (out, signal->labels, signal->n_labels);
  print_attributes (out, database, (AttributeSubject){ ATTRIBUTE_SIGNAL, NULL, message, signal, NULL });
}

static void
print_message (GString *out, const Database *database, const Message *message)
{
  g_string_append_printf (out, "BO %08X %s %u fd %d j1939 %d cycle %d from", message->id, message->name,
                          message->length, message->fd, message->j1939, message->cycle_time);
  print_names (out, message->senders);
  print_text (out, "sender", message->sender);
  print_text (out, "comment", message->comment);
  print_attributes (out, database, (AttributeSubject){ .owner = ATTRIBUTE_MESSAGE, .message = message });
  for (guint i = 0; i < message->n_signals; i++)
    print_signal (out, database, message, &message->signals[i]);
  for (guint i = 0; i < message->n_groups; i++)
    {
      g_string_append_printf (out, "group %s %u", message->groups[i].name, message->groups[i].repetitions);
      for (guint s = 0; s < message->groups[i].n_signals; s++)
        g_string_append_printf (out, " %u", message->groups[i].signals[s]);
      g_string_append_c (out, '\n');
    }
}

static void
print_definition (GString *out, const AttributeDefinition *definition)
{
  g_string_append_printf (out, "definition %s %u %u %.17g %.17g", definition->name, definition->owner, definition->type,
                          definition->minimum, definition->maximum);
  print_names (out, definition->texts);
  print_text (out, "default", definition->default_value);
}

/* Relations, of each node with each of the others. */
static void
print_relations (GString *out, const Database *database, const DatabaseNode *node)
{
  gboolean any = FALSE;

  for (guint i = 0; i < database_n_attributes (database); i++)
    any = any || database_get_definition (database, i)->owner >= ATTRIBUTE_NODE_MESSAGE;
  for (guint m = 0; any && m < database_n_messages (database); m++)
    {
      const Message *message = database_get_message (database, m);

      print_attributes (out, database, (AttributeSubject){ ATTRIBUTE_NODE_MESSAGE, node, message, NULL, NULL });
      for (guint s = 0; s < message->n_signals; s++)
        print_attributes (out, database,
                          (AttributeSubject){ ATTRIBUTE_NODE_SIGNAL, node, message, &message->signals[s], NULL });
    }
  for (guint v = 0; any && v < database_n_variables (database); v++)
    print_attributes (out, database,
                      (AttributeSubject){ ATTRIBUTE_NODE_VARIABLE, node, NULL, NULL,
                                          database_get_variable (database, v) });
}

static void
print_variable (GString *out, const Database *database, const EnvironmentVariable *variable)
{
  g_string_append_printf (out, "EV %s %u %u %.17g %.17g %.17g %d %d", variable->name, variable->type, variable->size,
                          variable->minimum, variable->maximum, variable->start, variable->readable,
                          variable->writable);
  print_names (out, variable->nodes);
  print_text (out, "unit", variable->unit);
  print_text (out, "comment", variable->comment);
  print_labels (out, variable->labels, variable->n_labels);
  print_attributes (out, database, (AttributeSubject){ .owner = ATTRIBUTE_VARIABLE, .variable = variable });
}

static char *
print_database (const Database *database)
{
  GString *out = g_string_new (NULL);

  print_text (out, "version", database_get_version (database));
  print_text (out, "comment", database_get_comment (database));
  for (guint i = 0; i < database_n_attributes (database); i++)
    print_definition (out, database_get_definition (database, i));
  print_attributes (out, database, (AttributeSubject){ .owner = ATTRIBUTE_NETWORK });
  for (guint i = 0; i < database_n_nodes (database); i++)
    {
      const DatabaseNode *node = database_get_node (database, i);

      print_text (out, node->name, node->comment);
      print_attributes (out, database, (AttributeSubject){ .owner = ATTRIBUTE_NODE, .node = node });
      print_relations (out, database, node);
    }
  for (guint i = 0; i < database_n_tables (database); i++)
    {
      print_text (out, "table", database_get_table (database, i)->name);
      print_labels (out, database_get_table (database, i)->labels, database_get_table (database, i)->n_labels);
    }
  for (guint i = 0; i < database_n_messages (database); i++)
    print_message (out, database, database_get_message (database, i));
  for (guint i = 0; i < database_n_variables (database); i++)
    print_variable (out, database, database_get_variable (database, i));
  return g_string_free (out, FALSE);
}

/* The first lines that differ, for whoever has to mend it. */
static char *
first_difference (const char *a, const char *b)
{
  g_auto (GStrv) first = g_strsplit (a, "\n", -1), second = g_strsplit (b, "\n", -1);
  guint i = 0;

  while (first[i] != NULL && second[i] != NULL && g_str_equal (first[i], second[i]))
    i++;
  return g_strdup_printf ("%s  |  %s", first[i] != NULL ? first[i] : "(end)", second[i] != NULL ? second[i] : "(end)");
}

/* NULL: the same; else (transfer full) what is not. */
static char *
round_trip (const Database *database)
{
  gsize n;
  g_autofree char *text = dbc_write (database, &n), *before = print_database (database), *after = NULL;
  g_autoptr (GError) error = NULL;
  Database *again = database_load_memory (database_get_path (database), text, n, &error);

  if (again == NULL)
    return g_strdup (error->message);
  after = print_database (again);
  database_unref (again);
  return g_str_equal (before, after) ? NULL : first_difference (before, after);
}

static void
assert_round_trip (const char *text)
{
  g_autoptr (GError) error = NULL;
  Database *database = database_load_memory ("test.dbc", text, strlen (text), &error);
  g_autofree char *wrong = NULL;

  g_assert_no_error (error);
  wrong = round_trip (database);
  g_assert_cmpstr (wrong, ==, NULL);
  database_unref (database);
}

/* --- Tests --- */

static void
test_all_there_is (void)
{
  assert_round_trip (
      "VERSION \"1 \\\"a\\\"\"\nBU_: A B\nVAL_TABLE_ T 0 \"off\" 1 \"on\";\n"
      "BO_ 2566844926 Ext: 64 A\n SG_ F : 0|32@1- (1,0) [0|0] \"\" B\n SG_ D : 32|64@1- (1,0) [0|0] \"\" A,B\n"
      " SG_ U : 103|64@0+ (0.1,-40) [-1e+30|1.5] \"°C\" Vector__XXX\n\n"
      "BO_ 3 Mux: 8 Vector__XXX\n SG_ M M : 0|8@1+ (1,0) [0|0] \"\" A\n SG_ a m0 : 8|8@1- (1,0) [0|0] \"\" A\n"
      " SG_ b m255 : 8|16@0+ (1,0) [0|0] \"\" A\n\n"
      "BO_TX_BU_ 3 : A,B;\nEV_ Env: 1 [0|120] \"km/h\" 55 2 DUMMY_NODE_VECTOR8001 B;\nENVVAR_DATA_ Env: 10;\n"
      "CM_ \"all\";\nCM_ BU_ A \"node\n of two lines\";\nCM_ BO_ 3 \"say \\\"no\\\"\";\nCM_ SG_ 3 M \"ends in \\ \";\n"
      "CM_ EV_ Env \"variable\";\n"
      "BA_DEF_ \"Net\" STRING;\nBA_DEF_ BU_ \"N\" INT 0 10;\nBA_DEF_ BO_ \"GenMsgCycleTime\" INT 0 100;\n"
      "BA_DEF_ SG_ \"Kind\" ENUM \"x\",\"y,z\";\nBA_DEF_REL_ BU_SG_REL_ \"Rel\" FLOAT -1 1.5;\n"
      "BA_DEF_DEF_ \"Kind\" \"y,z\";\nBA_DEF_DEF_ \"N\" 3;\nBA_DEF_DEF_REL_ \"Rel\" 0.5;\n"
      "BA_ \"Net\" \"12\";\nBA_ \"N\" BU_ B 7;\nBA_ \"GenMsgCycleTime\" BO_ 3 20;\nBA_ \"Kind\" SG_ 3 M 0;\n"
      "BA_REL_ \"Rel\" BU_SG_REL_ A SG_ 3 M 1;\n"
      "VAL_ 3 M 0 \"zero\" 255 \"all \\\"ones\\\"\";\nVAL_ 2566844926 U 18446744073709551615 \"full\" 0 \"none\";\n"
      "SIG_GROUP_ 3 Group 2 : a b;\nSIG_VALTYPE_ 2566844926 F : 1;\nSIG_VALTYPE_ 2566844926 D : 2;\n");
}

static void
test_extended_multiplexing (void)
{
  assert_round_trip ("BO_ 3 Mux: 8 A\n SG_ R M : 0|8@1+ (1,0) [0|0] \"\" A\n SG_ S m0M : 8|8@1+ (1,0) [0|0] \"\" A\n"
                     " SG_ t m3 : 16|8@1+ (1,0) [0|0] \"\" A\n SG_ u m1 : 24|8@1+ (1,0) [0|0] \"\" A\n\n"
                     "SG_MUL_VAL_ 3 S R 0-0;\nSG_MUL_VAL_ 3 t S 3-5, 9-9;\nSG_MUL_VAL_ 3 u R 1-2;\n");
}

/* Names longer than Vector's 32 come as attributes, and go as such. */
static void
test_long_names (void)
{
  const char *text
      = "BU_: Short\nBO_ 3 M1: 8 Short\n SG_ S1 : 0|8@1+ (1,0) [0|0] \"\" Short\n\n"
        "BO_ 4 M2: 8 Short\n SG_ Signal_whose_name_is_far_longer_than_32 : 0|8@1+ (1,0) [0|0] \"\" Short\n\n"
        "BA_DEF_ SG_ \"SystemSignalLongSymbol\" STRING;\nBA_DEF_ BO_ \"SystemMessageLongSymbol\" STRING;\n"
        "BA_DEF_ BU_ \"SystemNodeLongSymbol\" STRING;\nBA_DEF_DEF_ \"SystemSignalLongSymbol\" \"\";\n"
        "BA_ \"SystemSignalLongSymbol\" SG_ 3 S1 \"Signal_whose_name_is_far_longer_than_32\";\n"
        "BA_ \"SystemMessageLongSymbol\" BO_ 3 \"Message_whose_name_is_far_longer_than_32\";\n"
        "BA_ \"SystemNodeLongSymbol\" BU_ Short \"Node_whose_name_is_far_longer_than_32\";\n"
        "CM_ SG_ 3 S1 \"comment\";\n";
  Database *database = database_load_memory ("test.dbc", text, strlen (text), NULL);
  gsize n;
  g_autofree char *written = dbc_write (database, &n);

  assert_round_trip (text);
  g_assert_nonnull (strstr (written, " SG_ Signal_whose_name_is_far_lo_0000 :"));
  g_assert_nonnull (strstr (written, "BU_: Node_whose_name_is_far_long_0000\n"));
  database_unref (database);
}

/* Windows-1252 where that goes, else UTF-8. */
static void
test_encoding (void)
{
  static const struct
  {
    const char *unit, *bytes;
  } rows[] = { { "\302\260C", "\"\260C\"" },                     /* °C */
               { "\342\202\254", "\"\200\"" },                   /* € */
               { "\316\251", "\"\316\251\"" },                   /* Ω has no place */
               { "\303\203\302\251", "\"\303\203\302\251\"" } }; /* as windows-1252 it would be read as é */

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("BO_ 3 M: 8 A\n SG_ S : 0|8@1+ (1,0) [0|0] \"%s\" A\n", rows[i].unit),
                      *written = NULL;
      Database *database = database_load_memory ("test.dbc", text, strlen (text), NULL);
      gsize n;

      written = dbc_write (database, &n);
      g_assert_nonnull (strstr (written, rows[i].bytes));
      assert_round_trip (text);
      database_unref (database);
    }
}

static void
test_names (void)
{
  g_assert_true (dbc_is_name ("Speed_1"));
  g_assert_true (dbc_is_name ("_"));
  g_assert_false (dbc_is_name (""));
  g_assert_false (dbc_is_name ("1a"));
  g_assert_false (dbc_is_name ("a b"));
  g_assert_false (dbc_is_name ("BO_"));
  g_assert_false (dbc_is_name ("\303\244"));
}

static CanSignal
signal_of (const char *name, guint start, guint length, gboolean big_endian, SignalKind kind)
{
  static char none[] = "";
  CanSignal signal = { .name = (char *) name, .unit = none, .factor = 1, .mux_parent = -1, .start = (uint16_t) start };

  g_assert_true (signal_layout_init (&signal.layout, start, length, big_endian, kind));
  return signal;
}

/* Signals come and go; the rest stays as it is. */
static void
test_change (void)
{
  CanSignal first = signal_of ("First", 0, 8, FALSE, SIGNAL_UNSIGNED),
            second = signal_of ("Second", 7, 16, TRUE, SIGNAL_SIGNED),
            third = signal_of ("Third", 0, 32, FALSE, SIGNAL_FLOAT);
  DatabaseChange change = { .id = 0x123, .length = 4, .name = "Msg_123", .add = &first };
  Database *one = dbc_change (NULL, "/own.dbc", "CanidOwn", &change), *two, *three, *none;
  const Message *message;

  g_assert_true (dbc_has_mark (one, "CanidOwn"));
  g_assert_cmpuint (database_n_warnings (one), ==, 0);
  message = database_lookup (one, 0x123);
  g_assert_cmpstr (message->name, ==, "Msg_123");
  g_assert_cmpuint (message->length, ==, 4);

  change = (DatabaseChange){ .id = 0x123, .length = 8, .add = &second };
  two = dbc_change (one, "/own.dbc", "CanidOwn", &change);
  message = database_lookup (two, 0x123);
  g_assert_cmpuint (message->n_signals, ==, 2);
  g_assert_cmpuint (message->length, ==, 8);
  g_assert_cmpuint (message->signals[1].start, ==, 7);
  g_assert_cmpuint (message->signals[1].layout.kind, ==, SIGNAL_SIGNED);
  g_assert_true (message->signals[1].layout.big_endian);
  g_assert_cmpuint (database_n_attributes (two), ==, 1);

  /* In the place of another. */
  change = (DatabaseChange){ .id = 0x123, .add = &third, .remove = &message->signals[0] };
  three = dbc_change (two, "/own.dbc", "CanidOwn", &change);
  message = database_lookup (three, 0x123);
  g_assert_cmpuint (message->n_signals, ==, 2);
  g_assert_cmpstr (message->signals[0].name, ==, "Third");
  g_assert_cmpuint (message->signals[0].layout.kind, ==, SIGNAL_FLOAT);

  /* The last one takes its message along. */
  message = database_lookup (one, 0x123);
  change = (DatabaseChange){ .id = 0x123, .remove = &message->signals[0] };
  none = dbc_change (one, "/own.dbc", "CanidOwn", &change);
  g_assert_cmpuint (database_n_messages (none), ==, 0);
  g_assert_true (dbc_has_mark (none, "CanidOwn"));
  database_unref (none);
  database_unref (three);
  database_unref (two);
  database_unref (one);
}

/* A message that another database knows comes with all that is said of it there. */
static void
test_change_like (void)
{
  const char *text = "BO_ 3 Mux: 8 A\n SG_ R M : 0|8@1+ (1,0) [0|0] \"\" A\n SG_ S m0M : 8|8@1+ (1,0) [0|0] \"\" A\n"
                     " SG_ t m3 : 16|8@1+ (1,0) [0|0] \"V\" A\n\nSG_MUL_VAL_ 3 S R 0-0;\nSG_MUL_VAL_ 3 t S 3-5;\n"
                     "CM_ SG_ 3 t \"comment\";\nVAL_ 3 R 0 \"none\";\n";
  Database *known = database_load_memory ("known.dbc", text, strlen (text), NULL), *own;
  CanSignal signal = signal_of ("New", 32, 8, FALSE, SIGNAL_UNSIGNED);
  DatabaseChange change = { .id = 3, .name = "Msg", .like = database_lookup (known, 3), .add = &signal };
  const Message *message;

  own = dbc_change (NULL, "/own.dbc", NULL, &change);
  message = database_lookup (own, 3);
  g_assert_cmpuint (database_n_warnings (own), ==, 0);
  g_assert_cmpstr (message->name, ==, "Mux");
  g_assert_cmpuint (message->n_signals, ==, 4);
  g_assert_cmpint (message->signals[2].mux_parent, ==, 1);
  g_assert_cmpuint (message->signals[2].mux_ranges[0].last, ==, 5);
  g_assert_cmpstr (message->signals[2].comment, ==, "comment");
  g_assert_cmpuint (message->signals[0].n_labels, ==, 1);
  change = (DatabaseChange){ .id = 3, .remove = &message->signals[0] };
  {
    Database *less = dbc_change (own, "/own.dbc", NULL, &change);

    g_assert_cmpint (database_lookup (less, 3)->signals[0].mux_parent, ==, -1);
    g_assert_cmpint (database_lookup (less, 3)->signals[1].mux_parent, ==, 0);
    database_unref (less);
  }
  database_unref (own);
  database_unref (known);
}

/* Groups, attributes (also those that are only defaults there) and nodes come along; later changes keep them. */
static void
test_change_like_attributes (void)
{
  const char *own_text = "BU_:\nBO_ 9 Other: 8 Vector__XXX\n SG_ O : 0|8@1+ (1,0) [0|0] \"\" Vector__XXX\n\n"
                         "BA_DEF_ BO_ \"GenMsgCycleTime\" INT 0 9999;\nBA_DEF_DEF_ \"GenMsgCycleTime\" 0;\n";
  const char *text
      = "BU_: A B\nBO_ 3 Doors: 8 A\n SG_ Left : 0|8@1+ (1,0) [0|0] \"\" B\n SG_ Right : 8|8@1+ (1,0) [0|0] \"\" B\n\n"
        "BA_DEF_ BO_ \"GenMsgCycleTime\" INT 0 9999;\nBA_DEF_ SG_ \"GenSigStartValue\" FLOAT 0 100;\n"
        "BA_DEF_ BO_ \"GenMsgSendType\" ENUM \"Cyclic\",\"OnChange\";\n"
        "BA_DEF_DEF_ \"GenMsgCycleTime\" 40;\nBA_DEF_DEF_ \"GenSigStartValue\" 0;\n"
        "BA_DEF_DEF_ \"GenMsgSendType\" \"Cyclic\";\n"
        "BA_ \"GenMsgSendType\" BO_ 3 1;\nBA_ \"GenSigStartValue\" SG_ 3 Right 7;\nSIG_GROUP_ 3 Both 1 : Left Right;\n";
  Database *known = database_load_memory ("known.dbc", text, strlen (text), NULL);
  Database *own = database_load_memory ("/own.dbc", own_text, strlen (own_text), NULL), *less;
  CanSignal signal = signal_of ("New", 32, 8, FALSE, SIGNAL_UNSIGNED);
  DatabaseChange change = { .id = 3, .other = known, .like = database_lookup (known, 3), .add = &signal };
  const Message *message;
  Database *more = dbc_change (own, "/own.dbc", NULL, &change);

  g_assert_cmpuint (database_n_warnings (more), ==, 0);
  message = database_lookup (more, 3);
  g_assert_cmpint (message->cycle_time, ==, 40);
  g_assert_cmpstr (message->send_type, ==, "OnChange");
  g_assert_cmpfloat (message->signals[1].start_value, ==, 7);
  g_assert_cmpstr (database_get_attribute (more, message, &message->signals[0], "GenSigStartValue"), ==, "0");
  g_assert_cmpuint (message->n_groups, ==, 1);
  g_assert_cmpuint (message->groups[0].n_signals, ==, 2);
  g_assert_nonnull (database_find_node (more, "A"));
  g_assert_nonnull (database_find_node (more, "B"));
  g_assert_cmpint (database_lookup (more, 9)->cycle_time, ==, -1);

  change = (DatabaseChange){ .id = 3, .remove = &message->signals[0] };
  less = dbc_change (more, "/own.dbc", NULL, &change);
  message = database_lookup (less, 3);
  g_assert_cmpint (message->cycle_time, ==, 40);
  g_assert_cmpuint (message->n_groups, ==, 1);
  g_assert_cmpuint (message->groups[0].n_signals, ==, 1);
  g_assert_cmpstr (message->signals[message->groups[0].signals[0]].name, ==, "Right");
  g_assert_cmpfloat (message->signals[0].start_value, ==, 7);
  database_unref (less);
  database_unref (more);
  database_unref (own);
  database_unref (known);
}

/* --- The corpus --- */

#define N_COPIED 5 /* messages of each database */

static gboolean
same_attributes (const Database *a, const Message *of_a, const Database *b, const Message *of_b)
{
  for (guint i = 0; i < database_n_attributes (a); i++)
    {
      const AttributeDefinition *one = database_get_definition (a, i);

      if (one->owner == ATTRIBUTE_MESSAGE
          && g_strcmp0 (database_get_attribute (a, of_a, NULL, one->name),
                        database_get_attribute (b, of_b, NULL, one->name))
                 != 0)
        return FALSE;
      for (guint s = 0; one->owner == ATTRIBUTE_SIGNAL && s < of_a->n_signals; s++)
        if (g_strcmp0 (database_get_attribute (a, of_a, &of_a->signals[s], one->name),
                       database_get_attribute (b, of_b, &of_b->signals[s], one->name))
            != 0)
          return FALSE;
    }
  return of_a->n_groups == of_b->n_groups && of_a->cycle_time == of_b->cycle_time && of_a->fd == of_b->fd;
}

/* A message that gets two signals more in a database of its own stays what it was. (transfer full)(nullable) */
static char *
copy_messages (const Database *database)
{
  CanSignal signal = signal_of ("SignalOfTheTest", 0, 8, FALSE, SIGNAL_UNSIGNED),
            another = signal_of ("AnotherOfTheTest", 0, 8, FALSE, SIGNAL_UNSIGNED);

  for (guint i = 0; i < MIN (database_n_messages (database), N_COPIED); i++)
    {
      const Message *message = database_get_message (database, i), *copy;
      DatabaseChange change = { .id = message->id, .other = database, .like = message, .add = &signal };
      Database *own, *more;
      gboolean same;

      if (message->n_signals == 0 || database_lookup (database, message->id) != message)
        continue;
      own = dbc_change (NULL, "/own.dbc", NULL, &change);
      change = (DatabaseChange){ .id = message->id, .add = &another };
      more = dbc_change (own, "/own.dbc", NULL, &change);
      copy = database_lookup (more, message->id);
      same = copy != NULL && copy->n_signals == message->n_signals + 2
             && same_attributes (database, message, more, copy);
      database_unref (own);
      database_unref (more);
      if (!same)
        return g_strdup_printf ("%s is another with two signals more", message->name);
    }
  return NULL;
}

static void
check_folder (const char *path, guint *n, guint *n_wrong)
{
  GDir *folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL), *wrong = NULL;
      Database *database;

      if (g_file_test (file, G_FILE_TEST_IS_DIR))
        {
          check_folder (file, n, n_wrong);
          continue;
        }
      database = g_str_has_suffix (name, ".dbc") ? database_load (file, NULL) : NULL;
      if (database == NULL)
        continue;
      wrong = round_trip (database);
      if (wrong == NULL)
        wrong = copy_messages (database);
      database_unref (database);
      (*n)++;
      if (wrong == NULL)
        continue;
      (*n_wrong)++;
      g_printerr ("%s: %s\n", name, wrong);
    }
  if (folder != NULL)
    g_dir_close (folder);
}

static int
check_corpus (const char *corpus)
{
  guint n = 0, n_wrong = 0;

  check_folder (corpus, &n, &n_wrong);
  g_printerr ("%u databases written and read again, %u differ\n", n, n_wrong);
  return n == 0 ? 77 : n_wrong > 0;
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--corpus"))
    return check_corpus (argv[2]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dbc-write/all", test_all_there_is);
  g_test_add_func ("/dbc-write/extended-multiplexing", test_extended_multiplexing);
  g_test_add_func ("/dbc-write/long-names", test_long_names);
  g_test_add_func ("/dbc-write/encoding", test_encoding);
  g_test_add_func ("/dbc-write/names", test_names);
  g_test_add_func ("/dbc-write/change", test_change);
  g_test_add_func ("/dbc-write/change-like", test_change_like);
  g_test_add_func ("/dbc-write/change-like-attributes", test_change_like_attributes);
  return g_test_run ();
}
