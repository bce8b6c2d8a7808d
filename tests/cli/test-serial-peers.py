#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""`canid-cli log` and `send` beside Debian's python3-can on a serial line, both directions: its own framing (serial) and
LAWICEL's (slcan, where both ends send frames and nobody answers). The line is two pseudo terminals, joined here.

    test-serial-peers.py CANID_CLI

TAP on stdout.
"""
import os
import random
import select
import subprocess
import sys
import threading
import time
import tty

N = 200


class Line:
    """Two ends, left and right, by their paths."""

    def __init__(self):
        self.masters, self.slaves = zip(os.openpty(), os.openpty())
        for fd in self.slaves:  # kept open, so that either end may come and go
            tty.setraw(fd)
        self.left, self.right = map(os.ttyname, self.slaves)
        self.running = True
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while self.running:
            for fd in select.select(self.masters, [], [], 0.1)[0]:
                os.write(self.masters[fd == self.masters[0]], os.read(fd, 4096))

    def close(self):
        self.running = False
        self.thread.join()
        for fd in (*self.masters, *self.slaves):
            os.close(fd)


def frames(can, rng, interface):
    """What both ends of this framing can tell: Debian's serial knows 29-bit identifiers only."""
    for _ in range(N):
        extended = interface == 'serial' or rng.random() < 0.5
        remote = interface == 'slcan' and rng.random() < 0.1
        size = rng.randrange(9)
        number = rng.randrange(0x800, 1 << 29) if extended else rng.randrange(0x800)
        yield can.Message(arbitration_id=number, is_extended_id=extended, is_remote_frame=remote, dlc=size,
                          data=None if remote else rng.randbytes(size), timestamp=time.time() % 1000)


def text(message):
    """candump's form."""
    name = f'{message.arbitration_id:08X}' if message.is_extended_id else f'{message.arbitration_id:03X}'
    if message.is_remote_frame:
        return f'{name}#R{message.dlc or ""}'
    return f'{name}#{bytes(message.data).hex().upper()}'


def settings(interface):
    return ['--set', 'id_kinds=no'] if interface == 'serial' else ['--set', 'sleep_after_open=0']


def open_peer(can, interface, path):
    extra = {'sleep_after_open': 0} if interface == 'slcan' else {}
    return can.Bus(interface=interface, channel=path, **extra)


def test_receive(can, program, rng, interface):
    line = Line()
    log = subprocess.Popen([program, 'log', '-i', interface, '-c', line.right, *settings(interface), '-T', 'candump', '-v',
                            '--count', str(N), '--duration', '120'], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                           text=True)
    while line.right not in (log.stderr.readline() or line.right):  # it is open, or has ended
        pass
    sent = list(frames(can, rng, interface))
    with open_peer(can, interface, line.left) as bus:
        for message in sent:
            bus.send(message)
            time.sleep(0.001)
        got = [line.split()[2] for line in log.communicate(timeout=150)[0].splitlines()]
    line.close()
    return [text(message) for message in sent] == got, f'{len(got)} of {N} received'


def test_send(can, program, rng, interface):
    line = Line()
    messages = list(frames(can, rng, interface))
    got = []
    with open_peer(can, interface, line.left) as bus:
        sender = subprocess.Popen([program, 'send', '-i', interface, '-c', line.right, *settings(interface),
                                   *map(text, messages)])
        end = time.monotonic() + 120
        while len(got) < N and time.monotonic() < end:
            message = bus.recv(timeout=0.5)
            if message is not None:
                got.append(text(message))
        status = sender.wait(timeout=120)
    line.close()
    return status == 0 and got == [text(m) for m in messages], f'{len(got)} of {N} arrived'


def main():
    try:
        import can
        import serial  # noqa: F401
    except ImportError as error:
        print(f'1..0 # SKIP {error}')
        return 0
    rng = random.Random(8)
    tests = [(test, interface) for interface in ('serial', 'slcan') for test in (test_receive, test_send)]
    failed = 0
    print(f'1..{len(tests)}')
    for number, (test, interface) in enumerate(tests, 1):
        ok, what = test(can, sys.argv[1], rng, interface)
        print(f'{"ok" if ok else "not ok"} {number} {interface} {test.__name__}: {what}', flush=True)
        failed += not ok
    return failed


if __name__ == '__main__':
    sys.exit(main())
