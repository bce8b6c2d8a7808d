/* test-encode.c: values to bits and payloads; with --corpus DIR, all databases there: decoding and encoding undo each
 * other.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "db/database.h"
#include "db/encode.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>

#include "base/errors.h"

static const char text[]
    = "BO_ 1 Plain: 8 A\n"
      " SG_ Byte : 0|8@1+ (1,0) [0|0] \"\" A\n"
      " SG_ Temperature : 8|8@1+ (0.5,-40) [-40|80] \"°C\" A\n"
      " SG_ Signed : 23|12@0- (-0.1,3) [0|0] \"m/s\" A\n"
      " SG_ Gear : 32|4@1- (2,1) [0|0] \"\" A\n"
      " SG_ Rest : 40|8@1+ (1,0) [0|0] \"\" A\n"
      "BO_ 2 Wide: 8 A\n SG_ U : 0|64@1+ (1,0) [0|0] \"\" A\n"
      "BO_ 3 WideSigned: 8 A\n SG_ S : 0|64@1- (10,-5) [0|0] \"\" A\n"
      "BO_ 4 Floats: 14 A\n SG_ F : 0|32@1- (2,1) [0|0] \"V\" A\n SG_ H : 32|16@1- (1,0) [0|0] \"\" A\n"
      " SG_ D : 48|64@1- (1,0) [0|0] \"\" A\n"
      "BO_ 5 Mux: 8 A\n SG_ M M : 0|4@1+ (1,0) [0|0] \"\" A\n SG_ A m0 : 8|8@1+ (1,0) [0|0] \"\" A\n"
      " SG_ B m1 : 8|8@1+ (1,0) [0|0] \"\" A\n SG_ N m2M : 8|4@1+ (1,0) [0|0] \"\" A\n"
      " SG_ C m3 : 16|8@1+ (1,0) [0|0] \"\" A\n SG_ D m5 : 24|8@1+ (1,0) [0|0] \"\" A\n"
      " SG_ Always : 56|8@1+ (1,0) [0|0] \"\" A\n SG_ E m1 : 40|8@1+ (1,0) [0|0] \"\" A\n"
      "BO_ 6 Overlap: 2 A\n SG_ X : 0|8@1+ (1,0) [0|0] \"\" A\n SG_ Y : 4|8@1+ (1,0) [0|0] \"\" A\n"
      " SG_ Far : 16|8@1+ (1,0) [0|0] \"\" A\n SG_ Zero : 8|4@1+ (0,7) [0|0] \"\" A\n"
      "BO_ 7 Empty: 0 A\n"
      "BA_DEF_ SG_ \"GenSigStartValue\" FLOAT 0 100;\n"
      "BA_ \"GenSigStartValue\" SG_ 1 Rest 7;\nBA_ \"GenSigStartValue\" SG_ 5 E 9;\n"
      "BA_ \"GenSigStartValue\" SG_ 5 Always 300;\nBA_ \"GenSigStartValue\" SG_ 5 M 1;\n"
      "SIG_VALTYPE_ 4 F : 1;\nSIG_VALTYPE_ 4 H : 1;\nSIG_VALTYPE_ 4 D : 2;\n"
      "SG_MUL_VAL_ 5 C N 3-4, 9-9;\nSG_MUL_VAL_ 5 D N 4-5;\n"
      "VAL_ 1 Gear -1 \"Reverse\" 0 \"Park\" 3 \"Drive\" 12 \"Unreachable\" ;\n";

static Database *db;

static const CanSignal *
find (const char *message, const char *name)
{
  const CanSignal *signal = message_find_signal (database_find_message (db, message), name);

  g_assert_nonnull (signal);
  return signal;
}

/* --- One signal --- */

static void
assert_bits (const char *message, const char *signal, const char *value, EncodeFlags flags, uint64_t expected)
{
  g_autoptr (GError) error = NULL;
  uint64_t bits = 1;

  g_test_message ("%s.%s = %s", message, signal, value);
  g_assert_true (can_signal_encode_text (find (message, signal), value, flags, &bits, &error));
  g_assert_no_error (error);
  g_assert_cmphex (bits, ==, expected);
}

static void
assert_refused (const char *message, const char *signal, const char *value, EncodeFlags flags, const char *what)
{
  g_autoptr (GError) error = NULL;
  uint64_t bits;

  g_test_message ("%s.%s = %s", message, signal, value);
  g_assert_false (can_signal_encode_text (find (message, signal), value, flags, &bits, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
  if (strstr (error->message, what) == NULL)
    g_error ("\"%s\" is not in \"%s\"", what, error->message);
}

static void
test_integers (void)
{
  assert_bits ("Plain", "Byte", "0", 0, 0);
  assert_bits ("Plain", "Byte", " 255 ", 0, 255);
  assert_bits ("Plain", "Byte", "0xfF", 0, 255);
  assert_bits ("Plain", "Byte", "0b101", 0, 5);
  assert_bits ("Plain", "Byte", "1e2", 0, 100);
  assert_bits ("Plain", "Byte", "+7", 0, 7);
  assert_bits ("Plain", "Byte", "2.5", 0, 3);
  assert_bits ("Plain", "Byte", "255.4", 0, 255);
  assert_refused ("Plain", "Byte", "256", 0, "signal Byte: 256 is outside its range, 0 to 255");
  assert_refused ("Plain", "Byte", "255.5", 0, "outside");
  assert_refused ("Plain", "Byte", "-1", 0, "-1 is outside");
  assert_refused ("Plain", "Byte", "nan", 0, "nan");
  assert_refused ("Plain", "Byte", "-inf", 0, "-inf");
  assert_refused ("Plain", "Byte", "123456789012345678901234567890123", 0, "outside");
  assert_bits ("Plain", "Byte", "1000", ENCODE_CLIP, 255);
  assert_bits ("Plain", "Byte", "-inf", ENCODE_CLIP, 0);
  assert_refused ("Plain", "Byte", "nan", ENCODE_CLIP, "nan");

  assert_bits ("Plain", "Temperature", "-40", 0, 0);
  assert_bits ("Plain", "Temperature", "87.5 °C", 0, 255);
  assert_bits ("Plain", "Temperature", "20°C", 0, 120);
  assert_bits ("Plain", "Temperature", "20", ENCODE_RAW, 20);
  assert_refused ("Plain", "Temperature", "80.5", ENCODE_IN_RANGE, "-40 to 80");
  assert_bits ("Plain", "Temperature", "80.5", ENCODE_IN_RANGE | ENCODE_CLIP, 240);
  assert_refused ("Plain", "Temperature", "241", ENCODE_IN_RANGE | ENCODE_RAW, "0 to 240");
  assert_refused ("Plain", "Temperature", "°C", 0, "no number");

  assert_bits ("Plain", "Signed", "3", 0, 0);
  assert_bits ("Plain", "Signed", "2.9", 0, 1);
  assert_bits ("Plain", "Signed", "207.8 m/s", 0, 0x800);
  assert_refused ("Plain", "Signed", "207.9", 0, "-201.7 to 207.8");

  assert_bits ("Wide", "U", "18446744073709551615", 0, G_MAXUINT64);
  assert_bits ("Wide", "U", "9007199254740993", 0, 9007199254740993);
  assert_bits ("Wide", "U", "0xFEDCBA9876543210", 0, 0xFEDCBA9876543210);
  assert_refused ("Wide", "U", "18446744073709551616", 0, "outside");
  assert_bits ("Wide", "U", "1e30", ENCODE_CLIP, G_MAXUINT64);
  assert_bits ("WideSigned", "S", "92233720368547758065", 0, G_MAXINT64);
  assert_bits ("WideSigned", "S", "-92233720368547758085", 0, (uint64_t) G_MININT64);
  assert_bits ("WideSigned", "S", "-9223372036854775808", ENCODE_RAW, (uint64_t) G_MININT64);
  assert_refused ("WideSigned", "S", "9223372036854775808", ENCODE_RAW, "outside");

  assert_bits ("Overlap", "Zero", "7", 0, 0);
  assert_refused ("Overlap", "Zero", "8", 0, "7 to 7");
  assert_bits ("Overlap", "Zero", "8", ENCODE_RAW, 8);
}

static void
test_texts (void)
{
  assert_bits ("Plain", "Gear", "Park", 0, 0);
  assert_bits ("Plain", "Gear", " drive ", 0, 3);
  assert_bits ("Plain", "Gear", "Reverse", ENCODE_RAW, 15);
  assert_bits ("Plain", "Gear", "7", 0, 3);
  assert_refused ("Plain", "Gear", "Unreachable", 0, "neither a number nor a text");
  assert_refused ("Plain", "Gear", "", 0, "neither");
  assert_refused ("Plain", "Byte", "0x", 0, "no number");
  assert_refused ("Plain", "Byte", "0x1p3", 0, "no number");
  assert_refused ("Plain", "Byte", "1,5", 0, "no number");
  assert_refused ("Plain", "Byte", "1 2", 0, "no number");
  assert_refused ("Plain", "Byte", "\xff", 0, "UTF-8");
}

static uint64_t
bits_of_float (float value)
{
  uint32_t word;

  memcpy (&word, &value, sizeof word);
  return word;
}

static void
test_floats (void)
{
  assert_bits ("Floats", "F", "4 V", 0, bits_of_float (1.5f));
  assert_bits ("Floats", "F", "0.1", ENCODE_RAW, bits_of_float (0.1f));
  assert_bits ("Floats", "F", "-inf", 0, bits_of_float (-INFINITY));
  assert_refused ("Floats", "F", "1e39", ENCODE_RAW, "3.4028234663852886e+38");
  assert_bits ("Floats", "F", "1e39", ENCODE_RAW | ENCODE_CLIP, bits_of_float (3.4028234663852886e+38f));
  assert_bits ("Floats", "H", "1", 0, 0x3C00);
  assert_bits ("Floats", "H", "-2", 0, 0xC000);
  assert_bits ("Floats", "H", "65504", 0, 0x7BFF);
  assert_bits ("Floats", "H", "65519.99", 0, 0x7BFF);
  assert_refused ("Floats", "H", "65520", 0, "-65504 to 65504");
  assert_bits ("Floats", "H", "6.103515625e-05", 0, 0x0400);
  assert_bits ("Floats", "H", "5.9604644775390625e-08", 0, 0x0001);
  assert_bits ("Floats", "H", "inf", 0, 0x7C00);
  assert_bits ("Floats", "D", "0.1", 0, 0x3FB999999999999A);
  assert_bits ("Floats", "D", "nan", 0, 0x7FF8000000000000);
  for (guint half = 0; half < 0x10000; half++)
    {
      double value = can_signal_raw_value (find ("Floats", "H"), half);
      uint64_t bits = 0;

      if (isnan (value))
        continue;
      g_assert_true (can_signal_encode (find ("Floats", "H"), value, ENCODE_RAW, &bits, NULL));
      g_assert_cmphex (bits, ==, half);
    }
}

static void
test_limits (void)
{
  double low, high;

  can_signal_get_limits (find ("Plain", "Signed"), 0, &low, &high);
  g_assert_cmpfloat_with_epsilon (low, -201.7, 1e-9);
  g_assert_cmpfloat_with_epsilon (high, 207.8, 1e-9);
  can_signal_get_limits (find ("Plain", "Signed"), ENCODE_RAW | ENCODE_IN_RANGE, &low, &high);
  g_assert_cmpfloat (low, ==, -2048);
  g_assert_cmpfloat (high, ==, 2047);
  can_signal_get_limits (find ("Plain", "Temperature"), ENCODE_IN_RANGE, &low, &high);
  g_assert_cmpfloat (low, ==, -40);
  g_assert_cmpfloat (high, ==, 80);
}

/* --- Messages --- */

typedef struct
{
  const char *name;
  uint64_t bits;
} Given;

/* "hex" of the payload, or "!part of the error"; names end with NULL. */
static void
assert_payload (const char *message, const Given *given, uint8_t padding, const char *expected)
{
  const Message *m = database_find_message (db, message);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (SignalValue));
  g_autoptr (GString) hex = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  uint8_t data[SIGNAL_MAX_BYTE];
  gboolean ok;

  for (; given->name != NULL; given++)
    {
      SignalValue value = { (guint) (find (message, given->name) - m->signals), given->bits };
      g_array_append_val (values, value);
    }
  ok = message_encode (m, (SignalValue *) (void *) values->data, values->len, padding, data, &error);
  g_assert_true (ok == (error == NULL));
  if (!ok)
    {
      g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
      if (expected[0] != '!' || strstr (error->message, expected + 1) == NULL)
        g_error ("%s where %s was expected", error->message, expected);
      return;
    }
  for (guint i = 0; i < m->length; i++)
    g_string_append_printf (hex, "%02X", data[i]);
  g_assert_cmpstr (hex->str, ==, expected);
}

#define GIVEN(...) ((const Given[]){ __VA_ARGS__{ NULL, 0 } })

static void
test_payloads (void)
{
  assert_payload ("Empty", GIVEN (), 0xFF, "");
  assert_payload ("Plain", GIVEN (), 0, "0000000000070000");
  assert_payload ("Plain", GIVEN (), 0xFF, "0000000FF007FFFF");
  assert_payload ("Plain", GIVEN ({ "Signed", 0xABC }, { "Byte", 0x1FF }, ), 0, "FF00ABC000070000");
  assert_payload ("Plain", GIVEN ({ "Byte", 1 }, { "Byte", 2 }, { "Rest", 3 }, ), 0xAA, "0200000AA003AAAA");
}

static void
test_multiplexing (void)
{
  /* M starts as 1, so B and E are there; Always is clipped to 255. */
  assert_payload ("Mux", GIVEN (), 0, "01000000000900FF");
  assert_payload ("Mux", GIVEN ({ "A", 0x55 }, ), 0, "00550000000000FF");
  assert_payload ("Mux", GIVEN ({ "B", 0x55 }, ), 0xFF, "F155FFFFFF09FFFF");
  assert_payload ("Mux", GIVEN ({ "M", 7 }, ), 0, "07000000000000FF");
  assert_payload ("Mux", GIVEN ({ "M", 2 }, ), 0, "02000000000000FF");
  assert_payload ("Mux", GIVEN ({ "C", 0x33 }, ), 0, "02033300000000FF");
  assert_payload ("Mux", GIVEN ({ "C", 0x33 }, { "N", 9 }, ), 0, "02093300000000FF");
  assert_payload ("Mux", GIVEN ({ "C", 0x33 }, { "D", 0x44 }, ), 0, "02043344000000FF");
  assert_payload ("Mux", GIVEN ({ "A", 1 }, { "B", 1 }, ), 0, "!no value of multiplexer M selects all");
  assert_payload ("Mux", GIVEN ({ "A", 1 }, { "M", 1 }, ), 0, "!signal A is only there while M is raw 0, not 1");
  assert_payload ("Mux", GIVEN ({ "C", 1 }, { "N", 5 }, ), 0, "!signal C is only there while N is raw 3, not 5");
}

static void
test_conflicts (void)
{
  assert_payload ("Overlap", GIVEN ({ "X", 0xFF }, ), 0, "FF00");
  assert_payload ("Overlap", GIVEN ({ "X", 0xF1 }, { "Y", 0x2F }, ), 0, "F102");
  assert_payload ("Overlap", GIVEN ({ "X", 0xF1 }, { "Y", 0x2E }, ), 0, "!shares bits");
  assert_payload ("Overlap", GIVEN ({ "Far", 1 }, ), 0, "!signal Far ends in byte 3, behind the 2 bytes");
}

/* --- All databases --- */

static struct
{
  guint files, messages, signals, numbers, alone, refused;
} counts;

static void
check_text (const Message *message, const CanSignal *signal, const char *value, EncodeFlags flags, uint64_t bits)
{
  g_autoptr (GError) error = NULL;
  uint64_t again = 0;

  if (!can_signal_encode_text (signal, value, flags, &again, &error))
    g_error ("%s.%s: %s", message->name, signal->name, error->message);
  const char *label = can_signal_label (signal, again);
  if (again != bits && g_strcmp0 (label, value) != 0)
    g_error ("%s.%s: %s is 0x%" G_GINT64_MODIFIER "x, back 0x%" G_GINT64_MODIFIER "x", message->name, signal->name,
             value, bits, again);
  counts.numbers++;
}

/* Whether scaling to a double and back loses nothing. */
static gboolean
scales_well (const CanSignal *signal)
{
  if (signal->layout.kind >= SIGNAL_FLOAT)
    return signal->factor == 1 && signal->offset == 0;
  return signal->factor != 0 && signal->layout.bits <= 48 && fabs (signal->offset / signal->factor) < 1e12;
}

static void
check_signal (const Message *message, const CanSignal *signal, uint64_t bits)
{
  char number[SIGNAL_TEXT_MAX];
  uint64_t again = 0;
  const char *label = can_signal_label (signal, bits);

  counts.signals++;
  if (label != NULL && label[0] != '\0')
    check_text (message, signal, label, 0, bits);
  if (isnan (can_signal_raw_value (signal, bits)))
    return;
  can_signal_format_raw (signal, bits, number);
  check_text (message, signal, number, ENCODE_RAW, bits);
  if (!scales_well (signal))
    return;
  g_assert_true (can_signal_encode (signal, can_signal_physical (signal, bits), 0, &again, NULL));
  g_assert_cmphex (again, ==, bits);
  can_signal_format_physical (signal, bits, number);
  check_text (message, signal, number, 0, bits);
  if (can_signal_decimals (signal) >= 0)
    {
      can_signal_format_display (signal, bits, number);
      check_text (message, signal, number, 0, bits);
    }
}

/* What decoding a random payload gives makes the same payload where signals are, and padding elsewhere. */
static void
check_payload (const Message *message, const CanFrame *frame)
{
  g_autofree SignalValue *values = g_new (SignalValue, message->n_signals);
  g_autofree uint8_t *covered = g_malloc0 (message->length + 1), *data = g_malloc (message->length + 1);
  g_autoptr (GError) error = NULL;
  uint8_t padding = (uint8_t) g_test_rand_int ();
  guint n = 0;

  for (guint i = 0; i < message->n_signals; i++)
    if (message_signal_present (message, i, frame))
      {
        values[n].index = i;
        can_signal_decode_raw (&message->signals[i], frame, &values[n].bits);
        check_signal (message, &message->signals[i], values[n].bits);
        signal_layout_store (&message->signals[i].layout, covered, G_MAXUINT64);
        n++;
      }
  if (!message_encode (message, values, n, padding, data, &error))
    g_error ("%s: %s", message->name, error->message);
  for (guint i = 0; i < message->length; i++)
    g_assert_cmphex (data[i], ==, (frame->data[i] & covered[i]) | (padding & ~covered[i]));
}

/* A signal alone: its multiplexers are chosen so that it is there. */
static void
check_alone (const Message *message, guint index)
{
  const CanSignal *signal = &message->signals[index];
  SignalValue value = { index, can_signal_start_bits (signal) };
  g_autofree uint8_t *data = g_malloc (MAX (message->length, 8));
  CanFrame frame = { .id = message->id, .len = message->length, .data = data };
  g_autoptr (GError) error = NULL;
  uint64_t bits = 0;

  if (!message_encode (message, &value, 1, 0, data, &error))
    {
      g_test_message ("%s: %s", message->name, error->message);
      counts.refused++;
      return;
    }
  counts.alone++;
  g_assert_true (message_signal_present (message, index, &frame));
  g_assert_true (can_signal_decode_raw (signal, &frame, &bits));
  g_assert_cmphex (bits, ==, value.bits);
}

static void
check_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  Database *database = database_load (path, &error);

  g_assert_no_error (error);
  counts.files++;
  for (guint i = 0; i < database_n_messages (database); i++)
    {
      const Message *message = database_get_message (database, i);
      g_autofree uint8_t *data = g_malloc (MAX (message->length, 8));

      counts.messages++;
      for (guint round = 0; round < 8; round++)
        {
          CanFrame frame = { .id = message->id, .len = message->length, .data = data };

          for (guint k = 0; k < message->length; k++)
            data[k] = round == 0 ? 0 : round == 1 ? 0xFF : (uint8_t) g_test_rand_int ();
          check_payload (message, &frame);
        }
      for (guint k = 0; k < message->n_signals; k++)
        check_alone (message, k);
    }
  database_unref (database);
}

static void
check_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      if (g_file_test (inside, G_FILE_TEST_IS_DIR))
        check_folder (inside);
      else if (strlen (name) > 4 && g_ascii_strcasecmp (name + strlen (name) - 4, ".dbc") == 0)
        check_file (inside);
    }
}

static int
check_corpus (const char *corpus)
{
  g_autofree char *path = g_build_filename (corpus, "db", NULL);

  check_folder (path);
  printf ("%u databases, %u messages, %u values, %u numbers and texts encoded back; %u signals alone, %u cannot be "
          "there\n",
          counts.files, counts.messages, counts.signals, counts.numbers, counts.alone, counts.refused);
  return counts.files > 0 ? 0 : 77;
}

int
main (int argc, char **argv)
{
  int status;

  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  if (argc == 3 && g_str_equal (argv[1], "--corpus"))
    return check_corpus (argv[2]);
  db = database_load_memory ("encode.dbc", text, strlen (text), NULL);
  g_assert_nonnull (db);
  g_test_add_func ("/encode/integers", test_integers);
  g_test_add_func ("/encode/texts", test_texts);
  g_test_add_func ("/encode/floats", test_floats);
  g_test_add_func ("/encode/limits", test_limits);
  g_test_add_func ("/encode/payloads", test_payloads);
  g_test_add_func ("/encode/multiplexing", test_multiplexing);
  g_test_add_func ("/encode/conflicts", test_conflicts);
  status = g_test_run ();
  database_unref (db);
  return status;
}
