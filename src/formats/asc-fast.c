/* asc-fast.c: the line shapes that make up nearly all of an ASC log, many characters at a time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Taken: data frames in base hex, classic with DLC 0 to 8, CANFD with the EDL flag and a length that its DLC means;
 * with or without trailer, CRLF, symbolic names. Whatever deviates is left, untouched, to the careful path; where a
 * line is taken here, the careful path gives the same frame (tests/formats/test-paths.c).
 *
 * The blanks of 64 characters are found at once; the words between them then lie at known places, and no loop runs over
 * blanks, whose number the processor cannot foretell. Every word is looked at wholly, so a newline within one makes the
 * line strange, and no step passes it: loads reach at most 64 bytes behind the last newline, into the window's padding.
 */
#include "config.h"
#include "formats/asc-private.h"
#include "formats/fast-mask.h"

#include "base/banned.h"

#define NS G_GINT64_CONSTANT (1000000000)

/* The words within 64 characters from p. */
typedef struct
{
  const char *p;
  uint64_t starts, ends; /* bits: first character of a word, first behind a word */
} Words;

typedef struct
{
  const char *p;
  guint n;
} Word;

static inline Words
find_words (const char *p)
{
  uint64_t blanks = fast_mask_equal (p, ' ');
  uint64_t text = ~blanks;

  return (Words){ p, text & ~(text << 1), blanks & text << 1 };
}

/* FALSE: none, or it ends beyond the 64 characters. */
static inline gboolean
next_word (Words *words, Word *word)
{
  guint start, end;

  if (G_UNLIKELY (words->ends == 0))
    return FALSE;
  start = (guint) __builtin_ctzll (words->starts); /* a word that ends has begun */
  end = (guint) __builtin_ctzll (words->ends);
  words->starts &= words->starts - 1;
  words->ends &= words->ends - 1;
  word->p = words->p + start;
  word->n = end - start;
  return TRUE;
}

/* --- Words --- */

/* The number that the first n (1..8) digits of a word are. */
static inline uint32_t
decimal_number (uint64_t word, guint n)
{
  return fast_decimal (word << (64 - 8 * n) | (FAST_ONES * '0') >> 8 * (n & 7));
}

/* seconds "." 1 to 8 digits */
static inline gboolean
read_stamp (Word word, int64_t *stamp)
{
  static const uint32_t scale[] = { 0, 100000000, 10000000, 1000000, 100000, 10000, 1000, 100, 10 };
  uint64_t whole = fast_load (word.p), fraction;
  guint n, m;

  if (G_LIKELY (word.n >= 8 && word.p[word.n - 7] == '.' && word.n <= 14))
    n = word.n - 7;
  else
    n = fast_leading (fast_digits (whole));
  m = word.n - n - 1;
  if (G_UNLIKELY (n - 1 > 6 || m - 1 > 7 || word.p[n] != '.'))
    return FALSE;
  fraction = fast_load (word.p + n + 1);
  if (fast_leading (fast_digits (whole)) < n || fast_leading (fast_digits (fraction)) < m)
    return FALSE;
  *stamp = decimal_number (whole, n) * NS + (int64_t) decimal_number (fraction, m) * scale[m];
  return TRUE;
}

/* A channel that was met before, of one or two digits. */
static inline gboolean
read_channel (const Asc *self, Word word, uint8_t *channel)
{
  guint number = (guint) (uint8_t) (*word.p - '0');

  if (word.n == 2 && text_is_digit (word.p[1]))
    number = number * 10 + (guint) (word.p[1] - '0');
  else if (word.n != 1)
    return FALSE;
  if (!text_is_digit (*word.p) || self->channels[number] == 0)
    return FALSE;
  *channel = (uint8_t) (self->channels[number] - 1);
  return TRUE;
}

static inline gboolean
read_id (Word word, uint32_t *id)
{
  uint64_t text = fast_load (word.p);
  gboolean extended = word.p[word.n - 1] == 'x';
  guint n = word.n - (guint) extended;
  uint32_t value;

  if (n - 1 > 7 || fast_leading (fast_hex_digits (text)) < n)
    return FALSE;
  value = fast_hex_number (text, n);
  if (value > (extended ? CAN_ID_MASK_EXTENDED : CAN_ID_MASK_STANDARD))
    return FALSE;
  *id = value | (extended ? CAN_ID_EXTENDED : 0);
  return TRUE;
}

static inline gboolean
read_direction (Word word, uint8_t *flags)
{
  if (word.n != 2 || word.p[1] != 'x' || (*word.p != 'R' && *word.p != 'T'))
    return FALSE;
  *flags = *word.p == 'T' ? CAN_TX : 0;
  return TRUE;
}

/* A name: no number for the careful path, nor a word with a tab or the line's end in it. */
static inline gboolean
is_name (Word word)
{
  uint64_t letters = 0, controls = 0;

  for (guint i = 0; i < word.n; i += 8)
    {
      uint64_t text = fast_load (word.p + i);
      uint64_t within = word.n - i < 8 ? FAST_HIGH >> (64 - 8 * (word.n - i)) : FAST_HIGH;

      letters |= ~(fast_hex_digits (text) | fast_equal (text | FAST_ONES * 0x20, 'x')) & within;
      controls |= ~(fast_at_least (text & ~FAST_HIGH, ' ') | text) & within;
    }
  return letters != 0 && controls == 0;
}

/* --- Data bytes --- */

/* The characters of "XX XX XX XX XX XX XX XX" seen as words at 0, 8 and 15: which must be digits, which blanks, for the
 * first k bytes. */
typedef struct
{
  uint64_t digits[3], blanks[3];
} Shape;

#define M(i) (G_GUINT64_CONSTANT (0x80) << 8 * (i))
#define A1 (M (0) | M (1))
#define A2 (A1 | M (3) | M (4))
#define A3 (A2 | M (6) | M (7))
#define B1 (M (1) | M (2))
#define B2 (B1 | M (4) | M (5))
#define B3 (B2 | M (7)) /* the first digit of the sixth byte */

static const Shape shapes[9] = {
  { { 0, 0, 0 }, { 0, 0, 0 } },
  { { A1, 0, 0 }, { 0, 0, 0 } },
  { { A2, 0, 0 }, { M (2), 0, 0 } },
  { { A3, 0, 0 }, { M (2) | M (5), 0, 0 } },
  { { A3, B1, 0 }, { M (2) | M (5), M (0), 0 } },
  { { A3, B2, 0 }, { M (2) | M (5), M (0) | M (3), 0 } },
  { { A3, B3, A1 }, { M (2) | M (5), M (0) | M (3) | M (6), 0 } },
  { { A3, B3, A2 }, { M (2) | M (5), M (0) | M (3) | M (6), M (2) } },
  { { A3, B3, A3 }, { M (2) | M (5), M (0) | M (3) | M (6), M (2) | M (5) } },
};

/* k bytes of "XX XX …" (k 1..8) into payload, of which eight bytes are written. */
static inline gboolean
read_bytes (const char *p, guint k, uint8_t *payload)
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
                                 | (y >> 32 & 0xFF) << 32 | (z & 0xFF) << 40 | (z >> 24 & 0xFF) << 48
                                 | (z >> 48) << 56);
  return wrong == 0;
}

/* --- The rest of the line: NULL if it is strange, else the next line --- */

static inline const char *
end_line (const char *p)
{
  p += *p == '\r';
  return *p == '\n' ? p + 1 : NULL;
}

static inline const char *
pass_line (const char *p, const char *end)
{
  const char *newline = memchr (p, '\n', (gsize) (end - p));

  return newline != NULL ? newline + 1 : NULL;
}

/* "ID = <dec>[x]" at the very end of the line that ends before p. A line is long enough to be looked at from its end.
 */
static inline gboolean
read_trailing_id (const char *start, const char *p, uint32_t *id)
{
  gboolean extended;
  uint64_t text, others, value;
  guint n;

  p--; /* the newline */
  while (p > start && (p[-1] == '\r' || p[-1] == ' '))
    p--;
  extended = p > start && p[-1] == 'x';
  p -= extended;
  text = fast_load (p - 8);
  others = ~fast_digits (text) & FAST_HIGH;
  n = others != 0 ? (guint) __builtin_clzll (others) / 8 : 8;
  if (n == 0)
    return FALSE;
  value = decimal_number (text >> (64 - 8 * n), n);
  p -= n;
  if (n == 8 && text_is_digit (p[-1]))
    value += (uint64_t) (*--p - '0') * 100000000;
  if (p - start < 6 || memcmp (p - 6, " ID = ", 6) != 0 || value > CAN_ID_MASK_EXTENDED)
    return FALSE;
  *id = (uint32_t) value | (extended || value > CAN_ID_MASK_STANDARD ? CAN_ID_EXTENDED : 0);
  return TRUE;
}

/* --- Classic: <channel> <id>|<name> <dir> d <dlc> <data>… [trailer] --- */

static inline const char *
take_classic (Asc *self, Words words, Word channel, const char *end, CanFrame *frame, uint8_t *payload)
{
  Word id, direction, kind;
  gboolean named;
  const char *p, *next;
  guint n;

  if (!read_channel (self, channel, &frame->channel) || !next_word (&words, &id) || !next_word (&words, &direction)
      || !next_word (&words, &kind) || words.starts == 0)
    return NULL;
  if (!read_direction (direction, &frame->flags) || kind.n != 1 || *kind.p != 'd')
    return NULL;
  if (G_UNLIKELY (!(self->trailed[frame->channel / 64] >> frame->channel % 64 & 1)))
    return NULL;
  named = !read_id (id, &frame->id);
  if (G_UNLIKELY (named && !is_name (id)))
    return NULL;

  p = words.p + __builtin_ctzll (words.starts);
  n = (guint) (uint8_t) (*p++ - '0');
  if (n > 8)
    return NULL;
  if (n > 0)
    {
      if (*p != ' ' || !read_bytes (p + 1, n, payload))
        return NULL;
      p += 3 * n;
    }
  frame->len = (uint16_t) n;
  frame->dlc = (uint8_t) n;
  frame->data = payload;

  if (*p != ' ')
    return named ? NULL : end_line (p);
  next = pass_line (p, end);
  return !named || (next != NULL && read_trailing_id (p, next, &frame->id)) ? next : NULL;
}

/* --- CANFD <channel> <dir> <id> [<name>] <brs> <esi> <dlc> <length> <data>… <duration> <bits> <flags> … --- */

static inline gboolean
at_figures (const char *p)
{
  return (*p | 1) == '1' && p[1] == ' ' && (p[2] | 1) == '1' && p[3] == ' ' && text_hex_value (p[4]) < 16
         && p[5] == ' ';
}

static inline gboolean
read_length (Word word, guint *length)
{
  guint n = (guint) (uint8_t) (*word.p - '0');

  if (n > 9 || word.n > 2)
    return FALSE;
  if (word.n == 2)
    {
      if (!text_is_digit (word.p[1]))
        return FALSE;
      n = n * 10 + (guint) (word.p[1] - '0');
    }
  *length = n;
  return n > 0 && n <= CAN_FRAME_MAX_LEN;
}

/* Up to eight digits and nothing else: no tab or line end in it. */
static inline gboolean
is_figure (Word word)
{
  return word.n <= 8 && fast_leading (fast_digits (fast_load (word.p))) >= word.n;
}

/* The third word behind the data: EDL set, no remote frame. */
static inline gboolean
flags_say_fd (const char *p)
{
  Words words = find_words (p);
  Word duration, bits, flags;
  uint64_t text;

  /* A line may end behind Flags, which is then no whole word here and left to the careful path. */
  if (!next_word (&words, &duration) || !next_word (&words, &bits) || !next_word (&words, &flags))
    return FALSE;
  if (!is_figure (duration) || !is_figure (bits) || flags.n > 8)
    return FALSE;
  text = fast_load (flags.p);
  if (fast_leading (fast_hex_digits (text)) < flags.n)
    return FALSE;
  return (fast_hex_number (text, flags.n) & (ASC_FLAG_EDL | ASC_FLAG_REMOTE)) == ASC_FLAG_EDL;
}

/* Whether the line that ends before next has the timing words of the one before it. */
static inline gboolean
ends_as_before (const AscTimingText *before, const char *p, const char *next)
{
  const char *end = next - 1;

  if (before->n == 0)
    return TRUE;
  if (end > p && end[-1] == '\r')
    end--;
  return end - p >= before->n && memcmp (end - before->n, before->text, before->n) == 0;
}

/* The figures, behind a name or not; *p moves on to the blank before the data. */
static inline gboolean
read_figures (const char **p, guint *length, CanFrame *frame)
{
  Words words = find_words (*p);
  Word word, figure;
  guint dlc;

  if (!next_word (&words, &word))
    return FALSE;
  if (!at_figures (word.p) && (!is_name (word) || !next_word (&words, &word) || !at_figures (word.p)))
    return FALSE;
  frame->flags |= (uint8_t) (CAN_FD | (word.p[0] == '1' ? CAN_BRS : 0) | (word.p[2] == '1' ? CAN_ESI : 0));
  dlc = text_hex_value (word.p[4]);
  if (!next_word (&words, &figure) || !next_word (&words, &figure) || !next_word (&words, &figure)
      || !read_length (figure, length) || can_dlc_to_len ((uint8_t) dlc, TRUE) != *length)
    return FALSE;
  frame->dlc = (uint8_t) dlc;
  frame->len = (uint16_t) *length;
  *p = figure.p + figure.n;
  return TRUE;
}

static inline const char *
take_fd (Asc *self, Words words, const char *end, CanFrame *frame, uint8_t *payload)
{
  Word channel, direction, id;
  const char *p, *next;
  guint length;

  if (!next_word (&words, &channel) || !next_word (&words, &direction) || !next_word (&words, &id))
    return NULL;
  if (!read_channel (self, channel, &frame->channel) || !read_direction (direction, &frame->flags)
      || !read_id (id, &frame->id))
    return NULL;
  if (G_UNLIKELY (!(self->timed[frame->channel / 64] >> frame->channel % 64 & 1)))
    return NULL;
  p = id.p + id.n;
  if (!read_figures (&p, &length, frame))
    return NULL;
  for (guint i = 0; i < length; i += 8)
    {
      guint k = MIN (length - i, 8);

      if (*p != ' ' || !read_bytes (p + 1, k, payload + i))
        return NULL;
      p += 3 * k;
    }
  frame->data = payload;
  if (*p != ' ' || !flags_say_fd (p))
    return NULL;
  next = pass_line (p, end);
  return next != NULL && ends_as_before (&self->timings[frame->channel], p, next) ? next : NULL;
}

/* --- Lines --- */

static inline const char *
take_line (Asc *self, const char *p, const char *end, CanFrame *frame, uint8_t *payload)
{
  Words words = find_words (p);
  int64_t stamp, time;
  Word first, second;
  const char *next;

  if (!next_word (&words, &first) || !next_word (&words, &second) || !read_stamp (first, &stamp))
    return NULL;
  if (text_is_digit (*second.p))
    next = take_classic (self, words, second, end, frame, payload);
  else if (second.n == 5 && memcmp (second.p, "CANFD", 5) == 0)
    next = take_fd (self, words, end, frame, payload);
  else
    return NULL;
  if (self->relative)
    stamp += self->clock; /* far from the end of int64: asc_take_fast sees to it */
  if (next == NULL || __builtin_add_overflow (self->origin, stamp, &time))
    return NULL;
  self->clock = stamp;
  self->time = time;
  frame->time = time;
  return next;
}

void
asc_take_fast (Asc *self, FrameBatch *out)
{
  LineReader *lines = &self->lines;
  const char *p = lines->p, *end = lines->lines_end;
  guint i = out->n_frames, first = i;

  if (!self->started || self->decimal || self->gap || self->clock > INT64_MAX / 2 || end[-1] != '\n')
    return;
  while (i < FRAME_BATCH_SIZE && p < end)
    {
      const char *next = take_line (self, p, end, &out->frames[i], out->payload[i]);

      if (next == NULL)
        break;
      p = next;
      i++;
    }
  lines->p = p;
  lines->line += i - first;
  out->n_frames = i;
}
