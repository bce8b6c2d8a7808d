/* frame-wave.h: when the bits of a frame begin on the wire, and the frame as bits, a table, a wave or samples.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Any thread. Text appended has no trailing NUL but GString's.
 */
#pragma once

#include "core/frame-bits.h"

G_BEGIN_DECLS

/* How a bus is set. */
typedef struct
{
  uint32_t bitrate;         /* bit/s */
  uint32_t data_bitrate;    /* of the data phase with BRS; 0: as bitrate */
  double point, data_point; /* sample points, 0 to 1; 0: CiA's 0.875, 0.8, 0.75. BRS and CRC delimiter change there */
  gboolean non_iso;         /* FD after Bosch's first edition */
} WireSetting;

/* Fills in what is 0. */
void wire_setting_complete (WireSetting *self);

/* Bit i lasts from starts[i] to starts[i + 1], ns from the start of SOF; n + 1 of them. */
void frame_wave_times (const FrameBits *bits, const WireSetting *setting, double starts[FRAME_BITS_MAX + 1]);

/* "0 0011001001 …": a space between fields, stuff bits in brackets if marked. */
void frame_wave_append_bits (GString *out, const FrameBits *bits, gboolean marked);
/* bit,field,value,stuff,time_ns,length_ns; with a head */
void frame_wave_append_csv (GString *out, const FrameBits *bits, const WireSetting *setting);
/* A value change dump with 1 ns a step: idle before and behind, signal CAN_RX (recessive is 1; inverted: 0). */
void frame_wave_append_vcd (GString *out, const FrameBits *bits, const WireSetting *setting, gboolean inverted);
/* '0' and '1', one a sample, 11 recessive bits before and behind. rate in samples/s, at least 5 a bit; FALSE: it is
 * less, nothing is appended. */
gboolean frame_wave_append_samples (GString *out, const FrameBits *bits, const WireSetting *setting, double rate,
                                    gboolean inverted);

G_END_DECLS
