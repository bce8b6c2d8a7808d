#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reads the list of frames as assistive technology does: rows by their names and cells, also after jumps over 10^8 rows.

Usage: list-by-at-spi.py LIST-APP        (under with-display atspi)
Prints TAP.
"""
import re
import subprocess
import sys

import pyatspi
from at_spi_driver import Driver, has_state, walk

MANY = 100000000


def focused_row(driver):
    return next((row for row in driver.rows() if has_state(row, pyatspi.STATE_FOCUSED)), None)


def go(driver, position):
    driver.process.stdin.write(f"{position}\n")
    driver.process.stdin.flush()
    driver.process.stdout.readline()
    name = f"Row {position + 1}, frame {position + 1},"
    return driver.wait(name, lambda: (row := focused_row(driver)) and row.name.startswith(name) and row)


def main():
    driver = Driver(sys.argv[1], 5, name="list-app")
    try:
        app = driver.start(stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        first = driver.wait("rows", driver.rows)
        numbers = [int(re.search(r"frame (\d+)", row.name).group(1)) for row in first]
        driver.check("the rows in sight have names that say which they are",
                     numbers == list(range(1, len(numbers) + 1)) and len(numbers) >= 20)

        row = go(driver, MANY - 1)
        driver.check("after a jump the focused row says its number and its cells the frame's", str(MANY) in driver.cells(row))
        driver.check("it is the selected one", has_state(row, pyatspi.STATE_SELECTED))

        row = go(driver, 12345678)
        driver.check("another jump names all rows anew",
                     all("frame 12345" in r.name for r in driver.rows()) and "12345679" in driver.cells(row))

        listing = next(node for node in walk(app) if node.getRoleName() == "list" or node.name == "Frames")
        slot = [r.name for r in driver.rows()].index(row.name) + 2
        wanted = driver.rows()[slot].name
        listing.querySelection().selectChild(slot)
        chosen = driver.wait("the selection of a row", lambda: (r := focused_row(driver)) and r.name == wanted and r)
        driver.check("a row chosen by assistive technology gets selection and focus", has_state(chosen, pyatspi.STATE_SELECTED))
    finally:
        driver.stop()


main()
