"""The checks of the settings file: from its text to a `Config` in the units of the core. Loaded when a file is read."""

import json

from ..control.settings import settings_check, settings_table
from ..errand import errand
from ..sensors import catalogue
from ..sensors.catalogue import nearest
from .config_drive import drive, is_remote, managed, modbus, need, one_drive, sayable
from .config_table import (
    FLAG,
    INSTALLED,
    LIKE,
    MUST,
    PLAIN,
    POINT,
    REMOTE,
    SECTIONS,
    TEMPERATURE,
    UNIT,
    VERSION,
    VOLT,
)
from .quantities import read, said, shown
from .wishes import MODES, PRESETS


def fill(config, text, board, pins, found):
    """Check everything and set it in `config`. ValueError "path: ...", one line."""
    data = _json(text)
    _table("", data, ("version", "board", "unit", "settings", "sensors", "drive", "network", "time_zone", "request"))
    version = data.get("version")
    if type(version) is not int or version != VERSION:
        raise ValueError("version: %s, this firmware reads %d" % (said(version), VERSION))
    if data.get("board") != board:
        raise ValueError("board: made for %s, this is %s" % (data.get("board", "?"), board))
    one_drive(text, data.get("drive"))
    values = _core(data, config)
    for section in SECTIONS:
        config.found[section[0]] = _section(data, section, config)
    managed(config, values, found)
    config.sensors = _sensors(data.get("sensors"), values, config, pins)
    try:
        settings_check.fill(config.settings, values)
    except ValueError as error:
        raise ValueError(_told(str(error)))
    for stage in range(config.settings.aux_stages):
        for pin in ("aux_%d" % (stage + 1), "aux_contact"):
            need("settings.aux_stages: %d" % config.settings.aux_stages, pin, pins)
    drive(config, pins)
    modbus(config, data.get("drive") or {})
    errand("services.config_network").network(config)
    zone = config.found["time_zone"]
    config.zone = zone["offset"] // 60, zone["summer_time"]
    config.request = dict(config.found["request"])
    _set_points(config)
    sayable(config)
    config.request["mode"] = MODES.index(config.request["mode"])
    config.request["preset"] = PRESETS.index(config.request["preset"])


def _set_points(config):
    """That heating ends before cooling begins, where the file says both."""
    heat, cool, gap = config.request["heat_setpoint"], config.request["cool_setpoint"], config.settings.setpoint_gap
    both = " request.heat_setpoint " in config.given and " request.cool_setpoint " in config.given
    if both and heat > cool - gap:
        raise ValueError(
            "request.heat_setpoint: %s is above %s, which is cool_setpoint %s less setpoint_gap %s"
            % tuple([shown(value, TEMPERATURE) for value in (heat, cool - gap, cool)] + [shown(gap, "0.01 K")])
        )


def _json(text):
    if text[:1] == "\ufeff":  # editors on Windows put it there
        text = text[1:]
    json_place = errand("services.json_place")
    try:
        if json_place.too_deep(text):  # refused before anybody goes down into it
            raise ValueError
        return json.loads(text)
    except ValueError:
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
        if value in what or REMOTE in what and is_remote(value):
            return value
        near = isinstance(value, str) and nearest(value, what)
        wrong = "none of " + ", ".join(what) + (", did you mean %s?" % near if near else "")
    elif what == "text":
        if isinstance(value, str) and low <= len(value.encode()) <= high and not [c for c in value if c < " "]:
            return value
        wrong = "not a text of %d to %d letters in one line" % (low, high)
        if path[-4:] in ("word", "oken"):
            value = None  # nobody else's business
    elif what == POINT:
        volts, _, speed = value.partition(" at ") if isinstance(value, str) else ("", "", "")
        if speed:
            return _value(path, volts, VOLT, 0, 24000), _value(path, speed, "Hz", 0, 400)
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
        raise ValueError("%s: %s is not a list like %s" % (path, said(value), LIKE.get(name[-1]) or LIKE.get(name[0])))
    return value


def _section(data, section, config):
    """{key: value} of one section of the board's."""
    path = section[0]
    for name in path.split("."):
        data = data.get(name)  # a table: "drive" is checked before what is in it
        if data is None:
            data = {}
    inner = [other[0][len(path) + 1 :] for other in SECTIONS if other[0].startswith(path + ".")]
    if path == "drive":
        inner.append("modbus")  # a drive's registers (`units.modbus.registers`)
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
    for section, known in (("unit", UNIT), ("settings", INSTALLED + tuple(rows))):
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
    if name in PLAIN:
        return _value(path, value, *PLAIN[name])
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
    out: list = [_value(path + ".outdoor", point.get("outdoor"), TEMPERATURE, -6000, 6000)]
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
                words[k] = shown(int(number), TEMPERATURE) + words[k][len(number) :]
    return ("unit." if name in UNIT else "settings.") + " ".join(words)


def _sensors(entries, values, config, pins):
    try:
        specs = catalogue.check_all([] if entries is None else entries, pins)
    except ValueError as error:
        raise ValueError("sensors%s%s" % ("." if isinstance(entries, list) else ": ", error))
    rooms = len([spec for spec in specs if spec["reads"] == "room"])
    if not rooms:
        raise ValueError("sensors: none reads room, one at least is needed")
    kind = config.found["drive"]["kind"]
    # A unit that tells its room temperature would do, but not where it goes by one of ours and says that again.
    told = values.get("managed") and not values.get("room_feed") and kind != "auto" and kind[:3] != "ir:"
    own = [spec for spec in specs if spec["reads"] in ("room", "return_air") and spec["kind"] != "network"]
    if not own and not told:
        raise ValueError(
            "sensors: room comes by the network alone; a sensor of this board that reads room or return_air is needed, "
            "for the protection against frost and heat"
        )
    if values.get("room_sensors", rooms) != rooms:
        raise ValueError("settings.room_sensors: %d, but %d of the sensors read room" % (values["room_sensors"], rooms))
    values["room_sensors"] = rooms
    return specs
