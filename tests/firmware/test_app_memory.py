"""The application where memory is short: what is refused, what is told, what goes on; and what it says of its heap."""

import json
import sys

import pytest

from host_sim.twin.chip import SOFT
from host_sim.twin.radio import Radio
from tests.firmware.rig import Rig
from tests.firmware.twin import Bench

Bench()  # `network_room` asks hal for the radio
from balancepoint.services.network_room import LEAST, SOCKETS, STARTED, WIFI  # noqa: E402

REFUSED = "error: not enough memory for this now; the control goes on"


@pytest.fixture
def rig(tmp_path):
    return Rig(tmp_path)


def no_memory(*_arguments, **_named):
    raise MemoryError("memory allocation failed, allocating 4096 bytes")


@pytest.mark.parametrize(
    "command", ["help", "status", "status all", "set heat 20 °C", "schedule mon 06:30 home", "journal", "sensors", "selftest",
                "settings", "version"],
)  # fmt: skip
def test_a_command_that_finds_no_memory_is_refused_in_one_line(rig, monkeypatch, command):
    """At every errand that it sets out on: the first one, the second one ..."""
    from balancepoint import errand as loading

    rig.run(3)
    for enough in range(5):
        left = [enough]

        def load(name, left=left):
            if not left[0]:
                no_memory()
            left[0] -= 1
            return __import__(name)

        monkeypatch.setattr(loading, "__import__", load, raising=False)
        before = [getattr(rig.app.request, name) for name in rig.app.request.__slots__]
        ticks = rig.app.ticks
        answer = rig.ask(command, 30)
        if left[0]:
            break  # no more errands
        assert answer[-1] in (REFUSED, "ok") and "ok" not in answer[:-1], answer
        if answer[-1] == REFUSED:
            assert [getattr(rig.app.request, name) for name in rig.app.request.__slots__] == before
        assert rig.app.ticks - ticks in (29, 30, 31) and rig.app.crashes == {}
    assert enough, "at least one errand was refused"
    monkeypatch.undo()
    assert rig.ask(command, 30)[-1] == "ok"


def test_a_line_for_which_there_is_no_memory_is_refused_and_the_next_one_answered(rig, monkeypatch):
    rig.run(3)
    monkeypatch.setattr(rig.firmware.port, "read", no_memory)
    rig.firmware.port.type("status\n")
    rig.run(0.02)
    monkeypatch.undo()
    rig.firmware.port.waiting.clear()
    assert REFUSED in rig.firmware.port.lines()
    assert rig.ask("version")[-1] == "ok" and rig.app.crashes == {}


def test_learning_that_finds_no_memory_is_told_and_tried_again(rig, monkeypatch):
    rig.run(3)
    monkeypatch.setattr(type(rig.app.controller), "learn_steps", no_memory)
    rig.run(700)
    assert rig.app.ticks > 700 and rig.app.crashes["learning"][0] == 2
    assert any("task learning failed 2 times" in line and "not enough memory" in line for line in rig.ask("status"))
    monkeypatch.undo()
    rig.run(400)
    assert rig.app.crashes["learning"][0] == 2


def test_a_save_that_finds_no_memory_is_refused_in_one_line(rig, monkeypatch):
    rig.run(3)
    monkeypatch.setattr(type(rig.app.controller.memory), "to_dict", no_memory)
    assert rig.ask("save") == ["error: memory: not saved (not enough memory for this now; the control goes on)"]
    rig.ask("reboot")
    monkeypatch.undo()
    rig.run(5)
    assert rig.firmware.starts == [SOFT], "a restart does not hang on it"


def test_settings_too_large_to_read_leave_the_last_good_ones_in_force(rig, monkeypatch):
    rig.run(3)
    path = rig.folder / "settings.json"
    path.write_text(path.read_text(encoding="utf-8") + " " * 9, encoding="utf-8")
    load = rig.firmware.load

    def start():
        from balancepoint.services import config

        monkeypatch.setattr(config, "parse", no_memory)
        return load()

    monkeypatch.setattr(rig.firmware, "load", start)
    monkeypatch.setattr(
        "host_sim.twin.boot._OF_A_START", ("balancepoint.app", "balancepoint.hal", "balancepoint.board")
    )
    rig.firmware.restart(SOFT)
    rig.run(3)
    assert rig.app.problems == [
        "settings.json: there is not enough memory to read it; make it shorter", "the last good settings are in force"
    ]  # fmt: skip
    assert rig.app.controller is not None


def test_starts_that_find_no_memory_count_as_bad_and_end_in_safe_mode_with_its_retry(rig, monkeypatch):
    monkeypatch.setattr("balancepoint.control.controller.Controller.__init__", no_memory)
    rig.run(600)
    app = rig.app
    assert app.safe_mode and app.controller is None and rig.safe()
    assert rig.ask("status")[-1] == "ok", "the console is alive"
    before = len(rig.firmware.starts)
    monkeypatch.undo()
    rig.run(1800)
    assert len(rig.firmware.starts) == before + 1
    assert not rig.app.safe_mode and rig.app.controller is not None


def test_a_start_that_finds_no_memory_is_tried_once_more_and_then_told(rig, monkeypatch):
    monkeypatch.setattr("balancepoint.control.controller.Controller.__init__", no_memory)
    rig.run(3)
    assert rig.firmware.starts == [SOFT] and rig.app.controller is None and rig.safe()
    assert rig.app.problems == ["start: not enough memory for this now; the control goes on"]
    assert rig.ask("status")[-1] == "ok"


# --- heap and network -------------------------------------------------------------------------------------------------


@pytest.fixture
def on_the_air(rig, monkeypatch):
    """A rig with a network in its settings: `rig.heap` is what hal says of the heap, `rig.radio` whether the core was there when
    the radio was asked for, at each start."""
    path = rig.folder / "settings.json"
    data = {**rig.settings(), "network": {"ssid": "house", "password": "long enough"}}
    path.write_text(json.dumps(data), encoding="utf-8")
    rig.heap = {}
    rig.radio = []

    class Watched(Radio):
        """What it says when it is asked for is `rig.fails`, and raised."""

        def active(self, on):
            rig.radio.append("balancepoint.control.controller" in sys.modules)
            if rig.fails:
                raise rig.fails
            super().active(on)

    rig.fails = None
    rig.chip.buses["radio"] = Watched()
    from host_sim.twin import boot

    prepare = boot.prepare

    def prepared(chip, board):
        hal = prepare(chip, board)
        memory = hal.memory
        hal.memory = lambda: memory() | rig.heap
        hal.scarce = lambda: 0  # what spares memory would take the constructors of this process
        sys.modules.pop("balancepoint.control.controller", None)
        return hal

    monkeypatch.setattr(boot, "prepare", prepared)
    return rig


@pytest.mark.parametrize(
    ("heap", "ending"),
    [
        ({"at_boot": 155_000, "frozen": 0}, "10500 bytes of heap left and needs 25000; take a board with PSRAM, or freeze the program into its MicroPython"),  # noqa: E501
        ({"at_boot": 165_000, "frozen": 0}, "20500 bytes of heap left and needs 25000; take a board with PSRAM, or freeze the program into its MicroPython"),  # noqa: E501
        ({"at_boot": 170_000, "frozen": 0}, None),
        ({"at_boot": 165_000, "frozen": 1}, None),
        ({"at_boot": 110_000, "frozen": 1}, "15000 bytes of heap left and needs 25000; take a board with PSRAM"),
        ({"at_boot": 4_000_000, "frozen": 0, "psram": 1}, None),
    ],
)  # fmt: skip
def test_a_network_is_accepted_where_it_fits(on_the_air, heap, ending):
    rig = on_the_air
    rig.heap.update(heap)
    rig.run(3)
    assert rig.app.controller is not None and rig.app.ticks
    left = heap["at_boot"] - STARTED["frozen" if heap["frozen"] else "files"] - WIFI - SOCKETS
    if "psram" in heap or left >= LEAST:
        assert rig.app.problems == [] and rig.radio == [False], "before the core is loaded"
        assert rig.app.net.connected
    else:
        assert len(rig.app.problems) == 1 and rig.app.problems[0].endswith(ending), rig.app.problems
        assert rig.radio == [] and rig.app.net is None
    assert rig.app.crashes == {}


@pytest.mark.parametrize("error", [RuntimeError("Wifi Unknown Error 0x0101"), MemoryError(), OSError(22)])
def test_a_radio_that_does_not_start_is_told_and_the_house_kept_warm(on_the_air, error):
    rig = on_the_air
    rig.fails = error
    rig.run(3)
    assert len(rig.app.problems) == 1 and rig.app.problems[0].startswith("network: WiFi does not start (")
    assert rig.app.ticks and rig.app.crashes == {}


@pytest.mark.parametrize(("psram", "refused"), [(0, True), (1, False)])
def test_tls_is_for_boards_with_psram(on_the_air, psram, refused):
    rig = on_the_air
    data = rig.settings()
    data["network"]["mqtt"] = {"broker": "broker.example", "ca": "ca.der"}
    (rig.folder / "settings.json").write_text(json.dumps(data), encoding="utf-8")
    rig.heap.update(at_boot=200_000, total=4_000_000 if psram else 200_000, psram=psram, free=100_000)
    rig.run(3)
    assert (
        rig.app.problems == ["network.mqtt: not used, TLS needs a board with PSRAM; leave ca out, or take one"]
    ) == refused
    assert (rig.app.net.mqtt is None) == refused and rig.app.net.connected


def test_a_board_that_does_not_see_its_psram_says_which_image_it_wants(on_the_air):
    rig = on_the_air
    rig.firmware.board.PSRAM, rig.firmware.board.IMAGE = True, "ESP32_GENERIC-SPIRAM"
    rig.run(3)
    assert not any("wrong" in line for line in rig.ask("status")), "a laptop counts no heap"
    rig.heap.update(total=165_000, free=40_000)
    line = "wrong MicroPython image, flash ESP32_GENERIC-SPIRAM: this board's PSRAM is not seen"
    assert "look: " + line in rig.ask("status")
    assert "image: failed, " + line in rig.ask("selftest", 5)
    rig.heap.update(total=4_000_000, free=3_000_000, psram=1)
    assert not any("wrong" in line for line in rig.ask("status"))
    assert any(
        line.startswith("memory: 3000000 of 4000000 bytes free, with PSRAM, program in files")
        for line in rig.ask("status")
    )


def test_the_program_knows_whether_it_lies_in_files(rig, monkeypatch):
    rig.run(1)
    hal = sys.modules["balancepoint.hal"]
    assert hal.memory()["frozen"] == 0
    monkeypatch.setattr(sys.modules["balancepoint.board"], "FROZEN", True)
    assert hal.memory()["frozen"] == 1
