/* preferences-rows.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/preferences-rows.h"

#include "base/i18n.h"
#include "core/id-split.h"

static const PreferenceChoice color_schemes[] = {
  { "default", N_ ("As the desktop") },
  { "light", N_ ("Light") },
  { "dark", N_ ("Dark") },
  { NULL },
};

static const PreferenceChoice time_formats[] = {
  { "since-start", N_ ("Since the start") },
  { "absolute", N_ ("Date and time of day") },
  { "time-of-day", N_ ("Time of day") },
  { "since-previous", N_ ("Since the previous frame") },
  { "since-shown", N_ ("Since the previous shown frame") },
  { "since-same-id", N_ ("Since the same identifier") },
  { "epoch", N_ ("Seconds since 1970") },
  { NULL },
};

static const PreferenceChoice time_precisions[] = {
  { "auto", N_ ("As the trace has them") },
  { "ms", N_ ("Milliseconds") },
  { "us", N_ ("Microseconds") },
  { "ns", N_ ("Nanoseconds") },
  { NULL },
};

static const PreferenceChoice number_bases[] = {
  { "hex", N_ ("Hexadecimal") },
  { "decimal", N_ ("Decimal") },
  { "binary", N_ ("Binary") },
  { NULL },
};

static const PreferenceChoice data_groups[] = {
  { "1", N_ ("Single bytes") },
  { "2", N_ ("Groups of 2 bytes") },
  { "4", N_ ("Groups of 4 bytes") },
  { NULL },
};

static gboolean
check_id_splits (const char *text, GError **error)
{
  IdSplits *built_in = id_splits_new (), *splits = id_splits_add (built_in, text, error);
  gboolean right = splits != NULL;

  id_splits_unref (splits);
  id_splits_unref (built_in);
  return right;
}

static const PreferenceRow rows[] = {
  { N_ ("Appearance"), "color-scheme", PREFERENCE_CHOICE, N_ ("_Colours"), NULL, color_schemes },
  { NULL, "zoom", PREFERENCE_ZOOM, N_ ("Text _size (%)"), NULL, NULL },
  { NULL, "fixed-font", PREFERENCE_FONT, N_ ("Fixed-width _font"), N_ ("For numbers, identifiers, bytes and filters."),
    NULL },

  { N_ ("Trace"), "time-format", PREFERENCE_CHOICE, N_ ("_Times"), NULL, time_formats },
  { NULL, "time-precision", PREFERENCE_CHOICE, N_ ("D_ecimals of times"), NULL, time_precisions },
  { NULL, "number-base", PREFERENCE_CHOICE, N_ ("_Identifiers and data"), NULL, number_bases },
  { NULL, "data-group", PREFERENCE_CHOICE, N_ ("Data _bytes"), NULL, data_groups },
  { NULL, "id-splits", PREFERENCE_TEXT, N_ ("_Parts of identifiers"),
    N_ ("Own ones for filters and columns, such as “body 29: zone = 5:24, rank = 0:5”."), NULL, check_id_splits },
  { NULL, "all-notes", PREFERENCE_SWITCH, N_ ("All _notes of the file between frames"), NULL, NULL },

  { N_ ("Databases"), "watch-databases", PREFERENCE_SWITCH, N_ ("Read a _database again when its file changes"), NULL,
    NULL },

  { N_ ("Start"), "offer-workspace", PREFERENCE_SWITCH, N_ ("Offer the last _workspace"),
    N_ ("On the welcome page; nothing is opened by itself."), NULL },
};

const PreferenceRow *
preference_rows (guint *n)
{
  *n = G_N_ELEMENTS (rows);
  return rows;
}
