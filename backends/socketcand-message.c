/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/socketcand-message.h"

#include "base/i18n.h"
#include "base/text-scan.h"

#include <linux/can.h>
#include <string.h>

#include "base/banned.h"

#define BUSES_MAX 64 /* of one beacon */

/* --- Reading --- */

static gboolean
damaged (SocketcandMessage *out, const char *reason)
{
  out->kind = SOCKETCAND_DAMAGED;
  out->reason = reason;
  return FALSE;
}

static gboolean
take_identifier (TextScan *scan, SocketcandMessage *out)
{
  gboolean extended;
  uint64_t id;
  TextWord word;

  if (!text_scan_word (scan, &word) || !text_word_hex (word, &id))
    return damaged (out, "no identifier");
  extended = word.n > 3;
  if (id > (extended ? CAN_ID_MASK_EXTENDED : CAN_ID_MASK_STANDARD))
    return damaged (out, "an identifier that is too large");
  out->frame.id = (uint32_t) id | (extended ? CAN_ID_EXTENDED : 0);
  return TRUE;
}

static gboolean
take_time (TextScan *scan, SocketcandMessage *out)
{
  text_scan_blanks (scan);
  return text_scan_seconds (scan, &out->frame.time, NULL) || damaged (out, "no time");
}

/* 112233 or 11 22 33. */
static gboolean
take_data (TextScan *scan, SocketcandMessage *out, uint8_t *payload)
{
  gboolean fd = (out->frame.flags & CAN_FD) != 0;
  guint n = 0, max = fd ? 64 : 8;

  while (!text_scan_at_end (scan))
    {
      uint8_t high = text_hex_value (scan->p[0]), low = scan->end - scan->p > 1 ? text_hex_value (scan->p[1]) : 0xFF;

      if (high > 15)
        return damaged (out, "data that is not hexadecimal");
      if (low > 15) /* one digit between blanks */
        low = high, high = 0, scan->p++;
      else
        scan->p += 2;
      if (n == max)
        return damaged (out, "more data than a frame can hold");
      payload[n++] = (uint8_t) (high << 4 | low);
    }
  out->frame.dlc = can_len_to_dlc ((uint16_t) n);
  out->frame.len = can_dlc_to_len (out->frame.dlc, fd);
  memset (payload + n, 0, out->frame.len - n);
  return TRUE;
}

static void
parse_frame (TextScan *scan, SocketcandMessage *out, uint8_t *payload, gboolean fd)
{
  uint64_t flags = 0;
  TextWord word;

  out->kind = SOCKETCAND_FRAME;
  if (!take_identifier (scan, out))
    return;
  if (fd && (!text_scan_word (scan, &word) || !text_word_hex (word, &flags) || flags > 0xFF))
    {
      damaged (out, "no flags");
      return;
    }
  out->frame.flags
      = (uint8_t) ((fd ? CAN_FD : 0) | (flags & CANFD_BRS ? CAN_BRS : 0) | (flags & CANFD_ESI ? CAN_ESI : 0));
  if (take_time (scan, out))
    take_data (scan, out, payload);
}

static void
parse_remote (TextScan *scan, SocketcandMessage *out)
{
  TextWord word;
  uint64_t dlc;

  out->kind = SOCKETCAND_FRAME;
  if (!take_identifier (scan, out) || !take_time (scan, out))
    return;
  if (!text_scan_word (scan, &word) || !text_word_uint (word, &dlc) || dlc > 15)
    {
      damaged (out, "no length");
      return;
    }
  out->frame.id |= CAN_ID_REMOTE;
  out->frame.dlc = (uint8_t) dlc;
}

/* "error 020 1700000000.123456" is a frame, "error could not open bus" is not. */
static void
parse_error (TextScan *scan, SocketcandMessage *out, uint8_t *payload)
{
  TextScan words = *scan;
  TextWord word;
  uint64_t class;

  if (text_scan_word (&words, &word) && text_word_hex (word, &class) && class <= CAN_ID_MASK_EXTENDED
      && (text_scan_blanks (&words), text_scan_seconds (&words, &out->frame.time, NULL)))
    {
      out->kind = SOCKETCAND_FRAME;
      out->frame.id = CAN_ID_ERROR | (uint32_t) class;
      out->frame.len = out->frame.dlc = 8; /* what the class means in detail is not said: 0 is "unspecified" */
      memset (payload, 0, 8);
      return;
    }
  out->kind = SOCKETCAND_ERROR;
  out->text = scan->p;
  out->n = (gsize) (scan->end - scan->p);
}

void
socketcand_message_parse (const char *text, gsize n, SocketcandMessage *out, uint8_t payload[CAN_FRAME_MAX_LEN])
{
  TextScan scan;
  TextWord word;

  while (n > 0 && text_is_blank (text[n - 1]))
    n--;
  scan = text_scan (text, n);
  *out = (SocketcandMessage){ .kind = SOCKETCAND_OTHER };
  out->frame.data = payload;
  if (!text_scan_word (&scan, &word))
    damaged (out, "an element without a word");
  else if (text_word_equals (word, "hi"))
    out->kind = SOCKETCAND_HI;
  else if (text_word_equals (word, "ok"))
    out->kind = SOCKETCAND_OK;
  else if (text_word_equals (word, "frame") || text_word_equals (word, "fdframe"))
    parse_frame (&scan, out, payload, word.p[0] == 'f' && word.p[1] == 'd');
  else if (text_word_equals (word, "rtr"))
    parse_remote (&scan, out);
  else if (text_word_equals (word, "error"))
    {
      text_scan_blanks (&scan);
      parse_error (&scan, out, payload);
    }
}

/* --- Writing --- */

gsize
socketcand_message_format (const CanFrame *frame, char text[SOCKETCAND_MESSAGE_MAX], const char **reason)
{
  gboolean fd = (frame->flags & CAN_FD) != 0, remote = (frame->id & CAN_ID_REMOTE) != 0;
  int width = can_id_is_extended (frame->id) ? 8 : 3;
  gsize n;

  if (frame->id & CAN_ID_ERROR)
    {
      *reason = _ ("an error frame cannot be sent");
      return 0;
    }
  if (!fd && frame->dlc > 8)
    {
      *reason = _ ("a classic frame with a DLC above 8 cannot be written in this protocol");
      return 0;
    }
  n = (gsize) g_snprintf (text, SOCKETCAND_MESSAGE_MAX, "< %s %0*X ",
                          fd       ? "fdsend"
                          : remote ? "sendrtr"
                                   : "send",
                          width, can_id_number (frame->id));
  if (fd)
    n += (gsize) g_snprintf (text + n, SOCKETCAND_MESSAGE_MAX - n, "%X ",
                             (frame->flags & CAN_BRS ? CANFD_BRS : 0) | (frame->flags & CAN_ESI ? CANFD_ESI : 0));
  n += (gsize) g_snprintf (text + n, SOCKETCAND_MESSAGE_MAX - n, "%u ", remote ? frame->dlc : frame->len);
  for (guint i = 0; i < frame->len; i++)
    n += (gsize) g_snprintf (text + n, SOCKETCAND_MESSAGE_MAX - n, "%02X ", frame->data[i]);
  text[n++] = '>';
  return n;
}

/* --- Beacons --- */

typedef struct
{
  SocketcandBeacon *beacon;
  gboolean inside, in_url;
} Reading;

/* Anybody on the network may say anything; this goes to terminals. */
static char *
dup_printable (const char *text)
{
  char *copy = g_strdup (text);

  for (char *c = copy; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = '?';
  return copy;
}

/* can://10.0.0.1:29536 */
static void
take_url (SocketcandBeacon *self, const char *text, gsize n)
{
  g_autofree char *url = g_strstrip (g_strndup (text, n));
  const char *start = g_str_has_prefix (url, "can://") ? url + 6 : url, *colon = strrchr (start, ':');
  g_autofree char *host = NULL;
  guint64 port;

  if (self->host != NULL || colon == NULL || colon == start
      || !g_ascii_string_to_unsigned (colon + 1, 10, 1, 65535, &port, NULL))
    return;
  host = g_strndup (start, (gsize) (colon - start));
  self->host = dup_printable (host);
  self->port = (guint) port;
}

static const char *
attribute (const char **names, const char **values, const char *name)
{
  for (; *names != NULL; names++, values++)
    if (strcmp (*names, name) == 0)
      return *values;
  return "";
}

static void
on_start (GMarkupParseContext *context, const char *element, const char **names, const char **values, gpointer data,
          GError **error)
{
  Reading *self = data;

  self->in_url = self->inside && strcmp (element, "URL") == 0;
  if (!self->inside && strcmp (element, "CANBeacon") == 0)
    {
      self->inside = TRUE;
      g_free (self->beacon->name);
      g_free (self->beacon->description);
      self->beacon->name = dup_printable (attribute (names, values, "name"));
      self->beacon->description = dup_printable (attribute (names, values, "description"));
    }
  else if (self->inside && strcmp (element, "Bus") == 0 && self->beacon->buses->len < BUSES_MAX)
    {
      const char *name = attribute (names, values, "name");

      if (*name != '\0')
        g_ptr_array_add (self->beacon->buses, dup_printable (name));
    }
}

static void
on_text (GMarkupParseContext *context, const char *text, gsize n, gpointer data, GError **error)
{
  Reading *self = data;

  if (self->in_url)
    take_url (self->beacon, text, n);
}

static void
on_end (GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
  ((Reading *) data)->in_url = FALSE;
}

SocketcandBeacon *
socketcand_beacon_parse (const char *text, gsize n)
{
  static const GMarkupParser parser = { .start_element = on_start, .text = on_text, .end_element = on_end };
  Reading reading = { .beacon = g_new0 (SocketcandBeacon, 1) };
  GMarkupParseContext *context = g_markup_parse_context_new (&parser, 0, &reading, NULL);
  gboolean ok;

  reading.beacon->name = g_strdup ("");
  reading.beacon->description = g_strdup ("");
  reading.beacon->buses = g_ptr_array_new_with_free_func (g_free);
  ok = g_utf8_validate (text, (gssize) n, NULL) && g_markup_parse_context_parse (context, text, (gssize) n, NULL)
       && g_markup_parse_context_end_parse (context, NULL);
  g_markup_parse_context_free (context);
  if (ok && reading.beacon->buses->len > 0)
    return reading.beacon;
  socketcand_beacon_free (reading.beacon);
  return NULL;
}

void
socketcand_beacon_free (SocketcandBeacon *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->description);
  g_free (self->host);
  g_ptr_array_unref (self->buses);
  g_free (self);
}
