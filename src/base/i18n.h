/* i18n.h: marking strings for translation below the user interface.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Tables use N_() and whoever shows them calls _(); sentences use _() where they are made. What scripts read (csv,
 * json, identifiers of formats and commands) is never marked.
 */
#pragma once

#include "config.h"
#include <glib.h>

/* What a table leaves empty stays so: gettext would answer with the head of its catalogue. */
static inline const char *i18n_text (const char *text) G_GNUC_FORMAT (1);

static inline const char *
i18n_text (const char *text)
{
  return *text != '\0' ? g_dgettext (GETTEXT_PACKAGE, text) : text;
}

#define _(text) i18n_text (text)
#define C_(context, text) g_dpgettext2 (GETTEXT_PACKAGE, context, text)
#define N_(text) (text)
#define ngettext_(one, many, n) g_dngettext (GETTEXT_PACKAGE, one, many, n)
