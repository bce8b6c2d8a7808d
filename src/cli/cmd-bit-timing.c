/* cmd-bit-timing.c: from a clock and a bit rate to the settings of a controller, and back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/bit-timing-printer.h"
#include "cli/command.h"
#include "cli/timing-link.h"
#include "cli/timing-recording.h"
#include "cli/timing-search.h"

#include "base/errors.h"
#include "timing/timing-compare.h"
#include "timing/timing-export.h"

#include <string.h>

#include "base/banned.h"

static const CliOption options[] = {
  { "clock", 0, OPTION_TEXT, CLI_FIELD (clock), N_ ("HZ"), NULL,
    N_ ("clock of the controller: 80000000, 80M; else the controller's most usual one") },
  { "bitrate", 0, OPTION_TEXT, CLI_FIELD (bitrate), N_ ("RATE"), NULL, N_ ("bit/s: 500000, 500k, 1M") },
  { "data-bitrate", 0, OPTION_TEXT, CLI_FIELD (data_bitrate), N_ ("RATE"), NULL, N_ ("bit/s of CAN FD's data phase") },
  { "sample-point", 0, OPTION_TEXT, CLI_FIELD (sample_point), N_ ("P"), NULL,
    /* xgettext:no-c-format */ N_ ("0.8, 80% or 80; else what CiA recommends for the rate") },
  { "data-sample-point", 0, OPTION_TEXT, CLI_FIELD (data_sample_point), N_ ("P"), NULL,
    N_ ("of the data phase; else as --sample-point") },
  { "controller", 0, OPTION_TEXT, CLI_FIELD (controller), N_ ("NAME"), NULL,
    N_ ("its limits and registers; --list tells the names; else Bosch M_CAN's with a data rate, SJA1000's without") },
  { "interface", 'i', OPTION_TEXT, CLI_FIELD (interface), N_ ("NAME"), NULL,
    N_ ("a CAN interface of this machine, such as can0: clock and limits as its driver tells; without --bitrate what "
        "it "
        "is set to") },
  { "apply", 0, OPTION_FLAG, CLI_FIELD (apply), NULL, NULL,
    N_ ("set the interface to the best; it goes back after 15 s unless you press Enter") },
  { "yes", 0, OPTION_FLAG, CLI_FIELD (yes), NULL, NULL, N_ ("with --apply: keep it without asking") },
  { "detect", 0, OPTION_FLAG, CLI_FIELD (detect), NULL, NULL,
    N_ ("find the bit rate of the bus at --interface (and --channel of its backend) by listening only; --bitrate, "
        "--data-bitrate and --sample-point may then be lists such as 500k,250k") },
  { "duration", 0, OPTION_TEXT, CLI_FIELD (duration), N_ ("S"), NULL,
    N_ ("with --detect: seconds to listen at each setting, at most; else 1") },
  { "disturb", 0, OPTION_FLAG, CLI_FIELD (disturb), NULL, NULL,
    N_ ("with --detect: also where the controller cannot listen only, and destroys frames while it is wrong") },
  { "sjw", 0, OPTION_TEXT, CLI_FIELD (sjw), N_ ("N"), NULL, N_ ("quanta, or max or half (of phase segment 2)") },
  { "triple-sampling", 0, OPTION_FLAG, CLI_FIELD (triple), NULL, NULL,
    N_ ("three samples a bit, of which two decide: against spikes on slow buses, where the controller can") },
  { "cable", 0, OPTION_TEXT, CLI_FIELD (cable), N_ ("M"), NULL, N_ ("length of the bus that must be served, metres") },
  { "node-delay", 0, OPTION_TEXT, CLI_FIELD (node_delay), N_ ("NS"), NULL,
    N_ ("loop delay of a node; else 255, the most that ISO 11898-2 allows a transceiver") },
  { "compare", 0, OPTION_TEXT, CLI_FIELD (compare), N_ ("NAME[@HZ]"), NULL,
    N_ ("another controller with the same rates: how its bits differ, the nearest setting both make exactly") },
  { "recording", 0, OPTION_TEXT, CLI_FIELD (recording), N_ ("FILE"), NULL,
    N_ ("the bit timing that a recording tells of its channels (or of --channel), compared with --compare if given") },
  { "export", 0, OPTION_TEXT, CLI_FIELD (export), N_ ("FORM"), NULL,
    N_ ("only the best, as ip-link, networkd, c, zephyr, python-can or csv") },
  { "channel", 'c', OPTION_TEXT, CLI_FIELD (channel), N_ ("NAME"), NULL,
    N_ ("interface named by --export; else can0; with --recording, the channel") },
  { "list", 0, OPTION_FLAG, CLI_FIELD (list), NULL, NULL, N_ ("the controllers that are known") },
  { "limit", 0, OPTION_COUNT, CLI_FIELD (limit), N_ ("N"), NULL, N_ ("at most N solutions; text shows 10 by itself") },
  CLI_FORMAT ("text csv json"),
  CLI_VERBOSE,
  CLI_HELP,
  CLI_END,
};

/* --- Numbers --- */

/* A decimal number with an optional unit letter k, M or G. */
static gboolean
parse_scaled (const char *text, double min, double max, double *value)
{
  char *end = NULL;

  *value = g_ascii_strtod (text, &end);
  if (end == text)
    return FALSE;
  if (*end == 'k' || *end == 'K')
    *value *= 1e3;
  else if (*end == 'M' || *end == 'm')
    *value *= 1e6;
  else if (*end == 'G')
    *value *= 1e9;
  else if (*end != '\0')
    return FALSE;
  return (*end == '\0' || end[1] == '\0') && *value >= min && *value <= max;
}

static gboolean
parse_option (const char *name, const char *text, double min, double max, double *value)
{
  if (text == NULL || parse_scaled (text, min, max, value))
    return TRUE;
  cli_message (_ ("--%s %s: a number from %.10g to %.10g is needed"), name, text, min, max);
  return FALSE;
}

/* A share of the bit as 0.8, 80 or 80%. */
static gboolean
parse_point (const char *name, const char *text, double *point)
{
  g_autofree char *number = NULL;

  if (text == NULL)
    return TRUE;
  number = g_strdup (text);
  if (g_str_has_suffix (number, "%"))
    number[strlen (number) - 1] = '\0';
  if (parse_scaled (number, 0, 100, point))
    {
      if (*point > 1)
        *point /= 100;
      if (*point > 0 && *point < 1)
        return TRUE;
    }
  cli_message (_ ("--%s %s: a share of the bit is needed, such as 0.8 or 80%%"), name, text);
  return FALSE;
}

static gboolean
parse_sjw (const char *text, PhaseRequest *phase)
{
  double value = 0;

  if (text == NULL || strcmp (text, "max") == 0)
    phase->sjw_policy = SJW_MAX;
  else if (strcmp (text, "half") == 0)
    phase->sjw_policy = SJW_HALF;
  else if (parse_option ("sjw", text, 1, 1024, &value))
    {
      phase->sjw_policy = SJW_FIXED;
      phase->sjw = (uint32_t) value;
    }
  else
    return FALSE;
  return TRUE;
}

/* --- The request --- */

static const Controller *
find_controller (const CliOptions *typed, LinkController *link)
{
  const Controller *controller;

  if (typed->interface != NULL)
    return timing_link_open (typed->interface, link) ? &link->controller : NULL;
  if (typed->controller == NULL)
    return controllers_find (typed->data_bitrate != NULL ? "m_can" : "sja1000");
  controller = controllers_find (typed->controller);
  if (controller == NULL)
    cli_message (_ ("%s: no such controller; --list tells those that are known"), typed->controller);
  return controller;
}

static gboolean
make_request (const CliOptions *typed, const Controller *controller, TimingRequest *request)
{
  double bitrate = 0, data_bitrate = 0;

  *request = (TimingRequest){ .clock = controller->clocks[0] };
  if (!parse_option ("clock", typed->clock, 1000, 1e10, &request->clock)
      || !parse_option ("bitrate", typed->bitrate, 1, BIT_TIMING_RATE_MAX, &bitrate)
      || !parse_option ("data-bitrate", typed->data_bitrate, 1, BIT_TIMING_RATE_MAX, &data_bitrate)
      || !parse_option ("cable", typed->cable, 0, 1e5, &request->cable)
      || !parse_option ("node-delay", typed->node_delay, 0, 1e6, &request->node_delay_ns)
      || !parse_point ("sample-point", typed->sample_point, &request->nominal.sample_point)
      || !parse_sjw (typed->sjw, &request->nominal) || !parse_sjw (typed->sjw, &request->data))
    return FALSE;
  request->data.sample_point = request->nominal.sample_point;
  if (!parse_point ("data-sample-point", typed->data_sample_point, &request->data.sample_point))
    return FALSE;
  request->nominal.limits = &controller->nominal;
  request->data.limits = &controller->data;
  request->nominal.bitrate = (uint32_t) bitrate;
  request->data.bitrate = (uint32_t) data_bitrate;
  if (data_bitrate > 0 && controller->data.brp_max == 0)
    {
      cli_message (_ ("%s knows classic CAN only: leave --data-bitrate away or take another controller"),
                   controller->name);
      return FALSE;
    }
  request->triple = typed->triple > 0;
  if (request->triple && controller->triple_brp == 0)
    {
      cli_message (_ ("%s samples a bit once: leave --triple-sampling away or take another controller"),
                   controller->name);
      return FALSE;
    }
  return TRUE;
}

/* --- Registers and back --- */

static gboolean
parse_register (const char *text, RegisterValue *out)
{
  const char *equals = strchr (text, '=');
  char *end = NULL;
  guint64 value;

  if (equals == NULL || equals == text || !g_ascii_isdigit (equals[1]))
    return FALSE;
  value = g_ascii_strtoull (equals + 1, &end, 0);
  out->value = (uint32_t) value;
  return *end == '\0' && value <= G_MAXUINT32;
}

/* Of the controller, which holds such a value, and none of those before it. */
static gboolean
check_register (const Controller *controller, const RegisterValue *values, guint n, const char *text)
{
  const RegisterField *field = controller->fields;

  while (field->reg != NULL && g_ascii_strcasecmp (field->reg, values[n].name) != 0)
    field++;
  for (guint i = 0; i < n; i++)
    if (g_ascii_strcasecmp (values[i].name, values[n].name) == 0)
      {
        cli_message (_ ("%s: this register was given already"), text);
        return FALSE;
      }
  if (field->reg == NULL)
    cli_message (_ ("%s: %s has no bit-timing register of this name"), text, controller->name);
  else if (controller->register_width < 32 && values[n].value >> controller->register_width != 0)
    cli_message (_ ("%s: the register has %u bits only"), text, controller->register_width);
  else
    return TRUE;
  return FALSE;
}

/* NAME=VALUE arguments: what do these registers make? */
static gboolean
read_registers (const CliOptions *typed, const Controller *controller, BitTiming *nominal, BitTiming *data)
{
  RegisterValue values[MAX_REGISTERS];
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < typed->n_arguments; i++)
    {
      const char *text = typed->arguments[i];

      if (i == MAX_REGISTERS)
        {
          cli_message (_ ("%s: at most %u registers can be given"), text, MAX_REGISTERS);
          return FALSE;
        }
      if (!parse_register (text, &values[i]))
        {
          cli_message (_ ("%s: a register is written as NAME=VALUE, such as BTR0=0x03"), text);
          return FALSE;
        }
      g_ptr_array_add (names, g_strndup (text, (gsize) (strchr (text, '=') - text)));
      values[i].name = g_ptr_array_index (names, i);
      if (!check_register (controller, values, i, text))
        return FALSE;
    }
  controller_read_registers (controller, values, typed->n_arguments, nominal, data);
  if (nominal->brp != 0 && bit_timing_quanta (nominal) > 1)
    return TRUE;
  cli_message (_ ("%s: these registers make no bit"), controller->name);
  return FALSE;
}

static CliStatus
run_reverse (const CliOptions *typed, const Controller *controller)
{
  TimingRequest request;
  TimingSolution solution = { 0 };
  BitTiming data;

  if (controller->fields == NULL)
    return cli_fail_usage (_ ("%s: its registers are not known"), controller->name);
  if (!make_request (typed, controller, &request)
      || !read_registers (typed, controller, &solution.nominal.timing, &data))
    return STATUS_USAGE;
  if (data.brp > 0 && bit_timing_quanta (&data) > 1)
    solution.data.timing = data;
  timing_judge (&request, &solution);
  return bit_timing_print (typed, controller, &request, &solution, 1);
}

static CliStatus
run_export (const CliOptions *typed, const Controller *controller, const TimingRequest *request,
            const TimingSolution *solution)
{
  g_autofree char *text = NULL;
  TimingExport kind;

  if (!timing_export_find (typed->export, &kind))
    return cli_fail_usage (_ ("--export %s: one of ip-link, networkd, c, zephyr, python-can, csv is needed"),
                           typed->export);
  text = timing_export (kind, request, solution, controller,
                        typed->channel != NULL     ? typed->channel
                        : typed->interface != NULL ? typed->interface
                                                   : "can0");
  return cli_print (text);
}

/* --- Two nodes --- */

static gboolean
find_other (const CliOptions *typed, const Controller **other, double *clock)
{
  g_auto (GStrv) parts = g_strsplit (typed->compare, "@", 2);

  *other = parts[0] != NULL ? controllers_find (parts[0]) : NULL;
  if (*other == NULL)
    {
      cli_message (_ ("%s: no such controller; --list tells those that are known"), typed->compare);
      return FALSE;
    }
  *clock = (*other)->clocks[0];
  return parts[1] == NULL || parse_option ("compare", parts[1], 1000, 1e10, clock);
}

static CliStatus
run_compare (const CliOptions *typed, const Controller *controller, const TimingRequest *request)
{
  const Controller *other;
  TimingNode nodes[2] = { { .name = controller->name, .controller = controller, .request = *request } };
  g_autoptr (GString) out = g_string_new (NULL);
  double clock;

  if (!find_other (typed, &other, &clock))
    return STATUS_USAGE;
  nodes[1] = (TimingNode){ .name = other->name, .controller = other, .request = *request };
  nodes[1].request.clock = clock;
  nodes[1].request.nominal.limits = &other->nominal;
  nodes[1].request.data.limits = &other->data;
  if (other->data.brp_max == 0)
    nodes[1].request.data = (PhaseRequest){ 0 };
  if (typed->format != NULL && strcmp (typed->format, "text") != 0)
    return cli_fail_usage (_ ("bit-timing --compare has text only"));
  if (!bit_timing_solve_node (&nodes[0]) || !bit_timing_solve_node (&nodes[1]))
    return STATUS_FAILED;
  bit_timing_append_comparison (out, nodes);
  return cli_print (out->str);
}

static CliStatus
run_recording (const CliOptions *typed)
{
  const Controller *other = NULL;
  double clock = 0;

  if (typed->compare != NULL && !find_other (typed, &other, &clock))
    return STATUS_USAGE;
  return timing_recording_run (typed, other, clock);
}

/* What the interface is set to. */
static CliStatus
run_link (const CliOptions *typed, const LinkController *link)
{
  TimingRequest request;
  TimingSolution solution;

  if (!link_controller_get_request (link, &request) || !link_timing_read (&link->link, &request, &solution))
    {
      cli_message (_ ("%s was never set: --bitrate RATE calculates a setting for it"), link->link.name);
      return STATUS_FAILED;
    }
  return bit_timing_print (typed, &link->controller, &request, &solution, 1);
}

/* What is done, by what was typed; each is a bit of the options that mean something for it. */
typedef enum
{
  DO_SOLVE = 1 << 0,
  DO_APPLY = 1 << 1,
  DO_EXPORT = 1 << 2,
  DO_COMPARE = 1 << 3,
  DO_SHOW_LINK = 1 << 4,
  DO_READ_REGISTERS = 1 << 5,
  DO_DETECT = 1 << 6,
  DO_RECORDING = 1 << 7,
  DO_LIST = 1 << 8,
} Doing;

#define CALCULATES (DO_SOLVE | DO_APPLY | DO_EXPORT | DO_COMPARE)

static Doing
what_to_do (const CliOptions *typed)
{
  if (typed->list)
    return DO_LIST;
  if (typed->recording != NULL)
    return DO_RECORDING;
  if (typed->detect)
    return DO_DETECT;
  if (typed->n_arguments > 0)
    return DO_READ_REGISTERS;
  if (typed->bitrate == NULL && typed->interface != NULL)
    return DO_SHOW_LINK;
  if (typed->compare != NULL)
    return DO_COMPARE;
  if (typed->export != NULL)
    return DO_EXPORT;
  return typed->apply ? DO_APPLY : DO_SOLVE;
}

static gboolean
check_idle (const CliOptions *typed, Doing doing)
{
  const struct
  {
    const char *name;
    gboolean given;
    guint serves;
  } rows[] = {
    { "clock", typed->clock != NULL, CALCULATES | DO_READ_REGISTERS },
    { "bitrate", typed->bitrate != NULL, CALCULATES | DO_DETECT },
    { "data-bitrate", typed->data_bitrate != NULL, CALCULATES | DO_DETECT },
    { "sample-point", typed->sample_point != NULL, CALCULATES | DO_DETECT },
    { "data-sample-point", typed->data_sample_point != NULL, typed->data_bitrate != NULL ? CALCULATES : 0 },
    { "controller", typed->controller != NULL, CALCULATES | DO_READ_REGISTERS },
    { "interface", typed->interface != NULL, CALCULATES | DO_READ_REGISTERS | DO_SHOW_LINK | DO_DETECT },
    { "sjw", typed->sjw != NULL, CALCULATES },
    { "triple-sampling", typed->triple > 0, DO_SOLVE | DO_EXPORT },
    { "cable", typed->cable != NULL, CALCULATES | DO_READ_REGISTERS },
    { "node-delay", typed->node_delay != NULL, CALCULATES | DO_READ_REGISTERS },
    { "compare", typed->compare != NULL, DO_COMPARE | DO_RECORDING },
    { "export", typed->export != NULL, DO_EXPORT },
    { "apply", typed->apply > 0, DO_APPLY },
    { "yes", typed->yes > 0, DO_APPLY },
    { "duration", typed->duration != NULL, DO_DETECT },
    { "disturb", typed->disturb > 0, DO_DETECT },
    { "recording", typed->recording != NULL, DO_RECORDING },
    { "detect", typed->detect > 0, DO_DETECT },
    { "channel", typed->channel != NULL, DO_EXPORT | DO_DETECT | DO_RECORDING },
    { "limit", typed->limit != UINT64_MAX, DO_SOLVE | DO_APPLY },
    { "format", typed->format != NULL, ~(guint) DO_EXPORT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].given && !(rows[i].serves & doing))
      {
        cli_fail_usage (_ ("bit-timing: --%s does nothing together with the rest; leave it away"), rows[i].name);
        return FALSE;
      }
  if (typed->n_arguments > 0 && doing != DO_READ_REGISTERS)
    cli_fail_usage (_ ("bit-timing: “%s” does nothing together with the rest; leave it away"), typed->arguments[0]);
  return typed->n_arguments == 0 || doing == DO_READ_REGISTERS;
}

static gboolean
check_together (const CliOptions *typed)
{
  const char *wrong = NULL;

  if (typed->interface != NULL && typed->controller != NULL)
    wrong = _ ("bit-timing: --interface or --controller");
  else if (typed->interface == NULL && typed->apply)
    wrong = _ ("bit-timing: --apply needs --interface NAME");
  else if (typed->apply && (typed->bitrate == NULL || typed->compare != NULL || typed->export != NULL))
    wrong = _ ("bit-timing: --apply needs --bitrate RATE, and neither --compare nor --export");
  else if (typed->detect && typed->interface == NULL)
    wrong = _ ("bit-timing: --detect needs --interface NAME");
  else if (typed->detect && (typed->apply || typed->compare != NULL || typed->export != NULL))
    wrong = _ ("bit-timing: --detect goes with neither --apply, --compare nor --export");
  else if ((typed->disturb || typed->duration != NULL) && !typed->detect)
    wrong = _ ("bit-timing: --duration and --disturb go with --detect");
  else if (typed->yes && !typed->apply)
    wrong = _ ("bit-timing: --yes goes with --apply");
  if (wrong != NULL)
    cli_fail_usage ("%s", wrong);
  return wrong == NULL;
}

static CliStatus
run_solve (const CliOptions *typed, const Controller *controller, const LinkController *link)
{
  TimingRequest request;
  g_autoptr (GArray) found = NULL;
  GError *error = NULL;
  CliStatus status;
  guint n;

  if (!make_request (typed, controller, &request))
    return STATUS_USAGE;
  if (typed->compare != NULL)
    return run_compare (typed, controller, &request);
  found = timing_solve (&request, &error);
  if (found == NULL)
    return cli_fail (error);
  if (typed->export != NULL)
    return run_export (typed, controller, &request, &g_array_index (found, TimingSolution, 0));
  n = (guint) MIN (typed->limit, found->len);
  status = bit_timing_print (typed, controller, &request, &g_array_index (found, TimingSolution, 0), n);
  if (status != STATUS_DONE || !typed->apply)
    return status;
  return timing_link_apply (link, &request, &g_array_index (found, TimingSolution, 0), typed->yes);
}

static CliStatus
run_bit_timing (const CliOptions *typed)
{
  Doing doing = what_to_do (typed);
  const Controller *controller;
  LinkController link;

  if (!check_together (typed) || !check_idle (typed, doing))
    return STATUS_USAGE;
  if (doing == DO_LIST)
    return bit_timing_print_controllers (typed);
  if (doing == DO_RECORDING)
    return run_recording (typed);
  if (doing == DO_DETECT)
    return timing_search_run (typed);
  controller = find_controller (typed, &link);
  if (controller == NULL)
    return typed->interface != NULL ? STATUS_FAILED : STATUS_USAGE;
  if (doing == DO_READ_REGISTERS)
    return run_reverse (typed, controller);
  if (doing == DO_SHOW_LINK)
    return run_link (typed, &link);
  if (typed->bitrate == NULL)
    return cli_fail_usage (_ ("bit-timing: --bitrate RATE is needed, or registers as NAME=VALUE, or --recording FILE"));
  return run_solve (typed, controller, &link);
}

const Command command_bit_timing
    = { "bit-timing", N_ ("--bitrate RATE | REGISTER=VALUE… | --recording FILE"),
        N_ ("Settings of a controller for a bit rate, the best first, with the reasons"), options, run_bit_timing };
