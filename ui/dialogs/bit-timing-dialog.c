/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/bit-timing-dialog.h"

#include "base/i18n.h"
#include "ui/dialogs/bit-timing-compare.h"
#include "ui/dialogs/bit-timing-page.h"
#include "ui/dialogs/bit-timing-registers.h"
#include "ui/dialogs/timing-recording-box.h"

struct _BitTimingDialog
{
  GtkWindow parent;
  BitTimingPage *page;
  BitTimingCompare *compare;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (BitTimingDialog, bit_timing_dialog, GTK_TYPE_WINDOW)

/* Escape while a setting is tried takes that back first. */
static gboolean
bit_timing_dialog_close_request (GtkWindow *window)
{
  BitTimingDialog *self = BIT_TIMING_DIALOG (window);

  return bit_timing_page_go_back (self->page)
         || GTK_WINDOW_CLASS (bit_timing_dialog_parent_class)->close_request (window);
}

BitTimingPage *
bit_timing_dialog_get_page (BitTimingDialog *self)
{
  return self->page;
}

static void
bit_timing_dialog_class_init (BitTimingDialogClass *class)
{
  GTK_WINDOW_CLASS (class)->close_request = bit_timing_dialog_close_request;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (class), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
bit_timing_dialog_init (BitTimingDialog *self)
{
}

/* As large as VISUAL.md has it, but no larger than the window it belongs to. */
static void
set_size (BitTimingDialog *self, GtkWindow *parent)
{
  int width = 1380, height = 880;

  if (parent != NULL && gtk_widget_get_width (GTK_WIDGET (parent)) > 0)
    {
      width = CLAMP (gtk_widget_get_width (GTK_WIDGET (parent)), 960, width);
      height = CLAMP (gtk_widget_get_height (GTK_WIDGET (parent)), 640, height);
    }
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
}

/* --- The recording --- */

static void
on_take (GtkWidget *box, const TimingRecorded *recorded, BitTimingDialog *self)
{
  const TimingRequest *request = &recorded->request;

  bit_timing_page_set_rates (self->page, NULL, request->nominal.bitrate, request->nominal.sample_point,
                             request->data.bitrate, request->data.sample_point);
}

static void
on_compare (GtkWidget *box, guint index, BitTimingDialog *self)
{
  BitTimingForm *form = bit_timing_page_get_form (self->page);

  bit_timing_compare_choose (self->compare, index, bit_timing_form_get_source (form));
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->compare));
}

static void
add_recording (BitTimingDialog *self, const TraceInfo *info)
{
  GtkWidget *box = timing_recording_box_new (info);

  if (box == NULL)
    return;
  gtk_box_append (GTK_BOX (bit_timing_page_get_form (self->page)), box);
  g_signal_connect_object (box, "take", G_CALLBACK (on_take), self, 0);
  g_signal_connect_object (box, "compare", G_CALLBACK (on_compare), self, 0);
}

GtkWidget *
bit_timing_dialog_new (GtkWindow *parent, GSettings *settings, const TraceInfo *info, const char *interface)
{
  BitTimingDialog *self = g_object_new (BIT_TYPE_TIMING_DIALOG, "transient-for", parent, NULL);
  GtkWidget *header = gtk_header_bar_new (), *stack = gtk_stack_new (), *switcher = gtk_stack_switcher_new ();
  GtkWidget *page = bit_timing_page_new (settings, interface), *compare = bit_timing_compare_new (info);

  self->page = BIT_TIMING_PAGE (page);
  self->compare = BIT_TIMING_COMPARE (compare);
  self->stack = GTK_STACK (stack);
  gtk_stack_add_titled (GTK_STACK (stack), page, "calculate", _ ("Calculate"));
  gtk_stack_add_titled (GTK_STACK (stack), bit_timing_registers_new (), "registers", _ ("From Registers"));
  gtk_stack_add_titled (GTK_STACK (stack), compare, "compare", _ ("Compare"));
  if (info != NULL)
    add_recording (self, info);
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), GTK_STACK (stack));
  gtk_header_bar_set_decoration_layout (GTK_HEADER_BAR (header), ":close");
  gtk_header_bar_pack_start (GTK_HEADER_BAR (header), switcher);
  gtk_window_set_titlebar (GTK_WINDOW (self), header);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Bit Timing"));
  gtk_window_set_child (GTK_WINDOW (self), stack);
  gtk_widget_add_css_class (GTK_WIDGET (self), "canid");
  set_size (self, parent);
  return GTK_WIDGET (self);
}
