#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""`canid-cli print --follow`: a log that grows, is cut off and replaced while it is read.

    test-follow.py CANID_CLI

TAP on stdout.
"""
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading

WAIT = 20


class Following:
    def __init__(self, program, path):
        self.process = subprocess.Popen([program, 'print', '--follow', '-T', 'csv', path], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip('\n'))

    def next(self, n):
        """Identifiers of the next n frames."""
        return [self.lines.get(timeout=WAIT).split(',')[3] for _ in range(n)]

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=WAIT)
        return self.process.returncode, self.process.stderr.read()


def append(path, text):
    with open(path, 'a') as file:
        file.write(text)


def test_grows(program, path):
    append(path, '(1.0) can0 100#\n(1.1) can0 101#1')  # half a frame
    log = Following(program, path)
    ok = log.next(2) == ['id', '100']
    append(path, '1\n(1.2) can0 102#\n')
    ok = ok and log.next(2) == ['101', '102']
    status, said = log.stop()
    return ok and status == 130 and said == ''


def test_rotated(program, path):
    append(path, '(1.0) can0 100#\n')
    log = Following(program, path)
    ok = log.next(2) == ['id', '100']
    os.rename(path, path + '.1')
    append(path + '.1', '(1.1) can0 101#\n')
    append(path, '(2.0) can0 200#\n')
    ok = ok and log.next(2) == ['101', '200']
    os.truncate(path, 0)
    for number in range(300, 400):  # in pieces, until it has seen that it was cut
        append(path, f'(3.0) can0 {number}#\n')
        try:
            ok = ok and int(log.lines.get(timeout=0.2).split(',')[3]) >= 300
            break
        except queue.Empty:
            continue
    return ok and log.stop()[0] == 130


def test_pipe(program, path):
    os.mkfifo(path)
    log = Following(program, path)
    append(path, '(1.0) can0 100#\n')
    ok = log.next(2) == ['id', '100']
    append(path, '(1.1) can0 101#\n')
    return ok and log.next(1) == ['101'] and log.stop()[0] == 130


def test_refused(program, path):
    append(path, 'x')
    one = subprocess.run([program, 'print', '--follow', path, path], capture_output=True)
    two = subprocess.run([program, 'print', '--follow', '-'], capture_output=True, stdin=subprocess.DEVNULL)
    return one.returncode == 2 and two.returncode == 2


def main():
    tests = [test_grows, test_rotated, test_pipe, test_refused]
    failed = 0
    print(f'1..{len(tests)}')
    for number, test in enumerate(tests, 1):
        with tempfile.TemporaryDirectory() as folder:
            ok = test(sys.argv[1], os.path.join(folder, 'growing.log'))
        print(f'{"ok" if ok else "not ok"} {number} {test.__name__}', flush=True)
        failed += not ok
    return failed


if __name__ == '__main__':
    sys.exit(main())
