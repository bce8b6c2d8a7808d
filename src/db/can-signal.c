/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "db/can-signal.h"
#include "db/database-set.h"
