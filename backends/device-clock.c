/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/device-clock.h"

#include "base/banned.h"

#define WINDOW (INT64_C (2) * 1000000000) /* ns: its least delay is one point of the fit */
#define MAX_DELAY                                                                                                      \
  (INT64_C (2) * 1000000000) /* ns a frame may wait in drivers before the clock is taken to have jumped */
#define MAX_DRIFT 0.01       /* ceramic resonators are within 0.5 % */
#define MIN_POINTS 4         /* before a slope is believed */

void
device_clock_init (DeviceClock *self, int64_t period)
{
  *self = (DeviceClock){ .period = period };
}

static void
restart (DeviceClock *self, int64_t device, int64_t arrival)
{
  self->n_restarts += self->running;
  self->running = TRUE;
  self->first = self->last = device;
  self->n_points = 0;
  self->slope = 0;
  self->base = arrival - device;
  self->base_device = device;
  self->window = (DeviceClockPoint){ device, self->base };
  self->window_end = device + WINDOW;
  self->last_mapped = arrival;
}

static int64_t
fitted (const DeviceClock *self, int64_t device)
{
  return self->base + (int64_t) (self->slope * (double) (device - self->base_device));
}

static guint
n_kept (const DeviceClock *self)
{
  return MIN (self->n_points, DEVICE_CLOCK_WINDOWS);
}

static gboolean
all_above (const DeviceClock *self, const DeviceClockPoint *origin, double slope)
{
  for (guint i = 0; i < n_kept (self); i++)
    {
      double above = (double) (self->points[i].offset - origin->offset)
                     - slope * (double) (self->points[i].device - origin->device);

      if (above < -1) /* ns: what rounding makes */
        return FALSE;
    }
  return TRUE;
}

/* The line below all points that comes nearest to them: the edge of their lower hull above their middle (Zhang, Liu,
 * Xia: Clock synchronization algorithms for network measurements, 2002). Points that waited long do not touch it. */
static void
fit_line (DeviceClock *self)
{
  double middle = 0;

  for (guint i = 0; i < n_kept (self); i++)
    middle += (double) (self->points[i].device - self->base_device) / n_kept (self);
  for (guint i = 0; i < n_kept (self); i++)
    for (guint j = 0; j < n_kept (self); j++)
      {
        const DeviceClockPoint *left = &self->points[i], *right = &self->points[j];
        double slope;

        if (left->device >= right->device || (double) (left->device - self->base_device) > middle
            || (double) (right->device - self->base_device) < middle)
          continue;
        slope = (double) (right->offset - left->offset) / (double) (right->device - left->device);
        if (slope < -MAX_DRIFT || slope > MAX_DRIFT || !all_above (self, left, slope))
          continue;
        self->slope = slope;
        self->base_device = left->device;
        self->base = left->offset;
        return;
      }
}

/* As long as there are too few: the least of them, without a slope. */
static void
fit (DeviceClock *self)
{
  const DeviceClockPoint *least = &self->points[0];

  for (guint i = 1; i < n_kept (self); i++)
    if (self->points[i].offset < least->offset)
      least = &self->points[i];
  self->slope = 0;
  self->base_device = least->device;
  self->base = least->offset;
  if (self->n_points >= MIN_POINTS)
    fit_line (self);
}

static void
add_point (DeviceClock *self, int64_t device, int64_t offset)
{
  if (device >= self->window_end)
    {
      self->points[self->n_points++ % DEVICE_CLOCK_WINDOWS] = self->window;
      fit (self);
      self->window = (DeviceClockPoint){ device, offset };
      self->window_end = device + WINDOW;
    }
  else if (offset < self->window.offset)
    self->window = (DeviceClockPoint){ device, offset };
  /* Sooner than the fit says it could be: it lies too high. */
  if (offset < fitted (self, device))
    self->base += offset - fitted (self, device);
}

/* The wrap that brings the stamp nearest to where the clock should be by now: also after hours of silence. */
static int64_t
unwrap (DeviceClock *self, int64_t device, int64_t arrival)
{
  int64_t expected, ahead;

  if (self->period <= 0 || !self->running)
    return device;
  expected = arrival - fitted (self, self->last);
  ahead = expected - (device + self->wraps) + self->period / 2;
  self->wraps += (ahead >= 0 ? ahead / self->period : -((-ahead + self->period - 1) / self->period)) * self->period;
  return device + self->wraps;
}

int64_t
device_clock_map (DeviceClock *self, int64_t device, int64_t arrival)
{
  int64_t unwrapped, mapped, delay;

  unwrapped = unwrap (self, device, arrival);
  if (!self->running)
    {
      restart (self, unwrapped, arrival);
      return arrival;
    }
  delay = arrival - unwrapped - fitted (self, unwrapped);
  if (delay > MAX_DELAY || delay < -MAX_DELAY)
    {
      restart (self, unwrapped, arrival);
      return arrival;
    }
  add_point (self, unwrapped, arrival - unwrapped);
  mapped = MIN (unwrapped + fitted (self, unwrapped), arrival);
  if (unwrapped >= self->last && mapped < self->last_mapped && self->last_mapped <= arrival)
    mapped = self->last_mapped;
  self->last = unwrapped;
  self->last_mapped = mapped;
  return mapped;
}

gboolean
device_clock_get_fit (const DeviceClock *self, int64_t *device, int64_t *offset, double *drift)
{
  *device = self->last;
  *offset = fitted (self, self->last);
  *drift = self->slope * 1e6;
  return self->running;
}
