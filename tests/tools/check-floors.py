#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Keeps the one rule of the house: a file includes its own floor and those it stands on (src/README.md)."""
import pathlib
import re
import sys

STANDS_ON = {
    "base": "",
    "core": "base",
    "db": "core base",
    "filter": "db core base",
    "samples": "core base",
    "formats": "samples core base",
    "decoders": "db core base",
    "timing": "core base",
    "backends": "core base",
    "netconf": "backends core base",
    "session": "filter formats samples decoders timing backends db core base",
    "models": "draw session filter formats samples decoders timing db core base",
    "draw": "samples timing db core base",
    "cli": "models session filter formats samples decoders timing backends draw db core base",
    "ui": "models session filter formats samples decoders timing backends draw db core base",
}
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.M)


def problems(top):
    files = [*top.glob("src/*/*.[ch]"), *top.glob("backends/*.[ch]"), *top.glob("ui/**/*.[ch]")]
    for path in sorted(files):
        parts = path.relative_to(top).parts
        floor = parts[1] if parts[0] == "src" else parts[0]
        allowed = {floor, *STANDS_ON[floor].split()}
        for quote, name in INCLUDE.findall(path.read_text()):
            head = name.split("/")[0]
            if quote == '"' and name != "config.h" and "-list.h" not in name and head not in allowed:
                yield f"{path.relative_to(top)}: includes {name}: {floor} does not stand on {head}"
            if name.startswith("gtk/") and floor != "ui":
                yield f"{path.relative_to(top)}: includes {name} below ui"
        lines = path.read_text().count("\n")
        if lines > 700:
            yield f"{path.relative_to(top)}: {lines} lines; split by concern"
        if "SPDX-License-Identifier" not in path.read_text():
            yield f"{path.relative_to(top)}: no SPDX line"


found = list(problems(pathlib.Path(sys.argv[1])))
print("\n".join(found) or "floors: clean")
sys.exit(1 if found else 0)
