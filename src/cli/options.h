/* options.h: the command line as tables: one row an option, one table a command. Parsing, --help, the man page and
 * completions are made from the same rows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "base/i18n.h"
#include <stdint.h>

G_BEGIN_DECLS

/* What was typed. Strings are borrowed from argv. */
typedef struct
{
  GPtrArray *databases, *maps, *bitrates, *data_bitrates, *id_splits; /* of const char *; never NULL */
  const char *filter, *format, *input_format, *output_format, *time, *timezone, *from, *to, *interval;
  const char *clock, *bitrate, *data_bitrate, *sample_point, *data_sample_point, *controller, *sjw, *cable, *node_delay;
  const char *export, *channel, *dialect, *j1939;
  const char *interface, *duration, *timeout, *config, *context, *identify;
  const char *output, *size, *mode;
  const char *speed, *gap, *skip_gaps, *loop, *direction, *period, *then, *bus_load, *random, *node;
  GPtrArray *texts, *gauges;                    /* of const char *; never NULL */
  GPtrArray *without, *without_nodes, *signals; /* of const char *; never NULL */
  const char *threshold, *glitch, *sample_rate, *compare, *recording;
  const char *split_size, *split_time, *before, *after;
  GPtrArray *settings;                         /* of const char *, KEY=VALUE; never NULL */
  GPtrArray *files, *triggers, *stop_triggers; /* of const char *; never NULL */
  uint64_t split_count, keep;                  /* UINT64_MAX: none */
  uint64_t limit;                              /* frames; UINT64_MAX: all */
  uint64_t count;                              /* frames; UINT64_MAX: no end */
  int fd, active, passive, status, reconnect, flat_out, invert, non_iso, apply, yes, detect, disturb, triple;
  int verbose, rebase, follow, adapters, wide, list, strict, append, explain, load, dark, help;
  const char **arguments; /* what is no option, NULL-terminated */
  guint n_arguments;
} CliOptions;

typedef enum
{
  OPTION_FLAG,   /* int, counts */
  OPTION_TEXT,   /* const char * */
  OPTION_CHOICE, /* const char *, one word of choices */
  OPTION_LIST,   /* GPtrArray *, repeatable */
  OPTION_COUNT,  /* uint64_t */
} OptionKind;

typedef struct
{
  const char *name; /* without dashes; NULL ends the table */
  char letter;      /* 0: only the long form */
  OptionKind kind;
  gsize offset;         /* within CliOptions */
  const char *argument; /* N_("FILE"), NULL for a flag */
  const char *choices;  /* "text csv json", the first is the default */
  const char *help;     /* N_() */
} CliOption;

#define CLI_FIELD(field) G_STRUCT_OFFSET (CliOptions, field)
#define CLI_DATABASE                                                                                                   \
  {                                                                                                                    \
    "database", 'd', OPTION_LIST, CLI_FIELD (databases), N_ ("[CHANNEL:]FILE"), NULL,                                  \
        N_ ("DBC with messages and signals, for all channels or one; repeatable, the first that knows a message wins") \
  }
#define CLI_J1939                                                                                                      \
  {                                                                                                                    \
    "j1939", 0, OPTION_CHOICE, CLI_FIELD (j1939), N_ ("MODE"), "auto on off",                                          \
        N_ ("messages of the databases that stand for their J1939 parameter group, whatever priority and addresses: "  \
            "those that a database says are such, all of 29 bits, or none")                                            \
  }
#define CLI_FILTER                                                                                                     \
  {                                                                                                                    \
    "filter", 'Y', OPTION_TEXT, CLI_FIELD (filter), N_ ("EXPR"), NULL,                                                 \
        N_ ("only frames that pass this display filter")                                                               \
  }
#define CLI_ID_SPLIT                                                                                                   \
  {                                                                                                                    \
    "id-split", 0, OPTION_LIST, CLI_FIELD (id_splits), N_ ("DEFINITION"), NULL,                                        \
        N_ ("own parts of identifiers, for filters: \"body 29: zone = 5:24, rank = 0:5\" makes id.body.zone (offset "  \
            "5, "                                                                                                      \
            "24 bits) and id.body.rank; repeatable")                                                                   \
  }
#define CLI_FORMAT(choices)                                                                                            \
  {                                                                                                                    \
    "format", 'T', OPTION_CHOICE, CLI_FIELD (format), N_ ("NAME"), choices, N_ ("form of the output")                  \
  }
#define CLI_INPUT_FORMAT                                                                                               \
  {                                                                                                                    \
    "input-format", 0, OPTION_TEXT, CLI_FIELD (input_format), N_ ("NAME"), NULL,                                       \
        N_ ("format of the input; else found by its content")                                                          \
  }
#define CLI_TIME                                                                                                       \
  {                                                                                                                    \
    "time", 0, OPTION_CHOICE, CLI_FIELD (time), N_ ("KIND"), "absolute relative",                                      \
        N_ ("times as in the source, or since its start")                                                              \
  }
#define CLI_TIMEZONE                                                                                                   \
  {                                                                                                                    \
    "timezone", 0, OPTION_TEXT, CLI_FIELD (timezone), N_ ("ZONE"), NULL,                                               \
        N_ ("zone of dates that name none, such as Europe/Berlin; else the local one")                                 \
  }
#define CLI_REBASE                                                                                                     \
  {                                                                                                                    \
    "rebase", 0, OPTION_FLAG, CLI_FIELD (rebase), NULL, NULL,                                                          \
        N_ ("shift the times of each input so that its first frame comes at its start")                                \
  }
#define CLI_MAP                                                                                                        \
  {                                                                                                                    \
    "map", 0, OPTION_LIST, CLI_FIELD (maps), N_ ("FILE:CHANNEL=NAME"), NULL,                                           \
        N_ ("rename a channel of an input; repeatable")                                                                \
  }
#define CLI_FROM                                                                                                       \
  {                                                                                                                    \
    "from", 0, OPTION_TEXT, CLI_FIELD (from), N_ ("TIME"), NULL,                                                       \
        N_ ("only frames at or after TIME: seconds as print shows them, +SECONDS since the start, or a date such as "  \
            "\"2024-01-31 12:00:00\"")                                                                                 \
  }
#define CLI_TO                                                                                                         \
  {                                                                                                                    \
    "to", 0, OPTION_TEXT, CLI_FIELD (to), N_ ("TIME"), NULL, N_ ("only frames before TIME")                            \
  }
#define CLI_BITRATE                                                                                                    \
  {                                                                                                                    \
    "bitrate", 0, OPTION_LIST, CLI_FIELD (bitrates), N_ ("[CHANNEL:]RATE"), NULL,                                      \
        N_ ("bits a second of all channels or one, such as 500k; else what the input or a database tells; repeatable") \
  }
#define CLI_DATA_BITRATE                                                                                               \
  {                                                                                                                    \
    "data-bitrate", 0, OPTION_LIST, CLI_FIELD (data_bitrates), N_ ("[CHANNEL:]RATE"), NULL,                            \
        N_ ("the same of the data phase of CAN FD frames that switch their rate; repeatable")                          \
  }
#define CLI_FOLLOW                                                                                                     \
  {                                                                                                                    \
    "follow", 0, OPTION_FLAG, CLI_FIELD (follow), NULL, NULL,                                                          \
        N_ ("go on with what is written to FILE, a log of lines or a named pipe, until Ctrl+C")                        \
  }
#define CLI_LIMIT                                                                                                      \
  {                                                                                                                    \
    "limit", 0, OPTION_COUNT, CLI_FIELD (limit), N_ ("N"), NULL, N_ ("stop after N frames")                            \
  }
#define CLI_VERBOSE                                                                                                    \
  {                                                                                                                    \
    "verbose", 'v', OPTION_FLAG, CLI_FIELD (verbose), NULL, NULL, N_ ("more diagnostics; repeatable")                  \
  }
#define CLI_HELP                                                                                                       \
  {                                                                                                                    \
    "help", 'h', OPTION_FLAG, CLI_FIELD (help), NULL, NULL, N_ ("show this help")                                      \
  }
#define CLI_END                                                                                                        \
  {                                                                                                                    \
    NULL                                                                                                               \
  }

/* Parses argv (n words) after the table. FALSE: wrong usage, *error is CANID_ERROR_USAGE. Clear in any case. */
gboolean cli_options_parse (CliOptions *self, const CliOption *table, char **argv, guint n, GError **error);
void cli_options_clear (CliOptions *self);

/* The options' paragraph of --help, appended. */
void cli_options_append_help (const CliOption *table, GString *out);

/* Text in lines that fit, behind an empty one; a line between paragraphs. */
void cli_append_paragraphs (const char *text, GString *out);

/* Decimal number without sign that fits; FALSE else. */
gboolean cli_parse_count (const char *text, uint64_t *count);

G_END_DECLS
