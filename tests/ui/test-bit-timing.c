/* test-bit-timing.c: the calculator's pages answer what is asked, the sample point follows the hand.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ui/app-settings.h"
#include "ui/dialogs/accept-dialog.h"
#include "ui/dialogs/bit-timing-compare.h"
#include "ui/dialogs/bit-timing-dialog.h"
#include "ui/dialogs/bit-timing-page.h"
#include "ui/dialogs/bit-timing-registers.h"
#include "ui/dialogs/guide-dialog.h"
#include "ui/widgets/bit-view.h"
#include "widget-test.h"
#include <string.h>

static GtkWidget *
find (GtkWidget *widget, gboolean (*is) (GtkWidget *widget, const char *text), const char *text)
{
  if (is (widget, text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, is, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_type (GtkWidget *widget, const char *text)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (widget), text) && gtk_widget_get_child_visible (widget);
}

static gboolean
is_label_with (GtkWidget *widget, const char *text)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

static gboolean
is_button_with (GtkWidget *widget, const char *text)
{
  return GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0;
}

static gboolean
is_settled (gpointer page)
{
  return bit_timing_page_is_settled (page);
}

static void
ask (const char *question)
{
  g_settings_set_string (app_settings_get (), "bit-timing", question);
}

static GtkSelectionModel *
model_of (GtkWidget *page)
{
  return gtk_column_view_get_model (GTK_COLUMN_VIEW (find (page, is_type, "GtkColumnView")));
}

static GtkWindow *
show_page (GtkWidget **page, int width, int height)
{
  *page = bit_timing_page_new (app_settings_get (), NULL);
  GtkWindow *window = widget_test_show (*page, width, height);

  widget_test_wait (is_settled, *page);
  widget_test_settle ();
  return window;
}

static gboolean
is_compared (gpointer page)
{
  return bit_timing_compare_is_settled (page);
}

/* A recording's setting is taken over, and compared with the controller that was chosen. */
static void
test_recording (void)
{
  static const TraceTiming timings[] = { { 0, { 0x46500250, 0x4b140250, 0x20011736, 0x2001040d } },
                                         { 5, { 0x46500250, 0x460a0250, 0x20011736, 0x20010205 } } };
  TraceInfo *info = trace_info_new ();
  GtkWidget *dialog, *page, *compare;

  trace_info_channel (info, "2", 1, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (timings); i++)
    trace_info_add_timing (info, 0, &timings[i]);
  ask ("4;250k;1M;0;80;100;210;0");
  dialog = bit_timing_dialog_new (NULL, app_settings_get (), info, NULL);
  trace_info_unref (info);
  gtk_window_present (GTK_WINDOW (dialog));
  page = GTK_WIDGET (bit_timing_dialog_get_page (BIT_TIMING_DIALOG (dialog)));
  widget_test_wait (is_settled, page);
  g_assert_nonnull (find (dialog, is_label_with, "500k, 70 %: /2, 80 quanta (1+55+24); data 2M, 75 %"));
  widget_test_pictures (GTK_WINDOW (dialog), "bit-timing-recording");
  g_signal_emit_by_name (find (dialog, is_button_with, "Take Its Rates"), "clicked");
  widget_test_wait (is_settled, page);
  g_assert_nonnull (find (page, is_label_with, "The rate of 500000 bit/s is met exactly."));
  g_assert_nonnull (find (page, is_label_with, "The sample point lies at 70.00 %, as wished."));
  g_assert_nonnull (find (page, is_label_with, "The rate of 2000000 bit/s is met exactly."));
  g_signal_emit_by_name (find (dialog, is_button_with, "Compare…"), "clicked");
  compare = find (dialog, is_type, "BitTimingCompare");
  g_assert_nonnull (compare);
  widget_test_wait (is_compared, compare);
  g_assert_nonnull (find (compare, is_label_with, "A recording tells neither SJW"));
  g_assert_nonnull (find (compare, is_label_with, "Recording, channel 2 from "));
  widget_test_settle ();
  widget_test_pictures (GTK_WINDOW (dialog), "bit-timing-recording-compare");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* Of a column, with all that is in it. */
static gboolean
is_title (GtkWidget *widget, const char *text)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkColumnViewTitle") && find (widget, is_label_with, text) != NULL;
}

/* More than its last letters. */
static gboolean
is_right_of (GtkWidget *widget, GtkWidget *page)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (widget, page, &bounds));
  return bounds.origin.x + 0.75 * bounds.size.width > gtk_widget_get_width (page);
}

/* A row that is not the recommended one says what tells it from that; a classic question has no data phase to show. */
static void
test_columns (void)
{
  GtkWidget *page;
  GtkWindow *window;

  ask ("4;500k;2M;1;80;100;210;40");
  window = show_page (&page, 1024, 650);
  g_assert_false (is_right_of (find (page, is_title, "Bus (m)"), page));
  g_assert_false (is_right_of (find (page, is_title, "Data phase"), page));
  g_assert_null (find (page, is_label_with, "Beside the recommended one"));
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (model_of (page)), 3);
  g_assert_nonnull (find (page, is_label_with, "Beside the recommended one (★): "));
  gtk_window_destroy (window);

  ask ("4;500k;2M;0;80;100;210;40");
  window = show_page (&page, 1024, 650);
  g_assert_false (gtk_widget_get_mapped (find (page, is_title, "Data phase")));
  gtk_window_destroy (window);
}

/* 500k/2M at 80 MHz: the best and its reasons stand there, in both sizes. */
static void
test_calculate (void)
{
  static const int sizes[][2] = { { 1380, 830 }, { 1024, 650 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      GtkWidget *page;
      GtkWindow *window;
      g_autofree char *name = g_strdup_printf ("bit-timing-%d", sizes[i][0]);

      ask ("4;500k;2M;1;80;100;210;40");
      window = show_page (&page, sizes[i][0], sizes[i][1]);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model_of (page))), >, 20);
      g_assert_nonnull (find (page, is_label_with, "ip link set can0 type can tq"));
      g_assert_nonnull (find (page, is_label_with, "The rate of 500000 bit/s is met exactly."));
      widget_test_pictures (window, name);
      gtk_window_destroy (window);
    }
}

/* What cannot be made says why and what can. */
static void
test_nothing_fits (void)
{
  GtkWidget *page;
  GtkWindow *window;

  ask ("4;1;2M;0;80;100;210;40");
  window = show_page (&page, 1380, 830);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model_of (page))), ==, 0);
  g_assert_nonnull (find (page, is_label_with, "the nearest rate is"));
  widget_test_pictures (window, "bit-timing-none");
  gtk_window_destroy (window);
}

/* Dragging the sample point chooses the nearest solution; keys do it in quanta. */
static void
test_drag (void)
{
  GtkWidget *page, *view;
  GtkWindow *window;
  guint before, after;

  ask ("3;500k;2M;0;8;100;210;0");
  window = show_page (&page, 1200, 800);
  view = find (page, is_type, "BitView");
  before = gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (model_of (page)));
  g_signal_emit_by_name (view, "point-wished", 0, 0.625);
  after = gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (model_of (page)));
  g_assert_cmpuint (before, ==, 0);
  g_assert_cmpuint (after, !=, 0);
  g_assert_nonnull (find (page, is_label_with, "The sample point lies at 62.50 %"));
  gtk_widget_grab_focus (view);
  g_assert_true (widget_test_key (window, GDK_KEY_Right, 0));
  g_assert_null (find (page, is_label_with, "The sample point lies at 62.50 %"));
  gtk_window_destroy (window);
}

static gboolean
has_sentences (gpointer page)
{
  return find (page, is_label_with, "Clock: ") != NULL;
}

static void
test_compare (void)
{
  GtkWidget *page = bit_timing_compare_new (NULL);
  GtkWindow *window = widget_test_show (page, 1380, 830);

  widget_test_wait (has_sentences, page);
  widget_test_settle ();
  widget_test_pictures (window, "bit-timing-compare");
  gtk_window_destroy (window);
}

static void
test_registers (void)
{
  GtkWidget *page = bit_timing_registers_new (), *entry;
  GtkWindow *window = widget_test_show (page, 1024, 650);

  /* The SJA1000's, the first controller: BTR0 0x00, BTR1 0x1C at 16 MHz are the 500 kbit/s of every example. */
  entry = find (page, is_type, "GtkGrid");
  entry = gtk_grid_get_child_at (GTK_GRID (entry), 1, 0);
  gtk_editable_set_text (GTK_EDITABLE (entry), "0x00");
  entry = gtk_grid_get_child_at (GTK_GRID (gtk_widget_get_parent (entry)), 1, 1);
  gtk_editable_set_text (GTK_EDITABLE (entry), "0x1C");
  widget_test_settle ();
  g_assert_nonnull (find (page, is_label_with, "500000 bit/s, sample point 87.50 %"));
  g_assert_nonnull (find (page, is_label_with, "BTR1.TSEG1 [3:0] = 12: tseg1 13"));
  g_assert_nonnull (find (page, is_label_with, "BTR1.SAM [7:7] = 0: one sample"));
  g_assert_null (find (page, is_label_with, "triple-sampling"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "9C"); /* SAM */
  g_assert_nonnull (find (page, is_label_with, "BTR1.SAM [7:7] = 1: three samples"));
  g_assert_nonnull (find (page, is_label_with, "sjw 1 triple-sampling on"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "0x1Z");
  g_assert_nonnull (find (page, is_label_with, "BTR1: “0x1Z” is no number"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "0x1C");
  widget_test_pictures (window, "bit-timing-registers");
  gtk_window_destroy (window);
}

/* Filters for identifiers that are typed; the guide's pages. */
static void
test_accept_and_guide (void)
{
  TraceSession *session = trace_session_new ();
  GtkWidget *accept = accept_dialog_new (NULL, session), *guide = guide_dialog_new (NULL, "length"), *entry;

  gtk_window_present (GTK_WINDOW (accept));
  gtk_window_present (GTK_WINDOW (guide));
  widget_test_settle ();
  entry = find (accept, is_type, "GtkEntry");
  gtk_editable_set_text (GTK_EDITABLE (entry), "120 121 122 123 7DF");
  g_assert_nonnull (find (accept, is_label_with, "2 of 2 filters for 5 identifiers. 0 others"));
  g_assert_nonnull (find (accept, is_label_with, "{ 0x120, 0x7FC | CAN_EFF_FLAG | CAN_RTR_FLAG }"));
  g_assert_nonnull (find (guide, is_label_with, "Rule of thumb (m)"));
  g_assert_nonnull (find (guide, is_label_with, "8. Message buffers"));
  widget_test_pictures (GTK_WINDOW (accept), "accept-filters");
  widget_test_pictures (GTK_WINDOW (guide), "guide");
  gtk_window_destroy (GTK_WINDOW (accept));
  gtk_window_destroy (GTK_WINDOW (guide));
  g_object_unref (session);
}

/* Closed while it computes: nothing is left that points to it. */
static void
test_close_at_once (void)
{
  for (guint i = 0; i < 5; i++)
    {
      GtkWidget *dialog = bit_timing_dialog_new (NULL, app_settings_get (), NULL, NULL);

      g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
      gtk_window_present (GTK_WINDOW (dialog));
      gtk_window_destroy (GTK_WINDOW (dialog));
      while (dialog != NULL)
        g_main_context_iteration (NULL, TRUE);
    }
  widget_test_settle ();
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/bit-timing/calculate", test_calculate);
  g_test_add_func ("/bit-timing/columns", test_columns);
  g_test_add_func ("/bit-timing/recording", test_recording);
  g_test_add_func ("/bit-timing/nothing-fits", test_nothing_fits);
  g_test_add_func ("/bit-timing/drag", test_drag);
  g_test_add_func ("/bit-timing/compare", test_compare);
  g_test_add_func ("/bit-timing/registers", test_registers);
  g_test_add_func ("/bit-timing/accept-and-guide", test_accept_and_guide);
  g_test_add_func ("/bit-timing/close-at-once", test_close_at_once);
  return g_test_run ();
}
