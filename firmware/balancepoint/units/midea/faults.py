"""Midea's fault numbers in words. Loaded when people ask.

The meaning of the numbers on the wire: reneklootwijk/node-mideahvac README.md (c6c8f80). What the display shows for the same
trouble: service guide of the Comfort-Aire DVH09SG-0, a Midea, p. 88; older series show some differently (E5 and E6 for the
sensors, P2 for the compressor's top), and nobody has published which number goes with which code. So the code is a hint.

An E4 that a radio module causes is told of a Mitsubishi unit (geoffdavis/esphome-mitsubishiheatpump #154). Here E4 is the room
sensor; nothing of the kind was found of a Midea.
"""

_POWER = "Switch its breaker off for 3 min and on again."
_BOARD = _POWER + " If it comes back, a board is to be replaced."
_CABLE = "Have the cable between the units and its terminals looked at: the wires in order, none loose, none near a power line."
_SENSOR = "Have the sensor's plug and its resistance checked: broken or short, most often the plug."
_INDOOR_FAN = "Switch off; see whether anything blocks the fan wheel. Then its plug and motor are to be checked."
_OUTDOOR_FAN = "Switch off; clear ice, snow and leaves from the outdoor fan. Then its plug and motor are to be checked."
_HOT = "Clean the outdoor coil and the filter, and let air pass. If it comes back, refrigerant or the fan is to be checked."
_WAIT = "It protects itself and goes on by itself. Clean the filter; see that the outdoor unit gets air."
_MAINS = "Have the mains voltage measured while it runs."
_DRIVE = _POWER + " If it comes back, the inverter or the compressor is to be checked."

_NOBODY, _YOU, _SERVICE, _ELECTRICIAN, _REFRIGERATION = (
    "nobody",
    "yourself first, then service",
    "service",
    "an electrician",
    "service, with a licence for refrigerants",
)

# number: (on the display, meaning, what to do, whom to call)
FAULTS = {
    1: ("E7", "the indoor board and the display do not hear each other", _BOARD, _SERVICE),
    2: ("E0", "the indoor board's memory is faulty", _BOARD, _SERVICE),
    3: ("E1", "indoor and outdoor unit do not hear each other", _POWER + " " + _CABLE, _SERVICE),
    4: ("E2", "the mains' zero crossing is not seen", _MAINS, _ELECTRICIAN),
    5: ("E3", "the indoor fan does not turn as it should", _INDOOR_FAN, _YOU),
    6: ("F2", "the outdoor coil's sensor (T3) is broken or short", _SENSOR, _SERVICE),
    7: ("F1", "the outdoor air's sensor (T4) is broken or short", _SENSOR, _SERVICE),
    8: ("F3", "the discharge pipe's sensor (TP) is broken or short", _SENSOR, _SERVICE),
    9: ("F4", "the outdoor board's memory is faulty", _BOARD, _SERVICE),
    10: ("E4", "the room's sensor (T1) in the indoor unit is broken or short", _SENSOR, _SERVICE),
    11: ("E5", "the indoor coil's sensor (T2) is broken or short", _SENSOR, _SERVICE),
    12: ("F5", "the outdoor fan does not turn as it should", _OUTDOOR_FAN, _YOU),
    13: ("P0", "the inverter's power module has switched off: too much current", _DRIVE, _SERVICE),
    14: ("P1", "the mains voltage is too high or too low", _MAINS, _ELECTRICIAN),
    15: ("P2", "the compressor's top is too hot", _HOT, _REFRIGERATION),
    16: ("P3", "it is too cold outside for the unit", "Wait until it is milder; the backup heats meanwhile.", _NOBODY),
    17: ("P4", "the inverter has lost the compressor's position", _DRIVE, _SERVICE),
    18: ("", "the display's memory is faulty", _BOARD, _SERVICE),
    21: ("", "the outdoor coil is too hot", _HOT, _YOU),
    23: ("", "the discharge pipe is too hot", _HOT, _REFRIGERATION),
    25: ("", "no cold air in heating: it waits until its coil is warm", "Wait some minutes.", _NOBODY),
    26: ("F0", "the unit draws too much current", _HOT, _SERVICE),
    29: ("", "the indoor coil is too hot or too cold: slower", _WAIT, _YOU),
    30: ("", "the outdoor coil is too hot or too cold: slower", _WAIT, _YOU),
    31: ("", "the discharge pipe is too hot or too cold: slower", _WAIT, _YOU),
    32: ("", "indoor and outdoor unit are not made for each other", "They speak different protocols.", _SERVICE),
    33: (
        "EC",
        "refrigerant is missing: there is a leak",
        "Switch off. The leak is found before it is filled up.",
        _REFRIGERATION,
    ),
    38: ("", "the water tank is full or missing", "Empty it, put it back.", _YOU),
    128: ("", "the unit says that it has a fault, not which", "Read the code on its display.", _YOU),
}
