/* preferences-rows.h: the table behind the preferences.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PREFERENCE_CHOICE, /* a string key: one of choices */
  PREFERENCE_SWITCH, /* a boolean key */
  PREFERENCE_ZOOM,   /* an integer key: steps of 10 % */
  PREFERENCE_FONT,   /* a string key: family and size; empty: the program's own */
  PREFERENCE_TEXT,   /* a string key: what check finds right */
} PreferenceKind;

typedef struct
{
  const char *value; /* as the key has it */
  const char *label; /* for people, marked */
} PreferenceChoice;

typedef struct
{
  const char *section; /* its heading, marked; NULL: as the row before */
  const char *key;     /* of org.canid.Canid */
  PreferenceKind kind;
  const char *label;               /* with a mnemonic, marked */
  const char *hint;                /* (nullable) a sentence below, marked */
  const PreferenceChoice *choices; /* (nullable) ends with a value NULL */
  gboolean (*check) (const char *text, GError **error);
} PreferenceRow;

const PreferenceRow *preference_rows (guint *n);

G_END_DECLS
