/* transmitter-fixture.h: a transmitter on a virtual bus, with a peer that hears it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/bus-source.h"
#include "session/transmitter.h"

#define MS INT64_C (1000000)

typedef struct
{
  Bus *bus, *peer;
  Transmitter *transmitter;
  FrameBatch *batch;
  guint bus_of[256];
  GArray *heard;    /* of CanFrame; data in payloads */
  GPtrArray *bytes; /* of uint8_t[64] */
  int answer;       /* of send instead of the bus, if not 1 */
} Fixture;

void fixture_set_up (Fixture *self, gconstpointer data);
void fixture_tear_down (Fixture *self, gconstpointer data);

/* bitrate: a controller with error counters; NULL: without. */
Bus *fixture_open_virtual (const char *channel, const char *bitrate);
/* On bus 7; data: text that lives as long. */
TransmitJob fixture_job (uint32_t id, const char *data, int64_t period);

void fixture_listen (Fixture *self); /* what came in until now */
/* The main loop, and what comes in: until so many frames were heard at all, or for so many ns. */
void fixture_run_until (Fixture *self, guint n_heard);
void fixture_run_for (Fixture *self, int64_t time);
const CanFrame *fixture_heard (Fixture *self, guint i);
