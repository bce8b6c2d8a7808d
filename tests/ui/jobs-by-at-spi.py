#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Everyday jobs, done by keys and clicks, in no more actions than we want them to take.

Usage: jobs-by-at-spi.py PROGRAM        (under with-display atspi)
Prints TAP.
"""
import os
import shutil
import sys
import tempfile

from at_spi_driver import Driver

SAMPLE = os.path.join(os.environ["CANID_DATADIR"], "sample")


def apply_filter(d, text):
    d.key("ctrl+slash")
    d.type(text)


def cold_start(d, folder):
    d.start()
    d.wait("the welcome page", lambda: d.find("push button", "Open Sample"))
    d.focus("Canid")
    d.begin()
    d.key("ctrl+o")
    d.file_dialog("Open Traces", folder + "/", all_in_folder=True)
    d.wait("the trace with its database", lambda: d.status().get("Frames") == 128904 and d.row("EngineData"))
    d.focus("Canid")
    signal = d.wait("a decoded signal", lambda: d.row("EngineSpeed"))
    d.choose_row(signal)
    d.key("ctrl+p")
    d.wait("its plot", lambda: any("11 916 samples" in (n.name or "").replace("\u00a0", " ") for n in labels(d)))
    d.job("open a trace and a database, see a signal, plot it", 6)


def filters(d):
    for what, text, least in (("by identifier", "can.id == 0x0C9", 11916), ("by name", "GearboxStatus", 5958),
                              ("by value", "EngineSpeed > 1500 rpm", 1)):
        d.begin()
        apply_filter(d, text)
        d.wait(f"the filter {what}", lambda: least <= d.shown() < 128904 and (least == 1 or d.shown() == least))
        d.job(f"filter {what}", 2)


def third_occurrence(d):
    apply_filter(d, "can.id == 0x1E5")
    d.wait("one identifier", lambda: d.shown() == 11916)
    d.key("ctrl+Home")
    d.begin()
    d.key("ctrl+f")
    d.type("00 07")
    first = d.wait("the first", lambda: "00 07" in d.chosen() and d.chosen())
    d.key("F3")
    second = d.wait("the second", lambda: "00 07" in d.chosen() and d.chosen() != first and d.chosen())
    d.key("F3")
    d.wait("the third", lambda: "00 07" in d.chosen() and d.chosen() not in (first, second))
    d.job("third occurrence of bytes", 4)
    d.wait("how many there are", lambda: any("frames match" in (n.name or "") for n in labels(d)))
    d.check("the find bar says how many match", True)
    d.key("Escape")


def labels(d):
    from at_spi_driver import walk
    return [n for n in walk(d.app) if n.getRoleName() == "label"]


def export(d, folder):
    target = os.path.join(folder, "out.csv")
    d.begin()
    d.key("ctrl+shift+e")
    d.wait("the dialog", lambda: d.find("text", "File", d.window("Export")))
    d.focus("Export")
    d.key("alt+f")  # the file's name; its extension says the format
    d.type(target)
    d.wait("the file", lambda: os.path.exists(target) and open(target).read().count("\n") == 11917)
    d.job("export what is shown as CSV", 4)
    os.remove(target)


def statistics(d):
    d.focus("Canid")
    d.begin()
    d.key("alt+4")
    row = d.wait("the statistics", lambda: d.find("table row", "EngineData, 1, 0C9"))
    d.wait("all frames", lambda: "11916" in d.cells(row) and any(c.startswith("10.0") for c in d.cells(row)))
    d.wait("the load", lambda: any("%" in (n.name or "") for n in labels(d)))
    d.job("bus load and periods of all identifiers", 1)


def main():
    d = Driver(sys.argv[1], 8)
    folder = tempfile.mkdtemp(prefix="canid-jobs-")
    try:
        for name in ("city-drive.asc", "city-drive.dbc"):
            shutil.copy(os.path.join(SAMPLE, name), folder)
        cold_start(d, folder)
        filters(d)
        third_occurrence(d)
        export(d, folder)
        statistics(d)
    finally:
        d.stop()
        shutil.rmtree(folder)


main()
