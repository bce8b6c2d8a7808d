/* adapters.h: CAN adapters that people have, and what Linux and this program make of them: the documentation as a
 * table.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * USB ids of drivers are those that Linux 6.1's modules name; what could not be checked is left empty, not guessed.
 */
#pragma once

#include "backends/backend.h"

G_BEGIN_DECLS

typedef enum
{
  ADAPTER_NOT_TESTED,      /* nothing of it was seen here */
  ADAPTER_KIND_TESTED,     /* SocketCAN against other controllers, in a virtual machine */
  ADAPTER_PROTOCOL_TESTED, /* its protocol against an emulated adapter, Linux' slcan and python-can */
} AdapterTested;

typedef struct
{
  const char *name;
  const char *usb;     /* "16d0:117e 1d50:606f"; a vendor alone "0bfd:"; "" if it is none or not known */
  const char *needs;   /* N_(): what Linux needs */
  const char *backend; /* id; "": none drives it */
  const char *channel; /* what to give as channel, as an example */
  const char *clock;   /* MHz of the controller; "": not known */
  gboolean fd;
  AdapterTested tested;
} Adapter;

/* name NULL ends it. */
const Adapter *adapters_list (void);
/* A sentence, translated. */
const char *adapter_tested_text (AdapterTested tested);
/* A serial port of this id surely speaks this backend's protocol. */
gboolean adapters_have_usb (guint vendor, guint product, const char *backend);

G_END_DECLS
