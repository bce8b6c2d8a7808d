#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Switches to the view by identifier and back, and goes to a frame, as assistive technology and a keyboard do.

Usage: views-by-at-spi.py PROGRAM        (under with-display atspi)
Prints TAP. Debian's python has pyatspi; keys come from xdotool.
"""
import shutil
import subprocess
import sys
import time

try:
    import pyatspi
except ImportError:
    print("1..0 # SKIP pyatspi is not installed")
    sys.exit(77)
if shutil.which("xdotool") is None:
    print("1..0 # SKIP xdotool is not installed")
    sys.exit(77)

TIMEOUT = 90  # walking the whole tree takes a second on a busy machine


def walk(node):
    yield node
    for i in range(node.childCount):
        child = node[i]
        if child is not None:
            yield from walk(child)


def text_of(node):
    try:
        text = node.queryText()
        return text.getText(0, text.characterCount)
    except NotImplementedError:
        return node.name or ""


def find(root, role, starts):
    return next((n for n in walk(root) if n.getRoleName() == role and (n.name or "").startswith(starts)), None)


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
    return next((node for node in pyatspi.Registry.getDesktop(0) if node is not None and node.name == "canid"), None)


def cells_of(row):
    return [text_of(node).replace("\u00a0", " ") for node in walk(row) if node.getRoleName() == "label"]


def inspector_says(app, text):
    return any(text in cells_of(node) for node in walk(app)
               if node.getRoleName() == "table row" and not (node.name or "").startswith("Row "))


n_done = 0


def check(what, good):
    global n_done
    n_done += 1
    print(f"{'ok' if good else 'not ok'} {n_done} {what}", flush=True)
    if not good:
        sys.exit(1)


def press(*keys):
    window = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "Canid"], capture_output=True, text=True).stdout.split()[0]
    subprocess.run(["xdotool", "windowfocus", window], check=True)
    for key in keys:
        subprocess.run(["xdotool", "type" if len(key) > 1 and key.isdigit() else "key", key], check=True)
        time.sleep(0.3)


def main():
    program = subprocess.Popen([sys.argv[1]])
    try:
        print("1..6", flush=True)
        app = wait_for("the program", application)
        wait_for("the button Open Sample", lambda: find(app, "push button", "Open Sample")).queryAction().doAction(0)
        wait_for("the sample with its database", lambda: any("EngineData" in (n.name or "") for n in walk(app)
                                                            if n.getRoleName() == "table row"))
        bar = wait_for("the minimap", lambda: find(app, "scroll bar", "Place in the trace"))
        check("the minimap is a scroll bar with a name", bar is not None)

        wait_for("the switch", lambda: find(app, "push button", "By identifier")).queryAction().doAction(0)
        row = wait_for("EngineData's row", lambda: find(app, "table row", "0C9, EngineData, 1, Rx, CAN"))
        wait_for("all its frames", lambda: "11 916" in cells_of(find(app, "table row", "0C9, EngineData, 1, Rx, CAN")))
        check("by identifier a row is named by what it is of, and its cells say how often it came", True)

        row = find(app, "table row", "120, BodyStatus")
        listing = row.parent
        listing.querySelection().selectChild(row.getIndexInParent())
        check("its latest frame is in the inspector", wait_for("the latest BodyStatus", lambda: inspector_says(app, "No. 128853")))

        press("F4")
        check("one key leads back, to that frame", wait_for("frame 128853", lambda: any(
            ", frame 128853," in (n.name or "") and n.getState().contains(pyatspi.STATE_SELECTED)
            for n in walk(app) if n.getRoleName() == "table row")))

        press("ctrl+g", "81437", "Return")
        check("Ctrl+G, a number and Enter lead to a frame", wait_for("frame 81437", lambda: inspector_says(app, "No. 81437")))
        press("alt+Left")
        check("Alt+Left leads back", wait_for("frame 128853", lambda: inspector_says(app, "No. 128853")))
    finally:
        program.terminate()
        program.wait()


main()
