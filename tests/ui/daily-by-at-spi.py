#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A day's work, by keys and by clicks: two logs and a database, filter, colour, mark, comment, find, go to, both views, a
signal as a column, export; the workspace is saved, and brings all of it back.

Usage: daily-by-at-spi.py PROGRAM        (under with-display atspi)
Prints TAP.
"""
import os
import shutil
import sys
import tempfile

from at_spi_driver import Driver, walk

FIRST = "(1700000000.000000) can0 123#1027\n(1700000000.200000) can1 123#1122\n(1700000000.400000) can0 456#DEAD\n"
SECOND = "(1700000000.100000) can0 123#2027\n(1700000000.300000) can0 20000080#0000000000000000\n"
DATABASE = """VERSION ""

NS_ :

BS_:

BU_: ECU

BO_ 291 Speeds: 2 ECU
 SG_ Speed : 0|16@1+ (0.1,0) [0|6553.5] "km/h" ECU
"""


def labels(d):
    return [(n.name or "").replace("\u00a0", " ") for n in walk(d.app) if n.getRoleName() == "label"]


def names(d):
    return [n.name for n in d.rows()]


def open_files(d, folder):
    d.wait("the welcome page", lambda: d.find("push button", "Open Sample"))
    d.focus("Canid")
    d.key("ctrl+o")
    d.file_dialog("Open Traces", folder + "/", all_in_folder=True)
    d.wait("both logs, merged", lambda: d.status().get("Frames") == 5 and "Speeds" in names(d)[0])
    d.focus("Canid")
    d.check("two logs and a database open together, merged by time", "frame 2," in names(d)[1] and "20 27" in names(d)[1])
    d.key("ctrl+z")
    d.wait("the database to go", lambda: "frame 1," in names(d)[0] and "Speeds" not in names(d)[0])
    d.key("ctrl+shift+z")
    d.wait("the database again", lambda: "Speeds" in names(d)[0])
    d.check("the database that was added goes and comes back by keys", True)


def bind(d):
    d.key("alt+1")
    d.click("push button", "GtkToggleButton", d.wait("the channel", lambda: d.find("combo box", "Channel of speeds")))
    d.key("Down", "Return")
    d.wait("only frames of can0 to have names", lambda: "Speeds" in names(d)[0] and "Speeds" not in names(d)[2])
    d.check("the database is bound to a channel", True)
    d.focus("Canid")
    d.key("ctrl+z")
    d.wait("all of them again", lambda: "Speeds" in names(d)[2])
    d.check("that is taken back", True)


def filter_and_mark(d):
    d.key("ctrl+slash")
    d.type("Speeds.Speed >= 1000")
    d.wait("the filter", lambda: d.shown() == 2)
    d.key("ctrl+Home", "ctrl+1", "ctrl+m")
    d.wait("the mark", lambda: d.status().get("Marked") == 1)
    d.key("ctrl+alt+c")
    d.wait("the question for a comment", lambda: d.window("Comment"))
    d.focus("Comment")
    d.type("look here")
    d.wait("its end", lambda: d.window("Comment") is None)
    d.focus("Canid")
    d.key("ctrl+alt+l")
    d.wait("the list of marks with the comment", lambda: d.window("Marks") and "look here" in [
        n.name for n in walk(d.window("Marks")) if n.getRoleName() == "label"])
    d.check("filter, colour, mark, comment, list", True)
    d.focus("Marks")
    d.key("Escape")
    d.wait("it to close", lambda: d.window("Marks") is None)
    d.focus("Canid")


def clear_by_click(d):
    d.click("push button", "Clear the filter")
    d.wait("all frames", lambda: d.shown() == 5)


def find_and_go(d):
    d.key("ctrl+f")
    d.type("DE AD", enter=False)
    d.click("push button", "Find next")
    d.wait("frame 5", lambda: "frame 5," in d.chosen())
    d.key("Escape", "ctrl+g")
    d.type("2")
    d.wait("frame 2", lambda: "frame 2," in d.chosen())
    d.check("find bytes by click, go to a number", True)


def views(d):
    d.click("push button", "By identifier")
    d.wait("rows by identifier", lambda: d.row("123, Speeds, can0, Rx, CAN"))
    d.focus("Canid")
    d.key("F4")
    d.wait("frame 2 again", lambda: "frame 2," in d.chosen())
    d.check("to the other view by click, back by key, on the same frame", True)


def signal_column(d):
    d.choose_row(d.wait("the signal", lambda: d.row("Speed: 1001.6")))
    d.key("ctrl+shift+i")
    d.wait("its column", lambda: "Speed (km/h)" in labels(d))
    d.wait("its values", lambda: "1001.6" in labels(d))
    d.check("a signal is a column", True)


def export(d, folder):
    target = os.path.join(folder, "out.csv")
    d.key("ctrl+shift+e")
    d.wait("the dialog", lambda: d.find("text", "File", d.window("Export")))
    d.focus("Export")
    d.key("alt+f")
    d.type(target)
    d.wait("the file", lambda: os.path.exists(target) and open(target).read().count("\n") == 6)
    d.check("all is exported", True)
    d.focus("Canid")


def workspace(d, folder):
    path = os.path.join(folder, "job.canid-workspace")
    d.key("ctrl+slash")
    d.type("Speeds.Speed >= 1000")
    d.wait("the filter", lambda: d.shown() == 2)
    d.key("ctrl+s")
    d.focus("Save the Workspace")
    d.key("ctrl+a")
    d.type(path)
    d.wait("the workspace's file", lambda: os.path.exists(path))
    d.stop()
    d.start(path)
    d.wait("the filter of before", lambda: d.status().get("Frames") == 5 and d.shown() == 2)
    d.wait("the column of before", lambda: "Speed (km/h)" in labels(d))
    d.check("the workspace brings logs, database, filter and columns back", any("Speeds" in name for name in names(d)))


def main():
    d = Driver(sys.argv[1], 10)
    folder, elsewhere = tempfile.mkdtemp(prefix="canid-daily-"), tempfile.mkdtemp(prefix="canid-out-")
    try:
        for name, text in (("a.log", FIRST), ("b.log", SECOND), ("speeds.dbc", DATABASE)):
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
        d.start()
        open_files(d, folder)
        bind(d)
        filter_and_mark(d)
        clear_by_click(d)
        find_and_go(d)
        views(d)
        signal_column(d)
        export(d, elsewhere)
        workspace(d, elsewhere)
    finally:
        d.stop()
        shutil.rmtree(folder)
        shutil.rmtree(elsewhere)


main()
