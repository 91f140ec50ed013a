"""A house whose compressor the firmware owns, by a drive on Modbus RTU: direct drive over a wire.

driven = Driven(home, OnModbus("generic"))     # a plant for `host_sim.loop`, with `drive`, `link` and `wire`
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from balancepoint.control.command import Command
from balancepoint.units.modbus import registers
from balancepoint.units.modbus.link import ModbusDrive
from host_sim.copied import copied
from host_sim.errors import InputError
from host_sim.plant.home import Home
from host_sim.virtual_units.led import NoPins, spoken
from host_sim.virtual_units.modbus_front import Drive, ModbusFront, load_map
from host_sim.virtual_units.talk import Talk
from host_sim.virtual_units.wire import Wire

USUAL = "generic"
EVERY = 10  # s
SLOW = {"timeout": 60, "refresh": 10}  # s
EXACT = 2  # s of a step, at most


@dataclass(frozen=True)
class OnModbus:
    """The drive whose registers stand in boards/modbus/`profile`.toml."""

    profile: str = USUAL

    @property
    def label(self) -> str:
        """For a folder's name."""
        name = self.profile.rpartition("/")[2].removesuffix(".toml")
        return f"+modbus{'' if name == USUAL else '-' + name}"

    @property
    def words(self) -> str:
        """For a title."""
        return f"compressor on Modbus RTU with the registers of {self.load()['name']}"

    def load(self) -> dict[str, Any]:
        """The table; InputError if the firmware does not take it."""
        table = load_map(self.profile)
        try:
            registers.check(table)
        except ValueError as error:
            raise InputError(f"virtual unit modbus, {self.profile}: {error}") from None
        return table


class Driven:
    """`home` with the compressor of which `link` has the say over `wire`. A plant: `sense`, `advance`, `result`."""

    def __init__(self, home: Home, fitted: OnModbus):
        table = fitted.load()
        exchanges = None
        if home.dt > EXACT:
            table |= SLOW
            exchanges = len(table["write"]) + len(table["read"]) + 1
        self.home = home
        self.drive = Drive(home, table)
        self.front = ModbusFront(self.drive)
        self.wire = Wire(self.front)
        settings = {"read_back": (), "valve_release": 0, "modbus": registers.check(table)}
        self.link = ModbusDrive(NoPins(), settings, self.wire)
        self._talk = Talk(self.wire, self.link, exchanges, EVERY, follow=0)
        self._now = 0
        self._own = Command()
        self.silent = False  # the board is down: nobody talks
        self.wrong: Callable[[Command], None] | None = (
            None  # what becomes of the drive's commands on their way to the plant
        )

    @property
    def dt(self) -> int:
        return self.home.dt

    def sense(self, readings: Any, now: int) -> None:
        """What the sensors say, and what the drive tells."""
        self._now = now
        self.home.sense(readings, now)
        self.link.fill(readings, now)

    def advance(self, command: Any, dt: int) -> None:
        """The line talks first: what is told takes a moment of the step."""
        if not self.silent:
            self.link.step(command, self._now)
            self._talk.live(self._now, dt)
        self.drive.step(command)
        own = self.drive.command
        if self.wrong is not None:
            own = copied(own, self._own)
            self.wrong(own)
        self.home.advance(own, dt)

    def figures(self) -> Mapping[str, Any]:
        """For summary.json."""
        return {
            "drive": self.drive.table["name"],
            "stopped_by_its_time_out": self.drive.trips,
            **spoken(self.link.session),
        }

    def result(self) -> Any:
        return self.home.result()
