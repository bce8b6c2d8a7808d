/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plot-traffic.h"

#include <math.h>
#include <string.h>

#define START_TIME G_GINT64_CONSTANT (1704067200000000000) /* 2024-01-01 */
#define PERIOD 50000                                       /* ns between frames */
#define TABLE 4096u

Database *
plot_traffic_database (guint n_messages)
{
  g_autoptr (GString) text = g_string_new ("VERSION \"\"\nBU_: ECU\n");
  GError *error = NULL;
  Database *database;

  for (guint i = 0; i < n_messages; i++)
    {
      g_string_append_printf (text, "BO_ %u Message%u: 8 ECU\n", 0x100 + i, i);
      g_string_append_printf (text, " SG_ Wave%u : 0|16@1+ (0.01,-300) [0|0] \"km/h\" ECU\n", i);
      g_string_append_printf (text, " SG_ Noise%u : 16|16@1- (0.1,0) [0|0] \"Nm\" ECU\n", i);
      g_string_append_printf (text, " SG_ Level%u : 32|16@1+ (1,0) [0|0] \"rpm\" ECU\n", i);
      g_string_append_printf (text, " SG_ Counter%u : 48|16@1+ (1,0) [0|0] \"\" ECU\n", i);
    }
  database = database_load_memory ("traffic", text->str, text->len, &error);
  if (database == NULL)
    g_error ("%s", error->message);
  return database;
}

static uint32_t
mix (uint64_t x)
{
  x *= 0x9E3779B97F4A7C15u;
  return (uint32_t) (x >> 32 ^ x >> 47);
}

static double
wave (uint64_t step)
{
  static double table[TABLE];

  if (table[TABLE / 4] == 0)
    for (guint i = 0; i < TABLE; i++)
      table[i] = sin (2 * G_PI * i / TABLE);
  return table[step % TABLE];
}

void
plot_traffic_frame (guint n_messages, uint64_t row, CanFrame *frame, uint8_t payload[CAN_FRAME_MAX_LEN])
{
  uint64_t turn = row / n_messages;
  guint message = (guint) (row % n_messages);
  uint32_t random = mix (row);
  int spike = random % 1000003 == 7 ? 9000 : 0;
  uint16_t values[4] = {
    (uint16_t) (30000 + 12000 * wave ((turn >> 9) + 700 * message) + 3000 * wave (turn >> 2) + random % 500 + spike),
    (uint16_t) (int16_t) ((int) (random >> 16) % 4000 - 2000 + spike),
    (uint16_t) (1000 + mix (turn >> 14) % 4000 + random % 40),
    (uint16_t) turn,
  };

  *frame = (CanFrame){ .time = START_TIME + (int64_t) row * PERIOD + random % 20000,
                       .id = 0x100 + message,
                       .len = 8,
                       .dlc = 8,
                       .data = payload };
  memcpy (payload, values, 8);
}

FrameStore *
plot_traffic_store (guint n_messages, uint64_t n_rows)
{
  GError *error = NULL;
  FrameStore *store = frame_store_new (&error);
  FrameBatch *batch = frame_batch_new ();

  for (uint64_t row = 0; row < n_rows && error == NULL; row += batch->n_frames)
    {
      batch->n_frames = (guint) MIN (FRAME_BATCH_SIZE, n_rows - row);
      for (guint i = 0; i < batch->n_frames; i++)
        plot_traffic_frame (n_messages, row + i, &batch->frames[i], batch->payload[i]);
      if (row == 0)
        trace_info_channel (frame_store_get_info (store), "can0", 4, NULL);
      frame_store_append (store, batch, &error);
    }
  frame_store_seal (store);
  if (error != NULL || !frame_store_flush (store, &error)) /* or it counts as memory */
    g_error ("%s", error->message);
  frame_batch_free (batch);
  return store;
}
