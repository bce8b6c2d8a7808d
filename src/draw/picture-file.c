/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "draw/picture-file.h"

#include "base/byte-sink.h"
#include "base/errors.h"
#include <cairo-pdf.h>
#include <cairo-svg.h>

#include "base/banned.h"

#define POINTS_PER_PX 0.75

gboolean
picture_file_kind (const char *path, PictureKind *kind)
{
  static const char *const extensions[] = { ".png", ".svg", ".pdf" };
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (extensions); i++)
    if (g_str_has_suffix (lower, extensions[i]))
      {
        *kind = (PictureKind) i;
        return TRUE;
      }
  return FALSE;
}

static cairo_status_t
take_bytes (void *data, const unsigned char *bytes, unsigned int n)
{
  byte_sink_write (data, bytes, n);
  return byte_sink_failed (data) ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
new_surface (PictureKind kind, ByteSink *sink, double width, double height)
{
  cairo_surface_t *surface;

  switch (kind)
    {
    case PICTURE_SVG:
      surface = cairo_svg_surface_create_for_stream (take_bytes, sink, width, height);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
      return surface;
    case PICTURE_PDF:
      return cairo_pdf_surface_create_for_stream (take_bytes, sink, width * POINTS_PER_PX, height * POINTS_PER_PX);
    case PICTURE_PNG:
      break;
    }
  return cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) width, (int) height);
}

gboolean
picture_file_write (const char *path, PictureKind kind, double width, double height, PictureDraw draw, gpointer data,
                    GError **error)
{
  ByteSink *sink = byte_sink_open (path, BYTE_SINK_REPLACE, error);
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  if (sink == NULL)
    return FALSE;
  surface = new_surface (kind, sink, width, height);
  cr = cairo_create (surface);
  if (kind == PICTURE_PDF)
    cairo_scale (cr, POINTS_PER_PX, POINTS_PER_PX);
  draw (cr, width, height, data);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS && kind == PICTURE_PNG)
    status = cairo_surface_write_to_png_stream (surface, take_bytes, sink);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS || byte_sink_failed (sink))
    return byte_sink_close (sink, error);
  byte_sink_discard (sink);
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, "%s: %s", path, cairo_status_to_string (status));
  return FALSE;
}
