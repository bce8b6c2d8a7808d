/* errors.h: how failures are told.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One GError domain for the whole engine: nobody branches on which floor failed, only on what can be done about it.
 * The message is a sentence fragment for people that names the thing, the place and the bound, without a full stop at
 * the end: "candump log, line 812: 9 data bytes in a classic frame". Errors of the operating system keep G_FILE_ERROR
 * or G_IO_ERROR when they come from GLib, else CANID_ERROR_IO with strerror in the text.
 *
 * What is damaged but can be passed over is no error: it is counted as a problem (core/frame-batch.h) and reading goes
 * on.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CANID_ERROR_IO,          /* the operating system refused: message holds strerror */
  CANID_ERROR_NO_SPACE,    /* disk full */
  CANID_ERROR_UNKNOWN,     /* the content is of no format we know */
  CANID_ERROR_DAMAGED,     /* known format, but nothing can be read from here on */
  CANID_ERROR_UNSUPPORTED, /* understood, but this target or build cannot do it */
  CANID_ERROR_USAGE,       /* what the caller typed is wrong (CLI status 2) */
  CANID_ERROR_CANCELLED,
} CanidError;

#define CANID_ERROR (canid_error_quark ())
GQuark canid_error_quark (void);

/* Sets *error from errno: "PATH: strerror"; ENOSPC becomes CANID_ERROR_NO_SPACE. Returns FALSE, for tail calls. */
gboolean canid_error_set_errno (GError **error, const char *path, int saved_errno);

G_END_DECLS
