# SPDX-License-Identifier: LGPL-2.1-or-later
"""The program as somebody uses it: what assistive technology reads, keys, and what a click does. Actions are counted
as the table of jobs counts them: a click, a key, a typed text with its Enter, a choice are 1, a file dialog is 3.

Debian's python has pyatspi; keys come from xdotool.
"""
import os
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

TIMEOUT = int(os.environ.get("CANID_TEST_PATIENCE", "60"))  # walking the whole tree takes a second on a busy machine
BUTTONS = ("push button", "toggle button", "check box", "radio button")
# What the keys can come to and has to say what it is; panes, panels and fillers only hold others.
CONTROLS = BUTTONS + ("text", "combo box", "list", "list item", "slider", "spin button", "link", "page tab", "table row",
                      "menu item", "check menu item", "radio menu item", "tree table", "scroll bar")


def walk(node, depth=0):
    yield node
    for i in range(node.childCount if depth < 60 else 0):
        child = node[i]
        if child is not None:
            yield from walk(child, depth + 1)


def text_of(node):
    try:
        text = node.queryText()
        return text.getText(0, text.characterCount)
    except NotImplementedError:
        return node.name or ""


def has_state(node, state):
    return node.getState().contains(state)


class Driver:
    def __init__(self, program, plan, name="canid"):
        self.program, self.name, self.process, self.app = program, name, None, None
        self.count = self.done = 0
        self.failed = False
        print(f"1..{plan}", flush=True)

    # --- life ---

    def start(self, *files, **pipes):
        self.process = subprocess.Popen([self.program, *files], **pipes)
        self.app = self.wait("the program", lambda: next(
            (n for n in pyatspi.Registry.getDesktop(0) if n is not None and n.name == self.name and n.childCount), None))
        return self.app

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
            self.process = None
            time.sleep(0.5)  # the registry forgets it

    # --- tests ---

    def check(self, what, good, why="", fatal=True):
        self.done += 1
        print(f"{'ok' if good else 'not ok'} {self.done} {what}{' # ' + why if why else ''}", flush=True)
        self.failed |= not good
        if not good and fatal:
            self.stop()
            sys.exit(1)

    def job(self, what, most, good=True):
        """What was done since the last job, or begin()."""
        self.check(f"{what}: {self.count} actions of {most}", good and self.count <= most)
        self.count = 0

    def begin(self):
        self.count = 0

    def wait(self, what, function):
        end = time.monotonic() + TIMEOUT
        while time.monotonic() < end:
            try:
                found = function()
            except Exception:  # a node went away while it was looked at
                found = None
            if found:
                return found
            time.sleep(0.1)
        if "CANID_TEST_PICTURES" in os.environ:
            subprocess.run(["import", "-window", "root", os.path.join(os.environ["CANID_TEST_PICTURES"], "waiting.png")], check=False)
        self.stop()
        sys.exit(f"Bail out! waited in vain for {what}")

    # --- reading ---

    def window(self, title=""):
        """The window whose title has this in it; the newest."""
        frames = [self.app[i] for i in range(self.app.childCount)]
        return next((f for f in reversed(frames) if f is not None and title in (f.name or "")), None)

    def find(self, role, starts, root=None):
        return next((n for n in walk(root or self.app) if n.getRoleName() == role and (n.name or "").startswith(starts)), None)

    def rows(self, root=None):
        return [n for n in walk(root or self.app) if n.getRoleName() == "table row" and (n.name or "").startswith("Row ")]

    def row(self, starts, root=None):
        """A row by the beginning of its name, or by a part of it."""
        return next((n for n in walk(root or self.app) if n.getRoleName() == "table row" and starts in (n.name or "")), None)

    def cells(self, row):
        return [text_of(n).replace("\u00a0", " ") for n in walk(row) if n.getRoleName() == "label"]

    def named(self, starts, role=None):
        return next((n for n in walk(self.app) if (n.name or "").startswith(starts) and role in (None, n.getRoleName())), None)

    def texts(self):
        """Of all labels, without the spaces that part thousands."""
        return [(n.name or "").replace("\u00a0", "").replace("\u202f", "") for n in walk(self.app) if n.getRoleName() == "label"]

    def inspector_row(self, text):
        """The cells of a row of the detail tree that has this in one of them."""
        cells = (self.cells(n) for n in walk(self.app) if n.getRoleName() == "table row" and not (n.name or "").startswith("Row "))
        return next((c for c in cells if any(text in cell for cell in c)), None)

    def chosen(self):
        return next((n.name for n in self.rows() if has_state(n, pyatspi.STATE_SELECTED)), "")

    def status(self):
        counts = {}
        for node in walk(self.app):
            if node.getRoleName() in ("label", "push button"):
                word, _, number = (node.name or "").replace("\u00a0", "").replace("\u202f", "").partition(" ")
                if word in ("Frames", "Shown", "Errors", "Marked") and number[:1].isdigit():
                    counts[word] = int(number.split()[0])
        return counts

    def shown(self):
        return self.status().get("Shown")

    def unnamed(self, root):
        """Controls that the keys can come to and that do not say what they are."""
        found = []
        for node in walk(root):
            role, name = node.getRoleName(), node.name or ""
            if role not in CONTROLS or not has_state(node, pyatspi.STATE_FOCUSABLE):
                continue
            # The button within a drop-down says what its drop-down says.
            if name == "GtkToggleButton" and node.parent.getRoleName() == "combo box" and node.parent.name:
                continue
            if not name.strip() or name.startswith("Gtk"):
                found.append(f"{role} {name!r} in {[n.name for n in self.path(node)]}")
        return found

    @staticmethod
    def path(node):
        steps = []
        while node is not None and len(steps) < 5:
            steps.append(node)
            node = node.parent
        return steps

    # --- acting ---

    @staticmethod
    def windows(title):
        """What xdotool finds, without the window of a pixel that GTK drags with."""
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", title], capture_output=True, text=True).stdout.split()
        return [i for i in found if "Geometry: 1x1" not in
                subprocess.run(["xdotool", "getwindowgeometry", i], capture_output=True, text=True).stdout]

    @staticmethod
    def focus(title):
        end = time.monotonic() + TIMEOUT
        while time.monotonic() < end:
            ids = Driver.windows(title)
            if ids:
                subprocess.run(["xdotool", "windowraise", ids[-1], "windowfocus", "--sync", ids[-1]], check=False)
                time.sleep(0.2)
                return
            time.sleep(0.1)
        sys.exit(f"Bail out! no window {title!r}")

    @staticmethod
    def is_open(title):
        return bool(Driver.windows(title))

    def key(self, *keys):
        for key in keys:
            subprocess.run(["xdotool", "key", key], check=True)
            self.count += 1
            time.sleep(0.25)

    def type(self, text, enter=True):
        subprocess.run(["xdotool", "type", "--delay", "15", text], check=True)
        if enter:
            subprocess.run(["xdotool", "key", "Return"], check=True)
        self.count += 1
        time.sleep(0.25)

    def click(self, role, starts, root=None):
        node = self.wait(f"{role} {starts}", lambda: self.find(role, starts, root))
        node.queryAction().doAction(0)
        self.count += 1
        time.sleep(0.25)
        return node

    def point_at(self, starts):
        """A click of the pointer, where a node has no action of its own."""
        box = self.wait(starts, lambda: self.named(starts)).queryComponent().getExtents(0)
        subprocess.run(["xdotool", "mousemove", str(box.x + box.width // 2), str(box.y + box.height // 2), "click", "1"], check=True)
        self.count += 1
        time.sleep(0.25)

    @staticmethod
    def action(name, parameter="", of="/window/1"):
        """One of the first window's, as D-Bus offers it, or of the program's (""); not counted."""
        subprocess.run(["gdbus", "call", "--session", "-d", "org.canid.Canid", "-o", "/org/canid/Canid" + of, "-m",
                        "org.gtk.Actions.Activate", name, f"[{parameter}]", "{}"], check=True, capture_output=True)

    def choose_row(self, node):
        node.parent.querySelection().selectChild(node.getIndexInParent())
        self.count += 1
        time.sleep(0.25)

    def file_dialog(self, title, path, all_in_folder=False):
        """Types a path; or goes into a folder and takes all that is shown there."""
        before = self.count
        self.focus(title)
        self.key("ctrl+l")
        self.key("ctrl+a")
        self.type(path)
        for _ in range(10 if all_in_folder else 0):
            time.sleep(3)  # it reads the folder
            if not self.is_open(title):
                break
            self.key("Home", "shift+End", "alt+o")
        self.count = before + 3
        time.sleep(0.5)
