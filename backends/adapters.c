/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/adapters.h"

#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

#define IN_TREE N_ ("Linux' own driver; a rate as root or in the interfaces dialog")
#define CDC N_ ("nothing: a serial port of Linux' own driver; the group dialout")
#define VENDOR                                                                                                         \
  N_ ("the maker's library, outside of Linux; beside this program python-can may drive it, joined by "                 \
      "udp_multicast")

static const Adapter adapters[] = {
  /* Those of the article on classic CAN. */
  { "SYS TEC USB-CANmodul1",
    "0878:", N_ ("the maker's driver systec_can, built for the running kernel; then it is a SocketCAN interface"),
    "socketcan", "can0", "", FALSE, ADAPTER_KIND_TESTED },
  { "ZLG USBCAN-II C", "", VENDOR, "", "", "", FALSE, ADAPTER_NOT_TESTED },
  { "Sontheim CANfox", "", VENDOR, "", "", "", FALSE, ADAPTER_NOT_TESTED },
  { "CAN-Hacker CH-P", "", N_ ("a serial port; only where it speaks LAWICEL's protocol, not its own"), "slcan",
    "/dev/ttyUSB0@115200", "", FALSE, ADAPTER_PROTOCOL_TESTED },
  { "CANable 2.0 (slcan)", "16d0:117e", CDC, "slcan", "/dev/ttyACM0", "160", TRUE, ADAPTER_PROTOCOL_TESTED },
  { "CANable 2.0 (candleLight)", "1d50:606f", IN_TREE, "socketcan", "can0", "170", TRUE, ADAPTER_KIND_TESTED },
  { "Marathon CAN-bus-USBnp", "", N_ ("the maker's driver and library CHAI, outside of Linux"), "", "", "", FALSE,
    ADAPTER_NOT_TESTED },
  { "PEAK PCAN-USB", "0c72:000c", IN_TREE, "socketcan", "can0", "8", FALSE, ADAPTER_KIND_TESTED },
  { "VSCOM USB-CAN Plus ISO",
    "0403:", N_ ("nothing: a serial port of Linux' own driver (ftdi_sio); the group dialout; rtscts=yes"), "slcan",
    "/dev/ttyUSB0@3000000", "", FALSE, ADAPTER_PROTOCOL_TESTED },
  /* Others that are common today. */
  { "CANable, candleLight, CANnectivity (gs_usb)", "1d50:606f 1209:2323", IN_TREE, "socketcan", "can0", "48", FALSE,
    ADAPTER_KIND_TESTED },
  { "CANable (slcan), CANtact", "16d0:117e ad50:60c4", CDC, "slcan", "/dev/ttyACM0", "48", FALSE,
    ADAPTER_PROTOCOL_TESTED },
  { "CES CANext FD, ABE CANdebugger FD, Xylanta SAINT3", "1cd2:606f 16d0:10b8 16d0:0f30", IN_TREE, "socketcan", "can0",
    "", TRUE, ADAPTER_KIND_TESTED },
  { "PEAK PCAN-USB Pro", "0c72:000d", IN_TREE, "socketcan", "can0", "", FALSE, ADAPTER_KIND_TESTED },
  { "PEAK PCAN-USB FD, Pro FD, Chip, X6", "0c72:0012 0c72:0011 0c72:0013 0c72:0014", IN_TREE, "socketcan", "can0", "80",
    TRUE, ADAPTER_KIND_TESTED },
  { "Kvaser Leaf, USBcan, Memorator", "0bfd:", IN_TREE, "socketcan", "can0", "", FALSE, ADAPTER_KIND_TESTED },
  { "Kvaser with CAN FD (hydra)", "0bfd:", IN_TREE, "socketcan", "can0", "80", TRUE, ADAPTER_KIND_TESTED },
  { "LAWICEL CANUSB", "0403:ffa8 0403:6001",
    N_ ("nothing: a serial port of Linux' own driver (ftdi_sio); the group dialout"), "slcan", "/dev/ttyUSB0@115200",
    "16", FALSE, ADAPTER_PROTOCOL_TESTED },
  { "USBtin", "04d8:000a", CDC, "slcan", "/dev/ttyACM0", "24", FALSE, ADAPTER_PROTOCOL_TESTED },
  { "Microchip CAN Bus Analyzer", "04d8:0a30", IN_TREE, "socketcan", "can0", "", FALSE, ADAPTER_KIND_TESTED },
  { "8devices USB2CAN", "0483:1234", IN_TREE, "socketcan", "can0", "32", FALSE, ADAPTER_KIND_TESTED },
  { "EMS CPC-USB/ARM7", "12d6:0444", IN_TREE, "socketcan", "can0", "8", FALSE, ADAPTER_KIND_TESTED },
  { "esd CAN-USB/2, CAN-USB/Micro", "0ab4:0010 0ab4:0011", IN_TREE, "socketcan", "can0", "", FALSE,
    ADAPTER_KIND_TESTED },
  { "Theobroma UCAN", "2294:425a 2294:425b", IN_TREE, "socketcan", "can0", "", FALSE, ADAPTER_KIND_TESTED },
  { "MCP2515 on SPI", "", N_ ("Linux' own driver mcp251x and an overlay of the board's device tree"), "socketcan",
    "can0", "", FALSE, ADAPTER_KIND_TESTED },
  { "MCP2517FD, MCP2518FD on SPI", "", N_ ("Linux' own driver mcp251xfd and an overlay of the board's device tree"),
    "socketcan", "can0", "40", TRUE, ADAPTER_KIND_TESTED },
  { "CANalyst-II", "04d8:0053", VENDOR, "", "", "", FALSE, ADAPTER_NOT_TESTED },
  { "Seeed, Waveshare USB-CAN-A", "1a86:7523", N_ ("a serial port that speaks a protocol of its own"), "", "", "",
    FALSE, ADAPTER_NOT_TESTED },
  { "Microcontroller with python-can's framing", "", CDC, "serial", "/dev/ttyACM0, /dev/rfcomm0", "", FALSE,
    ADAPTER_PROTOCOL_TESTED },
  { "Another machine with socketcand", "", N_ ("socketcand running there"), "socketcand", "host:29536/can0", "", TRUE,
    ADAPTER_PROTOCOL_TESTED },
  { NULL },
};

const Adapter *
adapters_list (void)
{
  return adapters;
}

const char *
adapter_tested_text (AdapterTested tested)
{
  switch (tested)
    {
    case ADAPTER_KIND_TESTED:
      return _ ("not itself; SocketCAN is, with other controllers");
    case ADAPTER_PROTOCOL_TESTED:
      return _ ("not itself; its protocol is");
    case ADAPTER_NOT_TESTED:
    default:
      return _ ("no");
    }
}

gboolean
adapters_have_usb (guint vendor, guint product, const char *backend)
{
  /* FTDI's general id is every second serial port's. */
  static const char general[] = "0403:6001";
  g_autofree char *id = g_strdup_printf ("%04x:%04x", vendor, product);

  if (strcmp (id, general) == 0)
    return FALSE;
  for (const Adapter *adapter = adapters; adapter->name != NULL; adapter++)
    {
      g_auto (GStrv) ids = g_strsplit (adapter->usb, " ", -1);

      if (strcmp (adapter->backend, backend) == 0 && g_strv_contains ((const char *const *) ids, id))
        return TRUE;
    }
  return FALSE;
}
