/* detail-node.c: one row of the detail tree: texts that change in place.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "models/detail-tree-private.h"

#include "base/banned.h"

struct _DetailNode
{
  GObject parent_instance;
  DetailKind kind;
  int signal;
  char *key;
  char *texts[DETAIL_N_TEXTS];
  GListStore *children; /* sections only */
};

G_DEFINE_FINAL_TYPE (DetailNode, detail_node, G_TYPE_OBJECT)

static guint changed_signal;

static void
detail_node_finalize (GObject *object)
{
  DetailNode *self = DETAIL_NODE (object);

  for (guint i = 0; i < DETAIL_N_TEXTS; i++)
    g_free (self->texts[i]);
  g_free (self->key);
  g_clear_object (&self->children);
  G_OBJECT_CLASS (detail_node_parent_class)->finalize (object);
}

static void
detail_node_class_init (DetailNodeClass *class)
{
  G_OBJECT_CLASS (class)->finalize = detail_node_finalize;
  changed_signal = g_signal_new ("changed", DETAIL_TYPE_NODE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
detail_node_init (DetailNode *self)
{
  self->signal = -1;
}

DetailNode *
detail_node_new (const DetailRow *row)
{
  DetailNode *self = g_object_new (DETAIL_TYPE_NODE, NULL);

  self->kind = row->kind;
  self->key = g_strdup (row->key);
  if (row->kind == DETAIL_SECTION)
    self->children = g_list_store_new (DETAIL_TYPE_NODE);
  for (guint i = 0; i < DETAIL_N_TEXTS; i++)
    self->texts[i] = g_strdup (row->texts[i] ? row->texts[i] : "");
  self->signal = row->signal;
  return self;
}

void
detail_node_update (DetailNode *self, const DetailRow *row)
{
  gboolean other = self->signal != row->signal;

  self->signal = row->signal;
  for (guint i = 0; i < DETAIL_N_TEXTS; i++)
    {
      const char *text = row->texts[i] ? row->texts[i] : "";

      if (strcmp (self->texts[i], text) == 0)
        continue;
      g_free (self->texts[i]);
      self->texts[i] = g_strdup (text);
      other = TRUE;
    }
  if (other)
    g_signal_emit (self, changed_signal, 0);
}

GListStore *
detail_node_get_store (DetailNode *self)
{
  return self->children;
}

DetailKind
detail_node_get_kind (DetailNode *self)
{
  return self->kind;
}

const char *
detail_node_get_key (DetailNode *self)
{
  return self->key;
}

const char *
detail_node_get_text (DetailNode *self, DetailText which)
{
  g_return_val_if_fail (which < DETAIL_N_TEXTS, "");
  return self->texts[which];
}

int
detail_node_get_signal (DetailNode *self)
{
  return self->signal;
}

GListModel *
detail_node_get_children (DetailNode *self)
{
  return self->children ? G_LIST_MODEL (self->children) : NULL;
}
