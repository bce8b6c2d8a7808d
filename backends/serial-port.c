/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/adapters.h"
#include "backends/serial-port.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <asm/termbits.h> /* any rate: termios.h knows only some */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/banned.h"

/* --- Which there are --- */

static void
port_free (gpointer data)
{
  SerialPort *self = data;

  g_free (self->path);
  g_free (self->product);
  g_free (self->serial);
  g_free (self);
}

static char *
read_attribute (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  g_strchomp (text);
  if (*text != '\0' && g_utf8_validate (text, -1, NULL))
    return text;
  g_free (text);
  return NULL;
}

static guint
read_id (const char *folder, const char *name)
{
  g_autofree char *text = read_attribute (folder, name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 16) : 0;
}

/* Upwards from the interface to the USB device. */
static void
read_usb (SerialPort *self, const char *device)
{
  g_autofree char *folder = g_strdup (device);

  for (guint up = 0; up < 5 && strlen (folder) > 1; up++)
    {
      char *parent;

      self->vendor = read_id (folder, "idVendor");
      if (self->vendor != 0)
        {
          self->code = read_id (folder, "idProduct");
          self->product = read_attribute (folder, "product");
          self->serial = read_attribute (folder, "serial");
          return;
        }
      parent = g_path_get_dirname (folder);
      g_free (folder);
      folder = parent;
    }
}

/* Of the many ttyS that a PC's kernel names only those with a chip: their type is not 0. */
static gboolean
is_empty_socket (const char *folder)
{
  g_autofree char *type = read_attribute (folder, "type");

  return type != NULL && strcmp (type, "0") == 0;
}

static SerialPort *
read_port (const char *sysfs, const char *name)
{
  g_autofree char *folder = g_build_filename (sysfs, "class", "tty", name, NULL);
  g_autofree char *link = g_build_filename (folder, "device", NULL);
  char *device = realpath (link, NULL);
  SerialPort *port = NULL;

  if ((device != NULL || g_str_has_prefix (name, "rfcomm")) && !is_empty_socket (folder))
    {
      port = g_new0 (SerialPort, 1);
      port->path = g_strconcat ("/dev/", name, NULL);
      if (device != NULL)
        read_usb (port, device);
    }
  free (device);
  return port;
}

/* ttyUSB2 before ttyUSB10. */
static gint
compare_ports (gconstpointer a, gconstpointer b)
{
  const SerialPort *const *x = a, *const *y = b;
  gsize nx = strcspn ((*x)->path, "0123456789"), ny = strcspn ((*y)->path, "0123456789");
  gint names = strncmp ((*x)->path, (*y)->path, MAX (nx, ny));

  if (nx != ny || names != 0)
    return names;
  return (gint) (g_ascii_strtoull ((*x)->path + nx, NULL, 10) - g_ascii_strtoull ((*y)->path + ny, NULL, 10));
}

GPtrArray *
serial_ports_list (const char *sysfs)
{
  GPtrArray *ports = g_ptr_array_new_with_free_func (port_free);
  g_autofree char *folder = g_build_filename (sysfs, "class", "tty", NULL);
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      SerialPort *port = read_port (sysfs, name);

      if (port != NULL)
        g_ptr_array_add (ports, port);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_ptr_array_sort (ports, compare_ports);
  return ports;
}

char *
serial_port_describe (const SerialPort *self)
{
  GString *text = g_string_new (self->product);

  if (self->vendor != 0)
    g_string_append_printf (text, "%s(%04x:%04x)", text->len > 0 ? " " : "", self->vendor, self->code);
  if (self->serial != NULL)
    g_string_append_printf (text, _ ("%sserial number %s"), text->len > 0 ? ", " : "", self->serial);
  return g_string_free (text, FALSE);
}

char *
serial_path_describe (const char *path)
{
  char *real = realpath (path, NULL), *text = NULL;
  g_autoptr (GPtrArray) ports = serial_ports_list ("/sys");

  for (guint i = 0; i < ports->len && text == NULL; i++)
    {
      const SerialPort *port = g_ptr_array_index (ports, i);

      if (g_strcmp0 (port->path, real) == 0)
        text = serial_port_describe (port);
    }
  free (real);
  return text != NULL ? text : g_strdup ("");
}

gboolean
serial_port_is_slcan (const SerialPort *self)
{
  return adapters_have_usb (self->vendor, self->code, "slcan");
}

static const SerialPort *
find_serial (GPtrArray *ports, const char *serial, guint *n)
{
  const SerialPort *found = NULL;

  *n = 0;
  for (guint i = 0; i < ports->len; i++)
    if (g_strcmp0 (((const SerialPort *) g_ptr_array_index (ports, i))->serial, serial) == 0)
      {
        found = g_ptr_array_index (ports, i);
        ++*n;
      }
  return found;
}

char *
serial_path_identify (const char *sysfs, const char *path)
{
  g_autoptr (GPtrArray) ports = serial_ports_list (sysfs);
  char *real = realpath (path, NULL), *text = NULL;

  for (guint i = 0; i < ports->len && text == NULL; i++)
    {
      const SerialPort *port = g_ptr_array_index (ports, i);
      guint n;

      if (strcmp (port->path, real != NULL ? real : path) != 0 || port->serial == NULL
          || strpbrk (port->serial, " ,") != NULL)
        continue;
      find_serial (ports, port->serial, &n);
      if (n == 1)
        text = g_strconcat ("serial_number=", port->serial, NULL);
    }
  free (real);
  return text;
}

char *
serial_channel_find (const char *sysfs, const char *channel, const char *serial, GError **error)
{
  g_autoptr (GPtrArray) ports = serial_ports_list (sysfs);
  const char *at = strrchr (channel, '@');
  const SerialPort *port;
  guint n;

  if (*serial == '\0')
    return g_strdup (channel);
  port = find_serial (ports, serial, &n);
  if (n == 1)
    return g_strconcat (port->path, at != NULL && strchr (at, '/') == NULL ? at : "", NULL);
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO,
               n == 0 ? _ ("the adapter with serial number %s (it was %s) is not plugged in")
                      : _ ("serial_number=%s: several ports have this number; give the path in place of it, as %s"),
               serial, channel);
  return NULL;
}

/* --- One opened --- */

static gboolean
split_channel (const char *channel, char **path, guint *baud, GError **error)
{
  const char *at = strrchr (channel, '@');
  guint64 rate;

  *path = g_strdup (channel);
  if (at == NULL || strchr (at, '/') != NULL) /* an @ may be part of a path */
    return TRUE;
  if (!g_ascii_string_to_unsigned (at + 1, 10, 1, 100000000, &rate, NULL))
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                   _ ("%s: behind the @ stands the rate of the serial line, such as @115200"), channel);
      g_clear_pointer (path, g_free);
      return FALSE;
    }
  (*path)[at - channel] = '\0';
  *baud = (guint) rate;
  return TRUE;
}

static gboolean
set_raw (int fd, guint baud, gboolean rtscts)
{
  struct termios2 mode;

  if (ioctl (fd, TCGETS2, &mode) != 0)
    return FALSE;
  mode.c_iflag = IGNBRK;
  mode.c_oflag = 0;
  mode.c_lflag = 0;
  mode.c_cflag = BOTHER | CS8 | CREAD | CLOCAL | HUPCL | (rtscts ? CRTSCTS : 0);
  mode.c_ispeed = mode.c_ospeed = baud;
  mode.c_cc[VMIN] = 1;
  mode.c_cc[VTIME] = 0;
  return ioctl (fd, TCSETS2, &mode) == 0;
}

static const char *
remedy_for (int reason)
{
  switch (reason)
    {
    case EACCES:
    case EPERM:
      return _ ("; whoever is in the group dialout may: as root, “adduser YOU dialout”, then log in again");
    case EBUSY:
    case EWOULDBLOCK:
      return _ ("; another program has it open");
    case ENOENT:
    case ENODEV:
    case ENXIO:
      return _ ("; is the adapter plugged in? “canid-cli buses” lists the ports");
    case ENOTTY:
    case EINVAL:
      return _ ("; it is no serial line");
    default:
      return "";
    }
}

int
serial_port_open (const char *channel, gboolean rtscts, char **path, guint *baud, GError **error)
{
  int fd, reason;

  if (!split_channel (channel, path, baud, error))
    return -1;
  fd = open (*path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (fd >= 0 && set_raw (fd, *baud, rtscts))
    {
      ioctl (fd, TIOCEXCL);
      ioctl (fd, TCFLSH, TCIFLUSH);
      return fd;
    }
  reason = errno;
  if (fd >= 0)
    close (fd);
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, "%s: %s%s", *path, g_strerror (reason), remedy_for (reason));
  g_clear_pointer (path, g_free);
  return -1;
}

int
serial_port_gone (const char *path, int reason, GError **error)
{
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("%s: the adapter is gone (%s)"), path,
               reason != 0 ? g_strerror (reason) : _ ("the line was closed"));
  return -1;
}
