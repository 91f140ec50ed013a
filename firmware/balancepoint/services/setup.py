"""Once at boot: memory and controller, and what comes in from the drivers. Loaded, used and forgotten.

A memory that does not parse is told, and the older copy or a new one takes its place.
"""

from ..control.controller import Controller
from ..control.readings import Readings
from ..control.request import Request
from ..control.settings.memory import Memory
from ..control.settings.settings import Settings
from ..errand import settle
from .history import History


def set_up(app, config):
    """Fill in `app`, whose drivers are there. Raises only what nothing can be done about."""
    app.history = History(app.store, not app.scarce)
    settings = Settings(config.settings)
    memory = _remember(app)
    fresh = memory is None
    if fresh:
        memory = Memory()
    app.request = _request(memory, config, fresh)
    app.readings = Readings(room_sensors=settings.room_sensors)
    _connect(app)
    app.controller = Controller(settings, memory, app.history)
    app.link.journal = app.controller.journal
    if app.scarce:
        settle(app.controller)


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


def _connect(app):
    """Which probe fills which reading."""
    readings = app.readings
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
