/* can-link-device.c: driver and adapter of an interface, from ethtool and /sys; its light.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "backends/can-link-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/banned.h"

#define MAX_LEVELS 4 /* from the network device up to the USB device */

/* 0 or errno. */
static int
ask_ethtool (const char *name, void *question)
{
  struct ifreq request = { 0 };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), result;

  g_strlcpy (request.ifr_name, name, sizeof request.ifr_name);
  request.ifr_data = question;
  if (fd < 0)
    return errno;
  result = ioctl (fd, SIOCETHTOOL, &request) == 0 ? 0 : errno;
  close (fd);
  return result;
}

static void
read_line (const char *folder, const char *file, char *out, gsize size)
{
  g_autofree char *path = g_build_filename (folder, file, NULL), *text = NULL;

  if (g_file_get_contents (path, &text, NULL, NULL) && g_utf8_validate (text, -1, NULL))
    g_strlcpy (out, g_strstrip (text), size);
}

/* The network device's parent is an interface of a USB device, which has names and a serial number. */
static void
read_usb (CanLink *self)
{
  g_autofree char *link = g_strdup_printf ("/sys/class/net/%s/device", self->name);
  g_autofree char *resolved = realpath (link, NULL), *folder = g_strdup (resolved);

  for (guint level = 0; folder != NULL && level < MAX_LEVELS; level++)
    {
      g_autofree char *mark = g_build_filename (folder, "idVendor", NULL);
      char *above;

      if (g_file_test (mark, G_FILE_TEST_EXISTS))
        {
          read_line (folder, "serial", self->serial, sizeof self->serial);
          read_line (folder, "product", self->product, sizeof self->product);
          return;
        }
      above = g_path_get_dirname (folder);
      g_free (folder);
      folder = above;
    }
}

/* Drivers of several channels give each its dev_port, older ones its dev_id. */
static guint
read_port (const char *name)
{
  g_autofree char *folder = g_strdup_printf ("/sys/class/net/%s", name);
  char port[16] = "", id[16] = "";
  guint n;

  read_line (folder, "dev_port", port, sizeof port);
  read_line (folder, "dev_id", id, sizeof id);
  n = (guint) g_ascii_strtoull (port, NULL, 0);
  return n != 0 ? n : (guint) g_ascii_strtoull (id, NULL, 0);
}

void
can_link_read_device (CanLink *self)
{
  struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };

  if (ask_ethtool (self->name, &info) == 0)
    {
      g_strlcpy (self->driver, info.driver, sizeof self->driver);
      g_strlcpy (self->bus_info, info.bus_info, sizeof self->bus_info);
    }
  if (!self->has_controller)
    return;
  read_usb (self);
  self->port = read_port (self->name);
}

gboolean
can_link_identify (const char *name, guint seconds, GError **error)
{
  struct ethtool_value blink = { .cmd = ETHTOOL_PHYS_ID, .data = seconds };
  int reason = ask_ethtool (name, &blink);

  if (reason == 0)
    return TRUE;
  if (reason == EOPNOTSUPP)
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s has no light that its driver can let blink"),
                 name);
  else if (reason == EPERM)
    g_set_error (error, CANID_ERROR, CANID_ERROR_IO,
                 _ ("%s: only an administrator may let it blink: as root, ethtool --identify %s %u"), name, name,
                 seconds);
  else
    g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("%s cannot blink: %s"), name, g_strerror (reason));
  return FALSE;
}
