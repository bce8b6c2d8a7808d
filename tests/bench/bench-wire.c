/* bench-wire.c: samples in memory into frames, beside the 200 M samples/s that are wished.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "samples/logic-scan.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static void
count (const WireEvent *event, gpointer data)
{
  (*(guint *) data)++;
}

int
main (int argc, char **argv)
{
  static const double per_bit[] = { 10, 24, 48, 100 };

  for (guint i = 0; i < G_N_ELEMENTS (per_bit); i++)
    {
      WireSetting setting = { .bitrate = 500000 };
      double rate = per_bit[i] * setting.bitrate;
      gsize n = 200000000, filled = 0;
      uint8_t *samples = g_malloc (n), payload[8] = { 0x2A, 0xA7, 0x3D, 0x83, 0x01, 0xAC, 0x4F, 0x4E };
      CanFrame frame = { .id = 0x0C9, .len = 8, .dlc = 8, .data = payload };
      GString *one = g_string_new (NULL);
      GArray *edges = g_array_new (FALSE, FALSE, sizeof (WireEdge));
      WireDecoder *decoder;
      guint frames = 0;
      gboolean level = TRUE;
      FrameBits bits;
      clock_t start;
      double seconds;

      frame_bits_make (&frame, FALSE, &bits);
      frame_wave_append_samples (one, &bits, &setting, rate, FALSE);
      for (gsize k = 0; k < one->len; k++)
        one->str[k] -= '0';
      for (; filled + one->len <= n; filled += one->len)
        memcpy (samples + filled, one->str, one->len);
      decoder = wire_decoder_new (&setting, rate, count, &frames);
      start = clock ();
      for (gsize done = 0; done < filled; done += 1 << 20)
        {
          g_array_set_size (edges, 0);
          logic_scan (samples + done, MIN (filled - done, 1 << 20), 1, 0, (int64_t) done, &level, edges);
          for (guint k = 0; k < edges->len; k++)
            {
              WireEdge edge = g_array_index (edges, WireEdge, k);

              wire_decoder_edge (decoder, WIRE_EDGE_TIME (edge), WIRE_EDGE_HIGH (edge));
            }
        }
      wire_decoder_finish (decoder, (int64_t) filled);
      seconds = (double) (clock () - start) / CLOCKS_PER_SEC;
      printf ("%3.0f samples a bit: %6.0f M samples/s, %7.0f frames/s, %u frames (wished: 200 M)\n", per_bit[i],
              (double) filled / seconds / 1e6, frames / seconds, frames);
      wire_decoder_free (decoder);
      g_array_unref (edges);
      g_string_free (one, TRUE);
      g_free (samples);
    }
  return 0;
}
