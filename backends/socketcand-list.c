/* socketcand-list.c: servers that announce themselves by broadcast, every three seconds.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The first list opens the port; from then on each takes what came since. What was not heard of for ten seconds is
 * forgotten.
 */
#include "config.h"
#include "backends/socketcand-private.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/banned.h"

#define FORGET (10 * G_USEC_PER_SEC)
#define SERVERS_MAX 100
#define BEACON_MAX 4096

typedef struct
{
  char *channel, *text;
  gint64 heard; /* monotonic µs */
} Announced;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int listener = -1;
static GPtrArray *announced; /* of Announced */

static void
announced_free (gpointer data)
{
  Announced *self = data;

  g_free (self->channel);
  g_free (self->text);
  g_free (self);
}

static int
open_listener (void)
{
  struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons (SOCKETCAND_BEACON_PORT) };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;

  if (fd < 0)
    return -1;
  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind (fd, (struct sockaddr *) &any, sizeof any) == 0)
    return fd;
  close (fd);
  return -1;
}

static void
remember (char *channel, const char *text)
{
  Announced *entry = NULL;

  for (guint i = 0; i < announced->len && entry == NULL; i++)
    if (strcmp (((Announced *) g_ptr_array_index (announced, i))->channel, channel) == 0)
      entry = g_ptr_array_index (announced, i);
  if (entry == NULL && announced->len < SERVERS_MAX)
    {
      entry = g_new0 (Announced, 1);
      entry->channel = g_strdup (channel);
      entry->text = g_strdup (text);
      g_ptr_array_add (announced, entry);
    }
  if (entry != NULL)
    entry->heard = g_get_monotonic_time ();
}

/* A server on all addresses says 0.0.0.0: then where the beacon came from is meant. */
static void
take_beacon (const SocketcandBeacon *beacon, const struct sockaddr_in *from)
{
  char address[INET_ADDRSTRLEN];
  gboolean named = beacon->host != NULL && strcmp (beacon->host, "0.0.0.0") != 0;
  g_autofree char *text
      = g_strdup_printf ("%s%s%s", beacon->name, *beacon->description != '\0' ? ", " : "", beacon->description);

  inet_ntop (AF_INET, &from->sin_addr, address, sizeof address);
  for (guint i = 0; i < beacon->buses->len; i++)
    {
      g_autofree char *channel = g_strdup_printf ("%s:%u/%s", named ? beacon->host : address,
                                                  beacon->port != 0 ? beacon->port : SOCKETCAND_PORT,
                                                  (const char *) g_ptr_array_index (beacon->buses, i));

      remember (channel, text);
    }
}

static void
take_beacons (void)
{
  for (guint i = 0; i < SERVERS_MAX; i++)
    {
      struct sockaddr_in from = { 0 };
      socklen_t size = sizeof from;
      char text[BEACON_MAX];
      ssize_t n = recvfrom (listener, text, sizeof text, 0, (struct sockaddr *) &from, &size);
      SocketcandBeacon *beacon = n > 0 ? socketcand_beacon_parse (text, (gsize) n) : NULL;

      if (n < 0)
        return;
      if (beacon != NULL)
        take_beacon (beacon, &from);
      socketcand_beacon_free (beacon);
    }
}

void
socketcand_list (GPtrArray *ports)
{
  gint64 now = g_get_monotonic_time ();

  pthread_mutex_lock (&lock);
  if (announced == NULL)
    announced = g_ptr_array_new_with_free_func (announced_free);
  if (listener < 0)
    listener = open_listener ();
  if (listener >= 0)
    take_beacons ();
  for (guint i = announced->len; i > 0; i--)
    if (now - ((Announced *) g_ptr_array_index (announced, i - 1))->heard > FORGET)
      g_ptr_array_remove_index (announced, i - 1);
  for (guint i = 0; i < announced->len; i++)
    {
      const Announced *entry = g_ptr_array_index (announced, i);

      bus_add_port (ports, &backend_socketcand, entry->channel, entry->text, NULL);
    }
  pthread_mutex_unlock (&lock);
}
