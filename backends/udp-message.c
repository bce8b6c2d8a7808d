/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/udp-message.h"

#include <msgpack.h>
#include <string.h>

#include "base/banned.h"

/* --- Packing --- */

typedef struct
{
  uint8_t *bytes;
  gsize n;
} Out;

static int
put_bytes (void *data, const char *bytes, size_t n)
{
  Out *out = data;

  if (out->n + n > UDP_MESSAGE_MAX)
    return -1;
  memcpy (out->bytes + out->n, bytes, n);
  out->n += n;
  return 0;
}

static void
put_key (msgpack_packer *packer, const char *key)
{
  msgpack_pack_str_with_body (packer, key, strlen (key));
}

static void
put_bool (msgpack_packer *packer, const char *key, gboolean value)
{
  put_key (packer, key);
  if (value)
    msgpack_pack_true (packer);
  else
    msgpack_pack_false (packer);
}

gsize
udp_message_pack (const CanFrame *frame, uint8_t out[UDP_MESSAGE_MAX])
{
  Out bytes = { out, 0 };
  msgpack_packer packer;
  gboolean remote = (frame->id & CAN_ID_REMOTE) != 0;

  msgpack_packer_init (&packer, &bytes, put_bytes);
  msgpack_pack_map (&packer, 11);
  put_key (&packer, "timestamp");
  msgpack_pack_double (&packer, (double) frame->time / 1e9);
  put_key (&packer, "arbitration_id");
  msgpack_pack_uint32 (&packer, can_id_number (frame->id));
  put_bool (&packer, "is_extended_id", can_id_is_extended (frame->id));
  put_bool (&packer, "is_remote_frame", remote);
  put_bool (&packer, "is_error_frame", (frame->id & CAN_ID_ERROR) != 0);
  put_key (&packer, "channel");
  msgpack_pack_nil (&packer);
  put_key (&packer, "dlc"); /* python-can means the length, of a remote frame the length asked for */
  msgpack_pack_uint8 (&packer, remote ? MIN (frame->dlc, 8) : (uint8_t) frame->len);
  put_key (&packer, "data");
  msgpack_pack_bin_with_body (&packer, frame->data, frame->len);
  put_bool (&packer, "is_fd", (frame->flags & CAN_FD) != 0);
  put_bool (&packer, "bitrate_switch", (frame->flags & CAN_BRS) != 0);
  put_bool (&packer, "error_state_indicator", (frame->flags & CAN_ESI) != 0);
  return bytes.n;
}

/* --- Unpacking --- */

typedef struct
{
  uint64_t id, dlc;
  gboolean has_id, has_dlc, extended, remote, error, fd, brs, esi;
  const uint8_t *data;
  uint32_t n_data;
} Message;

static gboolean
take_flag (const msgpack_object *value, gboolean *out)
{
  if (value->type == MSGPACK_OBJECT_BOOLEAN)
    *out = value->via.boolean;
  else if (value->type == MSGPACK_OBJECT_POSITIVE_INTEGER)
    *out = value->via.u64 != 0;
  else
    return value->type == MSGPACK_OBJECT_NIL;
  return TRUE;
}

static gboolean
take_number (const msgpack_object *value, uint64_t *out, gboolean *has)
{
  *has = value->type == MSGPACK_OBJECT_POSITIVE_INTEGER;
  *out = *has ? value->via.u64 : 0;
  return *has || value->type == MSGPACK_OBJECT_NIL;
}

static gboolean
take_data (const msgpack_object *value, Message *out)
{
  if (value->type == MSGPACK_OBJECT_BIN)
    {
      out->data = (const uint8_t *) value->via.bin.ptr;
      out->n_data = value->via.bin.size;
    }
  else if (value->type == MSGPACK_OBJECT_STR) /* packed without use_bin_type */
    {
      out->data = (const uint8_t *) value->via.str.ptr;
      out->n_data = value->via.str.size;
    }
  else
    return value->type == MSGPACK_OBJECT_NIL;
  return TRUE;
}

static gboolean
take_pair (const msgpack_object_kv *pair, Message *out)
{
  const struct
  {
    const char *name;
    gboolean *field;
  } flags[] = {
    { "is_extended_id", &out->extended }, { "is_remote_frame", &out->remote },
    { "is_error_frame", &out->error },    { "is_fd", &out->fd },
    { "bitrate_switch", &out->brs },      { "error_state_indicator", &out->esi },
  };
  const char *key = pair->key.via.str.ptr;
  gsize n = pair->key.via.str.size;

  if (pair->key.type != MSGPACK_OBJECT_STR)
    return TRUE;
#define IS_KEY(text) (n == strlen (text) && memcmp (key, text, n) == 0)
  if (IS_KEY ("arbitration_id"))
    return take_number (&pair->val, &out->id, &out->has_id);
  if (IS_KEY ("dlc"))
    return take_number (&pair->val, &out->dlc, &out->has_dlc);
  if (IS_KEY ("data"))
    return take_data (&pair->val, out);
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    if (IS_KEY (flags[i].name))
      return take_flag (&pair->val, flags[i].field);
  return TRUE;
#undef IS_KEY
}

static gboolean
make_frame (const Message *message, CanFrame *frame, uint8_t payload[CAN_FRAME_MAX_LEN], const char **reason)
{
  gboolean fd = message->fd, remote = message->remote && !message->error;
  guint max = fd ? 64 : 8;

  *reason = !message->has_id ? "no arbitration_id"
            : message->id > (message->extended || message->error ? CAN_ID_MASK_EXTENDED : CAN_ID_MASK_STANDARD)
                ? "an identifier that is too large"
            : message->n_data > max                  ? "more data than a frame can hold"
            : message->has_dlc && message->dlc > max ? "a length that no frame has"
            : fd && remote                           ? "a remote CAN FD frame"
                                                     : NULL;
  if (*reason != NULL)
    return FALSE;
  frame->id = (uint32_t) message->id | (message->extended ? CAN_ID_EXTENDED : 0) | (remote ? CAN_ID_REMOTE : 0);
  if (message->error)
    frame->id = (uint32_t) message->id | CAN_ID_ERROR;
  frame->flags
      = (uint8_t) ((fd ? CAN_FD : 0) | (fd && message->brs ? CAN_BRS : 0) | (fd && message->esi ? CAN_ESI : 0));
  frame->len = remote ? 0 : (uint16_t) message->n_data;
  frame->dlc = remote ? (uint8_t) message->dlc : can_len_to_dlc (frame->len);
  frame->data = payload;
  if (remote)
    return TRUE;
  memset (payload, 0, CAN_FRAME_MAX_LEN);
  if (frame->len > 0)
    memcpy (payload, message->data, frame->len);
  frame->len = can_dlc_to_len (frame->dlc, fd); /* CAN FD knows only some lengths: padded, as python-can sends it */
  return TRUE;
}

/* --- Before the library allocates what a header promises: is there as much? --- */

#define MAX_DEPTH 8

static uint64_t
big_endian (const uint8_t *bytes, guint n)
{
  uint64_t value = 0;

  for (guint i = 0; i < n; i++)
    value = value << 8 | bytes[i];
  return value;
}

typedef struct
{
  uint8_t first, last; /* bytes that begin such a value */
  uint8_t count_bytes; /* behind it: how many bytes or items follow; 0: fixed */
  uint8_t fixed;       /* bytes that follow in any case; where the low bits of the byte are the count: their mask */
  uint8_t items;       /* 0: bytes, 1: values, 2: pairs of values */
  uint8_t in_byte;     /* the count stands in the byte itself */
} Shape;

/* msgpack's formats. */
static const Shape shapes[] = {
  { 0x00, 0x7F, 0, 0, 0, 0 },    { 0x80, 0x8F, 0, 0x0F, 2, 1 }, { 0x90, 0x9F, 0, 0x0F, 1, 1 },
  { 0xA0, 0xBF, 0, 0x1F, 0, 1 }, { 0xC0, 0xC0, 0, 0, 0, 0 },    { 0xC2, 0xC3, 0, 0, 0, 0 },
  { 0xC4, 0xC4, 1, 0, 0, 0 },    { 0xC5, 0xC5, 2, 0, 0, 0 },    { 0xC6, 0xC6, 4, 0, 0, 0 },
  { 0xC7, 0xC7, 1, 1, 0, 0 },    { 0xC8, 0xC8, 2, 1, 0, 0 },    { 0xC9, 0xC9, 4, 1, 0, 0 },
  { 0xCA, 0xCA, 0, 4, 0, 0 },    { 0xCB, 0xCB, 0, 8, 0, 0 },    { 0xCC, 0xCC, 0, 1, 0, 0 },
  { 0xCD, 0xCD, 0, 2, 0, 0 },    { 0xCE, 0xCE, 0, 4, 0, 0 },    { 0xCF, 0xCF, 0, 8, 0, 0 },
  { 0xD0, 0xD0, 0, 1, 0, 0 },    { 0xD1, 0xD1, 0, 2, 0, 0 },    { 0xD2, 0xD2, 0, 4, 0, 0 },
  { 0xD3, 0xD3, 0, 8, 0, 0 },    { 0xD4, 0xD4, 0, 2, 0, 0 },    { 0xD5, 0xD5, 0, 3, 0, 0 },
  { 0xD6, 0xD6, 0, 5, 0, 0 },    { 0xD7, 0xD7, 0, 9, 0, 0 },    { 0xD8, 0xD8, 0, 17, 0, 0 },
  { 0xD9, 0xD9, 1, 0, 0, 0 },    { 0xDA, 0xDA, 2, 0, 0, 0 },    { 0xDB, 0xDB, 4, 0, 0, 0 },
  { 0xDC, 0xDC, 2, 0, 1, 0 },    { 0xDD, 0xDD, 4, 0, 1, 0 },    { 0xDE, 0xDE, 2, 0, 2, 0 },
  { 0xDF, 0xDF, 4, 0, 2, 0 },    { 0xE0, 0xFF, 0, 0, 0, 0 },
};

static const Shape *
shape_of (uint8_t byte)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    if (byte >= shapes[i].first && byte <= shapes[i].last)
      return &shapes[i];
  return NULL;
}

/* Passes over one value. FALSE: it is not all there, or nested too deep. */
static gboolean
pass_value (const uint8_t **at, const uint8_t *end, guint depth)
{
  const Shape *shape = *at < end ? shape_of (**at) : NULL;
  uint64_t count, left;

  if (shape == NULL || depth > MAX_DEPTH || end - *at < 1 + shape->count_bytes)
    return FALSE;
  count = shape->in_byte ? (uint64_t) (**at & shape->fixed) : big_endian (*at + 1, shape->count_bytes);
  *at += 1 + shape->count_bytes;
  left = (uint64_t) (end - *at);
  if (shape->items == 0)
    {
      count += shape->in_byte ? 0 : shape->fixed;
      if (count > left)
        return FALSE;
      *at += count;
      return TRUE;
    }
  if (count * shape->items > left)
    return FALSE;
  for (uint64_t i = 0; i < count * shape->items; i++)
    if (!pass_value (at, end, depth + 1))
      return FALSE;
  return TRUE;
}

static gboolean
is_whole (const uint8_t *bytes, gsize n)
{
  const uint8_t *at = bytes;

  return pass_value (&at, bytes + n, 0);
}

gboolean
udp_message_unpack (const uint8_t *bytes, gsize n, CanFrame *frame, uint8_t payload[CAN_FRAME_MAX_LEN],
                    const char **reason)
{
  msgpack_unpacked unpacked;
  Message message = { 0 };
  gboolean ok;

  msgpack_unpacked_init (&unpacked);
  ok = is_whole (bytes, n) && msgpack_unpack_next (&unpacked, (const char *) bytes, n, NULL) == MSGPACK_UNPACK_SUCCESS
       && unpacked.data.type == MSGPACK_OBJECT_MAP;
  *reason = "no msgpack map";
  for (uint32_t i = 0; ok && i < unpacked.data.via.map.size; i++)
    {
      ok = take_pair (&unpacked.data.via.map.ptr[i], &message);
      if (!ok)
        *reason = "a field of the wrong type";
    }
  ok = ok && make_frame (&message, frame, payload, reason);
  msgpack_unpacked_destroy (&unpacked);
  return ok;
}
