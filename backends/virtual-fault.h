/* virtual-fault.h: faults that a node of a virtual bus meets while it sends, by a script: "crc:10+form:7" spoils every
 * tenth attempt with a CRC error and every seventh with a form error.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "backends/backend-interface.h"

G_BEGIN_DECLS

#define VIRTUAL_FAULTS_MAX 8

/* What sender and receivers report of it, in the words of linux/can/error.h. */
typedef struct
{
  const char *name;
  uint32_t sender_class;
  uint8_t sender_type, sender_location;
  gboolean heard; /* the receivers see it, too */
  uint8_t receiver_type, receiver_location;
} VirtualFaultKind;

typedef struct
{
  struct
  {
    const VirtualFaultKind *kind;
    guint every; /* attempts */
  } faults[VIRTUAL_FAULTS_MAX];
  guint n;
  guint64 attempts;
} VirtualFaults;

/* "" is none. FALSE: the sentence. */
gboolean virtual_faults_parse (VirtualFaults *self, const char *text, GError **error);
/* Of the next attempt; NULL: it is not spoilt. */
const VirtualFaultKind *virtual_faults_next (VirtualFaults *self);

G_END_DECLS
