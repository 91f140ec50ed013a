"""The house around a twin: what the board's pins do to the machines, and what its probes feel.

    world = World(chip, board, config, home)      # from now on the chip's time is the house's

The hardware that the wiring page asks for is here too: the high-pressure chain in series with run-enable, the monostable that
lets the heater go 0.75 s after the last edge of the alive pin, the off-delay relay that lets the valve go `valve_release` after
its relay.
"""

from collections.abc import Callable
from types import ModuleType
from typing import Any

from balancepoint.control.command import OUTDOOR_FAN_AUTO, Command
from balancepoint.control.readings import Readings
from host_sim.plant.home import Home
from host_sim.twin.analogue import NtcDivider
from host_sim.twin.chip import Chip
from host_sim.twin.i2c import Bme280, I2c, Sht3x, Sht4x
from host_sim.twin.one_wire import Ds18b20, OneWire
from host_sim.virtual_units.indoor import IndoorUnit

MONOSTABLE = 0.75  # s
_AIR = {"sht3x": Sht3x, "sht4x": Sht4x, "bme280": Bme280}
_NEAR = 2  # ‰, the resolution of the signal
_FOR_EVER = 1 << 29  # s: the lease is the board's own affair, the plant obeys the relays


def _curve(spec: dict[str, Any]) -> tuple[int, int, int, int, int]:
    """The thermistor that an entry of the settings means."""
    from balancepoint.sensors import curves

    if spec["curve"]:
        return curves.NAMED[spec["curve"]]
    if spec["steinhart"]:
        return curves.by_steinhart(*spec["steinhart"])
    return curves.by_beta(spec["resistance"], spec["beta"])


class World:
    """`config`: the board's settings as `services.config` gives them; what they say is connected hangs on the chip from now
    on. `home`: made with steps of 1 s. `unit`: an indoor unit that owns the compressor of that home; else the pins do."""

    def __init__(self, chip: Chip, board: ModuleType, config: Any, home: Home, unit: IndoorUnit | None = None) -> None:
        self.home = home
        self.unit = unit
        self.command = Command()
        self.defrosting: Callable[[], int] = lambda: 0  # the firmware's word, for the plant's account of its defrosts
        self.pressure_chain = 1  # closed
        self.wire = OneWire(lambda: chip.seconds)
        self.thermometers: dict[str, Ds18b20] = {}  # by what they read
        self._chip, self._pins, self._safe = chip, board.PINS, dict(board.SAFE)
        self._drive = config.drive
        self._readings = Readings()
        self._probes: dict[str, Callable[[int | None], None]] = {}
        chip.buses["one_wire"] = self.wire
        self.i2c = chip.buses["i2c"] = I2c()
        for spec in config.sensors:
            self._connect(spec)
        self._passed = 0.0
        self._now = 0
        self._edge = -MONOSTABLE
        self._alive = 0
        self._valve_held = -float("inf")
        self._answer()
        self._feel()
        chip.world = self.pass_time

    def _connect(self, spec: dict[str, Any]) -> None:
        """A sensor of the settings, as far as the plant has what it reads."""
        name, kind = spec["reads"], spec["kind"]
        if kind == "ds18b20":
            sensor = self.thermometers[name] = Ds18b20(spec["address"])
            self.wire.devices.append(sensor)

            def feel(value: int | None) -> None:
                sensor.connected = value is not None
                if value is not None:
                    sensor.temperature = value / 100.0

            self._probes[name] = feel
        elif kind in _AIR:
            chip = self.i2c.devices[int(spec["address"], 16)] = _AIR[kind](lambda: self._chip.seconds)

            def breathe(value: int | None) -> None:
                humidity = self._readings.humidity.value
                if value is not None:
                    chip.temperature = value / 100.0
                if humidity is not None:
                    chip.humidity = humidity / 1000.0

            self._probes[name] = breathe
        elif kind == "contact" and name == "fan_proven":
            gpio, closed = self._pins[spec["pin"]], 0 if spec["active"] == "closed" else 1
            self._probes[name] = lambda value: self._chip.drive(gpio, closed if value else 1 - closed)
        elif kind == "ntc":
            divider = NtcDivider(_curve(spec), spec["series"], spec["supply"] / 1000, spec["ntc_to"] == "supply")
            gpio = self._pins[spec["pin"]]

            def warm(value: int | None) -> None:
                divider.broken = value is None
                divider.temperature = (value or 0) / 100.0
                self._chip.microvolts[gpio] = round(divider.microvolts())

            self._probes[name] = warm

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
        self._answer()
        self._passed += seconds
        while self._passed >= 1.0 - 1e-9:
            self._passed -= 1.0
            self._live()

    def _answer(self) -> None:
        """Contacts that come back: of relays, of the inverter that turns, of the high-pressure chain."""
        for relay in self._drive["read_back"]:
            closed = self.command.speed > 0 if relay == "run_enable" else self.on(relay)
            self._chip.drive(self._pins[relay.replace("run_enable", "run") + "_back"], 0 if closed else 1)
        if "high_pressure" in self._pins:
            self._chip.drive(self._pins["high_pressure"], 0 if self.pressure_chain else 1)

    def _live(self) -> None:
        c = self._driven() if self.unit is None else self._led()
        c.aux = self.heater
        c.aux_contact = 1 if self.on("aux_contact") else 0
        c.valid_until = _FOR_EVER
        self.home.advance(c, 1)
        self._now += 1
        self._feel()

    def _led(self) -> Command:
        """What the indoor unit does with its machine."""
        assert self.unit is not None
        self.unit.step()
        return self.unit.command

    def _driven(self) -> Command:
        """What the pins do with the machine."""
        c = self.command
        runs = self.on("run_enable") and self.pressure_chain
        c.speed = self._speed() if runs else 0
        if self.on("valve"):
            self._valve_held = self._chip.seconds
        c.valve = int(self._chip.seconds - self._valve_held < self._drive["valve_release"])
        c.fan = self._fan()
        c.outdoor_fan = OUTDOOR_FAN_AUTO if self._pins.get("outdoor_fan") is None else 2 * self.on("outdoor_fan")
        c.defrost = self.defrosting()
        return c

    def _speed(self) -> int:
        """Hz, as the inverter reads the signal: a straight line between two points."""
        d = self._drive
        share = 1000 * self._share("speed_pwm")
        if share < d["signal_low"] - _NEAR:
            return 0
        slope = (d["speed_high"] - d["speed_low"]) / (d["signal_high"] - d["signal_low"])
        return round(d["speed_low"] + (share - d["signal_low"]) * slope)

    def _fan(self) -> int:
        """Level 1 to 5 whose signal is the nearest, 0 below half of the lowest."""
        levels = (0, *self._drive["fan_levels"])
        share = 1000 * self._share("fan_pwm")
        return min(range(len(levels)), key=lambda level: abs(levels[level] - share))

    def _feel(self) -> None:
        readings = self._readings
        self.home.sense(readings, self._now)
        for name, put in self._probes.items():
            reading = readings.rooms[0] if name == "room" else getattr(readings, name)
            put(reading.value)
