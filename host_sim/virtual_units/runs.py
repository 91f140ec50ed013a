"""A scenario with a virtual unit in its house, as `host_sim.experiment` runs others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from host_sim import experiment
from host_sim.plant.forcing import Forcing
from host_sim.plant.home import Home
from host_sim.runtimes import PROCESS, open_runtime
from host_sim.scenario import Scenario
from host_sim.virtual_units.alone import Alone
from host_sim.virtual_units.driven import Driven, OnModbus
from host_sim.virtual_units.fitted import OURS, Fitted
from host_sim.virtual_units.indoor import IndoorUnit
from host_sim.virtual_units.ir_receiver import Air
from host_sim.virtual_units.led import Led, Linked
from host_sim.virtual_units.lit import Lit


def led_over(link: str | None) -> Fitted | OnModbus | None:
    """The usual unit on a scenario's `link`."""
    if link is None:
        return None
    return OnModbus() if link == "modbus" else Fitted(link)


def execute(
    scenario: Scenario,
    forcing: Forcing,
    controller_name: str,
    memory: dict[str, Any] | None = None,
    progress: experiment.Progress | None = None,
    place: experiment.Place = experiment.HERE,
) -> experiment.Result:
    """As `experiment.execute`. A unit at that place is led by the core over the wire, or (`UNIT_ALONE`) left to itself."""
    fitted = place.unit
    if fitted is None or controller_name not in (experiment.CORE, experiment.UNIT_ALONE):
        return experiment.execute(scenario, forcing, controller_name, memory, progress, place)
    if isinstance(fitted, OnModbus):
        return _driven(scenario, forcing, memory, progress, fitted)
    options = experiment.home_options(scenario, experiment.UNIT_ALONE)
    if controller_name == experiment.UNIT_ALONE:
        home = Home(scenario.house, scenario.unit, forcing, **options)
        unit = IndoorUnit(home, fitted.load().habits, fitted.head_offset)
        alone = Alone(unit, len(scenario.aux.stages), round(100 * fitted.shift))
        result = experiment.run_with(home, scenario, controller_name, alone, progress)
        result.unit = {**_about(fitted), "shift_K": fitted.shift}
        return result
    settings = scenario.core_settings(fitted.settings())
    sensors = fitted.sensors(scenario.sensors)
    own = [name for name in ("outdoor", "humidity") if getattr(sensors, name).fitted]
    home = Home(scenario.house, scenario.unit, forcing, **{**options, "sensors": sensors})
    experiment.begin_as_said(home, scenario)
    led: Led = (
        Lit(home, fitted, own, Air(scenario.seed, lost=fitted.lost)) if fitted.by_light else Led(home, fitted, own)
    )
    core = open_runtime(PROCESS, settings, len(sensors.rooms), memory or scenario.begin.remembered())
    try:
        result = experiment.run_with(led, scenario, controller_name, Linked(core, led), progress, OURS)
    finally:
        core.close()
    result.wire = led.wire.record
    result.unit = {
        **_about(fitted),
        **led.figures(),
        **_recorded(led),
        "own_interlocks_broken": _broken(result.trace.totals),
    }
    return result


def _driven(
    scenario: Scenario,
    forcing: Forcing,
    memory: dict[str, Any] | None,
    progress: experiment.Progress | None,
    fitted: OnModbus,
) -> experiment.Result:
    """Direct drive by the core over Modbus."""
    options = experiment.home_options(scenario)
    sensors = scenario.sensors.model_copy(update={"unit_link": False})
    home = Home(scenario.house, scenario.unit, forcing, **{**options, "sensors": sensors})
    experiment.begin_as_said(home, scenario)
    driven = Driven(home, fitted)
    core = open_runtime(PROCESS, scenario.core_settings(), len(sensors.rooms), memory or scenario.begin.remembered())
    driven.link.journal = core.journal
    try:
        result = experiment.run_with(driven, scenario, experiment.CORE, core, progress)
    finally:
        core.close()
    result.wire = driven.wire.record
    result.unit = {"protocol": "modbus", **driven.figures(), **_recorded(driven)}
    return result


def _recorded(home: Led | Driven) -> dict[str, int]:
    record = home.wire.record
    return {"pieces_recorded": record.count - record.dropped, "pieces_dropped": record.dropped}


def _about(fitted: Fitted) -> dict[str, Any]:
    return {"protocol": fitted.proto, "profile": fitted.profile, "head_offset_K": fitted.offset}


def _broken(totals: Mapping[str, float]) -> dict[str, float]:
    """What the plant saw of the unit's own interlocks (1, 2, 7), by the plant's names; empty if it kept them."""
    names = ("abuse_valve_running", "abuse_restart_early", "abuse_beyond_limits_s", "trips")
    return {name: totals[name] for name in names if totals[name]}
