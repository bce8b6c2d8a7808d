/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/map-guard.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/banned.h"

#define PAGE_GUARDS 256

typedef struct
{
  _Atomic uintptr_t start; /* 0: free; stored last, removed first */
  _Atomic gsize size, piece;
  _Atomic (atomic_uint *) damage;
  atomic_uint reason;
} Guard;

/* Pages are only ever added, so the handler walks them without a lock. */
typedef struct GuardPage
{
  struct GuardPage *next;
  Guard guards[PAGE_GUARDS];
} GuardPage;

static GuardPage first_page;
static _Atomic (GuardPage *) pages = &first_page;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct sigaction previous;
static gsize page_size;

static gboolean
mend (const Guard *guard, uintptr_t start, uintptr_t address)
{
  gsize piece = guard->piece;
  uintptr_t from = address & ~(uintptr_t) (page_size - 1);
  uintptr_t to = start + (address - start) / piece * piece + piece;

  to = MIN (to, start + guard->size);
  if (mmap ((void *) from, to - from, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
    return FALSE;
  atomic_fetch_or (guard->damage, guard->reason);
  return TRUE;
}

static gboolean
mend_any (uintptr_t address)
{
  for (const GuardPage *page = atomic_load (&pages); page != NULL; page = page->next)
    for (guint i = 0; i < PAGE_GUARDS; i++)
      {
        const Guard *guard = &page->guards[i];
        uintptr_t start = atomic_load (&guard->start);

        if (start != 0 && address >= start && address - start < guard->size)
          return mend (guard, start, address);
      }
  return FALSE;
}

static void
on_bus_error (int number, siginfo_t *info, void *context)
{
  int saved_errno = errno;

  if (info->si_code > 0 && mend_any ((uintptr_t) info->si_addr))
    {
      errno = saved_errno;
      return;
    }
  if (previous.sa_flags & SA_SIGINFO)
    previous.sa_sigaction (number, info, context);
  else if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN)
    previous.sa_handler (number);
  else
    {
      sigaction (SIGBUS, &previous, NULL); /* the instruction fails again, now as ever */
      if (info->si_code <= 0)
        raise (number); /* was sent, not met */
    }
  errno = saved_errno;
}

static void
install (void)
{
  struct sigaction action = { .sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO | SA_ONSTACK };

  page_size = (gsize) sysconf (_SC_PAGESIZE);
  sigemptyset (&action.sa_mask);
  sigaction (SIGBUS, &action, &previous);
}

static Guard *
find_guard (uintptr_t start)
{
  GuardPage *page;

  for (page = atomic_load (&pages); page != NULL; page = page->next)
    for (guint i = 0; i < PAGE_GUARDS; i++)
      if (page->guards[i].start == start)
        return &page->guards[i];
  if (start != 0)
    return NULL;
  page = g_new0 (GuardPage, 1);
  page->next = atomic_load (&pages);
  atomic_store (&pages, page);
  return &page->guards[0];
}

void
map_guard_add (gconstpointer start, gsize size, gsize piece, atomic_uint *damage, guint reason)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  Guard *guard;

  pthread_once (&once, install);
  pthread_mutex_lock (&lock);
  guard = find_guard (0);
  guard->size = size;
  guard->piece = piece;
  guard->damage = damage;
  guard->reason = reason;
  atomic_store (&guard->start, (uintptr_t) start);
  pthread_mutex_unlock (&lock);
}

void
map_guard_remove (gconstpointer start)
{
  Guard *guard;

  pthread_mutex_lock (&lock);
  guard = find_guard ((uintptr_t) start);
  if (guard != NULL)
    atomic_store (&guard->start, 0);
  pthread_mutex_unlock (&lock);
}
