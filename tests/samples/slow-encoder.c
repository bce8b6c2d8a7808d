/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "slow-encoder.h"

#include <string.h>

static void
number (GString *out, guint64 value, guint bits)
{
  for (guint i = bits; i > 0; i--)
    g_string_append_c (out, value >> (i - 1) & 1 ? '1' : '0');
}

/* Polynomial division as one does it on paper. polynomial: bits + 1 digits. */
static GString *
remainder_of (const char *message, const char *polynomial, const char *preset)
{
  guint bits = (guint) strlen (polynomial) - 1;
  GString *work = g_string_new (message);
  gsize n = strlen (message);

  for (guint i = 0; i < bits; i++)
    g_string_append_c (work, '0');
  /* A register that starts at preset is the message with preset added to its first bits. */
  for (guint i = 0; i < bits; i++)
    if (preset[i] == '1')
      work->str[i] = work->str[i] == '1' ? '0' : '1';
  for (gsize i = 0; i < n; i++)
    if (work->str[i] == '1')
      for (guint k = 0; k <= bits; k++)
        work->str[i + k] = work->str[i + k] == polynomial[k] ? '0' : '1';
  g_string_erase (work, 0, (gssize) n);
  return work;
}

/* After five equal bits the opposite one; more is not done behind the last bit if at_end is FALSE. */
static GString *
stuff (const char *bits, gboolean at_end, guint *n_stuffed)
{
  GString *out = g_string_new (NULL);
  guint run = 0;
  char last = 0;

  *n_stuffed = 0;
  for (const char *bit = bits; *bit != '\0'; bit++)
    {
      g_string_append_c (out, *bit);
      run = *bit == last ? run + 1 : 1;
      last = *bit;
      if (run == 5 && (bit[1] != '\0' || at_end))
        {
          last = last == '1' ? '0' : '1';
          g_string_append_c (out, last);
          run = 1;
          (*n_stuffed)++;
        }
    }
  return out;
}

static void
header (GString *out, const CanFrame *frame)
{
  guint32 id = frame->id & 0x1FFFFFFF;
  gboolean fd = (frame->flags & CAN_FD) != 0, remote = (frame->id & 0x40000000) != 0;

  g_string_append (out, "0");
  if (frame->id & 0x80000000)
    {
      number (out, id >> 18, 11);
      g_string_append (out, "11");
      number (out, id & 0x3FFFF, 18);
      g_string_append (out, remote ? "1" : "0");
      if (!fd)
        g_string_append (out, "00");
    }
  else
    {
      number (out, id, 11);
      g_string_append (out, remote ? "1" : "0");
      g_string_append (out, fd ? "0" : "00");
    }
  if (fd)
    {
      g_string_append (out, "10");
      g_string_append (out, frame->flags & CAN_BRS ? "1" : "0");
      g_string_append (out, frame->flags & CAN_ESI ? "1" : "0");
    }
  number (out, frame->dlc, 4);
  for (guint i = 0; i < frame->len; i++)
    number (out, frame->data[i], 8);
}

static GString *
encode_classic (const CanFrame *frame)
{
  GString *bits = g_string_new (NULL), *crc, *out;
  guint n;

  header (bits, frame);
  crc = remainder_of (bits->str, "1100010110011001", "000000000000000");
  g_string_append (bits, crc->str);
  out = stuff (bits->str, TRUE, &n);
  g_string_append (out, "1"
                        "0"
                        "1"
                        "1111111"
                        "111");
  g_string_free (bits, TRUE);
  g_string_free (crc, TRUE);
  return out;
}

static GString *
encode_fd (const CanFrame *frame, gboolean non_iso)
{
  static const char *const grays[] = { "000", "001", "011", "010", "110", "111", "101", "100" };
  gboolean large = frame->len > 16;
  GString *bits = g_string_new (NULL), *out, *covered, *crc, *tail = g_string_new (NULL);
  guint n;

  header (bits, frame);
  out = stuff (bits->str, FALSE, &n);
  if (!non_iso)
    {
      const char *gray = grays[n % 8];
      guint ones = (gray[0] == '1') + (gray[1] == '1') + (gray[2] == '1');

      g_string_append (tail, gray);
      g_string_append (tail, ones % 2 ? "1" : "0");
    }
  covered = g_string_new (out->str);
  g_string_append (covered, tail->str);
  if (large)
    crc = remainder_of (covered->str, "1100000010100010011001",
                        non_iso ? "000000000000000000000" : "100000000000000000000");
  else
    crc = remainder_of (covered->str, "110110100001011011", non_iso ? "00000000000000000" : "10000000000000000");
  g_string_append (tail, crc->str);
  for (gsize i = 0; i < tail->len; i++)
    {
      if (i % 4 == 0)
        g_string_append_c (out, out->str[out->len - 1] == '1' ? '0' : '1');
      g_string_append_c (out, tail->str[i]);
    }
  g_string_append (out, "1"
                        "0"
                        "1"
                        "1111111"
                        "111");
  g_string_free (bits, TRUE);
  g_string_free (covered, TRUE);
  g_string_free (crc, TRUE);
  g_string_free (tail, TRUE);
  return out;
}

GString *
slow_encode (const CanFrame *frame, gboolean non_iso)
{
  return frame->flags & CAN_FD ? encode_fd (frame, non_iso) : encode_classic (frame);
}
