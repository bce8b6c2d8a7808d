/* symbol-text.c: what a search among symbols looks at.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/symbol-tree-private.h"

#include <string.h>

#include "base/banned.h"

char *
symbol_text_fold (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if ((guchar) *c >= 0x80)
      return g_utf8_casefold (text, -1);
  return g_ascii_strdown (text, -1);
}

static void
add (GString *out, const char *text)
{
  gsize start = out->len;

  if (text == NULL || *text == '\0')
    return;
  g_string_append (out, text);
  for (gsize i = start; i < out->len; i++)
    if ((guchar) out->str[i] >= 0x80)
      {
        g_autofree char *folded = g_utf8_casefold (text, -1);

        g_string_truncate (out, start);
        g_string_append (out, folded);
        break;
      }
    else
      out->str[i] = g_ascii_tolower (out->str[i]);
  g_string_append_c (out, '\n');
}

static void
add_message (GString *out, const Message *message)
{
  add (out, message->name);
  g_string_append_printf (out, "0x%03x\n%08x\n", can_id_number (message->id), can_id_number (message->id));
  for (char **sender = message->senders; sender != NULL && *sender != NULL; sender++)
    add (out, *sender);
  add (out, message->comment);
  g_string_append_c (out, '\0');
}

static void
add_signal (GString *out, const CanSignal *signal)
{
  add (out, signal->name);
  add (out, signal->unit);
  for (char **receiver = signal->receivers; receiver != NULL && *receiver != NULL; receiver++)
    add (out, *receiver);
  add (out, signal->comment);
  for (guint i = 0; i < signal->n_labels; i++)
    add (out, signal->labels[i].text);
  g_string_append_c (out, '\0');
}

SymbolText *
symbol_text_new (const Database *database)
{
  SymbolText *self = g_new0 (SymbolText, 1);
  guint n = database_n_messages (database), n_signals = 0;

  for (guint i = 0; i < n; i++)
    n_signals += database_get_message (database, i)->n_signals;
  self->text = g_string_new (NULL);
  self->messages = g_new (uint32_t, n);
  self->firsts = g_new (uint32_t, n);
  self->signals = g_new (uint32_t, n_signals);
  n_signals = 0;
  for (guint i = 0; i < n; i++)
    {
      const Message *message = database_get_message (database, i);

      self->messages[i] = (uint32_t) self->text->len;
      self->firsts[i] = n_signals;
      add_message (self->text, message);
      for (guint s = 0; s < message->n_signals; s++)
        {
          self->signals[n_signals++] = (uint32_t) self->text->len;
          add_signal (self->text, &message->signals[s]);
        }
    }
  return self;
}

void
symbol_text_free (SymbolText *self)
{
  if (self == NULL)
    return;
  g_string_free (self->text, TRUE);
  g_free (self->messages);
  g_free (self->signals);
  g_free (self->firsts);
  g_free (self);
}

static gboolean
has_words (const char *text, const char *more, char **words)
{
  for (; *words != NULL; words++)
    if (strstr (text, *words) == NULL && (more == NULL || strstr (more, *words) == NULL))
      return FALSE;
  return TRUE;
}

GArray *
symbol_text_find_signals (SymbolText *self, const Message *message, guint index, char **words, gboolean *message_fits)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint));
  const char *own = words != NULL ? self->text->str + self->messages[index] : NULL;

  *message_fits = words == NULL || has_words (own, NULL, words);
  for (guint i = 0; i < message->n_signals; i++)
    if (*message_fits || has_words (self->text->str + self->signals[self->firsts[index] + i], own, words))
      g_array_append_val (found, i);
  return found;
}
