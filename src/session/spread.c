/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/spread.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/banned.h"

#define MAX_HELPERS 63

typedef struct
{
  SpreadFunc func;
  gpointer data;
  guint n_tasks;
  atomic_uint next;
} Spread;

static void *
work (void *data)
{
  Spread *self = data;
  guint task;

  while ((task = atomic_fetch_add (&self->next, 1)) < self->n_tasks)
    self->func (task, self->data);
  return NULL;
}

void
spread_run (guint n_tasks, SpreadFunc func, gpointer data)
{
  Spread self = { func, data, n_tasks, 0 };
  guint wanted = MIN (MIN (g_get_num_processors (), n_tasks), MAX_HELPERS + 1), n = 0;
  pthread_t helpers[MAX_HELPERS];

  /* No more threads for us: then fewer do it. */
  while (n + 1 < wanted && pthread_create (&helpers[n], NULL, work, &self) == 0)
    n++;
  work (&self);
  for (guint i = 0; i < n; i++)
    pthread_join (helpers[i], NULL);
}
