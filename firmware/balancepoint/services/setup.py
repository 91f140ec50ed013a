"""Once at boot: what the controller is made of, and what comes in from the drivers. Loaded, used and forgotten.

A memory that does not parse is told, and the older copy or a new one takes its place.
"""

from ..control.readings import Readings
from ..control.request import Request
from ..control.settings.memory import Memory
from ..control.settings.settings import Settings
from .history import History

_LATCHES = ("heater_latched", "valve_locked")


def set_up(app, config):
    """Fill in `app`, whose drivers are there, and give settings and memory for the controller; a generator, as what calls it.
    Raises only what nothing can be done about."""
    app.history = History(app.store, not app.scarce)
    settings = Settings(config.settings)
    config.settings = None  # its place is needed
    yield
    memory = _remember(app)
    fresh = memory is None
    if fresh:
        memory = Memory()
    app.request = _request(memory, config, fresh)
    app.readings = Readings(room_sensors=settings.room_sensors)
    _connect(app)
    return settings, memory


def _remember(app):
    memory, note = app.store.load("memory", Memory.from_dict)
    if memory is None and note:
        memory = _before(app)
        if memory:
            note += "; that of before the update is used"
    if note:
        app.problems.append(note if memory else note + "; learning begins anew")
    return memory


def _before(app):
    """What a program remembered before another one came, which has written what this one does not know; but its latches hold."""
    before, _ = app.store.load("before")
    if not before:
        return None
    later, _ = app.store.load("memory")
    for name in _LATCHES:
        if later and name in later:
            before[name] = later[name]
    try:
        return Memory.from_dict(before)
    except ValueError:
        return None


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
