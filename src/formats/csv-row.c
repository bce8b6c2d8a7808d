/* csv-row.c: a row of python-can's CSV, of any of its generations, as a frame.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "formats/csv-private.h"

#include "base/i18n.h"
#include "formats/python-frame.h"

#include <string.h>

#include "base/banned.h"

/* --- Cells --- */

/* Empty: not told. */
static gboolean
parse_flag (TextWord word, gboolean *flag)
{
  *flag = text_word_equals (word, "1") || text_word_is (word, "true");
  return *flag || word.n == 0 || text_word_equals (word, "0") || text_word_is (word, "false");
}

static gboolean
parse_id (const CsvLayout *layout, TextWord word, uint32_t *id)
{
  gboolean prefixed = text_word_starts_with (word, "0x");
  uint64_t value;

  if (prefixed)
    word = (TextWord){ word.p + 2, word.n - 2 };
  if (layout->kind == CSV_PYTHON_FLAGS && !prefixed ? !text_word_uint (word, &value) : !text_word_hex (word, &value))
    return FALSE;
  if (value > CAN_ID_MASK_EXTENDED)
    return FALSE;
  *id = (uint32_t) value;
  return TRUE;
}

const uint8_t csv_base64_values[256] = {
  0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
  0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
  0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 62,   0xFF, 0xFF, 0xFF, 63,   52,   53,   54,   55,   56,   57,   58,   59,   60,
  61,   0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0,    1,    2,    3,    4,    5,    6,    7,    8,    9,    10,
  11,   12,   13,   14,   15,   16,   17,   18,   19,   20,   21,   22,   23,   24,   25,   0xFF, 0xFF, 0xFF, 0xFF,
  0xFF, 0xFF, 26,   27,   28,   29,   30,   31,   32,   33,   34,   35,   36,   37,   38,   39,   40,   41,   42,
  43,   44,   45,   46,   47,   48,   49,   50,   51,   0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
  0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
  0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
  0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
  0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
  0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
  0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
  0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
};

int
csv_decode_base64 (TextWord text, uint8_t *data, guint max)
{
  guint n = 0;

  if (text.n % 4 != 0)
    return -1;
  for (gsize i = 0; i < text.n; i += 4)
    {
      const char *p = text.p + i;
      guint digits = i + 4 < text.n || p[3] != '=' ? 4 : p[2] != '=' ? 3 : 2;
      uint32_t value = 0;

      for (guint k = 0; k < 4; k++)
        {
          uint8_t digit = k < digits ? csv_base64_values[(uint8_t) p[k]] : 0;

          if (digit > 63)
            return -1;
          value = value << 6 | digit;
        }
      if (n + digits - 1 > max)
        return -1;
      for (guint k = 0; k + 1 < digits; k++)
        data[n++] = (uint8_t) (value >> (16 - 8 * k));
    }
  return (int) n;
}

static int
decode_hex (TextWord text, uint8_t *data, guint max)
{
  if (text.n % 2 != 0 || text.n / 2 > max)
    return -1;
  for (gsize i = 0; i < text.n; i += 2)
    {
      guint high = text_hex_value (text.p[i]), low = text_hex_value (text.p[i + 1]);

      if (high > 15 || low > 15)
        return -1;
      data[i / 2] = (uint8_t) (high << 4 | low);
    }
  return (int) (text.n / 2);
}

/* [17, 34], as Python prints a list. */
static int
decode_list (TextWord text, uint8_t *data, guint max)
{
  TextScan scan = text_scan (text.p, text.n);
  guint n = 0;

  if (!text_scan_char (&scan, '['))
    return -1;
  text_scan_blanks (&scan);
  while (!text_scan_char (&scan, ']'))
    {
      uint64_t value;

      if (n > 0 && !text_scan_char (&scan, ','))
        return -1;
      text_scan_blanks (&scan);
      if (n == max || !text_scan_uint (&scan, &value) || value > 255)
        return -1;
      data[n++] = (uint8_t) value;
      text_scan_blanks (&scan);
    }
  return scan.p == scan.end ? (int) n : -1;
}

/* --- Rows --- */

/* A cell that is there; else empty. */
static TextWord
cell (const CsvLayout *layout, const CsvRow *row, CsvColumn column)
{
  return layout->place[column] != 0 ? row->cells[layout->place[column] - 1] : (TextWord){ "", 0 };
}

static const char *
take_flags (const CsvLayout *layout, const CsvRow *row, CanFrame *frame)
{
  static const struct
  {
    CsvColumn column;
    uint32_t id;
    uint8_t flag;
    const char *reason;
  } kinds[] = {
    { CSV_EXTENDED, CAN_ID_EXTENDED, 0, "extended is not 0 or 1" },
    { CSV_REMOTE, CAN_ID_REMOTE, 0, "remote is not 0 or 1" },
    { CSV_ERROR, CAN_ID_ERROR, 0, "error is not 0 or 1" },
    { CSV_FD, 0, CAN_FD, "fd is not 0 or 1" },
    { CSV_BRS, 0, CAN_BRS, "brs is not 0 or 1" },
    { CSV_ESI, 0, CAN_ESI, "esi is not 0 or 1" },
  };
  TextWord direction = cell (layout, row, CSV_DIRECTION);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gboolean set;

      if (!parse_flag (cell (layout, row, kinds[i].column), &set))
        return kinds[i].reason;
      frame->id |= set ? kinds[i].id : 0;
      frame->flags |= set ? kinds[i].flag : 0;
    }
  if (text_word_is (direction, "tx"))
    frame->flags |= CAN_TX;
  else if (direction.n > 0 && !text_word_is (direction, "rx"))
    return N_ ("dir is neither rx nor tx");
  return NULL;
}

/* A number, or four hexadecimal digits as in that generation's printed form. */
static const char *
take_old_flags (TextWord word, CanFrame *frame)
{
  uint64_t flags;

  if (!(word.n == 4 && *word.p == '0' ? text_word_hex (word, &flags) : text_word_uint (word, &flags)))
    return N_ ("flags are no number");
  python_frame_set_old_flags (frame, (uint32_t) flags);
  return NULL;
}

/* Data is base64; programs that write python-can's columns by hand write it hexadecimal. No text is both with the right
 * number of bytes: both have the same length for two only, and there base64 ends in "=". */
static const char *
take_python_data (TextWord data, uint64_t dlc, CanFrame *frame, uint8_t *payload)
{
  const char *reason = N_ ("data is neither base64 nor hexadecimal"), *other;
  int n;

  if (data.n > 0 && *data.p == '[')
    {
      n = decode_list (data, payload, CAN_FRAME_MAX_LEN);
      return n < 0 ? N_ ("data is no list of bytes") : python_frame_set_length (frame, (guint) n, dlc);
    }
  n = csv_decode_base64 (data, payload, CAN_FRAME_MAX_LEN);
  if (n >= 0)
    reason = python_frame_set_length (frame, (guint) n, dlc);
  if (reason == NULL)
    return NULL;
  n = decode_hex (data, payload, CAN_FRAME_MAX_LEN);
  if (n < 0)
    return reason;
  other = python_frame_set_length (frame, (guint) n, dlc);
  return other == NULL ? NULL : reason;
}

static const char *
take_canid_data (const CsvLayout *layout, const CsvRow *row, uint64_t dlc, CanFrame *frame, uint8_t *payload)
{
  int n = decode_hex (cell (layout, row, CSV_DATA), payload, CAN_FRAME_MAX_LEN);
  uint64_t length;

  if (n < 0)
    return N_ ("data is not hexadecimal");
  if (!text_word_uint (cell (layout, row, CSV_LENGTH), &length) || length != (guint) n)
    return N_ ("len and the number of data bytes differ");
  if (dlc > 15)
    return N_ ("dlc is no number of 0 to 15");
  if (n > 8 && !(frame->flags & CAN_FD))
    return N_ ("more than 8 data bytes in a classic frame");
  if (n > 8 && can_dlc_to_len ((uint8_t) dlc, TRUE) != n) /* the raw code here */
    return N_ ("dlc and the number of data bytes differ");
  return python_frame_set_length (frame, (guint) n, dlc);
}

static const char *
take_length (const CsvLayout *layout, const CsvRow *row, CanFrame *frame, uint8_t *payload)
{
  TextWord data = cell (layout, row, CSV_DATA);
  uint64_t dlc;

  if (!text_word_uint (cell (layout, row, CSV_DLC), &dlc) || dlc > CAN_FRAME_MAX_LEN)
    return N_ ("dlc is no number of 0 to 64");
  if (layout->kind == CSV_CANID)
    return take_canid_data (layout, row, dlc, frame, payload);
  return take_python_data (data, dlc, frame, payload);
}

const char *
csv_parse_row (const CsvLayout *layout, const CsvRow *row, CanFrame *frame, uint8_t payload[CAN_FRAME_MAX_LEN])
{
  const char *reason;
  uint32_t id;

  *frame = (CanFrame){ .data = payload };
  if (!python_frame_parse_time (cell (layout, row, CSV_TIME), &frame->time))
    return layout->kind == CSV_CANID ? N_ ("time is no number") : N_ ("timestamp is no number");
  if (!parse_id (layout, cell (layout, row, CSV_ID), &id))
    return N_ ("identifier is no number of up to 1FFFFFFF");
  reason = layout->kind == CSV_PYTHON_FLAGS ? take_old_flags (cell (layout, row, CSV_FLAGS), frame)
                                            : take_flags (layout, row, frame);
  if (reason != NULL)
    return reason;
  if (!(frame->id & (CAN_ID_EXTENDED | CAN_ID_ERROR)) && id > CAN_ID_MASK_STANDARD)
    return N_ ("11-bit identifier above 7FF");
  frame->id |= id;
  return take_length (layout, row, frame, payload);
}
