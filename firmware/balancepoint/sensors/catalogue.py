"""The sensors of the settings file, checked once; `drivers` makes something of them. docs/sensors.md has an example of each.

specs = check_all(entries, board.PINS)      # ValueError "3.address: ...", one line: which entry (from 1), which key
"""

from ..control.quantity import const
from ..errand import errand
from ..services.quantities import read, said

_ROOMS = const(4)
_TEMPERATURES = ("room", "return_air", "supply", "indoor_coil", "outdoor", "outdoor_coil", "discharge")
_AIR = ("room", "return_air", "supply", "outdoor")
_ADC = ("adc_1", "adc_2", "adc_3", "adc_4")
_OFFSET = ("offset", "0.01 K", -500, 500, 0)
_MAINS = ("mains", ("50 Hz", "60 Hz"), "50 Hz")

_LIKE = '{"kind": "ds18b20", "reads": "room", ...}'
_MISSING = "is missing, it must be given"

# What a contact reads: its usual input, and the state that means 1.
_CONTACTS = {
    "window_open": ("window", "open"),
    "fan_proven": ("fan_proven", "closed"),
    "defrosting": ("defrost", "closed"),
    "fault": ("high_pressure", "open"),
}
_INPUTS = ("window", "fan_proven", "defrost", "high_pressure")

# kind: (pin function it needs or "", what it can read, its keys).
# A key: (name, unit, low, high, default), (name, allowed words, default) or (name, how it is read, default).
# Default None: must be given; "": may be left out.
KINDS = {
    "ds18b20": ("one_wire", _TEMPERATURES, (("address", "rom", None), _OFFSET)),
    "ntc": (
        "",
        _TEMPERATURES,
        (
            ("pin", _ADC, None),
            ("curve", "curve", ""),
            ("resistance", "Ω", 100, 1_000_000, ""),
            ("beta", "K", 2000, 6000, ""),
            ("steinhart", "steinhart", ""),
            ("series", "Ω", 100, 1_000_000, None),
            ("supply", "0.001 V", 1000, 5500, 3300),
            ("ntc_to", ("ground", "supply"), "ground"),
            _OFFSET,
        ),
    ),
    "sht3x": ("i2c_sda", _AIR, (("address", ("0x44", "0x45"), "0x44"), _OFFSET)),
    "sht4x": ("i2c_sda", _AIR, (("address", ("0x44", "0x45", "0x46"), "0x44"), _OFFSET)),
    "bme280": ("i2c_sda", _AIR, (("address", ("0x76", "0x77"), "0x76"), _OFFSET)),
    "clamp": (
        "",
        ("aux_current_mA", "power"),
        (
            ("pin", _ADC, None),
            ("ratio", "", 1, 10_000, None),
            ("burden", "0.001 Ω", 100, 1_000_000, None),
            ("voltage", "V", 90, 420, ""),
            _MAINS,
        ),
    ),
    "pulse": ("pulse", ("power",), (("rate", "imp/kWh", 10, 20_000, None),)),
    "contact": (
        "",
        tuple(_CONTACTS),
        (("pin", _INPUTS, ""), ("active", ("open", "closed"), ""), ("debounce", "s", 0, 60, 1)),
    ),
    "network": ("", ("room", "outdoor", "humidity", "power", "sun", "presence", "window_open"), ()),
}


def nearest(word, names):
    """The name that differs from `word` by the fewest letters (Levenshtein), or "" if none comes near."""
    best = ""
    least = len(word) // 2 + 1
    for name in names:
        row = list(range(len(name) + 1))
        for i, letter in enumerate(word):
            left = row[0]
            row[0] = i + 1
            for j, other in enumerate(name):
                left, row[j + 1] = row[j + 1], min(left + (letter != other), row[j] + 1, row[j + 1] + 1)
        if row[-1] < least:
            least = row[-1]
            best = name
    return best


def _refuse(text, value, names):
    """Raise ValueError: the text, the name that may have been meant, those that are allowed."""
    near = nearest(value, names) if isinstance(value, str) else ""
    raise ValueError(
        "%s%s; allowed: %s" % (text, ", did you mean %s?" % near if near else "", ", ".join(names) or "none")
    )


def check(entry, pins):
    """One entry with all its values in whole numbers and the defaults filled in. ValueError "key: value ...", one line."""
    kind = entry.get("kind")
    if kind is None:
        raise ValueError("kind: missing, write a sensor like " + _LIKE)
    if not isinstance(kind, str) or kind not in KINDS:
        _refuse("kind: %s is not known" % said(kind), kind, sorted(KINDS))
    needs, quantities, keys = KINDS[kind]
    known = ["kind", "reads"] + [key[0] for key in keys]
    for key in entry:
        if key not in known:
            _refuse("%s: %s has no such key" % (said(key)[1:-1], kind), key, known)
    if needs and needs not in pins:
        raise ValueError("kind: '%s' needs the pin function %s, which is not on this board" % (kind, needs))
    reads = entry.get("reads")
    if reads is None:
        _refuse("reads: " + _MISSING, None, quantities)
    if not isinstance(reads, str) or reads not in quantities:
        _refuse("reads: %s is nothing that %s can read" % (said(reads), kind), reads, quantities)
    spec = {"kind": kind, "reads": reads}
    for key in keys:
        name = key[0]
        try:
            spec[name] = _value(key, entry.get(name), pins)
        except ValueError as error:
            raise ValueError("%s: %s" % (name, error))
    if kind == "ntc":
        _ntc(spec)
    elif kind == "contact":
        pin, active = _CONTACTS[reads]
        spec["pin"] = spec["pin"] or pin
        spec["active"] = spec["active"] or active
        if spec["pin"] not in pins:
            _refuse("pin: '%s' is not on this board" % spec["pin"], None, [pin for pin in _INPUTS if pin in pins])
    elif kind == "clamp" and (reads == "power") != (spec["voltage"] != ""):
        raise ValueError("voltage: is needed to read power, and only then")
    return spec


def _value(key, value, pins):
    """What stands in the file for one key, converted."""
    what = key[1]
    if value is None:
        if key[-1] is None:
            raise ValueError(_MISSING)
        return key[-1]
    if what == "rom":
        rom = errand("sensors.ds18b20").rom
        try:
            return "".join(["%02x" % byte for byte in rom(value if isinstance(value, str) else "")])
        except ValueError as error:
            raise ValueError("%s %s" % (said(value), error))
    if what == "curve":
        named = errand("sensors.curves").NAMED
        if not isinstance(value, str) or value not in named:
            _refuse("%s is not known" % said(value), value, sorted(named))
        return value
    if what == "steinhart":
        if isinstance(value, list) and [isinstance(part, float) and 0 < part < 0.01 for part in value] == [True] * 3:
            return value
        raise ValueError("%s is not A, B, C like [1.129e-3, 2.341e-4, 8.768e-8], each above 0" % said(value))
    if isinstance(what, str):
        return read(value, what, key[2], key[3])
    if key[0] == "pin":
        what = [name for name in what if name in pins]
    if value not in what:
        _refuse("%s is not %s" % (said(value), "on this board" if key[0] == "pin" else "possible"), value, what)
    return value


def _ntc(spec):
    """One of the three ways to say what the thermistor is."""
    beta = spec["resistance"] != "" or spec["beta"] != ""
    if (spec["curve"] != "") + beta + (spec["steinhart"] != "") != 1:
        raise ValueError("curve: say what the NTC is by one of curve, resistance with beta, steinhart")
    for name in ("resistance", "beta") if beta else ():
        if spec[name] == "":
            raise ValueError(name + ": is missing, resistance (at 25 °C) and beta go together")


def check_all(entries, pins):
    """All entries; also that no two have one address or pin, or read the same, and that there are at most four rooms.

    Which sensor's humidity is used is settled here: that of the first one in the room, unless the network brings it.
    """
    if not isinstance(entries, list):
        raise ValueError("%s is not a list of sensors" % said(entries))
    specs: list = []
    for number, entry in enumerate(entries):
        if not isinstance(entry, dict):
            raise ValueError("%d: %s is not a sensor like %s" % (number + 1, said(entry), _LIKE))
        try:
            specs.append(check(entry, pins))
        except ValueError as error:
            raise ValueError("%d.%s" % (number + 1, error))
    places: dict = {}
    names: dict = {}
    rooms = 0
    for number, spec in enumerate(specs):
        number += 1
        reads = spec["reads"]
        if reads != "room" and reads in names:
            raise ValueError("%d.reads: '%s' is read by sensor %d already" % (number, reads, names[reads]))
        rooms += reads == "room"
        if rooms > _ROOMS:
            raise ValueError("%d.reads: 'room' for the fifth time, there can be %d room sensors" % (number, _ROOMS))
        names[reads] = number
        for key in ("address", "pin"):
            place = spec.get(key)
            if place in places:
                raise ValueError("%d.%s: '%s' has sensor %d already" % (number, key, place, places[place]))
            if place:
                places[place] = number
    for spec in specs:
        if KINDS[spec["kind"]][0] == "i2c_sda":
            spec["humidity"] = spec["reads"] == "room" and "humidity" not in names
            if spec["humidity"]:
                names["humidity"] = 0
    return specs
