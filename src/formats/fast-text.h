/* fast-text.h: eight characters at once in an ordinary register, for the fast paths of the text formats.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Private to src/formats. A word holds eight bytes of text, the first in its lowest byte. Masks have bit 7 of a byte
 * set where something holds. All of this is exact for any bytes, not only for well-formed input: what is not valid is
 * told, never guessed.
 */
#pragma once

#include "base/bytes.h"

#define FAST_ONES G_GUINT64_CONSTANT (0x0101010101010101)
#define FAST_HIGH G_GUINT64_CONSTANT (0x8080808080808080)

static inline uint64_t
fast_load (const char *p)
{
  return bytes_load_le64 (p);
}

/* Bytes at or above limit (1..0x80), if all bytes are below 0x80. */
static inline uint64_t
fast_at_least (uint64_t word, uint8_t limit)
{
  return word + FAST_ONES * (0x80u - limit);
}

/* Mask of bytes that are 0 to 9. */
static inline uint64_t
fast_digits (uint64_t word)
{
  uint64_t low = word & ~FAST_HIGH;

  return fast_at_least (low, '0') & ~fast_at_least (low, '9' + 1) & ~word & FAST_HIGH;
}

/* Mask of bytes that are hexadecimal digits. */
static inline uint64_t
fast_hex_digits (uint64_t word)
{
  uint64_t low = word & ~FAST_HIGH, letter = low | FAST_ONES * 0x20;
  uint64_t digits = fast_at_least (low, '0') & ~fast_at_least (low, '9' + 1);
  uint64_t letters = fast_at_least (letter, 'a') & ~fast_at_least (letter, 'f' + 1);

  return (digits | letters) & ~word & FAST_HIGH;
}

/* Mask of bytes equal to c (below 0x80). */
static inline uint64_t
fast_equal (uint64_t word, char c)
{
  uint64_t x = word ^ FAST_ONES * (uint8_t) c;
  uint64_t low = x & ~FAST_HIGH;

  return ~(fast_at_least (low, 1) | x) & FAST_HIGH;
}

/* How many bytes from the first on are in the mask, 0..8. */
static inline guint
fast_leading (uint64_t mask)
{
  uint64_t others = ~mask & FAST_HIGH;

  return others == 0 ? 8 : (guint) __builtin_ctzll (others) / 8;
}

/* Which byte is the first in the mask, 8 if none. */
static inline guint
fast_first (uint64_t mask)
{
  return mask == 0 ? 8 : (guint) __builtin_ctzll (mask) / 8;
}

/* Value of eight decimal digits. */
static inline uint32_t
fast_decimal (uint64_t word)
{
  word -= FAST_ONES * '0';
  word = word * 10 + (word >> 8);
  return (
      uint32_t) (((word & G_GUINT64_CONSTANT (0x000000FF000000FF)) * G_GUINT64_CONSTANT (0x000F424000000064)
                  + (word >> 16 & G_GUINT64_CONSTANT (0x000000FF000000FF)) * G_GUINT64_CONSTANT (0x0000271000000001))
                 >> 32);
}

/* Each hexadecimal digit becomes its value. */
static inline uint64_t
fast_nibbles (uint64_t word)
{
  return (word & FAST_ONES * 0x0F) + (word >> 6 & FAST_ONES) * 9;
}

/* Four bytes from eight hexadecimal digits, the first byte lowest. */
static inline uint32_t
fast_hex (uint64_t word)
{
  word = fast_nibbles (word);
  word = (word << 4 | word >> 8) & G_GUINT64_CONSTANT (0x00FF00FF00FF00FF);
  word = (word | word >> 8) & G_GUINT64_CONSTANT (0x0000FFFF0000FFFF);
  return (uint32_t) (word | word >> 16);
}

/* The number that the first n (1..8) digits of a word are, which must be hexadecimal. */
static inline uint32_t
fast_hex_number (uint64_t word, guint n)
{
  /* Digits to the end of the word, noughts before them. */
  word = n == 8 ? word : word << (64 - 8 * n) | (FAST_ONES * '0') >> 8 * n;
  return GUINT32_SWAP_LE_BE (fast_hex (word));
}
