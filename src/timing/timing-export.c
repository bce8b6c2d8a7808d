/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "timing/timing-export.h"

#include "timing/timing-row.h"

#include <math.h>
#include <string.h>

#include "base/banned.h"

typedef struct
{
  const TimingRequest *request;
  const TimingSolution *solution;
  const Controller *controller;
  const char *interface;
  GString *out;
} Exporter;

static gboolean
has_data (const Exporter *self)
{
  return self->solution->data.timing.brp > 0;
}

static gboolean
takes_three (const Exporter *self)
{
  return self->request->triple && controller_takes_three (self->controller, &self->solution->nominal.timing);
}

/* Linux takes whole nanoseconds and rounds the prescaler that follows from them to the nearest. */
static long
quantum_ns (const Exporter *self, const BitTiming *timing)
{
  return lround (bit_timing_quantum (timing, self->request->clock));
}

static long
per_mille (const PhaseSolution *phase)
{
  return lround (phase->point * 1000);
}

static void
ip_link_phase (Exporter *self, const BitTiming *timing, const char *prefix)
{
  g_string_append_printf (self->out, " %stq %ld %sprop-seg %u %sphase-seg1 %u %sphase-seg2 %u %ssjw %u", prefix,
                          quantum_ns (self, timing), prefix, timing->prop, prefix, timing->phase1, prefix,
                          timing->phase2, prefix, timing->sjw);
}

static void
export_ip_link (Exporter *self)
{
  g_string_append_printf (self->out, "ip link set %s type can", self->interface);
  ip_link_phase (self, &self->solution->nominal.timing, "");
  if (has_data (self))
    {
      ip_link_phase (self, &self->solution->data.timing, "d");
      g_string_append (self->out, " fd on");
    }
  if (takes_three (self))
    g_string_append (self->out, " triple-sampling on");
  g_string_append_c (self->out, '\n');
}

static void
networkd_phase (Exporter *self, const BitTiming *timing, const char *prefix)
{
  g_string_append_printf (self->out,
                          "%sTimeQuantaNSec=%ld\n%sPropagationSegment=%u\n%sPhaseBufferSegment1=%u\n"
                          "%sPhaseBufferSegment2=%u\n%sSyncJumpWidth=%u\n",
                          prefix, quantum_ns (self, timing), prefix, timing->prop, prefix, timing->phase1, prefix,
                          timing->phase2, prefix, timing->sjw);
}

static void
export_networkd (Exporter *self)
{
  g_string_append_printf (self->out, "[Match]\nName=%s\n\n[CAN]\n", self->interface);
  networkd_phase (self, &self->solution->nominal.timing, "");
  if (takes_three (self))
    g_string_append (self->out, "TripleSampling=yes\n");
  if (has_data (self))
    {
      g_string_append (self->out, "FDMode=yes\n");
      networkd_phase (self, &self->solution->data.timing, "Data");
    }
}

/* --- C --- */

static void
c_phase (Exporter *self, const PhaseSolution *phase, const char *name)
{
  const BitTiming *timing = &phase->timing;

  g_string_append_printf (self->out,
                          "static const struct can_bittiming %s = {\n  .bitrate = %ld,\n  .sample_point = %ld,\n"
                          "  .tq = %ld,\n  .prop_seg = %u,\n  .phase_seg1 = %u,\n  .phase_seg2 = %u,\n  .sjw = %u,\n"
                          "  .brp = %u,\n};\n",
                          name, lround (phase->bitrate), per_mille (phase), quantum_ns (self, timing), timing->prop,
                          timing->phase1, timing->phase2, timing->sjw, timing->brp);
}

static void
c_fields (Exporter *self, const RegisterValue *reg)
{
  gboolean first = TRUE;

  for (const RegisterField *field = self->controller->fields; field->reg != NULL; field++)
    if (strcmp (field->reg, reg->name) == 0)
      {
        g_string_append_printf (self->out, "%s%s %u", first ? "" : ", ", field->name,
                                (uint32_t) (reg->value >> field->shift & (((uint64_t) 1 << field->width) - 1)));
        first = FALSE;
      }
}

static void
export_c (Exporter *self)
{
  RegisterValue registers[MAX_REGISTERS];
  guint n;

  c_phase (self, &self->solution->nominal, "nominal");
  if (has_data (self))
    c_phase (self, &self->solution->data, "data");
  if (self->controller == NULL || self->controller->fields == NULL)
    return;
  g_string_append_printf (self->out, "\n/* %s at %.10g Hz */\n", self->controller->name, self->request->clock);
  n = controller_registers (self->controller, &self->solution->nominal.timing,
                            has_data (self) ? &self->solution->data.timing : NULL, takes_three (self), registers);
  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (self->out, "%s = 0x%0*X; /* ", registers[i].name,
                              (int) self->controller->register_width / 4, registers[i].value);
      c_fields (self, &registers[i]);
      g_string_append (self->out, " */\n");
    }
}

/* --- Zephyr, python-can --- */

static void
export_zephyr (Exporter *self)
{
  g_string_append_printf (self->out, "&%s {\n  bitrate = <%ld>;\n  sample-point = <%ld>;\n", self->interface,
                          lround (self->solution->nominal.bitrate), per_mille (&self->solution->nominal));
  if (has_data (self))
    g_string_append_printf (self->out, "  bitrate-data = <%ld>;\n  sample-point-data = <%ld>;\n",
                            lround (self->solution->data.bitrate), per_mille (&self->solution->data));
  g_string_append (self->out, "};\n");
}

static void
export_python (Exporter *self)
{
  const BitTiming *nominal = &self->solution->nominal.timing, *data = &self->solution->data.timing;

  if (has_data (self))
    g_string_append_printf (self->out,
                            "timing = can.BitTimingFd(\n    f_clock=%ld,\n    nom_brp=%u, nom_tseg1=%u, nom_tseg2=%u, "
                            "nom_sjw=%u,\n    data_brp=%u, data_tseg1=%u, data_tseg2=%u, data_sjw=%u,\n)\n",
                            lround (self->request->clock), nominal->brp, bit_timing_tseg1 (nominal), nominal->phase2,
                            nominal->sjw, data->brp, bit_timing_tseg1 (data), data->phase2, data->sjw);
  else
    g_string_append_printf (self->out, "timing = can.BitTiming(f_clock=%ld, brp=%u, tseg1=%u, tseg2=%u, sjw=%u)\n",
                            lround (self->request->clock), nominal->brp, bit_timing_tseg1 (nominal), nominal->phase2,
                            nominal->sjw);
}

static void
export_csv (Exporter *self)
{
  timing_row_append_csv_head (self->out);
  for (guint data = 0; data <= (guint) has_data (self); data++)
    timing_row_append_csv (self->out, self->request, self->solution, self->controller, 1, data == 1);
}

static const struct
{
  const char *id;
  void (*export) (Exporter *self);
} exports[N_TIMING_EXPORTS] = {
  [TIMING_EXPORT_IP_LINK] = { "ip-link", export_ip_link },
  [TIMING_EXPORT_NETWORKD] = { "networkd", export_networkd },
  [TIMING_EXPORT_C] = { "c", export_c },
  [TIMING_EXPORT_ZEPHYR] = { "zephyr", export_zephyr },
  [TIMING_EXPORT_PYTHON] = { "python-can", export_python },
  [TIMING_EXPORT_CSV] = { "csv", export_csv },
};

const char *
timing_export_id (TimingExport kind)
{
  return exports[kind].id;
}

gboolean
timing_export_find (const char *id, TimingExport *kind)
{
  for (guint i = 0; i < N_TIMING_EXPORTS; i++)
    if (strcmp (exports[i].id, id) == 0)
      {
        *kind = i;
        return TRUE;
      }
  return FALSE;
}

char *
timing_export (TimingExport kind, const TimingRequest *request, const TimingSolution *solution,
               const Controller *controller, const char *interface)
{
  Exporter self = { request, solution, controller, interface, g_string_new (NULL) };

  exports[kind].export(&self);
  return g_string_free (self.out, FALSE);
}
