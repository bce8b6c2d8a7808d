/* test-dbc-hostile.c: encodings, damage and absurd sizes of DBC files.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "dbc-helper.h"

#include "base/errors.h"

static void
test_encoding (void)
{
  Database *db = load_clean ("\xEF\xBB\xBF" HEAD "BO_ 1 M: 8 A\n SG_ S : 0|8@1+ (1,0) [0|0] \"\xC2\xB0\x43\" B\n");

  g_assert_cmpstr (find (db, "M", "S")->unit, ==, "\xC2\xB0\x43");
  database_unref (db);
  db = load_clean (HEAD "BO_ 1 M: 8 A\n SG_ S : 0|8@1+ (1,0) [0|0] \"\xB0\x43 \x80\" B\n");
  g_assert_cmpstr (find (db, "M", "S")->unit, ==, "\xC2\xB0\x43 \xE2\x82\xAC");
  database_unref (db);

  db = load_clean ("VERSION \"1\"\rBU_: A\rBO_ 1 M: 8 A\r SG_ S : 0|8@1+ (1,0) [0|0] \"u\" A\r");
  g_assert_cmpstr (find (db, "M", "S")->unit, ==, "u");
  database_unref (db);

  /* Lines of either. */
  db = load_clean (HEAD M1 "CM_ SG_ 1 S \"\xC3\xBC\";\nCM_ SG_ 1 T \"\xFC\";\n");
  g_assert_cmpstr (find (db, "M", "S")->comment, ==, "\xC3\xBC");
  g_assert_cmpstr (find (db, "M", "T")->comment, ==, "\xC3\xBC");
  database_unref (db);

  static const char text[] = HEAD M1 "CM_ SG_ 1 S \"\xC3\xBC\xF0\x9F\x9A\x97\";\n";
  for (guint big = 0; big < 2; big++)
    {
      g_autofree gunichar2 *wide = NULL;
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      glong n;

      wide = g_utf8_to_utf16 (text, -1, NULL, &n, NULL);
      g_byte_array_append (bytes, (const guint8 *) (big ? "\xFE\xFF" : "\xFF\xFE"), 2);
      for (glong i = 0; i < n; i++)
        {
          gunichar2 unit = big ? GUINT16_TO_BE (wide[i]) : GUINT16_TO_LE (wide[i]);
          g_byte_array_append (bytes, (const guint8 *) &unit, 2);
        }
      db = database_load_memory ("wide.dbc", (const char *) bytes->data, bytes->len, NULL);
      g_assert_cmpstr (find (db, "M", "S")->comment, ==, "\xC3\xBC\xF0\x9F\x9A\x97");
      g_assert_cmpuint (database_n_warnings (db), ==, 0);
      database_unref (db);
    }
}

static void
test_recovery (void)
{
  Database *db = load (HEAD "BO_ x Wrong: 8 A\n SG_ S : 0|8@1+ (1,0) [0|0] \"\" B\n"
                            "BO_ 1 M: 8 A\n SG_ Wrong : 0|8@2+ (1,0) [0|0] \"\" B\n SG_ S : 0|8@1+ (1,0) [0|x] \"\" "
                            "B\n SG_ T : 0|8@1+ (a,0) [0|0] \"\" B\n"
                            "CM_ BO_ 1 \"no end;\nCM_ SG_ 1 S \"right\";\nGIBBERISH 1 2 3;\nBO_ 2 N: 8 A\nCM_ BO_ 2 "
                            "\"no semicolon\"\nCM_ BO_ 1 \"good\";\n");

  assert_warning (db, 0, 7, "BO_: expected an identifier, found \"x\"");
  assert_warning (db, 1, 10, "byte order and sign");
  assert_warning (db, 2, 11, "range left out");
  assert_warning (db, 3, 12, "expected a number, found \"a\"");
  assert_warning (db, 4, 13, "comment in quotes");
  assert_warning (db, 5, 15, "\"GIBBERISH\" begins no section");
  assert_warning (db, 6, 17, "expected ';'");
  g_assert_cmpuint (database_n_warnings (db), ==, 7);
  g_assert_cmpuint (database_n_messages (db), ==, 2);
  g_assert_cmpstr (find (db, "M", "S")->comment, ==, "right");
  g_assert_cmpstr (database_get_message (db, 0)->comment, ==, "good");
  g_assert_cmpstr (database_get_message (db, 1)->comment, ==, "no semicolon");
  database_unref (db);
}

static void
test_comments_in_source (void)
{
  Database *db = load_clean ("/* licence\n BO_ 9 no: 8 A\n*/\n" HEAD "// BO_ 8 no: 8 A\n" M1
                             "CM_ \"http://x /* y */\"; // end\n");

  g_assert_cmpuint (database_n_messages (db), ==, 1);
  g_assert_cmpstr (database_get_comment (db), ==, "http://x /* y */");
  database_unref (db);
}

static void
test_refused (void)
{
  static const char *const texts[] = { "",
                                       " \n",
                                       "hello world\n",
                                       "date Sat Sep 30\nbase hex\n",
                                       "FormatVersion=5.0\n",
                                       "\x7F"
                                       "ELF\1\2\3" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (database_load_memory ("x.dbc", texts[i], strlen (texts[i]), &error));
      g_assert_error (error, CANID_ERROR, CANID_ERROR_UNKNOWN);
      g_assert_nonnull (strstr (error->message, "x.dbc"));
    }

  g_autoptr (GError) error = NULL;
  g_assert_null (database_load ("/", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (database_load ("/nonexistent/x.dbc", &error));
  g_assert_nonnull (strstr (error->message, "/nonexistent/x.dbc"));
}

static const char everything[]
    = HEAD M1 "BO_ 2 N: 64 B\n SG_ X M : 0|8@1+ (1,0) [0|0] \"\" B\n SG_ Y m0 : 511|64@0- (0.1,5) [0|1] \"u\" A,B\n"
              "BO_TX_BU_ 1 : A,B;\nEV_ V: 0 [0|1] \"\" 0 1 DUMMY_NODE_VECTOR0 A,B;\nENVVAR_DATA_ V: 4;\nSIG_GROUP_ 1 G "
              "1 : S T;\nBA_DEF_REL_ BU_SG_REL_ \"R\" INT 0 1;\nBA_DEF_DEF_REL_ \"R\" 1;\nBA_REL_ \"R\" BU_SG_REL_ A "
              "SG_ 1 S 1;\nBA_REL_ \"R\" BU_EV_REL_ A EV_ V 1;\nCM_ \"c\";\nCM_ SG_ 1 S "
              "\"d\n\\\"e\";\nBA_DEF_ BO_ \"E\" ENUM \"a\",\"b\";\n"
              "BA_DEF_DEF_ \"E\" \"a\";\nBA_ \"E\" BO_ 1 1;\nVAL_ 1 S 0 \"x\" 1 \"y\" ;\nVAL_TABLE_ T 0 \"x\" "
              ";\nSIG_VALTYPE_ 2 Y : 2;\nSG_MUL_VAL_ 2 Y X 0-3;\n";

/* From the heap, so that the address sanitizer sees a byte too much. */
static void
load_part (const char *text, gsize n)
{
  g_autofree char *copy = g_memdup2 (text, n);
  g_autoptr (GError) error = NULL;
  Database *db = database_load_memory ("part.dbc", copy != NULL ? copy : "", n, &error);

  g_assert_true ((db == NULL) == (error != NULL));
  database_unref (db);
}

static void
test_truncated (void)
{
  for (gsize n = 0; n < sizeof everything; n++)
    load_part (everything, n);
}

static void
test_random_damage (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      char text[sizeof everything];

      memcpy (text, everything, sizeof text);
      for (int k = g_test_rand_int_range (1, 6); k > 0; k--)
        text[g_test_rand_int_range (0, (int) sizeof text)]
            = g_test_rand_bit () ? (char) g_test_rand_int () : "\" ;:\n@|(_/"[g_test_rand_int_range (0, 10)];
      load_part (text, sizeof text);
    }
}

/* Work and memory must grow with the file, not with its square: these would take hours. */
static void
test_many (void)
{
  GString *text = g_string_new (HEAD "BO_ 1 M: 8 A\n");

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, " SG_ S%u : 0|8@1+ (1,0) [0|0] \"\" B\n", i);
  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, "CM_ SG_ 1 S%u \"c\";\nVAL_ 1 S%u 0 \"x\";\nCM_ BO_ %u \"nobody\";\n\"\n/*\n", i, i,
                            i + 2);
  Database *db = load (text->str);
  g_assert_cmpuint (database_get_message (db, 0)->n_signals, ==, 100000);
  g_assert_cmpuint (database_n_warnings (db), ==, 1001);
  g_assert_nonnull (strstr (database_get_warning (db, 1000)->what, "more warnings"));
  database_unref (db);
  g_string_free (text, TRUE);
}

static void
load_repeated (const char *head, const char *part, guint n, const char *tail)
{
  GString *text = g_string_new (head);

  for (guint i = 0; i < n; i++)
    g_string_append (text, part);
  g_string_append (text, tail);
  database_unref (load (text->str));
  g_string_free (text, TRUE);
}

/* Strings without end, escaped or not, statements within them, one multiplexer described again and again. */
static void
test_many_strings (void)
{
  load_repeated (HEAD, "\\\"", 1000000, "");
  load_repeated (HEAD "CM_ \"", "\\\"", 1000000, "\nBO_ 1 M: 8 A\n\"");
  load_repeated (HEAD "CM_ \"", "\nBO_ \\\"", 1000000, "\nBO_ 1 M: 8 A\n\"");
  load_repeated (HEAD "BO_ 1 M: 8 A\n SG_ S M : 0|8@1+ (1,0) [0|0] \"\" B\n SG_ T m0 : 0|8@1+ (1,0) [0|0] \"\" B\n",
                 "SG_MUL_VAL_ 1 T S 1-2;\n", 200000, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dbc/encoding", test_encoding);
  g_test_add_func ("/dbc/recovery", test_recovery);
  g_test_add_func ("/dbc/comments-in-source", test_comments_in_source);
  g_test_add_func ("/dbc/many-strings", test_many_strings);
  g_test_add_func ("/dbc/refused", test_refused);
  g_test_add_func ("/dbc/truncated", test_truncated);
  g_test_add_func ("/dbc/random-damage", test_random_damage);
  g_test_add_func ("/dbc/many", test_many);
  return g_test_run ();
}
