"""A house in which a virtual unit is led by the firmware over the wire.

    led = Led(home, fitted)               # a plant for `host_sim.loop`, with `unit`, `link` and `wire`
    core = Linked(core, led)              # a controller for it

`EXCHANGES` in `EVERY` s, as `talk` explains; None: the protocol's own pace.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from balancepoint.control.command import Command
from balancepoint.control.request import Request
from balancepoint.units import links
from balancepoint.units.managed import Managed, probed
from host_sim.copied import copied
from host_sim.plant.home import Home
from host_sim.virtual_units.fitted import Fitted
from host_sim.virtual_units.front import open_front
from host_sim.virtual_units.habits import Profile
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
        self._proto = fitted.proto
        self._mine = probed(own_sensors)
        self._exchanges = exchanges
        self.wire = self._open(profile)
        self._now = 0
        self._own = Command()
        self.silent = False  # the board is down: nobody talks, no relay holds
        self.wrong: Callable[[Command], None] | None = (
            None  # what becomes of the unit's own commands on their way to the plant
        )
        self.begin()

    def _open(self, profile: Profile) -> Any:
        """What lies between the firmware and the unit."""
        self.front = open_front(profile, self.unit)
        return Wire(self.front)

    def begin(self) -> None:
        """The firmware's end of the line, as after a start of the board."""
        self.link = Managed(NoPins(), {"kind": self._proto, "baud": 0, "read_back": ()}, self.wire, self._mine)
        session = links.session_of(self._proto)(self.link.unit)
        links.tune(self.wire, session, self.front.baud)
        self.link.begin(session)
        self._talk = Talk(self.wire, self.link, self._exchanges, EVERY)

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
        if not self.silent:
            link.step(command, now)
            self._speak(now, dt)
        holds = link.valid and not self.silent
        own = unit.command
        own.aux = command.aux if holds else 0
        own.aux_contact = command.aux_contact if holds else 0
        if self.wrong is not None:
            own = copied(own, self._own)
            self.wrong(own)
        self.home.advance(own, dt)

    def _speak(self, now: int, dt: int) -> None:
        self._talk.live(now, dt)

    def figures(self) -> dict[str, Any]:
        """For summary.json."""
        return {**spoken(self.link.session), "writes": self.unit.writes}

    def result(self) -> Any:
        return self.home.result()


def spoken(session: Any) -> dict[str, int]:
    """What a session has counted."""
    return {"frames": session.frames, "bad_frames": session.bad, "timeouts": session.timeouts}


class Linked:
    """The core, with what people do at the handset taken over before each tick. A controller for `host_sim.loop`."""

    def __init__(self, core: Any, led: Led):
        self._core = core
        self._led = led
        self.learn, self.close, self.figures = core.learn, core.close, core.figures
        led.link.journal = core.journal

    @property
    def journal(self) -> Any:
        return self._core.journal

    @property
    def memory(self) -> Any:
        return self._core.memory

    def start_anew(self, memory: dict[str, Any] | None) -> None:
        """See `Runtime`; the line is begun anew, too."""
        self._core.start_anew(memory)
        self._led.begin()
        self._led.link.journal = self._core.journal

    def step(self, readings: Any, request: Request, now: int) -> Any:
        self._led.link.wish(request)
        return self._core.step(readings, request, now)
