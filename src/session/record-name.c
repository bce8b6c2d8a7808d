/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/record-name.h"

#include "base/byte-packing.h"
#include "base/errors.h"
#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

#define MAX_NAMES 1000000

static const char *const fields[] = { "date", "time", "bus", "n" };

/* The field that begins at p, a brace; its length in *n. -1: none. */
static int
find_field (const char *p, gsize *n)
{
  const char *end = strchr (p, '}');

  if (end == NULL)
    return -1;
  *n = (gsize) (end - p) + 1;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (strlen (fields[i]) == *n - 2 && strncmp (p + 1, fields[i], *n - 2) == 0)
      return (int) i;
  return -1;
}

gboolean
record_name_check (const char *template, GError **error)
{
  for (const char *p = template; (p = strchr (p, '{')) != NULL;)
    {
      gsize n = strlen (p);

      if (p[1] == '{')
        p += 2;
      else if (find_field (p, &n) >= 0)
        p += n;
      else
        {
          g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                       _ ("%.*s: not known in the name of a recording; {date}, {time}, {bus} and {n} are"), (int) n, p);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
record_name_has_field (const char *template, const char *field)
{
  for (const char *p = template; (p = strchr (p, '{')) != NULL;)
    {
      gsize n = 1;
      int index = p[1] == '{' ? -1 : find_field (p, &n);

      if (index >= 0 && strcmp (fields[index], field) == 0)
        return TRUE;
      p += p[1] == '{' ? 2 : MAX (n, 1);
    }
  return FALSE;
}

static void
append_bus (GString *out, const char *bus)
{
  for (const char *p = bus; *p != '\0'; p++)
    g_string_append_c (out, strchr ("/\\:*?\"<>|", *p) != NULL || g_ascii_iscntrl (*p) ? '_' : *p);
}

static void
append_field (GString *out, int index, GDateTime *moment, const char *bus, guint n)
{
  g_autofree char *text = NULL;

  switch (index)
    {
    case 0:
      text = g_date_time_format (moment, "%Y-%m-%d");
      break;
    case 1:
      text = g_date_time_format (moment, "%H-%M-%S");
      break;
    case 2:
      append_bus (out, bus);
      return;
    default:
      text = g_strdup_printf ("%03u", n);
      break;
    }
  g_string_append (out, text);
}

char *
record_name_expand (const char *template, int64_t now, const char *bus, guint n)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_local (now / G_GINT64_CONSTANT (1000000000));
  GString *out = g_string_new (NULL);

  for (const char *p = template; *p != '\0';)
    {
      gsize length = 1;
      int index = *p == '{' && p[1] != '{' ? find_field (p, &length) : -1;

      if (index >= 0)
        append_field (out, index, moment, bus, n);
      else if (*p == '{' && p[1] == '{')
        {
          g_string_append_c (out, '{');
          length = 2;
        }
      else
        {
          g_string_append_c (out, *p);
          length = 1;
        }
      p += length;
    }
  return g_string_free (out, FALSE);
}

/* In front of the extensions: that of the packing and that of the format. */
static char *
insert_number (const char *path, guint n)
{
  const char *slash = strrchr (path, '/'), *name = slash != NULL ? slash + 1 : path, *dot;
  gsize stem = strlen (path);

  byte_packing_of_path (path, &stem);
  dot = g_strrstr_len (name, (gssize) (stem - (gsize) (name - path)), ".");
  if (dot != NULL && dot > name)
    stem = (gsize) (dot - path);
  return g_strdup_printf ("%.*s_%u%s", (int) stem, path, n, path + stem);
}

char *
record_name_next_free (const char *template, int64_t now, const char *bus, guint *n)
{
  gboolean numbered = record_name_has_field (template, "n");

  for (; *n < MAX_NAMES; (*n)++)
    {
      char *path = record_name_expand (template, now, bus, *n);

      if (!numbered && *n > 1)
        {
          char *with_number = insert_number (path, *n);

          g_free (path);
          path = with_number;
        }
      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return path;
      g_free (path);
    }
  return NULL;
}
