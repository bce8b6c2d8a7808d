/* socketcand-connect.c: where the server is, and the way to it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "backends/socketcand-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/banned.h"

#define BUS_NAME_MAX 16 /* the protocol's */

/* "host", "host:port", "[::1]:port" */
static gboolean
split_host (const char *text, char **host, guint *port)
{
  const char *colon = strrchr (text, ':'), *bracket = strchr (text, ']');
  guint64 number = *port;

  if (text[0] == '[' && bracket != NULL)
    {
      colon = bracket[1] == ':' ? bracket + 1 : NULL;
      *host = g_strndup (text + 1, (gsize) (bracket - text - 1));
    }
  else
    *host = colon != NULL ? g_strndup (text, (gsize) (colon - text)) : g_strdup (text);
  if (colon != NULL && !g_ascii_string_to_unsigned (colon + 1, 10, 1, 65535, &number, NULL))
    return FALSE;
  *port = (guint) number;
  return **host != '\0';
}

gboolean
socketcand_split_channel (const char *channel, const char *host, guint port, char **out_host, guint *out_port,
                          char **out_bus, GError **error)
{
  const char *start = g_str_has_prefix (channel, "can://") ? channel + 6 : channel, *slash = strrchr (start, '/');
  g_autofree char *server = slash != NULL ? g_strndup (start, (gsize) (slash - start)) : g_strdup (host);
  const char *bus = slash != NULL ? slash + 1 : start;
  gsize n = strlen (bus);

  *out_host = NULL;
  *out_port = port;
  if (n == 0 || n > BUS_NAME_MAX || strcspn (bus, " \t<>/") != n)
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                 _ ("%s: the bus of a socketcand server is a name of 1 to %d characters, such as can0"), channel,
                 BUS_NAME_MAX);
  else if (!split_host (server, out_host, out_port))
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                 _ ("%s: a server is needed, as HOST/%s, HOST:PORT/%s or with host=HOST"), channel, bus, bus);
  else
    {
      *out_bus = g_strdup (bus);
      return TRUE;
    }
  g_clear_pointer (out_host, g_free);
  return FALSE;
}

/* TRUE: connected; else errno. */
static gboolean
finish_connecting (int fd, const struct addrinfo *to, gint64 end)
{
  struct pollfd poll_fd = { .fd = fd, .events = POLLOUT };
  gint64 left = (end - g_get_monotonic_time ()) / 1000;
  int reason = 0;
  socklen_t size = sizeof reason;

  if (connect (fd, to->ai_addr, to->ai_addrlen) == 0)
    return TRUE;
  if (errno != EINPROGRESS)
    return FALSE;
  if (poll (&poll_fd, 1, (int) MAX (left, 0)) <= 0)
    {
      errno = ETIMEDOUT;
      return FALSE;
    }
  getsockopt (fd, SOL_SOCKET, SO_ERROR, &reason, &size);
  errno = reason;
  return reason == 0;
}

int
socketcand_connect (const char *host, guint port, gint64 end, GError **error)
{
  struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *all = NULL;
  g_autofree char *service = g_strdup_printf ("%u", port);
  int problem = getaddrinfo (host, service, &hints, &all), fd = -1, on = 1, reason = 0;

  if (problem != 0)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("socketcand server %s: %s"), host, gai_strerror (problem));
      return -1;
    }
  for (const struct addrinfo *to = all; to != NULL && fd < 0; to = to->ai_next)
    {
      fd = socket (to->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      if (fd >= 0 && finish_connecting (fd, to, end))
        break;
      reason = errno;
      if (fd >= 0)
        close (fd);
      fd = -1;
    }
  freeaddrinfo (all);
  if (fd >= 0)
    setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  else
    g_set_error (error, CANID_ERROR, CANID_ERROR_IO,
                 _ ("socketcand server %s, port %u: %s; is socketcand running there?"), host, port,
                 g_strerror (reason));
  return fd;
}
