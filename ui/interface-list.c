/* interface-list.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/interface-list.h"

#include "backends/bus-defaults.h"
#include "backends/backend.h"

#include <glib-unix.h>
#include <unistd.h>

#define COUNT_MS 500
#define LIST_ROUNDS 4 /* counts between two lists */

/* --- Items --- */

G_DEFINE_FINAL_TYPE (InterfaceItem, interface_item, G_TYPE_OBJECT)

static guint signal_changed;

static void
interface_item_finalize (GObject *object)
{
  g_free (INTERFACE_ITEM (object)->description);
  g_free (INTERFACE_ITEM (object)->origin);
  G_OBJECT_CLASS (interface_item_parent_class)->finalize (object);
}

static void
interface_item_class_init (InterfaceItemClass *class)
{
  G_OBJECT_CLASS (class)->finalize = interface_item_finalize;
  signal_changed
      = g_signal_new ("changed", INTERFACE_TYPE_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
interface_item_init (InterfaceItem *self)
{
  self->status = (BusStatus){ .tec = -1, .rec = -1 };
  self->description = g_strdup ("");
}

/* --- The list --- */

struct _InterfaceList
{
  GObject parent;

  GSettings *settings;
  GPtrArray *profiles; /* of BusProfile; each has an item */
  GPtrArray *items;
  GCancellable *cancellable;
  guint timer, watch, round;
  int fd;
  gboolean listing, filled;
};

static GType
get_item_type (GListModel *model)
{
  return INTERFACE_TYPE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return INTERFACE_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *items = INTERFACE_LIST (model)->items;

  return position < items->len ? g_object_ref (g_ptr_array_index (items, position)) : NULL;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (InterfaceList, interface_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static InterfaceItem *
add_item (InterfaceList *self, BusProfile *profile)
{
  InterfaceItem *item = g_object_new (INTERFACE_TYPE_ITEM, NULL);

  item->backend = backend_find (profile->interface);
  item->profile = profile;
  g_ptr_array_add (self->items, item);
  g_list_model_items_changed (G_LIST_MODEL (self), self->items->len - 1, 0, 1);
  return item;
}

static InterfaceItem *
item_of (InterfaceList *self, const BusProfile *profile)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      InterfaceItem *item = g_ptr_array_index (self->items, i);

      if (item->profile == profile)
        return item;
    }
  return NULL;
}

static InterfaceItem *
ensure_item (InterfaceList *self, const Backend *backend, const char *channel, const char *serial, guint port)
{
  BusProfile *profile = bus_profiles_find (self->profiles, backend_get_id (backend), channel, serial, port);

  if (profile == NULL)
    {
      profile = bus_profile_new (backend_get_id (backend), channel);
      g_ptr_array_add (self->profiles, profile);
    }
  if (*serial != '\0')
    {
      bus_profile_set_text (&profile->serial, serial);
      bus_profile_set_text (&profile->channel, channel); /* it may be called otherwise today */
      profile->port = port;
    }
  return item_of (self, profile) != NULL ? item_of (self, profile) : add_item (self, profile);
}

static void
remove_item (InterfaceList *self, guint position)
{
  InterfaceItem *item = g_ptr_array_index (self->items, position);
  BusProfile *profile = item->profile;

  g_ptr_array_remove_index (self->items, position);
  g_ptr_array_remove (self->profiles, profile);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/* --- What there is now --- */

static void
count (InterfaceItem *item, const CanLink *link)
{
  uint64_t total = link->rx_frames + link->tx_frames;
  gint64 now = g_get_monotonic_time ();
  uint64_t new = total >= item->counted && item->counted_at != 0 ? total - item->counted : 0;

  if (item->counted_at != 0)
    {
      memmove (item->sparks, item->sparks + 1, sizeof item->sparks - sizeof item->sparks[0]);
      item->sparks[INTERFACE_SPARKS - 1] = (uint32_t) MIN (new, G_MAXUINT32);
      item->rate = (double) new *G_USEC_PER_SEC / (double) MAX (now - item->counted_at, 1);
    }
  item->counted = total;
  item->counted_at = now;
}

static void
take_link (InterfaceItem *item, const CanLink *link)
{
  item->has_link = TRUE;
  item->link = *link;
  item->status = link->status;
  g_free (item->description);
  item->description = can_link_describe (link);
  count (item, link);
}

static const CanLink *
find_link (GPtrArray *links, const char *name)
{
  for (guint i = 0; i < links->len; i++)
    if (strcmp (((const CanLink *) g_ptr_array_index (links, i))->name, name) == 0)
      return g_ptr_array_index (links, i);
  return NULL;
}

static void
take_port (InterfaceList *self, const BusPort *port, GPtrArray *links)
{
  const CanLink *link
      = strcmp (backend_get_id (port->backend), "socketcan") == 0 ? find_link (links, port->channel) : NULL;
  InterfaceItem *item = ensure_item (self, port->backend, port->channel, link != NULL ? link->serial : "",
                                     link != NULL ? link->port : 0);

  item->present = TRUE;
  if (link != NULL)
    return; /* the counts have it */
  item->has_link = FALSE;
  item->status = port->status;
  g_free (item->description);
  item->description = g_strdup (port->description);
}

static void
count_links (InterfaceList *self, GPtrArray *links)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      InterfaceItem *item = g_ptr_array_index (self->items, i);
      const CanLink *link
          = strcmp (item->profile->interface, "socketcan") == 0 ? find_link (links, item->profile->channel) : NULL;

      if (link != NULL && item->present)
        take_link (item, link);
      g_signal_emit (item, signal_changed, 0);
    }
}

static void
take_ports (InterfaceList *self, GPtrArray *ports)
{
  g_autoptr (GPtrArray) links = can_link_list ();

  for (guint i = 0; i < self->items->len; i++)
    ((InterfaceItem *) g_ptr_array_index (self->items, i))->present = FALSE;
  for (guint i = 0; i < ports->len; i++)
    take_port (self, g_ptr_array_index (ports, i), links);
  for (guint i = self->items->len; i-- > 0;)
    {
      InterfaceItem *item = g_ptr_array_index (self->items, i);

      if (!item->present && item->origin == NULL && !bus_profile_is_worth (item->profile))
        remove_item (self, i);
      else if (!item->present)
        {
          item->has_link = FALSE;
          item->rate = 0;
          item->status = (BusStatus){ .tec = -1, .rec = -1 };
        }
    }
  count_links (self, links);
}

/* The bus of python-can's configuration is chosen as long as nobody has chosen another. */
static void
add_default (InterfaceList *self)
{
  g_autoptr (GHashTable) defaults = bus_defaults_read (NULL, NULL);
  const BusDefault *channel = g_hash_table_lookup (defaults, "channel");
  const Backend *backend = bus_defaults_get_backend (defaults);
  InterfaceItem *item;

  if (backend == NULL || channel == NULL || *channel->value == '\0')
    return;
  item = ensure_item (self, backend, channel->value, "", 0);
  item->origin = g_strdup (channel->origin);
  if (interface_list_n_chosen (self) == 0)
    item->profile->chosen = TRUE;
}

/* For the first time: also what is remembered and not there. */
static void
fill (InterfaceList *self, GPtrArray *ports)
{
  take_ports (self, ports);
  for (guint i = 0; i < self->profiles->len; i++)
    if (item_of (self, g_ptr_array_index (self->profiles, i)) == NULL)
      add_item (self, g_ptr_array_index (self->profiles, i));
  add_default (self);
  self->filled = TRUE;
}

static void
list_ports (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GPtrArray *ports = g_ptr_array_new_with_free_func ((GDestroyNotify) bus_port_free);

  backend_list_ports (NULL, ports);
  g_task_return_pointer (task, ports, (GDestroyNotify) g_ptr_array_unref);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  InterfaceList *self = INTERFACE_LIST (source);
  g_autoptr (GPtrArray) ports = g_task_propagate_pointer (G_TASK (result), NULL);

  self->listing = FALSE;
  if (ports != NULL && self->settings != NULL)
    (self->filled ? take_ports : fill) (self, ports);
}

void
interface_list_refresh (InterfaceList *self)
{
  GTask *task;

  if (self->listing)
    return;
  self->listing = TRUE;
  task = g_task_new (self, self->cancellable, on_listed, NULL);
  g_task_run_in_thread (task, list_ports);
  g_object_unref (task);
}

static gboolean
on_time (gpointer data)
{
  InterfaceList *self = data;
  g_autoptr (GPtrArray) links = can_link_list ();

  count_links (self, links);
  if (++self->round % LIST_ROUNDS == 0)
    interface_list_refresh (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_kernel (gint fd, GIOCondition condition, gpointer data)
{
  if (can_link_watch_read (fd))
    interface_list_refresh (data);
  return G_SOURCE_CONTINUE;
}

/* --- Life --- */

static void
interface_list_dispose (GObject *object)
{
  InterfaceList *self = INTERFACE_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->watch, g_source_remove);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  g_clear_object (&self->settings);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->profiles, g_ptr_array_unref);
  G_OBJECT_CLASS (interface_list_parent_class)->dispose (object);
}

static void
interface_list_class_init (InterfaceListClass *class)
{
  G_OBJECT_CLASS (class)->dispose = interface_list_dispose;
}

static void
interface_list_init (InterfaceList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  self->fd = can_link_watch_open ();
}

InterfaceList *
interface_list_new_later (GSettings *settings)
{
  InterfaceList *self = g_object_new (INTERFACE_TYPE_LIST, NULL);

  self->settings = g_object_ref (settings);
  self->profiles = bus_profiles_load (settings);
  self->timer = g_timeout_add (COUNT_MS, on_time, self);
  if (self->fd >= 0)
    self->watch = g_unix_fd_add (self->fd, G_IO_IN, on_kernel, self);
  interface_list_refresh (self);
  return self;
}

InterfaceList *
interface_list_new (GSettings *settings)
{
  InterfaceList *self = interface_list_new_later (settings);
  g_autoptr (GPtrArray) ports = g_ptr_array_new_with_free_func ((GDestroyNotify) bus_port_free);

  backend_list_ports (NULL, ports);
  fill (self, ports);
  return self;
}

InterfaceItem *
interface_list_add (InterfaceList *self, const Backend *backend, const char *channel)
{
  InterfaceItem *item = ensure_item (self, backend, channel, "", 0);

  item->profile->opened = TRUE; /* somebody named it: it is remembered */
  return item;
}

void
interface_list_save (InterfaceList *self)
{
  bus_profiles_save (self->settings, self->profiles);
}

guint
interface_list_n_chosen (InterfaceList *self)
{
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    n += ((InterfaceItem *) g_ptr_array_index (self->items, i))->profile->chosen;
  return n;
}
