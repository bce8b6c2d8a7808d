/* interface-link.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/interface-link.h"

#include "base/i18n.h"
#include "session/netconf.h"
#include "ui/dialogs/form-grid.h"
#include "ui/widgets/check-box.h"

#define N_MODES 16
#define BLINK "5" /* s */

struct _InterfaceLink
{
  GtkBox parent;

  InterfaceItem *item;
  GtkWidget *rate, *point, *data_rate, *data_point, *fd, *iso, *tdc, *tdco, *tdcv, *restart, *termination;
  guint32 tdcf; /* is kept as it is */
  GtkWidget *modes[N_MODES];
  GtkWidget *apply, *up, *blink, *remove;
  GtkLabel *problem, *command;
  GtkWidget *buttons;
  GCancellable *cancellable;
  gboolean busy, applying;
};

G_DEFINE_FINAL_TYPE (InterfaceLink, interface_link, GTK_TYPE_BOX)

static guint signal_applied;

static const uint32_t usual_rates[]
    = { 10000, 20000, 50000, 83333, 100000, 125000, 250000, 500000, 800000, 1000000, 0 };
static const uint32_t usual_data_rates[] = { 1000000, 2000000, 4000000, 5000000, 8000000, 0 };

/* --- What is wished --- */

/* "80", "80 %", "0.8" or nothing, in thousandths. */
static gboolean
read_point (GtkWidget *entry, guint32 *point)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  BusConfig *config;
  gboolean good;

  *point = 0;
  if (*text == '\0')
    return TRUE;
  if (g_str_has_suffix (text, "%"))
    text[strlen (text) - 1] = '\0';
  config = bus_config_new ();
  good = bus_config_set (config, "sample_point", g_strstrip (text), NULL);
  *point = (guint32) (config->sample_point * 1000 + 0.5);
  bus_config_free (config);
  return good;
}

static gboolean
is_on (GtkWidget *check)
{
  return check != NULL && gtk_check_button_get_active (GTK_CHECK_BUTTON (check));
}

static void
wish_mode (CanLinkChange *change, const CanLink *link, guint32 flag, gboolean on)
{
  /* What is off stays off without a word. */
  if (!on && !(link->mode & flag))
    return;
  if (link->supported & flag || link->mode & flag)
    {
      change->mode.mask |= flag;
      change->mode.flags |= on ? flag : 0;
    }
}

static const char *
read_rates (InterfaceLink *self, CanLinkChange *change)
{
  if (!form_parse_rate (gtk_editable_get_text (form_rate_get_editable (self->rate)), &change->timing.bitrate)
      || !read_point (self->point, &change->timing.sample_point))
    return _ ("A bit rate is a number of bit/s, such as 500000 or 500k; a sample point is a share, such as 87.5 %");
  if (change->timing.bitrate == 0)
    return _ ("A bit rate is needed");
  change->fields |= CAN_LINK_SET_BITRATE;
  if (!is_on (self->fd))
    return NULL;
  if (!form_parse_rate (gtk_editable_get_text (form_rate_get_editable (self->data_rate)), &change->data_timing.bitrate)
      || !read_point (self->data_point, &change->data_timing.sample_point) || change->data_timing.bitrate == 0)
    return _ ("CAN FD needs a data rate in bit/s, such as 2000000 or 2M");
  change->fields |= CAN_LINK_SET_DATA_BITRATE;
  return NULL;
}

/* Of the choices of the transmitter's delay. */
enum
{
  TDC_KERNEL,
  TDC_OFF,
  TDC_AUTO,
  TDC_MANUAL,
};

static void
read_tdc (InterfaceLink *self, CanLinkChange *change)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->tdc));

  if (!is_on (self->fd) || chosen == TDC_KERNEL)
    return;
  change->mode.mask |= CAN_LINK_TDC;
  if (chosen == TDC_OFF)
    return;
  change->fields |= CAN_LINK_SET_TDC;
  change->mode.flags |= chosen == TDC_AUTO ? CAN_CTRLMODE_TDC_AUTO : CAN_CTRLMODE_TDC_MANUAL;
  change->tdco = (guint32) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->tdco));
  change->tdcf = self->tdcf;
  if (chosen == TDC_MANUAL)
    change->tdcv = (guint32) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->tdcv));
}

/* NULL: change is complete; else what is wrong. (transfer full) */
static char *
read_form (InterfaceLink *self, CanLinkChange *change)
{
  const CanLink *link = &self->item->link;
  g_autoptr (GError) error = NULL;
  const char *wrong;

  *change = (CanLinkChange){ 0 };
  if (!link->has_controller)
    {
      change->fields = CAN_LINK_SET_MTU;
      change->mtu = is_on (self->fd) ? 72 : 16;
      return NULL;
    }
  wrong = read_rates (self, change);
  if (wrong != NULL)
    return g_strdup (wrong);
  wish_mode (change, link, CAN_CTRLMODE_FD, is_on (self->fd));
  wish_mode (change, link, CAN_CTRLMODE_FD_NON_ISO,
             is_on (self->fd) && gtk_drop_down_get_selected (GTK_DROP_DOWN (self->iso)) == 1);
  read_tdc (self, change);
  for (guint i = 0; can_link_modes[i].word != NULL; i++)
    if (self->modes[i] != NULL)
      wish_mode (change, link, can_link_modes[i].flag, is_on (self->modes[i]));
  change->restart_ms = (guint32) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->restart));
  if (change->restart_ms != link->restart_ms || change->restart_ms > 0)
    change->fields |= CAN_LINK_SET_RESTART_MS;
  if (link->n_terminations > 0)
    {
      change->fields |= CAN_LINK_SET_TERMINATION;
      change->termination = link->terminations[gtk_drop_down_get_selected (GTK_DROP_DOWN (self->termination))];
    }
  return can_link_change_check (change, link, &error) ? NULL : g_strdup (error->message);
}

static void
show_problem (InterfaceLink *self, const char *text)
{
  gtk_label_set_text (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

/* With its label. */
static void
show_field (GtkWidget *field, gboolean shown)
{
  gtk_widget_set_visible (field, shown);
  gtk_widget_set_visible (gtk_widget_get_prev_sibling (field), shown);
}

static void
update (InterfaceLink *self)
{
  CanLinkChange change;
  g_autofree char *wrong = read_form (self, &change);
  g_autofree char *command = wrong == NULL ? can_link_dup_command (&self->item->link, &change, TRUE) : NULL;
  gboolean fd = is_on (self->fd), controller = self->item->link.has_controller;

  show_problem (self, wrong);
  gtk_label_set_text (self->command, command != NULL ? command : "");
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->command)), command != NULL);
  gtk_widget_set_sensitive (self->apply, wrong == NULL && !self->busy);
  gtk_widget_set_sensitive (self->buttons, !self->busy);
  if (!controller)
    return;
  show_field (self->data_rate, fd);
  show_field (self->data_point, fd);
  show_field (self->iso, fd);
  show_field (self->tdc, fd);
  show_field (self->tdco, fd && gtk_drop_down_get_selected (GTK_DROP_DOWN (self->tdc)) >= TDC_AUTO);
  show_field (self->tdcv, fd && gtk_drop_down_get_selected (GTK_DROP_DOWN (self->tdc)) == TDC_MANUAL);
}

/* --- Doing it --- */

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (InterfaceLink) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = netconf_finish (result, &error);

  self->busy = FALSE;
  if (self->item == NULL) /* closed meanwhile */
    return;
  update (self);
  if (!done)
    show_problem (self, error->message);
  else if (self->applying)
    {
      CanLinkChange change;
      g_autofree char *wrong = read_form (self, &change), *words = can_link_change_to_words (&change);

      if (wrong == NULL)
        bus_profile_set_text (&self->item->profile->link, words);
    }
  g_signal_emit (self, signal_applied, 0);
}

static void
run (InterfaceLink *self, const char *const *verb)
{
  self->busy = TRUE;
  self->applying = strcmp (verb[0], "set") == 0;
  update (self);
  netconf_run (verb, self->cancellable, on_done, g_object_ref (self));
}

static void
on_apply (InterfaceLink *self)
{
  CanLinkChange change;
  g_autofree char *wrong = read_form (self, &change), *words = can_link_change_to_words (&change);
  g_auto (GStrv) list = g_strsplit (words, " ", -1);
  g_autoptr (GPtrArray) verb = g_ptr_array_new ();

  if (wrong != NULL)
    return;
  g_ptr_array_add (verb, (gpointer) "set");
  g_ptr_array_add (verb, self->item->link.name);
  g_ptr_array_add (verb, (gpointer) "up");
  for (char **word = list; *word != NULL; word++)
    g_ptr_array_add (verb, *word);
  g_ptr_array_add (verb, NULL);
  run (self, (const char *const *) verb->pdata);
}

static void
on_up (InterfaceLink *self)
{
  run (self, (const char *[]){ self->item->link.up ? "down" : "up", self->item->link.name, NULL });
}

static void
on_blink (InterfaceLink *self)
{
  run (self, (const char *[]){ "identify", self->item->link.name, BLINK, NULL });
}

static void
on_remove (InterfaceLink *self)
{
  run (self, (const char *[]){ "delete", self->item->link.name, NULL });
}

static void
on_copy (InterfaceLink *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_label_get_text (self->command));
}

/* --- The form --- */

static GtkWidget *
new_point (InterfaceLink *self, guint32 point)
{
  GtkWidget *entry = gtk_entry_new ();
  g_autofree char *text = point > 0 ? g_strdup_printf ("%g %%", point / 10.0) : g_strdup ("");

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("the kernel's choice"));
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (update), self);
  return entry;
}

static GtkWidget *
new_rate (InterfaceLink *self, const guint32 *only, const uint32_t *usual, guint32 rate)
{
  GtkWidget *combo = form_rate_new (only[0] != 0 ? only : usual);
  g_autofree char *text = rate > 0 ? g_strdup_printf ("%u", rate) : g_strdup ("");

  gtk_editable_set_text (form_rate_get_editable (combo), text);
  g_signal_connect_swapped (combo, "changed", G_CALLBACK (update), self);
  return combo;
}

static GtkWidget *
new_check (InterfaceLink *self, const char *words, gboolean on)
{
  GtkWidget *check = check_box_new (words);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), on);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (update), self);
  return check;
}

static void
add_fd (InterfaceLink *self, FormGrid *form, const CanLinkChange *now)
{
  const CanLink *link = &self->item->link;
  const char *kinds[] = { _ ("ISO (2015 and later)"), _ ("non-ISO (Bosch)"), NULL };
  g_autofree char *reason = g_strdup_printf (_ ("The controller (%s) knows classic CAN only"),
                                             *link->limits.name != '\0' ? link->limits.name : link->driver);

  self->fd = new_check (self, _ ("CAN FD"), (now->mode.flags & CAN_CTRLMODE_FD) != 0);
  form_set_usable (self->fd, (link->supported & CAN_CTRLMODE_FD) != 0, reason);
  form_grid_add_wide (form, self->fd);
  self->data_rate = new_rate (self, link->data_rates, usual_data_rates, now->data_timing.bitrate);
  form_grid_add (form, _ ("Data rate, bit/s"), self->data_rate, NULL);
  self->data_point = new_point (self, now->data_timing.sample_point);
  form_grid_add (form, _ ("Data sample point"), self->data_point, NULL);
  self->iso = gtk_drop_down_new_from_strings (kinds);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->iso), (now->mode.flags & CAN_CTRLMODE_FD_NON_ISO) != 0);
  form_set_usable (self->iso, (link->supported & CAN_CTRLMODE_FD_NON_ISO) != 0,
                   _ ("Its driver knows one kind of CAN FD only"));
  g_signal_connect_swapped (self->iso, "notify::selected", G_CALLBACK (update), self);
  form_grid_add (form, _ ("Kind of CAN FD"), self->iso, NULL);
}

static GtkWidget *
new_periods (InterfaceLink *self, guint32 min, guint32 max, guint32 value)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (min, max > 0 ? max : 1024, 1);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (update), self);
  return spin;
}

/* Where the data bits are looked at, when the transceiver's delay is a good part of one. */
static void
add_tdc (InterfaceLink *self, FormGrid *form, const CanLinkChange *now)
{
  const CanLink *link = &self->item->link;
  const char *kinds[]
      = { _ ("the kernel's choice"), _ ("off"), _ ("measured, with offset"), _ ("fixed, with offset"), NULL };
  guint32 mode = now->mode.flags & CAN_LINK_TDC;
  guint chosen = mode == CAN_CTRLMODE_TDC_AUTO     ? TDC_AUTO
                 : mode == CAN_CTRLMODE_TDC_MANUAL ? TDC_MANUAL
                 : now->mode.mask & CAN_LINK_TDC   ? TDC_OFF
                                                   : TDC_KERNEL;

  self->tdc = gtk_drop_down_new_from_strings (kinds);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->tdc), chosen);
  form_set_usable (self->tdc, (link->supported & CAN_LINK_TDC) != 0,
                   _ ("Its controller or driver does not let it be set"));
  form_grid_add (form, _ ("Transmitter delay"), self->tdc,
                 _ ("Compensation of the transmitter's delay: a second sample point for the data bits it sends "
                    "itself"));
  self->tdco = new_periods (self, link->tdco_min, link->tdco_max, now->tdco > 0 ? now->tdco : link->tdco);
  form_grid_add (form, _ ("Offset, clock periods"), self->tdco, NULL);
  self->tdcv = new_periods (self, 1, link->tdcv_max, now->tdcv > 0 ? now->tdcv : link->tdcv);
  form_grid_add (form, _ ("Delay, clock periods"), self->tdcv, NULL);
  self->tdcf = now->tdcf;
  g_signal_connect_swapped (self->tdc, "notify::selected", G_CALLBACK (update), self);
}

static void
add_modes (InterfaceLink *self, FormGrid *form, const CanLinkChange *now)
{
  const CanLink *link = &self->item->link;
  GtkWidget *flow = gtk_grid_new ();
  int n = 0;

  gtk_grid_set_column_homogeneous (GTK_GRID (flow), TRUE);
  gtk_grid_set_row_spacing (GTK_GRID (flow), 3);
  for (guint i = 0; can_link_modes[i].word != NULL && i < N_MODES; i++)
    {
      const CanLinkMode *mode = &can_link_modes[i];

      if (mode->flag & (CAN_CTRLMODE_FD | CAN_CTRLMODE_FD_NON_ISO))
        continue;
      self->modes[i] = new_check (self, _ (mode->title), (now->mode.flags & mode->flag) != 0);
      gtk_widget_set_tooltip_text (self->modes[i], _ (mode->help));
      form_set_usable (self->modes[i], (link->supported & mode->flag) != 0,
                       _ ("Its controller or driver has no such mode"));
      gtk_grid_attach (GTK_GRID (flow), self->modes[i], n % 2, n / 2, 1, 1);
      n++;
    }
  form_grid_add_wide (form, flow);
}

static void
add_termination (InterfaceLink *self, FormGrid *form, const CanLinkChange *now)
{
  const CanLink *link = &self->item->link;
  GtkStringList *words = gtk_string_list_new (NULL);
  guint chosen = 0;

  for (guint i = 0; i < link->n_terminations; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u Ω", link->terminations[i]);

      gtk_string_list_append (words, link->terminations[i] > 0 ? text : _ ("none"));
      chosen = link->terminations[i] == now->termination ? i : chosen;
    }
  if (link->n_terminations == 0)
    gtk_string_list_append (words, _ ("not by program"));
  self->termination = gtk_drop_down_new (G_LIST_MODEL (words), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->termination), chosen);
  form_set_usable (self->termination, link->n_terminations > 0,
                   _ ("It cannot be switched by program: look for a switch on the adapter, or a resistor in the plug"));
  g_signal_connect_swapped (self->termination, "notify::selected", G_CALLBACK (update), self);
  form_grid_add (form, _ ("Termination"), self->termination, NULL);
}

/* How it is, or, where it was never set, how it was the last time, or with care. */
static void
choose_start (InterfaceLink *self, CanLinkChange *now)
{
  const CanLink *link = &self->item->link;
  g_auto (GStrv) words = g_strsplit (self->item->profile->link, " ", -1);
  CanLinkChange kept;

  can_link_change_from (now, link);
  if (link->timing.bitrate > 0)
    return;
  if (words[0] != NULL && can_link_change_parse (&kept, (const char *const *) words, NULL))
    *now = kept;
  else if (link->supported & CAN_CTRLMODE_LISTENONLY)
    now->mode.flags |= CAN_CTRLMODE_LISTENONLY;
}

static void
add_controller (InterfaceLink *self, FormGrid *form)
{
  const CanLink *link = &self->item->link;
  CanLinkChange now;
  double lowest, highest;
  g_autofree char *bounds = NULL;

  choose_start (self, &now);
  can_link_get_bounds (link, FALSE, &lowest, &highest);
  if (highest > 0)
    bounds = g_strdup_printf (_ ("From %.0f to %.0f bit/s"), lowest, highest);
  self->rate = new_rate (self, link->rates, usual_rates, now.timing.bitrate);
  form_grid_add (form, _ ("Bit rate, bit/s"), self->rate, bounds);
  self->point = new_point (self, now.timing.sample_point);
  form_grid_add (form, _ ("Sample point"), self->point, NULL);
  add_fd (self, form, &now);
  add_tdc (self, form, &now);
  self->restart = gtk_spin_button_new_with_range (0, 60000, 100);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->restart), now.restart_ms);
  g_signal_connect_swapped (self->restart, "value-changed", G_CALLBACK (update), self);
  form_grid_add (form, _ ("Restart after bus-off, ms"), self->restart, _ ("0: only by hand"));
  add_termination (self, form, &now);
  add_modes (self, form, &now);
  if (link->timing.bitrate == 0 && now.mode.flags & CAN_CTRLMODE_LISTENONLY && *self->item->profile->link == '\0')
    form_grid_add_wide (form, form_label (_ ("An unknown bus is best heard first: listen-only disturbs nobody, even at "
                                             "a wrong bit rate."),
                                          TRUE));
}

static GtkWidget *
new_button (InterfaceLink *self, const char *words, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (words);

  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (self->buttons), button);
  return button;
}

static void
add_buttons (InterfaceLink *self)
{
  const CanLink *link = &self->item->link;

  self->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->apply = new_button (self, link->up ? _ ("Apply") : _ ("Apply and Start"), G_CALLBACK (on_apply));
  gtk_widget_set_tooltip_text (self->apply, _ ("Down, set, up; a capture goes on afterwards"));
  if (link->up || link->timing.bitrate > 0 || !link->has_controller)
    self->up = new_button (self, link->up ? _ ("Stop") : _ ("Start as It Is"), G_CALLBACK (on_up));
  if (link->has_controller && link->limits.brp_max > 0)
    {
      GtkWidget *timing = gtk_button_new_with_label (_ ("Bit Timing…"));

      gtk_widget_set_tooltip_text (timing, _ ("All settings its controller can make, tried before they are kept"));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (timing), "win.bit-timing-of");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (timing), "s", link->name);
      gtk_box_append (GTK_BOX (self->buttons), timing);
    }
  if (link->has_controller)
    {
      self->blink = new_button (self, _ ("Blink"), G_CALLBACK (on_blink));
      gtk_widget_set_tooltip_text (self->blink, _ ("The adapter's light blinks for five seconds"));
    }
  else
    self->remove = new_button (self, _ ("Delete"), G_CALLBACK (on_remove));
  gtk_box_append (GTK_BOX (self), self->buttons);
}

static void
add_command (InterfaceLink *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6),
            *copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  self->command = GTK_LABEL (form_label ("", FALSE));
  gtk_label_set_selectable (self->command, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->command), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->command), "mono");
  gtk_widget_add_css_class (GTK_WIDGET (self->command), "dim");
  gtk_widget_set_valign (copy, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (copy, _ ("Copy the line that does the same as root"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (copy), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Copy command"), -1);
  g_signal_connect_swapped (copy, "clicked", G_CALLBACK (on_copy), self);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->command));
  gtk_box_append (GTK_BOX (row), copy);
  gtk_box_append (GTK_BOX (self), row);
}

static void
interface_link_dispose (GObject *object)
{
  InterfaceLink *self = INTERFACE_LINK (object);

  g_clear_object (&self->item);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (interface_link_parent_class)->dispose (object);
}

static void
interface_link_class_init (InterfaceLinkClass *class)
{
  G_OBJECT_CLASS (class)->dispose = interface_link_dispose;
  signal_applied
      = g_signal_new ("applied", INTERFACE_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
interface_link_init (InterfaceLink *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 10);
  self->cancellable = g_cancellable_new ();
}

GtkWidget *
interface_link_new (InterfaceItem *item)
{
  InterfaceLink *self = g_object_new (INTERFACE_TYPE_LINK, NULL);
  FormGrid form = form_grid_new ();

  self->item = g_object_ref (item);
  form_grid_heading (&form, _ ("Interface, for all programs"));
  if (item->link.has_controller)
    add_controller (self, &form);
  else
    {
      self->fd = new_check (self, _ ("CAN FD (mtu 72)"), item->link.mtu == 72);
      form_grid_add_wide (&form, self->fd);
    }
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (form.grid));
  self->problem = GTK_LABEL (form_label ("", FALSE));
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "err");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->problem));
  add_buttons (self);
  add_command (self);
  update (self);
  return GTK_WIDGET (self);
}
