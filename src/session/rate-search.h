/* rate-search.h: which bit rate a bus has, found by listening at one after the other.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * At the right rate frames come, at a wrong one stuff and form errors; silence says nothing. Only listening disturbs
 * nobody: a controller that takes part destroys the others' frames with its error flags while it is wrong, so that is
 * refused unless it is allowed. A SocketCAN interface is set by canid-netconf and is afterwards what it was; on other
 * backends opening sets the rate.
 *
 * First all rates, each at its first sample point, until one is right; then, at that rate, the other sample points and
 * the data rates of CAN FD, where such are asked for. Listening alone cannot tell a sample point that all tolerate.
 */
#pragma once

#include "session/bus-test.h"

G_BEGIN_DECLS

typedef struct
{
  uint32_t bitrate, data_bitrate; /* bit/s; data 0: as classic CAN */
  double point, data_point;       /* 0 to 1 */
} RateSetting;

typedef enum
{
  RATE_UNTRIED, /* being listened at, or not begun */
  RATE_REFUSED, /* the controller cannot be set so */
  RATE_SILENT,  /* neither frames nor errors */
  RATE_WRONG,   /* errors only */
  RATE_MIXED,   /* frames, and many errors */
  RATE_FD,      /* the rate is right, but the frames are CAN FD's, which was off */
  RATE_RIGHT,   /* frames, and next to no errors */
} RateVerdict;

typedef struct
{
  RateSetting setting;
  RateVerdict verdict;
  BusTally tally;
  char *refusal; /* (nullable) the sentence */
} RateTrial;

const char *rate_verdict_id (RateVerdict verdict);   /* "right", for scripts */
const char *rate_verdict_text (RateVerdict verdict); /* translated */
/* "31 frames, no errors". (transfer full) */
char *rate_trial_describe (const RateTrial *self);

typedef struct
{
  const Backend *backend;
  BusConfig *config;    /* channel and the backend's own settings; owned */
  GArray *rates;        /* of uint32_t, bit/s, in the order they are tried */
  GArray *points;       /* of double, 0 to 1; none: CiA's for each rate */
  GArray *data_rates;   /* of uint32_t; none: classic CAN */
  double seconds;       /* a setting, at most: less where it is clear */
  gboolean may_disturb; /* also where it cannot listen only */
} RateQuestion;

/* Usual rates, the most usual first. Owns nothing else yet. (transfer full) */
RateQuestion *rate_question_new (const Backend *backend, const BusConfig *config);
void rate_question_free (RateQuestion *self); /* (nullable) */
/* "500k,250k", "75%,0.8"; appended. FALSE: CANID_ERROR_USAGE. */
gboolean rate_question_parse_rates (GArray *rates, const char *text, GError **error);
gboolean rate_question_parse_points (GArray *points, const char *text, GError **error);

/* FALSE: there is no rate to be found on this bus (the sentence). *disturbs: it cannot listen only. */
gboolean rate_question_check (const RateQuestion *self, gboolean *disturbs, GError **error);

/* trial: (transfer none); begun, or with its verdict. Settings are number 1 to n, as far as is known now. In the
 * thread that searches. */
typedef void (*RateProgress) (const RateTrial *trial, guint number, guint n, gpointer data);

/* Blocks. Of RateTrial, in the order tried, also when cancelled; NULL: nothing could be tried, the sentence. (transfer
 * full) */
GPtrArray *rate_search (const RateQuestion *question, RateProgress progress, gpointer data, GCancellable *cancellable,
                        GError **error);
/* The best that was heard; NULL: none is right. */
const RateTrial *rate_trials_get_best (const GPtrArray *trials);
/* What was found, or why not and what to do; sentences. (transfer full) */
char *rate_trials_describe (const GPtrArray *trials);

G_END_DECLS
