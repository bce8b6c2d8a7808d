/* csv-header.c: the first row of a CSV: which column is what.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "base/i18n.h"
#include "formats/csv-private.h"

#include <string.h>

#include "base/banned.h"

#define NAME_MAX_CHARS 24

/* --- Cells --- */

static void
skip_blanks (const char **p, const char *end)
{
  while (*p < end && text_is_blank (**p))
    (*p)++;
}

/* p stands on the opening quote. */
static const char *
split_quoted (const char **p, const char *end, GString *scratch, TextWord *cell)
{
  const char *from = *p + 1, *q = from;
  gsize kept = scratch->len;
  gboolean doubled = FALSE;

  for (;; q += 2)
    {
      q = memchr (q, '"', (gsize) (end - q));
      if (q == NULL)
        return N_ ("quote is not closed");
      if (q + 1 == end || q[1] != '"')
        break;
      doubled = TRUE;
    }
  *p = q + 1;
  *cell = (TextWord){ from, (gsize) (q - from) };
  if (!doubled)
    return NULL;
  for (const char *c = from; c < q; c += *c == '"' ? 2 : 1)
    g_string_append_c (scratch, *c);
  *cell = (TextWord){ scratch->str + kept, scratch->len - kept };
  return NULL;
}

static const char *
split_cell (const char **p, const char *end, char delimiter, GString *scratch, TextWord *cell)
{
  const char *stop;

  skip_blanks (p, end);
  *cell = (TextWord){ *p, 0 };
  if (*p == end)
    return NULL;
  if (**p == '"' || **p == '[') /* a list as Python prints it has commas of its own */
    {
      if (**p == '"')
        {
          const char *reason = split_quoted (p, end, scratch, cell);

          if (reason != NULL)
            return reason;
        }
      else
        {
          stop = memchr (*p, ']', (gsize) (end - *p));
          if (stop == NULL)
            return N_ ("[ without ]");
          *cell = (TextWord){ *p, (gsize) (stop + 1 - *p) };
          *p = stop + 1;
        }
      skip_blanks (p, end);
      return *p == end || **p == delimiter ? NULL : N_ ("characters behind a closing quote");
    }
  stop = memchr (*p, delimiter, (gsize) (end - *p));
  *p = stop != NULL ? stop : end;
  cell->n = (gsize) (*p - cell->p);
  while (cell->n > 0 && text_is_blank (cell->p[cell->n - 1]))
    cell->n--;
  return NULL;
}

const char *
csv_split (const char *line, gsize n, char delimiter, GString *scratch, CsvRow *row)
{
  const char *p = line, *end = line + n;

  g_string_set_size (scratch, n); /* so that what is appended below does not move */
  g_string_truncate (scratch, 0);
  row->n = 0;
  for (;; p++)
    {
      TextWord cell;
      const char *reason = split_cell (&p, end, delimiter, scratch, &cell);

      if (reason != NULL)
        return reason;
      if (row->n < CSV_MAX_CELLS)
        row->cells[row->n] = cell;
      row->n++;
      if (p == end)
        return NULL;
    }
}

/* --- Columns --- */

typedef struct
{
  const char *name;
  CsvColumn column;
} Name;

static const Name python_names[] = {
  { "timestamp", CSV_TIME },  { "arbitrationid", CSV_ID },
  { "flags", CSV_FLAGS },     { "extended", CSV_EXTENDED },
  { "remote", CSV_REMOTE },   { "error", CSV_ERROR },
  { "dlc", CSV_DLC },         { "data", CSV_DATA },
  { "channel", CSV_CHANNEL }, { "fd", CSV_FD },
  { "dir", CSV_DIRECTION },
};
static const Name canid_names[] = {
  { "time", CSV_TIME },  { "channel", CSV_CHANNEL }, { "id", CSV_ID },   { "ext", CSV_EXTENDED },
  { "rtr", CSV_REMOTE }, { "err", CSV_ERROR },       { "fd", CSV_FD },   { "brs", CSV_BRS },
  { "esi", CSV_ESI },    { "dir", CSV_DIRECTION },   { "dlc", CSV_DLC }, { "len", CSV_LENGTH },
  { "data", CSV_DATA },
};

/* Lower case, without blanks and underscores: the generations differ in these. */
static gboolean
normalise (TextWord cell, char name[NAME_MAX_CHARS + 1])
{
  gsize n = 0;

  for (gsize i = 0; i < cell.n; i++)
    if (!text_is_blank (cell.p[i]) && cell.p[i] != '_')
      {
        if (n == NAME_MAX_CHARS)
          return FALSE;
        name[n++] = g_ascii_tolower (cell.p[i]);
      }
  name[n] = '\0';
  return TRUE;
}

static void
set_column (CsvLayout *layout, guint i, CsvColumn column)
{
  if (layout->place[column] != 0)
    column = CSV_OTHER; /* the first of two of a name counts */
  layout->column[i] = (uint8_t) column;
  if (column != CSV_OTHER)
    layout->place[column] = (uint8_t) (i + 1);
}

static void
name_columns (CsvLayout *layout, const CsvRow *row, const Name *names, guint n_names)
{
  char name[NAME_MAX_CHARS + 1];

  *layout = (CsvLayout){ .n = row->n };
  for (guint i = 0; i < row->n; i++)
    {
      CsvColumn column = CSV_OTHER;

      for (guint k = 0; normalise (row->cells[i], name) && k < n_names; k++)
        if (strcmp (name, names[k].name) == 0)
          column = names[k].column;
      set_column (layout, i, column);
    }
}

static gboolean
has_all (const CsvLayout *layout, guint n, const CsvColumn *columns)
{
  for (guint i = 0; i < n; i++)
    if (layout->place[columns[i]] == 0)
      return FALSE;
  return TRUE;
}

static gboolean
name_layout (CsvLayout *layout, const CsvRow *row)
{
  static const CsvColumn frame[] = { CSV_TIME, CSV_ID, CSV_DLC, CSV_DATA },
                         kinds[] = { CSV_EXTENDED, CSV_REMOTE, CSV_ERROR },
                         more[] = { CSV_CHANNEL, CSV_FD, CSV_DIRECTION, CSV_LENGTH };

  name_columns (layout, row, python_names, G_N_ELEMENTS (python_names));
  if (has_all (layout, G_N_ELEMENTS (frame), frame) && has_all (layout, G_N_ELEMENTS (kinds), kinds))
    {
      layout->kind = CSV_PYTHON;
      layout->dialect = memchr (row->cells[layout->place[CSV_ID] - 1].p, '_', row->cells[layout->place[CSV_ID] - 1].n)
                            ? "python-can"
                            : "python-can 1";
      return TRUE;
    }
  if (has_all (layout, G_N_ELEMENTS (frame), frame) && layout->place[CSV_FLAGS] != 0)
    {
      layout->kind = CSV_PYTHON_FLAGS;
      layout->dialect = "python-can 1, flags";
      return TRUE;
    }
  name_columns (layout, row, canid_names, G_N_ELEMENTS (canid_names));
  layout->kind = CSV_CANID;
  layout->dialect = "canid-cli print";
  return has_all (layout, G_N_ELEMENTS (frame), frame) && has_all (layout, G_N_ELEMENTS (kinds), kinds)
         && has_all (layout, G_N_ELEMENTS (more), more);
}

/* The writer of the oldest generation wrote no line end behind "data": the first row follows at once. */
static gboolean
cut_glued (CsvRow *row, const char *line, const char *end, const char **rest)
{
  TextWord *last = &row->cells[4];

  if (row->n < 9 || last->p < line || last->p >= end /* in scratch */ || last->n <= 4
      || memcmp (last->p, "data", 4) != 0 || !(text_is_digit (last->p[4]) || last->p[4] == '-'))
    return FALSE;
  *rest = last->p + 4;
  last->n = 4;
  row->n = 5;
  return TRUE;
}

gboolean
csv_parse_header (const char *line, gsize n, GString *scratch, CsvLayout *layout, const char **rest)
{
  static const char delimiters[] = { ',', ';' };

  for (guint i = 0; i < G_N_ELEMENTS (delimiters); i++)
    {
      const char *behind = NULL;
      CsvRow row;

      if (csv_split (line, n, delimiters[i], scratch, &row) != NULL || row.n < 5 || row.n > CSV_MAX_CELLS)
        continue;
      if (rest != NULL)
        cut_glued (&row, line, line + n, &behind);
      if (!name_layout (layout, &row) || (behind != NULL && layout->kind != CSV_PYTHON_FLAGS))
        continue;
      layout->delimiter = delimiters[i];
      if (rest != NULL)
        *rest = behind;
      return TRUE;
    }
  return FALSE;
}

/* The delimiter that makes the most of the line. */
static guint
count_cells (const char *line, gsize n, GString *scratch, CsvRow *row)
{
  static const char delimiters[] = { ',', ';', '\t' };
  char best = ',';
  guint most = 0;

  for (guint i = 0; i < G_N_ELEMENTS (delimiters); i++)
    if (csv_split (line, n, delimiters[i], scratch, row) == NULL && row->n > most)
      {
        most = row->n;
        best = delimiters[i];
      }
  return most > 0 && csv_split (line, n, best, scratch, row) == NULL ? row->n : 0;
}

static void
append_name (GString *out, const char *name, gsize n)
{
  g_string_append (out, out->len > 0 ? ", " : "");
  g_string_append_len (out, name, (gssize) n);
}

char *
csv_explain_header (const char *line, gsize n)
{
  static const CsvColumn needed[] = { CSV_TIME, CSV_ID, CSV_EXTENDED, CSV_REMOTE, CSV_ERROR, CSV_DLC, CSV_DATA };
  static const char *const names[] = { "timestamp", "arbitration_id", "extended", "remote", "error", "dlc", "data" };
  g_autoptr (GString) scratch = g_string_new (NULL), missing = g_string_new (NULL), there = g_string_new (NULL);
  CsvLayout layout;
  CsvRow row;

  if (!g_utf8_validate_len (line, n, NULL) || count_cells (line, n, scratch, &row) < 2)
    return NULL;
  row.n = MIN (row.n, CSV_MAX_CELLS);
  name_columns (&layout, &row, python_names, G_N_ELEMENTS (python_names));
  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    if (layout.place[needed[i]] == 0)
      append_name (missing, names[i], strlen (names[i]));
  if (missing->len == 0)
    return NULL;
  for (guint i = 0; i < row.n && there->len < 120; i++)
    append_name (there, row.cells[i].p, MIN (row.cells[i].n, NAME_MAX_CHARS));
  return g_strdup_printf (_ ("a table of another program: python-can's columns %s are missing; its first row is: %s"),
                          missing->str, there->str);
}

void
csv_default_layout (CsvLayout *layout)
{
  static const CsvColumn columns[] = { CSV_TIME, CSV_ID, CSV_EXTENDED, CSV_REMOTE, CSV_ERROR, CSV_DLC, CSV_DATA };

  *layout = (CsvLayout){
    .kind = CSV_PYTHON, .delimiter = ',', .n = G_N_ELEMENTS (columns), .dialect = "python-can, no header"
  };
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    set_column (layout, i, columns[i]);
}
