/* picture-file.h: a drawing as a PNG, SVG or PDF file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

#define PICTURE_FILE_MAX_SIZE 16384 /* px each way */

/* Draws in a context of this size; units are px, 96 of them an inch. */
typedef void (*PictureDraw) (cairo_t *cr, double width, double height, gpointer data);

typedef enum
{
  PICTURE_PNG,
  PICTURE_SVG,
  PICTURE_PDF,
} PictureKind;

/* By the extension. FALSE: none of the three. */
gboolean picture_file_kind (const char *path, PictureKind *kind);
/* Replaced at the end; "-" is standard output. */
gboolean picture_file_write (const char *path, PictureKind kind, double width, double height, PictureDraw draw,
                             gpointer data, GError **error);

G_END_DECLS
