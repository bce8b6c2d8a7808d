/* serial-message.h: a frame as python-can's serial interface writes it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * AA, 4 bytes of stamp, 1 of DLC, 4 of identifier, the data, BB; numbers little-endian. Stamps are ms of the sender's
 * clock (python-can 1.5 wrote whole seconds, others write 0). Today's python-can keeps the kind of frame in the three
 * top bits of the identifier, as linux/can.h does; Debian 12's 4.1 and those before write only the number.
 */
#pragma once

#include "core/can-frame.h"

G_BEGIN_DECLS

#define SERIAL_MESSAGE_MAX (1 + 4 + 1 + 4 + 8 + 1)

/* What n bytes begin with: the length of the message, 0 where more is needed to tell, or -1: no message begins at this
 * byte. time and channel are left alone; *stamp in ms; *old: a 29-bit number without the bit that says so. */
int serial_message_parse (const uint8_t *bytes, gsize n, CanFrame *frame, uint8_t payload[CAN_FRAME_MAX_LEN],
                          uint32_t *stamp, gboolean *old);
/* Its length. kinds: with the kind in the identifier's top bits. 0: such a frame cannot be written so. */
gsize serial_message_pack (const CanFrame *frame, uint32_t stamp, gboolean kinds, uint8_t out[SERIAL_MESSAGE_MAX]);

G_END_DECLS
