"""What a Mitsubishi Electric unit reports beside its settings, into the `Unit`. What is not believed changes nothing there."""

from ...control.quantity import UNKNOWN
from ...control.request import AUTO, COOL, DRY, FAN, HEAT
from . import codec as c


def report(unit, frame, command):
    """A reply to a read."""
    now = unit.now
    if command == c.TEMPERATURES:
        value = c.room_of(frame)
        if value != UNKNOWN:
            unit.room = value
            unit.room_at = now
        value = c.degrees(frame[10], -4000, 6000)
        if value != UNKNOWN:
            unit.outdoor = value
            unit.outdoor_at = now
            unit.tells_outdoor = 1
    elif command == c.OPERATION:
        unit.running = running = 1 if frame[9] else 0
        unit.running_at = now
        unit.tells_running = 1
        value = frame[8] if running else 0  # some make up a speed while they stand, many say 0 for ever
        if value or unit.tells_speed:
            unit.speed = value
            unit.tells_speed = 1
        value = c.pair(frame, 10)
        if value or unit.tells_power:
            unit.power = value
            unit.tells_power = 1
        value = c.pair(frame, 12)
        if value or unit.tells_energy:
            unit.energy = value
            unit.tells_energy = 1
    elif command == c.RUN_STATE:
        value = frame[8]
        unit.filter_due = value & 1
        unit.defrosting = value >> 1 & 1
        unit.preheating = value >> 2 & 1
        unit.standby = value >> 3 & 1
        unit.state_at = now
        unit.tells_defrost = 1
        unit.actual_fan = c.listed(c.BLOWS, frame[9])
    elif command == c.ERRORS:
        value = c.pair(frame, 9) & 0x7FFF  # the maker's four digits as hexadecimal ones; 8000: none
        unit.fault = (frame[11] or value) if value else 0  # rather the byte of its two characters
        unit.fault_at = now


def identify(unit, frame):
    """What it can. The range of set points stays where the unit does not say."""
    bits = frame[13]
    unit.modes = (
        1 << COOL
        | 1 << AUTO
        | (0 if frame[12] & 2 else 1 << HEAT)
        | (0 if bits & 1 else 1 << DRY)
        | (0 if bits & 2 else 1 << FAN)
    )
    unit.vanes = 5 if frame[12] & 0x20 else 0
    speeds = c.listed(c.SPEEDS, (frame[12] & 0x10) >> 2 | (bits & 8) >> 2 | (frame[14] & 2) >> 1)
    if speeds > 0:
        unit.fans = min(speeds, 4)
        unit.quiet = speeds // 5
    unit.cool_low = _bound(frame[15], unit.cool_low)
    unit.cool_high = _bound(frame[16], unit.cool_high)
    unit.heat_low = _bound(frame[17], unit.heat_low)
    unit.heat_high = _bound(frame[18], unit.heat_high)


def _bound(byte, older):
    value = c.degrees(byte, 800, 3500)
    return older if value == UNKNOWN else value
