#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every ASC and candump log of the corpus, written as ASC by canid-cli, must read back as the same frames: in canid-cli itself, in
python-can, and in asc2log of can-utils.

    check-written.py CANID-CLI CORPUS

Where another reader is wrong, the frames concerned are left out of its comparison by a rule below that says why. TAP on standard output.
"""
import csv
import glob
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time

try:
    import can
except ImportError:
    can = None

ZONES = ("UTC", "Europe/Berlin")

# Rules for frames that a reader gets wrong: (what it does, whether this frame is one).
PYTHON_CAN_WRONG = (
    ("passes over OverloadFrame lines", lambda f: is_overload(f)),
    ("takes a CANFD line without data for a remote frame", lambda f: f["fd"] == "1" and f["len"] == "0"),
    ("takes the hexadecimal DLC of a remote frame only if it is a decimal digit", lambda f: f["rtr"] == "1" and int(f["dlc"]) > 9),
)
ASC2LOG_WRONG = (
    ("writes no overload frames", lambda f: is_overload(f)),
    ("takes DLC 9 to 15 of a classic frame for none", lambda f: f["fd"] == "0" and int(f["dlc"]) > 8),
)


def is_overload(frame):
    return frame["err"] == "1" and int(frame["id"], 16) & 8 and frame["data"][4:6] and int(frame["data"][4:6], 16) & 0x20


def run(zone, *command):
    return subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace",
                          env={**os.environ, "TZ": zone, "LC_ALL": "C"})


def frames(zone, cli, path):
    done = run(zone, cli, "print", "-T", "csv", path)
    return list(csv.DictReader(io.StringIO(done.stdout)))


def nanoseconds(text):
    seconds, _, fraction = text.partition(".")
    ns = int((fraction + "000000000")[:9])
    return int(seconds) * 10**9 + (-ns if seconds.startswith("-") else ns)


def first_difference(want, have, names=("written", "read")):
    if len(want) != len(have):
        return [f"{len(want)} frames {names[0]}, {len(have)} {names[1]}"]
    return [f"frame {i}: {a} not {b}" for i, (a, b) in enumerate(zip(want, have), 1) if a != b][:3]


# --- canid-cli ---

KEPT = ("ext", "rtr", "err", "fd", "brs", "esi", "dlc", "len")


def known_error(frame):
    """What ASC can say of an error: none of counters, controller and transceiver."""
    if frame["len"] != "8" or not int(frame["id"], 16) & 0x28:
        return ""
    data = bytes.fromhex(frame["data"])
    if data[2] & 0x20:
        return "overload"
    return (data[2] & 0x80, data[3] & 0x1F or 0x19, bool(int(frame["id"], 16) & 0x20))


def our_key(frame, channels):
    channel = channels.setdefault(frame["channel"], len(channels))
    if frame["err"] == "1":
        return nanoseconds(frame["time"]), channel, "error", known_error(frame)
    return (nanoseconds(frame["time"]), channel, frame["id"], frame["data"], frame["dir"], *(frame[k] for k in KEPT))


def check_canid(zone, cli, source, asc):
    before, after = {}, {}
    return first_difference([our_key(f, before) for f in frames(zone, cli, source)],
                            [our_key(f, after) for f in frames(zone, cli, asc)])


# --- python-can ---

def bits(frame, *names):
    return tuple(frame[name] == "1" for name in names)


def check_python_can(zone, cli, asc):
    want, have = [], []
    os.environ["TZ"] = zone
    time.tzset()
    kept = [f for f in frames(zone, cli, asc) if not is_overload(f)]
    messages = list(can.ASCReader(asc, relative_timestamp=False))
    if len(kept) != len(messages):
        return [f"{len(kept)} frames, {len(messages)} of python-can"]
    # Without a date ASC has 1 January 1970, which python-can takes for local time.
    undated = bool(kept) and nanoseconds(kept[0]["time"]) < 365 * 86400 * 10**9
    shift = time.timezone if undated else 0
    for f, m in zip(kept, messages):
        us = nanoseconds(f["time"]) // 1000
        if abs(us - (m.timestamp - shift) * 1e6) > 2:
            return [f"frame {f['number']}: time {f['time']} not {m.timestamp}"]
        if any(wrong(f) for _, wrong in PYTHON_CAN_WRONG):
            continue
        if f["err"] == "1":
            want.append(("error",))
            have.append(("error",) if m.is_error_frame else (str(m),))
            continue
        want.append((int(f["channel"]), int(f["id"], 16), f["data"], f["dir"], *bits(f, "ext", "rtr", "fd", "brs", "esi"),
                     int(f["dlc"]) if f["rtr"] == "1" else 0))
        have.append((m.channel + 1, m.arbitration_id, m.data.hex().upper(), "rx" if m.is_rx else "tx", m.is_extended_id,
                     m.is_remote_frame, m.is_fd, m.bitrate_switch, m.error_state_indicator, m.dlc if m.is_remote_frame else 0))
    return first_difference(want, have, ("ours", "python-can's"))


# --- asc2log ---

def check_asc2log(zone, cli, asc, folder):
    log = os.path.join(folder, "theirs.log")
    ours = frames(zone, cli, asc)
    if any(nanoseconds(f["time"]) % 1000 for f in ours):
        return []  # refuses nine decimals
    run(zone, "asc2log", "-I", asc, "-O", log)
    theirs = frames(zone, cli, log)
    ours = [f for f in ours if not any(wrong(f) for _, wrong in ASC2LOG_WRONG)]
    # It takes a date only where the locale en_US (with am, pm) or de_DE is installed, else today's: times count from the first frame.
    zero = {id(rows): nanoseconds(rows[0]["time"]) for rows in (ours, theirs) if rows}

    def key(f, channel, rows):
        if f["err"] == "1":
            return nanoseconds(f["time"]) - zero[id(rows)], channel, "error"
        return (nanoseconds(f["time"]) - zero[id(rows)], channel, f["id"], f["data"],
                *(f[k] for k in ("ext", "rtr", "fd", "brs", "esi", "dlc")))
    return first_difference([key(f, f"can{int(f['channel']) - 1}", ours) for f in ours],
                            [key(f, f["channel"], theirs) for f in theirs],
                            ("ours", "asc2log's"))


def main():
    cli, corpus = sys.argv[1:]
    logs = sorted(path for kind in ("asc", "candump") for path in glob.glob(os.path.join(corpus, "logs", kind, "**"), recursive=True)
                  if os.path.isfile(path))
    if not logs:
        print("1..0 # SKIP no corpus at " + corpus)
        return 0
    n = 0
    with tempfile.TemporaryDirectory(prefix="canid-written-") as folder:
        asc = os.path.join(folder, "ours.asc")
        for path in logs:
            if not frames("UTC", cli, path):
                continue  # nothing to write; check-logs.py knows whether that is right
            for zone in ZONES:
                name = f"{os.path.relpath(path, os.path.join(corpus, 'logs'))} {zone}"
                done = run(zone, cli, "convert", path, asc)
                checks = [("canid", check_canid(zone, cli, path, asc) + ([done.stderr] if done.returncode else []))]
                if can is not None:
                    checks.append(("python-can", check_python_can(zone, cli, asc)))
                if shutil.which("asc2log"):
                    checks.append(("asc2log", check_asc2log(zone, cli, asc, folder)))
                for reader, differences in checks:
                    n += 1
                    print(f"{'not ok' if differences else 'ok'} {n} {name} {reader}")
                    for line in differences:
                        print(f"#   {line}")
    print(f"1..{n}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
