"""A `Config` as people write it: every setting with its value, where it comes from and what it means."""

from ..control.settings import settings_table
from .config_table import FLAG, MUST, PLAIN, POINT, SECTIONS, TEMPERATURE, UNIT, VOLT
from .quantities import shown


def as_written(value, what):
    """A value as people write it."""
    if value is None or value in ((), "", MUST):
        return "none"
    if isinstance(value, str):
        return value
    if what == POINT:
        return "%s at %d Hz" % (shown(value[0], VOLT), value[1])
    if isinstance(value, tuple):
        return ", ".join([as_written(each, what) for each in value])
    if what == FLAG:
        return "true" if value else "false"
    return shown(value, what)


def _core_text(name, value, high, unit):
    """A setting of the core as people write it."""
    if name in ("heating", "cooling"):
        points: list = []
        for row in value or ():
            pairs = ["%d W (%d W)" % row[k : k + 2] for k in (1, 3, 5)]
            points.append(shown(row[0], TEMPERATURE) + ": " + ", ".join(pairs))
        return "; ".join(points) or "none"
    if name == "zones":
        return ", ".join(["%d cm %d ° %d cm" % zone for zone in value]) or "none"
    return as_written(value, PLAIN[name][0] if name in PLAIN else FLAG if (high, unit) == (1, "") else unit)


def describe(config):
    """See `Config.describe`."""
    for name, value, _default, _low, high, unit, meaning in settings_table.describe(config.settings):
        path = ("unit." if name in UNIT else "settings.") + name
        yield path, _core_text(name, value, high, unit), _source(config, path), meaning
    for k, spec in enumerate(config.sensors):
        parts = ["%s %s" % (key, spec[key]) for key in sorted(spec) if key not in ("kind", "reads") and spec[key] != ""]
        yield "sensors.%d" % (k + 1), "%s reads %s" % (spec["kind"], spec["reads"]), "given", ", ".join(parts)
    for section in SECTIONS:
        for name, what, _low, _high, _default, meaning in section[1:]:
            path = section[0] + "." + name
            value = config.found[section[0]][name]
            if name in ("password", "token") and value:
                value = "(hidden)"
            yield path, as_written(value, what), _source(config, path), meaning


def _source(config, path):
    return "given" if " %s " % path in config.given else "default"
