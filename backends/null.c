/* null.c: a bus that takes everything and says nothing: for measuring, and for trying a replay.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "backends/backend-interface.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/banned.h"

static int
null_receive (Bus *self, FrameBatch *out, GError **error)
{
  return 0;
}

static int
null_transmit (Bus *self, const CanFrame *frame, GError **error)
{
  return 1;
}

static void
null_close (Bus *self)
{
  close (self->fd);
}

static const BusOps ops = { .receive = null_receive, .transmit = null_transmit, .close = null_close };

static gboolean
null_open (Bus *self, const BusConfig *config, GError **error)
{
  self->fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (self->fd < 0)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_IO, "null: %s", g_strerror (errno));
      return FALSE;
    }
  self->ops = &ops;
  self->description = g_strdup ("null");
  return TRUE;
}

const Backend backend_null = {
  .id = "null",
  .name = N_ ("Nowhere"),
  .abilities = BUS_TRANSMIT | BUS_FD,
  .bus_size = sizeof (Bus),
  .open = null_open,
};
