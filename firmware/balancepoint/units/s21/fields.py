"""What the payload of each known S21 command says: fields as (name, value, unit, remark). Loaded when people ask.

Sources: those of `codec`, `report` and `settings`; further revk/ESP32-Faikin wiki S21-Protocol, as repeated in
tmarschner/esphome-daikin-s21 (F2, F3), and asund/esphome-daikin-s21 s21.cpp (F6, F7, FK, FU00, FU04, FT, FG). What nobody has
read yet is given as it came.
"""

from ...control.quantity import UNKNOWN
from . import codec
from .faults import fault

MODES = {"0": "auto", "1": "auto", "2": "dry", "3": "cool", "4": "heat", "6": "fan", "7": "auto"}
FANS = {"A": "auto", "B": "quiet", "3": "1", "4": "2", "5": "3", "6": "4", "7": "5"}
SWINGS = {"0": "off", "1": "vertical", "2": "horizontal", "7": "both"}
FLAPS = {"0": "free", "1": "top", "2": "upper", "3": "middle", "4": "lower", "5": "bottom", "?": "swings"}
NAMES = {
    "F1": "power, mode, set point, fan", "F2": "features", "F3": "timers", "F4": "faults", "F5": "swings, humidity",
    "F6": "special modes", "F7": "demand, econo", "F8": "protocol version", "F9": "coarse temperatures", "FC": "model code",
    "FG": "handset counter", "FK": "features of version 2", "FM": "energy", "FR": "flap", "FT": "capacity of the outdoor unit",
    "FU00": "features of version 3", "FU02": "ranges of set points", "FU04": "energy by mode", "FU05": "model name",
    "FX60": "power", "FY00": "protocol version 3 and later", "FY10": "software revision", "FY20": "model code of version 3",
    "RA": "power", "RB": "mode", "RC": "set point", "RD": "on timer", "RE": "off timer", "RF": "swing", "RG": "fan",
    "RH": "room", "RI": "indoor coil", "RK": "fan speed asked for", "RL": "fan speed", "RM": "flap angle asked for",
    "RN": "flap angle", "RX": "target of the unit's own control", "Ra": "outdoor", "Rb": "demand of this head",
    "Rd": "compressor", "Re": "humidity", "Rg": "compressor on", "RzB2": "state of the head", "RzC3": "state of the system",
    "M": "model of the outdoor unit", "V": "version", "VS000M": "software version",
    "D1": "power, mode, set point, fan", "D2": "remote lock", "D3": "timers, powerful", "D5": "swings, humidity",
    "D6": "special modes", "D7": "demand, econo", "DJ": "not known", "DR": "flap",
}  # fmt: skip


def text(payload):
    """As it came."""
    return "".join(["%02X" % byte for byte in payload])


def read(command, payload, out):
    """Add the fields of `payload` to `out`."""
    if command in _READERS:
        _READERS[command](payload, out)
    elif command in _TENTHS:
        _temperature(_TENTHS[command], codec.temperature(payload, 0, len(payload)), out, text(payload))
    elif command in _HEX:
        name, unit = _HEX[command]
        _number(name, codec.hexadecimal(payload, 0, len(payload)), unit, payload, out)
    elif command in _DECIMALS:
        name, unit, factor = _DECIMALS[command]
        value = codec.decimal(payload, 0, len(payload))
        _number(name, value if value == UNKNOWN else value * factor, unit, payload, out)
    else:
        out.append(("payload", text(payload), "", "not known"))


def _letter(field, byte, names, out, unit=""):
    name = names.get(chr(byte))
    out.append((field, name or "%02X" % byte, unit, "" if name else "not known"))


def _number(field, value, unit, payload, out):
    if value == UNKNOWN:
        out.append((field, None, unit, "not a number: " + text(payload)))
    else:
        out.append((field, value, unit, ""))


def _flags(prefix, byte, names, out):
    """Bits of one character; 0x30 is no flag."""
    known = 0
    for bit, name in names:
        out.append((name, 1 if byte & bit else 0, "", ""))
        known |= bit
    rest = byte & ~known & 0xFF
    if rest not in (0, 0x30):
        out.append((prefix, "%02X" % rest, "", "further bits, not known"))


def _rest(payload, count, out):
    if len(payload) > count:
        out.append(("rest", text(payload[count:]), "", "not known"))


def _temperature(field, value, out, came="", remark=""):
    if value == UNKNOWN:
        out.append((field, None, "°C", remark or "no temperature" + (": " + came if came else "")))
    else:
        out.append((field, value / 100, "°C", remark))


def _basic(payload, out):
    if len(payload) < 4:
        _rest(payload, 0, out)
        return
    out.append(("on", payload[0] & 1, "", ""))
    mode = chr(payload[1])
    phase = {"0": "its cooling", "7": "its heating"}.get(mode, "")
    out.append(("mode", MODES.get(mode, "%02X" % payload[1]), "", phase if mode in MODES else "not known"))
    remark = "in steps of 1 K on many units"
    if mode in ("2", "6"):
        remark = "none in this mode"
    _temperature("setpoint", codec.setpoint(payload[2]), out, "", remark)
    _letter("fan", payload[3], FANS, out)
    _rest(payload, 4, out)


def _features(payload, out):
    _flags("byte 0", payload[0], ((4, "swings"), (8, "horizontal swing")), out)
    if len(payload) > 3:
        _flags("byte 1", payload[1], ((8, "model info N"),), out)
        _flags("byte 3", payload[3] & 0x7F, ((2, "humidity"), (0x10, "humidity in more modes")), out)
        out.append(("byte 2", "%02X" % payload[2], "", "80 after DJ"))


def _timers(payload, out):
    _flags("byte 0", payload[0], ((1, "on timer set"), (2, "off timer set")), out)
    for k, name in ((1, "on timer"), (2, "off timer")):
        if len(payload) > k:
            byte = payload[k]
            off = byte == 0xFE or byte <= 0x30
            out.append((name, None if off else 10 * (byte - 0x30), "min", "off" if off else ""))
    if len(payload) > 3:
        _flags("byte 3", payload[3], ((2, "powerful"),), out)


def _faults(payload, out):
    if len(payload) < 4:
        _rest(payload, 0, out)
        return
    stands = payload[0] & 1
    if payload[1]:
        code = fault(payload[1])
        out.append(("fault", code[0], "", code[1] + (" (one program reads it so)" if stands else " (not now)")))
    else:
        out.append(("fault", None, "", "a fault without a code" if stands else "none"))
    serial = payload[2] & 0x30 in (0x10, 0x20)
    out.append(("serial error", 1 if serial else 0, "", "cleared by being read" if serial else ""))


def _swings(payload, out):
    _letter("swing", payload[0], SWINGS, out)
    if len(payload) > 3:
        out.append(("moves", 1 if payload[1] == 0x3F else 0, "", ""))
        out.append(("humidity", "%02X" % payload[2], "", "30 off; the rest differs from mode to mode"))
        out.append(("byte 3", "%02X" % payload[3], "", ""))


def _special(payload, out):
    _flags("byte 0", payload[0], ((2, "powerful"), (0x40, "comfort"), (0x80, "quiet outdoor unit")), out)
    if len(payload) > 3:
        _flags("byte 1", payload[1], ((0x80, "streamer"),), out)
        _flags("byte 3", payload[3], ((4, "LED"), (8, "motion sensor")), out)


def _demand(payload, out):
    out.append(("demand", 100 - (payload[0] - 0x30), "%", ""))
    if len(payload) > 1:
        _flags("byte 1", payload[1], ((2, "econo"),), out)
    _rest(payload, 2, out)


def _old_version(payload, out):
    out.append(("version", payload[1] & 15 if len(payload) > 1 else None, "", "later ones say 2 here and answer FY00"))


def _new_version(payload, out):
    value = codec.decimal(payload, 0, len(payload))
    out.append(("version", None if value == UNKNOWN else "%d.%02d" % (value // 100, value % 100), "", ""))


def _coarse(payload, out):
    for k, name in ((0, "room"), (1, "outdoor")):
        if len(payload) > k:
            _temperature(name, codec.coarse(payload[k]), out)
    if len(payload) > 2:
        byte = payload[2]
        out.append(("humidity", None if byte in (0x30, 0xFF) else byte - 0x30, "", "% or 5 %: sources differ"))
    _rest(payload, 3, out)


def _setpoint(payload, out):
    """Whole degrees ("720+" is 27, S22ZTES-W) or tenths."""
    value = codec.decimal(payload, 0, len(payload))
    _temperature("setpoint", value if value == UNKNOWN else 100 * value if abs(value) < 50 else 10 * value, out)


def _speed(payload, out):
    value = codec.decimal(payload, 0, len(payload))
    if value == 999 or value < 0:
        out.append(("speed", None, "Hz", "no value: " + text(payload)))
    else:
        out.append(("speed", value, "Hz", "" if value <= 250 else "not believed beyond 250"))


def _humidity(payload, out):
    value = codec.decimal(payload, 0, len(payload))
    out.append(("humidity", value if value >= 0 else None, "%", "or no sensor" if value in (0, 50) else ""))


def _on(payload, out):
    out.append(("on", payload[0] & 1, "", ""))


def _mode(payload, out):
    _letter("mode", payload[-1], MODES, out)


def _fan(payload, out):
    _letter("fan", payload[0], FANS, out)


def _flap(payload, out):
    _letter("flap", payload[0], FLAPS, out)
    _rest(payload, 1, out)


def _state(names):
    def read(payload, out):
        value = codec.hexadecimal(payload, 0, len(payload))
        if value == UNKNOWN:
            _number("bits", value, "", payload, out)
        else:
            for bit, name in names:
                out.append((name, 1 if value & bit else 0, "", ""))
            out.append(("bits", "%02X" % value, "", ""))

    return read


def _energies(payload, out):
    for k, name in ((0, "energy cooling"), (8, "energy heating")):
        digits = "".join([chr(byte) for byte in reversed(payload[k : k + 8])])
        try:
            value = int(digits, 16)
        except ValueError:
            value = None
        out.append((name, value, "0.1 kWh", "one program doubts it"))
    _rest(payload, 16, out)


def _features_3(payload, out):
    for k, name in ((0, "powerful"), (1, "econo"), (5, "streamer")):
        if len(payload) > k:
            out.append((name, 1 if payload[k] == 0x33 else 0, "", ""))
    out.append(("payload", text(payload), "", ""))


def _features_2(payload, out):
    names = (
        ((1, "LED"), (8, "laundry")), ((1, "energy"), (4, "range of set points"), (8, "motion sensor")),
        ((2, "humidifies"), (4, "fan and swings"), (8, "dries")), ((1, "demand"),),
    )  # fmt: skip
    for k in range(min(4, len(payload))):
        _flags("byte %d" % k, payload[k], names[k], out)


def _name(payload, out):
    text = "".join([chr(byte) for byte in payload if 0x20 < byte < 0x7F])
    out.append(("text", text, "", "" if text else "empty"))


_READERS = {
    "G1": _basic, "D1": _basic, "G2": _features, "G3": _timers, "D3": _timers, "G4": _faults, "G5": _swings, "D5": _swings,
    "G6": _special, "D6": _special, "G7": _demand, "D7": _demand, "G8": _old_version, "GY00": _new_version, "G9": _coarse,
    "SA": _on, "Sg": _on, "SB": _mode, "SC": _setpoint, "SG": _fan, "GR": _flap, "DR": _flap, "Sd": _speed, "Se": _humidity,
    "SzB2": _state(((1, "powerful"), (2, "defrost"), (4, "active"), (8, "online"))),
    "SzC3": _state(((1, "locked"), (4, "active"), (8, "defrost"), (0x20, "other heads"))),
    "GU00": _features_3, "GU04": _energies, "GU05": _name, "GK": _features_2, "GY10": _name, "V": _name, "VS000M": _name,
}  # fmt: skip
_TENTHS = {"SH": "room", "SI": "indoor coil", "Sa": "outdoor", "SX": "target"}
_HEX = {
    "GM": ("energy", "0.1 kWh"),
    "GX60": ("power", "W"),
    "M": ("model", ""),
    "GC": ("model", ""),
    "GY20": ("model", ""),
}
_DECIMALS = {
    "SL": ("fan speed", "rpm", 10), "SK": ("fan speed asked for", "rpm", 10), "Sb": ("demand", "of 15", 1),
    "SN": ("angle", "degrees", 1), "SM": ("angle", "degrees", 1),
    "GT": ("capacity", "", 1), "GG": ("presses", "", 1),
}  # fmt: skip
