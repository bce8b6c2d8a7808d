/* commands.c: the list of commands.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/command.h"

#include "base/banned.h"

static const Command *const commands[] = {
  &command_info,  &command_print,      &command_convert, &command_decode,         &command_stats,
  &command_plot,  &command_filter,     &command_log,     &command_send,           &command_play,
  &command_buses, &command_bit_timing, &command_samples, &command_accept_filters, NULL,
};

const Command *const *
commands_list (void)
{
  return commands;
}
