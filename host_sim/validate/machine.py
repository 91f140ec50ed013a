"""A heat pump between a room and outdoor air that do not change: the plant's machine on a test rig."""

import numpy as np
from numpy.typing import NDArray

from host_sim.plant import electronics as el
from host_sim.plant import heat_pump as hp
from host_sim.plant.air import STANDARD_PRESSURE, humidity_ratio
from host_sim.plant.frost import VAPORISATION
from host_sim.plant.units import UnitConfig

AUTO = 9  # the unit's own fan


class Machine:
    """One unit and what it took and gave. Temperatures in °C, relative humidity 0..1, speed in Hz (none: the fastest)."""

    def __init__(
        self,
        unit: UnitConfig,
        outdoor: float,
        humidity: float = 0.2,
        room: float = hp.NOMINAL_INDOOR,
        room_humidity: float = 0.4,
        heating: bool = True,
        speed: float | None = None,
        step: float = 5.0,
        fan: int = AUTO,
    ) -> None:
        self.unit = unit
        self.p: NDArray[np.float64] = hp.unit_parameters(unit)
        self.s: NDArray[np.float64] = hp.machine_state(room, outdoor)
        self.valve = unit.heating_valve if heating else 1 - unit.heating_valve
        self.s[hp.VALVE] = self.valve
        self.flow = np.zeros(hp.FLOW_SIZE)
        self.speed = float(unit.speed_max) if speed is None else speed
        self.step = step
        self.fan = fan
        self.time = 0.0
        self._abuse = np.zeros(el.ABUSE_SIZE)
        self._rows = hp.points(self.p, hp.HEATING_ROWS, outdoor), hp.points(self.p, hp.COOLING_ROWS, outdoor)
        self._outdoor = outdoor
        self._air = (
            room,
            humidity_ratio(room, room_humidity, STANDARD_PRESSURE),
            outdoor,
            humidity_ratio(outdoor, humidity, STANDARD_PRESSURE),
            STANDARD_PRESSURE,
        )
        self._start = hp.stored(self.s, self.p)

    def never_defrost(self) -> None:
        """Takes the maker's rule away."""
        self.p[hp.STARTS] = 0

    def defrost_now(self) -> None:
        """The maker's sequence starts with the next step, if the unit has run for 10 min."""
        self.p[hp.STARTS] = 1
        self.p[hp.START_LINES : hp.START_LINES + 3] = 0.0, 100.0, 0.0

    def run(self, seconds: float) -> NDArray[np.float64]:
        """Returns the sums of what happened meanwhile."""
        before = self.flow.copy()
        for _ in range(round(seconds / self.step)):
            el.electronics_step(
                self.s, self.p, self._abuse, self.step, self.speed, self.valve, self.fan, 1, 0, False, self._outdoor, 0, False,
                False,
            )  # fmt: skip
            hp.heat_pump_step(self.s, self.p, self.flow, *self._rows, self.step, *self._air)
            self.time += self.step
        return self.flow - before

    def settled(self, seconds: float = 3600.0) -> tuple[float, float]:
        """(heat or total cooling, electric power without standby), W, of ten minutes after so long."""
        self.run(seconds)
        took = self.run(600)
        heat = (
            took[hp.HEAT] if self.valve == self.unit.heating_valve else VAPORISATION * took[hp.VAPOUR] - took[hp.HEAT]
        )
        return float(heat) / 600, float(took[hp.COMPRESSOR] + took[hp.FAN_POWER]) / 600

    def residual(self) -> float:
        """J that are nowhere, since the beginning."""
        f = self.flow
        electric = f[hp.COMPRESSOR] + f[hp.DEFROST] + f[hp.FAN_POWER] + f[hp.STANDBY]
        came = electric + f[hp.OUTSIDE] + VAPORISATION * f[hp.VAPOUR]
        return float(came - f[hp.HEAT] - f[hp.LOST] - (hp.stored(self.s, self.p) - self._start))
