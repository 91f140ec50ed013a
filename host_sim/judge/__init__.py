"""The independent judge: from what was read, asked and commanded it finds violated interlocks, with code of its own.

It knows the nine interlocks of the design and nothing of the core's guard, and it accuses only in clear cases (`terms`
lists the allowances). A *violation* is the beginning of an episode: a clause violated over many steps counts once.

    judge = Judge(Terms(heating_valve=1, speed_min=15, aux_stages=1))
    judge.see(now, readings, request, command)               # -> list of Violations that begin at this tick
    judge.reboot()                                           # the controller starts anew, `now` from 0
    judge.lapsed(now)                                        # the outputs dropped by themselves, the controller goes on

    recorder = Recorder(Terms.of(settings), readings, request, command)      # the run's own objects
    recorder.add(now)                                        # after every step; judged by the thousand
    recorder.violations()
"""

from __future__ import annotations

from array import array
from pathlib import Path

import numpy as np

from balancepoint.control import command, request
from balancepoint.control.command import Command
from balancepoint.control.readings import Reading, Readings
from balancepoint.control.request import Request
from host_sim import kernels
from host_sim.judge.terms import CLAUSES, HOT_LATCH, NONE, WELD_AGAIN, Terms, Violation

_HERE = Path(__file__).parent
# The codes of command and request are compiled in, as the terms are.
with kernels.kept(_HERE, [*_HERE.glob("*.py"), Path(command.__file__), Path(request.__file__)]):
    from host_sim.judge.evidence import (
        ACTIVE,
        AUX_SUSPECT,
        CURRENT_SINCE,
        LATCHED,
        ROOMS,
        SENSORS,
        SUPPLY_SINCE,
        WELDED,
        WIDTH,
        lapse,
        new_state,
    )
    from host_sim.judge.rules import look_all

__all__ = ["KEEP", "Judge", "Recorder", "Terms", "Violation", "judge_rows"]

KEEP = 1000  # violations that are told of the rows judged at a time


class Judge:
    """Judges tick by tick."""

    def __init__(self, terms: Terms):
        self._terms = terms.array()
        self._state = new_state()

    def reboot(self) -> None:
        """The controller has started anew: compressor and heater stand since `now` = 0."""
        self._state = _after_reboot(self._state)

    def lapsed(self, now: int) -> None:
        """Nobody renewed the lease, and the outputs dropped by themselves at `now`, since the last tick."""
        lapse(self._state, now, now)

    def acknowledge(self) -> None:
        """A person has released the heater's latches."""
        _release(self._state)

    def see(
        self,
        now: int,
        readings: Readings,
        request: Request,
        command: Command,
        defrost: bool = False,
        heat_pump_available: bool = True,
    ) -> list[Violation]:
        """What begins to be violated at this tick. `defrost`, `heat_pump_available`: what the stages say, where the
        judge is told (a defrost of the firmware's own is in the Command, one that the unit reports in the readings)."""
        row = _row(now, _sensors(readings), request, command, defrost, not heat_pump_available)
        return judge_rows(np.array([row], dtype=np.int64), self._state, self._terms, len(CLAUSES))


class Recorder:
    """Records a run and judges it by the thousand. `readings`, `request`, `command`: the objects the run reuses."""

    CHUNK = 2048  # rows

    def __init__(self, terms: Terms, readings: Readings, request: Request, command: Command):
        self._terms = terms.array()
        self._state = new_state()
        self._sensors = _sensors(readings)
        self._request = request
        self._command = command
        self._rows = array("q")
        self._found: list[Violation] = []

    def add(self, now: int, defrost: bool = False, heat_pump_available: bool = True) -> None:
        """After the controller's step, before the plant moves on. The rest as in `Judge.see`."""
        rows = self._rows
        rows.extend(_row(now, self._sensors, self._request, self._command, defrost, not heat_pump_available))
        if len(rows) >= self.CHUNK * WIDTH:
            self._empty()

    def reboot(self, command: Command) -> None:
        """The controller starts anew with another Command, `now` from 0."""
        self._empty()
        self._state = _after_reboot(self._state)
        self._command = command

    def lapsed(self, now: int) -> None:
        """Nobody renewed the lease, and the outputs dropped by themselves at `now`, since the last tick."""
        self._empty()
        lapse(self._state, now, now)

    def acknowledge(self) -> None:
        """A person has released the heater's latches."""
        self._empty()
        _release(self._state)

    def violations(self) -> list[Violation]:
        """All so far, in order of time."""
        self._empty()
        return list(self._found)

    def _empty(self) -> None:
        rows = np.array(self._rows, dtype=np.int64).reshape(-1, WIDTH)
        del self._rows[:]
        self._found += judge_rows(rows, self._state, self._terms, KEEP)


def _after_reboot(state: np.ndarray) -> np.ndarray:
    fresh = new_state()
    fresh[AUX_SUSPECT] = max(state[AUX_SUSPECT], state[LATCHED])
    return fresh


def _release(state: np.ndarray) -> None:
    state[LATCHED] = state[WELDED] = state[AUX_SUSPECT] = 0
    state[CURRENT_SINCE] = state[SUPPLY_SINCE] = -1  # after a release the guard has its time again
    state[ACTIVE] &= ~(1 << HOT_LATCH | 1 << WELD_AGAIN)


def _sensors(readings: Readings) -> list[Reading]:
    rooms = list(readings.rooms[:ROOMS])
    return rooms + [Reading() for _ in range(ROOMS - len(rooms))] + [getattr(readings, name) for name in SENSORS]


def _row(
    now: int, sensors: list[Reading], request: Request, command: Command, defrost: bool, unavailable: bool
) -> list[int]:
    row = [now, request.mode, request.emergency, defrost or command.defrost, unavailable]
    row += [command.speed, command.valve, command.fan, command.aux, command.aux_contact]
    row += [NONE if sensor.value is None else sensor.value for sensor in sensors]
    row += [sensor.age for sensor in sensors]
    return row


def judge_rows(rows: np.ndarray, state: np.ndarray, terms: np.ndarray, keep: int) -> list[Violation]:
    """What begins to be violated in rows of `evidence.WIDTH`, the first `keep`."""
    times, clauses = np.zeros(keep, dtype=np.int64), np.zeros(keep, dtype=np.int64)
    count = min(look_all(rows, state, terms, times, clauses), keep)
    return [
        Violation(CLAUSES[clause][0], time, CLAUSES[clause][1])
        for clause, time in zip(clauses[:count].tolist(), times[:count].tolist(), strict=True)
    ]
