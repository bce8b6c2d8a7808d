/* Serial ports as sysfs tells of them: a folder made for the test.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "backends/serial-port.h"

#include <glib/gstdio.h>
#include <unistd.h>

static void
put (const char *root, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (root, name, NULL), *folder = g_path_get_dirname (path);

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* class/tty/NAME/device -> where */
static void
port (const char *root, const char *name, const char *where)
{
  g_autofree char *folder = g_build_filename (root, "class/tty", name, NULL);
  g_autofree char *link = g_build_filename (folder, "device", NULL), *target = NULL;

  g_mkdir_with_parents (folder, 0700);
  if (where == NULL)
    return;
  target = g_build_filename (root, where, NULL);
  g_mkdir_with_parents (target, 0700);
  g_assert_cmpint (symlink (target, link), ==, 0);
}

/* An adapter is found again by its number, whatever its port is called. */
static void
check_numbers (const char *root)
{
  g_autofree char *identity = serial_path_identify (root, "/dev/ttyACM0");
  g_autofree char *none = serial_path_identify (root, "/dev/ttyUSB2");
  g_autofree char *found = serial_channel_find (root, "/dev/ttyACM7@57600", "207A", NULL);
  g_autofree char *same = serial_channel_find (root, "/dev/ttyACM7", "", NULL);
  GError *error = NULL;

  g_assert_cmpstr (identity, ==, "serial_number=207A");
  g_assert_null (none);
  g_assert_cmpstr (found, ==, "/dev/ttyACM0@57600");
  g_assert_cmpstr (same, ==, "/dev/ttyACM7");
  g_assert_null (serial_channel_find (root, "/dev/ttyACM7", "999", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
}

static void
test_list (void)
{
  static const struct
  {
    const char *path, *text;
    gboolean slcan;
  } expected[] = {
    { "/dev/rfcomm0", "", FALSE },
    { "/dev/ttyACM0", "CANable2 (16d0:117e), serial number 207A", TRUE },
    { "/dev/ttyS1", "", FALSE },
    { "/dev/ttyUSB2", "USB Serial (1a86:7523)", FALSE },
    { "/dev/ttyUSB10", "(0403:ffa8)", TRUE },
  };
  g_autofree char *root = g_dir_make_tmp ("sysfs-XXXXXX", NULL);
  g_autoptr (GPtrArray) ports = NULL;
  g_autofree char *remove = g_strdup_printf ("rm -r %s", root);

  put (root, "devices/usb1/1-1/idVendor", "16d0\n");
  put (root, "devices/usb1/1-1/idProduct", "117e\n");
  put (root, "devices/usb1/1-1/product", "CANable2\n");
  put (root, "devices/usb1/1-1/serial", "207A\n");
  put (root, "devices/usb1/1-2/idVendor", "1a86\n");
  put (root, "devices/usb1/1-2/idProduct", "7523\n");
  put (root, "devices/usb1/1-2/product", "USB Serial\n");
  put (root, "devices/usb1/1-2/serial", "\xff\xfe\n"); /* no text: left away */
  put (root, "devices/usb1/1-3/idVendor", "0403\n");
  put (root, "devices/usb1/1-3/idProduct", "ffa8\n");
  port (root, "ttyACM0", "devices/usb1/1-1/1-1:1.0");
  port (root, "ttyUSB2", "devices/usb1/1-2/1-2:1.0/ttyUSB2");
  port (root, "ttyUSB10", "devices/usb1/1-3/1-3:1.0/ttyUSB10");
  port (root, "ttyS0", "devices/platform/serial8250");
  put (root, "class/tty/ttyS0/type", "0\n"); /* a name without a chip */
  port (root, "ttyS1", "devices/platform/serial8250");
  put (root, "class/tty/ttyS1/type", "4\n");
  port (root, "tty1", NULL); /* the console */
  port (root, "rfcomm0", NULL);
  ports = serial_ports_list (root);
  for (guint i = 0; i < ports->len; i++)
    {
      const SerialPort *found = g_ptr_array_index (ports, i);
      g_autofree char *text = serial_port_describe (found);

      g_assert_cmpuint (i, <, G_N_ELEMENTS (expected));
      g_assert_cmpstr (found->path, ==, expected[i].path);
      g_assert_cmpstr (text, ==, expected[i].text);
      g_assert_cmpint (serial_port_is_slcan (found), ==, expected[i].slcan);
    }
  g_assert_cmpuint (ports->len, ==, G_N_ELEMENTS (expected));
  check_numbers (root);
  g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
}

static void
test_nothing (void)
{
  g_autoptr (GPtrArray) ports = serial_ports_list ("/nonexistent");

  g_assert_cmpuint (ports->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/serial-port/list", test_list);
  g_test_add_func ("/serial-port/nothing", test_nothing);
  return g_test_run ();
}
