#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every ASC and candump log of the corpus, printed by canid-cli, against the frames that python-can reads from it.

    check-logs.py CANID-CLI CORPUS

Compared as corpus/expected/README.md says. Where python-can is wrong the difference stands here with its reason, and what it
gets right is still compared. TAP on standard output.
"""
import csv
import datetime
import glob
import gzip
import io
import os
import re
import subprocess
import sys

TOLERANCE = 1.1e-6  # the expected times are rounded to 1 us

# log: (reason, our frames, ours before the oracle's first, fields not compared)
ORACLE_WRONG = {
    "asc/busmaster__FormatConvASC2LOG.asc": (
        "loses the first frame; takes all times as of one block, where each of the file's dates begins one", 1116, 1, {"time"}),
    "asc/mdf4-converters__multiple_CAN.asc": (
        "loses the first frame; reads lines of more than 8 bytes as classic and cuts them", 164, 1, {"fd", "data", "len"}),
    "asc/mdf4-converters__multiple_LIN.asc": ("loses the first frame", 12, 1, set()),
    "asc/python-can__logfile.asc": (
        "a remote frame without EDL on an FD channel is classic, not FD with ESI", 20, 0, {"fd", "esi"}),
    "asc/python-can__single_frame.asc": ("8 of 64 bytes", 1, 0, {"fd", "data", "len"}),
    "asc/python-can__test_CanFdRemoteMessage.asc": ("classic by its Flags, not FD", 1, 0, {"fd", "esi"}),
    "asc/vector_events/test_CanMessage.asc": ("reads one of two frames: there is no header", 2, 1, set()),
}

# Not in expected/: what canid-cli gives instead. frames, problems (skipped lines)
WITHOUT_ORACLE = {
    "asc/mdf4-converters__single_can_bus_1_CAN.asc": (1, 0),
    "asc/vector_events/test_CanErrorFrameExt.asc": (1, 0),
    "candump/go-nmea-client__candump_L.log": (7, 0),
}

# The same frames as another file.
SAME_AS = {"asc/python-can__test_CanMessage.asc.gz": "asc/python-can__test_CanMessage.asc"}

# Not CAN frames, or the files of programs that are not read yet: refused, never misread.
REFUSED = ("candump/go-nmea-client__candump-req59904_126996-canboat-analyzed.log", "csv/")

NUMBERED = re.compile(r"(?:\d+ )?\((\d+\.\d+)\) (\S+) ([0-9A-F]+)#([0-9A-F]*)$")
PRINTED = re.compile(r" *(?:\((.*?)\))? +(\w+)  ([0-9A-F]+)   \[\d\]  ((?:[0-9A-F]{2} ?)*)$")


def console(path):
    """What candump printed, as expected frames, by nothing but two patterns; None if the file is of another kind."""
    clock, out = 0.0, []
    with open(path, encoding="utf-8") as file:
        for line in file:
            match = PRINTED.match(line) or NUMBERED.match(line)
            if match is None and not line.startswith("#"):
                return None
            if match is None:
                continue
            stamp, channel, number, data = match.groups()
            if stamp is not None and "-" in stamp:
                clock = datetime.datetime.fromisoformat(stamp + "+00:00").timestamp()
            elif stamp is not None:
                clock = clock + float(stamp) if path.endswith("t-d.log") else float(stamp)
            data = data.replace(" ", "").strip()
            out.append({"timestamp": clock, "channel": channel, "id": number.lstrip("0"), "ext": str(int(len(number) > 3)),
                        "rtr": "0", "err": "0", "fd": "0", "brs": "0", "esi": "0", "dir": "rx", "data": data,
                        "dlc": str(len(data) // 2)})
    return out


class Tap:
    def __init__(self):
        self.n = self.failed = 0

    def check(self, name, differences, note=""):
        self.n += 1
        self.failed += bool(differences)
        print(f"{'not ok' if differences else 'ok'} {self.n} {name}{' # ' + note if note else ''}")
        for line in differences[:5]:
            print(f"#   {line}")
        if len(differences) > 5:
            print(f"#   … {len(differences)} in all")


def run(cli, *args):
    return subprocess.run([cli, *args], capture_output=True, encoding="utf-8", errors="replace",
                          env={**os.environ, "TZ": "UTC", "LC_ALL": "C"})


def frames(cli, path, relative):
    """([row…], complaint)"""
    done = run(cli, "print", "-T", "csv", *(["--time", "relative"] if relative else []), path)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    return rows, done.stderr.strip() if done.returncode else ""


def expected(folder, name):
    base = os.path.join(folder, "logs__" + name.replace("/", "__") + ".csv")
    for path in (base, base + ".gz"):
        if os.path.exists(path):
            with (gzip.open if path.endswith(".gz") else open)(path, "rt") as file:
                return list(csv.DictReader(file))
    return None


def compare(ours, theirs, numbered, but=frozenset()):
    """numbered: channels are the file's numbers, python-can's are one less"""
    out = []
    if len(ours) < len(theirs):
        out.append(f"{len(ours)} frames, expected {len(theirs)}")
    for our, their in zip(ours, theirs):
        wrong = []
        if "time" not in but and abs(float(our["time"]) - float(their["timestamp"])) > TOLERANCE:
            wrong.append(f"time {our['time']} not {their['timestamp']}")
        channel = str(int(their["channel"]) + 1) if numbered else their["channel"]
        if our["channel"] != channel:
            wrong.append(f"channel {our['channel']} not {channel}")
        fields = ["err"] if their["err"] == "1" else ["id", "ext", "rtr", "err", "fd", "brs", "esi", "dir", "data"]
        for field in fields:
            if field not in but and our[field] != their[field]:
                wrong.append(f"{field} {our[field]} not {their[field]}")
        length = our["dlc"] if their["rtr"] == "1" else our["len"]
        if their["err"] != "1" and "len" not in but and length != their["dlc"]:
            wrong.append(f"length {length} not {their['dlc']}")
        if wrong:
            out.append(f"frame {our['number']}: " + ", ".join(wrong))
    return out


def skipped(cli, path):
    import json
    done = run(cli, "info", "-T", "json", path)
    try:
        return json.loads(done.stdout)["skipped"]
    except (ValueError, KeyError):
        return None


def check_log(tap, cli, corpus, name):
    path = os.path.join(corpus, "logs", name)
    asc = name.startswith("asc/")
    ours, complaint = frames(cli, path, asc)
    good = expected(os.path.join(corpus, "expected/frames"), SAME_AS.get(name, name))
    bad = expected(os.path.join(corpus, "expected/frames_oracle_wrong"), name)

    if good is not None:
        out = compare(ours, good, asc) + ([complaint] if complaint else [])
        if len(ours) != len(good):
            out.append(f"{len(ours)} frames, expected {len(good)}")
        tap.check(name, out)
    elif bad is not None:
        reason, n, first, but = ORACLE_WRONG[name]
        out = compare(ours[first:], bad, asc, but)
        if len(ours) != n:
            out.append(f"{len(ours)} frames, expected {n}")
        tap.check(name, out, f"oracle wrong: {reason}")
    elif name in WITHOUT_ORACLE:
        n, problems = WITHOUT_ORACLE[name]
        out = [] if len(ours) == n else [f"{len(ours)} frames, expected {n}"]
        if skipped(cli, path) != problems:
            out.append(f"{skipped(cli, path)} lines skipped, expected {problems}")
        tap.check(name, out, "without oracle")
    elif name.startswith(REFUSED):
        said = any(words in complaint for words in ("not a log of a format", "columns", "none of the"))
        tap.check(name, [] if not ours and said else [f"{len(ours)} frames {complaint}"],
                  "refused")
    elif name.startswith("candump/"):
        good = console(path) or []
        out = compare(ours, good, False) + ([complaint] if complaint else [])
        if len(ours) != len(good) or not good:
            out.append(f"{len(ours)} frames, expected {len(good)}")
        tap.check(name, out, "as printed")
    else:  # events of other buses: no frames, nothing wrong
        out = [f"{len(ours)} frames"] if ours else []
        if skipped(cli, path) != 0:
            out.append(f"{skipped(cli, path)} lines skipped")
        tap.check(name, out, "no CAN frames")


# python-can's own CSV of the same frames.
CSV_OF = {"fd164.csv": "candump/mdf4-converters__multiple_CAN.log", "savvy4000.csv": "candump/SavvyCAN__candump.log"}


def check_python_csv(tap, cli, corpus, name):
    ours, complaint = frames(cli, os.path.join(corpus, "oracle_written", name), False)
    good = expected(os.path.join(corpus, "expected/frames"), CSV_OF[name])[:len(ours)]
    for their in good:
        their |= {"channel": "", "fd": str(int(int(their["dlc"]) > 8)), "brs": "0", "esi": "0", "dir": "rx"}
    out = compare(ours, good, False) + ([complaint] if complaint else [])
    n = int("".join(c for c in name if c.isdigit()))
    tap.check("oracle_written/" + name, out + ([] if len(ours) == n else [f"{len(ours)} frames, expected {n}"]))


def main():
    cli, corpus = sys.argv[1:]
    logs = sorted(os.path.relpath(path, os.path.join(corpus, "logs"))
                  for kind in ("asc", "candump", "csv")
                  for path in glob.glob(os.path.join(corpus, "logs", kind, "**"), recursive=True)
                  if os.path.isfile(path))
    if not logs:
        print("1..0 # SKIP no corpus at " + corpus)
        return 0
    tap = Tap()
    for name in logs:
        check_log(tap, cli, corpus, name)
    for name in CSV_OF:
        check_python_csv(tap, cli, corpus, name)
    print(f"1..{tap.n}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
