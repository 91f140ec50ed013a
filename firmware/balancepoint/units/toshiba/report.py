"""What a Toshiba unit reports beside what is set, into the `Unit`. What is not believed changes nothing there, or is UNKNOWN."""

from ...control.quantity import UNKNOWN
from ..unit import NO_FAULT
from . import codec as c


def report(unit, code, buffer, at, size):
    """A property's value, `size` bytes from `at` on."""
    now = unit.now
    byte = buffer[at]
    if code == c.P_ROOM:
        unit.room = c.degrees(byte)
        unit.room_at = now
    elif code == c.P_OUTDOOR:
        unit.outdoor = c.degrees(byte)
        unit.outdoor_at = now
        if unit.outdoor != UNKNOWN:
            unit.tells_outdoor = 1
    elif code == c.P_INDOOR:
        unit.coil = c.degrees(byte)  # its time is `outdoor_at`
    elif code == c.P_MACHINE:
        if size > 3 and buffer[at + 3] < 254:
            unit.tells_running = 1
            unit.running = 1 if buffer[at + 3] and unit.on else 0
            unit.running_at = now
    elif code == c.P_WATTS:
        watts = byte << 8 | buffer[at + 1] if size > 1 else 0xFFFF
        unit.power = watts if watts <= 20000 else UNKNOWN
        unit.tells_power = 1
        unit.running_at = now
    elif code == c.P_ENERGY:
        if size > 3 and byte < 8:  # Wh
            unit.energy = (byte << 24 | buffer[at + 1] << 16 | buffer[at + 2] << 8 | buffer[at + 3]) // 100
            unit.tells_energy = 1
    else:
        _flags(unit, code, byte)
        if code == c.P_CODE and size > 1 and unit.fault > NO_FAULT:
            unit.fault = min(byte << 8 | buffer[at + 1], 65534) or 1


def _flags(unit, code, byte):
    """Defrost, the other heads, fault."""
    now = unit.now
    if code == c.P_STATE:
        if 0x40 <= byte <= 0x43:
            unit.tells_defrost = 1
            unit.defrosting = 1 if byte == 0x41 else 0
            unit.preheating = 1 if byte == 0x42 else 0
            unit.state_at = now
    elif code == c.P_PRIORITY:
        if byte == 0x40 or byte == 0x41:
            unit.standby = byte - 0x40
            unit.state_at = now
    elif code == c.P_FAULT:
        unit.fault_at = now
        if byte == 0x42:
            unit.fault = NO_FAULT
        elif byte == 0x41 and unit.fault <= NO_FAULT:
            unit.fault = 1
