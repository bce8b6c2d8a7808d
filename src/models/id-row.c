/* id-row.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/id-row-private.h"

#include <string.h>

#include "base/banned.h"

G_DEFINE_FINAL_TYPE (IdRow, id_row, G_TYPE_OBJECT)

static void
id_row_finalize (GObject *object)
{
  g_free (ID_ROW (object)->entry.changed);
  G_OBJECT_CLASS (id_row_parent_class)->finalize (object);
}

static void
id_row_class_init (IdRowClass *class)
{
  G_OBJECT_CLASS (class)->finalize = id_row_finalize;
}

static void
id_row_init (IdRow *self)
{
}

IdRow *
id_row_new (IdRowKind kind, gboolean sent)
{
  IdRow *self = g_object_new (ID_TYPE_ROW, NULL);

  self->kind = kind;
  self->sent = sent;
  return self;
}

/* The table goes on meanwhile: what it points to is copied. */
void
id_row_take_entry (IdRow *self, const IdEntry *entry, guint index)
{
  int64_t *changed = self->entry.changed;

  if (self->entry.n_changed != entry->n_changed)
    changed = g_renew (int64_t, changed, entry->n_changed);
  if (entry->n_changed > 0)
    memcpy (changed, entry->changed, entry->n_changed * sizeof *changed);
  self->entry = *entry;
  self->entry.changed = changed;
  self->index = index;
}

IdRowKind
id_row_get_kind (IdRow *self)
{
  return self->kind;
}

gboolean
id_row_is_sent (IdRow *self)
{
  return self->sent;
}

const IdEntry *
id_row_get_entry (IdRow *self)
{
  return &self->entry;
}

const Message *
id_row_get_message (IdRow *self)
{
  return self->message;
}

gboolean
id_row_is_open (IdRow *self)
{
  return self->open;
}

guint
id_row_get_n_members (IdRow *self)
{
  return self->n_members;
}
