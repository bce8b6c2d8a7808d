/* series-expression.c: text to a tree, the tree's steps.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/series-expression.h"

#include "base/i18n.h"
#include "base/text-scan.h"
#include <math.h>
#include <string.h>

#include "base/banned.h"

typedef enum
{
  NODE_NUMBER,
  NODE_NAME,
  NODE_ADD,
  NODE_SUBTRACT,
  NODE_MULTIPLY,
  NODE_DIVIDE,
  NODE_POWER,
  NODE_NEGATE,
  NODE_FUNCTION,
} NodeKind;

typedef struct
{
  int64_t time;
  double value;
  double sum; /* of this one and those behind it, as far as middle */
} Remembered;

typedef struct Node Node;

typedef struct
{
  const char *name;
  guint n_arguments;
  gboolean span;                                                 /* the last argument is a number of seconds */
  double (*step) (Node *node, int64_t time, double a, double b); /* of those that remember */
  double (*one) (double a);                                      /* of the others, by the number of arguments */
  double (*two) (double a, double b);
} Function;

struct Node
{
  NodeKind kind;
  double number; /* seconds of a span */
  guint name;
  const Function *function;
  Node *a, *b;

  /* What it remembers. */
  gboolean started;
  int64_t last_time;
  double last, sum;
  GArray *window; /* of Remembered, from head on */
  guint head, middle;
};

typedef struct
{
  char *message, *signal;
} Name;

struct SeriesExpression
{
  Node *root;
  GArray *names; /* of Name */
};

/* --- Functions --- */

static double
seconds_since (const Node *node, int64_t time)
{
  return ((double) time - (double) node->last_time) / 1e9;
}

static double
step_delta (Node *node, int64_t time, double a, double b)
{
  double result = node->started ? a - node->last : NAN;

  node->started = TRUE;
  node->last = a;
  return result;
}

static double
step_previous (Node *node, int64_t time, double a, double b)
{
  double result = node->started ? node->last : NAN;

  node->started = TRUE;
  node->last = a;
  return result;
}

static double
step_changed (Node *node, int64_t time, double a, double b)
{
  double before = step_previous (node, time, a, b);

  return isnan (before) ? 0 : a != before;
}

static double
step_derivative (Node *node, int64_t time, double a, double b)
{
  double span = seconds_since (node, time), result = node->sum;

  if (node->started && span <= 0) /* two at once: the slope until now */
    return result;
  result = node->started ? (a - node->last) / span : NAN;
  node->started = TRUE;
  node->last = a;
  node->last_time = time;
  node->sum = result;
  return result;
}

static double
step_integral (Node *node, int64_t time, double a, double b)
{
  if (node->started && isfinite (a) && isfinite (node->last))
    node->sum += (a + node->last) / 2 * MAX (0, seconds_since (node, time));
  node->started = TRUE;
  node->last = a;
  node->last_time = time;
  return node->sum;
}

/* Forgets what is older than the span. */
static void
remember (Node *node, int64_t time, double a)
{
  Remembered now = { .time = time, .value = a };

  if (node->window == NULL)
    node->window = g_array_new (FALSE, FALSE, sizeof (Remembered));
  g_array_append_val (node->window, now);
  while (node->head + 1 < node->window->len
         && ((double) time - (double) g_array_index (node->window, Remembered, node->head).time) / 1e9 > node->number)
    node->head++;
  if (node->head > 4096 && node->head > node->window->len / 2)
    {
      g_array_remove_range (node->window, 0, node->head);
      node->middle -= MIN (node->head, node->middle);
      node->head = 0;
    }
}

/* Nothing is ever taken off a sum: one wild value would leave its rounding behind for good. So there are two: of what
 * lies before the middle, from each one on, and of what came since, in node->sum; a value is added twice at most. */
static double
sum_of_window (Node *node)
{
  if (node->head >= node->middle)
    {
      double sum = 0;

      for (guint i = node->window->len; i-- > node->head;)
        {
          Remembered *item = &g_array_index (node->window, Remembered, i);

          item->sum = sum += item->value;
        }
      node->middle = node->window->len;
      node->sum = 0;
    }
  return g_array_index (node->window, Remembered, node->head).sum + node->sum;
}

static double
step_average (Node *node, int64_t time, double a, double b)
{
  if (!isfinite (a))
    return a;
  remember (node, time, a);
  node->sum += a;
  return sum_of_window (node) / (node->window->len - node->head);
}

/* What is smaller than a later one is never the greatest again. */
static double
step_hold (Node *node, int64_t time, double a, double b)
{
  if (!isfinite (a))
    return a;
  while (node->window != NULL && node->window->len > node->head
         && g_array_index (node->window, Remembered, node->window->len - 1).value <= a)
    g_array_set_size (node->window, node->window->len - 1);
  remember (node, time, a);
  return g_array_index (node->window, Remembered, node->head).value;
}

static const Function functions[] = {
  { "abs", 1, .one = fabs },
  { "sqrt", 1, .one = sqrt },
  { "sin", 1, .one = sin },
  { "cos", 1, .one = cos },
  { "exp", 1, .one = exp },
  { "log", 1, .one = log },
  { "min", 2, .two = fmin },
  { "max", 2, .two = fmax },
  { "delta", 1, .step = step_delta },
  { "prev", 1, .step = step_previous },
  { "changed", 1, .step = step_changed },
  { "derivative", 1, .step = step_derivative },
  { "integral", 1, .step = step_integral },
  { "average", 2, TRUE, .step = step_average },
  { "hold", 2, TRUE, .step = step_hold },
};

/* --- Nodes --- */

static Node *
node_new (NodeKind kind, Node *a, Node *b)
{
  Node *node = g_new0 (Node, 1);

  node->kind = kind;
  node->a = a;
  node->b = b;
  return node;
}

static void
node_free (Node *node)
{
  if (node == NULL)
    return;
  node_free (node->a);
  node_free (node->b);
  if (node->window != NULL)
    g_array_unref (node->window);
  g_free (node);
}

static double
node_step (Node *node, int64_t time, const double *values)
{
  double a = node->a != NULL ? node_step (node->a, time, values) : 0,
         b = node->b != NULL ? node_step (node->b, time, values) : 0;

  switch (node->kind)
    {
    case NODE_NUMBER:
      return node->number;
    case NODE_NAME:
      return values[node->name];
    case NODE_ADD:
      return a + b;
    case NODE_SUBTRACT:
      return a - b;
    case NODE_MULTIPLY:
      return a * b;
    case NODE_DIVIDE:
      return a / b;
    case NODE_POWER:
      return pow (a, b);
    case NODE_NEGATE:
      return -a;
    case NODE_FUNCTION:
      break;
    }
  if (node->function->step != NULL)
    return node->function->step (node, time, a, b);
  return node->function->one != NULL ? node->function->one (a) : node->function->two (a, b);
}

/* --- Reading --- */

typedef struct
{
  const char *text, *p;
  guint depth;
  GArray *names;
  char *why;
} Parser;

static Node *parse_sum (Parser *self);

static Node *
fail (Parser *self, const char *what)
{
  if (self->why == NULL)
    self->why = g_strdup_printf (_ ("Column %ld: %s"), g_utf8_pointer_to_offset (self->text, self->p) + 1, what);
  return NULL;
}

static gboolean
take (Parser *self, char c)
{
  while (g_ascii_isspace (*self->p))
    self->p++;
  if (*self->p != c)
    return FALSE;
  self->p++;
  return TRUE;
}

static gboolean
is_name_char (const char *p)
{
  return g_ascii_isalnum (*p) || *p == '_' || (guchar) *p >= 0x80;
}

/* (transfer full); NULL: no name stands here. */
static char *
take_word (Parser *self)
{
  const char *start = self->p, *end;

  if (*start == '`')
    {
      end = strchr (start + 1, '`');
      if (end == NULL)
        return NULL;
      self->p = end + 1;
      return g_strndup (start + 1, (gsize) (end - start - 1));
    }
  if (g_ascii_isdigit (*start) || !is_name_char (start))
    return NULL;
  while (is_name_char (self->p))
    self->p++;
  return g_strndup (start, (gsize) (self->p - start));
}

static Node *
parse_number (Parser *self)
{
  char *end = NULL;
  double number = g_ascii_strtod (self->p, &end);
  Node *node;

  if (end == self->p || !isfinite (number))
    return fail (self, _ ("this is no number"));
  self->p = end;
  node = node_new (NODE_NUMBER, NULL, NULL);
  node->number = number;
  return node;
}

/* Seconds, or with a unit as filters have them. */
static double
parse_span (Parser *self)
{
  static const struct
  {
    const char *name;
    double seconds;
  } units[] = { { "s", 1 }, { "ms", 1e-3 }, { "us", 1e-6 }, { "µs", 1e-6 }, { "μs", 1e-6 }, { "ns", 1e-9 } };
  Node *number = (take (self, ' '), parse_number (self));
  double span = number != NULL ? number->number : 0;
  g_autofree char *unit = NULL;

  node_free (number);
  if (number == NULL)
    return 0;
  if (span < 0)
    fail (self, _ ("a span of time is not below 0"));
  while (g_ascii_isspace (*self->p))
    self->p++;
  unit = take_word (self);
  for (guint i = 0; unit != NULL && i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (units[i].name, unit))
      return span * units[i].seconds;
  if (unit != NULL)
    fail (self, _ ("a span of time is a number of s, ms, us or ns"));
  return span;
}

static Node *
fail_function (Parser *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", functions[i].name);
  g_string_prepend (text, _ ("there is no such function, only "));
  return fail (self, text->str);
}

static Node *
parse_call (Parser *self, const char *name)
{
  const Function *function = NULL;
  Node *node;

  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (g_str_equal (functions[i].name, name))
      function = &functions[i];
  if (function == NULL)
    return fail_function (self);
  node = node_new (NODE_FUNCTION, NULL, NULL);
  node->function = function;
  node->a = parse_sum (self);
  if (node->a != NULL && function->n_arguments > 1)
    {
      if (!take (self, ','))
        fail (self, _ ("a comma and another argument are missing"));
      else if (function->span)
        node->number = parse_span (self);
      else
        node->b = parse_sum (self);
    }
  if (self->why == NULL && !take (self, ')'))
    fail (self, _ (") is missing"));
  if (self->why == NULL)
    return node;
  node_free (node);
  return NULL;
}

static Node *
new_name (Parser *self, char *message, char *signal)
{
  Node *node = node_new (NODE_NAME, NULL, NULL);
  Name name = { message, signal };

  for (guint i = 0; i < self->names->len; i++)
    {
      Name *other = &g_array_index (self->names, Name, i);

      if (g_strcmp0 (other->message, message) == 0 && g_str_equal (other->signal, signal))
        {
          node->name = i;
          g_free (message);
          g_free (signal);
          return node;
        }
    }
  node->name = self->names->len;
  g_array_append_val (self->names, name);
  return node;
}

static Node *
parse_primary (Parser *self)
{
  char *word, *second;

  if (take (self, '('))
    {
      Node *inner = parse_sum (self);

      if (inner != NULL && !take (self, ')'))
        {
          fail (self, _ (") is missing"));
          g_clear_pointer (&inner, node_free);
        }
      return inner;
    }
  if (g_ascii_isdigit (*self->p) || *self->p == '.')
    return parse_number (self);
  word = take_word (self);
  if (word == NULL)
    return fail (self, _ ("a signal, a number or ( is expected here"));
  if (take (self, '('))
    {
      Node *call = parse_call (self, word);

      g_free (word);
      return call;
    }
  if (*self->p != '.')
    return new_name (self, NULL, word);
  self->p++;
  second = take_word (self);
  if (second != NULL)
    return new_name (self, word, second);
  g_free (word);
  return fail (self, _ ("the signal's name is missing"));
}

static Node *
parse_factor (Parser *self)
{
  Node *a;

  if (++self->depth > SERIES_EXPRESSION_MAX_DEPTH)
    return fail (self, _ ("too many parentheses within each other"));
  if (take (self, '-'))
    {
      a = parse_factor (self);
      self->depth--;
      return a != NULL ? node_new (NODE_NEGATE, a, NULL) : NULL;
    }
  a = parse_primary (self);
  if (a != NULL && take (self, '^'))
    {
      Node *b = parse_factor (self);

      a = node_new (NODE_POWER, a, b);
      if (b == NULL)
        g_clear_pointer (&a, node_free);
    }
  self->depth--;
  return a;
}

static Node *
parse_product (Parser *self)
{
  Node *a = parse_factor (self);

  while (a != NULL)
    {
      NodeKind kind = take (self, '*') ? NODE_MULTIPLY : take (self, '/') ? NODE_DIVIDE : NODE_NUMBER;
      Node *b;

      if (kind == NODE_NUMBER)
        break;
      b = parse_factor (self);
      a = node_new (kind, a, b);
      if (b == NULL)
        g_clear_pointer (&a, node_free);
    }
  return a;
}

static Node *
parse_sum (Parser *self)
{
  Node *a = parse_product (self);

  while (a != NULL)
    {
      NodeKind kind = take (self, '+') ? NODE_ADD : take (self, '-') ? NODE_SUBTRACT : NODE_NUMBER;
      Node *b;

      if (kind == NODE_NUMBER)
        break;
      b = parse_product (self);
      a = node_new (kind, a, b);
      if (b == NULL)
        g_clear_pointer (&a, node_free);
    }
  return a;
}

/* --- Public --- */

SeriesExpression *
series_expression_new (const char *text, char **why)
{
  Parser parser = { .text = text, .p = text };
  SeriesExpression *self = g_new0 (SeriesExpression, 1);

  self->names = parser.names = g_array_new (FALSE, FALSE, sizeof (Name));
  if (strlen (text) > SERIES_EXPRESSION_MAX_TEXT || !g_utf8_validate (text, -1, NULL))
    fail (&parser, _ ("the expression is too long or not UTF-8"));
  else
    self->root = parse_sum (&parser);
  if (self->root != NULL && (take (&parser, ' '), *parser.p != '\0'))
    fail (&parser, _ ("an operator is expected here"));
  if (parser.why == NULL && self->names->len == 0)
    fail (&parser, _ ("no signal is named"));
  if (parser.why == NULL)
    return self;
  *why = parser.why;
  series_expression_free (self);
  return NULL;
}

void
series_expression_free (SeriesExpression *self)
{
  if (self == NULL)
    return;
  node_free (self->root);
  for (guint i = 0; i < self->names->len; i++)
    {
      g_free (g_array_index (self->names, Name, i).message);
      g_free (g_array_index (self->names, Name, i).signal);
    }
  g_array_unref (self->names);
  g_free (self);
}

guint
series_expression_n_names (const SeriesExpression *self)
{
  return self->names->len;
}

void
series_expression_get_name (const SeriesExpression *self, guint index, const char **message, const char **signal)
{
  *message = g_array_index (self->names, Name, index).message;
  *signal = g_array_index (self->names, Name, index).signal;
}

double
series_expression_step (SeriesExpression *self, int64_t time, const double *values)
{
  return node_step (self->root, time, values);
}
