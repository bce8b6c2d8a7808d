#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Merged output is what sorting all frames by time gives, ties in the order of the files; for logs, own traces, packed files and a pipe,
by print, decode, convert and stats. TAP.

    test-merge.py CANID_CLI
"""
import csv
import gzip
import io
import os
import pathlib
import random
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1])
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', TZ='UTC')
START = 1700000000_000000


def run(*arguments, **more):
    done = subprocess.run([PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT, **more)
    if done.returncode != 0:
        raise RuntimeError(f'{arguments}: status {done.returncode}: {done.stderr.decode()}')
    return done.stdout.decode()


def make_logs(folder, seed, n_logs):
    """(time, file, data) of all frames, and the files; many times are equal within and between files."""
    generator = random.Random(seed)
    frames, paths = [], []
    for number in range(n_logs):
        time, lines = START + generator.randrange(2000), []
        for i in range(generator.choice((0, 1, 255, 256, 257, 3000))):
            time += generator.choice((0, 0, 1, 1, 2, 50))
            data = f'{number:02X}{i:06X}'
            frames.append((time, number, data))
            lines.append(f'({time // 1000000}.{time % 1000000:06d}) can{number % 3} 123#{data}\n')
        path = folder / f'{number}.log'
        path.write_text(''.join(lines))
        if not lines:
            continue
        if number % 3 == 1:
            packed = folder / f'{number}.log.gz'
            packed.write_bytes(gzip.compress(path.read_bytes()))
            path = packed
        elif number % 3 == 2:
            own = folder / f'{number}.canid'
            run('convert', path, own)
            path = own
        paths.append(path)
    return frames, paths


def merged(frames):
    return [data for _, _, data in sorted(frames, key=lambda frame: frame[:2])]


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def compare(want, have):
    if want == have:
        return None
    for number, (a, b) in enumerate(zip(want, have), 1):
        if a != b:
            return f'frame {number}: {a} expected, got {b}'
    return f'{len(want)} frames expected, got {len(have)}'


def check_print(folder, seed):
    frames, paths = make_logs(folder, seed, 9)
    have = rows(run('print', '-T', 'csv', *paths))
    return (compare(merged(frames), [row['data'] for row in have])
            or compare([str(i + 1) for i in range(len(frames))], [row['number'] for row in have]))


def check_convert(folder, seed):
    frames, paths = make_logs(folder, seed, 7)
    for name in ('out.log', 'out.canid'):
        run('convert', *paths, folder / name)
        have = rows(run('print', '-T', 'csv', folder / name))
        problem = compare(merged(frames), [row['data'] for row in have])
        if problem:
            return f'{name}: {problem}'
    return None


def check_decode(folder, seed):
    frames, paths = make_logs(folder, seed, 5)
    (folder / 'one.dbc').write_text('VERSION ""\nBU_: A\nBO_ 291 M: 4 A\n SG_ S : 7|32@0+ (1,0) [0|0] "" A\n')
    have = rows(run('decode', '-d', folder / 'one.dbc', '-T', 'csv', *paths))
    return compare(merged(frames), ['%08X' % int(row['raw']) for row in have])


def check_window(folder, seed):
    """Cut and filtered."""
    frames, paths = make_logs(folder, seed, 6)
    first, end = START + 3000, START + 9000
    wanted = [frame for frame in frames if first <= frame[0] < end and int(frame[2], 16) & 1]
    have = rows(run('print', '-T', 'csv', '--from', first / 1e6, '--to', end / 1e6, '-Y', 'data[3] & 1', *paths))
    return compare(merged(wanted), [row['data'] for row in have])


def check_pipe(folder, seed):
    frames, paths = make_logs(folder, seed, 4)
    piped = next(path for path in paths if path.suffix != '.canid')
    with open(piped, 'rb') as source:
        pipe = subprocess.run(['cat'], stdin=source, stdout=subprocess.PIPE, check=True).stdout
    have = rows(run('print', '-T', 'csv', *['-' if path == piped else path for path in paths], text=False, input=pipe))
    return compare(merged(frames), [row['data'] for row in have])


def check_disorder(folder, seed):
    """What is disordered within one file stays so, and nothing is lost."""
    (folder / 'back.log').write_text(''.join(f'({1700000000 + t}.000000) can0 001#{t:02X}\n' for t in (5, 6, 1, 2, 7)))
    (folder / 'other.log').write_text(''.join(f'({1700000000 + t}.500000) can0 002#{t:02X}\n' for t in (1, 5, 6)))
    have = rows(run('print', '-T', 'csv', folder / 'back.log', folder / 'other.log'))
    own = [row['data'] for row in have if row['id'] == '1']
    other = [row['data'] for row in have if row['id'] == '2']
    return compare(['05', '06', '01', '02', '07'], own) or compare(['01', '05', '06'], other)


CHECKS = [
    ('print', check_print), ('convert', check_convert), ('decode', check_decode), ('cut and filtered', check_window),
    ('with a pipe', check_pipe), ('disorder', check_disorder),
]


def main():
    failed = 0
    print(f'1..{len(CHECKS)}')
    for number, (name, check) in enumerate(CHECKS, 1):
        problem = None
        for seed in range(3):
            with tempfile.TemporaryDirectory(prefix='canid-merge-') as folder:
                try:
                    problem = problem or check(pathlib.Path(folder), seed)
                except (RuntimeError, subprocess.SubprocessError) as error:
                    problem = str(error)
        print(f'{"not ok" if problem else "ok"} {number} merged like sorted: {name}', flush=True)
        if problem:
            failed += 1
            print(f'# {problem}')
    return 1 if failed else 0


sys.exit(main())
