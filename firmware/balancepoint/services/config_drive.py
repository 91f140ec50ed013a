"""The settings file's drive: which kind of unit, what the core must know of it, and whether the board has the pins for it.

Loaded with `config_check`, which has the rest of the file.
"""

from ..control.settings import settings_table
from ..errand import errand
from ..sensors.catalogue import nearest
from ..units import protocols
from ..units.ir.names import NAMES
from .config_table import MUST, POINT, TEMPERATURE, VOLT
from .config_text import as_written
from .quantities import said, shown

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
    name = kinds[3:] if isinstance(kinds, str) and is_remote(kinds) else None
    if name is not None and name not in NAMES:
        near = nearest(name, NAMES)
        raise ValueError(
            "drive.kind: %s is no remote that is known; after ir: one of %s%s"
            % (said(kinds), ", ".join(NAMES), near and ", did you mean %s?" % near or "")
        )


def is_remote(kind):
    """1 for what is led by the light of a remote."""
    return isinstance(kind, str) and kind[:3] == "ir:"


def _remote(kind):
    """Its file."""
    try:
        return errand("units.ir.%s" % kind[3:])
    except ImportError:
        raise ValueError("drive.kind: '%s' is not in this image: build one with --remote %s" % (kind, kind[3:]))


def _model(drive):
    """Which of the remotes of that name."""
    models = _remote(drive["kind"]).MODELS
    model = drive["model"]
    if model is None:
        return models[0]
    if model not in models:
        known = "one of " + ", ".join(models) if len(models) > 1 else "this remote has no models, leave it out"
        raise ValueError("drive.model: %s is none of %s's; %s" % (said(model), drive["kind"], known))
    return model


def sayable(config):
    """Set points that a remote can say, where the file gives them."""
    kind = config.drive["kind"]
    if not is_remote(kind):
        return
    remote = _remote(kind)
    for path, value in (
        ("settings.setpoint_low", config.settings.setpoint_low),
        ("settings.setpoint_high", config.settings.setpoint_high),
        ("request.heat_setpoint", config.request["heat_setpoint"]),
        ("request.cool_setpoint", config.request["cool_setpoint"]),
    ):
        if " %s " % path in config.given and not remote.LOW <= value <= remote.HIGH:
            raise ValueError(
                "%s: %s is not between %s and %s, which is what %s can say"
                % (
                    path,
                    shown(value, TEMPERATURE),
                    shown(remote.LOW, TEMPERATURE),
                    shown(remote.HIGH, TEMPERATURE),
                    kind,
                )
            )


def managed(config, values, found):
    """What the core must know of a unit that owns its compressor: what its protocol can, where the file says nothing else."""
    kind = config.found["drive"]["kind"]
    lit = is_remote(kind)
    managed = lit or kind == "auto" or kind in protocols.SERIAL
    if kind != "none" and values.get("managed", managed) != managed:
        told = ("false", "true")[values["managed"]]
        raise ValueError("settings.managed: %s does not go with drive.kind '%s'; leave it out" % (told, kind))
    if not managed:
        return
    if kind == "auto":
        kind = found
    if lit:
        remote = _remote(kind)
        can = {"step": remote.STEP, "heat_low": remote.LOW, "heat_high": remote.HIGH}
    else:
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
    lit = is_remote(drive["kind"])
    if drive["kind"] == "direct":
        for pin in ("run_enable", "speed_pwm", "valve"):
            need("drive.kind: 'direct'", pin, pins)
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
        for pin in ("ir",) if lit else ("unit_tx", "unit_rx"):
            need("drive.kind: '%s'" % drive["kind"], pin, pins)
    if drive["baud"] and (lit or drive["kind"] in ("none", "direct", "modbus")):
        raise ValueError(
            "drive.baud: only for a unit that is led over its serial port, and kind is '%s'" % drive["kind"]
        )
    if drive["model"] is not None and not lit:
        raise ValueError("drive.model: only with a remote, kind 'ir:...', and kind is '%s'" % drive["kind"])
    if drive["kind"] != "direct" and " drive.speed_output." in config.given:
        raise ValueError("drive.speed_output: only with kind 'direct'")
    if " drive.indoor_fan." in config.given:
        need("drive.indoor_fan:", "fan_pwm", pins)
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
    if lit:
        config.drive["model"] = _model(drive)
        _seen(config)


def _seen(config):
    """What tells whether the unit does what it was told. A heater in its air stream warms that air, too."""
    settings = config.settings
    config.drive["air_tells"] = int(not (settings.aux_stages and settings.aux_in_air_stream))
    names = ("supply", "indoor_coil", "power") if config.drive["air_tells"] else ("indoor_coil", "power")
    if not [spec for spec in config.sensors if spec["reads"] in names]:
        config.notes.append(
            "drive.kind: '%s', and no sensor tells whether the unit hears (%s): it is told twice and believed"
            % (config.drive["kind"], ", ".join(names))
        )
