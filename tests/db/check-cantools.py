#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compares what we read from DBC files with what cantools' own tests assert (corpus/expected/README.md).

    check-cantools.py DECODE_TOOL CORPUS

Every row of cantools_signals.csv and cantools_structure.csv whose database is a DBC file is compared; where we differ on purpose the row
stands in DIFFERENT with the reason, and must differ. Every database of the corpus must load. Exit status 77 without a corpus: skipped.
"""
import ast
import csv
import pathlib
import re
import subprocess
import sys

PRUNED = 'cantools cuts the common beginning of texts when asked to prune; we show what the file says'
CUT = 'the payload ends within a signal, whose first bits nobody can give'

# (database, message or expression, signal and options) -> why ours is another
DIFFERENT = {
    ('can-go__example_float64_signal.dbc', 'load', ''):
        'nothing is wrong with it: value type 2 with 64 bits is a double, which only can-go cannot read',
    ('socialledge.dbc', 'IO_DEBUG', 'IO_DEBUG_test_enum--prune'): PRUNED,
    ('socialledge.dbc', 'IO_DEBUG', 'cli_decode 01020304 --prune'): PRUNED,
    ('motohawk.dbc', 'ExampleMessage', 'decode 0011 allow_truncated=True'): CUT,
    ('motohawk.dbc', 'ExampleMessage', 'decode 00FF allow_truncated=True'): CUT,
    ('choices_issue_with_name.dbc', 'messages[0].signals[0].choices[0].name', 'prune_choices=True'): PRUNED,
    ('choices_issue_with_name.dbc', 'messages[0].signals[0].choices[1].name', 'prune_choices=True'): PRUNED,
}


def run(tool, args, text=None):
    out = subprocess.run([tool, *args], input=text, capture_output=True, text=True, encoding='utf-8', check=False)
    return out.stdout


# --- Values ---

def decode(tool, corpus, rows):
    """One answer a row: {signal: (raw, value, unit, text)}."""
    lines = ''.join(f"{corpus / r['db_file']}\t{r['message']}\t{r['data_hex']}\n" for r in rows)
    answers = run(tool, ['--decode'], lines).split('\n\n')
    assert len(answers) == len(rows) + 1, f'{len(answers)} answers to {len(rows)} rows'
    for answer in answers[:-1]:
        fields = [line.split('\t') for line in answer.split('\n') if line]
        yield {f[0]: tuple(f[1:]) for f in fields if len(f) == 5}


def same_number(ours, expected):
    return float(ours) == float(expected)


def same_value(row, ours):
    raw, value, unit, text = ours
    expected = row['value']
    if row['value_type'] == 'str':
        return text == expected
    if row['value_type'] == 'text_with_unit':
        tail = ' ' + unit if unit else ''
        want = expected.removesuffix(tail)
        return expected.endswith(tail) and (text == want if text else same_number(value, want))
    return same_number(raw if 'scaling=False' in row['options'] else value, expected)


def check_values(tool, corpus):
    rows = [r for r in csv.DictReader(open(corpus / 'expected/cantools_signals.csv', encoding='utf-8')) if r['db_file'].endswith('.dbc')]
    wrong = []
    for row, signals in zip(rows, decode(tool, corpus, rows)):
        ours = signals.get(row['signal'])
        if ours is None or not same_value(row, ours):
            wrong.append((row['db_file'].rsplit('/', 1)[1], row['message'], row['signal'] + row['options'], f"{row['value']!r}, ours {ours}"))
    return len(rows), wrong


# --- Values to bytes ---

def text_to_encode(row):
    """What cantools was given, as we take it; texts that cantools cut cannot be."""
    if row['value_type'] == 'bool':
        return str(int(row['value'] == 'True'))
    return row['value']


def check_encoding(tool, corpus):
    """All rows of one payload together; signals no row speaks of have the bits of the payload."""
    rows = [r for r in csv.DictReader(open(corpus / 'expected/cantools_signals.csv', encoding='utf-8')) if r['db_file'].endswith('.dbc')]
    payloads = {}
    for row in rows:
        payloads.setdefault((row['db_file'], row['message'], row['data_hex'], row['options'], row['upstream_operation']), []).append(row)
    firsts = [group[0] for group in payloads.values()]
    lines, masks = [], []
    for group, signals in zip(payloads.values(), decode(tool, corpus, firsts)):
        row = group[0]
        given = {r['signal']: text_to_encode(r) for r in group}
        sign = ':=' if 'scaling=False' in row['options'] else '='
        values = [f'{name}{sign}{given[name]}' if name in given else f'{name}:={f[0]}' for name, f in signals.items()]
        raw = [f'{name}:={f[0]}' for name, f in signals.items()]
        for padding in ('00', 'ff'):
            masks.append('\t'.join([str(corpus / row['db_file']), row['message'], padding, *raw]))
        padding = 'ff' if 'padding=True' in row['options'] else '00'
        lines.append('\t'.join([str(corpus / row['db_file']), row['message'], padding, *values]))
    answers = run(tool, ['--encode'], '\n'.join(lines + masks) + '\n').split('\n')
    assert len(answers) == len(lines) + len(masks) + 1
    wrong = []
    for i, row in enumerate(firsts):
        ours, zeros, ones = answers[i], answers[len(lines) + 2 * i], answers[len(lines) + 2 * i + 1]
        if any('error' in a for a in (ours, zeros, ones)):
            same = False
        else:
            # Bits that no signal has: what padding leaves different.
            size = len(ours) // 2
            free = int(zeros or '0', 16) ^ int(ones or '0', 16)
            theirs = int(row['data_hex'][:2 * size].ljust(2 * size, '0') or '0', 16)
            if row['upstream_operation'] == 'encode':
                free = 0
            same = (int(ours or '0', 16) ^ theirs) & ~free == 0
        if not same:
            wrong.append((row['db_file'].rsplit('/', 1)[1], row['message'], f"{row['upstream_operation']} {row['data_hex']} {row['options']}".strip(), f'ours {ours}'))
    return len(firsts), wrong


# --- Structure: the few words of cantools' objects that the expressions use ---

class Choice:
    def __init__(self, value, name):
        self.value, self.name = value, name

    def __eq__(self, other):
        return self.name == (other.name if isinstance(other, Choice) else other)

    def __repr__(self):
        return repr(self.name)


class Signal:
    def __init__(self, name, fields):
        f = dict(x.split('=', 1) for x in fields)
        self.name, self.start, self.length, self.unit = name, int(f['start']), int(f['length']), f['unit']
        self.big, self.is_float = f['big'] == '1', f['kind'] in '23'
        self.is_multiplexer, self.parent = f['multiplexer'] == '1', int(f['parent'])
        self.ranges = [tuple(map(int, r.split('-'))) for r in f['mux'].split(',') if r]
        self.receivers = [r for r in f['receivers'].split(',') if r]
        self.raw_initial = float(f['initial']) if f['initial'] else None
        self.initial = None if self.raw_initial is None else self.raw_initial * float(f['factor']) + float(f['offset'])
        self.spn = int(f['spn']) if f['spn'] else None
        self.labels = {}

    choices = property(lambda self: self.labels or None)
    multiplexer_ids = property(lambda self: sorted(v for a, b in self.ranges for v in range(a, b + 1)) or None)


class Message:
    def __init__(self, name, fields):
        f = dict(x.split('=', 1) for x in fields)
        self.name, self.frame_id, self.length = name, int(f['id']), int(f['length'])
        self.is_extended_frame, self.is_fd = f['extended'] == '1', f['fd'] == '1'
        self.cycle_time = int(f['cycle']) if f['cycle'] != '-1' else None
        self.senders = [x for x in f['senders'].split(',') if x]
        self.comment, self.send_type = f['comment'] or None, f['send_type'] or None
        self.protocol = 'j1939' if f['format'] in ('J1939PG', '3') else None
        self.in_file, self.signal_groups = [], []

    # cantools sorts by start bit, which it counts for big-endian signals from the highest bit of the byte.
    signals = property(lambda self: sorted(self.in_file, key=lambda s: 8 * (s.start // 8) + 7 - s.start % 8 if s.big else s.start))

    def is_multiplexed(self):
        return any(s.parent >= 0 for s in self.in_file)

    def get_signal_by_name(self, name):
        return next(s for s in self.in_file if s.name == name)

    def tree(self, parent):
        out = []
        for s in self.signals:
            if s.parent == parent:
                out.append(self.node(s))
        return out

    def node(self, s):
        if not s.is_multiplexer:
            return s.name
        index = self.in_file.index(s)
        ids = {v for c in self.in_file if c.parent == index for v in c.multiplexer_ids} | set(s.labels)
        return {s.name: {v: [self.node(c) for c in self.signals if c.parent == index and v in c.multiplexer_ids] for v in sorted(ids)}}

    signal_tree = property(lambda self: self.tree(-1))


class Group:
    def __init__(self, name, repetitions, *signal_names):
        self.name, self.repetitions, self.signal_names = name, int(repetitions), list(signal_names)


class Node:
    def __init__(self, name, fields):
        self.name, self.comment = name, fields[0].split('=', 1)[1] or None


class Bus:
    def __init__(self, f):
        self.name, self.comment = f['bus'] or None, f['comment'] or None
        self.baudrate = int(f['baudrate']) if f['baudrate'] else None


class Database:
    def __init__(self, tool, path):
        self.messages, self.nodes, self.warnings, self.value_tables = [], [], [], {}
        for line in run(tool, [str(path)]).split('\n'):
            kind, *f = line.split('\t')
            if kind == 'database':
                fields = dict(x.split('=', 1) for x in f[1:])
                self.version, self.buses = fields['version'], [Bus(fields)]
            elif kind == 'node':
                self.nodes.append(Node(f[0], f[1:]))
            elif kind == 'message':
                self.messages.append(Message(f[0], f[1:]))
            elif kind == 'signal':
                self.messages[-1].in_file.append(Signal(f[0], f[1:]))
            elif kind == 'group':
                self.messages[-1].signal_groups.append(Group(*f))
            elif kind == 'table':
                self.value_tables[f[0]] = {int(raw): Choice(int(raw), text) for raw, text in zip(f[1::2], f[2::2])}
            elif kind == 'label':
                self.messages[-1].in_file[-1].labels.setdefault(int(f[0]), Choice(int(f[0]), f[1]))
            elif kind == 'warning':
                self.warnings.append((int(f[0]), f[1]))

    def evaluate(self, expression):
        bus = self.buses[0].name
        for message in self.messages:
            message.bus_name = bus
        names = {'dbc': self, 'messages': self.messages, 'nodes': self.nodes, 'version': self.version, 'buses': self.buses,
                 'message': lambda n: next(m for m in self.messages if m.name == n),
                 'get_message_by_frame_id': lambda i: next(m for m in self.messages if m.frame_id == i)}
        expression = re.sub(r'message\((\w+)\)', r'message("\1")', expression)
        return eval(expression, {'__builtins__': {'len': len}}, names)


def expected_value(row):
    if row['value_type'] == 'NoneType':
        return None
    return row['value'] if row['value_type'] == 'str' else ast.literal_eval(row['value'])


def check_structure(tool, corpus):
    rows = [r for r in csv.DictReader(open(corpus / 'expected/cantools_structure.csv', encoding='utf-8')) if r['db_file'].startswith('dbc/')]
    loaded, wrong = {}, []
    for row in rows:
        name = row['db_file'].split('/', 1)[1]
        if name not in loaded:
            loaded[name] = Database(tool, corpus / 'db/dbc/cantools' / name)
        try:
            ours = loaded[name].evaluate(row['expression'])
        except (AttributeError, IndexError, StopIteration, NameError) as e:
            ours = e
        if ours != expected_value(row):
            wrong.append((name, row['expression'], row['load_options'], f"{row['value']!r} ({row['load_options']}), ours {ours!r}"))
    return len(rows), wrong


# --- Every file ---

def check_loading(tool, corpus):
    files = [p for p in sorted((corpus / 'db').rglob('*')) if p.suffix.lower() == '.dbc']
    wrong = []
    for path in files:
        db = Database(tool, path)
        if not hasattr(db, 'version'):
            wrong.append((path.name, 'load', '', 'refused'))
        damaged = path.parent.name == 'corrupt' or path.name == 'bad_message_length.dbc'
        if damaged and not any(line > 0 for line, _ in db.warnings):
            wrong.append((path.name, 'load', '', 'no warning with a line'))
    return len(files), wrong


def main():
    tool, corpus = sys.argv[1], pathlib.Path(sys.argv[2])
    if not corpus.is_dir():
        print(f'skipped: no corpus at {corpus} (0 rows compared)')
        return 77
    status, seen = 0, set()
    for what, check in (('files loaded', check_loading), ('values', check_values), ('payloads encoded', check_encoding), ('attributes', check_structure)):
        n, wrong = check(tool, corpus)
        unexpected = [w for w in wrong if w[:3] not in DIFFERENT]
        print(f'{n} {what}: {n - len(wrong)} as expected, {len(wrong) - len(unexpected)} different for a known reason, {len(unexpected)} wrong')
        seen.update(w[:3] for w in wrong)
        for w in unexpected:
            print('  ', *w)
        status |= bool(unexpected)
    for key in DIFFERENT.keys() - seen:
        print('   as expected, though listed as different:', *key)
        status = 1
    return status


if __name__ == '__main__':
    sys.exit(main())
