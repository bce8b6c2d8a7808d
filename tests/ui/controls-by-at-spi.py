#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes controls from signals of the sample bus, moves one by the keys and one by the pointer, sends with a slider, reads a gauge, stops all.

Usage: controls-by-at-spi.py PROGRAM        (under with-display atspi)
Prints TAP.
"""
import subprocess
import sys

from at_spi_driver import Driver, text_of, walk


def says(driver, *starts):
    return any(t.startswith(starts) for t in driver.texts())


def place(node):
    box = node.queryComponent().getExtents(0)
    return box.x, box.y, box.width, box.height


def add(driver, signal, kind):
    driver.wait("the popover", lambda: driver.named("Search a signal for the control"))
    driver.click("push button", kind)
    driver.type(signal)


def drag(node, dx, dy):
    x, y, width, height = place(node)
    x, y = x + width // 2, y + height // 2
    steps = [f"mousemove {x} {y}", "mousedown 1"]
    steps += [f"mousemove {x + dx * i // 8} {y + dy * i // 8} sleep 0.05" for i in range(1, 9)] + ["mouseup 1"]
    subprocess.run(["xdotool", *" ".join(steps).split()], check=True)


def arrange(driver):
    slider = driver.wait("the slider's tile", lambda: driver.named("Slider: EngineSpeed"))
    driver.wait("its slider", lambda: driver.find("slider", "EngineSpeed"))
    driver.check("a signal of the database is a slider on the page", True)
    before = place(slider)
    driver.key("ctrl+Right", "ctrl+Down")
    driver.wait("another place", lambda: place(slider)[0] > before[0] and place(slider)[1] > before[1])
    driver.check("Ctrl+arrows move it", True)
    driver.key("ctrl+shift+Right")
    driver.wait("another size", lambda: place(slider)[2] > before[2])
    driver.check("with Shift they change its size", True)
    before = place(slider)
    drag(slider, 0, 90)
    driver.wait("a third place", lambda: place(slider)[1] > before[1])
    driver.check("the pointer drags it", True)
    driver.key("ctrl+z")
    driver.wait("the place before", lambda: place(slider) == before)
    driver.check("which is taken back", True)


def send(driver):
    driver.point_at("Arm can0")
    driver.wait("the armed bus", lambda: "can0 armed" in driver.texts())
    driver.click("push button", "Send 1 message")
    driver.wait("frames on time", lambda: says(driver, "on time", "late by"))
    driver.check("its message is sent on the armed bus", True)
    value = driver.wait("the slider", lambda: driver.find("slider", "EngineSpeed").queryValue())
    value.currentValue = 3000
    driver.wait("the value in words", lambda: any(t.startswith("3000") for t in driver.texts()))
    driver.wait("a decoded frame of it", lambda: any(
        "EngineSpeed 3000" in text_of(n).replace("\u00a0", "").replace("\u202f", "") for n in walk(driver.app)
        if n.getRoleName() in ("label", "table row")))
    driver.check("a slider that assistive technology moves changes what is sent", True)


def main():
    driver = Driver(sys.argv[1], 11)
    try:
        driver.start()
        driver.click("push button", "Start Sample Bus")
        driver.wait("the trace of the bus", lambda: driver.find("text", "Filter"))
        driver.focus("Canid|city-drive")
        driver.key("ctrl+slash")
        driver.type("can.dir == tx")
        driver.key("alt+7")
        driver.wait("the page", lambda: driver.named("No controls yet"))
        driver.check("an empty page says what to do", True)
        driver.click("push button", "Add Control")
        add(driver, "EngineSpeed", "Slider")
        arrange(driver)
        driver.key("Insert")
        add(driver, "CoolantTemp", "Gauge")
        gauge = driver.wait("the gauge", lambda: driver.named("Gauge: "))
        driver.wait("its value", lambda: driver.named("Gauge: CoolantTemp").description.endswith("°C"))
        driver.check("a gauge says its value", gauge is not None)
        driver.key("Escape")
        send(driver)
        unnamed = driver.wait("all names", lambda: [driver.unnamed(driver.app)])[0]
        driver.check("all that the keys come to has a name", not unnamed, str(unnamed))
        driver.key("shift+Escape")
        driver.wait("the end", lambda: "can0 safe" in driver.texts() and driver.find("push button", "Send 1 message"))
        driver.check("one key stops all, and disarms", True)
    finally:
        driver.stop()


main()
