/* bus-return.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/bus-return.h"

#include "backends/can-link.h"
#include "session/netconf.h"
#include "ui/bus-profiles.h"

#include <glib-unix.h>
#include <unistd.h>

struct BusReturn
{
  GPtrArray *profiles;
  GHashTable *seen; /* indexes of interfaces that were looked at; an adapter that comes back has a new one */
  GCancellable *cancellable;
  int fd;
  guint watch;
  BusReturnFailed failed;
  gpointer data;
};

static void
on_set (GObject *source, GAsyncResult *result, gpointer data)
{
  BusReturn *self = data;
  g_autoptr (GError) error = NULL;

  /* Cancelled: it is freed. */
  if (!netconf_finish (result, &error) && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->failed (error->message, self->data);
}

static void
set_again (BusReturn *self, const BusProfile *profile, const CanLink *link)
{
  g_auto (GStrv) words = g_strsplit (profile->link, " ", -1);
  g_autoptr (GPtrArray) verb = g_ptr_array_new ();

  g_ptr_array_add (verb, (gpointer) "set");
  g_ptr_array_add (verb, (gpointer) link->name);
  g_ptr_array_add (verb, (gpointer) "up");
  for (char **word = words; *word != NULL; word++)
    g_ptr_array_add (verb, *word);
  g_ptr_array_add (verb, NULL);
  netconf_run ((const char *const *) verb->pdata, self->cancellable, on_set, self);
}

static void
look (BusReturn *self, gboolean first)
{
  for (guint i = 0; i < self->profiles->len; i++)
    {
      const BusProfile *profile = g_ptr_array_index (self->profiles, i);
      CanLink link;

      if (!profile->chosen || *profile->link == '\0' || strcmp (profile->interface, "socketcan") != 0
          || !can_link_find (profile->channel, profile->serial, profile->port, &link)
          || !g_hash_table_add (self->seen, GINT_TO_POINTER (link.index)))
        continue;
      if (!first && !link.up && link.has_controller && link.status.bitrate == 0)
        set_again (self, profile, &link);
    }
}

static gboolean
on_kernel (gint fd, GIOCondition condition, gpointer data)
{
  if (can_link_watch_read (fd))
    look (data, FALSE);
  return G_SOURCE_CONTINUE;
}

BusReturn *
bus_return_new (GSettings *settings, BusReturnFailed failed, gpointer data)
{
  int fd = can_link_watch_open ();
  BusReturn *self;

  if (fd < 0)
    return NULL;
  self = g_new0 (BusReturn, 1);
  self->fd = fd;
  self->profiles = bus_profiles_load (settings);
  self->seen = g_hash_table_new (NULL, NULL);
  self->cancellable = g_cancellable_new ();
  self->failed = failed;
  self->data = data;
  look (self, TRUE);
  self->watch = g_unix_fd_add (fd, G_IO_IN, on_kernel, self);
  return self;
}

void
bus_return_free (BusReturn *self)
{
  if (self == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_source_remove (self->watch);
  close (self->fd);
  g_hash_table_unref (self->seen);
  g_ptr_array_unref (self->profiles);
  g_free (self);
}
