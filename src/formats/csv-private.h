/* csv-private.h: the parts of the CSV reader and writer.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *   csv.c         the format: recognising, the batch loop, the commonest row shape
 *   csv-header.c  cells of a line (RFC 4180), columns by their names
 *   csv-row.c     a row of any known columns
 *   csv-write.c   python-can's rows
 */
#pragma once

#include "base/text-scan.h"
#include "formats/format-interface.h"

G_BEGIN_DECLS

#define CSV_MAX_CELLS 32 /* of a line; those behind are only counted */

typedef enum
{
  CSV_OTHER, /* a column that tells nothing of the frame */
  CSV_TIME,
  CSV_CHANNEL,
  CSV_ID,
  CSV_FLAGS,
  CSV_EXTENDED,
  CSV_REMOTE,
  CSV_ERROR,
  CSV_FD,
  CSV_BRS,
  CSV_ESI,
  CSV_DIRECTION,
  CSV_DLC,
  CSV_LENGTH,
  CSV_DATA,
  CSV_COLUMNS
} CsvColumn;

typedef enum
{
  CSV_NO_LAYOUT,
  CSV_PYTHON,       /* timestamp,arbitration_id,extended,remote,error,dlc,data; dlc in bytes, data base64 */
  CSV_PYTHON_FLAGS, /* timestamp, arbitrationid, flags, dlc, data: before 1.5 */
  CSV_CANID,        /* canid-cli print -T csv; data hexadecimal */
} CsvKind;

typedef struct
{
  TextWord cells[CSV_MAX_CELLS]; /* without quotes and the blanks around */
  guint n;                       /* all of them */
} CsvRow;

typedef struct
{
  CsvKind kind;
  char delimiter; /* , or ; */
  guint n;        /* columns in all */
  uint8_t column[CSV_MAX_CELLS];
  uint8_t place[CSV_COLUMNS]; /* index of a column + 1; 0: there is none */
  const char *dialect;        /* static */
} CsvLayout;

/* Splits a line; texts with doubled quotes are kept in scratch, whose content is replaced. Returns what is wrong. */
const char *csv_split (const char *line, gsize n, char delimiter, GString *scratch, CsvRow *row);

/* Whether the line is a known header. *rest (nullable) is set behind it where its writer forgot the line's end, else to
 * NULL. */
gboolean csv_parse_header (const char *line, gsize n, GString *scratch, CsvLayout *layout, const char **rest);
/* Of a first line that is no known header: which columns are missing and which there are (transfer full); NULL if it is
 * no row of columns. */
char *csv_explain_header (const char *line, gsize n);
/* That of python-can's rows in files that begin without a header. */
void csv_default_layout (CsvLayout *layout);

/* A row as a frame; channel stays 0. Returns why it is none, NULL if it is one. */
const char *csv_parse_row (const CsvLayout *layout, const CsvRow *row, CanFrame *frame,
                           uint8_t payload[CAN_FRAME_MAX_LEN]);

/* Value of a base64 digit, 0xFF for any other byte. */
extern const uint8_t csv_base64_values[256];
/* -1: not base64, or more than max bytes. */
int csv_decode_base64 (TextWord text, uint8_t *data, guint max);

typedef enum
{
  CSV_WRITTEN_NOW,
  CSV_WRITTEN_1,     /* the header of 1.5 */
  CSV_WRITTEN_FLAGS, /* five columns, decimal, data as a list in brackets; no CAN FD */
  CSV_N_WRITTEN
} CsvForm;

extern const char *const csv_headers[CSV_N_WRITTEN]; /* with their line ends */

typedef struct
{
  ByteSink *out;
  CsvForm form;
} CsvWriter;

gboolean csv_create (void *writer, ByteSink *out, const TraceInfo *info, const FormatOptions *options, GError **error);
gboolean csv_write (void *writer, const CanFrame *frames, guint n, GError **error);

G_END_DECLS
