"""A house in which a virtual unit is led by the firmware over the wire.

    led = Led(home, fitted)               # a plant for `host_sim.loop`, with `unit`, `link` and `wire`
    core = Linked(core, led.link)         # a controller for it

The line is stepped where something is due: at the session's own pace while an exchange goes on, else every `_LOOK` ms. After
`EXCHANGES` of them it rests until 10 s are over, for the house brings no news before: so a week takes a minute. None: the
protocol's own pace throughout, as on the board.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from balancepoint.control.request import Request
from balancepoint.units import links, ticks
from balancepoint.units.managed import Managed, probed
from host_sim.plant.home import Home
from host_sim.virtual_units.fitted import Fitted
from host_sim.virtual_units.front import open_front
from host_sim.virtual_units.indoor import IndoorUnit
from host_sim.virtual_units.wire import Wire

EXCHANGES = 4  # in 10 s
_SLICE = 10  # s
_LOOK = 200  # ms
_FOLLOW = 100  # ms after the last byte


class _NoPins:
    """A board with nothing wired to it: the plant's heater takes the Command itself."""

    def output(self, _name: str) -> None:
        return None

    contact = output


class Led:
    """`home` with `unit` in it, spoken to by `link` over `wire`. A plant: `sense`, `advance`, `result`."""

    def __init__(self, home: Home, fitted: Fitted, own_sensors: Sequence[str] = (), exchanges: int | None = EXCHANGES):
        profile = fitted.load()
        self.home = home
        self.unit = IndoorUnit(home, profile.habits, fitted.head_offset)
        self.front = open_front(profile, self.unit)
        self.wire = Wire(self.front)
        self.link = Managed(
            _NoPins(), {"kind": fitted.proto, "baud": 0, "read_back": ()}, self.wire, probed(own_sensors)
        )
        session = links.session_of(fitted.proto)(self.link.unit)
        links.tune(self.wire, session, self.front.baud)
        self.link.begin(session)
        self._exchanges = exchanges
        self._now = 0
        self._look_at = 0.0
        self._quiet_at = 0.0

    @property
    def dt(self) -> int:
        return self.home.dt

    def sense(self, readings: Any, now: int) -> None:
        """What the sensors say, and what the unit tells."""
        self._now = now
        self.home.sense(readings, now)
        self.link.fill(readings, now)

    def advance(self, command: Any, dt: int) -> None:
        """The line talks while the unit and the house go on as they were told before."""
        now = self._now
        link, unit = self.link, self.unit
        unit.step()
        link.step(command, now)
        for begin in range(now, now + dt, _SLICE):
            self._talk(1000.0 * begin, 1000.0 * min(begin + _SLICE, now + dt))
        own = unit.command
        own.aux = command.aux if link.valid else 0
        own.aux_contact = command.aux_contact if link.valid else 0
        self.home.advance(own, dt)

    def _talk(self, ms: float, end: float) -> None:
        """From `ms` to `end`."""
        wire, link, front = self.wire, self.link, self.front
        last = end if self._exchanges is None else front.heard + self._exchanges
        self._look_at = max(self._look_at, ms)
        looked = -1.0
        while True:
            at = self._look_at
            ready = wire.ready
            if ready is not None and looked < ready < at:
                at = ready
            line = wire.next
            if line is not None and line < at:
                if line >= end:
                    return
                wire.at(line)
                continue
            if at >= end:
                return
            if front.heard >= last and wire.idle and (wire.ours or at >= self._quiet_at):
                self._look_at = end
                return
            wire.at(at)
            count = wire.record.count
            link.look(int(at) // 1000, int(at) & ticks.MASK)
            looked = at
            if at == ready or wire.record.count != count:
                self._quiet_at = at + _FOLLOW
            self._look_at = at + (link.pace if at < self._quiet_at else _LOOK)

    def result(self) -> Any:
        return self.home.result()


class Linked:
    """The core, with what people do at the handset taken over before each tick. A controller for `host_sim.loop`."""

    def __init__(self, core: Any, link: Managed):
        self._core = core
        self._link = link
        self.journal = core.journal
        self.learn, self.close, self.figures = core.learn, core.close, core.figures
        link.journal = core.journal

    @property
    def memory(self) -> Any:
        return self._core.memory

    def step(self, readings: Any, request: Request, now: int) -> Any:
        self._link.wish(request)
        return self._core.step(readings, request, now)
