#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Plots as assistive technology and a keyboard use them: signals by key, by search and from the tree; zoom, cursors, differences,
export, a layout that is saved and opened again.

Usage: plot-by-at-spi.py PROGRAM CANID_CLI        (under with-display atspi)
Prints TAP.
"""
import csv
import io
import os
import pathlib
import subprocess
import sys
import tempfile

from at_spi_driver import Driver, text_of, walk


def legend(driver):
    """Name of the signal -> texts of its row."""
    rows = {}
    for node in walk(driver.app):
        if node.getRoleName() == "table row":
            texts = [text_of(n) for n in walk(node) if n.getRoleName() == "label"]
            if len(texts) == 9 and texts[0][:1] in "━╍┉○":
                rows[texts[0][2:]] = texts
    return rows


def plotted(driver, starts):
    driver.wait(f"{starts} in the legend", lambda: any(n.startswith(starts) for n in legend(driver)))


def number(text):
    return float(text.replace("−", "-").replace("\u2009", ""))


def shown(driver):
    """Seconds that the plot shows."""
    return next((number(t.split(", ")[1].split(" s")[0]) for t in driver.texts() if t.endswith(" s shown") and "– " in t), 0)


def decode(cli, database, trace):
    text = subprocess.run([cli, "decode", "-T", "csv", "--time", "relative", "-d", database, "-Y", "EngineSpeed", trace],
                          capture_output=True, text=True, check=True).stdout
    return [(float(r["time"]), float(r["value"])) for r in csv.DictReader(io.StringIO(text)) if r["signal"] == "EngineSpeed"]


def add(driver):
    row = driver.wait("EngineData", lambda: driver.row("EngineData"))
    driver.check("the sample is there with its names", row is not None)

    field = driver.wait("EngineSpeed among the fields", lambda: next(
        (n for n in walk(driver.app) if n.getRoleName() == "table row" and "EngineSpeed" in driver.cells(n)), None))
    driver.choose_row(field)
    driver.focus("Canid|city-drive")
    driver.key("ctrl+p")
    plotted(driver, "EngineSpeed")
    driver.check("one key plots the signal chosen in the tree", True)

    driver.action("plot")
    driver.wait("the plot", lambda: driver.find("image", "Plot"))
    driver.key("Insert")
    driver.wait("the search", lambda: driver.named("Search a signal to plot"))
    driver.type("Gear Status", enter=False)
    driver.wait("what was found", lambda: any(t.startswith("Gear") for t in driver.texts()))
    driver.key("Return")
    plotted(driver, "Gear")
    driver.check("typed words and Enter add another", True)

    driver.action("plot-add", "<'=EngineSpeed / 60'>")
    plotted(driver, "EngineSpeed / 60")
    driver.check("an expression adds a computed one", True)


def compare(driver, samples):
    driver.action("plot")
    driver.key("c")
    plot = driver.find("image", "Plot")
    said = driver.wait("cursors", lambda: plot.description if "A " in plot.description and "; B " in plot.description else None)
    driver.check("C sets two cursors", True)

    a, b = (float(part.split()[1].replace("\u2009", "")) for part in said.split("; "))
    name = next(n for n in legend(driver) if n.startswith("EngineSpeed") and "/" not in n)
    driver.wait("values at the cursors", lambda: legend(driver)[name][2] not in ("", "—"))
    texts = legend(driver)[name]
    driver.check("values at the cursors are those of decode",
                 [number(t) for t in texts[2:4]] == [[v for t, v in samples if t <= at + 0.0006][-1] for at in (a, b)])
    between = [v for t, v in samples if a - 0.0006 <= t <= b + 0.0006]
    driver.check("difference, smallest and greatest likewise",
                 number(texts[4]) == number(texts[3]) - number(texts[2]) and number(texts[5]) == min(between)
                 and number(texts[6]) == max(between))

    whole = shown(driver)
    driver.key("plus", "plus")
    driver.wait("a shorter range", lambda: 0 < shown(driver) < whole / 2)
    driver.key("BackSpace", "BackSpace")
    driver.wait("the range there was", lambda: shown(driver) == whole)
    driver.check("keys zoom, and go back", True)


def keep(driver, folder):
    for kind in ("png", "svg", "pdf", "csv", "npz"):
        out = pathlib.Path(folder, f"plot.{kind}")
        driver.action("plot-export", f"<'{out}'>")
        driver.wait(kind, lambda: out.exists() and out.stat().st_size > 500)
    head = pathlib.Path(folder, "plot.csv").read_text().splitlines()[0]
    driver.check("it is exported as picture, document and tables", head.startswith("number,time,"))

    workspace = pathlib.Path(folder, "a.canid-workspace")
    driver.action("save-workspace-to", f"<'{workspace}'>")
    driver.wait("the workspace", workspace.exists)
    driver.stop()
    driver.start(workspace)
    driver.wait("its signals", lambda: len(legend(driver)) == 3 or (driver.action("plot"), None)[1])
    driver.check("a layout comes back with the workspace", True)


def main():
    data = pathlib.Path(os.environ["CANID_DATADIR"], "sample")
    trace, database = data / "city-drive.asc", data / "city-drive.dbc"
    driver = Driver(sys.argv[1], 10)
    try:
        driver.start(trace, database)
        add(driver)
        compare(driver, decode(sys.argv[2], database, trace))
        with tempfile.TemporaryDirectory(prefix="canid-plot-") as folder:
            keep(driver, folder)
    finally:
        driver.stop()


main()
