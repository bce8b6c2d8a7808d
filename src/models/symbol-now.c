/* symbol-now.c: what messages and signals of the databases are now.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/symbol-tree-private.h"

#include "models/detail-tree.h"
#include <inttypes.h>
#include <math.h>

#include "base/banned.h"

static SignalWatch *
watch_of (SymbolNode *self)
{
  return self->messages != NULL && self->messages->tree != NULL ? symbol_tree_get_watch (self->messages->tree) : NULL;
}

static void
append_number (GString *out, const CanSignal *signal, double value)
{
  char text[400], format[16];
  int decimals = can_signal_decimals (signal);

  if (!isfinite (value))
    return;
  if (decimals >= 0 && fabs (value) < 1e15)
    {
      g_snprintf (format, sizeof format, "%%.%df", MIN (decimals, 12));
      g_ascii_formatd (text, sizeof text, format, value);
    }
  else
    g_ascii_formatd (text, sizeof text, "%.6g", value);
  g_string_append (out, *text == '-' ? "−" : "");
  g_string_append (out, *text == '-' ? text + 1 : text);
}

/* Blocks of eight heights. */
static void
append_trend (GString *out, const SignalNow *now)
{
  static const char *const blocks[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
  double low = INFINITY, high = -INFINITY;

  for (guint i = 0; i < now->n_trend; i++)
    if (isfinite (now->trend[i]))
      {
        low = MIN (low, (double) now->trend[i]);
        high = MAX (high, (double) now->trend[i]);
      }
  for (guint i = 0; i < now->n_trend; i++)
    {
      double share = high > low ? ((double) now->trend[i] - low) / (high - low) : 0.4;

      g_string_append (out, isfinite (now->trend[i]) ? blocks[(guint) CLAMP (share * 7.99, 0, 7)] : " ");
    }
}

static void
append_signal (SymbolNode *self, SignalWatch *watch, const SignalNow *now, SymbolColumn column, GString *out)
{
  const CanSignal *signal = self->signal;
  char text[SIGNAL_TEXT_MAX];
  const char *label;

  switch (column)
    {
    case SYMBOL_VALUE:
      can_signal_format_display (signal, now->bits, text);
      g_string_append (out, *text == '-' ? "−" : "");
      g_string_append (out, *text == '-' ? text + 1 : text);
      break;
    case SYMBOL_LABEL:
      label = can_signal_label (signal, now->bits);
      g_string_append (out, label != NULL ? label : "");
      break;
    case SYMBOL_RAW:
      g_string_append_printf (out, "0x%" PRIX64, now->bits);
      break;
    case SYMBOL_MIN:
      append_number (out, signal, now->min);
      break;
    case SYMBOL_MAX:
      append_number (out, signal, now->max);
      break;
    case SYMBOL_TREND:
      append_trend (out, now);
      break;
    case SYMBOL_CHANGED:
      {
        int64_t since = can_time_since (signal_watch_get_latest (watch), now->changed);

        g_ascii_formatd (text, sizeof text, since < 100000000000 ? "%.2f" : "%.0f", (double) since / 1e9);
        g_string_append (out, text);
        break;
      }
    default:
      break;
    }
}

void
symbol_append_now (SymbolNode *self, SymbolColumn column, GString *out)
{
  SignalWatch *watch = watch_of (self);
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  MessageNow message;
  SignalNow now;

  if (watch == NULL)
    return;
  if (self->kind == SYMBOL_SIGNAL && column != SYMBOL_PERIOD)
    {
      if (signal_watch_get_signal (watch, self->message, (guint) (self->signal - self->message->signals), &now))
        append_signal (self, watch, &now, column, out);
    }
  else if (column == SYMBOL_PERIOD && signal_watch_get_message (watch, self->message, &message) && message.period > 0)
    g_string_append (out, g_ascii_formatd (text, sizeof text, "%.1f", message.period / 1e6));
}

gboolean
symbol_node_is_active (SymbolNode *self)
{
  SignalWatch *watch = watch_of (self);
  MessageNow message;
  SignalNow now;

  if (watch == NULL || self->kind != SYMBOL_BRANCH || !signal_watch_get_message (watch, self->message, &message)
      || !signal_watch_get_signal (watch, self->message, (guint) self->signal->mux_parent, &now)
      || now.last < message.last)
    return FALSE;
  for (guint i = 0; i < self->signal->n_mux_ranges; i++)
    if (now.bits >= self->signal->mux_ranges[i].first && now.bits <= self->signal->mux_ranges[i].last)
      return TRUE;
  return FALSE;
}

gboolean
symbol_node_is_stale (SymbolNode *self)
{
  SignalWatch *watch = watch_of (self);
  MessageNow message;
  SignalNow now;

  if (watch == NULL || self->kind == SYMBOL_DATABASE)
    return FALSE;
  if (signal_watch_is_stale (watch, self->message))
    return TRUE;
  if (self->kind == SYMBOL_BRANCH)
    return !symbol_node_is_active (self);
  return self->kind == SYMBOL_SIGNAL && self->signal->mux_parent >= 0
         && signal_watch_get_message (watch, self->message, &message)
         && signal_watch_get_signal (watch, self->message, (guint) (self->signal - self->message->signals), &now)
         && now.last < message.last;
}
