"""The simulated home: house, heat pump, backup heater, sensors and weather in one, and the record of what happened.

    home = Home(load_house("chicago"), load_unit("fujitsu_halcyon_12"), forcing, dt=10)
    home.sense(readings, now)          # what the sensors say
    home.advance(command, 10)          # the Command holds for the step; returns the s that were lived
    trace = home.result()

At steps of 1 and 2 s the lease of the Command is checked as the hardware does: when `valid_until` has passed, heater
and compressor stop and the valve stays. Longer steps take the Command as valid. A defrost is needless if it melted
less than 0.3 kg or took less than 90 s.

Steps with a `part` are lived in parts of that many seconds while something happens that a controller must see in time
(`step._quiet`); whoever runs such a home goes on from what `advance` returns.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import Any, NamedTuple

import numpy as np

from host_sim.errors import InputError
from host_sim.plant import electronics as el
from host_sim.plant import step as st
from host_sim.plant.air import humidity_ratio
from host_sim.plant.aux_heater import AuxConfig
from host_sim.plant.forcing import P_ATM, T_OUT, Forcing, start_state
from host_sim.plant.heat_pump import machine_state, unit_parameters
from host_sim.plant.house import HouseConfig, build_network, condensing_films
from host_sim.plant.layout import HOME, LINKED, parts, places
from host_sim.plant.places import LINK, NAME_IN_READINGS, Places, reading_of
from host_sim.plant.seat import MountingConfig, SeatConfig, seat_parameters
from host_sim.plant.sensors import COUNT, NAMES, NEVER, NONE, ROOMS, FaultConfig, SensorsConfig
from host_sim.plant.tape import LENGTH, Tape
from host_sim.plant.units import UnitConfig
from host_sim.trace import COLUMNS, Trace

NEEDLESS_KG, NEEDLESS_S = 0.3, 90.0
EVENT_NAMES = {
    el.VALVE_MOVED: "valve_move",
    el.STOPPED: "stop",
    el.TRIPPED: "trip",
    el.STARTED: "start",
    el.DEFROST_STARTED: "defrost_start",
    el.DEFROST_ENDED: "defrost_end",
    st.AUX_ON: "aux_on",
    st.AUX_OFF: "aux_off",
    st.AUX2_ON: "aux_stage2_on",
    st.AUX2_OFF: "aux_stage2_off",
    st.LEASE_LOST: "lease_lost",
}
EVENTS_A_DAY = 1000  # room for these; more are dropped
_TARGETS = COUNT + LINKED


class Defrost(NamedTuple):
    """One defrost: times in s since the start of the run, ice in kg."""

    start: float
    end: float
    melted: float
    left: float

    @property
    def needless(self) -> bool:
        """It melted hardly anything, or was over at once."""
        return self.melted < NEEDLESS_KG or self.end - self.start < NEEDLESS_S


class InC(NamedTuple):
    """Addresses: of the step (`step.address`), of the home, its floats, and the integers it leaves (`places`); how many floats.
    Good for as long as the home lives."""

    step: int
    home: int
    floats: int
    read: int
    length: int
    places: Places


class Nowhere:
    """Takes the values that nobody reads."""


class Home:
    """A house with its machines in its weather.

    `set_points`: (s since the start, heating °C, cooling °C; NaN for none), the scenario's, for the load and the
    record only; the first at 0, where the house starts as if it had been held there for a fortnight, or
    at `held_at`, °C. `own_defrost`: the unit's own defrost rule is switched off, the Command says when. `dt`: s, whole,
    1 to 60, for the whole run. `part`: s, whole, a divisor of dt; None: steps are taken whole.
    `trace_interval`: s, a multiple of dt. InputError if these do not fit.
    """

    def __init__(
        self,
        house: HouseConfig,
        unit: UnitConfig,
        forcing: Forcing,
        *,
        sensors: SensorsConfig | None = None,
        faults: Sequence[FaultConfig] = (),
        aux: AuxConfig | None = None,
        set_points: Sequence[tuple[float, float, float]] = ((0.0, 21.0, nan),),
        held_at: float | None = None,
        own_defrost: bool = False,
        seats: Sequence[SeatConfig] = (),
        mounting: MountingConfig | None = None,
        seed: int = 0,
        dt: int = 10,
        part: int | None = None,
        trace_interval: int = 60,
    ) -> None:
        if dt != int(dt) or not 1 <= dt <= 60:
            raise InputError(f"dt: {dt} s; allowed: a whole number from 1 to 60")
        if part is not None and (part != int(part) or part < 1 or dt % part):
            raise InputError(f"part: {part} s; allowed: a whole divisor of dt, {dt} s")
        self.interval = max(int(trace_interval), int(dt))
        if self.interval % dt:
            raise InputError(f"trace_interval: {trace_interval} s; allowed: a multiple of dt, {dt} s")
        times = [point[0] for point in set_points]
        if not times or times[0] != 0.0 or any(b <= a for a, b in zip(times, times[1:], strict=False)):
            raise InputError(f"set_points: times {times}; allowed: the first 0 s, then rising")
        self.unit = unit
        self.dt, self.part = int(dt), int(part or dt)
        self._sensors = sensors or SensorsConfig()
        self._now = 0
        self._readings: Any = None
        self._targets: list[Any] = []  # the readings that the step's integers go to, in their order
        self._doubtful: list[tuple[Any, int, int]] = []  # of `_ageing`: reading, places of value and age
        low, high = set_points[0][1:] if held_at is None else (held_at, held_at)
        network, x, w_room = self._house(house, forcing, low, high)
        self._capacity = network.capacity
        self._stored = float(network.capacity @ x)
        self._homes = np.zeros(1, HOME)
        self.state = home = self._homes.view(np.recarray)[0]
        home.dt, home.part, home.row_time = self.dt, self.part, self.interval
        home.minute, home.seed = forcing.minute_of_week, seed
        home.leaks, home.walls = forcing.infiltration, self._sensors.wall_weights()
        home.head, home.sun_bias = self._sensors.head_stratification, self._sensors.outdoor_sun
        home.air_mass, home.w_room = house.air_mass, w_room
        home.glass_film, home.wall_film = self._films(house)
        home.machine = machine_state(x[0], forcing.table[0, T_OUT])
        home.unit = unit_parameters(unit, own_defrost)
        home.elements = (aux or AuxConfig()).parameters()
        home.place = seat_parameters(list(seats), mounting or MountingConfig(), unit.outlet_area, unit.outlet_width)
        self._places = Places(self._sensors)
        # What reports at every step and never fails has a value of the moment; the others may have an old one or none
        faulty = {fault.what for fault in faults}
        slow = {NAMES[i] for i, sensor in self._sensors.fitted() if sensor.interval > self.part}
        self._ageing = {NAME_IN_READINGS.get(name, name) for name in faulty | slow}
        self._floats = self._rest(forcing, network, faults, set_points, x)
        *_, self._events, self._rows, self._taped = self._parts = self._views()
        self._x = self._parts[5]
        count = len(self._sensors.fitted())
        self._read = home.read[: max(2 * count + LINKED, _TARGETS)]
        self._read[:] = NONE
        self._read[count + LINKED :] = NEVER
        st.begin(self._homes, self._floats)
        self._step = st.stepper(self._homes, self._floats)

    def _house(self, house: HouseConfig, forcing: Forcing, low: float, high: float) -> tuple[Any, np.ndarray, float]:
        """The network, its states and the room's humidity ratio at the start."""
        network = build_network(house)
        return network, *start_state(network, house, forcing, low, high)

    def _films(self, house: HouseConfig) -> tuple[float, float]:
        """W/K between the room's air and what its water may condense on: glass, walls."""
        return condensing_films(house)

    def _rest(
        self,
        forcing: Forcing,
        network: Any,
        faults: Sequence[FaultConfig],
        set_points: Sequence[tuple[float, float, float]],
        x: np.ndarray,
    ) -> np.ndarray:
        """The kernel's float array; its order is that of `layout.parts`. Its sizes go into the home's state."""
        home = self.state
        n, m = network.b.shape
        given = self._sensors.parameters(float(self.dt), float(self.part))
        home.n_states, home.n_inputs, home.n_sensors = n, m, len(given)
        home.n_faults, home.n_set_points, home.n_table = len(faults), len(set_points), len(forcing.table)
        seconds = (len(forcing.table) - 1) * 300
        home.most_events, home.most_rows = int(1000 + EVENTS_A_DAY * seconds / 86_400), seconds // self.interval
        home.most_taped = LENGTH
        floats = np.zeros(places(self._homes)[-1])
        views = self._views(floats)
        _, sensors, faulty, points, _, start, _, _, shadow, _, rows, steps, table, *_ = views
        outputs, drives = network.outputs(["radiant", "wall", "window" if home.glass_film > 0.0 else "wall"])
        intake = np.concatenate((network.capacity @ network.a, network.capacity @ network.b))
        sensors[:], table[:], start[:], shadow[:] = given, forcing.table, x, x
        points[:] = [list(point) for point in set_points]
        for i, fault in enumerate(faults):
            faulty[i] = fault.row()
        seen = np.hstack((outputs, drives))
        rows[:] = np.vstack((seen[:2], intake, seen[2:]))
        steps[:] = network.discretise(float(self.dt)), network.discretise(float(self.part))
        return floats

    def _views(self, floats: np.ndarray | None = None) -> tuple[np.ndarray, ...]:
        """The parts of the kernel's floats."""
        homes = self._homes.view(np.recarray)
        return tuple(parts.py_func(homes, self._floats if floats is None else floats))

    @property
    def time(self) -> float:
        """s since the start of the run."""
        return float(self.state.now)

    @property
    def room(self) -> float:
        """True room air now, °C."""
        return float(self._x[0])

    def _bind(self, readings: Any) -> None:
        """Notes where the integers of the step go; what is not there is cleared once."""
        if len(readings.rooms) < len(self._sensors.rooms):
            fitted_rooms = len(self._sensors.rooms)
            raise InputError(f"readings.rooms: {len(readings.rooms)} sensors; allowed: {fitted_rooms} or more")
        named = [NAME_IN_READINGS.get(name, name) for name in NAMES[ROOMS:]]
        every = [*readings.rooms, *(getattr(readings, name) for name in named)]
        for reading in (
            *every,
            *(getattr(readings, name) for name in (*LINK, "minute_of_week", "presence", "window_open")),
        ):
            reading.clear()
        self._targets = [Nowhere() for _ in range(_TARGETS)]
        self._doubtful = []
        for name, place in self._places.values.items():
            reading = self._targets[place] = reading_of(readings, name)
            if name in self._ageing:
                self._doubtful.append((reading, place, self._places.ages[name]))
            else:
                reading.age = 0
        self._readings = readings

    def sense(self, readings: Any, now: int) -> None:
        """Fills the core's `Readings`; `now` in s since boot."""
        if readings is not self._readings:
            self._bind(readings)
        self._now = now
        v = self._read.tolist()
        # All at once and by name: a third of the time of a loop over them
        a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r, s, t, u = self._targets
        (
            a.value, b.value, c.value, d.value, e.value, f.value, g.value, h.value, i.value, j.value, k.value, m.value, n.value,
            o.value, p.value, q.value, r.value, s.value, t.value, u.value,
        ) = v[:_TARGETS]  # fmt: skip
        for reading, place, age in self._doubtful:
            if v[place] == NONE:
                reading.value = None
            reading.age = v[age]

    def advance(self, command: Any, dt: int) -> int:
        """The Command holds for `dt` s, the run's, or a part of them; returns the s that were lived. At 1 and 2 s it holds only
        while it is valid."""
        if dt != self.dt:
            raise InputError(f"dt: {dt} s; allowed: {self.dt} s, as the home was made")
        now = self._now
        c = command
        lived: int = self._step(
            self._homes, self._floats, c.speed, c.valve, c.fan, c.outdoor_fan, c.defrost, c.vane, c.wide_vane, c.aux,
            c.aux_contact, dt <= 2 and c.valid_until <= now,
        )  # fmt: skip
        self._now = now + lived
        return lived

    def in_c(self) -> InC | None:
        """The step for whoever calls it without Python; None where it is not all of `advance`."""
        home, floats, read = (array.ctypes.data for array in (self._homes, self._floats, self._read))
        return InC(st.address(), home, floats, read, len(self._floats), self._places)

    def tape(self) -> Tape:
        """What is read and commanded from here on."""
        return Tape(self._taped, self.state, self._places)

    @property
    def faults(self) -> np.ndarray:
        """The machine's and the sensors' faults, a row each as `FaultConfig.row` gives it: what is written there holds."""
        return self._parts[2]

    @property
    def table(self) -> np.ndarray:
        """Weather and people, `host_sim.plant.forcing`'s columns every 300 s: what is written there holds."""
        return self._parts[12]

    def begin_with(self, humidity: float | None, ice: float | None, valve: int | None) -> None:
        """Another state than that of a machine that has stood still for long, before the first step: 0..1, kg, 0 or 1."""
        home = self.state
        if humidity is not None:
            home.w_room = humidity_ratio(self.room, humidity, float(self.table[0, P_ATM]))
        if ice is not None:
            home.machine.ice = ice
        if valve is not None:
            home.machine.valve = valve
        st.begin(self._homes, self._floats)

    def _event_rows(self) -> np.ndarray:
        return self._events[: self.state.n_events]

    @property
    def events(self) -> list[tuple[float, str]]:
        """(s since the start, name) of all that happened so far."""
        return [(float(row[0]), EVENT_NAMES[int(row[1])]) for row in self._event_rows()]

    @property
    def defrosts(self) -> list[Defrost]:
        """All that are over."""
        found = []
        start = 0.0
        for time, name, melted, left in self._event_rows().tolist():
            if name == el.DEFROST_STARTED:
                start = time
            elif name == el.DEFROST_ENDED:
                found.append(Defrost(start, time, melted, left))
        return found

    def result(self) -> Trace:
        """What was recorded so far, in whole intervals."""
        home = self.state
        rows = int(home.rows)
        events, defrosts = self.events, self.defrosts
        totals = {
            "travel_Hz": home.travel,
            "residual_J": float(self._capacity @ self._x) - self._stored - home.balance,
            "throughput_J": home.throughput,
            "defrosts": len(defrosts),
            "needless_defrosts": sum(defrost.needless for defrost in defrosts),
            "frost_grown_kg": home.grown,
            "frost_refrozen_kg": home.refrozen,
            "frost_melted_kg": home.melted,
            "frost_left_kg": home.machine.ice,
            "condensate_kg": home.condensate,
            "lease_lost": sum(name == "lease_lost" for _, name in events),
            "trips": sum(name == "trip" for _, name in events),
            "abuse_valve_running": home.abuse.valve_running,
            "abuse_restart_early": home.abuse.restart_early,
            "abuse_beyond_limits_s": home.abuse.beyond_limits,
            "abuse_aux_no_airflow_s": home.no_airflow,
        }
        return Trace(
            time_s=np.arange(1, rows + 1, dtype=np.float64) * self.interval,
            columns={name: self._rows[:rows, i].astype(np.float32) for i, name in enumerate(COLUMNS)},
            events=events,
            totals={name: float(value) for name, value in totals.items()},
        )
