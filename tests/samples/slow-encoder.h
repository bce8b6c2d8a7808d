/* slow-encoder.h: a second opinion on the bits of a frame: written from the standard's text alone, a string at a time,
 * without anything of the program's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/can-frame.h"

/* '0' dominant, '1' recessive, SOF to the third bit of intermission, acknowledged. */
GString *slow_encode (const CanFrame *frame, gboolean non_iso);
