/* filter-compile.c: checked terms as instructions over registers of bits.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Every instruction is dst = test within source: a mask goes in, what passes comes out. && hands the result of one term
 * to the next, || asks the next only for rows not found yet, so the cheap terms are put first whatever their order in
 * the text; terms have no effects.
 */
#include "config.h"
#include "filter/filter-private.h"

#include <string.h>

#include "base/banned.h"

typedef struct
{
  FilterProgram *program;
  GArray *code;        /* of FilterInstruction */
  GPtrArray *messages; /* of const Message */
  guint n_used;        /* registers in use */
} Compiler;

static FilterInstruction *
emit (Compiler *self, FilterCode code, guint source, guint dst, const FilterTerm *term)
{
  FilterInstruction instruction = { .code = code, .source = (guint16) source, .dst = (guint16) dst, .term = term };

  g_array_append_val (self->code, instruction);
  return &g_array_index (self->code, FilterInstruction, self->code->len - 1);
}

static guint
take_register (Compiler *self)
{
  guint taken = self->n_used++;

  self->program->n_registers = MAX (self->program->n_registers, self->n_used);
  return taken;
}

/* --- || over things that are emitted one by one --- */

typedef struct
{
  guint source, dst, found, rest;
  gboolean begun;
} Union;

static void
union_begin (Compiler *self, Union *u, guint source, guint dst)
{
  *u = (Union){ .source = source, .dst = dst };
  u->found = dst == source ? take_register (self) : dst;
  u->rest = take_register (self);
}

/* Registers for the next member: where it looks, where it puts. */
static void
union_next (Compiler *self, Union *u, guint *source, guint *dst)
{
  *source = u->begun ? u->rest : u->source;
  *dst = u->begun ? u->rest : u->found;
  if (u->begun)
    emit (self, CODE_SUBTRACT, u->source, u->rest, NULL)->other = (guint16) u->found;
}

static void
union_add (Compiler *self, Union *u)
{
  if (u->begun)
    emit (self, CODE_UNITE, u->found, u->found, NULL)->other = (guint16) u->rest;
  u->begun = TRUE;
}

static void
union_end (Compiler *self, Union *u)
{
  if (u->found != u->dst)
    emit (self, CODE_UNITE, u->found, u->dst, NULL)->other = (guint16) u->found;
  self->n_used -= u->found != u->dst ? 2 : 1;
}

/* --- Messages and signals --- */

static int
compare_messages (gconstpointer a, gconstpointer b)
{
  const Message *left = *(const Message *const *) a, *right = *(const Message *const *) b;

  return left->id < right->id ? -1 : left->id > right->id;
}

/* Takes list. */
static FilterMessages
add_messages (Compiler *self, GPtrArray *list)
{
  FilterMessages messages = { .first = self->messages->len, .n = list->len };

  g_ptr_array_sort (list, compare_messages);
  for (guint i = 0; i < list->len; i++)
    {
      const Message *message = g_ptr_array_index (list, i);
      guint bit = frame_chunk_bloom_bit (message->id);

      messages.hash[bit / 64] |= G_GUINT64_CONSTANT (1) << bit % 64;
      messages.by_pgn |= database_set_matches_pgn (self->program->dbs, message);
      g_ptr_array_add (self->messages, (gpointer) message);
    }
  g_ptr_array_unref (list);
  self->program->by_pgn |= messages.by_pgn;
  return messages;
}

static FilterMessages
add_operand_messages (Compiler *self, const FilterOperand *operand)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < operand->n_refs; i++)
    g_ptr_array_add (list, (gpointer) operand->refs[i].message);
  return add_messages (self, list);
}

typedef struct
{
  const FilterTerm *term;
  GPtrArray *list;
} NameSearch;

static gboolean
add_if_name_passes (const Message *message, gpointer data)
{
  NameSearch *self = data;

  if (filter_text_passes (self->term->op, self->term->values, self->term->n_values, self->term->regex, message->name))
    g_ptr_array_add (self->list, (gpointer) message);
  return TRUE;
}

/* A damaged database could let multiplexers select each other, hence the bound. */
static FilterSignal
make_signal (Compiler *self, const FilterRef *ref)
{
  const Message *message = ref->message;
  FilterSignal signal = { .signal = filter_ref_signal (ref) };
  guint index = ref->index;

  signal.mux = filter_pool_alloc (&self->program->pool, message->n_signals * sizeof (FilterMux));
  while (signal.n_mux < message->n_signals && message->signals[index].mux_parent >= 0
         && (guint) message->signals[index].mux_parent < message->n_signals)
    {
      const CanSignal *child = &message->signals[index];

      index = (guint) child->mux_parent;
      signal.mux[signal.n_mux++]
          = (FilterMux){ message->signals[index].layout, child->mux_ranges, child->n_mux_ranges };
    }
  return signal;
}

static FilterSignal *
make_signals (Compiler *self, const FilterOperand *operand)
{
  FilterSignal *signals = filter_pool_alloc (&self->program->pool, MAX (operand->n_refs, 1) * sizeof (FilterSignal));

  for (guint i = 0; i < operand->n_refs; i++)
    signals[i] = make_signal (self, &operand->refs[i]);
  return signals;
}

/* --- Tests --- */

/* TRUE: ins has ranges. FALSE: it became NOTHING or EVERYTHING. always: the field is there in every frame. */
static gboolean
set_ranges (Compiler *self, FilterInstruction *ins, guint ref, gboolean always)
{
  FilterDomain domain;
  GArray *ranges;

  filter_term_domain (ins->term, ref, &domain);
  ranges = filter_term_ranges (ins->term, ref, &domain);
  ins->is_signed = domain.is_signed;
  ins->n_ranges = ranges->len;
  ins->ranges = filter_pool_copy (&self->program->pool, ranges->data, ranges->len * sizeof (FilterRange));
  if (ranges->len == 0)
    ins->code = CODE_NOTHING;
  else if (always && filter_ranges_are_all (ranges, &domain))
    ins->code = CODE_EVERYTHING;
  g_array_unref (ranges);
  return ins->code != CODE_NOTHING && ins->code != CODE_EVERYTHING;
}

static const struct
{
  FilterCode code;
  uint64_t and_mask;
  guint8 shift;
  gboolean always; /* there in every frame */
} columns[FIELD_ID_PART + 1] = {
  [FIELD_ID] = { CODE_ID, CAN_ID_MASK_EXTENDED, 0, FALSE },
  [FIELD_EXT] = { CODE_ID, 1, 31, TRUE },
  [FIELD_RTR] = { CODE_ID, 1, 30, TRUE },
  [FIELD_ERR] = { CODE_ID, 1, 29, TRUE },
  [FIELD_FD] = { CODE_FLAGS, 1, 0, TRUE },
  [FIELD_BRS] = { CODE_FLAGS, 1, 1, TRUE },
  [FIELD_ESI] = { CODE_FLAGS, 1, 2, TRUE },
  [FIELD_LOCAL] = { CODE_FLAGS, 1, 6, TRUE },
  [FIELD_LEN] = { CODE_LEN_DLC, 0xFFF, 0, TRUE },
  [FIELD_DLC] = { CODE_LEN_DLC, 0xF, 12, TRUE },
  [FIELD_DIR] = { CODE_FLAGS, 1, 4, TRUE },
  [FIELD_ERR_CLASS] = { CODE_ID, CAN_ID_MASK_EXTENDED, 0, FALSE },
  [FIELD_ERR_TYPE] = { CODE_ERROR_BYTE, 0xFF, 2, FALSE },
  [FIELD_ERR_LOCATION] = { CODE_ERROR_BYTE, 0xFF, 3, FALSE },
  [FIELD_NUMBER] = { CODE_ROW, G_MAXUINT64, 0, TRUE },
  [FIELD_TIME] = { CODE_TIME, G_MAXUINT64, 0, TRUE },
  [FIELD_TIME_RELATIVE] = { CODE_RELATIVE, G_MAXUINT64, 0, FALSE },
  [FIELD_TIME_DELTA] = { CODE_DELTA, G_MAXUINT64, 0, FALSE },
  [FIELD_TIME_DELTA_ID] = { CODE_DELTA_ID, G_MAXUINT64, 0, FALSE },
  [FIELD_MARKED] = { CODE_MARKED, 1, 0, TRUE },
  [FIELD_BYTE] = { CODE_BYTE, 0xFF, 0, FALSE },
  [FIELD_ID_PART] = { CODE_ID_PART, CAN_ID_MASK_EXTENDED, 0, FALSE },
};

G_STATIC_ASSERT (CAN_FD == 1 << 0 && CAN_BRS == 1 << 1 && CAN_ESI == 1 << 2 && CAN_TX == 1 << 4 && CAN_LOCAL == 1 << 6);

static void
emit_column (Compiler *self, const FilterTerm *term, guint source, guint dst)
{
  FilterField field = term->left.field;
  FilterInstruction *ins = emit (self, columns[field].code, source, dst, term);

  ins->shift = field == FIELD_BYTE ? term->left.offset : columns[field].shift;
  ins->and_mask = columns[field].and_mask & (term->left.masked ? term->left.mask : G_MAXUINT64);
  if (!set_ranges (self, ins, 0, columns[field].always && !term->needs_date))
    return;
  /* The error bit takes part in the comparison: can.id is for frames without it, can.err.class for those with it. */
  if (field == FIELD_ID || field == FIELD_ERR_CLASS)
    ins->and_mask |= CAN_ID_ERROR;
  for (guint i = 0; field == FIELD_ERR_CLASS && i < ins->n_ranges; i++)
    {
      ins->ranges[i].low += CAN_ID_ERROR;
      ins->ranges[i].high += CAN_ID_ERROR;
    }
}

static void
emit_messages (Compiler *self, GPtrArray *list, const FilterTerm *term, guint source, guint dst)
{
  FilterInstruction *ins = emit (self, list->len > 0 ? CODE_MESSAGE : CODE_NOTHING, source, dst, term);

  ins->messages = add_messages (self, list);
}

static void
emit_signal (Compiler *self, const FilterTerm *term, guint ref, guint source, guint dst)
{
  GPtrArray *list = g_ptr_array_new ();
  FilterInstruction *ins;
  FilterDomain domain;
  gboolean whole = filter_term_domain (term, ref, &domain);

  g_ptr_array_add (list, (gpointer) term->left.refs[ref].message);
  emit_messages (self, list, term, source, dst);
  ins = emit (self, whole ? CODE_SIGNAL : CODE_REAL, dst, dst, term);
  ins->and_mask = term->left.masked ? term->left.mask : G_MAXUINT64;
  ins->signals = filter_pool_alloc (&self->program->pool, sizeof (FilterSignal));
  *ins->signals = make_signal (self, &term->left.refs[ref]);
  if (whole)
    set_ranges (self, ins, ref, FALSE);
}

static void
emit_signals (Compiler *self, const FilterTerm *term, guint source, guint dst)
{
  Union u;

  if (term->left.n_refs == 1)
    {
      emit_signal (self, term, 0, source, dst);
      return;
    }
  union_begin (self, &u, source, dst);
  for (guint i = 0; i < term->left.n_refs; i++)
    {
      guint from, to;

      union_next (self, &u, &from, &to);
      emit_signal (self, term, i, from, to);
      union_add (self, &u);
    }
  union_end (self, &u);
}

static void
emit_name (Compiler *self, const FilterTerm *term, guint source, guint dst)
{
  NameSearch search = { term, g_ptr_array_new () };

  filter_each_message (self->program->dbs, add_if_name_passes, &search);
  emit_messages (self, search.list, term, source, dst);
}

static void
make_side (Compiler *self, const FilterOperand *operand, FilterSide *out)
{
  out->operand = operand;
  if (operand->field == FIELD_SIGNAL)
    {
      out->messages = add_operand_messages (self, operand);
      out->signals = make_signals (self, operand);
    }
  self->program->needs_past |= operand->past != PAST_NONE || operand->field == FIELD_TIME_DELTA_ID;
  self->program->needs_marks |= operand->field == FIELD_MARKED;
}

static void
emit_comparison (Compiler *self, const FilterTerm *term, guint source, guint dst)
{
  FilterSide *sides = filter_pool_alloc (&self->program->pool, 2 * sizeof (FilterSide));

  make_side (self, &term->left, &sides[0]);
  make_side (self, term->right, &sides[1]);
  emit (self, CODE_COMPARE, source, dst, term)->sides = sides;
}

/* Messages are found a word at a time, so these are asked first. */
static void
emit_past (Compiler *self, const FilterTerm *term, guint source, guint dst)
{
  FilterSide *side = filter_pool_alloc (&self->program->pool, sizeof (FilterSide));
  FilterInstruction *ins;

  make_side (self, &term->left, side);
  if (term->left.field == FIELD_SIGNAL)
    {
      ins = emit (self, CODE_MESSAGE, source, dst, term);
      ins->messages = side->messages;
      source = dst;
    }
  emit (self, CODE_PAST, source, dst, term)->sides = side;
}

static void
emit_test (Compiler *self, const FilterTerm *term, guint source, guint dst)
{
  GPtrArray *list;

  if (term->right != NULL)
    {
      emit_comparison (self, term, source, dst);
      return;
    }
  if (term->left.past != PAST_NONE)
    {
      emit_past (self, term, source, dst);
      return;
    }
  self->program->needs_past |= term->left.field == FIELD_TIME_DELTA_ID;
  self->program->needs_marks |= term->left.field == FIELD_MARKED;
  switch ((int) term->left.field)
    {
    case FIELD_SIGNAL:
      emit_signals (self, term, source, dst);
      break;
    case FIELD_MESSAGE:
      list = g_ptr_array_new ();
      for (guint i = 0; i < term->left.n_refs; i++)
        g_ptr_array_add (list, (gpointer) term->left.refs[i].message);
      emit_messages (self, list, term, source, dst);
      break;
    case FIELD_NAME:
      emit_name (self, term, source, dst);
      break;
    case FIELD_CHANNEL:
      emit (self, term->op == OP_PRESENT ? CODE_EVERYTHING : CODE_CHANNEL, source, dst, term);
      break;
    case FIELD_DATA:
      emit (self, CODE_BYTES, source, dst, term);
      break;
    default:
      emit_column (self, term, source, dst);
    }
}

/* --- Order --- */

/* About nanoseconds a row. */
static guint
cost (const FilterTerm *term)
{
  guint sum = 0;

  for (const FilterTerm *child = term->child; child != NULL; child = child->next)
    sum += cost (child);
  if (term->kind != TERM_TEST)
    return sum;
  if (term->right != NULL || term->left.past != PAST_NONE)
    return 30;
  switch ((int) term->left.field)
    {
    case FIELD_SIGNAL:
    case FIELD_BYTE:
      return 8;
    case FIELD_DATA:
      return term->op == OP_MATCHES ? 500 : 10;
    case FIELD_NAME:
    case FIELD_TIME_DELTA_ID:
    case FIELD_MARKED:
      return 5;
    case FIELD_ID_PART:
      return 3;
    case FIELD_TIME:
    case FIELD_TIME_RELATIVE:
    case FIELD_TIME_DELTA:
      return 2;
    default:
      return 1;
    }
}

typedef struct
{
  const FilterTerm *term;
  guint cost, place;
} Child;

static int
compare_children (gconstpointer a, gconstpointer b)
{
  const Child *left = a, *right = b;

  if (left->cost != right->cost)
    return left->cost < right->cost ? -1 : 1;
  return left->place < right->place ? -1 : 1;
}

/* (transfer full) of Child, cheapest first */
static GArray *
order_children (const FilterTerm *term)
{
  GArray *children = g_array_new (FALSE, FALSE, sizeof (Child));

  for (const FilterTerm *term_child = term->child; term_child != NULL; term_child = term_child->next)
    {
      Child child = { term_child, cost (term_child), children->len };

      g_array_append_val (children, child);
    }
  g_array_sort (children, compare_children);
  return children;
}

/* --- Terms --- */

static void emit_term (Compiler *self, const FilterTerm *term, guint source, guint dst);

static void
emit_and (Compiler *self, const FilterTerm *term, guint source, guint dst)
{
  GArray *children = order_children (term);

  for (guint i = 0; i < children->len; i++)
    emit_term (self, g_array_index (children, Child, i).term, i == 0 ? source : dst, dst);
  g_array_unref (children);
}

static void
emit_or (Compiler *self, const FilterTerm *term, guint source, guint dst)
{
  GArray *children = order_children (term);
  Union u;

  union_begin (self, &u, source, dst);
  for (guint i = 0; i < children->len; i++)
    {
      guint from, to;

      union_next (self, &u, &from, &to);
      emit_term (self, g_array_index (children, Child, i).term, from, to);
      union_add (self, &u);
    }
  union_end (self, &u);
  g_array_unref (children);
}

static void
emit_not (Compiler *self, const FilterTerm *term, guint source, guint dst)
{
  guint found = take_register (self);

  emit_term (self, term->child, source, found);
  emit (self, CODE_SUBTRACT, source, dst, NULL)->other = (guint16) found;
  self->n_used--;
}

static void
emit_term (Compiler *self, const FilterTerm *term, guint source, guint dst)
{
  switch (term->kind)
    {
    case TERM_AND:
      emit_and (self, term, source, dst);
      break;
    case TERM_OR:
      emit_or (self, term, source, dst);
      break;
    case TERM_NOT:
      emit_not (self, term, source, dst);
      break;
    case TERM_TEST:
      emit_test (self, term, source, dst);
      break;
    }
}

void
filter_lower (FilterProgram *self, const FilterTerm *term)
{
  Compiler compiler = { self, g_array_new (FALSE, FALSE, sizeof (FilterInstruction)), g_ptr_array_new (), 2 };

  self->n_registers = 2;
  emit_term (&compiler, term, REGISTER_ALL, REGISTER_RESULT);
  self->n_code = compiler.code->len;
  self->code = filter_pool_copy (&self->pool, compiler.code->data, compiler.code->len * sizeof (FilterInstruction));
  self->n_messages = compiler.messages->len;
  self->messages
      = filter_pool_copy (&self->pool, compiler.messages->pdata, compiler.messages->len * sizeof (Message *));
  g_array_unref (compiler.code);
  g_ptr_array_unref (compiler.messages);
}
