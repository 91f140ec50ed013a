"""Listening on Samsung's older bus, and telling the indoor unit what is asked for, in the gap that the outdoor unit leaves.

The outdoor unit ends its round with F8 to all; then nobody speaks for some 300 ms, and what is said 20 ms after it is heard
(lanwin/esphome_samsung_ac). Others ask the central controller by C6, once it has registered, which it does when whoever is
new is called. A frame sets everything: what is not asked for goes out as the unit has it. The outdoor unit's words give speed and
defrost; the room temperature in our frame is the unit's own.
"""

from ...control.command import FAN_AUTO
from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from ..bus import Bus
from ..follow import BLOW, MODE, POWER, SETPOINT
from ..unit import FEED_NONE
from . import codec as c

_ANY = const(-1)
_RARELY = const(60)  # s from one registration to the next


class Session(Bus):
    """See `units` and `bus`. `address`: of the indoor unit, the first that is heard."""

    BAUD, PARITY, STOP = 2400, 0, 1
    HUSH, BETWEEN, SILENCE = 20, 1500, 15000
    GAPS = 1
    SETS = POWER | MODE | SETPOINT | BLOW
    LONGEST = c.SIZE
    ABILITIES = {
        "modes": 1 << HEAT | 1 << COOL | 1 << AUTO | 1 << DRY | 1 << FAN,
        "fans": 3, "quiet": 0, "vanes": 0, "wide_vanes": 0, "step": 100, "feed": FEED_NONE,
        "heat_low": 1600, "heat_high": 3000, "cool_low": 1800, "cool_high": 3000,
    }  # fmt: skip

    def __init__(self, unit):
        Bus.__init__(self, unit, c.Receiver())
        self.address = _ANY
        self._told = bytearray(6)
        self._new = 0  # it has just called whoever is new
        self._registered = -_RARELY  # s

    def _gap(self, frame, count):
        if frame[1] != c.OUTDOOR:
            return 0
        if frame[2] == c.NEW:
            self._new = frame[4] & 1 if self.unit.now - self._registered >= _RARELY else 0
            return self._new
        return (
            frame[3] == c.LAST
            and frame[2] == c.ALL
            or frame[3] == c.CONTROL
            and frame[2] == c.CENTRAL
            and frame[4] == 1
        )

    def _next(self, now):
        follow = self.follow
        if self._new:
            self._new = 0
            self._registered = self.unit.now
            return c.register(self._out)
        bits = follow.due()
        if not bits:
            return 0
        unit = self.unit
        told = self._told
        off = unit.mode == OFF
        told[0] = self.address
        told[1] = 0 if off else 1
        mode = unit.said_mode if off else unit.mode
        told[2] = mode if mode > 0 else HEAT
        setpoint = unit.said_setpoint if off or mode == FAN or mode == DRY else unit.target()
        told[3] = setpoint // 100 if setpoint > 0 else 21
        fan = follow.blow() if bits & BLOW else unit.said_fan
        told[4] = 0 if fan == FAN_AUTO or fan < 0 else fan
        told[5] = unit.room // 100 if unit.room > 0 else 4
        return c.tell(self._out, told)

    def _take(self, frame, count, now):
        source = frame[1]
        command = frame[3]
        if source == c.OUTDOOR:
            return self._outdoor(frame, command, now)
        if command != c.STATE or source >= c.OUTDOOR:
            return 0
        if self.address == _ANY:
            self.address = source
        if source != self.address:
            return 0
        unit = self.unit
        follow = self.follow
        follow.on = frame[8] >> 7
        follow.mode = c.mode_of(frame)
        value = (frame[4] - 55) * 100
        follow.setpoint = value if 800 <= value <= 3500 else UNKNOWN
        follow.fan = c.fan_of(frame)
        follow.said()
        value = c.degrees(frame[5])
        if -2000 <= value <= 5000:
            unit.room = value
            unit.room_at = now
        value = c.degrees(frame[6])
        if value != UNKNOWN:
            unit.coil = value
        return 1

    def _outdoor(self, frame, command, now):
        unit = self.unit
        if command == c.OUTDOOR_STATE:
            value = c.degrees(frame[8])
            if value != UNKNOWN and value <= 6000:
                unit.tells_outdoor = 1
                unit.outdoor = value
                unit.outdoor_at = now
        elif command == c.MACHINE:
            unit.tells_defrost = 1
            unit.defrosting = frame[4] >> 5 & 1
            unit.fault = frame[10]
            unit.state_at = unit.fault_at = now
            if frame[7]:
                unit.tells_speed = 1
            unit.speed = frame[7]
            unit.running = 1 if frame[7] else 0
            unit.tells_running = 1
            unit.running_at = now
        return 0
