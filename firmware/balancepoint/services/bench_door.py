"""A frame of a bench where none has the core yet: it gets a start of its own, and there the core. Loaded for it."""

from .. import hal
from ..errand import errand, load


def answer(app, line):
    """The lines that answer it."""
    if app.restart_due:
        return ()
    if app.bench is not None:
        app.bench = load("services.bench").Bench(hal.ticks_us, hal.ticks_diff, hal.free)
        return app.bench.take(line, app.uptime.now())
    answers, wanted = errand("services.bench_codec").turn_away(line)
    if wanted:
        app.boots().make_way(app, False)
    return answers
