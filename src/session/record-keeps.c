/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/record-keeps.h"

#include "base/i18n.h"
#include "session/record-file.h"

#include "base/banned.h"

static RecordKept
describe_survival (const char *path, const Format *format)
{
  RecordKept kept
      = { _ ("What was received, if the program is killed"), TRUE, _ ("all but the last second; the file opens") };

  switch (record_file_survival (path, format))
    {
    case RECORD_LOSES_BLOCKS:
      kept.kept = FALSE;
      kept.how = _ ("only up to the last packed block; the end of the file is damaged");
      break;
    case RECORD_LOSES_ALL:
      kept.kept = FALSE;
      kept.how = _ ("nothing: the file is made when the recording ends");
      break;
    case RECORD_SURVIVES:
    default:
      break;
    }
  return kept;
}

/* Other programs stop at lines that they do not know, so none is put between the frames. */
static RecordKept
describe_notes (const Format *format)
{
  gboolean kept = (format->abilities & (FORMAT_NOTES | FORMAT_STORE)) != 0;

  return (RecordKept){ _ ("Markers, triggers and what the buses told"), kept,
                       kept ? "" : _ ("markers and triggers beside the file, as marks that this program shows") };
}

guint
record_keeps (const char *path, const Format *format, RecordKept out[RECORD_KEEPS_MAX])
{
  guint abilities = format->dialects != NULL ? format->dialects->abilities : format->abilities, n = 0;
  gboolean fd = (abilities & FORMAT_FD) != 0, ns = (abilities & FORMAT_NANOSECONDS) != 0;
  const char *rounded = format->time_loss != NULL ? _ (format->time_loss) : _ ("times are rounded to microseconds");

  out[n++] = (RecordKept){ _ ("CAN FD frames"), fd, fd ? "" : _ ("cannot be written") };
  if (fd)
    out[n++] = (RecordKept){ _ ("FD, BRS and ESI flags"), (abilities & FORMAT_FD_FLAGS) != 0, "" };
  out[n++] = (RecordKept){ _ ("Remote frames"), (abilities & FORMAT_REMOTE) != 0, "" };
  out[n++] = (RecordKept){ _ ("Error frames"), (abilities & FORMAT_ERROR) != 0, "" };
  out[n++] = (RecordKept){ _ ("Sent or received"), (abilities & FORMAT_DIRECTION) != 0, "" };
  out[n++] = (RecordKept){ _ ("Channels"), (abilities & FORMAT_CHANNELS) != 0,
                           !(abilities & FORMAT_CHANNELS) || abilities & FORMAT_CHANNEL_NAMES ? "" : _ ("as numbers") };
  out[n++] = (RecordKept){ _ ("Nanoseconds"), ns, ns ? "" : rounded };
  out[n++] = describe_notes (format);
  out[n++] = describe_survival (path, format);
  return n;
}

char *
record_keeps_dup_losses (const char *path, const Format *format)
{
  RecordKept kept[RECORD_KEEPS_MAX];
  guint n = record_keeps (path, format, kept);
  GString *out = NULL;

  for (guint i = 0; i < n; i++)
    {
      if (kept[i].kept)
        continue;
      if (out == NULL)
        out = g_string_new (_ ("does not keep: "));
      else
        g_string_append (out, "; ");
      g_string_append (out, kept[i].what);
      if (*kept[i].how != '\0')
        g_string_append_printf (out, " (%s)", kept[i].how);
    }
  return out != NULL ? g_string_free (out, FALSE) : NULL;
}
