/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/send-frames.h"

#include "db/encode.h"

#include <math.h>
#include <string.h>

#include "base/banned.h"

static const Message *
find_message (const DatabaseSet *databases, const char *name)
{
  for (guint i = 0; i < database_set_n (databases); i++)
    {
      const Message *message = database_find_message (database_set_get (databases, i, NULL), name);

      if (message != NULL)
        return message;
    }
  return NULL;
}

static TransmitRow *
parse_frame (const char *text, const DatabaseSet *databases)
{
  uint8_t payload[CAN_FRAME_MAX_LEN];
  const Message *message;
  const char *reason;
  CanFrame frame;

  if (can_frame_parse (text, strlen (text), &frame, payload, &reason))
    {
      if (!(frame.id & CAN_ID_ERROR))
        return transmit_row_new_frame (&frame, "");
      cli_fail_usage (_ ("%s: error frames cannot be sent"), text);
      return NULL;
    }
  message = strchr (text, '#') == NULL ? find_message (databases, text) : NULL;
  if (message != NULL)
    {
      TransmitRow *row = transmit_row_new_message (message);

      row->period = 0; /* unless --period says so */
      return row;
    }
  cli_fail_usage ("%s: %s", text, _ (reason));
  return NULL;
}

/* --- Signals --- */

/* "Signal=1", "Message.Signal=1" */
static gboolean
set_signal (GPtrArray *rows, const DatabaseSet *databases, const char *text)
{
  const char *equals = strchr (text, '='), *dot;
  g_autofree char *name = NULL;
  guint n = 0;

  if (equals == NULL)
    {
      cli_message (_ ("--signal %s: NAME=VALUE is needed"), text);
      return FALSE;
    }
  name = g_strndup (text, (gsize) (equals - text));
  dot = strchr (name, '.');
  for (guint i = 0; i < rows->len; i++)
    {
      TransmitRow *row = rows->pdata[i];
      const Message *message = database_set_lookup (databases, "", row->frame.id);
      const CanSignal *signal;
      g_autoptr (GError) error = NULL;
      uint64_t bits;

      if (message == NULL || (dot != NULL && strncmp (message->name, name, (gsize) (dot - name)) != 0))
        continue;
      signal = message_find_signal (message, dot != NULL ? dot + 1 : name);
      if (signal == NULL)
        continue;
      if (!can_signal_encode_text (signal, equals + 1, ENCODE_DEFAULT, &bits, &error))
        {
          cli_message ("--signal %s: %s", text, error->message);
          return FALSE;
        }
      if (signal->layout.end_byte > row->frame.len)
        transmit_row_set_data (row, row->data, signal->layout.end_byte);
      if (signal->layout.end_byte > row->frame.len)
        continue;
      signal_layout_store (&signal->layout, row->data, bits);
      n++;
    }
  if (n == 0)
    cli_message (_ ("--signal %s: the databases know no such signal of these frames"), text);
  return n > 0;
}

/* --- Times and chance --- */

static gboolean
parse_ms (const char *option, const char *text, int64_t *ns)
{
  char *end = NULL;
  double ms = g_ascii_strtod (text, &end);

  *ns = (int64_t) llround (ms * 1e6);
  if (end != text && *end == '\0' && ms > 0 && ms <= 1e9 && *ns > 0)
    return TRUE;
  cli_message (_ ("--%s %s: milliseconds are needed, such as 10 or 0.5"), option, text);
  return FALSE;
}

static gboolean
set_random (GPtrArray *rows, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);

  for (char **word = words; *word != NULL; word++)
    for (guint i = 0; i < rows->len; i++)
      {
        TransmitRow *row = rows->pdata[i];

        row->traffic.high_id = can_id_is_extended (row->frame.id) ? CAN_ID_MASK_EXTENDED : CAN_ID_MASK_STANDARD;
        if (strcmp (*word, "id") == 0)
          row->traffic.ids = TRAFFIC_RANDOM;
        else if (strcmp (*word, "data") == 0)
          row->traffic.data = TRAFFIC_RANDOM;
        else if (strcmp (*word, "length") == 0)
          row->traffic.lengths = TRAFFIC_RANDOM;
        else if (strcmp (*word, "counting") == 0)
          row->traffic.data = TRAFFIC_COUNTING;
        else if (strcmp (*word, "counting-id") == 0)
          {
            row->traffic.ids = TRAFFIC_COUNTING;
            row->traffic.low_id = row->frame.id & CAN_ID_MASK_EXTENDED;
          }
        else
          {
            cli_message (_ ("--random %s: words are id, data, length, counting (data) and counting-id"), *word);
            return FALSE;
          }
      }
  return TRUE;
}

static gboolean
parse_load (const char *text, double *load)
{
  char *end = NULL;
  double percent = g_ascii_strtod (text, &end);

  *load = percent / 100;
  if (end != text && (*end == '\0' || strcmp (end, "%") == 0) && percent >= 0.001 && percent <= 100)
    return TRUE;
  cli_message (_ ("--load %s: per cent of the bus are needed, from 0.001 to 100"), text);
  return FALSE;
}

/* --period and --load say when; what else is there needs one of them. */
static gboolean
check_times (const CliOptions *typed)
{
  gboolean by_clock = typed->period != NULL || typed->bus_load != NULL;

  if (typed->period != NULL && typed->bus_load != NULL)
    cli_message (_ ("send: --period MS and --load PERCENT exclude each other"));
  else if (!by_clock && (typed->count != UINT64_MAX || typed->then != NULL))
    cli_message (_ ("send: --count and --then need --period MS or --load PERCENT"));
  else if (typed->then != NULL && typed->count == UINT64_MAX)
    cli_message (_ ("send: --then needs --count N"));
  else if (typed->count == 0)
    cli_message (_ ("send: --count 0 sends nothing"));
  else
    return TRUE;
  return FALSE;
}

static gboolean
set_times (GPtrArray *rows, const CliOptions *typed)
{
  int64_t period = 0, then = 0;
  double load = 0;

  if (!check_times (typed) || (typed->period != NULL && !parse_ms ("period", typed->period, &period))
      || (typed->bus_load != NULL && !parse_load (typed->bus_load, &load))
      || (typed->then != NULL && !parse_ms ("then", typed->then, &then)))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      TransmitRow *row = rows->pdata[i];

      row->period = period;
      row->load = load;
      row->count = typed->count != UINT64_MAX ? typed->count : 0;
      row->then = then;
    }
  return TRUE;
}

GPtrArray *
send_frames_new (const CliOptions *typed, const DatabaseSet *databases)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (transmit_row_free);
  gboolean ok = TRUE;

  for (guint i = 0; i < typed->n_arguments && ok; i++)
    {
      TransmitRow *row = parse_frame (typed->arguments[i], databases);

      ok = row != NULL;
      if (ok)
        g_ptr_array_add (rows, row);
    }
  for (guint i = 0; i < typed->signals->len && ok; i++)
    ok = set_signal (rows, databases, typed->signals->pdata[i]);
  ok = ok && (typed->random == NULL || set_random (rows, typed->random)) && set_times (rows, typed);
  if (ok)
    return rows;
  g_ptr_array_unref (rows);
  return NULL;
}
