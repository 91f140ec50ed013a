"""What goes wrong with heat pump and heater: between the Command and the plant, or in the plant's own state."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from balancepoint.control.command import FAN_AUTO, FAN_OFF, OUTDOOR_FAN_OFF, Command
from host_sim.bench.scene import Scene
from host_sim.copied import copied
from host_sim.plant import heat_pump as hp
from host_sim.plant.sensors import MACHINES, FaultConfig
from host_sim.scenario.event import Event
from host_sim.scenario.moment import duration

_ELEMENTS = ("stage_1", "stage_2")


def in_plant(event: Event) -> bool:
    """Whether the plant knows this fault by itself."""
    return MACHINES.get(event.what) == event.kind


def rows(events: list[Event]) -> list[FaultConfig]:
    """The plant's own faults among the events, in their order; none has begun yet."""
    return [
        FaultConfig(
            what=event.what,
            kind=event.kind,
            at=float("inf"),
            value=event.size or 1.0,
            ramp=float(duration(event.ramp)) if event.ramp else 0.0,
        )
        for event in events
        if in_plant(event)
    ]


class InPlant:
    """A fault of the plant's own, at its place among them."""

    def __init__(self, row: np.ndarray):
        self._row = row

    def begin(self, now: int) -> None:
        self._row[2], self._row[3] = now, np.inf

    def end(self, now: int) -> None:
        self._row[3] = now


class Filter(Protocol):
    """What a Command goes through on its way to the plant."""

    def pass_on(self, command: Command) -> None: ...


class Machine:
    """The Command on its way to the plant. `filters`: what is wrong now."""

    def __init__(self, scene: Scene):
        self.scene = scene
        self.filters: list[Filter] = []

    def step(self, command: Command) -> None:
        for one in list(self.filters):
            one.pass_on(command)

    def effect(self, event: Event) -> Any:
        """What `event` does; None if it is none of the machine's."""
        kinds = {
            "coil": Iced, "compressor": Compressor, "fan": SlowFan, "outdoor_fan": NoOutdoorAir, "aux_relay": OpenRelay,
            "aux_element": BurntElement,
        }  # fmt: skip
        if event.what == "unit":
            kinds = {"deaf": Deaf, "forced_defrost": ForcedDefrost, "endless_defrost": EndlessDefrost}
            return kinds[event.kind](self, event)
        return kinds[event.what](self, event) if event.what in kinds else None


class _Filter:
    """Is in the way from `begin` to `end`."""

    def __init__(self, machine: Machine, event: Event):
        self._machine = machine
        self._scene = machine.scene
        self._event = event
        self._since = 0

    def begin(self, now: int) -> None:
        self._since = now
        self._machine.filters.append(self)

    def end(self, now: int) -> None:
        self._machine.filters.remove(self)

    def pass_on(self, command: Command) -> None:
        raise NotImplementedError


class Compressor(_Filter):
    """Refuses to start, or stalls."""

    def pass_on(self, command: Command) -> None:
        if self._event.kind == "stalls":
            self._scene.machine["speed"] = 0.0
            command.speed = 0
        elif self._scene.machine["speed"] == 0.0:
            command.speed = 0


class SlowFan(_Filter):
    """Goes no faster."""

    def pass_on(self, command: Command) -> None:
        most = int(self._event.size)
        if command.fan == FAN_AUTO:
            most = most if self._scene.machine["speed"] > 0.0 else FAN_OFF
        command.fan = min(command.fan, most)


class NoOutdoorAir(_Filter):
    def pass_on(self, command: Command) -> None:
        command.outdoor_fan = OUTDOOR_FAN_OFF


class OpenRelay(_Filter):
    """A stage that gets no current though it is asked for."""

    def pass_on(self, command: Command) -> None:
        command.aux = min(command.aux, int(self._event.size) - 1)


class Deaf(_Filter):
    """Goes on as it was told last, until its own time-out; the heater hangs on the board's own relays."""

    _last: Command | None = None
    _left = 0.0

    def begin(self, now: int) -> None:
        super().begin(now)
        self._last = None
        self._left = self._event.size

    def pass_on(self, command: Command) -> None:
        if self._last is None:
            self._last = copied(command)
        self._left -= self._scene.home.dt
        last = self._last
        for name in ("speed", "valve", "fan", "outdoor_fan", "defrost", "vane", "wide_vane"):
            setattr(command, name, getattr(last, name))
        if self._left < 0:
            stop(command, self._scene, heater=False)


class Iced:
    """So much ice at once."""

    def __init__(self, machine: Machine, event: Event):
        self._machine = machine.scene.machine
        self._ice = event.size

    def begin(self, now: int) -> None:
        self._machine["ice"] += self._ice

    def end(self, now: int) -> None: ...


class BurntElement:
    """An element without power, whatever its relay does."""

    def __init__(self, machine: Machine, event: Event):
        self._elements = machine.scene.state["elements"]
        self._name = _ELEMENTS[int(event.size) - 1]
        self._power = float(self._elements[self._name])

    def begin(self, now: int) -> None:
        self._elements[self._name] = 0.0

    def end(self, now: int) -> None:
        self._elements[self._name] = self._power


class ForcedDefrost:
    """The unit's own electronics begin one."""

    def __init__(self, machine: Machine, event: Event):
        self._machine = machine.scene.machine

    def begin(self, now: int) -> None:
        if self._machine["phase"] == hp.NORMAL:
            self._machine["phase"], self._machine["phase_time"], self._machine["melted"] = hp.STANDSTILL, 0.0, 0.0

    def end(self, now: int) -> None: ...


class EndlessDefrost(_Filter):
    """One that melts does not come to an end."""

    def pass_on(self, command: Command) -> None:
        machine = self._scene.machine
        if machine["phase"] == hp.MELT:
            machine["phase_time"] = min(machine["phase_time"], 1.0)
            machine["coil_out"] = min(machine["coil_out"], 2.0)


def stop(command: Command, scene: Scene, heater: bool = True) -> None:
    """Safe: compressor stopped, valve left where it is, and the heater off."""
    command.speed = command.defrost = 0
    command.valve = int(scene.machine["valve"])
    if heater:
        command.aux = command.aux_contact = 0


def without_power(command: Command, scene: Scene) -> None:
    """No fan either."""
    stop(command, scene)
    command.fan = FAN_OFF
    command.outdoor_fan = OUTDOOR_FAN_OFF
