/* log-plan.h: the options of log that say what is recorded, and where.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "cli/command.h"
#include "session/record-run.h"

G_BEGIN_DECLS

#define CLI_RECORD_OPTIONS                                                                                                 \
  { "split-size",                                                                                                          \
    's',                                                                                                                   \
    OPTION_TEXT,                                                                                                           \
    CLI_FIELD (split_size),                                                                                                \
    N_ ("BYTES"),                                                                                                          \
    NULL,                                                                                                                  \
    N_ ("begin another file after so many bytes; with k, M or G") },                                                       \
      { "split-time", 0, OPTION_TEXT, CLI_FIELD (split_time), N_ ("TIME"), NULL, N_ ("… after so long: 90s, 10min, 1h") }, \
      { "split-count", 0, OPTION_COUNT, CLI_FIELD (split_count), N_ ("N"), NULL, N_ ("… after N frames") },                \
      { "keep", 0, OPTION_COUNT, CLI_FIELD (keep), N_ ("N"), NULL, N_ ("keep the last N files, delete older ones") },      \
      { "trigger",                                                                                                         \
        0,                                                                                                                 \
        OPTION_LIST,                                                                                                       \
        CLI_FIELD (triggers),                                                                                              \
        N_ ("CONDITION"),                                                                                                  \
        NULL,                                                                                                              \
        N_ ("write only around what fires, a file each; repeatable") },                                                    \
      { "stop-trigger",                                                                                                    \
        0,                                                                                                                 \
        OPTION_LIST,                                                                                                       \
        CLI_FIELD (stop_triggers),                                                                                         \
        N_ ("CONDITION"),                                                                                                  \
        NULL,                                                                                                              \
        N_ ("go on writing until this fires; repeatable") },                                                               \
      { "before", 0, OPTION_TEXT, CLI_FIELD (before), N_ ("TIME"), NULL, N_ ("also what came so long before a trigger") }, \
  {                                                                                                                        \
    "after", 0, OPTION_TEXT, CLI_FIELD (after), N_ ("TIME"), NULL, N_ ("… and so long after it")                           \
  }

/* (transfer full) of RecordPlan, one a file of -f, or one for standard output. NULL: the message was shown. */
GPtrArray *log_plans_new (const CliOptions *typed);

G_END_DECLS
