/* formats.c: the list of formats, recognising them, and the reader that callers hold.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "formats/formats-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

#define PROBE_MAX (64u << 10) /* bytes looked at before giving up */
#define PROBE_SURE 90         /* enough to stop waiting for more of a slow input */
#define STORE_HEAD 4096       /* bytes that tell an own trace */

#define ENTRY(name) extern const Format format_##name;
#include "formats/formats-list.h"
#undef ENTRY
#define ENTRY(name) &format_##name,
static const Format *const formats[] = {
#include "formats/formats-list.h"
  NULL
};
#undef ENTRY

struct LogReader
{
  const Format *format;
  ByteSource *in;
  void *state;
  gboolean opened;
  guint n_restarts;  /* that were told */
  char *entry;       /* of a zip: what is read */
  GPtrArray *others; /* of a zip: names of the entries in front that are not read */
};

/* --- The list --- */

const Format *const *
formats_list (void)
{
  return formats;
}

const Format *
format_by_id (const char *id)
{
  for (guint i = 0; formats[i] != NULL; i++)
    if (strcmp (formats[i]->id, id) == 0)
      return formats[i];
  return NULL;
}

const FormatDialect *
format_dialect_by_id (const Format *self, const char *id)
{
  for (const FormatDialect *dialect = self->dialects; dialect != NULL && dialect->id != NULL; dialect++)
    if (strcmp (dialect->id, id) == 0)
      return dialect;
  return NULL;
}

gboolean
format_extension_fits (const Format *self, const char *path)
{
  char **extensions = g_strsplit (self->extensions, ";", -1);
  char *name = g_path_get_basename (path);
  gsize n = strlen (name);
  gboolean fits = FALSE;

  if (!(self->abilities & FORMAT_NO_PACKING))
    byte_packing_of_path (name, &n);
  for (guint i = 0; extensions[i] != NULL && !fits; i++)
    {
      gsize m = strlen (extensions[i]);

      fits = n > m + 1 && name[n - m - 1] == '.' && g_ascii_strncasecmp (name + n - m, extensions[i], m) == 0;
    }
  g_free (name);
  g_strfreev (extensions);
  return fits;
}

const Format *
format_by_path (const char *path, guint abilities)
{
  for (guint i = 0; formats[i] != NULL; i++)
    if ((formats[i]->abilities & abilities) == abilities && format_extension_fits (formats[i], path))
      return formats[i];
  return NULL;
}

/* --- Recognising --- */

static const Format *
best_format (const uint8_t *head, gsize n, const char *path, guint *sure)
{
  const Format *best = NULL;

  *sure = 0;
  for (guint i = 0; formats[i] != NULL; i++)
    {
      gboolean fits = path != NULL && format_extension_fits (formats[i], path);
      guint score = formats[i]->probe (head, n, fits);

      if (score > *sure)
        {
          best = formats[i];
          *sure = score;
        }
    }
  return best;
}

/* Nobody knows the content: its extension tells what was meant. */
static gboolean
explain_unknown (ByteSource *in, const char *path, const uint8_t *head, gsize n, GError **error)
{
  for (guint i = 0; path != NULL && formats[i] != NULL; i++)
    {
      char *what = NULL;

      if (formats[i]->explain != NULL && format_extension_fits (formats[i], path))
        what = formats[i]->explain (head, n);
      if (what == NULL)
        continue;
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNKNOWN, "%s: %s", byte_source_get_name (in), what);
      g_free (what);
      return TRUE;
    }
  return FALSE;
}

/* A line that is still being written says nothing of the format. */
static gsize
whole_lines (const uint8_t *head, gsize n)
{
  const uint8_t *last = n > 0 ? memrchr (head, '\n', n) : NULL;

  return last != NULL ? (gsize) (last - head) + 1 : n;
}

const Format *
formats_recognise (ByteSource *in, gboolean following, GError **error)
{
  const char *name = byte_source_get_entry (in) != NULL ? byte_source_get_entry (in) : byte_source_get_path (in);
  const Format *format = NULL;
  const uint8_t *head;
  gsize wanted = 0, n;
  guint sure;

  do
    {
      head = byte_source_peek (in, wanted, &n, error);
      if (head == NULL)
        return NULL;
      format = best_format (head, following ? whole_lines (head, MIN (n, PROBE_MAX)) : MIN (n, PROBE_MAX), name, &sure);
      if (n < wanted)
        break; /* that was all */
      wanted = n + 1;
    }
  while (sure < PROBE_SURE && n < PROBE_MAX);

  if (n == 0)
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNKNOWN, _ ("%s: nothing is in it"), byte_source_get_name (in));
  else if (format == NULL && byte_source_is_packed (in) && byte_packing_of_content (head, n) != BYTE_PACKING_NONE)
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNKNOWN, _ ("%s: holds another packed file; unpack it first"),
                 byte_source_get_name (in));
  else if (format == NULL && !explain_unknown (in, name, head, MIN (n, PROBE_MAX), error))
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNKNOWN, _ ("%s: not a log of a format this program reads"),
                 byte_source_get_name (in));
  return format;
}

/* Of a zip the first entry that is a log; others names those that were passed over. */
static const Format *
recognise_entry (ByteSource *in, gboolean following, GPtrArray *others, GError **error)
{
  const Format *format;
  GError *failure = NULL;

  while ((format = formats_recognise (in, following, &failure)) == NULL)
    {
      char *entry = g_strdup (byte_source_get_entry (in));

      if (entry == NULL || !byte_source_next_entry (in))
        {
          g_free (entry);
          break;
        }
      g_ptr_array_add (others, entry);
      g_clear_error (&failure);
    }
  if (format == NULL && others->len > 0)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNKNOWN,
                   _ ("%s: none of the %u files in it is a log of a format this program reads"),
                   byte_source_get_name (in), others->len + 1);
      g_clear_error (&failure);
    }
  else if (format == NULL)
    g_propagate_error (error, failure);
  return format;
}

/* Only a file can be mapped; a pipe must not be touched, what is read from it is gone. Not through a ByteSource: it
 * would unpack. */
gboolean
log_is_store (const char *path, GError **error)
{
  uint8_t head[STORE_HEAD];
  struct stat st;
  gssize n;
  int fd;

  if (strcmp (path, "-") == 0)
    return FALSE;
  if (stat (path, &st) != 0)
    return canid_error_set_errno (error, path, errno);
  if (S_ISDIR (st.st_mode))
    return canid_error_set_errno (error, path, EISDIR);
  if (!S_ISREG (st.st_mode))
    return FALSE;
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return canid_error_set_errno (error, path, errno);
  n = read (fd, head, sizeof head);
  if (n < 0)
    canid_error_set_errno (error, path, errno);
  close (fd);
  return n > 0 && frame_store_probe (head, (gsize) n);
}

/* --- Reading --- */

static gboolean
may_read (const Format *format, ByteSource *in, const FormatOptions *options, GError **error)
{
  if (format->abilities & FORMAT_STORE)
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s: a %s cannot be read as a stream"),
                 byte_source_get_name (in), format->name);
  else if (!(format->abilities & FORMAT_READ))
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s: %s can be written, not read"),
                 byte_source_get_name (in), format->name);
  else if (options->follow != NULL && format->place != FORMAT_PLACE_LINE)
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                 _ ("%s: a %s cannot be followed, only a log of lines of text"), byte_source_get_name (in),
                 format->name);
  else
    return TRUE;
  return FALSE;
}

/* Eats in. */
static LogReader *
open_source (ByteSource *in, const Format *format, TraceInfo *info, const FormatOptions *options, GError **error)
{
  static const FormatOptions no_options;
  LogReader *self = g_new0 (LogReader, 1);

  if (options == NULL)
    options = &no_options;
  self->in = in;
  self->others = g_ptr_array_new_with_free_func (g_free);
  if (format == NULL)
    format = recognise_entry (in, options->follow != NULL, self->others, error);
  self->entry = g_strdup (byte_source_get_entry (in));
  if (format != NULL && may_read (format, in, options, error))
    {
      self->format = format;
      self->state = g_malloc0 (format->reader_size);
      trace_info_set_format (info, format->id, "");
      self->opened = format->open (self->state, in, info, options, error);
    }
  if (self->opened)
    return self;
  log_reader_close (self);
  return NULL;
}

LogReader *
log_reader_open (const char *path, const Format *format, TraceInfo *info, const FormatOptions *options, GError **error)
{
  ByteSource *in = options != NULL && options->follow != NULL && strcmp (path, "-") != 0
                       ? byte_source_open_following (path, options->follow, error)
                       : byte_source_open (path, error);

  return in != NULL ? open_source (in, format, info, options, error) : NULL;
}

LogReader *
log_reader_open_memory (const void *data, gsize n, const Format *format, TraceInfo *info, const FormatOptions *options,
                        GError **error)
{
  return open_source (byte_source_new_memory (data, n), format, info, options, error);
}

const Format *
log_reader_get_format (const LogReader *self)
{
  return self->format;
}

/* A zip of several files: nobody shall believe that he sees them all. */
static void
tell_others (LogReader *self, FrameBatch *out)
{
  GString *names;

  while (byte_source_next_entry (self->in))
    g_ptr_array_add (self->others, g_strdup (byte_source_get_entry (self->in)));
  if (self->others->len == 0)
    return;
  names = g_string_new (NULL);
  for (guint i = 0; i < MIN (self->others->len, 10); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", (const char *) self->others->pdata[i]);
  if (self->others->len > 10)
    g_string_append (names, ", …");
  frame_batch_add_problem (out, 0, N_ ("of the files in it only %s was read, not %s"), self->entry, names->str);
  g_string_free (names, TRUE);
}

/* Readers hand on what they have before they wait, so what comes after a restart stands in a batch of its own. */
static void
tell_restarts (LogReader *self, FrameBatch *out)
{
  static const char text[] = "The log begins anew: it was cut off, or another file took its place";
  Note note = { .kind = NOTE_EVENT,
                .time = out->n_frames > 0 ? out->frames[0].time : g_get_real_time () * 1000,
                .n = sizeof text - 1 };

  if (byte_source_n_restarts (self->in) == self->n_restarts)
    return;
  self->n_restarts = byte_source_n_restarts (self->in);
  note.text = g_string_chunk_insert_len (out->text, text, note.n);
  note.channel = out->n_frames > 0 ? out->frames[0].channel : 0;
  g_array_prepend_val (out->notes, note);
}

FormatStep
log_reader_read (LogReader *self, FrameBatch *out, GError **error)
{
  FormatStep step;

  frame_batch_clear (out);
  step = self->format->read (self->state, out, error);
  tell_restarts (self, out);
  if (step == FORMAT_END && self->entry != NULL && !(self->format->abilities & FORMAT_ENTRIES))
    {
      tell_others (self, out);
      g_clear_pointer (&self->entry, g_free);
    }
  return step;
}

double
log_reader_progress (const LogReader *self)
{
  return byte_source_progress (self->in);
}

void
log_reader_close (LogReader *self)
{
  if (self == NULL)
    return;
  if (self->opened && self->format->close != NULL)
    self->format->close (self->state);
  g_free (self->state);
  g_free (self->entry);
  g_ptr_array_unref (self->others);
  byte_source_close (self->in);
  g_free (self);
}
