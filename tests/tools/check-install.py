#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is installed agrees with itself. TAP.

    check-install.py SOURCE_ROOT

Every library meson asks for is a Debian package in build-aux/packages and in debian/control; the desktop file, the
metainfo and the MIME types name the same types; every format that is read and has an ending of its own has a type.
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as ET

# pkg-config's name: Debian 12's package; None: of the C library.
PACKAGES = {
    'cairo': 'libcairo2-dev', 'gio-2.0': 'libglib2.0-dev', 'glib-2.0': 'libglib2.0-dev', 'gmodule-2.0': 'libglib2.0-dev',
    'gtk4': 'libgtk-4-dev', 'json-glib-1.0': 'libjson-glib-dev', 'libarchive': 'libarchive-dev',
    'libdeflate': 'libdeflate-dev', 'libnl-route-3.0': 'libnl-route-3-dev', 'libserialport': 'libserialport-dev',
    'libsocketcan': 'libsocketcan-dev', 'libxml-2.0': 'libxml2-dev', 'msgpack': 'libmsgpack-dev',
    'pangocairo': 'libpango1.0-dev', 'sqlite3': 'libsqlite3-dev', 'threads': None, 'zlib': 'zlib1g-dev',
}
# Endings other programs' files have too: no type of ours, the file is opened from the window.
SHARED_ENDINGS = {'csv', 'db', 'db3', 'json', 'log', 'sqlite', 'sqlite3', 'txt', 'xml'}
MIME = '{http://www.freedesktop.org/standards/shared-mime-info}'

root = pathlib.Path(sys.argv[1])
results = []


def check(name, problems):
    results.append((name, list(problems)))


def dependencies():
    for path in [root / 'meson.build', *root.glob('*/meson.build'), *root.glob('*/*/meson.build')]:
        if path.relative_to(root).parts[0].startswith('build'):
            continue
        for name in re.findall(r"(?<!declare_)dependency \('([^']+)'", path.read_text()):
            yield path.relative_to(root), name


def package_problems():
    rows = re.findall(r'^build (\S+)$', (root / 'build-aux/packages').read_text(), re.M)
    control = (root / 'build-aux/debian/control').read_text()
    depends = re.search(r'^Build-Depends:(.*?)^\S', control, re.M | re.S)[1]
    depends = {re.sub(r'[\s(\[<].*', '', word.strip()) for word in depends.split(',')}
    for path, name in dependencies():
        if name not in PACKAGES:
            yield f'{path}: {name} has no Debian package in check-install.py'
        elif PACKAGES[name] is None:
            continue
        elif PACKAGES[name] not in rows:
            yield f'{path}: {name} needs the row “build {PACKAGES[name]}” in build-aux/packages'
        elif PACKAGES[name] not in depends:
            yield f'{path}: {name} needs {PACKAGES[name]} in build-aux/debian/control'


def type_problems(mime):
    desktop = (root / 'data/org.canid.Canid.desktop').read_text()
    desktop = set(filter(None, re.search(r'^MimeType=(.*)$', desktop, re.M)[1].split(';')))
    metainfo = {e.text for e in ET.parse(root / 'data/org.canid.Canid.metainfo.xml').iter('mediatype')}
    for name, types in (('the desktop file', desktop), ('the metainfo', metainfo)):
        yield from (f'{name} lacks {t}' for t in sorted(mime - types))
        yield from (f'{name} has {t}, which is no type of ours' for t in sorted(types - mime))


def ending_problems(globs):
    for path in sorted((root / 'src/formats').glob('*.c')):
        text = path.read_text()
        for ending, abilities in re.findall(r'\.extensions = "([^"]*)",\s*\.abilities\s*=([^,]*),', text):
            if 'FORMAT_READ' in abilities:
                for one in filter(None, ending.split(';')):
                    if one not in SHARED_ENDINGS and f'*.{one}' not in globs:
                        yield f'{path.name}: no type has *.{one}'
    if '*.dbc' not in globs:
        yield 'no type has *.dbc'


tree = ET.parse(root / 'data/org.canid.Canid.mime.xml')
check('libraries are Debian packages', package_problems())
check('types of files', type_problems({e.get('type') for e in tree.iter(MIME + 'mime-type')}))
check('endings of formats', ending_problems({e.get('pattern') for e in tree.iter(MIME + 'glob')}))

print(f'1..{len(results)}')
for number, (name, problems) in enumerate(results, 1):
    print(f'{"not ok" if problems else "ok"} {number} {name}')
    for problem in problems:
        print('#', problem)
sys.exit(any(problems for _, problems in results))
