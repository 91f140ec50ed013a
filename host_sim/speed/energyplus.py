"""EnergyPlus with a thermostat of a few lines as its Python callback, at its shortest step: the yardstick of the closed loop.

    if there():
        energyplus(*case(60))        # steps per second

House, weather and start as in `parts.case`. At every zone step the callback reads two temperatures, works out a heat and sets
it: as little as a controller can do. Warm-up and the reading of the model do not count.
"""

from __future__ import annotations

import importlib.util
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from host_sim import scenario
from host_sim.adapters import optional
from host_sim.adapters.energyplus_example import HOUSE
from host_sim.adapters.energyplus_model import AIR, STEP, complaint, prepare, read
from host_sim.adapters.energyplus_takeover import take_over, zone_of
from host_sim.errors import InputError
from host_sim.plant.weather import bundled

_IDEAL = ("ZoneHVAC:", "ZoneControl:", "ThermostatSetpoint:")  # the ideal system, which nobody needs here
_RUN_PERIOD = 3  # EnergyPlus's kind of simulation, which is not sizing
_WARM_UP = 1440  # steps before the clock starts
_SET_POINT, _GAIN, _MOST = 21.0, 1500.0, 4000.0  # °C, W/K, W


def there() -> bool:
    """Whether the extra is installed."""
    return importlib.util.find_spec("pyenergyplus") is not None


class _Thermostat:
    """The callback, and the clock."""

    def __init__(self, api: Any, state: Any, zone: str, steps: int) -> None:
        self._exchange, self._runtime, self._state = api.exchange, api.runtime, state
        self._zone = zone
        self._left = steps + _WARM_UP
        self._counted = steps
        self._handles: tuple[int, int, int] | None = None
        self._begun = 0.0
        self.rate = 0.0  # steps per second, when it is done
        for variable, key in (
            ("Zone Mean Air Temperature", zone),
            ("Site Outdoor Air Drybulb Temperature", "Environment"),
        ):
            api.exchange.request_variable(state, variable, key)

    def __call__(self, state: Any) -> None:
        exchange = self._exchange
        if self._handles is None:
            if not exchange.api_data_fully_ready(state):
                return
            room = exchange.get_variable_handle(state, "Zone Mean Air Temperature", self._zone)
            outdoor = exchange.get_variable_handle(state, "Site Outdoor Air Drybulb Temperature", "Environment")
            self._handles = room, outdoor, exchange.get_actuator_handle(state, "OtherEquipment", "Power Level", AIR)
        if exchange.warmup_flag(state) or exchange.kind_of_sim(state) != _RUN_PERIOD:
            return
        at, outside, power = self._handles
        room = exchange.get_variable_value(state, at)
        outdoor = exchange.get_variable_value(state, outside)
        wanted = 60.0 * (_SET_POINT - outdoor) + _GAIN * (_SET_POINT - room)
        exchange.set_actuator_value(state, power, min(max(wanted, 0.0), _MOST))
        self._left -= 1
        if self._left == self._counted:
            self._begun = time.process_time()
        elif self._left == 0:
            self.rate = self._counted / (time.process_time() - self._begun)
            self._runtime.stop_simulation(state)


def energyplus(chosen: scenario.Scenario, _forcing: Any, steps: int = 20_000) -> float:
    """Steps per second of EnergyPlus, the callback included."""
    api = optional("pyenergyplus.api", "pyenergyplus-lbnl").EnergyPlusAPI()
    with tempfile.TemporaryDirectory(prefix="energyplus-") as name:
        folder = Path(name)
        raw = read(HOUSE, api, folder)
        zone = zone_of(HOUSE, raw, None)
        take_over(HOUSE, raw, zone)
        prepare(raw, zone, chosen.start, (steps + _WARM_UP) * STEP // 86_400 + 1)
        for kind in [kind for kind in raw if kind.startswith(_IDEAL)]:
            del raw[kind]
        file = folder / "model.epJSON"
        file.write_text(json.dumps(raw), encoding="utf-8")
        state = api.state_manager.new_state()
        try:
            thermostat = _Thermostat(api, state, zone, steps)
            api.runtime.set_console_output_status(state, False)
            api.runtime.callback_begin_zone_timestep_after_init_heat_balance(state, thermostat)
            code = api.runtime.run_energyplus(state, ["-w", str(bundled(chosen.weather)), "-d", name, str(file)])
        finally:
            api.state_manager.delete_state(state)
        if not thermostat.rate:
            raise InputError(f"{HOUSE}: EnergyPlus ended with {code}: {complaint(folder)}")
    return thermostat.rate
