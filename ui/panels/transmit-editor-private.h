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

  GtkWidget *content, *title, *subtitle, *state, *details;
  GtkWidget *bus, *dlc, *extended, *remote, *flags[3];
  GtkWidget *period, *count, *then, *burst, *trigger, *when;
  GtkWidget *traffic_ids, *traffic_data, *traffic_lengths, *traffic_load, *traffic_low, *traffic_high;
  GtkWidget *on_change, *repeats, *fast, *min_gap, *delay, *active;

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

/* transmit-editor-rules.c: the send rule, test traffic */
void transmit_editor_build_rules (TransmitEditor *self);
void transmit_editor_show_rules (TransmitEditor *self, const TransmitRow *row);

/* Controls, appended to a line; label: for screen readers */
GtkWidget *transmit_editor_append_dim (GtkWidget *line, const char *text);
GtkWidget *transmit_editor_append_spin (GtkWidget *line, TransmitEditor *self, const char *label, double low,
                                        double high, GCallback changed);
GtkWidget *transmit_editor_append_entry (GtkWidget *line, TransmitEditor *self, const char *label, int width,
                                         GCallback changed);
GtkWidget *transmit_editor_append_choice (GtkWidget *line, TransmitEditor *self, const char *label,
                                          const char *const *texts, GCallback changed);
gboolean transmit_editor_read_time (GtkWidget *entry, int64_t *time); /* ms; FALSE: no time, and it is marked */
void transmit_editor_set_entry (GtkWidget *entry, const char *text);  /* not while somebody types in it */
void transmit_editor_set_spin (GtkWidget *spin, double value);

/* One row of the grid. */
typedef struct
{
  TransmitEditor *editor;
  guint index; /* of the message's signals */
  const CanSignal *signal;
  GtkWidget *name, *value, *spin, *labels, *raw, *source;
  GtkWidget *low, *high, *step, *period, *file, *column, *data_id, *id_mode,
      *counter; /* of sources; NULL: it has none */
  guint shown_source;
} SignalRow;

/* transmit-editor-sources.c: where a value comes from, if it is not fixed */
guint signal_row_place (const SignalSource *source); /* in the drop-down; source (nullable) */
GtkWidget *signal_row_new_source (SignalRow *self);  /* the drop-down */
GtkWidget *signal_row_new_settings (SignalRow *self, const SignalSource *source); /* what stands instead of a value */
GtkWidget *signal_row_new_spin (SignalRow *self, double low, double high, GCallback changed, const char *label);
GtkWidget *signal_row_new_dim (const char *text);
void signal_row_name (GtkWidget *widget, const char *label, const char *signal); /* for screen readers */

void transmit_editor_build_signals (TransmitEditor *self);
void transmit_editor_show_signals (TransmitEditor *self, const TransmitRow *row);

G_END_DECLS
