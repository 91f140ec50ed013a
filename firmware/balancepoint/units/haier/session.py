"""The conversation with a Haier unit: it is asked for its version, which says whether it is hOn or smartAir2, then for its state.

hOn takes all that can be set at once or, after it has refused that, one thing after the other; smartAir2 takes its state back,
changed. What hOn's machine measures is asked for as long as it answers; smartAir2 says nothing of that. Neither has an ear for a
room temperature. An alarm that hOn tells by itself is confirmed, or it would be told three times a second. Times: those of
paveldn/haier-esphome, whose units answer after 90 to 190 ms.
"""

from ...control.command import FAN_AUTO
from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from ..follow import BLOW, MODE, POWER, SETPOINT, VANE
from ..talk import Talk
from ..unit import FEED_NONE, SWING
from . import codec as c

_ROUND = const(4)  # s
_ALARMS = const(600)  # s
_TRIES = const(2)

_HON = b"\x03\x02\x04\x04\x01\x02\x05"  # modes by their number: automatic, cool, dry, dry, heat, saving, fan
_HON_MODES = b"\x00\x04\x01\x00\x02\x06"
_SMART = b"\x03\x02\x01\x05\x04"  # automatic, cool, heat, fan, dry
_SMART_MODES = b"\x00\x02\x01\x00\x04\x03"


class Session(Talk):
    """See `units` and `talk`."""

    BAUD, PARITY, STOP = 9600, None, 1
    TURN, BETWEEN, REPLY, SILENCE = 20, 400, 1000, 15000
    LONGEST = 80
    ABILITIES = {
        "modes": 1 << HEAT | 1 << COOL | 1 << AUTO | 1 << DRY | 1 << FAN,
        "fans": 3, "quiet": 0, "vanes": 0, "wide_vanes": 0, "step": 100, "feed": FEED_NONE,
        "heat_low": 1600, "heat_high": 3000, "cool_low": 1600, "cool_high": 3000,
    }  # fmt: skip

    def __init__(self, unit):
        Talk.__init__(self, unit, c.Receiver())
        self._plain = bytearray(48)
        self._state = bytearray(c.SMART)  # as it came, what can be set
        self._asked_version = 0
        self._crc = 0
        self._smart = 0
        self._size = 0  # of the state's data
        self._one = 0  # it takes one thing at a time
        self._bits = 0  # of which these are still to be told
        self._writes = 0  # what is in the air sets something
        self._more = 0  # answers to GET_MORE that did not come; _TRIES: no more
        self._confirm = 0
        self._round = -_ROUND  # s
        self._alarms = -_ALARMS  # s

    # What goes out -------------------------------------------------------------------------------------------------

    def _say(self, kind, count=0):
        plain = self._plain
        plain[c.TYPE] = kind
        self._writes = 0
        return c.seal(plain, self._out, count + 1, self._crc)

    def _word(self, word, count=0):
        c.put_word(self._plain, word)
        return self._say(c.CONTROL, count + 2)

    def _hello(self):
        self._more = self._bits = self._confirm = self._crc = self._size = 0
        self._asked_version = 1 - self._asked_version
        if not self._asked_version:
            return self._word(c.GET)  # some of smartAir2 pass the other over
        self._plain[c.DATA] = 0
        self._plain[c.DATA + 1] = 7  # interactive, as a controller, with a crc
        return self._say(c.ASK_VERSION, 2)

    def _next(self, now):
        if self._confirm:
            self._confirm = 0
            self._mute = 1  # which nobody answers
            return self._say(c.CONFIRM)
        if not self._bits:
            self._bits = self.follow.due()
        if self._bits:
            return self._tell()
        if now - self._round < _ROUND:
            return 0
        if not self._smart and self._size and now - self._alarms >= _ALARMS:
            self._alarms = now
            return self._say(c.ASK_ALARMS)
        self._round = now
        return self._word(c.GET_MORE if self._size and not self._smart and self._more < _TRIES else c.GET)

    def _tell(self):
        """What is to be told, all of it or its first thing; on comes last, and off alone."""
        mode = self.unit.mode
        if self._smart:
            count = self._smart_state(mode)
        elif self._one:
            bits = self._bits & ~POWER or POWER
            bit = bits & -bits
            self._plain[c.DATA + 2] = 0
            self._plain[c.DATA + 3] = self._thing(bit, mode)
            self._bits &= ~bit
            count = self._word(c.SET_ONE + self._number(bit), 2)
        else:
            self._bits = 0
            count = self._group(mode)
        self._writes = 1
        return count

    def _number(self, bit):
        """Of a parameter."""
        if bit == POWER:
            return 1
        if bit == SETPOINT:
            return 2
        if bit == VANE:
            return 3
        return 4 if bit == MODE else 5 if bit == BLOW else 0x0C

    def _thing(self, bit, mode):
        """What hOn calls that which is asked for."""
        unit = self.unit
        if bit == POWER:
            return 0 if mode == OFF else 1
        if bit == SETPOINT:
            return unit.target() // 100 - 16
        if bit == VANE:
            return c.VANES[unit.vane] if 0 < unit.vane < 6 else c.SWINGS
        if bit == MODE:
            return _HON_MODES[mode]
        if bit == BLOW:
            fan = self._fan(mode)
            return 5 if fan == FAN_AUTO else c.FANS[fan]
        return c.WIDE[unit.wide] if 0 < unit.wide < 6 else c.WIDE_SWINGS

    def _fan(self, mode):
        """Blowing alone it takes no automatic one: the middle, then."""
        fan = self.follow.blow()
        return 2 if mode == FAN and fan == FAN_AUTO else fan

    def _group(self, mode):
        unit = self.unit
        at = c.DATA + 2
        plain = self._plain
        for k in range(c.GROUP):
            plain[at + k] = self._state[k]
        plain[at + 4] &= 0x06  # the display, a half degree; what else it says there would be an order
        plain[at + 5] |= 0x80  # no beep
        if mode == OFF:
            plain[at + 5] &= 0xD6  # no boost, no sleep either
        else:
            plain[at + 5] |= 1
            plain[at + 2] = plain[at + 2] & 0x1F | _HON_MODES[mode] << 5
            if mode != FAN and mode != DRY:
                plain[at] = unit.target() // 100 - 16
                plain[at + 4] = plain[at + 4] & 0x02 | (0x04 if unit.target() % 100 else 0)
            if unit.fan != UNKNOWN and mode != DRY:
                plain[at + 2] = plain[at + 2] & 0xF8 | self._thing(BLOW, mode)
            if unit.vanes and unit.vane != UNKNOWN:
                plain[at + 1] = plain[at + 1] & 0xF0 | self._thing(VANE, mode)
            if unit.wide_vanes and unit.wide != UNKNOWN:
                plain[at + 7] = plain[at + 7] & 0xF8 | self._thing(0, mode)
        return self._word(c.SET_GROUP, c.GROUP)

    def _smart_state(self, mode):
        self._bits = 0
        if mode == OFF:
            return self._word(c.OFF)
        at = c.DATA + 2
        plain = self._plain
        for k in range(c.SMART):
            plain[at + k] = self._state[k]
        plain[at + 5] = 0
        plain[at + 17] |= 1
        plain[at + 11] = _SMART_MODES[mode]
        if mode != FAN and mode != DRY:
            plain[at + 23] = self.unit.target() // 100 - 16
            plain[at + 17] = plain[at + 17] & 0x9F | (0x20 if self.unit.target() % 100 else 0)
        if self.unit.fan != UNKNOWN and mode != DRY:
            fan = self._fan(mode)
            plain[at + 13] = 3 if fan == FAN_AUTO else 3 - fan
        return self._word(c.SET, c.SMART)

    # What comes in -------------------------------------------------------------------------------------------------

    def _greeted(self, frame):
        kind = frame[c.TYPE]
        if kind == c.STATUS or kind == c.REPORT:
            return 1 if frame[c.DATA] == c.STATE and frame[2] > c.SHORTEST + 24 else 0
        if kind == c.VERSION:
            self._crc = 1 if frame[2] > c.SHORTEST + 37 and frame[c.DATA + 37] & 4 else 0
        return 1 if kind == c.VERSION or kind == c.INVALID or kind == c.ALARM else 0

    def _missed(self):
        self._bits = 0
        if self._asks_more() and self._more < _TRIES:
            self._more += 1
            self._round = self.unit.now - _ROUND  # for a state's age, at once

    def _asks_more(self):
        return self._plain[c.TYPE] == c.CONTROL and self._plain[c.DATA + 1] == c.GET_MORE & 0xFF

    def _take(self, frame, count, now):
        kind = frame[c.TYPE]
        size = frame[2] - c.SHORTEST
        if kind == c.ALARM or kind == c.ALARMS:
            if size >= c.GROUP:
                self._alarmed(frame, now)
            self._confirm = 1 if kind == c.ALARM else self._confirm
            return 1 if kind == c.ALARMS else 0
        if not self._air:
            return 0
        if kind == c.INVALID:
            self._no()
        elif kind == c.STATUS or kind == c.REPORT:
            if frame[c.DATA] == c.STATE:
                self._stands(frame, size, now)
            elif frame[c.DATA] == c.MORE and self._size:
                self._stands(frame, self._size, now)
                if size >= self._size + 14:
                    self._more = 0
                    self._measured(frame, c.DATA + self._size, now)
            if self._writes and not self._bits:
                self._round = now - _ROUND  # it is read back at once
        return 1

    def _no(self):
        """It has refused what is in the air."""
        if self._writes:
            if not self._smart and not self._one:
                self._one = 1
                self._bits = self.follow.differs()
            else:
                self._bits = 0
                self.follow.refused()
        elif self._asks_more():
            self._more = _TRIES

    def _stands(self, frame, size, now):
        """Its state: `size` bytes of data with the word."""
        if size < c.SMART + 2:
            return
        self._smart = 1 if size == c.SMART + 2 else 0
        at = c.DATA + 2
        for k in range(c.SMART if self._smart else c.GROUP):
            self._state[k] = frame[at + k]
        unit = self.unit
        follow = self.follow
        if self._smart:
            follow.on = frame[at + 17] & 1
            follow.mode = _SMART[frame[at + 11]] if frame[at + 11] < 5 else UNKNOWN
            self._aims(frame[at + 23], frame[at + 17] & 0x20)
            fan = frame[at + 13]
            fan = FAN_AUTO if fan == 3 else 3 - fan if fan < 3 else UNKNOWN
            self._feels(frame[at + 1] * 100, frame[at + 3], now)
        else:
            follow.on = frame[at + 5] & 1
            mode = frame[at + 2] >> 5
            follow.mode = _HON[mode] if mode < 7 else UNKNOWN
            self._aims(frame[at], frame[at + 4] & 4)
            fan = frame[at + 2] & 7
            fan = FAN_AUTO if fan == 5 else c.FANS[fan] if 0 < fan < 4 else UNKNOWN
            self._vanes(frame[at + 1] & 15, frame[at + 7] & 7)
            if size > c.GROUP + 2 and size != self._size:
                self._size = size
                if c.sensors(size) > 12:
                    self._one = 1
            at = c.DATA + c.sensors(size)
            self._feels(frame[at] * 50, frame[at + 1], now)
            if frame[at + 2]:
                unit.tells_outdoor = 1
                unit.outdoor = (frame[at + 2] - 64) * 100
                unit.outdoor_at = now
        if follow.mode == FAN and unit.fan == FAN_AUTO and fan == 2:
            fan = FAN_AUTO
        follow.fan = fan
        follow.said()

    def _aims(self, whole, half):
        """`whole`: degrees above 16."""
        if half:
            self.follow.halves()
        self.follow.setpoint = whole * 100 + (1650 if half else 1600) if whole < 16 else UNKNOWN

    def _feels(self, room, humidity, now):
        """0: it does not say."""
        unit = self.unit
        if room:
            unit.room = room
            unit.room_at = now
        if 0 < humidity <= 100:
            unit.humidity = humidity * 10

    def _vanes(self, vane, wide):
        """A unit that has none says 0, always."""
        unit = self.unit
        follow = self.follow
        if vane:
            unit.vanes = 5
        if wide:
            unit.wide_vanes = 5
        follow.vane = SWING if vane == c.SWINGS else c.place(c.VANES, vane) or UNKNOWN
        follow.wide = SWING if wide == c.WIDE_SWINGS else c.place(c.WIDE, wide) or UNKNOWN
        if follow.vane == SWING and not unit.vane:
            follow.vane = 0
        if follow.wide == SWING and not unit.wide:
            follow.wide = 0

    def _measured(self, frame, at, now):
        unit = self.unit
        unit.tells_power = unit.tells_speed = 1
        unit.power = frame[at] << 8 | frame[at + 1]
        unit.coil = frame[at + 2] * 50 - 2000
        unit.outdoor_at = now
        unit.speed = frame[at + 7]
        unit.running_at = unit.state_at = now
        defrosts = frame[at + 10] >> 2 & 3
        runs = frame[at + 11] & 3
        if defrosts < 2:
            unit.tells_defrost = 1
            unit.defrosting = defrosts
        if runs < 2:
            unit.tells_running = 1
            unit.running = runs
        blows = frame[at + 11] >> 2 & 3
        if blows < 2:
            unit.actual_fan = blows

    def _alarmed(self, frame, now):
        """The number of the first alarm, from 1 on; the last byte has the first eight."""
        fault = 0
        for k in range(64):
            if frame[c.DATA + 9 - k // 8] >> k % 8 & 1:
                fault = k + 1
                break
        self.unit.fault = fault
        self.unit.fault_at = now
