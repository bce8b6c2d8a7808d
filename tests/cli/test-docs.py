#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Man page and completions say what --help says, and their readers accept them. TAP; readers that are not installed are skipped.

    test-docs.py CANID_CLI MAN BASH ZSH FISH
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys

PROGRAM = os.path.abspath(sys.argv[1])
MAN, BASH, ZSH, FISH = (pathlib.Path(path) for path in sys.argv[2:6])
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', MANWIDTH='100', LANGUAGE='')


class Skip(Exception):
    pass


def run(*command, **more):
    return subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT, text=True, **more)


def commands():
    return re.findall(r'^  ([a-z][a-z-]*) +\S', run(PROGRAM, '--help').stdout, re.M)


def options(command):
    """(letter or '', name, whether it has a value, words it takes)"""
    text = run(PROGRAM, command, '--help').stdout
    for letter, name, rest in re.findall(r'^  (?:-(\w),|   ) --([a-z][a-z0-9-]*)(.*(?:\n {20,}.*)*)', text, re.M):
        flat = re.sub(r'\s+', ' ', rest)
        words = re.search(r': ((?:[a-z-]+ )*[a-z-]+)$', flat) if re.match(r' (NAME|KIND|MODE)\b', flat) else None
        yield letter, name, bool(re.match(r' [A-Z\[]', rest)), words.group(1).split() if words else []


def check_help():
    names = commands()
    if 'stats' not in names or 'convert' not in names:
        return f'commands: {names}'
    for command in names:
        found = list(options(command))
        if ('h', 'help', False, []) not in found or len(found) < 2:
            return f'{command}: {found}'
    return None


def sections(text):
    """{command: its part of the page}"""
    parts = re.split(r'^\.SS (.*)$', text.split('.SH COMMANDS', 1)[1].split('.SH FORMATS', 1)[0], flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def check_man():
    parts = sections(MAN.read_text())
    if list(parts) != commands():
        return f'{list(parts)} instead of {commands()}'
    for command in commands():
        for letter, name, _, words in options(command):
            head = (f'\\fB\\-{letter}\\fR, ' if letter else '') + '\\fB\\-\\-' + name.replace('-', '\\-') + '\\fR'
            if head not in parts[command]:
                return f'{command}: --{name} is missing'
            if words and ' '.join(words).replace('-', '\\-') not in parts[command]:
                return f'{command}: words of --{name} are missing'
    return None


def check_man_warnings():
    if shutil.which('man') is None:
        raise Skip('man is not installed')
    done = run('man', '--warnings=w', '-l', MAN)
    if done.returncode or done.stderr:
        return done.stderr or f'status {done.returncode}'
    for word in 'stats', '--append', 'EXIT STATUS':
        if word not in done.stdout:
            return f'no {word} in the page'
    return None


def complete(*words):
    script = f'source "{BASH}"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _canid_cli; printf "%s\\n" "${{COMPREPLY[@]}}"'
    done = run('bash', '-c', script, 'bash', *words)
    if done.stderr:
        raise RuntimeError(done.stderr)
    return done.stdout.split()


def check_bash():
    if shutil.which('bash') is None:
        raise Skip('bash is not installed')
    if complete('canid-cli', '') != commands() + ['--help', '--version']:
        return f'{complete("canid-cli", "")}'
    if complete('canid-cli', 'conv') != ['convert']:
        return f'{complete("canid-cli", "conv")}'
    for command in commands():
        wanted = list(options(command))
        got = complete('canid-cli', command, '--')
        if got != ['--' + name for _, name, _, _ in wanted]:
            return f'{command}: {got}'
        for letter, name, takes, words in wanted:
            if words and any(complete('canid-cli', command, *typed) != words for typed in
                             [['--' + name, ''], ['--' + name, '='], ['--' + name, '=', '']] + ([['-' + letter, '']] if letter else [])):
                return f'{command} --{name}: {complete("canid-cli", command, "--" + name, "")} instead of {words}'
            if takes and complete('canid-cli', command, '--' + name, '-'):
                return f'{command} --{name}: options instead of a value'
    if 'sqlite' not in complete('canid-cli', 'convert', '--output-format', ''):
        return 'no formats for --output-format'
    return None


def check_shell(shell, path):
    for command in commands():
        for _, name, _, _ in options(command):
            if f'-l {name} ' not in path.read_text() + ' ' if shell == 'fish' else f'--{name}' not in path.read_text():
                return f'--{name} is missing'
    if shutil.which(shell) is None:
        raise Skip(f'{shell} is not installed')
    done = run(shell, '-n', path)
    return done.stderr or None


CHECKS = [
    ('help', check_help), ('man page', check_man), ('man page without warnings', check_man_warnings), ('bash', check_bash),
    ('zsh', lambda: check_shell('zsh', ZSH)), ('fish', lambda: check_shell('fish', FISH)),
]


def main():
    failed = 0
    print(f'1..{len(CHECKS)}')
    for number, (name, check) in enumerate(CHECKS, 1):
        problem = skipped = None
        try:
            problem = check()
        except Skip as reason:
            skipped = reason
        except RuntimeError as error:
            problem = str(error)
        print(f'{"not ok" if problem else "ok"} {number} {name}{f" # SKIP {skipped}" if skipped else ""}', flush=True)
        if problem:
            failed += 1
            print(f'# {problem}')
    return 1 if failed else 0


sys.exit(main())
