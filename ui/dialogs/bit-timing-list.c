/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/bit-timing-list.h"

#include "base/i18n.h"
#include "ui/widgets/data-table.h"
#include <math.h>

enum
{
  COLUMN_STAR,
  COLUMN_BRP,
  COLUMN_QUANTA,
  COLUMN_PROP,
  COLUMN_PHASE1,
  COLUMN_PHASE2,
  COLUMN_SJW,
  COLUMN_POINT,
  COLUMN_OFF,
  COLUMN_TOLERANCE,
  COLUMN_CABLE,
  COLUMN_DATA,
  COLUMN_RATE_PPM,
  COLUMN_WHY,
  COLUMN_LIMIT,
  COLUMN_RATE,
  COLUMN_RATE_TIME,
  N_COLUMNS
};

struct _BitTimingItem
{
  GObject parent;
  guint rank; /* 0: the recommended one */
};

struct _BitTimingList
{
  GObject parent;
  TimingQuestion question;
  GArray *found; /* of TimingSolution; NULL */
  guint *order;  /* ranks, as they are shown */
  int column;    /* -1: best first */
  gboolean descending;
};

G_DEFINE_FINAL_TYPE (BitTimingItem, bit_timing_item, G_TYPE_OBJECT)

static void
bit_timing_item_class_init (BitTimingItemClass *class)
{
}

static void
bit_timing_item_init (BitTimingItem *self)
{
}

/* --- Model --- */

static GType
get_item_type (GListModel *model)
{
  return BIT_TYPE_TIMING_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  BitTimingList *self = BIT_TIMING_LIST (model);

  return self->found != NULL ? self->found->len : 0;
}

static gpointer
get_item (GListModel *model, guint position)
{
  BitTimingList *self = BIT_TIMING_LIST (model);
  BitTimingItem *item;

  if (position >= get_n_items (model))
    return NULL;
  item = g_object_new (BIT_TYPE_TIMING_ITEM, NULL);
  item->rank = self->order[position];
  return item;
}

static void
bit_timing_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BitTimingList, bit_timing_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, bit_timing_list_model_init))

static const TimingSolution *
by_rank (BitTimingList *self, guint rank)
{
  return &g_array_index (self->found, TimingSolution, rank);
}

const TimingSolution *
bit_timing_list_get (BitTimingList *self, guint position)
{
  return position < get_n_items (G_LIST_MODEL (self)) ? by_rank (self, self->order[position]) : NULL;
}

/* --- Order --- */

static double
number_of (const TimingSolution *s, guint column)
{
  const double values[N_COLUMNS] = {
    [COLUMN_BRP] = s->nominal.timing.brp,
    [COLUMN_QUANTA] = bit_timing_quanta (&s->nominal.timing),
    [COLUMN_PROP] = s->nominal.timing.prop,
    [COLUMN_PHASE1] = s->nominal.timing.phase1,
    [COLUMN_PHASE2] = s->nominal.timing.phase2,
    [COLUMN_SJW] = s->nominal.timing.sjw,
    [COLUMN_POINT] = s->nominal.point,
    [COLUMN_OFF] = fabs (s->nominal.point_error),
    [COLUMN_RATE_TIME] = fabs (s->nominal.rate_error),
    [COLUMN_RATE] = fabs (s->nominal.rate_error),
    [COLUMN_RATE_PPM] = fabs (s->nominal.rate_error),
    [COLUMN_TOLERANCE] = s->tolerance.ppm,
    [COLUMN_LIMIT] = s->tolerance.limiting,
    [COLUMN_CABLE] = s->cable,
    [COLUMN_DATA] = s->data.timing.brp * 10000.0 + bit_timing_quanta (&s->data.timing) + s->data.point,
  };

  return values[column];
}

static int
compare_ranks (gconstpointer a, gconstpointer b, gpointer data)
{
  BitTimingList *self = data;
  guint x = *(const guint *) a, y = *(const guint *) b;

  if (self->column > 0 && self->column != COLUMN_WHY)
    {
      double p = number_of (by_rank (self, x), (guint) self->column);
      double q = number_of (by_rank (self, y), (guint) self->column);

      if (p != q)
        return (p < q) != self->descending ? -1 : 1;
    }
  return x < y ? -1 : x > y; /* equal ones stay best first */
}

static void
arrange (BitTimingList *self)
{
  guint n = get_n_items (G_LIST_MODEL (self));

  g_free (self->order);
  self->order = g_new (guint, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    self->order[i] = i;
  if (self->column >= 0)
    g_qsort_with_data (self->order, (int) n, sizeof *self->order, compare_ranks, self);
}

static void
sort (int column, gboolean descending, gpointer data)
{
  BitTimingList *self = data;

  self->column = column;
  self->descending = descending;
  arrange (self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, get_n_items (G_LIST_MODEL (self)),
                              get_n_items (G_LIST_MODEL (self)));
}

void
bit_timing_list_set (BitTimingList *self, const TimingQuestion *question, GArray *found)
{
  guint before = get_n_items (G_LIST_MODEL (self));

  g_clear_pointer (&self->found, g_array_unref);
  timing_question_copy (&self->question, question);
  self->found = found != NULL ? g_array_ref (found) : NULL;
  arrange (self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, get_n_items (G_LIST_MODEL (self)));
}

guint
bit_timing_list_find_point (BitTimingList *self, const TimingSolution *from, guint phase, double point)
{
  guint best = 0;
  double least = INFINITY;

  for (guint i = 0; i < get_n_items (G_LIST_MODEL (self)); i++)
    {
      const TimingSolution *s = bit_timing_list_get (self, i);
      const PhaseSolution *moved = phase == 0 ? &s->nominal : &s->data;
      const PhaseSolution *still = phase == 0 ? &s->data : &s->nominal;
      const PhaseSolution *before = phase == 0 ? &from->data : &from->nominal;
      /* The rate counts first, then this point, then that the other phase stays. */
      double distance = fabs (moved->rate_error) * 1000 + fabs (moved->point - point)
                        + 0.01 * fabs (still->point - before->point)
                        + 0.0001 * (still->timing.brp != before->timing.brp) + 1e-9 * self->order[i];

      if (distance < least)
        {
          least = distance;
          best = i;
        }
    }
  return best;
}

/* --- Table --- */

/* Narrow: the calculator has them beside its form in 1024 px. */
static const TableColumn columns[N_COLUMNS] = {
  [COLUMN_STAR] = { "", NULL, 24, FALSE, FALSE, FALSE },
  [COLUMN_BRP] = { N_ ("BRP"), N_ ("Prescaler: clock periods a quantum"), 42, TRUE, TRUE, TRUE },
  [COLUMN_QUANTA] = { N_ ("Quanta"), N_ ("Quanta a bit"), 56, TRUE, TRUE, TRUE },
  [COLUMN_PROP] = { N_ ("Prop"), N_ ("Propagation segment"), 44, TRUE, TRUE, TRUE },
  [COLUMN_PHASE1] = { N_ ("Ph. 1"), N_ ("Phase segment 1"), 46, TRUE, TRUE, TRUE },
  [COLUMN_PHASE2] = { N_ ("Ph. 2"), N_ ("Phase segment 2"), 46, TRUE, TRUE, TRUE },
  [COLUMN_SJW] = { N_ ("SJW"), N_ ("Synchronisation jump width"), 40, TRUE, TRUE, TRUE },
  [COLUMN_POINT] = { N_ ("Point (%)"), N_ ("Sample point"), 66, TRUE, TRUE, TRUE },
  [COLUMN_OFF] = { N_ ("Off (%)"), N_ ("Sample point, from the wished one"), 60, TRUE, TRUE, TRUE },
  [COLUMN_RATE_TIME] = { N_ ("Bit (ns)"), N_ ("How much longer or shorter a bit is"), 64, TRUE, TRUE, TRUE },
  [COLUMN_RATE] = { N_ ("Rate (%)"), N_ ("Error of the bit rate"), 66, TRUE, TRUE, TRUE },
  [COLUMN_RATE_PPM] = { N_ ("Rate (ppm)"), N_ ("Error of the bit rate"), 76, TRUE, TRUE, TRUE },
  [COLUMN_TOLERANCE] = { N_ ("± (ppm)"), N_ ("How far each node's clock may be off"), 60, TRUE, TRUE, TRUE },
  [COLUMN_LIMIT] = { N_ ("By"), N_ ("The condition that limits the clock"), 32, TRUE, TRUE, TRUE },
  [COLUMN_CABLE] = { N_ ("Bus (m)"), N_ ("Longest bus for the node delay"), 60, TRUE, TRUE, TRUE },
  [COLUMN_DATA]
  = { N_ ("Data phase"), N_ ("Sample point, prescaler and segments of the data phase"), 156, FALSE, TRUE, TRUE },
  [COLUMN_WHY] = { N_ ("Why"), NULL, 310, FALSE, FALSE, FALSE },
};

/* What tells this one from the recommended one. */
static const char *
why (BitTimingList *self, guint rank)
{
  const TimingSolution *s = by_rank (self, rank), *best = by_rank (self, 0);

  if (rank == 0)
    return s->data.timing.brp > 0 && s->data.timing.brp == s->nominal.timing.brp
               ? _ ("Recommended: finest that fits, both phases on one prescaler")
               : _ ("Recommended: least error, then greatest tolerance");
  if (fabs (s->nominal.rate_error) + fabs (s->data.rate_error)
      > fabs (best->nominal.rate_error) + fabs (best->data.rate_error) + 1e-9)
    return _ ("Rate farther off");
  if (s->too_short)
    return _ ("Too short for the cable");
  if (s->tolerance.ppm < self->question.clock_tolerance)
    return _ ("Does not tolerate the clocks");
  if (s->data.timing.brp > 0 && s->data.timing.brp != s->nominal.timing.brp
      && best->data.timing.brp == best->nominal.timing.brp)
    return _ ("Prescalers differ: a quantum is lost at each switch");
  if (s->tolerance.ppm > best->tolerance.ppm + 1)
    return s->cable < best->cable ? _ ("More tolerance, shorter bus") : _ ("More tolerance");
  if (s->cable > best->cable + 0.5)
    return s->tolerance.ppm < best->tolerance.ppm - 1 ? _ ("Longer bus, less tolerance") : _ ("Longer bus");
  if (s->tolerance.ppm < best->tolerance.ppm - 1)
    return _ ("Less tolerance");
  if (bit_timing_quanta (&s->nominal.timing) < bit_timing_quanta (&best->nominal.timing))
    return _ ("Coarser: fewer quanta");
  return _ ("Sample point farther off");
}

static void
append_data (GString *out, const TimingSolution *s)
{
  const BitTiming *t = &s->data.timing;

  if (t->brp > 0)
    g_string_append_printf (out, "%.1f %% /%u 1+%u+%u+%u", s->data.point * 100, t->brp, t->prop, t->phase1, t->phase2);
  else
    g_string_append (out, "—");
}

static void
cell_text (gpointer object, guint column, GString *out, gpointer data)
{
  BitTimingList *self = data;
  guint rank = BIT_TIMING_ITEM (object)->rank;
  const TimingSolution *s;

  if (rank >= get_n_items (G_LIST_MODEL (self)))
    return;
  s = by_rank (self, rank);
  if (column == COLUMN_STAR)
    g_string_append (out, rank == 0 ? "★" : "");
  else if (column == COLUMN_WHY)
    g_string_append (out, why (self, rank));
  else if (column == COLUMN_DATA)
    append_data (out, s);
  else if (column == COLUMN_POINT)
    g_string_append_printf (out, "%.2f", s->nominal.point * 100);
  else if (column == COLUMN_OFF)
    g_string_append_printf (out, fabs (s->nominal.point_error) < 5e-5 ? "0" : "%+.2f", s->nominal.point_error * 100);
  else if (fabs (s->nominal.rate_error) < 1e-9
           && (column == COLUMN_RATE_PPM || column == COLUMN_RATE || column == COLUMN_RATE_TIME))
    g_string_append (out, "0");
  else if (column == COLUMN_RATE_TIME)
    g_string_append_printf (out, "%+.3g",
                            1e9 / s->nominal.bitrate - 1e9 / (s->nominal.bitrate / (1 + s->nominal.rate_error)));
  else if (column == COLUMN_RATE)
    g_string_append_printf (out, "%+.3f", s->nominal.rate_error * 100);
  else if (column == COLUMN_RATE_PPM)
    g_string_append_printf (out, "%+.0f", s->nominal.rate_error * 1e6);
  else if (column == COLUMN_CABLE && s->cable < 0)
    g_string_append (out, "—");
  else
    g_string_append_printf (out, "%.0f", column == COLUMN_CABLE ? floor (s->cable) : number_of (s, column));
}

static void
cell_tip (gpointer object, guint column, GString *out, gpointer data)
{
  BitTimingList *self = data;
  guint rank = BIT_TIMING_ITEM (object)->rank;

  if (rank < get_n_items (G_LIST_MODEL (self)) && (column == COLUMN_LIMIT || column == COLUMN_TOLERANCE))
    g_string_append (out, bit_timing_condition_text (by_rank (self, rank)->tolerance.limiting));
}

const char *
bit_timing_list_get_why (BitTimingList *self, guint position)
{
  return self->order[position] > 0 ? why (self, self->order[position]) : NULL;
}

gboolean
bit_timing_list_is_exact (BitTimingList *self)
{
  for (guint i = 0; i < get_n_items (G_LIST_MODEL (self)); i++)
    if (fabs (by_rank (self, i)->nominal.rate_error) >= 1e-9)
      return FALSE;
  return TRUE;
}

void
bit_timing_list_show_columns (BitTimingList *self, GtkColumnView *view)
{
  static const guint errors[] = { COLUMN_RATE_PPM, COLUMN_RATE, COLUMN_RATE_TIME };
  gboolean exact = bit_timing_list_is_exact (self);

  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    data_table_set_column_shown (view, errors[i], !exact);
  data_table_set_column_shown (view, COLUMN_DATA, self->question.request.data.bitrate > 0);
}

void
bit_timing_list_build_table (BitTimingList *self, GtkColumnView *view)
{
  static const TableOwner owner = { cell_text, NULL, cell_tip, sort };

  data_table_build (view, _ ("Solutions"), columns, N_COLUMNS, &owner, self);
}

/* --- Object --- */

static void
bit_timing_list_finalize (GObject *object)
{
  BitTimingList *self = BIT_TIMING_LIST (object);

  g_clear_pointer (&self->found, g_array_unref);
  g_free (self->order);
  G_OBJECT_CLASS (bit_timing_list_parent_class)->finalize (object);
}

static void
bit_timing_list_class_init (BitTimingListClass *class)
{
  G_OBJECT_CLASS (class)->finalize = bit_timing_list_finalize;
}

static void
bit_timing_list_init (BitTimingList *self)
{
  self->column = -1;
}

BitTimingList *
bit_timing_list_new (void)
{
  return g_object_new (BIT_TYPE_TIMING_LIST, NULL);
}
