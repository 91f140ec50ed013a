"""Learning a house: what the firmware learns from a recording of days, and how well it predicts the days that follow.

    recording = load(Path("room_chicago.csv"))
    study(recording, WINDOWS).rmse

The learner gets a recording as on the board: integers, the room in steps of 0.1 K, a tick for each row, `learn` after each.
What it learned from the first days is kept as it is for the rest, which it predicts from the measured weather and heat alone;
the state it starts from is the one it has kept itself.
"""

import math
import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import perf_counter

import numpy as np

from balancepoint.control.house.house import House
from balancepoint.control.house.past import FIELDS, SIZE, SUN, UNUSABLE
from balancepoint.control.house.past import Past as History
from balancepoint.control.house.room_observer import follow
from balancepoint.control.house.room_state import RoomState
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.settings.memory import Memory
from balancepoint.control.settings.settings import Settings
from balancepoint.control.situation import Situation
from host_sim.errors import InputError
from host_sim.validate.checks import Check, Plot, Progress, Series
from host_sim.validate.recording import DAY, QUARTER, Floats, Recording, load
from host_sim.validate.two_capacities import Past

GROUP = "learning"
WINDOWS, FLAT, CLOCK = "windows", "flat", "clock"  # the sun as the windows see it; a flat sensor; no sensor
TRAIN = 10  # days, of a recording of somebody's own
_FORTNIGHT = 14  # days to learn from, of the bundled rooms, and as many to predict: as their limits are defined
_NIGHT = (20, 21, 22, 23)  # hours at which a prediction starts
_AHEAD = 32  # quarters, eight hours
_DATA = Path(__file__).parents[1] / "data" / "validation"
_BUNDLED = {"heavy": "eplus_28_days_H_chicago_jan.csv", "light": "eplus_28_days_L_newark_jan.csv"}
# A unit the learner does not look at, but settings need one
_UNIT = ((-1500, (1000, 300), None, (5000, 2000)), (800, (1000, 200), None, (6000, 1800)))


@dataclass(frozen=True)
class Study:
    """What was learned, and how it predicted the days held back."""

    heat_loss: float  # W/K
    fit_error: float  # K, over the days learned from, as the board knows it
    rmse: float  # K, over the days held back in one go, mean of each quarter
    largest: float  # K
    night_rmse: float  # K, over eight hours each, started at 20, 21, 22 and 23 h of the nights held back
    worst_night: float  # K, root mean square of the worst of them
    nights: int
    slowest: float  # ms, of a call of `learn`
    kept: int  # bytes of history
    predicted: Floats  # °C, quarters held back
    night_starts: tuple[tuple[int, Floats], ...]  # (first quarter since the start of the recording, °C)


def study(recording: Recording, knows: str, days: int = TRAIN) -> Study:
    """Learns from the first `days` and predicts the others, on a board that `knows` WINDOWS, FLAT or CLOCK."""
    if not 2 <= days < recording.days:
        raise InputError(f"days: {days}; allowed: 2..{recording.days - 1} of {recording.name}")
    latitude = round(abs(recording.site.latitude)) if knows == FLAT else 0
    house = House(Settings(heating=_UNIT, speed_min=20, speed_max=90, latitude=latitude), Memory(), History())
    parts = QUARTER // recording.step
    room = recording.quarters(recording.room)
    outdoor = [round(value * 100) for value in recording.quarters(recording.outdoor)]
    heat = [round(value) for value in recording.quarters(recording.heat)]
    slowest = 0.0
    through: list[int] = []  # W through the windows, as the board knows it
    predicted: list[float] = []
    nights: list[tuple[int, RoomState]] = []
    memory, alone, beside = house.memory, house.state, house.state
    situation = Situation(memory)
    for tick, (seen, out, watts, south, flat, minute) in enumerate(recording.ticks(recording.days), 1):
        sun = {WINDOWS: south, FLAT: flat, CLOCK: UNKNOWN}[knows]
        situation.room, situation.outdoor, situation.minute = seen, out, minute
        house.observe(situation, watts, sun, recording.step, 1)
        begin = perf_counter()
        house.learn()
        slowest = max(slowest, perf_counter() - begin)
        if tick % parts:
            continue
        k = tick // parts - 1  # the quarter that has ended
        through.append(memory.sun_aperture * max(house.bin[SUN], 0) // 100 if knows != CLOCK else 0)
        if k + 1 == days * DAY:
            while house.learn():
                pass
            memory, alone, beside = copy(house.memory), copy(house.state), copy(house.state)
        elif k >= days * DAY:
            predicted.append(follow(alone, heat[k], outdoor[k], through[k], UNUSABLE) / 100)
            follow(beside, heat[k], outdoor[k], through[k], round(room[k] * 10) * 10)
            if (k + 1) % 4 == 0 and (k + 1) % DAY // 4 in _NIGHT:
                nights.append((k + 1, copy(beside)))
    runs = []
    for start, state in nights:
        end = start + _AHEAD
        if end <= len(room):
            run = [follow(state, heat[k], outdoor[k], through[k], UNUSABLE) / 100 for k in range(start, end)]
            runs.append((start, np.array(run)))
    held_back = np.array(predicted) - room[days * DAY :]
    missed = [_rms(run - room[start : start + _AHEAD]) for start, run in runs]
    return Study(
        memory.heat_loss / 10, (memory.house_error or 0) / 100, _rms(held_back), float(np.abs(held_back).max()),
        _rms(np.array(missed)), max(missed, default=math.nan), len(missed), slowest * 1000,
        2 * FIELDS * SIZE, np.array(predicted), tuple(runs),
    )  # fmt: skip


def _rms(values: Floats) -> float:
    return float(np.sqrt(np.mean(values**2))) if len(values) else math.nan


@dataclass(frozen=True)
class Reference:
    """The least-squares fit of the same room in floats, with the sun on the windows and with Erbs's split of the flat reading."""

    heat_loss: float  # W/K
    rmse: float  # K, over the days held back
    flat_rmse: float


def reference(recording: Recording, days: int = TRAIN) -> Reference:
    """Fitted to the first `days`."""
    means = recording.quarters
    at, outdoor, heat = means(recording.room), means(recording.outdoor), means(recording.heat)
    room, rmse = Past(at, outdoor, heat, means(recording.south)).fit(days * DAY)
    _, flat_rmse = Past(at, outdoor, heat, means(recording.split)).fit(days * DAY)
    return Reference(room.heat_loss, rmse, flat_rmse)


# the checks -----------------------------------------------------------------------------------------------------------

# K. With the sun on the windows: what a plain least-squares fit of two capacities to 14 days reaches over the next 14 in rooms of
# these envelopes (Chicago and Boston in January)
_LIMITS = {"heavy": {WINDOWS: 0.41, FLAT: 0.5}, "light": {WINDOWS: 0.76, FLAT: 1.3}}
_MISSES: dict[tuple[str | None, str], str] = {
    (
        "heavy",
        FLAT,
    ): "a flat sensor tells the sun on a south window in January badly, and a heavy room keeps it for days; no "
    "learner on the same reading knows more than the split allows"
}
_NIGHT_LIMIT = 0.5  # K
_SENSOR = {WINDOWS: "sun on the windows", FLAT: "flat sun sensor", CLOCK: "no sun sensor"}
_ENVELOPE = re.compile(r"(?<![A-Za-z])(?:H|L|heavy|light)(?![A-Za-z])")  # in a file's name


@cache
def _recording(name: str) -> Recording:
    return load(_DATA / _BUNDLED[name])


@cache
def _studied(name: str, knows: str) -> Study:
    return study(_recording(name), knows, _FORTNIGHT)


@cache
def _reference(name: str) -> Reference:
    return reference(_recording(name), _FORTNIGHT)


def checks(progress: Progress) -> list[Check]:
    """Both bundled recordings on boards with each kind of sun sensor."""
    made: list[Check] = []
    for i, name in enumerate(_BUNDLED):
        for j, knows in enumerate(_SENSOR, 1):
            made += study_checks(name, knows)
            progress((len(_SENSOR) * i + j) / (len(_SENSOR) * len(_BUNDLED)))
    return made + board_checks([_studied(name, knows) for name in _BUNDLED for knows in _SENSOR])


def study_checks(name: str, knows: str) -> list[Check]:
    """One bundled recording on one board."""
    room, days = f"{name} room", _recording(name).days - _FORTNIGHT
    return _judged(room, name, knows, days, _studied(name, knows), _reference(name))


def board_checks(studies: Sequence[Study]) -> list[Check]:
    """What it asks of the board, the most of all studies. The heap it takes there is judged by tools/budget.toml."""
    kept, slowest = max(found.kept for found in studies), max(found.slowest for found in studies)
    return [
        Check(GROUP, "history kept", kept, "none; in files on a board without PSRAM", unit="bytes", judged=False),
        Check(GROUP, "slowest call of learn()", slowest, "none; this machine, CPython", unit="ms", judged=False),
    ]


def envelope(path: Path) -> str | None:
    """Whose limits hold: "heavy" for a file with a word H or heavy in its name, "light" for L or light."""
    found = _ENVELOPE.search(path.stem)
    return {"h": "heavy", "l": "light"}[found[0][0].lower()] if found else None


def other(
    path: Path, progress: Progress, days: int = TRAIN, first_day: str = "01-01"
) -> tuple[list[Check], list[Plot]]:
    """The same of anybody's recording, learned from its first `days`. How far a prediction may be off is known of the two
    bundled rooms only, and shown of any other."""
    recording = load(path, first_day=first_day)
    found = {}
    for i, knows in enumerate(_SENSOR, 1):
        found[knows] = study(recording, knows, days)
        progress(i / len(_SENSOR))
    fitted, left = reference(recording, days), recording.days - days
    made: list[Check] = []
    for knows, one in found.items():
        made += _judged(path.name, envelope(path), knows, left, one, fitted)
    return made + board_checks(list(found.values())), _drawn(path.name, recording, found, days)


def _judged(what: str, room: str | None, knows: str, days: int, found: Study, fitted: Reference) -> list[Check]:
    """`room`: whose limits hold for the prediction; `days` were predicted."""
    what = f"{what}, {_SENSOR[knows]}: "
    alone = f"{days} days predicted, RMSE"
    limit = _LIMITS[room].get(knows) if room else None
    if knows == CLOCK:
        known, note = f"least squares with the sun {fitted.rmse:.2f}", "nobody can foresee a sun that is not measured"
    elif knows == FLAT:
        known, note = f"own aim; least squares on pvlib's split {fitted.flat_rmse:.2f}", _MISSES.get((room, knows), "")
    else:
        plain = f"{limit:.2f} of a plain fit to 14 days, next 14; of one to this room " if limit else "least squares "
        known, note = f"{plain}{fitted.rmse:.2f}", ""
    made = [
        Check(
            GROUP,
            f"{what}{alone}",
            found.rmse,
            known,
            None,
            limit,
            "K",
            note,
            judged=limit is not None,
            known=(room, knows) in _MISSES,
        ),
    ]
    if knows != CLOCK:
        made.append(Check(GROUP, f"{what}largest miss", found.largest, "none", unit="K", judged=False))
    share = 10.0 if knows == WINDOWS else 15.0
    ratio = 100.0 * (found.heat_loss / fitted.heat_loss - 1.0)
    made.append(
        Check(
            GROUP, f"{what}heat loss {found.heat_loss:.1f} W/K", ratio, f"least squares with the sun {fitted.heat_loss:.1f} W/K",
            -share, share, "%",
        )
    )  # fmt: skip
    nights = f"eight hours from 20 to 23 h, {found.nights} starts, RMSE"
    made.append(
        Check(
            GROUP, f"{what}{nights}", found.night_rmse, "own aim", None, _NIGHT_LIMIT, "K",
            judged=knows == CLOCK, note=f"worst start {found.worst_night:.2f} K",
        )
    )  # fmt: skip
    return made


def plots() -> list[Plot]:
    """Measured against predicted."""
    made = []
    for name in _BUNDLED:
        found = {knows: _studied(name, knows) for knows in _SENSOR}
        made += _drawn(f"{name.capitalize()} room", _recording(name), found, _FORTNIGHT)
    return made


def _drawn(what: str, recording: Recording, found: Mapping[str, Study], days: int) -> list[Plot]:
    room = recording.quarters(recording.room)
    at = (np.arange(len(room)) + 0.5) / DAY
    measured = Series("measured", at[days * DAY :].tolist(), room[days * DAY :].tolist())
    sensed = [
        Series(_SENSOR[knows], at[days * DAY :].tolist(), found[knows].predicted.tolist()) for knows in (WINDOWS, FLAT)
    ]
    nights = [
        Series(f"from day {start // DAY + 1}", at[start : start + _AHEAD].tolist(), run.tolist())
        for start, run in found[CLOCK].night_starts
        if start % DAY == 88
    ]
    return [
        Plot(
            f"{what}: days predicted in one go, after {days} days of learning", ("day", "room °C"), (measured, *sensed),
            "Weather and heat are given, the room is not.",
        ),
        Plot(
            f"{what}, no sun sensor: nights predicted from 22 h", ("day", "room °C"), (measured, *nights),
            "The state of the mass comes from the observer, which follows the measured room.",
        ),
    ]  # fmt: skip
