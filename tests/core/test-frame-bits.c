/* test-frame-bits.c: the fast count and the laid-out sequence against a slow encoder that knows nothing of either.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The encoder writes a frame as a string of 0 and 1, divides it by the CRC's polynomial on paper, and stuffs by looking
 * at the last five characters. It has been written from the standard's text, not from frame-bits.c.
 */
#include "core/frame-bits.h"

#include <string.h>

/* --- The slow encoder --- */

typedef struct
{
  GString *bits;
  guint nominal_stuff, stuff; /* dynamic ones: before ESI, all */
} Slow;

static void
append_number (GString *text, uint64_t value, int n)
{
  for (int i = n - 1; i >= 0; i--)
    g_string_append_c (text, value & (UINT64_C (1) << i) ? '1' : '0');
}

/* Polynomial division of text, extended by degree zeros. start: what the register holds first. */
static char *
divide (const char *text, const char *polynomial, const char *start)
{
  guint degree = (guint) strlen (polynomial) - 1;
  gsize n = strlen (text);
  char *work = g_strdup (text), *rest;

  /* A register that starts with something is a message whose first bits are inverted there. */
  work = g_realloc (work, n + degree + 1);
  memset (work + n, '0', degree);
  work[n + degree] = '\0';
  for (guint i = 0; start != NULL && i < degree; i++)
    if (start[i] == '1')
      work[i] ^= 1;
  for (gsize i = 0; i < n; i++)
    if (work[i] == '1')
      for (guint k = 0; k <= degree; k++)
        work[i + k] = work[i + k] == polynomial[k] ? '0' : '1';
  rest = g_strdup (work + n);
  g_free (work);
  return rest;
}

static gboolean
ends_in_five (const GString *text)
{
  return text->len >= 5 && (g_str_has_suffix (text->str, "00000") || g_str_has_suffix (text->str, "11111"));
}

/* Dynamic stuffing; at_end: also behind the last bit. */
static GString *
stuff (const char *raw, gboolean at_end, gsize esi, Slow *slow)
{
  GString *out = g_string_new (NULL);

  for (gsize i = 0; raw[i] != '\0'; i++)
    {
      g_string_append_c (out, raw[i]);
      if (ends_in_five (out) && (at_end || raw[i + 1] != '\0'))
        {
          g_string_append_c (out, raw[i] == '0' ? '1' : '0');
          slow->stuff++;
          slow->nominal_stuff += i + 1 < esi;
        }
    }
  return out;
}

static GString *
raw_header (const CanFrame *frame)
{
  GString *raw = g_string_new ("0");
  gboolean fd = (frame->flags & CAN_FD) != 0;
  const char *request = frame->id & CAN_ID_REMOTE ? "1" : "0";

  if (frame->id & CAN_ID_EXTENDED)
    {
      append_number (raw, (frame->id & 0x1FFFFFFF) >> 18, 11);
      g_string_append (raw, "11");
      append_number (raw, frame->id & 0x3FFFF, 18);
      g_string_append (raw, request);
      g_string_append (raw, fd ? "10" : "00");
    }
  else
    {
      append_number (raw, frame->id & 0x7FF, 11);
      g_string_append (raw, request);
      g_string_append (raw, fd ? "010" : "00");
    }
  if (fd)
    {
      g_string_append (raw, frame->flags & CAN_BRS ? "1" : "0");
      g_string_append (raw, frame->flags & CAN_ESI ? "1" : "0");
    }
  append_number (raw, frame->dlc, 4);
  return raw;
}

static void
append_fixed (GString *out, const char *bits)
{
  for (gsize i = 0; bits[i] != '\0'; i++)
    {
      if (i % 4 == 0)
        g_string_append_c (out, out->str[out->len - 1] == '0' ? '1' : '0');
      g_string_append_c (out, bits[i]);
    }
}

static Slow
encode (const CanFrame *frame, gboolean non_iso)
{
  static const char *const gray[] = { "0000", "0011", "0110", "0101", "1100", "1111", "1010", "1001" };
  Slow slow = { 0 };
  GString *raw = raw_header (frame);
  gsize esi = raw->len - 5;
  char *crc;

  for (guint i = 0; i < frame->len; i++)
    append_number (raw, frame->data[i], 8);
  if (!(frame->flags & CAN_FD))
    {
      crc = divide (raw->str, "1100010110011001", NULL);
      g_string_append (raw, crc);
      slow.bits = stuff (raw->str, TRUE, 0, &slow);
    }
  else
    {
      gboolean large = frame->len > 16;
      GString *covered, *check = g_string_new (NULL);

      slow.bits = stuff (raw->str, FALSE, esi, &slow);
      covered = g_string_new (slow.bits->str);
      if (!non_iso)
        {
          g_string_append (check, gray[slow.stuff % 8]);
          g_string_append (covered, check->str);
        }
      crc = divide (covered->str, large ? "1100000010100010011001" : "110110100001011011",
                    non_iso ? NULL
                    : large ? "100000000000000000000"
                            : "10000000000000000");
      g_string_append (check, crc);
      append_fixed (slow.bits, check->str);
      g_string_free (covered, TRUE);
      g_string_free (check, TRUE);
    }
  g_string_append (slow.bits, "101"
                              "1111111"
                              "111");
  g_free (crc);
  g_string_free (raw, TRUE);
  return slow;
}

/* --- Random frames --- */

/* Frames that stuff often: few different bytes, many of them 00 and FF. */
static void
make_frame (GRand *random, CanFrame *frame, uint8_t *data)
{
  guint kind = g_rand_int_range (random, 0, 6);
  gboolean extended = g_rand_boolean (random);

  *frame = (CanFrame){ .data = data };
  frame->id = g_rand_int (random) & (g_rand_boolean (random) ? UINT32_MAX : g_rand_int (random) & g_rand_int (random));
  frame->id &= extended ? CAN_ID_MASK_EXTENDED : CAN_ID_MASK_STANDARD;
  frame->id |= extended ? CAN_ID_EXTENDED : 0;
  frame->dlc = (uint8_t) g_rand_int_range (random, 0, 16);
  if (kind == 0)
    frame->id |= CAN_ID_REMOTE;
  else if (kind < 3)
    frame->len = can_dlc_to_len (frame->dlc, FALSE);
  else
    {
      frame->flags = CAN_FD;
      frame->flags |= g_rand_boolean (random) ? CAN_BRS : 0;
      frame->flags |= g_rand_boolean (random) ? CAN_ESI : 0;
      frame->len = can_dlc_to_len (frame->dlc, TRUE);
    }
  for (guint i = 0; i < frame->len; i++)
    switch (g_rand_int_range (random, 0, 4))
      {
      case 0:
        data[i] = 0;
        break;
      case 1:
        data[i] = 0xFF;
        break;
      case 2:
        data[i] = (uint8_t) (0xFF << g_rand_int_range (random, 0, 8));
        break;
      default:
        data[i] = (uint8_t) g_rand_int (random);
      }
}

static void
check_sequence (const CanFrame *frame, gboolean non_iso, const Slow *slow)
{
  char text[CAN_FRAME_TEXT_MAX];
  guint first = 0, fast = 0;
  FrameBitCount count;
  FrameBits bits;

  can_frame_format (frame, text);
  g_assert_true (frame_bits_make (frame, non_iso, &bits));
  if (bits.n != slow->bits->len)
    g_error ("%s: %u bits, not %u", text, bits.n, (guint) slow->bits->len);
  for (guint i = 0; i < bits.n; i++)
    if ((bits.bits[i] & FRAME_BIT_VALUE) != (guint) (slow->bits->str[i] - '0'))
      g_error ("%s: bit %u is wrong", text, i);
  g_assert_cmpuint (bits.stuff_bits, ==, slow->stuff);

  /* The fields follow one another without a gap; their order is that of the wire but for IDE of 11 bits. */
  for (guint bit = 0; bit < bits.n; first = bit)
    {
      for (guint f = 0; f < FRAME_N_FIELDS; f++)
        if (bits.fields[f].n > 0 && bits.fields[f].first == bit)
          {
            bit += bits.fields[f].n;
            break;
          }
      g_assert_cmpuint (bit, >, first);
    }

  can_frame_count_bits (frame, &count);
  for (guint i = 0; i < bits.n; i++)
    fast += (bits.bits[i] & FRAME_BIT_FAST) != 0;
  if (frame->flags & CAN_FD && non_iso)
    *(frame->flags & CAN_BRS ? &count.data : &count.nominal) -= FRAME_BITS_NON_ISO_LESS;
  if (count.nominal + count.data != bits.n || count.data != fast)
    g_error ("%s: counted %u + %u, not %u + %u", text, count.nominal, count.data, bits.n - fast, fast);
  g_assert_false (count.least);
  if (frame->flags & CAN_BRS)
    g_assert_cmpuint (count.nominal, ==, (can_id_is_extended (frame->id) ? 48 : 29) + slow->nominal_stuff);
  else
    g_assert_cmpuint (count.data, ==, 0);
}

static void
test_random (void)
{
  GRand *random = g_rand_new_with_seed (4711);

  for (guint i = 0; i < 40000; i++)
    {
      gboolean non_iso = i % 4 == 0;
      uint8_t data[CAN_FRAME_MAX_LEN];
      CanFrame frame;
      Slow slow;

      make_frame (random, &frame, data);
      slow = encode (&frame, non_iso);
      check_sequence (&frame, non_iso, &slow);
      g_string_free (slow.bits, TRUE);
    }
  g_rand_free (random);
}

/* --- Known frames --- */

typedef struct
{
  const char *text;
  guint nominal;
} Case;

/* Trailers of Vector's tools. */
static const Case cases[] = {
  { "18EBFF00#01A00FA6603BD140", 141 }, { "18EBFF00#021FDE8025DFC02B", 140 }, { "18EBFF00#03E1004BFFFF3C0F", 146 },
  { "18EBFF00#04004BFFFFFFFFFF", 146 }, { "054C5638#0000000000000000", 145 }, { "6F8#FF000CFE00000000", 124 },
};

static void
test_known (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      uint8_t data[CAN_FRAME_MAX_LEN];
      const char *reason;
      FrameBitCount count;
      CanFrame frame;

      g_test_message ("%s", cases[i].text);
      g_assert_true (can_frame_parse (cases[i].text, strlen (cases[i].text), &frame, data, &reason));
      can_frame_count_bits (&frame, &count);
      g_assert_cmpuint (count.nominal, ==, cases[i].nominal);
    }
}

/* Bits that never stuff: lengths by the frame formats' tables. */
static void
test_lengths (void)
{
  for (guint dlc = 0; dlc < 16; dlc++)
    for (guint kind = 0; kind < 8; kind++)
      {
        gboolean extended = kind & 1, fd = kind & 2, brs = kind & 4;
        uint8_t data[CAN_FRAME_MAX_LEN];
        CanFrame frame = { .dlc = (uint8_t) dlc, .data = data, .len = can_dlc_to_len ((uint8_t) dlc, fd) };
        guint n = frame.len, check = n > 16 ? 5 : 0, stuffed;
        FrameBitCount count;
        FrameBits bits;

        memset (data, 0x55, sizeof data);
        frame.id = extended ? CAN_ID_EXTENDED | 0x15555555 : 0x555;
        frame.flags = (uint8_t) (fd ? CAN_FD | (brs ? CAN_BRS : 0) : 0);
        can_frame_count_bits (&frame, &count);
        frame_bits_make (&frame, FALSE, &bits);
        stuffed = bits.stuff_bits;
        if (!fd)
          g_assert_cmpuint (count.nominal - stuffed, ==, (extended ? 67 : 47) + 8 * n);
        else
          g_assert_cmpuint (count.nominal + count.data - stuffed, ==, (extended ? 81 : 62) + 8 * n + check);
        if (fd && brs)
          g_assert_cmpuint (count.nominal + count.data - (extended ? 48 : 29), ==, 33 + 8 * n + check + stuffed);
      }
}

static void
test_error_frame (void)
{
  CanFrame frame = { .id = CAN_ID_ERROR | 0x80 };
  FrameBitCount count;
  FrameBits bits;

  can_frame_count_bits (&frame, &count);
  g_assert_true (count.least);
  g_assert_cmpuint (count.nominal, ==, 17);
  g_assert_false (frame_bits_make (&frame, FALSE, &bits));
  g_assert_cmpuint (bits.n, ==, 0);
}

static void
test_duration (void)
{
  g_assert_cmpint (can_frame_duration (&(FrameBitCount){ .nominal = 125 }, 500000, 0), ==, 250000);
  g_assert_cmpint (can_frame_duration (&(FrameBitCount){ .nominal = 29, .data = 97 }, 500000, 2000000), ==, 106500);
  g_assert_cmpint (can_frame_duration (&(FrameBitCount){ .nominal = 29, .data = 97 }, 500000, 0), ==, 252000);
  g_assert_cmpint (can_frame_duration (&(FrameBitCount){ .nominal = 1, .data = 1 }, 3000000, 3000000), ==, 667);
  g_assert_cmpint (can_frame_duration (&(FrameBitCount){ .nominal = 768 }, 1, 0), ==, INT64_C (768000000000));
}

/* Payload buffers of exactly the frame's length: nothing is read behind it. */
static void
test_bounds (void)
{
  for (guint len = 0; len <= 8; len++)
    {
      uint8_t *data = g_malloc0 (MAX (len, 1));
      CanFrame frame = { .id = 0x123, .len = (uint16_t) len, .dlc = (uint8_t) len, .data = data };
      FrameBitCount count;

      can_frame_count_bits (&frame, &count);
      g_assert_cmpuint (count.nominal, >=, 47 + 8 * len);
      g_free (data);
    }
}

/* Every field has a name of its own. */
static void
test_names (void)
{
  for (guint i = 0; i < FRAME_N_FIELDS; i++)
    for (guint k = 0; k < i; k++)
      g_assert_cmpstr (frame_field_name (i), !=, frame_field_name (k));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame-bits/random", test_random);
  g_test_add_func ("/frame-bits/known", test_known);
  g_test_add_func ("/frame-bits/lengths", test_lengths);
  g_test_add_func ("/frame-bits/error-frame", test_error_frame);
  g_test_add_func ("/frame-bits/duration", test_duration);
  g_test_add_func ("/frame-bits/bounds", test_bounds);
  g_test_add_func ("/frame-bits/names", test_names);
  return g_test_run ();
}
