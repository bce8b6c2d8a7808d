/* transmit-editor-private.h: what the files of the editor share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "ui/panels/transmit-editor.h"

G_BEGIN_DECLS

struct _TransmitEditor
{
  GtkBox parent;

  TransmitList *list;
  TransmitItem *item; /* (nullable) */
  gboolean showing;   /* what changes was not typed */

  GtkWidget *content, *title, *subtitle;
  GtkWidget *bus, *dlc, *extended, *remote, *flags[3];
  GtkWidget *period, *count, *then, *burst, *trigger, *when;
  GtkWidget *traffic_ids, *traffic_data, *traffic_lengths;

  /* transmit-editor-signals.c */
  GtkWidget *grid, *sentence, *mend;
  const DatabaseSet *databases; /* (nullable) whose message it is */
  const Message *message;       /* (nullable) whose signals grid shows */
  GPtrArray *signals;           /* of its rows */
  guint outside;                /* signal of the sentence */
};

/* A copy to be changed, or NULL while it only shows. */
TransmitRow *transmit_editor_begin (TransmitEditor *self);
void transmit_editor_end (TransmitEditor *self, TransmitRow *row, const char *label); /* (transfer full) row */

void transmit_editor_build_signals (TransmitEditor *self);
void transmit_editor_show_signals (TransmitEditor *self, const TransmitRow *row);

G_END_DECLS
