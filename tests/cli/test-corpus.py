#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Frames of the corpus' ASC and candump logs as print -T csv gives them, beside those python-can found (corpus/expected/README.md). TAP.

    test-corpus.py CANID_CLI SOURCE_ROOT        corpus: $CANID_CORPUS, else ../shared/corpus beside the sources

The frames in frames_oracle_wrong are not compared, python-can being wrong there; but each of those logs is read, and no fewer frames
come out of it.
"""
import csv
import gzip
import io
import os
import pathlib
import subprocess
import sys
from decimal import Decimal

PROGRAM = os.path.abspath(sys.argv[1])
CORPUS = pathlib.Path(os.environ.get('CANID_CORPUS') or pathlib.Path(sys.argv[2], '..', 'shared', 'corpus'))
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', TZ='UTC')


def read_expected(path):
    data = path.read_bytes()
    if path.suffix == '.gz':
        data = gzip.decompress(data)
    return list(csv.DictReader(io.StringIO(data.decode())))


def read_ours(log, is_asc):
    options = ['--time', 'relative'] if is_asc else []
    done = subprocess.run([PROGRAM, 'print', '-T', 'csv', *options, str(log)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=ENVIRONMENT, timeout=120)
    if done.returncode:
        raise ValueError(done.stderr.decode(errors='replace'))
    return list(csv.DictReader(io.StringIO(done.stdout.decode())))


def compare(want, have, is_asc):
    """The first difference in words, or None."""
    for number, (a, b) in enumerate(zip(want, have), 1):
        channel = str(int(a['channel']) + 1) if is_asc else a['channel']
        length = b['dlc'] if b['rtr'] == '1' else b['len']
        same = abs(Decimal(a['timestamp']) - Decimal(b['time'])) <= Decimal('0.000001') and channel == b['channel']
        if a['err'] == '1' or b['err'] == '1':
            same = same and a['err'] == b['err']
        else:
            same = same and int(a['id'], 16) == int(b['id'], 16) and length == a['dlc'] and b['data'] == a['data'].upper() \
                and all(a[name] == b[name] for name in ('ext', 'rtr', 'fd', 'brs', 'esi', 'dir'))
        if not same:
            return f'frame {number}: expected {dict(a)}, got {dict(b)}'
    return None if len(want) == len(have) else f'{len(want)} frames expected, got {len(have)}'


def check(expected, exact):
    name = expected.name.removesuffix('.gz').removesuffix('.csv')
    log = CORPUS / name.replace('__', '/', 2)
    if not log.exists():
        log = CORPUS / name.replace('__', '/')
    is_asc = name.startswith('logs__asc__')
    want, have = read_expected(expected), read_ours(log, is_asc)
    if exact:
        return compare(want, have, is_asc)
    return None if len(have) >= len(want) else f'{len(want)} frames expected at least, got {len(have)}'


def main():
    cases = [(path, folder == 'frames') for folder in ('frames', 'frames_oracle_wrong')
             for kind in ('asc', 'candump') for path in sorted((CORPUS / 'expected' / folder).glob(f'logs__{kind}__*'))]
    if not cases:
        print(f'1..0 # SKIP no corpus at {CORPUS}: 0 logs compared')
        return 0
    failed = 0
    print(f'1..{len(cases)}')
    for number, (path, exact) in enumerate(cases, 1):
        try:
            problem = check(path, exact)
        except (ValueError, OSError, subprocess.TimeoutExpired) as error:
            problem = repr(error)
        print(f'{"not ok" if problem else "ok"} {number} {path.name}', flush=True)
        if problem:
            failed += 1
            print(f'# {problem}')
    return 1 if failed else 0


sys.exit(main())
