/* text-scan.h: reading numbers and words from a range of bytes; no locale, no copies, no NUL needed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A TextScan is a cursor on the stack. Every function either takes what it names and moves on, or takes nothing and
 * returns FALSE. Blank means space or tab; a word ends at a blank or the end. Numbers never overflow silently: too
 * large a number is no number.
 */
#pragma once

#include <glib.h>
#include <stdint.h>
#include <string.h>

G_BEGIN_DECLS

typedef struct
{
  const char *p, *end;
} TextScan;

typedef struct
{
  const char *p;
  gsize n;
} TextWord;

/* Value of a hexadecimal digit, 0xFF for any other byte. */
extern const uint8_t text_hex_values[256];

static inline gboolean
text_is_blank (char c)
{
  return c == ' ' || c == '\t';
}

static inline gboolean
text_is_digit (char c)
{
  return (uint8_t) (c - '0') < 10;
}

static inline uint8_t
text_hex_value (char c)
{
  return text_hex_values[(uint8_t) c];
}

static inline TextScan
text_scan (const char *p, gsize n)
{
  return (TextScan){ p, p + n };
}

static inline void
text_scan_blanks (TextScan *self)
{
  while (self->p < self->end && text_is_blank (*self->p))
    self->p++;
}

/* Nothing but blanks is left. */
static inline gboolean
text_scan_at_end (TextScan *self)
{
  text_scan_blanks (self);
  return self->p == self->end;
}

static inline gboolean
text_scan_char (TextScan *self, char c)
{
  if (self->p == self->end || *self->p != c)
    return FALSE;
  self->p++;
  return TRUE;
}

/* The next word behind blanks. */
gboolean text_scan_word (TextScan *self, TextWord *word);
/* The next word if it is this one, ASCII letters in either case. */
gboolean text_scan_keyword (TextScan *self, const char *keyword);

/* Digits at the cursor. */
gboolean text_scan_uint (TextScan *self, uint64_t *value);
gboolean text_scan_int (TextScan *self, int64_t *value); /* with an optional sign */
gboolean text_scan_hex (TextScan *self, uint64_t *value);

/* Decimal seconds at the cursor into ns, exactly: digits, then . or , and 1 or more digits; digits behind the ninth are
 * dropped. Commas before a point separate thousands. *decimals (nullable) is how many digits followed. */
gboolean text_scan_seconds (TextScan *self, int64_t *ns, guint *decimals);

/* The text between double quotes at the cursor; *text borrows, without the quotes, escapes (\" and \\) as they stand.
 */
gboolean text_scan_quoted (TextScan *self, TextWord *text);

/* A whole word as a number. */
gboolean text_word_uint (TextWord word, uint64_t *value);
gboolean text_word_hex (TextWord word, uint64_t *value);
gboolean text_word_double (TextWord word, double *value); /* 1, -1.5, 2e-3; not nan, inf, hex */

gboolean text_word_equals (TextWord word, const char *text);      /* exactly */
gboolean text_word_is (TextWord word, const char *text);          /* ASCII letters in either case */
gboolean text_word_starts_with (TextWord word, const char *text); /* ASCII letters in either case */

G_END_DECLS
