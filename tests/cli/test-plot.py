#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Pictures of `canid-cli plot` beside golden/pictures/*.png, with tolerance for fonts; and what it says of wrong usage.

    test-plot.py CANID_CLI PICTURES [--update]

TAP on stdout. --update writes the expected pictures: look at them before you commit them.
"""
import math
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import zlib

DBC = '''VERSION ""
BU_: A
BO_ 256 Engine: 8 A
 SG_ Speed : 0|16@1+ (0.25,0) [0|16000] "rpm" A
 SG_ Torque : 16|16@1- (0.5,0) [0|0] "Nm" A
 SG_ Gear : 32|4@1+ (1,0) [0|15] "" A
BO_ 257 Other: 8 A
 SG_ Load : 0|8@1+ (0.5,0) [0|100] "%" A
 SG_ Never : 8|8@1+ (1,0) [0|0] "" A
BO_ 258 Absent: 8 A
 SG_ Nothing : 0|8@1+ (1,0) [0|0] "" A
BA_DEF_ BO_ "GenMsgCycleTime" INT 0 65535;
BA_DEF_DEF_ "GenMsgCycleTime" 0;
BA_ "GenMsgCycleTime" BO_ 256 10;
VAL_ 256 Gear 0 "Park" 1 "D1" 2 "D2" 3 "D3" ;
'''
BLOCK = 6  # px; what is smaller may differ
CASES = [
    ('stacked', ['Speed', 'Torque', 'Gear']),
    ('overlaid-dark', ['--mode', 'overlaid', '--dark', 'Speed', 'Gear', 'Load']),
    ('few-points', ['--from', '+1.95', '--to', '+2.1', 'Speed', 'Gear']),
    ('xy', ['--mode', 'xy', 'Speed', 'Torque']),
    ('computed', ['derivative(Speed)', 'average(Torque, 0.2)']),
    ('dials', ['Speed', '--gauge', 'Speed', '--text', 'Torque']),
    ('dials-alone', ['--dark', '--text', 'Torque', '--gauge', 'Gear', '--gauge', 'Absent.Nothing']),
    ('missing', ['Absent.Nothing', 'Speed']),
]


def make_log(path):
    with open(path, 'w') as out:
        for i in range(1000):
            time = i / 100
            if 6 <= time < 7:  # a time-out
                continue
            speed = int(4 * (3000 + 2000 * math.sin(time))) + (20000 if i == 300 else 0)
            torque = int(2 * 200 * math.cos(time * 2)) & 0xFFFF
            gear = int(time / 3)
            out.write(f'({1000 + time:.6f}) can0 100#{speed.to_bytes(2, "little").hex()}'
                      f'{torque.to_bytes(2, "little").hex()}{gear:02x}000000\n')
            if i % 10 == 0:
                out.write(f'({1000 + time + 0.001:.6f}) can0 101#{i // 10:02x}00000000000000\n')


def read_png(path):
    """Rows of (r, g, b) of an 8-bit RGBA or RGB picture."""
    data = pathlib.Path(path).read_bytes()
    assert data[:8] == b'\x89PNG\r\n\x1a\n'
    at, packed = 8, b''
    while at < len(data):
        length, kind = struct.unpack('>I4s', data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        if kind == b'IHDR':
            width, height, depth, color = struct.unpack('>IIBB', body[:10])
            assert depth == 8 and color in (2, 6)
        elif kind == b'IDAT':
            packed += body
        at += 12 + length
    pixel = 3 if color == 2 else 4
    raw, rows, before = zlib.decompress(packed), [], bytearray(width * pixel)
    for y in range(height):
        start = y * (width * pixel + 1)
        method, row = raw[start], bytearray(raw[start + 1:start + 1 + width * pixel])
        for i in range(len(row)):
            a = row[i - pixel] if i >= pixel else 0
            b, c = before[i], before[i - pixel] if i >= pixel else 0
            if method == 1:
                row[i] = (row[i] + a) & 255
            elif method == 2:
                row[i] = (row[i] + b) & 255
            elif method == 3:
                row[i] = (row[i] + (a + b) // 2) & 255
            elif method == 4:
                p = a + b - c
                nearest = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
                row[i] = (row[i] + nearest) & 255
        rows.append([tuple(row[x * pixel:x * pixel + 3]) for x in range(width)])
        before = row
    return rows


def blocks(rows):
    """Mean colours of blocks, which fonts of another hinting hardly change."""
    out = []
    for y in range(0, len(rows) - BLOCK, BLOCK):
        for x in range(0, len(rows[0]) - BLOCK, BLOCK):
            part = [rows[y + j][x + i] for j in range(BLOCK) for i in range(BLOCK)]
            out.append(tuple(sum(p[k] for p in part) / len(part) for k in range(3)))
    return out


def difference(a, b):
    """Share of blocks that are clearly others; 1 if the sizes are."""
    if len(a) != len(b) or len(a[0]) != len(b[0]):
        return 1
    x, y = blocks(a), blocks(b)
    return sum(max(abs(p - q) for p, q in zip(m, n)) > 24 for m, n in zip(x, y)) / len(x)


def main():
    program, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    update = '--update' in sys.argv
    failed = number = 0

    def check(good, name, what=''):
        nonlocal failed, number
        number += 1
        failed += not good
        print(f'{"ok" if good else "not ok"} {number} {name}')
        if not good and what:
            print('# ' + what.replace('\n', '\n# '))

    sanitizers = {name: value for name, value in os.environ.items() if name.endswith('SAN_OPTIONS')}

    def run(*arguments):
        return subprocess.run([program, 'plot', *arguments], capture_output=True, text=True, timeout=60,
                              env={**sanitizers, 'LC_ALL': 'C.UTF-8', 'HOME': str(work), 'XDG_CACHE_HOME': str(work),
                                   'PATH': '/usr/bin:/bin', 'TZ': 'UTC'})

    with tempfile.TemporaryDirectory(prefix='canid-plot-') as name:
        work = pathlib.Path(name)
        log, dbc = work / 'a.log', work / 'a.dbc'
        make_log(log)
        dbc.write_text(DBC)
        print(f'1..{2 * len(CASES) + 8}')
        pictures = {}
        for case, arguments in CASES:
            out = folder / f'{case}.png' if update else work / f'{case}.png'
            done = run(log, '-d', dbc, *arguments, '-o', out, '--size', '480x300')
            check(done.returncode == 0, f'{case}: drawn', done.stderr)
            pictures[case] = read_png(out)
            share = difference(pictures[case], read_png(folder / f'{case}.png'))
            check(share < 0.04, f'{case}: as before', f'{100 * share:.1f} % of it are others')
        # The comparison tells pictures apart.
        check(difference(pictures['stacked'], pictures['computed']) > 0.04, 'others are others')
        for kind, head in (('svg', b'<?xml'), ('pdf', b'%PDF')):
            done = run(log, '-d', dbc, 'Speed', '-o', work / f'a.{kind}')
            check(done.returncode == 0 and (work / f'a.{kind}').read_bytes().startswith(head), kind, done.stderr)
        done = run(log, '-d', dbc, 'Absent.Nothing', '-o', work / 'b.png')
        check(done.returncode == 0 and 'Nothing' in done.stderr, 'no frames: said', done.stderr)
        done = run(log, '-d', dbc, 'Sped', '-o', work / 'b.png')
        check(done.returncode == 2 and 'Sped' in done.stderr, 'no such signal', done.stderr)
        done = run(log, '-d', dbc, 'Speed +', '-o', work / 'b.png')
        check(done.returncode == 2 and 'Column' in done.stderr, 'no such expression', done.stderr)
        done = run(log, '-d', dbc, 'Speed', '-o', work / 'b.gif')
        check(done.returncode == 2, 'no such kind', done.stderr)
        done = run(log, '-d', dbc, 'Speed', '-o', work / 'missing' / 'b.png')
        check(done.returncode == 1 and 'missing' in done.stderr, 'no such folder', done.stderr)
    sys.exit(1 if failed else 0)


main()
