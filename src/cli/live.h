/* live.h: the bus that log and send work on, from options, configuration and environment.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "backends/backend.h"
#include "cli/command.h"

G_BEGIN_DECLS

#define CLI_LIVE_OPTIONS                                                                                                  \
  { "interface",                                                                                                          \
    'i',                                                                                                                  \
    OPTION_TEXT,                                                                                                          \
    CLI_FIELD (interface),                                                                                                \
    N_ ("NAME"),                                                                                                          \
    NULL,                                                                                                                 \
    N_ ("backend: socketcan, udp_multicast, virtual, …; “canid-cli buses” lists them") },                                 \
      { "channel", 'c', OPTION_TEXT, CLI_FIELD (channel), N_ ("NAME"), NULL, N_ ("channel, as the backend names it") },   \
      { "bitrate", 'b', OPTION_TEXT, CLI_FIELD (bitrate), N_ ("RATE"), NULL, N_ ("bit/s, where opening a bus sets it") }, \
      { "data-bitrate",                                                                                                   \
        0,                                                                                                                \
        OPTION_TEXT,                                                                                                      \
        CLI_FIELD (data_bitrate),                                                                                         \
        N_ ("RATE"),                                                                                                      \
        NULL,                                                                                                             \
        N_ ("bit/s of CAN FD's data phase, likewise") },                                                                  \
      { "fd", 0, OPTION_FLAG, CLI_FIELD (fd), NULL, NULL, N_ ("CAN FD must be possible") },                               \
      { "set",                                                                                                            \
        0,                                                                                                                \
        OPTION_LIST,                                                                                                      \
        CLI_FIELD (settings),                                                                                             \
        N_ ("KEY=VALUE"),                                                                                                 \
        NULL,                                                                                                             \
        N_ ("any other setting of the backend, such as port=43113; repeatable") },                                        \
      { "config",                                                                                                         \
        0,                                                                                                                \
        OPTION_TEXT,                                                                                                      \
        CLI_FIELD (config),                                                                                               \
        N_ ("FILE"),                                                                                                      \
        NULL,                                                                                                             \
        N_ ("python-can's configuration; else ~/can.conf, /etc/can.conf, ~/.can, ~/.canrc") },                            \
  {                                                                                                                       \
    "context", 0, OPTION_TEXT, CLI_FIELD (context), N_ ("NAME"), NULL,                                                    \
        N_ ("section of the configuration; else default")                                                                 \
  }

/* What is to be opened, and how; *name: of the channel in traces. channel: what was typed besides -c, or NULL. NULL:
 * the message was shown. */
BusConfig *live_config (const CliOptions *typed, const char *channel, const GArray *filters, const Backend **backend,
                        char **name, CliStatus *status);
/* Likewise, opened. */
Bus *live_open (const CliOptions *typed, const char *channel, const GArray *filters, char **name, CliStatus *status);

/* Seconds with a fraction; FALSE: the message was shown. */
gboolean live_parse_seconds (const char *option, const char *text, double *seconds);

G_END_DECLS
