"""The link to an indoor unit that owns its compressor: Commands to what the unit is asked for, what it says to Readings.

The session of its protocol does the talking (see `units`); the heater's relays are the board's own (`relays`). A Command that has
lapsed leaves the unit to itself: its own sensor, the person's set point, the mode as it is.

The handset stays king: what is changed there is a wish (`handset`). A fan level or a vane that was chosen there stays for its
time, and until the core wants another one.

While the unit goes by a room temperature that it is fed, the one it tells is our own, come back: no reading. Where a probe of our
own reads the same, the unit's word is left aside.
"""

from ..control.command import FAN_AUTO, FAN_OFF, VANE_AUTO
from ..control.journal.codes import UNIT_LINK
from ..control.quantity import UNKNOWN, clamp, const
from ..control.request import COOL, DRY, FAN, OFF
from ..errand import errand
from .relays import Relays
from .trouble import GARBLED, OK, SILENT
from .unit import FEED_NONE, QUIET, Unit

_ECHO = const(120)  # s after the last feed in which the room that the unit tells may still be ours
_BOOTS = const(
    40
)  # s since the start, which may be the unit's too: it boots for 30 s, and is called every 5 s at least
_DOUBT = const(120)  # s without any answer, since the start, after which other protocols are tried
_DOWN = const(15)  # ° of the uppermost vane, and _DOWN + _DOWN_SPAN of the lowest: those of `control.air.vane`
_DOWN_SPAN = const(60)
_WIDE = const(50)  # ° of the outermost wide vane

_TELLS = ("return_air", "outdoor", "indoor_coil", "fan_proven", "power", "defrosting", "fault", "humidity")


def probed(names):
    """What probes of our own read, as bits of _TELLS."""
    bits = 0
    for k in range(len(_TELLS)):
        if _TELLS[k] in names:
            bits |= 1 << k
    return bits


class Managed(Relays):
    """`line`: a `line.Line`. `drive`: the settings file's section, checked. `mine`: see `probed`. Then `begin(session)`."""

    def __init__(self, hal, drive, line, mine=0):
        Relays.__init__(self, hal, drive["read_back"])
        self.line = line
        self.unit = Unit()
        self.recorder = None
        self.kind = drive["kind"]  # the protocol
        self.baud = drive["baud"]  # 0: the protocol's own
        self.numbers = None  # the chip's, which keep what `auto` has found
        self.doubt = 0  # s since boot at which other protocols are tried, 0: no more
        self.trouble = 0  # a code of `trouble`, as it was told
        self.seen = 0  # the session's
        self.clipped = 0  # a set point beyond what the unit takes, as it was asked for
        self.lacking = 0  # a mode that the unit has not, as it was asked for
        self._mine = mine
        self.person = 0  # the person's set point
        self.before = 0  # set point asked for before the last one
        self.moved_at = 0
        self._fed_at = 0
        self._fan = self._vane = 0  # of the Command, when the handset chose
        self.fan_until = self.vane_until = 0  # s, 0: nobody has

    def begin(self, session, doubt=_DOUBT):
        """From now on `session` has the line, tuned for it. If nothing answers for `doubt` s, other protocols are tried."""
        self.session = session
        session.recorder = self.recorder
        self.pace = session.pace
        self.doubt = self.unit.now + doubt if doubt else 0

    def record(self, size):
        """Keep frames in so many bytes; 0: none."""
        self.recorder = self.session.recorder = errand("units.recorder").Recorder(size) if size else None

    # To the unit ---------------------------------------------------------------------------------------------------

    def step(self, command, now):
        unit = self.unit
        unit.now = now
        if not Relays.step(self, command, now):
            return 0
        self.person = command.wish
        mode = unit.mode = self._mode(command.mode)
        if mode == OFF:
            self.fan_until = self.vane_until = 0
        elif mode != FAN:
            self._ask(command.setpoint)
        unit.room_feed = command.feed if unit.feed != FEED_NONE else 0
        if unit.room_feed:
            self._fed_at = now
        if self.fan_until and now >= self.fan_until and command.fan != self._fan:
            self.fan_until = 0
        if not self.fan_until:
            self._fan = command.fan
            unit.fan = self._level(command.fan)
        if self.vane_until and now >= self.vane_until and command.vane != self._vane:
            self.vane_until = 0
        if not self.vane_until:
            self._vane = command.vane
            self._point(command.vane, command.wide_vane)
        unit.asked = 1
        return 1

    def _mode(self, mode):
        """A mode that the unit has: cooling dries, too; else it is off."""
        modes = self.unit.modes
        self.lacking = 0
        if mode == OFF or modes >> mode & 1:
            return mode
        self.lacking = mode
        return COOL if mode == DRY and modes >> COOL & 1 else OFF

    def _ask(self, setpoint):
        """The nearest set point that the unit takes."""
        unit = self.unit
        self.clipped = 0 if unit.lowest() <= setpoint <= unit.highest() else setpoint
        before = unit.setpoint
        unit.setpoint = setpoint
        unit.setpoint = unit.target()
        if unit.setpoint != before:
            self.before = before
            self.moved_at = unit.now

    def _level(self, fan):
        """A level of five to those that the unit has; a fan that may stand is left as it is."""
        unit = self.unit
        if fan == FAN_OFF:
            return UNKNOWN
        levels = unit.fans + unit.quiet
        if fan == FAN_AUTO or not levels:
            return FAN_AUTO
        level = 1 + ((fan - 1) * (levels - 1) + 2) // 4
        if unit.quiet:
            level -= 1
        return level or QUIET

    def _point(self, vane, wide_vane):
        """Degrees to the nearest of the unit's positions; what we have never turned is left as it stands."""
        unit = self.unit
        if vane == VANE_AUTO:
            if unit.vane != UNKNOWN:
                unit.vane = 0
            return
        last = unit.vanes - 1
        if last >= 0:
            unit.vane = 1 + clamp(((vane - _DOWN) * last + _DOWN_SPAN // 2) // _DOWN_SPAN, 0, last)
        last = unit.wide_vanes - 1
        if last >= 0:
            unit.wide = 1 + clamp(((wide_vane + _WIDE) * last + _WIDE) // (2 * _WIDE), 0, last)

    def safe(self):
        Relays.safe(self)
        self.unit.room_feed = 0
        if self.person:
            self._ask(self.person)

    # From the unit -------------------------------------------------------------------------------------------------

    def look(self, now, ms):
        Relays.look(self, now, ms)
        self.unit.now = now
        session = self.session
        session.step(self.line, ms)
        if session.linked:
            self.doubt = 0
        elif self.doubt and now >= self.doubt:
            self.begin(errand("units.probe").Probe(self, session), 0)
        trouble = session.trouble
        if now < _BOOTS and self.doubt and (trouble == SILENT or trouble == GARBLED):
            trouble = OK  # it has never answered, and may not be up yet
        if trouble != self.seen:
            self.seen = self.trouble = trouble
            self.notice()

    def notice(self):
        """The session is in another trouble than before, or out of it."""
        self.tell(errand("units.trouble_text").WORDS[self.trouble] if self.trouble else None)

    def tell(self, words):
        """What stands between us and the unit; None: nothing any more."""
        self.faults.pop("unit", None)
        if words:
            self.faults["unit"] = words
        if self.journal is not None:
            self.journal.add(self.unit.now, UNIT_LINK, self.trouble)

    def acknowledge(self):
        """What still stands between us and the unit is told again."""
        Relays.acknowledge(self)
        self.seen = 0

    def fill(self, readings, now):
        unit = self.unit
        fed = unit.feed != FEED_NONE and unit.room_at - self._fed_at < _ECHO
        self._put(1, readings.return_air, UNKNOWN if fed else unit.room, unit.room_at)
        self._put(2, readings.outdoor, unit.outdoor, unit.outdoor_at)
        self._put(4, readings.indoor_coil, unit.coil, unit.outdoor_at)
        blows = unit.actual_fan
        self._put(8, readings.fan_proven, blows if blows == UNKNOWN else 1 if blows else 0, unit.state_at)
        self._put(16, readings.power, unit.power if unit.tells_power else UNKNOWN, unit.running_at)
        self._put(32, readings.defrosting, unit.defrosting if unit.tells_defrost else UNKNOWN, unit.state_at)
        self._put(64, readings.fault, unit.fault, unit.fault_at)
        self._put(128, readings.humidity, unit.humidity, unit.room_at)
        self._put(0, readings.speed, unit.speed if unit.tells_speed else UNKNOWN, unit.running_at)
        self._put(0, readings.running, unit.running if unit.tells_running else UNKNOWN, unit.running_at)
        self._put(0, readings.standby, unit.standby, unit.state_at)

    def _put(self, bit, reading, value, at):
        if self._mine & bit:
            return
        if value == UNKNOWN:
            reading.clear()
        else:
            reading.set(value, self.unit.now - at)

    def wish(self, request):
        if not self.unit.own_change:
            return 0
        self.unit.own_change = 0
        return errand("units.handset").take(self, request)
