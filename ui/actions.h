/* actions.h: every action a person can reach, in one table: its keys, its words, where the shortcuts window lists it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The behaviour stands beside its owner (app-actions.c, window-actions.c, a panel); what it is called and which keys
 * start it stands here only. Tooltips, accelerators and the shortcuts window are made from it.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;      /* with its group and target: "win.find" */
  const char *label;     /* N_(), sentence case: "Find" */
  const char *section;   /* N_(), title in the shortcuts window; NULL: not listed */
  const char *accels[3]; /* NULL-terminated; the first is shown */
} ActionRow;

const ActionRow *actions_get (guint *n);
const ActionRow *actions_find (const char *name); /* NULL if not in the table */

/* "What (Shortcut)", translated. */
char *actions_dup_tooltip (const char *name);
/* Gives an icon button its action, its tooltip, and the label that assistive technology reads. */
void actions_bind_button (GtkWidget *button, const char *name);
/* The same without the action: the button is wired by hand. */
void actions_describe_button (GtkWidget *button, const char *name);

/* The actions of a main window for a dialog of it, which holds the main window until it is destroyed. */
void actions_lend (GtkWidget *window, GActionGroup *main_window);

void actions_install_accels (GtkApplication *app);

/* For the shortcuts window: its chapters in their order, marked; NULL-terminated. */
const char *const *actions_get_sections (void);
/* Those of a chapter that have keys. (transfer container) of const ActionRow, whose name may be NULL */
GPtrArray *actions_list_section (const char *section);

G_END_DECLS
