"""The settings file: one JSON text, checked once at the edge, in the units of people. docs/settings.md lists all of it.

    config = parse(text, board.NAME, board.PINS)     # ValueError: one line, "settings.json: unit.speed_min: '300 Hz' is not ..."

Only the result stays in memory; what checks and describes it is loaded for the errand (`config_check`, `config_text`).
"""

from ..errand import errand

_LONGEST = 480  # letters of a line: all remotes have their place


class Checked:
    """The core's settings as attributes, for its `Settings(checked)`, without the core."""


class Config:
    """What the settings file says, in the units of the core.

    `settings`: see `Checked`. `sensors`: for `sensors.drivers.build`. `drive`: for `units.links`: kind; baud (0: the
    protocol's own); with `ir:` model (of the remote), air_tells (1: the supply air tells what the unit does); speed_low,
    speed_high (Hz) with signal_low, signal_high (‰ of the output); fan_levels (‰); speed_frequency, fan_frequency
    (Hz); speed_inverted, fan_inverted (0, 1); read_back (relays whose contact is wired back). `network`: ssid,
    password, ntp, hostname, country, address with mask, gateway, dns, and mqtt, where there is a broker; {} without. `zone`: (min
    east of Greenwich, summer time rule), as for `wall_clock.WallClock`. `request`: first wishes, for the core's Request.
    `found`: {section: {key: value}} of what is not the core's, `given`: what stands in
    the file, for `describe`. `notes`: what was asked for and cannot be, one line each; the rest holds.
    """

    def __init__(self):
        self.settings = Checked()
        self.sensors = []
        self.drive = {}
        self.network = {}
        self.zone = (0, "none")
        self.request = {}
        self.found = {}
        self.given = ""  # paths, a blank around each
        self.notes = []

    def to_dict(self):
        """What the application needs of it, as JSON knows it."""
        return {
            "settings": errand("control.settings.settings_table").plain(self.settings),
            "sensors": self.sensors,
            "drive": self.drive,
            "network": self.network,
            "zone": self.zone,
            "request": self.request,
        }

    @staticmethod
    def from_dict(data):
        """The Config again, without what `describe` needs. ValueError or KeyError if it is none."""
        config = Config()
        attribute = errand("control.attribute").attribute
        for name in data["settings"]:
            setattr(config.settings, attribute(name), _tuples(data["settings"][name]))
        config.sensors = _tuples(data["sensors"])
        config.drive = _tuples(data["drive"])
        config.network = _tuples(data["network"])
        config.zone = _tuples(data["zone"])
        config.request = _tuples(data["request"])
        return config

    def describe(self):
        """(path, value as people write it, "given" or "default", meaning) of everything."""
        return errand("services.config_text").describe(self)


def _tuples(value):
    """JSON's lists are tuples here."""
    if isinstance(value, dict):
        return {name: _tuples(value[name]) for name in value}
    return tuple([_tuples(each) for each in value]) if isinstance(value, list) else value


def parse(text, board, pins, found=None):
    """The Config of a file's text, for a board's name and {pin function: GPIO}. `found`: the drive that `auto` has come upon.
    ValueError in one line."""
    config = Config()
    try:
        errand("services.config_check").fill(config, text, board, pins, found)
    except ValueError as error:
        # A text of the file may stand in it; a console line is one line.
        line = "".join([letter if " " <= letter != "\x7f" else "?" for letter in str(error)[:_LONGEST]])
        raise ValueError("settings.json: " + line)
    return config
