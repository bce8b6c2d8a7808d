/* detail-tree.h: what is known of one frame, as a tree of fields and signals.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. Two levels: sections ("Frame", then the message or the error, then the parts of the identifier),
 * and their fields. What asks for other rows of the identifier (which one answered a remote frame) is looked for by a
 * worker and comes a little later. Moving to another frame keeps the node objects whose keys stay, and changes their
 * texts; so whoever shows the tree keeps what is expanded and chosen without effort.
 *
 * Texts are for people: minus is −, ranges –, values carry their unit. canid-cli's figures come from elsewhere.
 */
#pragma once

#include "core/frame-store.h"
#include "db/database-set.h"
#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  DETAIL_SECTION,
  DETAIL_FIELD,
  DETAIL_SIGNAL,
} DetailKind;

typedef enum
{
  DETAIL_NAME,    /* "EngineSpeed" */
  DETAIL_VALUE,   /* "2729.75 rpm", "Running" */
  DETAIL_RAW,     /* "0x2AA7" */
  DETAIL_BITS,    /* "0.7–1.0": byte and bit of the most and of the least significant bit */
  DETAIL_COMMENT, /* what the database says of it; "" if nothing */
  DETAIL_N_TEXTS,
} DetailText;

/* --- A row of the tree. "changed" (): its texts are others now. --- */
#define DETAIL_TYPE_NODE (detail_node_get_type ())
G_DECLARE_FINAL_TYPE (DetailNode, detail_node, DETAIL, NODE, GObject)

DetailKind detail_node_get_kind (DetailNode *self);
const char *detail_node_get_key (
    DetailNode *self); /* unique in the tree, same from frame to frame: "frame.time", "signal:Engine.Speed" */
const char *detail_node_get_text (DetailNode *self, DetailText which); /* never NULL */
int detail_node_get_signal (DetailNode *self);                         /* index within the message; -1 if no signal */
GListModel *detail_node_get_children (DetailNode *self);               /* (nullable)(transfer none) of DetailNode */

/* --- The tree. "changed" (): another frame, or another database set. --- */
#define DETAIL_TYPE_TREE (detail_tree_get_type ())
G_DECLARE_FINAL_TYPE (DetailTree, detail_tree, DETAIL, TREE, GObject)

DetailTree *detail_tree_new (void);
/* row ROW_NONE or store NULL: no frame, no sections. databases may be NULL. */
void detail_tree_set_frame (DetailTree *self, FrameStore *store, const DatabaseSet *databases, uint64_t row);

GListModel *detail_tree_get_sections (DetailTree *self); /* (transfer none) of DetailNode */
DetailNode *detail_tree_find (DetailTree *self, const char *key, DetailNode **section); /* (transfer none)(nullable) */
DetailNode *detail_tree_find_signal (DetailTree *self, int signal);

uint64_t detail_tree_get_row (DetailTree *self);           /* ROW_NONE */
const CanFrame *detail_tree_get_frame (DetailTree *self);  /* NULL: no frame; valid until the next set_frame */
const Message *detail_tree_get_message (DetailTree *self); /* NULL: none fits */
const CanSignal *detail_tree_get_signal (DetailTree *self, int signal); /* NULL unless present in this frame */
guint detail_tree_n_databases (DetailTree *self);
const DatabaseSet *detail_tree_get_databases (DetailTree *self); /* (nullable)(transfer none) */
FrameStore *detail_tree_get_store (DetailTree *self);            /* (nullable)(transfer none) */

/* Bit i (0: least significant) of a signal: which byte, which bit of it. */
static inline void
signal_layout_bit (const SignalLayout *layout, guint i, guint *byte, guint *bit)
{
  guint at = layout->shift + i;

  *byte = layout->big_endian ? layout->end_byte - 1u - at / 8 : layout->first_byte + at / 8;
  *bit = at % 8;
}

/* "16 bits, Motorola, signed" (transfer full) */
char *detail_signal_layout_words (const CanSignal *signal);
/* All that a value is: "raw 0x2AA7 = 10919 · 2729.75 rpm · “Running” · range 0 to 16383" (transfer full) */
char *detail_signal_value_words (const CanSignal *signal, uint64_t bits);
/* Value and unit as shown to people: label, or "2729.75 rpm" with the decimals the factor implies. */
void detail_append_value (const CanSignal *signal, uint64_t bits, GString *out);

G_END_DECLS
