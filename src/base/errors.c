/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "base/errors.h"

#include <errno.h>

G_DEFINE_QUARK (canid - error - quark, canid_error)

gboolean
canid_error_set_errno (GError **error, const char *path, int saved_errno)
{
  g_set_error (error, CANID_ERROR, saved_errno == ENOSPC ? CANID_ERROR_NO_SPACE : CANID_ERROR_IO, "%s: %s", path,
               g_strerror (saved_errno));
  return FALSE;
}
