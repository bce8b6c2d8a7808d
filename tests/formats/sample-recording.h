/* sample-recording.h: frames of two bit rates in every kind of recording of samples.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/can-frame.h"

#define N_FRAMES 40

/* Frames without a pause, at 500 kbit/s and 2 Mbit/s, sampled at 24 MHz. */
typedef struct
{
  CanFrame frames[N_FRAMES];
  uint8_t payloads[N_FRAMES][64];
  GArray *samples; /* of char: '0', '1' */
} Recording;

/* Other frames each time. fd: every second is CAN FD with bit rate switching. */
Recording *recording_new (gboolean fd);
void recording_free (Recording *self);

/* Contents of files, (transfer full). The line is RX; CSV of rows calls it logic, bits have no name. */
GString *recording_as_vcd (const Recording *self);
GString *recording_as_saleae (const Recording *self, gboolean volts); /* volts: CAN_H, dominant is high */
GString *recording_as_rows (const Recording *self);
GString *recording_as_bits (const Recording *self);
GString *recording_as_sigrok (const Recording *self, guint unit); /* bytes a sample */
GString *recording_as_dsl (const Recording *self);

/* A path (transfer full) as long as the descriptor, the caller's, is open: zips are unpacked from files only. */
char *memory_file (const void *data, gsize n, int *fd);
