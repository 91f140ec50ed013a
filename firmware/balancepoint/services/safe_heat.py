"""Safe mode's frost protection: the backup heater by the plainest rule there is, without the core. A unit that owns its
compressor goes on by its own sensor anyhow; the relays of a compressor stay as they are, open.

On below 5 °C, off from 7 °C, by the lowest indoor reading of the board's own sensors (interlock 4's limits), with the heater's
times of 5 min. Off while no reading is fresh, while one says above 22 °C (it is not the house that freezes) or outdoors above
15 °C (interlock 3), and for good where it was latched. A heater that needs a fan stays off, for nothing here proves one.
"""

from .. import hal
from ..control.command import LAPSED, LEASE
from ..control.guard.room_limits import FREEZE_AUX, FREEZE_PUMP
from ..control.quantity import deg, minutes
from ..errand import errand
from ..sensors import drivers
from ..units.relays import Relays

_WARM = deg(22)
_MILD = deg(15)  # outdoors
_LEAST = deg(-10)  # below it is no room
_MOST = deg(60)
_FRESH = minutes(15)
_TIMES = minutes(5)
_INDOORS = ("room", "return_air")


def begin(app):
    """Give `app` drivers, relays and a `SafeHeat`. A line in `problems` says what there is, or why there is none."""
    try:
        why = _begin(app)
    except Exception as error:  # it is safe mode: whatever it is may be why
        why = error
    app.problems.append(
        "no frost protection: %s" % why if why else "frost protection: the backup heater keeps 5 to 7 °C, by itself"
    )


def _begin(app):
    config, _new = errand("services.configure").configure(app)
    if config is None:
        return "there are no settings"
    settings = config.settings
    if not settings.aux_stages:
        return "the settings have no backup heater"
    if settings.aux_in_air_stream:
        return "the backup heater needs the indoor fan"
    memory = app.store.load("memory")[0]
    if memory and memory.get("heater_latched"):
        return "the backup heater is latched off"
    wanted = [spec for spec in config.sensors if spec["reads"] in _INDOORS + ("outdoor",) and spec["kind"] != "network"]
    if not [spec for spec in wanted if spec["reads"] in _INDOORS]:
        return "the board has no sensor of its own indoors"
    app.drivers = drivers.build(wanted, hal)
    app.link = Relays(hal, config.drive["read_back"])
    app.safe_heat = SafeHeat(app)
    return ""


class SafeHeat:
    """A Command as far as `Relays` reads one, and who decides about it."""

    def __init__(self, app):
        self._app = app
        self.speed = 0
        self.aux = 0
        self.aux_contact = 0
        self.valid_until = LAPSED
        self._since = 0

    def step(self, now):
        """The Command for now, s since boot: itself."""
        lowest = _MOST
        highest = _LEAST
        mild = 0
        for driver in self._app.drivers:
            for name, probe in driver.probes:
                value = probe.value
                if value is None or now - probe.at > _FRESH or not _LEAST <= value <= _MOST:
                    continue
                if name in _INDOORS:
                    lowest = min(lowest, value)
                    highest = max(highest, value)
                elif name == "outdoor" and value > _MILD:
                    mild = 1
        # Where no reading is fresh, the lowest is the highest that may be.
        freezes = lowest < (FREEZE_PUMP if self.aux else FREEZE_AUX) and highest <= _WARM and not mild
        if freezes != bool(self.aux) and (now - self._since >= _TIMES or lowest == _MOST):
            self._since = now
            self.aux = self.aux_contact = 1 if freezes else 0
        self.valid_until = now + LEASE if self.aux else LAPSED  # off is at rest, the monostable too
        return self
