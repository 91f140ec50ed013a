"""The house around a twin: what the board's pins do to the machines, and what its probes feel.

    world = World(chip, board, home, probes)      # from now on the chip's time is the house's

The hardware that the wiring page asks for is here too: the high-pressure chain in series with run-enable, the monostable that
lets the heater go 0.75 s after the last edge of the alive pin, the delay that keeps the valve 10 s longer than the compressor.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from balancepoint.control.command import OUTDOOR_FAN_AUTO, Command
from balancepoint.control.readings import Readings
from host_sim.plant.home import Home
from host_sim.twin.chip import Chip

MONOSTABLE = 0.75  # s
VALVE_DELAY = 10.0
_FOR_EVER = 1 << 29  # s: the lease is the board's own affair, the plant obeys the relays


@dataclass
class Drive:
    """How the signals mean: Hz at nothing and at full scale of the speed signal, levels of the indoor fan."""

    speed: Callable[[float], float]  # share of full scale to Hz, 0 for standstill
    fan: Callable[[float], int]  # share to level 0..5


class World:
    """`probes`: {name of a reading: what takes its value in the core's units, None for dead}; `room` is the first room's."""

    def __init__(
        self,
        chip: Chip,
        board: ModuleType,
        home: Home,
        probes: Mapping[str, Callable[[int | None], None]],
        drive: Drive,
    ) -> None:
        self.home = home
        self.command = Command()
        self.defrosting: Callable[[], int] = lambda: 0
        self.pressure_chain = 1  # closed
        self._chip, self._pins, self._safe = chip, board.PINS, dict(board.SAFE)
        self._probes, self._drive = probes, drive
        self._readings = Readings()
        self._passed = 0.0
        self._now = 0
        self._edge = -MONOSTABLE
        self._alive = 0
        self._ran = -VALVE_DELAY
        self._feel()
        chip.world = self.pass_time

    def on(self, name: str) -> bool:
        """Whether an output is away from its safe level; pins float to it while the chip starts."""
        gpio = self._pins.get(name)
        if gpio is None:
            return False
        safe = self._safe[gpio]
        return self._chip.levels.get(gpio, safe) != safe

    def _share(self, name: str) -> float:
        gpio = self._pins.get(name)
        return 0.0 if gpio is None else self._chip.duties.get(gpio, 0) / 65535.0

    @property
    def heater(self) -> int:
        """Stages that get current: contacts closed in series, and the monostable fed."""
        fed = self._chip.seconds - self._edge < MONOSTABLE
        if not (fed and self.on("aux_contact")):
            return 0
        return int(self.on("aux_1")) + int(self.on("aux_2"))

    def pass_time(self, seconds: float) -> None:
        """Called as the chip's time passes."""
        alive = self._chip.levels.get(self._pins.get("alive", -1), 0)
        if alive != self._alive:
            self._alive, self._edge = alive, self._chip.seconds
        self._passed += seconds
        while self._passed >= 1.0 - 1e-9:
            self._passed -= 1.0
            self._live()

    def _live(self) -> None:
        c = self.command
        runs = self.on("run_enable") and self.pressure_chain
        c.speed = round(self._drive.speed(self._share("speed_pwm"))) if runs else 0
        if c.speed:
            self._ran = self._chip.seconds
        if self.on("valve"):
            c.valve = 1
        elif self._chip.seconds - self._ran >= VALVE_DELAY:
            c.valve = 0
        c.fan = self._drive.fan(self._share("fan_pwm"))
        c.outdoor_fan = OUTDOOR_FAN_AUTO if self._pins.get("outdoor_fan") is None else 2 * self.on("outdoor_fan")
        c.aux = self.heater
        c.aux_contact = 1 if self.on("aux_contact") else 0
        c.defrost = self.defrosting()
        c.valid_until = _FOR_EVER
        self.home.advance(c, 1)
        self._now += 1
        self._feel()

    def _feel(self) -> None:
        readings = self._readings
        self.home.sense(readings, self._now)
        for name, put in self._probes.items():
            reading = readings.rooms[0] if name == "room" else getattr(readings, name)
            put(reading.value)
        self.truth: Any = readings
