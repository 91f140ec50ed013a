"""A line of H-Link field by field, and what its fault codes mean. Loaded when people ask.

Addresses and codes: lumixen/esphome-hlink-ac (README, docs/hlink_alarm_codes.csv); what to do is ours.
"""

from . import codec as c

_NAMES = {
    c.POWER: "power", c.MODE: "mode", c.FAN: "fan", c.SETPOINT: "set point", 0x0006: "remote lock", 0x0007: "filter reset",
    c.SWING: "swing", c.INDOOR: "indoor temperature", c.OUTDOOR: "outdoor temperature", c.ERROR: "fault", 0x0300: "leave home",
    c.ACTIVE: "at work", c.FILTER: "filter due", 0x0304: "leave home is on", 0x0800: "beep", 0x0900: "model",
}  # fmt: skip
_MODES = {0x10: "heat", 0x20: "dry", 0x40: "cool", 0x50: "fan only"}
_FANS = ("auto", "high", "medium", "low", "quiet")
_SWINGS = ("off", "vertical", "horizontal", "both")

_HEAT_PUMP = "heat pump technician"
_ELECTRONICS = "heat pump technician (electronics)"
_POWER = "switch the unit off at the breaker for five minutes; if it comes back, call"
_FAULTS = {
    0x0001: ("refrigeration cycle: it heats or cools too little", "clean the filter, free the outdoor unit; call", _HEAT_PUMP),
    0x0003: ("indoor and outdoor unit do not hear each other", _POWER, _HEAT_PUMP),
    0x0006: ("water stands too high in the indoor unit", "switch it off; is the drain blocked? call", _HEAT_PUMP),
    0x0009: ("a sensor of the indoor unit is open or shorted", "call", _HEAT_PUMP),
    0x0010: ("fan of the indoor unit", "switch it off and see whether something blocks the fan; call", _HEAT_PUMP),
    0x0012: ("communication with the outdoor unit", _POWER, _HEAT_PUMP),
    0x0013: ("memory of the indoor unit cannot be read", _POWER, _ELECTRONICS),
    0x0102: ("peak current of the compressor", "look whether the outdoor unit is free of snow and leaves; call", _HEAT_PUMP),
    0x0103: ("the compressor turns too slowly", _POWER, _HEAT_PUMP),
    0x0104: ("the compressor does not change over to normal running", _POWER, _HEAT_PUMP),
    0x0105: ("overload of the compressor", "clean filter and outdoor unit; call", _HEAT_PUMP),
    0x0107: ("a sensor of the outdoor unit is open or shorted", "call", _HEAT_PUMP),
    0x0108: ("the compressor does not come up to speed", _POWER, _HEAT_PUMP),
    0x0109: ("indoor and outdoor unit do not hear each other", _POWER, _HEAT_PUMP),
    0x0112: ("the fan of the outdoor unit is blocked", "free it, with the breaker off; call", _HEAT_PUMP),
    0x0113: ("memory of the outdoor unit cannot be read", _POWER, _ELECTRONICS),
    0x0114: ("voltage of the outdoor unit's drive", _POWER, _ELECTRONICS),
    0x0115: ("electronics of the outdoor unit", _POWER, _ELECTRONICS),
}  # fmt: skip


def _text(frame):
    return "".join([chr(byte) if 32 <= byte < 127 else "?" for byte in frame])


def check(frame):
    """ValueError says what is wrong with it."""
    text = _text(frame)
    if not frame or frame[-1] != c.END:
        raise ValueError("H-Link line '%s': does not end with CR (0D)" % text)
    if c.END in frame[:-1]:
        raise ValueError("H-Link line '%s': CR (0D) in it; one line is wanted" % text)
    if len(frame) > c.LONGEST:
        raise ValueError("H-Link line: %d bytes, %d at most" % (len(frame), c.LONGEST))
    receiver = c.Receiver()
    for byte in frame:
        if receiver.put(byte):
            return receiver
    raise ValueError("H-Link line '%s': is none like 'MT P=0000 C=FFFF' with C = FFFF less the bytes of P" % text[:-1])


def explain(frame):
    """[(field, value, unit, remark)] of a whole line. ValueError: see `check`."""
    receiver = check(frame)
    text = _text(frame[:-1])
    begin, _, body = text.rpartition(" C=")[0].rpartition(" P=")  # what came before the line is passed over
    kind = (begin or text)[-2:]
    out = [("kind", {"MT": "read", "ST": "write", "OK": "yes", "NG": "no"}[kind], "", kind)]
    if receiver.kind != c.ASKED:
        if receiver.value != c.NOTHING:
            out.append(("value", "%04X" % receiver.value, "", "of the address that was asked for"))
        return out
    address, comma, value = body.partition(",")
    value = value.replace(",", "")
    if not address or comma and not value:
        raise ValueError("H-Link line '%s': an address, and a value behind a comma, have digits" % text)
    number = int(address, 16)
    out.append(("address", address, "", _NAMES.get(number, "not known")))
    if value:
        out.append(meaning(number, int(value, 16)))
    return out


def meaning(address, value):
    """(field, value, unit, remark) of what stands at an address."""
    name = _NAMES.get(address, "%04X" % address)
    if address == c.POWER:
        return name, "on" if value else "off", "", ""
    if address == c.MODE:
        return name, "auto" if value >= 0x8000 else _MODES.get(value, "not known"), "", "%04X" % value
    if address == c.FAN:
        return name, _FANS[value] if value < len(_FANS) else "not known", "", "%02X" % value
    if address == c.SWING:
        return name, _SWINGS[value] if value < len(_SWINGS) else "not known", "", "%02X" % value
    if address == c.SETPOINT and value >= 0xFF00:
        return name, c.signed(value), "K", "about the automatic's own"
    if address in (c.SETPOINT, c.INDOOR, c.OUTDOOR):
        return name, c.signed(value), "°C", "not available" if value & 0xFF == 0x7E else ""
    if address == c.ERROR:
        return name, fault(value)[0], "", fault(value)[1]
    return name, value, "", ""


def encode(name, **fields):
    """A whole line: `read` with `address`, `write` with `address`, `value` and `digits` (2 or 4)."""
    out = bytearray(c.LONGEST)
    if name == "read":
        return bytes(out[: c.ask(out, fields["address"])])
    if name == "write":
        return bytes(out[: c.tell(out, fields["address"], fields["value"], fields.get("digits", 4))])
    raise ValueError("H-Link: '%s' cannot be said; read or write" % name)


def fault(code):
    """(code as shown, what it means, what to do, whom to call); "" where nobody needs to be."""
    shown = "%03x-%02x" % (code & 0xFF, code >> 8) if code else "none"
    if not code:
        return shown, "no fault", "", ""
    found = _FAULTS.get(code)
    if found is None:
        return shown, "not in the published list", "note the code and the blinking of the lamp; call", _HEAT_PUMP
    return (shown,) + found
