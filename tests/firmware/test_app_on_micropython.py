"""The image of each board starts and runs in the real MicroPython VM: the .mpy files of the chip, over a chip that does nothing.

The VM has no asyncio of the board's kind: the application's tasks are driven by hand here, in virtual time. What is not
tried: pins, flash, the radio.
"""

import functools
from pathlib import Path

import pytest

from host_sim.runtimes.vm import Vm
from tools import board as boards
from tools import image

CHIP = Path(__file__).parent / "on_vm"
HEAP = 165_000  # B free on an ESP32 with MicroPython 1.24 before anything is imported
RESERVE = 20_000  # B that must be left of it for garbage between two collections

START = """
import sys, gc
sys.path.insert(0, "/chip")
import balancepoint.hal as hal

clock = [0]
hal.ticks_ms = lambda: clock[0] & 0x3FFFFFFF


class Port:
    def __init__(self):
        self.waiting = b""
        self.said = b""

    def read(self, buffer, most):
        piece = self.waiting[:most]
        self.waiting = self.waiting[most:]
        buffer += piece
        return len(piece)

    def write(self, data):
        self.said += bytes(data)


port = Port()
hal.console = lambda: port
from balancepoint import app as application


def sleep_ms(milliseconds):
    yield milliseconds


application.sleep_ms = sleep_ms
app = application.App("/")
hal.watchdog()
app.start()
tasks = [[0, app.keep(name, task)] for name, task in app.tasks()]


def run(seconds):
    end = clock[0] + 1000 * seconds
    while True:
        first = tasks[0]
        for task in tasks:
            if task[0] < first[0]:
                first = task
        if first[0] > end:
            break
        clock[0] = max(clock[0], first[0])
        try:
            first[0] = clock[0] + max(first[1].send(None), 1)
        except StopIteration:
            tasks.remove(first)
    clock[0] = end


def ask(text, seconds=10):
    port.said = b""
    port.waiting += text.encode() + b"\\n"
    run(seconds)
    print(port.said.decode())
"""


@functools.cache
def made(name):
    return image.make(boards.load(name)).files


def started(name):
    files = made(name)
    vm = Vm({"/lib": {path: data for path, data in files.items() if path.endswith(".mpy")}, "/chip": CHIP})
    vm.mount("", {"settings.json": files["settings.json"]})
    vm.run(START)
    return vm


@pytest.mark.parametrize("name", boards.names())
def test_it_starts_ticks_and_answers(name):
    with started(name) as vm:
        said = vm.run("run(30)\nprint(port.said.decode())\nprint(app.problems, app.crashes, app.ticks, app.fed)")
        assert f"Balancepoint {image.version()} on {name}, MicroPython 1." in said
        assert "ready" in said
        assert said.strip().endswith("[] {} 30 15") or said.split("[] {} ")[1].split()[0] in ("30", "31"), said
        for command in (
            "status",
            "status all",
            "sensors",
            "settings",
            "journal",
            "selftest",
            "schedule mon 06:30 home",
            "help",
        ):
            answer = vm.run(f"ask({command!r}, 30)").strip().splitlines()
            assert answer[-1] == "ok", (command, answer)
        assert vm.run("print(app.crashes)").strip() == "{}"


def test_wishes_survive_in_files():
    with started("esp32_devkitc") as vm:
        vm.run('run(5)\nask("set heat 22.5 °C")\nask("set mode heat")\nrun(70)')
        assert vm.run("print(app.controller.memory.heat_setpoint, app.store.writes)").split()[0] == "2250"
        again = START.replace("clock = [0]", "clock = [100000]").replace(
            "import balancepoint.hal as hal", "hal = sys.modules['balancepoint.hal']"
        )
        vm.run(again + "\nrun(5)")
        assert vm.run("print(app.request.heat_setpoint, app.request.mode)").split() == ["2250", "1"]


def test_the_heap_of_a_chip_is_enough():
    """Everything imported and running, a night of it, with reserve; counted as the chip does."""
    with started("esp32_devkitc") as vm:
        vm.run("run(3700)\ngc.collect()")
        used = int(vm.run("print(gc.mem_alloc())"))
        own = int(vm.run("del port.said\nprint(0)"))
        assert used + own <= HEAP - RESERVE, f"{used} B in use"
