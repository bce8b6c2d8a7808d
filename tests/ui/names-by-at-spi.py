#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every control that the keys can come to says what it is: of the main window, its pages, and the dialogs.

Usage: names-by-at-spi.py PROGRAM        (under with-display atspi)
Prints TAP.
"""
import os
import sys

from at_spi_driver import Driver

SAMPLE = os.path.join(os.environ["CANID_DATADIR"], "sample")
PAGES = (("alt+1", "Databases"), ("alt+4", "Statistics"))
DIALOGS = (
    ("ctrl+shift+e", "Export Frames"),
    ("ctrl+alt+shift+c", "Properties of the Trace"),
    ("ctrl+shift+l", "Columns"),
    ("ctrl+alt+r", "Colouring Rules"),
    ("ctrl+alt+l", "Marks and Comments"),
    ("ctrl+alt+c", "Comment on Frame"),
    ("ctrl+comma", "Preferences"),
    ("F1", "Keyboard Shortcuts"),
)


def audit(d, what, root):
    unnamed = d.unnamed(root)
    for line in unnamed[:20]:
        print("#", line)
    d.check(f"{what}: all controls have names", not unnamed, fatal=False)


def main():
    d = Driver(sys.argv[1], 4 + len(PAGES) + len(DIALOGS))
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
        for key, title in DIALOGS:
            d.focus("Canid")
            d.key(key)
            window = d.wait(title, lambda: d.window(title))
            audit(d, title, window)
            d.focus(title)
            d.key("Escape")
            d.wait(f"{title} to close", lambda: d.window(title) is None)
    finally:
        d.stop()
    sys.exit(d.failed)


main()
