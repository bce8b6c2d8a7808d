/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/panels/anatomy-contest.h"

#include "base/i18n.h"
#include "core/arbitration.h"

#define MAX_RIVALS 64  /* that are typed */
#define MAX_IDS 4096   /* of the bus */
#define MAX_WINNERS 5u /* that are named */

gboolean
anatomy_contest_parse_id (const char *text, uint32_t *id)
{
  char *end = NULL;
  gsize digits;
  guint64 number;

  if (g_ascii_strncasecmp (text, "0x", 2) == 0)
    text += 2;
  number = g_ascii_strtoull (text, &end, 16);
  digits = (gsize) (end - text);
  if (digits == 0 || *end != '\0' || number > CAN_ID_MASK_EXTENDED)
    return FALSE;
  *id = (uint32_t) number | (digits > 3 || number > CAN_ID_MASK_STANDARD ? CAN_ID_EXTENDED : 0);
  return TRUE;
}

static void
put_id (char out[9], uint32_t id)
{
  g_snprintf (out, 9, can_id_is_extended (id) ? "%08X" : "%03X", can_id_number (id));
}

static void
append_outcome (GString *out, const FrameBits *bits, const FrameBits *others, const char *id, guint *bit)
{
  FrameField field;

  switch (arbitration_run (bits, others, bit, &field))
    {
    case ARBITRATION_WINS:
      g_string_append_printf (out, _ ("wins against %s at bit %u (%s)"), id, *bit, frame_field_name (field));
      break;
    case ARBITRATION_LOSES:
      g_string_append_printf (out, _ ("loses against %s at bit %u (%s)"), id, *bit, frame_field_name (field));
      break;
    case ARBITRATION_COLLIDES:
      g_string_append_printf (out, _ ("same identifier as %s: a bit error at bit %u (%s)"), id, *bit,
                              frame_field_name (field));
      break;
    case ARBITRATION_SAME:
      g_string_append_printf (out, _ ("the same frame as %s: nobody notices"), id);
      break;
    }
}

gboolean
anatomy_contest_typed (const FrameBits *bits, const char *rivals, int *decided, GString *out)
{
  g_auto (GStrv) words = g_strsplit_set (rivals, " ,;", -1);
  gboolean right = TRUE;

  *decided = -1;
  for (guint i = 0; words[i] != NULL && i < MAX_RIVALS; i++)
    {
      CanFrame rival = { 0 };
      FrameBits others;
      char id[9];
      guint bit;

      if (*words[i] == '\0')
        continue;
      if (!anatomy_contest_parse_id (words[i], &rival.id))
        {
          right = FALSE;
          continue;
        }
      frame_bits_make (&rival, FALSE, &others);
      put_id (id, rival.id);
      g_string_append (out, out->len > 0 ? " · " : "");
      append_outcome (out, bits, &others, id, &bit);
      if (*decided < 0)
        *decided = (int) bit;
    }
  return right;
}

/* "7 (0A1, 0A2, …)" */
static char *
dup_winners (GString *ids, guint n)
{
  return n == 0 ? g_strdup ("0") : g_strdup_printf ("%u (%s%s)", n, ids->str, n > MAX_WINNERS ? ", …" : "");
}

void
anatomy_contest_bus (const FrameBits *bits, const IdIndex *ids, uint8_t channel, uint32_t own, double us, GString *out)
{
  guint n_before = 0, n_behind = 0;
  g_autoptr (GString) before = g_string_new (NULL);
  g_autofree char *winners = NULL;

  for (guint i = 0; i < MIN (id_index_n_ids (ids), MAX_IDS); i++)
    {
      IdTotals totals;
      CanFrame rival = { 0 };
      FrameBits others;
      ArbitrationResult outcome;
      char id[9];

      id_index_get (ids, i, &totals);
      if (totals.channel != channel || totals.id & CAN_ID_ERROR || totals.id == own)
        continue;
      rival.id = totals.id & ~CAN_ID_REMOTE;
      frame_bits_make (&rival, FALSE, &others);
      outcome = arbitration_run (bits, &others, NULL, NULL);
      n_behind += outcome == ARBITRATION_WINS;
      if (outcome != ARBITRATION_LOSES || n_before++ >= MAX_WINNERS)
        continue;
      put_id (id, totals.id);
      g_string_append_printf (before, "%s%s", before->len > 0 ? ", " : "", id);
    }
  winners = dup_winners (before, n_before);
  g_string_append (out, out->len > 0 ? "\n" : "");
  if (us > 0)
    g_string_append_printf (out, _ ("Place %u of %u identifiers on this bus: waits for %s, delays %u by up to %.4g µs"),
                            n_before + 1, n_before + n_behind + 1, winners, n_behind, us);
  else
    g_string_append_printf (out, _ ("Place %u of %u identifiers on this bus: waits for %s, delays %u by up to %u bits"),
                            n_before + 1, n_before + n_behind + 1, winners, n_behind, bits->n);
}
