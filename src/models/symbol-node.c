/* symbol-node.c: a database, message or signal as a row of texts, and lists of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/symbol-tree-private.h"

#include "base/i18n.h"
#include "filter/filter.h"

#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

/* --- Lists --- */

static GType
list_get_item_type (GListModel *model)
{
  return SYMBOL_TYPE_NODE;
}

static guint
list_get_n_items (GListModel *model)
{
  return SYMBOL_LIST (model)->indices->len;
}

static gpointer
list_get_item (GListModel *model, guint position)
{
  SymbolList *self = SYMBOL_LIST (model);
  guint index;

  if (position >= self->indices->len)
    return NULL;
  index = g_array_index (self->indices, guint, position);
  if (self->message != NULL)
    return symbol_node_new (self, self->branches ? SYMBOL_BRANCH : SYMBOL_SIGNAL, self->message,
                            &self->message->signals[index]);
  return symbol_node_new (self, SYMBOL_MESSAGE, database_get_message (self->database, index), NULL);
}

static void
list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = list_get_item_type;
  iface->get_n_items = list_get_n_items;
  iface->get_item = list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SymbolList, symbol_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_iface_init))

static void
symbol_list_finalize (GObject *object)
{
  SymbolList *self = SYMBOL_LIST (object);

  if (self->tree != NULL)
    g_object_remove_weak_pointer (G_OBJECT (self->tree), (gpointer *) &self->tree);
  symbol_text_free (self->text);
  g_clear_object (&self->above);
  database_unref (self->database);
  g_array_unref (self->indices);
  G_OBJECT_CLASS (symbol_list_parent_class)->finalize (object);
}

static void
symbol_list_class_init (SymbolListClass *class)
{
  G_OBJECT_CLASS (class)->finalize = symbol_list_finalize;
}

static void
symbol_list_init (SymbolList *self)
{
  self->indices = g_array_new (FALSE, FALSE, sizeof (guint));
}

SymbolList *
symbol_list_new (SymbolTree *tree, const Database *database, const Message *message)
{
  SymbolList *self = g_object_new (SYMBOL_TYPE_LIST, NULL);

  self->tree = tree;
  g_object_add_weak_pointer (G_OBJECT (tree), (gpointer *) &self->tree);
  self->database = database_ref (database);
  self->message = message;
  return self;
}

/* keep: rows that are in both are the same, so that what is open stays open. */
void
symbol_list_set_indices (SymbolList *self, GArray *indices, gboolean keep)
{
  GArray *old = self->indices;
  guint head = 0, tail = 0, shorter = MIN (old->len, indices->len);

  while (keep && head < shorter && g_array_index (old, guint, head) == g_array_index (indices, guint, head))
    head++;
  while (keep && tail < shorter - head
         && g_array_index (old, guint, old->len - 1 - tail) == g_array_index (indices, guint, indices->len - 1 - tail))
    tail++;
  self->indices = indices;
  if (old->len != head + tail || indices->len != head + tail)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail, indices->len - head - tail);
  g_array_unref (old);
}

/* --- Nodes --- */

G_DEFINE_FINAL_TYPE (SymbolNode, symbol_node, G_TYPE_OBJECT)

static void
symbol_node_finalize (GObject *object)
{
  SymbolNode *self = SYMBOL_NODE (object);

  g_clear_object (&self->children);
  g_clear_object (&self->messages);
  database_unref (self->database);
  G_OBJECT_CLASS (symbol_node_parent_class)->finalize (object);
}

static void
symbol_node_class_init (SymbolNodeClass *class)
{
  G_OBJECT_CLASS (class)->finalize = symbol_node_finalize;
}

static void
symbol_node_init (SymbolNode *self)
{
}

SymbolNode *
symbol_node_new (SymbolList *list, SymbolKind kind, const Message *message, const CanSignal *signal)
{
  SymbolNode *self = g_object_new (SYMBOL_TYPE_NODE, NULL);

  self->kind = kind;
  self->messages = g_object_ref (list);
  self->database = database_ref (list->database);
  self->message = message;
  self->signal = signal;
  return self;
}

void
symbol_node_set (SymbolNode *self, SymbolList *list, const Message *message, const CanSignal *signal)
{
  database_ref (list->database);
  database_unref (self->database);
  self->database = list->database;
  g_set_object (&self->messages, list);
  self->message = message;
  self->signal = signal;
}

SymbolKind
symbol_node_get_kind (SymbolNode *self)
{
  return self->kind;
}

const Database *
symbol_node_get_database (SymbolNode *self)
{
  return self->database;
}

const Message *
symbol_node_get_message (SymbolNode *self)
{
  return self->message;
}

const CanSignal *
symbol_node_get_signal (SymbolNode *self)
{
  return self->kind == SYMBOL_SIGNAL ? self->signal : NULL;
}

uint64_t
symbol_node_get_count (SymbolNode *self)
{
  if (self->kind == SYMBOL_DATABASE)
    return self->messages->indices->len;
  return self->messages->tree != NULL ? symbol_tree_count (self->messages->tree, self->message) : 0;
}

static guint
index_of_message (const Database *database, const Message *message)
{
  guint n = database_n_messages (database);

  for (guint i = 0; i < n; i++)
    if (database_get_message (database, i) == message)
      return i;
  return 0;
}

/* --- What is below --- */

static gboolean
is_same_branch (const CanSignal *a, const CanSignal *b)
{
  return a->mux_parent == b->mux_parent && a->n_mux_ranges == b->n_mux_ranges
         && memcmp (a->mux_ranges, b->mux_ranges, a->n_mux_ranges * sizeof (MuxRange)) == 0;
}

static SymbolList *
list_of_database (SymbolNode *self)
{
  return self->messages->above != NULL ? self->messages->above : self->messages;
}

/* Signals that the search leaves, and the multiplexers above them. (transfer full) of gboolean */
static gboolean *
wanted_signals (SymbolNode *self)
{
  const Message *message = self->message;
  char **words = symbol_tree_get_words (self->messages->tree);
  gboolean *wanted = g_new0 (gboolean, message->n_signals), fits;
  g_autoptr (GArray) found = NULL;
  SymbolText *text = list_of_database (self)->text;

  found = symbol_text_find_signals (text, message, words != NULL ? index_of_message (self->database, message) : 0,
                                    text != NULL ? words : NULL, &fits);
  for (guint i = 0; i < found->len; i++)
    for (int signal = (int) g_array_index (found, guint, i); signal >= 0; signal = message->signals[signal].mux_parent)
      wanted[signal] = TRUE;
  return wanted;
}

static int
compare_branches (gconstpointer a, gconstpointer b, gpointer data)
{
  const Message *message = data;
  uint64_t first = message->signals[*(const guint *) a].mux_ranges[0].first,
           second = message->signals[*(const guint *) b].mux_ranges[0].first;

  return (first > second) - (first < second);
}

/* Of a message: the signals that no multiplexer selects; of a multiplexer one for each of its branches; of a branch the
 * signals that it selects. (transfer full) */
static GArray *
below (SymbolNode *self)
{
  const Message *message = self->message;
  GArray *indices = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree gboolean *wanted = wanted_signals (self);

  for (guint i = 0; i < message->n_signals; i++)
    {
      const CanSignal *signal = &message->signals[i];
      gboolean here;

      if (self->kind == SYMBOL_MESSAGE)
        here = signal->mux_parent < 0;
      else if (self->kind == SYMBOL_BRANCH)
        here = is_same_branch (signal, self->signal);
      else
        here = signal->mux_parent >= 0 && &message->signals[signal->mux_parent] == self->signal;
      for (guint k = 0; here && self->kind == SYMBOL_SIGNAL && k < indices->len; k++)
        here = !is_same_branch (signal, &message->signals[g_array_index (indices, guint, k)]);
      if (here && wanted[i])
        g_array_append_val (indices, i);
    }
  if (self->kind == SYMBOL_SIGNAL)
    g_qsort_with_data (indices->data, (int) indices->len, sizeof (guint), compare_branches, (gpointer) message);
  else
    symbol_tree_sort (self->messages->tree, indices, self->database, message);
  return indices;
}

GListModel *
symbol_node_get_children (SymbolNode *self)
{
  if (self->kind == SYMBOL_DATABASE)
    return G_LIST_MODEL (self->messages);
  if (self->flat || self->message->n_signals == 0 || (self->kind == SYMBOL_SIGNAL && !self->signal->is_multiplexer))
    return NULL;
  if (self->children == NULL && self->messages->tree != NULL)
    {
      self->children = symbol_list_new (self->messages->tree, self->database, self->message);
      self->children->branches = self->kind == SYMBOL_SIGNAL;
      self->children->above = g_object_ref (list_of_database (self));
      symbol_list_set_indices (self->children, below (self), FALSE);
    }
  return G_LIST_MODEL (self->children);
}

/* --- Columns --- */

static const char *const column_ids[SYMBOL_N_COLUMNS] = {
  [SYMBOL_NAME] = "name",       [SYMBOL_MESSAGE_NAME] = "message",
  [SYMBOL_ID] = "id",           [SYMBOL_VALUE] = "value",
  [SYMBOL_LABEL] = "label",     [SYMBOL_UNIT] = "unit",
  [SYMBOL_RAW] = "raw",         [SYMBOL_MIN] = "min",
  [SYMBOL_MAX] = "max",         [SYMBOL_TREND] = "trend",
  [SYMBOL_CHANGED] = "changed", [SYMBOL_COUNT] = "count",
  [SYMBOL_PERIOD] = "period",   [SYMBOL_CYCLE] = "cycle",
  [SYMBOL_LENGTH] = "length",   [SYMBOL_SCALE] = "scale",
  [SYMBOL_NODES] = "nodes",     [SYMBOL_COMMENT] = "comment",
};

const char *
symbol_column_get_id (SymbolColumn column)
{
  g_return_val_if_fail (column < SYMBOL_N_COLUMNS, NULL);

  return column_ids[column];
}

SymbolColumn
symbol_column_from_id (const char *id)
{
  SymbolColumn column = 0;

  while (column < SYMBOL_N_COLUMNS && !g_str_equal (column_ids[column], id))
    column++;
  return column;
}

/* --- Texts --- */

static void
append_list (GString *out, char **words)
{
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", words[i]);
}

/* One line: what comes behind a line's end is in the tooltip. */
static void
append_line (GString *out, const char *text)
{
  for (; text != NULL && *text != '\0'; text++)
    g_string_append_c (out, *text == '\n' || *text == '\r' || *text == '\t' ? ' ' : *text);
}

static void
append_scale (GString *out, const CanSignal *signal)
{
  char text[SIGNAL_TEXT_MAX];

  if (signal->factor == 1 && signal->offset == 0)
    return;
  if (signal->factor != 1)
    {
      signal_format_double (signal->factor, text);
      g_string_append_printf (out, "%s ", text);
    }
  g_string_append_c (out, 'x');
  if (signal->offset == 0)
    return;
  signal_format_double (signal->offset < 0 ? -signal->offset : signal->offset, text);
  g_string_append_printf (out, " %s %s", signal->offset < 0 ? "−" : "+", text);
}

static void
append_message (SymbolNode *self, SymbolColumn column, GString *out)
{
  const Message *message = self->message;

  switch (column)
    {
    case SYMBOL_NAME:
      g_string_append (out, message->name);
      break;
    case SYMBOL_ID:
      g_string_append_printf (out, can_id_is_extended (message->id) ? "%08X" : "%03X", can_id_number (message->id));
      break;
    case SYMBOL_LENGTH:
      g_string_append_printf (out, ngettext_ ("%u byte", "%u bytes", message->length), message->length);
      break;
    case SYMBOL_COUNT:
      if (symbol_node_get_count (self) > 0)
        g_string_append_printf (out, "%" PRIu64, symbol_node_get_count (self));
      else
        g_string_append (out, "—");
      break;
    case SYMBOL_CYCLE:
      if (message->cycle_time > 0)
        g_string_append_printf (out, "%d", message->cycle_time);
      break;
    case SYMBOL_NODES:
      append_list (out, message->senders);
      break;
    case SYMBOL_COMMENT:
      append_line (out, message->comment);
      break;
    case SYMBOL_PERIOD:
      symbol_append_now (self, column, out);
      break;
    case SYMBOL_MESSAGE_NAME:
    case SYMBOL_N_COLUMNS:
    default:
      break;
    }
}

static void
append_signal (SymbolNode *self, SymbolColumn column, GString *out)
{
  const CanSignal *signal = self->signal;

  switch (column)
    {
    case SYMBOL_NAME:
      g_string_append (out, signal->name);
      break;
    case SYMBOL_LENGTH:
      g_string_append_printf (out, ngettext_ ("%u bit", "%u bits", can_signal_length (signal)),
                              can_signal_length (signal));
      break;
    case SYMBOL_NODES:
      append_list (out, signal->receivers);
      break;
    case SYMBOL_UNIT:
      g_string_append (out, signal->unit);
      break;
    case SYMBOL_SCALE:
      append_scale (out, signal);
      break;
    case SYMBOL_COMMENT:
      append_line (out, signal->comment);
      break;
    case SYMBOL_MESSAGE_NAME:
    case SYMBOL_ID:
    case SYMBOL_COUNT:
    case SYMBOL_PERIOD:
    case SYMBOL_CYCLE:
      if (self->flat)
        append_message (self, column == SYMBOL_MESSAGE_NAME ? SYMBOL_NAME : column, out);
      break;
    case SYMBOL_VALUE:
    case SYMBOL_LABEL:
    case SYMBOL_RAW:
    case SYMBOL_MIN:
    case SYMBOL_MAX:
    case SYMBOL_TREND:
    case SYMBOL_CHANGED:
      symbol_append_now (self, column, out);
      break;
    case SYMBOL_N_COLUMNS:
    default:
      break;
    }
}

/* "= 1–3, 7", with the text of a single value. */
static void
append_branch (SymbolNode *self, SymbolColumn column, GString *out)
{
  const CanSignal *signal = self->signal;
  const char *label;

  if (column == SYMBOL_LABEL && symbol_node_is_active (self))
    g_string_append (out, _ ("● now"));
  if (column != SYMBOL_NAME)
    return;
  for (guint i = 0; i < signal->n_mux_ranges; i++)
    {
      const MuxRange *range = &signal->mux_ranges[i];

      g_string_append_printf (out, "%s%" PRIu64, i > 0 ? ", " : "= ", range->first);
      if (range->last != range->first)
        g_string_append_printf (out, "–%" PRIu64, range->last);
    }
  label = signal->n_mux_ranges == 1 && signal->mux_ranges[0].first == signal->mux_ranges[0].last
              ? can_signal_label (&self->message->signals[signal->mux_parent], signal->mux_ranges[0].first)
              : NULL;
  if (label != NULL)
    g_string_append_printf (out, " · %s", label);
}

void
symbol_node_append_text (SymbolNode *self, SymbolColumn column, GString *out)
{
  if (self->kind == SYMBOL_MESSAGE)
    append_message (self, column, out);
  else if (self->kind == SYMBOL_SIGNAL)
    append_signal (self, column, out);
  else if (self->kind == SYMBOL_BRANCH)
    append_branch (self, column, out);
  else if (column == SYMBOL_NAME)
    g_string_append (out, database_get_name (self->database));
  else if (column == SYMBOL_COMMENT)
    append_line (out, database_get_comment (self->database));
}

/* --- In filters --- */

char *
symbol_node_dup_filter (SymbolNode *self)
{
  GString *text;

  if (self->kind == SYMBOL_DATABASE)
    return NULL;
  text = g_string_new (NULL);
  filter_append_name (text, self->message->name);
  if (self->kind != SYMBOL_MESSAGE) /* of a branch: the frames that have its first signal */
    {
      g_string_append_c (text, '.');
      filter_append_name (text, self->signal->name);
    }
  return g_string_free (text, FALSE);
}
