/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/protection.h"

#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

static const struct
{
  const char *id, *name;
} kinds[N_PROTECTIONS] = {
  [PROTECTION_XOR] = { "xor", N_ ("XOR") },
  [PROTECTION_SUM] = { "sum", N_ ("Sum") },
  [PROTECTION_CRC8_J1850] = { "crc8-j1850", N_ ("CRC-8 SAE J1850") },
  [PROTECTION_CRC8_H2F] = { "crc8-h2f", N_ ("CRC-8H2F") },
  [PROTECTION_E2E_1] = { "e2e-1", N_ ("E2E profile 1") },
  [PROTECTION_E2E_2] = { "e2e-2", N_ ("E2E profile 2") },
  [PROTECTION_E2E_5] = { "e2e-5", N_ ("E2E profile 5") },
  [PROTECTION_E2E_11] = { "e2e-11", N_ ("E2E profile 11") },
  [PROTECTION_E2E_22] = { "e2e-22", N_ ("E2E profile 22") },
};

const char *
protection_id (ProtectionKind kind)
{
  return kinds[kind].id;
}

const char *
protection_name (ProtectionKind kind)
{
  return _ (kinds[kind].name);
}

gboolean
protection_find (const char *id, ProtectionKind *kind)
{
  for (guint i = 0; i < N_PROTECTIONS; i++)
    if (g_strcmp0 (kinds[i].id, id) == 0)
      {
        *kind = (ProtectionKind) i;
        return TRUE;
      }
  return FALSE;
}

gboolean
protection_counts (ProtectionKind kind)
{
  return kind >= PROTECTION_E2E_1;
}

/* --- CRCs: at most 64 bytes a frame, so bit by bit is quick enough --- */

static uint8_t
crc8 (uint8_t polynomial, uint8_t crc, const uint8_t *data, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      crc ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = (uint8_t) (crc & 0x80 ? (crc << 1) ^ polynomial : crc << 1);
    }
  return crc;
}

uint8_t
crc8_j1850 (uint8_t crc, const uint8_t *data, gsize n)
{
  return crc8 (0x1D, crc, data, n);
}

uint8_t
crc8_h2f (uint8_t crc, const uint8_t *data, gsize n)
{
  return crc8 (0x2F, crc, data, n);
}

uint16_t
crc16_ccitt (uint16_t crc, const uint8_t *data, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      crc ^= (uint16_t) (data[i] << 8);
      for (guint bit = 0; bit < 8; bit++)
        crc = (uint16_t) (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1);
    }
  return crc;
}

/* --- Plain checksums --- */

static void
apply_plain (const Protection *self, uint8_t *data, gsize len)
{
  const SignalLayout *place = &self->checksum;
  uint8_t xor = 0, sum = 0, j1850 = 0xFF, h2f = 0xFF, value;

  signal_layout_store (place, data, 0);
  for (gsize i = 0; i < len; i++)
    {
      /* The bytes that are the checksum are left out; one shared with something else is not. */
      if (i >= place->first_byte && i < place->end_byte && place->bits >= 8)
        continue;
      xor ^= data[i];
      sum = (uint8_t) (sum + data[i]);
      j1850 = crc8_j1850 (j1850, &data[i], 1);
      h2f = crc8_h2f (h2f, &data[i], 1);
    }
  value = self->kind == PROTECTION_XOR          ? xor
          : self->kind == PROTECTION_SUM        ? sum
          : self->kind == PROTECTION_CRC8_J1850 ? (uint8_t) ~j1850
                                                : (uint8_t) ~h2f;
  signal_layout_store (place, data, place->bits < 8 ? value & ((1u << place->bits) - 1) : value);
}

/* --- E2E --- */

static guint
counter_modulus (ProtectionKind kind)
{
  return kind == PROTECTION_E2E_5 ? 256 : kind == PROTECTION_E2E_1 || kind == PROTECTION_E2E_11 ? 15 : 16;
}

static guint
store_counter (const Protection *self, uint64_t n, uint8_t *data)
{
  guint header = self->checksum.first_byte, value = (guint) (n % counter_modulus (self->kind));

  if (self->has_counter)
    signal_layout_store (&self->counter, data, value);
  else if (self->kind == PROTECTION_E2E_5)
    data[header + 2] = (uint8_t) value;
  else
    data[header + 1] = (uint8_t) ((data[header + 1] & 0xF0) | value);
  return value;
}

/* Beside the counter's four bits, in its byte. */
static void
store_nibble (const Protection *self, uint8_t *data)
{
  guint place = self->has_counter ? self->counter.first_byte : self->checksum.first_byte + 1u;
  uint8_t nibble = (uint8_t) ((self->data_id >> 8) & 0x0F), counter[CAN_FRAME_MAX_LEN] = { 0 };

  if (self->has_counter)
    signal_layout_store (&self->counter, counter, 0x0F);
  if (self->has_counter && counter[place] == 0xF0)
    data[place] = (uint8_t) ((data[place] & 0xF0) | nibble);
  else
    data[place] = (uint8_t) ((data[place] & 0x0F) | nibble << 4);
}

static uint8_t
crc_of_profile_1 (const Protection *self, guint counter, const uint8_t *data, gsize len)
{
  const uint8_t low = (uint8_t) self->data_id, high = (uint8_t) (self->data_id >> 8), zero = 0;
  guint header = self->checksum.first_byte;
  uint8_t crc = 0;

  switch (self->id_mode)
    {
    case DATA_ID_BOTH:
      crc = crc8_j1850 (crc8_j1850 (crc, &low, 1), &high, 1);
      break;
    case DATA_ID_ALT:
      crc = crc8_j1850 (crc, counter % 2 == 0 ? &low : &high, 1);
      break;
    case DATA_ID_LOW:
      crc = crc8_j1850 (crc, &low, 1);
      break;
    case DATA_ID_NIBBLE:
      crc = crc8_j1850 (crc8_j1850 (crc, &low, 1), &zero, 1);
      break;
    }
  crc = crc8_j1850 (crc, data, header);
  return crc8_j1850 (crc, data + header + 1, len - header - 1);
}

static uint8_t
crc_of_profile_2 (const Protection *self, guint counter, const uint8_t *data, gsize len)
{
  guint header = self->checksum.first_byte;
  uint8_t crc = crc8_h2f (0xFF, data, header);

  crc = crc8_h2f (crc, data + header + 1, len - header - 1);
  return (uint8_t) ~crc8_h2f (crc, &self->data_ids[counter], 1);
}

static uint16_t
crc_of_profile_5 (const Protection *self, const uint8_t *data, gsize len)
{
  const uint8_t id[2] = { (uint8_t) self->data_id, (uint8_t) (self->data_id >> 8) };
  guint header = self->checksum.first_byte;
  uint16_t crc = crc16_ccitt (0xFFFF, data, header);

  crc = crc16_ccitt (crc, data + header + 2, len - header - 2);
  return crc16_ccitt (crc, id, 2);
}

static void
apply_profile (const Protection *self, uint64_t n, uint8_t *data, gsize len)
{
  guint header = self->checksum.first_byte;
  guint counter = store_counter (self, n, data);

  if (self->kind == PROTECTION_E2E_5)
    {
      uint16_t crc = crc_of_profile_5 (self, data, len);

      data[header] = (uint8_t) crc;
      data[header + 1] = (uint8_t) (crc >> 8);
    }
  else if (self->kind == PROTECTION_E2E_2 || self->kind == PROTECTION_E2E_22)
    data[header] = crc_of_profile_2 (self, counter, data, len);
  else
    {
      if (self->id_mode == DATA_ID_NIBBLE)
        store_nibble (self, data);
      data[header] = crc_of_profile_1 (self, counter, data, len);
    }
}

gsize
protection_needs (const Protection *self)
{
  guint header = self->checksum.first_byte, width = self->kind == PROTECTION_E2E_5 ? 2 : 1;

  if (!protection_counts (self->kind))
    return self->checksum.end_byte;
  return self->has_counter ? MAX (header + width, self->counter.end_byte) : header + width + 1;
}

gboolean
protection_apply (const Protection *self, uint64_t n, uint8_t *data, gsize len)
{
  if (len < protection_needs (self) || len > CAN_FRAME_MAX_LEN)
    return FALSE;
  if (protection_counts (self->kind))
    apply_profile (self, n, data, len);
  else
    apply_plain (self, data, len);
  return TRUE;
}
