#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every control that the keys can come to says what it is: of the main window, its pages, and the dialogs.

Usage: names-by-at-spi.py PROGRAM        (under with-display atspi)
Prints TAP.
"""
import json
import os
import sys
import tempfile

from at_spi_driver import Driver

SAMPLE = os.path.join(os.environ["CANID_DATADIR"], "sample")
PAGES = (("alt+1", "Databases"), ("alt+2", "Plot"), ("alt+3", "Transmit"), ("alt+4", "Statistics"), ("alt+5", "Frame bits"),
         ("alt+6", "Replay"))
DIALOGS = (
    ("ctrl+shift+e", "Export Frames"),
    ("ctrl+alt+shift+c", "Properties of the Trace"),
    ("ctrl+shift+l", "Columns"),
    ("ctrl+alt+r", "Colouring Rules"),
    ("ctrl+alt+l", "Marks and Comments"),
    ("ctrl+alt+c", "Comment on Frame"),
    ("ctrl+comma", "Preferences"),
    ("F1", "Keyboard Shortcuts"),
    ("ctrl+shift+s", "Save the Trace As"),
    ("ctrl+alt+x", "CAN matrix"),
    ("ctrl+alt+b", "Bit Timing"),
    ("ctrl+k", "Interfaces"),
    ("ctrl+shift+k", "Capture Options"),
    ("ctrl+alt+e", "Record"),
    ("accept-filters", "Acceptance Filters"),
    ("guide", "CAN Guide"),
    ("app.about", "About Canid"),
)
DAMAGED = """date Mon Mar 4 10:00:00.000 am 2024
base hex  timestamps absolute
   0.001000 1  123             Rx   d 2 11 22
   0.00200x 1  123             Rx   d 2 11 22
   0.003000 1  123             Rx   d 2 11
"""


def audit(d, what, root):
    unnamed = d.wait(f"the nodes of {what}", lambda: [d.unnamed(root)])[0]  # one that goes meanwhile does not answer
    for line in unnamed[:20]:
        print("#", line)
    d.check(f"{what}: all controls have names", not unnamed, fatal=False)


def open_window(d, way, title):
    """way: a key, or an action that has none."""
    d.focus("Canid")
    if way.startswith("app."):
        d.action(way[4:], of="")
    elif "+" in way or way.startswith("F"):
        d.key(way)
    else:
        d.action(way)
    audit(d, title, d.wait(title, lambda: d.window(title)))


def close_window(d, title):
    d.focus(title)
    d.key("Escape")
    d.wait(f"{title} to close", lambda: d.window(title) is None)


def audit_what_went_wrong(d, folder):
    """A workspace of a damaged log and of one that is not there."""
    damaged, gone = os.path.join(folder, "damaged.asc"), os.path.join(folder, "gone.asc")
    workspace = os.path.join(folder, "job.canid-workspace")
    with open(damaged, "w", encoding="ascii") as file:
        file.write(DAMAGED)
    with open(workspace, "w", encoding="ascii") as file:
        json.dump({"canid-workspace": 1, "traces": [damaged, gone]}, file)
    d.start(workspace)
    audit(d, "Missing Files", d.wait("Missing Files", lambda: d.window("Missing Files")))
    close_window(d, "Missing Files")
    d.wait("the damaged log", lambda: d.status().get("Frames"))
    open_window(d, "notes", "Notes")
    close_window(d, "Notes")


def main():
    d = Driver(sys.argv[1], 4 + len(PAGES) + len(DIALOGS) + 2)
    try:
        d.start(os.path.join(SAMPLE, "city-drive.asc"), os.path.join(SAMPLE, "city-drive.dbc"))
        d.wait("the trace with its database", lambda: d.status().get("Frames") == 128904 and d.row("EngineData"))
        d.focus("Canid")
        audit(d, "the window", d.app)
        rows = d.rows()
        d.check("rows say frame, time, identifier, name, data", all(
            part in rows[0].name for part in ("frame 1,", "0.001463", "0C9", "EngineData", "00 00 00 47")))
        d.check("fields say name and value", d.row("EngineSpeed: 0.00 rpm") is not None)
        d.key("F4")
        d.wait("rows by identifier", lambda: d.row("0C9, EngineData, 1, Rx, CAN"))
        audit(d, "by identifier", d.app)
        d.key("F4")
        for key, page in PAGES:
            d.key(key)
            audit(d, f"page {page}", d.app)
        d.action("mark-shown")
        for way, title in DIALOGS:
            open_window(d, way, title)
            close_window(d, title)
        d.stop()
        with tempfile.TemporaryDirectory() as folder:
            audit_what_went_wrong(d, folder)
    finally:
        d.stop()
    sys.exit(d.failed)


main()
