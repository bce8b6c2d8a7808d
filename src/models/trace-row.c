/* trace-row.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/trace-row.h"

#include "core/row-set.h"

#include "base/banned.h"

struct _TraceRow
{
  GObject parent_instance;
  guint slot;
  uint64_t row;
};

G_DEFINE_FINAL_TYPE (TraceRow, trace_row, G_TYPE_OBJECT)

static void
trace_row_class_init (TraceRowClass *class)
{
}

static void
trace_row_init (TraceRow *self)
{
  self->row = ROW_NONE;
}

TraceRow *
trace_row_new (guint slot)
{
  TraceRow *self = g_object_new (TRACE_TYPE_ROW, NULL);

  self->slot = slot;
  return self;
}

guint
trace_row_get_slot (TraceRow *self)
{
  return self->slot;
}

uint64_t
trace_row_get_row (TraceRow *self)
{
  return self->row;
}

void
trace_row_set_row (TraceRow *self, uint64_t row)
{
  self->row = row;
}
