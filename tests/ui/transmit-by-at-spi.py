#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes a message from a database, sends it on the sample bus, changes a signal meanwhile, stops all; plays the sample into a new trace, with pause, step and speed.

Usage: transmit-by-at-spi.py PROGRAM        (under with-display atspi)
Prints TAP.
"""
import sys
import time

from at_spi_driver import Driver, walk


def frames(driver):
    return driver.status().get("Frames", 0)


def says(driver, *starts):
    return any(t.startswith(starts) for t in driver.texts())


def show_only(driver, expression):
    """A list that does not move can be walked while frames come."""
    driver.focus("Canid|city-drive")
    driver.key("ctrl+slash")
    driver.type(expression)


def send(driver):
    driver.click("push button", "Start Sample Bus")
    driver.wait("the trace of the bus", lambda: driver.find("text", "Filter"))
    show_only(driver, "can.dir == tx")
    driver.wait("frames of the bus", lambda: frames(driver) > 100)
    driver.key("alt+3")
    driver.wait("the panel", lambda: driver.named("Nothing to send yet"))
    driver.click("push button", "Add Message")
    driver.wait("the messages", lambda: driver.named("Message to be added"))
    driver.type("GearboxStatus", enter=False)
    driver.wait("the message", lambda: any("GearboxStatus" in t for t in driver.texts()))
    driver.key("Return")
    spin = driver.wait("its signals", lambda: next(
        (n for n in walk(driver.app) if n.getRoleName() == "spin button" and (n.name or "").endswith(": Value")), None))
    driver.check("a message of the database has a row a signal", True)
    before = set(driver.wait("texts", driver.texts))
    driver.point_at("Arm can0")
    driver.wait("the armed bus", lambda: "can0 armed" in driver.texts())
    driver.click("push button", "Switch all messages on")
    driver.wait("frames on time", lambda: says(driver, "on time", "late by"))
    driver.check("it is sent by the clock on the armed bus", True)
    spin.queryValue().currentValue = spin.queryValue().maximumValue
    driver.wait("other bytes", lambda: any("0x" in t and t not in before for t in driver.texts()))
    driver.wait("the clock", lambda: says(driver, "on time", "late by"))
    driver.check("a signal changes while it runs", True)
    driver.key("Pause")
    driver.wait("the end", lambda: "can0 safe" in driver.texts() and "nothing runs" in driver.texts())
    driver.check("one key stops all, and disarms", True)


def replay(driver):
    driver.click("push button", "Open Sample")
    driver.wait("the sample", lambda: frames(driver) == 128904)
    show_only(driver, "can.err")
    driver.key("alt+6")
    driver.wait("the panel", lambda: driver.named("Speed", "spin button")).queryValue().currentValue = 10
    driver.click("push button", "Play this trace into a new one")
    driver.wait("frames of the new trace", lambda: 1000 < frames(driver) < 128904)
    driver.check("the sample plays into a new trace", True)
    driver.click("push button", "Play or pause")
    driver.wait("the pause", lambda: says(driver, "paused"))
    time.sleep(1)
    stood = driver.wait("frames", lambda: frames(driver))
    time.sleep(1)
    driver.check("a pause is one", driver.wait("frames", lambda: frames(driver)) == stood)
    driver.click("push button", "One frame")
    driver.wait("one more", lambda: frames(driver) == stood + 1)
    driver.check("a step is one frame", True)
    driver.click("push button", "Play or pause")
    driver.wait("more frames", lambda: frames(driver) > stood + 1000)
    driver.check("it goes on", True)
    driver.key("shift+Escape")
    driver.wait("the end", lambda: says(driver, "ended"))
    driver.check("Shift+Escape ends it", True)


def main():
    driver = Driver(sys.argv[1], 9)
    for part in (send, replay):
        try:
            driver.start()
            part(driver)
        finally:
            driver.stop()


main()
