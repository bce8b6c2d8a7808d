#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Texts on rows that a rule has coloured have at least 4.5:1, in both palettes; the bars at their left differ for everybody.

Usage: check-contrast.py SOURCE_ROOT
"""
import itertools
import math
import re
import sys

TEXTS = ("fg", "fg_dim", "type_fd", "type_tx")
TINT = 0.14  # mix () in tables.css
BARS = 15    # least difference (CIE76) of two bars, also for who sees no red or no green

DEUTAN = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))
PROTAN = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))
NORMAL = ((1, 0, 0), (0, 1, 0), (0, 0, 1))


def linear(color):
    return [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in color]


def luminance(color):
    r, g, b = linear(color)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def lab(color, eye):
    r, g, b = (max(0, min(1, sum(m * x for m, x in zip(row, linear(color))))) for row in eye)
    xyz = ((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047, 0.2126 * r + 0.7152 * g + 0.0722 * b,
           (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def main():
    root, failed = sys.argv[1], 0
    tables = open(f"{root}/ui/css/tables.css").read()
    used = re.findall(r"row\.r-color-\d+\s*{\s*background-color: mix\(@view_bg, @(plot_\d), ([\d.]+)\)", tables)
    if len(used) != 10 or any(float(tint) != TINT for _, tint in used):
        print("tables.css: not ten colours of rules, or of another tint than expected")
        failed += 1
    for palette in ("light", "dark"):
        text = open(f"{root}/ui/css/tokens-{palette}.css").read()
        colors = {name: [int(value[i:i + 2], 16) / 255 for i in (0, 2, 4)]
                  for name, value in re.findall(r"@define-color (\w+) #([0-9a-f]{6});", text)}
        for plot in sorted({plot for plot, _ in used}):
            tint = [TINT * a + (1 - TINT) * b for a, b in zip(colors[plot], colors["view_bg"])]
            for name in TEXTS:
                if contrast(colors[name], tint) < 4.5:
                    print(f"{palette}: {name} on rows of {plot} has {contrast(colors[name], tint):.2f}:1")
                    failed += 1
        for a, b in itertools.combinations(sorted({plot for plot, _ in used}), 2):
            for eye in (NORMAL, DEUTAN, PROTAN):
                if math.dist(lab(colors[a], eye), lab(colors[b], eye)) < BARS:
                    print(f"{palette}: {a} and {b} look alike: {math.dist(lab(colors[a], eye), lab(colors[b], eye)):.1f}")
                    failed += 1
    sys.exit(failed > 0)


main()
