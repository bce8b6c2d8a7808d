/* fuzz-bus.h: what every frame that a bus hands on keeps, whatever came over the line.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/can-frame.h"

static inline void
check_frame (const CanFrame *frame)
{
  gboolean fd = (frame->flags & CAN_FD) != 0;

  g_assert_cmpuint (frame->dlc, <=, 15);
  g_assert_cmpuint (frame->len, ==, frame->id & CAN_ID_REMOTE ? 0 : can_dlc_to_len (frame->dlc, fd));
  g_assert_true (!fd || !(frame->id & CAN_ID_REMOTE));
  g_assert_true (fd || !(frame->flags & (CAN_BRS | CAN_ESI)));
  g_assert_true ((frame->id & (CAN_ID_EXTENDED | CAN_ID_ERROR)) || can_id_number (frame->id) <= CAN_ID_MASK_STANDARD);
}

static inline void
check_same (const CanFrame *a, const CanFrame *b)
{
  g_assert_cmphex (a->id, ==, b->id);
  g_assert_cmphex (a->flags, ==, b->flags);
  g_assert_cmpuint (a->dlc, ==, b->dlc);
  g_assert_cmpmem (a->data, a->len, b->data, b->len);
}
