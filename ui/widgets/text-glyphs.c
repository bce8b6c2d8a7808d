/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/text-glyphs.h"

#include <math.h>
#include <string.h>

#define MAX_WORDS 8192u /* of a font; then they are shaped anew */
#define ELLIPSIS "…"

/* Glyphs of one font and colour. */
typedef struct
{
  PangoFont *font;
  PangoGlyphString *glyphs;
  gboolean colored; /* else in the widget's colour */
  GdkRGBA color;
} Run;

typedef struct
{
  Run *runs;
  guint n;
  int width, baseline; /* pango units */
  gboolean rtl;
} Word;

typedef struct
{
  PangoFontDescription *description;
  PangoLayout *layout;
  PangoAttrList *digits; /* all as wide */
  gboolean mono;
  GHashTable *words;
  Word *letters[128]; /* words of one letter: NULL or borrowed from words */
} Face;

/* All glyphs of one font and colour, wherever they are: one node, drawn at one go. */
typedef struct
{
  PangoFont *font;
  GdkRGBA color;
  PangoGlyphString *glyphs;
  int n;
} Ink;

struct TextGlyphs
{
  GPtrArray *faces;
  GPtrArray *inks;
  GPtrArray *line; /* words of the line that is added */
  GString *key;
};

/* --- Words --- */

static void
word_free (gpointer data)
{
  Word *self = data;

  for (guint i = 0; i < self->n; i++)
    {
      g_object_unref (self->runs[i].font);
      pango_glyph_string_free (self->runs[i].glyphs);
    }
  g_free (self->runs);
  g_free (self);
}

static void
take_color (Run *run, const PangoItem *item)
{
  for (GSList *l = item->analysis.extra_attrs; l != NULL; l = l->next)
    {
      PangoAttribute *attribute = l->data;
      PangoColor color;

      if (attribute->klass->type != PANGO_ATTR_FOREGROUND)
        continue;
      color = ((PangoAttrColor *) attribute)->color;
      run->colored = TRUE;
      run->color = (GdkRGBA){ color.red / 65535.f, color.green / 65535.f, color.blue / 65535.f, 1 };
    }
}

static Word *
shape (Face *face, const char *text, PangoAttrList *attributes)
{
  Word *word = g_new0 (Word, 1);
  PangoLayoutLine *line;

  pango_layout_set_text (face->layout, text, -1);
  pango_layout_set_attributes (face->layout, attributes != NULL ? attributes : face->digits);
  line = pango_layout_get_line_readonly (face->layout, 0);
  word->runs = g_new0 (Run, g_slist_length (line->runs));
  for (GSList *l = line->runs; l != NULL; l = l->next)
    {
      PangoLayoutRun *run = l->data;
      Run *own = &word->runs[word->n++];

      own->font = g_object_ref (run->item->analysis.font);
      own->glyphs = pango_glyph_string_copy (run->glyphs);
      take_color (own, run->item);
      word->width += pango_glyph_string_get_width (own->glyphs);
      word->rtl |= run->item->analysis.level % 2 != 0;
    }
  word->baseline = pango_layout_get_baseline (face->layout);
  return word;
}

static Word *
get_word (TextGlyphs *self, Face *face, const char *text, gsize n, PangoAttrList *attributes)
{
  gboolean letter = n == 1 && attributes == NULL && (guchar) *text < G_N_ELEMENTS (face->letters);
  Word *word;

  if (letter && face->letters[(guchar) *text] != NULL)
    return face->letters[(guchar) *text];
  g_string_truncate (self->key, 0);
  if (attributes != NULL)
    g_string_append_printf (self->key, "%p ", (void *) attributes);
  g_string_append_len (self->key, text, (gssize) n);
  word = g_hash_table_lookup (face->words, self->key->str);
  if (word == NULL)
    {
      word = shape (face, self->key->str + (self->key->len - n), attributes);
      g_hash_table_insert (face->words, g_strdup (self->key->str), word);
    }
  if (letter)
    face->letters[(guchar) *text] = word;
  return word;
}

/* --- Fonts --- */

static void
face_free (gpointer data)
{
  Face *self = data;

  pango_font_description_free (self->description);
  pango_attr_list_unref (self->digits);
  g_object_unref (self->layout);
  g_hash_table_unref (self->words);
  g_free (self);
}

static void
forget_words (Face *self)
{
  g_hash_table_remove_all (self->words);
  memset (self->letters, 0, sizeof self->letters);
}

static Face *
face_new (TextGlyphs *glyphs, GtkWidget *widget)
{
  Face *self = g_new0 (Face, 1);
  PangoContext *context = gtk_widget_create_pango_context (widget);

  self->description = pango_font_description_copy (pango_context_get_font_description (context));
  self->layout = pango_layout_new (context);
  g_object_unref (context);
  pango_layout_set_single_paragraph_mode (self->layout, TRUE);
  self->digits = pango_attr_list_new ();
  pango_attr_list_insert (self->digits, pango_attr_font_features_new ("tnum=1"));
  self->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, word_free);
  self->mono = get_word (glyphs, self, "i", 1, NULL)->width == get_word (glyphs, self, "M", 1, NULL)->width;
  return self;
}

static Face *
get_face (TextGlyphs *self, GtkWidget *widget)
{
  const PangoFontDescription *description = pango_context_get_font_description (gtk_widget_get_pango_context (widget));

  for (guint i = 0; i < self->faces->len; i++)
    {
      Face *face = self->faces->pdata[i];

      if (pango_font_description_equal (face->description, description))
        return face;
    }
  g_ptr_array_add (self->faces, face_new (self, widget));
  return self->faces->pdata[self->faces->len - 1];
}

/* --- Lines --- */

static gboolean
stands_alone (const Face *face, const char *c)
{
  return face->mono || g_ascii_isdigit (*c) || *c == ' ' || *c == '.' || *c == ',' || *c == ':' || *c == '+'
         || *c == '-';
}

static const char *
end_of_word (const Face *face, const char *text)
{
  const char *end = g_utf8_next_char (text);

  if (!stands_alone (face, text))
    while (*end != '\0' && !stands_alone (face, end))
      end = g_utf8_next_char (end);
  return end;
}

/* Its width, or that of as much of it as fills room. FALSE: this is pango's. */
static gboolean
set_line (TextGlyphs *self, Face *face, const char *text, PangoAttrList *attributes, int room, int *width,
          int *baseline)
{
  g_ptr_array_set_size (self->line, 0);
  *width = *baseline = 0;
  if (g_hash_table_size (face->words) > MAX_WORDS)
    forget_words (face);
  while (*text != '\0' && *width <= room)
    {
      const char *end = attributes != NULL ? text + strlen (text) : end_of_word (face, text);
      Word *word = get_word (self, face, text, (gsize) (end - text), attributes);

      if (word->rtl)
        return FALSE;
      g_ptr_array_add (self->line, word);
      *width += word->width;
      *baseline = MAX (*baseline, word->baseline);
      text = end;
    }
  return TRUE;
}

/* --- Inks --- */

static void
ink_free (gpointer data)
{
  Ink *self = data;

  g_object_unref (self->font);
  pango_glyph_string_free (self->glyphs);
  g_free (self);
}

static Ink *
get_ink (TextGlyphs *self, PangoFont *font, const GdkRGBA *color)
{
  Ink *ink;

  for (guint i = 0; i < self->inks->len; i++)
    {
      ink = self->inks->pdata[i];
      if (ink->font == font && gdk_rgba_equal (&ink->color, color))
        return ink;
    }
  ink = g_new0 (Ink, 1);
  ink->font = g_object_ref (font);
  ink->color = *color;
  ink->glyphs = pango_glyph_string_new ();
  g_ptr_array_add (self->inks, ink);
  return ink;
}

/* Where the next glyph goes, pango units. */
typedef struct
{
  TextGlyphs *self;
  const GdkRGBA *usual;
  int left, base, x; /* x from left */
  Ink *ink;          /* of the last run */
  gboolean colored;
} Pen;

/* FALSE: it ends at limit. */
static gboolean
add_run (Pen *pen, const Run *run, int limit)
{
  const GdkRGBA *color = run->colored ? &run->color : pen->usual;
  Ink *ink = pen->ink;

  if (ink == NULL || ink->font != run->font || run->colored != pen->colored)
    ink = get_ink (pen->self, run->font, color);
  pen->ink = ink;
  pen->colored = run->colored;
  if (ink->glyphs->space < ink->n + run->glyphs->num_glyphs)
    pango_glyph_string_set_size (ink->glyphs, 2 * (ink->n + run->glyphs->num_glyphs));
  for (int i = 0; i < run->glyphs->num_glyphs; i++)
    {
      PangoGlyphInfo glyph = run->glyphs->glyphs[i];
      int width = glyph.geometry.width;

      if (pen->x + width > limit)
        return FALSE;
      glyph.geometry.x_offset += pen->left + pen->x;
      glyph.geometry.y_offset += pen->base;
      glyph.geometry.width = 0;
      ink->glyphs->glyphs[ink->n++] = glyph;
      pen->x += width;
    }
  return TRUE;
}

static void
add_line (Pen *pen, const Word *ellipsis, int limit, gboolean cut)
{
  gboolean fits = TRUE;

  for (guint i = 0; i < pen->self->line->len && fits; i++)
    {
      const Word *word = pen->self->line->pdata[i];

      for (guint k = 0; k < word->n && fits; k++)
        fits = add_run (pen, &word->runs[k], limit);
    }
  for (guint i = 0; i < ellipsis->n && cut; i++)
    add_run (pen, &ellipsis->runs[i], G_MAXINT);
}

void
text_glyphs_draw (TextGlyphs *self, GtkSnapshot *snapshot)
{
  for (guint i = self->inks->len; i-- > 0;)
    {
      Ink *ink = self->inks->pdata[i];
      GskRenderNode *node;

      if (ink->n == 0) /* a colour on its way to another is not seen again */
        {
          g_ptr_array_remove_index_fast (self->inks, i);
          continue;
        }
      ink->glyphs->num_glyphs = ink->n;
      node = gsk_text_node_new (ink->font, ink->glyphs, &ink->color, &GRAPHENE_POINT_INIT (0, 0));
      ink->n = 0;
      if (node == NULL) /* spaces alone are nothing */
        continue;
      gtk_snapshot_append_node (snapshot, node);
      gsk_render_node_unref (node);
    }
}

static void
draw_layout (Face *face, GtkSnapshot *snapshot, const char *text, PangoAttrList *attributes, const GdkRGBA *color,
             const graphene_rect_t *box)
{
  pango_layout_set_text (face->layout, text, -1);
  pango_layout_set_attributes (face->layout, attributes != NULL ? attributes : face->digits);
  pango_layout_set_width (face->layout, (int) (box->size.width * PANGO_SCALE));
  pango_layout_set_ellipsize (face->layout, PANGO_ELLIPSIZE_END);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &box->origin);
  gtk_snapshot_append_layout (snapshot, face->layout, color);
  gtk_snapshot_restore (snapshot);
  pango_layout_set_width (face->layout, -1);
  pango_layout_set_ellipsize (face->layout, PANGO_ELLIPSIZE_NONE);
}

void
text_glyphs_add (TextGlyphs *self, GtkSnapshot *snapshot, GtkWidget *widget, const char *text,
                 PangoAttrList *attributes, const graphene_rect_t *box, double xalign)
{
  Face *face = get_face (self, widget);
  int room = (int) (box->size.width * PANGO_SCALE), width, baseline;
  Pen pen = { .self = self };
  const Word *ellipsis;
  double left = box->origin.x;
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  if (!set_line (self, face, text, attributes, room, &width, &baseline))
    {
      draw_layout (face, snapshot, text, attributes, &color, box);
      return;
    }
  if (width <= room)
    left += floor ((box->size.width - (double) width / PANGO_SCALE) * xalign);
  pen.usual = &color;
  pen.left = (int) (left * PANGO_SCALE);
  pen.base = (int) (box->origin.y * PANGO_SCALE) + baseline;
  ellipsis = get_word (self, face, ELLIPSIS, strlen (ELLIPSIS), NULL);
  add_line (&pen, ellipsis, width > room ? room - ellipsis->width : G_MAXINT, width > room);
}

/* --- Building --- */

TextGlyphs *
text_glyphs_new (void)
{
  TextGlyphs *self = g_new0 (TextGlyphs, 1);

  self->faces = g_ptr_array_new_with_free_func (face_free);
  self->inks = g_ptr_array_new_with_free_func (ink_free);
  self->line = g_ptr_array_new ();
  self->key = g_string_new (NULL);
  return self;
}

void
text_glyphs_forget (TextGlyphs *self)
{
  g_ptr_array_set_size (self->faces, 0);
  g_ptr_array_set_size (self->inks, 0);
}

void
text_glyphs_free (TextGlyphs *self)
{
  g_ptr_array_unref (self->faces);
  g_ptr_array_unref (self->inks);
  g_ptr_array_unref (self->line);
  g_string_free (self->key, TRUE);
  g_free (self);
}
