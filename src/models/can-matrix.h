/* can-matrix.h: the messages of databases and their nodes: who sends, who receives.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "db/database-set.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *messages; /* of const Message *, borrowed from the set */
  GPtrArray *nodes;    /* of const char *: those named anywhere, in the order of the databases */
  DatabaseSet *set;
} CanMatrix;

typedef enum
{
  MATRIX_SENDS = 1 << 0,
  MATRIX_RECEIVES = 1 << 1, /* some signal of it */
} MatrixRole;

/* (transfer full) set: referred to. */
CanMatrix *can_matrix_new (const DatabaseSet *set);
void can_matrix_free (CanMatrix *self);                                                /* (nullable) */
guint can_matrix_get_role (const CanMatrix *self, const Message *message, guint node); /* of MatrixRole */
/* A table with the node's names above, "S" and "R" in it. (transfer full) */
char *can_matrix_to_csv (const CanMatrix *self);
char *can_matrix_to_html (const CanMatrix *self);

G_END_DECLS
