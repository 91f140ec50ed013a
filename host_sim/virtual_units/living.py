"""A house in which a virtual unit hangs, led by the firmware over the wire, or left to itself.

    fitted = Fitted("cn105", "MSZ-GL06NA", head_offset=1.0)     # as on the command line
    led = WireHome(home, fitted)          # a plant for `host_sim.loop`, with `link` and `wire`
    alone = Alone(unit, aux_stages=1)     # a controller: the unit's own thermostat, backup by the usual rule

The line is stepped where something is due: at the session's own pace while an exchange goes on, else every `_LOOK` ms. After
`EXCHANGES` of them it rests until 10 s are over, for the house brings no news before: so a week takes a minute. None: the
protocol's own pace throughout, as on the board.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from balancepoint.control.request import AUTO, COOL, DRY, OFF, Request
from balancepoint.units import links, ticks
from balancepoint.units.managed import Managed, probed
from host_sim import experiment
from host_sim.baselines.usual import COOLING, HEATING, IDLE, Backup, LastRoom
from host_sim.plant.forcing import Forcing
from host_sim.plant.home import Home
from host_sim.plant.sensors import SensorConfig, SensorsConfig
from host_sim.runtimes import PROCESS, open_runtime
from host_sim.scenario import Scenario
from host_sim.virtual_units.front import open_front
from host_sim.virtual_units.habits import USUAL, Profile, load
from host_sim.virtual_units.indoor import IndoorUnit
from host_sim.virtual_units.wire import Wire

OURS = (3, 4, 5, 6, 8, 9)  # interlocks that concern us where the unit owns its compressor
EXCHANGES = 4  # in 10 s
_SLICE = 10  # s
_LOOK = 200  # ms
_FOLLOW = 100  # ms after the last byte
_INSIDE = (
    "return_air",
    "supply",
    "indoor_coil",
    "outdoor_coil",
    "discharge",
    "power",
)  # the unit's own; it may tell them


@dataclass(frozen=True)
class Fitted:
    """Which virtual unit. `head_offset`: see `IndoorUnit`; None: the maker's."""

    proto: str
    profile: str = USUAL
    head_offset: float | None = None

    @property
    def label(self) -> str:
        """For a folder's name."""
        offset = "" if self.head_offset is None else f"-offset-{self.head_offset:g}"
        return f"+{self.proto}{'' if self.profile == USUAL else '-' + self.profile}{offset}"

    def load(self) -> Profile:
        return load(self.proto, self.profile)

    @property
    def offset(self) -> float:
        """K."""
        return self.load().habits.heating_offset if self.head_offset is None else self.head_offset

    def settings(self) -> dict[str, Any]:
        """What an installer tells the core of a unit of this kind."""
        habits = self.load().habits
        return {
            "managed": 1,
            "setpoint_step": round(100 * habits.set_step),
            "setpoint_low": round(100 * max(habits.heat_range[0], habits.cool_range[0])),
            "setpoint_high": round(100 * min(habits.heat_range[1], habits.cool_range[1])),
            "room_feed": {"none": 0, "holds": 1, "expires": 2, "locked": 2}[habits.feed],
        }


def sensors_left(sensors: SensorsConfig) -> SensorsConfig:
    """Those that are not the unit's own."""
    absent = SensorConfig(fitted=False)
    return sensors.model_copy(update={**dict.fromkeys(_INSIDE, absent), "unit_link": False})


class _NoPins:
    """A board with nothing wired to it: the plant's heater takes the Command itself."""

    def output(self, _name: str) -> None:
        return None

    contact = output


class WireHome:
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


class Alone:
    """The unit's own thermostat, set at its handset as people ask; the backup is a room thermostat with the usual rule.

    `shift`: 0.01 K by which people set it higher than what they want, because they have found that it needs that.
    """

    def __init__(self, unit: IndoorUnit, aux_stages: int, shift: int = 0):
        self._unit = unit
        self._shift = shift
        self._backup = Backup(aux_stages)
        self._room = LastRoom()
        self._asked: tuple[int, int] | None = None

    def step(self, readings: Any, request: Request, now: int) -> Any:
        unit = self._unit
        mode = OFF if request.emergency else request.mode
        if mode == AUTO:
            setpoint = (request.heat_setpoint + request.cool_setpoint) // 2
        else:
            setpoint = request.cool_setpoint if mode in (COOL, DRY) else request.heat_setpoint
        if (mode, setpoint) != self._asked:
            self._asked = mode, setpoint
            if mode == OFF:
                unit.press(on=False)
            else:
                unit.press(on=True, mode=mode, setpoint=setpoint + self._shift)
        unit.step()
        room = self._room.read(readings)
        side = COOLING if unit.side in (COOL, DRY) else HEATING if unit.side or request.emergency else IDLE
        command = unit.command
        command.aux = 0 if room is None else self._backup.step(side, room, request.heat_setpoint)
        command.aux_contact = 1 if command.aux else 0
        return command


def execute(
    scenario: Scenario,
    forcing: Forcing,
    controller_name: str,
    memory: dict[str, Any] | None,
    progress: experiment.Progress | None,
    fitted: Fitted,
    shift: int = 0,
) -> experiment.Result:
    """Run `scenario` with that unit in it: led by the core over the wire, or (`UNIT_ALONE`) by its own thermostat, see `Alone`."""
    options = experiment.home_options(scenario, experiment.UNIT_ALONE)
    if controller_name == experiment.UNIT_ALONE:
        home = Home(scenario.house, scenario.unit, forcing, **options)
        unit = IndoorUnit(home, fitted.load().habits, fitted.head_offset)
        alone = Alone(unit, len(scenario.aux.stages), shift)
        result = experiment.run_with(home, scenario, controller_name, alone, progress)
        result.unit = {**_about(fitted), "shift_K": shift / 100}
        return result
    settings = scenario.core_settings(fitted.settings())
    sensors = sensors_left(scenario.sensors)
    own = [name for name in ("outdoor", "humidity") if getattr(sensors, name).fitted]
    led = WireHome(Home(scenario.house, scenario.unit, forcing, **{**options, "sensors": sensors}), fitted, own)
    core = open_runtime(PROCESS, settings, len(sensors.rooms), memory)
    try:
        result = experiment.run_with(led, scenario, controller_name, Linked(core, led.link), progress, OURS)
    finally:
        core.close()
    session: Any = led.link.session
    result.wire = led.wire.record
    result.unit = {
        **_about(fitted),
        "frames": session.frames,
        "bad_frames": session.bad,
        "timeouts": session.timeouts,
        "writes": led.unit.writes,
        "pieces_recorded": led.wire.record.count - led.wire.record.dropped,
        "pieces_dropped": led.wire.record.dropped,
        "own_interlocks_broken": _broken(result.trace.totals),
    }
    return result


def _about(fitted: Fitted) -> dict[str, Any]:
    return {"protocol": fitted.proto, "profile": fitted.profile, "head_offset_K": fitted.offset}


def _broken(totals: Mapping[str, float]) -> dict[str, float]:
    """What the plant saw of the unit's own interlocks (1, 2, 7), by the plant's names; empty if it kept them."""
    names = ("abuse_valve_running", "abuse_restart_early", "abuse_beyond_limits_s", "trips")
    return {name: totals[name] for name in names if totals[name]}
