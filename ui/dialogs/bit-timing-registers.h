/* bit-timing-registers.h: "From Registers", a page of the bit-timing dialog: what do these registers, or these
 * segments, or the timing words of a recording make?
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BIT_TYPE_TIMING_REGISTERS (bit_timing_registers_get_type ())
G_DECLARE_FINAL_TYPE (BitTimingRegisters, bit_timing_registers, BIT, TIMING_REGISTERS, GtkBox)

GtkWidget *bit_timing_registers_new (void);

G_END_DECLS
