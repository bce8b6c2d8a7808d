#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a log of candump -l says about time.

gaps LOG ID PERIOD_MS        n, gaps (ms): p50 p99.9 worst; how far the last frame is from its deadline (ms)
changes LOG ID PERIOD_MS     the gaps around changes of the first two bytes: worst (ms), how many
late LOG PLAYED              PLAYED beside the times of LOG: n, lateness (ms) p50 p99 worst, error of the whole (ms)
make OUT SECONDS             a log: 60 % of 500 kbit/s, several identifiers, bursts and pauses
"""
import random
import re
import sys


def read(path, wanted=None):
    frames = []
    with open(path, encoding="ascii") as lines:
        for line in lines:
            match = re.match(r"\((\d+)\.(\d+)\) \S+ (\S+?)(##?)(\S*)", line)
            if match and (wanted is None or match[3] == wanted):
                frames.append((int(match[1]) * 1000 + int(match[2].ljust(9, "0")) / 1e6, match[3], match[5]))
    return frames


def part(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))] if values else 0


def gaps(path, wanted, period):
    times = [time for time, _, _ in read(path, wanted)]
    apart = [b - a for a, b in zip(times, times[1:])]
    off = times[-1] - times[0] - (len(times) - 1) * float(period)
    print(f"{len(times)} {part(apart, .5):.3f} {part(apart, .999):.3f} {max(apart):.3f} {off:.3f}")


def changes(path, wanted, period):
    frames = read(path, wanted)
    apart = [b[0] - a[0] for a, b in zip(frames, frames[1:]) if a[2][:4] != b[2][:4]]
    print(f"{max(apart):.3f} {len(apart)}")


def late(log, played):
    was, now = read(log), read(played)
    if len(was) != len(now) or any(a[1:] != b[1:] for a, b in zip(was, now)):
        sys.exit(f"{len(was)} frames in the log, {len(now)} played, or others")
    # By the earliest frame, as nobody can be before its time: whose first frame was late would gain by it.
    offs = [(b[0] - now[0][0]) - (a[0] - was[0][0]) for a, b in zip(was, now)]
    least = min(offs)
    offs = [off - least for off in offs]
    print(f"{len(now)} {part(offs, .5):.3f} {part(offs, .99):.3f} {max(offs):.3f} "
          f"{(now[-1][0] - now[0][0]) - (was[-1][0] - was[0][0]):.3f}")


def make(path, seconds):
    chance = random.Random(6)
    ids = [chance.randrange(0x7FF) for _ in range(40)]
    time, end, n = 1.7e9, 1.7e9 + float(seconds), 0
    with open(path, "w", encoding="ascii") as out:
        while time < end:
            out.write(f"({time:.6f}) can0 {ids[n % 40]:03X}#{n:016X}\n")
            n += 1
            # 125 bits take 0.25 ms: with 0.417 ms on average the bus is 60 % busy; some frames right behind each other
            time += chance.choice([0.00026, 0.00026, 0.00042, 0.00073])


{"gaps": gaps, "changes": changes, "late": late, "make": make}[sys.argv[1]](*sys.argv[2:])
