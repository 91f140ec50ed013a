"""Whom the journal blames: the parts that an entry sends people to.

An entry may leave it open which of several it is; that is right if one of them is broken, and wrong only if none is.
"""

from __future__ import annotations

from balancepoint.control.care import faults as diagnoses
from balancepoint.control.journal import codes as j
from balancepoint.control.sense.channel import DISPUTE
from balancepoint.control.sense.sources import FAULT_NAMES

ELECTRICIAN = frozenset({"aux_relay"})  # who is to be called for that part
_MACHINE = ("compressor", "unit", "charge", "filter", "fan", "outdoor_air", "outdoor_fan", "coil", "valve")
# code: parts; whatever its value, but for those of `_BY_VALUE`
_PARTS: dict[int, tuple[str, ...]] = {
    j.VALVE: ("valve", "compressor"),
    j.UNIT_FAULT: ("unit", "fault"),
    j.CAPACITY_FAULT: _MACHINE,
    j.COIL_NOT_CLEARING: ("coil", "outdoor_air", "outdoor_fan", "outdoor_coil", "valve", "charge"),
    j.COIL_STARVED: ("outdoor_air", "outdoor_fan", "coil", "charge"),
    j.COIL_DOUBTED: ("indoor_coil", *_MACHINE),
    j.HEATER_UNLIT: ("aux_relay", "aux_element", "aux_current"),
    j.UNIT_STANDS: ("unit", "compressor", "line", "other_head", "speed"),
    j.UNIT_RESTARTED: ("unit",),
    j.UNIT_LINK: ("unit", "line"),
    j.STANDBY: ("other_head", "standby"),
    j.SCHEDULE_RESTS: ("clock", "network"),
}
# (code, value): parts
_BY_VALUE: dict[tuple[int, int], tuple[str, ...]] = {
    (j.LOCKOUT, j.LOCKED_VALVE): ("valve",),
    (j.LOCKOUT, j.LOCKED_UNIT): ("unit", "fault"),
    (j.LOCKOUT, j.LOCKED_STANDBY): ("other_head", "standby"),
    (j.HEATER_LATCHED, j.LATCHED_WELDED): ("aux_relay",),
    (j.WINDOW, 0): ("window",),
    (j.HELD_BACK, j.LIMIT_COIL): ("filter", "fan", "indoor_coil"),
    (j.HELD_BACK, j.LIMIT_DISCHARGE): ("charge", "filter", "fan", "outdoor_air", "outdoor_fan", "discharge"),
}
_DIAGNOSED: dict[int, tuple[str, ...]] = {
    diagnoses.DIRTY_FILTER: ("filter", "fan"),
    diagnoses.DIRTY_OUTDOOR: ("outdoor_air", "outdoor_fan", "coil"),
    diagnoses.LOW_CHARGE: ("charge",),
    diagnoses.UNKNOWN_LOSS: _MACHINE,
}
_WELL_AT_0 = (j.UNIT_FAULT, j.UNIT_LINK, j.STANDBY, j.SCHEDULE_RESTS)  # 0: it is over


def sensor(place: int) -> str:
    """The name in cases of what stands at that place of `FAULT_NAMES`."""
    name = FAULT_NAMES[place].replace(" ", "_")
    return {"room_1": "room", "room_2": "room2", "room_3": "room3", "room_4": "room4"}.get(name, name)


def blamed(code: int, value: int) -> frozenset[str]:
    """The parts that this entry points at; none for what blames nobody."""
    if code == j.SENSOR:
        if value & 15 == DISPUTE:  # a room sensor and the other voice indoors
            return frozenset({sensor(value >> 4), "return_air", "room", "room2"})
        return frozenset({sensor(value >> 4)} if value & 15 else ())
    if code == j.DIAGNOSIS:
        fault = value >> 16
        if fault == diagnoses.DRIFTING_SENSOR:
            return frozenset({sensor(value >> 12 & 15)})
        return frozenset(_DIAGNOSED.get(fault, ()))
    if code in _WELL_AT_0 and not value:
        return frozenset()
    return frozenset(_BY_VALUE.get((code, value), _PARTS.get(code, ())))
