#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""`canid-cli play` and `send --period` as Debian's python3-can hears them on udp_multicast; in a network namespace of its own,
from which no packet can leave.

    test-play.py CANID_CLI

TAP on stdout.
"""
import os
import random
import subprocess
import sys
import tempfile
import threading

GROUP = '239.74.163.2'
INSIDE = 'CANID_IN_NAMESPACE'
BUS = ['-i', 'udp_multicast', '-c', GROUP]


def enter_namespace():
    command = 'ip link set lo up multicast on && ip route add 239.0.0.0/8 dev lo && exec "$@"'
    for unshare in (['unshare', '-n'], ['unshare', '-rn']):
        if subprocess.run([*unshare, 'true'], capture_output=True).returncode == 0:
            return subprocess.run([*unshare, 'sh', '-c', command, 'sh', sys.executable, *sys.argv],
                                  env={**os.environ, INSIDE: '1'}).returncode
    print('1..0 # SKIP no network namespace can be made')
    return 0


class Ear:
    """Hears until told to stop: (stamp, id, data, is_fd)."""

    def __init__(self, can):
        self.bus = can.Bus(interface='udp_multicast', channel=GROUP, fd=True)
        self.heard, self.over = [], False
        self.thread = threading.Thread(target=self.listen)
        self.thread.start()

    def listen(self):
        while True:
            message = self.bus.recv(0.1)
            if message is not None:
                self.heard.append((message.timestamp, message.arbitration_id, bytes(message.data), message.is_fd))
            elif self.over:
                break

    def stop(self):
        self.over = True
        self.thread.join()
        self.bus.shutdown()
        return self.heard


def hear(can, command):
    ear = Ear(can)
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return ear.stop(), done


def write_log(path, n, gap, rng):
    frames, stamp = [], 1700000000.0
    with open(path, 'w') as file:
        for i in range(n):
            data = rng.randbytes(rng.randrange(9))
            frames.append((0x100 + i % 50, data))
            file.write(f'({stamp:.6f}) can{i % 2} {0x100 + i % 50:03X}#{data.hex().upper()}\n')
            stamp += gap
    return frames


def main():
    if INSIDE not in os.environ:
        return enter_namespace()
    try:
        import can
    except ImportError:
        print('1..0 # SKIP python3-can is not installed')
        return 0
    program, number = sys.argv[1], 0
    rng = random.Random(6)

    def ok(what, good, why=''):
        nonlocal number
        number += 1
        print(f'{"ok" if good else "not ok"} {number} {what}', *(['#', why] if not good else []), flush=True)

    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, 'log.log')
        frames = write_log(log, 300, 0.005, rng)
        heard, done = hear(can, [program, 'play', log, *BUS])
        ok('a log: all frames, in order', [h[1:3] for h in heard] == frames, f'{len(heard)} heard; {done.stderr}')
        span = heard[-1][0] - heard[0][0] if len(heard) > 1 else 0
        ok('in the time it took, and not less', done.returncode == 0 and span > 299 * 0.005 - 0.05, f'{span}')
        heard, done = hear(can, [program, 'play', log, *BUS, '--speed', '10', '--loop', '2'])
        ok('ten times as fast, twice', [h[1:3] for h in heard] == 2 * frames, f'{len(heard)}; {done.stderr}')
        heard, done = hear(can, [program, 'play', log, '-i', 'udp_multicast', '--map', f'can1={GROUP}', '-t'])
        ok('one channel, as fast as it goes', [h[1:3] for h in heard] == frames[1::2], f'{len(heard)}; {done.stderr}')
        heard, done = hear(can, [program, 'play', log, *BUS, '-g', '1', '--without', '101', '-Y', 'can.id < 0x110', '--from', '+0.5'])
        expected = [f for f in frames[100:] if f[0] < 0x110 and f[0] != 0x101]
        ok('a filter, an identifier less, from half a second on', [h[1:3] for h in heard] == expected, f'{len(heard)}')
        done = subprocess.run([program, 'play', log, *BUS, '--speed', '0'], capture_output=True, text=True)
        ok('a speed that cannot be is status 2', done.returncode == 2 and 'speed' in done.stderr, done.stderr)
        done = subprocess.run([program, 'play', os.path.join(folder, 'none.log'), *BUS], capture_output=True, text=True)
        ok('a file that is not there is status 1', done.returncode == 1, done.stderr)

    heard, done = hear(can, [program, 'send', *BUS, '123#11.22', '--period', '10', '--count', '30'])
    ok('a frame thirty times', [h[1:3] for h in heard] == 30 * [(0x123, b'\x11\x22')], f'{len(heard)}; {done.stderr}')
    span = heard[-1][0] - heard[0][0] if len(heard) > 1 else 0
    ok('ten milliseconds apart', done.returncode == 0 and span > 0.25, f'{span}')
    heard, done = hear(can, [program, 'send', *BUS, '123#0000000000000000', '--period', '2', '--count', '50', '--random', 'counting'])
    ok('data that counts', [int.from_bytes(h[2], 'little') for h in heard] == list(range(50)), f'{len(heard)}; {done.stderr}')
    heard, done = hear(can, [program, 'send', *BUS, '7FF##1' + 64 * 'AB', '--period', '5', '--count', '10'])
    ok('CAN FD', [h[1:] for h in heard] == 10 * [(0x7FF, 64 * b'\xAB', True)], f'{len(heard)}; {done.stderr}')
    # 64 bits of data at the usual 500 kbit/s: 0.2 to 0.28 ms a frame, of which half of the time is used
    heard, done = hear(can, [program, 'send', *BUS, '7F0#0000000000000000', '--load', '50', '--count', '400', '--random', 'counting-id,data'])
    ok('test traffic with identifiers that count', [h[1] for h in heard] == [0x7F0 + i % 16 for i in range(400)], f'{len(heard)}; {done.stderr}')
    ok('and random data', len({h[2] for h in heard}) > 390, f'{len(heard)}')
    span = heard[-1][0] - heard[0][0] if len(heard) > 1 else 0
    ok('half of the bus', done.returncode == 0 and span > 399 * 0.4e-3 - 0.05 and 'not known' in done.stderr, f'{span}; {done.stderr}')
    for wrong in (['--count', '3'], ['--period', 'x'], ['--load', '101'], ['--load', '5', '--period', '1'], ['--period', '10', '--then', '5'], ['--signal', 'Speed=1']):
        done = subprocess.run([program, 'send', *BUS, '123#', *wrong], capture_output=True, text=True)
        ok(f'{" ".join(wrong)} is status 2', done.returncode == 2, done.stderr)
    print(f'1..{number}')
    return 0


sys.exit(main())
