"""The checks of the settings file: from its text to a `Config` in the units of the core. Loaded when a file is read."""

import json

from ..control.settings import settings_table
from ..errand import errand
from ..sensors import catalogue
from ..sensors.catalogue import nearest
from ..units import protocols
from .config_table import (
    FLAG,
    INSTALLED,
    LIKE,
    MUST,
    PLAIN,
    POINT,
    SECTIONS,
    TEMPERATURE,
    UNIT,
    VERSION,
    VOLT,
)
from .config_text import as_written
from .quantities import read, said, shown
from .wishes import MODES, PRESETS

_WHOLE = 100  # 0.01 K: set points of whole degrees


def fill(config, text, board, pins, found):
    """Check everything and set it in `config`. ValueError "path: ...", one line."""
    data = _json(text)
    _table("", data, ("version", "board", "unit", "settings", "sensors", "drive", "network", "time_zone", "request"))
    version = data.get("version")
    if type(version) is not int or version != VERSION:
        raise ValueError("version: %s, this firmware reads %d" % (said(version), VERSION))
    if data.get("board") != board:
        raise ValueError("board: made for %s, this is %s" % (data.get("board", "?"), board))
    _one_drive(text, data.get("drive"))
    values = _core(data, config)
    for section in SECTIONS:
        config.found[section[0]] = _section(data, section, config)
    _managed(config, values, found)
    config.sensors = _sensors(data.get("sensors"), values, pins)
    try:
        settings_table.fill(config.settings, **values)
    except ValueError as error:
        raise ValueError(_told(str(error)))
    for stage in range(config.settings.aux_stages):
        for pin in ("aux_%d" % (stage + 1), "aux_contact"):
            _need("settings.aux_stages: %d" % config.settings.aux_stages, pin, pins)
    _drive(config, pins)
    _modbus(config, data.get("drive") or {})
    network = config.found["network"]
    if network["ssid"]:
        config.network = network
    elif network["password"]:
        raise ValueError("network.ssid: missing, whose password is that?")
    zone = config.found["time_zone"]
    config.zone = zone["offset"] // 60, zone["summer_time"]
    config.request = dict(config.found["request"])
    _set_points(config)
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


def _sensors(entries, values, pins):
    try:
        specs = catalogue.check_all([] if entries is None else entries, pins)
    except ValueError as error:
        raise ValueError("sensors%s%s" % ("." if isinstance(entries, list) else ": ", error))
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
        raise ValueError("%s: %s is above full_scale, %s" % (path, shown(volts, VOLT), shown(full_scale, VOLT)))
    return (volts * 1000 + full_scale // 2) // full_scale


def _one_drive(text, drive):
    """A board has one port to a unit, and a unit one drive."""
    kinds = drive.get("kind") if isinstance(drive, dict) else drive
    if isinstance(kinds, list) or text.count('"drive"') > 1:
        raise ValueError(
            "drive: two links cannot share this board's one port to a unit (unit_tx, unit_rx); name one kind"
        )


def _managed(config, values, found):
    """What the core must know of a unit that owns its compressor: what its protocol can, where the file says nothing else."""
    kind = config.found["drive"]["kind"]
    managed = kind == "auto" or kind in protocols.SERIAL
    if kind != "none" and values.get("managed", managed) != managed:
        told = ("false", "true")[values["managed"]]
        raise ValueError("settings.managed: %s does not go with drive.kind '%s'; leave it out" % (told, kind))
    if not managed:
        return
    if kind == "auto":
        kind = found
    can = protocols.session_of(kind).ABILITIES if kind else {}
    able = {
        "managed": 1,
        "own_defrost": 0,
        "setpoint_step": can.get("step", _WHOLE),
        "room_feed": can.get("feed", 0),
        "setpoint_low": can.get("heat_low"),
        "setpoint_high": can.get("heat_high"),
    }
    if values.get("room_feed") and not able["room_feed"]:
        config.notes.append(
            "settings.room_feed: %d, but %s takes no room temperature; it goes by its own sensor"
            % (values.pop("room_feed"), kind or "a unit that is yet to be found")
        )
    rows = [row[0] for row in settings_table.TABLE]
    for name in able:
        if name in rows and able[name] is not None:
            values.setdefault(name, able[name])


def _modbus(config, drive):
    """The registers of an inverter on RS-485; what it has none for is a relay of this board's."""
    table = drive.get("modbus")
    if config.drive["kind"] != "modbus":
        if table is not None:
            raise ValueError("drive.modbus: only with kind 'modbus'")
        return
    if table is None:
        raise ValueError("drive.modbus: must be given, the inverter's registers; boards/modbus has some")
    try:
        config.drive["modbus"] = errand("units.modbus.registers").check(table)
    except ValueError as error:
        raise ValueError("drive.modbus.%s" % error)
    if "valve" not in [write[0] for write in config.drive["modbus"]["writes"]]:
        if config.found["drive"]["valve_release"] == MUST:
            raise ValueError("drive.valve_release: %s where the valve is a relay of this board" % MUST)
        config.drive["valve_release"] = config.found["drive"]["valve_release"]


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
                % (as_written(low, POINT), as_written(high, POINT), settings.speed_min, settings.speed_max)
            )
    elif drive["kind"] != "none":
        for pin in ("unit_tx", "unit_rx"):
            _need("drive.kind: '%s'" % drive["kind"], pin, pins)
    if drive["baud"] and drive["kind"] in ("none", "direct", "modbus"):
        raise ValueError("drive.baud: only for a unit that owns its compressor, and kind is '%s'" % drive["kind"])
    if drive["kind"] != "direct" and " drive.speed_output." in config.given:
        raise ValueError("drive.speed_output: only with kind 'direct'")
    if " drive.indoor_fan." in config.given:
        _need("drive.indoor_fan:", "fan_pwm", pins)
    for relay in drive["read_back"]:
        for pin in (relay, relay.replace("run_enable", "run") + "_back"):
            _need("drive.read_back: '%s'" % relay, pin, pins)
    config.drive = {
        "kind": drive["kind"],
        "baud": drive["baud"] or 0,
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
