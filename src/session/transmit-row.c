/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/transmit-row.h"

#include "base/i18n.h"
#include "db/encode.h"
#include "formats/format.h"

#include <string.h>

#include "base/banned.h"

#define MAX_PASTED 1000u
#define MAX_SHOWN 40 /* bytes of a word that is told of */

/* --- Sources --- */

SignalSource *
signal_source_new (const char *signal)
{
  SignalSource *self = g_new0 (SignalSource, 1);

  self->signal = g_strdup (signal);
  self->generator.step = 1;
  self->generator.period = 1000000000;
  return self;
}

SignalSource *
signal_source_copy (const SignalSource *self)
{
  SignalSource *copy = g_memdup2 (self, sizeof *self);

  copy->signal = g_strdup (self->signal);
  copy->file = g_strdup (self->file);
  copy->counter = g_strdup (self->counter);
  return copy;
}

void
signal_source_free (gpointer data)
{
  SignalSource *self = data;

  if (self == NULL)
    return;
  g_free (self->signal);
  g_free (self->file);
  g_free (self->counter);
  g_free (self);
}

/* --- Rows --- */

TransmitRow *
transmit_row_new (void)
{
  TransmitRow *self = g_new0 (TransmitRow, 1);

  self->name = g_strdup ("");
  self->channel = g_strdup ("");
  self->when = g_strdup ("");
  self->node = g_strdup ("");
  self->burst = 1;
  self->frame.data = self->data;
  self->sources = g_ptr_array_new_with_free_func (signal_source_free);
  return self;
}

TransmitRow *
transmit_row_new_frame (const CanFrame *frame, const char *channel)
{
  TransmitRow *self = transmit_row_new ();

  g_free (self->channel);
  self->channel = g_strdup (channel);
  self->frame = *frame;
  self->frame.time = 0;
  self->frame.channel = 0;
  self->frame.flags &= CAN_FD | CAN_BRS | CAN_ESI;
  self->frame.id &= ~CAN_ID_ERROR;
  if (frame->len > 0)
    memcpy (self->data, frame->data, MIN (frame->len, CAN_FRAME_MAX_LEN));
  self->frame.data = self->data;
  return self;
}

TransmitRow *
transmit_row_new_message (const Message *message)
{
  TransmitRow *self = transmit_row_new ();
  g_autofree uint8_t *data = g_malloc0 (MAX (message->length, 8));

  g_free (self->name);
  self->name = g_strdup (message->name);
  self->frame.id = message->id;
  self->frame.flags = message->fd ? CAN_FD | CAN_BRS : 0;
  /* Start values that contradict each other leave zeros. */
  if (!message_encode (message, NULL, 0, message->j1939 ? 0xFF : 0, data, NULL))
    memset (data, 0, message->length);
  transmit_row_set_data (self, data, message->length);
  self->period = MAX (message->cycle_time, 0) * INT64_C (1000000);
  return self;
}

TransmitRow *
transmit_row_copy (const TransmitRow *self)
{
  TransmitRow *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->channel = g_strdup (self->channel);
  copy->when = g_strdup (self->when);
  copy->node = g_strdup (self->node);
  copy->frame.data = copy->data;
  copy->sources = g_ptr_array_new_with_free_func (signal_source_free);
  for (guint i = 0; i < self->sources->len; i++)
    g_ptr_array_add (copy->sources, signal_source_copy (self->sources->pdata[i]));
  return copy;
}

void
transmit_row_free (gpointer data)
{
  TransmitRow *self = data;

  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->channel);
  g_free (self->when);
  g_free (self->node);
  g_ptr_array_unref (self->sources);
  g_free (self);
}

gboolean
transmit_row_equal (const TransmitRow *a, const TransmitRow *b)
{
  g_autoptr (GPtrArray) x = g_ptr_array_new (), y = g_ptr_array_new ();
  g_autoptr (JsonNode) p = NULL, q = NULL;

  g_ptr_array_add (x, (gpointer) a);
  g_ptr_array_add (y, (gpointer) b);
  p = transmit_rows_to_json (x);
  q = transmit_rows_to_json (y);
  return json_node_equal (p, q);
}

SignalSource *
transmit_row_find_source (const TransmitRow *self, const char *signal)
{
  for (guint i = 0; i < self->sources->len; i++)
    if (g_strcmp0 (((SignalSource *) self->sources->pdata[i])->signal, signal) == 0)
      return self->sources->pdata[i];
  return NULL;
}

void
transmit_row_remove_source (TransmitRow *self, const char *signal)
{
  SignalSource *source = transmit_row_find_source (self, signal);

  if (source != NULL)
    g_ptr_array_remove (self->sources, source);
}

void
transmit_row_set_source (TransmitRow *self, SignalSource *source)
{
  transmit_row_remove_source (self, source->signal);
  g_ptr_array_add (self->sources, source);
}

/* --- The frame --- */

void
transmit_row_set_data (TransmitRow *self, const uint8_t *data, gsize n)
{
  CanFrame *frame = &self->frame;
  gsize room = frame->flags & CAN_FD ? CAN_FRAME_MAX_LEN : 8;
  uint8_t dlc;

  if (frame->id & CAN_ID_REMOTE)
    {
      frame->len = 0;
      frame->dlc = (uint8_t) MIN (n, 8);
      return;
    }
  n = MIN (n, room);
  if (data != self->data)
    memmove (self->data, data, n);
  memset (self->data + n, 0, sizeof self->data - n);
  dlc = can_len_to_dlc ((uint16_t) n);
  /* Classic frames of 8 bytes keep a DLC above 8 that somebody has chosen. */
  if (!((frame->flags & CAN_FD) == 0 && n == 8 && frame->dlc > 8))
    frame->dlc = dlc;
  frame->len = frame->flags & CAN_FD ? can_dlc_to_len (dlc, TRUE) : (uint16_t) n;
}

gboolean
transmit_row_parse_data (TransmitRow *self, const char *text, const char **reason)
{
  uint8_t data[CAN_FRAME_MAX_LEN];
  gsize n = 0, room = self->frame.flags & CAN_FD ? CAN_FRAME_MAX_LEN : 8;

  for (const char *p = text; *p != '\0';)
    {
      if (strchr (" .:-_,\t", *p) != NULL)
        {
          p++;
          continue;
        }
      if (!g_ascii_isxdigit (p[0]) || !g_ascii_isxdigit (p[1]))
        {
          *reason = N_ ("bytes are written as two hexadecimal digits each, such as 11 22");
          return FALSE;
        }
      if (n == room)
        {
          *reason = room == 8 ? N_ ("a classic frame holds 8 bytes; CAN FD holds more") : N_ ("a frame holds 64 bytes");
          return FALSE;
        }
      data[n++] = (uint8_t) (g_ascii_xdigit_value (p[0]) << 4 | g_ascii_xdigit_value (p[1]));
      p += 2;
    }
  transmit_row_set_data (self, data, n);
  return TRUE;
}

void
transmit_row_set_kind (TransmitRow *self, gboolean extended, gboolean remote, guint flags)
{
  CanFrame *frame = &self->frame;
  guint n = frame->id & CAN_ID_REMOTE ? frame->dlc : frame->len;
  gboolean fd = (flags & CAN_FD) != 0;

  transmit_row_set_id (self, can_id_number (frame->id), extended);
  frame->flags = (uint8_t) (fd ? flags & (CAN_FD | CAN_BRS | CAN_ESI) : 0);
  frame->id &= ~CAN_ID_REMOTE;
  if (remote && !fd)
    frame->id |= CAN_ID_REMOTE;
  if (fd || remote)
    frame->dlc = 0;
  transmit_row_set_data (self, self->data, n);
}

void
transmit_row_set_id (TransmitRow *self, uint32_t number, gboolean extended)
{
  extended = extended || number > CAN_ID_MASK_STANDARD;
  self->frame.id
      = (self->frame.id & CAN_ID_REMOTE) | (extended ? CAN_ID_EXTENDED | (number & CAN_ID_MASK_EXTENDED) : number);
}

/* --- Jobs --- */

static const CanSignal *
find_signal (const Message *message, const char *name, char **problem)
{
  const CanSignal *signal = message != NULL ? message_find_signal (message, name) : NULL;

  if (signal == NULL && problem != NULL && *problem == NULL)
    *problem = g_strdup_printf (_ ("there is no signal %s in the databases for this identifier"), name);
  return signal;
}

static void
add_generator (Recipe *recipe, const SignalSource *source, const CanSignal *signal, char **problem)
{
  Generator generator = source->generator;
  g_autoptr (GArray) column = NULL;
  g_autoptr (GError) error = NULL;

  if (generator.kind == GENERATOR_COLUMN)
    {
      column = generator_read_column (source->file != NULL ? source->file : "", source->file_column, &error);
      if (column == NULL)
        {
          if (problem != NULL && *problem == NULL)
            *problem = g_strdup (error->message);
          return;
        }
      generator.column = (const double *) (void *) column->data;
      generator.n_column = column->len;
    }
  recipe_add_generator (recipe, signal, &generator);
}

static void
add_protection (const TransmitRow *self, Recipe *recipe, const SignalSource *source, const CanSignal *signal,
                const Message *message, char **problem)
{
  Protection protection = {
    .kind = source->protection, .checksum = signal->layout, .id_mode = source->id_mode, .data_id = source->data_id
  };

  memcpy (protection.data_ids, source->data_ids, sizeof protection.data_ids);
  if (source->counter != NULL && *source->counter != '\0')
    {
      const CanSignal *counter = find_signal (message, source->counter, problem);

      if (counter == NULL)
        return;
      protection.has_counter = TRUE;
      protection.counter = counter->layout;
    }
  if (self->frame.len < protection_needs (&protection) && problem != NULL && *problem == NULL)
    *problem = g_strdup_printf (_ ("%s: the message is too short for %s"), source->signal,
                                protection_name (protection.kind));
  recipe_add_protection (recipe, &protection);
}

Recipe *
transmit_row_new_recipe (const TransmitRow *self, const Message *message, char **problem)
{
  Recipe *recipe = recipe_new ();

  recipe_set_traffic (recipe, &self->traffic);
  for (guint i = 0; i < self->sources->len; i++)
    {
      const SignalSource *source = self->sources->pdata[i];
      const CanSignal *signal = find_signal (message, source->signal, problem);

      if (signal != NULL && source->protects)
        add_protection (self, recipe, source, signal, message, problem);
      else if (signal != NULL)
        add_generator (recipe, source, signal, problem);
    }
  if (!recipe_is_empty (recipe))
    return recipe;
  recipe_unref (recipe);
  return NULL;
}

TransmitJob
transmit_row_get_job (const TransmitRow *self, guint bus, const Message *message, const Recipe *recipe)
{
  TransmitJob job = { .bus = bus,
                      .frame = self->frame,
                      .period = self->period,
                      .load = self->load,
                      .count = self->count,
                      .then = self->then,
                      .burst = self->burst,
                      .yields = *self->node != '\0',
                      .rule = self->rule,
                      .recipe = recipe };

  send_masks_read (&job.masks, message);
  /* Counters and checksums move whether anything happens or not. */
  for (guint i = 0; message != NULL && i < self->sources->len; i++)
    {
      const SignalSource *source = self->sources->pdata[i];
      const CanSignal *signal = message_find_signal (message, source->signal);

      if (signal == NULL || signal->layout.end_byte > CAN_FRAME_MAX_LEN
          || !(source->protects || source->generator.kind == GENERATOR_COUNTER))
        continue;
      signal_layout_store (&signal->layout, job.masks.active, 0);
      signal_layout_store (&signal->layout, job.masks.change, 0);
    }
  return job;
}

/* --- Text --- */

/* The first frame that is none is what somebody has to be told of. */
static void
tell_word (char **problem, const char *word, const char *reason)
{
  g_autofree char *shown = g_utf8_make_valid (word, MIN ((gssize) strlen (word), MAX_SHOWN));

  if (problem != NULL && *problem == NULL)
    *problem = g_strdup_printf ("%s: %s", shown, _ (reason));
}

static void
add_words (GPtrArray *rows, const char *line, char **problem)
{
  g_auto (GStrv) words = g_strsplit_set (line, " \t", -1);
  const char *channel = "";

  for (char **word = words; *word != NULL && rows->len < MAX_PASTED; word++)
    {
      uint8_t payload[CAN_FRAME_MAX_LEN];
      const char *reason = N_ ("error frames cannot be sent");
      CanFrame frame;

      if (strchr (*word, '#') == NULL)
        {
          if (**word != '\0' && **word != '(' && strcmp (*word, "cansend") != 0)
            channel = *word;
          continue;
        }
      if (can_frame_parse (*word, strlen (*word), &frame, payload, &reason) && !(frame.id & CAN_ID_ERROR))
        g_ptr_array_add (rows, transmit_row_new_frame (&frame, channel));
      else
        tell_word (problem, *word, reason);
    }
}

static void
add_log (GPtrArray *rows, const char *head, const char *text, const char *format)
{
  g_autofree char *whole = g_strconcat (head, text, "\n", NULL);
  TraceInfo *info = trace_info_new ();
  LogReader *reader
      = log_reader_open_memory (whole, strlen (whole), format != NULL ? format_by_id (format) : NULL, info, NULL, NULL);
  FrameBatch *batch = frame_batch_new ();
  FormatStep step = reader != NULL ? FORMAT_MORE : FORMAT_FAILED;

  while (step == FORMAT_MORE && rows->len < MAX_PASTED)
    {
      step = log_reader_read (reader, batch, NULL);
      for (guint i = 0; i < batch->n_frames && rows->len < MAX_PASTED; i++)
        if (!(batch->frames[i].id & CAN_ID_ERROR))
          g_ptr_array_add (rows, transmit_row_new_frame (&batch->frames[i],
                                                         trace_info_channel_name (info, batch->frames[i].channel)));
    }
  frame_batch_free (batch);
  log_reader_close (reader);
  trace_info_unref (info);
}

GPtrArray *
transmit_rows_parse (const char *text, char **problem)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (transmit_row_free);
  g_auto (GStrv) lines = g_strsplit_set (text, "\n;", -1);

  for (char **line = lines; *line != NULL; line++)
    if (strchr (*line, '#') != NULL)
      add_words (rows, *line, problem);
  if (rows->len > 0 || (problem != NULL && *problem != NULL))
    return rows;
  add_log (rows, "", text, NULL);
  /* Lines out of the middle of a log. */
  if (rows->len == 0)
    add_log (rows, "date Mon Jan 1 00:00:00 2024\nbase hex timestamps absolute\nno internal events logged\n", text,
             "asc");
  if (rows->len == 0)
    add_log (rows, "timestamp,arbitration_id,extended,remote,error,dlc,data\n", text, "csv");
  if (rows->len == 0)
    add_log (rows, "number,time,channel,id,ext,rtr,err,fd,brs,esi,dir,dlc,len,data\n", text, "csv");
  return rows;
}
