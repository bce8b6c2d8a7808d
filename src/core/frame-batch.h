/* frame-batch.h: what a reader or a bus hands over at once: frames, notes between them, and what could not be read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Made once, cleared and refilled. Frames' data points into the batch's own payload buffer (or into memory that the
 * producer keeps until the next read). Damaged input is not an error: it is a problem with its place and reason; all
 * are counted, the consumer keeps the first PROBLEMS_KEPT.
 */
#pragma once

#include "core/can-frame.h"

G_BEGIN_DECLS

#define FRAME_BATCH_SIZE 256
#define PROBLEMS_KEPT 1000
#define NOTE_MAX_BYTES 4096 /* longer lines are cut in the note, never in the file */

typedef enum
{
  NOTE_COMMENT, /* written by a person or as file header */
  NOTE_EVENT,   /* trigger, start of measurement, marker */
  NOTE_STATUS,  /* chip status, bus state */
  NOTE_STATISTICS,
  NOTE_FOREIGN, /* another bus, another protocol layer: kept, not CAN traffic of this trace */
  NOTE_LOSS,    /* frames known to be lost here */
  NOTE_OTHER,   /* a line of unknown meaning */
} NoteKind;

typedef struct
{
  uint64_t row;     /* stands before this row; in a batch: before frames[row] */
  int64_t time;     /* ns; that of the line, or of the frame before */
  uint64_t place;   /* line number from 1, or byte offset for binary formats */
  const char *text; /* n bytes as in the source, no NUL, maybe not UTF-8; owned by batch or store */
  uint16_t n;
  uint8_t kind; /* NoteKind */
  uint8_t channel;
} Note;

typedef struct
{
  uint64_t place; /* as the format counts (FormatPlace); 0: the file as a whole */
  char *what;     /* reason, in English: "9 data bytes in a classic frame" */
} Problem;

typedef struct
{
  CanFrame frames[FRAME_BATCH_SIZE];
  guint n_frames;
  uint8_t payload[FRAME_BATCH_SIZE][CAN_FRAME_MAX_LEN]; /* slot i is for frames[i] */
  GArray *notes;                                        /* of Note */
  GArray *problems;                                     /* of Problem */
  uint64_t n_problems;                                  /* all of them, also those beyond PROBLEMS_KEPT */
  GStringChunk *text;                                   /* bytes of notes and reasons */
} FrameBatch;

FrameBatch *frame_batch_new (void);
void frame_batch_free (FrameBatch *self); /* (nullable) */
void frame_batch_clear (FrameBatch *self);

/* Copies the text. Notes stand before the next frame that is added. Problems are translated (of "%s", its text). */
void frame_batch_add_note (FrameBatch *self, NoteKind kind, uint8_t channel, int64_t time, uint64_t place,
                           const char *text, gsize n);
void frame_batch_add_problem (FrameBatch *self, uint64_t place, const char *format, ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
