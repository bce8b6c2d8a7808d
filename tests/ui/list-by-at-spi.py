#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reads the list of frames as assistive technology does: rows by their names and cells, also after jumps over 10^8 rows.

Usage: list-by-at-spi.py LIST-APP        (under with-display atspi)
Prints TAP. Debian's python has pyatspi.
"""
import re
import subprocess
import sys
import time

try:
    import pyatspi
except ImportError:
    print("1..0 # SKIP pyatspi is not installed")
    sys.exit(77)

TIMEOUT = 60
MANY = 100000000


def walk(node):
    yield node
    for i in range(node.childCount):
        child = node[i]
        if child is not None:
            yield from walk(child)


def wait_for(what, function):
    end = time.monotonic() + TIMEOUT
    while time.monotonic() < end:
        try:
            found = function()
        except Exception:  # a node went away while it was looked at
            found = None
        if found:
            return found
        time.sleep(0.1)
    sys.exit(f"Bail out! waited in vain for {what}")


def application():
    for node in pyatspi.Registry.getDesktop(0):
        if node is not None and node.name == "list-app":
            return node
    return None


def text_of(node):
    text = node.queryText()
    return text.getText(0, text.characterCount)


def rows(app):
    return [node for node in walk(app) if node.getRoleName() == "table row" and re.match(r"Row \d+, frame \d+", node.name or "")]


def focused_row(app):
    return next((row for row in rows(app) if row.getState().contains(pyatspi.STATE_FOCUSED)), None)


def go(process, app, position):
    process.stdin.write(f"{position}\n")
    process.stdin.flush()
    process.stdout.readline()
    name = f"Row {position + 1}, frame {position + 1},"
    return wait_for(name, lambda: (row := focused_row(app)) and row.name.startswith(name) and row)


def cells_of(row):
    return [text_of(node) for node in walk(row) if node.getRoleName() == "label"]


n_done = 0


def check(what, good):
    global n_done
    n_done += 1
    print(f"{'ok' if good else 'not ok'} {n_done} {what}", flush=True)
    if not good:
        sys.exit(1)


def main():
    process = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        app = wait_for("the program", application)
        print("1..5", flush=True)

        first = wait_for("rows", lambda: rows(app))
        numbers = [int(re.search(r"frame (\d+)", row.name).group(1)) for row in first]
        check("the rows in sight have names that say which they are", numbers == list(range(1, len(numbers) + 1)) and len(numbers) >= 20)

        row = go(process, app, MANY - 1)
        cells = cells_of(row)
        check("after a jump the focused row says its number and its cells the frame's", str(MANY) in cells)
        check("it is the selected one", row.getState().contains(pyatspi.STATE_SELECTED))

        row = go(process, app, 12345678)
        check("another jump names all rows anew", all("frame 12345" in r.name for r in rows(app)) and "12345679" in cells_of(row))

        listing = next(node for node in walk(app) if node.getRoleName() == "list" or node.name == "Frames")
        slot = [r.name for r in rows(app)].index(row.name) + 2
        wanted = rows(app)[slot].name
        listing.querySelection().selectChild(slot)
        chosen = wait_for("the selection of a row", lambda: (r := focused_row(app)) and r.name == wanted and r)
        check("a row chosen by assistive technology gets selection and focus", chosen.getState().contains(pyatspi.STATE_SELECTED))
    finally:
        process.kill()


main()
