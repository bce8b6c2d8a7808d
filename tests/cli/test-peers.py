#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What canid-cli writes is read by others as it was meant, and the other way round: python-can, can-utils, tshark as Debian packages
them. TAP; what is not installed is skipped.

    test-peers.py CANID_CLI GOLDEN_DATA
"""
import csv
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

PROGRAM, DATA = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', TZ='UTC')

try:
    import can
except ImportError:
    can = None

try:
    import numpy
except ImportError:
    numpy = None


class Skip(Exception):
    pass


def need(program):
    if shutil.which(program) is None:
        raise Skip(f'{program} is not installed')


def need_can():
    if can is None:
        raise Skip('python3-can is not installed')


def run(*command, **more):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, env=ENVIRONMENT, **more).stdout.decode()


def ours(path, *options):
    """Rows of print -T csv."""
    return list(csv.DictReader(io.StringIO(run(PROGRAM, 'print', '-T', 'csv', *options, str(path)))))


def keys(row):
    """What all peers agree upon: µs, identifier, kind, payload."""
    seconds, _, fraction = row['time'].partition('.')
    return (int(seconds) * 1000000 + int(fraction[:6]), int(row['id'], 16), row['ext'], row['rtr'], row['err'], row['fd'],
            row['data'])


def differ(want, have):
    if want == have:
        return None
    for number, (a, b) in enumerate(zip(want, have), 1):
        if a != b:
            return f'frame {number}: ours {a}, theirs {b}'
    return f'{len(want)} frames, theirs {len(have)}'


def plain_log(folder):
    """Without what not every peer knows: raw DLC above 8 (candump's _ is newer than Debian 12's tools) and nanoseconds."""
    rows = [line for line in (DATA / 'frames.log').read_text().splitlines() if '_' not in line]
    source, log = folder / 'source.log', folder / 'ours.log'
    source.write_text('\n'.join(rows) + '\n')
    run(PROGRAM, 'convert', str(source), str(log))
    return log


# --- python-can ---

def message_keys(message):
    return (round(message.timestamp * 1e6), message.arbitration_id & 0x1FFFFFFF, str(int(message.is_extended_id)),
            str(int(message.is_remote_frame)), str(int(message.is_error_frame)), str(int(message.is_fd)),
            '' if message.is_remote_frame else message.data.hex().upper())


def python_can_reads(folder):
    need_can()
    log = plain_log(folder)
    want = [keys(row) for row in ours(log)]
    have = [message_keys(message) for message in can.CanutilsLogReader(str(log))]
    # An error frame of python-can has neither identifier nor data of its own; 4.1 takes only bus errors for one.
    errors = [w[4] == '1' for w in want]
    want = [w[:1] if error else w for w, error in zip(want, errors)]
    have = [h[:1] if error else h for h, error in zip(have, errors)]
    return differ(want, have)


def python_can_directions(folder):
    need_can()
    log = plain_log(folder)
    want = [row['dir'] for row in ours(log)]
    have = ['rx' if message.is_rx else 'tx' for message in can.CanutilsLogReader(str(log))]
    return differ(want, have)


def some_messages():
    for i in range(300):
        fd = i % 3 == 1
        yield can.Message(timestamp=1700000000 + i / 1000, arbitration_id=(0x100 + i) | (0x18000000 if i % 2 else 0),
                          is_extended_id=bool(i % 2), is_remote_frame=i % 7 == 3 and not fd, is_fd=fd, bitrate_switch=fd,
                          dlc=(64, 12, 0)[i % 3 - 1] if fd else 8 if not (i % 7 == 3) else 4,
                          data=None if i % 7 == 3 and not fd else bytes((i + k) & 255 for k in range(64 if fd else 8))
                          [:(64, 12, 0)[i % 3 - 1] if fd else 8],
                          is_rx=bool(i % 5), channel='vcan0')


def read_python_can(folder, writer, name, *options):
    need_can()
    path = folder / name
    messages = list(some_messages())
    with writer(str(path)) as out:
        for message in messages:
            out(message)
    want = [message_keys(message)[1:] for message in messages]
    return differ([keys(row)[1:] for row in ours(path, *options)], want)


def reads_python_can_log(folder):
    return read_python_can(folder, getattr(can, 'CanutilsLogWriter', None), 'peer.log')


def reads_python_can_asc(folder):
    return read_python_can(folder, getattr(can, 'ASCWriter', None), 'peer.asc')


def table_keys(message):
    """What python-can's table holds: no flags of CAN FD; those of more than 8 bytes are known by their length."""
    return message[:5] + (str(int(len(message[6]) > 16)),) + message[6:]


def reads_python_can_sqlite(folder):
    need_can()
    path = folder / 'peer.db'
    messages = list(some_messages())
    with can.SqliteWriter(str(path)) as out:
        for message in messages:
            out(message)
        # What is queued when it is stopped is lost by 4.1.
        deadline = time.monotonic() + 60
        while out.num_frames < len(messages) and time.monotonic() < deadline:
            time.sleep(0.05)
    return differ([keys(row) for row in ours(path)], [table_keys(message_keys(message)) for message in messages])


def python_can_reads_sqlite(folder):
    need_can()
    path = folder / 'ours.db'
    run(PROGRAM, 'convert', str(DATA / 'frames.log'), str(path), stderr=subprocess.DEVNULL)
    want = [keys(row) for row in ours(path)]
    # Its reader knows no CAN FD; an error frame keeps the identifier and data of the table.
    want = [w[:5] + ('0',) + w[6:] for w in want]
    have = [message_keys(message) for message in can.SqliteReader(str(path))]
    return differ(want, have)


# --- NumPy ---

def numpy_loads(folder):
    if numpy is None:
        raise Skip('python3-numpy is not installed')
    path = folder / 'ours.npz'
    log = DATA / 'frames.log'
    rows = ours(log)
    run(PROGRAM, 'convert', str(log), str(path))
    with numpy.load(str(path), allow_pickle=False) as npz:
        a = {name: npz[name] for name in npz.files}
    if a['data'].shape != (len(rows), 64) or a['data'].dtype != numpy.uint8 or a['time_ns'].dtype != numpy.int64:
        return f"data {a['data'].shape} {a['data'].dtype}, time_ns {a['time_ns'].dtype}"
    names = {'ext': 'extended', 'rtr': 'remote', 'err': 'error', 'fd': 'fd', 'brs': 'brs', 'esi': 'esi'}
    have = [{'time_ns': str(a['time_ns'][i]), 'timestamp': f"{a['timestamp'][i]:.6f}", 'id': f"{a['arbitration_id'][i]:X}",
             'channel': str(a['channel_names'][a['channel'][i]]), 'dir': 'tx' if a['tx'][i] else 'rx',
             'dlc': str(a['dlc'][i]), 'len': str(a['length'][i]), 'data': a['data'][i].tobytes().hex().upper(),
             **{ours_name: str(int(a[name][i])) for ours_name, name in names.items()}} for i in range(len(rows))]
    want = [{'time_ns': str(int(row['time'].replace('.', '').ljust(19, '0'))), 'timestamp': row['time'][:17],
             'data': row['data'].ljust(128, '0'),
             **{name: row[name] for name in ('id', 'channel', 'dir', 'dlc', 'len', *names)}} for row in rows]
    return differ(want, have)


def numpy_loads_classic_and_empty(folder):
    if numpy is None:
        raise Skip('python3-numpy is not installed')
    for options, shape in ((('-Y', 'can.len <= 8'), 8), (('-Y', 'can.id == 0x7FE'), 8)):
        path = folder / 'ours.npz'
        run(PROGRAM, 'convert', *options, str(DATA / 'frames.log'), str(path))
        n = len(ours(DATA / 'frames.log', *options))
        with numpy.load(str(path), allow_pickle=False) as npz:
            shapes = {name: npz[name].shape for name in npz.files if name != 'channel_names'}
        want = {name: (n, shape) if name == 'data' else (n,) for name in shapes}
        if shapes != want:
            return f'{shapes}, expected {want}'
    return None


# --- can-utils ---

def log2asc_reads(folder):
    """Through log2asc and back through our ASC reader."""
    need('log2asc')
    log, asc = plain_log(folder), folder / 'peer.asc'
    run('log2asc', '-I', str(log), '-O', str(asc), 'can0', 'can1')
    # log2asc writes error frames without their class, and no flags digit of an FD frame's remote.
    want = [keys(row) for row in ours(log)]
    have = [keys(row) for row in ours(asc)]
    start = want[0][0] - have[0][0]
    want = [(w[0] - start,) + ((0, '', '', '1', '', '') if w[4] == '1' else w[1:]) for w in want]
    have = [h[:1] + ((0, '', '', '1', '', '') if h[4] == '1' else h[1:]) for h in have]
    return differ(want, have)


def asc2log_agrees(folder):
    """The same ASC through asc2log and through convert."""
    need('asc2log')
    theirs, mine = folder / 'theirs.log', folder / 'ours.log'
    run('asc2log', '-I', str(DATA / 'recording.asc'), '-O', str(theirs), stderr=subprocess.DEVNULL)
    run(PROGRAM, 'convert', str(DATA / 'recording.asc'), str(mine), stderr=subprocess.DEVNULL)
    # asc2log drops error frames' class and frames of a raw DLC above 8.
    want, have = ([keys(row)[1:] + (row['channel'],) for row in ours(path)
                   if row['err'] == '0' and (row['fd'] == '1' or int(row['dlc']) <= 8)] for path in (mine, theirs))
    return differ(want, have)


# --- tshark ---

def tshark_reads(folder):
    need('tshark')
    log = plain_log(folder)
    rows = ours(log)
    # tshark 4.0 refuses the direction behind the data, which python-can and asc2log write, too.
    log.write_text(''.join(line[:-3] + '\n' if line.endswith((' R\n', ' T\n')) else line
                           for line in log.read_text().splitlines(keepends=True)))
    fields = ['frame.time_epoch', 'can.id', 'can.flags.xtd', 'can.flags.rtr', 'can.flags.err', 'can.len']
    text = run('tshark', '-r', str(log), '-T', 'fields', '-E', 'separator=;', *[w for f in fields for w in ('-e', f)],
               stderr=subprocess.DEVNULL)
    have = []
    for line in text.splitlines():
        time, number, extended, remote, error, length = line.split(';')
        seconds, _, fraction = time.partition('.')
        have.append((int(seconds) * 1000000 + int(fraction[:6]), int(number or '0', 0), extended or '0', remote or '0',
                     error or '0', length))
    want = [keys(row)[:5] + (row['dlc'] if row['rtr'] == '1' else row['len'],) for row in rows]
    # Of an error frame tshark shows the class in fields of their own.
    want = [w[:1] + (0, '0', '0', '1', '') if w[4] == '1' else w for w in want]
    have = [h[:1] + (0, '0', '0', '1', '') if h[4] == '1' else h for h in have]
    return differ(want, have)


CHECKS = [python_can_reads, python_can_directions, reads_python_can_log, reads_python_can_asc,
          reads_python_can_sqlite, python_can_reads_sqlite, numpy_loads, numpy_loads_classic_and_empty, log2asc_reads,
          asc2log_agrees, tshark_reads]


def main():
    failed = 0
    print(f'1..{len(CHECKS)}')
    for number, check in enumerate(CHECKS, 1):
        name = check.__name__.replace('_', ' ')
        with tempfile.TemporaryDirectory(prefix='canid-peer-') as folder:
            try:
                problem = check(pathlib.Path(folder))
            except Skip as reason:
                print(f'ok {number} {name} # SKIP {reason}', flush=True)
                continue
            except (subprocess.CalledProcessError, ValueError) as error:
                problem = repr(error)
        print(f'{"not ok" if problem else "ok"} {number} {name}', flush=True)
        if problem:
            failed += 1
            print(f'# {problem}')
    return 1 if failed else 0


sys.exit(main())
