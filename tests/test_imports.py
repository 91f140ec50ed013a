"""Who imports whom, in functions too: no circle anywhere, and in the firmware from above to below only.

An errand (`errand("services.configure")`) is an import like any other.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FIRMWARE = ROOT / "firmware"
# What lies lower may not know what lies higher.
LEVELS = (
    ("control",),
    (
        "board",
        "page_file",
        "release_key",
        "errand",
        "settling",
        "pins",
        "adc",
        "counter",
        "port",
        "line",
        "infrared",
        "receiver",
        "hal",
    ),
    ("sensors", "units", "services"),
    ("app",),
)


def dotted(path, root):
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


MADE = ("balancepoint.board", "balancepoint.page_file", "balancepoint.release_key")  # by the image build


def names(root, package):
    """Of the modules within a package."""
    return {dotted(path, root) for path in (root / package).rglob("*.py")} - {package}


def modules(root, package):
    """{module: tree} of a package."""
    found = {dotted(path, root): ast.parse(path.read_text(encoding="utf-8")) for path in (root / package).rglob("*.py")}
    if package == "balancepoint":
        found.update(dict.fromkeys(MADE, ast.parse("")))
    return found


def imported(name, tree, known, packages):
    """The modules of `known` that a module imports anywhere in its text."""
    found = set()
    parts = name.split(".")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            depth = node.level - (name in packages)
            base = parts[: len(parts) - depth] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                whole = f"{source}.{alias.name}"
                found.add(whole if whole in known else source)
        elif (
            isinstance(node, ast.Call)
            and node.args
            and ast.unparse(node.func) in ("errand", "load")
            and isinstance(node.args[0], ast.Constant)
        ):
            whole = f"balancepoint.{node.args[0].value}"
            assert whole in known, f"{name}: an errand to {whole}, which is not there"
            found.add(whole)
        elif (
            isinstance(node, ast.Call)
            and node.args
            and ast.unparse(node.func) in ("errand", "by")
            and isinstance(node.args[0], ast.BinOp)
        ):
            # of a protocol that the settings name
            like = re.escape(f"balancepoint.{ast.literal_eval(node.args[0].left)}").replace("%s", r"\w+")
            some = {whole for whole in known if re.fullmatch(like, whole)}
            assert some, f"{name}: an errand to {like}, of which there is none"
            found |= some
    return {each for each in found if each in known and each != name}


def graph(root, *names):
    known = {}
    for name in names:
        known.update(modules(root, name))
    packages = {dotted(path, root) for name in names for path in (root / name).rglob("__init__.py")}
    return {name: imported(name, tree, known, packages) for name, tree in known.items()}


def circles(arrows):
    """The sets of modules that reach each other (Tarjan, SIAM J. Comput. 1, 1972), each sorted."""
    index, low, stack, found = {}, {}, [], []

    def visit(name):
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(arrows[name]):
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            at = stack.index(name)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for name in sorted(arrows):
        if name not in index:
            visit(name)
    return found


@cache
def firmware():
    return graph(FIRMWARE, "balancepoint")


def test_there_is_no_circle_in_the_firmware():
    assert circles(firmware()) == []


def test_there_is_no_circle_on_the_laptop():
    assert circles(graph(ROOT, "host_sim", "tools")) == []


def test_circles_are_found():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}) == [["a", "b", "c"]]


def level(name):
    room = name.split(".")[1]
    return next(number for number, rooms in enumerate(LEVELS) if room in rooms)


@pytest.mark.parametrize("name", sorted(names(FIRMWARE, "balancepoint")))
def test_imports_point_down(name):
    for other in firmware()[name] - {"balancepoint"}:
        assert level(other) <= level(name), f"{name} knows {other}"


def test_every_module_of_the_firmware_is_used():
    """By the application, or by whoever asks: nothing lies on the board that nobody loads."""
    reached, waiting = set(), ["balancepoint.app"]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(firmware()[name])
    packages = {dotted(path, FIRMWARE) for path in (FIRMWARE / "balancepoint").rglob("__init__.py")}
    assert set(firmware()) - packages - reached == set()
