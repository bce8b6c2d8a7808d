/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Opening Canid's own trace. Nothing in the file is believed: the header and the table say where blocks lie, and only
 * blocks that lie within the file are taken; rows are there as far as their chunks are.
 */
#include "config.h"
#include "core/frame-store-private.h"
#include "core/map-guard.h"
#include "core/trace-info-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors.h"
#include "base/i18n.h"

#include "base/banned.h"

#define GUARD_PIECE (2u << 20) /* what is given up where the file is cut */

typedef struct
{
  FrameStore *store;
  const char *path;
  int fd;
  uint64_t size;   /* of the file */
  gboolean locked; /* its writer is alive */
  TraceHeader header;
  uint64_t tables[TRACE_MAX_TABLES];
  GString *damage;
} Opening;

static void add_damage (Opening *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
add_damage (Opening *self, const char *format, ...)
{
  va_list args;

  if (self->damage->len > 0)
    g_string_append (self->damage, "; ");
  va_start (args, format);
  g_string_append_vprintf (self->damage, format, args);
  va_end (args);
}

static gboolean
read_at (const Opening *self, void *data, gsize n, uint64_t offset)
{
  uint8_t *bytes = data;

  while (n > 0)
    {
      gssize got = pread (self->fd, bytes, n, (off_t) offset);

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return FALSE;
      bytes += got;
      offset += (uint64_t) got;
      n -= (gsize) got;
    }
  return TRUE;
}

static gboolean
fail (const Opening *self, CanidError code, GError **error, const char *what)
{
  g_set_error (error, CANID_ERROR, code, "%s: %s", self->path, what);
  return FALSE;
}

static gboolean
read_header (Opening *self, GError **error)
{
  TraceHeader *header = &self->header;
  struct stat status;

  if (fstat (self->fd, &status) < 0)
    return canid_error_set_errno (error, self->path, errno);
  if (!S_ISREG (status.st_mode))
    return fail (self, CANID_ERROR_UNKNOWN, error, _ ("not a file"));
  self->size = (uint64_t) status.st_size;
  if (!read_at (self, header, MIN (sizeof *header, self->size), 0)
      || !frame_store_probe ((void *) header, sizeof *header))
    return fail (self, CANID_ERROR_UNKNOWN, error, _ ("not a Canid trace"));
  if (self->size < TRACE_ALIGN)
    return fail (self, CANID_ERROR_DAMAGED, error, _ ("Canid trace cut within its header; nothing can be read"));
  if (header->version != TRACE_VERSION)
    return fail (self, CANID_ERROR_UNSUPPORTED, error,
                 _ ("Canid trace of a version that this program does not know; use a newer Canid"));
  if (header->crc != trace_crc32 (header, G_STRUCT_OFFSET (TraceHeader, crc)))
    add_damage (self, _ ("its header is damaged"));
  if (header->state != TRACE_LIVE && header->state != TRACE_CLOSED)
    header->state = TRACE_LIVE;
  return read_at (self, self->tables, sizeof self->tables, TRACE_TABLES_OFFSET)
         || canid_error_set_errno (error, self->path, EIO);
}

/* Room for what a file of this size can hold, not for what it claims. */
static FrameStore *
alloc_store (const Opening *self)
{
  static const uint32_t max[N_BLOCK_KINDS] = { CHUNK_SLOTS, ARENA_SLOTS, NOTES_SLOTS };
  const uint64_t first[N_BLOCK_KINDS]
      = { self->header.first / FRAME_CHUNK_ROWS, self->header.first_arena, self->header.first_note / NOTES_PER_BLOCK };
  uint32_t slots[N_BLOCK_KINDS];

  for (guint kind = 0; kind < N_BLOCK_KINDS; kind++)
    {
      uint64_t n = MIN (first[kind], max[kind]) + self->size / block_size (kind) + 1;

      slots[kind] = frame_store_power_of_two (MIN (n, max[kind]));
    }
  return frame_store_alloc (slots, 0);
}

/* A guarded map of the whole file, once. */
static gboolean
map_file (Opening *self, GError **error)
{
  FrameStore *store;
  void *map = mmap (NULL, self->size, PROT_READ, MAP_SHARED, self->fd, 0);

  if (map == MAP_FAILED)
    return canid_error_set_errno (error, self->path, errno);
  store = self->store = alloc_store (self);
  store->map = map;
  store->map_size = self->size;
  store->map_fd = self->fd;
  map_guard_add (map, self->size, GUARD_PIECE, &store->damage, DAMAGE_CUT);
  return TRUE;
}

static gboolean
take_entry (Opening *self, const TraceEntry *entry)
{
  BlockSpace *space;

  if (entry->kind >= N_BLOCK_KINDS)
    return FALSE;
  space = &self->store->spaces[entry->kind];
  if (entry->index >= space->n_blocks || entry->offset % TRACE_ALIGN != 0 || entry->offset == 0
      || entry->offset > self->size || self->size - entry->offset < space->block_size)
    return FALSE;
  block_space_set (space, entry->index, self->store->map + entry->offset);
  return TRUE;
}

static void
read_table (Opening *self)
{
  TraceEntry *entries = g_new (TraceEntry, TRACE_TABLE_ENTRIES);
  uint64_t n_fit = MIN (self->size / TRACE_ALIGN, TRACE_MAX_TABLES * TRACE_TABLE_ENTRIES);
  uint64_t n = MIN (self->header.n_entries, n_fit), n_bad = self->header.n_entries - n;

  for (uint64_t done = 0; done < n; done += TRACE_TABLE_ENTRIES)
    {
      uint64_t in_table = MIN (n - done, TRACE_TABLE_ENTRIES);
      uint64_t offset = self->tables[done / TRACE_TABLE_ENTRIES];

      if (offset > self->size || !read_at (self, entries, in_table * sizeof *entries, offset))
        {
          n_bad += in_table;
          continue;
        }
      for (uint64_t i = 0; i < in_table; i++)
        n_bad += !take_entry (self, &entries[i]);
    }
  if (n_bad > 0)
    add_damage (self, _ ("%llu of %llu blocks are missing"), (unsigned long long) n_bad,
                (unsigned long long) self->header.n_entries);
  g_free (entries);
}

/* How many units are there, given that the file says n from first on. */
static uint64_t
units_there (const Opening *self, guint kind, uint64_t first, uint64_t n)
{
  uint32_t per_block = block_units (kind);
  uint64_t there = first;

  while (there < n && block_space_get (&self->store->spaces[kind], there / per_block) != NULL)
    there = MIN (n, (there / per_block + 1) * per_block);
  return there;
}

static uint64_t
take_arena_end (const Opening *self)
{
  const BlockSpace *space = &self->store->spaces[BLOCK_ARENA];
  uint64_t end = self->header.arena_end;
  uint32_t n = space->n_blocks;

  while (n > 0 && block_space_get (space, n - 1) == NULL)
    n--;
  return arena_bytes (end) < (uint64_t) n * ARENA_SIZE ? end : arena_place (n, 0);
}

static void
take_extent (Opening *self)
{
  const TraceHeader *header = &self->header;
  FrameStore *store = self->store;
  uint64_t length = MIN (header->length, FRAME_STORE_MAX_ROWS), first = MIN (header->first, length);
  uint64_t first_note = MIN (header->first_note, header->n_notes);

  store->first = first;
  store->first_note = first_note;
  store->end.length = units_there (self, BLOCK_CHUNK, first, length);
  store->end.n_notes = units_there (self, BLOCK_NOTES, first_note, header->n_notes);
  store->length = store->end.length;
  store->n_notes = store->end.n_notes;
  store->arena_end = take_arena_end (self);
  store->n_problems = header->n_problems;
  if (store->end.length < header->length)
    add_damage (self, _ ("of %llu frames %llu can be read"), (unsigned long long) (header->length - first),
                (unsigned long long) (store->end.length - first));
  if (store->end.n_notes < header->n_notes)
    add_damage (self, _ ("of %llu notes %llu can be read"), (unsigned long long) (header->n_notes - first_note),
                (unsigned long long) (store->end.n_notes - first_note));
}

/* n bytes whose CRC is right, or NULL. */
static uint8_t *
read_checked (const Opening *self, uint64_t offset, uint64_t n, uint64_t max, uint32_t crc)
{
  uint8_t *bytes;

  if (n == 0 || n > max || offset > self->size || n > self->size - offset)
    return NULL;
  bytes = g_malloc (n);
  if (read_at (self, bytes, n, offset) && trace_crc32 (bytes, n) == crc)
    return bytes;
  g_free (bytes);
  return NULL;
}

static void
forget_summaries (FrameStore *store)
{
  for (uint32_t i = 0; i < store->spaces[BLOCK_CHUNK].n_blocks; i++)
    store->summary_ready[i] = 0;
}

static void
read_meta (Opening *self)
{
  const TraceHeader *header = &self->header;
  uint8_t *bytes = read_checked (self, header->meta_offset, header->meta_size, TRACE_MAX_META, header->meta_crc);

  if (bytes == NULL || !store_unpack_meta (self->store, bytes, header->meta_size))
    add_damage (self, _ ("its summaries and reasons of skipped lines are damaged"));
  /* Rows that are gone make the last summary wrong. */
  if (self->damage->len > 0)
    forget_summaries (self->store);
  g_free (bytes);
}

/* What a writer that was killed has left of the channels' names. */
static void
read_info (Opening *self)
{
  const TraceHeader *header = &self->header;
  uint8_t *bytes = read_checked (self, header->info_offset, header->info_size, TRACE_INFO_SIZE, header->info_crc);

  if (bytes != NULL)
    trace_info_unpack (self->store->info, bytes, header->info_size);
  g_free (bytes);
}

/* Behind the trace; without them it is as good. */
static void
read_marks (Opening *self)
{
  TraceMarksPlace place;
  uint8_t *bytes;

  if (!read_at (self, &place, sizeof place, TRACE_MARKS_OFFSET) || place.size == 0)
    return;
  bytes = place.crc == trace_crc32 (&place, G_STRUCT_OFFSET (TraceMarksPlace, crc))
              ? read_checked (self, place.offset, place.size, TRACE_MAX_MARKS, place.marks_crc)
              : NULL;
  if (bytes != NULL)
    self->store->marks = g_bytes_new_take (bytes, place.size);
  else
    add_damage (self, _ ("its marks and comments are damaged"));
}

static void
finish (Opening *self)
{
  FrameStore *store = self->store;

  if (self->header.state == TRACE_CLOSED)
    read_meta (self);
  if (trace_info_n_channels (store->info) == 0)
    read_info (self);
  read_marks (self);
  store->recovered = self->header.state == TRACE_LIVE && !self->locked;
  store->sealed = TRUE;
  if (self->damage->len > 0)
    {
      store->damage_text = g_strdup_printf (_ ("the trace is damaged: %s"), self->damage->str);
      store->damage |= DAMAGE_FOUND;
    }
}

static gboolean
is_locked (int fd)
{
  gboolean locked = flock (fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;

  if (!locked)
    flock (fd, LOCK_UN);
  return locked;
}

/* A writer has its lock before it writes a header: so a file without one is not locked here, which would keep its
 * writer from doing it; and where nobody has the lock behind a header, nobody changes the header any more. */
static gboolean
read_last_header (Opening *self, GError **error)
{
  if (!read_header (self, error))
    return FALSE;
  self->locked = is_locked (self->fd);
  if (self->locked)
    return TRUE;
  g_string_truncate (self->damage, 0);
  return read_header (self, error);
}

FrameStore *
frame_store_open (const char *path, GError **error)
{
  Opening self = { .path = path, .fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) };

  if (self.fd < 0)
    {
      canid_error_set_errno (error, path, errno);
      return NULL;
    }
  self.damage = g_string_new (NULL);
  if (read_last_header (&self, error) && map_file (&self, error))
    {
      read_table (&self);
      take_extent (&self);
      finish (&self);
    }
  else
    close (self.fd);
  g_string_free (self.damage, TRUE);
  return self.store;
}
