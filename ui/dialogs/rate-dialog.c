/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/rate-dialog.h"

#include "backends/can-link.h"
#include "base/i18n.h"
#include "session/hand-over.h"
#include "ui/bus-profiles.h"
#include "ui/dialogs/form-grid.h"
#include "ui/widgets/check-box.h"
#include <inttypes.h>
#include <string.h>

struct _RateDialog
{
  GtkWindow parent;
  GSettings *settings;
  GPtrArray *ports; /* of BusPort */

  GtkDropDown *bus;
  GtkWidget *form, *rates, *points, *data_rates, *seconds, *allow, *start, *take, *progress;
  GtkLabel *note, *result;
  GtkGrid *table;

  GCancellable *cancellable; /* of the search that runs */
  GPtrArray *trials;         /* (nullable) what was found */
};

G_DEFINE_FINAL_TYPE (RateDialog, rate_dialog, GTK_TYPE_WINDOW)

static guint take_signal;

/* --- Buses --- */

static gboolean
has_rate (const Backend *backend)
{
  return backend_get_abilities (backend) & BUS_SET_RATE || strcmp (backend_get_id (backend), "socketcan") == 0;
}

static gboolean
is_port (const BusPort *port, const char *backend, const char *channel)
{
  return strcmp (backend_get_id (port->backend), backend) == 0 && strcmp (port->channel, channel) == 0;
}

/* "any" and interfaces without a controller have no rate to be found. */
static void
drop_rateless (GPtrArray *ports)
{
  for (guint i = ports->len; i > 0; i--)
    {
      const BusPort *port = g_ptr_array_index (ports, i - 1);
      CanLink link;

      if (!(backend_get_abilities (port->backend) & BUS_SET_RATE)
          && (!can_link_read (port->channel, &link) || !link.has_controller))
        g_ptr_array_remove_index (ports, i - 1);
    }
}

static GPtrArray *
list_ports (const char *backend, const char *channel)
{
  GPtrArray *ports = g_ptr_array_new_with_free_func ((GDestroyNotify) bus_port_free);
  const Backend *wished = backend != NULL ? backend_find (backend) : NULL;

  for (const Backend *const *each = backends_list (); *each != NULL; each++)
    if (has_rate (*each))
      backend_list_ports (*each, ports);
  drop_rateless (ports);
  for (guint i = 0; wished != NULL && i < ports->len; i++)
    if (is_port (g_ptr_array_index (ports, i), backend_get_id (wished), channel))
      return ports;
  if (wished != NULL)
    {
      BusPort *port = g_new0 (BusPort, 1);

      port->backend = wished;
      port->channel = g_strdup (channel);
      port->description = g_strdup ("");
      g_ptr_array_insert (ports, 0, port);
    }
  return ports;
}

static const BusPort *
get_port (RateDialog *self)
{
  guint chosen = gtk_drop_down_get_selected (self->bus);

  return chosen < self->ports->len ? g_ptr_array_index (self->ports, chosen) : NULL;
}

/* --- The question --- */

static const char *
text_of (GtkWidget *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

static gboolean
read_lists (RateDialog *self, RateQuestion *question, GError **error)
{
  g_array_set_size (question->rates, 0);
  question->seconds = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->seconds));
  question->may_disturb = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->allow));
  return rate_question_parse_rates (question->rates, text_of (self->rates), error)
         && rate_question_parse_points (question->points, text_of (self->points), error)
         && rate_question_parse_rates (question->data_rates, text_of (self->data_rates), error);
}

/* NULL: what is typed is no question. */
static RateQuestion *
make_question (RateDialog *self, GError **error)
{
  const BusPort *port = get_port (self);
  g_autoptr (GPtrArray) profiles = bus_profiles_load (self->settings);
  BusConfig *config = bus_config_new ();
  const BusProfile *profile = bus_profiles_find (profiles, backend_get_id (port->backend), port->channel, "", 0);
  RateQuestion *question;

  bus_config_set (config, "channel", port->channel, NULL);
  if (profile != NULL)
    bus_config_apply (config, profile->settings, NULL); /* a port's own settings; rates come anyway */
  question = rate_question_new (port->backend, config);
  bus_config_free (config);
  if (read_lists (self, question, error))
    return question;
  rate_question_free (question);
  return NULL;
}

/* --- What is shown --- */

static gboolean
is_searching (RateDialog *self)
{
  return self->cancellable != NULL;
}

gboolean
rate_dialog_is_searching (RateDialog *self)
{
  return is_searching (self);
}

static void
show_note (RateDialog *self, gboolean disturbs, const char *problem)
{
  const BusPort *port = get_port (self);

  if (problem != NULL)
    gtk_label_set_text (self->note, problem);
  else if (disturbs)
    gtk_label_set_text (self->note, _ ("This controller cannot listen only: while the rate is wrong, its error flags "
                                       "destroy the frames of the others. Do that on a bus that may be disturbed."));
  else if (backend_get_abilities (port->backend) & BUS_SET_RATE)
    gtk_label_set_text (self->note, _ ("It listens only: nobody on the bus notices."));
  else
    gtk_label_set_text (self->note, _ ("It listens only: nobody on the bus notices. The interface is set to each rate "
                                       "and is afterwards what it was; a capture of it hears that, too."));
}

static void
update (RateDialog *self)
{
  g_autoptr (GError) error = NULL, wrong = NULL;
  gboolean disturbs = FALSE, good = get_port (self) != NULL;
  RateQuestion *question = good ? make_question (self, &wrong) : NULL;

  if (question != NULL)
    good = rate_question_check (question, &disturbs, &error);
  if (get_port (self) == NULL)
    gtk_label_set_text (self->note, _ ("There is no bus whose rate could be set: plug an adapter in."));
  else
    show_note (self, disturbs, wrong != NULL ? wrong->message : error != NULL ? error->message : NULL);
  good = good && question != NULL && question->rates->len > 0 && (!disturbs || question->may_disturb);
  rate_question_free (question);
  gtk_widget_set_visible (self->allow, disturbs);
  gtk_widget_set_sensitive (self->form, !is_searching (self));
  gtk_widget_set_sensitive (self->start, good || is_searching (self));
  gtk_button_set_label (GTK_BUTTON (self->start), is_searching (self) ? _ ("Stop") : _ ("Start"));
  gtk_widget_set_sensitive (self->take, !is_searching (self) && self->trials != NULL
                                            && rate_trials_get_best (self->trials) != NULL);
}

static void
attach (RateDialog *self, int column, int row, const char *text, const char *class)
{
  GtkWidget *label = gtk_grid_get_child_at (self->table, column, row);

  if (label == NULL)
    {
      label = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (label), column == 0 || column == 4 ? 0 : 1);
      if (column == 4)
        {
          gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
          gtk_widget_set_hexpand (label, TRUE);
        }
      gtk_grid_attach (self->table, label, column, row, 1, 1);
    }
  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_tooltip_text (label, column == 4 ? text : NULL);
  gtk_widget_set_css_classes (label, (const char *[]){ class, NULL });
}

static void
clear_table (RateDialog *self)
{
  static const char *const heads[] = { N_ ("Verdict"), N_ ("bit/s"), N_ ("Point"), N_ ("Data bit/s"), N_ ("Heard") };
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->table))) != NULL)
    gtk_grid_remove (self->table, child);
  for (int i = 0; i < (int) G_N_ELEMENTS (heads); i++)
    attach (self, i, 0, _ (heads[i]), "form-head");
}

/* A shape for each word, so that colour is not all. */
static void
show_trial (RateDialog *self, const RateTrial *trial, guint number, guint n)
{
  static const struct
  {
    const char *shape, *class;
  } looks[] = { [RATE_UNTRIED] = { "…", "dim" }, [RATE_REFUSED] = { "○", "dim" }, [RATE_SILENT] = { "○", "dim" },
                [RATE_WRONG] = { "■", "err" },   [RATE_MIXED] = { "▲", "warn" },  [RATE_FD] = { "●", "ok" },
                [RATE_RIGHT] = { "●", "ok" } };
  const RateSetting *setting = &trial->setting;
  g_autofree char *verdict = g_strdup_printf ("%s %s", looks[trial->verdict].shape, rate_verdict_text (trial->verdict));
  g_autofree char *rate = g_strdup_printf ("%u", setting->bitrate);
  g_autofree char *point = g_strdup_printf ("%.1f %%", setting->point * 100);
  g_autofree char *data = setting->data_bitrate > 0 ? g_strdup_printf ("%u", setting->data_bitrate) : g_strdup ("–");
  g_autofree char *heard = rate_trial_describe (trial);
  const char *texts[] = { verdict, rate, point, data, heard };

  for (int i = 0; i < (int) G_N_ELEMENTS (texts); i++)
    attach (self, i, (int) number, texts[i], i == 0 ? looks[trial->verdict].class : i < 4 ? "tnum" : "dim");
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress),
                                 (number - (trial->verdict == RATE_UNTRIED)) / (double) MAX (n, 1));
}

/* --- Searching --- */

typedef struct
{
  RateDialog *dialog;
  RateQuestion *question;
  HandOver asked, answered;
} Search;

typedef struct
{
  RateDialog *dialog;
  GCancellable *cancellable; /* of the search it is from */
  RateTrial trial;
  guint number, n;
  HandOver told;
} Progress;

static void
search_free (gpointer data)
{
  Search *self = data;

  hand_over_see (&self->answered);
  rate_question_free (self->question);
  g_free (self);
}

static gboolean
on_progress_here (gpointer data)
{
  Progress *progress = data;

  hand_over_take (&progress->told);
  if (progress->dialog->cancellable == progress->cancellable)
    show_trial (progress->dialog, &progress->trial, progress->number, progress->n);
  return G_SOURCE_REMOVE;
}

static void
progress_free (gpointer data)
{
  Progress *progress = data;

  g_free (progress->trial.refusal);
  g_object_unref (progress->cancellable);
  g_object_unref (progress->dialog);
  g_free (progress);
}

static void
on_progress (const RateTrial *trial, guint number, guint n, gpointer data)
{
  GTask *task = data;
  Progress *progress = g_new0 (Progress, 1);

  progress->dialog = g_object_ref (g_task_get_source_object (task));
  progress->cancellable = g_object_ref (g_task_get_cancellable (task));
  progress->trial = *trial;
  progress->trial.refusal = g_strdup (trial->refusal);
  progress->number = number;
  progress->n = n;
  hand_over_give (&progress->told);
  g_idle_add_full (G_PRIORITY_DEFAULT, on_progress_here, progress, progress_free);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Search *search = data;
  GError *error = NULL;
  GPtrArray *trials;

  hand_over_take (&search->asked);
  trials = rate_search (search->question, on_progress, task, cancellable, &error);
  hand_over_give (&search->answered);
  if (trials != NULL)
    g_task_return_pointer (task, trials, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  RateDialog *self = RATE_DIALOG (source);
  g_autoptr (GError) error = NULL;
  GPtrArray *trials = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *words = NULL;

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable) /* closed */
    {
      g_clear_pointer (&trials, g_ptr_array_unref);
      return;
    }
  self->trials = trials;
  words = trials != NULL ? rate_trials_describe (trials) : g_strdup (error->message);
  if (trials != NULL && g_cancellable_is_cancelled (self->cancellable) && rate_trials_get_best (trials) == NULL)
    gtk_label_set_text (self->result, _ ("Stopped."));
  else
    gtk_label_set_text (self->result, words);
  g_clear_object (&self->cancellable);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), 1);
  update (self);
}

void
rate_dialog_start (RateDialog *self)
{
  RateQuestion *question = get_port (self) != NULL && !is_searching (self) ? make_question (self, NULL) : NULL;
  Search *search;
  GTask *task;

  if (question == NULL)
    return;
  g_clear_pointer (&self->trials, g_ptr_array_unref);
  clear_table (self);
  gtk_label_set_text (self->result, "");
  self->cancellable = g_cancellable_new ();
  search = g_new0 (Search, 1);
  search->question = question;
  hand_over_give (&search->asked);
  task = g_task_new (self, self->cancellable, on_found, NULL);
  g_task_set_check_cancellable (task, FALSE); /* what was found until then counts */
  g_task_set_task_data (task, search, search_free);
  g_task_run_in_thread (task, run);
  g_object_unref (task);
  update (self);
}

static void
on_start (RateDialog *self)
{
  if (is_searching (self))
    g_cancellable_cancel (self->cancellable);
  else
    rate_dialog_start (self);
}

static void
on_take (RateDialog *self)
{
  const RateTrial *best = rate_trials_get_best (self->trials);
  const BusPort *port = get_port (self);
  gboolean link = strcmp (backend_get_id (port->backend), "socketcan") == 0;

  g_signal_emit (self, take_signal, 0, best, link ? port->channel : NULL);
  gtk_window_close (GTK_WINDOW (self));
}

/* --- Building --- */

static GtkWidget *
new_entry (RateDialog *self, const char *text, const char *placeholder)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), placeholder);
  gtk_widget_set_hexpand (entry, TRUE);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (update), self);
  return entry;
}

static GtkWidget *
new_bus (RateDialog *self, const char *backend, const char *channel)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *drop_down;
  guint chosen = 0;

  for (guint i = 0; i < self->ports->len; i++)
    {
      const BusPort *port = g_ptr_array_index (self->ports, i);
      g_autofree char *text = g_strdup_printf ("%s · %s", port->channel, backend_get_name (port->backend));

      gtk_string_list_append (names, text);
      if (backend != NULL && is_port (port, backend, channel))
        chosen = i;
    }
  drop_down = gtk_drop_down_new (G_LIST_MODEL (g_object_ref (names)), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), chosen);
  g_signal_connect_swapped (drop_down, "notify::selected", G_CALLBACK (update), self);
  return drop_down;
}

static GtkWidget *
new_form (RateDialog *self, const char *backend, const char *channel)
{
  FormGrid form = form_grid_new ();

  self->bus = GTK_DROP_DOWN (new_bus (self, backend, channel));
  form_grid_add (&form, _ ("Bus"), GTK_WIDGET (self->bus), NULL);
  self->rates = new_entry (self, "500k 250k 125k 1M 100k 83333 50k 33333 800k 20k 10k", NULL);
  form_grid_add (&form, _ ("Bit rates"), self->rates,
                 _ ("In the order they are tried; it ends with the first that is right"));
  self->points = new_entry (self, "", _ ("what CiA recommends for each rate; or 75 80 87.5"));
  form_grid_add (&form, _ ("Sample points (%)"), self->points, _ ("The others are tried at the rate that was found"));
  self->data_rates = new_entry (self, "", _ ("none: classic CAN; or 2M 5M 4M 1M 8M"));
  form_grid_add (&form, _ ("Data rates"), self->data_rates, _ ("Of CAN FD, tried at the rate that was found"));
  self->seconds = gtk_spin_button_new_with_range (0.1, 60, 0.1);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->seconds), 1);
  gtk_widget_set_halign (self->seconds, GTK_ALIGN_START);
  form_grid_add (&form, _ ("Seconds a setting"), self->seconds,
                 _ ("At most: less where it is clear. Longer where the bus is quiet"));
  self->allow = check_box_new (_ ("Search all the same"));
  g_signal_connect_swapped (self->allow, "toggled", G_CALLBACK (update), self);
  form_grid_add_wide (&form, self->allow);
  self->form = GTK_WIDGET (form.grid);
  return self->form;
}

static GtkWidget *
new_buttons (RateDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->progress = gtk_progress_bar_new ();
  gtk_widget_set_hexpand (self->progress, TRUE);
  gtk_widget_set_valign (self->progress, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Progress"), -1);
  self->start = gtk_button_new_with_label (_ ("Start"));
  gtk_widget_add_css_class (self->start, "suggested");
  g_signal_connect_swapped (self->start, "clicked", G_CALLBACK (on_start), self);
  self->take = gtk_button_new_with_label (_ ("Calculate with It…"));
  gtk_widget_set_tooltip_text (self->take, _ ("What was found into the bit-timing calculator, which can apply it"));
  g_signal_connect_swapped (self->take, "clicked", G_CALLBACK (on_take), self);
  gtk_box_append (GTK_BOX (box), self->progress);
  gtk_box_append (GTK_BOX (box), self->take);
  gtk_box_append (GTK_BOX (box), self->start);
  return box;
}

static GtkWidget *
new_table (RateDialog *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->table = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->table, 20);
  gtk_grid_set_row_spacing (self->table, 3);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->table));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scrolled, TRUE);
  clear_table (self);
  return scrolled;
}

static void
rate_dialog_dispose (GObject *object)
{
  RateDialog *self = RATE_DIALOG (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (rate_dialog_parent_class)->dispose (object);
}

static void
rate_dialog_finalize (GObject *object)
{
  RateDialog *self = RATE_DIALOG (object);

  g_clear_pointer (&self->trials, g_ptr_array_unref);
  g_clear_pointer (&self->ports, g_ptr_array_unref);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (rate_dialog_parent_class)->finalize (object);
}

static void
rate_dialog_class_init (RateDialogClass *class)
{
  G_OBJECT_CLASS (class)->dispose = rate_dialog_dispose;
  G_OBJECT_CLASS (class)->finalize = rate_dialog_finalize;
  take_signal = g_signal_new ("take", RATE_TYPE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                              G_TYPE_POINTER, G_TYPE_STRING);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (class), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
rate_dialog_init (RateDialog *self)
{
}

GtkWidget *
rate_dialog_new (GtkWindow *parent, GSettings *settings, const char *backend, const char *channel)
{
  RateDialog *self = g_object_new (RATE_TYPE_DIALOG, "transient-for", parent, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10), *header = gtk_header_bar_new ();

  self->settings = g_object_ref (settings);
  self->ports = list_ports (backend, channel);
  self->note = GTK_LABEL (form_label ("", TRUE));
  self->result = GTK_LABEL (form_label ("", FALSE));
  gtk_label_set_selectable (self->result, TRUE);
  gtk_box_append (GTK_BOX (box), new_form (self, backend, channel));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->note));
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), new_table (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->result));
  gtk_box_append (GTK_BOX (box), new_buttons (self));
  gtk_widget_add_css_class (box, "timing-foot");
  gtk_header_bar_set_decoration_layout (GTK_HEADER_BAR (header), ":close");
  gtk_window_set_titlebar (GTK_WINDOW (self), header);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Find the Bit Rate"));
  gtk_window_set_default_size (GTK_WINDOW (self), 720, 620);
  gtk_window_set_child (GTK_WINDOW (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "canid");
  update (self);
  return GTK_WIDGET (self);
}
