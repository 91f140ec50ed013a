"""What a Mitsubishi Electric unit reports beside its settings, into the `Unit`. What is not believed leaves the older value to age."""

from ...control.quantity import UNKNOWN
from ...control.request import AUTO, COOL, DRY, FAN, HEAT
from . import codec as c


def learn(unit, frame, command):
    """A reply to a read."""
    now = unit.now
    if command == c.TEMPERATURES:
        value = c.room_of(frame)
        if value != UNKNOWN:
            unit.room = value
            unit.room_at = now
        value = c.outdoor_of(frame)
        if value != UNKNOWN:
            unit.outdoor = value
            unit.outdoor_at = now
            unit.tells_outdoor = 1
    elif command == c.OPERATION:
        unit.tells_running = 1
        unit.running = running = 1 if frame[9] else 0
        unit.running_at = now
        speed = frame[8] if running else 0  # some make up a speed while they stand, many say 0 for ever
        if speed:
            unit.tells_speed = 1
        if unit.tells_speed:
            unit.speed = speed
        power = c.pair(frame, 10)
        if power:
            unit.tells_power = 1
        if unit.tells_power:
            unit.power = power
        energy = c.pair(frame, 12)
        if energy:
            unit.tells_energy = 1
        if unit.tells_energy:
            unit.energy = energy
    elif command == c.RUN_STATE:
        state = frame[8]
        unit.tells_defrost = 1
        unit.filter_due = state & 1
        unit.defrosting = state >> 1 & 1
        unit.preheating = state >> 2 & 1
        unit.standby = state >> 3 & 1
        unit.state_at = now
        unit.actual_fan = c.blows_of(frame)
    elif command == c.ERRORS:
        unit.fault = c.fault_of(frame)
        unit.fault_at = now


def identify(unit, frame):
    """What it can. The range of set points is left as it is where the unit does not say."""
    modes = 1 << COOL | 1 << AUTO
    if not frame[12] & 0x02:
        modes |= 1 << HEAT
    if not frame[13] & 0x01:
        modes |= 1 << DRY
    if not frame[13] & 0x02:
        modes |= 1 << FAN
    unit.modes = modes
    unit.vanes = 5 if frame[12] & 0x20 else 0
    speeds = c.speeds_of(frame)
    if speeds:
        unit.fans = min(speeds, 4)
        unit.quiet = 1 if speeds == 5 else 0
    if frame[15]:
        unit.cool_low = c.half_degrees(frame[15])
        unit.cool_high = c.half_degrees(frame[16])
        unit.heat_low = c.half_degrees(frame[17])
        unit.heat_high = c.half_degrees(frame[18])
