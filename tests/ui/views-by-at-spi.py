#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Switches to the view by identifier and back, and goes to a frame, as assistive technology and a keyboard do.

Usage: views-by-at-spi.py PROGRAM        (under with-display atspi)
Prints TAP.
"""
import sys

from at_spi_driver import Driver


def main():
    driver = Driver(sys.argv[1], 6)
    try:
        driver.start()
        driver.click("push button", "Open Sample")
        driver.wait("the sample with its database", lambda: driver.row("EngineData"))
        bar = driver.wait("the minimap", lambda: driver.find("scroll bar", "Place in the trace"))
        driver.check("the minimap is a scroll bar with a name", bar is not None)

        driver.click("push button", "By identifier")
        driver.wait("EngineData's row with all its frames",
                    lambda: "11 916" in driver.cells(driver.find("table row", "0C9, EngineData, 1, Rx, CAN")))
        driver.check("by identifier a row is named by what it is of, and its cells say how often it came", True)

        driver.choose_row(driver.find("table row", "120, BodyStatus"))
        driver.wait("the latest BodyStatus", lambda: driver.inspector_row("No. 128853"))
        driver.check("its latest frame is in the inspector", True)

        driver.focus("Canid|city-drive")
        driver.key("F4")
        driver.wait("frame 128853", lambda: ", frame 128853," in driver.chosen())
        driver.check("one key leads back, to that frame", True)

        driver.key("ctrl+g")
        driver.wait("the bar to go by", lambda: driver.named("Go to frame or time"))
        driver.type("81437")
        driver.wait("frame 81437", lambda: driver.inspector_row("No. 81437"))
        driver.check("Ctrl+G, a number and Enter lead to a frame", True)
        driver.key("alt+Left")
        driver.wait("frame 128853 again", lambda: driver.inspector_row("No. 128853"))
        driver.check("Alt+Left leads back", True)
    finally:
        driver.stop()


main()
