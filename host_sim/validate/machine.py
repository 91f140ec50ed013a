"""A heat pump between a room and outdoor air that do not change: the plant's machine on a test rig."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from host_sim.plant import heat_pump as hp
from host_sim.plant.air import STANDARD_PRESSURE, humidity_ratio
from host_sim.plant.frost import VAPORISATION
from host_sim.plant.units import UnitConfig
from host_sim.validate.rig import RIG, rig_step, rig_stored

AUTO = 9  # the unit's own fan


class Machine:
    """One unit and what it took and gave. Temperatures in °C, relative humidity 0..1, speed in Hz (none: the fastest).

    `p`: the unit, `s`: its state, `flow`: what happened since the beginning, records of `host_sim.plant.heat_pump`.
    """

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
        self._rigs = np.zeros(1, RIG)
        rig = self._rigs.view(np.recarray)[0]
        rig.unit, rig.machine = hp.unit_parameters(unit), hp.machine_state(room, outdoor)
        self.p, self.s, self.flow, self._sums = rig.unit, rig.machine, rig.flow, rig.all_flow
        rig.room, rig.w_room = room, humidity_ratio(room, room_humidity, STANDARD_PRESSURE)
        rig.outdoor, rig.w_out = outdoor, humidity_ratio(outdoor, humidity, STANDARD_PRESSURE)
        rig.pressure = STANDARD_PRESSURE
        self.valve = unit.heating_valve if heating else 1 - unit.heating_valve
        self.s.valve = self.valve
        self.speed = float(unit.speed_max if speed is None else speed)
        self.step = step
        self.fan = fan
        self.time = 0.0
        self._start = rig_stored(self._rigs)

    def never_defrost(self) -> None:
        """Takes the maker's rule away."""
        self.p.starts = 0

    def defrost_now(self) -> None:
        """The maker's sequence starts with the next step, if the unit has run for 10 min."""
        self.p.starts = 1
        self.p.start_lines[0] = 0.0, 100.0, 0.0

    def mark(self) -> NDArray[np.float64]:
        """Now, for `since`."""
        return self._sums.copy()

    def since(self, mark: NDArray[np.float64]) -> Any:
        """The sums of what happened since a mark, a FLOW."""
        return (self._sums - mark).view(hp.FLOW).view(np.recarray)[0]

    def run(self, seconds: float) -> Any:
        """Returns the sums of what happened meanwhile."""
        before = self.mark()
        for _ in range(round(seconds / self.step)):
            rig_step(self._rigs, self.step, self.speed, self.valve, self.fan, False, 0, False, False)
            self.time += self.step
        return self.since(before)

    def settled(self, seconds: float = 3600.0) -> tuple[float, float]:
        """(heat or total cooling, electric power without standby), W, of ten minutes after so long."""
        self.run(seconds)
        took = self.run(600)
        heat = took.heat if self.valve == self.unit.heating_valve else VAPORISATION * took.vapour - took.heat
        return float(heat) / 600, float(took.compressor + took.fan_power) / 600

    def residual(self) -> float:
        """J that are nowhere, since the beginning."""
        f = self.flow
        electric = f.compressor + f.defrost + f.fan_power + f.standby
        came = electric + f.outside + VAPORISATION * f.vapour
        return float(came - f.heat - f.lost - (rig_stored(self._rigs) - self._start))
