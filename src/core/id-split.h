/* id-split.h: named parts of an identifier: J1939, ISO 15765, CANopen, 24 + 5 bits, and what people define themselves.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Filter fields (id.pgn, id.j1939.pgn) and columns are made from these tables. Built in, with their sources:
 *   j1939     29 bits: priority, pgn, edp, dp, pf, ps, sa, da      SAE J1939-21, 5.2 (core/j1939-id.h)
 *   iso15765  29 bits 18DAttss, 18DBttss, 18CEttss, 18CDttss: ta, sa, functional      ISO 15765-2, normal fixed and
 *             mixed addressing; 11 bits 7DF, 7E0..7EF: ecu, functional, response      ISO 15765-4
 *   canopen   11 bits: function (bits 10..7), node (6..0)          CiA 301, predefined connection set
 *   a24p5     29 bits: address (bits 28..5), priority (4..0)
 *
 * A field is known by split and name, or by its name alone: then it is that of the first split that has it, in the
 * order above, own ones last.
 */
#pragma once

#include "core/can-frame.h"

G_BEGIN_DECLS

#define ID_SPLIT_MAX_FIELDS 29 /* of an own split */
#define ID_SPLIT_MAX_NAME 63   /* bytes */

typedef struct
{
  const char *name;
  const char *description;                           /* N_(); NULL in own splits */
  uint8_t offset, bits;                              /* of the number, lowest bit 0 */
  uint32_t mask, wanted;                             /* there only if (id & mask) == wanted, kind bits included */
  uint32_t (*value) (uint32_t id, gboolean *absent); /* instead of offset and bits; NULL: these */
} IdField;

typedef struct
{
  const char *id;   /* "j1939" */
  const char *name; /* N_("SAE J1939"); of own splits the id */
  const IdField *fields;
  guint n_fields;
} IdSplit;

/* A list of splits: those built in and own ones. Immutable, shared by threads. */
typedef struct IdSplits IdSplits;

IdSplits *id_splits_new (void); /* those built in */
IdSplits *id_splits_ref (const IdSplits *self);
void id_splits_unref (const IdSplits *self); /* (nullable) */

/* A list with the own splits of text besides; one of the same id is replaced. Text as settings keep it:
 *   body 29: zone = 5:24, rank = 0:5; short: kind = 7:4, unit = 0:7
 * that is name, 11 or 29 (without it: 29 if a field reaches above bit 10, else both), fields as name = offset:length;
 * splits are parted by ; or line ends. Error USAGE: "column 12: …"; NULL then, and self is as it was. (transfer full)
 */
IdSplits *id_splits_add (const IdSplits *self, const char *text, GError **error);

/* What the program goes by: those built in until id_splits_use. Borrowed, and whatever was in use once stays valid
 * until the program ends: few are ever made, by hand. Any thread. */
const IdSplits *id_splits_in_use (void);
/* Those built in and the own ones of text from now on. FALSE: wrong, nothing has changed. One thread. */
gboolean id_splits_use (const char *text, GError **error);

guint id_splits_n (const IdSplits *self);
const IdSplit *id_splits_get (const IdSplits *self, guint index);
const IdSplit *id_splits_find (const IdSplits *self, const char *id);
/* split NULL: of the first one that has such a field. NULL: there is none. */
const IdField *id_splits_find_field (const IdSplits *self, const char *split, const char *name);

/* FALSE: this identifier (with kind bits) has no such part; error frames have none. */
gboolean id_field_get (const IdField *self, uint32_t id, uint32_t *value);

G_END_DECLS
