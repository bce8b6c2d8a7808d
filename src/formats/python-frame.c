/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "formats/python-frame.h"

#include "base/i18n.h"
#include <math.h>

#include "base/banned.h"

#define NS G_GINT64_CONSTANT (1000000000)
#define LATEST 9.2e9 /* seconds that int64 ns hold */

#define OLD_REMOTE 0x0001
#define OLD_STANDARD 0x0002
#define OLD_EXTENDED 0x0004
#define OLD_ERROR 0x0020
#define OLD_SENT 0x0040

gboolean
python_frame_parse_time (TextWord word, int64_t *time)
{
  TextScan scan = text_scan (word.p, word.n);
  gboolean negative = text_scan_char (&scan, '-');
  uint64_t whole;
  double seconds;

  if (text_scan_seconds (&scan, time, NULL) && scan.p == scan.end)
    {
      *time = negative ? -*time : *time;
      return TRUE;
    }
  if (text_word_uint (word, &whole) && whole < (uint64_t) LATEST)
    {
      *time = (int64_t) whole * NS;
      return TRUE;
    }
  if (!text_word_double (word, &seconds) || !(fabs (seconds) < LATEST))
    return FALSE;
  *time = (int64_t) llround (seconds * 1e9); /* 1e-05, as Python writes small numbers */
  return TRUE;
}

void
python_frame_set_old_flags (CanFrame *frame, uint32_t flags)
{
  frame->id |= (flags & OLD_REMOTE ? CAN_ID_REMOTE : 0) | (flags & OLD_EXTENDED ? CAN_ID_EXTENDED : 0)
               | (flags & OLD_ERROR ? CAN_ID_ERROR : 0);
  frame->flags |= flags & OLD_SENT ? CAN_TX : 0;
}

uint32_t
python_frame_get_old_flags (const CanFrame *frame)
{
  return (frame->id & CAN_ID_REMOTE ? OLD_REMOTE : 0) | (frame->flags & CAN_TX ? OLD_SENT : 0)
         | (frame->id & CAN_ID_ERROR      ? OLD_ERROR
            : frame->id & CAN_ID_EXTENDED ? OLD_EXTENDED
                                          : OLD_STANDARD);
}

static void
finish_error (CanFrame *frame, guint n)
{
  frame->flags &= CAN_TX;
  frame->id &= CAN_ID_ERROR | CAN_ID_MASK_EXTENDED;
  frame->len = frame->dlc = n == 8 ? 8 : 0;
  if (n != 8)
    frame->id = CAN_ID_ERROR;
}

static const char *
finish_remote (CanFrame *frame, guint n, uint64_t dlc)
{
  if (frame->flags & CAN_FD)
    return N_ ("remote frame with CAN FD");
  if (dlc > 15)
    return N_ ("dlc above 15 in a remote frame");
  if (n > 0)
    return N_ ("remote frame with data");
  frame->len = 0;
  frame->dlc = (uint8_t) dlc;
  return NULL;
}

static const char *
finish_fd (CanFrame *frame, guint n, uint64_t dlc)
{
  uint8_t code = can_len_to_dlc ((uint16_t) n);

  if (can_dlc_to_len (code, TRUE) != n)
    return N_ ("number of data bytes that CAN FD does not have");
  if (dlc != n && dlc != code)
    return N_ ("dlc and the number of data bytes differ");
  frame->flags |= CAN_FD;
  frame->len = (uint16_t) n;
  frame->dlc = code;
  return NULL;
}

const char *
python_frame_set_length (CanFrame *frame, guint n, uint64_t dlc)
{
  if (frame->id & CAN_ID_ERROR)
    {
      finish_error (frame, n);
      return NULL;
    }
  if (!(frame->flags & CAN_FD) && frame->flags & (CAN_BRS | CAN_ESI))
    return N_ ("brs or esi in a classic frame");
  if (frame->id & CAN_ID_REMOTE)
    return finish_remote (frame, n, dlc);
  if (frame->flags & CAN_FD || n > 8)
    return finish_fd (frame, n, dlc);
  if (dlc != n && (n != 8 || dlc < 8 || dlc > 15))
    return N_ ("dlc and the number of data bytes differ");
  frame->len = (uint16_t) n;
  frame->dlc = (uint8_t) dlc;
  return NULL;
}
