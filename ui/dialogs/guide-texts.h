/* guide-texts.h: what the CAN guide says.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *id;           /* of a step that can be ticked; NULL */
  const char *title, *text; /* N_() */
  const char *button;       /* N_(); NULL: none */
  const char *action;       /* detailed name of its tool */
} GuideEntry;

/* title NULL ends each. */
extern const GuideEntry guide_steps[];      /* bringing CAN up on a controller */
extern const GuideEntry guide_first_time[]; /* and then on the bus */
extern const GuideEntry guide_questions[];
extern const GuideEntry guide_glossary[];

G_END_DECLS
