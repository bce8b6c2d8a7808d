#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Deterministic CAN traffic generator: one bus load, many file formats.

    generate-log.py -n 1000000 -o data/t1m asc log csv blf pcap pcapng sqlite dbc

Writes <out>.<format> for each format named.  Same seed and count give the
same frames in every format.  csv and blf go through python-can's
writers (/usr/bin/python3 on Debian); the rest needs only the standard library.

Traffic: can0, classic 500 kbit/s, 36 ids, 10..1000 ms, about 58 % load, one
frame in ten extended; can1, CAN FD with BRS, 4 ids of 12..64 bytes; one error
frame per about 2000 frames; one id is sent by us (Tx).  The payload
has two slow random walks, a temperature, flags, a counter and a checksum.
"""
import argparse, heapq, random, struct, sys

START = 1_700_000_000_000_000  # absolute start, us since the epoch
CLASSIC = [10_000] * 18 + [20_000] * 9 + [50_000] * 4 + [100_000] * 3 + [500_000, 1_000_000]
EXT = {2, 9, 20, 31}                 # which of these use 29-bit ids
FD = [(10_000, 32), (20_000, 64), (50_000, 12), (100_000, 48)]
FD_LEN = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64]


def schedule():
    """[(bus, id, ext, fd, tx, length, period_us)]; index = sender."""
    out = []
    for i, period in enumerate(CLASSIC):
        cid = 0x18FEF100 + i * 0x101 if i in EXT else 0x0B3 + i * 0x1C
        out.append((0, cid, i in EXT, False, i == 5, 8, period))
    for i, (period, length) in enumerate(FD):
        out.append((1, 0x501 + i * 0x10, False, True, False, length, period))
    return out


def frames(n, seed=1):
    """Yield n tuples (t_us, bus, id, ext, fd, err, tx, data), in time order."""
    rnd, msgs = random.Random(seed), schedule()
    state = [[rnd.randrange(20000, 40000), rnd.randrange(9000, 50000), rnd.randrange(500, 900), 0]
             for _ in msgs]
    heap = [(rnd.randrange(m[6]), k) for k, m in enumerate(msgs)]
    heapq.heapify(heap)
    free = [0, 0]                    # when each bus is idle again
    bits, r = rnd.getrandbits, 1
    while n > 0:
        due, k = heap[0]
        bus, cid, ext, fd, tx, length, period = msgs[k]
        heapq.heapreplace(heap, (due + period, k))
        r = bits(32)
        t = max(due + (r & 63), free[bus])
        if fd:
            free[bus] = t + 60 + length * 5
        else:
            free[bus] = t + (286 if ext else 242) + (r >> 6 & 7) * 2
        s = state[k]
        x = s[0] = (s[0] + (r >> 9 & 31) - 15) & 0x7FFF
        y = s[1] = (s[1] + (r >> 14 & 15) - 7) & 0xFFFF
        if not r >> 18 & 63:
            s[2] = (s[2] + (r >> 24 & 1) * 2 - 1) & 0xFFF
        c = s[3] = (s[3] + 1) & 15
        v = (x | y >> 8 << 16 | (y & 255) << 24 | s[2] << 32 | (x >> 12) << 44
             | (c << 52) | ((x + y + s[2] + c + cid & 255) << 56))
        data = v.to_bytes(8, "little")
        if fd:
            data += struct.pack("<%dH" % ((length - 8) // 2),
                                *((x + 37 * j) & 0xFFFF for j in range((length - 8) // 2)))
        yield t, bus, cid, ext, fd, False, tx, data
        n -= 1
        if not bits(11) and n > 0:   # the frame is followed by an error frame
            yield free[bus], bus, 0, False, False, True, False, b""
            free[bus] += 40
            n -= 1


def asc(f, it):
    f.write("date Tue Nov 14 10:13:20.000 PM 2023\nbase hex  timestamps absolute\n"
            "internal events logged\nBegin Triggerblock Tue Nov 14 10:13:20.000 PM 2023\n"
            "   0.000000 Start of measurement\n")
    for t, bus, cid, ext, fd, err, tx, data in it:
        ts = "%4d.%06d" % divmod(t, 1_000_000)
        if err:
            f.write(f"{ts} {bus + 1}  ErrorFrame\n")
            continue
        i, d = f"{cid:X}{'x' if ext else ''}", "Tx" if tx else "Rx"
        if fd:
            f.write(f"{ts} CANFD {bus + 1:>3} {d:<4} {i:>8}  {'':>32} 1 0 {FD_LEN.index(len(data)):x} "
                    f"{len(data):>2} {data.hex(' ').upper()} {0:>8} {0:>4} {0x3000:>8X}"
                    f" {0:>8} {0:>8} {0:>8} {0:>8} {0:>8}\n")
        else:
            f.write(f"{ts} {bus + 1}  {i:<15} {d:<4} d {len(data):x} {data.hex(' ').upper()}\n")
    f.write("End TriggerBlock\n")


def log(f, it):
    for t, bus, cid, ext, fd, err, tx, data in it:
        s, us = divmod(t + START, 1_000_000)
        if err:
            f.write(f"({s}.{us:06d}) can{bus} 20000080#0000000000000000\n")
        else:
            i = f"{cid:08X}" if ext else f"{cid:03X}"
            f.write(f"({s}.{us:06d}) can{bus} {i}#{'#1' if fd else ''}{data.hex().upper()}\n")


def socketcan(cid, ext, fd, err, data):
    """A LINKTYPE_CAN_SOCKETCAN (227) packet, padded as Linux does: 16 or 72 bytes."""
    if err:
        return struct.pack(">IB3x8x", 0x20000080, 8)
    return struct.pack(">IBB2x%ds" % (64 if fd else 8), cid | (0x80000000 if ext else 0),
                       len(data), 5 if fd else 0, data)


def pcap(f, it):
    f.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 72, 227))
    for t, bus, cid, ext, fd, err, tx, data in it:
        p = socketcan(cid, ext, fd, err, data)
        f.write(struct.pack("<IIII", *divmod(t + START, 1_000_000), len(p), len(p)) + p)


def pcapng(f, it):
    def block(kind, body):
        f.write(struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12))
    block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    for name in (b"can0", b"can1"):
        block(1, struct.pack("<HHIHH4sHH", 227, 0, 72, 2, 4, name, 0, 0))
    for t, bus, cid, ext, fd, err, tx, data in it:
        p, t = socketcan(cid, ext, fd, err, data), t + START
        block(6, struct.pack("<IIIII", bus, t >> 32, t & 0xFFFFFFFF, len(p), len(p)) + p)


def dbc(f, _):
    f.write('VERSION ""\n\nNS_ :\n\nBS_:\n\nBU_: ECU Tool\n\n')
    for k, (bus, cid, ext, fd, tx, length, period) in enumerate(schedule()):
        f.write(f"BO_ {cid | (0x80000000 if ext else 0)} Msg{k:02d}: {length} {'Tool' if tx else 'ECU'}\n")
        for sg in ('Speed : 0|16@1- (0.01,0) [0|0] "km/h"', 'Torque : 23|16@0+ (0.5,-12000) [0|0] "Nm"',
                   'Temp : 32|12@1+ (0.1,-40) [0|0] "degC"', 'FlagA : 44|1@1+ (1,0) [0|1] ""',
                   'FlagB : 45|1@1+ (1,0) [0|1] ""', 'Mode : 46|3@1+ (1,0) [0|7] ""',
                   'Gear : 49|3@1- (1,0) [-4|3] ""', 'Cnt : 52|4@1+ (1,0) [0|15] ""',
                   'Crc : 56|8@1+ (1,0) [0|255] ""'):
            f.write(f" SG_ M{k:02d}_{sg} Tool\n")
        for j in range((length - 8) // 2):
            f.write(f' SG_ M{k:02d}_Cell{j:02d} : {64 + 16 * j}|16@1+ (0.001,0) [0|0] "V" Tool\n')
        f.write("\n")


def sqlite(path, it):
    """python-can's table; its own SqliteWriter loses what is queued at stop()."""
    import sqlite3
    db = sqlite3.connect(path)
    db.execute("DROP TABLE IF EXISTS messages")
    db.execute("CREATE TABLE messages (ts REAL, arbitration_id INTEGER, extended INTEGER,"
               " remote INTEGER, error INTEGER, dlc INTEGER, data BLOB)")
    db.executemany("INSERT INTO messages VALUES (?,?,?,0,?,?,?)",
                   (((t + START) / 1e6, cid, ext, err, len(data), data)
                    for t, bus, cid, ext, fd, err, tx, data in it))
    db.commit()


def python_can(path, it):
    import can
    w = can.BLFWriter(path) if path.endswith(".blf") else can.CSVWriter(path)
    for m in messages(it):
        w(m)
    w.stop()


def messages(it):
    """frames() as python-can Message objects."""
    from can import Message
    for t, bus, cid, ext, fd, err, tx, data in it:
        yield Message(timestamp=(t + START) / 1e6, arbitration_id=cid, is_extended_id=ext, is_fd=fd,
                      bitrate_switch=fd, is_error_frame=err, is_rx=not tx, channel=bus, data=data)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("-n", type=int, default=1_000_000, help="frames")
    ap.add_argument("-s", "--seed", type=int, default=1)
    ap.add_argument("-o", "--out", default="traffic", help="output path without extension")
    ap.add_argument("formats", nargs="+", choices="asc log csv blf pcap pcapng sqlite dbc".split())
    a = ap.parse_args()
    for kind in a.formats:
        path, it = f"{a.out}.{kind}", frames(a.n, a.seed)
        if kind == "sqlite":
            sqlite(path, it)
        elif kind in ("csv", "blf"):
            python_can(path, it)
        else:
            with open(path, "wb" if kind.startswith("pcap") else "w") as f:
                globals()[kind](f, it)


if __name__ == "__main__":
    main()
