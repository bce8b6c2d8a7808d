/* log-writer.c: the writer that callers hold: what may be written, packed or gone on with, and how it ends.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "formats/formats-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <string.h>
#include <sys/stat.h>

#include "base/banned.h"

struct LogWriter
{
  const Format *format;
  ByteSink *out; /* NULL: appending */
  void *state;
};

static void
free_writer (LogWriter *self)
{
  if (self->format->clear != NULL)
    self->format->clear (self->state);
  g_free (self->state);
  g_free (self);
}

static gboolean
may_write (const char *path, const Format *format, const FormatOptions *options, GError **error)
{
  if (!(format->abilities & FORMAT_WRITE) || format->abilities & FORMAT_STORE)
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s: %s cannot be written frame by frame"), path,
                 _ (format->name));
  else if (options->append && !(format->abilities & FORMAT_APPEND))
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s: %s cannot be appended to; write another file"),
                 path, _ (format->name));
  else if (format->abilities & FORMAT_NO_PACKING && byte_packing_of_path (path, NULL) != BYTE_PACKING_NONE)
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                 _ ("%s: %s is not packed; write it without that extension"), path, _ (format->name));
  else if (options->append && byte_packing_of_path (path, NULL) != BYTE_PACKING_NONE)
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                 _ ("%s: a packed log cannot be appended to; write another file, or without packing"), path);
  else
    return TRUE;
  return FALSE;
}

/* Name of the entry in a zip: that of the zip without .zip, with the extension of the format. */
static char *
entry_name (const char *path, const Format *format, gsize stem)
{
  char *shorter = g_strndup (path, stem), *base = g_path_get_basename (shorter), *name;

  if (format_extension_fits (format, base))
    name = g_steal_pointer (&base);
  else
    {
      char **extensions = g_strsplit (format->extensions, ";", 2);

      name = g_strconcat (base, ".", extensions[0], NULL);
      g_strfreev (extensions);
    }
  g_free (base);
  g_free (shorter);
  return name;
}

static gboolean
pack (LogWriter *self, const char *path, GError **error)
{
  gsize stem;
  BytePacking packing = byte_packing_of_path (path, &stem);
  char *name;
  gboolean ok;

  if (packing == BYTE_PACKING_NONE)
    return TRUE;
  name = entry_name (path, self->format, stem);
  ok = byte_sink_pack (self->out, packing, name, error);
  g_free (name);
  return ok;
}

static gboolean
is_something (const char *path)
{
  struct stat st;

  return stat (path, &st) == 0 && S_ISREG (st.st_mode) && st.st_size > 0;
}

/* What is there must be of the same kind, or nobody could read what comes behind it. options: its form is kept. */
static gboolean
fits_what_is_there (const char *path, const Format *format, FormatOptions *options, GError **error)
{
  ByteSource *in = byte_source_open (path, error);
  const FormatDialect *form = format->dialects;
  const Format *there = in != NULL ? formats_recognise (in, FALSE, error) : NULL;

  if (there == format && format->form_of != NULL)
    {
      gsize n;
      const uint8_t *head = byte_source_peek (in, 0, &n, NULL);

      form = head != NULL ? format->form_of (head, n) : NULL;
      if (form != NULL && options->dialect != NULL && options->dialect != form)
        form = NULL;
      options->dialect = form;
    }
  byte_source_close (in);
  if (there == NULL)
    return FALSE;
  if (there == format && (format->form_of == NULL || form != NULL))
    return TRUE;
  if (there == format)
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                 _ ("%s: is a %s of another form and cannot be gone on with; write another file"), path,
                 _ (format->name));
  else
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                 _ ("%s: is a %s and cannot be gone on with as a %s; write another file"), path, _ (there->name),
                 _ (format->name));
  return FALSE;
}

const FormatDialect *
log_form_there (const char *path, const Format *format)
{
  FormatOptions options = { 0 };

  if (format->form_of == NULL || !is_something (path))
    return NULL;
  return fits_what_is_there (path, format, &options, NULL) ? options.dialect : NULL;
}

static ByteSinkMode
sink_mode (const FormatOptions *options)
{
  if (options->append)
    return options->grow ? BYTE_SINK_GROW_ON : BYTE_SINK_APPEND;
  return options->grow ? BYTE_SINK_GROW : BYTE_SINK_REPLACE;
}

static gboolean
begin (LogWriter *self, const char *path, const TraceInfo *info, const FormatOptions *options, GError **error)
{
  FormatOptions own = *options;

  /* A database that is to grow is written by its own library from the start. */
  if (options->append && self->format->append != NULL && (options->grow || g_file_test (path, G_FILE_TEST_EXISTS)))
    return self->format->append (self->state, path, info, options, error);
  own.append = options->append && is_something (path);
  if (own.append && !fits_what_is_there (path, self->format, &own, error))
    return FALSE;
  self->out = byte_sink_open (path, sink_mode (&own), error);
  return self->out != NULL && pack (self, path, error)
         && self->format->create (self->state, self->out, info, &own, error);
}

LogWriter *
log_writer_create (const char *path, const Format *format, const TraceInfo *info, const FormatOptions *options,
                   GError **error)
{
  static const FormatOptions no_options;
  LogWriter *self;

  if (options == NULL)
    options = &no_options;
  if (!may_write (path, format, options, error))
    return NULL;
  self = g_new0 (LogWriter, 1);
  self->format = format;
  self->state = g_malloc0 (format->writer_size);
  if (begin (self, path, info, options, error))
    return self;
  log_writer_discard (self);
  return NULL;
}

gboolean
log_writer_write (LogWriter *self, const CanFrame *frames, guint n, GError **error)
{
  if (!self->format->write (self->state, frames, n, error))
    return FALSE;
  return self->out == NULL || !byte_sink_failed (self->out) || byte_sink_flush (self->out, error);
}

gboolean
log_writer_write_note (LogWriter *self, const Note *note, gboolean own, GError **error)
{
  return self->format->write_note == NULL || self->format->write_note (self->state, note, own, error);
}

gboolean
log_writer_flush (LogWriter *self, GError **error)
{
  if (self->format->flush != NULL && !self->format->flush (self->state, error))
    return FALSE;
  return self->out == NULL || byte_sink_flush (self->out, error);
}

gboolean
log_writer_broken_pipe (const LogWriter *self)
{
  return self->out != NULL && byte_sink_broken_pipe (self->out);
}

guint
log_writer_channel_number (LogWriter *self, uint8_t channel)
{
  return self->format->channel_number != NULL ? self->format->channel_number (self->state, channel) : 0;
}

const char *
log_writer_channel_name (LogWriter *self, uint8_t channel)
{
  return self->format->channel_name != NULL ? self->format->channel_name (self->state, channel) : NULL;
}

gboolean
log_writer_close (LogWriter *self, GError **error)
{
  gboolean ok = self->format->finish == NULL || self->format->finish (self->state, error);

  if (!ok)
    byte_sink_discard (self->out);
  else if (self->out != NULL)
    ok = byte_sink_close (self->out, error);
  free_writer (self);
  return ok;
}

void
log_writer_discard (LogWriter *self)
{
  if (self == NULL)
    return;
  byte_sink_discard (self->out);
  free_writer (self);
}
