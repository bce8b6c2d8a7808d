/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The flushing thread: puts complete blocks into the file and maps the file over them, so that memory belongs to the
 * page cache; of a named file also what is not complete, twice a second, with a header that speaks of it.
 *
 * The file of a ring has a place for each slot, written again and again; its memory stays memory, and nobody waits for
 * it: a disk that is too slow or full costs what would have been left after a crash, never a row. Before a place is
 * written again the header stops speaking of what was there.
 */
#include "config.h"
#include "core/frame-store-private.h"
#include "core/trace-info-private.h"

#include <errno.h>
#include <sys/mman.h>
#include <time.h>

#include "base/errors.h"
#include "base/i18n.h"

#include "base/banned.h"

struct Flusher
{
  FrameStore *store;
  char *path; /* NULL: unnamed */

  pthread_mutex_t lock;
  pthread_cond_t wake;     /* the thread has work */
  pthread_cond_t progress; /* the thread did something */
  pthread_t thread;
  /* Under the lock: */
  gboolean started;
  uint64_t asked, served; /* full flushes */
  gboolean close_asked, close_served;
  int error; /* errno of the last attempt, 0: fine */

  atomic_bool quit, failed;
  _Atomic uint64_t written[N_BLOCK_KINDS]; /* complete blocks in the file */
  _Atomic uint64_t mapped[N_BLOCK_KINDS];  /* complete blocks that are the file's memory */
  _Atomic uint64_t *offsets[N_BLOCK_KINDS];

  /* The thread's own: */
  TraceFile file;
  StoreExtent done;  /* in the file */
  StoreExtent first; /* that a ring still holds */
  gboolean map_failed;
  int64_t next_flush; /* ms, monotonic */
};

static int64_t
now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- Into the file --- */

static gboolean
is_ring (const Flusher *self)
{
  return self->store->ring > 0;
}

static uint32_t
slot_of (const Flusher *self, guint kind, uint32_t index)
{
  return index & self->store->spaces[kind].mask;
}

/* ThreadSanitizer takes mmap for a write to all of the range; it is none, as the bytes stay the same. So it must not
 * see it. */
#ifdef __SANITIZE_THREAD__
#include <sys/syscall.h>
#define mmap(...) ((void *) syscall (SYS_mmap, __VA_ARGS__))
#endif

/* The same bytes at the same address, but the page cache's. If the kernel has no mapping left, they stay ours. */
static void
map_over (Flusher *self, guint kind, uint32_t index, uint64_t offset)
{
  uint8_t *block = block_space_get (&self->store->spaces[kind], index);

  if (self->map_failed)
    return;
  if (mmap (block, block_size (kind), PROT_READ, MAP_SHARED | MAP_FIXED, self->file.fd, (off_t) offset) == MAP_FAILED)
    self->map_failed = TRUE;
  else
    atomic_store_explicit (&self->mapped[kind], index + 1, memory_order_release);
}

static void
complete_block (Flusher *self, guint kind, uint32_t index, uint64_t offset)
{
  if (kind == BLOCK_CHUNK && !is_ring (self))
    frame_store_make_summary (self->store, index, FRAME_CHUNK_ROWS);
  if (!is_ring (self))
    map_over (self, kind, index, offset);

  pthread_mutex_lock (&self->lock);
  atomic_store (&self->written[kind], index + 1);
  pthread_cond_broadcast (&self->progress);
  pthread_mutex_unlock (&self->lock);
}

static gboolean
place_block (Flusher *self, guint kind, uint32_t index, gboolean complete, uint64_t *offset)
{
  _Atomic uint64_t *place = &self->offsets[kind][slot_of (self, kind, index)];

  *offset = atomic_load_explicit (place, memory_order_relaxed);
  if (*offset != 0)
    {
      if (is_ring (self))
        trace_file_rename (&self->file, *offset, index);
      return TRUE;
    }
  *offset = trace_file_place (&self->file, kind, index, block_size (kind), self->path != NULL || !complete);
  if (*offset == 0)
    return FALSE;
  atomic_store_explicit (place, *offset, memory_order_release);
  return TRUE;
}

/* Writes units of a kind up to target. */
static gboolean
flush_kind (Flusher *self, guint kind, uint64_t target)
{
  uint64_t *done = &self->done.units[kind];
  uint32_t per_block = block_units (kind);

  if (*done < self->first.units[kind]) /* overtaken by the ring */
    *done = self->first.units[kind] - self->first.units[kind] % per_block;
  while (*done < target && !atomic_load (&self->quit))
    {
      uint32_t index = (uint32_t) (*done / per_block);
      uint64_t end = MIN (target, (uint64_t) (index + 1) * per_block);
      uint64_t offset;

      if (!place_block (self, kind, index, end % per_block == 0, &offset)
          || !store_write_units (self->store, &self->file, offset, kind, *done, end))
        return FALSE;
      *done = end;
      if (end % per_block == 0)
        complete_block (self, kind, index, offset);
    }
  return TRUE;
}

/* Rows last, so that a header never has rows without their payloads. */
static const BlockKind order[N_BLOCK_KINDS] = { BLOCK_ARENA, BLOCK_NOTES, BLOCK_CHUNK };

static gboolean write_head (Flusher *self, TraceState state);

/* What there is to be written, and of a ring what not any more: the header speaks of that before it is written over. */
static gboolean
measure (Flusher *self, StoreExtent *extent)
{
  uint64_t before = self->first.units[BLOCK_CHUNK], before_arena = self->first.units[BLOCK_ARENA];

  frame_store_extent (self->store, extent);
  if (!is_ring (self))
    return TRUE;
  frame_store_held_from (self->store, &self->first);
  return (self->first.units[BLOCK_CHUNK] == before && self->first.units[BLOCK_ARENA] == before_arena)
         || write_head (self, TRACE_LIVE);
}

static gboolean
flush_complete (Flusher *self)
{
  StoreExtent extent;
  gboolean ok = measure (self, &extent);

  for (guint i = 0; i < N_BLOCK_KINDS && ok; i++)
    {
      uint64_t units = extent.units[order[i]];

      if (self->path == NULL || order[i] == BLOCK_CHUNK) /* named: rows may need what is not complete */
        units -= units % block_units (order[i]);
      ok = flush_kind (self, order[i], units);
    }
  return ok;
}

static gboolean
write_info (Flusher *self)
{
  GByteArray *bytes = g_byte_array_new ();
  gboolean ok;

  trace_info_pack (self->store->info, bytes);
  ok = trace_file_write_info (&self->file, bytes);
  g_byte_array_unref (bytes);
  return ok;
}

static gboolean
begin_file (Flusher *self)
{
  return self->file.n_tables > 0 || trace_file_begin (&self->file);
}

static gboolean
write_head (Flusher *self, TraceState state)
{
  TraceHeader *header = &self->file.header;
  uint64_t arena = self->done.units[BLOCK_ARENA];

  if (is_ring (self))
    frame_store_held_from (self->store, &self->first); /* what was replaced while it was written is not spoken of */
  header->length = MAX (self->done.units[BLOCK_CHUNK], self->first.units[BLOCK_CHUNK]);
  header->first = self->first.units[BLOCK_CHUNK];
  header->n_notes = MAX (self->done.units[BLOCK_NOTES], self->first.units[BLOCK_NOTES]);
  header->first_note = self->first.units[BLOCK_NOTES];
  header->first_arena = (uint32_t) (self->first.units[BLOCK_ARENA] / ARENA_SIZE);
  header->arena_end = arena_place ((uint32_t) (arena / ARENA_SIZE), arena % ARENA_SIZE);
  header->n_problems = frame_store_n_problems (self->store);
  return begin_file (self) && trace_file_write_table (&self->file) && write_info (self)
         && trace_file_write_header (&self->file, state);
}

/* An unnamed file needs no header: nobody can find it. */
static gboolean
flush_all (Flusher *self)
{
  StoreExtent extent;
  gboolean ok = measure (self, &extent);

  for (guint i = 0; i < N_BLOCK_KINDS && ok; i++)
    ok = flush_kind (self, order[i], extent.units[order[i]]);
  return ok && (self->path == NULL || write_head (self, TRACE_LIVE));
}

/* Rows in the file whose payloads are there too, after writing failed somewhere. */
static uint64_t
n_whole_rows (const Flusher *self)
{
  const BlockSpace *space = &self->store->spaces[BLOCK_CHUNK];
  uint64_t n = self->done.units[BLOCK_CHUNK], end = self->done.units[BLOCK_ARENA];

  for (uint64_t row = n; row-- > self->first.units[BLOCK_CHUNK];)
    {
      const FrameChunk *chunk = (const FrameChunk *) block_space_get (space, row / FRAME_CHUNK_ROWS);
      guint i = row % FRAME_CHUNK_ROWS;
      uint16_t len = frame_len_dlc_len (chunk->len_dlc[i]);

      if (len > 8 && arena_bytes (chunk->payload[i]) + len <= end)
        break; /* payloads lie in the order of rows */
      if (len > 8)
        n = row;
    }
  return n;
}

/* The disk is full: what got there can still be opened, as its header and table have their place already. */
static void
save_what_is_there (Flusher *self)
{
  int saved_errno = errno;

  if (self->path != NULL)
    {
      self->done.units[BLOCK_CHUNK] = n_whole_rows (self);
      write_head (self, TRACE_LIVE);
    }
  errno = saved_errno;
}

static gboolean
close_file (Flusher *self)
{
  GByteArray *meta;
  gboolean ok;

  if (!flush_all (self))
    return FALSE;
  meta = store_pack_meta (self->store, self->done.units[BLOCK_CHUNK]);
  ok = begin_file (self) && trace_file_write_table (&self->file) && trace_file_write_meta (&self->file, meta)
       && write_head (self, TRACE_CLOSED);
  g_byte_array_unref (meta);
  return ok;
}

/* --- The thread --- */

static gboolean
has_complete (Flusher *self)
{
  StoreExtent extent;

  frame_store_extent (self->store, &extent);
  for (guint kind = 0; kind < N_BLOCK_KINDS; kind++)
    if (extent.units[kind] / block_units (kind) > atomic_load (&self->written[kind]))
      return TRUE;
  return FALSE;
}

/* Under the lock. FALSE: quit. */
static gboolean
wait_for_work (Flusher *self)
{
  while (!atomic_load (&self->quit))
    {
      gboolean timed = self->path != NULL && !self->close_served;
      struct timespec until = { self->next_flush / 1000, self->next_flush % 1000 * 1000000 };

      if (self->asked > self->served || (self->close_asked && !self->close_served)
          || (timed && now_ms () >= self->next_flush) || (!atomic_load (&self->failed) && has_complete (self)))
        return TRUE;
      if (timed)
        pthread_cond_timedwait (&self->wake, &self->lock, &until);
      else
        pthread_cond_wait (&self->wake, &self->lock);
    }
  return FALSE;
}

static gboolean
work (Flusher *self, gboolean all, gboolean whole)
{
  gboolean ok;

  if (self->file.header.state == TRACE_CLOSED)
    return TRUE;
  ok = whole ? close_file (self) : all ? flush_all (self) : flush_complete (self);
  if (!ok)
    save_what_is_there (self);
  return ok;
}

static void *
flusher_main (void *data)
{
  Flusher *self = data;

  pthread_mutex_lock (&self->lock);
  while (wait_for_work (self))
    {
      uint64_t asked = self->asked;
      gboolean whole = self->close_asked && !self->close_served;
      gboolean timed = self->path != NULL && !self->close_served && now_ms () >= self->next_flush;
      gboolean all = timed || asked > self->served;
      int saved_errno;

      pthread_mutex_unlock (&self->lock);
      saved_errno = work (self, all, whole) ? 0 : errno;
      if (timed)
        self->next_flush = now_ms () + FLUSH_INTERVAL;
      pthread_mutex_lock (&self->lock);

      self->error = saved_errno;
      atomic_store (&self->failed, saved_errno != 0);
      self->served = asked;
      self->close_served |= whole;
      pthread_cond_broadcast (&self->progress);
    }
  pthread_mutex_unlock (&self->lock);
  return NULL;
}

/* Under the lock. A short trace never needs the thread. */
static void
start (Flusher *self)
{
  if (self->started)
    return;
  self->error = pthread_create (&self->thread, NULL, flusher_main, self);
  self->started = self->error == 0;
  atomic_store (&self->failed, !self->started);
}

static gboolean
set_error (Flusher *self, int saved_errno, GError **error)
{
  char *folder;

  if (self->path != NULL)
    return canid_error_set_errno (error, self->path, saved_errno);
  folder = g_build_filename (g_get_user_cache_dir (), "canid", NULL);
  canid_error_set_errno (error, folder, saved_errno);
  g_free (folder);
  return FALSE;
}

/* --- Called by others --- */

Flusher *
flusher_new (FrameStore *store, int fd, const char *path)
{
  Flusher *self = g_new0 (Flusher, 1);
  pthread_condattr_t attributes;

  self->store = store;
  self->path = g_strdup (path);
  trace_file_init (&self->file, fd);
  pthread_mutex_init (&self->lock, NULL);
  pthread_condattr_init (&attributes);
  pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC);
  pthread_cond_init (&self->wake, &attributes);
  pthread_cond_init (&self->progress, &attributes);
  pthread_condattr_destroy (&attributes);
  for (guint kind = 0; kind < N_BLOCK_KINDS; kind++)
    self->offsets[kind] = g_malloc0_n ((gsize) store->spaces[kind].mask + 1, sizeof (uint64_t));
  self->next_flush = now_ms () + FLUSH_INTERVAL;
  return self;
}

void
flusher_free (Flusher *self)
{
  if (self == NULL)
    return;
  if (self->path != NULL)
    flusher_flush (self, TRUE, NULL);
  pthread_mutex_lock (&self->lock);
  atomic_store (&self->quit, TRUE);
  pthread_cond_signal (&self->wake);
  pthread_mutex_unlock (&self->lock);
  if (self->started)
    pthread_join (self->thread, NULL);

  trace_file_clear (&self->file);
  for (guint kind = 0; kind < N_BLOCK_KINDS; kind++)
    g_free ((void *) self->offsets[kind]);
  pthread_cond_destroy (&self->wake);
  pthread_cond_destroy (&self->progress);
  pthread_mutex_destroy (&self->lock);
  g_free (self->path);
  g_free (self);
}

/* Bytes of complete blocks that are not in the file. */
static uint64_t
waiting (Flusher *self, const AppendCursor *end)
{
  const uint64_t units[N_BLOCK_KINDS] = { end->length, arena_bytes (end->arena_end), end->n_notes };
  uint64_t bytes = 0;

  for (guint kind = 0; kind < N_BLOCK_KINDS; kind++)
    {
      uint64_t complete = units[kind] / block_units (kind), written = atomic_load (&self->written[kind]);

      bytes += (complete - MIN (written, complete)) * block_size (kind);
    }
  return bytes;
}

void
flusher_push (Flusher *self, const AppendCursor *end)
{
  pthread_mutex_lock (&self->lock);
  start (self);
  pthread_cond_signal (&self->wake);
  while (!is_ring (self) && waiting (self, end) > FLUSH_MAX_WAITING && !atomic_load (&self->failed))
    pthread_cond_wait (&self->progress, &self->lock);
  pthread_mutex_unlock (&self->lock);
}

gboolean
flusher_check (Flusher *self, GError **error)
{
  int saved_errno;

  if (G_LIKELY (!atomic_load_explicit (&self->failed, memory_order_relaxed)) || is_ring (self))
    return TRUE;
  pthread_mutex_lock (&self->lock);
  saved_errno = self->error;
  pthread_mutex_unlock (&self->lock);
  return saved_errno == 0 || set_error (self, saved_errno, error);
}

void
flusher_seal (Flusher *self)
{
  if (self->path == NULL)
    return;
  pthread_mutex_lock (&self->lock);
  self->close_asked = TRUE;
  start (self);
  pthread_cond_signal (&self->wake);
  pthread_mutex_unlock (&self->lock);
}

gboolean
flusher_flush (Flusher *self, gboolean whole, GError **error)
{
  uint64_t ticket;
  int saved_errno;

  pthread_mutex_lock (&self->lock);
  start (self);
  ticket = ++self->asked;
  self->close_asked |= whole;
  self->close_served &= self->error == 0; /* once more, there may be room now */
  pthread_cond_signal (&self->wake);
  while (self->started && (self->served < ticket || (whole && !self->close_served)))
    pthread_cond_wait (&self->progress, &self->lock);
  saved_errno = self->error;
  pthread_mutex_unlock (&self->lock);
  return saved_errno == 0 || set_error (self, saved_errno, error);
}

gboolean
flusher_is_named (const Flusher *self)
{
  return self->path != NULL;
}

int
flusher_get_fd (const Flusher *self)
{
  return self->file.fd;
}

gboolean
flusher_has_block (const Flusher *self, guint kind, uint32_t index, uint64_t *offset)
{
  if (index >= atomic_load_explicit (&self->mapped[kind], memory_order_acquire))
    return FALSE;
  if (offset != NULL)
    *offset = atomic_load_explicit (&self->offsets[kind][index], memory_order_acquire);
  return TRUE;
}
