"""The order of the stages, nothing else: what one stage decides is handed to the next.

    controller = Controller(settings, memory)
    command = controller.step(readings, request, now)     # every 1 to 60 s; allocates nothing
    controller.learn()                                    # outside the tick, every few minutes
    controller.status(), controller.journal, controller.memory

`now` is seconds since boot and never goes back. Sensing and guard act at every tick, the deciding stages once a minute.
"""

from . import comfort as c
from . import journal as j
from .aux_heat import AuxHeat
from .balance import Balance
from .capacity import Capacity
from .comfort import Comfort
from .command import FAN_AUTO, FAN_OFF, Command
from .direct.compressor import Compressor
from .direct.frost import Frost
from .direct.lockout import Lockout
from .direct.valve import Valve
from .guard import Guard
from .house import House
from .quantity import const, minutes
from .request import DRY
from .sensing import CHANGES, DEGRADED, ROOM, Sensing
from .settings import TABLE
from .unit_map import UnitMap

_FAN_HIGH = const(5)
_COIL_COLD = 500  # 0.01 °C
_COIL_WARM = 1000
_DECIDE = 60  # s between decisions
_ACCOUNT = 300  # s between two accounts of heat and hours
_FAN_LEVEL = const(2)  # in fan mode, and to carry room air over the coil when that is the last sensor
_AFTER_DEFROST = minutes(5)
_BLIND_RUN = minutes(30)  # without any indoor reading: this long, then a look by the coil
_REST = 100  # 0.01 K: an error that starts or stops
_FINISH = 30  # 0.01 K above the set point until which it does
_WINDOW_AGE = 120  # s, contacts and the unit's words are believed for so long
_LONGEST = 60  # s of a tick that count; after a hang the rest is forgotten
_SUN_AGE = minutes(15)
_CAUTIOUS_OUTDOOR = 0  # 0.01 °C, for the map while the outdoor temperature is unknown
_SUN = const(2500)  # W that the sun may bring unseen
_SEASON = 500  # 0.01 K: with less between room and outdoors nothing is to be learned of the heat loss
_LEARNED = const(96)  # usable hours behind the learned house
_POINT_NEWS = 100  # a balance point that moved by 1 K is news


class Controller:
    """`settings`: see `Settings`. `memory`: a `Memory`, restored or new; kept up to date in place."""

    def __init__(self, settings, memory):
        self.settings = settings
        self.memory = memory
        self.journal = j.Journal()
        self.unit_map = UnitMap(settings)
        self.house = House(settings, memory)
        self.balance = Balance(settings, memory, self.house, self.unit_map.heating)
        self.sensing = Sensing(settings, memory)
        self.comfort = Comfort(settings, memory, self.journal)
        self.capacity = Capacity(settings, self.house)
        self.lockout = Lockout(settings, memory, self.journal)
        self.frost = Frost(memory)
        self.valve = Valve(settings, memory, self.journal)
        self.compressor = Compressor(settings, self.journal)
        self.aux_heat = AuxHeat(settings, memory, self.journal, self.house)
        self.guard = Guard(settings, memory, self.journal)
        self._want = Command()
        self._heating_valve = 1 if settings.valve_energised_in == "heating" else 0
        self._now = 0
        self._decided_at = -_DECIDE
        self._accounted_at = 0
        self._fan_only_since = None
        self._defrost_since = -1
        self._defrost_end = -_AFTER_DEFROST
        self._seen_aux = 0
        self._aux_since = 0
        self._faults = [0] * len(self.sensing.faults)
        self._room_status = self.sensing.room_status
        self._room_source = self.sensing.room_source
        self._outdoor_source = self.sensing.outdoor_source
        self._turning = -1  # Hz for which `_heat` was worked out
        self._heat = 0  # W
        self._time_sum = 0  # s since the last account
        self._heat_sum = 0  # J since then
        self._aux_sum = 0
        self._aux_power = (0, settings.aux_power_1, settings.aux_power_1 + settings.aux_power_2)
        self._mode = -1  # as last asked for
        self._emergency = 0
        self._more_air = 0
        self._run_rest = 0  # s, of the hours in memory
        self._burn_rest = 0
        self._cooling = 0
        self._heating = False
        self._available = 1
        self._expected = 0
        self._told_loss = memory.heat_loss
        self._told_point = memory.balance_point or 0
        self._fit_cycle()
        self.journal.add(0, j.BOOT)

    def step(self, readings, request, now):
        """The Command for now. `readings`: a `Readings`; `request`: a `Request`; `now`: s since boot."""
        dt = now - self._now
        self._now = now
        guard = self.guard
        command = guard.command
        compressor = self.compressor
        sensing = self.sensing
        speed = command.speed
        reading = readings.defrosting
        if reading.value == 1 and reading.age <= _WINDOW_AGE:
            if self._defrost_since < 0:
                self._defrost_since = now
                self.memory.defrosts += 1
                self.journal.add(now, j.DEFROST)
            self._defrost_end = now
        elif self._defrost_since >= 0:
            self.journal.add(now, j.DEFROST_END, now - self._defrost_since)
            self._defrost_since = -1
        if speed or not command.fan or command.fan == FAN_AUTO:
            self._fan_only_since = None
        elif self._fan_only_since is None:
            self._fan_only_since = now
        heating = self._heating = command.valve == self._heating_valve
        sensing.step(readings, now, 1 if speed else 0, 1 if heating else 0, self._fan_only_since, self._expected)
        pause = now - self._decided_at
        # A change of mode is decided at once; by identity, for NaN never equals itself.
        if pause >= _DECIDE or (pause and (request.mode is not self._mode or request.emergency is not self._emergency)):
            self._decide(readings, request, pause, now)
            self._decided_at = now
            self._mode = request.mode
            self._emergency = request.emergency
        compressor.step(dt, now)
        want = self._want
        want.speed = compressor.speed
        guard.step(want, readings, sensing, self._cooling, self._available, now)
        if command.speed != speed or command.aux != self._seen_aux:
            self._follow(speed, now)
        elif compressor.on and not command.speed:
            compressor.stopped(now)
        if dt > _LONGEST:
            dt = _LONGEST
        self._time_sum += dt
        if self._defrost_since < 0:
            turning = guard.feedback
            if turning is None:
                turning = command.speed
            if turning != self._turning:
                self._turning = turning
                if heating:
                    self._heat = self.unit_map.heating.heat_at(turning)
                else:
                    self._heat = -self.unit_map.cooling.heat_at(turning)
            self._heat_sum += self._heat * dt
        if command.aux:
            self._aux_sum += self._aux_power[command.aux] * dt
        return command

    def _decide(self, readings, request, dt, now):
        sensing = self.sensing
        comfort = self.comfort
        compressor = self.compressor
        capacity = self.capacity
        memory = self.memory
        command = self.guard.command
        room = sensing.room
        outdoor = sensing.outdoor_slow
        if now - self._accounted_at >= _ACCOUNT:
            self._account(readings, room, outdoor, now)
            self._accounted_at = now
        since = now - self._defrost_end
        self.frost.step(
            self._heat, sensing.outdoor, sensing.outdoor_coil, since, compressor.run_time if self._heating else 0, dt
        )
        comfort.take(request, now)
        comfort.step(
            room,
            sensing.outdoor,
            sensing.humidity,
            readings.window_open.within(1, 1, _WINDOW_AGE),
            compressor.on,
            dt,
            now,
        )
        active = 1 if comfort.side != c.IDLE else 0
        cooling = 1 if comfort.side == c.COOLING else 0
        self._cooling = cooling
        side = self.unit_map.cooling if cooling else self.unit_map.heating
        side.at(_CAUTIOUS_OUTDOOR if outdoor is None else outdoor)
        self.lockout.step(sensing.outdoor, readings.fault.within(0, 65535, _WINDOW_AGE), not cooling, now)
        reason = self.lockout.reason
        frozen = since < _AFTER_DEFROST
        self.valve.step(active, cooling, command.valve, compressor.run_time, not frozen, sensing.indoor_coil, room, now)
        run_time = compressor.run_time
        called = self.aux_heat.called
        capacity.step(cooling, comfort.target, sensing, side, run_time, frozen or called, dt)
        error = capacity.error
        demand = capacity.demand * 1000 // self.frost.share
        base = capacity.base
        if called and error > -_FINISH:
            demand = base = side.q_max  # while the backup helps, the heat pump gives all it has
        if called and -self.settings.warm_up_band < error < 0:
            error = 0  # and is not the one that stops
        if cooling and memory.mode == DRY:
            # Drying runs at minimum speed; the humidity says when.
            demand = base = 0
            if not comfort.drying:
                error = -_REST
        elif room is None:
            # Open loop: run while the loss is worth a run, and pause now and then for a look by the coil.
            error = _REST if demand * 2 > side.q_min and run_time < _BLIND_RUN else -_REST
        self._available = 1 if not reason and not memory.emergency else 0
        stop = j.STOPPED_OFF if memory.emergency else (j.STOPPED_LOCKOUT if reason else j.STOPPED_CHANGEOVER)
        compressor.decide(
            active,
            error,
            demand,
            base,
            side,
            outdoor,
            sensing.indoor_coil if cooling else None,
            self._available and self.valve.clear,
            self.guard.may_start(not cooling, now),
            stop,
            now,
        )
        self.aux_heat.step(
            comfort.side == c.HEATING,
            memory.emergency,
            comfort.aux_setpoint,
            sensing,
            compressor.saturated,
            side.q_max * memory.capacity_scale // 1000,
            self.settings.proportional * side.q_max // 1000,
            reason,
            frozen,
            dt,
            now,
        )
        want = self._want
        want.valve = self.valve.position
        want.aux = self.aux_heat.stages
        if comfort.fan_only or (room is None and active and not compressor.on):
            want.fan = _FAN_LEVEL
        else:
            want.fan = FAN_AUTO if active else FAN_OFF
            if cooling and sensing.indoor_coil is not None:
                # More air before the coil ices up; the unit's automatic goes by capacity alone.
                if sensing.indoor_coil < _COIL_COLD:
                    self._more_air = 1
                elif sensing.indoor_coil > _COIL_WARM:
                    self._more_air = 0
                if self._more_air and compressor.on:
                    want.fan = _FAN_HIGH
        self._note(now)

    def _follow(self, speed, now):
        """The Command has changed: tell the journal, and the compressor stage if the guard has overruled it."""
        command = self.guard.command
        if command.speed and not speed:
            self.memory.compressor_starts += 1
            self.journal.add(now, j.START, command.speed)
        elif speed and not command.speed and self.compressor.on:
            self.journal.add(now, j.STOP, j.STOPPED_PROTECTION)
        if self.compressor.on and not command.speed:
            self.compressor.stopped(now)
        aux = command.aux
        if aux != self._seen_aux:
            if not aux:
                self.journal.add(now, j.AUX_OFF, now - self._aux_since)
            else:
                if not self._seen_aux:
                    self._aux_since = now
                self.journal.add(now, j.AUX_ON, aux)
            self._seen_aux = aux

    def _account(self, readings, room, outdoor, now):
        """What was delivered since the last account goes to the learner, the budget and the counters."""
        dt = self._time_sum
        if not dt:
            return
        aux = self._aux_sum // dt
        heat = self._heat_sum // dt * self.frost.share // 1000 + aux
        self._time_sum = 0
        self._aux_sum = 0
        self._heat_sum = 0
        self._turning = -1
        sensing = self.sensing
        trusted = room is not None and sensing.room_status < DEGRADED
        self.house.observe(
            room,
            sensing.outdoor,
            heat,
            readings.sun.within(0, 1500, _SUN_AGE),
            readings.minute_of_week.within(0, 10079, _WINDOW_AGE),
            dt,
            1 if trusted and sensing.room_source == ROOM and outdoor is not None and room - outdoor > _SEASON else 0,
        )
        if self.guard.command.speed:
            self._run_rest += dt
            if self._run_rest >= 3600:
                self._run_rest -= 3600
                self.memory.compressor_hours += 1
        if aux:
            self._burn_rest += dt
            if self._burn_rest >= 3600:
                self._burn_rest -= 3600
                self.memory.aux_hours += 1
        settled = now - self._defrost_end >= _AFTER_DEFROST
        self.balance.observe(
            self.compressor.saturated, room, sensing.outdoor, aux, dt, 1 if trusted and settled and self._heating else 0
        )
        self.aux_heat.count(aux, heat, sensing.outdoor, dt, now)
        self._expected = self._movement(heat, room, outdoor) if trusted and outdoor is not None else 0

    def _movement(self, heat, room, outdoor):
        """What the room must do at least, 0.01 K/h, even if heat and loss are wrong by half (by a fifth once learned)."""
        memory = self.memory
        loss = self.house.loss(room, outdoor)
        known = memory.house_error is not None and memory.house_age >= _LEARNED
        doubt = max(abs(heat), abs(loss)) // (5 if known else 2)
        surplus = heat - loss
        if surplus > doubt:
            surplus -= doubt
        else:
            # The sun may hold a room that should cool; without a clock it may shine at any time.
            daylight = self.house.daylight
            doubt += max(_SUN, memory.sun_gains * 2) * (1000 if daylight < 0 else daylight) // 1000
            if surplus >= -doubt:
                return 0
            surplus += doubt
        return surplus * 100 // memory.heat_capacity

    def _note(self, now):
        """Changes that the journal keeps."""
        sensing = self.sensing
        journal = self.journal
        faults = sensing.faults
        if faults[CHANGES] != self._faults[CHANGES]:
            self._faults[CHANGES] = faults[CHANGES]
            for channel in range(CHANGES):
                if faults[channel] != self._faults[channel]:
                    self._faults[channel] = faults[channel]
                    journal.add(now, j.SENSOR, channel * 16 + faults[channel])
        if sensing.room_status != self._room_status:
            self._room_status = sensing.room_status
            journal.add(now, j.ROOM_STATUS, sensing.room_status)
        if sensing.room_source != self._room_source:
            self._room_source = sensing.room_source
            journal.add(now, j.ROOM_SOURCE, sensing.room_source)
        if sensing.outdoor_source != self._outdoor_source:
            self._outdoor_source = sensing.outdoor_source
            journal.add(now, j.OUTDOOR_SOURCE, sensing.outdoor_source)

    def learn(self):
        """Outside the tick, every few minutes: the house and the balance point."""
        memory = self.memory
        loss = memory.heat_loss
        point = memory.balance_point
        self.house.learn()
        self.balance.learn(min(self.comfort.heat_setpoint, self.settings.wish_limit))
        if abs(memory.heat_loss - self._told_loss) * 20 > self._told_loss and memory.heat_loss != loss:
            self._told_loss = memory.heat_loss
            self.journal.add(self._now, j.LEARNED, memory.heat_loss)
        self._fit_cycle()
        new = memory.balance_point
        if new is not None and (point is None or abs(new - self._told_point) > _POINT_NEWS):
            self._told_point = new
            self.journal.add(self._now, j.BALANCE_POINT, new)

    def _fit_cycle(self):
        """What a least run may add to the room's air: as much as carries it through the band."""
        settings = self.settings
        swing = settings.start_band + settings.stop_band
        self.compressor.surplus = self.memory.air_capacity * swing // 100 * 3600 // settings.minimum_on

    def acknowledge(self):
        """A person releases the latches: heater, valve. Outside the tick."""
        self.guard.acknowledge()
        self.memory.valve_locked = 0
        self.journal.add(self._now, j.ACKNOWLEDGED)

    def status(self):
        """Where everything stands, as a plain dict in the units of the core. Outside the tick."""
        s = self.sensing
        command = self.guard.command
        settings = {}
        for row in TABLE:
            settings[row[0]] = getattr(self.settings, row[0])
        return {
            "now": self._now,
            "side": ("idle", "heating", "cooling")[self.comfort.side],
            "target": self.comfort.target,
            "aux_setpoint": self.comfort.aux_setpoint,
            "room": s.room,
            "room_status": ("fresh", "held", "degraded", "failed")[s.room_status],
            "room_source": s.room_source,
            "slope": s.slope,
            "outdoor": s.outdoor,
            "outdoor_source": s.outdoor_source,
            "demand": self.capacity.demand,
            "error": self.capacity.error,
            "speed": command.speed,
            "valve": command.valve,
            "fan": command.fan,
            "aux": command.aux,
            "aux_contact": command.aux_contact,
            "aux_lockout": self.aux_heat.lockout(),
            "capacity_fault": self.aux_heat.fault,
            "lockout": self.lockout.reason,
            "freeze": self.guard.freeze,
            "defrosting": 1 if self._defrost_since >= 0 else 0,
            "starts_within_hour": self.compressor.starts_within_hour(self._now),
            "memory": self.memory.to_dict(),
            "settings": settings,
        }
