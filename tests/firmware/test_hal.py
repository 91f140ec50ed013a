"""`hal` over the twin of the chip: safe first, by function, once, and what a reset does."""

import ast
import inspect
from pathlib import Path

import pytest

from host_sim.twin.board import board_module
from host_sim.twin.chip import SOFT, Chip, Reset
from tests.firmware.twin import Bench
from tools import board as boards

FIRMWARE = Path(inspect.getfile(Bench)).parents[2] / "firmware"


@pytest.mark.parametrize("name", boards.names())
def test_the_import_alone_puts_every_output_at_its_safe_level(name):
    bench = Bench(name)
    assert bench.board.SAFE
    for gpio, level in bench.board.SAFE:
        assert bench.chip.levels[gpio] == level
        assert bench.chip.modes[gpio] == "out"


def test_boot_begins_with_the_outputs():
    """Before boot.py drives them it looks at the heap, no more; hal drives them before it does anything else."""
    boot = ast.parse((FIRMWARE / "boot.py").read_text())
    first = next(k for k, node in enumerate(boot.body) if isinstance(node, ast.For))
    assert "machine.Pin.OUT" in ast.unparse(boot.body[first]) and ast.unparse(boot.body[first].iter) == "SAFE"
    before = ast.Module(boot.body[:first], [])
    imported = [alias.name for node in ast.walk(before) if isinstance(node, ast.Import) for alias in node.names]
    called = {ast.unparse(node.func) for node in ast.walk(before) if isinstance(node, ast.Call)}
    assert imported == ["gc", "machine"]
    assert called <= {"hasattr", "gc.mem_free"}
    assert not ast.parse((FIRMWARE / "balancepoint/__init__.py").read_text()).body
    main = ast.parse((FIRMWARE / "main.py").read_text())
    loaded = [ast.unparse(node) for node in ast.walk(main) if isinstance(node, ast.ImportFrom)]
    assert loaded == ["from balancepoint import hal", "from balancepoint.app import main"]
    body = [
        node
        for node in ast.parse((FIRMWARE / "balancepoint/hal.py").read_text()).body
        if not isinstance(node, ast.Expr)
    ]
    assert [ast.unparse(node) for node in body[:2]] == ["from machine import Pin", "from . import board"]
    assert isinstance(body[2], ast.For) and "Pin.OUT" in ast.unparse(body[2])


def test_only_hal_imports_the_chip():
    for path in (FIRMWARE / "balancepoint").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = [node.module] if isinstance(node, ast.ImportFrom) else []
            named += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if {"machine", "esp32", "network"} & set(named) and not getattr(node, "level", 0):
                assert path.name == "hal.py", path


def test_outputs_know_their_safe_level():
    board = board_module("esp32_devkitc")
    chip = Chip()
    bench = Bench(chip=chip)
    gpio = board.PINS["valve"]
    bench.board.SAFE = tuple((pin, 1 if pin == gpio else level) for pin, level in board.SAFE)
    relay = bench.hal.output("valve")
    assert chip.levels[gpio] == 1 and relay.state == 0
    relay.on(1)
    assert chip.levels[gpio] == 0 and relay.state == 1
    bench.hal.safe()
    assert chip.levels[gpio] == 1 and relay.state == 0


def test_what_is_asked_for_twice_is_made_once_and_what_is_not_wired_is_none():
    hal = Bench("m5_atom_lite").hal
    assert hal.output("aux_2") is None and hal.adc("adc_4") is None
    assert hal.contact("button") is hal.contact("button")


def test_after_the_start_outputs_and_watchdog_are_as_they_were():
    bench = Bench()
    hal = bench.hal
    relay, dog = hal.output("aux_1"), hal.watchdog()
    hal.nvs()
    hal.settle()
    assert hal.watchdog() is dog
    relay.on(1)
    hal.safe()
    assert relay.state == 0
    assert hal.output is None and hal.line is None, "for the start only"


def test_levels_go_out_in_permille_and_may_be_inverted():
    bench = Bench()
    speed = bench.hal.level("speed_pwm")
    speed.set(500)
    assert bench.share("speed_pwm") == pytest.approx(0.5, abs=1e-4)
    speed.setup(2000, 1)
    assert bench.share("speed_pwm") == pytest.approx(0.5, abs=1e-4)
    speed.set(0)
    assert bench.share("speed_pwm") == 1.0


def test_pulses_are_counted_by_the_interrupt():
    bench = Bench()
    bench.board.PINS["pulse"] = 99
    counter = bench.hal.counter("pulse")
    for _ in range(3):
        bench.chip.drive(99, 0)
        bench.chip.advance(0.2)
        bench.chip.drive(99, 1)
    assert counter.count() == 3
    assert counter.last == 400


def test_a_burst_of_light_goes_out_by_itself_with_its_silence():
    bench = Bench()
    light = bench.hal.infrared()
    assert bench.hal.infrared() is light
    light.setup(38_000, 33)
    assert not light.busy()
    light.send([49_290, 4500, 560, 100_000], 4)
    assert bench.chip.buses["ir"] == [[49_290, 4500, 560]]
    bench.chip.advance(0.1)
    assert light.busy()
    bench.chip.advance(0.06)
    assert not light.busy()


def test_one_link_an_emitter():
    light = Bench().hal.infrared()
    light.claim("ir:gree")
    light.claim("ir:gree")
    with pytest.raises(ValueError, match="one link an emitter"):
        light.claim("ir:midea")


def test_an_unfed_watchdog_bites_and_a_service_keeps_it_fed_for_half_an_hour():
    bench = Bench()
    bench.hal.watchdog()
    bench.hal.watchdog().feed()
    bench.hal.output("aux_1").on(1)
    bench.hal.service()
    assert bench.level("aux_1") == 0
    for _ in range(bench.hal.SERVICE - 1):
        bench.chip.advance(1.0)
    with pytest.raises(Reset):
        for _ in range(20):
            bench.chip.advance(1.0)


def test_a_reset_leaves_safe_outputs_and_is_told_apart():
    bench = Bench()
    bench.hal.output("run_enable").on(1)
    with pytest.raises(Reset) as reset:
        bench.hal.reset()
    assert bench.level("run_enable") == 0
    bench.chip.restart(reset.value.cause)
    assert reset.value.cause == SOFT
    assert Bench(chip=bench.chip).hal.reset_cause() == "software"


def test_the_clock_outlives_a_reset_but_not_a_power_cut():
    bench = Bench()
    assert bench.hal.utc() is None
    bench.hal.set_utc(2026, 11, 28, 17, 30, 15)
    bench.chip.advance(50)
    assert bench.hal.utc() == (2026, 11, 28, 17, 31, 5)
    bench.chip.restart(SOFT)
    assert Bench(chip=bench.chip).hal.utc() == (2026, 11, 28, 17, 31, 5)
    bench.chip.restart(1)
    assert Bench(chip=bench.chip).hal.utc() is None
