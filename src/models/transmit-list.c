/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "models/transmit-list-private.h"

#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"


G_DEFINE_FINAL_TYPE (TransmitItem, transmit_item, G_TYPE_OBJECT)

static void transmit_list_model_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (TransmitList, transmit_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, transmit_list_model_init))

guint transmit_list_changed;

/* --- Items --- */

static void
transmit_item_finalize (GObject *object)
{
  TransmitItem *self = TRANSMIT_ITEM (object);

  transmit_row_free (self->row);
  transmit_state_clear (&self->state);
  g_free (self->problem);
  G_OBJECT_CLASS (transmit_item_parent_class)->finalize (object);
}

static void
transmit_item_class_init (TransmitItemClass *class)
{
  G_OBJECT_CLASS (class)->finalize = transmit_item_finalize;
}

static void
transmit_item_init (TransmitItem *self)
{
}

const TransmitRow *
transmit_item_get_row (TransmitItem *self)
{
  return self->row;
}

gboolean
transmit_item_is_on (TransmitItem *self)
{
  return self->on;
}

const TransmitState *
transmit_item_get_state (TransmitItem *self)
{
  return &self->state;
}

const char *
transmit_item_get_problem (TransmitItem *self)
{
  return self->problem;
}

const uint8_t *
transmit_item_get_data (TransmitItem *self, guint *n)
{
  gboolean computed = self->row->sources->len > 0 || self->row->traffic.data != TRAFFIC_FIXED
                      || self->row->traffic.lengths != TRAFFIC_FIXED;

  if (computed && self->state.n_sent > 0)
    {
      *n = self->state.len;
      return self->state.data;
    }
  *n = self->row->frame.len;
  return self->row->data;
}

/* --- The capture --- */

static Capture *
get_capture (TransmitList *self)
{
  return trace_session_get_capture (self->session);
}

static gboolean
describe_bus (Capture *capture, guint key, CaptureBus *bus)
{
  capture_get_bus (capture, key, bus);
  return bus->name != NULL;
}

static guint
find_bus (TransmitList *self, const char *channel)
{
  Capture *capture = get_capture (self);

  if (capture == NULL)
    return G_MAXUINT;
  if (*channel != '\0')
    return capture_find_bus (capture, channel);
  for (guint key = 0; key < capture_n_buses (capture); key++)
    {
      CaptureBus bus;
      gboolean there = describe_bus (capture, key, &bus) && capture_find_bus (capture, bus.name) == key;

      capture_bus_clear (&bus);
      if (there)
        return key;
    }
  return G_MAXUINT;
}

const Message *
transmit_list_get_message (TransmitList *self, const TransmitRow *row)
{
  return database_set_lookup (trace_session_get_databases (self->session), row->channel, row->frame.id);
}

void
transmit_list_name_rows (TransmitList *self, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      TransmitRow *row = rows->pdata[i];
      const Message *message = *row->name == '\0' ? transmit_list_get_message (self, row) : NULL;

      if (message == NULL)
        continue;
      g_free (row->name);
      row->name = g_strdup (message->name);
      if (row->period == 0)
        row->period = MAX (message->cycle_time, 0) * INT64_C (1000000);
    }
}

static void
tell_problem (TransmitItem *item, char *text)
{
  if (item->problem == NULL)
    item->problem = text;
  else
    g_free (text);
}

/* FALSE: no time. */
static gboolean
parse_seconds (const char *text, double *seconds)
{
  char *end = NULL;

  *seconds = g_ascii_strtod (text, &end);
  while (g_ascii_isspace (*end))
    end++;
  return end != text && (*end == '\0' || strcmp (end, "s") == 0) && *seconds >= 0;
}

/* FALSE: what sets it going is not known, or not finished; until then nothing does, least of all the clock. */
static gboolean
check_trigger (TransmitItem *item)
{
  const TransmitRow *row = item->row;
  const char *problem = NULL;
  double seconds;

  if (row->trigger == TRIGGER_KEY && *row->when == '\0')
    problem = _ ("which key? Type its name, such as F2");
  else if (row->trigger == TRIGGER_RECEPTION && *row->when == '\0')
    problem = _ ("which frames? Type a filter, such as can.id == 0x123");
  else if (row->trigger == TRIGGER_AFTER && !parse_seconds (row->when, &seconds))
    problem = _ ("after how many seconds?");
  if (problem != NULL)
    tell_problem (item, g_strdup (problem));
  return problem == NULL;
}

static const FilterProgram *
compile_trigger (TransmitList *self, TransmitItem *item)
{
  FilterContext context = trace_session_get_filter_context (self->session);
  FilterProblem problem = { 0 };
  FilterProgram *program = NULL;

  if (item->row->trigger != TRIGGER_RECEPTION)
    return NULL;
  program = filter_compile_with (item->row->when, &context, &problem);
  if (problem.what != NULL)
    tell_problem (item, g_strdup_printf (_ ("column %u: %s"), problem.column, problem.what));
  filter_problem_clear (&problem);
  return program;
}

/* By the bit rates as they are. */
static void
fill_bus (Capture *capture, TransmitJob *job)
{
  CaptureBus bus = { 0 };

  if (job->bus != G_MAXUINT)
    capture_get_bus (capture, job->bus, &bus);
  transmit_job_fill (job, bus.status.bitrate, bus.status.data_bitrate);
  capture_bus_clear (&bus);
}

double
transmit_list_get_load (TransmitList *self, TransmitItem *item)
{
  const TransmitRow *row = item->row;
  Capture *capture = get_capture (self);
  guint bus = find_bus (self, row->channel);
  gboolean by_clock = row->trigger == TRIGGER_NONE || row->trigger == TRIGGER_AFTER;
  TransmitJob job;

  if (capture == NULL || bus == G_MAXUINT || !item->on || !by_clock
      || !transmitter_is_armed (capture_get_transmitter (capture), bus))
    return 0;
  if (row->load > 0)
    return row->load;
  if (row->period <= 0)
    return 0;
  job = transmit_row_get_job (row, bus, NULL, NULL);
  job.load = 1;
  fill_bus (capture, &job);
  return (double) job.period / (double) row->period;
}

/* What the capture knows of an item is what the item says. */
void
transmit_list_hand_over (TransmitList *self, TransmitItem *item)
{
  Capture *capture = get_capture (self);
  const Message *message = transmit_list_get_message (self, item->row);
  const FilterProgram *trigger;
  TransmitJob job;
  TriggerKind kind = item->row->trigger;
  Recipe *recipe;
  gboolean known;

  g_clear_pointer (&item->problem, g_free);
  recipe = transmit_row_new_recipe (item->row, message, &item->problem);
  trigger = compile_trigger (self, item);
  known = check_trigger (item);
  if (capture != NULL)
    {
      job = transmit_row_get_job (item->row, find_bus (self, item->row->channel), message, recipe);
      if (job.load > 0)
        fill_bus (capture, &job);
      job.trigger = trigger;
      job.by_hand
          = !known || kind == TRIGGER_KEY || (kind == TRIGGER_RECEPTION && trigger == NULL); /* never by the clock */
      transmitter_set (capture_get_transmitter (capture), item->key, &job);
    }
  recipe_unref (recipe);
  filter_program_unref (trigger);
}

static void
bind_capture (TransmitList *self)
{
  Capture *capture = get_capture (self);

  if (capture == self->capture)
    return;
  self->capture = capture;
  for (guint i = 0; i < self->items->len; i++)
    {
      TransmitItem *item = self->items->pdata[i];

      item->on = FALSE; /* nothing runs because something was started or opened */
      transmit_state_clear (&item->state);
      memset (&item->state, 0, sizeof item->state);
      transmit_list_hand_over (self, item);
    }
  g_signal_emit (self, transmit_list_changed, 0);
}

static void
on_replaced (TransmitList *self)
{
  self->capture = NULL;
  bind_capture (self);
}

static void
on_databases_changed (TransmitList *self)
{
  for (guint i = 0; i < self->items->len; i++)
    transmit_list_hand_over (self, self->items->pdata[i]);
  g_signal_emit (self, transmit_list_changed, 0);
}

void
transmit_list_update (TransmitList *self)
{
  Transmitter *transmitter;
  uint64_t generation;

  bind_capture (self);
  if (self->capture == NULL)
    return;
  transmitter = capture_get_transmitter (self->capture);
  generation = transmitter_generation (transmitter);
  if (generation == self->generation)
    return;
  self->generation = generation;
  for (guint i = 0; i < self->items->len; i++)
    {
      TransmitItem *item = self->items->pdata[i];

      transmit_state_clear (&item->state);
      transmitter_get_state (transmitter, item->key, &item->state);
      item->on = item->on && item->state.running;
    }
  g_signal_emit (self, transmit_list_changed, 0);
}

/* --- Running --- */

static int64_t
delay_of (const TransmitRow *row)
{
  double seconds = 0;

  if (row->trigger == TRIGGER_AFTER)
    parse_seconds (row->when, &seconds);
  return (int64_t) (CLAMP (seconds, 0, 1e6) * 1e9);
}

/* Messages of a node do not all come at the same moment: steps of the golden ratio spread any number of them evenly. A
 * delay that the database gives has been thought of. */
static int64_t
stagger (const TransmitItem *item)
{
  uint32_t place = (uint32_t) item->key * UINT32_C (2654435769);

  if (item->row->rule.delay > 0)
    return item->row->rule.delay;
  return *item->row->node != '\0' ? (int64_t) ((double) item->row->period * place / 0x1p32) : 0;
}

void
transmit_list_set_on (TransmitList *self, TransmitItem *item, gboolean on)
{
  bind_capture (self);
  if (self->capture == NULL)
    return;
  item->on = on;
  transmit_list_hand_over (self, item); /* buses may have come since */
  if (on)
    transmitter_start (capture_get_transmitter (self->capture), item->key, delay_of (item->row) + stagger (item));
  else
    transmitter_stop (capture_get_transmitter (self->capture), item->key);
  item->state.running = on;
  g_signal_emit (self, transmit_list_changed, 0);
}

void
transmit_list_send_once (TransmitList *self, TransmitItem *item)
{
  bind_capture (self);
  if (self->capture == NULL)
    {
      transmit_state_clear (&item->state);
      item->state.fate = FATE_REFUSED;
      item->state.problem = g_strdup (_ ("no bus is open"));
      g_signal_emit (self, transmit_list_changed, 0);
      return;
    }
  transmit_list_hand_over (self, item);
  transmitter_send_once (capture_get_transmitter (self->capture), item->key);
}

gboolean
transmit_list_press (TransmitList *self, const char *key)
{
  gboolean any = FALSE;

  bind_capture (self);
  for (guint i = 0; i < self->items->len && self->capture != NULL; i++)
    {
      TransmitItem *item = self->items->pdata[i];

      if (item->row->trigger != TRIGGER_KEY || !item->on || g_ascii_strcasecmp (item->row->when, key) != 0)
        continue;
      any = TRUE;
      transmitter_fire (capture_get_transmitter (self->capture), item->key);
    }
  return any;
}

char **
transmit_list_dup_buses (TransmitList *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  Capture *capture = get_capture (self);

  for (guint key = 0; capture != NULL && key < capture_n_buses (capture); key++)
    {
      CaptureBus bus;

      if (describe_bus (capture, key, &bus) && capture_find_bus (capture, bus.name) == key)
        g_strv_builder_add (names, bus.name);
      capture_bus_clear (&bus);
    }
  return g_strv_builder_end (names);
}

gboolean
transmit_list_is_armed (TransmitList *self, const char *bus)
{
  guint key = find_bus (self, bus);

  return key != G_MAXUINT && transmitter_is_armed (capture_get_transmitter (get_capture (self)), key);
}

char *
transmit_list_dup_refusal (TransmitList *self, const char *bus)
{
  guint key = find_bus (self, bus);
  char *reason = NULL;
  CaptureBus info;

  if (key == G_MAXUINT)
    return g_strdup_printf (_ ("%s is not open: start listening first"), bus);
  capture_get_bus (get_capture (self), key, &info);
  if (info.description != NULL && !(info.abilities & BUS_TRANSMIT))
    reason
        = g_strdup_printf (_ ("%s only listens: to send, open one interface, without listen-only"), info.description);
  capture_bus_clear (&info);
  return reason;
}

gboolean
transmit_list_arm (TransmitList *self, const char *bus, gboolean armed, char **reason)
{
  guint key = find_bus (self, bus);

  *reason = armed ? transmit_list_dup_refusal (self, bus) : NULL;
  if (*reason == NULL && key != G_MAXUINT)
    {
      bind_capture (self);
      transmitter_arm (capture_get_transmitter (get_capture (self)), key, armed);
    }
  g_signal_emit (self, transmit_list_changed, 0);
  return *reason == NULL;
}

const char *
transmit_list_bus_of (TransmitList *self, TransmitItem *item)
{
  Capture *capture = get_capture (self);
  guint key = find_bus (self, item->row->channel);
  const char *name;
  CaptureBus bus;

  if (*item->row->channel != '\0' || key == G_MAXUINT)
    return item->row->channel;
  capture_get_bus (capture, key, &bus);
  name = g_intern_string (bus.name);
  capture_bus_clear (&bus);
  return name;
}

void
transmit_list_stop_all (TransmitList *self)
{
  bind_capture (self);
  for (guint i = 0; i < self->items->len; i++)
    ((TransmitItem *) self->items->pdata[i])->on = FALSE;
  if (self->capture != NULL)
    transmitter_stop_all (capture_get_transmitter (self->capture));
  g_signal_emit (self, transmit_list_changed, 0);
}

gboolean
transmit_list_get_n_dropped (TransmitList *self, guint *n)
{
  Capture *capture = get_capture (self);
  Transmitter *transmitter = capture != NULL && capture == self->capture ? capture_get_transmitter (capture) : NULL;

  *n = 0;
  if (transmitter == NULL)
    return TRUE;
  if (transmitter_is_flushing (transmitter))
    return FALSE;
  *n = (guint) MAX (transmitter_n_flushed (transmitter), 0);
  return TRUE;
}

guint
transmit_list_n_on (TransmitList *self)
{
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    n += ((TransmitItem *) self->items->pdata[i])->on;
  return n;
}

/* --- The model --- */

static GType
get_item_type (GListModel *model)
{
  return TRANSMIT_TYPE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return TRANSMIT_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  TransmitList *self = TRANSMIT_LIST (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
transmit_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
transmit_list_dispose (GObject *object)
{
  g_clear_object (&TRANSMIT_LIST (object)->edits);
  G_OBJECT_CLASS (transmit_list_parent_class)->dispose (object);
}

static void
transmit_list_finalize (GObject *object)
{
  g_ptr_array_unref (TRANSMIT_LIST (object)->items);
  G_OBJECT_CLASS (transmit_list_parent_class)->finalize (object);
}

static void
transmit_list_class_init (TransmitListClass *class)
{
  G_OBJECT_CLASS (class)->dispose = transmit_list_dispose;
  G_OBJECT_CLASS (class)->finalize = transmit_list_finalize;
  transmit_list_changed
      = g_signal_new ("changed", TRANSMIT_TYPE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
transmit_list_init (TransmitList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

void
transmit_list_set_edits (TransmitList *self, EditStack *edits)
{
  if (self->edits != NULL && edits == NULL)
    edit_stack_forget (self->edits, TRANSMIT_EDITS); /* edits hold the list, and the list the stack */
  g_set_object (&self->edits, edits);
}

TransmitList *
transmit_list_of (TraceSession *session)
{
  static const char key[] = "canid-transmit-list";
  TransmitList *self = g_object_get_data (G_OBJECT (session), key);

  if (self != NULL)
    return self;
  self = g_object_new (TRANSMIT_TYPE_LIST, NULL);
  self->session = session;
  g_object_set_data_full (G_OBJECT (session), key, self, g_object_unref);
  g_signal_connect_object (session, "replaced", G_CALLBACK (on_replaced), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "databases-changed", G_CALLBACK (on_databases_changed), self, G_CONNECT_SWAPPED);
  return self;
}
