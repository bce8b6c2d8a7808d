/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/frame-store-private.h"

#include <string.h>

#include "base/errors.h"

#include "base/banned.h"

gboolean
frame_store_probe (const uint8_t *head, gsize n)
{
  return n >= 8 && memcmp (head, "CANID\r\n\x1a", 8) == 0;
}

FrameStore *
frame_store_create (const char *path, GError **error)
{
  g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, "%s: not built yet", path);
  return NULL;
}

FrameStore *
frame_store_open (const char *path, GError **error)
{
  g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, "%s: not built yet", path);
  return NULL;
}

gboolean
frame_store_save (FrameStore *self, const char *path, FrameStoreProgress progress, gpointer data, GError **error)
{
  g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, "%s: not built yet", path);
  return FALSE;
}
