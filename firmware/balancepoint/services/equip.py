"""Once at boot: drivers, the link to the unit and the clock, as the settings say. Loaded, used and forgotten."""

from .. import hal
from ..control.errand import dismiss
from ..sensors import drivers
from ..units.direct import DirectDrive
from .wall_clock import WallClock

dismiss(drivers)


def equip(app, config):
    """Fill in the drivers, link and zone of `app`, and its network's settings."""
    app.network_settings = config.network
    app.drivers = drivers.build(config.sensors, hal)
    app.link = DirectDrive(hal, config.drive)
    app.zone = WallClock(hal, *config.zone)
