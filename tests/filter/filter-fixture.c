/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "filter-fixture.h"

#include <string.h>

static const char first_dbc[] = "VERSION \"\"\n\nNS_ :\n\nBS_:\n\nBU_: ECU\n\n"
                                "BO_ 256 Engine: 8 ECU\n"
                                " SG_ Speed : 0|16@1+ (0.25,0) [0|16383.75] \"rpm\" ECU\n"
                                " SG_ Temp : 16|8@1- (1,-40) [-168|87] \"degC\" ECU\n"
                                " SG_ Gear : 24|4@1+ (1,0) [0|15] \"\" ECU\n"
                                " SG_ Brake : 28|1@1+ (1,0) [0|1] \"\" ECU\n"
                                " SG_ Torque : 47|12@0- (0.1,0) [-204.8|204.7] \"Nm\" ECU\n"
                                " SG_ Falling : 56|8@1+ (-2,100) [-410|100] \"1/min\" ECU\n\n"
                                "BO_ 257 Wide: 8 ECU\n"
                                " SG_ Counter : 0|64@1+ (1,0) [0|0] \"\" ECU\n\n"
                                "BO_ 258 WideSigned: 8 ECU\n"
                                " SG_ Balance : 7|64@0- (1,0) [0|0] \"\" ECU\n\n"
                                "BO_ 259 Floats: 8 ECU\n"
                                " SG_ Short : 0|32@1- (1,0) [0|0] \"V\" ECU\n"
                                " SG_ Scaled : 32|32@1- (0.5,1) [0|0] \"V\" ECU\n\n"
                                "BO_ 260 Doubles: 8 ECU\n"
                                " SG_ Long : 0|64@1- (1,0) [0|0] \"V\" ECU\n\n"
                                "BO_ 261 Muxed: 8 ECU\n"
                                " SG_ Page M : 0|4@1+ (1,0) [0|15] \"\" ECU\n"
                                " SG_ Sub m1M : 4|4@1+ (1,0) [0|15] \"\" ECU\n"
                                " SG_ Alpha m0 : 8|8@1+ (1,0) [0|255] \"\" ECU\n"
                                " SG_ Beta m1 : 8|8@1- (1,0) [-128|127] \"\" ECU\n"
                                " SG_ Gamma m2 : 16|16@1+ (1,0) [0|65535] \"\" ECU\n\n"
                                "BO_ 262 Large: 64 ECU\n"
                                " SG_ Head : 0|8@1+ (1,0) [0|255] \"\" ECU\n"
                                " SG_ Tail : 500|12@1+ (1,0) [0|4095] \"\" ECU\n"
                                " SG_ Middle : 87|16@0+ (1,0) [0|65535] \"\" ECU\n\n"
                                "BO_ 2566844672 Extended: 8 ECU\n"
                                " SG_ Level : 0|8@1+ (0.4,0) [0|100] \"%\" ECU\n"
                                " SG_ Gear : 8|4@1+ (1,0) [0|15] \"\" ECU\n\n"
                                "SIG_VALTYPE_ 259 Short : 1;\n"
                                "SIG_VALTYPE_ 259 Scaled : 1;\n"
                                "SIG_VALTYPE_ 260 Long : 2;\n"
                                "SG_MUL_VAL_ 261 Sub Page 1-1;\n"
                                "SG_MUL_VAL_ 261 Alpha Page 0-0;\n"
                                "SG_MUL_VAL_ 261 Beta Page 1-1;\n"
                                "SG_MUL_VAL_ 261 Gamma Sub 2-2, 5-7;\n"
                                "VAL_ 256 Gear 0 \"Park\" 1 \"Reverse\" 3 \"Drive 3\" 4 \"Drive 4\" ;\n"
                                "VAL_ 256 Temp -1 \"Invalid\" ;\n";

static const char second_dbc[] = "VERSION \"\"\n\nNS_ :\n\nBS_:\n\nBU_: ECU\n\n"
                                 "BO_ 256 Engine: 8 ECU\n"
                                 " SG_ Speed : 0|16@1+ (1,0) [0|65535] \"rpm\" ECU\n\n"
                                 "BO_ 272 Engine2: 8 ECU\n"
                                 " SG_ in : 0|8@1+ (1,0) [0|255] \"\" ECU\n"
                                 " SG_ Only : 0|8@1+ (1,0) [0|255] \"\" ECU\n\n";

DatabaseSet *
fixture_databases (void)
{
  DatabaseSet *empty = database_set_new (), *one, *two;
  Database *first = database_load_memory ("first.dbc", first_dbc, strlen (first_dbc), NULL);
  Database *second = database_load_memory ("second.dbc", second_dbc, strlen (second_dbc), NULL);

  g_assert_nonnull (first);
  g_assert_nonnull (second);
  one = database_set_add (empty, first, NULL);
  two = database_set_add (one, second, "can1");
  database_unref (first);
  database_unref (second);
  database_set_unref (empty);
  database_set_unref (one);
  return two;
}

/* --- Frames --- */

FrameStore *
fixture_store (guint n_chunks, gboolean dated)
{
  FrameStore *store = n_chunks > 0 ? frame_store_new_ring (n_chunks) : frame_store_new (NULL);

  g_assert_nonnull (store);
  trace_info_set_start (frame_store_get_info (store), dated ? G_GINT64_CONSTANT (1700000000000000000) : 0, dated);
  return store;
}

static void
append_batch (FrameStore *store, FrameBatch *batch)
{
  gboolean ok = frame_store_append (store, batch, NULL);

  g_assert_true (ok);
  frame_batch_clear (batch);
}

void
fixture_append (FrameStore *store, const char *channel, int64_t time, const char *text)
{
  FrameBatch *batch = frame_batch_new ();
  const char *reason = NULL;

  if (!can_frame_parse (text, strlen (text), &batch->frames[0], batch->payload[0], &reason))
    g_error ("%s: %s", text, reason);
  batch->frames[0].time = time;
  batch->frames[0].channel = trace_info_channel (frame_store_get_info (store), channel, strlen (channel), NULL);
  batch->n_frames = 1;
  append_batch (store, batch);
  frame_batch_free (batch);
}

void
fixture_append_repeated (FrameStore *store, const char *text, guint n)
{
  FrameBatch *batch = frame_batch_new ();
  int64_t time = 0;

  trace_info_get_start (frame_store_get_info (store), &time);
  for (guint i = 0; i < n; i++)
    {
      CanFrame *frame = &batch->frames[batch->n_frames];

      can_frame_parse (text, strlen (text), frame, batch->payload[batch->n_frames], NULL);
      frame->time = time + (int64_t) i * 1000;
      frame->channel = trace_info_channel (frame_store_get_info (store), "can0", 4, NULL);
      if (++batch->n_frames == FRAME_BATCH_SIZE || i + 1 == n)
        append_batch (store, batch);
    }
  frame_batch_free (batch);
}

static uint32_t
random_id (GRand *random)
{
  static const uint32_t ids[] = { 256,
                                  256,
                                  256,
                                  257,
                                  258,
                                  259,
                                  260,
                                  261,
                                  261,
                                  262,
                                  272,
                                  0x18FEF100 | CAN_ID_EXTENDED,
                                  0x100 | CAN_ID_EXTENDED,
                                  0x123,
                                  0x7FF,
                                  0,
                                  0x1FFFFFFF | CAN_ID_EXTENDED };

  return ids[g_rand_int_range (random, 0, G_N_ELEMENTS (ids))];
}

static void
random_payload (GRand *random, uint8_t *data, guint n)
{
  static const uint64_t words[]
      = { 0,          UINT64_MAX, 0x8000000000000000, 0x7FFFFFFFFFFFFFFF, 9007199254740993,
          0x00000001, 0x3DCCCCCD, 0x7FC000007F800000, 0x3FB999999999999A, 0xFFF0000000000000 };

  for (guint i = 0; i < n; i++)
    data[i] = (uint8_t) (g_rand_int (random) & (g_rand_int (random) % 3 == 0 ? 0xFF : 0x13));
  if (g_rand_int_range (random, 0, 3) == 0)
    memcpy (data, &words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))], MIN (n, 8));
}

static void
random_frame (GRand *random, CanFrame *frame, uint8_t *data)
{
  static const uint8_t fd_lens[] = { 0, 3, 8, 12, 16, 48, 64, 64, 64 };
  guint kind = (guint) g_rand_int_range (random, 0, 12);

  frame->id = random_id (random);
  frame->flags = g_rand_int_range (random, 0, 4) == 0 ? CAN_TX : 0;
  if (kind == 0)
    {
      frame->id |= CAN_ID_REMOTE;
      frame->dlc = (uint8_t) g_rand_int_range (random, 0, 16);
      return;
    }
  if (kind == 1)
    {
      frame->id = CAN_ID_ERROR | (uint32_t) g_rand_int_range (random, 0, 512);
      frame->len = frame->dlc = frame->id & 8 ? 8 : 0;
    }
  else if (kind < 5)
    {
      frame->flags |= CAN_FD | (g_rand_int (random) & (CAN_BRS | CAN_ESI));
      frame->len = fd_lens[g_rand_int_range (random, 0, G_N_ELEMENTS (fd_lens))];
      frame->dlc = can_len_to_dlc (frame->len);
    }
  else
    {
      frame->dlc = (uint8_t) (g_rand_int_range (random, 0, 3) == 0 ? g_rand_int_range (random, 0, 16) : 8);
      frame->len = MIN (frame->dlc, 8);
    }
  random_payload (random, data, frame->len);
}

void
fixture_append_random (FrameStore *store, guint32 seed, guint n)
{
  static const char *const channels[] = { "can0", "can0", "can1", "1" };
  GRand *random = g_rand_new_with_seed (seed);
  FrameBatch *batch = frame_batch_new ();
  int64_t time = 0;

  trace_info_get_start (frame_store_get_info (store), &time);
  for (guint i = 0; i < n; i++)
    {
      CanFrame *frame = &batch->frames[batch->n_frames];
      const char *channel = channels[g_rand_int_range (random, 0, G_N_ELEMENTS (channels))];

      *frame = (CanFrame){ .data = batch->payload[batch->n_frames] };
      random_frame (random, frame, batch->payload[batch->n_frames]);
      time += g_rand_int_range (random, -1, 5) * 500000;
      frame->time = time;
      frame->channel = trace_info_channel (frame_store_get_info (store), channel, strlen (channel), NULL);
      if (++batch->n_frames == FRAME_BATCH_SIZE)
        append_batch (store, batch);
    }
  if (batch->n_frames > 0)
    append_batch (store, batch);
  frame_batch_free (batch);
  g_rand_free (random);
}

/* --- The slow way --- */

typedef struct
{
  gboolean there;
  const CanSignal *signal; /* compared by its bits, else whole */
  uint64_t bits;
  FilterWide whole;
  const char *text;
  const uint8_t *bytes;
  guint n_bytes;
} Seen;

typedef struct
{
  const DatabaseSet *dbs;
  const FrameStore *store;
  const TraceInfo *info;
  uint64_t row;
  CanFrame frame;
} Eye;

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

  switch (operand->field)
    {
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
see (const Eye *eye, const FilterOperand *operand)
{
  Seen seen = see_field (eye, operand);

  if (operand->masked && operand->field != FIELD_SIGNAL)
    seen.whole &= operand->mask;
  return seen;
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
  if (seen.bytes != NULL && term->left.field == FIELD_DATA)
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
  if (number.real != number.real)
    return term->op == OP_NE;
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
fixture_evaluate (const FilterTerm *term, const DatabaseSet *dbs, const FrameStore *store, uint64_t row)
{
  Eye eye = { .dbs = dbs, .store = store, .info = frame_store_get_info (store), .row = row };

  frame_store_get (store, row, &eye.frame);
  return evaluate (term, &eye);
}
