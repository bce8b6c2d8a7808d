/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/virtual-fault.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <linux/can/error.h>
#include <string.h>

#include "base/banned.h"

/* Every one at least: an attempt that always fails would be repeated for ever. */
#define EVERY_MIN 2
#define EVERY_MAX 1000000000

/* ISO 11898-1:2015, 10.11: a receiver that finds an error answers with an error flag; the sender sees that as a bit
 * error, behind the ACK slot as a form error. */
static const VirtualFaultKind kinds[] = {
  { "bit", CAN_ERR_PROT, CAN_ERR_PROT_BIT, CAN_ERR_PROT_LOC_DATA, TRUE, CAN_ERR_PROT_STUFF, CAN_ERR_PROT_LOC_DATA },
  { "stuff", CAN_ERR_PROT, CAN_ERR_PROT_BIT, CAN_ERR_PROT_LOC_DATA, TRUE, CAN_ERR_PROT_STUFF, CAN_ERR_PROT_LOC_DATA },
  { "form", CAN_ERR_PROT, CAN_ERR_PROT_FORM, CAN_ERR_PROT_LOC_ACK_DEL, TRUE, CAN_ERR_PROT_FORM,
    CAN_ERR_PROT_LOC_CRC_DEL },
  { "crc", CAN_ERR_PROT, CAN_ERR_PROT_FORM, CAN_ERR_PROT_LOC_EOF, TRUE, 0, CAN_ERR_PROT_LOC_CRC_SEQ },
  { "ack", CAN_ERR_ACK, 0, CAN_ERR_PROT_LOC_ACK, FALSE, 0, 0 },
};

static const VirtualFaultKind *
find_kind (const char *name, gsize n)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strlen (kinds[i].name) == n && strncmp (kinds[i].name, name, n) == 0)
      return &kinds[i];
  return NULL;
}

static gboolean
add_fault (VirtualFaults *self, const char *word)
{
  const char *colon = strchr (word, ':');
  const VirtualFaultKind *kind = colon != NULL ? find_kind (word, (gsize) (colon - word)) : NULL;
  guint64 every;

  if (kind == NULL || self->n == VIRTUAL_FAULTS_MAX
      || !g_ascii_string_to_unsigned (colon + 1, 10, EVERY_MIN, EVERY_MAX, &every, NULL))
    return FALSE;
  self->faults[self->n].kind = kind;
  self->faults[self->n++].every = (guint) every;
  return TRUE;
}

gboolean
virtual_faults_parse (VirtualFaults *self, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, "+", -1);

  *self = (VirtualFaults){ .n = 0 };
  for (char **word = words; *word != NULL; word++)
    if (!add_fault (self, *word))
      {
        g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                     _ ("faults=%s: up to %d faults are needed, each as bit:N, stuff:N, form:N, crc:N or ack:N, joined "
                        "by "
                        "+; every N-th attempt, N from %d on"),
                     text, VIRTUAL_FAULTS_MAX, EVERY_MIN);
        return FALSE;
      }
  return TRUE;
}

const VirtualFaultKind *
virtual_faults_next (VirtualFaults *self)
{
  self->attempts++;
  for (guint i = 0; i < self->n; i++)
    if (self->attempts % self->faults[i].every == 0)
      return self->faults[i].kind;
  return NULL;
}
