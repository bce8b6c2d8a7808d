/* npz.c: frames as NumPy arrays: numpy.load ("x.npz") ["time_ns"]. Written only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * An .npz is a zip of .npy files (numpy/lib/format.py, version 1.0), one array each, n frames long:
 *
 *   timestamp <f8 seconds    time_ns <i8    arbitration_id <u4, without kind bits
 *   extended remote error fd brs esi tx |b1    dlc length channel |u1
 *   data |u1, n x 8 or, where a frame is longer, n x 64, filled with zeros
 *   channel_names <U, of which channel is the index
 *
 * Times are since 1970 UTC, or since the start of the recording where its date is not known. Nothing is pickled.
 *
 * An array stands behind its own length, and all of one column before the next: frames are kept in unnamed temporary
 * files beside the target, a few columns each, and put together when the last has come. Memory does not grow with them.
 */
#include "config.h"
#include "base/bytes.h"
#include "base/errors.h"
#include "base/i18n.h"
#include "formats/format-interface.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/banned.h"

extern const Format format_npz;

#define NS G_GINT64_CONSTANT (1000000000)
#define BUFFER_SIZE (64u << 10)
#define HEADER_ALIGN 64
#define ENTRY_DATE                                                                                                     \
  315619200 /* 2 January 1980, the zip's earliest in every time zone: equal frames give equal files                    \
             */

/* What is kept of a frame, a temporary file each. */
typedef enum
{
  KEPT_TIME,    /* int64 */
  KEPT_ID,      /* uint32 with kind bits */
  KEPT_REST,    /* flags, dlc, channel, len: a byte each */
  KEPT_PAYLOAD, /* len bytes */
  N_KEPT
} Kept;

static const guint kept_sizes[N_KEPT] = { 8, 4, 4, 1 };
enum
{
  REST_FLAGS,
  REST_DLC,
  REST_CHANNEL,
  REST_LEN
};

typedef struct
{
  int fd;
  uint8_t *buffer; /* BUFFER_SIZE */
  gsize used, start;
} Spool;

typedef struct
{
  ByteSink *out;
  const TraceInfo *info;
  Spool spools[N_KEPT];
  uint64_t n;
  guint width; /* bytes of data a frame: 8 or 64 */
  struct archive *zip;
} Writer;

/* --- Temporary files --- */

static gboolean
spool_open (Spool *self, const char *folder, GError **error)
{
  char *name = g_build_filename (folder, ".canid-XXXXXX", NULL);

  self->fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (self->fd < 0) /* not every file system has unnamed files */
    {
      self->fd = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, 0600);
      if (self->fd >= 0)
        g_unlink (name);
    }
  g_free (name);
  if (self->fd < 0)
    return canid_error_set_errno (error, folder, errno);
  self->buffer = g_malloc (BUFFER_SIZE);
  return TRUE;
}

static gboolean
spool_drain (Spool *self, GError **error)
{
  for (gsize done = 0; done < self->used;)
    {
      gssize n = write (self->fd, self->buffer + done, self->used - done);

      if (n < 0 && errno != EINTR)
        return canid_error_set_errno (error, _ ("temporary file beside the target"), errno);
      done += n > 0 ? (gsize) n : 0;
    }
  self->used = 0;
  return TRUE;
}

static gboolean
spool_add (Spool *self, const void *data, gsize n, GError **error)
{
  if (self->used + n > BUFFER_SIZE && !spool_drain (self, error))
    return FALSE;
  if (n > 0)
    memcpy (self->buffer + self->used, data, n);
  self->used += n;
  return TRUE;
}

static gboolean
spool_rewind (Spool *self, GError **error)
{
  self->used = self->start = 0;
  return lseek (self->fd, 0, SEEK_SET) == 0 || canid_error_set_errno (error, _ ("temporary file"), errno);
}

/* The next n bytes, n at most 64; valid until the next. */
static const uint8_t *
spool_take (Spool *self, gsize n, GError **error)
{
  const uint8_t *taken;

  while (self->used - self->start < n)
    {
      gssize got;

      memmove (self->buffer, self->buffer + self->start, self->used - self->start);
      self->used -= self->start;
      self->start = 0;
      got = read (self->fd, self->buffer + self->used, BUFFER_SIZE - self->used);
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        {
          canid_error_set_errno (error, _ ("temporary file"), got < 0 ? errno : EIO);
          return NULL;
        }
      self->used += (gsize) got;
    }
  taken = self->buffer + self->start;
  self->start += n;
  return taken;
}

static void
spool_clear (Spool *self)
{
  if (self->buffer == NULL)
    return;
  close (self->fd);
  g_free (self->buffer);
}

/* --- Taking frames --- */

/* Never tells libarchive of a failure: after one it does not free its compressor. finish looks at the sink. */
static la_ssize_t
write_zip (struct archive *zip, void *data, const void *bytes, size_t n)
{
  Writer *self = data;

  if (self->out != NULL)
    byte_sink_write (self->out, bytes, n);
  return (la_ssize_t) n;
}

static gboolean
set_zip_error (const Writer *self, GError **error)
{
  if (byte_sink_failed (self->out)) /* it knows better */
    return byte_sink_flush (self->out, error);
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("%s: cannot be packed: %s"), byte_sink_get_name (self->out),
               archive_error_string (self->zip));
  return FALSE;
}

static gboolean
create (void *writer, ByteSink *out, const TraceInfo *info, const FormatOptions *options, GError **error)
{
  Writer *self = writer;
  const char *file = byte_sink_get_file (out);
  char *folder = file != NULL ? g_path_get_dirname (file) : g_strdup (g_get_tmp_dir ());
  gboolean ok = TRUE;

  self->out = out;
  self->info = info;
  self->width = 8;
  for (guint i = 0; i < N_KEPT && ok; i++)
    ok = spool_open (&self->spools[i], folder, error);
  g_free (folder);
  if (!ok)
    return FALSE;
  self->zip = archive_write_new ();
  archive_write_set_bytes_per_block (self->zip, 0);
  /* The fastest level: half of the bytes are zeros and counters anyway. */
  if (archive_write_set_format_zip (self->zip) != ARCHIVE_OK
      || archive_write_set_options (self->zip, "zip:compression=deflate,zip:compression-level=1") != ARCHIVE_OK
      || archive_write_open (self->zip, self, NULL, write_zip, NULL) != ARCHIVE_OK)
    return set_zip_error (self, error);
  return TRUE;
}

static gboolean
write_frames (void *writer, const CanFrame *frames, guint n, GError **error)
{
  Writer *self = writer;

  for (guint i = 0; i < n; i++)
    {
      const CanFrame *frame = &frames[i];
      const uint8_t rest[4] = { frame->flags, frame->dlc, frame->channel, (uint8_t) frame->len };

      if (!spool_add (&self->spools[KEPT_TIME], &frame->time, sizeof frame->time, error)
          || !spool_add (&self->spools[KEPT_ID], &frame->id, sizeof frame->id, error)
          || !spool_add (&self->spools[KEPT_REST], rest, sizeof rest, error)
          || !spool_add (&self->spools[KEPT_PAYLOAD], frame->data, frame->len, error))
        return FALSE;
      if (frame->len > 8)
        self->width = CAN_FRAME_MAX_LEN;
    }
  self->n += n;
  return TRUE;
}

/* --- Arrays --- */

typedef struct
{
  const char *name, *type; /* NumPy's word for it */
  guint size;
  Kept kept;
  void (*put) (uint8_t *to, const uint8_t *kept);
} Array;

static int64_t
kept_time (const uint8_t *kept)
{
  int64_t time;

  memcpy (&time, kept, sizeof time);
  return time;
}

static uint32_t
kept_id (const uint8_t *kept)
{
  uint32_t id;

  memcpy (&id, kept, sizeof id);
  return id;
}

static void
put_seconds (uint8_t *to, const uint8_t *kept)
{
  int64_t time = kept_time (kept);
  double seconds = time % 1000 == 0 ? (double) (time / 1000) / 1e6 : (double) (time / NS) + (double) (time % NS) / 1e9;
  uint64_t bits;

  memcpy (&bits, &seconds, sizeof bits);
  bytes_store_le64 (to, bits);
}

static void
put_nanoseconds (uint8_t *to, const uint8_t *kept)
{
  bytes_store_le64 (to, (uint64_t) kept_time (kept));
}

static void
put_number (uint8_t *to, const uint8_t *kept)
{
  bytes_store_le32 (to, can_id_number (kept_id (kept)));
}

#define PUT_BIT(name, value)                                                                                           \
  static void put_##name (uint8_t *to, const uint8_t *kept) { *to = (value) ? 1 : 0; }
PUT_BIT (extended, kept_id (kept) & CAN_ID_EXTENDED)
PUT_BIT (remote, kept_id (kept) & CAN_ID_REMOTE)
PUT_BIT (error, kept_id (kept) & CAN_ID_ERROR)
PUT_BIT (fd, kept[REST_FLAGS] & CAN_FD)
PUT_BIT (brs, kept[REST_FLAGS] & CAN_BRS)
PUT_BIT (esi, kept[REST_FLAGS] & CAN_ESI)
PUT_BIT (tx, kept[REST_FLAGS] & CAN_TX)

static void
put_dlc (uint8_t *to, const uint8_t *kept)
{
  *to = kept[REST_DLC];
}

static void
put_length (uint8_t *to, const uint8_t *kept)
{
  *to = kept[REST_LEN];
}

static void
put_channel (uint8_t *to, const uint8_t *kept)
{
  *to = kept[REST_CHANNEL];
}

static const Array arrays[] = {
  { "timestamp", "<f8", 8, KEPT_TIME, put_seconds },
  { "time_ns", "<i8", 8, KEPT_TIME, put_nanoseconds },
  { "arbitration_id", "<u4", 4, KEPT_ID, put_number },
  { "extended", "|b1", 1, KEPT_ID, put_extended },
  { "remote", "|b1", 1, KEPT_ID, put_remote },
  { "error", "|b1", 1, KEPT_ID, put_error },
  { "fd", "|b1", 1, KEPT_REST, put_fd },
  { "brs", "|b1", 1, KEPT_REST, put_brs },
  { "esi", "|b1", 1, KEPT_REST, put_esi },
  { "tx", "|b1", 1, KEPT_REST, put_tx },
  { "dlc", "|u1", 1, KEPT_REST, put_dlc },
  { "length", "|u1", 1, KEPT_REST, put_length },
  { "channel", "|u1", 1, KEPT_REST, put_channel },
};

static gboolean
begin_array (Writer *self, const char *name, const char *header, gsize header_size, uint64_t size, GError **error)
{
  struct archive_entry *entry = archive_entry_new ();
  char *file = g_strconcat (name, ".npy", NULL);
  int answer;

  archive_entry_set_pathname (entry, file);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_mtime (entry, ENTRY_DATE, 0);
  archive_entry_set_size (entry, (la_int64_t) (header_size + size));
  answer = archive_write_header (self->zip, entry);
  archive_entry_free (entry);
  g_free (file);
  return (answer == ARCHIVE_OK && archive_write_data (self->zip, header, header_size) == (la_ssize_t) header_size)
         || set_zip_error (self, error);
}

/* shape: what stands in the parentheses. size: bytes of all its elements. */
static gboolean
write_header (Writer *self, const char *name, const char *type, const char *shape, uint64_t size, GError **error)
{
  GString *header = g_string_new ("\x93NUMPY\x01");
  gboolean ok;

  g_string_append_len (header, "\0\0\0", 3); /* version 1.0; length, below */
  g_string_append_printf (header, "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", type, shape);
  while (header->len % HEADER_ALIGN != HEADER_ALIGN - 1)
    g_string_append_c (header, ' ');
  g_string_append_c (header, '\n');
  bytes_store_le16 ((uint8_t *) header->str + 8, (uint16_t) (header->len - 10));
  ok = begin_array (self, name, header->str, header->len, size, error);
  g_string_free (header, TRUE);
  return ok;
}

static gboolean
write_bytes (Writer *self, const uint8_t *bytes, gsize n, GError **error)
{
  return n == 0 || archive_write_data (self->zip, bytes, n) == (la_ssize_t) n || set_zip_error (self, error);
}

static gboolean
write_array (Writer *self, const Array *array, GError **error)
{
  Spool *spool = &self->spools[array->kept];
  char shape[32];
  uint8_t out[4096];
  gsize used = 0;

  g_snprintf (shape, sizeof shape, "%" G_GUINT64_FORMAT ",", self->n);
  if (!spool_rewind (spool, error)
      || !write_header (self, array->name, array->type, shape, self->n * array->size, error))
    return FALSE;
  for (uint64_t i = 0; i < self->n; i++)
    {
      const uint8_t *kept = spool_take (spool, kept_sizes[array->kept], error);

      if (kept == NULL)
        return FALSE;
      array->put (out + used, kept);
      used += array->size;
      if (used < sizeof out)
        continue;
      if (!write_bytes (self, out, used, error))
        return FALSE;
      used = 0;
    }
  return write_bytes (self, out, used, error);
}

static gboolean
write_data (Writer *self, GError **error)
{
  Spool *rest = &self->spools[KEPT_REST], *payload = &self->spools[KEPT_PAYLOAD];
  char shape[48];
  uint8_t out[4096]; /* whole rows */
  gsize used = 0;

  g_snprintf (shape, sizeof shape, "%" G_GUINT64_FORMAT ", %u", self->n, self->width);
  if (!spool_rewind (rest, error) || !spool_rewind (payload, error)
      || !write_header (self, "data", "|u1", shape, self->n * self->width, error))
    return FALSE;
  for (uint64_t i = 0; i < self->n; i++)
    {
      const uint8_t *kept = spool_take (rest, kept_sizes[KEPT_REST], error), *bytes;
      guint len;

      if (kept == NULL)
        return FALSE;
      len = kept[REST_LEN];
      bytes = spool_take (payload, len, error);
      if (bytes == NULL)
        return FALSE;
      memset (out + used, 0, self->width);
      memcpy (out + used, bytes, len);
      used += self->width;
      if (used < sizeof out)
        continue;
      if (!write_bytes (self, out, used, error))
        return FALSE;
      used = 0;
    }
  return write_bytes (self, out, used, error);
}

/* NumPy's text is UCS-4, all elements as long as the longest. */
static gboolean
write_channel_names (Writer *self, GError **error)
{
  guint n = trace_info_n_channels (self->info), longest = 1;
  char shape[16], type[16];
  gboolean ok;

  for (guint i = 0; i < n; i++)
    longest = MAX (longest, (guint) g_utf8_strlen (trace_info_channel_name (self->info, (uint8_t) i), -1));
  g_snprintf (shape, sizeof shape, "%u,", n);
  g_snprintf (type, sizeof type, "<U%u", longest);
  ok = write_header (self, "channel_names", type, shape, (uint64_t) n * longest * 4, error);
  for (guint i = 0; i < n && ok; i++)
    {
      uint8_t *text = g_malloc0 (4 * (gsize) longest);
      const char *p = trace_info_channel_name (self->info, (uint8_t) i);

      for (guint j = 0; *p != '\0'; j++, p = g_utf8_next_char (p))
        bytes_store_le32 (text + 4 * j, g_utf8_get_char (p));
      ok = write_bytes (self, text, 4 * (gsize) longest, error);
      g_free (text);
    }
  return ok;
}

static gboolean
finish (void *writer, GError **error)
{
  Writer *self = writer;

  for (guint i = 0; i < N_KEPT; i++)
    if (!spool_drain (&self->spools[i], error))
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    if (!write_array (self, &arrays[i], error))
      return FALSE;
  if (!write_data (self, error) || !write_channel_names (self, error))
    return FALSE;
  return (archive_write_close (self->zip) == ARCHIVE_OK && !byte_sink_failed (self->out))
         || set_zip_error (self, error);
}

static void
clear (void *writer)
{
  Writer *self = writer;

  for (guint i = 0; i < N_KEPT; i++)
    spool_clear (&self->spools[i]);
  self->out = NULL; /* maybe gone already; what freeing would write is not wanted */
  archive_write_free (self->zip);
}

static guint
probe (const uint8_t *head, gsize n, gboolean extension_fits)
{
  return 0;
}

const Format format_npz = {
  .id = "npz",
  .name = N_ ("NumPy arrays"),
  .extensions = "npz",
  .abilities = FORMAT_WRITE | FORMAT_FD | FORMAT_FD_FLAGS | FORMAT_REMOTE | FORMAT_ERROR | FORMAT_NANOSECONDS
               | FORMAT_DIRECTION | FORMAT_CHANNELS | FORMAT_CHANNEL_NAMES | FORMAT_NO_PACKING | FORMAT_AT_END,
  .probe = probe,
  .writer_size = sizeof (Writer),
  .create = create,
  .write = write_frames,
  .finish = finish,
  .clear = clear,
};
