"""A house in which a virtual unit is led by the firmware over the wire.

    led = Led(home, fitted)               # a plant for `host_sim.loop`, with `unit`, `link` and `wire`
    core = Linked(core, led.link)         # a controller for it

`EXCHANGES` in `EVERY` s, as `talk` explains; None: the protocol's own pace.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from balancepoint.control.request import Request
from balancepoint.units import links
from balancepoint.units.managed import Managed, probed
from host_sim.plant.home import Home
from host_sim.virtual_units.fitted import Fitted
from host_sim.virtual_units.front import open_front
from host_sim.virtual_units.indoor import IndoorUnit
from host_sim.virtual_units.talk import Talk
from host_sim.virtual_units.wire import Wire

EXCHANGES, EVERY = 1, 2  # so many in so many s: a session takes a longer silence for a unit without power


class NoPins:
    """A board with nothing wired to it: the plant's heater takes the Command itself."""

    def output(self, _name: str) -> None:
        return None

    contact = level = output


class Led:
    """`home` with `unit` in it, spoken to by `link` over `wire`. A plant: `sense`, `advance`, `result`."""

    def __init__(self, home: Home, fitted: Fitted, own_sensors: Sequence[str] = (), exchanges: int | None = EXCHANGES):
        profile = fitted.load()
        self.home = home
        self.unit = IndoorUnit(home, profile.habits, fitted.head_offset)
        self.front = open_front(profile, self.unit)
        self.wire = Wire(self.front)
        self.link = Managed(
            NoPins(), {"kind": fitted.proto, "baud": 0, "read_back": ()}, self.wire, probed(own_sensors)
        )
        session = links.session_of(fitted.proto)(self.link.unit)
        links.tune(self.wire, session, self.front.baud)
        self.link.begin(session)
        self._talk = Talk(self.wire, self.link, exchanges, EVERY)
        self._now = 0

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
        self._talk.live(now, dt)
        own = unit.command
        own.aux = command.aux if link.valid else 0
        own.aux_contact = command.aux_contact if link.valid else 0
        self.home.advance(own, dt)

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
