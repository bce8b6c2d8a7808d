/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/log-plan.h"

#include "session/record-file.h"
#include "session/record-keeps.h"
#include "session/trigger.h"

#include <string.h>

#include "base/banned.h"

static gboolean
parse_size (const char *text, uint64_t *size)
{
  if (text == NULL || record_parse_size (text, size))
    return TRUE;
  cli_message (_ ("--split-size %s: bytes are needed, such as 500k or 100M"), text);
  return FALSE;
}

static gboolean
parse_time (const char *option, const char *text, int64_t *time)
{
  if (text == NULL || trigger_parse_time (text, time))
    return TRUE;
  cli_message (_ ("--%s %s: a time is needed, such as 500ms, 90s, 10min or 1h"), option, text);
  return FALSE;
}

static gboolean
fill_plan (RecordPlan *plan, const CliOptions *typed)
{
  plan->replace = TRUE;
  plan->append = typed->append > 0;
  plan->filter = g_strdup (typed->filter);
  plan->split_count = typed->split_count != UINT64_MAX ? typed->split_count : 0;
  plan->keep = typed->keep != UINT64_MAX ? (guint) MIN (typed->keep, 1000000) : 0;
  plan->stop_count = typed->count != UINT64_MAX ? typed->count : 0;
  for (guint i = 0; i < typed->triggers->len; i++)
    record_plan_add_trigger (plan, g_ptr_array_index (typed->triggers, i), FALSE);
  for (guint i = 0; i < typed->stop_triggers->len; i++)
    record_plan_add_trigger (plan, g_ptr_array_index (typed->stop_triggers, i), TRUE);
  return parse_size (typed->split_size, &plan->split_size)
         && parse_time ("split-time", typed->split_time, &plan->split_time)
         && parse_time ("before", typed->before, &plan->before) && parse_time ("after", typed->after, &plan->after);
}

static void
tell_losses (const RecordPlan *plan)
{
  const Format *format = record_file_format (plan->path, NULL);
  g_autofree char *losses = format != NULL ? record_keeps_dup_losses (plan->path, format) : NULL;

  if (losses != NULL)
    cli_message ("%s: %s", plan->path, losses);
}

static gboolean
check_idle (const CliOptions *typed)
{
  gboolean files = typed->files->len > 0, triggers = typed->triggers->len + typed->stop_triggers->len > 0;
  const struct
  {
    const char *name;
    gboolean given, serves;
    const char *needs;
  } rows[] = {
    { "append", typed->append > 0, files, "-f FILE" },
    { "split-size", typed->split_size != NULL, files, "-f FILE" },
    { "split-time", typed->split_time != NULL, files, "-f FILE" },
    { "split-count", typed->split_count != UINT64_MAX, files, "-f FILE" },
    { "keep", typed->keep != UINT64_MAX, files, "-f FILE" },
    { "before", typed->before != NULL, typed->triggers->len > 0, "--trigger CONDITION" },
    { "after", typed->after != NULL, triggers, "--trigger CONDITION" },
    { "database", typed->databases->len > 0, triggers || typed->filter != NULL, "--filter EXPR" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].given && !rows[i].serves)
      {
        cli_fail_usage (_ ("log: --%s needs %s"), rows[i].name, rows[i].needs);
        return FALSE;
      }
  if (typed->count == 0 || typed->split_count == 0 || typed->keep == 0)
    cli_fail_usage (_ ("log: --count, --split-count and --keep are 1 at least"));
  return typed->count > 0 && typed->split_count > 0 && typed->keep > 0;
}

GPtrArray *
log_plans_new (const CliOptions *typed)
{
  GPtrArray *plans = g_ptr_array_new_with_free_func ((GDestroyNotify) record_plan_free);
  gboolean ok = check_idle (typed);

  for (guint i = 0; ok && i < MAX (typed->files->len, 1); i++)
    {
      const char *path = typed->files->len > 0 ? g_ptr_array_index (typed->files, i) : "-";
      RecordPlan *plan = record_plan_new (path);

      g_ptr_array_add (plans, plan);
      if (strcmp (path, "-") == 0)
        plan->format = format_by_id (g_strcmp0 (typed->format, "candump") == 0 ? "candump" : "printer");
      ok = fill_plan (plan, typed);
      if (ok && strcmp (path, "-") != 0)
        tell_losses (plan);
    }
  if (ok)
    return plans;
  g_ptr_array_unref (plans);
  return NULL;
}
