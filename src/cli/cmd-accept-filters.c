/* cmd-accept-filters.c: identifiers into the filters of a controller.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/command.h"

#include "core/accept-filter.h"
#include "models/can-matrix.h"

#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

#define MAX_LISTED 32 /* others that are named */

static const CliOption options[] = {
  { "count", 0, OPTION_COUNT, CLI_FIELD (count), N_ ("N"), NULL,
    N_ ("filters that the controller has; else as many as are needed") },
  { "export", 0, OPTION_TEXT, CLI_FIELD (export), N_ ("FORM"), NULL,
    N_ ("as can-filter, candump, sja1000, bxcan, m_can or mcp251x") },
  CLI_DATABASE,
  { "node", 0, OPTION_TEXT, CLI_FIELD (node), N_ ("NAME"), NULL, N_ ("also what this node of the databases receives") },
  CLI_HELP,
  CLI_END,
};

static gboolean
parse_id (const char *text, uint32_t *id)
{
  char *end = NULL;
  const char *digits = g_str_has_prefix (text, "0x") ? text + 2 : text;
  guint64 value = g_ascii_strtoull (digits, &end, 16);

  if (!g_ascii_isxdigit (*digits) || *end != '\0' || value > CAN_ID_MASK_EXTENDED)
    return FALSE;
  *id = (uint32_t) value | (end - digits > 3 || value > CAN_ID_MASK_STANDARD ? CAN_ID_EXTENDED : 0);
  return TRUE;
}

static void
append_others (GString *out, const GArray *filters, const uint32_t *ids, guint n)
{
  g_autoptr (GArray) others = accept_filters_list_extra (filters, ids, n, MAX_LISTED);
  uint64_t extra = accept_filters_extra (filters, ids, n);

  for (guint i = 0; i < others->len; i++)
    {
      uint32_t id = g_array_index (others, uint32_t, i);

      g_string_append (out, i == 0 ? _ ("Passes too:") : "");
      g_string_append_printf (out, id & CAN_ID_EXTENDED ? " %08X" : " %03X", id & CAN_ID_MASK_EXTENDED);
    }
  if (extra > others->len)
    g_string_append (out, " …");
  if (extra > 0)
    g_string_append_c (out, '\n');
}

static void
append_list (GString *out, const GArray *filters, const uint32_t *ids, guint n, gboolean proven)
{
  for (guint i = 0; i < filters->len; i++)
    {
      const AcceptFilter *filter = &g_array_index (filters, AcceptFilter, i);
      gboolean extended = (filter->id & CAN_ID_EXTENDED) != 0;

      g_string_append_printf (out, extended ? "%08X:%08X" : "%03X:%03X", filter->id & CAN_ID_MASK_EXTENDED,
                              filter->mask);
      g_string_append_printf (out, _ ("  passes %" PRIu64 "\n"), accept_filter_count (filter));
    }
  g_string_append_printf (out, _ ("%u filters for %u identifiers; %" PRIu64 " others pass too\n"), filters->len, n,
                          accept_filters_extra (filters, ids, n));
  append_others (out, filters, ids, n);
  g_string_append (out, proven ? _ ("Proven: no other filters pass fewer, and no fewer filters do as well.\n")
                               : _ ("Not proven the best: too many identifiers to try all; near ones were joined.\n"));
}

/* --- What is wanted --- */

/* Given twice, or given and received by the node, is one identifier. */
static void
add_id (GArray *ids, uint32_t id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, uint32_t, i) == id)
      return;
  g_array_append_val (ids, id);
}

static gboolean
add_node (const CanMatrix *matrix, const char *node, GArray *ids)
{
  guint index = 0;

  while (index < matrix->nodes->len && strcmp (matrix->nodes->pdata[index], node) != 0)
    index++;
  if (index == matrix->nodes->len)
    return FALSE;
  for (guint i = 0; i < matrix->messages->len; i++)
    {
      const Message *message = matrix->messages->pdata[i];

      if (can_matrix_get_role (matrix, message, index) & MATRIX_RECEIVES)
        add_id (ids, message->id);
    }
  return TRUE;
}

static CliStatus
collect_node (const CliOptions *typed, GArray *ids)
{
  DatabaseSet *databases = NULL;
  CliStatus status = cli_load_databases (typed, &databases);
  CanMatrix *matrix;

  if (status != STATUS_DONE)
    return status;
  matrix = can_matrix_new (databases);
  if (!add_node (matrix, typed->node, ids))
    status = cli_fail_usage (_ ("--node %s: the databases know no such node"), typed->node);
  can_matrix_free (matrix);
  database_set_unref (databases);
  return status;
}

static CliStatus
collect_ids (const CliOptions *typed, GArray *ids)
{
  CliStatus status = STATUS_DONE;

  if (typed->node != NULL)
    status = collect_node (typed, ids);
  else if (typed->databases->len > 0)
    return cli_fail_usage (_ ("accept-filters: --database does nothing without --node"));
  for (guint i = 0; i < typed->n_arguments && status == STATUS_DONE; i++)
    {
      uint32_t id;

      if (parse_id (typed->arguments[i], &id))
        add_id (ids, id);
      else
        status = cli_fail_usage (_ ("%s: an identifier is three hexadecimal digits, or up to eight for 29 bits"),
                                 typed->arguments[i]);
    }
  if (status == STATUS_DONE && (ids->len == 0 || ids->len > ACCEPT_MAX_IDS))
    status = cli_fail_usage (_ ("accept-filters: from 1 to %u identifiers are needed"), ACCEPT_MAX_IDS);
  return status;
}

static CliStatus
run_accept_filters (const CliOptions *typed)
{
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (uint32_t)), filters = NULL;
  const uint32_t *ids;
  g_autoptr (GString) out = g_string_new (NULL);
  CliStatus status;
  AcceptForm form;
  gboolean proven;

  if (typed->count == 0)
    return cli_fail_usage (_ ("accept-filters: with --count 0 nothing passes; at least one filter is needed"));
  status = collect_ids (typed, wanted);
  if (status != STATUS_DONE)
    return status;
  ids = (const uint32_t *) (gpointer) wanted->data;
  filters = accept_filters_make (ids, wanted->len, (guint) MIN (typed->count, ACCEPT_MAX_IDS), &proven);
  if (filters == NULL)
    return cli_fail_usage (_ ("accept-filters: identifiers of 11 and of 29 bits need a filter each"));
  if (typed->export == NULL)
    append_list (out, filters, ids, wanted->len, proven);
  else if (accept_form_find (typed->export, &form))
    {
      g_autofree char *text = accept_filters_dup_text (filters, form);

      g_string_append (out, text);
    }
  else
    return cli_fail_usage (_ ("--export %s: one of can-filter, candump, sja1000, bxcan, m_can, mcp251x is needed"),
                           typed->export);
  return cli_print (out->str);
}

const Command command_accept_filters
    = { "accept-filters", N_ ("ID…"),
        N_ ("The fewest filters of a controller that pass these identifiers, and what else passes"), options,
        run_accept_filters };
