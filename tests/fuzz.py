"""Random, truncated and mutated bytes at every parser: `make fuzz`, or `python -m tests.fuzz --inputs 100000 cn105`.

Each input goes, byte by byte, into the protocol's `codec.Receiver`, whole into `words.check` and `words.explain`, and over a
stream into `Session.step`, whose unit is asked for something and changes with the bytes. What must hold: nothing but a ValueError
of `words` is raised, nothing hangs, nothing grows, and of two good frames after any garbage the second one is taken. These two
are of the usual length: an unfinished frame may claim as many bytes as the longest has, and a handshake of a few bytes goes under
in it. Where frames may be many times as long as the usual ones (not in STRICT), two come after all that may be claimed.
"""

from __future__ import annotations

import argparse
import importlib
import json
import multiprocessing
import random
import signal
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import host_sim  # noqa: F401  # finds the firmware
from balancepoint.units.modbus import registers
from balancepoint.units.unit import Unit

ROOT = Path(__file__).parents[1]
UNITS = ROOT / "firmware/balancepoint/units"
FRAMES = ROOT / "tests/firmware/units"
INPUTS = 1_000_000
STRICT = ("cn105", "s21", "midea", "modbus", "gree")
LONGEST = 120  # bytes of an input
PATIENCE = 30  # s of the processor for a thousand inputs: thirty times what they take


def protocols() -> list[str]:
    """All that have a receiver."""
    return sorted(path.parent.name for path in UNITS.glob("*/codec.py"))


class Stream:
    """What comes is given out as a port does; what goes out is counted."""

    def __init__(self) -> None:
        self.waiting = bytearray()
        self.sent = 0

    def read(self, buffer: bytearray) -> int:
        count = min(len(buffer), len(self.waiting))
        buffer[:count] = self.waiting[:count]
        del self.waiting[:count]
        return count

    def write(self, buffer: bytearray, count: int) -> None:
        assert 0 < count <= len(buffer)
        self.sent += count


def frames(proto: str) -> list[bytes]:
    """Captured frames, the negatives among them."""
    found = json.loads((FRAMES / proto / "frames.json").read_text(encoding="utf-8"))
    return [bytes.fromhex(each["hex"]) for each in found]


def taken(receiver: Any, data: bytes) -> list[bytes]:
    """The frames that a receiver finds in `data`."""
    out = []
    for byte in data:
        if receiver.put(byte):
            out.append(bytes(receiver.buffer[: receiver.length]))
            while hasattr(receiver, "next") and receiver.next():
                out.append(bytes(receiver.buffer[: receiver.length]))
    return out


def inputs(luck: random.Random, good: list[bytes]) -> Iterator[bytes]:
    """For ever: random bytes, pieces of frames, frames with some bytes changed, put in or left out, several in a row."""
    starts = sorted({frame[0] for frame in good})
    while True:
        way = luck.randrange(6)
        frame = bytearray(luck.choice(good))
        if way == 0:
            yield luck.randbytes(luck.randint(1, LONGEST))
        elif way == 1:
            yield bytes(frame[: luck.randint(1, len(frame))])
        elif way == 2:
            yield bytes(frame[luck.randrange(len(frame)) :]) + luck.randbytes(luck.randrange(4))
        elif way == 3:
            for _ in range(luck.randint(1, 4)):
                place = luck.randrange(len(frame))
                frame[place] = luck.choice((0, 0xFF, frame[place] ^ 1 << luck.randrange(8), luck.randrange(256)))
            yield bytes(frame)
        elif way == 4:
            place = luck.randrange(len(frame))
            yield bytes(frame[:place] + luck.randbytes(luck.randint(1, 3)) + frame[place:])
        else:
            yield b"".join(
                luck.choice((bytes(frame), bytes([luck.choice(starts)]), luck.randbytes(3), luck.choice(good)))
                for _ in range(luck.randint(2, 5))
            )[:LONGEST]


def size_of(thing: Any, seen: set[int] | None = None) -> int:
    """Elements of all that an object holds in buffers, lists, tables and objects of its own."""
    seen = set() if seen is None else seen
    if id(thing) in seen:
        return 0
    seen.add(id(thing))
    if isinstance(thing, (bytearray, bytes, str)):
        return len(thing)
    if isinstance(thing, dict):
        return len(thing) + sum(size_of(each, seen) for each in thing.values())
    if isinstance(thing, (list, tuple)) or type(thing).__name__ == "array":
        return len(thing) + sum(size_of(each, seen) for each in thing)
    return size_of(vars(thing), seen) if hasattr(thing, "__dict__") and not isinstance(thing, type) else 0


def registers_of_a_drive() -> dict[str, Any]:
    return registers.check(tomllib.loads((ROOT / "boards/modbus/generic.toml").read_text(encoding="utf-8")))


class Target:
    """One protocol's parsers; `feed(data)` raises AssertionError, or whatever they raise."""

    def __init__(self, proto: str, luck: random.Random) -> None:
        room = f"balancepoint.units.{proto}"
        self.codec = importlib.import_module(f"{room}.codec")
        self.words = importlib.import_module(f"{room}.words") if (UNITS / proto / "words.py").exists() else None
        self.luck = luck
        self.all = frames(proto)
        self.good = [frame for frame in self.all if taken(self.codec.Receiver(), frame) == [frame]]
        assert self.good, f"{proto}: no frame of frames.json is taken"
        usual = sorted(len(frame) for frame in self.good)[len(self.good) // 2]
        self.good = [frame for frame in self.good if len(frame) >= usual]
        self.receiver = self.codec.Receiver()
        self.strict = proto in STRICT
        self.unit = Unit()
        self.session = None
        if (UNITS / proto / "session.py").exists():
            of = registers_of_a_drive() if proto == "modbus" else self.unit
            self.session = importlib.import_module(f"{room}.session").Session(of)
        self.stream = Stream()
        self.ms = 0
        self.explained = self.refused = self.seen = 0

    def feed(self, data: bytes) -> None:
        """One input."""
        self.seen += len(taken(self.receiver, data))
        first, second = self.luck.choice(self.good), self.luck.choice(self.good)
        if not self.strict:
            first *= 1 + len(self.receiver.buffer) // len(first)
        found = taken(self.receiver, first + second)
        assert found and found[-1] == second, f"after {data.hex()}: of {first.hex()} {second.hex()} came {found}"
        if self.words:
            self._explain(data)
        if self.session:
            self._step(data)

    def _explain(self, data: bytes) -> None:
        try:
            self.words.check(bytearray(data))
            for field, _value, unit, remark in self.words.explain(bytearray(data)):
                assert isinstance(field, str) and isinstance(unit, str) and isinstance(remark, str)
            self.explained += 1
        except ValueError as error:
            assert str(error) and "\n" not in str(error)
            self.refused += 1

    def _step(self, data: bytes) -> None:
        unit, byte = self.unit, data[0]
        if byte < 8:
            unit.asked, unit.mode, unit.setpoint = 1, (0, 1, 2, 4, 5)[byte % 5], 1500 + 50 * (len(data) % 40)
            unit.fan, unit.vane, unit.room_feed = byte % 6 + 1, byte % 5, 2100 * (byte & 1)
        self.stream.waiting += data
        for _ in range(3):
            self.ms += self.session.pace
            unit.now = self.ms // 1000
            self.session.step(self.stream, self.ms & 0x1FFFFFFF)
        del self.stream.waiting[:-200]
        if unit.own_change and byte & 1:
            unit.own_change = 0

    @property
    def size(self) -> int:
        return size_of(self.receiver) + size_of(self.session)


def hang(_signal: int, _frame: Any) -> None:
    raise AssertionError("hangs")


def run(proto: str, count: int, seed: int) -> str:
    """So many inputs; what was seen, in a line. Raises what a parser raised, with the input."""
    luck = random.Random(seed)
    target = Target(proto, luck)
    source = inputs(luck, target.all)
    begun = time.monotonic()
    before = 0
    signal.signal(signal.SIGVTALRM, hang)
    for number in range(count):
        if number % 1000 == 0:
            signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
        if number == min(2000, count // 2):
            before = target.size
        data = next(source)
        try:
            target.feed(data)
        except Exception as error:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            raise AssertionError(f"{proto}, input {number} of seed {seed}, {data.hex()}: {error!r}") from error
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    after = target.size
    assert after <= before + 64, f"{proto}: grew from {before} to {after}"
    spent = time.monotonic() - begun
    return (
        f"{proto}: {count} inputs, {target.seen} frames found in them, {target.explained} explained, "
        f"{target.refused} refused, {spent:.0f} s"
    )


def alone(purpose: str, run: Callable[[int, int], str]) -> None:
    """The command of a campaign of one piece. `run`: inputs, seed -> what was made of them, in a line."""
    parser = argparse.ArgumentParser(description=purpose.partition("\n")[0])
    parser.add_argument("--inputs", type=int, default=INPUTS, metavar="N", help=f"{INPUTS}")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    try:
        print(run(given.inputs, given.seed))
    except AssertionError as error:
        sys.exit(f"FAILED {error}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("protocols", nargs="*", help="default: all")
    parser.add_argument("--inputs", type=int, default=INPUTS, metavar="N", help=f"for each parser, {INPUTS}")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    unknown = set(given.protocols) - set(protocols())
    if unknown:
        sys.exit(f"{', '.join(sorted(unknown))}: no such protocol; there are {', '.join(protocols())}")
    with multiprocessing.Pool(2) as pool:
        jobs = [pool.apply_async(run, (proto, given.inputs, given.seed)) for proto in given.protocols or protocols()]
        failed = 0
        for job in jobs:
            try:
                print(job.get(), flush=True)
            except AssertionError as error:
                failed = 1
                print(f"FAILED {error}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
