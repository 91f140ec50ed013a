"""The settings file's drive: which kind of unit, what the core must know of it, and whether the board has the pins for it.

Loaded with `config_check`, which has the rest of the file.
"""

from ..control.settings import settings_table
from ..errand import errand
from ..units import protocols
from .config_table import MUST, POINT, VOLT
from .config_text import as_written
from .quantities import shown

_WHOLE = 100  # 0.01 K: set points of whole degrees


def need(what, pin, pins):
    if pin not in pins:
        raise ValueError("%s needs the pin function %s, which is not on this board" % (what, pin))


def _share(path, volts, full_scale):
    """‰ of the output for a voltage."""
    if volts > full_scale:
        raise ValueError("%s: %s is above full_scale, %s" % (path, shown(volts, VOLT), shown(full_scale, VOLT)))
    return (volts * 1000 + full_scale // 2) // full_scale


def one_drive(text, drive):
    """A board has one port to a unit, and a unit one drive."""
    kinds = drive.get("kind") if isinstance(drive, dict) else drive
    if isinstance(kinds, list) or text.count('"drive"') > 1:
        raise ValueError(
            "drive: two links cannot share this board's one port to a unit (unit_tx, unit_rx); name one kind"
        )


def managed(config, values, found):
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


def modbus(config, drive):
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


def drive(config, pins):
    """The drive as it is wired, for `units.links`."""
    settings = config.settings
    drive, output, fan = [config.found[name] for name in ("drive", "drive.speed_output", "drive.indoor_fan")]
    low, high = (0, 0), (output["full_scale"], settings.speed_max)
    if drive["kind"] == "direct":
        for pin in ("run_enable", "speed_pwm", "valve"):
            need("drive.kind: 'direct'", pin, pins)
        for section, table in (("drive", drive), ("drive.speed_output", output)):
            for key in table:
                if table[key] == MUST:
                    raise ValueError("%s.%s: %s for a direct drive" % (section, key, MUST))
        if "discharge" not in [spec["reads"] for spec in config.sensors]:
            config.notes.append(
                "drive.kind: 'direct' without a sensor that reads discharge: nothing stops a compressor whose gas is too hot"
            )
        low, high = output["low"], output["high"]
        if low[1] > settings.speed_min or high[1] < settings.speed_max or low[0] >= high[0]:
            raise ValueError(
                "drive.speed_output: %s to %s must rise, and reach from %d to %d Hz, the unit's speeds"
                % (as_written(low, POINT), as_written(high, POINT), settings.speed_min, settings.speed_max)
            )
    elif drive["kind"] != "none":
        for pin in ("unit_tx", "unit_rx"):
            need("drive.kind: '%s'" % drive["kind"], pin, pins)
    if drive["baud"] and drive["kind"] in ("none", "direct", "modbus"):
        raise ValueError("drive.baud: only for a unit that owns its compressor, and kind is '%s'" % drive["kind"])
    if drive["kind"] != "direct" and " drive.speed_output." in config.given:
        raise ValueError("drive.speed_output: only with kind 'direct'")
    if " drive.indoor_fan." in config.given:
        need("drive.indoor_fan:", "fan_pwm", pins)
    before = 0
    for volts in fan["levels"]:
        if volts <= before:
            raise ValueError(
                "drive.indoor_fan.levels: %s, but each of the five must be above the one before, the first above 0 V"
                % shown(volts, VOLT)
            )
        before = volts
    for relay in drive["read_back"]:
        for pin in (relay, relay.replace("run_enable", "run") + "_back"):
            need("drive.read_back: '%s'" % relay, pin, pins)
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
