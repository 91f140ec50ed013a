"""Exhaustive: every state that a guard or a valve can get into, from the boot on, by every input of a small choice.

    python -m tests.walk            # walks them all and prints how many states and transitions there are

The objects are the firmware's own. Of what they hold, times count by their age, and ages no further than the longest time that
the code asks about in that walk: beyond it all are alike. With each state goes what a watcher of its own, which knows the
interlocks' list and nothing of the guard, must remember; whatever it objects to is an AssertionError with the way there.
"""

from __future__ import annotations

import re
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any
from unittest import mock

import host_sim  # noqa: F401  (makes the firmware importable)

# isort: split
from balancepoint.control.command import FAN_AUTO, FAN_OFF, LAPSED
from balancepoint.control.drive.direct.valve import Valve
from balancepoint.control.guard import heater as heating
from balancepoint.control.journal.journal import Journal
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.settings.memory import Memory
from tests.firmware.control.bench import GuardBench, indoors, make_settings, make_situation

NOW = 1_000_000  # s since boot, of every state
MOST = 60_000  # states; more: something that counts as a time is not named like one
_TIME = re.compile(r"(_at|since|until|seen|_now)$")
_NONE = -(1 << 30)  # instead of an age, where there is no such moment


class Mind:
    """All whole numbers that a thing and what belongs to it holds, to be read and put back.

    `horizons`: s up to which the age of a time is kept, by class and name or by name, "else" for all others; what ends with
    `until` counts to its end. What adds up (`_COUNTERS`) is kept up to there.
    """

    def __init__(self, things: Sequence[Any], horizons: dict[str, int]):
        self._places: list[tuple[Any, str, int | None]] = []
        for thing in things:
            self._find(thing, horizons)

    def _find(self, thing: Any, horizons: dict[str, int]) -> None:
        for name, value in vars(thing).items():
            if type(value) is int:
                horizon = horizons.get(f"{type(thing).__name__}.{name}", horizons.get(name, horizons["else"]))
                self._places.append((thing, name, horizon if name in _COUNTERS or _TIME.search(name) else None))
            elif type(value).__module__.startswith(("balancepoint.control.guard", "balancepoint.control.threshold")):
                self._find(value, horizons)

    def add(self, thing: Any, *names: str) -> None:
        self._places += [(thing, name, None) for name in names]

    def read(self, now: int) -> tuple[int, ...]:
        out = []
        for thing, name, horizon in self._places:
            value = getattr(thing, name)
            if horizon is None:
                out.append(value)
            elif name in _COUNTERS:
                out.append(min(value, horizon))
            elif name.endswith("until"):
                out.append(max(min(now - value, 0), -horizon))
            else:
                out.append(_NONE if value == -1 else min(now - value, horizon))
        return tuple(out)

    def put(self, state: tuple[int, ...]) -> None:
        for (thing, name, horizon), value in zip(self._places, state, strict=True):
            if horizon is not None and name not in _COUNTERS:
                value = -1 if value == _NONE else NOW - value
            setattr(thing, name, value)


_COUNTERS = ("_heated", "_still_air", "starts")


class Walk:
    """`inputs`: what may happen in a step. `step(input, watched, now)` lets it happen to the objects in `mind`, objects with an
    AssertionError, and gives what is to be remembered next; `begun`: what is remembered at the boot. `instead`: constants of
    `guard.heater` in this walk."""

    def __init__(
        self,
        mind: Mind,
        inputs: Sequence[Any],
        step: Callable[..., Any],
        begun: Any,
        instead: dict[str, int] | None = None,
    ):
        self.mind, self.inputs, self.step, self.begun, self._instead = mind, inputs, step, begun, instead or {}
        self.after: dict[Any, list[Any]] = {}

    def go(self, dt: int) -> tuple[int, int]:
        """(states, transitions)."""
        with ExitStack() as stack:
            for name, value in self._instead.items():
                stack.enter_context(mock.patch.object(heating, name, value))
            return self._go(dt)

    def _go(self, dt: int) -> tuple[int, int]:
        first = self.mind.read(0), self.begun
        came: dict[Any, Any] = {first: None}
        waiting = deque([first])
        while waiting:
            state = waiting.popleft()
            out = self.after[state] = []
            for k, each in enumerate(self.inputs):
                self.mind.put(state[0])
                try:
                    watched = self.step(each, state[1], NOW + dt)
                except AssertionError as error:
                    raise AssertionError(f"{error}: after {[*self._way(came, state), each]}") from error
                new = self.mind.read(NOW + dt), watched
                out.append(new)
                if new not in came:
                    came[new] = state, k
                    waiting.append(new)
                    assert len(came) <= MOST, f"more than {MOST} states: {new}"
        return len(came), len(came) * len(self.inputs)

    def _way(self, came: dict[Any, Any], state: Any) -> list[Any]:
        way = []
        while came[state]:
            state, k = came[state]
            way.append(self.inputs[k])
        return way[::-1]

    def comes(self, index: int, steps: int, true: Callable[[Any], bool]) -> None:
        """From every state: if input number `index` goes on, `true(remembered)` holds after so many steps at the latest."""
        for state in self.after:
            at = state
            for _ in range(steps):
                if true(at[1]):
                    break
                at = self.after[at][index]
            assert true(at[1]), f"it never comes from {state}"


# The guard ------------------------------------------------------------------------------------------------------------


class Guarded:
    """A guard, its Command and its Situation. `horizons`: see `Mind`."""

    def __init__(self, horizons: dict[str, int], **settings: Any):
        self.bench = GuardBench(1, **settings)
        bench = self.bench
        self.s, self.want, self.readings = bench.s, bench.want, bench.readings
        self.mind = Mind([bench.guard], horizons)
        self.mind.add(self.s.command, "speed", "valve", "fan", "defrost", "aux", "aux_contact")
        self.mind.add(self.s, "freeze", "discharge_limit")
        self.mind.add(bench.memory, "heater_latched")

    def tick(self, now: int, dt: int) -> Any:
        self.bench.guard.step(self.s, now, dt)
        return self.s.command


def rest_and_valve() -> Walk:
    """Interlocks 1, 2 and 4: every order of wishes for speed and valve, of feedback, frost in the room, lapsed leases."""
    dt = 20
    horizons = {"else": 0, "Standstill.since": 300, "stopped_at": 300, "_moved_at": 20}
    guarded = Guarded(horizons, aux_stages=0)
    s, want = guarded.s, guarded.want
    inputs = [(speed, valve, said, "") for speed in (0, 40) for valve in (0, 1) for said in ("true", "none", "turns")]
    inputs += [(40, 0, "none", "lapse"), (40, 1, "none", "lapse"), (0, 0, "true", "frost"), (40, 0, "none", "frost")]

    def step(given: Any, watched: Any, now: int) -> Any:
        speed, valve, said, event = given
        ran, position, stopped, moved, last_ran, still = watched
        stopped, moved = min(stopped + dt, 300), min(moved + dt, 20)
        want.speed, want.valve = speed, valve
        indoors(s, 600 if event == "frost" else 2000)
        reading = guarded.readings.speed
        if said == "none":
            reading.clear()
        else:
            reading.set(20 if said == "turns" else ran)
        s.command.valid_until = LAPSED if event == "lapse" else 0
        if event == "lapse" and ran:
            ran, stopped, still = 0, 0, 0
        elif said == "turns" and not ran:
            still = 0
        else:
            still = min(still + dt, 300)
        command = guarded.tick(now, dt)
        if command.valve != position:
            assert not ran and not command.speed, "valve moved under way"
            assert said != "turns", "valve moved while it turns"
            assert stopped >= (300 if last_ran == position else 180), "valve moved early"
            assert still >= 180, "valve moved soon after it turned"
            moved = 0
        if command.speed and not ran:
            assert stopped >= 180, "started early"
            assert moved >= 10, "started with the valve"
            last_ran = command.valve
        if ran and not command.speed:
            stopped = still = 0
        assert event != "frost" or not command.speed or command.valve == 1, "cools in the frost"
        return command.speed, command.valve, stopped, moved, last_ran, still

    return Walk(guarded.mind, inputs, step, (0, 0, 0, 20, -1, 0))


def defrosts() -> Walk:
    """Interlocks 1 and 2 with defrosts that are asked for at any moment."""
    dt = 60
    horizons = {
        "else": 0, "Standstill.since": 300, "stopped_at": 300, "_moved_at": 60, "_heated": 600, "Exemption._since": 840,
        "starts": 3,
    }  # fmt: skip
    guarded = Guarded(horizons, aux_stages=0)
    s, want = guarded.s, guarded.want
    inputs = [(speed, valve, asks) for speed in (0, 40) for valve in (0, 1) for asks in (0, 1)] + [(40, 1, 2)]

    def step(given: Any, watched: Any, now: int) -> Any:
        speed, valve, asks = given
        ran, position, stopped, heated, melts, starts = watched
        stopped = min(stopped + dt, 300)
        want.speed, want.valve, want.defrost = speed, valve, 1 if asks == 1 else 0
        guarded.readings.speed.set(ran)
        s.command.valid_until = LAPSED if asks == 2 else 0
        if asks == 2:
            heated = 0
            melts = -1
            stopped = 0 if ran else stopped
            ran = 0
        heats = ran and position == 1
        before = melts
        command = guarded.tick(now, dt)
        if command.defrost and melts < 0:
            assert heated >= 600 and heats, "a defrost out of nothing"
            melts = starts = 0
        elif command.defrost:
            melts += dt
            assert melts < 840, "for ever"
        else:
            melts = -1
        excused = command.defrost and starts < 2
        heated = min(heated + dt, 600) if heats and before < 0 and melts < 0 else 0
        if command.valve != position:
            assert not ran and not command.speed and stopped >= (60 if command.defrost else 180), "valve moved early"
        if command.speed and not ran:
            assert stopped >= 180 or excused, "started early"
            starts = min(starts + 1, 2)
        if ran and not command.speed:
            stopped = 0
        return command.speed, command.valve, stopped, heated, melts, starts if melts >= 0 else 0

    return Walk(guarded.mind, inputs, step, (0, 0, 0, 0, -1, 0))


_LONGEST = 600  # s of the heater's longest run in the walk: four hours are 240 times the same state


def heater() -> Walk:
    """Interlocks 3, 5, 8 and 9: the heater in the air stream, each of its conditions there or not at any moment."""
    dt = 60
    horizons = {
        "else": 0, "_off_at": 60, "fan_until": 90, "_check_until": 600, "Heater._since": _LONGEST, "Threshold._since": 60,
        "_until": 60, "_drawn_since": 60,
    }  # fmt: skip
    least = {"aux_minimum_on": dt, "aux_minimum_off": dt}
    guarded = Guarded(horizons, aux_stages=1, aux_in_air_stream=1, aux_ceiling=500, **least)
    s, want, readings, memory = guarded.s, guarded.want, guarded.readings, guarded.bench.memory
    calm = {"aux": 1, "room": 2000, "outdoor": 0, "cooling": 0, "fan": 1, "available": 1, "current": 0, "event": ""}
    inputs = [calm]
    for name, value in (
        ("aux", 0), ("room", 450), ("room", 3300), ("room", UNKNOWN), ("outdoor", 900), ("outdoor", 1600),
        ("outdoor", UNKNOWN), ("cooling", 1), ("fan", 0), ("available", 0), ("event", "lapse"),
    ):  # fmt: skip
        inputs.append({**calm, name: value})
    inputs += [
        {**calm, "outdoor": 900, "available": 0}, {**calm, "room": 450, "cooling": 1, "aux": 0},
        {**calm, "aux": 0, "current": 6000}, {**calm, "room": 3600}, {**calm, "event": "acknowledge"},
    ]  # fmt: skip

    def step(given: Any, watched: Any, now: int) -> Any:
        on_for, off_for, long, latched, over, cold, drawn = watched
        want.aux, want.fan = given["aux"], FAN_OFF
        indoors(s, given["room"])
        s.outdoor, s.outdoor_source = given["outdoor"], 0 if given["outdoor"] == UNKNOWN else 1
        s.cooling, s.available = given["cooling"], given["available"]
        readings.fan_proven.set(given["fan"])
        readings.aux_current_mA.set(given["current"])
        s.command.valid_until = LAPSED if given["event"] == "lapse" else 0
        if given["event"] == "acknowledge":
            guarded.bench.guard.acknowledge()
            latched = 0
        if given["event"] == "lapse" and on_for >= 0:
            on_for, off_for, long = -1, 120, 0
        command = guarded.tick(now, dt)
        drawn = min(drawn + 1, 2) if given["current"] and on_for < 0 and off_for >= 60 else 0
        if drawn == 2 or given["room"] == 3600:  # current that lasts; a single sample accuses nobody
            latched = 1
        if command.aux:
            on_for = 0 if on_for < 0 else on_for + dt
            assert not latched, "after a latch"
            assert not given["cooling"] or given["room"] < 500, "in cooling"
            assert given["room"] != UNKNOWN, "blind"
            assert given["room"] <= 3200, "in the heat"
            emergency = not given["available"] or s.freeze
            over = 0 if given["outdoor"] <= (1500 if emergency else 500) else over + 1
            assert not over or on_for, "begins above the ceiling"
            assert over <= 2, "above the ceiling for longer than its least run"
            assert given["fan"] and command.fan not in (FAN_OFF, FAN_AUTO), "without air"
            assert on_for <= _LONGEST, "for too long"
            assert not long or off_for >= 600, "before its check was over"
            off_for, long = 0, 0
        else:
            checked = on_for >= _LONGEST - dt and given is calm and cold > 1  # it has not just become cold enough
            long = 1 if checked or (long and on_for < 0) else 0
            off_for = dt if on_for >= 0 else min(off_for + dt, 600)
            on_for, over = -1, 0
            assert off_for > 60 or command.fan not in (FAN_OFF, FAN_AUTO) or given["event"] == "lapse", "no run-on"
        assert not latched or not command.aux_contact, "second contact closed after a latch"
        assert memory.heater_latched or not latched, "forgotten"
        assert latched or not memory.heater_latched, "latched for nothing"
        cold = min(cold + 1, 2) if UNKNOWN < given["outdoor"] <= 500 else 0
        return on_for, off_for, long, latched, over, cold, drawn

    return Walk(guarded.mind, inputs, step, (-1, 120, 0, 0, 0, 0, 0), {"_AUX_LONGEST": _LONGEST})


# The valve's machine --------------------------------------------------------------------------------------------------


def valve_machine() -> Walk:
    """Every order of sides, of a valve that follows or not, of what coil and supply air say."""
    memory = Memory()
    valve = Valve(make_settings(), memory, Journal())
    s = make_situation()
    mind = Mind([valve], {"else": 0})
    mind.add(memory, "valve_locked")
    mind.add(s.command, "valve")
    inputs = [
        (side, follows, run, coil, supply)
        for side in ("heat", "cool", "idle")
        for follows in (0, 1)
        for run in (0, 300)
        for coil in ("right", "wrong", "mild", "same", "none")
        for supply in ((0, 1) if run and coil == "wrong" else (0,))
    ] + ["turned", "released"]

    def step(given: Any, watched: Any, now: int) -> Any:
        strikes = watched[0]  # since a proof
        if given == "turned":
            valve.turned(UNKNOWN)
            return watched
        if given == "released":
            memory.valve_locked = 0
            return watched
        side, follows, run, coil, supply = given
        s.active, s.cooling = 0 if side == "idle" else 1, 1 if side == "cool" else 0
        s.run_time = run if valve.clear and not memory.valve_locked else 0
        right = 1 if s.command.valve == 1 else -1  # the coil's side of the room
        s.room = 2000
        s.indoor_coil = {
            "right": 2000 + 1500 * right, "wrong": 2000 - 800 * right, "mild": 2000 + 210 * right,
            "same": valve._coil_before, "none": UNKNOWN,
        }[coil]  # fmt: skip
        if s.run_time == 0 and s.indoor_coil != UNKNOWN:
            s.indoor_coil = 2000
        s.supply = 2000 + 800 * right if supply else UNKNOWN
        locked, verified = memory.valve_locked, valve.verified
        there = side == "idle" or s.command.valve == (0 if side == "cool" else 1)
        valve.step(s, now, 60)
        wrong = s.run_time and there and not valve.clear and coil == "wrong" and not supply
        assert valve.position in (0, 1)
        assert valve.position == s.command.valve or not valve.clear, "runs though it is to move"
        if valve.verified and not verified and s.run_time:
            assert coil != "mild" and (coil != "wrong" or supply), "proved by nothing"
            if coil in ("right", "wrong"):
                strikes = 0
        if wrong:
            assert memory.valve_locked or valve.position != s.command.valve, "neither tried again nor given up"
            strikes = min(strikes + 1, 3)
        assert not memory.valve_locked or locked or (wrong and strikes >= 3), "given up too soon"
        if follows:
            s.command.valve = valve.position
        decided = 1 if memory.valve_locked or valve.verified else 0
        return 0 if memory.valve_locked else strikes, decided

    return Walk(mind, inputs, step, (0, 0))


WALKS: dict[str, tuple[Callable[[], Walk], int]] = {
    "rest and valve": (rest_and_valve, 20),
    "defrosts": (defrosts, 60),
    "heater": (heater, 60),
    "the valve's machine": (valve_machine, 60),
}


def walked() -> Iterator[str]:
    for name, (make, dt) in WALKS.items():
        begun = time.process_time()
        states, transitions = make().go(dt)
        yield f"{name:20} {states:7,} states {transitions:9,} transitions {time.process_time() - begun:5.1f} s"


def main() -> int:
    for line in walked():
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
