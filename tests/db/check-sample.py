#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The sample is on every machine the one we know, and its database is without fault.

    check-sample.py DECODE_TOOL ASC DBC
"""
import hashlib
import subprocess
import sys

# Changed data/sample/make-sample.py? Look at what it makes, then put the new sums here.
SUMS = {
    'asc': '551cba9d6880840e2ff43545b6227ee2330440c4853980e96616a95b594d1ca4',
    'dbc': '1ecfbafe3dbe9dc2d0999d2b7995f6625a48476e950c3aa3679b13613dd475fc',
}


def check(what, ours, expected):
    if ours != expected:
        sys.exit(f'{what}: {ours}, expected {expected}')


def main():
    tool, *paths = sys.argv[1:]
    for path, (kind, expected) in zip(paths, SUMS.items()):
        with open(path, 'rb') as f:
            data = f.read()
        check(f'SHA-256 of the {kind}', hashlib.sha256(data).hexdigest(), expected)
        if kind == 'asc':
            events = [line for line in data.split(b'\r\n') if line[:4].strip().isdigit()]
            frames = [line for line in events if b'Start of' not in line and b'Status:' not in line]
            check('rows', len(frames), 128_904)
            check('error frames', sum(b'ErrorFrame' in line for line in frames), 17)
            check('in order of time', [line[:11] for line in events], sorted(line[:11] for line in events))
    out = subprocess.run([tool, paths[1]], capture_output=True, text=True, encoding='utf-8', check=True).stdout
    lines = out.split('\n')
    check('warnings', [line for line in lines if line.startswith('warning')], [])
    check('messages', sum(line.startswith('message') for line in lines), 23)
    check('unit', any('unit=°C' in line for line in lines), True)


if __name__ == '__main__':
    main()
