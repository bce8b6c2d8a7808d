#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""canid-cli stats against the same figures worked out frame by frame in Python, exact bits of classic frames included. TAP.

    test-stats.py CANID_CLI
"""
import csv
import io
import json
import math
import os
import pathlib
import random
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1])
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', TZ='UTC')
START = 1700000000_000000  # µs
ERROR_BITS = 17


def run(*arguments):
    done = subprocess.run([PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT)
    if done.returncode != 0:
        raise RuntimeError(f'{arguments}: status {done.returncode}: {done.stderr.decode()}')
    return done.stdout.decode()


def rows(*arguments):
    return list(csv.DictReader(io.StringIO(run(*arguments))))


# --- Bits of a classic frame after ISO 11898-1, one by one ---

def number_bits(value, n):
    return [value >> (n - 1 - i) & 1 for i in range(n)]


def crc15(bits):
    crc = 0
    for bit in bits:
        turn = bit ^ (crc >> 14)
        crc = (crc << 1 & 0x7FFF) ^ (0x4599 if turn else 0)
    return crc


def classic_bits(number, extended, remote, dlc, data):
    bits = [0]
    if extended:
        bits += number_bits(number >> 18, 11) + [1, 1] + number_bits(number & 0x3FFFF, 18) + [remote, 0, 0]
    else:
        bits += number_bits(number, 11) + [remote, 0, 0]
    bits += number_bits(dlc, 4)
    for byte in data:
        bits += number_bits(byte, 8)
    bits += number_bits(crc15(bits), 15)
    stuffed, run_length, last = 0, 0, None
    for bit in bits:
        if run_length == 5:
            stuffed += 1
            last, run_length = 1 - last, 1
        run_length = run_length + 1 if bit == last else 1
        last = bit
    stuffed += run_length == 5
    return len(bits) + stuffed + 1 + 2 + 7 + 3


# --- A log of everything classic ---

def make_log(path, seed, n=4000):
    """(time in µs, channel, id or None for errors, extended, dlc, bits)"""
    generator = random.Random(seed)
    frames, lines, time = [], [], START
    for _ in range(n):
        time += generator.choice((1, 117, 250, 990, 2000, 30000))
        channel = generator.choice(('can0', 'can1'))
        extended = generator.random() < 0.3
        number = generator.choice((0, 1, 0x123, 0x7FF, 0x555)) | (0x18FE0000 if extended else 0)
        kind = generator.random()
        if kind < 0.02:
            lines.append(f'({time // 1000000}.{time % 1000000:06d}) {channel} 20000080#0000000000000000\n')
            frames.append((time, channel, None, False, 0, ERROR_BITS))
            continue
        dlc = generator.randrange(9)
        data = bytes(generator.choice((0, 0, 255, generator.randrange(256))) for _ in range(dlc))
        remote = kind > 0.95
        text = f'{number:08X}' if extended else f'{number:03X}'
        body = f'R{dlc}' if remote else data.hex().upper()
        lines.append(f'({time // 1000000}.{time % 1000000:06d}) {channel} {text}#{body}\n')
        frames.append((time, channel, number, extended, dlc, classic_bits(number, extended, int(remote), dlc, b'' if remote else data)))
    path.write_text(''.join(lines))
    return frames


def seconds(text):
    whole, _, fraction = text.partition('.')
    return int(whole) * 1000000000 + int(fraction.ljust(9, '0'))


def groups_of(frames):
    groups = {}
    for frame in frames:
        groups.setdefault((frame[1], frame[2], frame[3]), []).append(frame)
    return groups


def key_of(row):
    return row['channel'], int(row['id'], 16) if row['id'] else None, row['ext'] in ('1', True)


def check_row(row, group, channel_bits):
    times = [frame[0] for frame in group]
    periods = [b - a for a, b in zip(times, times[1:])]
    wanted = {'count': len(group), 'first': times[0] * 1000, 'last': times[-1] * 1000}
    have = {'count': int(row['count']), 'first': seconds(row['first']), 'last': seconds(row['last'])}
    if group[0][2] is not None:
        wanted |= {'dlc_min': min(f[4] for f in group), 'dlc_max': max(f[4] for f in group)}
        have |= {'dlc_min': int(row['dlc_min']), 'dlc_max': int(row['dlc_max'])}
    share = sum(frame[5] for frame in group) / channel_bits
    if abs(float(row['load_share']) - share) > 1e-6:
        return f'{row}: load_share is {share}'
    if periods:
        mean = sum(periods) / len(periods)
        deviation = math.sqrt(sum((p - mean) ** 2 for p in periods) / len(periods))
        for name, value in ('min', min(periods)), ('mean', mean), ('max', max(periods)), ('stddev', deviation):
            if abs(seconds(row['period_' + name]) - value * 1000) > 1:
                return f'{row}: period_{name} is {value} µs'
    return None if wanted == have else f'{wanted} expected, got {have}'


def check_rows(have, frames):
    groups = groups_of(frames)
    bits = {}
    for frame in frames:
        bits[frame[1]] = bits.get(frame[1], 0) + frame[5]
    if sorted(map(str, groups)) != sorted(str(key_of(row)) for row in have):
        return f'{len(groups)} rows expected, got {len(have)}'
    for row in have:
        problem = check_row(row, groups[key_of(row)], bits[row['channel']])
        if problem:
            return problem
    return None


def check_csv(folder, seed):
    log, own = folder / 'one.log', folder / 'one.canid'
    frames = make_log(log, seed)
    run('convert', log, own)
    return check_rows(rows('stats', '-T', 'csv', log), frames) or check_rows(rows('stats', '-T', 'csv', own), frames)


def check_filtered(folder, seed):
    log, own = folder / 'one.log', folder / 'one.canid'
    frames = make_log(log, seed)
    run('convert', log, own)
    wanted = [f for f in frames if f[2] is not None and f[4] > 4 and f[0] >= frames[0][0] + 5000000]
    for path in log, own:
        problem = check_rows(rows('stats', '-T', 'csv', '-Y', 'can.dlc > 4 && !can.err', '--from', '+5', path), wanted)
        if problem:
            return f'{path.name}: {problem}'
    return None if wanted else 'nothing was chosen'


def check_merged(folder, seed):
    a, b = make_log(folder / 'a.log', seed), make_log(folder / 'b.log', seed + 100)
    have = rows('stats', '-T', 'csv', folder / 'a.log', folder / 'b.log')
    return check_rows(have, sorted(a + b, key=lambda frame: frame[0]))


def check_percentile(folder, seed):
    frames = make_log(folder / 'one.log', seed)
    groups = groups_of(frames)
    for line in run('stats', '-T', 'json', folder / 'one.log').splitlines():
        row = json.loads(line)
        times = [frame[0] for frame in groups[(row['channel'], int(row['id'], 16) if row['id'] else None, row['ext'])]]
        periods = sorted(b - a for a, b in zip(times, times[1:]))
        if not periods:
            continue
        wanted = periods[math.ceil(0.99 * len(periods)) - 1] / 1e6
        if abs(row['period_p99'] / wanted - 1) > 0.008:
            return f'{row}: the 99th percentile is {wanted}'
    return None


def check_load(folder, seed):
    log, own = folder / 'one.log', folder / 'one.canid'
    frames = make_log(log, seed)
    run('convert', log, own)
    for path in log, own:
        have = rows('stats', '--load', '--interval', '1', '--bitrate', '500k', '--bitrate', 'can1:250k', '-T', 'csv', path)
        bits = {}
        for frame in frames:
            key = frame[1], (frame[0] - frames[0][0]) // 1000000
            bits[key] = bits.get(key, 0) + frame[5]
        if len(have) != 2 * (max(index for _, index in bits) + 1):
            return f'{len(have)} rows'
        for row in have:
            index = (seconds(row['start']) - frames[0][0] * 1000) // 1000000000
            wanted = bits.get((row['channel'], index), 0)
            rate = 250000 if row['channel'] == 'can1' else 500000
            if (int(row['bits_nominal']), int(row['bitrate']), f'{float(row["load"]):.5f}') != (wanted, rate, f'{wanted / rate:.5f}'):
                return f'{row}: {wanted} bits at {rate} bit/s expected'
    return None


CHECKS = [
    ('rows', check_csv), ('filtered rows', check_filtered), ('merged files', check_merged), ('99th percentile', check_percentile),
    ('load', check_load),
]


def main():
    failed = 0
    print(f'1..{len(CHECKS)}')
    for number, (name, check) in enumerate(CHECKS, 1):
        problem = None
        for seed in range(2):
            with tempfile.TemporaryDirectory(prefix='canid-stats-') as folder:
                try:
                    problem = problem or check(pathlib.Path(folder), seed)
                except RuntimeError as error:
                    problem = str(error)
        print(f'{"not ok" if problem else "ok"} {number} stats: {name}', flush=True)
        if problem:
            failed += 1
            print(f'# {problem}')
    return 1 if failed else 0


sys.exit(main())
