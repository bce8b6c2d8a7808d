/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/accept-filter-private.h"

#include <string.h>

#include "base/banned.h"

#define MAX_TRIES (1u << 18) /* identifiers looked at for a list of others: filters may overlap in nearly all */

uint64_t
accept_filter_count (const AcceptFilter *self)
{
  return UINT64_C (1) << __builtin_popcount (accept_full_mask (self->id) & ~self->mask);
}

/* What joining two lets through in addition; at most 0: nothing. Overlaps count twice, which errs to the safe side. */
static int64_t
cost_of (const AcceptFilter *a, const AcceptFilter *b)
{
  AcceptFilter joined = accept_filter_join (a, b);

  return (int64_t) accept_filter_count (&joined) - (int64_t) accept_filter_count (a)
         - (int64_t) accept_filter_count (b);
}

/* Filters that another one holds wholly are of no use. */
static void
drop_held (GArray *filters)
{
  for (guint i = 0; i < filters->len; i++)
    for (guint k = filters->len; k > 0; k--)
      {
        const AcceptFilter *a = &g_array_index (filters, AcceptFilter, i);
        const AcceptFilter *b = &g_array_index (filters, AcceptFilter, k - 1);

        if (k - 1 == i || (a->mask & ~b->mask) != 0 || !accept_filter_passes (a, b->id))
          continue;
        g_array_remove_index (filters, k - 1);
        if (k - 1 < i)
          i--;
      }
}

/* Joins the two that cost least, if need be or it costs nothing. FALSE: nothing was joined. */
static gboolean
join_nearest (GArray *filters, gboolean needed)
{
  guint best_i = 0, best_k = 0;
  int64_t best = G_MAXINT64;
  AcceptFilter joined;

  for (guint i = 0; i < filters->len; i++)
    for (guint k = i + 1; k < filters->len; k++)
      {
        const AcceptFilter *a = &g_array_index (filters, AcceptFilter, i);
        const AcceptFilter *b = &g_array_index (filters, AcceptFilter, k);
        int64_t cost;

        if ((a->id ^ b->id) & CAN_ID_EXTENDED)
          continue;
        cost = cost_of (a, b);
        if (cost >= best)
          continue;
        best = cost;
        best_i = i;
        best_k = k;
      }
  if (best == G_MAXINT64 || (!needed && best > 0))
    return FALSE;
  joined = accept_filter_join (&g_array_index (filters, AcceptFilter, best_i),
                               &g_array_index (filters, AcceptFilter, best_k));
  g_array_index (filters, AcceptFilter, best_i) = joined;
  g_array_remove_index (filters, best_k);
  drop_held (filters);
  return TRUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const AcceptFilter *x = a, *y = b;

  return x->id < y->id ? -1 : x->id > y->id;
}

/* Each identifier once, as a filter that passes it alone. */
static GArray *
make_singles (const uint32_t *ids, guint n)
{
  GArray *singles = g_array_new (FALSE, FALSE, sizeof (AcceptFilter));

  for (guint i = 0; i < MIN (n, ACCEPT_MAX_IDS); i++)
    {
      AcceptFilter exact = { ids[i] & (accept_full_mask (ids[i]) | CAN_ID_EXTENDED), accept_full_mask (ids[i]) };

      g_array_append_val (singles, exact);
    }
  drop_held (singles);
  return singles;
}

GArray *
accept_filters_make (const uint32_t *ids, guint n, guint banks, gboolean *proven)
{
  g_autoptr (GArray) singles = make_singles (ids, n);
  GArray *filters = g_array_copy (singles);
  gboolean sure;

  while (join_nearest (filters, filters->len > banks))
    ;
  if (filters->len > banks)
    {
      g_array_unref (filters);
      return NULL;
    }
  sure = accept_solve (filters, (const AcceptFilter *) (gpointer) singles->data, singles->len, banks);
  if (proven != NULL)
    *proven = sure;
  g_array_sort (filters, compare);
  return filters;
}

static gboolean
is_wanted (uint32_t id, const uint32_t *ids, guint n)
{
  for (guint i = 0; i < n; i++)
    if ((ids[i] & (accept_full_mask (ids[i]) | CAN_ID_EXTENDED)) == id)
      return TRUE;
  return FALSE;
}

uint64_t
accept_filters_extra (const GArray *filters, const uint32_t *ids, guint n)
{
  g_autoptr (GArray) singles = make_singles (ids, n);
  uint64_t wanted = 0;

  for (guint i = 0; i < singles->len; i++)
    for (guint k = 0; k < filters->len; k++)
      if (accept_filter_passes (&g_array_index (filters, AcceptFilter, k), g_array_index (singles, AcceptFilter, i).id))
        {
          wanted++;
          break;
        }
  return accept_union_count ((const AcceptFilter *) (gpointer) filters->data, filters->len) - wanted;
}

GArray *
accept_filters_list_extra (const GArray *filters, const uint32_t *ids, guint n, guint most)
{
  GArray *out = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  guint tries = 0;

  for (guint i = 0; i < filters->len; i++)
    {
      const AcceptFilter *filter = &g_array_index (filters, AcceptFilter, i);
      uint32_t open = accept_full_mask (filter->id) & ~filter->mask, bits = 0;

      do /* all values of the open bits, the least first */
        {
          uint32_t id = filter->id | bits;
          gboolean known = is_wanted (id, ids, n);

          for (guint k = 0; !known && k < i; k++)
            known = accept_filter_passes (&g_array_index (filters, AcceptFilter, k), id);
          if (!known)
            g_array_append_val (out, id);
          bits = (bits - open) & open;
        }
      while (bits != 0 && out->len < most && tries++ < MAX_TRIES);
      if (out->len >= most)
        break;
    }
  return out;
}

/* --- Texts --- */

static uint32_t
number (const AcceptFilter *filter)
{
  return filter->id & CAN_ID_MASK_EXTENDED;
}

static gboolean
is_extended (const AcceptFilter *filter)
{
  return (filter->id & CAN_ID_EXTENDED) != 0;
}

static void
append_can_filter (GString *out, const GArray *filters)
{
  g_string_append_printf (out, "static const struct can_filter filters[%u] = {\n", filters->len);
  for (guint i = 0; i < filters->len; i++)
    {
      const AcceptFilter *filter = &g_array_index (filters, AcceptFilter, i);

      g_string_append_printf (out, "  { 0x%X%s, 0x%X | CAN_EFF_FLAG | CAN_RTR_FLAG },\n", number (filter),
                              is_extended (filter) ? " | CAN_EFF_FLAG" : "", filter->mask);
    }
  g_string_append (out, "};\nsetsockopt (fd, SOL_CAN_RAW, CAN_RAW_FILTER, filters, sizeof filters);\n");
}

static void
append_candump (GString *out, const GArray *filters)
{
  for (guint i = 0; i < filters->len; i++)
    {
      const AcceptFilter *filter = &g_array_index (filters, AcceptFilter, i);

      /* The length of the identifier is part of the mask; eight digits in front set it. */
      g_string_append_printf (out, is_extended (filter) ? "%s%08X:%08X" : "%s%03X:%08X", i > 0 ? "," : "",
                              number (filter), filter->mask | CAN_ID_EXTENDED);
    }
  g_string_append_c (out, '\n');
}

/* PeliCAN, single filter: the identifier at the top; a 1 in AMR is "does not matter". */
static void
append_sja1000 (GString *out, const GArray *filters)
{
  const AcceptFilter *filter = &g_array_index (filters, AcceptFilter, 0);
  guint shift = is_extended (filter) ? 3 : 21;
  uint32_t code = number (filter) << shift, mask = ~(filter->mask << shift);

  for (guint i = 0; i < 4; i++)
    g_string_append_printf (out, "ACR%u = 0x%02X; AMR%u = 0x%02X;\n", i, code >> (24 - 8 * i) & 0xFF, i,
                            mask >> (24 - 8 * i) & 0xFF);
  g_string_append (out, "MOD |= 0x08; /* AFM: single filter */\n");
  if (filters->len > 1)
    g_string_append_printf (out, "/* it has one filter of this kind: %u are too many, ask for 1 bank */\n",
                            filters->len);
}

/* STID or EXID at the top, IDE bit 2, RTR bit 1; both have to be right. */
static void
append_bxcan (GString *out, const GArray *filters)
{
  for (guint i = 0; i < filters->len; i++)
    {
      const AcceptFilter *filter = &g_array_index (filters, AcceptFilter, i);
      guint shift = is_extended (filter) ? 3 : 21;

      g_string_append_printf (out, "CAN1->sFilterRegister[%u].FR1 = 0x%08X; CAN1->sFilterRegister[%u].FR2 = 0x%08X;\n",
                              i, number (filter) << shift | (is_extended (filter) ? 4u : 0), i,
                              filter->mask << shift | 4u);
    }
  g_string_append_printf (out, "CAN1->FM1R &= ~0x%X; /* mask mode */\nCAN1->FS1R |= 0x%X; /* 32 bits */\n",
                          (1u << MIN (filters->len, 28)) - 1, (1u << MIN (filters->len, 28)) - 1);
  if (filters->len > 28)
    g_string_append (out, "/* it has 14 or 28 banks: these are too many */\n");
}

/* SFT or EFT 2: filter and mask; FEC 1: into FIFO 0. */
static void
append_m_can (GString *out, const GArray *filters)
{
  guint n[2] = { 0, 0 };

  for (guint i = 0; i < filters->len; i++)
    {
      const AcceptFilter *filter = &g_array_index (filters, AcceptFilter, i);

      if (is_extended (filter))
        {
          g_string_append_printf (out, "ext[%u] = { 0x%08X, 0x%08X }; /* F0, F1 */\n", n[1], 1u << 29 | number (filter),
                                  2u << 30 | filter->mask);
          n[1]++;
        }
      else
        {
          g_string_append_printf (out, "std[%u] = 0x%08X;\n", n[0],
                                  2u << 30 | 1u << 27 | number (filter) << 16 | filter->mask);
          n[0]++;
        }
    }
  g_string_append_printf (out, "/* SIDFC.LSS = %u, XIDFC.LSE = %u, GFC: reject what matches none */\n", n[0], n[1]);
}

static void
append_mcp_id (GString *out, const char *name, guint index, uint32_t id, gboolean extended, gboolean mask)
{
  uint32_t sid = extended ? id >> 18 : id, eid = extended ? id & 0x3FFFF : 0;

  g_string_append_printf (out, "%s%uSIDH = 0x%02X; %s%uSIDL = 0x%02X; %s%uEID8 = 0x%02X; %s%uEID0 = 0x%02X;\n", name,
                          index, sid >> 3, name, index,
                          (sid & 7) << 5 | (extended && !mask ? 8 : 0) | (extended ? eid >> 16 : 0), name, index,
                          eid >> 8 & 0xFF, name, index, eid & 0xFF);
}

/* Two masks for six filters: with the mask of the first, and of all others what they have in common. */
static void
append_mcp251x (GString *out, const GArray *filters)
{
  guint n = MIN (filters->len, 6);

  for (guint m = 0; m < 2; m++)
    {
      guint first = m == 0 ? 0 : 2, end = m == 0 ? MIN (n, 2) : n;
      uint32_t mask = UINT32_MAX;
      gboolean extended = FALSE;

      for (guint i = first; i < end; i++)
        {
          mask &= g_array_index (filters, AcceptFilter, i).mask;
          extended |= is_extended (&g_array_index (filters, AcceptFilter, i));
        }
      if (first < end)
        append_mcp_id (out, "RXM", m, mask, extended, TRUE);
      for (guint i = first; i < end; i++)
        append_mcp_id (out, "RXF", i, number (&g_array_index (filters, AcceptFilter, i)),
                       is_extended (&g_array_index (filters, AcceptFilter, i)), FALSE);
    }
  g_string_append (out, "/* filters that share a mask pass what the wider one does */\n");
  if (filters->len > 6)
    g_string_append_printf (out, "/* it has six filters: %u are too many */\n", filters->len);
}

static const struct
{
  const char *id;
  void (*append) (GString *out, const GArray *filters);
} forms[N_ACCEPT_FORMS] = {
  [ACCEPT_CAN_FILTER] = { "can-filter", append_can_filter },
  [ACCEPT_CANDUMP] = { "candump", append_candump },
  [ACCEPT_SJA1000] = { "sja1000", append_sja1000 },
  [ACCEPT_BXCAN] = { "bxcan", append_bxcan },
  [ACCEPT_M_CAN] = { "m_can", append_m_can },
  [ACCEPT_MCP251X] = { "mcp251x", append_mcp251x },
};

const char *
accept_form_id (AcceptForm form)
{
  return forms[form].id;
}

gboolean
accept_form_find (const char *id, AcceptForm *form)
{
  for (guint i = 0; i < N_ACCEPT_FORMS; i++)
    if (strcmp (forms[i].id, id) == 0)
      {
        *form = i;
        return TRUE;
      }
  return FALSE;
}

char *
accept_filters_dup_text (const GArray *filters, AcceptForm form)
{
  GString *out = g_string_new (NULL);

  if (filters->len > 0)
    forms[form].append (out, filters);
  return g_string_free (out, FALSE);
}
