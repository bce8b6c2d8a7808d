/* test-wave.c: the pane of the waveform: read back from a recording with places in it, faults marked, zoomed and
 * scrolled by keys; ideal where the trace is not from samples.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "samples/frame-wave.h"
#include "small-trace.h"
#include "ui/dialogs/samples-dialog.h"
#include "ui/dialogs/wave-export-dialog.h"
#include "ui/panels/wave-panel.h"
#include "ui/widgets/wave-view.h"
#include "widget-test.h"
#include <glib/gstdio.h>
#include <string.h>

#define N_FRAMES 900 /* more than one place in the record */
#define BROKEN 500

typedef struct
{
  TraceSession *session;
  GtkWidget *panel;
  WaveView *view;
  GtkWindow *window;
  char *folder;
  gboolean loaded;
} Fixture;

/* A frame a millisecond; in one of them a node objects: a flag of six dominant bits in the data field, echoed. */
static char *
make_vcd (void)
{
  GString *out = g_string_new ("$timescale 1 ns $end\n$var wire 1 ! CAN_RX $end\n$enddefinitions $end\n#0 1!\n");
  WireSetting setting = { .bitrate = 500000 };

  for (guint k = 0; k < N_FRAMES; k++)
    {
      uint8_t payload[8] = { (uint8_t) k, (uint8_t) (k >> 8), 0x55, 0xC3, 0x12, 0x7F, 0x80, 0x01 };
      CanFrame frame = { .id = 0x100 + k % 7, .len = 8, .dlc = 8, .data = payload };
      double starts[FRAME_BITS_MAX + 1];
      FrameBits bits;
      guint8 level = 1;

      frame_bits_make (&frame, FALSE, &bits);
      frame_wave_times (&bits, &setting, starts);
      for (guint i = 0; i < bits.n; i++)
        {
          guint8 value = bits.bits[i] & FRAME_BIT_VALUE;

          if (k == BROKEN && i >= 52)
            value = i >= 61;
          /* Every third edge is late by 60 ns. */
          if (value != level)
            g_string_append_printf (out, "#%" G_GINT64_FORMAT " %d!\n",
                                    (gint64) (1000000.0 * (k + 1) + starts[i] + (i % 3 == 2 && i > 0 ? 60 : 0)), value);
          level = value;
        }
    }
  g_string_append_printf (out, "#%" G_GINT64_FORMAT "\n", (gint64) (1000000.0 * (N_FRAMES + 2)));
  return g_string_free (out, FALSE);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  trace_session_load_finish (TRACE_SESSION (source), result, &error);
  g_assert_no_error (error);
  ((Fixture *) data)->loaded = TRUE;
}

static void
set_up (Fixture *f, gconstpointer sampled)
{
  f->folder = g_dir_make_tmp ("wave-XXXXXX", NULL);
  f->session = trace_session_new ();
  if (sampled != NULL)
    {
      g_autofree char *text = make_vcd ();
      g_autoptr (GFile) file = widget_test_write (f->folder, "bus.vcd", text);

      trace_session_load_async (f->session, file, NULL, on_loaded, f);
      widget_test_until (f->loaded);
    }
  else
    {
      static const char *const lines[]
          = { "1000 can0 123##1000102030405060708090A0B", "1001 can0 20000080#0000000000000000", NULL };
      FrameStore *store = small_trace_new (lines);

      trace_session_set_store (f->session, store);
      frame_store_unref (store);
    }
  f->panel = wave_panel_new (f->session);
  f->window = widget_test_show (f->panel, 1380, 300);
  f->view = WAVE_VIEW (widget_test_find (f->panel, WAVE_TYPE_VIEW));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "bus.vcd", NULL);

  gtk_window_destroy (f->window);
  g_object_unref (f->session);
  widget_test_settle ();
  g_unlink (path);
  g_rmdir (f->folder);
  g_free (f->folder);
}

static void
set_cursor (Fixture *f, uint64_t row)
{
  RowRanges *ranges = row_ranges_new ();

  row_ranges_add (ranges, row, row);
  trace_session_set_selection (f->session, ranges, row);
  widget_test_until (wave_panel_is_ready (WAVE_PANEL (f->panel)));
  widget_test_settle ();
}

static void
test_good (Fixture *f, gconstpointer data)
{
  GtkAdjustment *adjustment = wave_view_get_adjustment (f->view);
  double all;

  g_assert_cmpuint (trace_session_n_shown (f->session), ==, N_FRAMES);
  set_cursor (f, 800); /* far behind the last place */
  g_assert_true (widget_test_says (f->panel, "CAN_RX: Good, acknowledged"));
  g_assert_true (widget_test_says (f->panel, "500 kbit/s"));
  g_assert_true (wave_view_is_fitted (f->view));
  all = gtk_adjustment_get_page_size (adjustment);
  widget_test_pictures (f->window, "wave");

  gtk_widget_grab_focus (GTK_WIDGET (f->view));
  widget_test_key (f->window, GDK_KEY_Home, 0);
  g_assert_true (widget_test_says (f->panel, "Bit 0, SOF: dominant"));
  for (guint i = 0; i < 7; i++)
    widget_test_key (f->window, GDK_KEY_plus, 0);
  g_assert_cmpfloat (gtk_adjustment_get_page_size (adjustment), <, all / 4);
  for (guint i = 0; i < 40; i++)
    widget_test_key (f->window, GDK_KEY_Right, 0);
  g_assert_true (widget_test_says (f->panel, "Bit 40, "));
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), >, 0);
  widget_test_settle ();
  widget_test_pictures (f->window, "wave-close");
  widget_test_key (f->window, GDK_KEY_Page_Down, 0);
  widget_test_key (f->window, GDK_KEY_0, 0);
  g_assert_true (wave_view_is_fitted (f->view));
  widget_test_key (f->window, GDK_KEY_minus, 0);
  g_assert_true (wave_view_is_fitted (f->view));
}

static void
test_broken (Fixture *f, gconstpointer data)
{
  CanFrame frame;

  frame_store_get (trace_session_get_store (f->session), BROKEN, &frame);
  g_assert_true (frame.id & CAN_ID_ERROR);
  set_cursor (f, BROKEN);
  g_assert_true (widget_test_says (f->panel, "stuff error at bit"));
  widget_test_pictures (f->window, "wave-error");
}

static void
test_ideal (Fixture *f, gconstpointer data)
{
  g_assert_true (widget_test_says (f->panel, "Choose a frame"));
  set_cursor (f, 0);
  g_assert_true (widget_test_says (f->panel, "Not from samples"));
  g_assert_true (widget_test_says (f->panel, "a guess"));
  widget_test_pictures (f->window, "wave-ideal");
  set_cursor (f, 1);
  g_assert_true (widget_test_says (f->panel, "an error frame has no bits"));
}

/* --- Dialogs --- */

typedef struct
{
  WaveOptions options;
  char *line;
  guint n;
} Asked;

static void
on_samples (GFile *file, const WaveOptions *options, gpointer data)
{
  Asked *asked = data;

  asked->options = *options;
  asked->line = g_strdup (options->line);
  asked->n++;
}

static GtkEditable *
find_entry (GtkWidget *widget, const char *placeholder)
{
  g_autofree char *text = NULL;

  if (GTK_IS_ENTRY (widget))
    g_object_get (widget, "placeholder-text", &text, NULL);
  if (g_strcmp0 (text, placeholder) == 0)
    return GTK_EDITABLE (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkEditable *found = find_entry (child, placeholder);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* What was found is told; what is typed is what the file is read with next. */
static void
test_samples (Fixture *f, gconstpointer data)
{
  Asked asked = { .n = 0 };
  WaveRecord *record = trace_session_get_wave_record (f->session);
  GtkWidget *dialog
      = samples_dialog_new (f->window, trace_session_get_file (f->session), record, NULL, on_samples, &asked);

  gtk_window_present (GTK_WINDOW (dialog));
  widget_test_settle ();
  g_assert_true (widget_test_says (dialog, "CAN_RX: 500 kbit/s"));
  widget_test_pictures (GTK_WINDOW (dialog), "samples-dialog");
  gtk_editable_set_text (find_entry (dialog, "found"), "much");
  gtk_widget_activate_action (dialog, "samples.read", NULL);
  g_assert_cmpuint (asked.n, ==, 0);
  gtk_editable_set_text (find_entry (dialog, "found"), "75");
  gtk_editable_set_text (find_entry (dialog, "none"), "120");
  gtk_editable_set_text (find_entry (dialog, "found by edges"), "500k");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (widget_test_find (dialog, GTK_TYPE_DROP_DOWN)), 1);
  gtk_widget_activate_action (dialog, "samples.read", NULL);
  g_assert_cmpuint (asked.n, ==, 1);
  g_assert_cmpfloat_with_epsilon (asked.options.setting.point, 0.75, 1e-9);
  g_assert_cmpfloat_with_epsilon (asked.options.glitch_ns, 120, 1e-9);
  g_assert_cmpuint (asked.options.setting.bitrate, ==, 500000);
  g_assert_cmpstr (asked.line, ==, "0");
  f->loaded = FALSE;
  asked.options.line = asked.line;
  trace_session_load_samples_async (f->session, trace_session_get_file (f->session), &asked.options, NULL, on_loaded,
                                    f);
  widget_test_until (f->loaded);
  g_assert_cmpuint (trace_session_n_shown (f->session), ==, N_FRAMES);
  g_free (asked.line);
}

static void
on_export (GFile *file, const RowChoice *choice, const Format *format, const WaveTarget *target, gpointer data)
{
}

static void
test_export (Fixture *f, gconstpointer data)
{
  GtkWidget *dialog;

  set_cursor (f, 3);
  dialog = wave_export_dialog_new (f->window, f->session, on_export, NULL);
  gtk_window_present (GTK_WINDOW (dialog));
  widget_test_settle ();
  g_assert_true (widget_test_says (dialog, "edges to the nanosecond"));
  gtk_editable_set_text (find_entry (dialog, "20 a bit, or exact"), "1M");
  g_assert_true (widget_test_says (dialog, "5 samples at least: sample at 2500k or faster")
                 || widget_test_says (dialog, "5 samples at least: sample at 2.5M or faster"));
  widget_test_pictures (GTK_WINDOW (dialog), "wave-export");
  gtk_editable_set_text (find_entry (dialog, "20 a bit, or exact"), "24M");
  g_assert_true (widget_test_says (dialog, "48 samples in the shortest bit"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add ("/wave/good", Fixture, "sampled", set_up, test_good, tear_down);
  g_test_add ("/wave/broken", Fixture, "sampled", set_up, test_broken, tear_down);
  g_test_add ("/wave/samples", Fixture, "sampled", set_up, test_samples, tear_down);
  g_test_add ("/wave/export", Fixture, "sampled", set_up, test_export, tear_down);
  g_test_add ("/wave/ideal", Fixture, NULL, set_up, test_ideal, tear_down);
  return g_test_run ();
}
