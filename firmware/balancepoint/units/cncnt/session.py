"""The session with a Panasonic unit on CN-CNT (9600 baud, 8E1): a poll every 5 s, an order in between.

Both are answered at once with the whole state. Times: 5 s between polls, 250 ms between an order and what was sent before it, of
DomiStyle/esphome-panasonic-ac esppac_cnt.cpp; nothing is published on how long an answer takes, 1 s is waited.
The whole of what can be set goes out with every order, as it was read but for what changes.
"""

from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, COOL, DRY, FAN, HEAT
from ..follow import BLOW, VANE, WIDE
from ..talk import Talk
from ..unit import FEED_NONE, QUIET
from . import codec as c

_POLL = const(5)  # s
_LOOK = const(4)  # of these less after an order


class Session(Talk):
    """See `units` and `talk`."""

    BAUD, PARITY, STOP = 9600, 0, 1
    BETWEEN, REPLY, SILENCE = 250, 1000, 16000
    LONGEST = c.STATE + 3
    ABILITIES = {
        "modes": 1 << HEAT | 1 << COOL | 1 << AUTO | 1 << DRY | 1 << FAN,
        "fans": 5, "quiet": 1, "vanes": 5, "wide_vanes": 5, "step": 50, "feed": FEED_NONE,
        "heat_low": 1600, "heat_high": 3000, "cool_low": 1600, "cool_high": 3000,
    }  # fmt: skip

    def __init__(self, unit):
        Talk.__init__(self, unit, c.Receiver())
        self.follow.again = 10
        self.follow.airs = 0
        self._state = bytearray(c.STATE)  # as it was read
        self._polled = 0  # s

    def _hello(self):
        self._polled = self.unit.now
        for k in range(c.STATE):
            self._out[k + 2] = 0
        return c.seal(self._out, c.POLL, c.STATE)

    def _next(self, now):
        bits = self.follow.due()
        if bits:
            self._change(bits)
            self._polled = now - _LOOK
            return c.seal(self._out, c.ORDER, c.STATE)
        return self._hello() if now - self._polled >= _POLL else 0

    def _change(self, bits):
        """What is asked for into what was read."""
        unit = self.unit
        new = self._out
        for k in range(c.STATE):
            new[k + 2] = self._state[k]
        on = 1 if unit.mode else 0
        mode = unit.mode or unit.said_mode
        new[c.MODE] = c.mode_byte(mode, on) if mode >= 0 else new[c.MODE] & 0xF0 | 4 * on
        if not on:
            return
        if mode != DRY and mode != FAN:
            new[c.SETPOINT] = unit.target() // 50
        if bits & BLOW:
            fan = self.follow.blow()
            new[c.PRESET] = new[c.PRESET] & 0xF0 | (4 if fan == QUIET else 0)
            if fan != QUIET:
                new[c.FANS] = 0xA0 if fan > QUIET else 0x20 + 16 * fan
        vane = unit.vane if bits & VANE else UNKNOWN
        wide = unit.wide if bits & WIDE else UNKNOWN
        new[c.VANES] = c.vanes_byte(new[c.VANES], vane, wide)

    def _greeted(self, frame):
        return frame[0] == c.POLL and frame[1] == c.ANSWER

    def _take(self, frame, count, now):
        if not self._air or not self._greeted(frame):
            return 0
        unit = self.unit
        follow = self.follow
        for k in range(c.STATE):
            self._state[k] = frame[k + 2]
        follow.on = 1 if frame[c.MODE] & 0x0F else 0
        follow.mode = mode = c.mode(frame[c.MODE])
        follow.setpoint = UNKNOWN if mode == DRY or mode == FAN else c.setpoint(frame[c.SETPOINT])
        follow.fan = c.fan(frame[c.FANS], frame[c.PRESET])
        follow.vane = c.vane(frame[c.VANES])
        follow.wide = c.wide(frame[c.VANES])
        unit.vanes = 0 if follow.vane == UNKNOWN else 5
        unit.wide_vanes = 0 if follow.wide == UNKNOWN else 5
        follow.said()
        unit.room_at = unit.outdoor_at = unit.state_at = unit.running_at = now
        room = c.degrees(frame[c.ROOM])
        unit.room = c.degrees(frame[c.ROOM_TOO]) if room == UNKNOWN else room
        outdoor = c.degrees(frame[c.OUTDOOR])
        unit.outdoor = c.degrees(frame[c.OUTDOOR_TOO]) if outdoor == UNKNOWN else outdoor
        if unit.outdoor != UNKNOWN:
            unit.tells_outdoor = 1
        unit.power = c.watts(frame)
        if unit.power > 0:
            unit.tells_power = 1
        unit.defrosting = 1 if frame[c.DEFROST] == 2 else 0
        if unit.defrosting:
            unit.tells_defrost = 1  # units that never say it may not know it
        return 1
