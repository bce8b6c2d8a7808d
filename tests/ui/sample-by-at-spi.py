#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Drives the installed look of the program as assistive technology does: opens the sample, filters, chooses a frame, reads a value.

Usage: sample-by-at-spi.py PROGRAM        (under with-display atspi)
Prints TAP. Debian's python has pyatspi.
"""
import subprocess
import sys
import time

try:
    import pyatspi
except ImportError:
    print("1..0 # SKIP pyatspi is not installed")
    sys.exit(77)

TIMEOUT = 60  # walking the whole tree takes a second on a busy machine


def children(node):
    for i in range(node.childCount):
        child = node[i]
        if child is not None:
            yield child


def walk(node):
    yield node
    for child in children(node):
        yield from walk(child)


def text_of(node):
    try:
        text = node.queryText()
        return text.getText(0, text.characterCount)
    except NotImplementedError:
        return node.name or ""


def find(root, role, starts):
    for node in walk(root):
        if node.getRoleName() == role and ((node.name or "").startswith(starts) or text_of(node).startswith(starts)):
            return node
    return None


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
        if node is not None and node.name == "canid":
            return node
    return None


def status(root):
    """The counts of the status bar, without the spaces that part thousands."""
    counts = {}
    for node in walk(root):
        if node.getRoleName() in ("label", "push button"):
            text = (node.name or "").replace("\u00a0", "").replace("\u202f", "")
            word, _, number = text.partition(" ")
            if word in ("Frames", "Shown", "Errors") and number[:1].isdigit():
                counts[word] = int(number.split()[0])
    return counts


def frame_rows(root):
    return [node for node in walk(root) if node.getRoleName() == "table row" and (node.name or "").startswith("Row ")]


def value_of(root, signal):
    """The text in the cell beside the signal's name in the inspector."""
    for node in walk(root):
        if node.getRoleName() != "table row" or (node.name or "").startswith("Row "):
            continue
        texts = [text_of(label) for label in walk(node) if label.getRoleName() == "label"]
        texts = [text for text in texts if text]
        if signal in texts and len(texts) > texts.index(signal) + 1:
            return texts[texts.index(signal) + 1]
    return None


def main():
    program = subprocess.Popen([sys.argv[1]])
    try:
        print("1..4")
        app = wait_for("the program", application)
        button = wait_for("the button Open Sample", lambda: find(app, "push button", "Open Sample"))
        button.queryAction().doAction(0)
        wait_for("the sample's frames", lambda: status(app).get("Frames") == 128904 and status(app).get("Errors") == 17)
        wait_for("its database", lambda: any("EngineData" in row.name for row in frame_rows(app)))
        print("ok 1 the sample opens with its database")

        entry = find(app, "text", "Filter")
        entry.queryEditableText().setTextContents("EngineSpeed > 1500 rpm")
        entry.queryAction().doAction(0)
        wait_for("the filter", lambda: 0 < status(app)["Shown"] < 128904)
        rows = wait_for("rows of one message", lambda: [r for r in frame_rows(app) if "EngineData" in r.name])
        print("ok 2 the filter leaves some frames")

        selected = wait_for("selection", lambda: rows[0].parent.querySelection().selectChild(rows[0].getIndexInParent()))
        value = wait_for("EngineSpeed in the inspector", lambda: value_of(app, "EngineSpeed"))
        assert selected
        print("ok 3 the inspector shows the frame:", value)
        number, _, unit = value.partition(" ")
        ok = unit == "rpm" and float(number) > 1500
        print("ok 4 a decoded value is read" if ok else "not ok 4 read " + value)
    finally:
        program.terminate()
        program.wait()


main()
