"""What a person wants to know before the lid is closed: does each part answer? Yields lines, the last counts them."""

import gc

from .. import hal
from ..sensors import probe_text
from . import heap_text, quantities

_LEAST_HEAP = 12_000  # bytes: a save and a page of journal need about half
_LONGEST_TICK = 250_000  # µs of the 1 s that a tick may take
_PROBE = "selftest"


def run(app):
    """Lines `name: passed|failed, detail`, then `N passed, N failed`."""
    passed = failed = 0
    for name, good, detail in _checks(app):
        if good:
            passed += 1
        else:
            failed += 1
        yield "%s: %s%s" % (name, "passed" if good else "failed", ", " + detail if detail else "")
    yield "%d passed, %d failed" % (passed, failed)


def _checks(app):
    yield "settings", not app.problems, "; ".join(app.problems)
    yield "controller", app.controller is not None, "%d ticks" % app.ticks
    yield (
        "tick",
        0 < app.tick_mean and app.tick_longest < _LONGEST_TICK,
        "%d us, longest %d us" % (app.tick_mean, app.tick_longest),
    )
    for name in app.crashes:
        yield "task " + name, False, app.crashes[name][1]
    yield "watchdog", app.fed > 0, "fed %d times" % app.fed
    now = app.uptime.now()
    for driver in app.drivers:
        for name, probe in driver.probes:
            fresh = probe.value is not None and not probe.fault
            yield (
                "sensor " + name,
                fresh,
                quantities.measured(name, probe, now) if fresh else probe_text.TEXTS[probe.fault],
            )
    if hasattr(app.link, "unit"):
        yield "indoor unit", app.link.session.linked, app.link.faults.get("unit", app.link.kind)
    if app.link is not None:
        for name, (told, back) in sorted(app.link.relays.items()):
            yield (
                "relay " + name,
                back is None or back == told,
                "no contact to look at" if back is None else "contact %d" % back,
            )
    good, detail = _storage(app)
    yield "storage", good, detail
    nvs = hal.nvs()
    nvs.set_i32(_PROBE, now)
    nvs.commit()
    yield "numbers that stay", nvs.get_i32(_PROBE) == now, ""
    gc.collect()
    heap = hal.free()
    yield "memory", not heap or heap >= _LEAST_HEAP, heap_text.heap()
    wrong = heap_text.wrong_image()
    if wrong:
        yield "image", False, wrong
    yield "clock", True, app.zone.shown() if app.zone else "not set"


def _storage(app):
    value = {"at": app.uptime.now(), "starts": app.starts}
    error = app.store.save(_PROBE, value)
    back, _ = app.store.load(_PROBE)
    return back == value, error or ""
