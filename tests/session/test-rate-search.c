/* test-rate-search.c: the bit rate of a virtual bus, whose nodes obey a controller's rules, is found by listening; what
 * is silent, wrong, mixed or refused is said to be so.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "base/errors.h"
#include "session/rate-search.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* --- Others on the bus: one that sends and one that acknowledges --- */

typedef struct
{
  Bus *sender, *receiver;
  CanFrame frame;
  pthread_t thread;
  atomic_bool stop;
} Traffic;

static Bus *
open_node (const char *channel, uint32_t rate, uint32_t data_rate, const char *faults)
{
  BusConfig *config = bus_config_new ();
  g_autoptr (GError) error = NULL;
  Bus *bus;

  g_assert_true (bus_config_set (config, "channel", channel, NULL));
  config->bitrate = rate;
  config->data_bitrate = data_rate;
  config->fd = data_rate > 0;
  if (faults != NULL)
    g_assert_true (bus_config_set (config, "faults", faults, NULL));
  bus = bus_open (backend_find ("virtual"), config, 0, &error);
  g_assert_no_error (error);
  bus_config_free (config);
  return bus;
}

static void *
send_all (void *data)
{
  Traffic *self = data;
  FrameBatch *batch = frame_batch_new ();

  while (!atomic_load (&self->stop))
    {
      bus_transmit (self->sender, &self->frame, NULL);
      for (guint i = 0; i < 2; i++)
        {
          frame_batch_clear (batch);
          bus_receive (i == 0 ? self->sender : self->receiver, batch, NULL);
        }
      g_usleep (1000);
    }
  frame_batch_free (batch);
  return NULL;
}

static void
start (Traffic *self, const char *channel, uint32_t rate, uint32_t data_rate, uint8_t flags, const char *faults)
{
  static const uint8_t data[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };

  self->sender = open_node (channel, rate, data_rate, faults);
  self->receiver = open_node (channel, rate, data_rate, NULL);
  self->frame = (CanFrame){ .id = 0x123, .dlc = 8, .len = 8, .flags = flags, .data = data };
  atomic_init (&self->stop, FALSE);
  g_assert_cmpint (pthread_create (&self->thread, NULL, send_all, self), ==, 0);
}

static void
stop (Traffic *self)
{
  atomic_store (&self->stop, TRUE);
  pthread_join (self->thread, NULL);
  bus_close (self->sender);
  bus_close (self->receiver);
}

/* --- Searching --- */

static RateQuestion *
ask (const char *channel, const char *rates, double seconds)
{
  BusConfig *config = bus_config_new ();
  RateQuestion *question;

  g_assert_true (bus_config_set (config, "channel", channel, NULL));
  question = rate_question_new (backend_find ("virtual"), config);
  bus_config_free (config);
  question->seconds = seconds;
  if (rates != NULL)
    {
      g_array_set_size (question->rates, 0);
      g_assert_true (rate_question_parse_rates (question->rates, rates, NULL));
    }
  return question;
}

typedef struct
{
  guint begun, ended, n;
} Seen;

static void
on_progress (const RateTrial *trial, guint number, guint n, gpointer data)
{
  Seen *seen = data;

  g_assert_cmpuint (number, <=, n);
  seen->begun += trial->verdict == RATE_UNTRIED;
  seen->ended += trial->verdict != RATE_UNTRIED;
  seen->n = n;
}

static GPtrArray *
search (RateQuestion *question, Seen *seen)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *trials;

  *seen = (Seen){ 0 };
  trials = rate_search (question, on_progress, seen, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seen->begun, ==, trials->len);
  g_assert_cmpuint (seen->ended, ==, trials->len);
  rate_question_free (question);
  return trials;
}

static RateVerdict
verdict (const GPtrArray *trials, guint index)
{
  return ((const RateTrial *) g_ptr_array_index (trials, index))->verdict;
}

/* Long enough a time for a loaded machine: it ends as soon as it is clear. */
#define LONG 20
#define SHORT 0.1

static void
test_found (void)
{
  Traffic traffic;
  g_autoptr (GPtrArray) trials = NULL;
  g_autofree char *text = NULL;
  const RateTrial *best;
  BusStatus status;
  Seen seen;

  start (&traffic, "found", 125000, 0, 0, NULL);
  trials = search (ask ("found", NULL, LONG), &seen);
  bus_get_status (traffic.sender, &status);
  stop (&traffic);
  g_assert_cmpuint (trials->len, ==, 3); /* 500, 250, 125 */
  g_assert_cmpint (verdict (trials, 0), ==, RATE_WRONG);
  g_assert_cmpint (verdict (trials, 1), ==, RATE_WRONG);
  best = rate_trials_get_best (trials);
  g_assert_cmpuint (best->setting.bitrate, ==, 125000);
  g_assert_cmpfloat (best->setting.point, ==, 0.875);
  g_assert_cmpint (best->verdict, ==, RATE_RIGHT);
  g_assert_cmpuint (best->tally.frames, >=, 40);
  g_assert_cmpuint (best->tally.errors, ==, 0);
  text = rate_trials_describe (trials);
  g_assert_true (g_str_has_prefix (text, "125000 bit/s, sample point 87.5 %: "));
  /* Nobody was disturbed while we listened at the wrong ones. */
  g_assert_cmpint (status.tec, ==, 0);
  g_assert_cmpuint (status.bus_errors, ==, 0);
}

static void
test_points (void)
{
  Traffic traffic;
  g_autoptr (GPtrArray) trials = NULL;
  g_autofree char *text = NULL;
  RateQuestion *question = ask ("points", "500k,250k", LONG);
  Seen seen;

  g_assert_true (rate_question_parse_points (question->points, "75%, 0.8 87.5", NULL));
  start (&traffic, "points", 250000, 0, 0, NULL);
  trials = search (question, &seen);
  stop (&traffic);
  g_assert_cmpuint (trials->len, ==, 4);
  for (guint i = 1; i < 4; i++)
    g_assert_cmpint (verdict (trials, i), ==, RATE_RIGHT);
  g_assert_cmpfloat (((RateTrial *) g_ptr_array_index (trials, 3))->setting.point, ==, 0.875);
  text = rate_trials_describe (trials);
  g_assert_nonnull (strstr (text, "Other sample points hear as well"));
}

/* CAN FD: to a classic controller errors where FDF stands; then the data rate. */
static void
test_fd (void)
{
  Traffic traffic;
  g_autoptr (GPtrArray) classic = NULL, both = NULL;
  g_autofree char *text = NULL;
  RateQuestion *question;
  const RateTrial *best;
  Seen seen;

  start (&traffic, "fd", 500000, 2000000, CAN_FD | CAN_BRS, NULL);
  classic = search (ask ("fd", "250k,500k", LONG), &seen);
  question = ask ("fd", "250k,500k", LONG);
  g_assert_true (rate_question_parse_rates (question->data_rates, "5M 4M 2M 1M", NULL));
  both = search (question, &seen);
  stop (&traffic);
  g_assert_cmpint (verdict (classic, 0), ==, RATE_WRONG);
  g_assert_cmpint (verdict (classic, 1), ==, RATE_FD);
  text = rate_trials_describe (classic);
  g_assert_nonnull (strstr (text, "switch CAN FD on"));

  best = rate_trials_get_best (both);
  g_assert_cmpint (best->verdict, ==, RATE_RIGHT);
  g_assert_cmpuint (best->setting.bitrate, ==, 500000);
  g_assert_cmpuint (best->setting.data_bitrate, ==, 2000000);
  g_assert_cmpuint (both->len, ==, 5); /* 250k, 500k, then 5M, 4M, 2M */
}

static void
test_silence (void)
{
  g_autoptr (GPtrArray) trials = NULL;
  g_autofree char *text = NULL;
  Seen seen;

  trials = search (ask ("silence", "500k,250k", SHORT), &seen);
  g_assert_null (rate_trials_get_best (trials));
  g_assert_cmpuint (trials->len, ==, 2);
  g_assert_cmpint (verdict (trials, 1), ==, RATE_SILENT);
  text = rate_trials_describe (trials);
  g_assert_true (g_str_has_prefix (text, "Nothing was heard at any rate"));
}

static void
test_none (void)
{
  Traffic traffic;
  g_autoptr (GPtrArray) trials = NULL;
  g_autofree char *text = NULL;
  Seen seen;

  start (&traffic, "none", 47619, 0, 0, NULL);
  trials = search (ask ("none", "500k,250k", LONG), &seen);
  stop (&traffic);
  g_assert_null (rate_trials_get_best (trials));
  text = rate_trials_describe (trials);
  g_assert_nonnull (strstr (text, "errors only at 2 of them"));
}

/* The right rate of a bus that fails every third time. */
static void
test_mixed (void)
{
  Traffic traffic;
  g_autoptr (GPtrArray) trials = NULL;
  g_autofree char *text = NULL;
  const RateTrial *best;
  RateQuestion *question = ask ("mixed", "500k,250k", 1);
  Seen seen;

  start (&traffic, "mixed", 250000, 0, 0, "crc:3");
  trials = search (question, &seen);
  stop (&traffic);
  best = rate_trials_get_best (trials);
  g_assert_cmpuint (best->setting.bitrate, ==, 250000);
  g_assert_cmpint (best->verdict, ==, RATE_MIXED);
  text = rate_trials_describe (trials);
  g_assert_nonnull (strstr (text, "Many frames fail"));
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) trials = NULL;
  RateQuestion *question = ask ("cancelled", NULL, LONG);

  g_cancellable_cancel (cancellable);
  trials = rate_search (question, NULL, NULL, cancellable, NULL);
  g_assert_cmpuint (trials->len, ==, 0);
  rate_question_free (question);
}

/* What has no rate, and what cannot listen only. */
static void
test_refused (void)
{
  BusConfig *config = bus_config_new ();
  RateQuestion *question;
  gboolean disturbs;
  g_autoptr (GError) none = NULL, bad = NULL, unknown = NULL;
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (uint32_t));

  question = rate_question_new (backend_find ("udp_multicast"), config);
  g_assert_null (rate_search (question, NULL, NULL, NULL, &none));
  g_assert_error (none, CANID_ERROR, CANID_ERROR_UNSUPPORTED);
  rate_question_free (question);
  g_assert_true (bus_config_set (config, "channel", "can99", NULL));
  question = rate_question_new (backend_find ("socketcan"), config);
  g_assert_false (rate_question_check (question, &disturbs, &unknown));
  rate_question_free (question);
  bus_config_free (config);
  g_assert_false (rate_question_parse_rates (list, "500k,fast", &bad));
  g_assert_error (bad, CANID_ERROR, CANID_ERROR_USAGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rate-search/found", test_found);
  g_test_add_func ("/rate-search/points", test_points);
  g_test_add_func ("/rate-search/fd", test_fd);
  g_test_add_func ("/rate-search/silence", test_silence);
  g_test_add_func ("/rate-search/none", test_none);
  g_test_add_func ("/rate-search/mixed", test_mixed);
  g_test_add_func ("/rate-search/cancelled", test_cancelled);
  g_test_add_func ("/rate-search/refused", test_refused);
  return g_test_run ();
}
