/* format-interface.h: what a log format implements. Callers use formats/format.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A format is one file ending in `const Format format_foo` and one word in meson.build's list. It keeps its state in
 * reader_size or writer_size bytes, zeroed by the caller. No globals: several readers run in several threads.
 */
#pragma once

#include "base/byte-sink.h"
#include "base/byte-source.h"
#include "core/frame-batch.h"
#include "core/frame-store.h"
#include "core/trace-info.h"
#include "samples/wave.h"

G_BEGIN_DECLS

typedef enum
{
  FORMAT_READ = 1 << 0,
  FORMAT_WRITE = 1 << 1,
  FORMAT_FD = 1 << 2, /* CAN FD frames with all their data */
  FORMAT_REMOTE = 1 << 3,
  FORMAT_ERROR = 1 << 4,
  FORMAT_NANOSECONDS = 1 << 5,   /* else microseconds at best */
  FORMAT_DIRECTION = 1 << 6,     /* tells sent from received */
  FORMAT_CHANNEL_NAMES = 1 << 7, /* any name; else numbers or none */
  FORMAT_STORE = 1 << 8,         /* Canid's own trace: mapped and saved as a whole */
  FORMAT_FD_FLAGS = 1 << 9,      /* tells CAN FD frames of up to 8 bytes from classic ones, and BRS and ESI */
  FORMAT_CHANNELS = 1 << 10,     /* tells channels apart, by numbers at least */
  FORMAT_APPEND = 1 << 11, /* can go on with a log that is there (FormatOptions.append): lines, or by append below */
  FORMAT_NO_PACKING = 1 << 12, /* never packed as a whole: no file.gz of it is read or written */
  FORMAT_BIT_RATES = 1 << 13,  /* writes what follows from the bit rates of the channels, or keeps them */
  FORMAT_NOTES = 1 << 14,      /* notes can be written between frames */
  FORMAT_ENTRIES = 1 << 16,    /* reads the entries of a zip by itself */
  FORMAT_SAMPLES = 1 << 17,    /* holds levels of lines, not frames (FormatOptions.wave, wave_target) */
  FORMAT_AT_END = 1 << 15,     /* the file is made when the last frame has come: until then there is none */
} FormatAbilities;

/* What the places of a reader's notes and problems count. */
typedef enum
{
  FORMAT_PLACE_LINE, /* lines from 1 */
  FORMAT_PLACE_ROW,  /* row numbers of a table */
  FORMAT_PLACE_BYTE, /* offset in the file */
} FormatPlace;

typedef enum
{
  FORMAT_MORE,  /* the batch holds something (maybe only notes); call again */
  FORMAT_END,   /* the batch may hold the last of it */
  FORMAT_FAILED /* cannot go on: error is set; what the batch holds is good */
} FormatStep;

/* One of the forms that a format can be written in. */
typedef struct
{
  const char *id;  /* "1.5": command line, never translated */
  guint abilities; /* of what is written so, in place of the format's */
  int form;        /* the format's own number of it */
} FormatDialect;

typedef struct
{
  GTimeZone *timezone;           /* of dates without zone; NULL: local */
  gboolean append;               /* writing: on from the end of a log that is there; only with FORMAT_APPEND */
  const FormatDialect *dialect;  /* writing: one of the format's; NULL: the first */
  const WaveOptions *wave;       /* reading samples: what is known of them; NULL: all is found */
  const WaveTarget *wave_target; /* writing samples: how; NULL: 20 samples a bit, recessive is high */
  gboolean grow;                 /* writing: in place, so that what was flushed stays whatever happens to the program */
  ByteFollow *follow;            /* reading: go on at the end of the file until it is stopped; only lines of text */
} FormatOptions;

typedef struct
{
  const char *id;                /* "candump": command line, settings, never translated */
  const char *name;              /* N_("Linux candump log") */
  const char *extensions;        /* "log;candump", the first is the default */
  guint abilities;               /* FormatAbilities */
  FormatPlace place;             /* of notes and problems */
  const FormatDialect *dialects; /* that can be written, up to one without id; NULL: there is only one form */
  const char *time_loss;         /* N_() what becomes of nanoseconds; NULL: rounded to microseconds */

  /* How sure that the first n (up to 64 KiB) bytes are of this format: 0 not … 100 certain. extension_fits breaks ties.
   */
  guint (*probe) (const uint8_t *head, gsize n, gboolean extension_fits);

  /* May be NULL. Of content that probe does not know though its extension is the format's: what is missing, a sentence
   * fragment in the user's language; NULL: nothing to say. */
  char *(*explain) (const uint8_t *head, gsize n);

  gsize reader_size;
  gboolean (*open) (void *reader, ByteSource *in, TraceInfo *info, const FormatOptions *options, GError **error);
  /* Fills a cleared batch. What info says of start and dialect is set before the first frame is handed out. Returns
   * early with what it has when the input pauses (ByteSource), so that pipes stream. */
  FormatStep (*read) (void *reader, FrameBatch *out, GError **error);
  void (*close) (void *reader); /* may be NULL */

  gsize writer_size;
  gboolean (*create) (void *writer, ByteSink *out, const TraceInfo *info, const FormatOptions *options, GError **error);
  /* May be NULL. Where lines are appended: the form of a log that begins so, which lines behind it must have, too;
   * NULL: one that is not written here. */
  const FormatDialect *(*form_of) (const uint8_t *head, gsize n);
  /* Of databases, may be NULL: instead of create where options->append is set and the file is there, or is to grow.
   * Until flush or finish the log stays as it was: clear takes everything back. */
  gboolean (*append) (void *writer, const char *path, const TraceInfo *info, const FormatOptions *options,
                      GError **error);
  gboolean (*write) (void *writer, const CanFrame *frames, guint n, GError **error);
  /* With FORMAT_NOTES, streamed: between what was written and what comes. own: the note is a line of this very format.
   */
  gboolean (*write_note) (void *writer, const Note *note, gboolean own, GError **error);
  /* May be NULL. Before the sink is flushed: what was written is to be seen by readers, as far as the format can. */
  gboolean (*flush) (void *writer, GError **error);
  gboolean (*finish) (void *writer, GError **error); /* may be NULL */
  /* NULL where channels have names: the number that a channel is written as (channel-numbers.h). */
  guint (*channel_number) (void *writer, uint8_t channel);
  /* NULL where names are kept as they are: what a channel is called in the log. */
  const char *(*channel_name) (void *writer, uint8_t channel);
  void (*clear) (void *writer); /* may be NULL: frees what the writer holds, finished or given up */
} Format;

G_END_DECLS
