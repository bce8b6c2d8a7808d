#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The signal view as assistive technology, a keyboard and a pointer use it: tree and list, sorted and searched; signals to plot, filter
and transmit list, by menu and by dragging; bits that get a name without any database.

Usage: signals-by-at-spi.py PROGRAM        (under with-display atspi)
Prints TAP.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from at_spi_driver import Driver, text_of, walk


def table(driver):
    """The table of signals, with its titles."""
    return driver.wait("the signals", lambda: driver.named("Messages and signals")).parent


def rows(driver):
    """Texts of the rows of the signal view, in their order."""
    return [[t for t in driver.cells(n) if t] for n in walk(driver.named("Messages and signals"))
            if n.getRoleName() == "table row" and (n.name or "")]


def row_with(driver, *texts):
    return next((n for n in walk(driver.named("Messages and signals"))
                 if n.getRoleName() == "table row" and all(t in (n.name or "") for t in texts)), None)


def extents(node):
    return node.queryComponent().getExtents(0)


def xdotool(*words):
    subprocess.run(["xdotool", *map(str, words)], check=True)


def drag(start, end):
    """With steps between, as a hand does."""
    xdotool("mousemove", *start, "mousedown", 1)
    time.sleep(0.3)
    for step in range(1, 9):
        xdotool("mousemove", *(int(a + (b - a) * step / 8) for a, b in zip(start, end)))
        time.sleep(0.1)
    time.sleep(0.5)
    xdotool("mouseup", 1)
    time.sleep(0.3)


def search(driver, text):
    driver.action("databases")
    driver.wait("the search", lambda: driver.named("Search the databases"))
    time.sleep(0.5)
    driver.focus("Canid|city-drive")
    driver.point_at("Search the databases")
    driver.key("ctrl+a")
    driver.type(text, enter=False)


def choose_item(driver, starts):
    """The menu is gone before it can answer that it did."""
    item = driver.wait(starts, lambda: driver.find("menu item", starts))
    try:
        item.queryAction().doAction(0)
    except Exception:
        pass
    time.sleep(0.25)


def values(driver, column="EngineData"):
    """Numbers of the rows' values: that behind message and identifier."""
    found = []
    for cells in rows(driver):
        if len(cells) > 3:
            found.append(float(cells[3].replace("−", "-")))
    return found


def flat(driver):
    driver.action("databases")
    driver.wait("the tree", lambda: row_with(driver, "EngineData"))
    driver.click("push button", "As one list of signals")
    search(driver, "rpm")
    driver.wait("the list", lambda: row_with(driver, "EngineSpeed", "EngineData") and len(rows(driver)) < 10)
    driver.check("one list of signals, with their messages, searched by unit", True)

    title = next(n for n in walk(table(driver)) if text_of(n) == "Value")
    box = extents(title)
    place = (box.x + box.width // 2, box.y + box.height // 2)
    xdotool("mousemove", *place, "click", 1)
    driver.wait("ascending values", lambda: len(values(driver)) > 1 and values(driver) == sorted(values(driver)))
    xdotool("mousemove", *place, "click", 1)
    driver.wait("descending values", lambda: len(values(driver)) > 1 and values(driver) == sorted(values(driver))[::-1])
    driver.check("a click on a title sorts, another one the other way", True)


def to_places(driver):
    driver.choose_row(driver.wait("EngineSpeed", lambda: row_with(driver, "EngineSpeed", "EngineData")))
    driver.focus("Canid|city-drive")
    box = extents(row_with(driver, "EngineSpeed", "EngineData"))
    xdotool("mousemove", box.x + 40, box.y + box.height // 2, "click", 3)
    choose_item(driver, "Add to the transmit list")
    driver.wait("the message to be sent", lambda: any(t.startswith("EngineData") for t in driver.texts()))
    driver.check("the menu adds its message to the transmit list", True)

    search(driver, "rpm")
    box = extents(driver.wait("EngineSpeed", lambda: row_with(driver, "EngineSpeed", "EngineData")))
    xdotool("mousemove", box.x + 40, box.y + box.height // 2, "click", 3)
    choose_item(driver, "Plot the signal")
    driver.wait("its line in the legend", lambda: any(
        n.getRoleName() == "table row" and (n.name or "").startswith("━ EngineSpeed") for n in walk(driver.app)))
    driver.check("the menu plots it", True)

    search(driver, "rpm")
    row = driver.wait("EngineSpeed", lambda: row_with(driver, "EngineSpeed", "EngineData"))
    entry = driver.wait("the filter", lambda: driver.named("Filter"))
    box, target = extents(row), extents(entry)
    drag((box.x + 40, box.y + box.height // 2), (target.x + 300, target.y + target.height // 2))
    driver.wait("the signal in the filter", lambda: any("EngineData.EngineSpeed" in text_of(n) for n in walk(entry)))
    driver.check("a signal that is dropped on the filter stands in it", True)


def branches(driver):
    driver.click("push button", "As a tree")
    search(driver, "page")

    def found():
        return [r for r in rows(driver) if r and r[0].startswith("= ")]

    driver.wait("the branches", lambda: len(found()) >= 2)
    driver.check("values of a multiplexer are branches", True)
    driver.wait("the mark", lambda: sum("● now" in r for r in found()) == 1)
    driver.check("the one of the latest frame is marked", True)


def bits(driver, folder):
    trace = pathlib.Path(folder, "city-drive-bits.log")
    trace.write_text("".join(f"({i}.000000) can0 123#{i:02X}0B0C0D\n" for i in range(1, 9)), encoding="ascii")
    driver.start(trace)
    grid = driver.wait("the bits", lambda: driver.find("image", "Bytes and bits: 01"))
    driver.focus("Canid|city-drive")
    box = extents(grid)
    drag((box.x + box.width * 6 // 10, box.y + 30), (box.x + box.width * 8 // 10, box.y + 30))
    item = driver.wait("what bits can become", lambda: driver.find("menu item", "Name as a Signal"))
    driver.check("bits that are drawn over can become something", item is not None)
    driver.key("Escape")

    driver.key("Escape", "Home", *["shift+Right"] * 7)
    driver.wait("eight bits", lambda: "8 bits chosen" in (driver.find("image", "Bytes and bits").description or ""))
    driver.key("Return")
    choose_item(driver, "Name as a Signal")
    driver.wait("the form", lambda: driver.named("Name", "text"))
    driver.focus("New Signal")
    driver.type("Counter")
    driver.wait("the signal among the fields", lambda: driver.inspector_row("Counter"))
    driver.check("bits with a name are a field of the frame", "1" in driver.inspector_row("Counter"))

    saved = pathlib.Path(folder, "saved.dbc")
    driver.action("save-own-signals-to", f"<'{saved}'>")
    driver.wait("the file", saved.exists)
    driver.check("they are a database that can be saved", " SG_ Counter : 0|8@1+ (1,0)" in saved.read_text(encoding="ascii"))
    driver.focus("Canid|city-drive")
    driver.key("ctrl+z")
    driver.wait("no such field", lambda: not driver.inspector_row("Counter"))
    driver.check("one step back takes the name away", True)


def main():
    data = pathlib.Path(os.environ["CANID_DATADIR"], "sample")
    driver = Driver(sys.argv[1], 11)
    try:
        with tempfile.TemporaryDirectory(prefix="canid-signals-") as folder:
            os.environ["XDG_DATA_HOME"] = folder
            driver.start(data / "city-drive.asc", data / "city-drive.dbc")
            flat(driver)
            to_places(driver)
            branches(driver)
            driver.stop()
            bits(driver, folder)
    finally:
        driver.stop()


main()
