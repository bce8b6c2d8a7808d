/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "fuzz-samples.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const Format *format = format_by_id ("vcd");

  format->probe (data, size, FALSE);
  fuzz_samples ("vcd", data, size);
  return 0;
}
