"""The image of each board starts and runs in the real MicroPython VM: the .mpy files of the chip, over a chip that does nothing.

The VM has no asyncio of the board's kind: the application's tasks are driven by hand here, in virtual time. What is not
tried: pins, flash, the radio.
"""

import pytest

from balancepoint.services.bench_codec import HELLO, NO_SESSION, PROTOCOL, frame, unframe
from host_sim import experiment, scenario
from host_sim.loop import run
from host_sim.runtimes.budget import limit
from host_sim.runtimes.memory import PLACES, names
from host_sim.runtimes.session import Link, Session
from host_sim.runtimes.start import HEAP, chip, read_before
from host_sim.runtimes.vm import VmError
from host_sim.runtimes.wire import settings_table
from tools import board as boards
from tools import image

PSRAM = 8_000_000  # B of heap on a board that has it
RESERVE = 20_000  # B that must be left of it for garbage between two collections

START = """
import sys, gc
sys.path.insert(0, "/chip")
import balancepoint.hal as hal

clock = [0]
hal.ticks_ms = lambda: clock[0] & 0x3FFFFFFF
hal.free = lambda: max(HEAP - gc.mem_alloc(), 1)


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

# As a reset does: none of the program is there.
ANEW = """
for name in [name for name in sys.modules if name.startswith("balancepoint")]:
    del sys.modules[name]
"""


def begun(after_hal="", heap=HEAP):
    return START.replace("HEAP", str(heap)).replace("clock = [0]", f"{after_hal}\nclock = [0]")


def test_reading_the_settings_loads_no_core_and_starts_again():
    with chip("esp32_devkitc") as vm:
        with pytest.raises(VmError, match="reset"):
            vm.run(begun())
        said = vm.run("print('balancepoint.control.core' in sys.modules, esp32.NUMBERS)").strip()
        assert said.startswith("False {") and "'again': 1" in said


def started(name, before="", heap=HEAP, counts=False, **numbers):
    """The start after that. `before`: what is run after `hal` is there. `numbers`: what stands in NVS."""
    vm = chip(name, read_before(name), counts)
    vm.run(f"esp32.NUMBERS.update({numbers})")
    vm.run(begun(before, heap))
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
        again = (
            begun()
            .replace("clock = [0]", "clock = [100000]")
            .replace("import balancepoint.hal as hal", ANEW + "import balancepoint.hal as hal")
        )
        vm.run(again + "\nrun(5)")
        assert vm.run("print(app.request.heat_setpoint, app.request.mode)").split() == ["2250", "1"]


def test_the_next_start_takes_what_was_read():
    nobody_may_ask = "sys.modules['balancepoint.services.config_table'] = gc"
    with started("esp32_devkitc", nobody_may_ask) as vm:
        vm.run("run(5)")
        assert vm.run("print(app.ticks > 3, app.problems)").split() == ["True", "[]"]


def test_with_psram_settings_are_read_in_the_same_start_and_nothing_is_loaded_twice():
    with chip("esp32_devkitc") as vm:
        vm.run(begun(heap=PSRAM))
        vm.run("run(5)")
        assert vm.run("print(app.ticks > 3, app.problems)").split() == ["True", "[]"]
        there = "print([name in sys.modules for name in ('balancepoint.services.configure', 'balancepoint.services.commands')])"
        assert vm.run(there).strip() == "[True, False]"
        status = vm.run("ask('status')")
        assert f"of {PSRAM} bytes free, with PSRAM, program in files, image " in status
        assert vm.run(there).strip() == "[True, True]"
        assert vm.run("ask('selftest', 30)").strip().endswith("ok")


def test_a_board_that_does_not_see_its_psram_says_so():
    with started("esp32_devkitc", "hal.board.PSRAM = True\nhal.board.IMAGE = 'ESP32_GENERIC-SPIRAM'") as vm:
        line = "wrong MicroPython image, flash ESP32_GENERIC-SPIRAM: this board's PSRAM is not seen"
        assert "look: " + line in vm.run("ask('status')")
        assert "image: failed, " + line in vm.run("ask('selftest', 30)")


def test_a_command_for_which_there_is_no_memory_is_refused_and_the_control_goes_on():
    """At every module that it loads, on the Python that the board has."""
    with started("esp32_devkitc") as vm:
        vm.run("run(5)")
        vm.run(
            "import balancepoint.errand as loading\nleft = [0]\n"
            "def load(name):\n"
            "    if not left[0]:\n        raise MemoryError('memory allocation failed, allocating 4096 bytes')\n"
            "    left[0] -= 1\n    return __import__(name)\n"
            "loading.__import__ = load"
        )
        for command in ("status", "set heat 20 °C", "settings", "sensors", "journal", "status all"):
            for enough in (0, 1):
                vm.run(f"left[0] = {enough}")
                answer = vm.run(f"ask({command!r}, 30)").strip().splitlines()
                assert answer[-1] == "error: not enough memory for this now; the control goes on", (command, answer)
        vm.run("left[0] = 99")
        assert vm.run("ask('set heat 20 °C')").strip().endswith("ok")
        told = "print(app.crashes, [each for each in app.problems if 'not saved' not in each])"  # a save came between
        assert vm.run(told).split() == ["{}", "[]"]


COMMANDS = ("help", "status", "status all", "sensors", "settings", "journal", "selftest", "set heat 21 °C")


def kept(before):
    """B in use after each of the commands, asked twice over."""
    used = []
    with started("esp32_devkitc", before, counts=True) as vm:
        for command in COMMANDS + COMMANDS:
            vm.run(f"ask({command!r}, 30)\nport.said = b''\nask('version')\nport.said = b''\ngc.collect()")
            used.append(int(vm.run("print(gc.mem_alloc())")))
    return used


def test_what_a_command_loads_goes_again():
    # A number that equals an address keeps what was there, as on any collector that looks at words: the less of two starts that
    # lie 64 bytes apart.
    used = [min(pair) for pair in zip(kept(""), kept("PAD = bytearray(64)"), strict=True)]
    first, again = used[: len(COMMANDS)], used[len(COMMANDS) :]
    assert first[-1] - first[0] < 7000  # names that are met for the first time stay, and their table doubles once
    for command, once, then in zip(COMMANDS, first, again, strict=True):
        assert abs(then - first[-1]) < 1500, (command, once, then)


def test_the_names_of_a_start_keep_to_their_budget():
    with started("esp32_devkitc") as vm:
        vm.run("run(30)")
        found = names(vm)
        assert found <= limit("names"), f"{found} names"


def test_a_start_asks_for_no_large_block():
    """The largest is the table of the interned names, whose size doubles; next to it are the arrays of the journal."""
    with started("esp32_devkitc") as vm:
        vm.run("run(1300)")
        said = vm.run("import micropython\nmicropython.mem_info()")
    largest = max(int(line.split("max blk sz: ")[1].split(",")[0]) for line in said.splitlines() if "max blk" in line)
    assert largest * 16 <= limit("block"), f"{largest * 16} B in one piece"


def in_use(place):
    """B at work, everything imported and what was learned saved, with `place` B before the rest."""
    with started("esp32_devkitc", f"PLACE = bytearray({place})", counts=True) as vm:
        vm.run("run(1300)\ngc.collect()")
        return int(vm.run("print(gc.mem_alloc())")) - place


def test_the_heap_of_a_chip_is_enough():
    """With reserve; counted as the chip does. At the best of three places of the heap: see `memory.measure`."""
    most = min(HEAP - RESERVE, limit("app"))
    found = []
    for place in PLACES:
        found.append(in_use(place))
        if found[-1] <= most:
            return
    raise AssertionError(f"{found} B in use, of {most}")


class Line:
    """A session's port: the console of the firmware in a VM."""

    name, resend, patience = "VM", 600.0, 600.0

    def __init__(self, vm):
        self._vm, self._said = vm, b""

    def send(self, line):
        self._said += self._vm.run(f"ask({line.decode().strip()!r}, 1)").encode()

    def receive(self, timeout):
        said, self._said = self._said, b""
        return said

    def close(self):
        pass


def test_a_bench_gets_a_core_of_its_own():
    """In a start of its own, for the chip has no room for a second one."""
    with started("esp32_devkitc") as vm:
        vm.run("run(5)")
        said = vm.run(f"ask({frame(HELLO, 1, bytes((PROTOCOL, 1)))!r}, 0.5)")
        assert unframe(said.strip().encode())[0] == NO_SESSION
        with pytest.raises(VmError, match="reset"):
            vm.run("run(3)")
        assert vm.run("print(esp32.NUMBERS['bench'])").strip() == "1"
    case = scenario.load("frost_0C", [], {"days": 1, "step": 10})
    steps = 240
    with started("esp32_devkitc", bench=1) as vm:
        session = Session(Link(Line(vm)), settings_table(case.core_settings()), 1)
        home = experiment.make_home(case, experiment.prepare(case))
        run(home, session, experiment.make_readings(case), case.plain_requests(), steps, 10)
        assert session.figures()["steps"] == steps and session.memory.to_dict()["compressor_starts"] > 0
        vm.run("gc.collect()")
        used = int(vm.run("print(gc.mem_alloc())"))
        assert used <= HEAP - RESERVE, f"{used} B in use"
        vm.run("run(5)")
        session.close()
        with pytest.raises(VmError, match="reset"):
            vm.run("run(3)")
