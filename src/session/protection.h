/* protection.h: counters and checksums of a payload, as the receiver expects them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Profiles after AUTOSAR FO PRS_E2EProtocol (R20-11): 1 and 11 are CRC-8 SAE J1850 over identifier and data, counter 0
 * to 14; 2 and 22 CRC-8H2F over data and one of 16 identifiers that the counter chooses, counter 0 to 15; 5 is CRC-16
 * (CCITT-FALSE), little-endian, over data and identifier, counter 0 to 255. CRCs after AUTOSAR SWS_CRCLibrary; the
 * plain ones start at 0xFF and are inverted, as that document has them.
 */
#pragma once

#include "db/can-signal.h"

G_BEGIN_DECLS

typedef enum
{
  PROTECTION_XOR,
  PROTECTION_SUM, /* of bytes, modulo 256 */
  PROTECTION_CRC8_J1850,
  PROTECTION_CRC8_H2F,
  PROTECTION_E2E_1,
  PROTECTION_E2E_2,
  PROTECTION_E2E_5,
  PROTECTION_E2E_11,
  PROTECTION_E2E_22,
  N_PROTECTIONS,
} ProtectionKind;

/* How profiles 1 and 11 (both, nibble) use the 16 bits of the data id. */
typedef enum
{
  DATA_ID_BOTH,   /* low byte, high byte */
  DATA_ID_ALT,    /* low byte if the counter is even, else high byte */
  DATA_ID_LOW,    /* low byte */
  DATA_ID_NIBBLE, /* low byte and 0; the low nibble of the high byte is sent beside the counter */
} DataIdMode;

typedef struct
{
  ProtectionKind kind;
  SignalLayout checksum; /* XOR, sum, CRC: what fits is stored; E2E: its first byte is where the header is */
  gboolean has_counter;  /* counter says where; else E2E: behind the checksum, in its low nibble (5: a byte) */
  SignalLayout counter;
  DataIdMode id_mode;
  uint16_t data_id;     /* 1, 5, 11 */
  uint8_t data_ids[16]; /* 2, 22 */
} Protection;

const char *protection_id (ProtectionKind kind);   /* "crc8-j1850", for files */
const char *protection_name (ProtectionKind kind); /* for people */
gboolean protection_find (const char *id, ProtectionKind *kind);
gboolean protection_counts (ProtectionKind kind); /* writes a counter itself */
gsize protection_needs (const Protection *self);  /* bytes of payload, at least */
/* Writes the counter of the nth frame (from 0) and the checksum. A payload too short for them stays as it is: FALSE. */
gboolean protection_apply (const Protection *self, uint64_t n, uint8_t *data, gsize len);

/* One step of the CRCs, without the inversions of the plain ones. */
uint8_t crc8_j1850 (uint8_t crc, const uint8_t *data, gsize n);
uint8_t crc8_h2f (uint8_t crc, const uint8_t *data, gsize n);
uint16_t crc16_ccitt (uint16_t crc, const uint8_t *data, gsize n);

G_END_DECLS
