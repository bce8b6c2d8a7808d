/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/bit-timing-printer.h"

#include "cli/text-quote.h"
#include "timing/timing-export.h"
#include "timing/timing-row.h"
#include "timing/timing-words.h"

#include <math.h>
#include <string.h>

#include "base/banned.h"

#define TEXT_SOLUTIONS 10

typedef struct
{
  const Controller *controller;
  const TimingRequest *request;
  const char *interface;
  GString *out;
} Printer;

static gboolean
has_data (const TimingSolution *solution)
{
  return solution->data.timing.brp > 0;
}

/* --- csv and json: one row a phase --- */

static void
print_csv (Printer *self, const TimingSolution *solution, guint number, gboolean data)
{
  timing_row_append_csv (self->out, self->request, solution, self->controller, number, data);
}

static void
print_json (Printer *self, const TimingSolution *solution, guint number, gboolean data)
{
  timing_row_append_json (self->out, self->request, solution, self->controller, number, data);
}

/* --- text --- */

/* Headings and widths of print_row()'s numbers. */
static const struct
{
  const char *heading;
  int width; /* characters; below 0 for blanks behind */
} columns[] = {
  { N_ ("phase"), -7 }, { "brp", 5 }, { "tq ns", 9 },         { N_ ("quanta"), 7 },  { "prop", 5 },
  { "ps1", 5 },         { "ps2", 5 }, { "sjw", 4 },           { "bit/s", 12 },       { "± ppm", 10 },
  { N_ ("point"), 7 },  { "± %", 7 }, { N_ ("osc. ppm"), 9 }, { N_ ("cable m"), 7 },
};

/* Padded by characters, as printf() cannot. */
static void
append_cell (GString *out, int width, const char *text)
{
  int blanks = MAX (0, ABS (width) - (int) g_utf8_strlen (text, -1));

  g_string_append_printf (out, "%*s%s%*s", width > 0 ? blanks : 0, "", text, width < 0 ? blanks : 0, "");
}

static void
print_row (Printer *self, const TimingSolution *solution, guint number, gboolean data)
{
  const PhaseSolution *phase = data ? &solution->data : &solution->nominal;
  const BitTiming *timing = &phase->timing;
  char head[16], cable[16] = "";

  g_snprintf (head, sizeof head, data ? "" : "%u", number);
  if (!data)
    g_snprintf (cable, sizeof cable, "%.0f", solution->cable);
  g_string_append_printf (self->out, "%4s  ", head);
  append_cell (self->out, columns[0].width, data ? _ ("data") : _ ("nominal"));
  g_string_append_printf (self->out, " %5u %9.4g %7u %5u %5u %5u %4u %12.8g %10.1f %7.2f %7.2f %9.0f %7s\n",
                          timing->brp, bit_timing_quantum (timing, self->request->clock), bit_timing_quanta (timing),
                          timing->prop, timing->phase1, timing->phase2, timing->sjw, phase->bitrate,
                          phase->rate_error * 1e6, phase->point * 100, phase->point_error * 100,
                          solution->tolerance.ppm, cable);
}

static void
print_reasons (Printer *self, const TimingSolution *best)
{
  g_auto (GStrv) reasons = timing_explain (self->request, best);

  g_string_append_c (self->out, '\n');
  for (char **reason = reasons; *reason != NULL; reason++)
    g_string_append_printf (self->out, "%s\n", *reason);
}

static void
print_registers (Printer *self, const TimingSolution *best)
{
  RegisterValue values[MAX_REGISTERS];
  guint n = controller_registers (self->controller, &best->nominal.timing, has_data (best) ? &best->data.timing : NULL,
                                  self->request->triple, values);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (self->out, "%s%s = 0x%0*X", i == 0 ? "\n" : ", ", values[i].name,
                            (int) self->controller->register_width / 4, values[i].value);
  if (n > 0)
    g_string_append_c (self->out, '\n');
}

static void
print_text (Printer *self, const TimingSolution *solutions, guint n)
{
  gboolean judged = self->request->nominal.bitrate > 0;

  g_string_append_printf (self->out, "%s, %.10g Hz\n", self->controller->name, self->request->clock);
  g_string_append (self->out, "     ");
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_string_append_c (self->out, ' ');
      append_cell (self->out, columns[i].width, _ (columns[i].heading));
    }
  g_string_append_c (self->out, '\n');
  for (guint i = 0; i < n; i++)
    {
      print_row (self, &solutions[i], i + 1, FALSE);
      if (has_data (&solutions[i]))
        print_row (self, &solutions[i], i + 1, TRUE);
    }
  if (n == 0 || !judged)
    return;
  print_reasons (self, &solutions[0]);
  print_registers (self, &solutions[0]);
  {
    g_autofree char *line = timing_export (TIMING_EXPORT_IP_LINK, self->request, &solutions[0], NULL, self->interface);

    g_string_append (self->out, line);
  }
}

static void
print_rows (Printer *self, const TimingSolution *solutions, guint n,
            void (*print) (Printer *self, const TimingSolution *solution, guint number, gboolean data))
{
  for (guint i = 0; i < n; i++)
    for (guint data = 0; data <= (guint) has_data (&solutions[i]); data++)
      print (self, &solutions[i], i + 1, data == 1);
}

CliStatus
bit_timing_print (const CliOptions *typed, const Controller *controller, const TimingRequest *request,
                  const TimingSolution *solutions, guint n)
{
  g_autoptr (GString) out = g_string_new (NULL);
  Printer self = { controller, request, typed->interface != NULL ? typed->interface : "can0", out };

  if (g_strcmp0 (typed->format, "csv") == 0)
    {
      timing_row_append_csv_head (out);
      print_rows (&self, solutions, n, print_csv);
    }
  else if (g_strcmp0 (typed->format, "json") == 0)
    print_rows (&self, solutions, n, print_json);
  else
    print_text (&self, solutions, typed->limit == UINT64_MAX ? MIN (n, TEXT_SOLUTIONS) : n);
  return cli_print (out->str);
}

/* --- The list of controllers --- */

static void
print_limits (GString *out, const TimingLimits *limits)
{
  g_string_append_printf (out, "tseg1 %u–%u, tseg2 %u–%u, sjw %u, brp %u–%u", limits->tseg1_min, limits->tseg1_max,
                          limits->tseg2_min, limits->tseg2_max, limits->sjw_max, limits->brp_min, limits->brp_max);
}

CliStatus
bit_timing_print_controllers (const CliOptions *typed)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint n;
  const Controller *all = controllers_get (&n);

  if (typed->format != NULL && strcmp (typed->format, "text") != 0)
    return cli_fail_usage (_ ("bit-timing --list has text only"));
  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (out, "%-12s %s, %.10g MHz\n             ", all[i].id, all[i].name,
                              all[i].clocks[0] / 1e6);
      print_limits (out, &all[i].nominal);
      if (all[i].data.brp_max > 0)
        {
          g_string_append_printf (out, "\n%13s", _ ("data "));
          print_limits (out, &all[i].data);
        }
      g_string_append_c (out, '\n');
    }
  return cli_print (out->str);
}

/* --- two nodes --- */

gboolean
bit_timing_solve_node (TimingNode *node)
{
  GError *error = NULL;
  g_autoptr (GArray) found = timing_solve (&node->request, &error);

  if (found == NULL)
    {
      cli_message ("%s: %s", node->name, error->message);
      g_error_free (error);
      return FALSE;
    }
  node->solution = g_array_index (found, TimingSolution, 0);
  return TRUE;
}

static void
append_node (GString *out, const TimingNode *node)
{
  g_autofree char *line = NULL;

  if (node->recorded)
    {
      const TimingRecorded recorded = { .request = node->request, .solution = node->solution };

      line = timing_recorded_dup_text (&recorded);
      g_string_append_printf (out, "%s\n%s\n", node->name, line);
      return;
    }
  line = timing_export (TIMING_EXPORT_IP_LINK, &node->request, &node->solution, node->controller, "can0");
  g_string_append_printf (out, "%s, %.10g Hz\n%s", node->name, node->request.clock, line);
}

void
bit_timing_append_comparison (GString *out, TimingNode nodes[2])
{
  g_auto (GStrv) lines = timing_compare (&nodes[0], &nodes[1]);

  for (guint i = 0; i < 2; i++)
    append_node (out, &nodes[i]);
  for (char **line = lines; *line != NULL; line++)
    g_string_append_printf (out, "- %s\n", *line);
  if (!timing_find_common (&nodes[0], &nodes[1]))
    {
      g_string_append (out, _ ("\nNo setting makes these rates exactly with the same sample points on both.\n"));
      return;
    }
  g_string_append_printf (out, _ ("\nThe nearest that both make exactly and alike: sample point %.2f %%"),
                          nodes[0].solution.nominal.point * 100);
  if (nodes[0].solution.data.timing.brp > 0 && nodes[1].solution.data.timing.brp > 0)
    g_string_append_printf (out, _ (", data phase %.2f %%"), nodes[0].solution.data.point * 100);
  g_string_append (out, "\n");
  for (guint i = 0; i < 2; i++)
    append_node (out, &nodes[i]);
}
