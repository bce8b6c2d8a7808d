#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""`canid-cli bit-timing` beside can-utils' can-calc-bit-timing: for every controller that one knows, at usual rates and
odd ones, our best setting is never worse (error of the rate, then of the sample point); where it finds none, nor do we.

    test-bit-timing.py CANID_CLI

TAP on stdout.
"""
import csv
import io
import re
import shutil
import subprocess
import sys

RATES = [10000, 20000, 33333, 50000, 62500, 83333, 100000, 125000, 250000, 307000, 500000, 666666, 800000, 1000000]
POINTS = [None, 0.75, 0.8, 0.875]
ROW = re.compile(r'^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s')
CLOCK = re.compile(r'with ([\d.]+) MHz')


def peer(name, rate, point):
    """(clock, brp, tseg1, tseg2) or None for each clock it knows."""
    command = ['can-calc-bit-timing', '-b', str(rate)] + (['-s', str(round(point * 1000))] if point else []) + [name]
    clock = None
    for line in subprocess.run(command, capture_output=True, text=True).stdout.splitlines():
        if found := CLOCK.search(line):
            clock = float(found[1]) * 1e6
        elif found := ROW.match(line):
            numbers = [int(n) for n in found.groups()]  # rate, tq, prop, phase 1, phase 2, sjw, brp
            yield clock, (numbers[6], numbers[2] + numbers[3], numbers[4])
        elif 'not possible' in line:
            yield clock, None


def errors(clock, setting, rate, point):
    brp, tseg1, tseg2 = setting
    quanta = 1 + tseg1 + tseg2
    point = point or (0.75 if rate > 800000 else 0.8 if rate > 500000 else 0.875)
    return round(abs(clock / brp / quanta / rate - 1), 9), round(abs((1 + tseg1) / quanta - point), 6)


def ours(program, name, clock, rate, point):
    command = [program, 'bit-timing', '--controller', name, '--clock', f'{clock:.0f}', '--bitrate', str(rate),
               '-T', 'csv', '--limit', '1'] + (['--sample-point', str(point)] if point else [])
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        assert done.returncode == 1 and 'cannot be made' in done.stderr, done.stderr
        return None
    row = next(csv.DictReader(io.StringIO(done.stdout)))
    return int(row['brp']), int(row['prop_seg']) + int(row['phase_seg1']), int(row['phase_seg2'])


def main():
    if not shutil.which('can-calc-bit-timing'):
        print('1..0 # SKIP can-calc-bit-timing is not installed')
        return 0
    names = subprocess.run(['can-calc-bit-timing', '-l'], capture_output=True, text=True).stdout.split()
    print(f'1..{len(names)}')
    failed = 0
    for number, name in enumerate(names, 1):
        worse, compared = [], 0
        for rate in RATES:
            for point in POINTS:
                for clock, theirs in peer(name, rate, point):
                    mine = ours(sys.argv[1], name, clock, rate, point)
                    compared += 1
                    if theirs is None or mine is None:
                        if theirs is not None:
                            worse.append(f'{rate} at {clock:.0f} Hz: we find none, they {theirs}')
                        elif mine is not None:
                            worse.append(f'{rate} at {clock:.0f} Hz: they find none, we {mine}')
                    elif errors(clock, mine, rate, point) > errors(clock, theirs, rate, point):
                        worse.append(f'{rate} at {clock:.0f} Hz, {point}: ours {mine}, theirs {theirs}')
        for line in worse:
            print(f'# {line}')
        if not compared:
            print('# nothing compared')
        print(f'{"not ok" if worse or not compared else "ok"} {number} {name}: {compared} settings')
        failed += bool(worse) or not compared
    return failed


if __name__ == '__main__':
    sys.exit(main())
