/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "models/transmit-words.h"

#include "base/i18n.h"
#include "core/can-error.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/banned.h"

#define IN_FLIGHT 20 /* frames that may be on their way */

char *
transmit_words_id (const TransmitRow *row)
{
  return g_strdup_printf (can_id_is_extended (row->frame.id) ? "%08X" : "%03X", can_id_number (row->frame.id));
}

char *
transmit_words_type (const TransmitRow *row)
{
  const CanFrame *frame = &row->frame;
  GString *text = g_string_new (NULL);

  if (frame->id & CAN_ID_REMOTE)
    g_string_append (text, _ ("Remote"));
  else if (frame->flags & CAN_FD)
    g_string_append_printf (text, "FD%s%s", frame->flags & CAN_BRS ? " BRS" : "", frame->flags & CAN_ESI ? " ESI" : "");
  else
    g_string_append (text, can_id_is_extended (frame->id) ? _ ("CAN ext") : "CAN");
  if ((frame->flags & CAN_FD) == 0 && frame->dlc > 8)
    g_string_append_printf (text, " DLC %u", frame->dlc);
  return g_string_free (text, FALSE);
}

char *
transmit_words_data (TransmitItem *item)
{
  GString *text = g_string_new (NULL);
  guint n;
  const uint8_t *data = transmit_item_get_data (item, &n);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, i > 0 ? " %02X" : "%02X", data[i]);
  return g_string_free (text, FALSE);
}

char *
transmit_words_period (int64_t period)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  double ms = (double) period / 1e6;

  if (period <= 0)
    return g_strdup ("—");
  return g_strdup (g_ascii_formatd (text, sizeof text, fmod (ms * 10, 1) == 0 ? "%.1f" : "%.3f", ms));
}

gboolean
transmit_words_parse_period (const char *text, int64_t *period)
{
  g_autofree char *word = g_strstrip (g_strdup (text));
  char *end = NULL;
  double ms = 0;

  if (*word != '\0' && strcmp (word, "—") != 0 && strcmp (word, "-") != 0)
    {
      ms = g_ascii_strtod (word, &end);
      while (g_ascii_isspace (*end))
        end++;
      if (end == word || (*end != '\0' && strcmp (end, "ms") != 0) || !(ms >= 0) || ms > 1e9)
        return FALSE;
      if (ms > 0 && ms < 0.05)
        return FALSE; /* faster than any bus */
    }
  *period = (int64_t) llround (ms * 1e6);
  return TRUE;
}

static void
append_rule (GString *text, const TransmitRow *row)
{
  if (row->period == 0)
    g_string_append (text, row->rule.on_change ? _ ("on change") : _ ("by hand"));
  else if (row->rule.active == ACTIVE_ONLY)
    g_string_append (text, row->rule.on_change ? _ ("if active, on change") : _ ("if active"));
  else
    g_string_append (text, row->rule.on_change ? _ ("every cycle, on change") : _ ("every cycle"));
}

char *
transmit_words_when (const TransmitRow *row)
{
  GString *text = g_string_new (NULL);

  switch (row->trigger)
    {
    case TRIGGER_KEY:
      g_string_append_printf (text, _ ("key %s"), row->when);
      break;
    case TRIGGER_RECEPTION:
      g_string_append (text, row->when);
      break;
    case TRIGGER_AFTER:
      g_string_append_printf (text, _ ("after %s s"), row->when);
      break;
    default:
      if (row->load > 0)
        g_string_append_printf (text, _ ("%.3g %% of the bus"), row->load * 100);
      else
        append_rule (text, row);
    }
  if (row->count > 0)
    g_string_append_printf (text, _ (", %u times"), (guint) row->count);
  if (row->burst > 1)
    g_string_append_printf (text, _ (", burst of %u"), row->burst);
  return g_string_free (text, FALSE);
}

/* --- States --- */

static void
append_time (GString *out, int64_t ns)
{
  if (ns < 1000000)
    g_string_append_printf (out, "%.0f µs", (double) ns / 1e3);
  else if (ns < 1000000000)
    g_string_append_printf (out, "%.1f ms", (double) ns / 1e6);
  else
    g_string_append_printf (out, "%.1f s", (double) ns / 1e9);
}

static void
append_error (GString *out, const TransmitState *state)
{
  const char *type = can_error_words (can_error_types, state->error_data[2] & ~CAN_ERROR_TYPE_TX);
  const char *place = can_error_words (can_error_locations, state->error_data[3]);

  if (state->n_arbitration_lost > 0)
    g_string_append_printf (out,
                            ngettext_ (", arbitration lost once", ", arbitration lost %u times",
                                       state->n_arbitration_lost),
                            state->n_arbitration_lost);
  if (state->n_errors == 0)
    return;
  g_string_append_printf (out, ngettext_ (", %u error", ", %u errors", state->n_errors), state->n_errors);
  if (type != NULL && state->error_data[2] != 0)
    g_string_append_printf (out, ": %s", type);
  if (place != NULL && state->error_data[3] != 0)
    g_string_append_printf (out, ", %s", place);
}

static char *
fate_words (const TransmitState *state, TransmitMood *mood)
{
  GString *text = g_string_new (NULL);

  switch (state->fate)
    {
    case FATE_SEEN:
      *mood = TRANSMIT_GOOD;
      g_string_append (text, _ ("acknowledged after "));
      append_time (text, state->fate_after);
      append_error (text, state);
      break;
    case FATE_WAITING:
      *mood = state->fate_after > 200000000 ? TRANSMIT_WARNING : TRANSMIT_QUIET;
      g_string_append (text, state->fate_after > 200000000 ? _ ("waiting, nobody acknowledges") : _ ("waiting"));
      append_error (text, state);
      break;
    case FATE_REFUSED:
      *mood = TRANSMIT_BAD;
      g_string_append_printf (text, _ ("refused: %s"), state->problem != NULL ? state->problem : "");
      break;
    default:
      *mood = TRANSMIT_QUIET;
      g_string_append (text, _ ("off"));
    }
  return g_string_free (text, FALSE);
}

static char *
running_words (const TransmitRow *row, const TransmitState *state, TransmitMood *mood)
{
  GString *text = g_string_new (NULL);

  if (state->problem != NULL)
    {
      *mood = TRANSMIT_BAD;
      g_string_append_printf (text, _ ("%s, %" PRIu64 " refused"), state->problem, state->n_refused);
    }
  else if (state->n_sent > state->n_seen + IN_FLIGHT && state->n_seen == 0)
    {
      *mood = TRANSMIT_WARNING;
      g_string_append (text, _ ("sent, but nobody acknowledges"));
    }
  else if (state->period == 0)
    {
      *mood = TRANSMIT_QUIET;
      g_string_append (text, row->trigger != TRIGGER_NONE || row->rule.on_change ? _ ("waits for its event")
                             : row->rule.active == ACTIVE_ONLY                   ? _ ("at rest")
                                                                                 : _ ("runs"));
    }
  else if (row->load > 0 || row->rule.active == ACTIVE_FASTER)
    {
      *mood = TRANSMIT_GOOD; /* it is not to keep one period */
      g_string_append_printf (text, _ ("every %.2f ms"), (double) state->period / 1e6);
    }
  else
    {
      *mood = row->period > 0 && state->jitter * 2 > row->period ? TRANSMIT_WARNING : TRANSMIT_GOOD;
      g_string_append_printf (text, *mood == TRANSMIT_GOOD ? _ ("on time ±%.2f ms") : _ ("late by up to %.2f ms"),
                              (double) state->jitter / 1e6);
      if (state->in_kernel)
        g_string_append (text, _ (", by the kernel"));
      if (row->period > 0 && ABS (state->period - row->period) * 50 > row->period)
        g_string_append_printf (text, _ (", every %.2f ms"), (double) state->period / 1e6);
    }
  if (state->n_missed > 0)
    g_string_append_printf (text, _ (", %" PRIu64 " missed"), state->n_missed);
  return g_string_free (text, FALSE);
}

static void
append_details (GString *text, const TransmitRow *row, const TransmitState *state, gboolean armed)
{
  if (state->period > 0)
    g_string_append_printf (text, _ (", every %.3f ms ±%.3f ms"), (double) state->period / 1e6,
                            (double) state->jitter / 1e6);
  if (state->n_sent > state->n_seen + (state->running ? IN_FLIGHT : 0))
    g_string_append_printf (text, _ (", %" PRIu64 " not seen on the bus"), state->n_sent - state->n_seen);
  if (state->n_refused > 0)
    g_string_append_printf (text, _ (", %" PRIu64 " refused"), state->n_refused);
  if (state->n_missed > 0)
    g_string_append_printf (text, _ (", %" PRIu64 " missed"), state->n_missed);
  append_error (text, state);
  if (armed && state->running && (row->period > 0 || row->load > 0))
    g_string_append (text, state->in_kernel ? _ (", timed by the kernel") : _ (", timed by the program"));
}

char *
transmit_words_details (TransmitList *list, TransmitItem *item)
{
  const TransmitState *state = transmit_item_get_state (item);
  GString *text = g_string_new (NULL);
  TransmitMood mood;
  g_autofree char *words = NULL;

  if (state->n_sent == 0 && state->n_refused == 0)
    {
      words = transmit_words_state (list, item, &mood);
      g_string_append (text, words);
    }
  else
    g_string_append_printf (text, ngettext_ ("%u frame sent", "%u frames sent", (guint) state->n_sent),
                            (guint) state->n_sent);
  append_details (text, transmit_item_get_row (item), state,
                  transmit_list_is_armed (list, transmit_list_bus_of (list, item)));
  return g_string_free (text, FALSE);
}

char *
transmit_words_state (TransmitList *list, TransmitItem *item, TransmitMood *mood)
{
  const TransmitState *state = transmit_item_get_state (item);
  const char *bus = transmit_list_bus_of (list, item);

  if (transmit_item_get_problem (item) != NULL)
    {
      *mood = TRANSMIT_WARNING;
      return g_strdup (transmit_item_get_problem (item));
    }
  if (state->yielded)
    {
      *mood = TRANSMIT_WARNING;
      return g_strdup_printf (_ ("node %s is alive on %s"), transmit_item_get_row (item)->node, bus);
    }
  if (!transmit_item_is_on (item))
    return fate_words (state, mood);
  if (!transmit_list_is_armed (list, bus))
    {
      *mood = TRANSMIT_WARNING;
      return *bus != '\0' ? g_strdup_printf (_ ("%s is not armed"), bus) : g_strdup (_ ("no bus is open"));
    }
  return running_words (transmit_item_get_row (item), state, mood);
}
