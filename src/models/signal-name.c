/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "models/signal-name.h"

#include "filter/filter.h"
#include <string.h>

#include "base/banned.h"

char *
signal_name_dup (const Message *message, const CanSignal *signal)
{
  GString *text = g_string_new (NULL);

  filter_append_name (text, message->name);
  if (signal != NULL)
    {
      g_string_append_c (text, '.');
      filter_append_name (text, signal->name);
    }
  return g_string_free (text, FALSE);
}

/* Behind name, as it is or as filters write it; NULL: text does not begin with it. */
static const char *
skip_name (const char *text, const char *name, GString *quoted)
{
  g_string_truncate (quoted, 0);
  filter_append_name (quoted, name);
  if (g_str_has_prefix (text, quoted->str))
    return text + quoted->len;
  return g_str_has_prefix (text, name) ? text + strlen (name) : NULL;
}

static const Message *
find_in (const Message *message, const char *text, GString *quoted, const CanSignal **signal)
{
  const char *rest = skip_name (text, message->name, quoted);

  if (rest == NULL || (*rest != '\0' && *rest != '.'))
    return NULL;
  *signal = NULL;
  if (*rest == '\0')
    return message;
  for (guint i = 0; i < message->n_signals; i++)
    {
      const char *end = skip_name (rest + 1, message->signals[i].name, quoted);

      if (end == NULL || *end != '\0')
        continue;
      *signal = &message->signals[i];
      return message;
    }
  return NULL;
}

const Message *
signal_name_find (const DatabaseSet *set, const char *text, const CanSignal **signal)
{
  g_autofree char *name = g_strstrip (g_strdup (text));
  const char *start = g_str_has_prefix (name, "signal:") ? name + strlen ("signal:") : name;
  g_autoptr (GString) quoted = g_string_new (NULL);

  for (guint i = 0; i < database_set_n (set); i++)
    {
      const Database *database = database_set_get (set, i, NULL);

      for (guint m = 0; m < database_n_messages (database); m++)
        {
          const Message *found = find_in (database_get_message (database, m), start, quoted, signal);

          if (found != NULL)
            return found;
        }
    }
  return NULL;
}
