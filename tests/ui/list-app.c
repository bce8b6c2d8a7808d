/* list-app.c: a list over a hundred million rows that goes to the positions written to its standard input.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "list-helpers.h"

#include <stdio.h>

static gboolean
on_line (GIOChannel *channel, GIOCondition condition, gpointer data)
{
  ListTest *t = data;
  g_autofree char *line = NULL;
  gsize end;
  guint64 position;

  if (g_io_channel_read_line (channel, &line, NULL, &end, NULL) != G_IO_STATUS_NORMAL)
    exit (0);
  line[end] = '\0';
  if (g_ascii_string_to_unsigned (line, 10, 0, G_MAXUINT64, &position, NULL))
    trace_list_go (t->list, position, TRACE_LIST_SELECT);
  printf ("done\n");
  fflush (stdout);
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  static ListTest t;
  GIOChannel *channel = g_io_channel_unix_new (0);

  g_set_prgname ("list-app"); /* the name assistive technology sees */
  gtk_init ();
  list_test_init ();
  list_test_open (&t, G_GUINT64_CONSTANT (100000000), 1200, 600);
  g_io_add_watch (channel, G_IO_IN | G_IO_HUP, on_line, &t);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}
