/* make-docs.c: run while building: make-docs man|bash|zsh|fish
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/docs.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*append) (GString *out);
  } kinds[] = {
    { "man", docs_append_man },
    { "bash", docs_append_bash },
    { "zsh", docs_append_zsh },
    { "fish", docs_append_fish },
  };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; argc == 2 && i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (argv[1], kinds[i].name) == 0)
      kinds[i].append (text);
  if (text->len == 0)
    {
      fputs ("make-docs man|bash|zsh|fish\n", stderr);
      return 2;
    }
  return fwrite (text->str, 1, text->len, stdout) == text->len && fflush (stdout) == 0 ? 0 : 1;
}
