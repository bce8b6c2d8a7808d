/* test-paths.c: the fast and the careful path give the same frames, on real logs and on lines made up at random, whole
 * and damaged.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "../fuzz/fuzz-log.h"

#define LINES 4000

static const char *
pick (GRand *rand, const char *const *choices, guint n)
{
  return choices[g_rand_int_range (rand, 0, (gint32) n)];
}

#define PICK(...)                                                                                                      \
  pick (rand, (const char *const[]){ __VA_ARGS__ }, (guint) G_N_ELEMENTS (((const char *const[]){ __VA_ARGS__ })))

static void
add_data (GString *text, GRand *rand, guint n, gboolean upper)
{
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, upper ? " %02X" : " %02x", (guint) g_rand_int_range (rand, 0, 256));
}

static void
add_stamp (GString *text, GRand *rand)
{
  guint decimals = g_rand_int_range (rand, 0, 8) == 0 ? (guint) g_rand_int_range (rand, 1, 11) : 6;

  g_string_append_printf (text, "%*u.", g_rand_int_range (rand, 0, 9),
                          g_rand_int (rand) >> g_rand_int_range (rand, 4, 31));
  for (guint i = 0; i < decimals; i++)
    g_string_append_c (text, (char) ('0' + g_rand_int_range (rand, 0, 10)));
}

static void
add_asc_id (GString *text, GRand *rand)
{
  if (g_rand_int_range (rand, 0, 5) == 0)
    g_string_append_printf (text, "%Xx", g_rand_int (rand) >> g_rand_int_range (rand, 2, 20));
  else if (g_rand_boolean (rand))
    g_string_append_printf (text, "%X", g_rand_int (rand) >> g_rand_int_range (rand, 20, 28));
  else
    g_string_append_printf (text, "%03x", g_rand_int (rand) >> g_rand_int_range (rand, 20, 28));
}

static void
add_classic (GString *text, GRand *rand)
{
  gboolean named = g_rand_int_range (rand, 0, 6) == 0;
  guint n = (guint) g_rand_int_range (rand, 0, 9);

  g_string_append_printf (text, " %d %*s", g_rand_int_range (rand, 1, 13), g_rand_int_range (rand, 0, 3), "");
  if (named)
    g_string_append (text, PICK ("EngineData", "FACE", "BAD", "Gear_1", "M\xC3\xBCller", "xyz", "Ax"));
  else
    add_asc_id (text, rand);
  g_string_append_printf (text, "%*s%s%s%s%s%u", g_rand_int_range (rand, 1, 20), "", PICK ("Rx", "Tx", "Rx", "TxRq"),
                          PICK ("   ", " "), PICK ("d", "d", "d", "r"), PICK (" ", " ", "  "), n);
  add_data (text, rand, g_rand_int_range (rand, 0, 20) == 0 ? n + 1 : n, TRUE);
  if (named || g_rand_int_range (rand, 0, 3) == 0)
    g_string_append_printf (text, "  Length = 240015 BitCount = 124 ID = %u%s", g_rand_int (rand) >> 3, PICK ("", "x"));
}

static void
add_fd (GString *text, GRand *rand)
{
  guint dlc = (guint) g_rand_int_range (rand, 0, 16), len = can_dlc_to_len ((uint8_t) dlc, TRUE);

  g_string_append_printf (text, " CANFD %3d %s ", g_rand_int_range (rand, 1, 5), PICK ("Rx", "Tx"));
  add_asc_id (text, rand);
  g_string_append_printf (text, " %*s%s ", g_rand_int_range (rand, 0, 33), "",
                          PICK ("", "Name", "Generic_Name_12", "1", "-"));
  g_string_append_printf (text, "%s %s %x %2u", PICK ("0", "1"), PICK ("0", "1"), dlc, len);
  add_data (text, rand, len, FALSE);
  g_string_append_printf (text, " %8u %4u %8s", g_rand_int (rand) >> 10, g_rand_int (rand) >> 22,
                          PICK ("303000", "3000", "200000", "200050", "1000", "0", "5010", "303000zz"));
  g_string_append (text, PICK ("", "", " e0006659 46500250 4b140250 20011736 2001040d"));
}

static void
add_candump (GString *text, GRand *rand)
{
  guint fd = (guint) g_rand_int_range (rand, 0, 4),
        n = fd == 0 ? can_dlc_to_len ((uint8_t) g_rand_int_range (rand, 0, 16), TRUE) : 0;

  if (fd != 0)
    n = (guint) g_rand_int_range (rand, 0, 9);
  g_string_append_printf (text, "(%u.%0*u) %s ", 1000000000 + (g_rand_int (rand) >> 2),
                          g_rand_int_range (rand, 0, 5) ? 6 : 9, (guint) g_rand_int_range (rand, 0, 1000000),
                          PICK ("can0", "vcan1", "my_long_bus", "b", "l\xC3\xA4n"));
  if (g_rand_boolean (rand))
    g_string_append_printf (text, "%03X#", (guint) g_rand_int_range (rand, 0, 0x900));
  else
    g_string_append_printf (text, "%08X#", g_rand_int (rand) >> g_rand_int_range (rand, 1, 4));
  if (fd == 0)
    g_string_append_printf (text, "#%X", (guint) g_rand_int_range (rand, 0, 16));
  if (fd == 1 && g_rand_boolean (rand))
    g_string_append (text, "R3");
  else
    for (guint i = 0; i < n; i++)
      g_string_append_printf (text, "%02X", (guint) g_rand_int_range (rand, 0, 256));
  g_string_append (text, PICK ("", "", " T", " R", "_D", " X"));
}

static void
add_base64 (GString *text, GRand *rand, guint n)
{
  guchar data[CAN_FRAME_MAX_LEN];
  g_autofree char *base64 = NULL;

  for (guint i = 0; i < n; i++)
    data[i] = (guchar) g_rand_int_range (rand, 0, 256);
  base64 = g_base64_encode (data, n);
  g_string_append (text, base64);
}

static void
add_csv (GString *text, GRand *rand)
{
  guint n = can_dlc_to_len ((uint8_t) g_rand_int_range (rand, 0, 16), g_rand_int_range (rand, 0, 3) == 0);
  gboolean extended = g_rand_boolean (rand);

  g_string_append_printf (text, "%u.%0*u,0x%x,%d,%s,%s,", 1000000000 + (g_rand_int (rand) >> 2),
                          g_rand_int_range (rand, 1, 10), (guint) g_rand_int_range (rand, 0, 1000000),
                          g_rand_int (rand) >> (extended ? 2 : 20) >> g_rand_int_range (rand, 0, 3), extended,
                          PICK ("0", "0", "0", "0", "1"), PICK ("0", "0", "0", "0", "1"));
  g_string_append_printf (text, "%u,", g_rand_int_range (rand, 0, 10) == 0 ? n + 1 : n);
  add_base64 (text, rand, n);
}

/* Some damage: a byte changed, dropped or doubled. */
static void
damage (GString *text, gsize from, GRand *rand)
{
  gsize at;

  if (text->len == from || g_rand_int_range (rand, 0, 6) != 0)
    return;
  at = (gsize) g_rand_int_range (rand, (gint32) from, (gint32) text->len);
  switch (g_rand_int_range (rand, 0, 4))
    {
    case 0:
      text->str[at] = *PICK (" ", "\t", "x", "0", "F", "g", "\x01", "\xFF", ".", "\r", "T", "#", "-", ",", "\"", "=");
      break;
    case 1:
      g_string_erase (text, (gssize) at, 1);
      break;
    case 2:
      g_string_insert_c (text, (gssize) at, text->str[at]);
      break;
    default:
      g_string_truncate (text, at);
    }
}

static void
add_line (GString *text, GRand *rand, const char *format)
{
  gsize from = text->len;

  if (strcmp (format, "candump") == 0)
    add_candump (text, rand);
  else if (strcmp (format, "csv") == 0)
    add_csv (text, rand);
  else
    {
      add_stamp (text, rand);
      if (g_rand_int_range (rand, 0, 3) != 0)
        add_classic (text, rand);
      else
        add_fd (text, rand);
    }
  damage (text, from, rand);
  g_string_append (text, PICK ("\n", "\n", "\n", "\r\n", " \n"));
}

static void
test_random (gconstpointer data)
{
  const char *format = data;
  static const char *const heads[]
      = { "base hex timestamps absolute\n", "base dec timestamps absolute\n", "base hex timestamps relative\n" };

  for (guint seed = 0; seed < 12; seed++)
    {
      GRand *rand = g_rand_new_with_seed (seed);
      GString *text = g_string_new (strcmp (format, "asc") == 0 ? heads[seed % 3] : "");

      for (guint i = 0; i < LINES; i++)
        add_line (text, rand, format);
      g_test_message ("seed %u", seed);
      g_assert_cmpuint (fuzz_read (format, text->str, text->len).n_frames, >, LINES / 10);
      fuzz_log (format, (const uint8_t *) text->str, text->len);
      g_string_free (text, TRUE);
      g_rand_free (rand);
    }
}

/* Every log of a folder of the corpus, if there is one. */
static guint
compare_folder (const char *format, const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n_logs = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      char *path = g_build_filename (folder, name, NULL), *text;
      gsize n;

      if (g_str_has_suffix (name, ".gz"))
        ;
      else if (g_file_test (path, G_FILE_TEST_IS_DIR))
        n_logs += compare_folder (format, path);
      else if (g_file_get_contents (path, &text, &n, NULL))
        {
          g_test_message ("%s", path);
          fuzz_log (format, (const uint8_t *) text, n);
          g_free (text);
          n_logs++;
        }
      g_free (path);
    }
  if (dir != NULL)
    g_dir_close (dir);
  return n_logs;
}

static void
test_corpus (gconstpointer data)
{
  const char *format = data, *corpus = g_getenv ("CANID_CORPUS");
  char *folder = g_build_filename (corpus != NULL ? corpus : "", "logs", format, NULL);

  if (corpus == NULL || compare_folder (format, folder) == 0)
    g_test_skip ("no corpus");
  g_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/paths/asc/random", "asc", test_random);
  g_test_add_data_func ("/paths/asc/corpus", "asc", test_corpus);
  g_test_add_data_func ("/paths/candump/random", "candump", test_random);
  g_test_add_data_func ("/paths/csv/random", "csv", test_random);
  g_test_add_data_func ("/paths/candump/corpus", "candump", test_corpus);
  return g_test_run ();
}
