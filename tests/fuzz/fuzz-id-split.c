/* fuzz-id-split.c: own parts of identifiers as text; what is taken can be asked for by name and stays within 29 bits.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "core/id-split.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_split (const IdSplits *splits, const IdSplit *split)
{
  static const uint32_t ids[] = { 0, 0x7FF, CAN_ID_EXTENDED, CAN_ID_EXTENDED | CAN_ID_MASK_EXTENDED, CAN_ID_ERROR | 8 };

  g_assert_nonnull (id_splits_find (splits, split->id));
  for (guint i = 0; i < split->n_fields; i++)
    {
      const IdField *field = &split->fields[i];

      g_assert_nonnull (id_splits_find_field (splits, split->id, field->name));
      g_assert_nonnull (id_splits_find_field (splits, NULL, field->name));
      g_assert_cmpuint (field->offset + field->bits, <=, 29);
      for (guint k = 0; k < G_N_ELEMENTS (ids); k++)
        {
          uint32_t value = 0;

          if (id_field_get (field, ids[k], &value))
            {
              g_assert_false (ids[k] & CAN_ID_ERROR);
              g_assert_cmphex (value, <=, CAN_ID_MASK_EXTENDED);
            }
        }
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  char *text = g_strndup ((const char *) data, size);
  IdSplits *built_in = id_splits_new ();
  GError *error = NULL;
  IdSplits *splits = id_splits_add (built_in, text, &error);

  g_assert_true ((splits == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_true (!g_utf8_validate (text, -1, NULL) || g_utf8_validate (error->message, -1, NULL));
  for (guint i = 0; splits != NULL && i < id_splits_n (splits); i++)
    check_split (splits, id_splits_get (splits, i));
  g_clear_error (&error);
  id_splits_unref (splits);
  id_splits_unref (built_in);
  g_free (text);
  return 0;
}
