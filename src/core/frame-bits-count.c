/* frame-bits-count.c: only how many bits a frame has, for loads of millions of frames.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Stuffing runs as a table over bytes: a state is the last bit and how often it came, up to five. In the fifth state a
 * stuff bit comes before the next bit, so a frame's end can tell whether one is still due. What stands before SOF is
 * filled up to a byte with changing bits, which change nothing.
 *
 * The CRC only counts in classic frames: in FD the stuff bits of CRC and stuff count are fixed. It is linear, so each
 * byte's share is looked up by how many bytes follow it.
 */
#include "config.h"
#include "core/frame-bits.h"

#include "base/banned.h"

#define N_STATES 10       /* last bit * 5 + run - 1 */
#define STATE_START 0     /* a 0: whatever stands before the filling 1 0 1 0 */
#define CRC15 0x4599u     /* without its highest bit */
#define CRC_BYTES (5 + 8) /* header of 39 bits and data */
#define ERROR_BITS 17     /* flag 6, delimiter 8, intermission 3 */
#define CLASSIC_TAIL 13   /* delimiter, acknowledge, its delimiter, end of frame 7, intermission 3 */
#define ALTERNATING UINT64_C (0x5555555555555555)

/* Filled before main, constant from then on. */
static uint16_t steps[N_STATES * 256]; /* state * 256 + byte: state behind it * 256 + stuff bits */
static uint16_t crc_shares[CRC_BYTES][256];

static guint
step_bit (guint state, guint bit, guint *stuff)
{
  guint last = state / 5, run = state % 5 + 1;

  if (run == 5)
    {
      (*stuff)++;
      last = !last;
      run = 1;
    }
  return bit * 5 + (bit == last ? run : 0);
}

static uint16_t
crc_step (uint16_t crc, guint byte)
{
  crc ^= (uint16_t) (byte << 7);
  for (guint i = 0; i < 8; i++)
    crc = (uint16_t) (crc << 1 ^ (crc & 0x4000 ? CRC15 : 0)) & 0x7FFF;
  return crc;
}

__attribute__ ((constructor)) static void
fill_tables (void)
{
  for (guint state = 0; state < N_STATES; state++)
    for (guint byte = 0; byte < 256; byte++)
      {
        guint next = state, stuff = 0;

        for (guint i = 8; i-- > 0;)
          next = step_bit (next, byte >> i & 1, &stuff);
        steps[state * 256 + byte] = (uint16_t) (next << 8 | stuff);
      }
  for (guint byte = 0; byte < 256; byte++)
    {
      crc_shares[0][byte] = crc_step (0, byte);
      for (guint i = 1; i < CRC_BYTES; i++)
        crc_shares[i][byte] = crc_step (crc_shares[i - 1][byte], 0);
    }
}

/* A step is its entry in the table; sum's lowest byte counts the stuff bits of all steps (at most 138). */
static inline guint
step_byte (guint step, guint byte, guint *sum)
{
  step = steps[(step & 0xFF00) | byte];
  *sum += step;
  return step;
}

/* The n bits of header, the highest first, behind filling bits; returns the last step. */
static inline guint
step_header (uint64_t header, guint n, guint *stuff)
{
  guint bytes = (n + 7) / 8;
  uint64_t bits = header | ALTERNATING << n; /* SOF is 0, the bit before it 1 */
  guint state = STATE_START;

  for (guint i = bytes; i-- > 0;)
    state = step_byte (state, bits >> 8 * i & 0xFF, stuff);
  return state;
}

static void
count_classic (const CanFrame *frame, FrameBitCount *out)
{
  gboolean extended = can_id_is_extended (frame->id);
  uint64_t id = can_id_number (frame->id), remote = (frame->id & CAN_ID_REMOTE) != 0;
  uint64_t header = remote << 6 | (frame->dlc & 15);
  guint bits = extended ? 39 : 19, len = remote ? 0 : MIN (frame->len, 8);
  guint stuff = 0, state, crc = 0, tail;

  if (extended)
    header |= id >> 18 << 27 | UINT64_C (3) << 25 | (id & 0x3FFFF) << 7;
  else
    header |= (id & CAN_ID_MASK_STANDARD) << 7;
  state = step_header (header, bits, &stuff);
  for (guint i = 0; i < (extended ? 5 : 3); i++)
    crc ^= crc_shares[len + i][header >> 8 * i & 0xFF];
  for (guint i = 0; i < len; i++)
    {
      state = step_byte (state, frame->data[i], &stuff);
      crc ^= crc_shares[len - 1 - i][frame->data[i]];
    }
  /* A 16th bit that differs from the last: it asks for the stuff bit that may be due, and for no other. */
  tail = crc << 1 | (~crc & 1);
  state = step_byte (state, tail >> 8, &stuff);
  step_byte (state, tail & 0xFF, &stuff);
  *out = (FrameBitCount){ .nominal = (uint16_t) (bits + 8 * len + 15 + CLASSIC_TAIL + (stuff & 0xFF)) };
}

static void
count_fd (const CanFrame *frame, FrameBitCount *out)
{
  gboolean extended = can_id_is_extended (frame->id), brs = (frame->flags & CAN_BRS) != 0;
  uint64_t id = can_id_number (frame->id);
  uint64_t header = UINT64_C (1) << 7 | (uint64_t) brs << 5 | (frame->flags & CAN_ESI ? 1 << 4 : 0) | (frame->dlc & 15);
  guint bits = extended ? 41 : 22, len = MIN (frame->len, CAN_FRAME_MAX_LEN);
  guint stuff = 0, slow_stuff = 0, state;
  /* Stuff count 4, CRC 17 with 6 fixed stuff bits, or 21 with 7. */
  guint fast = 1 + 4 + 8 * len + 4 + (len <= 16 ? 17 + 6 : 21 + 7) + 1;
  guint slow = bits - 5 + 12;

  if (extended)
    header |= id >> 18 << 29 | UINT64_C (3) << 27 | (id & 0x3FFFF) << 9;
  else
    header |= (id & CAN_ID_MASK_STANDARD) << 10;
  state = step_header (header, bits, &stuff);
  for (guint i = 0; i < len; i++)
    state = step_byte (state, frame->data[i], &stuff);
  if (brs) /* up to and with BRS */
    step_header (header >> 5, bits - 5, &slow_stuff);
  else
    slow_stuff = stuff;
  stuff &= 0xFF;
  slow_stuff &= 0xFF;
  *out = (FrameBitCount){
    .nominal = (uint16_t) (slow + slow_stuff + (brs ? 0 : fast)),
    .data = (uint16_t) (brs ? fast + stuff - slow_stuff : 0),
  };
}

void
can_frame_count_bits (const CanFrame *frame, FrameBitCount *out)
{
  if (G_UNLIKELY (frame->id & CAN_ID_ERROR))
    *out = (FrameBitCount){ .nominal = ERROR_BITS, .least = TRUE };
  else if (frame->flags & CAN_FD)
    count_fd (frame, out);
  else
    count_classic (frame, out);
}

#define PS G_GUINT64_CONSTANT (1000000000000)

int64_t
can_frame_duration (const FrameBitCount *count, uint32_t bitrate, uint32_t data_bitrate)
{
  uint64_t ps = (count->nominal * PS + bitrate / 2) / bitrate;

  if (count->data > 0)
    {
      uint32_t rate = data_bitrate > 0 ? data_bitrate : bitrate;

      ps += (count->data * PS + rate / 2) / rate;
    }
  return (int64_t) ((ps + 500) / 1000);
}
