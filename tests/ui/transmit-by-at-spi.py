#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes a message from a database, sends it on the sample bus, changes a signal meanwhile, stops all; plays the sample into a new trace, with pause, step and speed.

Usage: transmit-by-at-spi.py PROGRAM        (under with-display atspi)
Prints TAP. Debian's python has pyatspi; keys and clicks come from xdotool.
"""
import shutil
import subprocess
import sys
import time

try:
    import pyatspi
except ImportError:
    print("1..0 # SKIP pyatspi is not installed")
    sys.exit(77)
if shutil.which("xdotool") is None:
    print("1..0 # SKIP xdotool is not installed")
    sys.exit(77)

TIMEOUT = 90  # walking the whole tree takes a second on a busy machine


def walk(node):
    yield node
    for i in range(node.childCount):
        child = node[i]
        if child is not None:
            yield from walk(child)


def application():
    return next((node for node in pyatspi.Registry.getDesktop(0) if node is not None and node.name == "canid"), None)


def named(starts, role=None):
    return next((n for n in walk(application()) if (n.name or "").startswith(starts)
                 and (role is None or n.getRoleName() == role)), None)


def texts():
    """Of all labels, without the spaces that part thousands."""
    return [(n.name or "").replace("\u00a0", "").replace("\u202f", "") for n in walk(application())
            if n.getRoleName() == "label"]


def wait_for(what, function):
    end = time.monotonic() + TIMEOUT
    while time.monotonic() < end:
        try:
            found = function()
        except Exception:  # a node went away while it was looked at
            found = None
        if found:
            return found
        time.sleep(0.1)
    sys.exit(f"Bail out! waited in vain for {what}")


def xdotool(*words):
    subprocess.run(["xdotool", *words], check=True)
    time.sleep(0.3)


def press(name):
    wait_for(name, lambda: named(name, "push button")).queryAction().doAction(0)


def click(name):
    box = wait_for(name, lambda: named(name)).queryComponent().getExtents(0)
    xdotool("mousemove", str(box.x + box.width // 2), str(box.y + box.height // 2), "click", "1")


def frames():
    for node in walk(application()):
        if node.getRoleName() in ("label", "push button"):
            word, _, number = (node.name or "").replace("\u00a0", "").replace("\u202f", "").partition(" ")
            if word == "Frames" and number[:1].isdigit():
                return int(number.split()[0])
    return 0


n_done = 0


def check(what, good):
    global n_done
    n_done += 1
    print(f"{'ok' if good else 'not ok'} {n_done} {what}", flush=True)
    if not good:
        sys.exit(1)


def send():
    press("Start Sample Bus")
    time.sleep(2)
    # A list that does not move can be walked while frames come.
    xdotool("key", "ctrl+slash")
    xdotool("type", "can.dir == tx")
    xdotool("key", "Return")
    wait_for("frames of the bus", lambda: frames() > 100)
    xdotool("key", "alt+3")
    wait_for("the panel", lambda: named("Nothing to send yet"))
    press("Add Message")
    wait_for("the messages", lambda: named("Message to be added"))
    xdotool("type", "GearboxStatus")
    time.sleep(1)
    xdotool("key", "Return")
    spin = wait_for("its signals", lambda: next((n for n in walk(application()) if n.getRoleName() == "spin button"
                                                  and (n.name or "").endswith(": Value")), None))
    check("a message of the database has a row a signal", True)
    before = set(wait_for("texts", texts))
    click("Arm can0")
    wait_for("the armed bus", lambda: "can0 armed" in texts())
    press("Switch all messages on")
    wait_for("frames on time", lambda: any(t.startswith(("on time", "late by")) for t in texts()))
    check("it is sent by the clock on the armed bus", True)
    spin.queryValue().currentValue = spin.queryValue().maximumValue
    wait_for("other bytes", lambda: any("0x" in t and t not in before for t in texts()))
    check("a signal changes while it runs",
          wait_for("the clock", lambda: any(t.startswith(("on time", "late by")) for t in texts())))
    xdotool("key", "Pause")
    wait_for("the end", lambda: "can0 safe" in texts() and "nothing runs" in texts())
    check("one key stops all, and disarms", True)


def replay():
    press("Open Sample")
    wait_for("the sample", lambda: frames() == 128904)
    xdotool("key", "ctrl+slash")
    xdotool("type", "can.err")
    xdotool("key", "Return")
    xdotool("key", "alt+6")
    wait_for("the panel", lambda: named("Speed", "spin button")).queryValue().currentValue = 10
    press("Play this trace into a new one")
    wait_for("frames of the new trace", lambda: 1000 < frames() < 128904)
    check("the sample plays into a new trace", True)
    press("Play or pause")
    wait_for("the pause", lambda: any(t.startswith("paused") for t in texts()))
    time.sleep(1)
    stood = wait_for("frames", frames)
    time.sleep(1)
    check("a pause is one", wait_for("frames", frames) == stood)
    press("One frame")
    check("a step is one frame", wait_for("one more", lambda: frames() == stood + 1))
    press("Play or pause")
    check("it goes on", wait_for("more frames", lambda: frames() > stood + 1000))
    xdotool("key", "shift+Escape")
    wait_for("the end", lambda: any(t.startswith("ended") for t in texts()))
    check("Shift+Escape ends it", True)


def main():
    print("1..9")
    for part in (send, replay):
        program = subprocess.Popen([sys.argv[1]])
        try:
            wait_for("the program", application)
            part()
        finally:
            program.terminate()
            program.wait()


main()
