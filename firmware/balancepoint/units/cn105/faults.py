"""What the fault codes of Mitsubishi Electric mean, what to do, and whom to call. Loaded when people ask.

Sources, by letter (facts in our words; which codes a series uses stands in its service manual):
T  the maker's codes as listed by tokyo-aircon.net (nishiaki27/001.FTP, errorcode_mitsubishidenki.tpl)
Y  service manual PUMY-SP140YKM, page 49 (easymanua.ls): codes of two characters beside those of four digits
A  service manual PAA-A18AA1, page 46 (esmanual.top)          L  PLA-A12BA4, page 21 (manualshive.com)
K  service manual PKA-A12GA, page 27 (manualshive.com)        R  PCA-RP125HAQ, page 20 (manualshive.com)
H  service manual PUZ-HA30/36NHA4 as quoted by errorlib.net   C  City Multi as quoted by coderegistry.net: 5110
6999 is Tasmota's (xdrv_44_miel_hvac.ino).
"""

_FIRST = "AbEFJLPU"  # MUART-DOC 0x04
_SECOND = "0123456789ABCDEFOHJLPU"

_YOU, _TECHNICIAN, _INSTALLER = "nobody yet", "a refrigeration technician", "the installer, or an electrician"

_RESTART = "Switch the breaker off for some minutes and on again. If it comes back, have it repaired."
_STOP = "Leave it off: starting again and again does harm. Have it repaired."
_SENSOR = "A sensor, its plug or the board: switch off and on at the breaker; if it comes back, have it replaced."
_WIRES = "The wires between indoor and outdoor unit want checking: their order, screws and shield. Leave that to one who may."
_AIR = "Clean the filter, free both units of what blocks their air, then switch off and on. If it comes back, have it looked at."
_WATER = "Empty and clean the drain, look for water. Switch off at the breaker until it drains."
_REMOTE = "The wired remote controller and its cable: one main controller only, plugs tight. Switch off and on at the breaker."
_CENTRAL = "The bus to a central controller: addresses and cable. The installer of that system knows them."

# code: (meaning, what to do, whom to call, sources)
_FAULTS = {
    "A0": ("two units of the central bus have the same address", _CENTRAL, _INSTALLER, "T"),
    "A2": ("transmission processor of the central bus", _CENTRAL, _INSTALLER, "T"),
    "A3": ("the central bus is busy", _CENTRAL, _INSTALLER, "T"),
    "A6": ("no communication with the processor of the central bus", _CENTRAL, _INSTALLER, "T"),
    "A7": ("no acknowledgement on the central bus", _CENTRAL, _INSTALLER, "T"),
    "A8": ("no response on the central bus", _CENTRAL, _INSTALLER, "T H"),
    "E0": ("remote controller receives nothing", _REMOTE, _INSTALLER, "T L H"),
    "E1": ("remote controller is defective", _REMOTE, _INSTALLER, "T R"),
    "E2": ("remote controller is defective", _REMOTE, _INSTALLER, "T R"),
    "E3": ("remote controller cannot send", _REMOTE, _INSTALLER, "T"),
    "E4": ("indoor unit receives nothing from the remote controller", _REMOTE, _INSTALLER, "T L"),
    "E5": ("indoor unit cannot send to the remote controller", _REMOTE, _INSTALLER, "T"),
    "E6": ("indoor unit receives nothing from the outdoor unit", _WIRES, _INSTALLER, "T K"),
    "E7": ("indoor unit cannot send to the outdoor unit", _WIRES, _INSTALLER, "T K"),
    "E8": ("outdoor unit receives nothing from the indoor unit", _WIRES, _INSTALLER, "T"),
    "E9": ("outdoor unit cannot send to the indoor unit", _WIRES, _INSTALLER, "T"),
    "EA": ("wires between the units are mixed up, or there are too many indoor units", _WIRES, _INSTALLER, "T H"),
    "EB": ("wires between the units are mixed up or open", _WIRES, _INSTALLER, "T"),
    "EC": ("starting up takes too long", _RESTART, _INSTALLER, "T"),
    "ED": ("boards of the outdoor unit do not understand each other", _RESTART, _TECHNICIAN, "T Y H"),
    "EE": ("indoor and outdoor unit do not match, or a switch is set wrong", _WIRES, _INSTALLER, "T"),
    "EF": (
        "a fault without a code of its own; four-way valve (1508)",
        _RESTART,
        _TECHNICIAN,
        "T Y",
    ),
    "EH": ("indoor board and panel board do not understand each other", _RESTART, _TECHNICIAN, "T"),
    "F1": ("phases of the mains are in the wrong order", _STOP, _INSTALLER, "T"),
    "F2": ("a phase of the mains is missing", _STOP, _INSTALLER, "T"),
    "F3": ("plug of the low-pressure switch is open", _STOP, _TECHNICIAN, "T"),
    "F5": ("plug of the high-pressure switch is open", _STOP, _TECHNICIAN, "T"),
    "F7": ("phase detection on the board", _STOP, _TECHNICIAN, "T"),
    "F8": ("input circuit of the board", _STOP, _TECHNICIAN, "T"),
    "F9": ("two plugs or more are open", _STOP, _TECHNICIAN, "T"),
    "FA": ("a phase of the mains is missing, or a plug is open", _STOP, _INSTALLER, "T"),
    "FB": ("indoor board", _RESTART, _TECHNICIAN, "T K R"),
    "L6": ("protection against freezing of the water circuit", _STOP, _TECHNICIAN, "Y"),
    "P1": ("room temperature sensor of the indoor unit", _SENSOR, _TECHNICIAN, "T A"),
    "P2": ("sensor of the liquid pipe, indoor unit", _SENSOR, _TECHNICIAN, "T A"),
    "P4": ("drain sensor, or the plug of the float switch", _WATER, _TECHNICIAN, "T A Y"),
    "P5": ("the drain overflows", _WATER, _TECHNICIAN, "T Y"),
    "P6": ("protection against freezing or overheating of the indoor coil", _AIR, _TECHNICIAN, "T A Y"),
    "P8": ("temperature of the pipes is not as it should be: valves shut, charge, wiring", _STOP, _TECHNICIAN, "T"),
    "P9": ("sensor in the middle of the indoor coil", _SENSOR, _TECHNICIAN, "T L"),
    "PA": ("water where there should be none; the compressor is kept off", _WATER, _TECHNICIAN, "T R Y"),
    "PB": ("fan motor of the indoor unit", _RESTART, _TECHNICIAN, "T Y"),
    "PF": ("filter cleaner out of place, or its dust box is missing", "Put filter and dust box in place.", _YOU, "T"),
    "PH": ("ozone circuit", _RESTART, _TECHNICIAN, "T"),
    "PJ": ("pulse screen", _RESTART, _TECHNICIAN, "T"),
    "PL": ("refrigerant circuit", _STOP, _TECHNICIAN, "T"),
    "U1": ("high pressure", _AIR, _TECHNICIAN, "T"),
    "U2": ("discharge too hot, or too little refrigerant", _STOP, _TECHNICIAN, "T Y"),
    "U3": ("discharge sensor of the outdoor unit", _SENSOR, _TECHNICIAN, "T"),
    "U4": ("a sensor of the outdoor unit", _SENSOR, _TECHNICIAN, "T H"),
    "U5": ("heat sink of the inverter is too hot", _AIR, _TECHNICIAN, "T Y"),
    "U6": ("power module of the inverter, or overcurrent", _STOP, _TECHNICIAN, "T Y"),
    "U7": ("discharge not hot enough: liquid reaches the compressor", _STOP, _TECHNICIAN, "T Y"),
    "U8": ("fan motor of the outdoor unit: ice, leaves or the motor", _AIR, _TECHNICIAN, "T Y"),
    "U9": ("mains voltage too high or too low, a phase missing, or the converter", _STOP, _INSTALLER, "T Y H"),
    "UA": ("thermal relay has tripped", _STOP, _TECHNICIAN, "T"),
    "UC": ("the compressor protects itself", _STOP, _TECHNICIAN, "T"),
    "UD": ("protection against overheating", _AIR, _TECHNICIAN, "T"),
    "UE": ("high pressure", _AIR, _TECHNICIAN, "T Y"),
    "UF": ("overcurrent: the compressor does not turn", _STOP, _TECHNICIAN, "T Y"),
    "UH": ("current sensor", _STOP, _TECHNICIAN, "T"),
    "UL": ("low pressure", _STOP, _TECHNICIAN, "T"),
    "UP": ("overcurrent of the compressor", _STOP, _TECHNICIAN, "T Y"),
}

# Four digits and the two characters that the same manual (Y, A, H, C) sets beside them; manuals differ in some
_DIGITS = {
    "0403": "ED", "1102": "U2", "1302": "UE", "1500": "U7", "1501": "U2 P6", "1503": "P6", "1508": "EF", "2135": "L6",
    "2500": "PA", "2502": "P5 P4", "2503": "P4", "4100": "UF", "4114": "PB", "4210": "UP", "4220": "U9", "4230": "U5",
    "4250": "U6", "4400": "U8", "5101": "P1", "5102": "P2", "5110": "U4", "6608": "A8",
}  # fmt: skip

_LINE = "6999"


def characters(code):
    """The two that the maker shows for a byte; some displays show B and D as b and d."""
    second = code & 0x1F
    return _FIRST[code >> 5] + (_SECOND[second] if second < len(_SECOND) else "?")


def told(code):
    """(code as the maker shows it, meaning, what to do, whom to call). `code`: `Unit.fault`, the byte of two characters, or four
    digits as hexadecimal ones."""
    if not code:
        return "none", "no fault", "", _YOU
    shown = characters(code) if code < 0x100 else "%04x" % code
    if shown == _LINE:
        return shown, "bad communication on the unit's side", _RESTART, _INSTALLER
    keys = (shown.upper() if code < 0x100 else _DIGITS.get(shown, "")).split()
    known = [_FAULTS[key] for key in keys if key in _FAULTS]
    if not known:
        return (
            shown,
            "a code that is not in our lists: look it up in the unit's service manual",
            "Note it down before you switch anything off. " + _RESTART,
            _TECHNICIAN,
        )
    return shown, ", or: ".join([each[0] for each in known]), known[0][1], known[0][2]


def sources(code):
    """Letters of the sources above for two characters, "" for those that are not listed."""
    return _FAULTS[code.upper()][3] if code.upper() in _FAULTS else ""
