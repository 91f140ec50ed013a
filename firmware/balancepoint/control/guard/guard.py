"""The last word. Whatever the stages ask for, the nine interlocks of the project hold; they stand in this room and nowhere else.
This page is for a compressor that is ours; what holds for a unit that owns its compressor says `managed`.

 1 valve moves only at standstill, proven (`standstill`) or 30 s after the stop, then equalised 180 s, 300 s when it leaves the
   position the compressor last ran in (a mode change), 60 s in a defrost; start 10 s after the move at the earliest
 2 compressor off 3 min at least, reboot included; a defrost's own standstill is exempt (`exemption` says what is a defrost)
 3 heater: never in cooling mode, never without a trusted indoor reading, never above its ceiling; in an air stream only
   with the fan proven, and the fan runs on 90 s (`heater`)
 4 freeze protection in every mode: heat pump below 7 °C, heater below 5 °C (`room_limits`)
 5 above 32 °C indoors no heating, above 35 °C the heater is latched off (`room_limits`)
 6 a stop is never delayed here; minimum-off never yields
 7 discharge above 102 °C slows down, above 115 °C stops; indoor coil below 2 °C for 6 min in cooling stops (`protection`)
 8 a heater that draws current or heats while off (`weld` finds it): second contact opened, latched (`heater`)
 9 heater on for 4 h: 10 min off for a relay check (`heater`)

Sources: makers' service manuals (3 min restart lock, valve dwell, discharge 102/115 °C, coil 2 °C for 6 min), IEC 60730-2-9
(welded contact as the most dangerous failure, independent second contact).
"""

from ..command import FAN_AUTO, FAN_OFF, LAPSED, LEASE, OUTDOOR_FAN_AUTO
from ..journal import codes as j
from ..quantity import NEVER, UNKNOWN, const, deg, minutes
from .exemption import EQUALISE, Exemption
from .heater import Heater
from .protection import Protection
from .room_limits import RoomLimits
from .standstill import Standstill

_HUNG = const(60)  # s: after a longer gap everything has dropped to safe
_OFF_TIME = minutes(3)
_EQUALISE = const(180)
_EQUALISE_MODE = const(300)
_SETTLE = const(10)
_FAN_FOR_AUX = const(3)
_COIL_WARMED_UP = deg(40)
_STILL_AIR = minutes(4)  # longest, whatever the coil's sensor says


class Guard:
    """`step()` takes what the stages want and makes of it the one `Command` that may be executed.

    Reads `want`, `cooling`, `available` and what sensing trusts; writes `command`, `freeze`, `discharge_limit` and from when on a
    start would be let through.
    """

    def __init__(self, settings, memory, journal):
        self._settings = settings
        self._journal = journal
        self._heating_valve = 1 if settings.valve_energised_in == "heating" else 0
        self._standstill = Standstill()
        self._exemption = Exemption()
        self._limits = RoomLimits(journal)
        self._protection = Protection(settings, journal)
        self._heater = Heater(settings, memory, journal)
        self._ran_valve = -1
        self._moved_at = -_SETTLE
        self._now = 0
        self._still_air = 0  # s of compressor without fan

    def begin(self, s):
        """Once, before the first tick."""
        self._foresee(s)

    def acknowledge(self):
        """A person releases the latches, after finding the reason. Outside the tick."""
        self._heater.acknowledge()

    def step(self, s, now, dt):
        """The Command for now."""
        command = s.command
        want = s.want
        dt = now - self._now  # its own, whatever it is told
        self._now = now
        if dt > _HUNG or command.valid_until == LAPSED:
            self._dropped(s, now)
        if self._standstill.step(s, now):
            self._journal.add(now, j.STOP, j.STOPPED_BY_UNIT)
            command.speed = 0
            self._exemption.end()
        heats = 1 if command.speed and command.valve == self._heating_valve else 0
        self._exemption.step(want.defrost, heats, dt, now)
        command.defrost = self._exemption.granted
        if self._limits.step(s, now):
            self._heater.too_hot(now)
        valve = self._heating_valve if s.freeze and not command.defrost else want.valve
        heating_valve = 1 if valve == self._heating_valve else 0
        self._protection.step(s, heating_valve, now, dt)
        speed = self._bounded(s, heating_valve)
        if valve != command.valve:
            speed = 0
            self._move(s, valve, now)
        if speed:
            if not command.speed:
                speed = self._start(s, speed, now)
        elif command.speed:
            self._standstill.stopped(now)
        command.speed = speed
        if self._settings.aux_stages:
            heater = self._heater
            if not command.aux:
                heater.watch(s, self._standstill, now)
            if command.aux or want.aux or s.freeze:
                heater.step(s, heater.stages(s, self._limits.hot), now)
        fan = want.fan
        if now < self._heater.fan_until and (fan < _FAN_FOR_AUX or fan == FAN_AUTO):
            fan = _FAN_FOR_AUX
        elif speed and fan == FAN_OFF and not command.defrost:
            fan = self._still(s, heating_valve, dt)
        else:
            self._still_air = 0
        command.fan = fan
        command.vane = want.vane
        command.wide_vane = want.wide_vane
        command.outdoor_fan = want.outdoor_fan if command.defrost else OUTDOOR_FAN_AUTO
        command.valid_until = now + LEASE
        if command.speed:
            s.start_heating_at = s.start_cooling_at = NEVER
        else:
            self._foresee(s)

    def _dropped(self, s, now):
        """Nobody renewed the lease: everything dropped to safe meanwhile."""
        if s.command.speed:
            self._standstill.stopped(now)
            s.command.speed = 0
        self._heater.dropped(s, now)
        self._exemption.end()

    def _bounded(self, s, heating_valve):
        """The speed that room, discharge and coil allow: what is wanted, or what freeze protection takes."""
        settings = self._settings
        protection = self._protection
        speed = s.want.speed
        if s.freeze and not s.command.defrost:  # a defrost goes on: without it there would soon be no heat at all
            if s.want.valve != self._heating_valve or speed < settings.speed_rated:
                speed = settings.speed_rated
        if not s.available or (self._limits.hot and heating_valve) or protection.tripped or protection.iced:
            return 0
        if s.discharge_limit and speed > s.discharge_limit:
            speed = s.discharge_limit
        return speed if speed < settings.speed_max else settings.speed_max

    def _move(self, s, valve, now):
        """The valve towards `valve`, when the time has come."""
        command = s.command
        standstill = self._standstill
        still = standstill.since
        if command.defrost:
            still = min(still, standstill.stopped_at)
            wait = EQUALISE
        else:
            wait = _EQUALISE_MODE if self._ran_valve == command.valve else _EQUALISE
        if not command.speed and still >= 0 and now - still >= wait:
            command.valve = valve
            self._moved_at = now

    def _start(self, s, speed, now):
        """`speed`, or 0 while the compressor must rest."""
        if now < self._rested_at():
            return 0
        self._exemption.starts += 1
        self._standstill.started()
        self._ran_valve = s.command.valve
        return speed

    def _rested_at(self):
        """s since boot from when on minimum-off and valve allow a start; NEVER while it turns."""
        still = self._standstill.since
        if still < 0:
            return NEVER
        rest = 0 if self._exemption.excuses_start() else _OFF_TIME
        return max(still + rest, self._moved_at + _SETTLE)

    def _foresee(self, s):
        """At rest: from when on a start would be let through, as things are."""
        at = NEVER if self._protection.tripped else self._rested_at()
        s.start_heating_at = NEVER if self._limits.hot else at
        s.start_cooling_at = NEVER if self._protection.iced else at

    def _still(self, s, heating_valve, dt):
        """The compressor never runs against still air, but to warm up a coil that says that it is cold."""
        coil = s.indoor_coil
        self._still_air += dt
        if not heating_valve or coil == UNKNOWN or coil > _COIL_WARMED_UP or self._still_air > _STILL_AIR:
            return FAN_AUTO
        return FAN_OFF
