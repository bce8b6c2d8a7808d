#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Golden tests of canid-cli: each golden/CASE.in is a shell script that runs `canid-cli` beside copies of golden/data;
golden/CASE.expected is what it wrote, what it said on stderr, and its status.

    run-golden.py CANID_CLI GOLDEN_FOLDER [--update] [CASE…]

TAP on stdout. --update writes the expected files: read the difference before you commit it.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

TIMEOUT = 60  # seconds, for a case that hangs


def run_case(script, program, data):
    with tempfile.TemporaryDirectory(prefix='canid-golden-') as folder:
        work = pathlib.Path(folder, 'work')
        shutil.copytree(data, work)
        binaries = pathlib.Path(folder, 'bin')
        binaries.mkdir()
        (binaries / 'canid-cli').symlink_to(program)
        environment = {
            'PATH': f'{binaries}:/usr/bin:/bin',
            'HOME': folder,
            'XDG_CACHE_HOME': folder,
            'LC_ALL': 'C.UTF-8',
            'TZ': 'UTC',
        }
        for name in ('ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS', 'G_DEBUG'):
            if name in os.environ:
                environment[name] = os.environ[name]
        done = subprocess.run(['/bin/sh', script], cwd=work, env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=TIMEOUT)
    text = done.stdout
    if done.stderr:
        text += b'[stderr]\n' + done.stderr
    return text + b'[status %d]\n' % done.returncode


def show_difference(expected, got):
    want, have = expected.decode(errors='replace').splitlines(), got.decode(errors='replace').splitlines()
    for line, (a, b) in enumerate(zip(want + [None] * len(have), have + [None] * len(want)), 1):
        if a != b:
            print(f'# line {line}\n#   expected {a!r}\n#   got      {b!r}')
            return


def main():
    arguments = [a for a in sys.argv[1:] if a != '--update']
    update = '--update' in sys.argv
    program, folder = pathlib.Path(arguments[0]).resolve(), pathlib.Path(arguments[1]).resolve()
    cases = sorted(folder.glob('*.in'))
    if arguments[2:]:
        cases = [case for case in cases if case.stem in arguments[2:]]
    failed = 0
    print(f'1..{len(cases)}')
    for number, case in enumerate(cases, 1):
        expected = case.with_suffix('.expected')
        got = run_case(case, program, folder / 'data')
        if update:
            expected.write_bytes(got)
        want = expected.read_bytes() if expected.exists() else b''
        ok = got == want
        print(f'{"ok" if ok else "not ok"} {number} {case.stem}', flush=True)
        if not ok:
            failed += 1
            show_difference(want, got)
    return 1 if failed or not cases else 0


sys.exit(main())
