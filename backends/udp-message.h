/* udp-message.h: a frame as python-can packs it into a datagram: a msgpack map with the names of can.Message.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/can-frame.h"

G_BEGIN_DECLS

#define UDP_MESSAGE_MAX 512 /* what we pack is shorter; what others send may have a long channel name */

/* Writes at most UDP_MESSAGE_MAX bytes; their number. time is packed as seconds. */
gsize udp_message_pack (const CanFrame *frame, uint8_t out[UDP_MESSAGE_MAX]);
/* time and channel are left alone; data goes to payload. FALSE: *reason says what is wrong, in English, static. */
gboolean udp_message_unpack (const uint8_t *bytes, gsize n, CanFrame *frame, uint8_t payload[CAN_FRAME_MAX_LEN],
                             const char **reason);

G_END_DECLS
