/* cursor-history.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/cursor-history.h"

#include "core/row-set.h"

#include "base/banned.h"

#define MAX_PLACES 200u
#define SAME_MOVE_US 400000

struct CursorHistory
{
  GArray *places; /* of uint64_t */
  guint present;  /* index; places may be empty */
  int64_t noted;  /* µs */
};

CursorHistory *
cursor_history_new (void)
{
  CursorHistory *self = g_new0 (CursorHistory, 1);

  self->places = g_array_new (FALSE, FALSE, sizeof (uint64_t));
  self->noted = INT64_MIN / 2;
  return self;
}

void
cursor_history_free (CursorHistory *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->places);
  g_free (self);
}

void
cursor_history_clear (CursorHistory *self)
{
  g_array_set_size (self->places, 0);
  self->present = 0;
  self->noted = INT64_MIN / 2;
}

void
cursor_history_note (CursorHistory *self, uint64_t row, gboolean step, int64_t now_us)
{
  gboolean same_move = step || now_us - self->noted < SAME_MOVE_US;

  if (row == ROW_NONE || (self->places->len > 0 && g_array_index (self->places, uint64_t, self->present) == row))
    return;
  self->noted = now_us;
  if (self->places->len == 0)
    {
      g_array_append_val (self->places, row);
      return;
    }
  g_array_set_size (self->places, self->present + 1);
  if (same_move)
    {
      g_array_index (self->places, uint64_t, self->present) = row;
      return;
    }
  g_array_append_val (self->places, row);
  if (self->places->len > MAX_PLACES)
    g_array_remove_index (self->places, 0);
  self->present = self->places->len - 1;
}

gboolean
cursor_history_can_go (const CursorHistory *self, gboolean back)
{
  return back ? self->present > 0 : self->present + 1 < self->places->len;
}

uint64_t
cursor_history_go (CursorHistory *self, gboolean back)
{
  if (!cursor_history_can_go (self, back))
    return ROW_NONE;
  self->present += back ? -1u : 1u;
  self->noted = INT64_MIN / 2; /* the next move is one of its own */
  return g_array_index (self->places, uint64_t, self->present);
}
