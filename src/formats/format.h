/* format.h: reading and writing logs of any known format.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Formats are found by content, the extension only breaks ties. A reader or writer belongs to one thread.
 */
#pragma once

#include "formats/format-interface.h"

G_BEGIN_DECLS

/* All formats, NULL-terminated, in the order of meson.build's list. */
const Format *const *formats_list (void);
const Format *format_by_id (const char *id);
const Format *format_by_path (const char *path, guint abilities); /* by extension, having all abilities; NULL if none */
const FormatDialect *format_dialect_by_id (const Format *self, const char *id); /* NULL if none */
gboolean format_extension_fits (const Format *self, const char *path);

/* "24 MHz", "24000000", "12.5 kHz", "1 GS/s": samples/s. */
gboolean sample_rate_parse (const char *text, gsize n, double *rate);

typedef struct LogReader LogReader;

/* Opens and recognises; format NULL: by content. info knows the format; start, dialect and channels come with the
 * frames, in time for the first frame that uses them. An own trace gives UNSUPPORTED here: see log_is_store. options
 * may be NULL. */
LogReader *log_reader_open (const char *path, const Format *format, TraceInfo *info, const FormatOptions *options,
                            GError **error);
/* From memory, for tests and fuzzing; borrows data. */
LogReader *log_reader_open_memory (const void *data, gsize n, const Format *format, TraceInfo *info,
                                   const FormatOptions *options, GError **error);
const Format *log_reader_get_format (const LogReader *self);
FormatStep log_reader_read (LogReader *self, FrameBatch *out, GError **error); /* clears out first */
double log_reader_progress (const LogReader *self);                            /* 0..1, -1 unknown; any thread */
void log_reader_close (LogReader *self);                                       /* (nullable) */

/* Whether path is Canid's own trace, to be opened by frame_store_open; errors of opening go to error. Pipes and "-" are
 * not looked at. */
gboolean log_is_store (const char *path, GError **error);

typedef struct LogWriter LogWriter;

/* Packed if the extension says so (base/byte-packing.h): trace.asc.gz. With options->append and a file that is
 * there the log is gone on with, in the form that it has (formats with FORMAT_APPEND, else UNSUPPORTED; also where it
 * is a log of another format, or packed); otherwise it is replaced at close. */
LogWriter *log_writer_create (const char *path, const Format *format, const TraceInfo *info,
                              const FormatOptions *options, GError **error);
/* The form that appending goes on in: it may hold less than the usual one. NULL: nothing is there, it is no such log, or
 * the format has one form. */
const FormatDialect *log_form_there (const char *path, const Format *format);
gboolean log_writer_write (LogWriter *self, const CanFrame *frames, guint n, GError **error);
/* Between what was written and what comes; nothing where the format has no FORMAT_NOTES. own: the note was read from a
 * log of this format, so its text is a line of it. */
gboolean log_writer_write_note (LogWriter *self, const Note *note, gboolean own, GError **error);
/* What was written is handed on: into a pipe, to the readers of an appended database (there it stays, even if the
 * writer is discarded). A packed file is not interrupted by it. */
gboolean log_writer_flush (LogWriter *self, GError **error);
gboolean log_writer_broken_pipe (const LogWriter *self);
/* The number that a channel is written as; 0 where the format keeps names. */
guint log_writer_channel_number (LogWriter *self, uint8_t channel);
/* The name that a channel is written with where that may be another than its own; NULL else. */
const char *log_writer_channel_name (LogWriter *self, uint8_t channel);
gboolean log_writer_close (LogWriter *self, GError **error); /* completes the file; frees in any case */
void log_writer_discard (LogWriter *self);                   /* (nullable) leaves the target as it was */

G_END_DECLS
