"""A house in which a virtual unit is led by the light of its remote: nothing comes back but what probes of our own see.

    lit = Lit(home, Fitted("ir:mitsubishi_ac"))     # a plant for `host_sim.loop`, with `unit`, `link` and `wire`

The firmware's own link and session send; the burst goes through an `Air` that shakes and loses some; the unit's receiver makes of
it what it can. `handset` is a key that somebody presses: the unit hears it, and the board's receiver where it has one.
"""

from __future__ import annotations

from array import array
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
from tools.ir.encode import encode
from tools.ir.states import remote

_LOOK = 1  # s between two looks of the link; the board looks every 250 ms


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


class Ears:
    """The board's receiver (`receiver.Receiver`), whose bursts come whole."""

    def __init__(self) -> None:
        self.heard: array[int] = array("I")
        self.keep = 0

    def take(self, durations: Sequence[int]) -> None:
        """What has arrived."""
        self.heard = array("I", durations)

    def whole(self) -> int:
        """Entries of the burst that has come, 0 for none."""
        return len(self.heard)

    def clear(self) -> None:
        """It has been read."""
        self.heard = array("I")

    def busy(self) -> int:
        """No burst is ever half here."""
        return 0

    def listen(self, _on: int) -> None:
        """Its own light does not reach it."""


class Pins(NoPins):
    """A board with a receiver, or without one (None)."""

    def __init__(self, ears: Ears | None):
        self._ears = ears

    def receiver(self) -> Ears | None:
        return self._ears


class Lit(Led):
    """`home` with `unit` in it, led by light. A plant: `sense`, `advance`, `result`. `ears`: the board's receiver, if any."""

    wire: Light

    def __init__(
        self,
        home: Home,
        fitted: Fitted,
        own_sensors: Sequence[str] = (),
        air: Air | None = None,
        ears: Ears | None = None,
    ):
        self._air = air or Air()
        self.ears = ears
        self._name = fitted.proto.removeprefix(BY_LIGHT)
        super().__init__(home, fitted, own_sensors)

    def handset(self, **said: Any) -> None:
        """Somebody presses a key: the state, as `tools.ir.encode` takes it, goes to the unit and to the board's receiver."""
        burst = encode({"protocol": self._name.upper(), "request": said})["durations_us"]
        state = self.wire.receiver.hear(self._air.carry(burst))
        if state:
            self.unit.press(**state)
        if self.ears is not None:
            self.ears.take(self._air.carry(burst))

    def _open(self, profile: Profile) -> Light:
        return Light(self.unit, self._name, self._air)

    def begin(self) -> None:
        """The firmware's end, as after a start of the board: it does not know how the unit stands."""
        drive = {"kind": self._proto, "baud": 0, "read_back": (), "model": remote(self._name).MODELS[0], "air_tells": 1}
        self.link = link_of(Pins(self.ears), drive, self.wire, self._mine, remote(self._name))

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
