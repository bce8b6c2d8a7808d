/* dbc-helper.h: databases written in the test, for the tests of DBC files.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "db/database.h"

/* What begins a file: lines 1 to 6; a message of two signals: the lines 7 to 9 then. */
#define HEAD "VERSION \"1\"\nNS_ :\n\tCM_\n\tVAL_\nBS_:\nBU_: A B\n"
#define M1 "BO_ 1 M: 8 A\n SG_ S : 0|8@1- (1,0) [0|0] \"\" B\n SG_ T : 8|8@1+ (1,0) [0|0] \"\" B\n"

/* (transfer full) of a file that is read, damaged or not. */
Database *load (const char *text);
/* The same without any warning. */
Database *load_clean (const char *text);
/* The index-th warning is of that line and has that part. */
void assert_warning (const Database *db, guint index, guint line, const char *part);
/* That must be there. */
const CanSignal *find (const Database *db, const char *message, const char *signal);
