#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every file with marked strings stands in po/POTFILES.in, and nothing else. TAP.

    check-potfiles.py SOURCE_ROOT [--update]
"""
import pathlib
import re
import sys

MARK = re.compile(r'(?<![A-Za-z0-9_])(?:_|N_|C_|ngettext_) \(\s*"')
TEMPLATE = re.compile(r'translatable="(?:yes|true)"')


def marked(root):
    for folder in ('src', 'ui', 'backends'):
        for path in sorted((root / folder).rglob('*')):
            if path.suffix in ('.c', '.h') and MARK.search(path.read_text(errors='replace')):
                yield path
            elif path.suffix in ('.ui', '.blp') and TEMPLATE.search(path.read_text(errors='replace')):
                yield path
    # No summaries of the schema: the settings are in a file of their own, which no settings editor shows.
    for pattern in ('*.desktop', '*.desktop.in', '*.metainfo.xml', '*.metainfo.xml.in'):
        yield from sorted((root / 'data').glob(pattern))


root = pathlib.Path(sys.argv[1])
want = [str(path.relative_to(root)) for path in marked(root)]
listed = root / 'po' / 'POTFILES.in'
if '--update' in sys.argv:
    listed.write_text('# Files with strings for people; made by tests/tools/check-potfiles.py --update\n' + '\n'.join(want) + '\n')
have = [line for line in listed.read_text().splitlines() if line and not line.startswith('#')]
print('1..1')
print('ok 1 POTFILES.in' if have == want else 'not ok 1 POTFILES.in')
for name in sorted(set(want) ^ set(have)):
    print(f'# {"missing" if name in want else "has no strings"}: {name}')
sys.exit(have != want)
