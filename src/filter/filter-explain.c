/* filter-explain.c: a program as text, a line an instruction.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "filter/filter-private.h"

#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

#define ITEMS_SHOWN 8
#define WHERE_COLUMN 64 /* characters before "column 12" */

/* int64 and uint64 keys only, so 20 digits do. */
static void
append_wide (GString *out, FilterWide value)
{
  uint64_t magnitude = value < 0 ? (uint64_t) -value : (uint64_t) value;

  g_string_append_printf (out, "%s%" G_GUINT64_FORMAT, value < 0 ? "-" : "", magnitude);
}

static void
append_key (GString *out, const FilterInstruction *ins, uint64_t key)
{
  FilterDomain domain = { .is_signed = ins->is_signed };
  char text[CAN_TIME_TEXT_MAX];

  if (ins->code == CODE_TIME || ins->code == CODE_RELATIVE || ins->code == CODE_DELTA || ins->code == CODE_DELTA_ID)
    {
      can_time_format ((int64_t) filter_key_value (&domain, key), text);
      g_string_append_printf (out, "%s s", text);
    }
  else if (ins->code == CODE_ID && ins->shift == 0)
    g_string_append_printf (out, "0x%X", (guint) (key & CAN_ID_MASK_EXTENDED));
  else
    append_wide (out, filter_key_value (&domain, key));
}

/* Times reach to the ends of 64 bits, which nobody wants to read: an end that is one is left out. */
static void
append_range (GString *out, const FilterInstruction *ins, const FilterRange *range)
{
  if (range->low != 0 || !ins->is_signed)
    append_key (out, ins, range->low);
  if (range->low == range->high)
    return;
  g_string_append (out, "..");
  if (range->high != G_MAXUINT64 || !ins->is_signed)
    append_key (out, ins, range->high);
}

static void
append_ranges (GString *out, const FilterInstruction *ins)
{
  g_string_append (out, ins->n_ranges == 1 && ins->ranges->low == ins->ranges->high ? " is " : " in ");
  for (guint i = 0; i < MIN (ins->n_ranges, ITEMS_SHOWN); i++)
    {
      g_string_append (out, i > 0 ? ", " : "");
      append_range (out, ins, &ins->ranges[i]);
    }
  if (ins->n_ranges > ITEMS_SHOWN)
    g_string_append_printf (out, _ (" and %u ranges more"), ins->n_ranges - ITEMS_SHOWN);
}

static void
append_source (GString *out, const FilterProgram *self, guint start, guint end)
{
  g_string_append_len (out, self->text + start, end - start);
}

static void
append_messages (GString *out, const FilterProgram *self, const FilterMessages *messages)
{
  g_string_append (out, _ ("message is "));
  for (guint i = 0; i < MIN (messages->n, ITEMS_SHOWN); i++)
    {
      const Message *message = self->messages[messages->first + i];

      g_string_append (out, i > 0 ? ", " : "");
      filter_append_name (out, message->name);
      g_string_append_printf (out, message->id & CAN_ID_EXTENDED ? " (0x%08X)" : " (0x%03X)",
                              message->id & CAN_ID_MASK_EXTENDED);
    }
  if (messages->n > ITEMS_SHOWN)
    g_string_append_printf (out, _ (" and %u more"), messages->n - ITEMS_SHOWN);
}

static void
append_signal (GString *out, const FilterInstruction *ins)
{
  const FilterTerm *term = ins->term;

  for (guint i = 0; i < term->left.n_refs; i++)
    if (filter_ref_signal (&term->left.refs[i]) == ins->signals->signal)
      {
        filter_append_name (out, term->left.refs[i].message->name);
        g_string_append_c (out, '.');
        break;
      }
  filter_append_name (out, ins->signals->signal->name);
  g_string_append (out, ".raw");
  if (term->left.masked)
    g_string_append_printf (out, " & 0x%" G_GINT64_MODIFIER "X", ins->and_mask);
  append_ranges (out, ins);
}

static void
append_test (GString *out, const FilterProgram *self, const FilterInstruction *ins)
{
  const FilterTerm *term = ins->term;

  switch ((int) ins->code)
    {
    case CODE_NOTHING:
      g_string_append (out, _ ("never"));
      break;
    case CODE_EVERYTHING:
      g_string_append (out, _ ("always"));
      break;
    case CODE_MESSAGE:
      append_messages (out, self, &ins->messages);
      break;
    case CODE_SIGNAL:
      append_signal (out, ins);
      break;
    case CODE_CHANNEL:
    case CODE_BYTES:
    case CODE_REAL:
    case CODE_COMPARE:
    case CODE_PAST:
      append_source (out, self, term->start, term->end);
      break;
    default:
      append_source (out, self, term->left.start, term->left.end);
      if (term->values != NULL && term->values->named && term->left.masked) /* bits that names stand for */
        g_string_append_printf (out, " & 0x%" G_GINT64_MODIFIER "X", term->left.mask);
      append_ranges (out, ins);
    }
}

static void
append_register (GString *out, guint number)
{
  if (number == REGISTER_ALL)
    g_string_append (out, _ ("all"));
  else
    g_string_append_printf (out, "r%u", number);
}

static void
append_instruction (GString *out, const FilterProgram *self, guint number)
{
  const FilterInstruction *ins = &self->code[number];
  gsize begin = out->len;
  FilterProblem place = { 0 };
  glong width;

  g_string_append_printf (out, "%3u  ", number + 1);
  append_register (out, ins->dst);
  g_string_append (out, " = ");
  append_register (out, ins->source);
  if (ins->code == CODE_SUBTRACT || ins->code == CODE_UNITE)
    {
      g_string_append (out, ins->code == CODE_SUBTRACT ? _ (" without ") : _ (" and also "));
      append_register (out, ins->other);
      g_string_append_c (out, '\n');
      return;
    }
  g_string_append (out, _ (" where "));
  append_test (out, self, ins);
  width = g_utf8_strlen (out->str + begin, -1);
  g_string_append_printf (out, "%*s", (int) MAX (2, WHERE_COLUMN - width), "");
  place.start = ins->term->start;
  filter_problem_set_column (&place, self->text);
  g_string_append_printf (out, _ ("column %u"), place.column);
  g_string_append_c (out, '\n');
}

char *
filter_explain (const FilterProgram *self)
{
  GString *out = g_string_new (self->text);

  g_string_append_c (out, '\n');
  for (guint i = 0; i < self->n_code; i++)
    append_instruction (out, self, i);
  g_string_append_printf (out, _ ("     result r%u\n"), REGISTER_RESULT);
  return g_string_free (out, FALSE);
}
