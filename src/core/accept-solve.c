/* accept-solve.c: the filters that let the fewest others through, proven by branch and bound.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * In some best solution each filter is the join of the identifiers it was taken for, so it is enough to share the
 * identifiers among the banks. Sharing out one more never lets fewer through and never takes fewer filters: a branch
 * that is no better than the best already is not followed. What a filter passes anyway needs no decision.
 */
#include "config.h"
#include "core/accept-filter-private.h"

#include "base/banned.h"

#define MAX_IDS 48           /* with more, the search is not begun */
#define MAX_WORK (40u << 20) /* steps: some tenths of a second */

typedef struct
{
  const AcceptFilter *singles;
  guint n, banks;
  AcceptFilter groups[MAX_IDS];
  guint n_groups;
  AcceptFilter best[MAX_IDS];
  uint64_t best_extra;
  guint n_best;
  gboolean found; /* a better one than there was */
  guint64 work;
} Solver;

/* --- Counting --- */

/* What cube passes and none of others does. Where they meet, cube is cut into pieces outside. */
static uint64_t
count_outside (AcceptFilter cube, const AcceptFilter *others, guint n)
{
  uint64_t count = 0;
  uint32_t cuts;

  while (n > 0 && ((cube.id ^ others[n - 1].id) & ((cube.mask & others[n - 1].mask) | CAN_ID_EXTENDED)) != 0)
    n--;
  if (n == 0)
    return accept_filter_count (&cube);
  cuts = others[n - 1].mask & ~cube.mask;
  while (cuts != 0)
    {
      uint32_t bit = cuts & -cuts;
      AcceptFilter piece = { cube.id | (~others[n - 1].id & bit), cube.mask | bit };

      count += count_outside (piece, others, n - 1);
      cube.id |= others[n - 1].id & bit;
      cube.mask |= bit;
      cuts &= ~bit;
    }
  return count; /* what is left lies within */
}

uint64_t
accept_union_count (const AcceptFilter *filters, guint n)
{
  uint64_t count = 0;

  for (guint i = 0; i < n; i++)
    count += count_outside (filters[i], filters, i);
  return count;
}

static gboolean
is_passed (const Solver *self, const AcceptFilter *single)
{
  for (guint i = 0; i < self->n_groups; i++)
    if (accept_filter_passes (&self->groups[i], single->id))
      return TRUE;
  return FALSE;
}

static uint64_t
count_extra (Solver *self)
{
  uint64_t wanted = 0;

  for (guint i = 0; i < self->n; i++)
    wanted += is_passed (self, &self->singles[i]);
  self->work += (guint64) self->n_groups * (self->n_groups + self->n);
  return accept_union_count (self->groups, self->n_groups) - wanted;
}

/* --- Sharing out --- */

/* The one that fits worst with what there is: its branches end soonest. NULL: all pass. */
static const AcceptFilter *
choose_next (Solver *self)
{
  const AcceptFilter *chosen = NULL;
  uint64_t worst = 0;

  for (guint i = 0; i < self->n; i++)
    {
      uint64_t nearest = UINT64_MAX;

      if (is_passed (self, &self->singles[i]))
        continue;
      for (guint k = 0; k < self->n_groups; k++)
        {
          AcceptFilter joined;

          if ((self->groups[k].id ^ self->singles[i].id) & CAN_ID_EXTENDED)
            continue;
          joined = accept_filter_join (&self->groups[k], &self->singles[i]);
          nearest = MIN (nearest, accept_filter_count (&joined));
        }
      if (chosen == NULL || nearest > worst)
        {
          chosen = &self->singles[i];
          worst = nearest;
        }
    }
  self->work += (guint64) self->n * (self->n_groups + 1);
  return chosen;
}

static gboolean
is_better (const Solver *self, uint64_t extra)
{
  return extra < self->best_extra || (extra == self->best_extra && self->n_groups < self->n_best);
}

static void share_out (Solver *self);

/* Into each bank in turn, the one that lets the fewest others through first. */
static void
try_groups (Solver *self, const AcceptFilter *single)
{
  gboolean tried[MAX_IDS] = { FALSE };
  uint64_t extras[MAX_IDS];
  guint n = self->n_groups;

  for (guint k = 0; k < n; k++)
    {
      AcceptFilter before = self->groups[k];

      tried[k] = ((before.id ^ single->id) & CAN_ID_EXTENDED) != 0;
      if (tried[k])
        continue;
      self->groups[k] = accept_filter_join (&before, single);
      extras[k] = count_extra (self);
      tried[k] = !is_better (self, extras[k]);
      self->groups[k] = before;
    }
  for (;;)
    {
      AcceptFilter before;
      guint next = n;

      for (guint k = 0; k < n; k++)
        if (!tried[k] && (next == n || extras[k] < extras[next]))
          next = k;
      if (next == n || self->work > MAX_WORK)
        return;
      tried[next] = TRUE;
      if (!is_better (self, extras[next]))
        continue;
      before = self->groups[next];
      self->groups[next] = accept_filter_join (&before, single);
      share_out (self);
      self->groups[next] = before;
    }
}

static void
share_out (Solver *self)
{
  const AcceptFilter *single = choose_next (self);

  if (single == NULL)
    {
      uint64_t extra = count_extra (self);

      if (!is_better (self, extra))
        return;
      self->best_extra = extra;
      self->n_best = self->n_groups;
      self->found = TRUE;
      for (guint i = 0; i < self->n_groups; i++)
        self->best[i] = self->groups[i];
      return;
    }
  try_groups (self, single);
  if (self->n_groups == self->banks || self->work > MAX_WORK)
    return;
  self->groups[self->n_groups++] = *single;
  if (is_better (self, count_extra (self)))
    share_out (self);
  self->n_groups--;
}

gboolean
accept_solve (GArray *filters, const AcceptFilter *singles, guint n, guint banks)
{
  Solver *self;
  guint kinds = 1;
  gboolean proven;

  for (guint i = 1; i < n; i++)
    kinds = MAX (kinds, 1 + ((singles[i].id ^ singles[0].id) & CAN_ID_EXTENDED ? 1u : 0));
  if (n > MAX_IDS)
    return filters->len == kinds
           && accept_union_count ((const AcceptFilter *) (gpointer) filters->data, filters->len) == n;
  self = g_new0 (Solver, 1);
  self->singles = singles;
  self->n = n;
  self->banks = MIN (banks, MAX_IDS);
  self->n_best = filters->len;
  self->best_extra = accept_union_count ((const AcceptFilter *) (gpointer) filters->data, filters->len) - n;
  share_out (self);
  if (self->found)
    {
      g_array_set_size (filters, 0);
      g_array_append_vals (filters, self->best, self->n_best);
    }
  proven = self->work <= MAX_WORK;
  g_free (self);
  return proven;
}
