"""What a fault means and what to do about it, in plain words. Apart from the tick: the board loads it when somebody reads.

The codes are this project's own, those of `care.faults`. The outdoor unit's own codes differ from maker to maker; they come as
numbers and are looked up in the maker's manual.
"""

from ..care.faults import DIRTY_FILTER, DIRTY_OUTDOOR, DRIFTING_SENSOR, LOW_CHARGE, NAMES, UNKNOWN_LOSS
from ..readings import HIGH_PRESSURE
from ..sense.sources import FAULT_NAMES

# code: (meaning, what to do)
TEXTS = {
    DIRTY_FILTER: (
        "Too little air passes the indoor unit: its filter is dirty, or something stands in the way of the air.",
        "Clean the filter (vacuum or lukewarm water, let it dry), then say here that it is done. "
        "If that does not help, the coil or the fan behind it wants cleaning. Call service.",
    ),
    DIRTY_OUTDOOR: (
        "Too little air passes the outdoor unit: leaves, snow, lint or ice on its coil.",
        "Switch off, clear what lies on it and in front of it, rinse the coil softly; never chip at ice. "
        "If that does not help: Call service.",
    ),
    LOW_CHARGE: (
        "The heat pump moves less heat than it did and its compressor runs hotter: refrigerant is probably missing.",
        "It may run on, but a leak does not heal. Call service; they find the leak before they fill up.",
    ),
    DRIFTING_SENSOR: (
        "One sensor tells something else than all that depends on it: it drifts, or it was moved.",
        "See whether sun, a draught or a lamp reaches it, and compare it with another thermometer; replace it if it is wrong.",
    ),
    UNKNOWN_LOSS: (
        "The heat pump has become less efficient; with the sensors there are nobody can say why.",
        "Clean the filter and look at the outdoor unit first. If that does not help: Call service.",
    ),
}
_UNIT = "Fault code %d of the outdoor unit: look it up in its manual. Call service."
_HIGH_PRESSURE = (
    "The high-pressure switch has opened, or its wire is broken: the compressor stays off. Let the air pass: clean the filter in "
    "heating, the outdoor coil in cooling. The switch is reset by hand; if it opens again: Call service."
)


def of_unit(code):
    """What the outdoor unit's own fault means, as far as anybody here can know. `code`: 1 to 65535."""
    return _HIGH_PRESSURE if code == HIGH_PRESSURE else _UNIT % code


def with_contact(text, contact):
    """`text` with the installer's name and number in place of "service". `contact`: (name, phone) or None."""
    return text.replace("Call service", "Call %s, %s" % contact) if contact else text


def meaning(fault, sensor=-1):
    """What it means. `sensor`: place in sense.sources.FAULT_NAMES, -1 for none."""
    text = TEXTS[fault][0]
    return (
        text
        if not 0 <= sensor < len(FAULT_NAMES)
        else "%s sensor: %s" % (FAULT_NAMES[sensor][0].upper() + FAULT_NAMES[sensor][1:], text)
    )


def advice(fault, contact=None):
    """What to do."""
    return with_contact(TEXTS[fault][1], contact)


def report(fault, sensor, confidence, contact):
    """All of it, for `status`. `confidence`: ‰; `sensor` and `contact` as above."""
    return {
        "fault": NAMES[fault],
        "sensor": FAULT_NAMES[sensor] if sensor >= 0 else None,
        "confidence": confidence,
        "meaning": meaning(fault, sensor),
        "advice": advice(fault, contact),
    }
