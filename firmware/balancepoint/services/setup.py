"""Once at boot: settings file, memory, drivers, link and controller. Loaded, used and forgotten.

A settings file that does not parse is told, and the last good one is used; a memory that does not, likewise, and the older
copy or a new one takes its place.
"""

from .. import board, hal
from ..control.controller import Controller
from ..control.errand import dismiss, settle
from ..control.memory import Memory
from ..control.readings import Readings
from ..control.request import Request
from .wall_clock import WallClock


def set_up(app):
    """Fill in `app`. Raises only what nothing can be done about."""
    config = _configure(app)
    if config is None:
        return
    app.network_settings = config.network
    settings = config.settings
    memory = _remember(app)
    fresh = memory is None
    if fresh:
        memory = Memory()
    app.request = _request(memory, config, fresh)
    app.readings = Readings(room_sensors=settings.room_sensors)
    _equip(app, config)
    app.controller = Controller(settings, memory)
    settle(app.controller)


def _read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return None
    except ValueError:
        return "?"  # no UTF-8: the reader says that it is no JSON


def _configure(app):
    """The checked settings: of the file, else the last good ones, else None."""
    from . import config as checking

    dismiss(checking)
    parse = checking.parse
    text = _read(app.settings_path)
    kept, note = app.store.load("settings")
    if note:
        app.problems.append(note)
    config = None
    if text is None:
        app.problems.append("%s: there is no such file" % app.settings_path)
    else:
        try:
            config = parse(text, board.NAME, board.PINS)
        except ValueError as error:
            app.problems.append(str(error))
    if config is not None:
        if not kept or kept.get("text") != text:
            wrong = app.store.save("settings", {"text": text})
            if wrong:
                app.problems.append(wrong)
    elif kept:
        try:
            config = parse(kept["text"], board.NAME, board.PINS)
            app.problems.append("the last good settings are in force")
        except (KeyError, ValueError) as error:
            app.problems.append("last good settings: %s" % error)
    return config


def _remember(app):
    memory, note = app.store.load("memory", Memory.from_dict)
    if note:
        app.problems.append(note if memory else note + "; learning begins anew")
    return memory


def _request(memory, config, fresh):
    """What people asked for last; at the first boot what the settings file says."""
    if fresh:
        wish = config.request
        return Request(**wish) if wish else Request()
    return Request(
        memory.mode,
        memory.heat_setpoint,
        memory.cool_setpoint,
        memory.dial,
        memory.emergency,
        memory.preset,
        memory.schedule,
    )


def _equip(app, config):
    """Drivers and link, and which probe fills which reading."""
    from ..sensors import catalogue
    from ..units.direct import DirectDrive

    dismiss(catalogue)
    readings = app.readings
    app.drivers = catalogue.build(config.sensors, hal)
    rooms = 0
    for driver in app.drivers:
        for name, probe in driver.probes:
            if name == "room":
                reading = readings.rooms[rooms]
                rooms += 1
            else:
                reading = getattr(readings, name)
            app.probes.append((reading, probe))
            if hasattr(driver, "put"):
                app.remote["room%d" % rooms if name == "room" and rooms > 1 else name] = driver
    app.link = DirectDrive(hal, config.drive)
    app.zone = WallClock(hal, *config.zone)
