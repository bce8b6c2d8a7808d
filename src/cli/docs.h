/* docs.h: the man page of canid-cli and what shells complete, made at build time from the tables of commands and
 * options.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "cli/command.h"

G_BEGIN_DECLS

/* Whole files, as they are installed; untranslated. */
void docs_append_man (GString *out);
void docs_append_bash (GString *out);
void docs_append_zsh (GString *out);
void docs_append_fish (GString *out);

G_END_DECLS
