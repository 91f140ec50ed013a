"""The judge at the tape of a plant: a run judged by the thousand rows, without a look at the readings at every step.

judged = Taped(Terms.of(settings), home.tape(), requests, part=10)
judged.look(now)                 # now and then; it waits until there is enough
judged.violations()
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from balancepoint.control.request import Request
from host_sim.judge import KEEP, judge_rows
from host_sim.judge.evidence import (
    AGES,
    AUX,
    CONTACT,
    DEFROST_SAID,
    EMERGENCY,
    FAN,
    MODE,
    NOW,
    ROOMS,
    SENSORS,
    SPEED,
    VALUES,
    VALVE,
    WIDTH,
    new_state,
)
from host_sim.judge.terms import NONE, Terms, Violation
from host_sim.plant.sensors import NEVER
from host_sim.plant.sensors import NONE as UNREAD
from host_sim.plant.tape import LENGTH, Tape

_ORDER = {
    "now": NOW, "speed": SPEED, "valve": VALVE, "fan": FAN, "defrost": DEFROST_SAID, "aux": AUX, "aux_contact": CONTACT,
}  # fmt: skip
_READ = ("room", "room2", "room3", "room4", *SENSORS)


class Taped:
    """`requests`: what people ask for and when, as `host_sim.loop.run` takes it. `part`: s of the shortest step."""

    def __init__(self, terms: Terms, tape: Tape, requests: Sequence[tuple[int, Request]], part: int) -> None:
        assert len(_READ) == ROOMS + len(SENSORS)
        self._terms = terms.array()
        self._state = new_state()
        self._tape = tape
        self._pause = self._due = LENGTH // 4 * part
        self._times = np.array([at for at, _ in requests])
        self._asked = np.array([(request.mode, request.emergency) for _, request in requests])
        self._found: list[Violation] = []
        # A row of which nothing is known, and where what is known goes: (in the row, on the tape)
        self._row = np.zeros(WIDTH, dtype=np.int64)
        self._row[VALUES:AGES], self._row[AGES:] = NONE, NEVER
        places = [(_ORDER[name], column) for name, column in tape.order.items()]
        for i, name in enumerate(_READ):
            if name in tape.values:
                places.append((VALUES + i, tape.values[name]))
                self._row[AGES + i] = 0
            if name in tape.ages:
                places.append((AGES + i, tape.ages[name]))
        self._to, self._from = (np.array(column) for column in zip(*places, strict=True))

    def look(self, now: int) -> None:
        """Judge what is on the tape, a quarter of its length at least; `now` in s since the start."""
        if now >= self._due:
            self._due = now + self._pause
            self._judge()

    def violations(self) -> list[Violation]:
        """All so far, in order of time."""
        self._judge()
        return list(self._found)

    def _judge(self) -> None:
        taped = self._tape.take()
        rows = np.tile(self._row, (len(taped), 1))
        rows[:, self._to] = taped[:, self._from]
        read = rows[:, VALUES:AGES]
        read[read == UNREAD] = NONE
        rows[:, [MODE, EMERGENCY]] = self._asked[np.searchsorted(self._times, rows[:, NOW], side="right") - 1]
        self._found += judge_rows(rows, self._state, self._terms, KEEP)
