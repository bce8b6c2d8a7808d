/* format-choice.c: two drop-downs: the formats that can be written, and how the file is packed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/format-choice.h"

#include "base/byte-packing.h"
#include "base/i18n.h"

static const struct
{
  const char *name, *extension;
} packings[] = {
  [BYTE_PACKING_NONE] = { N_ ("Not packed"), "" },
  [BYTE_PACKING_GZIP] = { "gzip", ".gz" },
  [BYTE_PACKING_XZ] = { "xz", ".xz" },
  [BYTE_PACKING_ZSTD] = { "Zstandard", ".zst" },
  [BYTE_PACKING_ZIP] = { "ZIP", ".zip" },
};

const Format *
format_choice_nth (guint index)
{
  for (const Format *const *format = formats_list (); *format != NULL; format++)
    if ((*format)->abilities & (FORMAT_WRITE | FORMAT_STORE) && index-- == 0)
      return *format;
  return NULL;
}

void
format_choice_fill (GtkDropDown *formats, GtkDropDown *packed, gboolean zip)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL), packing_names = gtk_string_list_new (NULL);
  const Format *format;

  for (guint i = 0; (format = format_choice_nth (i)) != NULL; i++)
    gtk_string_list_append (names, _ (format->name));
  for (guint i = 0; i < (zip ? G_N_ELEMENTS (packings) : BYTE_PACKING_ZIP); i++)
    gtk_string_list_append (packing_names, _ (packings[i].name));
  gtk_drop_down_set_model (formats, G_LIST_MODEL (names));
  gtk_drop_down_set_model (packed, G_LIST_MODEL (packing_names));
}

const Format *
format_choice_get (GtkDropDown *formats)
{
  const Format *format = format_choice_nth (gtk_drop_down_get_selected (formats));

  return format != NULL ? format : format_choice_nth (0);
}

void
format_choice_set (GtkDropDown *formats, const char *id)
{
  const Format *format;

  for (guint i = 0; (format = format_choice_nth (i)) != NULL; i++)
    if (g_str_equal (format->id, id))
      gtk_drop_down_set_selected (formats, i);
}

gboolean
format_choice_may_be_packed (GtkDropDown *formats)
{
  return !(format_choice_get (formats)->abilities & FORMAT_NO_PACKING);
}

void
format_choice_set_packing (GtkDropDown *packed, guint packing)
{
  guint n = g_list_model_get_n_items (gtk_drop_down_get_model (packed));

  gtk_drop_down_set_selected (packed, MIN (packing, n - 1));
}

char *
format_choice_dup_extension (GtkDropDown *formats, GtkDropDown *packed)
{
  g_auto (GStrv) extensions = g_strsplit (format_choice_get (formats)->extensions, ";", 2);
  guint packing = format_choice_may_be_packed (formats) ? gtk_drop_down_get_selected (packed) : BYTE_PACKING_NONE;

  return g_strconcat (".", extensions[0], packings[MIN (packing, BYTE_PACKING_ZIP)].extension, NULL);
}
