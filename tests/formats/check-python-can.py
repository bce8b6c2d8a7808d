#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""CSV and Printer logs between canid-cli and python-can, both ways, with messages made up at random. TAP; skipped without python3-can.

    check-python-can.py CANID-CLI
"""
import csv
import io
import os
import random
import subprocess
import sys
import tempfile

try:
    import can
except ImportError:
    print("1..0 # SKIP python3-can is not installed")
    sys.exit(0)

CLI = sys.argv[1]
LENGTHS = list(range(9)) + [12, 16, 20, 24, 32, 48, 64]


def message(rnd, time):
    extended = rnd.random() < 0.5
    kind = rnd.random()
    number = rnd.getrandbits(29 if extended else 11) >> rnd.choice((0, 0, 4, 20))
    more = {"timestamp": time, "arbitration_id": number, "is_extended_id": extended, "channel": rnd.choice(("can0", "vcan12", "my_bus")),
            "is_rx": rnd.random() < 0.8}
    if kind < 0.1:
        return can.Message(**{**more, "arbitration_id": rnd.getrandbits(9), "is_extended_id": False}, is_error_frame=True,
                           data=rnd.randbytes(8))
    if kind < 0.2:
        return can.Message(**more, is_remote_frame=True, dlc=rnd.randrange(9))
    if kind < 0.6:
        return can.Message(**more, is_fd=True, bitrate_switch=rnd.random() < 0.5, error_state_indicator=rnd.random() < 0.5,
                           data=rnd.randbytes(rnd.choice(LENGTHS)))
    length = rnd.randrange(9)
    return can.Message(**more, data=rnd.choice((rnd.randbytes(length), b"Text1234"[:length])))


def messages(seed, n):
    rnd, time, out = random.Random(seed), 1_700_000_000_000_000, []
    for _ in range(n):
        time += rnd.choice((0, 1, 250, 10_000, 3_600_000_000))
        out.append(message(rnd, time / 1e6))
    return out


def write(writer_class, path, all_messages):
    writer = writer_class(path)
    for one in all_messages:
        writer.on_message_received(one)
    writer.stop()


def candump(one):
    """A line of candump -L; python-can's own leaves out the length of remote frames and the data of error frames."""
    number = f"{one.arbitration_id | (0x20000000 if one.is_error_frame else 0):0{8 if one.is_extended_id or one.is_error_frame else 3}X}"
    fd = f"#{one.bitrate_switch + 2 * one.error_state_indicator:X}" if one.is_fd else ""
    data = f"R{one.dlc}" if one.is_remote_frame else fd + one.data.hex()
    return f"({one.timestamp:.6f}) {one.channel} {number}#{data} {'R' if one.is_rx else 'T'}\n"


def write_candump(path, all_messages):
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(map(candump, all_messages))


def ours(path):
    done = subprocess.run([CLI, "print", "-T", "csv", path], capture_output=True, encoding="utf-8", check=False)
    return list(csv.DictReader(io.StringIO(done.stdout))), done.stderr


def convert(source, target):
    subprocess.run([CLI, "convert", source, target], check=True, stderr=subprocess.DEVNULL)


def row(one, fd_flags, channels):
    """What we print of a message."""
    fd = one.is_fd and (fd_flags or len(one.data) > 8)
    return {"time": f"{one.timestamp:.6f}", "channel": str(one.channel) if channels else "", "id": f"{one.arbitration_id:X}",
            "ext": str(int(one.is_extended_id)), "rtr": str(int(one.is_remote_frame)), "err": str(int(one.is_error_frame)),
            "fd": str(int(fd)), "brs": str(int(fd_flags and one.bitrate_switch)),
            "esi": str(int(fd_flags and one.error_state_indicator)), "dir": "rx" if one.is_rx or not fd_flags else "tx",
            "dlc": str(LENGTHS.index(one.dlc)), "data": one.data.hex().upper()}


def compare_rows(path, all_messages, fd_flags, channels):
    rows, complaint = ours(path)
    out = [complaint.strip()] if complaint.strip() else []
    if len(rows) != len(all_messages):
        out.append(f"{len(rows)} frames, expected {len(all_messages)}")
    for have, one in zip(rows, all_messages):
        want = row(one, fd_flags, channels)
        wrong = [f"{key} {have[key]} not {value}" for key, value in want.items() if have[key] != value]
        if wrong:
            out.append(f"frame {have['number']}: {', '.join(wrong)}")
    return out


def csv_theirs(folder):
    path, all_messages = os.path.join(folder, "theirs.csv"), messages(1, 3000)
    write(can.CSVWriter, path, all_messages)
    return compare_rows(path, all_messages, False, False)


def printer_theirs(folder):
    path, all_messages = os.path.join(folder, "theirs.txt"), messages(2, 3000)
    write(can.Printer, path, all_messages)
    return compare_rows(path, all_messages, True, True)


def csv_ours(folder):
    """Their log by us as CSV: byte by byte what they write of it."""
    log, path, theirs = (os.path.join(folder, name) for name in ("a.log", "ours.csv", "again.csv"))
    all_messages = messages(3, 3000)
    write_candump(log, all_messages)
    convert(log, path)
    read = list(can.CSVReader(path))
    out = [] if len(read) == len(all_messages) else [f"{len(read)} messages, expected {len(all_messages)}"]
    for number, (have, want) in enumerate(zip(read, all_messages), 1):
        if (have.timestamp, have.arbitration_id, have.is_extended_id, have.is_remote_frame, have.dlc, have.data) != (
                want.timestamp, want.arbitration_id, want.is_extended_id, want.is_remote_frame, want.dlc, want.data):
            out.append(f"message {number}: {have!r} not {want!r}")
    write(can.CSVWriter, theirs, all_messages)
    with open(path, "rb") as a, open(theirs, "rb") as b:
        return out + ([] if a.read() == b.read() else ["not the bytes that python-can writes"])


def printer_ours(folder):
    log, path = os.path.join(folder, "b.log"), os.path.join(folder, "ours.txt")
    all_messages = messages(4, 3000)
    write_candump(log, all_messages)
    convert(log, path)
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    out = [] if len(lines) == len(all_messages) + 1 else [f"{len(lines) - 1} lines, expected {len(all_messages)}"]
    return out + [f"{have!r} not {str(want)!r}" for have, want in zip(lines, all_messages) if have != str(want)]


def main():
    tests = (csv_theirs, printer_theirs, csv_ours, printer_ours)
    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, 1):
        with tempfile.TemporaryDirectory() as folder:
            out = test(folder)
        print(f"{'not ok' if out else 'ok'} {number} {test.__name__}")
        for line in out[:5]:
            print("# " + line)


if __name__ == "__main__":
    main()
