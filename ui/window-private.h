/* window-private.h: what the files of the window share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/copy-job.h"
#include "models/edit-stack.h"
#include "models/cursor-history.h"
#include "session/id-walk.h"
#include "session/trace-session.h"
#include "session/workspace.h"
#include "ui/field-focus.h"
#include "ui/panels/inspector-panel.h"
#include "ui/panels/trace-panel.h"
#include "ui/trace-tally.h"
#include "ui/welcome-page.h"
#include "ui/widgets/filter-bar.h"
#include "ui/widgets/find-bar.h"
#include "ui/widgets/go-bar.h"
#include "ui/widgets/state-card.h"
#include "ui/widgets/status-bar.h"
#include "ui/window.h"

G_BEGIN_DECLS

typedef struct WindowCapture WindowCapture;
typedef struct WindowRecord WindowRecord;

struct _MainWindow
{
  GtkApplicationWindow parent;

  TraceSession *session;

  GtkLabel *title, *subtitle;
  GtkWidget *open_button, *find_button, *inspector_button, *menu_button;
  GtkWidget *view_switch, *frames_button, *ids_button, *frames_label, *ids_label;
  GtkRevealer *message_revealer;
  GtkWidget *message_box;
  GtkImage *message_icon;
  GtkLabel *message_label;
  GtkStack *stack; /* "welcome", "state" (loading or failed, before there are rows), "trace" */
  WelcomePage *welcome;
  StateCard *state_card;
  StatusBar *status;

  /* page "trace" */
  GtkPaned *dock_paned, *inspector_paned;
  FilterBar *filter_bar;
  GtkBox *frame_page;
  GtkProgressBar *progress;
  FindBar *find_bar;
  GoBar *go_bar;
  GtkOverlay *trace_overlay;
  TracePanel *trace_panel;
  StateCard *empty_card; /* over the list when nothing passes the filter */
  GtkWidget *dock, *collapse_button, *frame_tab, *dock_tabs;
  GtkStack *dock_stack; /* "frame" and what window-dock.c has */
  GtkWidget *inspector; /* right of the list, or the dock's page Frame */

  /* window-layout.c */
  gboolean narrow, welcome_narrow; /* as the width wants it */
  gboolean arranged_narrow;        /* as the inspector stands */
  gboolean dock_collapsed;
  const char *dock_page; /* "frame" or one of window-dock.c */
  gboolean place_panes;  /* inspector and dock ask for the sizes remembered */
  guint relayout_id, release_id;

  /* window-status.c */
  TraceTally tally;
  gboolean chosen_first; /* of this store */
  guint update_id;
  gint64 updated_at; /* monotonic µs */

  /* window-capture.c */
  WindowCapture *capture;
  GtkWidget *capture_button, *follow_button;

  /* window-record.c */
  WindowRecord *record;
  GtkWidget *record_button;

  /* window-go.c */
  CursorHistory *history;
  uint64_t last_cursor; /* as last noted */
  IdWalk *walk;         /* (nullable) */

  /* window-marks.c */
  EditStack *edits; /* of marks, comments, and what else can be taken back about this trace */
  GMenu *edit_section;

  /* window-open.c */
  GPtrArray *wanted; /* (nullable) of GFile: the trace that was to be opened last, for trying again */
  gboolean saved;    /* as it is now; or it may be lost */
  gboolean saving_all, close_when_saved;
  GFile *workspace;          /* (nullable) opened or saved last */
  uint64_t wanted_row;       /* to be chosen when it is there; ROW_NONE */
  gboolean replaced;         /* since it was wanted */
  gboolean failed;           /* the state card tells of a failure */
  gboolean partial;          /* reading was stopped: more is in the file */
  GCancellable *save_cancel; /* (nullable) while saving */

  /* window-copy.c */
  CopyJob *copying; /* (nullable) */
};

void main_window_hide_message (MainWindow *self);
void main_window_focus_list (MainWindow *self);

/* window.c */
/* FALSE: it was closed, and is there for late answers alone. */
gboolean main_window_is_open (MainWindow *self);

/* window-actions.c */
void main_window_add_actions (MainWindow *self);
void main_window_update_actions (MainWindow *self);

/* window-frame.c */
void main_window_add_frame_actions (MainWindow *self);
void main_window_update_frame_actions (MainWindow *self);
/* FALSE: there is no frame under the cursor. */
gboolean main_window_get_cursor_frame (MainWindow *self, CanFrame *frame);

/* window-copy.c */
void main_window_add_copy_actions (MainWindow *self);
void main_window_end_copy (MainWindow *self); /* a copy that is under way is not wanted any more */

/* window-columns.c */
void main_window_add_column_actions (MainWindow *self);

/* window-plot.c */
void main_window_add_plot_actions (MainWindow *self);

/* window-databases.c */
void main_window_add_database_actions (MainWindow *self);

/* window-layout.c */
void main_window_init_layout (MainWindow *self);
void main_window_save_layout (MainWindow *self);
void main_window_set_dock_collapsed (MainWindow *self, gboolean collapsed);
gboolean main_window_dock_is_open (MainWindow *self);                /* not only its tabs are shown */
void main_window_set_dock_page (MainWindow *self, const char *page); /* and opens it */
void main_window_width_changed (MainWindow *self, int width);
void main_window_panes_allocated (MainWindow *self);
void main_window_show_page (MainWindow *self, const char *page); /* of the stack */

/* window-dock.c */
void main_window_init_dock (MainWindow *self);
void main_window_on_frame_tab (MainWindow *self);
/* Shows a page ("databases", "statistics") and gives it the keys: in the dock, without a trace in a window of its own.
 */
void main_window_open_dock_page (MainWindow *self, const char *page);
const char *main_window_known_dock_page (const char *page); /* the static string of that name, "frame" for others */
int main_window_dock_page_height (const char *page);
void main_window_ensure_dock_page (MainWindow *self, const char *page); /* pages are made when first shown */
void main_window_update_dock_tabs (MainWindow *self);

/* window-status.c */
void main_window_init_status (MainWindow *self);
void main_window_update_status (
    MainWindow *self); /* now; otherwise it follows the session by itself, ten times a second */

char *main_window_dup_file_name (GFile *file); /* for people; NULL: the program's name */
char *main_window_dup_files_name (
    GPtrArray *files); /* (nullable) of GFile: "a.log", "a.log + b.asc", "a.log + 4 files" */

/* window-capture.c */
void main_window_init_capture (MainWindow *self);
gboolean main_window_begin_capture (MainWindow *self, guint n_buses); /* a new trace; the buses are still to be added */
void main_window_end_capture (MainWindow *self);
/* With the buses chosen last; none are chosen: FALSE, and it is asked. */
gboolean main_window_start_capture (MainWindow *self);

/* window-record.c */
void main_window_init_record (MainWindow *self);
void main_window_end_record (MainWindow *self);

/* window-go.c */
void main_window_init_go (MainWindow *self);
void main_window_end_go (MainWindow *self);
void main_window_update_go_actions (MainWindow *self);

/* window-marks.c */
void main_window_init_marks (MainWindow *self);
void main_window_end_marks (MainWindow *self);
void main_window_update_mark_actions (MainWindow *self);

/* window-transmit.c */
void main_window_init_transmit (MainWindow *self);
/* Keys that send messages and press buttons of the controls work in window too. */
void main_window_take_message_keys (MainWindow *self, GtkWidget *window);
void main_window_end_transmit (MainWindow *self);

/* window-open.c */
gboolean main_window_is_empty (MainWindow *self);
void main_window_follow (MainWindow *self, GFile *file);    /* from its beginning, and on until it is stopped */
void main_window_load (MainWindow *self, GPtrArray *files); /* of GFile; several are merged by time */
void main_window_add_traces (MainWindow *self, GFile *const *files, guint n_files); /* merged with what is open */
void main_window_add_database (MainWindow *self, GFile *file);                      /* as an edit */
/* For one channel alone (nullable: all); nothing happens if it is there for that. No edit: nobody asked for it. */
void main_window_add_database_for (MainWindow *self, GFile *file, const char *channel);
void main_window_show_samples (MainWindow *self); /* how the recording is read */
/* target (nullable): how samples are written. */
void main_window_save (MainWindow *self, GFile *file, const RowChoice *choice, const Format *format,
                       const WaveTarget *target);
/* A problem that leaves the window as it is: the page if it is empty, else the message bar. icon and try_again for the
 * page. */
void main_window_show_failure (MainWindow *self, const char *title, const char *text, gboolean try_again);

/* window-case.c */
void main_window_ask_case (MainWindow *self);
void main_window_save_case (MainWindow *self, GFile *file);
void main_window_open_case (MainWindow *self, GFile *file);
char *main_window_dup_cases_folder (void); /* where they are unpacked */

/* window-close.c */
void main_window_init_close (MainWindow *self);
gboolean main_window_ask_close (MainWindow *self); /* TRUE: not yet, it is asked */

/* window-workspace.c */
Workspace *main_window_new_workspace (MainWindow *self); /* (transfer full) of what is open */
void main_window_add_workspace_actions (MainWindow *self);
void main_window_open_workspace (MainWindow *self, GFile *file);
void main_window_save_workspace (MainWindow *self, GFile *file);

/* window-dialogs.c */
typedef enum
{
  ASK_OPEN,
  ASK_DATABASES,
  ASK_ADD_TRACES,
} AskKind;

void main_window_ask_open (MainWindow *self, AskKind kind);
void main_window_ask_save (MainWindow *self, gboolean whole);

G_END_DECLS
