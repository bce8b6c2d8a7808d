/* comment-dialog.h: writing about a frame.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Enter saves, Shift+Enter begins a line, Escape leaves all as it was.
 *
 * "saved" (const char *text)   "": the comment shall go
 */
#pragma once

#include <gtk/gtk.h>
#include <stdint.h>

G_BEGIN_DECLS

#define COMMENT_TYPE_DIALOG (comment_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CommentDialog, comment_dialog, COMMENT, DIALOG, GtkWindow)

/* text (nullable): what was written before. */
GtkWidget *comment_dialog_new (GtkWindow *parent, uint64_t row, const char *text);

G_END_DECLS
