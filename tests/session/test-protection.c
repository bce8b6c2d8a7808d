/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/generator.h"

#include <glib/gstdio.h>
#include <string.h>

/* AUTOSAR SWS_CRCLibrary, 7.2 and 7.3: the examples of CRC8 (SAE J1850), CRC8H2F and CRC16. */
static void
test_crc (void)
{
  static const struct
  {
    const char *data;
    gsize n;
    uint8_t j1850, h2f;
    uint16_t ccitt;
  } rows[] = {
    { "\x00\x00\x00\x00", 4, 0x59, 0x12, 0x84C0 },
    { "\xF2\x01\x83", 3, 0x37, 0xC2, 0xD374 },
    { "\x0F\xAA\x00\x55", 4, 0x79, 0xC6, 0x2023 },
    { "\x00\xFF\x55\x11", 4, 0xB8, 0x77, 0xB8F9 },
    { "\x33\x22\x55\xAA\xBB\xCC\xDD\xEE\xFF", 9, 0xCB, 0x11, 0xF53F },
    { "\x92\x6B\x55", 3, 0x8C, 0x33, 0x0745 },
    { "\xFF\xFF\xFF\xFF", 4, 0x74, 0x6C, 0x1D0F },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const uint8_t *data = (const uint8_t *) rows[i].data;

      g_assert_cmphex ((uint8_t) ~crc8_j1850 (0xFF, data, rows[i].n), ==, rows[i].j1850);
      g_assert_cmphex ((uint8_t) ~crc8_h2f (0xFF, data, rows[i].n), ==, rows[i].h2f);
      g_assert_cmphex (crc16_ccitt (0xFFFF, data, rows[i].n), ==, rows[i].ccitt);
    }
}

static void
check_profile (const Protection *protection, guint len, uint64_t n, const char *expected)
{
  uint8_t data[16] = { 0 };

  g_assert_true (protection_apply (protection, n, data, len));
  g_assert_cmpmem (data, len, expected, len);
}

/* AUTOSAR FO PRS_E2EProtocol R20-11 ff., "Protect example" of profiles 1, 5, 11, 22: data of zeros, data id 0x123
 * (5: 0x1234; 22: 1, 2, … 16), counter 0 and 1. */
static void
test_profiles (void)
{
  static const char *const profile_1[][2] = {
    [DATA_ID_BOTH] = { "\xCC\x00\0\0\0\0\0\0", "\x91\x01\0\0\0\0\0\0" },
    [DATA_ID_ALT] = { "\xCE\x00\0\0\0\0\0\0", "\x02\x01\0\0\0\0\0\0" },
    [DATA_ID_LOW] = { "\xCE\x00\0\0\0\0\0\0", "\x93\x01\0\0\0\0\0\0" },
    [DATA_ID_NIBBLE] = { "\x2A\x10\0\0\0\0\0\0", "\x77\x11\0\0\0\0\0\0" },
  };
  static const uint8_t profile_22[16]
      = { 0x0E, 0x1B, 0x98, 0x31, 0x0D, 0x18, 0x9B, 0x65, 0x08, 0x1D, 0x9E, 0x37, 0x0B, 0x1E, 0x9D, 0xCD };
  Protection protection = { .kind = PROTECTION_E2E_1, .data_id = 0x123 };

  signal_layout_init (&protection.checksum, 0, 8, FALSE, SIGNAL_UNSIGNED);
  for (guint mode = DATA_ID_BOTH; mode <= DATA_ID_NIBBLE; mode++)
    for (guint n = 0; n < 2; n++)
      {
        protection.id_mode = (DataIdMode) mode;
        protection.kind = PROTECTION_E2E_1;
        check_profile (&protection, 8, n, profile_1[mode][n]);
        check_profile (&protection, 8, n + 15, profile_1[mode][n]); /* counts to 14 */
        protection.kind = PROTECTION_E2E_11;
        check_profile (&protection, 8, n, profile_1[mode][n]);
      }
  protection.kind = PROTECTION_E2E_5;
  protection.data_id = 0x1234;
  check_profile (&protection, 8, 0, "\x1C\xCA\x00\0\0\0\0\0");
  check_profile (&protection, 8, 1, "\xCF\x8D\x01\0\0\0\0\0");
  protection.kind = PROTECTION_E2E_22;
  for (guint i = 0; i < 16; i++)
    protection.data_ids[i] = (uint8_t) (i + 1);
  for (guint n = 0; n < 16; n++)
    {
      uint8_t expected[8] = { profile_22[n], (uint8_t) n };

      check_profile (&protection, 8, n, (const char *) expected);
    }
}

/* The same document's profiles with the header behind eight bytes. */
static void
test_offset (void)
{
  Protection protection = { .kind = PROTECTION_E2E_11, .data_id = 0x123, .id_mode = DATA_ID_NIBBLE };

  signal_layout_init (&protection.checksum, 64, 8, FALSE, SIGNAL_UNSIGNED);
  check_profile (&protection, 16, 0, "\0\0\0\0\0\0\0\0\x7D\x10\0\0\0\0\0\0");
  protection.kind = PROTECTION_E2E_5;
  protection.data_id = 0x1234;
  check_profile (&protection, 16, 0, "\0\0\0\0\0\0\0\0\x28\x91\0\0\0\0\0\0");
  check_profile (&protection, 16, 1, "\0\0\0\0\0\0\0\0\xFB\xD6\x01\0\0\0\0\0");
  protection.kind = PROTECTION_E2E_22;
  for (guint i = 0; i < 16; i++)
    protection.data_ids[i] = (uint8_t) (i + 1);
  check_profile (&protection, 16, 1, "\0\0\0\0\0\0\0\0\x14\x01\0\0\0\0\0\0");
}

/* PRS_E2EProtocol lets a configuration put the CRC and the counter anywhere: CRC in the last byte, counter in the one
 * before, in its low or high nibble. The CRC function itself is checked by its published examples above. */
static void
test_last_byte (void)
{
  for (guint high = 0; high < 2; high++)
    for (guint mode = DATA_ID_BOTH; mode <= DATA_ID_NIBBLE; mode += DATA_ID_NIBBLE)
      {
        Protection protection
            = { .kind = PROTECTION_E2E_1, .data_id = 0x523, .id_mode = (DataIdMode) mode, .has_counter = TRUE };
        uint8_t data[8] = { 1, 2, 3, 4, 5, 6, 0x99, 0xEE };
        const uint8_t ids[2] = { 0x23, mode == DATA_ID_NIBBLE ? 0 : 5 };
        uint8_t free_nibble = mode == DATA_ID_NIBBLE ? 5 : 9;

        signal_layout_init (&protection.checksum, 56, 8, FALSE, SIGNAL_UNSIGNED);
        signal_layout_init (&protection.counter, high ? 52 : 48, 4, FALSE, SIGNAL_UNSIGNED);
        g_assert_cmpuint (protection_needs (&protection), ==, 8);
        g_assert_true (protection_apply (&protection, 7, data, 8));
        g_assert_cmphex (data[6], ==, high ? 0x70 | free_nibble : free_nibble << 4 | 7);
        g_assert_cmphex (data[7], ==, crc8_j1850 (crc8_j1850 (0, ids, 2), data, 7));
        g_assert_false (protection_apply (&protection, 7, data, 7));
      }
}

/* Profile 2 as the autosar-e2e library (MIT, zariiii9003) has it in its tests. */
static void
test_profile_2 (void)
{
  Protection protection = { .kind = PROTECTION_E2E_2 };
  uint8_t data[8] = { 0, 1, 2, 3, 4, 5, 6, 7 };

  signal_layout_init (&protection.checksum, 0, 8, FALSE, SIGNAL_UNSIGNED);
  check_profile (&protection, 8, 1, "\x45\x01\0\0\0\0\0\0");
  for (guint i = 0; i < 16; i++)
    protection.data_ids[i] = (uint8_t) i;
  g_assert_true (protection_apply (&protection, 2, data, 8));
  g_assert_cmpmem (data, 8, "\xBC\x02\x02\x03\x04\x05\x06\x07", 8);
  g_assert_true (protection_apply (&protection, 1, data, 8));
  g_assert_cmpmem (data, 8, "\x61\x01\x02\x03\x04\x05\x06\x07", 8);
  g_assert_false (protection_apply (&protection, 1, data, 1));
}

static void
test_plain (void)
{
  Protection protection = { .kind = PROTECTION_XOR };
  uint8_t data[4] = { 0x12, 0x34, 0x56, 0xFF };

  signal_layout_init (&protection.checksum, 24, 8, FALSE, SIGNAL_UNSIGNED);
  g_assert_true (protection_apply (&protection, 0, data, 4));
  g_assert_cmphex (data[3], ==, 0x12 ^ 0x34 ^ 0x56);
  protection.kind = PROTECTION_SUM;
  g_assert_true (protection_apply (&protection, 0, data, 4));
  g_assert_cmphex (data[3], ==, 0x12 + 0x34 + 0x56);
  protection.kind = PROTECTION_CRC8_J1850;
  memcpy (data, "\xF2\x01\x83\x00", 4);
  g_assert_true (protection_apply (&protection, 0, data, 4));
  g_assert_cmphex (data[3], ==, 0x37);
  g_assert_false (protection_apply (&protection, 0, data, 3));
}

static void
test_generators (void)
{
  uint64_t seed = 1;
  Generator g = { .kind = GENERATOR_COUNTER, .low = 3, .high = 7, .step = 2, .period = 1000 };

  g_assert_cmpfloat (generator_value (&g, 0, 0, &seed), ==, 3);
  g_assert_cmpfloat (generator_value (&g, 2, 0, &seed), ==, 7);
  g_assert_cmpfloat (generator_value (&g, 3, 0, &seed), ==, 3);
  g.kind = GENERATOR_TOGGLE;
  g_assert_cmpfloat (generator_value (&g, 1, 0, &seed), ==, 3);
  g_assert_cmpfloat (generator_value (&g, 2, 0, &seed), ==, 7);
  g.kind = GENERATOR_RAMP;
  g_assert_cmpfloat (generator_value (&g, 0, 500, &seed), ==, 5);
  g_assert_cmpfloat (generator_value (&g, 0, 1500, &seed), ==, 5);
  g.kind = GENERATOR_TRIANGLE;
  g_assert_cmpfloat (generator_value (&g, 0, 500, &seed), ==, 7);
  g_assert_cmpfloat (generator_value (&g, 0, 750, &seed), ==, 5);
  g.kind = GENERATOR_SINE;
  g_assert_cmpfloat_with_epsilon (generator_value (&g, 0, 250, &seed), 7, 1e-9);
  g_assert_cmpfloat_with_epsilon (generator_value (&g, 0, 0, &seed), 5, 1e-9);
  g.kind = GENERATOR_RANDOM;
  for (guint i = 0; i < 1000; i++)
    {
      double value = generator_value (&g, i, 0, &seed);

      g_assert_true (value >= 3 && value <= 7);
    }
}

static void
test_column (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "canid-column.csv", NULL);
  GArray *values;
  GError *error = NULL;

  g_assert_true (g_file_set_contents (path, "time;value\n0;1.5\n1;-2e1\n2;\n3;7", -1, NULL));
  values = generator_read_column (path, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (values->len, ==, 3);
  g_assert_cmpfloat (g_array_index (values, double, 1), ==, -20);
  g_array_unref (values);
  g_assert_null (generator_read_column (path, 5, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_unlink (path);
}

static void
test_traffic (void)
{
  Recipe *recipe = recipe_new ();
  Traffic traffic = {
    .ids = TRAFFIC_COUNTING, .data = TRAFFIC_COUNTING, .lengths = TRAFFIC_FIXED, .low_id = 0x10, .high_id = 0x12
  };
  RecipeState state = { 0 };
  uint8_t data[CAN_FRAME_MAX_LEN];

  recipe_set_traffic (recipe, &traffic);
  for (; state.n < 300; state.n++)
    {
      CanFrame frame = { .id = 0x10, .len = 2, .dlc = 2, .data = (const uint8_t *) "ab" };

      recipe_fill (recipe, &state, 0, &frame, data);
      g_assert_cmphex (frame.id, ==, 0x10 + state.n % 3);
      g_assert_cmpuint (frame.data[0] | frame.data[1] << 8, ==, state.n);
    }
  traffic.ids = traffic.data = traffic.lengths = TRAFFIC_RANDOM;
  recipe_set_traffic (recipe, &traffic);
  for (guint i = 0; i < 300; i++)
    {
      CanFrame frame = { .id = 0x10, .flags = CAN_FD, .data = (const uint8_t *) "" };

      recipe_fill (recipe, &state, 0, &frame, data);
      g_assert_true (frame.id >= 0x10 && frame.id <= 0x12);
      g_assert_cmpuint (frame.len, ==, can_dlc_to_len (frame.dlc, TRUE));
    }
  recipe_unref (recipe);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/protection/crc", test_crc);
  g_test_add_func ("/protection/profiles", test_profiles);
  g_test_add_func ("/protection/offset", test_offset);
  g_test_add_func ("/protection/profile-2", test_profile_2);
  g_test_add_func ("/protection/last-byte", test_last_byte);
  g_test_add_func ("/protection/plain", test_plain);
  g_test_add_func ("/generator/values", test_generators);
  g_test_add_func ("/generator/column", test_column);
  g_test_add_func ("/generator/traffic", test_traffic);
  return g_test_run ();
}
