/* window-open.c: files come in.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/window-private.h"

void
main_window_open_files (MainWindow *self, GFile *const *files, guint n_files)
{
}
