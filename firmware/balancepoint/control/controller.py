"""The order of the stages, nothing else: what one stage decides is handed to the next.

    controller = Controller(settings, memory, history)
    command = controller.step(readings, request, now)     # every 1 to 60 s; allocates nothing
    controller.learn()                                    # outside the tick, every few minutes
    controller.status(), controller.journal, controller.memory

`now` is seconds since boot and never goes back. Sensing and guard act at every tick, the deciding stages once a minute.
"""

from .air.airflow import Airflow
from .air.vane_automatic import VaneAutomatic
from .care.diagnosis import DIRTY_FILTER, DIRTY_OUTDOOR, Diagnosis
from .care.fdd import ROOMS, Fdd
from .care.maintenance import Maintenance
from .care.steady import HEATING
from .command import FAN_AUTO, FAN_OFF, Command
from .drive.direct.compressor import Compressor
from .drive.direct.defrost import IDLE, Defrost
from .drive.direct.lockout import Lockout
from .drive.direct.valve import Valve
from .errand import dismiss
from .guard.guard import Guard
from .heat.aux_heat import AuxHeat
from .heat.capacity import Capacity
from .heat.unit_map import UnitMap
from .house.accounts import Accounts
from .house.balance import Balance
from .house.house import House
from .journal import codes as j
from .journal.chronicle import Chronicle
from .journal.journal import Journal
from .quantity import const, minutes
from .request import DRY, SLEEP
from .sense.sensing import DEGRADED, ROOM, SENSOR, Sensing
from .wish import comfort as c
from .wish.adaptive import Adaptive
from .wish.advice import Advice
from .wish.comfort import Comfort
from .wish.recovery import Recovery
from .wish.schedule import Schedule

_DECIDE = 60  # s between decisions
_ACCOUNT = 300  # s between two accounts of heat and hours
_DRYING = const(30)  # % of maximum capacity, at least, while drying
_AFTER_DEFROST = minutes(5)
_TEMPER = 50  # 0.01 K that the room has fallen before a defrost in which the heater warms what it would cool
_BLIND_RUN = minutes(30)  # without any indoor reading: this long, then a look by the coil
_REST = 100  # 0.01 K: an error that starts or stops
_EARLY = 10  # 0.01 K beyond its ramp, and a recovery need not start yet
_FINISH = 30  # 0.01 K above the set point until which it does
_WINDOW_AGE = 120  # s, contacts and the unit's words are believed for so long
_SPEED_AGE = 30
_LONG_TICK = 30
_SUN_AGE = minutes(15)
_CAUTIOUS_OUTDOOR = 0  # 0.01 °C, for the map while the outdoor temperature is unknown
_SEASON = 500  # 0.01 K: with less between room and outdoors nothing is to be learned of the heat loss


class Controller:
    """`settings`: see `Settings`. `memory`: a `Memory`, restored or new; kept up to date. `history`: see `house.past`."""

    def __init__(self, settings, memory, history):
        self.settings = settings
        self.memory = memory
        self.journal = Journal()
        self.unit_map = UnitMap(settings)
        self.house = House(settings, memory, history)
        self.balance = Balance(settings, memory, self.house, self.unit_map.heating)
        self.sensing = Sensing(settings, memory)
        self.comfort = Comfort(settings, memory, self.journal)
        self.adaptive = Adaptive(memory, self.journal)
        self.schedule = Schedule(settings, memory, self.journal)
        self.recovery = Recovery(settings, memory, self.house)
        self.advice = Advice(memory, self.journal, self.house)
        self.capacity = Capacity(settings, self.house)
        self.lockout = Lockout(settings, memory, self.journal)
        self.defrost = Defrost(settings, memory, self.journal)
        self.frost = self.defrost.frost
        self.valve = Valve(settings, memory, self.journal)
        self.compressor = Compressor(settings, self.journal)
        self.aux_heat = AuxHeat(settings, memory, self.journal, self.house)
        self.airflow = Airflow(settings, self.journal)
        self.vane = VaneAutomatic()
        if settings.own_fan and settings.zones:
            from .air.vane import Vane

            self.vane = Vane(settings)
        self.guard = Guard(settings, memory, self.journal)
        self.accounts = Accounts(settings, memory, self.house)
        self.chronicle = Chronicle(settings, memory, self.journal, self.sensing)
        self.fdd = Fdd(settings, memory)
        self.diagnosis = Diagnosis(memory, self.journal, self.fdd)
        self.maintenance = Maintenance(settings, memory, self.journal, self.fdd)
        self._want = Command()
        self._heating_valve = 1 if settings.valve_energised_in == "heating" else 0
        self.now = 0
        self._decided_at = -_DECIDE
        self._accounted_at = 0
        self._fan_only_since = None
        self._seen_aux = 0
        self._mode = -1  # as last asked for
        self._emergency = 0
        self._cooling = 0
        self._turning = 0  # Hz, as far as known, since the last tick
        self._heating = False
        self._available = 1
        self._expected = 0
        self._temper = 0
        self._fit_cycle()

    def step(self, readings, request, now):
        """The Command for now. `readings`: a `Readings`; `request`: a `Request`; `now`: s since boot."""
        dt = now - self.now
        self.now = now
        guard = self.guard
        command = guard.command
        compressor = self.compressor
        sensing = self.sensing
        speed = command.speed
        defrost = self.defrost
        if defrost.watch(readings.defrosting, now):
            self.maintenance.defrosted(defrost.length)
        if speed or not command.fan or command.fan == FAN_AUTO:
            self._fan_only_since = None
        elif self._fan_only_since is None:
            self._fan_only_since = now
        turning = readings.speed.within(0, 500, _SPEED_AGE)
        self._turning = speed if turning is None else turning
        heating = self._heating = command.valve == self._heating_valve
        sensing.step(readings, now, 1 if speed else 0, 1 if heating else 0, self._fan_only_since, self._expected)
        pause = now - self._decided_at
        # A change of mode is decided at once; by identity, for NaN never equals itself.
        if pause >= _DECIDE or (pause and (request.mode is not self._mode or request.emergency is not self._emergency)):
            self._decide(readings, request, pause, now)
            self._decided_at = now
            self._mode = request.mode
            self._emergency = request.emergency
        if defrost.state == IDLE:
            compressor.step(dt, now)
        elif compressor.on:
            compressor.hold(defrost.slow)
        want = self._want
        want.speed = compressor.speed
        airflow = self.airflow
        airflow.step(want.speed, heating, sensing.indoor_coil, now)
        want.fan = airflow.fan
        if dt > _LONG_TICK and heating and want.fan == FAN_OFF and want.speed > defrost.slow:
            want.speed = defrost.slow  # without air the coil would be too hot before anybody looks again
        if defrost.state != IDLE and defrost.step(want, command, compressor.on, readings, sensing, dt, now):
            if defrost.by_time:
                self.maintenance.defrosted(defrost.length)
            self.valve.turned(sensing.indoor_coil)
        guard.step(want, readings, sensing, self._cooling, self._available, now)
        if command.speed != speed or command.aux != self._seen_aux:
            self.chronicle.follow(command, speed, compressor.on and not command.defrost, now)
            self._seen_aux = command.aux
        if compressor.on and not command.speed and not command.defrost:
            compressor.stopped(now)
        self.accounts.add(
            dt,
            self._turning,
            self.unit_map.heating if heating else self.unit_map.cooling,
            heating,
            command.aux,
            not defrost.active,
        )
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
        defrost = self.defrost
        since = now - defrost.ended
        heat = 0
        if self._heating:
            # By the speed of this moment: at long ticks the accounts' is that of a tick ago, and the coil is not.
            heat = self.unit_map.heating.heat_at(self._turning)
        run = compressor.run_time if self._heating else 0
        fault = readings.fault.within(0, 65535, _WINDOW_AGE)
        trusted = sensing.outdoor_source == SENSOR
        patience = self.recovery.patience(now)
        defrost.decide(heat, self.unit_map.heating, sensing, trusted, run, fault, patience, dt, now)
        comfort.take(request, now)
        schedule = self.schedule
        schedule.step(readings.minute_of_week.within(0, 10079, _WINDOW_AGE), now)
        comfort.step(
            room,
            sensing.outdoor,
            sensing.humidity,
            readings.window_open.within(1, 1, _WINDOW_AGE),
            compressor.on,
            dt,
            now,
            schedule.setback,
        )
        active = 1 if comfort.side != c.IDLE else 0
        cooling = 1 if comfort.side == c.COOLING else 0
        self._cooling = cooling
        self.adaptive.step(sensing.outdoor, cooling, comfort.cool_setpoint, dt, now)
        side = self.unit_map.cooling if cooling else self.unit_map.heating
        side.at(_CAUTIOUS_OUTDOOR if outdoor is None else outdoor)
        self.lockout.step(sensing.outdoor, fault, not cooling, now)
        reason = self.lockout.reason
        frozen = since < _AFTER_DEFROST
        turned = defrost.state != IDLE  # the valve is not this side's, and the compressor not the room's
        if not turned:
            self.valve.step(
                active,
                cooling,
                command.valve,
                compressor.run_time,
                not frozen,
                sensing.indoor_coil,
                sensing.supply,
                room,
                now,
            )
        run_time = compressor.run_time
        called = self.aux_heat.called
        able = side.q_max if cooling else side.q_max * memory.capacity_scale // 1000
        recovery = self.recovery
        recovery.step(
            active and memory.mode != DRY and sensing.room_status < DEGRADED,
            cooling,
            comfort.target,
            schedule.rise,
            schedule.until,
            room,
            outdoor,
            side,
            able,
            self._given(command, self._heating, cooling),
            capacity.trim,
            None if compressor.on else sensing.slope,
            dt,
            now,
        )
        if recovery.begins:
            self.journal.add(now, j.EARLY_START, schedule.until // 60)
            if cooling:
                capacity.begin(recovery.trim)
        capacity.step(cooling, recovery.target, sensing, side, run_time, frozen or called, dt, recovery.extra)
        error = capacity.error
        demand = capacity.demand * 1000 // self.frost.share
        base = capacity.base
        if recovery.on and not compressor.on and base >= side.q_min and error > -_EARLY:
            error = max(error, self.settings.start_band + 1)  # a ramp is not waited for
        if called and error > -_FINISH:
            demand = base = side.q_max  # while the backup helps, the heat pump gives all it has
        if called and -self.settings.warm_up_band < error < 0:
            error = 0  # and is not the one that stops
        if comfort.drying and error < _REST:
            # Cool enough, but damp: on, slowly, with as much capacity as keeps the coil well below the dew point.
            error = _REST
            demand = base = max(demand, side.q_max * _DRYING // 100)
        elif room is None:
            # Open loop: run while the loss is worth a run, and pause now and then for a look by the coil.
            error = _REST if demand * 2 > side.q_min and run_time < _BLIND_RUN else -_REST
        self._available = 1 if not reason and not memory.emergency else 0
        stop = j.STOPPED_OFF if memory.emergency else (j.STOPPED_LOCKOUT if reason else j.STOPPED_CHANGEOVER)
        if not turned or cooling or not active or not self._available:
            compressor.decide(
                active,
                error,
                demand,
                base,
                side,
                outdoor,
                sensing.indoor_coil if cooling else None,
                self._available and self.valve.clear and not turned,
                self.guard.may_start(not cooling, now),
                stop,
                now,
            )
        self.aux_heat.step(
            comfort.side == c.HEATING,
            memory.emergency,
            recovery.aux_setpoint(comfort.aux_setpoint),
            sensing,
            compressor.saturated,
            able,
            self.settings.proportional * side.q_max // 1000,
            reason,
            frozen,
            dt,
            now,
        )
        want = self._want
        want.valve = self.valve.position
        want.aux = self.aux_heat.stages
        if not turned:
            self._temper = 1 if room is not None and comfort.aux_setpoint - room > _TEMPER else 0
        elif self._temper and self.aux_heat.allowed:
            want.aux = max(want.aux, 1)
        elif self.settings.aux_in_air_stream and not command.aux:
            want.aux = 0  # begun now it would blow over a coil that is cold already
        vane = self.vane
        if active or comfort.fan_only:
            vane.step(not cooling, self.airflow.blows(), room, readings.presence.within(0, 15, _WINDOW_AGE), now)
        want.vane = vane.down
        want.wide_vane = vane.wide
        self.airflow.decide(
            active,
            comfort.fan_only or (room is None and active and not compressor.on),
            not cooling,
            comfort.drying and error <= _REST,
            compressor.speed,
            error,
            sensing.indoor_coil,
            sensing.humidity,
            self.airflow.quiet(self.schedule.preset == SLEEP, readings.minute_of_week.within(0, 10079, _WINDOW_AGE)),
            self.vane.most,
            now,
        )
        if compressor.wanted > self.airflow.limit:
            compressor.wanted = self.airflow.limit
        self.chronicle.note(side.q_min if compressor.on and compressor.cycling else 0, now)
        self._observe(readings, dt, now)

    def _observe(self, readings, dt, now):
        """What the machine shows, for `fdd` and `maintenance`."""
        heating = self._heating
        command = self.guard.command
        compressor = self.compressor
        side = self.unit_map.heating if heating else self.unit_map.cooling
        turning = self._turning
        self.fdd.steady.watch(
            readings,
            self.sensing,
            command,
            turning,
            side,
            heating,
            compressor.run_time,
            0 if compressor.on else now - compressor.since,
            now - self.defrost.ended,
            self.frost.share if heating else 1000,
            self.frost.run,
        )
        if not self.defrost.active:
            self.maintenance.watch(command, turning, readings.power, side, heating, dt)

    def _given(self, command, heating, cooling):
        """W that heat pump and backup give on the side asked for."""
        heat = 0
        if command.speed and not self.defrost.active and heating != cooling:
            heat = self.accounts.heat_now
            if heating:
                heat = heat * self.frost.share // 1000
        if command.aux and not cooling:
            heat += self.accounts.aux_power[command.aux]
        return heat

    def _account(self, readings, room, outdoor, now):
        """What was delivered since the last account goes to the learner, the budget and the counters."""
        accounts = self.accounts
        if not accounts.close(self.frost.share, self.guard.command.speed):
            return
        dt = accounts.time
        aux = accounts.aux
        heat = accounts.heat
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
        settled = now - self.defrost.ended >= _AFTER_DEFROST
        self.balance.observe(
            self.compressor.saturated, room, sensing.outdoor, aux, dt, 1 if trusted and settled and self._heating else 0
        )
        self.aux_heat.count(aux, heat, sensing.outdoor, dt, now)
        self._expected = accounts.movement(room, outdoor) if trusted and outdoor is not None else 0

    def learn(self):
        """Outside the tick, every few minutes: the house and the balance point."""
        for _ in self.learn_steps():
            pass

    def learn_steps(self):
        """The same, for whoever has something to do in between: a generator that yields between small pieces."""
        yield from self.house.learn_steps()
        self.balance.learn(min(self.comfort.heat_setpoint, self.settings.wish_limit))
        self.chronicle.learned(self.now)
        kind = self.fdd.learn(self.now)
        frost = self.frost
        if frost.cycle and self.fdd.cycle(frost.cycle, self.now):
            kind = HEATING
        frost.cycle = 0
        if kind >= 0:
            self.diagnosis.weigh(kind, self.now)
        for room in range(ROOMS):
            self.sensing.trim(room, self.diagnosis.correction(room))
        self.maintenance.learn(self.now)
        self.recovery.learn()
        self._advise()
        self._fit_cycle()

    def _advise(self):
        comfort = self.comfort
        setback = self.schedule.setback
        if comfort.side == c.COOLING:
            self.advice.learn(setback, comfort.cool_setpoint - setback, 1, self.unit_map.cooling, self.now)
        elif comfort.side == c.HEATING:
            self.advice.learn(setback, comfort.heat_setpoint + setback, 0, self.unit_map.heating, self.now)

    def _fit_cycle(self):
        """What a least run may add to the room's air: as much as carries it through the band."""
        settings = self.settings
        swing = settings.start_band + settings.stop_band
        self.compressor.surplus = self.memory.air_capacity * swing // 100 * 3600 // settings.minimum_on

    def acknowledge(self):
        """A person releases the latches: heater, valve. Outside the tick."""
        self.guard.acknowledge()
        self.memory.valve_locked = 0
        self.journal.add(self.now, j.ACKNOWLEDGED)

    def filter_cleaned(self):
        """A person has cleaned the filter. Outside the tick."""
        self.maintenance.filter_cleaned(self.now)
        if self.diagnosis.fault == DIRTY_FILTER:
            self.fdd.calm()
            self.diagnosis.clear(self.now)

    def outdoor_checked(self):
        """A person has looked at the outdoor unit and cleaned it. Outside the tick."""
        self.maintenance.outdoor_checked(self.now)
        if self.diagnosis.fault == DIRTY_OUTDOOR:
            self.fdd.calm()
            self.diagnosis.clear(self.now)

    def serviced(self):
        """After work on unit or sensors: what is normal is learned anew. Outside the tick."""
        self.maintenance.serviced(self.now)
        self.fdd.forget()
        self.diagnosis.clear(self.now)

    def status(self):
        """Where everything stands, as a plain dict in the units of the core. Outside the tick."""
        from . import status

        dismiss(status)
        return status.status(self)
