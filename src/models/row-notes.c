/* row-notes.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/row-notes.h"

#include "base/i18n.h"

#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

#define LOOK_MAX 300  /* notes */
#define WORDS_MAX 2   /* notes told; the others are counted */
#define TEXT_MAX 160u /* bytes of a note */

static gboolean
is_border (const Note *note)
{
  return note->kind == NOTE_EVENT || note->kind == NOTE_LOSS;
}

static void
append_words (const Note *note, GString *out)
{
  char *text = g_strndup (note->text, MIN (note->n, TEXT_MAX)), *valid = g_utf8_make_valid (g_strstrip (text), -1);

  for (char *c = valid; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  if (out->len > 0)
    g_string_append (out, " · ");
  g_string_append (out, valid);
  g_free (valid);
  g_free (text);
}

RowNotes
row_notes_describe (const FrameStore *store, uint64_t before, uint64_t row, gboolean all, GString *out)
{
  uint64_t from = before == ROW_NONE ? 0 : frame_store_find_note (store, before + 1),
           end = frame_store_find_note (store, row + 1);
  RowNotes notes = { 0 };
  CanFrame frame;

  for (uint64_t i = from; i < end && i - from < LOOK_MAX; i++)
    {
      Note note;

      frame_store_get_note (store, i, &note);
      if (!all && !is_border (&note))
        continue;
      notes.loss |= note.kind == NOTE_LOSS;
      if (notes.n++ < WORDS_MAX)
        append_words (&note, out);
    }
  if (all && end - from > LOOK_MAX)
    notes.n += end - from - LOOK_MAX;
  if (notes.n > WORDS_MAX)
    g_string_append_printf (out, _ (" · and %" PRIu64 " more"), notes.n - WORDS_MAX);
  frame_store_get (store, row, &frame);
  if (!(frame.flags & CAN_GAP) || notes.loss)
    return notes;
  notes.loss = TRUE;
  notes.n++;
  if (out->len > 0)
    g_string_append (out, " · ");
  g_string_append (out, _ ("frames were lost here"));
  return notes;
}
