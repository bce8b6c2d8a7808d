/* command.h: what a command of canid-cli is, and what all of them share: statuses, diagnostics, Ctrl+C.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A command is one file ending in `const Command command_foo` and one row in commands.c. Help, man page and completions
 * are made from it and its table of options.
 */
#pragma once

#include "base/byte-sink.h"
#include "cli/options.h"
#include "db/database-set.h"
#include "filter/filter.h"

G_BEGIN_DECLS

typedef enum
{
  STATUS_DONE = 0,
  STATUS_FAILED = 1,
  STATUS_USAGE = 2,
  STATUS_INTERRUPTED = 130,
} CliStatus;

typedef struct
{
  const char *name;
  const char *arguments; /* N_("FILE…") */
  const char *help;      /* N_(), one line */
  const CliOption *options;
  CliStatus (*run) (const CliOptions *options);
  const char *details; /* N_(), more for --help and the man page: paragraphs with a line between; may be NULL */
} Command;

extern const Command command_info, command_print, command_convert, command_decode, command_stats, command_filter,
    command_bit_timing, command_log, command_send, command_buses, command_plot, command_play, command_samples,
    command_accept_filters;

/* NULL-terminated, in the order of --help. */
const Command *const *commands_list (void);

/* "canid-cli: …" in a line on stderr, UTF-8 in every locale. */
void cli_message (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* The error's message, then it is freed. USAGE for what was typed wrong, else FAILED. */
CliStatus cli_fail (GError *error);
CliStatus cli_fail_usage (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* The worse of two: a usage error before a failure before done; interrupted beats all. */
CliStatus cli_status_worst (CliStatus a, CliStatus b);

/* Ctrl+C was pressed: end cleanly and keep what was written. */
gboolean cli_is_interrupted (void);

/* Ends writing to out: a closed pipe is DONE, quietly; other failures are told. (transfer full) */
CliStatus cli_close_output (ByteSink *out);
/* A whole text to standard output, as above. */
CliStatus cli_print (const char *text);

/* What -d and -Y name. Both free what they gave on failure; messages were shown. */
CliStatus cli_load_databases (const CliOptions *options, DatabaseSet **set);
/* The own parts of identifiers become known to all filters. */
CliStatus cli_use_id_splits (const CliOptions *options);
/* *program NULL: everything passes. what names the place of the expression in messages. */
CliStatus cli_compile_filter (const char *text, const DatabaseSet *databases, FilterProgram **program);

G_END_DECLS
