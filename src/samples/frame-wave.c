/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "samples/frame-wave.h"

#include <inttypes.h>
#include <math.h>

#include "base/banned.h"

#define IDLE_BITS 11
#define LEAST_SAMPLES 5

static double
default_point (uint32_t rate)
{
  return rate <= 500000 ? 0.875 : rate <= 800000 ? 0.8 : 0.75;
}

void
wire_setting_complete (WireSetting *self)
{
  if (self->data_bitrate == 0)
    self->data_bitrate = self->bitrate;
  if (self->point <= 0)
    self->point = default_point (self->bitrate);
  if (self->data_point <= 0)
    self->data_point = default_point (self->data_bitrate);
}

void
frame_wave_times (const FrameBits *bits, const WireSetting *setting, double starts[FRAME_BITS_MAX + 1])
{
  WireSetting s = *setting;
  double nominal, data, now = 0;
  const FrameSpan *brs = &bits->fields[FRAME_FIELD_BRS], *delimiter = &bits->fields[FRAME_FIELD_CRC_DELIMITER];
  gboolean switches;

  wire_setting_complete (&s);
  nominal = 1e9 / s.bitrate;
  data = 1e9 / s.data_bitrate;
  switches = brs->n > 0 && (bits->bits[brs->first] & FRAME_BIT_VALUE) != 0;
  for (guint i = 0; i < bits->n; i++)
    {
      starts[i] = now;
      if (switches && i == brs->first)
        now += s.point * nominal + (1 - s.data_point) * data;
      else if (switches && i == delimiter->first)
        now += s.data_point * data + (1 - s.point) * nominal;
      else
        now += bits->bits[i] & FRAME_BIT_FAST ? data : nominal;
    }
  starts[bits->n] = now;
}

/* The field that bit i is of. */
static FrameField
field_of (const FrameBits *bits, guint i)
{
  for (guint field = 0; field < FRAME_N_FIELDS; field++)
    if (i >= bits->fields[field].first && i < bits->fields[field].first + bits->fields[field].n)
      return field;
  return FRAME_FIELD_INTERMISSION;
}

void
frame_wave_append_bits (GString *out, const FrameBits *bits, gboolean marked)
{
  FrameField before = FRAME_FIELD_SOF;

  for (guint i = 0; i < bits->n; i++)
    {
      FrameField field = field_of (bits, i);
      gboolean stuff = (bits->bits[i] & FRAME_BIT_STUFF) != 0;
      char value = bits->bits[i] & FRAME_BIT_VALUE ? '1' : '0';

      if (field != before)
        g_string_append_c (out, ' ');
      if (stuff && marked)
        g_string_append_printf (out, "[%c]", value);
      else
        g_string_append_c (out, value);
      before = field;
    }
}

void
frame_wave_append_csv (GString *out, const FrameBits *bits, const WireSetting *setting)
{
  double starts[FRAME_BITS_MAX + 1];

  frame_wave_times (bits, setting, starts);
  g_string_append (out, "bit,field,value,stuff,time_ns,length_ns\n");
  for (guint i = 0; i < bits->n; i++)
    g_string_append_printf (out, "%u,%s,%d,%s,%" PRId64 ",%" PRId64 "\n", i, frame_field_name (field_of (bits, i)),
                            bits->bits[i] & FRAME_BIT_VALUE,
                            bits->bits[i] & FRAME_BIT_FIXED   ? "fixed"
                            : bits->bits[i] & FRAME_BIT_STUFF ? "dynamic"
                                                              : "",
                            (int64_t) llround (starts[i]), (int64_t) llround (starts[i + 1] - starts[i]));
}

void
frame_wave_append_vcd (GString *out, const FrameBits *bits, const WireSetting *setting, gboolean inverted)
{
  double starts[FRAME_BITS_MAX + 1], idle = IDLE_BITS * 1e9 / setting->bitrate;
  int level = 1;

  frame_wave_times (bits, setting, starts);
  g_string_append (out, "$timescale 1 ns $end\n$scope module bus $end\n$var wire 1 ! CAN_RX $end\n$upscope $end\n"
                        "$enddefinitions $end\n");
  g_string_append_printf (out, "#0\n%d!\n", inverted ? 0 : 1);
  for (guint i = 0; i < bits->n; i++)
    {
      int value = bits->bits[i] & FRAME_BIT_VALUE;

      if (value == level)
        continue;
      g_string_append_printf (out, "#%" PRId64 "\n%d!\n", (int64_t) llround (idle + starts[i]),
                              inverted ? !value : value);
      level = value;
    }
  g_string_append_printf (out, "#%" PRId64 "\n", (int64_t) llround (2 * idle + starts[bits->n]));
}

gboolean
frame_wave_append_samples (GString *out, const FrameBits *bits, const WireSetting *setting, double rate,
                           gboolean inverted)
{
  double starts[FRAME_BITS_MAX + 1], idle = IDLE_BITS * 1e9 / setting->bitrate, step = 1e9 / rate, end;
  double fastest = MAX (setting->bitrate,
                        bits->bits[bits->fields[FRAME_FIELD_DLC].first] & FRAME_BIT_FAST ? setting->data_bitrate : 0);
  guint i = 0;

  if (!(rate > 0) || rate < LEAST_SAMPLES * fastest)
    return FALSE;
  frame_wave_times (bits, setting, starts);
  end = 2 * idle + starts[bits->n];
  for (uint64_t k = 0; (double) k * step < end; k++)
    {
      double now = (double) k * step - idle;
      int value = 1;

      while (i < bits->n && now >= starts[i + 1])
        i++;
      if (now >= 0 && i < bits->n)
        value = bits->bits[i] & FRAME_BIT_VALUE;
      g_string_append_c (out, value != inverted ? '1' : '0');
    }
  return TRUE;
}
