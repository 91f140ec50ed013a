"""On LG's wire as the master controller: hear the unit, tell it the state and the room every 20 s, and at once what changes.

Everybody hears everybody, ourselves too: we speak after 500 ms of silence, and what does not come back whole is said again. Our
frame is the unit's last one with what is asked for put in: bits that we do not know go back as they came.
"""

from ...control.command import FAN_AUTO
from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from ..bus import Bus
from ..follow import BLOW, MODE, POWER, SETPOINT
from ..unit import FEED_EXPIRES, SWING
from . import codec as c

_MODE_BITS = b"\x08\x20\x40\x80"
_MODES = (AUTO, HEAT, FAN, DRY)
_EVERY = const(20)  # s from status to status
_COMES_BACK = const(3)  # s within which we hear ourselves: a frame takes 1.25


class Session(Bus):
    """See `units` and `bus`."""

    BAUD, PARITY, STOP = 104, None, 1
    HUSH, BETWEEN, SILENCE = 500, 3000, 200000
    HEARS = 1
    SETS = POWER | MODE | SETPOINT | BLOW
    LONGEST = c.SIZE
    pace = 50
    ABILITIES = {
        "modes": 1 << HEAT | 1 << COOL | 1 << AUTO | 1 << DRY | 1 << FAN,
        "fans": 5, "quiet": 0, "vanes": 0, "wide_vanes": 0, "step": 50, "feed": FEED_EXPIRES,
        "heat_low": 1600, "heat_high": 3000, "cool_low": 1800, "cool_high": 3000, "tells_defrost": 1, "tells_running": 1,
    }  # fmt: skip

    def __init__(self, unit):
        Bus.__init__(self, unit, c.Receiver())
        self.follow.binds = 1 << HEAT | 1 << COOL
        self._last = bytearray(c.SIZE)  # the unit's last status
        self._said_at = -_EVERY  # s
        self._lost = 0  # what we said did not come back

    def _next(self, now):
        if self._count and now - self._said_at < _COMES_BACK:
            return 0
        if self._count:
            self._count = 0
            self._lost = 1
        follow = self.follow
        unit = self.unit
        bits = follow.due()
        if not (bits or self._lost or now - self._said_at >= _EVERY):
            return 0
        self._lost = 0
        self._said_at = now
        out = self._out
        for k in range(c.SIZE):
            out[k] = self._last[k]
        if bits:
            off = unit.mode == OFF
            mode = follow.mode if off and follow.mode > 0 else unit.mode
            fan = follow.blow() if bits & BLOW else follow.fan
            c.put_state(out, 0 if off else 1, mode, fan if fan > 0 else FAN_AUTO)
            if not off and mode != FAN and mode != DRY:
                c.put_setpoint(out, unit.target())
        else:
            out[0] = c.STATE
            out[1] &= 0xFE
        if unit.asked:
            c.put_room(out, unit.room_feed)
        out[11] = 0
        return c.seal(out)

    def _take(self, frame, count, now):
        unit = self.unit
        if frame[0] == c.UNIT_ABILITIES:
            modes = 1 << COOL
            for k in range(4):
                if frame[2] & _MODE_BITS[k]:
                    modes |= 1 << _MODES[k]
            unit.modes = modes
            unit.step = 100 if frame[5] & 0x20 else 50
            unit.cool_low = 1600 if frame[6] & 0x20 else 1800
            return 1
        if frame[0] != c.UNIT_STATE:
            return frame[0] >> 4 == 0xC
        for k in range(c.SIZE):
            self._last[k] = frame[k]
        follow = self.follow
        follow.on = frame[1] >> 1 & 1
        follow.mode = c.mode_of(frame)
        follow.setpoint = c.setpoint_of(frame) if follow.mode != AUTO else UNKNOWN
        follow.fan = c.fan_of(frame)
        follow.vane = SWING if frame[2] & 0x80 else 0
        follow.wide = SWING if frame[2] & 0x40 else 0
        follow.said()
        if not frame[6] & 0x30:  # its own thermistor: else it is what we have told
            unit.room = c.room_of(frame)
            unit.room_at = now
        unit.filter_due = frame[2] & 1
        unit.defrosting = frame[3] >> 2 & 1
        unit.preheating = frame[3] >> 3 & 1
        unit.state_at = now
        unit.running = frame[5] >> 2 & 1
        unit.running_at = now
        unit.fault = frame[11]
        unit.fault_at = now
        return 1
