/* database-edit.h: changes of the databases in use that can be taken back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. They are pushed onto the session's stack (edit_stack_of_session) as edits of "databases". Taking
 * one back brings order, channels and modes back as they were; a database whose file was read anew meanwhile stays as
 * it is now. Where databases come or go by other means (a workspace, a bus with databases of its own), the edits are
 * forgotten: what they would bring back is not what was there.
 */
#pragma once

#include "models/edit-stack.h"
#include "session/trace-session.h"

G_BEGIN_DECLS

/* set (transfer full): the databases from now on. label: "Remove car.dbc". */
void database_edit_do (TraceSession *session, DatabaseSet *set, const char *label);

/* What happens to the databases in between is one edit. Nothing happened: there is none. label: "Add Database car.dbc". */
void database_edit_begin (TraceSession *session);
void database_edit_end (TraceSession *session, const char *label);

G_END_DECLS
