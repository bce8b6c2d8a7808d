/* send-frames.h: the frames of `canid-cli send`, as they were typed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "cli/command.h"
#include "session/transmit-row.h"

G_BEGIN_DECLS

/* Arguments are frames (123#11.22) or messages of the databases; --signal, --period, --load, --count, --then and
 * --random are in them. (transfer full) of TransmitRow; NULL: the message was shown. */
GPtrArray *send_frames_new (const CliOptions *typed, const DatabaseSet *databases);

G_END_DECLS
