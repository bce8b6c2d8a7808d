/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/deadline-source.h"

#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/banned.h"

#define SECOND INT64_C (1000000000)

typedef struct
{
  GSource source;
  int fd;
  gpointer tag;
  DeadlineFunc func;
  gpointer data;
} DeadlineSource;

int64_t
deadline_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * SECOND + now.tv_nsec;
}

static gboolean
deadline_check (GSource *source)
{
  return g_source_query_unix_fd (source, ((DeadlineSource *) source)->tag) != 0;
}

static gboolean
deadline_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  DeadlineSource *self = (DeadlineSource *) source;
  uint64_t expirations;

  /* Set anew meanwhile: nothing is due. */
  if (read (self->fd, &expirations, sizeof expirations) == sizeof expirations)
    self->func (deadline_now (), self->data);
  return G_SOURCE_CONTINUE;
}

static void
deadline_finalize (GSource *source)
{
  close (((DeadlineSource *) source)->fd);
}

static GSourceFuncs funcs = { .check = deadline_check, .dispatch = deadline_dispatch, .finalize = deadline_finalize };

GSource *
deadline_source_new (DeadlineFunc func, gpointer data)
{
  int fd = timerfd_create (CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  DeadlineSource *self;

  if (fd < 0)
    return NULL;
  self = (DeadlineSource *) g_source_new (&funcs, sizeof (DeadlineSource));
  self->fd = fd;
  self->func = func;
  self->data = data;
  self->tag = g_source_add_unix_fd (&self->source, fd, G_IO_IN);
  g_source_set_static_name (&self->source, "[canid] deadline");
  g_source_set_priority (&self->source, G_PRIORITY_HIGH);
  return &self->source;
}

void
deadline_source_set (GSource *source, int64_t deadline)
{
  struct itimerspec when = { 0 };

  /* All zeros would switch it off. */
  if (deadline != DEADLINE_NONE)
    {
      deadline = MAX (deadline, 1);
      when.it_value.tv_sec = (time_t) (deadline / SECOND);
      when.it_value.tv_nsec = (long) (deadline % SECOND);
    }
  timerfd_settime (((DeadlineSource *) source)->fd, TFD_TIMER_ABSTIME, &when, NULL);
}
