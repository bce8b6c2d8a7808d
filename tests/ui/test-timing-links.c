/* test-timing-links.c: the bit-timing calculator on an interface (recorded netlink messages stand in for the kernel, a
 * script for canid-netconf): limits, trying, keeping, going back; finding the bit rate of a virtual bus; steps ticked.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "backends/can-link.h"
#include "ui/app-settings.h"
#include "ui/bus-profiles.h"
#include "ui/dialogs/bit-timing-dialog.h"
#include "ui/dialogs/guide-dialog.h"
#include "ui/dialogs/rate-dialog.h"
#include "widget-test.h"
#include <glib/gstdio.h>
#include <string.h>

static const char *folder;
static char *place; /* of the script and its log */

/* --- The kernel, and the helper --- */

static CanLink *
load (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".nlmsg", NULL), *path = g_build_filename (folder, file, NULL);
  g_autofree char *bytes = NULL;
  CanLink *link = g_new (CanLink, 1);
  gsize n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_true (can_link_parse (bytes, n, link));
  return link;
}

static gboolean plugged = TRUE, renamed;

static GPtrArray *
list_links (void)
{
  GPtrArray *links = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (links, load ("can0"));
  if (plugged)
    g_ptr_array_add (links, load ("can2"));
  if (renamed)
    {
      CanLink *more = load ("can2");

      g_strlcpy (more->name, "can10", sizeof more->name);
      g_ptr_array_add (links, more);
    }
  g_ptr_array_add (links, load ("vcan0"));
  return links;
}

static const CanLinkKernel kernel = { list_links };

static const char helper[] = "#!/bin/sh\n"
                             "log=$(dirname \"$0\")/log\n"
                             "echo \"$*\" >> \"$log\"\n"
                             "echo ready\n"
                             "while read -r line; do\n"
                             "  echo \"$line\" >> \"$log\"\n"
                             "  echo done\n"
                             "  [ \"$line\" != keep ] || exit 0\n"
                             "done\n"
                             "echo back >> \"$log\"\n"
                             "exit 3\n";

static void
write_program (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (place, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_chmod (path, 0755);
}

static void
set_up (void)
{
  g_autofree char *path = NULL, *program = NULL;

  place = g_dir_make_tmp ("timing-links-XXXXXX", NULL);
  write_program ("netconf", helper);
  write_program ("pkexec", "#!/bin/sh\nexec \"$@\"\n"); /* where the tests are not root's */
  program = g_build_filename (place, "netconf", NULL);
  path = g_strdup_printf ("%s:%s", place, g_getenv ("PATH"));
  g_setenv ("CANID_NETCONF", program, TRUE);
  g_setenv ("PATH", path, TRUE);
  can_link_set_kernel (&kernel);
}

static gboolean
log_has (gpointer text)
{
  g_autofree char *path = g_build_filename (place, "log", NULL), *log = NULL;

  return g_file_get_contents (path, &log, NULL, NULL) && strstr (log, text) != NULL;
}

static void
tear_down (void)
{
  static const char *const names[] = { "netconf", "pkexec", "log" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (place, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (place);
}

/* --- Looking --- */

static void
press (GtkWidget *root, const char *words)
{
  GtkWidget *button = widget_test_find_words (root, GTK_TYPE_BUTTON, words);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static gboolean
is_settled (gpointer dialog)
{
  return bit_timing_page_is_settled (bit_timing_dialog_get_page (dialog));
}

static GtkWidget *
open_timing (const char *interface)
{
  GtkWidget *dialog = bit_timing_dialog_new (NULL, app_settings_get (), NULL, interface);

  gtk_window_present (GTK_WINDOW (dialog));
  widget_test_wait (is_settled, dialog);
  widget_test_settle ();
  return dialog;
}

static gboolean
is_trying (gpointer dialog)
{
  GtkWidget *keep = widget_test_find_words (dialog, GTK_TYPE_BUTTON, "Keep (");

  return keep != NULL && gtk_widget_get_sensitive (keep);
}

static gboolean
is_kept (gpointer dialog)
{
  return widget_test_says (dialog, "can0 stays so.");
}

static gboolean
is_back (gpointer dialog)
{
  return widget_test_says (dialog, "can0 went back to what it was.");
}

/* --- Tests --- */

/* Limits and clock are the driver's, the first question is what the interface is set to. */
static void
test_limits (void)
{
  GtkWidget *dialog;

  g_settings_reset (app_settings_get (), "bit-timing-interfaces");
  dialog = open_timing ("can2");
  g_assert_true (widget_test_says (dialog, "as its driver tells"));
  g_assert_true (widget_test_says (dialog, "can2 now: "));
  g_assert_true (widget_test_says (dialog, "ip link set can2 type can tq"));
  g_assert_nonnull (widget_test_find_words (dialog, GTK_TYPE_BUTTON, "Apply to can2…"));
  widget_test_pictures (GTK_WINDOW (dialog), "bit-timing-link");
  gtk_window_destroy (GTK_WINDOW (dialog));
  dialog = open_timing ("can0");
  g_assert_true (widget_test_says (dialog, "ip link set can0 type can tq 125"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* Interfaces come and go while the dialog is open: the choice and what it asks stay. */
static void
test_hot_plug (void)
{
  GtkWidget *dialog;
  BitTimingForm *form;
  const TimingSource *chosen;

  g_settings_reset (app_settings_get (), "bit-timing-interfaces");
  dialog = open_timing ("can2");
  form = bit_timing_page_get_form (bit_timing_dialog_get_page (BIT_TIMING_DIALOG (dialog)));
  chosen = bit_timing_form_get_source (form);
  g_assert_cmpstr (chosen->link->link.name, ==, "can2");
  g_assert_false (bit_timing_form_choose (form, "can10"));
  renamed = TRUE;
  bit_timing_form_reread (form);
  g_assert_true (bit_timing_form_get_source (form) == chosen);
  plugged = FALSE;
  bit_timing_form_reread (form);
  g_assert_true (bit_timing_form_get_source (form) == chosen);
  g_assert_true (chosen->gone);
  g_assert_nonnull (strstr (chosen->name, "(unplugged)"));
  plugged = TRUE;
  bit_timing_form_reread (form);
  g_assert_false (chosen->gone);
  g_assert_null (strstr (chosen->name, "(unplugged)"));
  g_assert_true (widget_test_says (dialog, "ip link set can2 type can tq"));
  g_assert_true (bit_timing_form_choose (form, "can10"));
  widget_test_wait (is_settled, dialog);
  g_assert_true (widget_test_says (dialog, "ip link set can10 type can tq"));
  renamed = FALSE;
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* What was asked of an interface is there again; another's is not. */
static void
test_profiles (void)
{
  GtkWidget *dialog = open_timing ("can0");

  bit_timing_page_set_rates (bit_timing_dialog_get_page (BIT_TIMING_DIALOG (dialog)), "can0", 250000, 0.75, 0, 0);
  widget_test_wait (is_settled, dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));
  dialog = open_timing ("can2");
  g_assert_true (widget_test_says (dialog, "The rate of 500000 bit/s is met exactly."));
  gtk_window_destroy (GTK_WINDOW (dialog));
  dialog = open_timing ("can0");
  g_assert_true (widget_test_says (dialog, "The rate of 250000 bit/s is met exactly."));
  g_assert_true (widget_test_says (dialog, "The sample point lies at 75.00 %, as wished."));
  gtk_window_destroy (GTK_WINDOW (dialog));
  dialog = open_timing (NULL); /* as it was left */
  g_assert_true (widget_test_says (dialog, "ip link set can0 type can tq"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_keep (void)
{
  GtkWidget *dialog = open_timing ("can0");
  g_autoptr (GPtrArray) profiles = NULL;
  const BusProfile *profile;

  press (dialog, "Apply to can0…");
  widget_test_wait (is_trying, dialog);
  g_assert_true (widget_test_says (dialog, "can0: 500000 bit/s")); /* the stand-in for the kernel obeys nobody */
  g_assert_true (widget_test_says (dialog, "the kernel made something else of it"));
  widget_test_pictures (GTK_WINDOW (dialog), "bit-timing-trying");
  press (dialog, "Keep (");
  widget_test_wait (is_kept, dialog);
  g_assert_true (log_has ((char *) "try can0 17\nset up tq "));
  g_assert_true (log_has ((char *) "\nkeep\n"));
  profiles = bus_profiles_load (app_settings_get ());
  profile = bus_profiles_find (profiles, "socketcan", "can0", "", 0);
  g_assert_nonnull (profile);
  g_assert_nonnull (strstr (profile->link, "phase-seg2"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* By the button; by closing the window once; by destroying it. */
static void
test_back (void)
{
  g_autofree char *path = g_build_filename (place, "log", NULL);
  GtkWidget *dialog = open_timing ("can0");

  press (dialog, "Apply to can0…");
  widget_test_wait (is_trying, dialog);
  press (dialog, "Go Back");
  widget_test_wait (is_back, dialog);
  press (dialog, "Apply to can0…");
  widget_test_wait (is_trying, dialog);
  gtk_window_close (GTK_WINDOW (dialog));
  widget_test_wait (is_back, dialog);
  press (dialog, "Apply to can0…");
  widget_test_wait (is_trying, dialog);
  g_unlink (path);
  gtk_window_destroy (GTK_WINDOW (dialog));
  widget_test_wait (log_has, (gpointer) "back");
}

static gboolean
is_searched (gpointer dialog)
{
  return !rate_dialog_is_searching (dialog);
}

static gboolean
keep_sending (gpointer data)
{
  static const uint8_t bytes[8] = { 0 };
  CanFrame frame = { .id = 0x123, .dlc = 8, .len = 8, .data = bytes };

  bus_transmit (data, &frame, NULL);
  return G_SOURCE_CONTINUE;
}

static Bus *
open_node (uint32_t rate)
{
  BusConfig *config = bus_config_new ();
  Bus *bus;

  g_assert_true (bus_config_set (config, "channel", "rate-dialog", NULL));
  config->bitrate = rate;
  bus = bus_open (backend_find ("virtual"), config, 0, NULL);
  bus_config_free (config);
  g_assert_nonnull (bus);
  return bus;
}

static void
on_take (RateDialog *dialog, const RateTrial *best, const char *interface, gpointer data)
{
  g_assert_null (interface);
  *(uint32_t *) data = best->setting.bitrate;
}

static void
test_search (void)
{
  Bus *sender = open_node (125000), *receiver = open_node (125000);
  GtkWidget *dialog = rate_dialog_new (NULL, app_settings_get (), "virtual", "rate-dialog");
  guint source = g_timeout_add (2, keep_sending, sender);
  GtkWidget *seconds = widget_test_find (dialog, GTK_TYPE_SPIN_BUTTON);
  uint32_t taken = 0;

  g_signal_connect (dialog, "take", G_CALLBACK (on_take), &taken);
  gtk_window_present (GTK_WINDOW (dialog));
  widget_test_settle ();
  g_assert_true (widget_test_says (dialog, "It listens only: nobody on the bus notices."));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (seconds), 20);
  press (dialog, "Start");
  widget_test_wait (is_searched, dialog);
  widget_test_settle ();
  g_assert_true (widget_test_says (dialog, "125000 bit/s, sample point 87.5 %"));
  g_assert_true (widget_test_says (dialog, "■ wrong"));
  g_assert_true (widget_test_says (dialog, "● right"));
  widget_test_pictures (GTK_WINDOW (dialog), "rate-found");
  press (dialog, "Calculate with It…");
  g_assert_cmpuint (taken, ==, 125000);
  g_source_remove (source);
  bus_close (sender);
  bus_close (receiver);
  widget_test_settle ();
}

/* What is no question cannot be started; closing while it searches ends it. */
static void
test_search_refused (void)
{
  GtkWidget *dialog = rate_dialog_new (NULL, app_settings_get (), "virtual", "quiet"), *rates;

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_present (GTK_WINDOW (dialog));
  widget_test_settle ();
  rates = widget_test_find (dialog, GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (rates), "500k fast");
  g_assert_true (widget_test_says (dialog, "fast: bit rates up to"));
  g_assert_false (gtk_widget_get_sensitive (widget_test_find_words (dialog, GTK_TYPE_BUTTON, "Start")));
  gtk_editable_set_text (GTK_EDITABLE (rates), "500k 250k");
  rate_dialog_start (RATE_DIALOG (dialog));
  gtk_window_destroy (GTK_WINDOW (dialog));
  while (dialog != NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Ticks stay when the guide is closed, and go together. */
static void
test_ticks (void)
{
  GtkWidget *guide = guide_dialog_new (NULL, "bring-up"), *tick;

  g_settings_reset (app_settings_get (), "bring-up");
  gtk_window_present (GTK_WINDOW (guide));
  widget_test_settle ();
  g_assert_true (widget_test_says (guide, "0 of 9 steps are done."));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (widget_test_find_words (guide, GTK_TYPE_CHECK_BUTTON, "2. Clock")),
                               TRUE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (widget_test_find_words (guide, GTK_TYPE_CHECK_BUTTON, "5. Bit rate")),
                               TRUE);
  g_assert_true (widget_test_says (guide, "2 of 9 steps are done."));
  widget_test_pictures (GTK_WINDOW (guide), "guide-bring-up");
  gtk_window_destroy (GTK_WINDOW (guide));
  guide = guide_dialog_new (NULL, "bring-up");
  gtk_window_present (GTK_WINDOW (guide));
  widget_test_settle ();
  tick = widget_test_find_words (guide, GTK_TYPE_CHECK_BUTTON, "5. Bit rate");
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (tick)));
  g_assert_false (gtk_check_button_get_active (
      GTK_CHECK_BUTTON (widget_test_find_words (guide, GTK_TYPE_CHECK_BUTTON, "1. Pins"))));
  press (guide, "Start Over");
  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (tick)));
  gtk_window_destroy (GTK_WINDOW (guide));
}

int
main (int argc, char **argv)
{
  int status;

  widget_test_init (&argc, &argv);
  folder = argc > 1 ? argv[1] : "tests/backends/links";
  set_up ();
  g_test_add_func ("/timing-links/limits", test_limits);
  g_test_add_func ("/timing-links/hot-plug", test_hot_plug);
  g_test_add_func ("/timing-links/profiles", test_profiles);
  g_test_add_func ("/timing-links/keep", test_keep);
  g_test_add_func ("/timing-links/back", test_back);
  g_test_add_func ("/timing-links/search", test_search);
  g_test_add_func ("/timing-links/search-refused", test_search_refused);
  g_test_add_func ("/timing-links/ticks", test_ticks);
  status = g_test_run ();
  can_link_set_kernel (NULL);
  tear_down ();
  return status;
}
