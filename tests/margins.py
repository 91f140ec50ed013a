"""The guard at its margins: a state machine of hypothesis that goes for the edges, judged by the independent judge.

Temperatures fall on a limit or a hundredth to either side of it, the next tick comes a second before, on or after the end of a
least time, and readings go missing when the guard waits for them. Hypothesis is told how near each run came to what may not be
(`target`), and looks on from there.

    ticks = run(GuardMachine, settings(...), seed)     # AssertionError: what the judge found, with the way there
"""

from __future__ import annotations

from typing import Any

from hypothesis import seed as seeded
from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis import target
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

import host_sim  # noqa: F401  (makes the firmware importable)

# isort: split
from balancepoint.control.command import FAN_AUTO, LAPSED, Command
from balancepoint.control.guard.guard import Guard
from balancepoint.control.journal.journal import Journal
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.readings import Readings
from balancepoint.control.request import COOL, DRY, HEAT, OFF, Request
from balancepoint.control.settings.memory import Memory
from balancepoint.control.situation import Situation
from host_sim.judge import Recorder, Terms
from tests.firmware.control.bench import make_settings


def edges(*limits: int) -> Any:
    """A limit, or a hundredth or half a kelvin to either side of it; nothing known now and then."""
    near = [limit + step for limit in limits for step in (-1, 0, 1, 50)]
    return st.sampled_from([*near, UNKNOWN])


ROOM = edges(500, 600, 700, 800, 2000, 3150, 3200, 3500)
OUTDOOR = edges(-1000, 500, 1500)
DISCHARGE = edges(6000, 9000, 9800, 10200, 11500)
COIL = edges(200, 1000, 2000, 4000)
TIMES = (10, 30, 60, 90, 120, 180, 240, 300, 360, 600, 840, 1800, 14400)  # s that the list knows
FEEDBACK = ("true", "true", "none", "zero", "turns", "old")


class GuardMachine(RuleBasedStateMachine):
    """A guard and its machine. `ticks`: so many so far, over all runs."""

    ticks = 0

    @initialize(
        valve=st.sampled_from(("heating", "cooling")),
        in_stream=st.integers(0, 1),
        dt=st.sampled_from((1, 1, 5, 10, 60)),
        reports=st.booleans(),
    )
    def boot(self, valve: str, in_stream: int, dt: int, reports: bool) -> None:
        self.settings = make_settings(valve_energised_in=valve, aux_stages=2, aux_in_air_stream=in_stream)
        self.heating = 1 if valve == "heating" else 0
        self.memory, self.readings, self.request, self.want = Memory(), Readings(3), Request(HEAT), Command()
        self.feedback, self.dt, self.fan_works = "true" if reports else "none", dt, 1
        self.available = self.defrosting = 0
        self.room, self.outdoor, self.discharge, self.coil, self.current = 2000, 0, 6000, 2500, 0
        self.available = 1
        self.guard, self.s = self._made()
        self.watch = Recorder(Terms.of(self.settings, exact=True), self.readings, self.request, self.s.command)
        self.want.valve = self.heating
        self.marks = {"stop": 0, "start": 0, "move": 0, "aux": 0, "off": 0}  # s since boot of the last one
        self.nearest: dict[str, int] = {}
        self.now = 0

    def _made(self) -> tuple[Guard, Situation]:
        guard, s = Guard(self.settings, self.memory, Journal()), Situation(self.memory)
        s.readings, s.want = self.readings, self.want
        guard.begin(s)
        return guard, s

    # What may happen ----------------------------------------------------------------------------------------------

    @rule(speed=st.sampled_from((0, 16, 40, 100)), over=st.booleans(), fan=st.sampled_from((0, 1, 3, FAN_AUTO)))
    def wish(self, speed: int, over: bool, fan: int) -> None:
        self.want.speed, self.want.fan = (0 if self.request.mode == OFF else speed), fan
        if over:
            self.want.valve = 1 - self.want.valve

    @rule(aux=st.integers(0, 2))
    def wish_heater(self, aux: int) -> None:
        self.want.aux = 0 if self.request.mode == OFF else aux

    @rule(asks=st.booleans())
    def wish_defrost(self, asks: bool) -> None:
        self.want.defrost = 1 if asks else 0

    @rule(mode=st.sampled_from((HEAT, HEAT, HEAT, HEAT, COOL, DRY, OFF)))
    def mode(self, mode: int) -> None:
        self.request.mode = mode
        if mode == OFF:
            self.want.speed = self.want.aux = 0

    @rule(room=ROOM)
    def rooms(self, room: int) -> None:
        self.room = room

    @rule(outdoor=OUTDOOR, available=st.sampled_from((1, 1, 0)))
    def weather(self, outdoor: int, available: int) -> None:
        self.outdoor, self.available = outdoor, available

    @rule(discharge=DISCHARGE, coil=COIL)
    def machine(self, discharge: int, coil: int) -> None:
        self.discharge, self.coil = discharge, coil

    @rule(feedback=st.sampled_from(FEEDBACK), fan=st.sampled_from((1, 1, 0)), defrosting=st.sampled_from((0, 0, 0, 1)))
    def word(self, feedback: str, fan: int, defrosting: int) -> None:
        self.feedback, self.fan_works, self.defrosting = feedback, fan, defrosting

    @rule(current=st.sampled_from((0, 0, 500, 501, 13000)))
    def draws(self, current: int) -> None:
        self.current = current

    @rule(event=st.sampled_from(("", "", "", "", "acknowledge", "lapse", "reboot")))
    def seldom(self, event: str) -> None:
        if event == "acknowledge":
            self.guard.acknowledge()
            self.watch.acknowledge()
        elif event == "lapse":
            self.now += 1
            self.s.command.valid_until = LAPSED
            self.watch.lapsed(self.now)
            self._tick(0)
        elif event == "reboot":
            self.memory = Memory.from_dict(self.memory.to_dict())
            self.guard, self.s = self._made()
            self.watch.reboot(self.s.command)
            self.now = 0
            self.marks = dict.fromkeys(self.marks, 0)
            self._tick(0)

    # Time ---------------------------------------------------------------------------------------------------------

    @rule(count=st.integers(1, 20))
    def go_on(self, count: int) -> None:
        for _ in range(count):
            self._tick(self.dt)

    @rule(
        mark=st.sampled_from(("stop", "start", "move", "aux", "off")),
        after=st.sampled_from(TIMES),
        off_by=st.sampled_from((-1, 0, 1)),
        then=st.sampled_from(("", "", "lose", "turn", "stand")),
    )
    def to_the_edge(self, mark: str, after: int, off_by: int, then: str) -> None:
        """Until a least time is all but over, and there something goes missing."""
        until = self.marks[mark] + after + off_by
        if not 0 < until - self.now <= 2000:
            return
        pace = max(self.dt, (until - self.now) // 40)
        while self.now < until:
            if then and until - self.now <= pace:
                self.feedback = {"lose": "none", "turn": "turns", "stand": "zero"}[then]
            self._tick(min(pace, until - self.now, 60))
        for _ in range(3):
            self._tick(1)

    @rule(after=st.sampled_from((60, 180, 300)), off_by=st.sampled_from((-1, 0, 1)))
    def change_over(self, after: int, off_by: int) -> None:
        """A standstill, and the valve is wanted the other way when the pressures may not have met yet."""
        self.want.speed = 0
        self.want.valve = 1 - self.want.valve
        self._tick(self.dt)
        self.to_the_edge("stop", after, off_by, "")

    @rule(room=ROOM, aux=st.integers(0, 2), event=st.sampled_from(("", "", "lapse", "reboot")))
    def at_work(self, room: int, aux: int, event: str) -> None:
        """It heats in an ordinary room, and then the room is another, or a lease ends."""
        self.request.mode, self.want.valve = HEAT, self.heating
        self.want.speed, self.want.aux, self.room = 40, aux, 2000
        until = self.now + 400
        while self.now < until and not self.s.command.speed:
            self._tick(max(self.dt, 10))
        self.room = room
        self.seldom(event)
        for _ in range(3):
            self._tick(self.dt)

    def _tick(self, dt: int) -> None:
        self.now += dt
        now, s, command, readings = self.now, self.s, self.s.command, self.readings
        before = command.speed, command.valve, command.aux
        if command.valid_until == LAPSED:
            before = 0, command.valve, 0
        self._tell(before[0])
        self.guard.step(s, now, dt)
        GuardMachine.ticks += 1
        self.watch.add(now, heat_pump_available=bool(self.available))
        if before[0] and not command.speed:
            self.marks["stop"] = now
        if command.speed and not before[0]:
            self._near("start", now - self.marks["stop"] - 180)
            self.marks["start"] = now
        if command.valve != before[1]:
            self._near("move", now - self.marks["stop"] - 180)
            self.marks["move"] = now
        if command.aux and not before[2]:
            self.marks["aux"] = now
        if command.aux:
            self._near("ceiling", 1500 - max(self.outdoor, -3000))
            self._near("heater", 14400 - (now - self.marks["aux"]))
        elif before[2]:
            self.marks["off"] = now
        if readings.speed.value is None and command.speed:
            self._near("blind", 600 - min(now - self.marks["start"], 600))

    def _tell(self, speed: int) -> None:
        s, readings = self.s, self.readings
        said = {"true": speed, "none": None, "zero": 0, "turns": max(speed, 20), "old": 0}[self.feedback]
        readings.speed.set(said, 500 if self.feedback == "old" else 0)
        readings.fan_proven.set(1 if self.fan_works and s.command.fan else 0)
        readings.aux_current_mA.set(self.current or (6500 * s.command.aux if s.command.aux_contact else 0))
        readings.defrosting.set(self.defrosting)
        s.room = s.indoor_min = s.indoor_max = self.room
        s.outdoor, s.outdoor_source = self.outdoor, 0 if self.outdoor == UNKNOWN else 1
        s.discharge, s.indoor_coil, s.available = self.discharge, self.coil, self.available
        s.cooling = 1 if self.request.mode in (COOL, DRY) else 0
        for reading, value in (
            (readings.rooms[0], self.room), (readings.outdoor, self.outdoor), (readings.discharge, self.discharge),
            (readings.indoor_coil, self.coil),
        ):  # fmt: skip
            reading.set(None if value == UNKNOWN else value)

    def _near(self, what: str, margin: int) -> None:
        self.nearest[what] = min(self.nearest.get(what, margin), margin)

    def teardown(self) -> None:
        if not hasattr(self, "watch"):
            return
        found = [str(violation) for violation in self.watch.violations()]
        assert found == []
        for what, margin in self.nearest.items():
            target(float(-margin), label=what)


def run(machine: type[GuardMachine], how: profile, number: int) -> int:
    """Ticks that were judged, from this seed on."""
    begun = GuardMachine.ticks
    run_state_machine_as_test(seeded(number)(type("Seeded", (machine,), {})), settings=how)
    return GuardMachine.ticks - begun


class _Found(BaseException):
    """Ends the search at once: hypothesis would climb on for minutes."""


def finds(machine: type[GuardMachine], how: profile, number: int) -> bool:
    """Whether the judge finds anything from this seed on."""

    class Ended(machine):  # type: ignore[valid-type, misc]
        def teardown(self) -> None:
            try:
                super().teardown()
            except AssertionError:
                raise _Found from None

    try:
        run(Ended, how, number)
    except _Found:
        return True
    return False
