"""How values of the core are written in messages to Home Assistant and to the page."""

from ..control.quantity import UNKNOWN
from ..control.request import DRY, FAN
from ..control.situation import COOLING, HEATING

MODES = "off heat cool heat_cool dry fan_only"  # as Home Assistant calls them, in the order of the core's Request


def fixed(value, places=2):
    """A whole number of hundredths (of tenths, of thousandths) as JSON; null where nothing is known."""
    if value is None or value == UNKNOWN:
        return "null"
    size = 10**places
    return "%s%d.%0*d" % ("-" if value < 0 else "", abs(value) // size, places, abs(value) % size)


def whole(value):
    return "null" if value is None or value == UNKNOWN else "%d" % value


def on(value):
    return '"ON"' if value else '"OFF"'


def action(s, mode, link):
    """What the machine does, in Home Assistant's words."""
    if s.defrosting:
        return "defrosting"
    runs = s.turning
    if s.command.aux or (runs and s.side == HEATING):
        unit = getattr(link, "unit", None)
        cold = s.command.fan == 0 if unit is None else unit.preheating == 1
        return "preheating" if cold and not s.command.aux else "heating"
    if runs and s.side == COOLING:
        return "drying" if s.drying or mode == DRY else "cooling"
    if mode == FAN:
        return "fan"
    return "idle" if mode else "off"
