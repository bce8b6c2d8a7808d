/* app-private.h: what app.c and app-actions.c share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "ui/app.h"

G_BEGIN_DECLS

void main_app_add_actions (MainApp *self);

G_END_DECLS
