#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The list of messages with mouse and keys: a click chooses, the second one edits; messages are moved, copied, removed and brought
back, several at a time.

Usage: transmit-list-by-at-spi.py PROGRAM        (under with-display atspi)
Prints TAP.
"""
import os
import subprocess
import sys
import tempfile

from at_spi_driver import Driver, text_of, walk


def rows(driver):
    """First words of the rows."""
    table = driver.named("Messages to be sent", "tree table")
    return [n.name.split(",")[0] for n in walk(table) if n.getRoleName() == "table row" and n.name and n.name != "Column titles"]


def add(driver, text):
    if driver.find("push button", "Add Message"):
        driver.click("push button", "Add Message")
    else:
        driver.key("Insert")
    driver.wait("what can be added", lambda: driver.named("Message to be added"))
    driver.type(text, enter=False)
    driver.wait("the choice", lambda: "The frame as typed" in driver.texts())
    driver.key("Return")


def cell(driver, row, text):
    """Of the row that begins so, the cell that says that."""
    table = driver.named("Messages to be sent", "tree table")
    line = next(n for n in walk(table) if n.getRoleName() == "table row" and (n.name or "").split(",")[0] == row)
    return next(n for n in walk(line) if n.getRoleName() in ("label", "text") and text_of(n) == text)


def click(driver, row, text, times=1, button=1):
    box = driver.wait(f"{row} {text}", lambda: cell(driver, row, text)).queryComponent().getExtents(0)
    subprocess.run(["xdotool", "mousemove", str(box.x + box.width // 2), str(box.y + box.height // 2)], check=True)
    subprocess.run(["xdotool", "click", "--repeat", str(times), "--delay", "60", str(button)], check=True)


def expect(driver, what, *order):
    driver.wait(f"{what}: {order}", lambda: rows(driver) == list(order))
    driver.check(what, True)


def chosen(driver, title):
    """The editor shows it."""
    driver.wait(f"{title} in the editor", lambda: any(t.startswith(title) for t in driver.texts()))


def walk_through(driver):
    driver.wait("the trace", lambda: driver.find("text", "Filter"))
    driver.focus("Canid")
    driver.key("alt+3")
    driver.wait("the panel", lambda: driver.named("Nothing to send yet"))
    for text in ("121#11.22", "122#33.44", "123#55.66"):
        add(driver, text)
    expect(driver, "messages are typed; the key for another needs no click in between", "121", "122", "123")
    driver.key("alt+Up")
    expect(driver, "what was added has the keys, and moves though a frame is chosen in the trace", "121", "123", "122")
    driver.key("ctrl+z")
    expect(driver, "moving is undone", "121", "122", "123")
    click(driver, "122", "33 44")
    chosen(driver, "0x122")
    driver.key("Delete")
    expect(driver, "a click in a cell chooses its row: Delete removes it", "121", "123")
    driver.key("Delete")
    expect(driver, "and the next one, which has the keys then", "121")
    driver.key("ctrl+z", "ctrl+z")
    expect(driver, "removing is undone", "121", "122", "123")
    click(driver, "121", "11 22", times=2)
    driver.key("ctrl+a")
    driver.type("AA BB CC")
    driver.wait("other data", lambda: cell(driver, "121", "AA BB CC"))
    driver.check("a double click edits", True)
    driver.key("Down", "F2", "ctrl+a")
    driver.type("DD")
    driver.wait("other data", lambda: cell(driver, "122", "DD"))
    driver.check("keys go from cell to cell, F2 edits", True)
    driver.key("shift+Up", "ctrl+c", "ctrl+v")
    expect(driver, "two messages are copied and pasted", "121", "122", "121", "122", "123")
    driver.key("ctrl+z")
    expect(driver, "pasting is undone", "121", "122", "123")
    click(driver, "123", "55 66", button=3)
    driver.wait("its menu", lambda: driver.named("Duplicate the message", "menu item") or "Duplicate the message" in driver.texts())
    chosen(driver, "0x123")
    driver.check("the second button chooses, and opens a menu", True)
    driver.key("Escape")
    add(driver, "124#0011223344556677_D")
    driver.wait("room for the type", lambda: cell(driver, "124", "CAN DLC 13").queryComponent().getExtents(0).width > 60)
    driver.check("columns grow with what is in them", True)
    driver.click("check box", "29 bits")
    driver.wait("another kind", lambda: cell(driver, "00000124", "00000124"))
    driver.check("a check box can be pressed by assistive technology", True)


def main():
    driver = Driver(sys.argv[1], 13)
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "trace.log")
        with open(log, "w", encoding="ascii") as out:
            out.writelines(f"({1000 + i / 10:.6f}) can0 {0x100 + i % 8:03X}#{i:08X}\n" for i in range(100))
        try:
            driver.start(log)
            walk_through(driver)
        finally:
            driver.stop()


main()
