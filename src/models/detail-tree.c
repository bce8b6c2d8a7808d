/* detail-tree.c: the tree of the frame under the cursor, changed in place from frame to frame.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "models/detail-tree-private.h"

#include "core/row-set.h"
#include "session/id-walk.h"
#include "base/banned.h"

struct _DetailTree
{
  GObject parent_instance;
  GListStore *sections;
  FrameStore *store;
  const DatabaseSet *databases;
  const Message *message;
  CanFrame frame;
  uint64_t row;
  IdWalk *walk; /* (nullable) */
  gboolean related_known;
  uint64_t related;
};

G_DEFINE_FINAL_TYPE (DetailTree, detail_tree, G_TYPE_OBJECT)

static guint changed_signal;

/* Rows [1..] of the array against the section's children: same keys at head and tail are changed in place, the middle
 * is replaced. */
static void
merge_children (GListStore *store, GPtrArray *rows)
{
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (store)), n_new = rows->len - 1;
  guint head = 0, tail = 0;
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  for (; head < MIN (n_old, n_new); head++)
    {
      g_autoptr (DetailNode) node = g_list_model_get_item (G_LIST_MODEL (store), head);
      const DetailRow *row = g_ptr_array_index (rows, 1 + head);

      if (strcmp (detail_node_get_key (node), row->key) != 0)
        break;
      detail_node_update (node, row);
    }
  for (; tail < MIN (n_old, n_new) - head; tail++)
    {
      g_autoptr (DetailNode) node = g_list_model_get_item (G_LIST_MODEL (store), n_old - 1 - tail);
      const DetailRow *row = g_ptr_array_index (rows, n_new - tail);

      if (strcmp (detail_node_get_key (node), row->key) != 0)
        break;
      detail_node_update (node, row);
    }
  for (guint i = head; i < n_new - tail; i++)
    g_ptr_array_add (added, detail_node_new (g_ptr_array_index (rows, 1 + i)));
  if (added->len || n_old != head + tail)
    g_list_store_splice (store, head, n_old - head - tail, added->pdata, added->len);
}

/* Where the section is, or would be. */
static guint
place_of (DetailTree *self, const char *key, gboolean *there)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->sections));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DetailNode) node = g_list_model_get_item (G_LIST_MODEL (self->sections), i);

      *there = g_str_equal (detail_node_get_key (node), key);
      if (*there)
        return i;
    }
  *there = FALSE;
  return g_str_equal (key, "second") ? MIN (n, 1) : n;
}

/* rows NULL: the section goes. */
static void
merge_section (DetailTree *self, const char *key, GPtrArray *rows)
{
  gboolean there;
  guint position = place_of (self, key, &there);
  g_autoptr (DetailNode) node = NULL;

  if (!rows)
    {
      if (there)
        g_list_store_remove (self->sections, position);
      return;
    }
  if (there)
    {
      node = g_list_model_get_item (G_LIST_MODEL (self->sections), position);
      detail_node_update (node, g_ptr_array_index (rows, 0));
      merge_children (detail_node_get_store (node), rows);
      return;
    }
  node = detail_node_new (g_ptr_array_index (rows, 0));
  merge_children (detail_node_get_store (node), rows);
  g_list_store_insert (self->sections, position, node);
}

static void
take_frame (DetailTree *self, FrameStore *store, const DatabaseSet *databases, uint64_t row)
{
  FrameStore *old_store = self->store;
  const DatabaseSet *old_databases = self->databases;

  self->store = store ? frame_store_ref (store) : NULL;
  self->databases = databases ? database_set_ref (databases) : NULL;
  self->row = store && row < frame_store_length (store) && row >= frame_store_first (store) ? row : ROW_NONE;
  self->message = NULL;
  if (self->row != ROW_NONE)
    {
      frame_store_get (store, row, &self->frame);
      if (databases)
        self->message
            = database_set_lookup (databases,
                                   trace_info_channel_name (frame_store_get_info (store), self->frame.channel),
                                   self->frame.id);
    }
  frame_store_unref (old_store);
  database_set_unref (old_databases);
}

static void
fill (DetailTree *self)
{
  DetailSource source
      = { self->store, self->databases, self->message, &self->frame, self->row, self->related_known, self->related };
  g_autoptr (GPtrArray) first = detail_rows_frame (&source);
  g_autoptr (GPtrArray) second = detail_rows_second (&source);
  g_autoptr (GPtrArray) parts = detail_rows_parts (&source);

  merge_section (self, "frame", first);
  merge_section (self, "second", second);
  merge_section (self, "parts", parts);
}

static void
stop_walk (DetailTree *self)
{
  id_walk_stop (self->walk);
  self->walk = NULL;
}

static void
on_walked (uint64_t row, gpointer data)
{
  DetailTree *self = data;

  stop_walk (self);
  self->related = row;
  self->related_known = TRUE;
  fill (self);
  g_signal_emit (self, changed_signal, 0);
}

/* The answer, or the request, if the row is one. */
static void
look_for_related (DetailTree *self)
{
  stop_walk (self);
  self->related_known = FALSE;
  if (self->row != ROW_NONE && !(self->frame.id & CAN_ID_ERROR))
    self->walk = id_walk_start (self->store, NULL, self->row, !(self->frame.id & CAN_ID_REMOTE), on_walked, self);
}

void
detail_tree_set_frame (DetailTree *self, FrameStore *store, const DatabaseSet *databases, uint64_t row)
{
  g_return_if_fail (DETAIL_IS_TREE (self));

  take_frame (self, store, databases, row);
  look_for_related (self);
  if (self->row == ROW_NONE)
    g_list_store_remove_all (self->sections);
  else
    fill (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
detail_tree_finalize (GObject *object)
{
  DetailTree *self = DETAIL_TREE (object);

  stop_walk (self);
  g_clear_object (&self->sections);
  frame_store_unref (self->store);
  database_set_unref (self->databases);
  G_OBJECT_CLASS (detail_tree_parent_class)->finalize (object);
}

static void
detail_tree_class_init (DetailTreeClass *class)
{
  G_OBJECT_CLASS (class)->finalize = detail_tree_finalize;
  changed_signal = g_signal_new ("changed", DETAIL_TYPE_TREE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
detail_tree_init (DetailTree *self)
{
  self->sections = g_list_store_new (DETAIL_TYPE_NODE);
  self->row = ROW_NONE;
}

DetailTree *
detail_tree_new (void)
{
  return g_object_new (DETAIL_TYPE_TREE, NULL);
}

GListModel *
detail_tree_get_sections (DetailTree *self)
{
  return G_LIST_MODEL (self->sections);
}

/* The first node for which accept says so; the lists keep it alive. */
static DetailNode *
search (DetailTree *self, gboolean (*accept) (DetailNode *, gconstpointer), gconstpointer what, DetailNode **section)
{
  GListModel *sections = G_LIST_MODEL (self->sections);

  for (guint i = 0; i < g_list_model_get_n_items (sections); i++)
    {
      g_autoptr (DetailNode) parent = g_list_model_get_item (sections, i);
      GListModel *children = detail_node_get_children (parent);

      if (section)
        *section = parent;
      if (accept (parent, what))
        return parent;
      for (guint j = 0; j < g_list_model_get_n_items (children); j++)
        {
          g_autoptr (DetailNode) node = g_list_model_get_item (children, j);

          if (accept (node, what))
            return node;
        }
    }
  if (section)
    *section = NULL;
  return NULL;
}

static gboolean
has_key (DetailNode *node, gconstpointer key)
{
  return strcmp (detail_node_get_key (node), key) == 0;
}

static gboolean
has_signal (DetailNode *node, gconstpointer signal)
{
  return detail_node_get_signal (node) == *(const int *) signal;
}

DetailNode *
detail_tree_find (DetailTree *self, const char *key, DetailNode **section)
{
  return search (self, has_key, key, section);
}

DetailNode *
detail_tree_find_signal (DetailTree *self, int signal)
{
  return signal < 0 ? NULL : search (self, has_signal, &signal, NULL);
}

uint64_t
detail_tree_get_row (DetailTree *self)
{
  return self->row;
}

const CanFrame *
detail_tree_get_frame (DetailTree *self)
{
  return self->row == ROW_NONE ? NULL : &self->frame;
}

const Message *
detail_tree_get_message (DetailTree *self)
{
  return self->message;
}

const CanSignal *
detail_tree_get_signal (DetailTree *self, int signal)
{
  if (!self->message || signal < 0 || (guint) signal >= self->message->n_signals
      || !message_signal_present (self->message, (guint) signal, &self->frame))
    return NULL;
  return &self->message->signals[signal];
}

guint
detail_tree_n_databases (DetailTree *self)
{
  return self->databases ? database_set_n (self->databases) : 0;
}

const DatabaseSet *
detail_tree_get_databases (DetailTree *self)
{
  return self->databases;
}

FrameStore *
detail_tree_get_store (DetailTree *self)
{
  return self->store;
}
