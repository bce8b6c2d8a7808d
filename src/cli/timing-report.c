/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/timing-report.h"

#include "base/i18n.h"

#include "base/banned.h"

char *
timing_report_lateness (const Lateness *lateness)
{
  if (lateness->n == 0)
    return g_strdup ("");
  return g_strdup_printf (_ ("late by under %.3f ms half of the time, under %.3f ms 99 %% of it, at worst %.3f ms"),
                          (double) lateness_percentile (lateness, 0.5) / 1e6,
                          (double) lateness_percentile (lateness, 0.99) / 1e6, (double) lateness->worst / 1e6);
}
