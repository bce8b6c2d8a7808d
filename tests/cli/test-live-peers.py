#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""`canid-cli log` and `send` beside Debian's python3-can on udp_multicast, both directions; in a network namespace of its
own, from which no packet can leave.

    test-live-peers.py CANID_CLI

TAP on stdout.
"""
import os
import random
import subprocess
import sys
import time

GROUP = '239.74.163.2'
INSIDE = 'CANID_IN_NAMESPACE'
N = 300


def enter_namespace(unshare):
    """Starts this script again inside; only lo is there, with a route for the group."""
    command = ('ip link set lo up multicast on && ip route add 239.0.0.0/8 dev lo && exec "$@"')
    environment = {**os.environ, INSIDE: '1'}
    done = subprocess.run([*unshare, 'sh', '-c', command, 'sh', sys.executable, *sys.argv], env=environment)
    return done.returncode


def random_message(can, rng):
    fd = rng.random() < 0.4
    extended = rng.random() < 0.4
    remote = not fd and rng.random() < 0.1
    size = rng.choice([0, 1, 2, 3, 4, 5, 6, 7, 8] + ([12, 16, 20, 24, 32, 48, 64] if fd else []))
    return can.Message(arbitration_id=rng.getrandbits(29 if extended else 11), is_extended_id=extended, is_fd=fd,
                       is_remote_frame=remote, dlc=size, data=None if remote else rng.randbytes(size),
                       bitrate_switch=fd and rng.random() < 0.5, error_state_indicator=fd and rng.random() < 0.5)


def text(message):
    """candump's form."""
    name = f'{message.arbitration_id:08X}' if message.is_extended_id else f'{message.arbitration_id:03X}'
    data = bytes(message.data).hex().upper()
    if message.is_remote_frame:
        return f'{name}#R{message.dlc or ""}'
    if message.is_fd:
        return f'{name}##{message.bitrate_switch + 2 * message.error_state_indicator:X}{data}'
    return f'{name}#{data}'


def test_receive(can, program, rng):
    log = subprocess.Popen([program, 'log', '-i', 'udp_multicast', '-c', GROUP, '-T', 'candump', '-v', '--count', str(N),
                            '--duration', '120'], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while GROUP not in (log.stderr.readline() or GROUP):  # it listens, or has ended
        pass
    sent = [random_message(can, rng) for _ in range(N)]
    with can.Bus(interface='udp_multicast', channel=GROUP, fd=True) as bus:
        for message in sent:
            bus.send(message)
            time.sleep(0.001)
    got = [line.split()[2] for line in log.communicate(timeout=150)[0].splitlines()]
    return [text(message) for message in sent] == got, f'{len(got)} of {N} received'


def test_send(can, program, rng):
    messages = [random_message(can, rng) for _ in range(N)]
    got, ok = [], True
    with can.Bus(interface='udp_multicast', channel=GROUP, fd=True) as bus:
        for first in range(0, N, 100):  # as many as python-can's receive buffer holds
            some = [text(m) for m in messages[first:first + 100]]
            ok = subprocess.run([program, 'send', '-i', 'udp_multicast', '-c', GROUP, *some]).returncode == 0 and ok
            while (message := bus.recv(timeout=0.5)) is not None:
                got.append(text(message))
    return ok and got == [text(m) for m in messages], f'{len(got)} of {N} arrived'


def main():
    if INSIDE not in os.environ:
        for unshare in (['unshare', '-n'], ['unshare', '-rn']):  # as root; as anybody, but not in a chroot
            if subprocess.run([*unshare, 'true'], capture_output=True).returncode == 0:
                return enter_namespace(unshare)
        print('1..0 # SKIP no network namespace can be made')
        return 0
    try:
        import can
        import msgpack  # noqa: F401
    except ImportError as error:
        print(f'1..0 # SKIP {error}')
        return 0
    rng = random.Random(5)
    failed = 0
    print('1..2')
    for number, test in enumerate((test_receive, test_send), 1):
        ok, what = test(can, sys.argv[1], rng)
        print(f'{"ok" if ok else "not ok"} {number} {test.__name__}: {what}')
        failed += not ok
    return failed


if __name__ == '__main__':
    sys.exit(main())
