"""Quantities, settings file and storage on the real MicroPython VM: the same values and the same lines as on CPython."""

import contextlib
import io
import json
from pathlib import Path

import pytest

from host_sim.runtimes.memory import FIRMWARE, compiled
from host_sim.runtimes.vm import Vm
from tests.firmware.services import disk, test_config, test_json_place, test_quantities


def cases(test):
    """The parameters of a parametrized test."""
    return [list(case) for mark in test.pytestmark if mark.name == "parametrize" for case in mark.args[1]]


def files():
    """Every settings file that the tests of CPython refuse or take, with the board it is read on."""
    texts = [(board, test_config.example(board)) for board in test_config.BOARDS]
    full = [text for text, _line in cases(test_config.test_a_text_that_is_no_settings_file)]
    for changes, _line in cases(test_config.test_a_drive_that_cannot_be):
        full.append(json.dumps(test_config.with_drive(**changes)))
    for changes, _line in cases(test_config.test_one_line_says_what_is_wrong):
        full.append(json.dumps(test_config.changed(changes)))
    return texts + [(test_config.FULL, text) for text in full]


QUANTITIES = """
import json
from balancepoint.services.quantities import read, shown
out = []
for text, unit in json.load(open(CASES)):
    try:
        value = read(text, unit)
        out.append([value, shown(value, unit)])
    except ValueError as error:
        out.append(str(error))
print(json.dumps(out))
"""

PLACES = """
import json
from balancepoint.services.json_place import place
print(json.dumps([place(text) for text in json.load(open(CASES))]))
"""

CONFIGS = """
import json
from balancepoint.services.config import parse
out = []
for board, text, pins in json.load(open(CASES)):
    try:
        config = parse(text, board, pins)
        out.append([config.drive, config.request, config.zone, config.network, config.sensors, list(config.describe())])
    except ValueError as error:
        out.append(str(error))
print(json.dumps(out))
"""

STORAGE = """
import io
import json
from balancepoint.services.storage import Store


class Streams(Disk):
    def open(self, path, mode):
        file = Disk.open(self, path, mode)
        return io.BytesIO(file.content) if mode == "rb" else file  # MicroPython's json reads streams of its own only


points = 0
for kind in KINDS:
    for before in range(4):
        at = way = 0
        while True:
            disk = Streams(kind)
            store = Store("/data", disk, disk.open)
            for k in range(before):
                assert store.save("memory", {"k": k, "word": "x" * k}) is None
            disk.cut(at, way)
            try:
                store.save("memory", {"k": before, "word": "x" * before})
                break
            except PowerCut:
                points += 1
            way += 1
            if way == disk.ways[-1]:
                at += 1
                way = 0
            disk.cut(None, 0)
            data, note = Store("/data", disk, disk.open).load("memory")
            assert (data["k"] if data else -1) in (before - 1, before), (kind, before, at, way, data, note)
print(json.dumps(points))
"""


@pytest.fixture(scope="module")
def vm():
    with Vm({"/lib": compiled(FIRMWARE)}, patience=300) as vm:
        yield vm


def both(vm, tmp_path, script, given=None):
    """What the script says in the VM, and on CPython."""
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    vm.mount("", {"cases.json": path.read_bytes()})
    there = vm.run(script.replace("CASES", "'/cases.json'"))
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(script.replace("CASES", repr(str(path))), {})
    return json.loads(there), json.loads(said.getvalue())


def test_what_people_write(vm, tmp_path):
    given = [case[:2] for case in cases(test_quantities.test_what_people_write)]
    given += [case[:2] for case in cases(test_quantities.test_one_line_says_what_is_wrong_and_how_to_write_it)]
    there, here = both(vm, tmp_path, QUANTITIES, given)
    assert there == here and len(there) > 70


def test_the_place_of_a_slip(vm, tmp_path):
    there, here = both(
        vm, tmp_path, PLACES, [case[0] for case in cases(test_json_place.test_the_place_and_what_belongs_there)]
    )
    assert there == here and len(there) > 15


def test_every_settings_file_gives_the_same_config_or_line(vm, tmp_path):
    given = [(board, text, test_config.PINS[board]) for board, text in files()]
    there, here = both(vm, tmp_path, CONFIGS, given)
    assert len(there) > 80
    for (board, text, _pins), a, b in zip(given, there, here, strict=True):
        assert a == b, (board, text)


def test_storage_with_the_power_cut_at_every_operation(vm, tmp_path):
    source = Path(disk.__file__).read_text(encoding="utf-8")
    there, here = both(vm, tmp_path, source + STORAGE)
    assert there == here > 150


NESTED = """
import json
from balancepoint.services import bench_codec as b
from balancepoint.services.bench import Bench
told = []
for body in (b"[" * 140, b"\\xff\\xfe", b"21", b'{"heating":' + b"[" * 60 + b"]" * 60 + b',"speed_min":true,"speed_max":100}'):
    bench = Bench(lambda: 0, lambda later, earlier: later - earlier)
    bench.handle(b.HELLO, bytes((b.PROTOCOL, 1)))
    kind, said = bench.handle(b.SETTINGS, body)
    if kind != b.ERROR:
        kind, said = bench.handle(b.BEGIN, b"")
    told.append((kind == b.ERROR, bench.active, said.decode()))
print(json.dumps(told))
"""


def test_tables_of_a_bench_that_cannot_be_are_told_in_one_line():
    with Vm({"/lib": compiled(FIRMWARE)}) as vm:
        on_vm = json.loads(vm.run(NESTED))
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(NESTED, {})
    for told in (on_vm, json.loads(printed.getvalue())):
        assert [(error, active) for error, active, _said in told] == [(True, False)] * 4
        for _error, _active, said in told:
            assert said and "\n" not in said and len(said) <= 140
