"""Fault codes of Daikin's splits: what they mean, what to do, whom to call. Loaded when people ask.

The code itself: letter and digit as the handset shows them (hold CANCEL 5 s, then page until the long beep). On the wire it is
known from one program only (MaxMacSTN DaikinController): G4, if bit 0 of its first character is set; the halves of the second
byte are places in the rows of letters and digits below. Published answers agree as far as they go (FTXM35R 0x36, A6; another
0xB2, U2; both without the bit, so not now), but none of a fault that stood was found. The other bit, 0x10 or 0x20 of the third
byte, says only that the unit is in trouble with itself (asund/esphome-daikin-s21; revk/ESP32-Faikin wiki S21-Protocol).

Meanings: Daikin's service manuals (Si10-417 Service Diagnosis Split & Multi, Si-be04-624, FTXS/RKS) as tables of installers
repeat them; the chapters themselves were not at hand. On another series a code can mean something else: the model's manual
has the last word.
"""

from .report import SERIAL_FAULT

_LETTERS = "   ACEHFJLPUM689"
_DIGITS = "0123456789AHCJEF"

_POWER = "Switch the unit off at its breaker for a minute, once. If it comes back: Call service."
_FILTER = "Clean the filter and see that nothing stands before the indoor unit. If it comes back: Call service."
_OUTDOOR = "Clear leaves, snow and ice from the outdoor unit, let it stand free. If it comes back: Call service."
_SERVICE = "Call service."
_ELECTRICIAN = "Have the supply's voltage and terminals checked: Call an electrician, then service."

# code: (meaning, what to do)
_TEXTS = {
    "A1": ("The indoor unit's circuit board does not work as it should.", _POWER),
    "A3": ("Water stands too high in the indoor unit's drain.", "Switch off; see that the drain is free. " + _SERVICE),
    "A5": (
        "Too little air through the indoor coil: it froze in cooling, or its pressure rose too far in heating.",
        _FILTER,
    ),
    "A6": ("The indoor unit's fan does not turn as it should.", _SERVICE),
    "A7": ("The indoor unit's flap does not move as it should.", "See that nothing blocks the flap. " + _POWER),
    "AH": ("The streamer, or the air cleaner, does not work; heating and cooling go on.", _SERVICE),
    "C4": ("The sensor on the indoor coil is broken or unplugged.", _SERVICE),
    "C7": ("The indoor unit's panel or shutter does not move as it should.", "See that the panel is shut. " + _POWER),
    "C9": ("The indoor unit's air sensor is broken or unplugged.", _SERVICE),
    "CC": ("The indoor unit's humidity sensor is broken or unplugged.", _SERVICE),
    "CE": ("The sensor that looks for people is broken; heating and cooling go on.", _SERVICE),
    "E1": ("The outdoor unit's circuit board does not work as it should.", _POWER),
    "E3": ("The high-pressure switch has opened.", _OUTDOOR),
    "E5": ("The compressor is too hot: too little refrigerant, or a valve that is not open.", _SERVICE),
    "E6": ("The compressor is stuck: it does not start.", _SERVICE),
    "E7": ("The outdoor unit's fan does not turn: ice, a branch, or its motor.", _OUTDOOR),
    "E8": ("The outdoor unit draws too much current.", _ELECTRICIAN),
    "EA": (
        "The reversing valve does not do what it is told: it cools instead of heating, or the other way round.",
        _SERVICE,
    ),
    "F3": ("The gas behind the compressor is too hot: too little refrigerant, a valve, or the sensor.", _SERVICE),
    "F6": ("The pressure rises too far in cooling: the outdoor unit gets too little air.", _OUTDOOR),
    "F8": ("The compressor is too hot inside.", _SERVICE),
    "H0": ("The outdoor unit does not see its compressor: voltage or current sensors of the inverter.", _POWER),
    "H3": ("The high-pressure switch is broken or unplugged.", _SERVICE),
    "H6": ("The inverter does not find the position of the compressor's rotor: the compressor does not start.", _POWER),
    "H8": ("The sensor of the outdoor unit's current is broken.", _SERVICE),
    "H9": ("The outdoor air sensor is broken or unplugged.", _SERVICE),
    "J3": ("The sensor behind the compressor is broken or fell off its pipe.", _SERVICE),
    "J6": ("The sensor on the outdoor coil is broken or unplugged.", _SERVICE),
    "J8": ("The sensor on the liquid pipe is broken or unplugged.", _SERVICE),
    "J9": ("The sensor on the gas pipe is broken or unplugged.", _SERVICE),
    "L3": ("It is too hot in the outdoor unit's electrical box.", _OUTDOOR),
    "L4": ("The inverter's heat sink is too hot.", _OUTDOOR),
    "L5": ("The inverter gives too much current: compressor, inverter, or a stop valve that is closed.", _SERVICE),
    "P4": ("The sensor of the inverter's heat sink is broken.", _SERVICE),
    "U0": (
        "Refrigerant is missing, or a stop valve is closed.",
        "It may run on, but a leak does not heal. " + _SERVICE,
    ),
    "U2": ("The supply's voltage is too low, too high, or was gone for a moment.", _ELECTRICIAN),
    "U4": (
        "Indoor and outdoor unit do not hear each other: the outdoor one has no power, or a wire is loose.",
        "See to its breaker. " + _POWER,
    ),
    "U7": ("The outdoor unit's circuit boards do not hear each other.", _POWER),
    "UA": ("Indoor and outdoor unit do not belong together, or the supply is not the one they are made for.", _SERVICE),
    "UF": ("Pipes and wires of a multi-split are crossed, or a stop valve is closed.", _SERVICE),
    "UH": ("The coil of a head that is off freezes: a valve leaks, or pipes and wires are crossed.", _SERVICE),
}
_GROUPS = {
    "A": "indoor unit", "C": "a sensor of the indoor unit", "E": "outdoor unit", "F": "outdoor unit", "H": "outdoor unit",
    "J": "a sensor of the outdoor unit", "L": "inverter of the outdoor unit", "P": "inverter of the outdoor unit",
    "U": "the whole system",
}  # fmt: skip
_LOOK = (
    "Hold CANCEL on the handset for 5 s, page to the long beep and look that code up. If it comes back: Call service."
)


def fault(code):
    """(code as the maker shows it, meaning, what to do, whom to call). `code`: the integer of `unit.fault`, or such a text."""
    if code == SERIAL_FAULT:
        return (
            "?",
            "The unit says that something is wrong with it; which, this line does not tell.",
            _LOOK,
            "the installer, with the code that the handset shows",
        )
    shown = code if type(code) is str else _LETTERS[code >> 4 & 15] + _DIGITS[code & 15]
    if shown in _TEXTS:
        meaning, act = _TEXTS[shown]
    else:
        place = _GROUPS.get(shown[0])
        meaning = "Not in the list here%s." % (": " + place if place else "")
        act = _LOOK
    return (
        shown.strip() or "?",
        meaning,
        act,
        "an electrician" if act == _ELECTRICIAN else "the installer, with code and model",
    )
