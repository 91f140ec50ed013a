"""One scenario under one controller: build, run, judge, count; `parallel` runs many.

Every run gets its own house, unit and controller; scenario and seed alone decide the weather, the people and the noise, so
that controllers are compared on the same days.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balancepoint.control.care.faults import NAMES as DIAGNOSES
from balancepoint.control.journal.codes import DIAGNOSIS
from balancepoint.control.readings import Readings
from balancepoint.control.request import Request
from balancepoint.control.settings.memory import Memory
from host_sim import baselines, runtimes
from host_sim.bench.machine import rows as in_plant
from host_sim.bench.rival import Rival
from host_sim.compiled import loading
from host_sim.diagnoses import wrongs
from host_sim.errors import InputError
from host_sim.inputs import nearest, read_json
from host_sim.judge import Recorder, Terms, Violation
from host_sim.judge.taped import Taped
from host_sim.kpi import AUX_OF_USUAL, DISCOMFORT_OVER_USUAL, SAVING, Kpi, Outcome, evaluate
from host_sim.loop import MAX_STEP, run
from host_sim.plant.forcing import Forcing, build_forcing
from host_sim.plant.home import Home
from host_sim.scenario import Scenario
from host_sim.trace import Trace
from host_sim.version import version
from host_sim.virtual_units.known import listed

if TYPE_CHECKING:
    from host_sim.virtual_units.driven import OnModbus
    from host_sim.virtual_units.fitted import Fitted

CORE = "balancepoint"
CONTROLLERS = (CORE, *baselines.NAMES)
UNIT_ALONE = "unit_alone"  # a virtual unit left to its own thermostat
REFERENCE = "on_off"  # what savings are counted against
_REPORT_EVERY = 0.1  # s between two reports of progress

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Place:
    """Where the core runs: the name of a runtime, and the port of a board. Rivals run in this process. `unit`: the virtual unit
    that is there, None: compressor and valve are ours. `pace`: so many times faster than the clock, None: as fast as it goes.
    `watch`: a `bench.stage.Watch` of a run that has a stage."""

    runtime: str = runtimes.PROCESS
    port: str | None = None
    unit: Fitted | OnModbus | None = None
    pace: float | None = None
    watch: Any = None

    @property
    def managed(self) -> bool:
        """Whether the unit owns its compressor, so that it could be left to itself."""
        return hasattr(self.unit, "settings")


HERE = Place()


@dataclass
class Result:
    """What a run gave. `learned`, `journal` and `memory` are empty for the baselines, which have none."""

    scenario: str
    controller: str
    kpi: Kpi
    trace: Trace
    learned: dict[str, Any] = field(default_factory=dict)
    journal: list[dict[str, Any]] = field(default_factory=list)
    memory: dict[str, Any] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    seconds: float = 0.0
    truth: dict[str, float] | None = None  # what `learned` should be, where the house is not the scenario's
    runtime: dict[str, Any] = field(default_factory=dict)  # figures of where the core ran, if not in this process
    unit: dict[str, Any] = field(default_factory=dict)  # of the virtual unit that was led or left to itself
    verdicts: list[Any] = field(default_factory=list)  # `bench.verdict.Verdict` of the scenario's [[expect]]
    happened: list[tuple[str, float, float | None]] = field(default_factory=list)  # (event, from, until) in s
    wire: Any = None  # `virtual_units.wire.Record` of what was spoken with it

    def summary(self) -> dict[str, Any]:
        """As written to summary.json."""
        return {
            "scenario": self.scenario,
            "controller": self.controller,
            "kpi": self.kpi,
            "learned": self.learned,
            **({"runtime": self.runtime} if self.runtime else {}),
            **({"unit": self.unit} if self.unit else {}),
            "versions": versions(),
        }


def versions() -> dict[str, str]:
    """Of this project and of what the figures depend on; `core`: interpreted, or compiled from the same source."""
    libraries = ("numpy", "numba", "pvlib", "pydantic")
    return {
        "python": platform.python_version(),
        "balancepoint": version(),
        "core": loading.told(),
        **{name: metadata.version(name) for name in libraries},
    }


def check_controller(name: str, place: Place | None = None) -> str:
    """Raise `InputError` if there is no such controller, or it does not go with `place`."""
    known = (CORE, UNIT_ALONE, REFERENCE) if place and place.managed else CONTROLLERS
    if name == UNIT_ALONE and name not in known:
        raise InputError(f"--controller {name}: goes with --unit {listed()}, which have a thermostat of their own")
    if name not in known:
        raise InputError(f"--controller {name}: no such controller; {nearest(name, known)}")
    return name


def read_memory(path: Path) -> dict[str, Any]:
    """A memory file as a run writes it; `InputError` if anything in it is wrong."""
    data = read_json(path)
    try:
        Memory.from_dict(data)
    except ValueError as error:
        raise InputError(f"{path}: {error}") from None
    return data


def prepare(scenario: Scenario) -> Forcing:
    """Weather, sun and people of a scenario: the same for every controller. Seconds of work for a year."""
    return build_forcing(
        scenario.read_weather(), scenario.house, start=scenario.start, days=scenario.seconds / 86400, seed=scenario.seed
    )


def warm_up(scenario: Scenario, forcing: Forcing) -> None:
    """Compile what is not compiled yet (a minute once, then cached), so that parallel runs do not each do it."""
    home = make_home(scenario, forcing, REFERENCE)
    requests = scenario.plain_requests()
    controller, judge = _judged(
        home, make_controller(scenario, REFERENCE), Terms.of(scenario.core_settings()), requests
    )
    run(home, controller, make_readings(scenario), requests, 2, home.dt)
    home.result()
    judge.violations()


def make_home(scenario: Scenario, forcing: Forcing, controller_name: str = CORE) -> Home:
    """The scenario's home. With the core alone in it long steps are taken in parts where it matters only; rivals act by the
    thermostat's switching points at every step, and take parts throughout."""
    options = home_options(scenario, controller_name)
    if controller_name == CORE and not scenario.staged:
        options |= {"dt": scenario.step, "part": scenario.part}
    home = Home(scenario.house, scenario.unit, forcing, **options)
    begin_as_said(home, scenario)
    return home


def begin_as_said(home: Home, scenario: Scenario) -> None:
    """What the scenario's [begin] says of it."""
    begin = scenario.begin
    valve = None if begin.valve is None else int((begin.valve == "heating") == bool(scenario.unit.heating_valve))
    if (begin.humidity, begin.ice, valve) != (None, None, None):
        home.begin_with(begin.humidity, begin.ice, valve)


def home_options(scenario: Scenario, controller_name: str = CORE) -> dict[str, Any]:
    """All of the scenario's home but house, unit and weather. Under the core with `own_defrost` the unit leaves its defrosts to
    the controller."""
    return {
        "sensors": scenario.sensors,
        "faults": [*scenario.faults, *in_plant(scenario.event)],
        "aux": scenario.aux,
        "set_points": scenario.set_points(),
        "held_at": scenario.begin.room,
        "own_defrost": controller_name == CORE and bool(scenario.core_settings().own_defrost),
        "seats": scenario.seats,
        "mounting": scenario.mounting,
        "seed": scenario.seed,
        "dt": scenario.part,
        "trace_interval": scenario.trace_interval,
    }


def make_controller(scenario: Scenario, name: str, memory: dict[str, Any] | None = None, place: Place = HERE) -> Any:
    """The controller called `name`, told what an installer would tell it."""
    settings = scenario.core_settings()
    if name == CORE:
        memory = memory or scenario.begin.remembered()
        core = runtimes.open_runtime(place.runtime, settings, len(scenario.sensors.rooms), memory, place.port)
        return paced(core, place.pace) if place.pace else core
    machine = baselines.Machine(
        speed_min=settings.speed_min,
        speed_max=settings.speed_max,
        heating_valve=scenario.unit.heating_valve,
        aux_stages=settings.aux_stages,
    )
    return baselines.create(name, machine)


def paced(core: Any, pace: float) -> Any:
    """`core`, no faster than so many times the clock."""
    step, begun = core.step, time.monotonic()

    def at_its_time(readings: Any, request: Any, now: int) -> Any:
        nonlocal begun
        early = begun + now / pace - time.monotonic()
        if early > 0:
            time.sleep(min(early, MAX_STEP / pace))
        else:
            begun -= early  # what was late is not made up for
        return step(readings, request, now)

    core.step = at_its_time
    return core


def make_readings(scenario: Scenario) -> Readings:
    return Readings(room_sensors=len(scenario.sensors.rooms))


class _Watched:
    """A controller whose every step the judge sees."""

    def __init__(self, controller: Any, terms: Terms) -> None:
        self._controller = controller
        self._terms = terms
        self.recorder: Recorder | None = None
        self._anew = False
        self._earlier: list[tuple[int, int]] = []  # violations until a start, s at which it was
        if hasattr(controller, "learn"):
            self.learn = controller.learn

    def step(self, readings: Any, request: Any, now: int) -> Any:
        command = self._controller.step(readings, request, now)
        if self.recorder is None:
            self.recorder = Recorder(self._terms, readings, request, command)
        if self._anew:
            self._anew = False
            self.recorder.reboot(command)
        self.recorder.add(now)
        return command

    def look(self, _now: int) -> None:
        """Nothing is left to do: every step was seen."""

    def restarted(self, at: int) -> None:
        """The controller starts anew at `at`, s since the start of the run; its `now` begins at 0."""
        if self.recorder:
            self._earlier.append((len(self.recorder.violations()), at))
            self._anew = True

    def violations(self) -> list[Violation]:
        """All that the judge found, on the clock of the run."""
        found = self.recorder.violations() if self.recorder else []
        out = []
        for number, violation in enumerate(found):
            begun = max((at for count, at in self._earlier if count <= number), default=0)
            out.append(replace(violation, time=violation.time + begun))
        return out


def _judged(
    home: Any, controller: Any, terms: Terms, requests: Sequence[tuple[int, Request]]
) -> tuple[Any, Taped | _Watched]:
    """(the controller to be run, who judges it): by the tape of a home that keeps one, else at every step."""
    if hasattr(home, "tape"):
        return controller, Taped(terms, home.tape(), requests, home.part)
    watched = _Watched(controller, terms)
    return watched, watched


def execute(
    scenario: Scenario,
    forcing: Forcing,
    controller_name: str,
    memory: dict[str, Any] | None = None,
    progress: Progress | None = None,
    place: Place = HERE,
) -> Result:
    """Run `scenario` under the controller called `controller_name`; `progress` gets the share done."""
    return execute_in(make_home(scenario, forcing, controller_name), scenario, controller_name, memory, progress, place)


def execute_in(
    home: Any,
    scenario: Scenario,
    controller_name: str,
    memory: dict[str, Any] | None = None,
    progress: Progress | None = None,
    place: Place = HERE,
) -> Result:
    """The same in a home that is made already: any `Plant` with a `result()` that gives a `Trace`."""
    controller = make_controller(scenario, controller_name, memory, place)
    try:
        return run_with(home, scenario, controller_name, controller, progress, watch=place.watch)
    finally:
        if controller_name == CORE:
            controller.close()


def run_with(
    home: Any,
    scenario: Scenario,
    controller_name: str,
    controller: Any,
    progress: Progress | None,
    interlocks: Sequence[int] | None = None,
    watch: Any = None,
) -> Result:
    """The same with a controller that is made already. `interlocks`: those that it answers for, None: all."""
    begun = time.perf_counter()
    requests = scenario.requests() if controller_name == CORE else scenario.plain_requests()
    terms = Terms.of(scenario.core_settings())
    stage = None
    run_as: Any
    judge: Taped | _Watched
    if scenario.staged and controller_name in CONTROLLERS:
        from host_sim.bench.stage import Stage

        if controller_name != CORE:
            controller = Rival(controller)
        # What is told is not what the tape has, and the board may start anew: every step is watched.
        judge = _Watched(controller, terms)
        stage = Stage(scenario, home, controller, judge, watch)
        run_as = stage.board
    else:
        run_as, judge = _judged(home, controller, terms, requests)
    journal: list[dict[str, Any]] = []
    named: list[tuple[float, str]] = []
    contact = scenario.core_settings().contact
    ring = None
    if controller_name == CORE:
        ring = stage.board.journal if stage else controller.journal
    seen = 0
    reported = 0.0

    def look(now: int) -> None:
        nonlocal seen, reported
        judge.look(now)
        if ring is not None and ring.count > seen:
            journal.extend(ring.words(seen, contact))
            named.extend(
                (float(at), DIAGNOSES[value >> 16])
                for at, code, value in ring.entries(seen)
                if code == DIAGNOSIS and value
            )
            seen = ring.count
        clock = time.perf_counter()
        if progress and clock - reported > _REPORT_EVERY:
            reported = clock
            progress(now / scenario.seconds)

    plant = stage or home
    dt = getattr(plant, "dt", scenario.part)
    run(plant, run_as, make_readings(scenario), requests, scenario.seconds // dt, dt, look=look)
    trace = plant.result()
    violations = [found for found in judge.violations() if interlocks is None or found.interlock in interlocks]
    kpi = evaluate(
        Outcome(
            trace,
            price=scenario.price,
            changes=stage.board.changes if stage else [float(at) for at, _ in requests[1:]],
            guard_violations=len(violations),
            wrong=wrongs(scenario.faults),
            named=named if ring is not None else None,
        )
    )
    kept = controller.memory.to_dict() if controller_name == CORE else {}
    broken = [f"{v.time} s: interlock {v.interlock}: {v.reason}" for v in violations]
    if progress:
        progress(1.0)
    return Result(
        scenario.name,
        controller_name,
        kpi,
        trace,
        learned=_learned(kept),
        journal=journal,
        memory=kept,
        violations=broken,
        verdicts=stage.verdicts(kpi, broken) if stage else [],
        happened=stage.happened if stage else [],
        seconds=time.perf_counter() - begun,
        runtime=controller.figures() if controller_name == CORE else {},
    )


# name in the core's memory, name in summary.json, factor to its unit
_LEARNED = (
    ("heat_loss", "heat_loss_W_per_K", 0.1),
    ("heat_capacity", "heat_capacity_Wh_per_K", 1.0),
    ("gains", "gains_W", 1.0),
    ("balance_point", "balance_point_C", 0.01),
    ("capacity_scale", "capacity_of_data_sheet", 0.001),
    ("coil_approach", "outdoor_coil_approach_K", 0.01),
    ("return_offset_running", "return_air_offset_K", 0.01),
    ("house_age", "hours_learned_from", 1.0),
)


def _learned(memory: dict[str, Any]) -> dict[str, float | None]:
    """What the core has learned, in plain units."""
    return {
        name: None if memory[key] is None else round(memory[key] * factor, 3)
        for key, name, factor in _LEARNED
        if key in memory
    }


def against(kpi: Kpi, reference: Kpi) -> Kpi:
    """The figures that need `reference`, the on-off thermostat's: `kpi.RELATIVE`."""
    parts, base = kpi["energy_kWh"], reference["energy_kWh"]
    worse, usual = kpi["discomfort_Kh"], reference["discomfort_Kh"]
    assert isinstance(parts, dict) and isinstance(base, dict)
    assert isinstance(worse, (int, float)) and isinstance(usual, (int, float))
    return {
        SAVING: saving(kpi, reference),
        AUX_OF_USUAL: parts["aux"] / base["aux"] if base["aux"] > 0.05 else None,
        DISCOMFORT_OVER_USUAL: worse - usual,
    }


def saving(kpi: Kpi, reference: Kpi) -> float | None:
    """Electricity saved against `reference`, %."""
    parts, base = kpi["energy_kWh"], reference["energy_kWh"]
    assert isinstance(parts, dict) and isinstance(base, dict)
    return 100 * (1 - parts["total"] / base["total"]) if base["total"] > 0 else None
