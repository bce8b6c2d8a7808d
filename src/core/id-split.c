/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/id-split.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "core/j1939-id.h"

#include <stdatomic.h>
#include <string.h>

#include "base/banned.h"

#define KIND (CAN_ID_EXTENDED | CAN_ID_ERROR)
#define ANY CAN_ID_ERROR, 0
#define LONG KIND, CAN_ID_EXTENDED
#define SHORT KIND, 0

/* --- Built in --- */

static uint32_t
pgn_value (uint32_t id, gboolean *absent)
{
  *absent = !j1939_id_has_pgn (id);
  return j1939_id_pgn (id);
}

static uint32_t
destination_value (uint32_t id, gboolean *absent)
{
  *absent = !j1939_id_has_pgn (id);
  return j1939_id_destination (id);
}

static const IdField j1939_fields[] = {
  { "priority", N_ ("J1939 priority, 0 the highest"), 26, 3, LONG, NULL },
  { "pgn", N_ ("J1939 parameter group number"), 8, 18, LONG, pgn_value },
  { "edp", N_ ("J1939 extended data page"), 25, 1, LONG, NULL },
  { "dp", N_ ("J1939 data page"), 24, 1, LONG, NULL },
  { "pf", N_ ("J1939 PDU format"), 16, 8, LONG, NULL },
  { "ps", N_ ("J1939 PDU specific"), 8, 8, LONG, NULL },
  { "sa", N_ ("J1939 source address"), 0, 8, LONG, NULL },
  { "da", N_ ("J1939 destination address, 255 to all"), 8, 8, LONG, destination_value },
};

/* PDU formats 218 and 219 are normal fixed addressing, 206 and 205 mixed; the even ones are physical. */
static gboolean
is_diagnostic (uint32_t id)
{
  guint format = id >> 16 & 0xFF;

  return (id & KIND) == CAN_ID_EXTENDED && (id >> 24 & 3) == 0
         && (format == 218 || format == 219 || format == 205 || format == 206);
}

static uint32_t
target_value (uint32_t id, gboolean *absent)
{
  *absent = !is_diagnostic (id);
  return id >> 8 & 0xFF;
}

static uint32_t
tester_value (uint32_t id, gboolean *absent)
{
  *absent = !is_diagnostic (id);
  return id & 0xFF;
}

static gboolean
is_obd (uint32_t id)
{
  return (id & KIND) == 0 && (id & 0x7F0) == 0x7E0;
}

static uint32_t
ecu_value (uint32_t id, gboolean *absent)
{
  *absent = !is_obd (id);
  return id & 7;
}

static uint32_t
response_value (uint32_t id, gboolean *absent)
{
  gboolean functional = (id & KIND) == 0 && can_id_number (id) == 0x7DF;

  *absent = !is_obd (id) && !functional;
  return !functional && (id & 8) != 0;
}

static uint32_t
functional_value (uint32_t id, gboolean *absent)
{
  guint format = id >> 16 & 0xFF;

  if (is_diagnostic (id))
    return format == 219 || format == 205;
  response_value (id, absent);
  return can_id_number (id) == 0x7DF;
}

static const IdField iso15765_fields[] = {
  { "ta", N_ ("ISO 15765 target address"), 8, 8, LONG, target_value },
  { "sa", N_ ("ISO 15765 source address"), 0, 8, LONG, tester_value },
  { "functional", N_ ("ISO 15765 request to all, not to one"), 0, 1, ANY, functional_value },
  { "ecu", N_ ("ISO 15765-4 number of the control unit, 0 to 7"), 0, 3, SHORT, ecu_value },
  { "response", N_ ("ISO 15765-4 answer, not request"), 3, 1, SHORT, response_value },
};

static const IdField canopen_fields[] = {
  { "function", N_ ("CANopen function code"), 7, 4, SHORT, NULL },
  { "node", N_ ("CANopen node, 0 to all"), 0, 7, SHORT, NULL },
};

static const IdField a24p5_fields[] = {
  { "address", N_ ("upper 24 bits of a 29-bit identifier"), 5, 24, LONG, NULL },
  { "priority", N_ ("lower 5 bits of a 29-bit identifier"), 0, 5, LONG, NULL },
};

static const IdSplit built_in[] = {
  { "j1939", N_ ("SAE J1939"), j1939_fields, G_N_ELEMENTS (j1939_fields) },
  { "iso15765", N_ ("ISO 15765 diagnostics"), iso15765_fields, G_N_ELEMENTS (iso15765_fields) },
  { "canopen", N_ ("CANopen"), canopen_fields, G_N_ELEMENTS (canopen_fields) },
  { "a24p5", N_ ("24 bits address, 5 bits priority"), a24p5_fields, G_N_ELEMENTS (a24p5_fields) },
};

gboolean
id_field_get (const IdField *self, uint32_t id, uint32_t *value)
{
  gboolean absent = (id & self->mask) != self->wanted;

  if (self->value != NULL && !absent)
    *value = self->value (id, &absent);
  else
    *value = can_id_number (id) >> self->offset & ((1u << self->bits) - 1);
  return !absent;
}

/* --- Lists --- */

struct IdSplits
{
  atomic_int refs;
  GArray *splits;     /* of IdSplit */
  GStringChunk *text; /* names of own ones */
  GPtrArray *fields;  /* of own ones */
  IdSplits *before;   /* what was in use before these */
};

static IdSplits *
splits_alloc (void)
{
  IdSplits *self = g_new0 (IdSplits, 1);

  self->refs = 1;
  self->splits = g_array_new (FALSE, FALSE, sizeof (IdSplit));
  self->text = g_string_chunk_new (128);
  self->fields = g_ptr_array_new_with_free_func (g_free);
  g_array_append_vals (self->splits, built_in, G_N_ELEMENTS (built_in));
  return self;
}

IdSplits *
id_splits_new (void)
{
  return splits_alloc ();
}

IdSplits *
id_splits_ref (const IdSplits *self)
{
  IdSplits *shared = (IdSplits *) self;

  atomic_fetch_add_explicit (&shared->refs, 1, memory_order_relaxed);
  return shared;
}

void
id_splits_unref (const IdSplits *self)
{
  IdSplits *shared = (IdSplits *) self;

  if (shared == NULL || atomic_fetch_sub (&shared->refs, 1) > 1)
    return;
  g_array_unref (shared->splits);
  g_string_chunk_free (shared->text);
  g_ptr_array_unref (shared->fields);
  g_free (shared);
}

guint
id_splits_n (const IdSplits *self)
{
  return self->splits->len;
}

const IdSplit *
id_splits_get (const IdSplits *self, guint index)
{
  return &g_array_index (self->splits, IdSplit, index);
}

const IdSplit *
id_splits_find (const IdSplits *self, const char *id)
{
  for (guint i = 0; i < self->splits->len; i++)
    if (strcmp (id_splits_get (self, i)->id, id) == 0)
      return id_splits_get (self, i);
  return NULL;
}

const IdField *
id_splits_find_field (const IdSplits *self, const char *split, const char *name)
{
  for (guint i = 0; i < self->splits->len; i++)
    {
      const IdSplit *found = id_splits_get (self, i);

      for (guint k = 0; k < found->n_fields && (split == NULL || strcmp (found->id, split) == 0); k++)
        if (strcmp (found->fields[k].name, name) == 0)
          return &found->fields[k];
    }
  return NULL;
}

/* --- Own splits --- */

typedef struct
{
  const char *text, *p;
  IdSplits *splits;
  GError **error;
} Parser;

static gboolean
fail (Parser *self, const char *at, const char *what)
{
  g_set_error (self->error, CANID_ERROR, CANID_ERROR_USAGE, _ ("column %ld: %s"),
               g_utf8_pointer_to_offset (self->text, at) + 1, what);
  return FALSE;
}

static void
skip_blanks (Parser *self)
{
  while (*self->p == ' ' || *self->p == '\t' || *self->p == '\r')
    self->p++;
}

static gboolean
accept (Parser *self, char wanted)
{
  skip_blanks (self);
  if (*self->p != wanted)
    return FALSE;
  self->p++;
  return TRUE;
}

static const char *
take_name (Parser *self)
{
  const char *start;

  skip_blanks (self);
  start = self->p;
  if (!g_ascii_isalpha (*start) && *start != '_')
    return NULL;
  while (g_ascii_isalnum (*self->p) || *self->p == '_')
    self->p++;
  if (self->p - start > ID_SPLIT_MAX_NAME)
    {
      self->p = start;
      return NULL;
    }
  return g_string_chunk_insert_len (self->splits->text, start, self->p - start);
}

/* Two digits are enough for every number here. */
static gboolean
take_number (Parser *self, guint *out)
{
  skip_blanks (self);
  if (!g_ascii_isdigit (*self->p))
    return FALSE;
  *out = 0;
  for (guint i = 0; i < 3 && g_ascii_isdigit (*self->p); i++)
    *out = *out * 10 + (guint) (*self->p++ - '0');
  return TRUE;
}

static gboolean
has_field (const GArray *fields, const char *name)
{
  for (guint i = 0; i < fields->len; i++)
    if (strcmp (g_array_index (fields, IdField, i).name, name) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
take_field (Parser *self, guint id_bits, GArray *fields)
{
  IdField field = { 0 };
  const char *at;
  guint offset, bits;

  skip_blanks (self);
  at = self->p;
  field.name = take_name (self);
  if (field.name == NULL)
    return fail (self, at, _ ("a field has a name of letters, digits and _, at most 63 of them"));
  if (has_field (fields, field.name))
    return fail (self, at, _ ("there are two fields of this name"));
  if (!accept (self, '='))
    return fail (self, self->p, _ ("= is missing behind the name: node = 0:7"));
  skip_blanks (self);
  at = self->p;
  if (!take_number (self, &offset) || !accept (self, ':') || !take_number (self, &bits))
    return fail (self, at, _ ("a field is lowest bit and number of bits: node = 0:7"));
  if (bits == 0 || offset + bits > id_bits)
    return fail (self, at,
                 id_bits == 11 ? _ ("the identifier has bits 0 to 10") : _ ("the identifier has bits 0 to 28"));
  if (fields->len == ID_SPLIT_MAX_FIELDS)
    return fail (self, at, _ ("more than 29 fields"));
  field.offset = (uint8_t) offset;
  field.bits = (uint8_t) bits;
  g_array_append_val (fields, field);
  return TRUE;
}

/* Which identifiers have the fields. */
static void
set_kind (GArray *fields, guint id_bits)
{
  guint top = 0;

  for (guint i = 0; i < fields->len; i++)
    top = MAX (top, (guint) g_array_index (fields, IdField, i).offset + g_array_index (fields, IdField, i).bits);
  for (guint i = 0; i < fields->len; i++)
    {
      IdField *field = &g_array_index (fields, IdField, i);

      field->mask = id_bits == 0 && top <= 11 ? CAN_ID_ERROR : KIND;
      field->wanted = id_bits == 29 || top > 11 ? CAN_ID_EXTENDED : 0;
    }
}

static void
put_split (IdSplits *self, const char *id, GArray *fields)
{
  IdSplit split = { id, id, NULL, fields->len };

  split.fields = g_memdup2 (fields->data, fields->len * sizeof (IdField));
  g_ptr_array_add (self->fields, (gpointer) split.fields);
  for (guint i = 0; i < self->splits->len; i++)
    if (strcmp (id_splits_get (self, i)->id, id) == 0)
      {
        g_array_index (self->splits, IdSplit, i) = split;
        return;
      }
  g_array_append_val (self->splits, split);
}

static gboolean
is_built_in (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (built_in); i++)
    if (strcmp (built_in[i].id, id) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
take_fields (Parser *self, guint id_bits, GArray *fields)
{
  do
    if (!take_field (self, id_bits == 0 ? 29 : id_bits, fields))
      return FALSE;
  while (accept (self, ','));
  skip_blanks (self);
  return *self->p == '\0' || *self->p == ';' || *self->p == '\n'
         || fail (self, self->p, _ ("expected , before another field or ; before another split"));
}

static gboolean
take_split (Parser *self)
{
  const char *at = self->p, *id = take_name (self);
  GArray *fields;
  guint id_bits = 0;
  gboolean ok;

  if (id == NULL)
    return fail (self, at, _ ("a split has a name of letters, digits and _, at most 63 of them"));
  if (is_built_in (id))
    return fail (self, at, _ ("this name is taken by a split that is built in"));
  skip_blanks (self);
  at = self->p;
  if (take_number (self, &id_bits) && id_bits != 11 && id_bits != 29)
    return fail (self, at, _ ("identifiers have 11 or 29 bits"));
  if (!accept (self, ':'))
    return fail (self, self->p, _ (": is missing before the fields: mine 29: zone = 5:24, rank = 0:5"));
  fields = g_array_new (FALSE, FALSE, sizeof (IdField));
  ok = take_fields (self, id_bits, fields);
  if (ok)
    {
      set_kind (fields, id_bits);
      put_split (self->splits, id, fields);
    }
  g_array_unref (fields);
  return ok;
}

/* The own splits of self once more. */
static IdSplits *
splits_copy (const IdSplits *self)
{
  IdSplits *copy = splits_alloc ();

  for (guint i = G_N_ELEMENTS (built_in); i < self->splits->len; i++)
    {
      const IdSplit *split = id_splits_get (self, i);
      GArray *fields = g_array_new (FALSE, FALSE, sizeof (IdField));

      g_array_append_vals (fields, split->fields, split->n_fields);
      for (guint k = 0; k < fields->len; k++)
        g_array_index (fields, IdField, k).name = g_string_chunk_insert (copy->text, split->fields[k].name);
      put_split (copy, g_string_chunk_insert (copy->text, split->id), fields);
      g_array_unref (fields);
    }
  return copy;
}

IdSplits *
id_splits_add (const IdSplits *self, const char *text, GError **error)
{
  Parser parser = { .text = text, .p = text, .splits = splits_copy (self), .error = error };

  for (;;)
    {
      skip_blanks (&parser);
      while (*parser.p == ';' || *parser.p == '\n')
        {
          parser.p++;
          skip_blanks (&parser);
        }
      if (*parser.p == '\0')
        return parser.splits;
      if (!take_split (&parser))
        break;
    }
  id_splits_unref (parser.splits);
  return NULL;
}

/* --- In use --- */

static _Atomic (IdSplits *) in_use;

const IdSplits *
id_splits_in_use (void)
{
  IdSplits *now = atomic_load_explicit (&in_use, memory_order_acquire);

  if (G_UNLIKELY (now == NULL))
    {
      IdSplits *first = id_splits_new ();

      if (atomic_compare_exchange_strong (&in_use, &now, first))
        return first;
      id_splits_unref (first); /* another thread was faster */
    }
  return now;
}

gboolean
id_splits_use (const char *text, GError **error)
{
  IdSplits *built_in_ones = id_splits_new ();
  IdSplits *wanted = id_splits_add (built_in_ones, text, error);

  id_splits_unref (built_in_ones);
  if (wanted == NULL)
    return FALSE;
  wanted->before = (IdSplits *) id_splits_in_use ();
  atomic_store_explicit (&in_use, wanted, memory_order_release);
  return TRUE;
}
