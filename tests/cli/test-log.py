#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""`canid-cli log` as a recorder: splitting, triggers, signals, a full disk, kill -9; over udp_multicast in a network
namespace of its own, from which no packet can leave.

    test-log.py CANID_CLI

TAP on stdout.
"""
import glob
import os
import pty
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import tty

GROUP = '239.74.163.2'
INSIDE = 'CANID_IN_NAMESPACE'
BUS = ['-i', 'udp_multicast', '-c', GROUP]
PATIENCE = 60  # s: a machine may be busy


def enter_namespace(unshare):
    """Starts this script again inside; only lo is there, with a route for the group."""
    command = ('ip link set lo up multicast on && ip route add 239.0.0.0/8 dev lo && exec "$@"')
    environment = {**os.environ, INSIDE: ' '.join(unshare)}
    done = subprocess.run([*unshare, 'sh', '-c', command, 'sh', sys.executable, *sys.argv], env=environment)
    return done.returncode


class Logger:
    """A log that is running in a folder of its own."""

    def __init__(self, program, folder, *arguments):
        self.program, self.folder, self.said = program, folder, ''
        self.process = subprocess.Popen([program, 'log', '-v', *BUS, *arguments], cwd=folder, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:  # what it listens to, as soon as it does
            self.said += line
            if GROUP in line:
                break

    def send(self, *frames):
        subprocess.run([self.program, 'send', *BUS, *frames], check=True)

    def wait_for(self, condition):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if condition():
                return True
            time.sleep(0.05)
        return False

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        said = self.process.communicate(timeout=PATIENCE)[1]
        return self.process.returncode, self.said + said


def frames_in(path):
    with open(path) as log:
        return [line.split()[2] for line in log]


def numbered(first, n):
    return [f'123#{i:04X}' for i in range(first, first + n)]


def test_split(program, folder):
    log = Logger(program, folder, '-f', '{bus}_{n}.log', '--split-count', '10', '--keep', '2')
    log.send(*numbered(0, 35))
    log.wait_for(lambda: os.path.exists(os.path.join(folder, f'{GROUP}_004.log')))
    status, said = log.end()
    files = sorted(glob.glob(os.path.join(folder, '*.log')))
    got = [frame for path in files for frame in frames_in(path)]
    return status == 0 and len(files) == 2 and got == numbered(20, 15), f'{status} {files} {len(got)} {said}'


def test_rotate(program, folder):
    path, old = os.path.join(folder, 'a.log'), os.path.join(folder, 'a.log.1')
    log = Logger(program, folder, '-f', 'a.log')
    log.send(*numbered(0, 3))
    log.wait_for(lambda: len(frames_in(path)) == 3)
    os.rename(path, old)
    log.process.send_signal(signal.SIGHUP)
    moved = log.wait_for(lambda: os.path.exists(path))
    log.send(*numbered(3, 4))
    log.wait_for(lambda: len(frames_in(path)) == 4)
    status, said = log.end()
    return (moved and status == 0 and frames_in(old) == numbered(0, 3) and frames_in(path) == numbered(3, 4),
            f'{status} {os.listdir(folder)} {said}')


def test_trigger(program, folder):
    log = Logger(program, folder, '-f', 'hit_{n}.asc', '--trigger', 'can.id == 0x7FF', '--before', '10s',
                 '--after', '100ms')
    log.send(*numbered(0, 5))
    early = os.listdir(folder)
    log.send('7FF#AA')
    log.wait_for(lambda: os.listdir(folder))
    time.sleep(0.5)
    log.send(*numbered(5, 5))
    status, said = log.end()
    text = open(os.path.join(folder, 'hit_001.asc')).read()
    ok = early == [] and status == 0 and text.count(' 123 ') == 5 and '// Trigger: can.id == 0x7FF\n' in text
    return ok and text.endswith('End TriggerBlock\n'), f'{status} {early} {text} {said}'


def test_several(program, folder):
    log = Logger(program, folder, '-f', 'a.log', '-f', 'b.csv', '-f', 'c.log.gz', '-f', 'd.db', '-f', 'e.canid')
    log.send(*numbered(0, 20))
    log.wait_for(lambda: len(frames_in(os.path.join(folder, 'a.log'))) == 20)
    status, said = log.end()
    counts = []
    for name in sorted(os.listdir(folder)):
        done = subprocess.run([program, 'print', '-T', 'csv', os.path.join(folder, name)], capture_output=True, text=True)
        counts.append(len(done.stdout.splitlines()) - 1)
    return status == 0 and counts == [20] * 5 and 'does not keep' in said, f'{status} {counts} {said}'


def test_append(program, folder):
    """On with what is there, by the formats that can; others are refused, with what is there left alone."""
    names = ['a.log', 'b.csv', 'c.txt', 'd.db']
    arguments = [word for name in names for word in ('-f', name)]
    said = ''
    for first in (0, 20):
        log = Logger(program, folder, '--append', *arguments)
        log.send(*numbered(first, 20))
        log.wait_for(lambda: len(frames_in(os.path.join(folder, 'a.log'))) == first + 20)
        said += log.end()[1]
    got = []
    for name in names:
        done = subprocess.run([program, 'print', '-T', 'csv', os.path.join(folder, name)], capture_output=True, text=True)
        got.append(([line.split(',')[-1] for line in done.stdout.splitlines()[1:]], done.stderr))
    wanted = [word.split('#')[1] for word in numbered(0, 40)]
    if got != [(wanted, '')] * len(names):
        return False, f'{got} {said}'
    with open(os.path.join(folder, 'b.csv')) as file:
        if file.read().count('timestamp') != 1:
            return False, 'a second header'
    os.rename(os.path.join(folder, 'b.csv'), os.path.join(folder, 'b.log'))
    before = open(os.path.join(folder, 'b.log')).read()
    for name in ('b.log', 'e.asc', 'a.log.gz', '{n}.log', 'f.canid'):
        shutil.copy(os.path.join(folder, 'a.log'), os.path.join(folder, 'a.log.gz'))
        done = subprocess.run([program, 'log', *BUS, '-a', '-f', name, '--timeout', '0'], cwd=folder,
                              capture_output=True, text=True)
        if done.returncode == 0 or not any(word in done.stderr for word in ('append', 'gone on')):
            return False, f'{name}: {done.returncode} {done.stderr}'
    return open(os.path.join(folder, 'b.log')).read() == before, 'what is there was changed'


def test_killed(program, folder):
    """What was received gets into the files without anybody asking, and stays there."""
    log = Logger(program, folder, '-f', 'a.log', '-f', 'b.canid', '-f', 'c.asc')

    def counts():
        prints = [subprocess.run([program, 'print', '-T', 'csv', os.path.join(folder, name)], capture_output=True,
                                 text=True) for name in ('a.log', 'b.canid', 'c.asc')]
        return [len(done.stdout.splitlines()) - 1 for done in prints]

    log.send(*numbered(0, 50))
    there = log.wait_for(lambda: counts() == [50] * 3)
    log.end(signal.SIGKILL)
    return there and counts() == [50] * 3, f'{counts()}'


def test_disk_full(program, folder):
    """64 KiB of disk: the log on it ends with a whole line and a message, the other one goes on."""
    small = os.path.join(folder, 'small')
    if 'm' not in os.environ[INSIDE].removeprefix('unshare'):
        return None, 'no mount namespace can be made'
    os.mkdir(small)
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=64k', 'none', small], capture_output=True).returncode != 0:
        return None, 'no file system can be mounted'
    log = Logger(program, folder, '-f', 'small/a.log', '-f', 'b.log')
    for i in range(0, 3000, 500):
        log.send(*numbered(i, 500))
    log.wait_for(lambda: len(frames_in(os.path.join(folder, 'b.log'))) == 3000)
    status, said = log.end()
    text = open(os.path.join(small, 'a.log')).read()
    got = frames_in(os.path.join(small, 'a.log'))
    whole = frames_in(os.path.join(folder, 'b.log'))
    subprocess.run(['umount', small], check=True)
    ok = status == 1 and 'small/a.log' in said and text.endswith('\n') and whole == numbered(0, 3000)
    return ok and 500 < len(got) < 3000 and got == whole[:len(got)], f'{status} {len(got)} {len(whole)} {said}'


def serial_frame(number):
    """As python-can's serial interface puts it."""
    return struct.pack('<BIBI', 0xAA, 0, 2, 0x123) + struct.pack('>H', number) + b'\xBB'


def test_reconnect(program, folder):
    """A serial line that is not there yet, comes, goes away, and comes back."""
    line = os.path.join(folder, 'line')
    path = os.path.join(folder, 'a.asc')
    process = subprocess.Popen([program, 'log', '-i', 'serial', '-c', line, '--reconnect', '-f', 'a.asc'], cwd=folder,
                               stderr=subprocess.PIPE, text=True)

    def count():
        with open(path) as log:
            return log.read().count(' 123 ')

    seen = []
    for number in range(2):
        master, slave = pty.openpty()
        tty.setraw(slave)
        if os.path.islink(line):
            os.unlink(line)
        os.symlink(os.ttyname(slave), line)
        os.close(slave)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:  # sent until it is heard
            try:
                os.write(master, serial_frame(number))
            except OSError:
                pass
            time.sleep(0.05)
            if os.path.exists(path) and count() > sum(seen):
                break
        seen.append(count() - sum(seen) if os.path.exists(path) else 0)
        os.close(master)
        time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=PATIENCE)[1]
    text = open(path).read()
    ok = process.returncode == 0 and min(seen) > 0 and 'bus gone' in text and 'is back' in said
    return ok, f'{process.returncode} {seen} {said} {text}'


def test_refused(program, folder):
    """What is wrong is told before a file is touched."""
    path = os.path.join(folder, 'a.log')
    with open(path, 'w') as log:
        log.write('(0.000000) can0 123#\n')
    wrong = [['-f', 'a.nonsense'], ['-f', '{what}.log'], ['-f', 'a.log', '--trigger', 'absent'],
             ['-f', 'a.log', '--split-size', 'many'], ['-f', 'a.log', '-Y', 'can.id =='], ['-f', 'a.log', '-i', 'none'],
             ['-f', 'a.log', '-c', 'no.such.host'], ['-f', 'a.npz', '--split-size', '1M'],
             ['-f', 'a.log', '--duration', 'x'], ['-f', 'a.log', '--timeout', '-1'], ['-f', 'a.log', '--count', '0'],
             ['-f', 'a.log', '--split-count', '0'], ['-f', 'a.log', '--keep', '0'], ['-f', 'a.log', '--before', '1s'],
             ['-f', 'a.log', '--after', '1s'], ['-f', 'a.log', '-d', 'a.dbc'], ['--split-size', '1M'], ['--split-time', '1s'],
             ['--split-count', '3'], ['--keep', '3'], ['--append']]
    for arguments in wrong:
        done = subprocess.run([program, 'log', *BUS, *arguments], cwd=folder, capture_output=True, text=True, timeout=PATIENCE)
        if done.returncode not in (1, 2) or done.stderr == '' or os.path.getsize(path) == 0:
            return False, f'{arguments}: {done.returncode} {done.stderr}'
    return True, ''


def main():
    if INSIDE not in os.environ:
        for unshare in (['unshare', '-n', '-m'], ['unshare', '-rnm'], ['unshare', '-n']):  # as root; as anybody; in a chroot
            if subprocess.run([*unshare, 'true'], capture_output=True).returncode == 0:
                return enter_namespace(unshare)
        print('1..0 # SKIP no network namespace can be made')
        return 0
    tests = [test_split, test_rotate, test_trigger, test_several, test_append, test_killed, test_disk_full, test_reconnect, test_refused]
    program = os.path.abspath(sys.argv[1])
    failed = 0
    print(f'1..{len(tests)}')
    for number, test in enumerate(tests, 1):
        folder = tempfile.mkdtemp(prefix='canid-log-')
        os.environ['XDG_DATA_HOME'] = folder + '-data'  # where marks beside files are kept
        ok, said = test(program, folder)
        name = test.__name__.removeprefix('test_')
        print(f'{"not ok" if ok is False else "ok"} {number} {name}' + (f' # SKIP {said}' if ok is None else ''))
        if ok is False:
            failed += 1
            print('\n'.join(f'# {line}' for line in said.splitlines()))
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(folder + '-data', ignore_errors=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
