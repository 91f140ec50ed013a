"""The settings file's keys and the checks: loaded when a `Config` is made or described, and dismissed again (see `errand`).

Settings of the core are those of `control.settings_table`, with its limits and units; here stands what the board adds.
"""

import json

from ..control.errand import dismiss
from ..control.settings import memory_table, settings_table
from ..sensors import catalogue
from ..sensors.catalogue import nearest
from . import quantities
from .quantities import read, said, shown

for _module in (memory_table, settings_table, catalogue, quantities):
    dismiss(_module)

VERSION = 1
MUST = "must be given"
FLAG = "true or false"
POINT = "V at Hz"
_VOLT = "0.001 V"
_TEMPERATURE = "0.01 °C"
_MODES = ("off", "heat", "cool", "auto", "dry", "fan")  # in the order of the core's Request
_PRESETS = ("home", "away", "sleep", "eco", "follow")
_UNIT = settings_table.UNIT[:7]
_PLAIN = {  # settings of the core that have no line in its table
    "speed_min": ("Hz", 1, 240),
    "speed_rated": ("Hz", 1, 240),
    "speed_max": ("Hz", 1, 240),
    "low_cutout": (_TEMPERATURE, -6000, 1000),
}
_LIKE = {
    "heating": '[{"outdoor": "-15 °C", "min": ["610 W", "240 W"], "rated": ..., "max": ...}, ...]',
    "zones": '[["3 m", "-20 °", "110 cm"], ...]',
    "levels": '["2 V", "4 V", "6 V", "8 V", "10 V"]',
    "read_back": '["run_enable", "valve"]',
}


def _wish(name):
    """(low, high, default) of what people ask for, as the core remembers it."""
    for row in memory_table.TABLE:
        if row[0] == name:
            return row[2], row[3], row[1]
    return None


_PWM = (
    ("full_scale", _VOLT, 1000, 24000, 10000, "voltage of the converter at full duty"),
    ("frequency", "Hz", 100, 20000, 1000, "of the PWM, from the converter's data sheet"),
    ("inverted", FLAG, 0, 1, 0, "true: a duty of 0 is full scale"),
)
# section: (key, unit or words, low, high, default, meaning), ...; a tuple as the default: a list of such values
SECTIONS = (
    (
        "drive",
        ("kind", ("none", "direct"), 0, 0, "none", "direct: this board's relays and 0-10 V drive the unit"),
        (
            "read_back",
            ("run_enable", "valve", "outdoor_fan", "aux_1", "aux_2", "aux_contact"),
            0,
            0,
            (),
            "relays whose own contact is wired back",
        ),
        ("inverter_timeout", "s", 1, 5, MUST, "the inverter stops by itself this long after its signals are gone"),
        (
            "valve_release",
            "s",
            10,
            60,
            MUST,
            "the off-delay relay holds the valve this long after the board lets go of it; the compressor waits",
        ),
    ),
    (
        "drive.speed_output",
        ("low", POINT, 0, 0, MUST, "signal at a low speed, at most speed_min"),
        ("high", POINT, 0, 0, MUST, "and at a high one, at least speed_max; a straight line between"),
    )
    + _PWM,
    ("drive.indoor_fan", ("levels", _VOLT, 0, 24000, (2000, 4000, 6000, 8000, 10000), "signals of the five levels"))
    + _PWM,
    (
        "network",
        ("ssid", "text", 1, 32, "", "wireless network; without one the board stays off the air"),
        ("password", "text", 8, 63, "", "its password (WPA2); none: an open network"),
        ("ntp", "text", 1, 63, "pool.ntp.org", "time server"),
    ),
    (
        "time_zone",
        ("offset", "s", -43200, 50400, 0, "winter time less UTC, + east of Greenwich"),
        ("summer_time", ("none", "EU", "US"), 0, 0, "none", "rule of summer time"),
    ),
    (
        "request",  # at the first start, later the people's
        ("mode", _MODES, 0, 0, _MODES[_wish("mode")[2]], "mode at the first start"),
        ("heat_setpoint", _TEMPERATURE) + _wish("heat_setpoint") + ("heating set point at the first start",),
        ("cool_setpoint", _TEMPERATURE) + _wish("cool_setpoint") + ("cooling set point at the first start",),
        ("dial", "") + _wish("dial") + ("comfort dial at the first start; it replaces both set points",),
        ("preset", _PRESETS, 0, 0, _PRESETS[_wish("preset")[2]], "preset at the first start"),
    ),
)


def fill(config, text, board, pins):
    """Check everything and set it in `config`. ValueError "path: ...", one line."""
    data = _json(text)
    _table("", data, ("version", "board", "unit", "settings", "sensors", "drive", "network", "time_zone", "request"))
    version = data.get("version")
    if isinstance(version, bool) or version != VERSION:
        raise ValueError("version: %s, this firmware reads %d" % (said(version), VERSION))
    if data.get("board") != board:
        raise ValueError("board: made for %s, this is %s" % (data.get("board", "?"), board))
    values = _core(data, config)
    config.sensors = _sensors(data.get("sensors"), values, pins)
    try:
        settings_table.fill(config.settings, **values)
    except ValueError as error:
        raise ValueError(_told(str(error)))
    for section in SECTIONS:
        config.found[section[0]] = _section(data, section, config)
    for stage in range(config.settings.aux_stages):
        for pin in ("aux_%d" % (stage + 1), "aux_contact"):
            _need("settings.aux_stages: %d" % config.settings.aux_stages, pin, pins)
    _drive(config, pins)
    network = config.found["network"]
    if network["ssid"]:
        config.network = network
    elif network["password"]:
        raise ValueError("network.ssid: missing, whose password is that?")
    zone = config.found["time_zone"]
    config.zone = zone["offset"] // 60, zone["summer_time"]
    config.request = dict(config.found["request"])
    config.request["mode"] = _MODES.index(config.request["mode"])
    config.request["preset"] = _PRESETS.index(config.request["preset"])


def _json(text):
    if text[:1] == "\ufeff":  # editors on Windows put it there
        text = text[1:]
    try:
        return json.loads(text)
    except (ValueError, RuntimeError):  # the latter from what is nested too deeply
        from . import json_place

        dismiss(json_place)
        found = json_place.place(text)
        raise ValueError("line %d, column %d: %s is expected" % found if found else "is not JSON")


def _table(path, table, known):
    """Refuse what is no table, and the first key that is not known."""
    if not isinstance(table, dict):
        raise ValueError("%s%s is not a table {...}" % (path and path + ": ", said(table)))
    for key in table:
        if key not in known:
            near = nearest(key, known)
            raise ValueError(
                "%s%s: no such key, %s"
                % (path and path + ".", said(key)[1:-1], "did you mean %s?" % near if near else "see docs/settings.md")
            )


def _value(path, value, what, low=None, high=None):
    """One value in the core's units, or its word."""
    wrong = None
    if what == FLAG:
        if isinstance(value, bool):
            return 1 if value else 0
        wrong = "not " + FLAG
    elif isinstance(what, tuple):
        if value in what:
            return value
        near = isinstance(value, str) and nearest(value, what)
        wrong = "none of " + ", ".join(what) + (", did you mean %s?" % near if near else "")
    elif what == "text":
        if isinstance(value, str) and low <= len(value.encode()) <= high and not [c for c in value if c < " "]:
            return value
        wrong = "not a text of %d to %d letters in one line" % (low, high)
        if path[-4:] == "word":
            value = None  # nobody else's business
    elif what == POINT:
        volts, _, speed = value.partition(" at ") if isinstance(value, str) else ("", "", "")
        if speed:
            return _value(path, volts, _VOLT, 0, 24000), _value(path, speed, "Hz", 0, 400)
        wrong = 'not like "2 V at 16 Hz"'
    else:
        try:
            return read(value, what, low, high)
        except ValueError as error:
            raise ValueError("%s: %s" % (path, error))
    raise ValueError("%s: %s is %s" % (path, "it" if value is None else said(value), wrong))


def _list(path, value, length=0):
    if not isinstance(value, list) or (length and len(value) != length):
        name = path.split(".")[1:]
        raise ValueError(
            "%s: %s is not a list like %s" % (path, said(value), _LIKE.get(name[-1]) or _LIKE.get(name[0]))
        )
    return value


def _section(data, section, config):
    """{key: value} of one section of the board's."""
    path = section[0]
    for name in path.split("."):
        data = data.get(name)  # a table: "drive" is checked before what is in it
        if data is None:
            data = {}
    inner = [other[0][len(path) + 1 :] for other in SECTIONS if other[0].startswith(path + ".")]
    _table(path, data, [row[0] for row in section[1:]] + inner)
    out: dict = {}
    for name, what, low, high, default, _meaning in section[1:]:
        value = data.get(name)
        if value is None:
            out[name] = default
            continue
        place = path + "." + name
        config.given += place + " "
        if isinstance(default, tuple):
            value = tuple([_value(place, each, what, low, high) for each in _list(place, value, len(default))])
        else:
            value = _value(place, value, what, low, high)
        out[name] = value
    return out


def _core(data, config):
    """Values for the core's Settings."""
    values: dict = {}
    config.given = " "
    rows = {row[0]: row for row in settings_table.TABLE}
    for section, known in (("unit", _UNIT), ("settings", settings_table.UNIT[7:] + tuple(rows))):
        table = data.get(section, {})
        _table(section, table, known)
        for name in table:
            if table[name] is not None:
                path = section + "." + name
                config.given += path + " "
                values[name] = _setting(path, name, table[name], rows.get(name))
    for name in ("heating", "speed_min", "speed_max"):
        if name not in values:
            raise ValueError("unit.%s: %s" % (name, MUST))
    return values


def _setting(path, name, value, row):
    if name in _PLAIN:
        return _value(path, value, *_PLAIN[name])
    if row:
        low, high, unit = row[2:]
        if name == "room_report_interval" and isinstance(value, list) and value:
            return tuple([_value(path, each, unit, low, high) for each in value])
        return _value(path, value, FLAG if (high, unit) == (1, "") else unit, low, high)
    if name in ("heating", "cooling"):
        return [_point("%s.%d" % (path, k + 1), point) for k, point in enumerate(_list(path, value))]
    if name == "zones":
        zones: list = []
        for k, zone in enumerate(_list(path, value)):
            place = "%s.%d" % (path, k + 1)
            zone = _list(place, zone, 3)
            zones.append(tuple([_value(place, zone[i], ("cm", "°", "cm")[i]) for i in range(3)]))
        return zones
    return value


def _point(path, point):
    """One row of the data sheet."""
    _table(path, point, ("outdoor", "min", "rated", "max"))
    out: list = [_value(path + ".outdoor", point.get("outdoor"), _TEMPERATURE, -6000, 6000)]
    for name in ("min", "rated", "max"):
        pair = point.get(name)
        if pair is not None or name != "rated":
            place = path + "." + name
            if not isinstance(pair, list) or len(pair) != 2:
                raise ValueError('%s: %s is not heat and power like ["4100 W", "1570 W"]' % (place, said(pair)))
            pair = _value(place, pair[0], "W"), _value(place, pair[1], "W")
        out.append(pair)
    return tuple(out)


def _told(line):
    """A line of the core's Settings with the path in front and its temperatures in °C."""
    words = line.split(" ")
    name = words[0].split(".")[0].rstrip(":,")
    if name == "zones" and words[0] != "zones:":
        words[0] = "zones.%d%s" % (int(words[0][6]) + 1, words[0][7:])  # people count from 1
    if name in ("heating", "cooling"):
        for k in range(1, len(words)):
            number = words[k].rstrip(":,")
            if number.lstrip("-").isdigit() and (words[k - 1] == "at" or words[k + 1 : k + 2] == ["stands"]):
                words[k] = shown(int(number), _TEMPERATURE) + words[k][len(number) :]
    return ("unit." if name in _UNIT else "settings.") + " ".join(words)


def _sensors(entries, values, pins):
    try:
        specs = catalogue.check_all([] if entries is None else entries, pins)
    except ValueError as error:
        raise ValueError("sensors%s%s" % ("." if str(error)[:1].isdigit() else ": ", error))
    rooms = len([spec for spec in specs if spec["reads"] == "room"])
    if not rooms:
        raise ValueError("sensors: none reads room, one at least is needed")
    if values.get("room_sensors", rooms) != rooms:
        raise ValueError("settings.room_sensors: %d, but %d of the sensors read room" % (values["room_sensors"], rooms))
    values["room_sensors"] = rooms
    return specs


def _need(what, pin, pins):
    if pin not in pins:
        raise ValueError("%s needs the pin function %s, which is not on this board" % (what, pin))


def _share(path, volts, full_scale):
    """‰ of the output for a voltage."""
    if volts > full_scale:
        raise ValueError("%s: %s is above full_scale, %s" % (path, shown(volts, _VOLT), shown(full_scale, _VOLT)))
    return (volts * 1000 + full_scale // 2) // full_scale


def _drive(config, pins):
    settings = config.settings
    drive, output, fan = [config.found[name] for name in ("drive", "drive.speed_output", "drive.indoor_fan")]
    low, high = (0, 0), (output["full_scale"], settings.speed_max)
    if drive["kind"] == "direct":
        for pin in ("run_enable", "speed_pwm", "valve"):
            _need("drive.kind: 'direct'", pin, pins)
        for section, table in (("drive", drive), ("drive.speed_output", output)):
            for key in table:
                if table[key] == MUST:
                    raise ValueError("%s.%s: %s for a direct drive" % (section, key, MUST))
        low, high = output["low"], output["high"]
        if low[1] > settings.speed_min or high[1] < settings.speed_max or low[0] >= high[0]:
            raise ValueError(
                "drive.speed_output: %s to %s must rise, and reach from %d to %d Hz, the unit's speeds"
                % (_text(low, POINT), _text(high, POINT), settings.speed_min, settings.speed_max)
            )
    elif " drive.speed_output." in config.given:
        raise ValueError("drive.speed_output: only with kind 'direct'")
    if " drive.indoor_fan." in config.given:
        _need("drive.indoor_fan:", "fan_pwm", pins)
    for relay in drive["read_back"]:
        for pin in (relay, relay.replace("run_enable", "run") + "_back"):
            _need("drive.read_back: '%s'" % relay, pin, pins)
    config.drive = {
        "kind": drive["kind"],
        "read_back": drive["read_back"],
        "valve_release": drive["valve_release"] if drive["kind"] == "direct" else 0,
        "speed_low": low[1],
        "speed_high": high[1],
        "signal_low": _share("drive.speed_output.low", low[0], output["full_scale"]),
        "signal_high": _share("drive.speed_output.high", high[0], output["full_scale"]),
        "speed_frequency": output["frequency"],
        "speed_inverted": output["inverted"],
        "fan_levels": tuple([_share("drive.indoor_fan.levels", volts, fan["full_scale"]) for volts in fan["levels"]]),
        "fan_frequency": fan["frequency"],
        "fan_inverted": fan["inverted"],
    }


def _text(value, what):
    """A value as people write it."""
    if value is None or value in ((), "", MUST):
        return "none"
    if isinstance(value, str):
        return value
    if what == POINT:
        return "%s at %d Hz" % (shown(value[0], _VOLT), value[1])
    if isinstance(value, tuple):
        return ", ".join([_text(each, what) for each in value])
    if what == FLAG:
        return "true" if value else "false"
    return shown(value, what)


def _core_text(name, value, high, unit):
    """A setting of the core as people write it."""
    if name in ("heating", "cooling"):
        points: list = []
        for row in value or ():
            pairs = ["%d W (%d W)" % row[k : k + 2] for k in (1, 3, 5)]
            points.append(shown(row[0], _TEMPERATURE) + ": " + ", ".join(pairs))
        return "; ".join(points) or "none"
    if name == "zones":
        return ", ".join(["%d cm %d ° %d cm" % zone for zone in value]) or "none"
    return _text(value, _PLAIN[name][0] if name in _PLAIN else FLAG if (high, unit) == (1, "") else unit)


def describe(config):
    """See `Config.describe`."""
    for name, value, _default, _low, high, unit, meaning in settings_table.describe(config.settings):
        path = ("unit." if name in _UNIT else "settings.") + name
        yield path, _core_text(name, value, high, unit), _source(config, path), meaning
    for k, spec in enumerate(config.sensors):
        parts = ["%s %s" % (key, spec[key]) for key in sorted(spec) if key not in ("kind", "reads") and spec[key] != ""]
        yield "sensors.%d" % (k + 1), "%s reads %s" % (spec["kind"], spec["reads"]), "given", ", ".join(parts)
    for section in SECTIONS:
        for name, what, _low, _high, _default, meaning in section[1:]:
            path = section[0] + "." + name
            value = config.found[section[0]][name]
            if name == "password" and value:
                value = "(hidden)"
            yield path, _text(value, what), _source(config, path), meaning


def _source(config, path):
    return "given" if " %s " % path in config.given else "default"
