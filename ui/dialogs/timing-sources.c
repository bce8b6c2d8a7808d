/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/timing-sources.h"

#include "base/i18n.h"
#include "core/can-frame.h"
#include "ui/text.h"
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

/* --- An item --- */

enum
{
  PROP_NAME = 1,
};

G_DEFINE_FINAL_TYPE (TimingSource, timing_source, G_TYPE_OBJECT)

static void
timing_source_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_string (value, TIMING_SOURCE (object)->name);
}

static void
timing_source_finalize (GObject *object)
{
  TimingSource *self = TIMING_SOURCE (object);

  g_free (self->name);
  g_free (self->link);
  g_free (self->recorded);
  G_OBJECT_CLASS (timing_source_parent_class)->finalize (object);
}

static void
timing_source_class_init (TimingSourceClass *class)
{
  G_OBJECT_CLASS (class)->get_property = timing_source_get_property;
  G_OBJECT_CLASS (class)->finalize = timing_source_finalize;
  g_object_class_install_property (G_OBJECT_CLASS (class), PROP_NAME,
                                   g_param_spec_string ("name", NULL, NULL, NULL,
                                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
timing_source_init (TimingSource *self)
{
}

static TimingSource *
new_source (const char *name, const Controller *controller, double clock)
{
  TimingSource *self = g_object_new (TIMING_TYPE_SOURCE, NULL);

  self->name = g_strdup (name);
  self->controller = controller;
  self->clock = clock;
  return self;
}

static void
set_gone (TimingSource *self, gboolean gone)
{
  if (self->gone == gone)
    return;
  self->gone = gone;
  g_free (self->name);
  self->name = gone ? g_strdup_printf (_ ("%s (unplugged)"), self->link->name) : g_strdup (self->link->name);
  g_object_notify (G_OBJECT (self), "name");
}

/* --- The list --- */

struct _TimingSources
{
  GObject parent;

  GPtrArray *items; /* of TimingSource: recorded, links, fixed */
  guint n_recorded, n_links;
  int fd; /* tells of the kernel's interfaces; -1: nothing does */
  guint watch;
};

static guint signal_links_changed;

static GType
get_item_type (GListModel *model)
{
  return TIMING_TYPE_SOURCE;
}

static guint
get_n_items (GListModel *model)
{
  return TIMING_SOURCES (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *items = TIMING_SOURCES (model)->items;

  return position < items->len ? g_object_ref (items->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TimingSources, timing_sources, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
add_recorded (TimingSources *self, const TraceInfo *info)
{
  int64_t start = 0;

  trace_info_get_start (info, &start);
  for (guint i = 0; i < trace_info_n_channels (info); i++)
    {
      guint n = trace_info_n_timings (info, (uint8_t) i, NULL);

      for (guint k = 0; k < n; k++)
        {
          const TraceTiming *timing = trace_info_get_timing (info, (uint8_t) i, k);
          const char *channel = trace_info_channel_name (info, (uint8_t) i);
          g_autofree char *name = NULL, *since = text_duration (can_time_since (timing->time, start));
          TimingRecorded recorded;
          TimingSource *source;

          if (!timing_recorded_init (&recorded, timing, 0))
            continue;
          name = n > 1 ? g_strdup_printf (_ ("Recording, channel %s from %s"), channel, since)
                       : g_strdup_printf (_ ("Recording, channel %s"), channel);
          source = new_source (name, NULL, recorded.request.clock);
          source->recorded = g_new (TimingRecorded, 1);
          timing_recorded_copy (source->recorded, &recorded);
          g_ptr_array_add (self->items, source);
          self->n_recorded++;
        }
    }
}

static void
add_fixed (TimingSources *self)
{
  guint n_adapters, n_controllers;
  const Adapter *adapters = adapters_get (&n_adapters);
  const Controller *controllers = controllers_get (&n_controllers);

  for (guint i = 0; i < n_adapters; i++)
    g_ptr_array_add (self->items,
                     new_source (adapters[i].name, controllers_find (adapters[i].controller), adapters[i].clock));
  for (guint i = 0; i < n_controllers; i++)
    g_ptr_array_add (self->items, new_source (controllers[i].name, &controllers[i], controllers[i].clocks[0]));
}

guint
timing_sources_find_link (TimingSources *self, const char *interface)
{
  for (guint i = self->n_recorded; i < timing_sources_first_fixed (self); i++)
    if (strcmp (timing_sources_get (self, i)->link->link.name, interface) == 0)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static void
add_link (TimingSources *self, const LinkController *link)
{
  guint position = timing_sources_first_fixed (self);
  TimingSource *source = new_source (link->name, NULL, link->controller.clocks[0]);
  CanLink plain = link->link;

  source->link = g_new (LinkController, 1);
  link_controller_init (source->link, &plain, NULL); /* its texts are inside: no copy */
  source->controller = &source->link->controller;
  g_ptr_array_insert (self->items, (int) position, source);
  self->n_links++;
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

/* TRUE: something is other than before. */
static gboolean
take_link (TimingSources *self, const CanLink *now)
{
  guint position = timing_sources_find_link (self, now->name);
  LinkController link;
  TimingSource *known;
  gboolean differs;

  if (position == GTK_INVALID_LIST_POSITION)
    {
      if (!link_controller_init (&link, now, NULL))
        return FALSE;
      add_link (self, &link);
      return TRUE;
    }
  known = self->items->pdata[position];
  differs = known->gone || known->link->link.up != now->up || known->link->link.mode != now->mode
            || memcmp (&known->link->link.timing, &now->timing, sizeof now->timing) != 0
            || memcmp (&known->link->link.data_timing, &now->data_timing, sizeof now->data_timing) != 0;
  if (!known->gone || !link_controller_init (known->link, now, NULL)) /* another adapter may have its name now */
    known->link->link = *now;
  set_gone (known, FALSE);
  return differs;
}

void
timing_sources_reread (TimingSources *self)
{
  g_autoptr (GPtrArray) all = can_link_list ();
  gboolean differs = FALSE;

  for (guint i = 0; i < all->len; i++)
    differs |= take_link (self, all->pdata[i]);
  for (guint i = self->n_recorded; i < timing_sources_first_fixed (self); i++)
    {
      TimingSource *source = self->items->pdata[i];
      gboolean there = FALSE;

      for (guint k = 0; k < all->len && !there; k++)
        there = strcmp (((const CanLink *) all->pdata[k])->name, source->link->link.name) == 0;
      differs |= !there && !source->gone;
      set_gone (source, !there);
    }
  if (differs)
    g_signal_emit (self, signal_links_changed, 0);
}

static gboolean
on_kernel (int fd, GIOCondition condition, gpointer data)
{
  TimingSources *self = data;

  if (can_link_watch_read (fd)) /* takes away an error too: that some were lost */
    timing_sources_reread (self);
  return G_SOURCE_CONTINUE;
}

guint
timing_sources_n_recorded (TimingSources *self)
{
  return self->n_recorded;
}

guint
timing_sources_first_fixed (TimingSources *self)
{
  return self->n_recorded + self->n_links;
}

guint
timing_sources_n (TimingSources *self)
{
  return self->items->len;
}

const TimingSource *
timing_sources_get (TimingSources *self, guint index)
{
  return self->items->pdata[MIN (index, self->items->len - 1)];
}

GtkWidget *
timing_sources_new_drop_down (TimingSources *self)
{
  GtkExpression *name = gtk_property_expression_new (TIMING_TYPE_SOURCE, NULL, "name");
  GtkWidget *drop_down = gtk_drop_down_new (G_LIST_MODEL (g_object_ref (self)), name);

  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (drop_down), TRUE);
  return drop_down;
}

/* --- Object --- */

static void
timing_sources_finalize (GObject *object)
{
  TimingSources *self = TIMING_SOURCES (object);

  g_clear_handle_id (&self->watch, g_source_remove);
  if (self->fd >= 0)
    close (self->fd);
  g_ptr_array_unref (self->items);
  G_OBJECT_CLASS (timing_sources_parent_class)->finalize (object);
}

static void
timing_sources_class_init (TimingSourcesClass *class)
{
  G_OBJECT_CLASS (class)->finalize = timing_sources_finalize;
  signal_links_changed
      = g_signal_new ("links-changed", TIMING_TYPE_SOURCES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
timing_sources_init (TimingSources *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->fd = -1;
}

TimingSources *
timing_sources_new (const TraceInfo *info)
{
  TimingSources *self = g_object_new (TIMING_TYPE_SOURCES, NULL);

  if (info != NULL)
    add_recorded (self, info);
  add_fixed (self);
  timing_sources_reread (self);
  self->fd = can_link_watch_open ();
  if (self->fd >= 0)
    self->watch = g_unix_fd_add (self->fd, G_IO_IN, on_kernel, self);
  return self;
}
