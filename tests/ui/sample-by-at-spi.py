#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Drives the installed look of the program as assistive technology does: opens the sample, filters, chooses a frame, reads a value.

Usage: sample-by-at-spi.py PROGRAM        (under with-display atspi)
Prints TAP.
"""
import sys

from at_spi_driver import Driver


def main():
    driver = Driver(sys.argv[1], 4)
    try:
        driver.start()
        driver.click("push button", "Open Sample")
        driver.wait("the sample's frames", lambda: driver.status().get("Frames") == 128904 and driver.status().get("Errors") == 17)
        driver.wait("its database", lambda: driver.row("EngineData"))
        driver.check("the sample opens with its database", True)

        entry = driver.find("text", "Filter")
        entry.queryEditableText().setTextContents("EngineSpeed > 1500 rpm")
        entry.queryAction().doAction(0)
        driver.wait("the filter", lambda: 0 < driver.shown() < 128904)
        row = driver.wait("rows of one message", lambda: next((r for r in driver.rows() if "EngineData" in r.name), None))
        driver.check("the filter leaves some frames", True)

        driver.choose_row(row)
        cells = driver.wait("EngineSpeed in the inspector", lambda: driver.inspector_row("EngineSpeed"))
        value = cells[cells.index("EngineSpeed") + 1]
        driver.check("the inspector shows the frame", value, value)
        number, _, unit = value.partition(" ")
        driver.check("a decoded value is read", unit == "rpm" and float(number) > 1500, value)
    finally:
        driver.stop()


main()
