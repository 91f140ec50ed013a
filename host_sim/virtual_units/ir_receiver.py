"""The infrared receiver of an indoor unit, and the air between it and an emitter.

    air = Air(seed=1, lost=0.1)                      # of ten bursts one does not arrive
    receiver = Receiver("mitsubishi_ac")
    state = receiver.hear(air.carry(durations))      # what the unit is set to, as `IndoorUnit.ask` takes it; {}: a key that
                                                     # sets none of it; None: nothing was understood

Five families are read by facts of their own (`ir_families`); for the others the firmware's tables are asked, so that sender and
receiver of those are one opinion. What is doubtful is dropped and counted.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from balancepoint.control.command import FAN_AUTO
from host_sim.virtual_units.indoor import QUIET, SWING
from host_sim.virtual_units.ir_families import FAMILIES, Bits, Family
from tools.ir.decode import messages
from tools.ir.states import FANS, SWINGH, SWINGV
from tools.ir.states import remote as remote_file

_SHORTEST, _LONGEST = 150, 1000  # µs of a bit's mark
_LATEST = 2400  # µs of a bit's space
_HEADER = 2000  # µs of mark from which it is no bit
_LEVELS = {"auto": FAN_AUTO, "min": 1, "low": 2, "medium": 3, "medium_high": 4, "high": 4, "max": 5}
_PLACES = {"off": 0, "auto": SWING, "highest": 1, "high": 2, "upper_middle": 2, "middle": 3, "low": 4, "lowest": 5}
_SIDES = {"off": 0, "auto": SWING, "left_max": 1, "left": 2, "middle": 3, "right": 4, "right_max": 5, "wide": 3}


@dataclass
class Air:
    """`jitter`: share by which a mark or a space comes longer or shorter at most. `smear`: µs by which a receiver stretches marks
    at most. `lost`: share of the bursts that do not arrive. `sunlight`: share that have false pulses before them; `torn`: share
    into which one falls. The same seed, the same bursts."""

    seed: int = 1
    jitter: float = 0.1
    smear: int = 50
    lost: float = 0.0
    sunlight: float = 0.2
    torn: float = 0.0
    sent: int = 0
    _luck: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._luck = random.Random(self.seed)

    def carry(self, durations: Sequence[int]) -> list[int]:
        """A burst as it arrives, marks and spaces in turn, a mark first; nothing if it is lost."""
        luck = self._luck
        self.sent += 1
        lost, noisy, torn = (luck.random() < share for share in (self.lost, self.sunlight, self.torn))
        smear = luck.randint(-self.smear, self.smear)
        heard = [
            max(
                20, round(each * luck.uniform(1 - self.jitter, 1 + self.jitter)) + (smear if place % 2 == 0 else -smear)
            )
            for place, each in enumerate(durations)
        ]
        if torn:
            place = luck.randrange(0, len(heard), 2)
            heard[place : place + 1] = [heard[place] // 3, 80, heard[place] // 3]
        if noisy:
            pulses = [luck.randint(20, 300) for _ in range(2 * luck.randint(1, 6))]
            pulses[-1] = luck.randint(3000, 60_000)
            heard = pulses + heard
        return [] if lost else heard


class Receiver:
    """`remote`: a name of `tools.ir.states`, in small letters. `heard`: messages that were taken, each with a beep; `dropped`:
    bursts of which nothing was."""

    def __init__(self, remote: str):
        self.remote = remote
        self.heard = self.dropped = 0
        self._turns = bool(getattr(remote_file(remote), "TURNS_POWER", 0))
        self._on = False
        self._family = FAMILIES.get(remote)

    def hear(self, durations: Sequence[int]) -> dict[str, Any] | None:
        """See above."""
        if not durations:
            return None
        read = self._by_table if self._family is None else self._by_facts
        state = read(list(durations))
        if state is None:
            self.dropped += 1
        else:
            self.heard += 1
        return state

    def _by_facts(self, durations: list[int]) -> dict[str, Any] | None:
        family = self._family
        assert family is not None
        found = sections(durations, family)
        return family.read(found) if found else None

    def _by_table(self, durations: list[int]) -> dict[str, Any] | None:
        found = messages(durations, (self.remote.upper(),))
        if not found:
            return None
        said = [each.state for each in found if each.kind == 1]
        if not said:
            return {}
        state = said[0]
        self._on = bool(state.power) ^ (self._turns and self._on)
        if not self._on:
            return {"on": False}
        return {
            "on": True,
            "mode": state.mode,
            "setpoint": state.degrees,
            "fan": QUIET if state.quiet else _LEVELS[FANS[state.fan]],
            "vane": _PLACES[SWINGV[state.swingv]],
            "wide": _SIDES[SWINGH[state.swingh]],
        }


def sections(durations: list[int], family: Family) -> list[Bits]:
    """The bits between its headers and gaps; nothing if anything in between is no bit. What comes before the first header, or the
    first gap, is none of it where it is no bit."""
    out: list[Bits] = []
    bits: list[int] | None = None
    begun = False
    for at in range(0, len(durations), 2):
        mark = durations[at]
        space = durations[at + 1] if at + 1 < len(durations) else family.gap
        if mark >= _HEADER:
            if bits and begun or not _like(mark, family.header[0]) or not _like(space, family.header[1]):
                return []
            bits, begun = [], True
        elif _SHORTEST <= mark <= _LONGEST and space >= family.gap:
            if bits is not None and (begun or len(bits) > 3):
                out.append(bits)
            bits = []
        elif _SHORTEST <= mark <= _LONGEST and _SHORTEST <= space <= _LATEST:
            bits = [] if bits is None else bits
            bits.append(int(space >= family.one))
        elif begun:
            return []
        else:
            bits = None
    return out


def _like(heard: int, meant: int) -> bool:
    return abs(heard - meant) <= meant * 3 // 10
