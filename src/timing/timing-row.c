/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "timing/timing-row.h"

#include <math.h>

#include "base/banned.h"

/* Shortest that reads back, never more than 9 decimals: these are ratios of whole numbers. */
static void
append_number (GString *out, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    return;
  g_string_append (out, g_ascii_formatd (text, sizeof text, "%.10g", value == 0 ? 0 : value));
}

enum
{
  N_FIELDS = 18,
};

static const char *const names[N_FIELDS] = {
  "solution",
  "phase",
  "clock",
  "brp",
  "tq_ns",
  "sync_seg",
  "prop_seg",
  "phase_seg1",
  "phase_seg2",
  "sjw",
  "quanta",
  "bitrate",
  "bitrate_error_ppm",
  "sample_point",
  "sample_point_error",
  "tdco",
  "oscillator_tolerance_ppm",
  "bus_length_m",
};

static void
phase_values (const TimingRequest *request, const TimingSolution *solution, const Controller *controller, gboolean data,
              double values[N_FIELDS])
{
  const PhaseSolution *phase = data ? &solution->data : &solution->nominal;
  const BitTiming *timing = &phase->timing;
  TdcChoice tdc = { 0 };

  if (data && controller != NULL)
    bit_timing_tdc (timing, &controller->tdc, &tdc);
  values[2] = request->clock;
  values[3] = timing->brp;
  values[4] = bit_timing_quantum (timing, request->clock);
  values[5] = 1;
  values[6] = timing->prop;
  values[7] = timing->phase1;
  values[8] = timing->phase2;
  values[9] = timing->sjw;
  values[10] = bit_timing_quanta (timing);
  values[11] = phase->bitrate;
  values[12] = phase->rate_error * 1e6;
  values[13] = phase->point;
  values[14] = phase->point_error;
  values[15] = tdc.possible ? tdc.offset : NAN;
  values[16] = solution->tolerance.ppm;
  values[17] = data ? NAN : solution->cable;
}

void
timing_row_append_csv_head (GString *out)
{
  for (guint i = 0; i < N_FIELDS; i++)
    g_string_append_printf (out, "%s%c", names[i], i + 1 == N_FIELDS ? '\n' : ',');
}

void
timing_row_append_csv (GString *out, const TimingRequest *request, const TimingSolution *solution,
                       const Controller *controller, guint number, gboolean data)
{
  double values[N_FIELDS];

  phase_values (request, solution, controller, data, values);
  g_string_append_printf (out, "%u,%s", number, data ? "data" : "nominal");
  for (guint i = 2; i < N_FIELDS; i++)
    {
      g_string_append_c (out, ',');
      append_number (out, values[i]);
    }
  g_string_append_c (out, '\n');
}

void
timing_row_append_json (GString *out, const TimingRequest *request, const TimingSolution *solution,
                        const Controller *controller, guint number, gboolean data)
{
  double values[N_FIELDS];

  phase_values (request, solution, controller, data, values);
  g_string_append_printf (out, "{\"solution\":%u,\"phase\":\"%s\"", number, data ? "data" : "nominal");
  for (guint i = 2; i < N_FIELDS; i++)
    {
      g_string_append_printf (out, ",\"%s\":", names[i]);
      if (isfinite (values[i]))
        append_number (out, values[i]);
      else
        g_string_append (out, "null");
    }
  g_string_append (out, "}\n");
}
