#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Drags frames of the trace into the transmit list, with the pointer.

Usage: drag-by-at-spi.py PROGRAM        (under with-display atspi)
Prints TAP.
"""
import subprocess
import sys

from at_spi_driver import Driver


def xdotool(*words):
    subprocess.run(["xdotool", *map(str, words)], check=True)


def centre(node):
    box = node.queryComponent().getExtents(0)
    return box.x + box.width // 2, box.y + box.height // 2


def main():
    driver = Driver(sys.argv[1], 2)
    try:
        driver.start()
        driver.click("push button", "Open Sample")
        driver.wait("the sample with its database", lambda: driver.row("EngineData"))
        driver.focus("Canid|city-drive")
        driver.key("alt+3")
        driver.wait("the empty list", lambda: driver.named("Nothing to send yet"))
        # By the list itself: the trace takes its rows anew with each key.
        first = driver.wait("a row", lambda: driver.find("table row", "Row 2,") or driver.rows()[1])
        x, y = driver.wait("its place", lambda: centre(first))
        to = driver.wait("where to", lambda: centre(driver.named("Nothing to send yet")))
        xdotool("mousemove", x, y, "click", 1, "sleep", 0.3, "keydown", "shift", "mousemove", x, y + 44, "click", 1, "keyup", "shift")
        xdotool("mousemove", x, y + 22, "sleep", 0.3, "mousedown", 1)
        for step in range(1, 9):
            xdotool("mousemove", x + 6 * step, y + 22, "sleep", 0.05)
        for step in range(1, 9):
            xdotool("mousemove", x + 48 + (to[0] - x - 48) * step // 8, y + 22 + (to[1] - y - 22) * step // 8, "sleep", 0.05)
        xdotool("sleep", 0.3, "mouseup", 1)
        driver.wait("three messages", lambda: driver.texts().count("every cycle") == 3)
        driver.check("frames that are dragged out of the trace are messages to be sent", True)
        driver.wait("none of them running", lambda: "nothing runs" in driver.texts())
        driver.check("nothing of them runs", True)
    finally:
        driver.stop()


main()
