"""The laptop's half of the board in the loop: readings, requests and settings to bytes, commands and statistics from them.

The board's half, with the frames, is `balancepoint.services.bench_codec`; the bytes are in docs/board_in_the_loop.md.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from balancepoint.control.readings import NEVER
from balancepoint.services import bench_codec as b
from host_sim.errors import InputError

Entry = tuple[int, int, int]  # of the journal: s since boot, code, value
_LARGEST = 1 << 31  # of values and ages


class ReadingsDelta:
    """What differs in `readings` from what was told last."""

    def __init__(self, readings: Any) -> None:
        places = b.places(readings)
        self.places = [(k, reading) for k, reading in enumerate(places) if reading is not None]
        self._told: list[tuple[int | None, int]] = [(None, NEVER)] * len(places)

    def pack(self, dt: int) -> list[bytes]:
        """Bodies that tell it, the last for the STEP and the others, if it takes several, for READINGS before.

        `dt`: s since the last step. Raise InputError if a value is no whole number.
        """
        bodies: list[bytes] = []
        mask, items = 0, bytearray()
        told = self._told
        for k, reading in self.places:
            value, age = reading.value, reading.age
            before, old = told[k]
            if value == before and age == old and type(value) is type(before):
                continue
            if not (value is None or (type(value) is int and -_LARGEST <= value < _LARGEST)):
                raise InputError(
                    f"readings, {name_of(k)}: value {value!r}; allowed: a whole number of 32 bits, or None"
                )
            if type(age) is not int or not 0 <= age < _LARGEST:
                raise InputError(f"readings, {name_of(k)}: age {age!r} s; allowed: a whole number of 31 bits")
            if len(items) > b.MOST - 24:  # a number takes 5 bytes at most, mask and dt 4 and 5
                bodies.append(self._body(dt, mask, items))
                mask, items = 0, bytearray()
            mask |= 1 << k
            if value is None:
                b.put(items, b.NO_VALUE)
                b.put(items, age)
            else:
                kind = b.AGE_KEPT if age == old else b.AGE_GROWN if age == old + dt else b.AGE_TOLD
                b.put(items, b.fold(value - (before or 0)) << 2 | kind)
                if kind == b.AGE_TOLD:
                    b.put(items, age)
            told[k] = (value, age)
        bodies.append(self._body(dt, mask, items))
        return bodies

    @staticmethod
    def _body(dt: int, mask: int, items: bytearray) -> bytes:
        out = bytearray()
        b.put(out, dt)
        if mask:
            b.put(out, mask)
        return bytes(out + items)


def name_of(place: int) -> str:
    """A reading's name by its place in the mask."""
    return f"rooms.{place}" if place < b.ROOMS else b.NAMES[place - b.ROOMS]


class RequestDelta:
    """What differs in a `Request` from what was told last."""

    def __init__(self) -> None:
        self._told: dict[str, Any] = {}

    def pack(self, request: Any) -> list[bytes]:
        """Bodies for REQUEST; none if nothing differs."""
        asked = {name: getattr(request, name) for name in request.__slots__}
        if asked == self._told and all(type(asked[name]) is type(self._told[name]) for name in asked):
            return []
        new = {
            name: value
            for name, value in asked.items()
            if name not in self._told or value != self._told[name] or type(value) is not type(self._told[name])
        }
        self._told = asked
        return list(b.parts(new))


class Told(NamedTuple):
    """The answer to a STEP, LEARN or JOURNAL: journal entries, and whether there are more."""

    entries: list[Entry]
    more: bool


class CommandDelta:
    """Brings `command` up to date by the answers to STEP. `told`: what the board has told before, one number a field."""

    def __init__(self, command: Any, told: list[int] | None = None) -> None:
        self.command = command
        self.told = list(told or [0] * len(b.FIELDS))

    def unpack(self, body: bytes, now: int) -> Told:
        """Take in an answer. `now`: the step's, by the board's clock. IndexError if the body is too short."""
        numbers = b.Body(body)
        command = self.command
        command.valid_until = now + b.unfold(numbers.number())
        mask = numbers.number()
        for k, name in enumerate(b.FIELDS):
            if mask >> k & 1:
                self.told[k] += b.unfold(numbers.number())
            setattr(command, name, self.told[k])
        return entries(numbers, now)


def entries(numbers: Any, now: int) -> Told:
    """Journal entries from the rest of a body."""
    if numbers.at == len(numbers.data):
        return Told([], False)
    head = numbers.number()
    found = []
    for _ in range(head >> 1):
        time = now - b.unfold(numbers.number())
        code = numbers.number()
        found.append((time, code, b.unfold(numbers.number())))
    return Told(found, bool(head & 1))


class Statistics(NamedTuple):
    """Since BEGIN: ticks, their times in us, lines that were no frames, free heap in bytes (None where nobody counts)."""

    steps: int
    total: int
    median: int
    p999: int
    longest: int
    bad: int
    free: int | None
    least: int | None


def statistics(body: bytes) -> Statistics:
    """From the answer to STATISTICS."""
    numbers = b.Body(body)
    found = []
    while numbers.at < len(body):
        found.append(numbers.number())
    counted = found + [None, None] if len(found) == 6 else found
    return Statistics(*counted)


def settings_table(settings: Any) -> dict[str, Any]:
    """What makes the same `Settings` again: {name: value}, defaults left out."""
    table: dict[str, Any] = {}
    for name, value, default, *_ in settings.describe():
        if name in ("heating", "cooling"):
            if value:
                table[name] = [[row[0], row[1:3], row[3:5], row[5:7]] for row in value]
        elif value not in (default, (default,)):
            table[name] = value
    again = type(settings)(**table)
    if vars(again) != vars(settings):
        differing = [name for name in vars(settings) if vars(again).get(name) != vars(settings)[name]]
        raise InputError(f"settings, {differing[0]}: cannot be told to a board")
    return table
