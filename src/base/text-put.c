/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "base/text-put.h"

#include "base/banned.h"

#define ROW(a)                                                                                                         \
#a "0" #a "1" #a "2" #a "3" #a "4" #a "5" #a "6" #a "7" #a "8" #a "9" #a "A" #a "B" #a "C" #a "D" #a "E" #a "F"

const char put_hex_pairs[512] __attribute__ ((nonstring)) = ROW (0) ROW (1) ROW (2) ROW (3) ROW (4) ROW (5) ROW (6)
    ROW (7) ROW (8) ROW (9) ROW (A) ROW (B) ROW (C) ROW (D) ROW (E) ROW (F);

#define TEN(a) #a "0" #a "1" #a "2" #a "3" #a "4" #a "5" #a "6" #a "7" #a "8" #a "9"

const char put_decimal_pairs[200] __attribute__ ((nonstring))
= TEN (0) TEN (1) TEN (2) TEN (3) TEN (4) TEN (5) TEN (6) TEN (7) TEN (8) TEN (9);
