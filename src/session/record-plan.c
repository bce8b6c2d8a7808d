/* record-plan.c: what is to be recorded, and what can be told of it before.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/record-run.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "filter/filter.h"
#include "session/record-file.h"
#include "session/record-name.h"
#include "session/trigger.h"

#include <string.h>

#include "base/banned.h"

RecordPlan *
record_plan_new (const char *path)
{
  RecordPlan *self = g_new0 (RecordPlan, 1);

  self->path = g_strdup (path);
  return self;
}

static gpointer
copy_text (gconstpointer text, gpointer data)
{
  return g_strdup (text);
}

RecordPlan *
record_plan_copy (const RecordPlan *self)
{
  RecordPlan *copy = g_memdup2 (self, sizeof *self);

  copy->path = g_strdup (self->path);
  copy->filter = g_strdup (self->filter);
  copy->starts = self->starts != NULL ? g_ptr_array_copy (self->starts, (GCopyFunc) copy_text, NULL) : NULL;
  copy->stops = self->stops != NULL ? g_ptr_array_copy (self->stops, (GCopyFunc) copy_text, NULL) : NULL;
  return copy;
}

void
record_plan_free (RecordPlan *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->starts, g_ptr_array_unref);
  g_clear_pointer (&self->stops, g_ptr_array_unref);
  g_free (self->path);
  g_free (self->filter);
  g_free (self);
}

void
record_plan_add_trigger (RecordPlan *self, const char *text, gboolean stops)
{
  GPtrArray **list = stops ? &self->stops : &self->starts;

  if (*list == NULL)
    *list = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (*list, g_strdup (text));
}

gboolean
record_parse_size (const char *text, uint64_t *size)
{
  static const char units[] = "kMGT";
  char *end = NULL;
  double value = g_ascii_strtod (text, &end);
  const char *unit = *end != '\0' ? strchr (units, *end) : NULL;

  if (unit != NULL)
    end++;
  for (const char *p = units; unit != NULL && p <= unit; p++)
    value *= 1024;
  *size = value >= 1 && value < 1e18 ? (uint64_t) value : 0;
  return end != text && *end == '\0' && *size > 0;
}

static gboolean
check_filter (const char *text, const DatabaseSet *databases, GError **error)
{
  FilterProblem problem = { 0 };

  filter_program_unref (filter_compile (text, databases, &problem));
  if (problem.what != NULL)
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("Filter “%s”, column %u: %s"), text, problem.column,
                 problem.what);
  filter_problem_clear (&problem);
  return error == NULL || *error == NULL;
}

static gboolean
check_triggers (const GPtrArray *texts, const DatabaseSet *databases, GError **error)
{
  for (guint i = 0; texts != NULL && i < texts->len; i++)
    {
      Trigger *trigger = trigger_parse (g_ptr_array_index (texts, i), databases, error);

      if (trigger == NULL)
        return FALSE;
      trigger_free (trigger);
    }
  return TRUE;
}

static gboolean
check_format (const RecordPlan *self, GError **error)
{
  const Format *format = self->format != NULL ? self->format : record_file_format (self->path, error);

  if (format == NULL)
    return FALSE;
  if (self->split_size == 0 || !(format->abilities & FORMAT_AT_END))
    return TRUE;
  g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
               _ ("%s: %s is written when it ends, so that it cannot be split by size; split it by time or frames"),
               self->path, _ (format->name));
  return FALSE;
}

static gboolean
check_append (const RecordPlan *self, GError **error)
{
  const Format *format = self->format != NULL ? self->format : record_file_format (self->path, NULL);

  if (!self->append)
    return TRUE;
  if (strcmp (self->path, "-") == 0 || strchr (self->path, '{') != NULL)
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                 _ ("%s: appending needs the name of a file, without {date}, {time}, {bus} or {n}"), self->path);
  else if (!(format->abilities & FORMAT_APPEND))
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%s: %s cannot be appended to; write another file"),
                 self->path, _ (format->name));
  else
    return TRUE;
  return FALSE;
}

gboolean
record_plan_check (const RecordPlan *self, const DatabaseSet *databases, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (strcmp (self->path, "-") != 0 && !record_name_check (self->path, &problem))
    ;
  else if (!check_format (self, &problem) || !check_append (self, &problem))
    ;
  else if (self->filter != NULL && !check_filter (self->filter, databases, &problem))
    ;
  else if (check_triggers (self->starts, databases, &problem) && check_triggers (self->stops, databases, &problem))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}
