"""A room that EnergyPlus computes, at its shortest zone step of 60 s, through its Python API.

    with EnergyPlus("my_house.epJSON", "my_town.epw", start="02-15", days=7, set_points=[(0.0, 21.0, nan)]) as room:
        guest = Guest(room, unit, days=7, dt=10, load=room.load, ...)

The model is an epJSON or IDF file of a building; the zone is taken out of the system that serves it
(`energyplus_takeover`). Added to it are: three `OtherEquipment` objects that bring the heat pump's heat, the backup's
radiant heat and the water the coil takes out; an ideal system with a thermostat, which holds the set points in the
warm-up and in the fortnight before the start and then rests; steps of 60 s and the days of the run. Its own run periods
and reports are left out. `load` comes from a run of its own in which the ideal system never rests.

EnergyPlus calls, it is not called: it lives in a thread of its own and waits at the end of every zone step for the heat of the
next. 1 January is a Monday, as everywhere in the simulator.
"""

from __future__ import annotations

import json
import math
import shutil
import tempfile
import threading
from pathlib import Path
from queue import SimpleQueue

from host_sim.adapters import optional
from host_sim.adapters.energyplus_model import STEP, day_of_year, furnish, prepare, read, walls_of
from host_sim.adapters.energyplus_run import Case, Run, SetPoints
from host_sim.adapters.energyplus_takeover import take_over, zone_of
from host_sim.adapters.guest import Surroundings
from host_sim.errors import InputError


class EnergyPlus:
    """A `Building`. `zone`: its name, none if there is only one. `start`: MM-DD. `set_points` as for `Home`. `furnished`: the
    zone's air takes the furniture along, where the model says nothing of it.

    InputError for what is wrong with the model, in EnergyPlus's own words where it found it.
    """

    step = STEP

    def __init__(
        self,
        model: str | Path,
        weather: str | Path,
        *,
        zone: str | None = None,
        start: str = "02-15",
        days: int = 7,
        set_points: SetPoints = ((0.0, 21.0, math.nan),),
        with_load: bool = True,
        furnished: bool = False,
    ) -> None:
        self._api = optional("pyenergyplus.api", "pyenergyplus-lbnl").EnergyPlusAPI()
        self.model = Path(model)
        self._steps = days * 86_400 // STEP
        self.minute_of_week = day_of_year(start) % 7 * 1440
        self._folder = Path(tempfile.mkdtemp(prefix="energyplus-"))
        self._heat = (0.0, 0.0, 0.0)
        self._taken = 0.0
        self._closing = False
        self.load: list[float] | None = None
        self.held: list[float] = []  # °C, the room under that load
        self._told: SimpleQueue[Surroundings | BaseException | None] = SimpleQueue()
        self._answers: SimpleQueue[tuple[float, float, float]] = SimpleQueue()
        self._thread: threading.Thread | None = None
        try:
            raw = read(self.model, self._api, self._folder)
            self.zone = zone_of(self.model, raw, zone)
            walls = walls_of(raw, self.zone)
            take_over(self.model, raw, self.zone)
            if furnished:
                furnish(raw, self.zone)
            prepare(raw, self.zone, start, days)
            file = self._folder / "model.epJSON"
            file.write_text(json.dumps(raw), encoding="utf-8")
            given = Path(weather)
            if given.is_file() and given.suffix != ".epw":  # EnergyPlus goes by the name
                given = Path(shutil.copyfile(given, self._folder / "weather.epw"))
            self._case = Case(self.model, file, given, self._folder, self.zone, walls, list(set_points))
            if not self._case.weather.is_file():
                raise InputError(f"{weather}: no such weather file; allowed is an EPW file")
            if with_load:
                self.load = []
                Run(self._api, self._case, self._note_load).go()
                if len(self.load) < self._steps:
                    raise InputError(f"{self.model}: EnergyPlus ended after {len(self.load)} of {self._steps} steps")
            self._thread = threading.Thread(target=self._live, name="EnergyPlus", daemon=True)
            self._thread.start()
            self._now = self._hear()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> EnergyPlus:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends EnergyPlus and clears its files away."""
        self._closing = True
        self._answers.put((0.0, 0.0, 0.0))
        if self._thread is not None:
            self._thread.join()
        shutil.rmtree(self._folder, ignore_errors=True)

    # The building ----------------------------------------------------------------------------------------------------

    def surroundings(self) -> Surroundings:
        """At the end of the last zone step."""
        return self._now

    def advance(self, heat: float, radiant: float, vapour: float) -> None:
        """One zone step with W into the air, W onto the surfaces, kg/s of water."""
        self._answers.put((heat, radiant, vapour))
        self._now = self._hear()

    def heat_taken(self) -> float:
        """J that EnergyPlus reports as brought in by the two pieces of equipment."""
        return self._taken

    def _hear(self) -> Surroundings:
        told = self._told.get()
        if told is None:
            raise InputError(f"{self.model}: EnergyPlus ended before the run did")
        if isinstance(told, BaseException):
            raise told
        return told

    # In EnergyPlus's thread ------------------------------------------------------------------------------------------

    def _live(self) -> None:
        try:
            Run(self._api, self._case, self._hand_over).go()
            self._told.put(None)
        except BaseException as error:  # the other thread waits for it
            self._told.put(error)

    def _hand_over(self, run: Run, done: int) -> None:
        if done > 0:
            self._taken += STEP * (run.value("air") + run.value("radiant"))
        if self._closing or done > self._steps:
            run.stop()
            return
        self._told.put(run.surroundings())
        heat, radiant, vapour = self._answers.get()
        if self._closing:
            run.stop()
        room = run.value("room")
        run.set(air=heat, radiant=radiant, water=vapour * (2_500_940.0 + 1858.95 * room), available=0.0)

    def _note_load(self, run: Run, done: int) -> None:
        assert self.load is not None
        if done > 0:
            self.load.append(run.value("ideal_heat") - run.value("ideal_cold"))
            self.held.append(run.value("room"))
        if self._closing or done >= self._steps:
            run.stop()
