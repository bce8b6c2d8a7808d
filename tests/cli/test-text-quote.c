/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/text-quote.h"

typedef struct
{
  const char *text, *csv, *json;
} Case;

static const Case cases[] = {
  { "", "", "\"\"" },
  { "plain text", "plain text", "\"plain text\"" },
  { "a,b", "\"a,b\"", "\"a,b\"" },
  { "say \"x\"", "\"say \"\"x\"\"\"", "\"say \\\"x\\\"\"" },
  { "two\nlines", "\"two\nlines\"", "\"two\\nlines\"" },
  { "a\rb", "\"a\rb\"", "\"a\\rb\"" },
  { "tab\t", "tab\t", "\"tab\\t\"" },
  { "back\\slash", "back\\slash", "\"back\\\\slash\"" },
  { "\x01\x1F\x7F", "\x01\x1F\x7F", "\"\\u0001\\u001f\\u007f\"" },
  { "°C €", "°C €", "\"°C €\"" },
  { "bad \xFF byte", "bad \xFF byte", "\"bad \xEF\xBF\xBD byte\"" },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) csv = g_string_new ("<");
      g_autoptr (GString) json = g_string_new ("<");

      quote_csv (csv, cases[i].text);
      quote_json (json, cases[i].text);
      g_assert_cmpstr (csv->str + 1, ==, cases[i].csv);
      g_assert_cmpstr (json->str + 1, ==, cases[i].json);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-quote/cases", test_cases);
  return g_test_run ();
}
