#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""canid-cli as a stream: output before the input ends, Ctrl+C, and memory that does not grow with the input. TAP.

    test-streams.py CANID_CLI GOLDEN_DATA
"""
import os
import pathlib
import select
import signal
import subprocess
import sys
import tempfile

PROGRAM, DATA = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
DEADLINE = 30  # seconds until something that should have happened counts as hanging
FRAMES = b''.join(b'(1700000000.%06d) can0 100#E02E5A01123400%02X\n' % (i, i) for i in range(3))


def start(*arguments, stdout=subprocess.PIPE):
    environment = dict(os.environ, LC_ALL='C.UTF-8', TZ='UTC')
    return subprocess.Popen([PROGRAM, *arguments], stdin=subprocess.PIPE, stdout=stdout, stderr=subprocess.PIPE,
                            env=environment, cwd=DATA)


def read_line(process):
    """A line that must come while the input is still open; None if it does not."""
    line = b''
    while not line.endswith(b'\n'):
        if not select.select([process.stdout], [], [], DEADLINE)[0]:
            return None
        byte = os.read(process.stdout.fileno(), 1)
        if not byte:
            return None
        line += byte
    return line


def check_streams(*arguments, lines):
    """lines: how many come before the input ends."""
    process = start(*arguments)
    try:
        process.stdin.write(FRAMES)
        process.stdin.flush()
        got = [read_line(process) for _ in range(lines)]
        if None in got:
            return f'only {got} came while the input waited'
        process.stdin.close()
        rest = process.stdout.read()
        if rest:
            return f'{rest!r} came only at the end'
        status = process.wait(DEADLINE)
        return f'status {status}' if status else None
    finally:
        process.kill()


def check_interrupt(*arguments, lines):
    process = start(*arguments)
    try:
        process.stdin.write(FRAMES)
        process.stdin.flush()
        for _ in range(lines):
            if read_line(process) is None:
                return 'nothing came'
        process.send_signal(signal.SIGINT)
        status = process.wait(DEADLINE)
        return None if status == 130 else f'status {status}, stderr {process.stderr.read()!r}'
    finally:
        process.kill()


def check_interrupted_file():
    """What was converted so far is kept."""
    with tempfile.TemporaryDirectory(prefix='canid-') as folder:
        out = pathlib.Path(folder, 'out.log')
        process = start('convert', '-', str(out))
        try:
            process.stdin.write(FRAMES)
            process.stdin.flush()
            # No line to wait for: the new file beside OUT grows at the pause.
            for _ in range(DEADLINE * 20):
                if any(entry.stat().st_size for entry in pathlib.Path(folder).iterdir()):
                    break
                select.select([], [], [], 0.05)
            process.send_signal(signal.SIGINT)
            status = process.wait(DEADLINE)
            kept = out.read_bytes().count(b'\n') if out.exists() else None
            return None if (status, kept) == (130, 3) else f'status {status}, {kept} frames kept'
        finally:
            process.kill()


def peak_memory(arguments, blocks):
    """KiB that the program needed at most for so many blocks of 10 000 frames."""
    block = b''.join(b'(1700000000.%06d) can%d %03X##1%s\n' % (i, i % 3, i % 0x700, b'%02X' % (i & 255) * (8, 64)[i % 2])
                     for i in range(10000))
    process = start(*arguments, stdout=subprocess.DEVNULL)
    try:
        for _ in range(blocks):
            process.stdin.write(block)
        process.stdin.close()
    except BrokenPipeError:
        pass
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    return usage.ru_maxrss if status == 0 else None


def check_memory(*arguments):
    small, large = peak_memory(arguments, 100), peak_memory(arguments, 500)
    if small is None or large is None:
        return 'failed'
    print(f'# {small} KiB for 1 M frames, {large} KiB for 5 M')
    return None if large < 1.15 * small else f'{small} KiB for 1 M frames, {large} KiB for 5 M'


CHECKS = [
    ('print csv streams', lambda: check_streams('print', '-T', 'csv', '-', lines=4)),
    ('print json streams', lambda: check_streams('print', '-T', 'json', '-', lines=3)),
    ('print text streams', lambda: check_streams('print', '-', lines=3)),
    ('print candump streams', lambda: check_streams('print', '-T', 'candump', '-', lines=3)),
    ('print merged streams', lambda: check_streams('print', '-T', 'csv', '--rebase', '-', lines=4)),
    ('convert streams', lambda: check_streams('convert', '-', '-', '--output-format', 'candump', lines=3)),
    ('decode streams', lambda: check_streams('decode', '-T', 'csv', '-d', 'car.dbc', '-', lines=16)),
    ('filtered print streams', lambda: check_streams('print', '-T', 'csv', '-Y', 'can.id == 0x100', '-', lines=4)),
    ('Ctrl+C ends a waiting print', lambda: check_interrupt('print', '-T', 'csv', '-', lines=4)),
    ('Ctrl+C ends a waiting decode', lambda: check_interrupt('decode', '-d', 'car.dbc', '-', lines=6)),
    ('Ctrl+C keeps what was converted', check_interrupted_file),
    ('memory of print', lambda: check_memory('print', '-T', 'csv', '-')),
    ('memory of filtered print', lambda: check_memory('print', '-T', 'csv', '-Y', 'can.fd && data[0] == 1', '-')),
    ('memory of convert', lambda: check_memory('convert', '-', '/dev/null', '--output-format', 'candump')),
]


def main():
    failed = 0
    print(f'1..{len(CHECKS)}')
    for number, (name, check) in enumerate(CHECKS, 1):
        problem = check()
        print(f'{"not ok" if problem else "ok"} {number} {name}', flush=True)
        if problem:
            failed += 1
            print(f'# {problem}')
    return 1 if failed else 0


sys.exit(main())
