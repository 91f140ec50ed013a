"""CPython and MicroPython give the same bits through every stage; and a bit that differs is found and named."""

import pytest

from host_sim import experiment, runtimes, scenario
from host_sim.loop import run
from host_sim.runtimes import same_bits
from host_sim.runtimes.session import RuntimeFault, Session
from host_sim.runtimes.tape import Different, Tape
from host_sim.runtimes.wire import settings_table

VISITED = {
    "heating", "cooling", "drying", "automatic", "DEFROST", "DEFROST_END", "AUX_ON", "AUX_OFF", "EARLY_START", "SENSOR",
    "HEATER_LATCHED", "VALVE", "UNIT_FAULT", "LOCKOUT", "WISH_CAPPED",
}  # fmt: skip


def test_every_stage_bit_for_bit():
    """Each piece asserts what it visits, and is rebooted in its middle with the memory of then."""
    assert {name for piece in same_bits.STAGES for name in piece.visits} >= VISITED
    outcome = same_bits.play("stages", same_bits.STAGES)
    assert len(outcome.digests) >= 2 and len(set(outcome.digests.values())) == 1
    assert outcome.reboots == len(same_bits.STAGES)
    assert outcome.steps == sum(piece.hours for piece in same_bits.STAGES) * 360


def test_a_piece_that_does_not_get_where_it_should_is_told():
    piece = same_bits.Piece("winter_week", 1, ("cooling",), reboot=False)
    with pytest.raises(RuntimeError, match="winter_week: cooling not visited, only .*START"):
        same_bits.play("stages", (piece,))


def _session(tape):
    case = scenario.load("winter_week", [], {"days": 1})
    return case, Session(tape, settings_table(case.core_settings()), 1)


def _live(tape, hours=1):
    case, session = _session(tape)
    home = experiment.make_home(case, experiment.prepare(case))
    run(home, session, experiment.make_readings(case), case.requests(), hours * 3600 // case.step, case.step)
    session.fetch()
    tape.finish()


FAULTY = """
from balancepoint.control.controller import Controller
from balancepoint.control.settings.memory import Memory
step, to_dict = Controller.step, Memory.to_dict
"""


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            "def off(self, readings, request, now):\n"
            "    command = step(self, readings, request, now)\n"
            "    command.vane += now == 1230\n"
            "    return command\n"
            "Controller.step = off",
            r"^step 124, day 1 00:20:30 \(s 1230\), vane: CPython -1, MicroPython 0$",
        ),
        (
            "def off(self, readings, request, now):\n"
            "    command = step(self, readings, request, now)\n"
            "    self.journal.add(now, 77, -5)\n"
            "    return command\n"
            "Controller.step = off",
            r"^step 1, day 1 00:00:00 \(s 0\), journal .*: CPython \[.*\], MicroPython \[.*\(0, 77, -5\)",
        ),
        (
            "def off(self):\n"
            "    data = to_dict(self)\n"
            "    data['gains'] += 1\n"
            "    return data\n"
            "Memory.to_dict = off",
            r"^step 360, .*, answer to frame 10: CPython .*\"gains\":300.*, MicroPython .*\"gains\":301",
        ),
    ],
    ids=["command", "journal", "memory"],
)  # fmt: skip
def test_one_bit_that_differs_is_found_and_named(fault, said):
    """The names are those that the image keeps."""
    with Tape() as tape:
        tape.vm.run(FAULTY + fault)
        with pytest.raises(Different, match=said):
            _live(tape)
        assert tape.digests["CPython"] != tape.digests["MicroPython"]


def test_settings_that_the_core_refuses_are_told():
    with Tape() as tape, pytest.raises(RuntimeFault, match="speed_min: 0 is not a whole number between 1 and 240 Hz"):
        Session(tape, {"speed_min": 0, "speed_max": 50, "heating": []}, 1)


def test_the_vm_as_a_runtime_gives_the_figures_of_this_process(monkeypatch):
    """Frames and all: a day of frost, line by line."""
    homes = []
    make = experiment.make_home
    monkeypatch.setattr(experiment, "make_home", lambda *given: homes.append(make(*given)) or homes[-1])
    case = scenario.load("frost_0C", [], {"days": 1, "step": 60})
    forcing = experiment.prepare(case)
    here, there = (
        experiment.execute(case, forcing, experiment.CORE, place=experiment.Place(name))
        for name in (runtimes.PROCESS, runtimes.MICROPYTHON)
    )
    assert here.kpi == there.kpi and here.journal == there.journal and here.memory == there.memory
    lived = [home.state.steps for home in homes]
    assert not here.runtime and lived == [there.runtime["steps"]] * 2 and lived[0] > case.steps, "some in parts"
    assert (there.runtime["resent"], there.runtime["bad_frames"]) == (0, 0)
    assert there.runtime["heap_free_kB"] is None and there.runtime["tick_ms_median"] > 0
