/* color-rules.h: which rows have which colour: an ordered list of filter expressions; the first that fits decides.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. Colours are numbers: 0 none (such a rule keeps later ones away), 1 … COLOR_RULE_COLORS those of the
 * palette, so a theme decides what they look like. Quick rules are those given to an identifier by a key; they stand
 * first. Whether an expression is right is not asked here: it depends on the databases in use (models/row-colors.h),
 * and a rule that does not fit the present ones is kept.
 *
 * Text form, for settings and files, a line a rule; parts are separated by tabs, words before them by blanks:
 *   [off] [quick] COLOUR <tab> NAME <tab> EXPRESSION
 * COLOUR is none, blue, orange, …; lines that are blank or begin with # are passed over.
 *
 * "changed" ()
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define COLOR_RULE_COLORS 10
#define COLOR_RULES_MAX 500

typedef struct
{
  char *name;       /* for people; "" if none */
  char *expression; /* filter */
  int color;        /* 0 … COLOR_RULE_COLORS */
  gboolean enabled;
  gboolean quick;
} ColorRule;

/* Words for people, N_(): "None", "Blue", … */
const char *color_rule_color_name (int color);

#define COLOR_TYPE_RULES (color_rules_get_type ())
G_DECLARE_FINAL_TYPE (ColorRules, color_rules, COLOR, RULES, GObject)

ColorRules *color_rules_new (void);
ColorRules *color_rules_get_default (void); /* (transfer none) the program's */

guint color_rules_n (ColorRules *self);
const ColorRule *color_rules_get (ColorRules *self, guint index); /* valid until the next change */
/* Copies the rule; line ends and tabs in it become blanks. FALSE: there are COLOR_RULES_MAX. */
gboolean color_rules_insert (ColorRules *self, guint index, const ColorRule *rule);
void color_rules_replace (ColorRules *self, guint index, const ColorRule *rule);
void color_rules_remove (ColorRules *self, guint index);
void color_rules_move (ColorRules *self, guint from, guint to); /* to: index it has then */

/* Gives the expression a quick colour; 0: takes it away. One expression has one. */
void color_rules_set_quick (ColorRules *self, const char *expression, const char *name, int color);
int color_rules_get_quick (ColorRules *self, const char *expression); /* 0: none */
void color_rules_clear_quick (ColorRules *self);

/* (transfer full) */
char *color_rules_dup_text (ColorRules *self);
/* All or nothing. Error USAGE: "line 3: …". */
gboolean color_rules_set_text (ColorRules *self, const char *text, GError **error);
/* Puts the rules of the text before those there are, but for such as are there already; returns how many. */
int color_rules_add_text (ColorRules *self, const char *text, GError **error); /* -1: error */

G_END_DECLS
