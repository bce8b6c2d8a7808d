#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes a message from a database, sends it on the sample bus, changes a signal meanwhile, stops all, simulates a node; plays the
sample into a new trace, and a log onto a bus, with pause, step, speed and going to a number. Two jobs are counted.

Usage: transmit-by-at-spi.py PROGRAM        (under with-display atspi)
Prints TAP.
"""
import os
import sys
import tempfile
import time

from at_spi_driver import Driver, has_state, pyatspi, walk


def frames(driver):
    return driver.status().get("Frames", 0)


def says(driver, *starts):
    return any(t.startswith(starts) for t in driver.texts())


def show_only(driver, expression):
    """A list that does not move can be walked while frames come."""
    driver.focus("Canid|city-drive|capture")
    driver.key("ctrl+slash")
    driver.type(expression)


def send(driver):
    driver.click("push button", "Start Sample Bus")
    driver.wait("the trace of the bus", lambda: driver.find("text", "Filter"))
    show_only(driver, "can.dir == tx")
    driver.wait("frames of the bus", lambda: frames(driver) > 100)
    driver.begin()
    driver.key("alt+3")
    driver.wait("the panel", lambda: driver.named("Nothing to send yet"))
    driver.click("push button", "Add Message")
    driver.wait("the messages", lambda: driver.named("Message to be added"))
    driver.type("GearboxStatus", enter=False)
    driver.wait("the message", lambda: any("GearboxStatus" in t for t in driver.texts()))
    driver.key("Return")
    driver.count -= 1  # of the text
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
    driver.count += 1
    driver.wait("other bytes", lambda: any("0x" in t and t not in before for t in driver.texts()))
    driver.wait("the clock", lambda: says(driver, "on time", "late by"))
    driver.check("a signal changes while it runs", True)
    driver.job("send a message of a database by the clock, one signal changed", 6)
    driver.action("bit-timing")
    driver.focus("Bit Timing")
    driver.key("Pause")
    driver.wait("the end", lambda: "can0 safe" in driver.texts() and "nothing runs" in driver.texts())
    driver.check("one key stops all, and disarms, also while a dialog has the keys", driver.is_open("Bit Timing"))
    driver.key("Escape")
    driver.wait("the dialog to go", lambda: not driver.is_open("Bit Timing"))
    driver.focus("Canid|capture")
    driver.point_at("OutputSpeed: Source")
    driver.key("Home", "Down", "Down", "Return")
    driver.wait("the generator", lambda: driver.named("OutputSpeed: Lowest"))
    driver.wait("the keys", lambda: any(has_state(n, pyatspi.STATE_FOCUSED) for n in walk(driver.named("OutputSpeed: Source"))))
    driver.check("a source that is chosen keeps the keys, though its row is made anew", True)
    simulate(driver)


def simulate(driver):
    """A node of the database: what it sends is added, and ends where the real one, the sample bus, is heard."""
    show_only(driver, "can.id == 0x7F1")  # none: what is sent would move the list
    driver.point_at("Add a message")
    driver.wait("the messages", lambda: driver.named("Message to be added"))
    driver.type("7F1#11", enter=False)
    driver.wait("the message", lambda: "The frame as typed" in driver.texts())
    driver.key("Return")
    driver.click("push button", "Simulate nodes of a database")
    driver.wait("the dialog", lambda: driver.named("Add to Transmit List", "push button"))
    driver.focus("Simulate Nodes")
    driver.click("check box", "TCM, 1 message")
    driver.wait("what it means", lambda: says(driver, "1 message, 1 by the clock"))
    driver.click("push button", "Add to Transmit List")
    driver.wait("both messages", lambda: driver.texts().count("GearboxStatus") >= 2)
    driver.check("a node of the database becomes messages", True)
    driver.focus("Canid|capture")
    driver.point_at("Arm can0")
    driver.wait("the armed bus", lambda: "can0 armed" in driver.texts())
    driver.click("push button", "Switch all messages on")
    driver.wait("the real node", lambda: "node TCM is alive on can0" in driver.texts())
    driver.check("it ends where the real one is heard", True)
    driver.wait("what was found", lambda: driver.shown() is not None)
    n = driver.wait("the number of it", lambda: str(driver.shown()))
    driver.check("what is sent by hand is not sent by switching all on", n == "0", n)
    driver.key("shift+Escape")
    driver.wait("the end", lambda: "can0 safe" in driver.texts() and "nothing runs" in driver.texts())


def override(driver, text):
    driver.point_at("Signals that have other values")
    driver.key("ctrl+a")
    driver.type(text)


def n_shown(driver, expression):
    """Of a trace that stands: its rows that pass, when all have been looked at."""
    show_only(driver, expression)
    seen = []

    def settled():
        seen.append(driver.shown())
        return seen[-1] and seen[-3:] == 3 * seen[-1:]

    driver.wait(f"rows of {expression}", settled)
    return seen[-1]


def replay(driver):
    driver.click("push button", "Open Sample")
    driver.wait("the sample", lambda: frames(driver) == 128904)
    show_only(driver, "can.err")
    driver.key("alt+6")
    driver.wait("the panel", lambda: driver.named("Speed", "spin button")).queryValue().currentValue = 2
    override(driver, "Nobody=1")
    driver.wait("a sentence", lambda: any("Nobody" in t for t in driver.texts()))
    driver.check("what is wrong with an entry is said, not only marked", True)
    override(driver, "EngineSpeed=1234")
    driver.click("push button", "Play this trace into a new one")
    driver.wait("frames of the new trace", lambda: 1000 < frames(driver) < 128904)
    driver.check("the sample plays into a new trace", True)
    driver.click("push button", "Play or pause")
    driver.wait("the pause", lambda: says(driver, "paused"))
    time.sleep(1)
    stood = driver.wait("frames", lambda: frames(driver))
    time.sleep(1)
    driver.check("a pause is one", driver.wait("frames", lambda: frames(driver)) == stood)
    n = n_shown(driver, "EngineData")
    driver.check("a signal that is overridden has its value in all frames", n > 0 and n_shown(driver, "EngineSpeed == 1234") == n, str(n))
    driver.click("push button", "One frame")
    driver.wait("one more", lambda: frames(driver) == stood + 1)
    driver.check("a step is one frame", True)
    driver.click("push button", "Play or pause")
    driver.wait("more frames", lambda: frames(driver) > stood + 1000)
    driver.check("it goes on", True)
    override(driver, "EngineSpeed=2345")
    show_only(driver, "EngineSpeed == 2345")
    driver.wait("the other value", lambda: (driver.shown() or 0) > 0)
    driver.check("another value while it plays", True)
    driver.key("shift+Escape")
    driver.wait("the end", lambda: says(driver, "ended"))
    driver.check("Shift+Escape ends it", True)


def place(driver):
    """Number of the frame that was sent last."""
    text = next((t for t in driver.texts() if t.startswith("No. ") and t[4:5].isdigit()), "No. 0")
    return int(text[4:].split(" ")[0])


def onto_a_bus(driver):
    """A log whose channel is called like a bus that there is."""
    driver.wait("the log", lambda: frames(driver) == 4000)
    driver.focus("Canid|played")
    driver.begin()
    driver.key("alt+6")
    speed = driver.wait("the panel", lambda: driver.named("Speed", "spin button"))
    driver.wait("what is in it", lambda: any("4000 frames" in t for t in driver.texts()))
    driver.check("the whole log was looked at before it starts", True)
    speed.queryValue().currentValue = 2
    driver.count += 1
    driver.point_at("Arm the buses")
    driver.wait("the armed bus", lambda: "armed" in driver.texts())
    driver.click("push button", "Play or pause")
    driver.wait("frames that were sent", lambda: place(driver) > 10)
    driver.job("replay a log at speed 2", 4)
    driver.click("push button", "Play or pause")
    driver.wait("the pause", lambda: says(driver, "paused"))
    driver.point_at("Go to number")
    driver.type("3900")
    driver.wait("that place", lambda: place(driver) == 3900)
    driver.check("it goes to a number", True)
    driver.click("push button", "Play or pause")
    driver.wait("the end", lambda: says(driver, "ended") and place(driver) == 4000)
    driver.check("from there it plays to the last frame", True)


def main():
    driver = Driver(sys.argv[1], 21)
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "played.log")
        with open(log, "w", encoding="ascii") as out:
            out.writelines(f"({1000 + i / 10:.6f}) 0 {0x100 + i % 8:03X}#{i:08X}\n" for i in range(4000))
        for part, files in ((send, ()), (replay, ()), (onto_a_bus, (log,))):
            try:
                driver.start(*files)
                part(driver)
            finally:
                driver.stop()


main()
