"""An indoor unit that owns its compressor: its maker's control over the plant, as its habits say.

    unit = IndoorUnit(home, load("cn105").habits)
    unit.ask(on=True, mode=HEAT, setpoint=2150)     # over the wire; `press` is the same at the handset
    unit.feed(2130)                                 # the room, as somebody else measures it
    unit.step()                                     # before each step of the home
    home.advance(unit.command, home.dt)
    unit.power(False); ...; unit.power(True)        # the mains

Temperatures in 0.01 °C, times in s since the start of the run (`at` may lie within the step that is to come). What comes over the
wire holds from the next step on, as in the unit's own controller, which looks once in some seconds.
"""

from __future__ import annotations

from typing import Any

from balancepoint.control.command import FAN_AUTO, FAN_OFF, LEASE, OUTDOOR_FAN_AUTO, VANE_AUTO, Command
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from host_sim.plant import heat_pump as hp
from host_sim.plant.home import Home
from host_sim.virtual_units.ear import Ear, in_steps
from host_sim.virtual_units.habits import Habits
from host_sim.virtual_units.maker_loop import LoopHabits, MakerLoop
from host_sim.virtual_units.protection import Protection

QUIET = 0  # a fan below level 1; 1..`fans` are levels, FAN_AUTO the unit's own
SWING = 15  # a vane that moves; 0 is the unit's own automatic, 1 (up) to `vanes` (down) are fixed

RETURN_AIR, OUTDOOR, HUMIDITY, POWER, SUN = 4, 7, 10, 11, 13  # places in the plant's truth
HOT_START = 28.0  # °C of coil, below it no air in heating: the plant's own rule
_STEEPEST, _FLATTEST = 75, 15  # degrees below the horizontal of the last and the first fixed vane: a guess
_WIDE = (-50, -25, 0, 25, 50)  # degrees of the fixed wide vanes: a guess
_DRY_FAN = 1
_STATE = ("on", "mode", "setpoint", "fan", "vane", "wide")


class IndoorUnit:
    """`head_offset`: K by which the target lies above the set point in heating, by its own sensor; None: the maker's.

    What people have set: `on`, `mode` (HEAT, COOL, AUTO, DRY, FAN), `setpoint`, `fan` (QUIET, 1..., FAN_AUTO), `vane`, `wide`.
    What it does: `speed` Hz, `operating`, `defrosting`, `preheating`, `standby`, `side` (HEAT, COOL or OFF), `air` (level that
    blows, in the unit's own levels), `fault`.
    """

    def __init__(self, home: Home, habits: Habits, head_offset: float | None = None):
        self._home = home
        self.habits = habits
        self._machine = home.state["machine"]
        self._truth = home.state["truth"]
        plant = home.unit
        self._limits = {HEAT: (plant.low_cutout, plant.high_cutout), COOL: (plant.cooling_low, plant.cooling_high)}
        self._plant = plant
        self._offset = round(100 * (habits.heating_offset if head_offset is None else head_offset))
        self._stops = {HEAT: -round(100 * habits.stop_heating), COOL: -round(100 * habits.stop_cooling)}
        self.ear = Ear(habits, float(self._truth[RETURN_AIR]))
        self.command = Command()
        self.command.outdoor_fan = OUTDOOR_FAN_AUTO
        self.on = False
        self.mode, self.setpoint, self.fan, self.vane, self.wide = (
            HEAT,
            2200,
            FAN_AUTO,
            0,
            3 if habits.wide_vanes else 0,
        )
        self.side = OFF
        self.other_head: int | None = None  # HEAT or COOL that another head of the outdoor unit is served with
        self.writes = 0  # times that something was set over the wire, changed or not
        self.energy = 0.0  # J
        self.running_time = 0.0  # s of the compressor
        self.powered = True
        self._begin(0)

    def _begin(self, now: int) -> None:
        """Power comes on; `now` in s."""
        habits = self.habits
        self._loop = MakerLoop(
            self._plant.speed_min,
            self._plant.speed_max,
            LoopHabits(
                start=round(100 * habits.start),
                decide=habits.decide,
                unchanged=habits.unchanged,
                restart_delay=habits.restart_delay,
                ramp=tuple(habits.ramp),
                no_low=habits.no_low,
                no_low_share=habits.no_low_share,
                least_run=habits.least_run,
                oil_below=habits.oil_below,
                oil_after=habits.oil_after,
                oil_share=habits.oil_share,
                oil_time=habits.oil_time,
            ),
        )
        self._loop.stopped_at = now
        self._turning = False  # at the last step
        self._protection = Protection(self._plant.speed_max)
        self._changed_at = -habits.change_lock + now
        self._beyond = {HEAT: False, COOL: False}
        self._answers_from = now + habits.boot
        self.operating = False
        self.standby = False

    # What others do to it

    @property
    def now(self) -> int:
        """s since the start of the run."""
        return int(self._home.state["now"])

    def answers(self, at: float) -> bool:
        """Whether it is up, so that it could speak."""
        return self.powered and at >= self._answers_from

    def ask(self, **state: Any) -> None:
        """Set over the wire: any of on, mode, setpoint, fan, vane, wide. Set points are taken in the unit's steps and range."""
        self.writes += 1
        self.press(**state)

    def press(self, **state: Any) -> None:
        """The same at the handset."""
        mode, was = state.get("mode", self.mode), (self.on, self.mode)
        for name, value in state.items():
            if name not in _STATE:
                raise ValueError(f"{name}: no such key; there are {', '.join(_STATE)}")
            if name == "setpoint":
                low, high = self.habits.cool_range if mode in (COOL, DRY) else self.habits.heat_range
                value = min(max(in_steps(value, self.habits.set_step), round(100 * low)), round(100 * high))
            setattr(self, name, value)
        if (self.on, self.mode) != was:
            self._changed_at = self.now

    def feed(self, value: int | None, at: float | None = None) -> None:
        """A room temperature from outside, None for its own sensor."""
        self.ear.feed(value, self.on, self.now if at is None else at)

    def power(self, on: bool) -> None:
        """The mains of the whole unit."""
        if on and not self.powered:
            self._begin(self.now)
            if not self.habits.keeps_state:
                self.on = False
                self.mode, self.setpoint, self.fan, self.vane = HEAT, 2200, FAN_AUTO, 0
        elif not on:
            self.ear.forget()
            self._machine["phase"] = hp.NORMAL
            self.operating = self.standby = False
            self.side = OFF
        self.powered = on

    # What it does by itself

    def step(self) -> None:
        """Decides on the step that is to come: the Command for the plant."""
        now = self.now
        dt = self._home.dt
        machine = self._machine
        if now:
            self.ear.sense(float(self._truth[RETURN_AIR]), dt)
            self.energy += float(self._truth[POWER]) * dt
            self.running_time += dt if machine["speed"] > 0.0 else 0
        command = self.command
        command.valid_until = now + dt + LEASE
        if not self.powered:
            command.speed = 0
            command.fan = FAN_OFF
            return
        fed = self.ear.fed(now)
        room = self.ear.head if fed is None else fed
        self._choose_side(room, now)
        missing = 0
        if self.side == HEAT:
            missing = self.setpoint + (self._offset if fed is None else 0) - room
        elif self.side == COOL:
            missing = room - self.setpoint
        self.standby = self.side != OFF and self.other_head is not None and self.other_head != self.side
        wanted = self.side != OFF and not self.standby and self._may(now)
        if self.defrosting and wanted:
            self._loop.hold(now)
        else:
            ready = wanted and self._turned(now)
            if self._loop.speed == 0 and now - self._changed_at < self.habits.change_lock:
                ready = False
            self._loop.step(missing, ready, now, self._stops.get(self.side, 0))
            turning = machine["speed"] > 0.0
            if not self._loop.speed and (self.defrosting or turning or self._turning):
                self._loop.stopped_at = now  # it rests from its standstill on, or from the end of a defrost
            self._turning = turning
        self.operating = self._loop.speed > 0
        command.speed = min(self._loop.speed, self._protection.limit) if self.operating else 0
        if self.mode == DRY and self.operating:
            command.speed = self._plant.speed_min
        command.fan = self._fan_level()
        command.vane = self._vane_angle()
        command.wide_vane = _WIDE[self.wide - 1] if 1 <= self.wide <= len(_WIDE) and self.habits.wide_vanes else 0

    def _choose_side(self, room: int, now: int) -> None:
        """HEAT, COOL or OFF by the mode; automatic changes over after a rest, far enough beyond the set point."""
        if not self.on or self.mode in (OFF, FAN):
            self.side = OFF
        elif self.mode == HEAT:
            self.side = HEAT
        elif self.mode in (COOL, DRY):
            self.side = COOL
        elif self.mode == AUTO:
            beyond = round(100 * self.habits.auto_change)
            if self.side == OFF:
                self.side = HEAT if room <= self.setpoint else COOL
            elif self._loop.speed == 0 and now - self._loop.stopped_at >= self.habits.auto_wait:
                if self.side == HEAT and room >= self.setpoint + beyond:
                    self.side = COOL
                elif self.side == COOL and room <= self.setpoint - beyond:
                    self.side = HEAT

    def _may(self, now: int) -> bool:
        """What the outdoor unit permits: its limits of operation with 1 K of hysteresis, its protections, no trip."""
        machine = self._machine
        low, high = self._limits[self.side]
        outdoor = self._outdoor
        slack = 1.0 if self._beyond[self.side] else 0.0
        self._beyond[self.side] = not low + slack <= outdoor <= high - slack
        fine = self._protection.step(
            float(machine["shell"]),
            float(machine["coil_in"]),
            float(machine["coil_out"]),
            self.side == HEAT,
            float(machine["speed"]),
            now,
        )
        return fine and not self._beyond[self.side] and machine["fault"] == 0.0

    @property
    def _outdoor(self) -> float:
        """°C, without what the sun does to the plant's sensor."""
        truth = self._truth
        return float(truth[OUTDOOR] - self._home.state["sun_bias"] * truth[SUN] * 1e-3)

    def _turned(self, now: int) -> bool:
        """Whether the valve stands on this side; it is turned at standstill, after the restart delay."""
        valve = self._plant.heating_valve if self.side == HEAT else 1 - self._plant.heating_valve
        if valve == self.command.valve:
            return True
        if (
            self._loop.speed == 0
            and self._machine["speed"] == 0.0
            and now - self._loop.stopped_at >= self.habits.restart_delay
        ):
            self.command.valve = valve
        return False

    def _fan_level(self) -> int:
        """The plant's levels. In heating no air from a cold coil, and none after a stop at the set point; in cooling it blows
        on (usual; what makers do after a stop differs)."""
        if not self.on:
            return FAN_OFF
        if self.mode == DRY:
            return _DRY_FAN
        if self.fan == FAN_AUTO:
            if self.side == HEAT or self.operating:
                return FAN_AUTO if self.operating else FAN_OFF
            return _DRY_FAN
        level = 1 if self.fan == QUIET else round(1 + (self.fan - 1) * 4 / max(self.habits.fans - 1, 1))
        if self.side != HEAT:
            return level
        coil = self._machine["coil_in"]
        if not self.operating or coil < HOT_START:
            return FAN_OFF
        return 1 if coil < self.habits.warm_coil else level

    def _vane_angle(self) -> int:
        if not self.habits.vanes or self.vane in (0, SWING):
            return VANE_AUTO
        return _FLATTEST + (_STEEPEST - _FLATTEST) * (self.vane - 1) // (self.habits.vanes - 1)

    # What it could tell

    @property
    def speed(self) -> int:
        """Hz of the compressor, true."""
        return round(float(self._machine["speed"]))

    @property
    def fastest(self) -> int:
        """Hz of the compressor at its fastest."""
        return int(self._plant.speed_max)

    @property
    def defrosting(self) -> bool:
        return self.powered and bool(self._machine["phase"] != hp.NORMAL)

    @property
    def preheating(self) -> bool:
        """Heats, and holds the fan back until the coil is warm."""
        return self.operating and self.side == HEAT and not self.defrosting and self._machine["fan"] == 0.0

    @property
    def air(self) -> int:
        """The level that blows, 0..`fans`."""
        level = int(self._machine["fan"])
        return 0 if level == 0 else round(1 + (level - 1) * (self.habits.fans - 1) / 4)

    @property
    def fault(self) -> int:
        """The plant's code, 0 for none: 1 the indoor coil, 2 the discharge too hot, others from the scenario."""
        return int(self._machine["fault"])

    @property
    def watts(self) -> int:
        """Electric power of the whole, mean of the last step."""
        return round(float(self._truth[POWER]))

    @property
    def target(self) -> int:
        """What it heats or cools to, by the sensor it goes by, 0.01 °C."""
        own = self.side == HEAT and self.ear.fed(self.now) is None
        return self.setpoint + (self._offset if own else 0)

    @property
    def resting(self) -> bool:
        """Its compressor has to wait for the end of a lock."""
        if self._loop.speed or not self.powered:
            return False
        rested = min(
            self.now - self._loop.stopped_at - self.habits.restart_delay,
            self.now - self._changed_at - self.habits.change_lock,
        )
        return rested < 0

    @property
    def coil(self) -> int:
        """Indoor coil, 0.01 °C."""
        return round(100 * float(self._machine["coil_in"]))

    @property
    def outdoor(self) -> int:
        """Its sensor behind the outdoor coil, 0.01 °C."""
        return round(100 * self._outdoor)

    @property
    def humidity(self) -> int:
        """Relative humidity of the room, per cent."""
        return round(100 * float(self._truth[HUMIDITY]))
