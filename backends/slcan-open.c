/* slcan-open.c: an adapter is asked who it is, told its rate and mode, and opened.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * LAWICEL's and most others answer every command with CR or BEL; CANable's firmware only says its version, Linux' slcan
 * driver and a python-can at the other end say nothing at all. Whoever answers to C is held to it; to the others the
 * commands are sent all the same, and the description says that nobody confirmed them.
 */
#include "config.h"
#include "backends/serial-port.h"
#include "backends/slcan-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <string.h>

#include "base/banned.h"

#define ANSWER_MS 500
#define SILENCE_MS 100 /* to C and N, which not all know */
#define PAUSE_MS 20    /* between commands that nobody confirms */

static const struct
{
  uint32_t bitrate;
  const char *command;
} rates[] = {
  { 10000, "S0" },  { 20000, "S1" },  { 50000, "S2" },  { 83300, "S9" },  { 100000, "S3" },  { 125000, "S4" },
  { 250000, "S5" }, { 500000, "S6" }, { 750000, "S7" }, { 800000, "S7" }, { 1000000, "S8" },
};

static const struct
{
  uint32_t bitrate;
  const char *command;
} data_rates[] = {
  { 1000000, "Y1" }, { 2000000, "Y2" }, { 4000000, "Y4" }, { 5000000, "Y5" }, { 8000000, "Y8" },
};

const uint32_t slcan_bitrates[]
    = { 10000, 20000, 50000, 83300, 100000, 125000, 250000, 500000, 750000, 800000, 1000000, 0 };
const uint32_t slcan_data_bitrates[] = { 1000000, 2000000, 4000000, 5000000, 8000000, 0 };

typedef enum
{
  ANSWER_NONE,
  ANSWER_OK,
  ANSWER_REFUSED,
  ANSWER_TEXT,
} Answer;

/* --- Asking --- */

/* Frames that still come are passed over: the channel is about to be opened anew. */
static Answer
take_answer (SlcanBus *self, char **text)
{
  Answer answer = ANSWER_NONE;
  gboolean bell;
  gsize n;

  while (answer == ANSWER_NONE && slcan_next_line (self, &n, &bell))
    {
      uint8_t payload[CAN_FRAME_MAX_LEN];
      SlcanLine line;

      slcan_line_parse (self->in, n, bell, &line, payload);
      if (line.kind == SLCAN_OK || line.kind == SLCAN_REFUSED)
        answer = line.kind == SLCAN_OK ? ANSWER_OK : ANSWER_REFUSED;
      else if (line.kind != SLCAN_FRAME)
        answer = ANSWER_TEXT;
      if (answer == ANSWER_TEXT && text != NULL)
        *text = g_utf8_make_valid (self->in, (gssize) n);
      slcan_drop_line (self, n + 1);
    }
  return answer;
}

static gboolean
send_command (SlcanBus *self, const char *command)
{
  g_autofree char *line = g_strconcat (command, "\r", NULL);

  return byte_line_write (&self->line, line, strlen (line));
}

static Answer
ask (SlcanBus *self, const char *command, int ms, char **text)
{
  gint64 end = g_get_monotonic_time () + ms * 1000;
  Answer answer = ANSWER_NONE;

  if (!send_command (self, command))
    return ANSWER_NONE;
  while (answer == ANSWER_NONE)
    {
      gint64 left = (end - g_get_monotonic_time ()) / 1000;

      if (left <= 0 || !byte_line_wait (&self->line, (int) left) || slcan_fill (&self->bus) < 0)
        return ANSWER_NONE;
      answer = take_answer (self, text);
    }
  return answer;
}

static void
forget_input (SlcanBus *self, int ms)
{
  while (byte_line_wait (&self->line, ms) && slcan_fill (&self->bus) > 0)
    self->n_in = 0;
  self->n_in = 0;
}

/* --- Who is there --- */

/* What the adapter says in words to a question; answers to earlier ones may come late and are passed over. first: the
 * letter it begins with, 0: any. TRUE: it was said. */
static gboolean
ask_words (SlcanBus *self, const char *command, char first, int ms, char **text)
{
  gint64 end = g_get_monotonic_time () + ms * 1000;
  Answer answer = ask (self, command, ms, text);

  for (;;)
    {
      gint64 left = (end - g_get_monotonic_time ()) / 1000;

      self->answers |= answer == ANSWER_OK || answer == ANSWER_REFUSED;
      if (answer == ANSWER_TEXT && (first == 0 || **text == first))
        return TRUE;
      if (answer == ANSWER_TEXT)
        g_clear_pointer (text, g_free);
      answer = take_answer (self, text);
      if (answer != ANSWER_NONE)
        continue;
      if (left <= 0 || !byte_line_wait (&self->line, (int) left) || slcan_fill (&self->bus) < 0)
        return FALSE;
      answer = take_answer (self, text);
    }
}

/* An adapter that boots when its line is opened may take a while; one that answers at once costs no time. */
static void
get_to_know (SlcanBus *self, double patience)
{
  gint64 end = g_get_monotonic_time () + (gint64) (patience * G_USEC_PER_SEC);

  byte_line_write (&self->line, "\r\r", 2); /* ends whatever was half said */
  forget_input (self, PAUSE_MS);
  do
    {
      Answer closed = ask (self, "C", SILENCE_MS, NULL);

      self->answers |= closed == ANSWER_OK || closed == ANSWER_REFUSED;
      ask_words (self, "V", 0, 2 * SILENCE_MS, &self->version);
    }
  while (!self->answers && self->version == NULL && g_get_monotonic_time () < end);
  if (self->version != NULL)
    {
      g_autofree char *lower = g_ascii_strdown (self->version, -1);

      g_strstrip (self->version);
      self->is_canable = strstr (lower, "canable") != NULL;
    }
  if (self->answers && ask_words (self, "N", 'N', SILENCE_MS, &self->serial))
    memmove (self->serial, self->serial + 1, strlen (self->serial));
  forget_input (self, PAUSE_MS);
}

/* --- What it is told --- */

static gboolean
order (SlcanBus *self, const char *command, const char *wish, GError **error)
{
  if (!self->answers)
    {
      send_command (self, command);
      forget_input (self, PAUSE_MS);
      return TRUE;
    }
  switch (ask (self, command, ANSWER_MS, NULL))
    {
    case ANSWER_OK:
    case ANSWER_TEXT:
      return TRUE;
    case ANSWER_REFUSED:
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                   _ ("%s: the adapter refuses %s (its command %s); it may know other values"), self->path, wish,
                   command);
      return FALSE;
    case ANSWER_NONE:
      break;
    }
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("%s: the adapter did not answer to %s (%s) within half a second"),
               self->path, command, wish);
  return FALSE;
}

static gboolean
order_rate (SlcanBus *self, const BusConfig *config, GError **error)
{
  const char *btr = bus_get_text (&self->bus, "btr");
  g_autofree char *wish = NULL, *command = NULL;

  if (*btr != '\0')
    {
      wish = g_strdup_printf ("btr=%s", btr);
      command = g_strconcat ("s", btr, NULL);
      return order (self, command, wish, error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    if (rates[i].bitrate == config->bitrate)
      {
        wish = g_strdup_printf ("bitrate=%u", config->bitrate);
        return order (self, rates[i].command, wish, error);
      }
  return TRUE; /* as it was set before */
}

static gboolean
order_data_rate (SlcanBus *self, const BusConfig *config, GError **error)
{
  g_autofree char *wish = g_strdup_printf ("data_bitrate=%u", config->data_bitrate);

  for (guint i = 0; i < G_N_ELEMENTS (data_rates); i++)
    if (data_rates[i].bitrate == config->data_bitrate)
      return order (self, data_rates[i].command, wish, error);
  return TRUE;
}

/* Some keep Z in an EEPROM that wears: it is left alone unless somebody asks. */
static gboolean
order_stamps (SlcanBus *self, GError **error)
{
  const char *wish = bus_get_text (&self->bus, "timestamps");
  static const char *const commands[][2] = { { "off", "Z0" }, { "ms", "Z1" }, { "us", "Z2" } };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (wish, commands[i][0]) == 0)
      {
        g_autofree char *text = g_strdup_printf ("timestamps=%s", wish);

        return order (self, commands[i][1], text, error);
      }
  return TRUE;
}

static gboolean
order_retries (SlcanBus *self, const BusConfig *config, GError **error)
{
  if (self->is_canable)
    return order (self, config->one_shot ? "A0" : "A1", "one_shot", error);
  if (!config->one_shot)
    return TRUE;
  g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
               _ ("%s: one_shot is a command of CANable's firmware only, and this adapter does not say that it has it"),
               self->path);
  return FALSE;
}

/* CANable's M1 makes O silent; to LAWICEL's M is an acceptance code, and L listens. Never O where M1 may not be known:
 * it would take part. */
static gboolean
order_open (SlcanBus *self, const BusConfig *config, GError **error)
{
  if (self->is_canable)
    return order (self, config->listen_only ? "M1" : "M0", config->listen_only ? "listen_only" : "O", error)
           && order (self, "O", "O", error);
  if (config->listen_only)
    return order (self, "L", "listen_only", error);
  if (order (self, "O", "O", error))
    return TRUE;
  if (config->bitrate == 0 && g_error_matches (*error, CANID_ERROR, CANID_ERROR_UNSUPPORTED))
    {
      g_clear_error (error);
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                   _ ("%s: the adapter does not open without a bit rate: give one, such as bitrate=500000"),
                   self->path);
    }
  return FALSE;
}

/* --- The line that describes it --- */

static void append (GString *text, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
append (GString *text, const char *format, ...)
{
  va_list arguments;

  g_string_append (text, ", ");
  va_start (arguments, format);
  g_string_append_vprintf (text, format, arguments);
  va_end (arguments);
}

static void
describe (SlcanBus *self, const BusConfig *config)
{
  GString *text = g_string_new (NULL);
  g_autofree char *device = serial_path_describe (self->path);
  const char *btr = bus_get_text (&self->bus, "btr");

  g_string_printf (text, "slcan %s", self->path);
  if (*device != '\0')
    append (text, "%s", device);
  if (self->version != NULL)
    append (text, _ ("firmware %s"), self->version);
  if (self->serial != NULL)
    append (text, _ ("adapter's number %s"), self->serial);
  if (config->bitrate > 0)
    append (text, _ ("%u bit/s"), config->bitrate);
  else if (*btr != '\0')
    append (text, "BTR %s", btr);
  if (config->data_bitrate > 0)
    append (text, _ ("%u bit/s data"), config->data_bitrate);
  if (config->listen_only)
    append (text, "%s", _ ("listen-only"));
  if (config->one_shot)
    append (text, "%s", _ ("one-shot"));
  if (!self->answers)
    append (text, "%s", self->version != NULL ? _ ("commands are not confirmed") : _ ("nobody answers to commands"));
  self->bus.description = g_string_free (text, FALSE);
}

/* --- All together --- */

static gboolean
check_wishes (SlcanBus *self, const BusConfig *config, double *patience, GError **error)
{
  const char *btr = bus_get_text (&self->bus, "btr"), *sleep = bus_get_text (&self->bus, "sleep_after_open");
  char *end = NULL;

  *patience = g_ascii_strtod (sleep, &end);
  if (end == sleep || *end != '\0' || !(*patience >= 0 && *patience <= 10))
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("sleep_after_open=%s: seconds from 0 to 10 are needed"),
                 sleep);
  else if (*btr != '\0'
           && ((strlen (btr) != 4 && strlen (btr) != 8) || strspn (btr, "0123456789abcdefABCDEF") != strlen (btr)))
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                 _ ("btr=%s: BTR0 and BTR1 are needed, 4 hexadecimal digits such as 001C"), btr);
  else if (*btr != '\0' && config->bitrate > 0)
    g_set_error_literal (error, CANID_ERROR, CANID_ERROR_USAGE,
                         _ ("bitrate and btr exclude each other: leave one away"));
  else
    return TRUE;
  return FALSE;
}

gboolean
slcan_start (SlcanBus *self, GError **error)
{
  const BusConfig *config = self->bus.config;
  double patience;

  if (!check_wishes (self, config, &patience, error))
    return FALSE;
  get_to_know (self, patience);
  if (!order_rate (self, config, error) || !order_data_rate (self, config, error) || !order_stamps (self, error)
      || !order_retries (self, config, error) || !order_open (self, config, error))
    return FALSE;
  self->has_flags = self->answers && ask (self, "F", SILENCE_MS, NULL) == ANSWER_TEXT;
  self->confirms = self->answers;
  describe (self, config);
  return TRUE;
}
