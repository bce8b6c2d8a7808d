/* filter-names.c: what a name stands for: a field, a message, a signal; and what was probably meant when it stands for
 * nothing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "filter/filter-private.h"

#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

#define CANDIDATES_SHOWN 6 /* of an ambiguous signal */
#define NAME_COMPARED 64   /* bytes; longer names are not looked at for a likely meaning */

const FilterFieldInfo filter_fields[FIELD_DATA + 1] = {
  [FIELD_ID] = { "can.id", TYPE_WHOLE, CAN_ID_MASK_EXTENDED, N_ ("identifier, 11 or 29 bits") },
  [FIELD_EXT] = { "can.ext", TYPE_BOOLEAN, 1, N_ ("29-bit identifier") },
  [FIELD_RTR] = { "can.rtr", TYPE_BOOLEAN, 1, N_ ("remote frame") },
  [FIELD_ERR] = { "can.err", TYPE_BOOLEAN, 1, N_ ("error frame") },
  [FIELD_FD] = { "can.fd", TYPE_BOOLEAN, 1, N_ ("CAN FD frame") },
  [FIELD_BRS] = { "can.brs", TYPE_BOOLEAN, 1, N_ ("bit rate switched") },
  [FIELD_ESI] = { "can.esi", TYPE_BOOLEAN, 1, N_ ("sender is error passive") },
  [FIELD_LOCAL] = { "can.local", TYPE_BOOLEAN, 1, N_ ("sent by another program of this machine") },
  [FIELD_LEN] = { "can.len", TYPE_WHOLE, 2048, N_ ("bytes of data") },
  [FIELD_DLC] = { "can.dlc", TYPE_WHOLE, 15, N_ ("length code as on the wire") },
  [FIELD_DIR] = { "can.dir", TYPE_DIRECTION, 1, N_ ("rx or tx") },
  [FIELD_CHANNEL] = { "can.channel", TYPE_TEXT, 0, N_ ("name of the channel") },
  [FIELD_NAME] = { "can.name", TYPE_TEXT, 0, N_ ("name of the message") },
  [FIELD_ERR_CLASS]
  = { "can.err.class", TYPE_WHOLE, CAN_ID_MASK_EXTENDED, N_ ("class bits of an error frame, as in linux/can/error.h") },
  [FIELD_ERR_TYPE] = { "can.err.type", TYPE_WHOLE, 255, N_ ("kind of protocol error, as in linux/can/error.h") },
  [FIELD_ERR_LOCATION]
  = { "can.err.location", TYPE_WHOLE, 255, N_ ("place of a protocol error, as in linux/can/error.h") },
  [FIELD_NUMBER] = { "frame.number", TYPE_WHOLE, FRAME_STORE_MAX_ROWS, N_ ("number of the frame, from 1") },
  [FIELD_TIME] = { "frame.time", TYPE_MOMENT, 0, N_ ("time: seconds since 1970 or \"2024-01-31 12:00:00.5\"") },
  [FIELD_TIME_RELATIVE] = { "frame.time_relative", TYPE_DURATION, 0, N_ ("time since the start of the trace") },
  [FIELD_TIME_DELTA] = { "frame.time_delta", TYPE_DURATION, 0, N_ ("time since the previous frame") },
  [FIELD_TIME_DELTA_ID] = { "frame.time_delta_id", TYPE_DURATION, 0,
                            N_ ("time since the previous frame of the same identifier and channel") },
  [FIELD_MARKED] = { "frame.marked", TYPE_BOOLEAN, 1, N_ ("marked by hand") },
  [FIELD_DATA] = { "data", TYPE_BYTES, 0, N_ ("data[0] is a byte, data[2:4] are four from position 2") },
};

gboolean
filter_find_field (const char *name, FilterField *field)
{
  for (guint i = 0; i < G_N_ELEMENTS (filter_fields); i++)
    if (strcmp (filter_fields[i].name, name) == 0)
      {
        *field = (FilterField) i;
        return TRUE;
      }
  return FALSE;
}

void
filter_each_message (const DatabaseSet *dbs, FilterVisit visit, gpointer data)
{
  guint n = dbs != NULL ? database_set_n (dbs) : 0;

  for (guint i = 0; i < n; i++)
    {
      const char *channel;
      const Database *database = database_set_get (dbs, i, &channel);
      guint n_messages = database_n_messages (database);

      for (guint k = 0; k < n_messages; k++)
        if (!visit (database_get_message (database, k), data))
          return;
    }
}

/* Letters changed, added, left out, or two neighbours exchanged, whatever their case; limit + 1 if more than limit. */
guint
filter_edit_distance (const char *a, const char *b, guint limit)
{
  guint rows[3][NAME_COMPARED + 1];
  gsize n = strlen (a), m = strlen (b);
  guint *before = rows[0], *last = rows[1], *now = rows[2];

  if (n > NAME_COMPARED || m > NAME_COMPARED || MAX (n, m) - MIN (n, m) > limit)
    return limit + 1;
  for (guint k = 0; k <= m; k++)
    last[k] = k;
  for (guint i = 1; i <= n; i++)
    {
      guint *next = before;

      now[0] = i;
      for (guint k = 1; k <= m; k++)
        {
          gboolean same = g_ascii_tolower (a[i - 1]) == g_ascii_tolower (b[k - 1]);

          now[k] = MIN (MIN (last[k], now[k - 1]) + 1, last[k - 1] + !same);
          if (i > 1 && k > 1 && g_ascii_tolower (a[i - 1]) == g_ascii_tolower (b[k - 2])
              && g_ascii_tolower (a[i - 2]) == g_ascii_tolower (b[k - 1]))
            now[k] = MIN (now[k], before[k - 2] + 1);
        }
      before = last;
      last = now;
      now = next;
    }
  return MIN (last[m], limit + 1);
}

/* --- Did you mean … --- */

typedef struct
{
  const char *wanted;
  const char *best;
  guint distance; /* of best; what is farther away is not looked at */
  gboolean messages, signals;
} Guess;

static void
guess_init (Guess *self, const char *wanted)
{
  *self = (Guess){ .wanted = wanted, .distance = (guint) (MIN (strlen (wanted), 12) + 2) / 3 + 1 };
}

static void
guess (Guess *self, const char *name)
{
  guint distance = filter_edit_distance (self->wanted, name, self->distance);

  if (distance < self->distance)
    {
      self->distance = distance;
      self->best = name;
    }
}

static gboolean
guess_message (const Message *message, gpointer data)
{
  Guess *self = data;

  if (self->messages)
    guess (self, message->name);
  for (guint i = 0; self->signals && i < message->n_signals; i++)
    guess (self, message->signals[i].name);
  return TRUE;
}

static gboolean
fail_guess (FilterProblem *problem, guint start, guint end, const Guess *found, gboolean is_field, char *what)
{
  GString *text = g_string_new (what);

  g_free (what);
  if (found->best != NULL)
    {
      GString *name = g_string_new (NULL);

      if (is_field)
        g_string_append (name, found->best);
      else
        filter_append_name (name, found->best);
      g_string_append_c (text, ' ');
      g_string_append_printf (text, _ ("Did you mean %s?"), name->str);
      if (problem->what == NULL)
        problem->fix = g_strdup (name->str);
      g_string_free (name, TRUE);
    }
  return filter_problem_take (problem, start, end, g_string_free (text, FALSE));
}

/* " in powertrain.dbc or chassis.dbc" */
static char *
describe_databases (const DatabaseSet *dbs)
{
  GString *text = g_string_new (NULL);
  guint n = database_set_n (dbs);

  for (guint i = 0; i < MIN (n, 3); i++)
    {
      const char *channel;

      if (i > 0)
        g_string_append (text, i + 1 == n ? _ (" or ") : ", ");
      g_string_append (text, database_get_name (database_set_get (dbs, i, &channel)));
    }
  if (n > 3)
    g_string_append_printf (text, _ (" or %u others"), n - 3);
  return g_string_free (text, FALSE);
}

static gboolean
fail_unknown (const FilterNode *name, const DatabaseSet *dbs, gboolean is_message, FilterProblem *problem)
{
  const FilterPiece *piece = &name->pieces[0];
  Guess found;
  char *where;

  guess_init (&found, piece->text);
  if (dbs == NULL || database_set_n (dbs) == 0)
    {
      for (guint i = 0; i < G_N_ELEMENTS (filter_fields); i++)
        guess (&found, filter_fields[i].name);
      return fail_guess (problem, piece->start, piece->end, &found, found.best != NULL,
                         g_strdup_printf (_ ("no field “%s”, and no database is open for messages and signals."),
                                          piece->text));
    }
  found.messages = TRUE;
  found.signals = !is_message;
  filter_each_message (dbs, guess_message, &found);
  where = describe_databases (dbs);
  fail_guess (problem, piece->start, piece->end, &found, FALSE,
              g_strdup_printf (is_message ? _ ("no message “%s” in %s.") : _ ("no signal “%s” in %s."), piece->text,
                               where));
  g_free (where);
  return FALSE;
}

static gboolean
fail_field (const FilterNode *name, const char *dotted, FilterProblem *problem)
{
  Guess found;

  guess_init (&found, dotted);
  for (guint i = 0; i < G_N_ELEMENTS (filter_fields); i++)
    guess (&found, filter_fields[i].name);
  return fail_guess (problem, name->start, name->pieces[name->n_pieces - 1].end, &found, TRUE,
                     g_strdup_printf (_ ("no field “%s”."), dotted));
}

/* --- Resolving --- */

typedef struct
{
  const char *message; /* NULL: any */
  const char *signal;  /* NULL: the message itself */
  GArray *refs;        /* of FilterRef */
  gboolean message_seen;
} Search;

static gboolean
search_message (const Message *message, gpointer data)
{
  Search *self = data;
  FilterRef ref = { message, 0 };

  if (self->message != NULL && strcmp (message->name, self->message) != 0)
    return TRUE;
  self->message_seen = TRUE;
  if (self->signal == NULL)
    g_array_append_val (self->refs, ref);
  for (guint i = 0; self->signal != NULL && i < message->n_signals; i++)
    if (strcmp (message->signals[i].name, self->signal) == 0)
      {
        ref.index = i;
        g_array_append_val (self->refs, ref);
        break;
      }
  return TRUE;
}

/* TRUE: refs were found and stand in out. */
static gboolean
search (const DatabaseSet *dbs, const char *message, const char *signal, FilterPool *pool, FilterOperand *out,
        gboolean *message_seen)
{
  Search self = { message, signal, g_array_new (FALSE, FALSE, sizeof (FilterRef)), FALSE };

  filter_each_message (dbs, search_message, &self);
  if (message_seen != NULL)
    *message_seen = self.message_seen;
  out->n_refs = self.refs->len;
  if (out->n_refs > 0)
    {
      out->field = signal != NULL ? FIELD_SIGNAL : FIELD_MESSAGE;
      out->refs = filter_pool_copy (pool, self.refs->data, self.refs->len * sizeof (FilterRef));
    }
  g_array_free (self.refs, TRUE);
  return out->n_refs > 0;
}

/* A signal is unique if all messages that have it are of one name (in several databases). */
static gboolean
check_unique (const FilterNode *name, const FilterOperand *operand, FilterProblem *problem)
{
  GPtrArray *messages = g_ptr_array_new ();
  GString *list = g_string_new (NULL);
  gboolean unique;

  for (guint i = 0; i < operand->n_refs; i++)
    {
      const char *message = operand->refs[i].message->name;

      if (g_ptr_array_find_with_equal_func (messages, message, g_str_equal, NULL))
        continue;
      g_ptr_array_add (messages, (gpointer) message);
      if (messages->len > CANDIDATES_SHOWN)
        continue;
      if (messages->len > 1)
        g_string_append (list, ", ");
      filter_append_name (list, message);
      g_string_append_c (list, '.');
      filter_append_name (list, name->pieces[0].text);
    }
  unique = messages->len == 1;
  if (messages->len > CANDIDATES_SHOWN)
    g_string_append (list, ", …");
  if (!unique)
    filter_problem_take (problem, name->pieces[0].start, name->pieces[0].end,
                         g_strdup_printf (_ ("“%s” is a signal of %u messages. Write one of %s."), name->pieces[0].text,
                                          messages->len, list->str));
  g_ptr_array_unref (messages);
  g_string_free (list, TRUE);
  return unique;
}

static gboolean
resolve_single (const FilterNode *name, gboolean value_wanted, const DatabaseSet *dbs, FilterPool *pool,
                FilterOperand *out, FilterProblem *problem)
{
  const char *text = name->pieces[0].text;

  if (!value_wanted && search (dbs, text, NULL, pool, out, NULL))
    return TRUE;
  if (search (dbs, NULL, text, pool, out, NULL))
    return check_unique (name, out, problem);
  if (search (dbs, text, NULL, pool, out, NULL))
    return TRUE;
  return fail_unknown (name, dbs, FALSE, problem);
}

static gboolean
resolve_dotted (const FilterNode *name, const DatabaseSet *dbs, FilterPool *pool, FilterOperand *out,
                FilterProblem *problem)
{
  const FilterPiece *piece = name->pieces;
  const FilterPiece *last = &piece[name->n_pieces - 1];
  gboolean raw = !last->quoted && strcmp (last->text, "raw") == 0;
  gboolean seen = FALSE;
  Guess found;

  if ((name->n_pieces == 2 || raw) && search (dbs, piece[0].text, piece[1].text, pool, out, &seen))
    {
      out->raw = name->n_pieces == 3;
      return TRUE;
    }
  if (raw && name->n_pieces == 2 && search (dbs, NULL, piece[0].text, pool, out, NULL))
    {
      out->raw = TRUE;
      return check_unique (name, out, problem);
    }
  if (name->n_pieces == 3 && !raw)
    return filter_problem_take (problem, last->start, last->end, g_strdup (_ ("behind a signal only .raw can stand.")));
  if (!seen)
    return fail_unknown (name, dbs, TRUE, problem);
  search (dbs, piece[0].text, NULL, pool, out, NULL);
  guess_init (&found, piece[1].text);
  for (guint i = 0; i < out->refs[0].message->n_signals; i++)
    guess (&found, out->refs[0].message->signals[i].name);
  return fail_guess (problem, piece[1].start, piece[1].end, &found, FALSE,
                     g_strdup_printf (_ ("message %s has no signal “%s”."), piece[0].text, piece[1].text));
}

static char *
join_pieces (const FilterNode *name)
{
  GString *dotted = g_string_new (NULL);

  for (guint i = 0; i < name->n_pieces; i++)
    {
      if (i > 0)
        g_string_append_c (dotted, '.');
      g_string_append (dotted, name->pieces[i].quoted ? "`" : name->pieces[i].text);
    }
  return g_string_free (dotted, FALSE);
}

/* --- Parts of identifiers --- */

static gboolean
fail_part (const FilterNode *name, const IdSplits *splits, const char *dotted, FilterProblem *problem)
{
  const char *wanted = name->pieces[name->n_pieces - 1].text;
  const IdSplit *split = name->n_pieces == 3 ? id_splits_find (splits, name->pieces[1].text) : NULL;
  guint piece = name->n_pieces == 3 && split == NULL ? 1 : name->n_pieces - 1;
  Guess found;

  guess_init (&found, name->pieces[piece].text);
  for (guint i = 0; i < id_splits_n (splits); i++)
    {
      const IdSplit *other = id_splits_get (splits, i);

      if (piece == 1 && name->n_pieces == 3)
        guess (&found, other->id);
      for (guint k = 0; (split == NULL || split == other) && (piece == 2 || name->n_pieces == 2) && k < other->n_fields;
           k++)
        guess (&found, other->fields[k].name);
    }
  if (piece == 1 && name->n_pieces == 3)
    wanted = name->pieces[1].text;
  return fail_guess (problem, name->pieces[piece].start, name->pieces[piece].end, &found, TRUE,
                     g_strdup_printf (_ ("no split of identifiers has “%s”, as in %s."), wanted, dotted));
}

/* id.pgn, id.j1939.pgn */
static gboolean
resolve_part (const FilterNode *name, const FilterContext *context, const char *dotted, FilterOperand *out,
              FilterProblem *problem)
{
  const char *split = name->n_pieces == 3 ? name->pieces[1].text : NULL;

  out->field = FIELD_ID_PART;
  out->part = id_splits_find_field (context->splits, split, name->pieces[name->n_pieces - 1].text);
  return out->part != NULL || fail_part (name, context->splits, dotted, problem);
}

/* A message may be called id, too; then its signals are meant, and a split stands behind the backquoted field. */
static gboolean
is_part (const FilterNode *name, const DatabaseSet *dbs, FilterPool *pool)
{
  FilterOperand message = { 0 };

  return name->n_pieces > 1 && !name->pieces[0].quoted && strcmp (name->pieces[0].text, "id") == 0
         && !search (dbs, "id", NULL, pool, &message, NULL);
}

gboolean
filter_resolve_name (const FilterNode *name, gboolean value_wanted, const FilterContext *context, FilterPool *pool,
                     FilterOperand *out, FilterProblem *problem)
{
  const DatabaseSet *dbs = context->dbs;
  char *dotted = join_pieces (name);
  gboolean ok, field_like = g_str_has_prefix (dotted, "can.") || g_str_has_prefix (dotted, "frame.");
  gboolean seen = FALSE;

  *out = (FilterOperand){ .start = name->start, .end = name->end };
  if (filter_find_field (dotted, &out->field))
    ok = TRUE;
  else if (is_part (name, dbs, pool))
    ok = resolve_part (name, context, dotted, out, problem);
  else if (name->n_pieces == 1)
    ok = resolve_single (name, value_wanted, dbs, pool, out, problem);
  else
    {
      search (dbs, name->pieces[0].text, NULL, pool, out, &seen);
      ok = field_like && !seen ? fail_field (name, dotted, problem) : resolve_dotted (name, dbs, pool, out, problem);
    }
  g_free (dotted);
  return ok;
}
