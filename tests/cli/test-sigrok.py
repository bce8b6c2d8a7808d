#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""`canid-cli samples` beside sigrok's can decoder: classic data frames of .sr files made here, at rates and sample rates in
use, both polarities for ours. sigrok 0.5 checks no CRC and takes fixed stuff bits for dynamic ones: FD is not compared.

    test-sigrok.py CANID_CLI

TAP on stdout.
"""
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

BUSES = [(500000, 24e6), (125000, 1e6), (1000000, 12e6), (250000, 8e6), (83333, 2e6)]
FRAMES = 60


def crc15(bits):
    crc = 0
    for bit in bits:
        top = crc >> 14 & 1
        crc = crc << 1 & 0x7FFF
        if top != bit:
            crc ^= 0x4599
    return crc


def number(value, width):
    return [value >> i & 1 for i in reversed(range(width))]


def wire(identifier, extended, data):
    if extended:
        bits = [0] + number(identifier >> 18, 11) + [1, 1] + number(identifier & 0x3FFFF, 18) + [0, 0, 0]
    else:
        bits = [0] + number(identifier, 11) + [0, 0, 0]
    bits += number(len(data), 4)
    for byte in data:
        bits += number(byte, 8)
    bits += number(crc15(bits), 15)
    out, run, last = [], 0, None
    for bit in bits:
        out.append(bit)
        run = run + 1 if bit == last else 1
        last = bit
        if run == 5:
            last = 1 - bit
            out.append(last)
            run = 1
    return out + [1, 0, 1] + [1] * 10


def record(path, bitrate, rate, frames, inverted):
    """One line, RX, as bit 2 of a byte a sample."""
    level, samples = [], bytearray()
    bits = [1] * 30
    for frame in frames:
        bits += wire(*frame) + [1] * random.randrange(12)
    bits += [1] * 30
    total = int(len(bits) * rate / bitrate)
    for i in range(total):
        bit = bits[min(int(i * bitrate / rate), len(bits) - 1)]
        samples.append((bit ^ inverted) << 2)
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as out:
        out.writestr('version', '2')
        out.writestr('metadata', '[global]\nsigrok version=0.5.2\n\n[device 1]\ncapturefile=logic-1\ntotal probes=8\n'
                     f'samplerate={int(rate)}\ntotal analog=0\n'
                     + ''.join(f'probe{i + 1}={"RX" if i == 2 else f"D{i}"}\n' for i in range(8)) + 'unitsize=1\n')
        for chunk, start in enumerate(range(0, total, 200000)):
            out.writestr(f'logic-1-{chunk + 1}', bytes(samples[start:start + 200000]))


def convert(cli, folder, bitrate, rate, frames, name, *more):
    """The same frames as a log, converted by us."""
    log = os.path.join(folder, 'frames.log')
    with open(log, 'w', encoding='ascii') as out:
        for i, (identifier, extended, data) in enumerate(frames):
            out.write(f'({i * 250 / bitrate:.6f}) RX {identifier:0{8 if extended else 3}X}#{bytes(data).hex().upper()}\n')
    path = os.path.join(folder, name)
    subprocess.run([cli, 'convert', '--bitrate', str(bitrate), *(['--sample-rate', str(int(rate))] if rate else []), *more, log, path], check=True)
    return path


def ours(cli, path):
    out = subprocess.run([cli, 'samples', '-T', 'candump', path], capture_output=True, text=True)
    frames = []
    for line in out.stdout.splitlines():
        identifier, data = line.split()[2].split('#')
        frames.append((int(identifier, 16), len(identifier) == 8, list(bytes.fromhex(data))))
    return frames


def sigrok(path, bitrate, *more):
    out = subprocess.run(['sigrok-cli', *more, '-i', path, '-P', f'can:can_rx=RX:nominal_bitrate={bitrate}', '-A', 'can'],
                         capture_output=True, text=True)
    frames = []
    for line in out.stdout.splitlines():
        if 'Start of frame' in line:
            frames.append([0, False, []])
        elif found := re.search(r': (Full identifier|Identifier|Extended identifier): \d+ \(0x([0-9a-f]+)\)', line, re.I):
            if found[1].lower().startswith('full'):
                frames[-1][:2] = [int(found[2], 16), True]
            elif found[1] == 'Identifier':
                frames[-1][0] = int(found[2], 16)
            elif not frames[-1][1]:
                frames[-1][:2] = [frames[-1][0] << 18 | int(found[2], 16), True]
        elif found := re.search(r'Data byte \d+: 0x([0-9a-f]+)', line):
            frames[-1][2].append(int(found[1], 16))
    return [tuple(frame) for frame in frames]


def check(what, good):
    global n_done, failed
    n_done += 1
    failed |= not good
    print(f'{"ok" if good else "not ok"} {n_done} {what}')


cli = sys.argv[1]
if shutil.which('sigrok-cli') is None:
    print('1..0 # SKIP sigrok-cli is not installed')
    sys.exit(0)
random.seed(8)
print(f'1..{3 * len(BUSES) + 1}')
n_done, failed = 0, False
with tempfile.TemporaryDirectory() as folder:
    for i, (bitrate, rate) in enumerate(BUSES):
        frames = []
        for _ in range(FRAMES):
            extended = random.random() < 0.3
            frames.append((random.randrange(1 << (29 if extended else 11)), extended,
                           [random.choice([0, 255, random.randrange(256)]) for _ in range(random.randrange(9))]))
        for inverted in (0, 1):
            path = os.path.join(folder, f'{i}-{inverted}.sr')
            record(path, bitrate, rate, frames, inverted)
            found = ours(cli, path)
            good = found == frames
            if not inverted:
                other = sigrok(path, bitrate)
                good = good and other == found
                if other != found:
                    wrong = [(a, b) for a, b in zip(found, other) if a != b][:3]
                    print(f'# {len(found)} frames, sigrok {len(other)}: {wrong}')
            check(f'{bitrate} bit/s, {rate / bitrate:.0f} samples a bit' + (', inverted' if inverted else ', as sigrok'), good)
        # sigrok makes a sample of every ns of a VCD: one is enough.
        for name, at, more in [('ours.sr', rate, ())] + [('ours.vcd', 0, ('-I', 'vcd:downsample=50'))] * (i == 0):
            path = convert(cli, folder, bitrate, at, frames, name)
            found = ours(cli, path)
            other = sigrok(path, bitrate, *more)
            good = found == frames and other == frames
            if not good:
                print(f'# {len(frames)} frames, ours {len(found)}, sigrok {len(other)}')
            check(f'{name} at {bitrate} bit/s, written by convert', good)
sys.exit(failed)
