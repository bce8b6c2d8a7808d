/* test-id-view.c: the list by identifier says what it does: whoever follows its changes has the same rows, filter after
 * filter, and in the end those that there are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "models/id-view.h"
#include "small-trace.h"

#define N_IDS 60

typedef struct
{
  GPtrArray *lines;
  FrameStore *store;
  TraceSession *session;
  IdView *view;
  GPtrArray *mirror; /* of IdRow: the rows as told */
  guint n_most;      /* rows told of at a time */
  guint n_updated;
} Fixture;

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, Fixture *f)
{
  f->n_most = MAX (f->n_most, MAX (removed, added));
  g_assert_cmpuint (position + removed, <=, f->mirror->len);
  if (removed > 0)
    g_ptr_array_remove_range (f->mirror, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (f->mirror, (int) (position + i), g_list_model_get_item (model, position + i));
  g_assert_cmpuint (f->mirror->len, ==, g_list_model_get_n_items (model));
  for (guint i = 0; i < f->mirror->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      g_assert_true (item == f->mirror->pdata[i]);
    }
}

static void
on_updated (IdView *view, Fixture *f)
{
  f->n_updated++;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->lines = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < 4 * N_IDS; i++)
    g_ptr_array_add (f->lines, g_strdup_printf ("%u can0 %03X#%02X%s", i, 0x100 + i * 7 % N_IDS, i,
                                                i * 7 % N_IDS < 5 ? " T" : ""));
  g_ptr_array_add (f->lines, NULL);
  f->store = small_trace_new ((const char *const *) f->lines->pdata);
  f->session = trace_session_new ();
  trace_session_set_store (f->session, f->store);
  f->view = id_view_new (f->session);
  f->mirror = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect (f->view, "items-changed", G_CALLBACK (on_items_changed), f);
  g_signal_connect (f->view, "updated", G_CALLBACK (on_updated), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  id_view_set_active (f->view, FALSE);
  g_ptr_array_unref (f->mirror);
  g_object_unref (f->view);
  g_object_unref (f->session);
  frame_store_unref (f->store);
  g_ptr_array_unref (f->lines);
}

static void
wait_until_listed (Fixture *f)
{
  while (id_view_get_progress (f->view) < 1)
    g_main_context_iteration (NULL, TRUE);
}

static void
set_filter (Fixture *f, const char *text)
{
  g_assert_true (trace_session_set_filter (f->session, text, NULL));
}

/* Identifiers below end, sent ones behind a head of their own. */
static gboolean
has_rows (Fixture *f, guint first, guint end)
{
  guint at = 0;

  for (guint sent = 0; sent < 2; sent++)
    {
      at += first < 5 && end > 5;
      for (guint i = first; i < end; i++)
        if ((i < 5) == sent)
          {
            const IdEntry *entry = at < f->mirror->len ? id_row_get_entry (f->mirror->pdata[at]) : NULL;

            if (entry == NULL || entry->id != 0x100 + i || entry->count != 4)
              return FALSE;
            at++;
          }
    }
  return at == f->mirror->len;
}

static void
wait_for (Fixture *f, guint first, guint end)
{
  while (!has_rows (f, first, end) || id_view_get_progress (f->view) < 1)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_filters (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *filter;
    guint first, end;
  } steps[] = {
    { "can.id < 0x114", 0, 20 },   { "can.id >= 0x110", 16, 60 }, { "", 0, 60 },      { "can.id == 0x7FF", 0, 0 },
    { "can.id >= 0x139", 57, 60 }, { "can.id < 0x105", 0, 5 },    { "", 0, 60 },      { "can.id >= 0x105", 5, 60 },
    { "can.id < 0x106", 0, 6 },    { "can.id == 0x120", 32, 33 }, { "can.fd", 0, 0 }, { "", 0, 60 },
  };
  guint n_updated;

  id_view_set_active (f->view, TRUE);
  wait_for (f, 0, N_IDS);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      n_updated = f->n_updated;
      set_filter (f, steps[i].filter);
      wait_for (f, steps[i].first, steps[i].end);
      while (f->n_updated == n_updated)
        g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpuint (f->n_most, <=, 1); /* a list makes its widgets one row at a time */
}

/* The next comes before the last is done. */
static void
test_interrupted (Fixture *f, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  id_view_set_active (f->view, TRUE);
  for (guint i = 0; i < 200; i++)
    {
      guint first = (guint) g_rand_int_range (random, 0, N_IDS);
      g_autofree char *filter = g_strdup_printf ("can.id >= 0x%X && data[0] != %u", 0x100 + first, i);

      g_assert_true (trace_session_set_filter (f->session, i % 5 == 4 ? "" : filter, NULL));
      for (gint32 n = g_rand_int_range (random, 0, 40); n > 0; n--)
        g_main_context_iteration (NULL, FALSE);
    }
  set_filter (f, "can.id >= 0x110");
  wait_for (f, 16, N_IDS);
}

static int
compare_backwards (IdRow *a, IdRow *b)
{
  return (id_row_get_entry (a)->id < id_row_get_entry (b)->id) - (id_row_get_entry (a)->id > id_row_get_entry (b)->id);
}

/* All rows stand elsewhere, and none is another. */
static void
test_order (Fixture *f, gconstpointer data)
{
  GPtrArray *before;

  id_view_set_active (f->view, TRUE);
  set_filter (f, "can.id >= 0x105");
  wait_for (f, 5, N_IDS);
  before = g_ptr_array_copy (f->mirror, (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
  id_view_set_order (f->view, compare_backwards, FALSE);
  wait_until_listed (f);
  g_assert_cmpuint (f->mirror->len, ==, before->len);
  for (guint i = 0; i < before->len; i++)
    g_assert_true (f->mirror->pdata[i] == before->pdata[before->len - 1 - i]);
  g_ptr_array_unref (before);
  id_view_set_order (f->view, NULL, FALSE);
  wait_for (f, 5, N_IDS);
}

/* Rows of another trace are not kept for a moment. */
static void
test_replaced (Fixture *f, gconstpointer data)
{
  static const char *const lines[] = { "0 can0 123#11", NULL };
  FrameStore *other = small_trace_new (lines);

  id_view_set_active (f->view, TRUE);
  wait_for (f, 0, N_IDS);
  trace_session_set_store (f->session, other);
  g_assert_cmpuint (f->mirror->len, ==, 0);
  while (f->mirror->len != 1)
    g_main_context_iteration (NULL, TRUE);
  frame_store_unref (other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/id-view/filters", Fixture, NULL, set_up, test_filters, tear_down);
  g_test_add ("/id-view/interrupted", Fixture, NULL, set_up, test_interrupted, tear_down);
  g_test_add ("/id-view/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/id-view/replaced", Fixture, NULL, set_up, test_replaced, tear_down);
  return g_test_run ();
}
