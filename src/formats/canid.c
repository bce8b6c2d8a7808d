/* canid.c: Canid's own trace in the list of formats. It is mapped and saved as a whole by core/frame-store.h, never
 * streamed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "base/i18n.h"
#include "formats/format-interface.h"

#include "base/banned.h"

extern const Format format_canid;

static guint
probe (const uint8_t *head, gsize n, gboolean extension_fits)
{
  return frame_store_probe (head, n) ? 100 : 0;
}

const Format format_canid = {
  .id = "canid",
  .name = N_ ("Canid trace"),
  .extensions = "canid",
  .abilities = FORMAT_READ | FORMAT_WRITE | FORMAT_FD | FORMAT_REMOTE | FORMAT_ERROR | FORMAT_NANOSECONDS
               | FORMAT_DIRECTION | FORMAT_CHANNEL_NAMES | FORMAT_STORE | FORMAT_FD_FLAGS | FORMAT_CHANNELS
               | FORMAT_NO_PACKING | FORMAT_BIT_RATES | FORMAT_NOTES,
  .probe = probe,
};
