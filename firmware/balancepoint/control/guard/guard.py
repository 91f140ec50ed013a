"""The last word. Whatever the stages ask for, the nine interlocks of the project hold; they stand here and nowhere else.

 1 valve moves only at standstill, proven (0 Hz, or power below 80 W) or 30 s after the stop, then equalised 180 s, 300 s when
   it leaves the position the compressor last ran in (a mode change), 60 s in a defrost; start 10 s after the move at the earliest
 2 compressor off 3 min at least, reboot included; a defrost's own standstill is exempt (`exemption` says what is a defrost)
 3 heater: never in cooling mode, never without a trusted indoor reading, never above its ceiling; in an air stream only
   with the fan proven, and the fan runs on 90 s
 4 freeze protection in every mode: heat pump below 7 °C, heater below 5 °C
 5 above 32 °C indoors no heating, above 35 °C the heater is latched off
 6 a stop is never delayed here; minimum-off never yields
 7 discharge above 102 °C slows down, above 115 °C stops; indoor coil below 2 °C for 6 min in cooling stops
 8 a heater that draws current or heats while off (`weld` finds it): second contact opened, latched
 9 heater on for 4 h: 10 min off for a relay check

Sources: makers' service manuals (3 min restart lock, valve dwell, discharge 102/115 °C, coil 2 °C for 6 min), IEC 60730-2-9
(welded contact as the most dangerous failure, independent second contact).
"""

from ..command import FAN_AUTO, FAN_OFF, LEASE, OUTDOOR_FAN_AUTO, Command
from ..journal import codes as j
from ..quantity import const, deg, hours, minutes
from ..sense.sensing import COIL_STANDSTILL, SENSOR
from .exemption import EQUALISE, Exemption
from .weld import Weld

_TURNING = const(-1)  # no standstill now
_OFF_TIME = minutes(3)
_UNPROVEN = 30
_EQUALISE = 180
_EQUALISE_MODE = 300
_SETTLE = 10
_STANDSTILL_POWER = 80
_FRESH = 30  # s, feedback older than that proves nothing
_BELIEVED = 120  # s, for what the unit says of a defrost
_AFTER_DEFROST = minutes(2)  # the unit's own restart

_FREEZE_PUMP = deg(7)
_FREEZE_AUX = deg(5)
_FREEZE_OVER = deg(1)

_HOT = deg(32)
_HOT_OVER = deg(31.5)
_HOT_LATCH = deg(35)

_EMERGENCY_CEILING = deg(15)
_OUTDOOR_LOW = deg(-45)
_OUTDOOR_HIGH = deg(60)
_OUTDOOR_AGE = minutes(15)
_FAN_RUN_ON = 90
_FAN_FOR_AUX = const(3)
_COIL_WARMED_UP = deg(40)
_STILL_AIR = minutes(4)  # longest, whatever the coil's sensor says

_DISCHARGE_SLOW = deg(102)
_DISCHARGE_FREE = deg(98)
_SLOW_DOWN = const(2)  # 0.1 Hz/s
_SPEED_UP = const(1)
_DISCHARGE_STOP = deg(115)
_DISCHARGE_RESTART = deg(90)
_COIL_ICING = deg(2)
_COIL_ICING_TIME = minutes(6)
_COIL_CLEAR = deg(10)
_BLIND = minutes(30)  # a trip whose sensor has died since is released after this

_AUX_LONGEST = hours(4)
_AUX_CHECK = minutes(10)


class Guard:
    """`step()` takes what the stages want and gives the one `Command` that may be executed."""

    def __init__(self, settings, memory, journal):
        self._settings = settings
        self._memory = memory
        self._journal = journal
        self._heating_valve = 1 if settings.valve_energised_in == "heating" else 0
        self.command = Command()
        # At boot the compressor and the heater count as stopped at 0.
        self.still_since = 0  # or _TURNING
        self._stopped_at = 0
        self._turned = 0  # feedback has shown rotation since the start
        self._ran_valve = -1
        self._moved_at = -_SETTLE
        self._exemption = Exemption()
        self._defrost_seen = -_AFTER_DEFROST
        self._now = 0
        self.freeze = 0
        self._hot = 0
        self._limit = 0  # 0.1 Hz, 0 = none
        self._tripped = 0
        self._tripped_at = 0
        self._icing_since = -1
        self._iced = 0
        self._aux_since = -1
        self._aux_off_at = 0
        self._aux_check = 0
        self._fan_until = 0
        self._still_air = 0  # s of compressor without fan
        self._weld = Weld()

    def may_start(self, heating, now):
        """1 when a start would be let through: minimum-off, valve, protections. `heating`: on that side."""
        if self._tripped or (self._hot if heating else self._iced):
            return 0
        return self._rested(now)

    def _rested(self, now):
        still = self.still_since
        rest = 0 if self._exemption.excuses_start() else _OFF_TIME
        return 1 if still >= 0 and now - still >= rest and now - self._moved_at >= _SETTLE else 0

    def acknowledge(self):
        """A person releases the latches, after finding the reason. Outside the tick."""
        self._memory.heater_latched = 0
        self._weld.reset()

    def _standstill(self, readings, now):
        """Follow the compressor by its feedback; 1 when it turns by our command."""
        command = self.command
        speed = readings.speed.within(0, 500, _FRESH)
        reading = readings.defrosting
        if reading.value == 1 and reading.age <= _BELIEVED:
            self._defrost_seen = now
        if command.speed:
            if speed:
                self._turned = 1
            elif speed == 0 and self._turned and now - self._defrost_seen >= _AFTER_DEFROST:
                # It stopped by itself (lost lease, own protection): that is a stop like any other.
                self._journal.add(now, j.STOP, j.STOPPED_BY_UNIT)
                command.speed = 0
                self._stopped_at = now
                self.still_since = now
                self._exemption.end()
                return 0
            return 1
        power = readings.power.within(0, 60000, _FRESH)
        if speed:
            self.still_since = _TURNING
        elif speed == 0 or (power is not None and power < _STANDSTILL_POWER):
            if self.still_since < 0:
                self.still_since = now
        elif self.still_since < 0 and now - self._stopped_at >= _UNPROVEN:
            self.still_since = now
        return 0

    def _heat_limits(self, sensing, now):
        """Interlocks 4 and 5: freeze protection, too hot."""
        coldest = sensing.indoor_min
        room = coldest if sensing.room is None else sensing.room
        freeze = self.freeze
        if room is None or (coldest is not None and coldest >= _FREEZE_PUMP + _FREEZE_OVER):
            freeze = 0  # the second: after a hang the filtered room lags behind
        elif room < _FREEZE_AUX:
            freeze = 2
        elif room < _FREEZE_PUMP:
            if freeze != 2 or room >= _FREEZE_AUX + _FREEZE_OVER:
                freeze = 1
        elif room >= _FREEZE_PUMP + _FREEZE_OVER:
            freeze = 0
        elif freeze == 2:
            freeze = 1
        if freeze != self.freeze:
            self.freeze = freeze
            self._journal.add(now, j.FREEZE, freeze)
        hottest = sensing.indoor_max
        if hottest is None or hottest < _HOT_OVER:
            self._hot = 0
        elif hottest > _HOT:
            if not self._hot:
                self._hot = 1
                self._journal.add(now, j.HOT, hottest)
            if hottest > _HOT_LATCH and not self._memory.heater_latched:
                self._latch(j.LATCHED_HOT, now)

    def _latch(self, reason, now):
        self._memory.heater_latched = reason
        self._journal.add(now, j.HEATER_LATCHED, reason)

    def _protect(self, speed, cooling_valve, sensing, dt, now):
        """Interlock 7: the speed that discharge and indoor coil allow."""
        discharge = sensing.discharge
        if discharge is None:
            self._limit = 0
            if self._tripped and now - self._tripped_at >= _BLIND:
                self._tripped = 0
        elif discharge > _DISCHARGE_STOP:
            if not self._tripped:
                self._tripped = 1
                self._tripped_at = now
                self._journal.add(now, j.DISCHARGE, discharge)
        elif self._tripped:
            if discharge < _DISCHARGE_RESTART:
                self._tripped = 0
        elif discharge > _DISCHARGE_SLOW:
            if not self._limit:
                self._limit = (self.command.speed or self._settings.speed_max) * 10
                self._journal.add(now, j.DISCHARGE, discharge)
            self._limit = max(self._settings.speed_min * 10, self._limit - _SLOW_DOWN * dt)
        elif self._limit and discharge < _DISCHARGE_FREE:
            self._limit += _SPEED_UP * dt
            if self._limit >= self._settings.speed_max * 10:
                self._limit = 0
        if self._limit and speed * 10 > self._limit:
            speed = self._limit // 10
        if not cooling_valve:
            self._icing_since = -1
            self._iced = 0
            return 0 if self._tripped else speed
        coil = sensing.indoor_coil
        if self._iced:
            if (coil is not None and coil > _COIL_CLEAR) or (coil is None and now - self._icing_since >= _BLIND):
                self._iced = 0
                self._icing_since = -1
        elif coil is None or coil >= _COIL_ICING or not self.command.speed or self._exemption.granted:
            self._icing_since = -1  # a defrost takes its heat from this coil, and is bounded
        elif self._icing_since < 0:
            self._icing_since = now
        elif now - self._icing_since >= _COIL_ICING_TIME:
            self._iced = 1
            self._journal.add(now, j.COIL_FREEZING, coil)
        return 0 if self._tripped or self._iced else speed

    def _heater(self, aux, readings, sensing, cooling, available, now):
        """Interlocks 3, 8 and 9: the stages that may be on."""
        command = self.command
        settings = self._settings
        if not command.aux and settings.aux_stages:
            rest = -1 if command.speed else now - self._stopped_at
            still = -1 if self.still_since < 0 else now - self.still_since
            welded = self._weld.found(now - self._aux_off_at, rest, still, readings, sensing, now)
            if welded and self._memory.heater_latched != j.LATCHED_WELDED:
                self._latch(j.LATCHED_WELDED, now)
        room = sensing.room
        if room is None:
            room = sensing.indoor_min
        if aux:
            outdoor = sensing.outdoor
            if sensing.outdoor_source != SENSOR and sensing.outdoor_source != COIL_STANDSTILL:
                # A guess from the running coil lifts no ceiling that a reading, even a doubted one, would keep.
                outdoor = readings.outdoor.within(_OUTDOOR_LOW, _OUTDOOR_HIGH, _OUTDOOR_AGE)
            if cooling or self._hot or room is None or self._memory.heater_latched:
                aux = 0
            elif command.speed and command.valve != self._heating_valve and not self._exemption.granted:
                aux = 0  # whatever the mode is called, the machine cools
            elif outdoor is not None and outdoor > (
                settings.aux_ceiling if available and room >= _FREEZE_PUMP else _EMERGENCY_CEILING
            ):
                aux = 0
        if settings.aux_in_air_stream:
            if aux:
                self._fan_until = now + _FAN_RUN_ON
                if not readings.fan_proven.within(1, 1, _FRESH):
                    aux = 0
            elif command.aux:
                self._fan_until = now + _FAN_RUN_ON
        if now < self._aux_check:
            aux = 0
        elif aux:
            if self._aux_since < 0:
                self._aux_since = now
            elif now - self._aux_since >= _AUX_LONGEST:
                self._aux_check = now + _AUX_CHECK
                self._journal.add(now, j.HEATER_CHECK)
                aux = 0
        if not aux:
            self._aux_since = -1
            if command.aux:
                self._aux_off_at = now
        command.aux = aux
        # Closed while the heater is off too: only then does a welded stage relay show.
        command.aux_contact = 1 if settings.aux_stages and not self._memory.heater_latched else 0

    def step(self, want, readings, sensing, cooling, available, now):
        """The Command for now. `want`: what the stages ask for. `cooling`: the mode is cooling or drying.

        `available`: the heat pump may run at all (no lockout).
        """
        command = self.command
        settings = self._settings
        dt = now - self._now
        if dt > 60:
            # Nobody renewed the lease: everything dropped to safe meanwhile.
            if command.speed:
                self._stopped_at = now
                self.still_since = _TURNING
                command.speed = 0
            if command.aux:
                self._aux_off_at = now
                command.aux = 0
            self._exemption.end()
        self._now = now
        turning = self._standstill(readings, now)
        self._exemption.step(want.defrost, turning and command.valve == self._heating_valve, dt, now)
        defrost = command.defrost = self._exemption.granted
        self._heat_limits(sensing, now)
        speed = want.speed
        valve = want.valve
        aux = want.aux
        if aux > settings.aux_stages:
            aux = settings.aux_stages
        if self.freeze:
            if not defrost:  # without it there would soon be no heat at all
                if valve != self._heating_valve:
                    valve = self._heating_valve
                    speed = 0
                if speed < settings.speed_rated:
                    speed = settings.speed_rated
            if self.freeze == 2:
                cooling = 0  # then the mode is heating, whatever was asked
                aux = settings.aux_stages
        if not available:
            speed = 0
        heating_valve = valve == self._heating_valve
        if self._hot and heating_valve:
            speed = 0
        speed = self._protect(speed, not heating_valve, sensing, dt, now)
        if speed > settings.speed_max:
            speed = settings.speed_max
        if valve != command.valve:
            speed = 0
            still = self.still_since
            if defrost:
                still = min(still, self._stopped_at)
                wait = EQUALISE
            else:
                wait = _EQUALISE_MODE if self._ran_valve == command.valve else _EQUALISE
            if not turning and still >= 0 and now - still >= wait:
                command.valve = valve
                self._moved_at = now
        if speed:
            if not turning:
                if self._rested(now):
                    self._turned = 0
                    self._exemption.starts += 1
                    self.still_since = _TURNING
                    self._ran_valve = command.valve
                else:
                    speed = 0
        elif turning:
            self._stopped_at = now
            self.still_since = _TURNING
        command.speed = speed
        self._heater(aux, readings, sensing, cooling, available, now)
        fan = want.fan
        if now < self._fan_until and (fan < _FAN_FOR_AUX or fan == FAN_AUTO):
            fan = _FAN_FOR_AUX
        elif speed and fan == FAN_OFF and not defrost:
            # The compressor never runs against still air, but to warm up a coil that says that it is cold.
            coil = sensing.indoor_coil
            self._still_air += dt
            if not heating_valve or coil is None or coil > _COIL_WARMED_UP or self._still_air > _STILL_AIR:
                fan = FAN_AUTO
        else:
            self._still_air = 0
        command.fan = fan
        command.vane = want.vane
        command.wide_vane = want.wide_vane
        command.outdoor_fan = want.outdoor_fan if defrost else OUTDOOR_FAN_AUTO
        command.valid_until = now + LEASE
        return command
