"""One FMU (FMI 2.0 or 3.0), stepped from outside: co-simulation, or model exchange with CVode and its events.

    with Fmu("house.fmu", parameters={"C_air": 2e6}) as fmu:
        fmu.set({"speed": 40.0})
        fmu.advance(10.0)
        fmu.get("T_room")

In model exchange the solver starts afresh only when an input changed or an event came: with BDF a fresh start is what costs.
What a file lacks, and every call that fails, is an `InputError` of one line.
"""

from __future__ import annotations

import math
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from host_sim.adapters import optional
from host_sim.errors import InputError
from host_sim.inputs import nearest

CO_SIMULATION, MODEL_EXCHANGE = "co-simulation", "model-exchange"
Value = float | int | bool
# type of a variable: (part of the getters' and setters' names, what Python makes of a value)
_REAL, _WHOLE, _TRUTH = (float, "a number"), (int, "a whole number"), (bool, "true or false")
_TYPES: dict[str, tuple[str, tuple[Callable[[Any], Value], str]]] = {
    "Real": ("Real", _REAL), "Integer": ("Integer", _WHOLE), "Enumeration": ("Integer", _WHOLE),
    "Boolean": ("Boolean", _TRUTH), "Float64": ("Float64", _REAL), "Float32": ("Float32", _REAL),
    "Int64": ("Int64", _WHOLE), "Int32": ("Int32", _WHOLE), "Int16": ("Int16", _WHOLE), "Int8": ("Int8", _WHOLE),
    "UInt64": ("UInt64", _WHOLE), "UInt32": ("UInt32", _WHOLE), "UInt16": ("UInt16", _WHOLE),
    "UInt8": ("UInt8", _WHOLE),
}  # fmt: skip


class Fmu:
    """`kind`: one of the two above; none: co-simulation if the file has it. `parameters` are set before it is initialised."""

    def __init__(
        self,
        path: str | Path,
        kind: str | None = None,
        parameters: Mapping[str, Value] | None = None,
        tolerance: float = 1e-5,
    ) -> None:
        self._fmpy = optional("fmpy", "fmpy")
        self.path = Path(path)
        self.time = 0.0
        self._fmu: Any = None
        self._solver: Any = None
        self._next = math.inf  # s, the next time event
        self._inputs: dict[str, Value] = {}  # as last set
        if not self.path.is_file():
            raise InputError(f"{path}: no such FMU")
        try:
            self._model = self._fmpy.read_model_description(str(self.path))
        except (Exception, BadZipFile) as error:
            raise InputError(f"{path}: no FMU that can be read: {_first(error)}") from None
        version = self._model.fmiVersion
        if version.partition(".")[0] not in ("2", "3"):
            raise InputError(f"{path}: FMI {version}; allowed are FMI 2.0 and 3.0")
        self._three = version.startswith("3")
        self._variables = {variable.name: variable for variable in self._model.modelVariables}
        self.kind = self._choose(kind)
        self._folder = Path(tempfile.mkdtemp(prefix="fmu-"))
        try:
            self._start(parameters or {}, tolerance)
        except InputError:
            self.close()
            raise
        except Exception as error:
            self.close()
            raise InputError(f"{path}: cannot be started: {_first(error)}") from None

    def __enter__(self) -> Fmu:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends it and clears its files away."""
        self._solver = None
        fmu, self._fmu = self._fmu, None
        if fmu is not None:
            try:
                fmu.terminate()
                fmu.freeInstance()
            except Exception:
                pass  # an instance that failed may refuse; there is nothing left to save
        shutil.rmtree(self._folder, ignore_errors=True)

    # Values ----------------------------------------------------------------------------------------------------------

    def check(self, name: str, field: str, causalities: Iterable[str] = ()) -> None:
        """`InputError` that names `field` if there is no number called `name`, or none with one of the causalities."""
        variable = self._variables.get(name)
        if variable is None:
            raise InputError(f"{field} = {name!r}: no such variable in {self.path}; {nearest(name, self._variables)}")
        if variable.type not in _TYPES:
            raise InputError(f"{field} = {name!r}: is of type {variable.type} in {self.path}; must be a number")
        if variable.dimensions:
            raise InputError(f"{field} = {name!r}: is an array in {self.path}; must be a number")
        allowed = tuple(causalities)
        if allowed and variable.causality not in allowed:
            known = sorted(n for n, v in self._variables.items() if v.causality in allowed and v.type in _TYPES)
            raise InputError(
                f"{field} = {name!r}: is {variable.causality or 'local'} in {self.path}, must be {' or '.join(allowed)}; "
                f"it has {', '.join(known) or 'none'}"
            )

    def check_links(self, file: Path, table: str, links: Mapping[str, Any], causalities: Iterable[str] = ()) -> None:
        """The same for all of a mapping's table; each link has a `variable`."""
        for name, link in links.items():
            self.check(link.variable, f"{file}: {table}.{name}.variable", causalities)

    def get(self, name: str) -> float:
        """Its value now."""
        variable = self._variables[name]
        kind, _ = _TYPES[variable.type]
        return float(self._call(getattr(self._fmu, f"get{kind}"), [variable.valueReference])[0])

    def set(self, values: Mapping[str, Value]) -> None:
        """Inputs from now on."""
        changed = {name: value for name, value in values.items() if self._inputs.get(name) != value}
        if not changed:
            return
        self._inputs.update(changed)
        if self._solver is None:
            self._put(changed)
            return
        self._call(self._fmu.enterEventMode)
        self._put(changed)
        self._settle()

    def advance(self, dt: float) -> None:
        """Live for `dt` s."""
        end = self.time + dt
        if self._solver is None:
            self._leap(dt)
        while self._solver is not None and self.time < end - 1e-9:
            self._integrate(min(end, self._next))
        self.time = end

    # Life ------------------------------------------------------------------------------------------------------------

    def _choose(self, kind: str | None) -> str:
        has = [
            name
            for name, part in ((CO_SIMULATION, self._model.coSimulation), (MODEL_EXCHANGE, self._model.modelExchange))
            if part is not None
        ]
        if not has:
            raise InputError(f"{self.path}: is for neither {CO_SIMULATION} nor {MODEL_EXCHANGE}")
        if kind is not None and kind not in has:
            raise InputError(f"{self.path}: kind = {kind!r}: this FMU has {' and '.join(has)}")
        return kind or has[0]

    def _start(self, parameters: Mapping[str, Value], tolerance: float) -> None:
        for name, value in parameters.items():
            self.check(name, f"parameters.{name}")
            if isinstance(value, str) or (_TYPES[self._variables[name].type][1] is _WHOLE and value != int(value)):
                meaning = _TYPES[self._variables[name].type][1][1]
                raise InputError(f"parameters.{name} = {value!r}: must be {meaning} in {self.path}")
        self._fmpy.extract(str(self.path), unzipdir=str(self._folder))
        exchange = self.kind == MODEL_EXCHANGE
        simulation = optional("fmpy.simulation", "fmpy")
        fmu = self._fmu = simulation.instantiate_fmu(
            str(self._folder), self._model, "ModelExchange" if exchange else "CoSimulation"
        )
        self._put(parameters)
        if self._three:
            fmu.enterInitializationMode(startTime=0.0)
        else:
            fmu.setupExperiment(startTime=0.0)
            fmu.enterInitializationMode()
        fmu.exitInitializationMode()
        if not exchange:
            return
        sundials = optional("fmpy.sundials", "fmpy")
        self._update()
        fmu.enterContinuousTimeMode()
        self._solver = sundials.CVodeSolver(
            nx=self._model.numberOfContinuousStates,
            nz=self._model.numberOfEventIndicators,
            get_x=fmu.getContinuousStates,
            set_x=fmu.setContinuousStates,
            get_dx=fmu.getContinuousStateDerivatives if self._three else fmu.getDerivatives,
            get_z=fmu.getEventIndicators,
            get_nominals=fmu.getNominalsOfContinuousStates,
            set_time=fmu.setTime,
            input=_Held(),
            startTime=0.0,
            relativeTolerance=tolerance,
            maxNumSteps=10_000,
        )
        self._completes = bool(self._model.modelExchange.needsCompletedIntegratorStep)

    def _leap(self, dt: float) -> None:
        answer = self._call(self._fmu.doStep, self.time, dt)
        if answer is None:
            return
        _, ends, early, reached = answer
        if ends:
            raise InputError(f"{self.path}: ended the simulation at {reached:g} s")
        if early and reached < self.time + dt - 1e-9:
            raise InputError(
                f"{self.path}: stopped in the middle of a step at {reached:g} s though nobody allowed it to"
            )

    def _integrate(self, until: float) -> None:
        event, _, reached = self._call(self._solver.step, self.time, until)
        self.time = reached
        self._call(self._fmu.setTime, reached)
        if self._completes:
            wanted, ends = self._call(self._fmu.completedIntegratorStep)
            if ends:
                raise InputError(f"{self.path}: ended the simulation at {reached:g} s")
            event = event or wanted
        if event or reached >= self._next - 1e-9:
            self._call(self._fmu.enterEventMode)
            self._settle()

    def _settle(self) -> None:
        """Out of event mode, with a solver that starts from here."""
        self._update()
        self._call(self._fmu.enterContinuousTimeMode)
        self._solver.reset(self.time)

    def _update(self) -> None:
        """All events at this moment."""
        again = True
        while again:
            news = self._call(self._fmu.updateDiscreteStates if self._three else self._fmu.newDiscreteStates)
            again, ends, _, _, timed, following = news
            if ends:
                raise InputError(f"{self.path}: ended the simulation at {self.time:g} s")
            self._next = following if timed else math.inf

    def _put(self, values: Mapping[str, Value]) -> None:
        for name, value in values.items():
            variable = self._variables[name]
            kind, (convert, _) = _TYPES[variable.type]
            self._call(getattr(self._fmu, f"set{kind}"), [variable.valueReference], [convert(value)])

    def _call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return function(*arguments)
        except InputError:
            raise
        except Exception as error:
            raise InputError(f"{self.path}: at {self.time:g} s: {_first(error)}") from None


class _Held:
    """Inputs that stay as they were set: the solver asks for them at every step."""

    def apply(self, time: float) -> None:
        pass


def _first(error: BaseException) -> str:
    """Its message in one line; of a list of problems the first."""
    lines = [line.strip(" -") for line in str(error).splitlines()]
    if not lines:
        return type(error).__name__
    return " ".join(lines[:2]) if lines[0].endswith(":") else lines[0]
