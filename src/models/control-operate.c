/* control-operate.c: somebody moves a control: the transmit list's message changes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/control-board-private.h"

#include "base/i18n.h"
#include "db/encode.h"

#include <string.h>

#include "base/banned.h"

#define SHORTEST_PRESS 50000              /* µs, in which a frame leaves */
#define LONGEST_WAIT (2 * G_USEC_PER_SEC) /* behind that, for a bus that takes none */
#define LOOK_MS 10

/* --- Where it leads --- */

const Message *
control_board_get_message (ControlBoard *self, const Control *control, guint *index, const char **channel)
{
  const DatabaseSet *set = trace_session_get_databases (self->session);

  for (guint i = 0; i < database_set_n (set); i++)
    {
      const char *bound;
      const Message *message = database_find_message (database_set_get (set, i, &bound), control->message);

      if (message == NULL || (bound != NULL && *control->channel != '\0' && strcmp (bound, control->channel) != 0))
        continue;
      for (guint s = 0; s < message->n_signals; s++)
        if (strcmp (message->signals[s].name, control->signal) == 0)
          {
            *index = s;
            if (channel != NULL)
              *channel = bound;
            return message;
          }
    }
  return NULL;
}

FilterProgram *
control_board_compile (ControlBoard *self, const char *when, char **problem)
{
  FilterContext context = trace_session_get_filter_context (self->session);
  FilterProblem wrong = { 0 };
  FilterProgram *program = filter_compile_with (when, &context, &wrong);
  g_autofree char *text = NULL;

  if (wrong.what != NULL)
    text = g_strdup_printf (_ ("column %u: %s"), wrong.column, wrong.what);
  else if (program != NULL && (filter_program_needs_past (program) || filter_program_needs_marks (program)))
    text = g_strdup (_ ("a lamp knows one frame: prev, delta, changed and marks are not for it"));
  filter_problem_clear (&wrong);
  if (text == NULL)
    return program;
  filter_program_unref (program);
  if (problem != NULL)
    *problem = g_steal_pointer (&text);
  return NULL;
}

static gboolean
is_its_row (ControlBoard *self, const Control *control, const Message *message, TransmitItem *item)
{
  const TransmitRow *row = transmit_item_get_row (item);

  if (row->frame.id != message->id && transmit_list_get_message (self->list, row) != message)
    return FALSE;
  return *control->channel == '\0' || strcmp (transmit_list_bus_of (self->list, item), control->channel) == 0;
}

static TransmitItem *
find_item (ControlBoard *self, const Control *control, const Message *message)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TransmitItem) item = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      if (is_its_row (self, control, message, item))
        return item; /* the list has it */
    }
  return NULL;
}

TransmitItem *
control_board_get_item (ControlBoard *self, const Control *control)
{
  guint index;
  const Message *message = control_board_get_message (self, control, &index, NULL);

  return message != NULL ? find_item (self, control, message) : NULL;
}

/* Switched off, as all that is added. */
static TransmitItem *
ensure_item (ControlBoard *self, const Control *control, const Message *message, const char *channel)
{
  TransmitItem *item = find_item (self, control, message);
  GPtrArray *rows;
  TransmitRow *row;

  if (item != NULL)
    return item;
  if (*control->channel != '\0')
    channel = control->channel;
  rows = g_ptr_array_new_with_free_func (transmit_row_free);
  row = transmit_row_new_message (message);
  g_free (row->channel);
  row->channel = g_strdup (channel != NULL ? channel : "");
  g_ptr_array_add (rows, row);
  transmit_list_insert (self->list, G_MAXUINT, rows, _ ("Add a Message"));
  return find_item (self, control, message);
}

/* --- Values --- */

static gboolean
explain (char **why, char *text)
{
  if (why != NULL)
    *why = text;
  else
    g_free (text);
  return FALSE;
}

static gboolean
is_computed (const TransmitRow *row, const char *signal, char **why)
{
  const SignalSource *source = transmit_row_find_source (row, signal);

  if (source == NULL)
    return FALSE;
  explain (why, g_strdup_printf (_ ("computed: %s"), source->protects ? protection_name (source->protection)
                                                                      : generator_name (source->generator.kind)));
  return TRUE;
}

gboolean
control_board_get_bits (ControlBoard *self, const Control *control, uint64_t *bits, char **why)
{
  guint index;
  const Message *message = control_board_get_message (self, control, &index, NULL);
  const CanSignal *signal = message != NULL ? &message->signals[index] : NULL;
  TransmitItem *item = message != NULL ? find_item (self, control, message) : NULL;

  if (message == NULL)
    return explain (why, g_strdup_printf (_ ("no database has %s.%s"), control->message, control->signal));
  *bits = can_signal_start_bits (signal);
  if (item == NULL)
    return TRUE;
  if (is_computed (transmit_item_get_row (item), control->signal, why))
    return FALSE;
  if (transmit_item_get_row (item)->frame.len < signal->layout.end_byte)
    return explain (why, g_strdup (_ ("the message is too short for it")));
  *bits = signal_layout_load (&signal->layout, transmit_item_get_row (item)->data);
  return TRUE;
}

/* With its multiplexers set so that the signal is there. */
static gboolean
store_bits (const Message *message, guint index, TransmitRow *row, uint64_t bits)
{
  const CanSignal *signal = &message->signals[index];

  if (row->frame.len < signal->layout.end_byte)
    return FALSE;
  if (signal->mux_parent >= 0 && !message_signal_selected (message, index, &row->frame)
      && (signal->n_mux_ranges == 0
          || !store_bits (message, (guint) signal->mux_parent, row, signal->mux_ranges[0].first)))
    return FALSE;
  signal_layout_store (&signal->layout, row->data, bits);
  return TRUE;
}

/* kept: it can be taken back. */
static gboolean
operate (ControlBoard *self, const Control *control, uint64_t bits, gboolean kept)
{
  guint index;
  const char *channel = NULL;
  const Message *message = control_board_get_message (self, control, &index, &channel);
  gboolean at_once = control->at_once;
  TransmitItem *item;
  TransmitRow *row;

  if (message == NULL)
    return FALSE;
  item = ensure_item (self, control, message, channel);
  if (item == NULL || is_computed (transmit_item_get_row (item), control->signal, NULL))
    return FALSE;
  row = transmit_row_copy (transmit_item_get_row (item));
  if (!store_bits (message, index, row, bits))
    {
      transmit_row_free (row);
      return FALSE;
    }
  if (kept)
    transmit_list_edit (self->list, item, row, _ ("Change a Signal"));
  else
    transmit_list_set_row (self->list, item, row);
  if (at_once)
    transmit_list_send_once (self->list, item);
  return TRUE;
}

gboolean
control_board_set_bits (ControlBoard *self, guint id, uint64_t bits)
{
  const Control *control = control_board_find (self, id);
  uint64_t now;

  if (control == NULL || (control_board_get_bits (self, control, &now, NULL) && now == bits))
    return control != NULL;
  return operate (self, control, bits, TRUE);
}

static gboolean
encode (ControlBoard *self, const Control *control, double value, uint64_t *bits)
{
  guint index;
  const Message *message = control_board_get_message (self, control, &index, NULL);

  return message != NULL && can_signal_encode (&message->signals[index], value, ENCODE_CLIP, bits, NULL);
}

gboolean
control_board_set_value (ControlBoard *self, guint id, double value)
{
  const Control *control = control_board_find (self, id);
  uint64_t bits;

  return control != NULL && encode (self, control, value, &bits) && control_board_set_bits (self, id, bits);
}

/* --- Buttons --- */

static PressedButton *
find_pressed (ControlBoard *self, guint id)
{
  for (guint i = 0; i < self->pressed->len; i++)
    if (((PressedButton *) self->pressed->pdata[i])->id == id)
      return self->pressed->pdata[i];
  return NULL;
}

static void
set_pressed_value (ControlBoard *self, guint id, gboolean pressed)
{
  const Control *control = control_board_find (self, id);
  uint64_t bits;

  if (control != NULL && encode (self, control, pressed ? control->pressed : control->released, &bits))
    operate (self, control, bits, FALSE);
}

/* What was sent of its message, up to now; NULL: it is not sent. */
static const TransmitState *
look_at_message (ControlBoard *self, const Control *control)
{
  TransmitItem *item = control_board_get_item (self, control);

  if (item == NULL || !transmit_list_is_armed (self->list, transmit_list_bus_of (self->list, item)))
    return NULL;
  transmit_list_update (self->list);
  return control->at_once || transmit_item_is_on (item) ? transmit_item_get_state (item) : NULL;
}

/* Or nothing will ever tell. */
static gboolean
has_told (const PressedButton *button)
{
  ControlBoard *self = button->board;
  const Control *control = control_board_find (self, button->id);
  const TransmitState *state = control != NULL ? look_at_message (self, control) : NULL;
  const Message *message;
  uint64_t bits;
  guint index;

  if (state == NULL || g_get_monotonic_time () > button->until + LONGEST_WAIT)
    return TRUE;
  message = control_board_get_message (self, control, &index, NULL);
  return message == NULL || !encode (self, control, control->pressed, &bits)
         || (state->n_sent > button->n_sent && state->len >= message->signals[index].layout.end_byte
             && signal_layout_load (&message->signals[index].layout, state->data) == bits);
}

/* How long it takes until a frame has told that it is pressed, if all goes well; µs. */
static gint64
shortest_press (ControlBoard *self, const Control *control)
{
  TransmitItem *item = control_board_get_item (self, control);

  if (control->at_once)
    return SHORTEST_PRESS;
  if (item == NULL || !transmit_item_is_on (item))
    return 0;
  return MIN (transmit_item_get_row (item)->period / 1000 * 5 / 4, G_USEC_PER_SEC);
}

void
control_board_press (ControlBoard *self, guint id)
{
  const Control *control = control_board_find (self, id);
  PressedButton *button = find_pressed (self, id);
  const TransmitState *state;

  if (control == NULL || control->kind != CONTROL_BUTTON)
    return;
  if (button != NULL)
    {
      g_clear_handle_id (&button->timer, g_source_remove); /* again, before it was released */
      return;
    }
  button = g_new0 (PressedButton, 1);
  state = look_at_message (self, control);
  *button = (PressedButton){ .board = self,
                             .id = id,
                             .n_sent = state != NULL ? state->n_sent : 0,
                             .until = g_get_monotonic_time () + shortest_press (self, control) };
  g_ptr_array_add (self->pressed, button);
  set_pressed_value (self, id, TRUE);
}

static void
let_up (PressedButton *button)
{
  ControlBoard *self = button->board;
  guint id = button->id;

  g_clear_handle_id (&button->timer, g_source_remove);
  g_ptr_array_remove (self->pressed, button);
  set_pressed_value (self, id, FALSE);
}

static gboolean
on_pressed_enough (gpointer data)
{
  PressedButton *button = data;

  if (has_told (button))
    {
      button->timer = 0;
      let_up (button);
    }
  else
    button->timer = g_timeout_add (LOOK_MS, on_pressed_enough, button);
  return G_SOURCE_REMOVE;
}

void
control_board_release (ControlBoard *self, guint id)
{
  PressedButton *button = find_pressed (self, id);
  gint64 left = button != NULL ? button->until - g_get_monotonic_time () : 0;

  if (button == NULL || button->timer != 0)
    return;
  if (left > 0)
    button->timer = g_timeout_add ((guint) (left / 1000 + 1), on_pressed_enough, button);
  else
    on_pressed_enough (button); /* or soon */
}

void
control_board_let_up (ControlBoard *self, guint id)
{
  PressedButton *button = find_pressed (self, id);

  if (button != NULL)
    let_up (button);
}

gboolean
control_board_is_pressed (ControlBoard *self, guint id)
{
  return find_pressed (self, id) != NULL;
}

static gboolean
has_key (const Control *control, const char *key)
{
  return control->kind == CONTROL_BUTTON && *control->key != '\0' && g_ascii_strcasecmp (control->key, key) == 0;
}

gboolean
control_board_press_key (ControlBoard *self, const char *key)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->controls->len; i++)
    if (has_key (self->controls->pdata[i], key))
      {
        any = TRUE;
        control_board_press (self, ((Control *) self->controls->pdata[i])->id);
      }
  return any;
}

gboolean
control_board_release_key (ControlBoard *self, const char *key)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->controls->len; i++)
    if (has_key (self->controls->pdata[i], key))
      {
        any = TRUE;
        control_board_release (self, ((Control *) self->controls->pdata[i])->id);
      }
  return any;
}

void
control_board_release_all (ControlBoard *self)
{
  while (self->pressed->len > 0)
    let_up (self->pressed->pdata[0]);
}

void
control_board_let_go (ControlBoard *self)
{
  for (guint i = 0; i < self->pressed->len; i++)
    g_clear_handle_id (&((PressedButton *) self->pressed->pdata[i])->timer, g_source_remove);
  g_ptr_array_set_size (self->pressed, 0);
}

/* --- Messages --- */

/* Those that controls change; made if make. (transfer container) of TransmitItem, or NULL where there is none yet. */
static GPtrArray *
list_items (ControlBoard *self, gboolean make)
{
  GPtrArray *items = g_ptr_array_new ();
  g_autoptr (GHashTable) missing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->controls->len; i++)
    {
      const Control *control = self->controls->pdata[i];
      const char *channel = NULL;
      guint index;
      const Message *message
          = control_kind_sends (control->kind) ? control_board_get_message (self, control, &index, &channel) : NULL;
      TransmitItem *item;

      if (message == NULL)
        continue;
      item = make ? ensure_item (self, control, message, channel) : find_item (self, control, message);
      if (item != NULL && !g_ptr_array_find (items, item, NULL))
        g_ptr_array_add (items, item);
      else if (item == NULL && g_hash_table_add (missing, g_strdup_printf ("%s %s", control->channel, message->name)))
        g_ptr_array_add (items, NULL);
    }
  return items;
}

guint
control_board_n_messages (ControlBoard *self, guint *n_on)
{
  g_autoptr (GPtrArray) items = list_items (self, FALSE);

  *n_on = 0;
  for (guint i = 0; i < items->len; i++)
    *n_on += items->pdata[i] != NULL && transmit_item_is_on (items->pdata[i]);
  return items->len;
}

void
control_board_run (ControlBoard *self, gboolean on)
{
  g_autoptr (GPtrArray) items = list_items (self, on);

  for (guint i = 0; i < items->len; i++)
    if (items->pdata[i] != NULL && transmit_item_is_on (items->pdata[i]) != on)
      transmit_list_set_on (self->list, items->pdata[i], on);
}
