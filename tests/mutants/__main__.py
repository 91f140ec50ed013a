"""The campaign: every mutant in a fork of its own meets the tests that come by its line, the quick ones first."""

from __future__ import annotations

import argparse
import ast
import hashlib
import importlib
import json
import os
import resource
import sys
import time
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

import coverage
import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings

from tests.mutants.operators import Mutant, mutants
from tests.mutants.swap import put_in

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "firmware/balancepoint/control"
OUT = ROOT / "out/mutants.jsonl"
BASELINE = ROOT / "out/mutants_baseline.json"
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
TARGET, MOST_EQUIVALENT = 0.95, 0.03
PATIENCE = 5  # times as much processor as the tests took before, and some seconds; then it hangs
HUNG = 10
SLOW = 1.0  # s of processor: a test that takes longer meets no mutant, and what only it notices wants a quick one

_GUARD = tuple(f"guard/{name}" for name in ("test_guard", "test_exemption", "test_limits", "test_walk"))
TESTS = {
    **{
        f"guard/{name}": _GUARD
        for name in ("exemption", "guard", "heater", "protection", "room_limits", "standstill", "weld")
    },
    "guard/managed": ("guard/test_managed_guard", "drive/managed/test_managed"),
    "guard/unit_watch": ("guard/test_managed_guard", "drive/managed/test_managed"),
    "drive/direct/valve": ("drive/direct/test_valve", "drive/direct/test_valve_walk"),
    "drive/direct/defrost": ("drive/direct/test_defrost",),
    "heat/aux_heat": ("heat/test_aux_heat",),
}


def judged_by(name: str) -> Path:
    return ROOT / f"tests/firmware/control/{name}.py"


def source(module: str) -> Path:
    return CORE / f"{module}.py"


def equivalents() -> dict[str, str]:
    """{module: mutant} -> the reason."""
    found: dict[str, str] = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))
    return found


class Campaign:
    """A plugin of pytest, which collects; then it takes the loop."""

    def __init__(self, modules: list[str], jobs: int):
        self._modules, self._jobs = modules, jobs
        self._rows: dict[str, dict[str, Any]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> None:
        # Shrinking explains a failure, and nobody reads these.
        base, phases = settings.get_profile("balancepoint"), (Phase.explicit, Phase.generate)
        settings.register_profile("mutants", base, database=None, phases=phases)
        settings.load_profile("mutants")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if "micropython::" not in item.nodeid]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._read()
        lines, seconds = self._baseline(session.items)
        print(f"{len(session.items)} tests, {sum(seconds.values()):.0f} s of processor", flush=True)
        for module in self._modules:
            self._module(module, session.items, lines, seconds)
        return True

    def _baseline(self, items: list[pytest.Item]) -> tuple[dict[str, dict[int, set[str]]], dict[str, float]]:
        """Which lines each test comes by, and its processor time."""
        texts = [
            path.read_text(encoding="utf-8") for path in sorted({item.path for item in items} | set(map(source, TESTS)))
        ]
        key = digest(*texts)
        if BASELINE.exists() and (kept := json.loads(BASELINE.read_text(encoding="utf-8")))["key"] == key:
            return {
                module: {int(line): set(tests) for line, tests in by_line.items()}
                for module, by_line in kept["lines"].items()
            }, kept["seconds"]
        cover = coverage.Coverage(data_file=None, include=[str(source(module)) for module in TESTS])
        seconds = {}
        cover.start()
        for item in items:
            cover.switch_context(item.nodeid)
            begun = time.process_time()
            if not passes(item):
                pytest.exit(f"{item.nodeid} fails without any mutant", 2)
            seconds[item.nodeid] = time.process_time() - begun
        cover.stop()
        data = cover.get_data()
        found: dict[str, dict[int, set[str]]] = {}
        for module in TESTS:
            by_line = data.contexts_by_lineno(str(source(module)))
            found[module] = {line: set(contexts) - {""} for line, contexts in by_line.items()}
        lists = {module: {line: sorted(tests) for line, tests in by_line.items()} for module, by_line in found.items()}
        BASELINE.parent.mkdir(exist_ok=True)
        BASELINE.write_text(json.dumps({"key": key, "lines": lists, "seconds": seconds}), encoding="utf-8")
        return found, seconds

    def _module(
        self, module: str, items: list[pytest.Item], lines: dict[str, dict[int, set[str]]], seconds: dict[str, float]
    ) -> None:
        text = source(module).read_text(encoding="utf-8")
        known = digest(text)
        files = [judged_by(name) for name in TESTS[module] if judged_by(name).exists()]
        tests = digest(*(path.read_text(encoding="utf-8") for path in files))
        mine = [item for item in items if item.path in files and seconds[item.nodeid] < SLOW]
        mine.sort(key=lambda item: seconds[item.nodeid])
        running: dict[int, tuple[Mutant, int]] = {}
        excused = equivalents()
        for mutant in mutants(text):
            key = f"{module}: {mutant.name}"
            row = self._rows.get(key)
            if row and row["source"] == known and (row["killed"] or row["tests"] == tests):
                continue
            if key in excused:
                continue
            meets = met(mutant, lines, module)
            chosen = [item for item in mine if not meets or item.nodeid in meets]
            while len(running) >= self._jobs:
                self._reap(running, module, known, tests)
            running[fork(module, mutant, chosen, seconds)] = mutant, len(chosen)
        while running:
            self._reap(running, module, known, tests)
        tell(module, [row for row in self._rows.values() if row["module"] == module and row["source"] == known])

    def _reap(self, running: dict[int, tuple[Mutant, int]], module: str, known: str, tests: str) -> None:
        pid, status = os.wait()
        mutant, count = running.pop(pid)
        row = {
            "module": module, "mutant": mutant.name, "killed": status != 0, "tests met": count, "source": known, "tests": tests,
        }  # fmt: skip
        self._rows[f"{module}: {mutant.name}"] = row
        OUT.parent.mkdir(exist_ok=True)
        with OUT.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    def _read(self) -> None:
        if OUT.exists():
            for line in OUT.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                self._rows[f"{row['module']}: {row['mutant']}"] = row


def digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


def passes(item: pytest.Item) -> bool:
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def met(mutant: Mutant, lines: dict[str, dict[int, set[str]]], module: str) -> set[str]:
    """The tests that come by it; of a constant, those that come by where its name stands."""
    if not mutant.names:
        return set().union(*(lines[module].get(line, ()) for line in mutant.lines))
    found: set[str] = set()
    for other, by_line in lines.items():
        for node in ast.walk(ast.parse(source(other).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Name) and node.id in mutant.names:
                found |= by_line.get(node.lineno, set())
    return found


def fork(module: str, mutant: Mutant, items: list[pytest.Item], seconds: dict[str, float]) -> int:
    """The process in which the mutant meets the tests: 0 if none notices."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        limit = HUNG + int(PATIENCE * sum(seconds[item.nodeid] for item in items))
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        put_in(importlib.import_module("balancepoint.control." + module.replace("/", ".")), mutant.tree)
        code = 0 if all(passes(item) for item in items) else 1
    finally:
        os._exit(code)


def tell(module: str, rows: list[dict[str, Any]]) -> None:
    killed = sum(row["killed"] for row in rows)
    print(f"{module}: {killed} of {len(rows)} killed", flush=True)
    for row in rows:
        if not row["killed"]:
            print(f"    survived  {row['mutant']}" + ("" if row["tests met"] else "  (no test comes by)"))


def result(modules: list[str]) -> int:
    """The figures over all, and whether they will do."""
    rows = {}
    for line in OUT.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        rows[f"{row['module']}: {row['mutant']}"] = row
    made, sources = [], {}
    for module in modules:
        text = source(module).read_text(encoding="utf-8")
        sources[module] = digest(text)
        made += [f"{module}: {mutant.name}" for mutant in mutants(text)]
    excused = [key for key in made if key in equivalents()]
    now = {key for key in made if key in rows and rows[key]["source"] == sources[rows[key]["module"]]}
    tried = [rows[key] for key in now - set(excused)]
    killed = sum(row["killed"] for row in tried)
    share = killed / max(len(made) - len(excused), 1)
    print(
        f"\n{len(made)} mutants: {killed} killed, {len(tried) - killed} survived, {len(excused)} equivalent; {share:.1%} killed"
    )
    for key in excused:
        print(f"    equivalent  {key}: {equivalents()[key]}")
    return 0 if share >= TARGET and len(excused) <= MOST_EQUIVALENT * len(made) else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(TESTS))
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--show", metavar="MUTANT")
    options = parser.parse_args()
    if options.show:
        module, name = options.show.split(": ", 1)
        found = [mutant for mutant in mutants(source(module).read_text(encoding="utf-8")) if mutant.name == name]
        print(*(ast.unparse(mutant.tree) for mutant in found))
        return 0 if found else 2
    wrong = [module for module in options.modules if module not in TESTS]
    if wrong:
        print(f"{wrong[0]}: allowed are {', '.join(TESTS)}", file=sys.stderr)
        return 2
    chosen = options.modules or list(TESTS)
    files: dict[str, None] = defaultdict(None)
    for module in chosen:
        files.update({str(judged_by(name)): None for name in TESTS[module] if judged_by(name).exists()})
    arguments = ["-p", "no:cacheprovider", "-p", "no:randomly", "-n", "0", "-q", "--no-header", *files]
    code = pytest.main(arguments, plugins=[Campaign(chosen, options.jobs)])
    return int(code) or result(chosen)


if __name__ == "__main__":
    sys.exit(main())
