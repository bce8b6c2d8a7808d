/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/format-list.h"

#include "cli/text-quote.h"
#include "cli/text-table.h"
#include "formats/format.h"

#include "base/banned.h"

/* In the order of the columns; json names never change. */
static const struct
{
  guint ability;
  const char *json, *title;
} abilities[] = {
  { FORMAT_READ, "read", N_ ("read") },
  { FORMAT_WRITE, "write", N_ ("write") },
  { FORMAT_APPEND, "append", N_ ("append") },
  { FORMAT_FD, "fd", N_ ("FD") },
  { FORMAT_FD_FLAGS, "fd_flags", N_ ("BRS, ESI") },
  { FORMAT_REMOTE, "remote", N_ ("remote") },
  { FORMAT_ERROR, "error", N_ ("errors") },
  { FORMAT_NANOSECONDS, "nanoseconds", N_ ("ns") },
  { FORMAT_DIRECTION, "direction", N_ ("rx/tx") },
};

#define ALIGNMENT                                                                                                      \
  "ll" /* format, extension */ "lllllllll" /* abilities */ "llll" /* channels, packed, dialects, name                  \
                                                                   */

static const char *
channels_of (const Format *format)
{
  if (format->abilities & FORMAT_CHANNEL_NAMES)
    return "names";
  return format->abilities & FORMAT_CHANNELS ? "numbers" : "none";
}

static const char *
channels_title (const Format *format)
{
  if (format->abilities & FORMAT_CHANNEL_NAMES)
    return _ ("names");
  return format->abilities & FORMAT_CHANNELS ? _ ("numbers") : "–";
}

/* (transfer full) those that can be written; "" where there is only one form */
static char *
join_dialects (const Format *format, const char *separator)
{
  GString *out = g_string_new (NULL);

  for (const FormatDialect *dialect = format->dialects; dialect != NULL && dialect->id != NULL; dialect++)
    g_string_append_printf (out, "%s%s", out->len > 0 ? separator : "", dialect->id);
  return g_string_free (out, FALSE);
}

static void
add_row (TextTable *table, const Format *format)
{
  g_auto (GStrv) extensions = g_strsplit (format->extensions, ";", -1);
  g_autofree char *dotted = g_strjoinv (" .", extensions), *dialects = join_dialects (format, " ");

  text_table_add (table, format->id);
  text_table_add_printf (table, ".%s", dotted);
  for (guint i = 0; i < G_N_ELEMENTS (abilities); i++)
    text_table_add (table, format->abilities & abilities[i].ability ? _ ("yes") : "–");
  text_table_add (table, channels_title (format));
  text_table_add (table, format->abilities & FORMAT_NO_PACKING ? "–" : _ ("yes"));
  text_table_add (table, *dialects != '\0' ? dialects : "–");
  text_table_add (table, _ (format->name));
}

static void
append_text (GString *out)
{
  TextTable *table = text_table_new (ALIGNMENT);

  text_table_add (table, _ ("Format"));
  text_table_add (table, _ ("Extensions"));
  for (guint i = 0; i < G_N_ELEMENTS (abilities); i++)
    text_table_add (table, _ (abilities[i].title));
  text_table_add (table, _ ("channels"));
  text_table_add (table, _ ("packed"));
  text_table_add (table, _ ("dialects"));
  text_table_add (table, _ ("Name"));
  for (const Format *const *format = formats_list (); *format != NULL; format++)
    add_row (table, *format);
  text_table_print (table, 0, out);
  text_table_free (table);
}

static void
append_json (GString *out, const Format *format)
{
  g_auto (GStrv) extensions = g_strsplit (format->extensions, ";", -1);
  g_autofree char *dialects = join_dialects (format, "\",\"");

  g_string_append (out, "{\"format\":");
  quote_json (out, format->id);
  g_string_append (out, ",\"name\":");
  quote_json (out, format->name);
  g_string_append (out, ",\"extensions\":[");
  for (guint i = 0; extensions[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      quote_json (out, extensions[i]);
    }
  g_string_append_c (out, ']');
  for (guint i = 0; i < G_N_ELEMENTS (abilities); i++)
    g_string_append_printf (out, ",\"%s\":%s", abilities[i].json,
                            format->abilities & abilities[i].ability ? "true" : "false");
  g_string_append_printf (out, ",\"channels\":\"%s\",\"packed\":%s", channels_of (format),
                          format->abilities & FORMAT_NO_PACKING ? "false" : "true");
  g_string_append_printf (out, *dialects != '\0' ? ",\"dialects\":[\"%s\"]}\n" : ",\"dialects\":[%s]}\n", dialects);
}

CliStatus
format_list_print (gboolean json)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (json)
    for (const Format *const *format = formats_list (); *format != NULL; format++)
      append_json (text, *format);
  else
    append_text (text);
  return cli_print (text->str);
}
