#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Plots as assistive technology and a keyboard use them: signals by key, by search and from the tree; zoom, cursors, differences,
export, a layout that is saved and opened again.

Usage: plot-by-at-spi.py PROGRAM CANID_CLI        (under with-display atspi)
Prints TAP. Debian's python has pyatspi; keys come from xdotool.
"""
import csv
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

try:
    import pyatspi
except ImportError:
    print("1..0 # SKIP pyatspi is not installed")
    sys.exit(77)
if shutil.which("xdotool") is None:
    print("1..0 # SKIP xdotool is not installed")
    sys.exit(77)

TIMEOUT = 90
n_done = 0


def walk(node):
    yield node
    for i in range(node.childCount):
        child = node[i]
        if child is not None:
            yield from walk(child)


def text_of(node):
    try:
        text = node.queryText()
        return text.getText(0, text.characterCount)
    except NotImplementedError:
        return node.name or ""


def find(root, role, starts):
    return next((n for n in walk(root) if n.getRoleName() == role and (n.name or "").startswith(starts)), None)


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


def application():
    return next((node for node in pyatspi.Registry.getDesktop(0) if node is not None and node.name == "canid"), None)


def check(what, good):
    global n_done
    n_done += 1
    print(f"{'ok' if good else 'not ok'} {n_done} {what}", flush=True)
    if not good:
        sys.exit(1)


def press(*keys):
    for key in keys:
        subprocess.run(["xdotool", "key", key], check=True)
        time.sleep(0.3)


def action(name, parameter=""):
    subprocess.run(["gdbus", "call", "--session", "-d", "org.canid.Canid", "-o", "/org/canid/Canid/window/1", "-m",
                    "org.gtk.Actions.Activate", name, f"[{parameter}]", "{}"], check=True, capture_output=True)


def legend(app):
    """Name of the signal -> texts of its row."""
    rows = {}
    for node in walk(app):
        if node.getRoleName() == "table row":
            texts = [text_of(n) for n in walk(node) if n.getRoleName() == "label"]
            if len(texts) == 9 and texts[0][:1] in "━╍┉○":
                rows[texts[0][2:]] = texts
    return rows


def number(text):
    return float(text.replace("−", "-").replace("\u2009", ""))


def main():
    program_path, cli = sys.argv[1], sys.argv[2]
    data = pathlib.Path(os.environ["CANID_DATADIR"], "sample")
    trace, database = data / "city-drive.asc", data / "city-drive.dbc"
    program = subprocess.Popen([program_path, trace, database])
    try:
        print("1..10", flush=True)
        app = wait_for("the program", application)
        row = wait_for("EngineData", lambda: next((n for n in walk(app) if n.getRoleName() == "table row"
                                                   and "EngineData" in (n.name or "") and "frame 1," in (n.name or "")), None))
        check("the sample is there with its names", row is not None)

        field = wait_for("EngineSpeed among the fields", lambda: next((n for n in walk(app) if n.getRoleName() == "table row"
                         and "EngineSpeed" in [text_of(c) for c in walk(n) if c.getRoleName() == "label"]), None))
        field.parent.querySelection().selectChild(field.getIndexInParent())
        window = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "Canid|city-drive"], capture_output=True,
                                text=True).stdout.split()[0]
        subprocess.run(["xdotool", "windowfocus", window], check=True)
        time.sleep(0.5)
        press("ctrl+p")
        wait_for("the signal in the legend", lambda: any(n.startswith("EngineSpeed") for n in legend(app)))
        check("one key plots the signal chosen in the tree", True)

        action("plot")
        wait_for("the plot", lambda: find(app, "image", "Plot"))
        time.sleep(0.5)
        press("Insert")
        wait_for("the search", lambda: find(app, "text", "Search a signal to plot") or find(app, "entry", "Search a signal to plot"))
        subprocess.run(["xdotool", "type", "Gear Status"], check=True)
        time.sleep(0.6)
        press("Return")
        wait_for("Gear", lambda: any(n.startswith("Gear") for n in legend(app)))
        check("typed words and Enter add another", True)

        action("plot-add", "<'=EngineSpeed / 60'>")
        wait_for("the computed one", lambda: any(n.startswith("EngineSpeed / 60") for n in legend(app)))
        check("an expression adds a computed one", True)

        action("plot")
        time.sleep(0.5)
        press("c")
        plot = find(app, "image", "Plot")
        said = wait_for("cursors", lambda: plot.description if "A " in plot.description and "; B " in plot.description else None)
        check("C sets two cursors", True)

        moments = [float(part.split()[1].replace("\u2009", "")) for part in said.split("; ")]
        decoded = subprocess.run([cli, "decode", "-T", "csv", "--time", "relative", "-d", database, "-Y", "EngineSpeed", trace],
                                 capture_output=True, text=True, check=True).stdout
        samples = [(float(r["time"]), float(r["value"])) for r in csv.DictReader(io.StringIO(decoded)) if r["signal"] == "EngineSpeed"]

        def value_at(moment):
            return [v for t, v in samples if t <= moment + 0.0006][-1]

        name = next(n for n in legend(app) if n.startswith("EngineSpeed") and "/" not in n)
        wait_for("values at the cursors", lambda: legend(app)[name][2] not in ("", "—"))
        texts = legend(app)[name]
        check("values at the cursors are those of decode",
              number(texts[2]) == value_at(moments[0]) and number(texts[3]) == value_at(moments[1]))
        between = [v for t, v in samples if moments[0] - 0.0006 <= t <= moments[1] + 0.0006]
        check("difference, smallest and greatest likewise",
              number(texts[4]) == number(texts[3]) - number(texts[2]) and number(texts[5]) == min(between)
              and number(texts[6]) == max(between))

        press("plus", "plus")
        wait_for("the range", lambda: any("shown" in text_of(n) and "– " in text_of(n) for n in walk(app) if n.getRoleName() == "label"))
        press("BackSpace", "BackSpace")
        check("keys zoom, and go back", True)

        with tempfile.TemporaryDirectory(prefix="canid-plot-") as folder:
            for kind in ("png", "pdf", "csv", "npz"):
                out = pathlib.Path(folder, f"plot.{kind}")
                action("plot-export", f"<'{out}'>")
                wait_for(kind, lambda: out.exists() and out.stat().st_size > 500)
            head = pathlib.Path(folder, "plot.csv").read_text().splitlines()[0]
            check("it is exported as picture, document and tables", head.startswith("number,time,"))

            workspace = pathlib.Path(folder, "a.canid-workspace")
            action("save-workspace-to", f"<'{workspace}'>")
            wait_for("the workspace", workspace.exists)
            program.terminate()
            program.wait()
            program = subprocess.Popen([program_path, workspace])
            app = wait_for("the program again", application)
            action_done = wait_for("its signals", lambda: len(legend(app)) == 3 or (action("plot"), None)[1])
            check("a layout comes back with the workspace", action_done)
    finally:
        program.terminate()
        program.wait()


main()
