#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The translations: well formed, with the same placeholders, and how much of the present texts they hold. TAP.

    check-po.py SOURCE_ROOT

Languages in COMPLETE lack nothing and have nothing fuzzy.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

COMPLETE = {'de', 'ru'}
KEYWORDS = ['_', 'N_', 'C_:1c,2', 'ngettext_:1,2']
# A conversion of printf; its flags and width are the translator's, what it takes is not.
PLACE = re.compile(r"%(?:%|(\d+\$)?[-+ #0']*(?:\d+|\*)?(?:\.(?:\d+|\*))?(<PRI\w+>|(?:hh|h|ll|l|z|j|t)?[diouxXeEfFgGcsp]))")

root = pathlib.Path(sys.argv[1])
for program in ('xgettext', 'msgfmt', 'msgmerge'):
    if shutil.which(program) is None:
        print(f'1..0 # SKIP {program} is not installed')
        sys.exit(0)


def entries(text):
    """(msgctxt+msgid, [msgid, plural], [translations], flags), the header left out"""
    for block in text.split('\n\n'):
        fields, name, flags = {}, None, ''
        for line in block.split('\n'):
            if line.startswith('#,'):
                flags += line
            elif line.startswith('#') or not line:
                continue
            elif line.startswith('"'):
                fields[name] += line[1:-1]
            else:
                name, value = re.match(r'(\S+) "(.*)"$', line).groups()
                fields[name] = value
        if fields.get('msgid'):
            sources = [fields[n] for n in ('msgid', 'msgid_plural') if n in fields]
            yield sources, [value for n, value in fields.items() if n.startswith('msgstr')], flags


def places(text, numbered=False):
    """What the conversions take, in the order of the arguments."""
    found = [(m[1], m[2]) for m in PLACE.finditer(text) if m[2]]
    if found and all(number for number, _ in found):
        found.sort(key=lambda one: int(one[0][:-1]))
    return [kind for _, kind in found]


def place_problems(text):
    for sources, translations, flags in entries(text):
        if 'no-c-format' in flags or 'c-format' not in flags:
            continue
        for translation in filter(None, translations):
            if places(translation) not in [places(source) for source in sources]:
                yield f'other placeholders: {sources[0]!r}: {translation!r}'
    for sources, translations, _ in entries(text):
        for translation in filter(None, translations):
            if sources[0].startswith(' ') != translation.startswith(' ') or sources[0].endswith(' ') != translation.endswith(' '):
                yield f'other blanks at its ends: {sources[0]!r}: {translation!r}'
            if '_' in sources[0] and re.search(r'(?<!\w)_\w|\w_\w', sources[0]) and '…' in sources[0] and '_' not in translation:
                yield f'no mnemonic: {sources[0]!r}: {translation!r}'


def run(*command):
    return subprocess.run(command, check=False, capture_output=True, text=True)


languages = [line for line in (root / 'po/LINGUAS').read_text().split('\n') if line and not line.startswith('#')]
print(f'1..{2 * len(languages) + 1}')
failed = sorted(path.stem for path in (root / 'po').glob('*.po')) != sorted(languages)
print('not ok 1 LINGUAS names what is there' if failed else 'ok 1 LINGUAS names what is there')
with tempfile.TemporaryDirectory() as folder:
    pot = f'{folder}/canid.pot'
    made = run('xgettext', '--from-code=UTF-8', '--add-comments', *(f'--keyword={word}' for word in KEYWORDS),
               f'--directory={root}', f'--files-from={root}/po/POTFILES.in', f'--output={pot}')
    assert made.returncode == 0, made.stderr
    for sources, _, _ in entries(pathlib.Path(pot).read_text(encoding='utf-8')):
        # xgettext knows PRIu64, not G_GUINT64_FORMAT: the text ends where that stands.
        if re.search(r'(?<!%)%$', sources[0]) and not re.search(r'[0-9] %$', sources[0]):
            print(f'# cut off, use PRIu64: {sources[0]!r}')
            failed = True
    for number, language in enumerate(languages):
        path = root / 'po' / f'{language}.po'
        formed = run('msgfmt', '--check', '--output-file=/dev/null', str(path))
        problems = formed.stderr.strip().split('\n') if formed.returncode else []
        problems += list(place_problems(path.read_text(encoding='utf-8')))
        print(f'{"not ok" if problems else "ok"} {2 * number + 2} {language} is well formed')
        for problem in problems:
            print('#', problem)

        merged = run('msgmerge', '--quiet', '--no-fuzzy-matching', '--output-file=-', str(path), pot)
        assert merged.returncode == 0, merged.stderr
        all_ = list(entries(merged.stdout.split('\n#~')[0]))
        lacking = [s[0] for s, translations, flags in all_ if 'fuzzy' in flags or not all(translations)]
        bad = language in COMPLETE and lacking
        print(f'{"not ok" if bad else "ok"} {2 * number + 3} {language}: {len(lacking)} of {len(all_)} texts are not translated')
        for text in lacking[:40] if language in COMPLETE else []:
            print('# not translated:', text)
        failed = failed or problems or bad
sys.exit(bool(failed))
