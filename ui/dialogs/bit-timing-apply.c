/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/bit-timing-apply.h"

#include "base/i18n.h"
#include "session/link-trial.h"
#include "ui/bus-profiles.h"
#include <string.h>

#define SECONDS 15

typedef enum
{
  APPLY_IDLE,
  APPLY_ASKING, /* for a password, or the kernel */
  APPLY_TRYING, /* set; the clock runs */
  APPLY_ENDING, /* being kept, or going back */
} ApplyState;

struct _BitTimingApply
{
  GtkBox parent;
  GSettings *settings;
  GtkLabel *words;
  GtkWidget *apply, *keep, *back, *close;

  const LinkController *link; /* (nullable) */
  TimingSolution solution;    /* what would be applied */
  CanLinkChange change;
  gboolean ready;

  ApplyState state;
  LinkTrial *trial;
  CanLink tried;                /* the interface that is tried, as it was */
  TimingSolution tried_setting; /* what it is tried with */
  CanLinkChange tried_change;
  guint left, tick;   /* seconds; source */
  gboolean gone;      /* the window was closed */
  gboolean shows_now; /* the words are what the interface is set to */
};

G_DEFINE_FINAL_TYPE (BitTimingApply, bit_timing_apply, GTK_TYPE_BOX)

static guint applied_signal;

/* --- What is shown --- */

static void
show_words (BitTimingApply *self, const char *text, gboolean bad)
{
  self->shows_now = FALSE;
  gtk_label_set_text (self->words, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->words), text);
  if (bad)
    gtk_widget_add_css_class (GTK_WIDGET (self->words), "err");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->words), "err");
}

static void
show_buttons (BitTimingApply *self)
{
  gboolean trying = self->state == APPLY_TRYING || self->state == APPLY_ENDING;
  const char *name = self->link != NULL ? self->link->link.name : NULL;
  g_autofree char *apply = name != NULL ? g_strdup_printf (_ ("Apply to %s…"), name) : g_strdup (_ ("Apply…"));
  g_autofree char *keep = g_strdup_printf (_ ("Keep (%u)"), self->left);

  gtk_button_set_label (GTK_BUTTON (self->apply), apply);
  gtk_button_set_label (GTK_BUTTON (self->keep), keep);
  gtk_widget_set_visible (self->apply, !trying);
  gtk_widget_set_visible (self->close, !trying);
  gtk_widget_set_visible (self->keep, trying);
  gtk_widget_set_visible (self->back, trying);
  gtk_widget_set_sensitive (self->apply, self->ready && self->state == APPLY_IDLE);
  gtk_widget_set_sensitive (self->keep, self->state == APPLY_TRYING);
  gtk_widget_set_sensitive (self->back, self->state == APPLY_TRYING);
  gtk_widget_set_tooltip_text (self->apply,
                               name != NULL ? _ ("Down, set, up; it goes back after 15 s unless you keep it. A capture "
                                                 "goes on afterwards")
                                            : _ ("Choose an interface of this machine as the controller first"));
}

static void
show_now (BitTimingApply *self)
{
  g_autofree char *now = NULL, *text = NULL;

  if (self->link == NULL)
    {
      show_words (self, _ ("An interface of this machine, chosen as the controller, can be set from here."), FALSE);
      return;
    }
  now = can_link_describe (&self->link->link);
  text = *now != '\0' ? g_strdup_printf (_ ("%s now: %s"), self->link->link.name, now)
                      : g_strdup_printf (_ ("%s was never set"), self->link->link.name);
  show_words (self, text, FALSE);
  self->shows_now = TRUE;
}

void
bit_timing_apply_refresh (BitTimingApply *self)
{
  if (self->shows_now && self->state == APPLY_IDLE)
    show_now (self);
}

/* --- In threads --- */

typedef enum
{
  JOB_START,
  JOB_KEEP,
  JOB_BACK,
} JobKind;

typedef struct
{
  JobKind kind;
  char name[CAN_LINK_NAME_SIZE];
  CanLinkChange change;
  LinkTrial *trial; /* there before, and after a start that went well */
} Job;

static gboolean
start_trial (Job *job, GError **error)
{
  /* A little longer than the button says, so that its last moment counts. */
  job->trial = link_trial_open (job->name, SECONDS + 2, error);
  if (job->trial == NULL || link_trial_set (job->trial, &job->change, TRUE, error))
    return job->trial != NULL;
  link_trial_close (g_steal_pointer (&job->trial), NULL);
  return FALSE;
}

static void
run_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean good;

  if (job->kind == JOB_START)
    good = start_trial (job, &error);
  else
    {
      good = job->kind == JOB_BACK || link_trial_keep (job->trial, &error);
      good = link_trial_close (g_steal_pointer (&job->trial), good ? &error : NULL) && good;
    }
  if (good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
start_job (BitTimingApply *self, JobKind kind, GAsyncReadyCallback callback)
{
  Job *job = g_new0 (Job, 1);
  GTask *task = g_task_new (self, NULL, callback, NULL);

  job->kind = kind;
  job->change = self->tried_change;
  g_strlcpy (job->name, self->tried.name, sizeof job->name);
  job->trial = g_steal_pointer (&self->trial);
  g_task_set_task_data (task, job, g_free);
  g_task_run_in_thread (task, run_job);
  g_object_unref (task);
}

/* --- Its course --- */

static void
set_state (BitTimingApply *self, ApplyState state)
{
  self->state = state;
  if (state != APPLY_TRYING)
    g_clear_handle_id (&self->tick, g_source_remove);
  show_buttons (self);
}

/* The words are what the interfaces dialog offers the next time. */
static void
remember (BitTimingApply *self)
{
  g_autoptr (GPtrArray) profiles = bus_profiles_load (self->settings);
  const CanLink *link = &self->tried;
  BusProfile *profile = bus_profiles_find (profiles, "socketcan", link->name, link->serial, link->port);
  g_autofree char *words = can_link_change_to_words (&self->tried_change);

  if (profile == NULL)
    {
      profile = bus_profile_new ("socketcan", link->name);
      bus_profile_set_text (&profile->serial, link->serial);
      profile->port = link->port;
      g_ptr_array_add (profiles, profile);
    }
  bus_profile_set_text (&profile->link, words);
  bus_profiles_save (self->settings, profiles);
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  BitTimingApply *self = BIT_TIMING_APPLY (source);
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean good = g_task_propagate_boolean (G_TASK (result), &error);
  g_autofree char *text = NULL;

  if (good && job->kind == JOB_KEEP)
    remember (self);
  if (self->gone)
    return;
  set_state (self, APPLY_IDLE);
  g_signal_emit (self, applied_signal, 0);
  text = !good                   ? g_strdup (error->message)
         : job->kind == JOB_KEEP ? g_strdup_printf (_ ("%s stays so."), job->name)
                                 : g_strdup_printf (_ ("%s went back to what it was."), job->name);
  show_words (self, text, !good);
}

static void
end (BitTimingApply *self, JobKind kind)
{
  set_state (self, APPLY_ENDING);
  start_job (self, kind, on_ended);
}

static gboolean
on_tick (gpointer data)
{
  BitTimingApply *self = data;

  self->left--;
  if (self->left > 0)
    {
      show_buttons (self);
      return G_SOURCE_CONTINUE;
    }
  self->tick = 0;
  end (self, JOB_BACK);
  return G_SOURCE_REMOVE;
}

static void
show_made (BitTimingApply *self)
{
  g_autofree char *made = NULL;
  gboolean good;
  CanLink now;

  if (!can_link_read (self->tried.name, &now))
    return;
  good = link_timing_compare (&self->tried_setting, &now, &made);
  show_words (self, made, !good);
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer data)
{
  BitTimingApply *self = BIT_TIMING_APPLY (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  self->trial = g_steal_pointer (&job->trial);
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (self->gone)
        return;
      set_state (self, APPLY_IDLE);
      show_words (self, error->message, TRUE);
      return;
    }
  if (self->gone)
    {
      start_job (self, JOB_BACK, on_ended);
      return;
    }
  self->left = SECONDS;
  set_state (self, APPLY_TRYING);
  self->tick = g_timeout_add_seconds (1, on_tick, self);
  show_made (self);
  gtk_widget_grab_focus (self->keep);
}

static void
on_apply (BitTimingApply *self)
{
  g_autofree char *text = NULL;

  if (!self->ready || self->state != APPLY_IDLE)
    return;
  self->tried = self->link->link;
  self->tried_setting = self->solution;
  self->tried_change = self->change;
  text = g_strdup_printf (_ ("Setting %s…"), self->tried.name);
  set_state (self, APPLY_ASKING);
  show_words (self, text, FALSE);
  start_job (self, JOB_START, on_started);
}

static void
on_keep (BitTimingApply *self)
{
  if (self->state == APPLY_TRYING)
    end (self, JOB_KEEP);
}

static void
on_back (BitTimingApply *self)
{
  bit_timing_apply_go_back (self);
}

gboolean
bit_timing_apply_go_back (BitTimingApply *self)
{
  if (self->state != APPLY_TRYING)
    return self->state == APPLY_ENDING;
  end (self, JOB_BACK);
  return TRUE;
}

void
bit_timing_apply_set (BitTimingApply *self, const LinkController *link, const TimingRequest *request,
                      const TimingSolution *solution)
{
  gboolean other = link != self->link;

  self->link = link;
  self->ready = link != NULL && solution != NULL;
  if (self->ready)
    {
      self->solution = *solution;
      link_timing_to_change (request, solution, &link->link, &self->change);
    }
  show_buttons (self);
  if (other && self->state == APPLY_IDLE)
    show_now (self);
}

/* --- Building --- */

static GtkWidget *
new_button (BitTimingApply *self, const char *words, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (words);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (self), button);
  return button;
}

static void
bit_timing_apply_dispose (GObject *object)
{
  BitTimingApply *self = BIT_TIMING_APPLY (object);

  self->gone = TRUE;
  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->trial != NULL)
    start_job (self, JOB_BACK, on_ended);
  G_OBJECT_CLASS (bit_timing_apply_parent_class)->dispose (object);
}

static void
bit_timing_apply_finalize (GObject *object)
{
  g_object_unref (BIT_TIMING_APPLY (object)->settings);
  G_OBJECT_CLASS (bit_timing_apply_parent_class)->finalize (object);
}

static void
bit_timing_apply_class_init (BitTimingApplyClass *class)
{
  G_OBJECT_CLASS (class)->dispose = bit_timing_apply_dispose;
  G_OBJECT_CLASS (class)->finalize = bit_timing_apply_finalize;
  applied_signal
      = g_signal_new ("applied", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bit_timing_apply_init (BitTimingApply *self)
{
  GtkWidget *words = gtk_label_new (NULL);

  gtk_box_set_spacing (GTK_BOX (self), 8);
  self->words = GTK_LABEL (words);
  gtk_label_set_xalign (self->words, 0);
  gtk_label_set_wrap (self->words, TRUE);
  gtk_label_set_lines (self->words, 2);
  gtk_label_set_ellipsize (self->words, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_add_css_class (words, "dim");
  gtk_box_append (GTK_BOX (self), words);
  self->back = new_button (self, _ ("Go Back"), G_CALLBACK (on_back));
  self->keep = new_button (self, "", G_CALLBACK (on_keep));
  gtk_widget_add_css_class (self->keep, "suggested");
  self->close = gtk_button_new_with_label (_ ("Close"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->close), "window.close");
  gtk_widget_set_valign (self->close, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self), self->close);
  self->apply = new_button (self, "", G_CALLBACK (on_apply));
  gtk_widget_add_css_class (self->apply, "suggested");
  show_buttons (self);
}

GtkWidget *
bit_timing_apply_new (GSettings *settings)
{
  BitTimingApply *self = g_object_new (BIT_TYPE_TIMING_APPLY, NULL);

  self->settings = g_object_ref (settings);
  show_now (self);
  return GTK_WIDGET (self);
}
