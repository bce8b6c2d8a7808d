/* test-text-glyphs.c: lines put together from words stand where pango would put them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ui/widgets/text-glyphs.h"
#include "widget-test.h"

#include <math.h>

static GtkWidget *label;

static gboolean
get_bounds (GtkSnapshot *snapshot, graphene_rect_t *bounds)
{
  g_autoptr (GskRenderNode) node = gtk_snapshot_free_to_node (snapshot);

  if (node != NULL)
    gsk_render_node_get_bounds (node, bounds);
  return node != NULL;
}

static gboolean
draw_ours (TextGlyphs *glyphs, const char *text, float width, double xalign, graphene_rect_t *bounds)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  text_glyphs_add (glyphs, snapshot, label, text, NULL, &GRAPHENE_RECT_INIT (10, 5, width, 30), xalign);
  text_glyphs_draw (glyphs, snapshot);
  return get_bounds (snapshot, bounds);
}

static void
draw_pangos (const char *text, graphene_rect_t *bounds)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (label, text);
  PangoAttrList *digits = pango_attr_list_new ();
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  pango_attr_list_insert (digits, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, digits);
  pango_attr_list_unref (digits);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (10, 5));
  gtk_snapshot_append_layout (snapshot, layout, &(GdkRGBA){ 0, 0, 0, 1 });
  g_assert_true (get_bounds (snapshot, bounds));
}

static void
assert_edges (const graphene_rect_t *a, const graphene_rect_t *b)
{
  g_assert_cmpfloat (fabs ((double) (a->origin.x - b->origin.x)), <=, 1);
  g_assert_cmpfloat (fabs ((double) (a->origin.y - b->origin.y)), <=, 1);
  g_assert_cmpfloat (fabs ((double) (a->size.width - b->size.width)), <=, 2);
  g_assert_cmpfloat (fabs ((double) (a->size.height - b->size.height)), <=, 1);
}

static void
check_texts (TextGlyphs *glyphs)
{
  static const char *const texts[] = { "F5 8C 66 FB 08 04 5E 2B",
                                       "7.219185991",
                                       "Wave8 60.85 km/h · Noise8 −117.8 Nm",
                                       "AVATAR 11.25 To",
                                       "● can0 ▲",
                                       "Скорость 12,5 км/ч",
                                       "שלום 12",
                                       "水温 80 °C" };

  for (guint round = 0; round < 2; round++) /* the second from words that are known */
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
      {
        graphene_rect_t ours, pangos;

        g_test_message ("%s", texts[i]);
        g_assert_true (draw_ours (glyphs, texts[i], 700, 0, &ours));
        draw_pangos (texts[i], &pangos);
        if (g_unichar_get_script (g_utf8_get_char (texts[i])) != G_UNICODE_SCRIPT_HEBREW) /* at the right of the box */
          assert_edges (&ours, &pangos);
      }
}

static void
test_places (void)
{
  TextGlyphs *glyphs = text_glyphs_new ();

  check_texts (glyphs);
  gtk_widget_add_css_class (label, "mono");
  widget_test_settle ();
  check_texts (glyphs);
  text_glyphs_forget (glyphs);
  check_texts (glyphs);
  gtk_widget_remove_css_class (label, "mono");
  text_glyphs_free (glyphs);
}

static void
test_cut (void)
{
  TextGlyphs *glyphs = text_glyphs_new ();
  graphene_rect_t all, cut;

  g_assert_true (draw_ours (glyphs, "Wave8 60.85 km/h", 700, 0, &all));
  for (float width = 40; width < 100; width += 7)
    {
      g_assert_true (draw_ours (glyphs, "Wave8 60.85 km/h", width, 1, &cut));
      g_assert_cmpfloat (cut.origin.x + cut.size.width, <=, 10 + width + 1);
      g_assert_cmpfloat (cut.size.width, <=, all.size.width);
      g_assert_cmpfloat (cut.size.width, >, width - 25);
    }
  g_assert_false (draw_ours (glyphs, "", 100, 0, &cut));
  g_assert_false (draw_ours (glyphs, "   ", 100, 0, &cut));
  text_glyphs_free (glyphs);
}

static void
test_right (void)
{
  TextGlyphs *glyphs = text_glyphs_new ();
  graphene_rect_t left, right;

  g_assert_true (draw_ours (glyphs, "10.5", 200, 0, &left));
  g_assert_true (draw_ours (glyphs, "10.5", 200, 1, &right));
  g_assert_cmpfloat (right.origin.x - left.origin.x, >, 100);
  g_assert_cmpfloat (right.origin.x + right.size.width, <=, 211);
  text_glyphs_free (glyphs);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  label = gtk_label_new ("x");
  widget_test_show (label, 300, 100);
  g_test_add_func ("/text-glyphs/places", test_places);
  g_test_add_func ("/text-glyphs/cut", test_cut);
  g_test_add_func ("/text-glyphs/right", test_right);
  return g_test_run ();
}
