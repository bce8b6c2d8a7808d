/* series-expression.h: signals computed from others: arithmetic, and functions that remember what came before.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *   expression = term (("+" | "-") term)*      term = factor (("*" | "/") factor)*     factor = "-" factor | power
 *   power      = primary ["^" factor]          primary = number | name | "(" expression ")" | function "(" arguments
 * ")" name       = [Message "."] Signal, written as the filter language does: `backquotes` around what is no identifier
 *   function   = abs sqrt sin cos exp log min(a,b) max(a,b)
 *              | derivative(x)   1/s between samples       | integral(x)       s, by trapezoids
 *              | average(x, s)   over the last s seconds   | hold(x, s)        the greatest of the last s seconds
 *              | delta(x)        since the sample before       | prev(x)           the sample before
 *              | changed(x)      1 where it is another than the one before, else 0
 * s is a number of seconds, or with a unit: 500 ms.
 *
 * A sample is there whenever one of the signals has one and all have had one.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define SERIES_EXPRESSION_MAX_TEXT 4096
#define SERIES_EXPRESSION_MAX_DEPTH 64

typedef struct SeriesExpression SeriesExpression;

/* NULL: *why (transfer full) is a sentence that begins with "Column 3: ". */
SeriesExpression *series_expression_new (const char *text, char **why);
void series_expression_free (SeriesExpression *self); /* (nullable) */
/* Names as they are written, without backquotes; message NULL where only the signal is named. */
guint series_expression_n_names (const SeriesExpression *self);
void series_expression_get_name (const SeriesExpression *self, guint index, const char **message, const char **signal);
/* The next sample: values of the names at time (ns, not before the last one). Remembers. */
double series_expression_step (SeriesExpression *self, int64_t time, const double *values);

G_END_DECLS
