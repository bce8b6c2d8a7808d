/* recent-traces.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/recent-traces.h"

#include "ui/app-settings.h"

#define KEY "recent-traces"

static void
recent_trace_free (gpointer data)
{
  RecentTrace *self = data;

  g_free (self->uri);
  g_free (self);
}

GPtrArray *
recent_traces_list (void)
{
  GPtrArray *traces = g_ptr_array_new_with_free_func (recent_trace_free);
  g_autoptr (GVariant) value = g_settings_get_value (app_settings_get (), KEY);
  GVariantIter iter;
  RecentTrace trace;

  g_variant_iter_init (&iter, value);
  while (
      g_variant_iter_next (&iter, "(sxutt)", &trace.uri, &trace.opened, &trace.channels, &trace.frames, &trace.bytes))
    g_ptr_array_add (traces, g_memdup2 (&trace, sizeof trace));
  return traces;
}

void
recent_traces_add (GFile *file, guint channels, guint64 frames, guint64 bytes)
{
  g_autoptr (GPtrArray) traces = recent_traces_list ();
  g_autofree char *uri = g_file_get_uri (file);
  GVariantBuilder builder;
  guint n = 1;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sxutt)"));
  g_variant_builder_add (&builder, "(sxutt)", uri, g_get_real_time () / G_USEC_PER_SEC, channels, frames, bytes);
  for (guint i = 0; i < traces->len && n < RECENT_TRACES_MAX; i++)
    {
      const RecentTrace *trace = traces->pdata[i];

      if (g_str_equal (trace->uri, uri))
        continue;
      g_variant_builder_add (&builder, "(sxutt)", trace->uri, trace->opened, trace->channels, trace->frames,
                             trace->bytes);
      n++;
    }
  g_settings_set_value (app_settings_get (), KEY, g_variant_builder_end (&builder));
}

void
recent_traces_clear (void)
{
  g_settings_reset (app_settings_get (), KEY);
}
