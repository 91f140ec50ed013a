"""What a Daikin unit's sensors and flags say, put into its `Unit`.

Sources: asund/esphome-daikin-s21 s21.cpp (Rg, RzB2, RzC3, FX60), revk/ESP32-Faikin Manuals/S21.md (R, FM), MaxMacSTN
DaikinController (fault code in F4, 050 of a missing humidity sensor, Rd that stays 000 on some units of version 0),
joshbenner/esphome-daikin-s21 issue #7 (Rd 999, F9).
"""

from ...control.quantity import UNKNOWN, const
from ...control.request import COOL, HEAT
from ..unit import NO_FAULT
from . import asked
from .codec import coarse, decimal, hexadecimal, temperature

SERIAL_FAULT = const(1)  # the unit's own serial flag; no code of the maker's

_FASTEST = const(250)  # Hz
_STRONGEST = const(20000)  # W
_WANTING = const(100)  # 0.01 K from its set point at which a head that may run does


def learn(unit, query, buffer, at, end, known):
    """The answer to `query`, `buffer[at:end]`. `known`: bits of the queries that this unit answers. 0 if it is none."""
    now = unit.now
    byte = buffer[at]
    number = decimal(buffer, at, end)
    if query == asked.Q_RH:
        _room(unit, temperature(buffer, at, end))
    elif query == asked.Q_Ra:
        _outdoor(unit, temperature(buffer, at, end))
    elif query == asked.Q_RI:
        unit.coil = temperature(buffer, at, end)
        if not known & (1 << asked.Q_Ra | 1 << asked.Q_F9):
            _outdoor(unit, UNKNOWN)
    elif query == asked.Q_F9:
        if not known >> asked.Q_RH & 1:
            _room(unit, coarse(byte))
        if not known >> asked.Q_Ra & 1 and end > at + 1:
            _outdoor(unit, coarse(buffer[at + 1]))
    elif query == asked.Q_Rg:
        _running(unit, byte & 1)
    elif query == asked.Q_Rd:
        speed = number if 0 <= number <= _FASTEST else UNKNOWN
        if speed > 0:
            unit.tells_speed = 1
        if unit.tells_speed:
            unit.speed = speed
            unit.running_at = now
            if not known >> asked.Q_Rg & 1 and not known >> asked.Q_RzB2 & 1:
                _running(unit, 1 if speed > 0 else 0)
    else:
        return _state(unit, query, buffer, at, end, known)
    return 1


def _state(unit, query, buffer, at, end, known):
    """Flags, fault, humidity, energy, power."""
    now = unit.now
    byte = buffer[at]
    number = decimal(buffer, at, end)
    bits = hexadecimal(buffer, at, end)
    if query == asked.Q_RzB2:
        if bits < 0:
            return 0
        unit.tells_defrost = 1
        unit.defrosting = bits >> 1 & 1
        unit.state_at = now
        if not known >> asked.Q_Rg & 1:
            _running(unit, bits >> 2 & 1)
    elif query == asked.Q_RzC3:
        if bits < 0:
            return 0
        _standby(unit, bits)
    elif query == asked.Q_F4:
        unit.fault_at = now
        unit.fault = NO_FAULT
        if end - at == 4:
            serial = buffer[at + 2] & 0x30
            if byte & 1 and buffer[at + 1]:
                unit.fault = buffer[at + 1]
            elif serial == 0x10 or serial == 0x20:
                unit.fault = SERIAL_FAULT
    elif query == asked.Q_RL:
        unit.actual_fan = unit.said_fan if number else 0
        if not known >> asked.Q_RzB2 & 1:
            unit.state_at = now
    elif query == asked.Q_Re:
        # 000 and 050 is what units say that have no sensor
        if number != 50 or unit.humidity != UNKNOWN:
            unit.humidity = 10 * number if 0 < number <= 100 else UNKNOWN
    elif query == asked.Q_FM:
        unit.energy = bits if 0 <= bits < 0xFFFF else UNKNOWN
        if unit.energy > 0:
            unit.tells_energy = 1
    elif query == asked.Q_FX60:
        unit.power = bits if 0 <= bits <= _STRONGEST else UNKNOWN
        if unit.power >= 0:
            unit.tells_power = 1
        unit.running_at = now
    return 1


def _room(unit, value):
    unit.room = value
    unit.room_at = unit.now


def _outdoor(unit, value):
    unit.outdoor = value
    unit.outdoor_at = unit.now
    if value != UNKNOWN:
        unit.tells_outdoor = 1


def _running(unit, running):
    unit.tells_running = 1
    unit.running = running if unit.on else 0  # other heads may have it running
    unit.running_at = unit.now


def _standby(unit, bits):
    """Other heads have the compressor (0x20), and this one, neither active (4) nor in its lock-out (1), lacks heat or cold."""
    unit.state_at = unit.now
    unit.standby = 0
    if bits & 0x25 == 0x20 and unit.on and unit.running != 1 and unit.room != UNKNOWN:
        lacks = unit.said_setpoint - unit.room
        if unit.said_mode == HEAT and lacks > _WANTING or unit.said_mode == COOL and -lacks > _WANTING:
            unit.standby = 1
