/* asc-fast.c: the line shapes that make up nearly all of an ASC log, eight characters at a time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Taken: data frames in base hex, classic with DLC 0 to 8, CANFD with the EDL flag and a length that its DLC means; with or without
 * trailer, CRLF, symbolic names. Whatever deviates is left, untouched, to the careful path; where a line is taken here, the careful path
 * gives the same frame (tests/formats/test-paths.c).
 *
 * Reading ahead: no step passes a newline, and the window ends with one, so loads reach at most a few words into its padding.
 */
#include "config.h"
#include "formats/asc-private.h"
#include "formats/fast-text.h"

#include "base/banned.h"

#define NS G_GINT64_CONSTANT (1000000000)
#define FIELD_MAX 64
#define FLAG_REMOTE 0x0010
#define FLAG_EDL 0x1000

typedef struct
{
  const char *p;
  const char *end; /* of whole lines */
} Fast;

static inline gboolean
skip_blanks (Fast *f)
{
  const char *start = f->p;
  guint n;

  if (*f->p != ' ')
    return FALSE;
  f->p++;
  if (*f->p != ' ')
    return TRUE;
  do
    {
      n = fast_leading (fast_equal (fast_load (f->p), ' '));
      f->p += n;
    }
  while (n == 8 && f->p - start < FIELD_MAX);
  return n < 8;
}

/* The number that the first n (1..8) digits of a word are. */
static inline uint32_t
decimal_number (uint64_t word, guint n)
{
  return fast_decimal (n == 8 ? word : word << (64 - 8 * n) | (FAST_ONES * '0') >> 8 * n);
}

static inline gboolean
take_stamp (Fast *f, int64_t *stamp)
{
  static const uint32_t scale[] = { 0, 100000000, 10000000, 1000000, 100000, 10000, 1000, 100, 10 };
  uint64_t whole = fast_load (f->p), fraction;
  guint n = fast_leading (fast_digits (whole)), m;

  if (n == 0 || n > 7 || f->p[n] != '.')
    return FALSE;
  fraction = fast_load (f->p + n + 1);
  m = fast_leading (fast_digits (fraction));
  f->p += n + 1 + m;
  if (m == 0 || *f->p != ' ')
    return FALSE;
  *stamp = decimal_number (whole, n) * NS + (int64_t) decimal_number (fraction, m) * scale[m];
  return TRUE;
}

/* A channel that was met before. */
static inline gboolean
take_channel (const Asc *self, Fast *f, uint8_t *channel)
{
  guint number = (guint) (*f->p++ - '0');

  if (text_is_digit (*f->p))
    number = number * 10 + (guint) (*f->p++ - '0');
  if (*f->p != ' ' || self->channels[number] == 0)
    return FALSE;
  *channel = (uint8_t) (self->channels[number] - 1);
  return TRUE;
}

/* FALSE: no number (p stays). */
static inline gboolean
take_id (Fast *f, uint32_t *id)
{
  uint64_t word = fast_load (f->p);
  guint n = fast_leading (fast_hex_digits (word));
  uint32_t value;

  if (n == 0)
    return FALSE;
  value = fast_hex_number (word, n);
  if (f->p[n] == 'x' && f->p[n + 1] == ' ' && value <= CAN_ID_MASK_EXTENDED)
    {
      *id = value | CAN_ID_EXTENDED;
      f->p += n + 1;
      return TRUE;
    }
  if (f->p[n] != ' ' || value > CAN_ID_MASK_STANDARD)
    return FALSE;
  *id = value;
  f->p += n;
  return TRUE;
}

static inline gboolean
take_direction (Fast *f, uint8_t *flags)
{
  if (f->p[1] != 'x' || f->p[2] != ' ')
    return FALSE;
  *flags = *f->p == 'T' ? CAN_TX : 0;
  f->p += 2;
  return *f->p == ' ' && (f->p[-2] == 'R' || f->p[-2] == 'T');
}

/* --- Data bytes --- */

/* The characters of "XX XX XX XX XX XX XX XX" seen as words at 0, 8 and 15: which must be digits, which blanks, for the first k bytes. */
typedef struct
{
  uint64_t digits[3], blanks[3];
} Shape;

#define M(i) (G_GUINT64_CONSTANT (0x80) << 8 * (i))
#define D0 0
#define D1 (M (0) | M (1))
#define D2 (D1 | M (3) | M (4))
#define D3 (D2 | M (6) | M (7))
#define E1 (M (1) | M (2))
#define E2 (E1 | M (4) | M (5))
#define E3H (E2 | M (7)) /* the first digit of the sixth byte */
#define G1 (M (0) | M (1))
#define G2 (G1 | M (3) | M (4))
#define G3 (G2 | M (6) | M (7))

static const Shape shapes[9] = {
  { { 0, 0, 0 }, { 0, 0, 0 } },
  { { D1, 0, 0 }, { 0, 0, 0 } },
  { { D2, 0, 0 }, { M (2), 0, 0 } },
  { { D3, 0, 0 }, { M (2) | M (5), 0, 0 } },
  { { D3, E1, 0 }, { M (2) | M (5), M (0), 0 } },
  { { D3, E2, 0 }, { M (2) | M (5), M (0) | M (3), 0 } },
  { { D3, E3H, G1 }, { M (2) | M (5), M (0) | M (3) | M (6), 0 } },
  { { D3, E3H, G2 }, { M (2) | M (5), M (0) | M (3) | M (6), M (2) } },
  { { D3, E3H, G3 }, { M (2) | M (5), M (0) | M (3) | M (6), M (2) | M (5) } },
};

/* k bytes of "XX XX …" (k 1..8) into payload, of which eight bytes are written. */
static inline gboolean
take_bytes (const char *p, guint k, uint8_t *payload)
{
  const Shape *shape = &shapes[k];
  uint64_t a = fast_load (p), b = fast_load (p + 8), c = fast_load (p + 15);
  uint64_t wrong = (shape->digits[0] & ~fast_hex_digits (a)) | (shape->digits[1] & ~fast_hex_digits (b))
                   | (shape->digits[2] & ~fast_hex_digits (c)) | (shape->blanks[0] & ~fast_equal (a, ' '))
                   | (shape->blanks[1] & ~fast_equal (b, ' ')) | (shape->blanks[2] & ~fast_equal (c, ' '));
  uint64_t x = fast_nibbles (a), y = fast_nibbles (b), z = fast_nibbles (c);

  x = x << 4 | x >> 8; /* bytes at 0, 3, 6 */
  y = y << 4 | y >> 8; /* bytes at 1, 4 */
  z = z << 4 | z >> 8; /* bytes at 0, 3, 6 */
  bytes_store_le64 (payload, (x & 0xFF) | (x >> 24 & 0xFF) << 8 | (x >> 48 & 0xFF) << 16 | (y >> 8 & 0xFF) << 24
                               | (y >> 32 & 0xFF) << 32 | (z & 0xFF) << 40 | (z >> 24 & 0xFF) << 48 | (z >> 48) << 56);
  return wrong == 0;
}

/* --- The rest of the line --- */

static inline gboolean
at_line_end (Fast *f)
{
  const char *p = f->p;

  p += *p == '\r';
  if (*p != '\n')
    return FALSE;
  f->p = p + 1;
  return TRUE;
}

static inline gboolean
skip_line (Fast *f)
{
  const char *newline = memchr (f->p, '\n', (gsize) (f->end - f->p));

  if (newline == NULL)
    return FALSE;
  f->p = newline + 1;
  return TRUE;
}

/* "ID = <dec>[x]" at the very end of the line that ends before p. */
static gboolean
trailing_id (const char *start, const char *p, uint32_t *id)
{
  const char *digits;
  gboolean extended;
  uint64_t value = 0;

  p--; /* the newline */
  while (p > start && (p[-1] == '\r' || p[-1] == ' '))
    p--;
  extended = p > start && p[-1] == 'x';
  p -= extended;
  for (digits = p; digits > start && text_is_digit (digits[-1]);)
    digits--;
  if (p - digits < 1 || p - digits > 9 || digits - start < 6 || memcmp (digits - 6, " ID = ", 6) != 0)
    return FALSE;
  for (; digits < p; digits++)
    value = value * 10 + (guint) (*digits - '0');
  if (value > CAN_ID_MASK_EXTENDED)
    return FALSE;
  *id = (uint32_t) value | (extended || value > CAN_ID_MASK_STANDARD ? CAN_ID_EXTENDED : 0);
  return TRUE;
}

/* Passes over a name. FALSE for what may be a number to the careful path. */
static inline gboolean
skip_name (Fast *f)
{
  const char *start = f->p;
  gboolean letters = FALSE;

  for (; (uint8_t) *f->p > ' '; f->p++)
    {
      letters |= text_hex_value (*f->p) > 15 && (*f->p | 0x20) != 'x';
      if (f->p - start == FIELD_MAX)
        return FALSE;
    }
  return letters && *f->p == ' ';
}

/* --- Classic: <channel> <id>|<name> <dir> d <dlc> <data>… [trailer] --- */

static inline gboolean
take_classic (Asc *self, Fast *f, CanFrame *frame, uint8_t *payload)
{
  gboolean named = FALSE;
  const char *trailer;
  guint n;

  if (!take_channel (self, f, &frame->channel) || !skip_blanks (f))
    return FALSE;
  if (G_UNLIKELY (!take_id (f, &frame->id)))
    {
      if (!skip_name (f))
        return FALSE;
      named = TRUE;
    }
  if (!skip_blanks (f) || !take_direction (f, &frame->flags) || !skip_blanks (f))
    return FALSE;
  n = (guint) (f->p[2] - '0');
  if (f->p[0] != 'd' || f->p[1] != ' ' || n > 8)
    return FALSE;
  f->p += 3;
  if (n > 0)
    {
      if (*f->p != ' ' || !take_bytes (f->p + 1, n, payload))
        return FALSE;
      f->p += 3 * n;
    }
  frame->len = (uint16_t) n;
  frame->dlc = (uint8_t) n;
  frame->data = payload;

  if (!named && at_line_end (f))
    return TRUE;
  if (*f->p != ' ')
    return FALSE;
  trailer = f->p;
  return skip_line (f) && (!named || trailing_id (trailer, f->p, &frame->id));
}

/* --- CANFD <channel> <dir> <id> [<name>] <brs> <esi> <dlc> <length> <data>… <duration> <bits> <flags> … --- */

static inline gboolean
at_figures (const char *p)
{
  return (*p | 1) == '1' && p[1] == ' ' && (p[2] | 1) == '1' && p[3] == ' ' && text_hex_value (p[4]) < 16 && p[5] == ' ';
}

static inline gboolean
take_length (Fast *f, guint *length)
{
  guint n = (guint) (*f->p - '0');

  if (n > 9)
    return FALSE;
  f->p++;
  if (text_is_digit (*f->p))
    n = n * 10 + (guint) (*f->p++ - '0');
  *length = n;
  return n > 0 && n <= CAN_FRAME_MAX_LEN && *f->p == ' ';
}

static inline gboolean
skip_word (Fast *f)
{
  if (!skip_blanks (f))
    return FALSE;
  for (guint i = 0; (uint8_t) *f->p > ' '; f->p++)
    if (i++ == 16)
      return FALSE;
  return TRUE;
}

/* The third field behind the data: EDL set, no remote frame. */
static inline gboolean
flags_say_fd (Fast *f)
{
  uint64_t word;
  uint32_t flags;
  guint n;

  if (!skip_word (f) || !skip_word (f) || !skip_blanks (f))
    return FALSE;
  word = fast_load (f->p);
  n = fast_leading (fast_hex_digits (word));
  if (n == 0 || (f->p[n] != ' ' && f->p[n] != '\r' && f->p[n] != '\n'))
    return FALSE;
  flags = fast_hex_number (word, n);
  return (flags & (FLAG_EDL | FLAG_REMOTE)) == FLAG_EDL;
}

static inline gboolean
take_fd (Asc *self, Fast *f, CanFrame *frame, uint8_t *payload)
{
  guint dlc, length;

  if (memcmp (f->p, "CANFD ", 6) != 0)
    return FALSE;
  f->p += 5;
  if (!skip_blanks (f) || !text_is_digit (*f->p) || !take_channel (self, f, &frame->channel) || !skip_blanks (f)
      || !take_direction (f, &frame->flags) || !skip_blanks (f) || !take_id (f, &frame->id) || !skip_blanks (f))
    return FALSE;
  if (!at_figures (f->p) && (!skip_name (f) || !skip_blanks (f) || !at_figures (f->p)))
    return FALSE;

  frame->flags |= (uint8_t) (CAN_FD | (f->p[0] == '1' ? CAN_BRS : 0) | (f->p[2] == '1' ? CAN_ESI : 0));
  dlc = text_hex_value (f->p[4]);
  f->p += 5;
  if (!skip_blanks (f) || !take_length (f, &length) || can_dlc_to_len ((uint8_t) dlc, TRUE) != length)
    return FALSE;
  for (guint i = 0; i < length; i += 8)
    {
      guint k = MIN (length - i, 8);

      if (*f->p != ' ' || !take_bytes (f->p + 1, k, payload + i))
        return FALSE;
      f->p += 3 * k;
    }
  frame->len = (uint16_t) length;
  frame->dlc = (uint8_t) dlc;
  frame->data = payload;
  return flags_say_fd (f) && skip_line (f);
}

/* --- Lines --- */

static inline gboolean
take_line (Asc *self, Fast *f, CanFrame *frame, uint8_t *payload)
{
  int64_t stamp, time;

  if (*f->p == ' ' && !skip_blanks (f))
    return FALSE;
  if (!take_stamp (f, &stamp) || !skip_blanks (f))
    return FALSE;
  if (!(text_is_digit (*f->p) ? take_classic (self, f, frame, payload) : take_fd (self, f, frame, payload)))
    return FALSE;
  if (self->relative)
    stamp += self->clock; /* both far from the end of int64: origin and clock are bounded below */
  if (__builtin_add_overflow (self->origin, stamp, &time))
    return FALSE;
  self->clock = stamp;
  self->time = time;
  frame->time = time;
  return TRUE;
}

void
asc_take_fast (Asc *self, FrameBatch *out)
{
  LineReader *lines = &self->lines;
  Fast f = { .end = lines->lines_end };
  guint i = out->n_frames;

  if (!self->started || self->decimal || self->gap || self->clock > INT64_MAX / 2 || f.end[-1] != '\n')
    return;
  while (i < FRAME_BATCH_SIZE && lines->p < f.end)
    {
      f.p = lines->p;
      if (!take_line (self, &f, &out->frames[i], out->payload[i]))
        break;
      lines->p = f.p;
      lines->line++;
      i++;
    }
  out->n_frames = i;
}
