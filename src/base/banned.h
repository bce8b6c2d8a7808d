/* banned.h: functions that make a compile error, because they are locale or overflow traps.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Include last. Numbers in files and on the command line never depend on the locale: text-scan.h reads them,
 * g_ascii_dtostr and friends write them.
 */
#pragma once

#pragma GCC poison strcpy strcat sprintf vsprintf strtok atof atoi atol strtod strtof gets
