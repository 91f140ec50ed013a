"""Once at boot: drivers, the link to the unit and the clock, as the settings say. Loaded, used and forgotten."""

from .. import hal
from ..sensors import drivers
from ..units import links
from .wall_clock import WallClock

_RECORD = 16_384  # bytes of frames that are kept where there is room: some minutes


def equip(app, config):
    """Fill in the drivers, link and zone of `app`."""
    app.drivers = drivers.build(config.sensors, hal)
    app.link = links.link_for(hal, config.drive, config.sensors)
    if not app.scarce and hasattr(app.link, "record"):
        app.link.record(_RECORD)
    app.zone = WallClock(hal, *config.zone)
