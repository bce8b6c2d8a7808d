/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "filter-fixture.h"

#include <string.h>

typedef struct
{
  gboolean there;
  const CanSignal *signal; /* compared by its bits, else whole */
  uint64_t bits;
  FilterWide whole;
  const char *text;
  const uint8_t *bytes;
  guint n_bytes;
  gboolean is_real; /* real is the value, that scale was multiplied with */
  double real, scale;
} Seen;

typedef struct
{
  const DatabaseSet *dbs;
  const FrameStore *store;
  const TraceInfo *info;
  uint64_t row;
  CanFrame frame;
  const RowSet *marked;
} Eye;

/* The row before of the same identifier and channel. */
static gboolean
look_before (const Eye *eye, Eye *before)
{
  *before = *eye;
  while (before->row-- > frame_store_first (eye->store))
    {
      frame_store_get (eye->store, before->row, &before->frame);
      if (before->frame.channel == eye->frame.channel
          && (before->frame.id | CAN_ID_REMOTE) == (eye->frame.id | CAN_ID_REMOTE))
        return TRUE;
    }
  return FALSE;
}

static Seen
see_signal (const Eye *eye, const FilterOperand *operand)
{
  const Message *message
      = database_set_lookup (eye->dbs, trace_info_channel_name (eye->info, eye->frame.channel), eye->frame.id);
  Seen seen = { 0 };

  for (guint i = 0; i < operand->n_refs; i++)
    if (operand->refs[i].message == message)
      {
        seen.there
            = operand->field == FIELD_MESSAGE || message_signal_present (message, operand->refs[i].index, &eye->frame);
        if (operand->field == FIELD_MESSAGE || !seen.there)
          break;
        seen.signal = &message->signals[operand->refs[i].index];
        can_signal_decode_raw (seen.signal, &eye->frame, &seen.bits);
        if (operand->masked)
          {
            seen.whole = seen.bits & operand->mask;
            seen.signal = NULL;
          }
      }
  return seen;
}

static Seen
see_data (const Eye *eye, const FilterOperand *operand)
{
  Seen seen = { .bytes = eye->frame.data + operand->offset };
  guint len = eye->frame.len, rest = len > operand->offset ? len - operand->offset : 0;

  if (eye->frame.id & (CAN_ID_ERROR | CAN_ID_REMOTE))
    return seen;
  if (operand->field == FIELD_BYTE)
    {
      seen.there = rest > 0;
      seen.whole = rest > 0 ? seen.bytes[0] : 0;
      return seen;
    }
  seen.n_bytes = operand->length == G_MAXUINT ? rest : operand->length;
  seen.there = rest >= seen.n_bytes && (rest > 0 || operand->offset == 0);
  return seen;
}

static Seen
see_time (const Eye *eye, FilterField field)
{
  CanFrame before;
  Eye same;
  int64_t start;
  Seen seen = { .there = TRUE, .whole = eye->frame.time };

  if (field == FIELD_TIME_RELATIVE)
    {
      seen.there = trace_info_get_start (eye->info, &start);
      seen.whole -= start;
    }
  if (field == FIELD_TIME_DELTA)
    {
      seen.there = eye->row > frame_store_first (eye->store);
      if (seen.there)
        {
          frame_store_get (eye->store, eye->row - 1, &before);
          seen.whole -= before.time;
        }
    }
  if (field == FIELD_TIME_DELTA_ID)
    {
      seen.there = look_before (eye, &same);
      seen.whole -= same.frame.time;
    }
  return seen;
}

static Seen
see_error (const Eye *eye, FilterField field)
{
  gboolean error = (eye->frame.id & CAN_ID_ERROR) != 0, details = error && eye->frame.id & 8 && eye->frame.len >= 4;

  if (field == FIELD_ERR_CLASS)
    return (Seen){ .there = error, .whole = eye->frame.id & 0x1FFFFFFF };
  return (Seen){ .there = details, .whole = details ? eye->frame.data[field == FIELD_ERR_TYPE ? 2 : 3] : 0 };
}

static Seen
see_field (const Eye *eye, const FilterOperand *operand)
{
  const CanFrame *frame = &eye->frame;
  const char *channel = trace_info_channel_name (eye->info, frame->channel);
  const Message *message;
  uint32_t part = 0;

  switch (operand->field)
    {
    case FIELD_ID_PART:
      return (Seen){ .there = id_field_get (operand->part, frame->id, &part), .whole = part };
    case FIELD_MARKED:
      return (Seen){ .there = TRUE, .whole = eye->marked != NULL && row_set_contains (eye->marked, eye->row) };
    case FIELD_ID:
      return (Seen){ .there = !(frame->id & CAN_ID_ERROR), .whole = frame->id & 0x1FFFFFFF };
    case FIELD_EXT:
      return (Seen){ .there = TRUE, .whole = frame->id >> 31 };
    case FIELD_RTR:
      return (Seen){ .there = TRUE, .whole = frame->id >> 30 & 1 };
    case FIELD_ERR:
      return (Seen){ .there = TRUE, .whole = frame->id >> 29 & 1 };
    case FIELD_FD:
      return (Seen){ .there = TRUE, .whole = (frame->flags & CAN_FD) != 0 };
    case FIELD_BRS:
      return (Seen){ .there = TRUE, .whole = (frame->flags & CAN_BRS) != 0 };
    case FIELD_ESI:
      return (Seen){ .there = TRUE, .whole = (frame->flags & CAN_ESI) != 0 };
    case FIELD_LOCAL:
      return (Seen){ .there = TRUE, .whole = (frame->flags & CAN_LOCAL) != 0 };
    case FIELD_LEN:
      return (Seen){ .there = TRUE, .whole = frame->len };
    case FIELD_DLC:
      return (Seen){ .there = TRUE, .whole = frame->dlc };
    case FIELD_DIR:
      return (Seen){ .there = TRUE, .whole = (frame->flags & CAN_TX) != 0 };
    case FIELD_CHANNEL:
      return (Seen){ .there = TRUE, .text = channel };
    case FIELD_NAME:
      message = database_set_lookup (eye->dbs, channel, frame->id);
      return (Seen){ .there = message != NULL, .text = message != NULL ? message->name : "" };
    case FIELD_NUMBER:
      return (Seen){ .there = TRUE, .whole = (FilterWide) eye->row + 1 };
    case FIELD_TIME:
    case FIELD_TIME_RELATIVE:
    case FIELD_TIME_DELTA:
    case FIELD_TIME_DELTA_ID:
      return see_time (eye, operand->field);
    case FIELD_ERR_CLASS:
    case FIELD_ERR_TYPE:
    case FIELD_ERR_LOCATION:
      return see_error (eye, operand->field);
    case FIELD_DATA:
    case FIELD_BYTE:
      return see_data (eye, operand);
    case FIELD_MESSAGE:
    case FIELD_SIGNAL:
      return see_signal (eye, operand);
    }
  g_assert_not_reached ();
}

static Seen
see_now (const Eye *eye, const FilterOperand *operand)
{
  Seen seen = see_field (eye, operand);

  if (operand->masked && operand->field != FIELD_SIGNAL)
    seen.whole &= operand->mask;
  return seen;
}

static Seen
difference (const FilterOperand *operand, Seen now, const Seen *before)
{
  const CanSignal *signal = now.signal;

  now.signal = NULL;
  if (signal == NULL)
    now.whole -= before->whole;
  else if (filter_signal_is_exact (signal, operand->raw))
    now.whole = filter_signal_whole (signal, operand->raw, now.bits)
                - filter_signal_whole (signal, operand->raw, before->bits);
  else
    {
      now.is_real = TRUE;
      now.scale = filter_signal_is_float (signal) ? 0 : signal->factor;
      now.real = now.scale == 0 ? filter_signal_real (signal, operand->raw, now.bits)
                                      - filter_signal_real (signal, operand->raw, before->bits)
                                : (double) (filter_signal_whole (signal, TRUE, now.bits)
                                            - filter_signal_whole (signal, TRUE, before->bits))
                                      * now.scale;
    }
  return now;
}

static gboolean
differs (const Seen *a, const Seen *b)
{
  if (a->bytes != NULL && a->n_bytes > 0)
    return a->n_bytes != b->n_bytes || memcmp (a->bytes, b->bytes, a->n_bytes) != 0;
  return a->signal != NULL ? a->bits != b->bits : a->whole != b->whole || a->n_bytes != b->n_bytes;
}

static Seen
see (const Eye *eye, const FilterOperand *operand)
{
  Seen now = see_now (eye, operand), before = { 0 };
  Eye past = *eye;

  if (operand->past == PAST_NONE || !now.there)
    return now;
  while (!before.there)
    {
      Eye from = past;

      if (!look_before (&from, &past))
        return (Seen){ 0 };
      before = see_now (&past, operand);
    }
  if (operand->past == PAST_PREV)
    return before;
  if (operand->past == PAST_CHANGED)
    return (Seen){ .there = TRUE, .whole = differs (&now, &before) };
  return difference (operand, now, &before);
}

static gboolean
holds (FilterOp op, int order)
{
  static const gboolean table[][4] = {
    [OP_EQ] = { FALSE, TRUE, FALSE, FALSE }, [OP_NE] = { TRUE, FALSE, TRUE, TRUE },
    [OP_LT] = { TRUE, FALSE, FALSE, FALSE }, [OP_LE] = { TRUE, TRUE, FALSE, FALSE },
    [OP_GT] = { FALSE, FALSE, TRUE, FALSE }, [OP_GE] = { FALSE, TRUE, TRUE, FALSE },
  };

  return table[op][order + 1];
}

static int
order_of (const Seen *seen, gboolean raw, const FilterNumber *number)
{
  double gap = seen->real - number->real;

  if (seen->is_real && seen->scale != 0 && ABS (gap) <= ABS (seen->real) * 1e-15)
    return 0;
  if (seen->is_real)
    return filter_number_compare_real (seen->real, number);
  return seen->signal != NULL ? filter_signal_compare (seen->signal, raw, seen->bits, number)
                              : filter_number_compare_wide (seen->whole, number);
}

static gboolean
value_passes (FilterOp op, const Seen *seen, gboolean raw, const FilterValue *value)
{
  const char *label;

  if (value->text != NULL)
    {
      label = seen->signal != NULL ? can_signal_label (seen->signal, seen->bits) : seen->text;
      return label != NULL && strcmp (label, value->text) == 0;
    }
  if (op == OP_IN)
    return holds (OP_GE, order_of (seen, raw, &value->low)) && holds (OP_LE, order_of (seen, raw, &value->high));
  return holds (op == OP_NE ? OP_EQ : op, order_of (seen, raw, &value->low));
}

static gboolean
test_passes (const FilterTerm *term, const Eye *eye)
{
  Seen seen = see (eye, &term->left);
  const char *label;

  if (!seen.there || (term->needs_date && !trace_info_is_dated (eye->info)))
    return FALSE;
  if (term->op == OP_PRESENT)
    return TRUE;
  if (term->op == OP_TRUE)
    return seen.whole != 0;
  if (seen.bytes != NULL && term->left.field == FIELD_DATA && term->left.past != PAST_CHANGED)
    return filter_bytes_pass (term->op, term->values, term->n_values, term->regex, seen.bytes, seen.n_bytes);
  if (term->op >= OP_CONTAINS)
    {
      label = seen.signal != NULL ? can_signal_label (seen.signal, seen.bits) : seen.text;
      return label != NULL && filter_text_passes (term->op, term->values, term->n_values, term->regex, label);
    }
  for (guint i = 0; i < term->n_values; i++)
    if (value_passes (term->op, &seen, term->left.raw, &term->values[i]))
      return term->op != OP_NE;
  return term->op == OP_NE;
}

static gboolean
comparison_passes (const FilterTerm *term, const Eye *eye)
{
  Seen left = see (eye, &term->left), right = see (eye, term->right);
  FilterNumber number = { .whole = right.whole, .real = (double) right.whole };

  if (!left.there || !right.there)
    return FALSE;
  if (right.signal != NULL && filter_signal_is_exact (right.signal, term->right->raw))
    number.real = (double) (number.whole = filter_signal_whole (right.signal, term->right->raw, right.bits));
  else if (right.signal != NULL)
    number = (FilterNumber){ .is_real = TRUE, .real = filter_signal_real (right.signal, term->right->raw, right.bits) };
  if (right.is_real)
    number = (FilterNumber){ .is_real = TRUE, .real = right.real };
  if (number.real != number.real)
    return term->op == OP_NE;
  if (left.is_real)
    return holds (term->op, filter_number_compare_real (left.real, &number));
  if (left.signal != NULL && filter_signal_is_exact (left.signal, term->left.raw))
    left.whole = filter_signal_whole (left.signal, term->left.raw, left.bits);
  else if (left.signal != NULL)
    return holds (term->op,
                  filter_number_compare_real (filter_signal_real (left.signal, term->left.raw, left.bits), &number));
  return holds (term->op, filter_number_compare_wide (left.whole, &number));
}

static gboolean
evaluate (const FilterTerm *term, const Eye *eye)
{
  switch (term->kind)
    {
    case TERM_NOT:
      return !evaluate (term->child, eye);
    case TERM_AND:
      for (const FilterTerm *child = term->child; child != NULL; child = child->next)
        if (!evaluate (child, eye))
          return FALSE;
      return TRUE;
    case TERM_OR:
      for (const FilterTerm *child = term->child; child != NULL; child = child->next)
        if (evaluate (child, eye))
          return TRUE;
      return FALSE;
    case TERM_TEST:
      return term->right != NULL ? comparison_passes (term, eye) : test_passes (term, eye);
    }
  g_assert_not_reached ();
}

gboolean
fixture_evaluate (const FilterTerm *term, const FilterContext *context, const FrameStore *store, uint64_t row)
{
  Eye eye = {
    .dbs = context->dbs, .store = store, .info = frame_store_get_info (store), .row = row, .marked = context->marked
  };

  frame_store_get (store, row, &eye.frame);
  return evaluate (term, &eye);
}
