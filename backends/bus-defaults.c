/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/bus-defaults.h"

#include <string.h>

#include "base/banned.h"

static void
default_free (gpointer data)
{
  BusDefault *self = data;

  g_free (self->value);
  g_free (self->origin);
  g_free (self);
}

static void
set (GHashTable *defaults, const char *key, const char *value, const char *origin)
{
  BusDefault *entry = g_new (BusDefault, 1);

  entry->value = g_strdup (value);
  entry->origin = g_strdup (origin);
  g_hash_table_insert (defaults, g_ascii_strdown (key, -1), entry);
}

/* "key = value" or "key: value", as Python's configparser reads them. */
static void
read_line (GHashTable *defaults, char *line, const char *path)
{
  char *split = strpbrk (line, "=:");

  if (split == NULL || split == line)
    return;
  *split = '\0';
  set (defaults, g_strstrip (line), g_strstrip (split + 1), path);
}

static void
read_file (GHashTable *defaults, const char *path, const char *context)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean inside = FALSE;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      char *start = g_strstrip (*line);
      gsize n = strlen (start);

      if (*start == '[' && start[n - 1] == ']')
        {
          start[n - 1] = '\0';
          inside = strcmp (start + 1, context) == 0;
        }
      else if (inside && *start != '#' && *start != ';')
        read_line (defaults, start, path);
    }
}

static void
read_environment (GHashTable *defaults)
{
  static const struct
  {
    const char *variable, *key;
  } names[] = { { "CAN_INTERFACE", "interface" }, { "CAN_CHANNEL", "channel" }, { "CAN_BITRATE", "bitrate" } };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = g_getenv (names[i].variable);

      if (value != NULL && value[0] != '\0')
        set (defaults, names[i].key, value, names[i].variable);
    }
}

GHashTable *
bus_defaults_read (const char *context, const char *file)
{
  GHashTable *defaults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, default_free);

  if (context == NULL)
    context = "default";
  if (file != NULL)
    read_file (defaults, file, context);
  else
    {
      g_autofree char *dot_can = g_build_filename (g_get_home_dir (), ".can", NULL);
      g_autofree char *dot_canrc = g_build_filename (g_get_home_dir (), ".canrc", NULL);

      read_file (defaults, "/etc/can.conf", context);
      read_file (defaults, dot_can, context);
      read_file (defaults, dot_canrc, context);
    }
  read_environment (defaults);
  return defaults;
}
