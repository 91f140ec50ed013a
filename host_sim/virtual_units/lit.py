"""A house in which a virtual unit is led by the light of its remote: nothing comes back but what probes of our own see.

    lit = Lit(home, Fitted("ir:mitsubishi_ac"))     # a plant for `host_sim.loop`, with `unit`, `link` and `wire`

The firmware's own link and session send; the burst goes through an `Air` that shakes and loses some; the unit's receiver makes of
it what it can. At the handset people set the unit as they ask: `handset` is what such a press sends, and the board's receiver may
hear it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from balancepoint.units.ir.link import link_of
from host_sim.plant.home import Home
from host_sim.virtual_units.fitted import Fitted
from host_sim.virtual_units.habits import Profile
from host_sim.virtual_units.indoor import IndoorUnit
from host_sim.virtual_units.ir_receiver import Air, Receiver
from host_sim.virtual_units.known import BY_LIGHT
from host_sim.virtual_units.led import Led, NoPins
from host_sim.virtual_units.wire import SENT, Record
from tools.ir.states import remote

LOST = 0.0
_LOOK = 1  # s between two looks of the link; the board looks every 250 ms
_FRAME_MARK = 2000  # µs


class Light:
    """The emitter as the firmware has it (`infrared.Infrared`), the air behind it and the unit's receiver. `bursts`: sent;
    `record`: what the unit made of each, nothing where it did not hear it."""

    def __init__(self, unit: IndoorUnit, name: str, air: Air):
        self.unit = unit
        self.air = air
        self.receiver = Receiver(name)
        self.record = Record(BY_LIGHT + name)
        self.bursts = 0
        self.ms = 0
        self._until = 0

    def claim(self, _name: str) -> None:
        """Nobody else wants it."""

    def setup(self, _carrier: int, _duty: int) -> None:
        """A receiver of a unit takes any carrier near 38 kHz."""

    def busy(self) -> int:
        """1 while a burst goes out."""
        return int(self.ms < self._until)

    def send(self, durations: Sequence[int], count: int) -> None:
        """A burst of `count` marks and spaces."""
        self.bursts += 1
        burst = list(durations[:count])
        self._until = self.ms + sum(burst) // 1000 + 1
        state = self.receiver.hear(self.air.carry(burst)) if self.unit.answers(self.ms / 1000.0) else None
        self.record.add(self.ms, SENT, str(state).encode())
        if state:
            self.unit.ask(**state)


class Lit(Led):
    """`home` with `unit` in it, led by light. A plant: `sense`, `advance`, `result`."""

    wire: Light

    def __init__(self, home: Home, fitted: Fitted, own_sensors: Sequence[str] = (), air: Air | None = None):
        self._air = air or Air()
        self._name = fitted.proto.removeprefix(BY_LIGHT)
        super().__init__(home, fitted, own_sensors)

    def _open(self, profile: Profile) -> Light:
        return Light(self.unit, self._name, self._air)

    def begin(self) -> None:
        """The firmware's end, as after a start of the board: it does not know how the unit stands."""
        drive = {"kind": self._proto, "baud": 0, "read_back": (), "model": remote(self._name).MODELS[0], "air_tells": 1}
        self.link = link_of(NoPins(), drive, self.wire, self._mine, remote(self._name))

    def _speak(self, now: int, dt: int) -> None:
        for at in range(now, now + dt, _LOOK):
            self.wire.ms = 1000 * at
            self.link.look(at, 1000 * at)

    def figures(self) -> dict[str, Any]:
        """For summary.json."""
        air, light = self._air, self.wire
        return {
            "bursts": light.bursts,
            "messages_taken": light.receiver.heard,
            "bursts_dropped": light.receiver.dropped,
            "lost": air.lost,
            "seed": air.seed,
        }
