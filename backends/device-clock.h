/* device-clock.h: the clock of an adapter in terms of this system's, by a running fit.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A frame is stamped by the adapter and reaches this program later: the least delay of some seconds is what the wire
 * and the driver take, everything above it is waiting. So the fit lies along the lower edge of (system − device), with
 * the drift of the last half minute as its slope. What is mapped is never later than its arrival and never earlier than
 * what was mapped before it. A clock that jumps, or a system clock that is set, starts the fit anew; a device that
 * stamps nonsense (always 0, random) gets its arrival times.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define DEVICE_CLOCK_WINDOWS 16

typedef struct
{
  int64_t device, offset; /* the least system − device of a window, and where it was */
} DeviceClockPoint;

typedef struct
{
  int64_t period; /* ns after which the device's clock begins at 0 again; 0: never */

  /* Private. */
  gboolean running;
  int64_t wraps;                                 /* ns added so far */
  int64_t first, last, last_mapped;              /* unwrapped device time; system time */
  DeviceClockPoint points[DEVICE_CLOCK_WINDOWS]; /* of windows that are over, a ring */
  guint n_points;                                /* all that ever were */
  DeviceClockPoint window;
  int64_t window_end;
  double slope;
  int64_t base, base_device; /* offset at base_device */
  guint n_restarts;
} DeviceClock;

void device_clock_init (DeviceClock *self, int64_t period);
/* System time of a stamp. device: ns, below period; arrival: system time when it was read, ns. */
int64_t device_clock_map (DeviceClock *self, int64_t device, int64_t arrival);
/* The fit as it is: system = device + offset at that device time, drift in ppm. FALSE: nothing was mapped yet. */
gboolean device_clock_get_fit (const DeviceClock *self, int64_t *device, int64_t *offset, double *drift);

G_END_DECLS
