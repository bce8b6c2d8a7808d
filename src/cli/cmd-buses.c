/* cmd-buses.c: what there is to open, and how it is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "backends/adapters.h"
#include "backends/backend.h"
#include "backends/can-link.h"
#include "cli/command.h"
#include "cli/text-quote.h"

#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

static const CliOption options[] = {
  { "status", 0, OPTION_FLAG, CLI_FIELD (status), NULL, NULL,
    N_ ("state, counters and rates; status 0 only if all that are named are up and error-active") },
  { "identify", 0, OPTION_TEXT, CLI_FIELD (identify), N_ ("CHANNEL"), NULL,
    N_ ("let the light of a SocketCAN adapter blink for 5 seconds") },
  { "adapters", 0, OPTION_FLAG, CLI_FIELD (adapters), NULL, NULL,
    N_ ("CAN adapters that people have: what Linux needs for each, and which backend drives it") },
  { "interface", 'i', OPTION_TEXT, CLI_FIELD (interface), N_ ("NAME"), NULL, N_ ("only this backend") },
  CLI_FORMAT ("text csv json"),
  { "verbose", 'v', OPTION_FLAG, CLI_FIELD (verbose), NULL, NULL,
    N_ ("also what each backend can be told, and what it cannot do, with the reason") },
  CLI_HELP,
  CLI_END,
};

static gboolean
is_wanted (const BusPort *port, const CliOptions *typed)
{
  if (typed->n_arguments == 0)
    return TRUE;
  return g_strv_contains (typed->arguments, port->channel);
}

/* --- Output --- */

static void
append_rate (GString *out, uint32_t rate)
{
  if (rate > 0)
    g_string_append_printf (out, "%u", rate);
}

static void
print_csv (GString *out, const BusPort *port)
{
  g_string_append_printf (out, "%s,", backend_get_id (port->backend));
  quote_csv (out, port->channel);
  g_string_append_printf (out, ",%s,", bus_state_id (port->status.state));
  append_rate (out, port->status.bitrate);
  g_string_append_c (out, ',');
  append_rate (out, port->status.data_bitrate);
  g_string_append_c (out, ',');
  quote_csv (out, port->description);
  g_string_append_c (out, '\n');
}

static void
print_json (GString *out, const BusPort *port)
{
  const BusStatus *status = &port->status;

  g_string_append_printf (out, "{\"interface\":\"%s\",\"channel\":", backend_get_id (port->backend));
  quote_json (out, port->channel);
  g_string_append_printf (out, ",\"state\":\"%s\",\"bitrate\":", bus_state_id (port->status.state));
  g_string_append_printf (out, port->status.bitrate > 0 ? "%u" : "null", port->status.bitrate);
  g_string_append_printf (out, port->status.data_bitrate > 0 ? ",\"data_bitrate\":%u" : ",\"data_bitrate\":null",
                          port->status.data_bitrate);
  g_string_append (out, ",\"description\":");
  quote_json (out, port->description);
  if (status->tec >= 0)
    g_string_append_printf (out, ",\"tec\":%d,\"rec\":%d", status->tec, status->rec);
  else
    g_string_append (out, ",\"tec\":null,\"rec\":null");
  g_string_append_printf (out,
                          ",\"bus_errors\":%" PRIu64 ",\"arbitration_lost\":%" PRIu64 ",\"restarts\":%" PRIu64 "}\n",
                          status->bus_errors, status->arbitration_lost, status->restarts);
}

static void
print_text (GString *out, const BusPort *port)
{
  gboolean known = port->status.state != BUS_STATE_UNKNOWN, described = port->description[0] != '\0';

  g_string_append_printf (out, "%-14s %-*s%s%s%s%s\n", backend_get_id (port->backend), known || described ? 42 : 0,
                          port->channel, known || described ? " " : "",
                          known ? bus_state_text (port->status.state) : "", known && described ? ", " : "",
                          port->description);
}

static void
print_status (GString *out, const BusPort *port)
{
  const BusStatus *status = &port->status;

  g_string_append_printf (out, "%s: %s", port->channel, bus_state_id (status->state));
  if (port->description[0] != '\0')
    g_string_append_printf (out, ", %s", port->description);
  if (status->tec >= 0)
    g_string_append_printf (out, ", TEC %d, REC %d", status->tec, status->rec);
  if (status->bitrate > 0)
    g_string_append_printf (out, _ (", %" PRIu64 " bus errors, %" PRIu64 " arbitrations lost, %" PRIu64 " restarts"),
                            status->bus_errors, status->arbitration_lost, status->restarts);
  g_string_append_c (out, '\n');
}

/* --- A light --- */

#define BLINK 5 /* s */

static CliStatus
identify (const char *channel)
{
  GError *error = NULL;
  CanLink link;

  if (!can_link_read (channel, &link))
    {
      cli_message (_ ("%s: there is no such CAN interface; “canid-cli buses” lists them"), channel);
      return STATUS_FAILED;
    }
  return can_link_identify (channel, BLINK, &error) ? STATUS_DONE : cli_fail (error);
}

static void
append_obstacles (GString *out, const Backend *only)
{
  for (const Backend *const *backend = backends_list (); *backend != NULL; backend++)
    {
      g_autofree char *obstacle = backend_dup_obstacle (*backend);

      if (obstacle != NULL && (only == NULL || only == *backend))
        g_string_append_printf (out, "%-14s %s\n", backend_get_id (*backend), obstacle);
    }
}

/* --- What a backend can be told, and what it cannot do --- */

static void
append_rates (GString *out, const char *name, const uint32_t *rates)
{
  if (rates == NULL)
    return;
  g_string_append_printf (out, "  %-16s", name);
  for (; *rates != 0; rates++)
    g_string_append_printf (out, " %u", *rates);
  g_string_append_c (out, '\n');
}

static void
append_settings (GString *out, const Backend *backend)
{
  for (const BackendSetting *setting = backend_get_settings (backend); setting->name != NULL; setting++)
    g_string_append_printf (out, "  %s=%-*s %s%s%s%s\n", setting->name, MAX (0, 15 - (int) strlen (setting->name)),
                            setting->otherwise, _ (setting->help), setting->choices != NULL ? " (" : "",
                            setting->choices != NULL ? setting->choices : "", setting->choices != NULL ? ")" : "");
}

static void
append_backend (GString *out, const Backend *backend)
{
  g_string_append_printf (out, "\n%s: %s\n", backend_get_id (backend), backend_get_name (backend));
  if (*backend_get_channel_hint (backend) != '\0')
    g_string_append_printf (out, "  %-16s %s\n", "channel", backend_get_channel_hint (backend));
  append_rates (out, "bitrate", backend_get_bitrates (backend));
  append_rates (out, "data_bitrate", backend_get_data_bitrates (backend));
  append_settings (out, backend);
  for (guint i = 0; i < BUS_N_ABILITIES; i++)
    {
      const char *reason = backend_get_refusal (backend, (BusAbility) (1u << i));

      if (reason != NULL)
        g_string_append_printf (out, _ ("  without %s: %s\n"), bus_ability_text ((BusAbility) (1u << i)), reason);
    }
}

static void
append_backends (GString *out, const Backend *only)
{
  for (const Backend *const *backend = backends_list (); *backend != NULL; backend++)
    if (only == NULL || only == *backend)
      append_backend (out, *backend);
}

/* Some announce themselves every few seconds: who asks for one backend only gets all of it. */
static void
list_ports (const Backend *only, GPtrArray *ports)
{
  backend_list_ports (only, ports);
  if (only == NULL || backend_get_listen_ms (only) == 0)
    return;
  g_usleep (backend_get_listen_ms (only) * 1000ul);
  g_ptr_array_set_size (ports, 0);
  backend_list_ports (only, ports);
}

/* --- Adapters --- */

static void
print_adapter_text (GString *out, const Adapter *adapter)
{
  const char *backend = *adapter->backend != '\0' ? adapter->backend : _ ("none");

  g_string_append_printf (out, "%s%s%s%s\n", adapter->name, *adapter->usb != '\0' ? " (" : "", adapter->usb,
                          *adapter->usb != '\0' ? ")" : "");
  g_string_append_printf (out, _ ("  backend: %s%s%s%s"), backend, *adapter->channel != '\0' ? " " : "",
                          adapter->channel, adapter->fd ? _ (", CAN FD") : "");
  if (*adapter->clock != '\0')
    g_string_append_printf (out, _ (", clock %s MHz"), adapter->clock);
  g_string_append_printf (out, _ ("\n  needs: %s\n  tested here: %s\n"), _ (adapter->needs),
                          adapter_tested_text (adapter->tested));
}

static void
print_adapter (GString *out, const Adapter *adapter, gboolean json)
{
  static const char *const tested[] = { "no", "kind", "protocol" };
  const char *texts[] = { adapter->name,           adapter->usb,   adapter->backend,
                          adapter->channel,        adapter->clock, adapter->fd ? "1" : "0",
                          tested[adapter->tested], adapter->needs };
  static const char *const names[] = { "adapter", "usb", "interface", "channel", "clock", "fd", "tested", "needs" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (json)
      {
        g_string_append_printf (out, "%s\"%s\":", i == 0 ? "{" : ",", names[i]);
        if (strcmp (names[i], "fd") == 0)
          g_string_append (out, adapter->fd ? "true" : "false");
        else if (strcmp (names[i], "clock") == 0)
          g_string_append (out, *adapter->clock != '\0' ? adapter->clock : "null");
        else
          quote_json (out, texts[i]);
      }
    else
      {
        g_string_append (out, i == 0 ? "" : ",");
        quote_csv (out, texts[i]);
      }
  g_string_append (out, json ? "}\n" : "\n");
}

static CliStatus
print_adapters (const CliOptions *typed, const Backend *only)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *format = typed->format != NULL ? typed->format : "text";

  if (strcmp (format, "csv") == 0)
    g_string_append (out, "adapter,usb,interface,channel,clock,fd,tested,needs\n");
  for (const Adapter *adapter = adapters_list (); adapter->name != NULL; adapter++)
    if (only != NULL && strcmp (backend_get_id (only), adapter->backend) != 0)
      continue;
    else if (strcmp (format, "text") == 0)
      print_adapter_text (out, adapter);
    else
      print_adapter (out, adapter, strcmp (format, "json") == 0);
  return cli_print (out->str);
}

static gboolean
is_there (const GPtrArray *ports, const char *channel)
{
  for (guint i = 0; i < ports->len; i++)
    if (strcmp (((const BusPort *) g_ptr_array_index (ports, i))->channel, channel) == 0)
      return TRUE;
  return FALSE;
}

static void
tell_no_state (const Backend *only)
{
  g_autoptr (GString) why = g_string_new (NULL);

  append_obstacles (why, only);
  g_strchomp (why->str);
  cli_message (_ ("no bus that has a state: SocketCAN interfaces have one, and there is none%s%s"),
               *why->str != '\0' ? "\n" : "", why->str);
}

static CliStatus
run_buses (const CliOptions *typed)
{
  g_autoptr (GPtrArray) ports = g_ptr_array_new_with_free_func ((GDestroyNotify) bus_port_free);
  g_autoptr (GString) out = g_string_new (NULL);
  const Backend *only = typed->interface != NULL ? backend_find (typed->interface) : NULL;
  gboolean csv = g_strcmp0 (typed->format, "csv") == 0, json = g_strcmp0 (typed->format, "json") == 0;
  gboolean all_active = TRUE;
  guint n = 0;
  CliStatus status;

  if (typed->interface != NULL && only == NULL)
    return cli_fail_usage (_ ("%s: no such interface"), typed->interface);
  if (typed->n_arguments > 0 && !typed->status)
    return cli_fail_usage (_ ("buses: CHANNEL goes with --status"));
  if (typed->identify != NULL && (typed->status || typed->n_arguments > 0 || typed->format != NULL || only != NULL))
    return cli_fail_usage (_ ("buses: --identify CHANNEL goes alone"));
  if (typed->identify != NULL)
    return identify (typed->identify);
  if (typed->adapters && (typed->status || typed->n_arguments > 0))
    return cli_fail_usage (_ ("buses: --adapters goes without --status and CHANNEL"));
  if (typed->adapters)
    return print_adapters (typed, only);
  list_ports (only, ports);
  if (csv)
    g_string_append (out, "interface,channel,state,bitrate,data_bitrate,description\n");
  for (guint i = 0; i < ports->len; i++)
    {
      const BusPort *port = g_ptr_array_index (ports, i);

      if (!is_wanted (port, typed)
          || (typed->status && typed->n_arguments == 0 && port->status.state == BUS_STATE_UNKNOWN))
        continue;
      n++;
      all_active = all_active && port->status.state == BUS_STATE_ACTIVE;
      (csv ? print_csv : json ? print_json : typed->status ? print_status : print_text) (out, port);
    }
  if (!csv && !json && !typed->status)
    append_obstacles (out, only);
  if (typed->verbose && !csv && !json && !typed->status)
    append_backends (out, only);
  for (guint i = 0; i < typed->n_arguments; i++)
    if (!is_there (ports, typed->arguments[i]))
      cli_message (_ ("%s: there is no such channel; “canid-cli buses” lists them"), typed->arguments[i]);
  if (typed->status && typed->n_arguments == 0 && n == 0)
    tell_no_state (only);
  status = cli_print (out->str);
  return typed->status && (!all_active || n == 0 || n < typed->n_arguments) ? cli_status_worst (status, STATUS_FAILED)
                                                                            : status;
}

const Command command_buses = { "buses",
                                N_ ("[--status [CHANNEL…] | --identify CHANNEL | --adapters]"),
                                N_ ("Buses that can be opened now, and their states"),
                                options,
                                run_buses,
                                NULL };
