/* sqlite.c: databases of python-can's SqliteWriter (the table is in sqlite-private.h).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Rows are asked for in the order of their numbers, a batch at a time, and the question is taken back after each: so
 * the lock on the file is never held while somebody pages through what was printed, and whoever records into the
 * database goes on. New rows are read as they come.
 *
 * Places are row numbers. Where the database is damaged the reader looks for the next row that can be reached and goes
 * on there. Row numbers only ever grow, so that pages that point at each other cannot lead it in circles.
 */
#include "config.h"
#include "formats/python-frame.h"
#include "formats/sqlite-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/banned.h"

extern const Format format_sqlite;

#define NS G_GINT64_CONSTANT (1000000000)
#define LATEST 9.2e9 /* seconds that int64 ns hold */
/* As for candump: a log that starts in 1970 was recorded without a clock. */
#define EARLIEST_DATE (365 * 86400 * NS)
#define BATCH_MAX_PROBLEMS 1024
#define MAX_DAMAGES 1000 /* places from where reading is taken up again */

typedef struct
{
  ByteSource *in;
  TraceInfo *info;
  sqlite3 *db;
  sqlite3_stmt *rows; /* row number, then the columns; of rows above the number that is bound, if there are numbers */
  gboolean numbered;  /* the table has row numbers; else rows are counted and the statement runs through */
  gboolean started;
  uint8_t channel;
  int64_t last;       /* row number that was read last */
  int64_t first, end; /* least and greatest when it was opened, for the progress */
  guint n_damages;
  char *remark; /* to be told with the first batch */
} Reader;

/* --- A row --- */

/* The time that has the fewest digits among those that this double stands for: what was written. A double of today has
 * 0.24 us, so most stamps in whole microseconds come back as they were, and those of nanoseconds within that. */
static inline gboolean
take_time (double seconds, int64_t *time)
{
  double whole, fraction;
  int64_t us;

  if (G_UNLIKELY (!(seconds > -LATEST && seconds < LATEST))) /* not-a-number too */
    return FALSE;
  whole = floor (seconds);
  fraction = seconds - whole;
  us = (int64_t) whole * 1000000 + (int64_t) (fraction * 1e6 + 0.5);
  if (G_LIKELY ((double) us / 1e6 == seconds))
    *time = us * 1000;
  else
    {
      double tens = (double) (int64_t) (fraction * 1e7 + 0.5);
      double hundreds = (double) (int64_t) (fraction * 1e8 + 0.5);

      if (whole + tens / 1e7 == seconds)
        *time = (int64_t) whole * NS + (int64_t) tens * 100;
      else if (whole + hundreds / 1e8 == seconds)
        *time = (int64_t) whole * NS + (int64_t) hundreds * 10;
      else
        *time = (int64_t) whole * NS + (int64_t) (fraction * 1e9 + 0.5);
    }
  return TRUE;
}

/* Asked for once instead of for its type and again for what it is: a third of the time goes into finding it. Values of
 * a connection without mutexes may be looked at like any other (sqlite3_value's manual: multi-thread mode). */
static inline sqlite3_value *
column (sqlite3_stmt *row, SqliteColumn which)
{
  return sqlite3_column_value (row, 1 + (int) which);
}

static const char *
take_stamp (sqlite3_stmt *row, CanFrame *frame)
{
  sqlite3_value *value = column (row, SQLITE_TS);
  int type = sqlite3_value_type (value);

  if (G_UNLIKELY (type != SQLITE_FLOAT && type != SQLITE_INTEGER))
    return N_ ("ts is no number");
  return take_time (sqlite3_value_double (value), &frame->time) ? NULL : N_ ("ts is beyond the year 2261");
}

/* An integer of 0 .. max; python-can writes its booleans so. */
static inline gboolean
take_number (sqlite3_stmt *row, SqliteColumn which, int64_t max, int64_t *number)
{
  sqlite3_value *value = column (row, which);

  if (G_UNLIKELY (sqlite3_value_type (value) != SQLITE_INTEGER))
    return FALSE;
  *number = sqlite3_value_int64 (value);
  return *number >= 0 && *number <= max;
}

static const char *
take_id (sqlite3_stmt *row, CanFrame *frame)
{
  int64_t id, extended, remote, error;

  if (!take_number (row, SQLITE_ID, CAN_ID_MASK_EXTENDED, &id))
    return N_ ("arbitration_id is no number of 29 bits");
  if (!take_number (row, SQLITE_EXTENDED, 1, &extended) || !take_number (row, SQLITE_REMOTE, 1, &remote)
      || !take_number (row, SQLITE_ERROR_FLAG, 1, &error))
    return N_ ("extended, remote or error is not 0 or 1");
  frame->id = (uint32_t) id;
  if (error)
    frame->id |= CAN_ID_ERROR;
  else if (!extended && id > CAN_ID_MASK_STANDARD)
    return N_ ("arbitration_id of more than 11 bits in a frame that is not extended");
  else
    frame->id |= (extended ? CAN_ID_EXTENDED : 0) | (remote ? CAN_ID_REMOTE : 0);
  return NULL;
}

static const char *
take_data (sqlite3_stmt *row, CanFrame *frame, uint8_t *payload)
{
  sqlite3_value *value = column (row, SQLITE_DATA);
  int type = sqlite3_value_type (value);
  const void *data;
  int64_t dlc;
  int n;

  if (G_UNLIKELY (type != SQLITE_BLOB && type != SQLITE_NULL))
    return N_ ("data is no blob");
  data = sqlite3_value_blob (value);
  n = sqlite3_value_bytes (value);
  if (n > CAN_FRAME_MAX_LEN)
    return N_ ("more than 64 data bytes");
  if (!take_number (row, SQLITE_DLC, CAN_FRAME_MAX_LEN, &dlc))
    return N_ ("dlc is no number of 0 to 64");
  if (n == 8)
    memcpy (payload, data, 8);
  else if (n > 0)
    memcpy (payload, data, (gsize) n);
  frame->data = payload;
  return python_frame_set_length (frame, (guint) n, (uint64_t) dlc);
}

/* Row numbers may be negative; as a place those count as the file as a whole. */
static uint64_t
place_of (int64_t number)
{
  return (uint64_t) MAX (number, 0);
}

static void
take_row (Reader *self, FrameBatch *out)
{
  CanFrame *frame = &out->frames[out->n_frames];
  const char *reason;

  frame->flags = 0;
  frame->channel = self->channel;
  reason = take_stamp (self->rows, frame);
  if (reason == NULL)
    reason = take_id (self->rows, frame);
  if (reason == NULL)
    reason = take_data (self->rows, frame, out->payload[out->n_frames]);
  if (G_LIKELY (reason == NULL))
    out->n_frames++;
  else
    frame_batch_add_problem (out, place_of (self->last), "%s", reason);
}

/* --- Damage --- */

/* Whether a row above number can be read; *found is its number, INT64_MAX if there is none above. */
static gboolean
can_go_on_behind (Reader *self, int64_t number, int64_t *found)
{
  int answer;

  sqlite3_reset (self->rows);
  sqlite3_bind_int64 (self->rows, 1, number);
  answer = sqlite3_step (self->rows);
  *found = answer == SQLITE_ROW ? sqlite3_column_int64 (self->rows, 0) : INT64_MAX;
  return answer == SQLITE_DONE || (answer == SQLITE_ROW && *found > number);
}

/* The next row cannot be read: sets last to the number before the nearest that can. FALSE: there is none. The steps
 * double until one is found, then the nearest is narrowed down to. */
static gboolean
skip_damage (Reader *self, FrameBatch *out, const char *why)
{
  int64_t bad = self->last, good = self->last, found;
  uint64_t step = 1;
  gboolean reached;

  if (!self->numbered || ++self->n_damages > MAX_DAMAGES)
    {
      frame_batch_add_problem (out, place_of (self->last), N_ ("nothing behind this row can be read: %s"), why);
      return FALSE;
    }
  do
    {
      bad = good;
      good = step < (uint64_t) INT64_MAX - (uint64_t) MAX (good, 0) ? good + (int64_t) step : INT64_MAX - 1;
      step = step > (uint64_t) INT64_MAX / 2 ? step : step * 2;
    }
  while (!(reached = can_go_on_behind (self, good, &found)) && good < INT64_MAX - 1);
  while (reached && good - bad > 1)
    {
      int64_t middle = bad + (good - bad) / 2, at;

      if (can_go_on_behind (self, middle, &at))
        {
          good = middle;
          found = at;
        }
      else
        bad = middle;
    }
  if (found == INT64_MAX)
    {
      frame_batch_add_problem (out, place_of (self->last), N_ ("nothing behind this row can be read: %s"), why);
      return FALSE;
    }
  frame_batch_add_problem (out, place_of (self->last + 1), N_ ("rows up to number %" PRId64 " cannot be read: %s"),
                           found - 1, why);
  self->last = found - 1;
  return TRUE;
}

/* --- The reader --- */

static gboolean
open_database (Reader *self, ByteSource *in, GError **error)
{
  const char *path = byte_source_get_path (in), *name = byte_source_get_name (in);
  gsize n;
  const void *memory = byte_source_get_memory (in, &n);

  if (memory != NULL)
    self->db = sqlite_open_memory (memory, n, error);
  else if (byte_source_is_packed (in))
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s: a packed SQLite database; unpack it first"),
                 name);
  else if (path == NULL)
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                 _ ("%s: an SQLite database can only be read from a file, not from a pipe"), name);
  else
    self->db = sqlite_open_file (path, &self->remark, error);
  return self->db != NULL;
}

static void
find_ends (Reader *self, const char *rowid, const char *table)
{
  char *sql = sqlite3_mprintf ("SELECT (SELECT min (%s) FROM \"%w\"), (SELECT max (%s) FROM \"%w\")", rowid, table,
                               rowid, table);
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step (statement) == SQLITE_ROW)
    {
      self->first = sqlite3_column_int64 (statement, 0);
      self->end = sqlite3_column_int64 (statement, 1);
    }
  sqlite3_finalize (statement);
  sqlite3_free (sql);
}

static gboolean
prepare_rows (Reader *self, const char *name, GError **error)
{
  const char *rowid = NULL;
  char *table = sqlite_find_table (self->db, name, &rowid, error), *sql;
  int answer;

  if (table == NULL)
    return FALSE;
  self->numbered = rowid != NULL;
  if (self->numbered)
    sql = sqlite3_mprintf ("SELECT %s, ts, arbitration_id, extended, remote, error, dlc, data FROM \"%w\" WHERE %s > "
                           "?1 "
                           "ORDER BY %s",
                           rowid, table, rowid, rowid);
  else
    sql = sqlite3_mprintf ("SELECT 0, ts, arbitration_id, extended, remote, error, dlc, data FROM \"%w\"", table);
  answer = sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &self->rows, NULL);
  sqlite3_free (sql);
  if (answer != SQLITE_OK)
    sqlite_set_error (error, self->db, name, answer);
  else if (self->numbered)
    {
      find_ends (self, rowid, table);
      self->last = MIN (self->first - (self->first > INT64_MIN), 0); /* numbers may be negative */
    }
  if (answer == SQLITE_OK)
    {
      char *dialect = g_strdup_printf ("table %s", table);

      trace_info_set_format (self->info, format_sqlite.id, dialect);
      g_free (dialect);
    }
  g_free (table);
  return answer == SQLITE_OK;
}

static void close_reader (void *reader);

static gboolean
open_reader (void *reader, ByteSource *in, TraceInfo *info, const FormatOptions *options, GError **error)
{
  Reader *self = reader;

  self->in = in;
  self->info = info;
  if (open_database (self, in, error) && prepare_rows (self, byte_source_get_name (in), error))
    {
      self->channel = trace_info_channel (info, "", 0, NULL);
      return TRUE;
    }
  close_reader (self); /* nobody else does after a failure */
  return FALSE;
}

/* Steps to the next row. SQLITE_CORRUPT also where numbers do not grow: pages point where they must not. */
static int
next_row (Reader *self)
{
  int answer = sqlite3_step (self->rows);
  int64_t number;

  if (answer != SQLITE_ROW)
    return answer;
  if (!self->numbered)
    {
      self->last++;
      return answer;
    }
  number = sqlite3_column_int64 (self->rows, 0);
  if (number <= self->last)
    return SQLITE_CORRUPT;
  self->last = number;
  return answer;
}

static gboolean
is_damage (int answer)
{
  switch (answer & 0xFF)
    {
    case SQLITE_CORRUPT:
    case SQLITE_TOOBIG:
    case SQLITE_NOTADB:
      return TRUE;
    default:
      return answer == SQLITE_IOERR_SHORT_READ;
    }
}

static void
tell_progress (Reader *self)
{
  double all = (double) self->end - (double) self->first;

  if (self->numbered && all > 0)
    byte_source_set_progress (self->in, ((double) self->last - (double) self->first) / all);
}

static FormatStep
read_rows (Reader *self, FrameBatch *out, GError **error)
{
  while (out->n_frames < FRAME_BATCH_SIZE && out->n_problems < BATCH_MAX_PROBLEMS)
    {
      int answer = next_row (self);

      if (G_LIKELY (answer == SQLITE_ROW))
        take_row (self, out);
      else if (answer == SQLITE_DONE)
        return FORMAT_END;
      else if (!is_damage (answer))
        {
          sqlite_set_error (error, self->db, byte_source_get_name (self->in), answer);
          return FORMAT_FAILED;
        }
      else
        {
          if (!skip_damage (self, out, sqlite3_errstr (answer)))
            return FORMAT_END;
          break; /* the question is asked again from there */
        }
    }
  return FORMAT_MORE;
}

static FormatStep
read_batch (void *reader, FrameBatch *out, GError **error)
{
  Reader *self = reader;
  FormatStep step;

  if (self->remark != NULL)
    {
      frame_batch_add_problem (out, 0, "%s", self->remark);
      g_clear_pointer (&self->remark, g_free);
    }
  if (self->numbered)
    sqlite3_bind_int64 (self->rows, 1, self->last);
  step = read_rows (self, out, error);
  if (self->numbered)
    sqlite3_reset (self->rows); /* lets the lock go */
  if (!self->started && out->n_frames > 0)
    {
      trace_info_set_start (self->info, out->frames[0].time, out->frames[0].time >= EARLIEST_DATE);
      self->started = TRUE;
    }
  tell_progress (self);
  return step;
}

static void
close_reader (void *reader)
{
  Reader *self = reader;

  sqlite3_finalize (self->rows);
  sqlite3_close (self->db);
  g_free (self->remark);
}

static guint
probe (const uint8_t *head, gsize n, gboolean extension_fits)
{
  static const char magic[] = "SQLite format 3"; /* its NUL belongs to it */

  return n >= sizeof magic && memcmp (head, magic, sizeof magic) == 0 ? 100 : 0;
}

const Format format_sqlite = {
  .id = "sqlite",
  .name = N_ ("SQLite database of python-can"),
  .extensions = "db;sqlite;sqlite3;db3",
  .abilities
  = FORMAT_READ | FORMAT_WRITE | FORMAT_FD | FORMAT_REMOTE | FORMAT_ERROR | FORMAT_APPEND | FORMAT_NO_PACKING,
  .place = FORMAT_PLACE_ROW,
  .time_loss = N_ ("times are rounded to what a number of double precision holds, 0.24 microseconds today"),
  .probe = probe,
  .reader_size = sizeof (Reader),
  .open = open_reader,
  .read = read_batch,
  .close = close_reader,
  .writer_size = sizeof (SqliteWriter),
  .create = sqlite_create,
  .append = sqlite_append,
  .write = sqlite_write,
  .flush = sqlite_flush,
  .finish = sqlite_finish,
  .clear = sqlite_clear,
};
