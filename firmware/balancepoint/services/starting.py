"""The start: settings, radio, core, drivers, controller, in this order. Loaded, used and forgotten.

One step after the other, what is large first, and each loaded when the one before has gone: all together do not fit the heap of a
chip without PSRAM.
"""

import gc
import os

from .. import hal
from ..control.journal.journal import SCARCE, SIZE
from ..errand import errand, load
from .about import describe
from .console import Console
from .panel import Panel

_BAD_STARTS = 3
_ANOTHER = 120  # s after which a start that found no memory is followed by another: until then people have the console


def start(app):
    """What fails is told, and leaves the rest running."""
    boots = app.boots()
    app.starts = boots.begin()
    app.safe_mode = app.starts > _BAD_STARTS
    if boots.takes_away():
        errand("services.forget").take_away(app, boots)
    if boots.bench:
        app.bench = 0
        app.problems.append("bench: outputs safe, the core decides in a simulation")
        return
    if boots.opens:
        errand("services.portal").begin(app)
        return
    if "b" in os.listdir(app.settings_path[: -len("settings.json")] or "."):  # else nothing has ever come over the air
        errand("services.update_trial").begin(app)
    if app.safe_mode:
        app.problems.append("safe mode: %d starts in a row did not last; 'boot' tries again" % (app.starts - 1))
        errand("services.safe_heat").begin(app)
        return
    try:
        for _ in set_up(app, boots):
            gc.collect()
    except Exception as error:  # whatever it is: the console must come up
        app.controller = None
        if isinstance(error, MemoryError):
            if boots.again():
                _again(app)  # once more, with a heap that is not in pieces yet
            app.restart_due = _ANOTHER
        app.problems.append("start: %s" % describe(error))
    gc.collect()


def _again(app):
    """A start that goes on in the next one."""
    errand("services.slots").again(app)
    hal.reset()


def set_up(app, boots):
    """A generator: step by step, so that what each has left behind can be collected."""
    config, new = errand("services.configure").configure(app)
    if config is None:
        return
    # Reading left the heap in pieces; the next start takes what was read.
    if new and app.scarce and boots.again():
        _again(app)
    yield
    _connect(app, config.network)
    yield
    from ..control.controller import Controller  # stays: the errands after this one use what it is made of

    yield
    errand("services.equip").equip(app, config)
    if app.scarce:
        hal.settle()
        hal.settle = None  # type: ignore[assignment]
    yield
    settings, memory = yield from errand("services.setup").set_up(app, config)
    config = None
    spared = (Console, Panel) + (app.net.makes() if app.net is not None else ())
    if app.scarce:  # what has been built makes room for the controller, which takes the most at once
        errand("settling").settle(spared, "app")
    yield
    app.controller = Controller(settings, memory, app.history, SCARCE if app.scarce else SIZE)
    app.link.journal = app.controller.journal
    if app.scarce:
        yield
        errand("settling").settle(spared)


def _connect(app, wanted):
    """Radio and network, before the core is loaded."""
    wlan = errand("services.network_room").start(app, wanted) if wanted else None
    if wlan is not None:
        app.net = load("services.network").Network(app, wlan, wanted)
