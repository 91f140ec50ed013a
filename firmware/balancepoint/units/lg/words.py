"""A frame of LG's controller bus field by field. Loaded when people ask. Fault codes: LG's CH list of single splits."""

from . import codec as c

_WHO = {0xA: "master controller", 2: "slave controller", 0xC: "unit"}
_WHAT = {8: "status", 9: "abilities", 10: "settings", 11: "more settings", 12: "filter and energy", 15: "power"}
_MODES = ("cool", "dry", "fan only", "auto", "heat")
_FANS = ("low", "medium", "high", "auto", "slow", "low-medium", "medium-high", "power")
_THERMISTORS = ("unit", "controller", "both", "")
_CALL = "heat pump technician"
_FAULTS = {
    1: ("sensor of the room's air in the indoor unit", "call"),
    2: ("sensor of the indoor coil, inlet", "call"),
    3: ("the wired controller is not heard", "look at the wire between controller and unit"),
    4: ("drain pump or float switch of the indoor unit", "is the drain blocked? call"),
    5: (
        "indoor and outdoor unit do not hear each other",
        "switch it off at the breaker for five minutes; if it comes back, call",
    ),
    6: ("sensor of the indoor coil, outlet", "call"),
    9: ("memory of the indoor unit", "switch it off at the breaker for five minutes; if it comes back, call"),
    10: ("fan of the indoor unit", "switch it off and see whether something blocks the fan; call"),
}


def check(frame):
    """ValueError says what is wrong with it."""
    if len(frame) != c.SIZE:
        raise ValueError("LG frame: %d bytes, %d are right" % (len(frame), c.SIZE))
    if frame[-1] != c.check_of(frame):
        raise ValueError("LG frame: check %02X, %02X is right" % (frame[-1], c.check_of(frame)))
    if frame[0] >> 4 not in _WHO or frame[0] & 0x0F < 8:
        raise ValueError("LG frame: begins with %02X, allowed are A, C or 2 with 8 to F" % frame[0])


def explain(frame):
    """[(field, value, unit, remark)] of a whole frame. ValueError: see `check`."""
    check(frame)
    kind = frame[0] & 0x0F
    out = [("source", _WHO[frame[0] >> 4], "", "%02X" % frame[0]), ("kind", _WHAT.get(kind, "not known"), "", "")]
    if kind == 8:
        mode = frame[1] >> 2 & 7
        out.extend(
            (
                ("changed", frame[1] & 1, "", ""),
                ("power", "on" if frame[1] & 2 else "off", "", ""),
                ("mode", _MODES[mode] if mode < len(_MODES) else "not known", "", ""),
                ("fan", _FANS[frame[1] >> 5], "", ""),
                ("set point", c.setpoint_of(frame) / 100, "°C", ""),
                ("room temperature", c.room_of(frame) / 100, "°C", _THERMISTORS[frame[6] >> 4 & 3]),
                ("filter due", frame[2] & 1, "", ""),
                ("resistive heater", frame[2] >> 4 & 1, "", ""),
                ("swing", frame[2] >> 7, "", ""),
                ("wide swing", frame[2] >> 6 & 1, "", ""),
                ("defrost", frame[3] >> 2 & 1, "", ""),
                ("preheat", frame[3] >> 3 & 1, "", ""),
                ("outdoor unit at work", frame[5] >> 2 & 1, "", ""),
                ("fault", fault(frame[11])[0], "", fault(frame[11])[1]),
            )
        )
    elif kind == 9:
        for name, k, bit in (
            ("heating", 2, 32), ("automatic", 2, 8), ("dry", 2, 128), ("fan only", 2, 64), ("auxiliary heater", 7, 4),
            ("half degrees not", 5, 32), ("cooling from 16 °C", 6, 32), ("vertical vanes", 4, 1),
        ):  # fmt: skip
            out.append((name, "yes" if frame[k] & bit else "no", "", ""))
    else:
        out.append(
            ("data", " ".join(["%02X" % byte for byte in frame[1:12]]), "", "scale not known" if kind == 15 else "")
        )
    return out


def encode(name, **fields):
    """A whole frame: `state` with `base` (the unit's last words, 12 bytes), `on`, `mode`, `fan`, `setpoint` 0.01 °C."""
    if name != "state":
        raise ValueError("LG: '%s' cannot be said; state" % name)
    out = bytearray(c.SIZE)
    base = fields.get("base", b"")
    for k in range(min(len(base), c.SIZE - 1)):
        out[k] = base[k]
    c.put_state(out, fields["on"], fields["mode"], fields["fan"])
    c.put_setpoint(out, fields["setpoint"])
    c.seal(out)
    return bytes(out)


def fault(code):
    """(code as shown, what it means, what to do, whom to call)."""
    if not code:
        return "none", "no fault", "", ""
    meaning, todo = _FAULTS.get(
        code, ("not in a list that we could read", "look it up in the manual of the unit; call")
    )
    return "CH%02d" % code, meaning, todo, _CALL
