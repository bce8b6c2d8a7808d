/* can-link-private.h: what the files of CAN interfaces share: can-link.c (reading), can-link-device.c (what netlink
 * does not know: driver, adapter, its light), can-link-words.c (changes as words), can-link-apply.c (changing).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "backends/can-link.h"
#include "backends/netlink.h"

G_BEGIN_DECLS

void can_link_read_device (CanLink *self);

G_END_DECLS
