/* test-anatomy.c: the pane of the frame's bits: titles, who wins, shapes of error frames, pictures.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/id-index.h"
#include "small-trace.h"
#include "ui/panels/anatomy-panel.h"
#include "ui/widgets/anatomy-view.h"
#include "widget-test.h"
#include <string.h>

static const char *const lines[] = {
  "1000 can0 0C9#2AA73D8301AC4F4E",           "1001 can0 0F1#0000400C56",
  "1002 can0 123##1000102030405060708090A0B", "1003 can0 18FEF100#F3805AC300FFFF1F",
  "1004 can0 20000080#0000000000000000",      "1005 can0 2000002C#0020801900008807",
  "1006 can0 20000088#0000040A00000000",      "1007 can0 20000008#0000200000000000",
  "1008 can0 20000140#0000000000000000",      NULL,
};

typedef struct
{
  TraceSession *session;
  GtkWidget *panel;
  GtkWindow *window;
} Fixture;

static void
set_cursor (Fixture *f, uint64_t row)
{
  RowRanges *ranges = row_ranges_new ();

  row_ranges_add (ranges, row, row);
  trace_session_set_selection (f->session, ranges, row);
  widget_test_settle ();
}

static void
set_up (Fixture *f, gconstpointer data)
{
  FrameStore *store = small_trace_new (lines);

  trace_info_set_bitrate (frame_store_get_info (store), 0, 500000, 2000000);
  id_index_advance (frame_store_get_ids (store), 9);
  f->session = trace_session_new ();
  trace_session_set_store (f->session, store);
  frame_store_unref (store);
  f->panel = anatomy_panel_new (f->session);
  f->window = widget_test_show (f->panel, 1380, 360);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->window);
  g_object_unref (f->session);
  widget_test_settle ();
}

static GtkWidget *
find (GtkWidget *widget, const char *type, const char *hint)
{
  g_autofree char *placeholder = NULL;

  if (GTK_IS_ENTRY (widget) && hint != NULL)
    g_object_get (widget, "placeholder-text", &placeholder, NULL);
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), type) && g_strcmp0 (placeholder, hint) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, hint);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_frame (Fixture *f, gconstpointer data)
{
  GtkWidget *view;

  g_assert_true (widget_test_says (f->panel, "Choose a frame"));
  set_cursor (f, 0);
  /* 114 bits: Vector's count of this frame, with 3 stuff bits. */
  g_assert_true (widget_test_says (f->panel, "0x0C9 · 114 bits with IFS · 3 stuff bits"));
  g_assert_true (widget_test_says (f->panel, "228 µs"));
  g_assert_true (widget_test_says (f->panel, "Place 1 of 4 identifiers"));
  view = find (f->panel, "AnatomyView", NULL);
  anatomy_view_set_bit (ANATOMY_VIEW (view), 21);
  g_assert_true (widget_test_says (f->panel, "Bit 21"));
  widget_test_pictures (f->window, "anatomy");
}

static void
test_contest (Fixture *f, gconstpointer data)
{
  set_cursor (f, 0);
  gtk_editable_set_text (GTK_EDITABLE (find (f->panel, "GtkEntry", "against IDs")), "0C8 0CA 18FEF100");
  g_assert_true (widget_test_says (f->panel, "loses against 0C8 at bit"));
  g_assert_true (widget_test_says (f->panel, "wins against 0CA at bit"));
  g_assert_true (widget_test_says (f->panel, "wins against 18FEF100 at bit"));
  gtk_editable_set_text (GTK_EDITABLE (find (f->panel, "GtkEntry", "as ID")), "7FF");
  g_assert_true (widget_test_says (f->panel, "0x7FF"));
  g_assert_true (widget_test_says (f->panel, "Place 4 of 4"));
  gtk_editable_set_text (GTK_EDITABLE (find (f->panel, "GtkEntry", "as ID")), "zz");
  g_assert_true (gtk_widget_has_css_class (find (f->panel, "GtkEntry", "as ID"), "invalid"));
}

static void
test_fd (Fixture *f, gconstpointer data)
{
  set_cursor (f, 2);
  g_assert_true (widget_test_says (f->panel, "CRC-17"));
  widget_test_pictures (f->window, "anatomy-fd");
}

/* Who comes by keys is at the bits, not in the words below them. */
static void
test_keys (Fixture *f, gconstpointer data)
{
  GtkWidget *view = find (f->panel, "AnatomyView", NULL);

  set_cursor (f, 0);
  gtk_window_set_focus (f->window, NULL);
  gtk_widget_child_focus (f->panel, GTK_DIR_TAB_FORWARD);
  g_assert_true (gtk_window_get_focus (f->window) == view);
  g_assert_true (widget_test_key (f->window, GDK_KEY_Right, 0));
  g_assert_true (widget_test_key (f->window, GDK_KEY_Right, 0));
  g_assert_true (widget_test_says (f->panel, "Bit 1, ID: dominant"));
  g_assert_true (widget_test_key (f->window, GDK_KEY_End, 0));
  g_assert_true (widget_test_says (f->panel, "Bit 113, IFS"));
}

static void
test_shapes (Fixture *f, gconstpointer data)
{
  GtkWidget *shape = find (f->panel, "GtkDropDown", NULL);

  set_cursor (f, 4);
  g_assert_true (widget_test_says (f->panel, "Bus error"));
  for (guint i = 1; i <= 3; i++)
    {
      gtk_drop_down_set_selected (GTK_DROP_DOWN (shape), i);
      widget_test_settle ();
      g_assert_true (widget_test_says (f->panel, i < 3 ? "TEC" : "Nothing is repeated"));
    }
  gtk_drop_down_set_selected (GTK_DROP_DOWN (shape), 1);
  widget_test_settle ();
  widget_test_pictures (f->window, "anatomy-error");
}

/* What the row tells of the wire is drawn. */
static void
test_error (Fixture *f, gconstpointer data)
{
  AnatomyView *view = ANATOMY_VIEW (find (f->panel, "AnatomyView", NULL));

  set_cursor (f, 5);
  g_assert_true (widget_test_says (f->panel, "No acknowledgement · while sending · Controller error-passive"));
  g_assert_true (widget_test_says (f->panel, "Drawn with a passive flag"));
  anatomy_view_set_bit (view, 2);
  g_assert_true (widget_test_says (f->panel, "Bit 2, frame…: not known"));
  anatomy_view_set_bit (view, 5);
  g_assert_true (widget_test_says (f->panel, "Bit 5, ACK: recessive, 10 to 12 µs"));
  anatomy_view_set_bit (view, 30); /* who sent waits, being passive */
  g_assert_true (widget_test_says (f->panel, "Bit 30, suspend: recessive"));
  g_assert_false (gtk_widget_get_sensitive (find (f->panel, "GtkEntry", "as ID")));
  widget_test_pictures (f->window, "anatomy-no-ack");

  set_cursor (f, 6);
  g_assert_true (widget_test_says (f->panel, "Stuff error · in data"));
  g_assert_true (widget_test_says (f->panel, "Drawn with an active flag"));
  anatomy_view_set_bit (view, 4);
  g_assert_true (widget_test_says (f->panel, "Bit 4, six equal bits: not known"));
  anatomy_view_set_bit (view, 10);
  g_assert_true (widget_test_says (f->panel, "Bit 10, error flag: dominant"));
  set_cursor (f, 7);
  g_assert_true (widget_test_says (f->panel, "An overload frame, no error. A dominant bit"));
  g_assert_true (widget_test_says (f->panel, "Nothing is repeated"));
  set_cursor (f, 8);
  g_assert_true (widget_test_says (f->panel, "nothing of it was on the wire"));
  anatomy_view_set_bit (view, 0);
  g_assert_cmpint (anatomy_view_get_bit (view), ==, -1);
  set_cursor (f, 0);
  g_assert_true (gtk_widget_get_sensitive (find (f->panel, "GtkEntry", "as ID")));
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add ("/anatomy/frame", Fixture, NULL, set_up, test_frame, tear_down);
  g_test_add ("/anatomy/contest", Fixture, NULL, set_up, test_contest, tear_down);
  g_test_add ("/anatomy/fd", Fixture, NULL, set_up, test_fd, tear_down);
  g_test_add ("/anatomy/error", Fixture, NULL, set_up, test_error, tear_down);
  g_test_add ("/anatomy/keys", Fixture, NULL, set_up, test_keys, tear_down);
  g_test_add ("/anatomy/shapes", Fixture, NULL, set_up, test_shapes, tear_down);
  return g_test_run ();
}
