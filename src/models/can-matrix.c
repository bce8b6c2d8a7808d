/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "models/can-matrix.h"

#include "base/i18n.h"
#include <string.h>

#include "base/banned.h"

static gboolean
names (char **list, const char *name)
{
  for (; list != NULL && *list != NULL; list++)
    if (g_str_equal (*list, name))
      return TRUE;
  return FALSE;
}

/* Vector__XXX stands for nobody. */
static void
add_node (CanMatrix *self, GHashTable *seen, const char *name)
{
  if (name != NULL && *name != '\0' && !g_str_equal (name, "Vector__XXX") && g_hash_table_add (seen, (gpointer) name))
    g_ptr_array_add (self->nodes, (gpointer) name);
}

CanMatrix *
can_matrix_new (const DatabaseSet *set)
{
  CanMatrix *self = g_new0 (CanMatrix, 1);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  self->set = database_set_ref (set);
  self->messages = g_ptr_array_new ();
  self->nodes = g_ptr_array_new ();
  for (guint i = 0; i < database_set_n (set); i++)
    {
      const Database *database = database_set_get (set, i, NULL);

      for (guint k = 0; k < database_n_nodes (database); k++)
        add_node (self, seen, database_get_node (database, k)->name);
      for (guint k = 0; k < database_n_messages (database); k++)
        {
          const Message *message = database_get_message (database, k);

          g_ptr_array_add (self->messages, (gpointer) message);
          for (char **sender = message->senders; sender != NULL && *sender != NULL; sender++)
            add_node (self, seen, *sender);
          for (guint s = 0; s < message->n_signals; s++)
            for (char **receiver = message->signals[s].receivers; receiver != NULL && *receiver != NULL; receiver++)
              add_node (self, seen, *receiver);
        }
    }
  return self;
}

void
can_matrix_free (CanMatrix *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->nodes);
  database_set_unref (self->set);
  g_free (self);
}

guint
can_matrix_get_role (const CanMatrix *self, const Message *message, guint node)
{
  const char *name = self->nodes->pdata[node];
  guint role = names (message->senders, name) ? MATRIX_SENDS : 0;

  for (guint i = 0; i < message->n_signals && !(role & MATRIX_RECEIVES); i++)
    if (names (message->signals[i].receivers, name))
      role |= MATRIX_RECEIVES;
  return role;
}

static const char *
role_text (guint role)
{
  static const char *const texts[] = { "", "S", "R", "S R" };

  return texts[role & 3];
}

static char *
dup_id (const Message *message)
{
  return g_strdup_printf (can_id_is_extended (message->id) ? "%08X" : "%03X", can_id_number (message->id));
}

static void
append_field (GString *out, const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    g_string_append_len (out, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
  g_string_append_c (out, '"');
}

char *
can_matrix_to_csv (const CanMatrix *self)
{
  GString *out = g_string_new ("message,id,cycle_ms");

  for (guint i = 0; i < self->nodes->len; i++)
    {
      g_string_append_c (out, ',');
      append_field (out, self->nodes->pdata[i]);
    }
  g_string_append_c (out, '\n');
  for (guint i = 0; i < self->messages->len; i++)
    {
      const Message *message = self->messages->pdata[i];
      g_autofree char *id = dup_id (message);

      append_field (out, message->name);
      g_string_append_printf (out, ",%s,", id);
      if (message->cycle_time > 0)
        g_string_append_printf (out, "%d", message->cycle_time);
      for (guint k = 0; k < self->nodes->len; k++)
        g_string_append_printf (out, ",%s", role_text (can_matrix_get_role (self, message, k)));
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

static void
append_cell (GString *out, const char *tag, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append_printf (out, "<%s>%s</%s>", tag, escaped, tag);
}

char *
can_matrix_to_html (const CanMatrix *self)
{
  GString *out = g_string_new ("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>");
  g_autofree char *title = g_markup_escape_text (_ ("CAN matrix"), -1);

  g_string_append_printf (out,
                          "%s</title><style>table{border-collapse:collapse;font:10pt sans-serif}td,th{border:1px solid "
                          "#d5d6dc;padding:2px 6px;text-align:center}td:first-child{text-align:left}"
                          ".s{background:#cfe1fa;font-weight:bold}.r{background:#f2f4f8}th{background:#f3f3f5}"
                          "</style></head><body><h1>%s</h1>\n<table><tr>",
                          title, title);
  append_cell (out, "th", _ ("Message"));
  append_cell (out, "th", _ ("ID"));
  append_cell (out, "th", _ ("Cycle (ms)"));
  for (guint i = 0; i < self->nodes->len; i++)
    append_cell (out, "th", self->nodes->pdata[i]);
  g_string_append (out, "</tr>\n");
  for (guint i = 0; i < self->messages->len; i++)
    {
      const Message *message = self->messages->pdata[i];
      g_autofree char *id = dup_id (message), *cycle = g_strdup_printf ("%d", message->cycle_time);

      g_string_append (out, "<tr>");
      append_cell (out, "td", message->name);
      append_cell (out, "td", id);
      append_cell (out, "td", message->cycle_time > 0 ? cycle : "");
      for (guint k = 0; k < self->nodes->len; k++)
        {
          guint role = can_matrix_get_role (self, message, k);

          g_string_append_printf (out, "<td%s>%s</td>",
                                  role & MATRIX_SENDS      ? " class=\"s\""
                                  : role & MATRIX_RECEIVES ? " class=\"r\""
                                                           : "",
                                  role_text (role));
        }
      g_string_append (out, "</tr>\n");
    }
  g_string_append (out, "</table></body></html>\n");
  return g_string_free (out, FALSE);
}
