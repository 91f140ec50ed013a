"""The installer's settings: fixed while the controller runs, validated once, every default documented.

`Settings(name=value, ...)` takes integers in the units of the core (see `quantity`); a wrong one raises ValueError that names
the setting, the value and what is allowed. `describe()` lists all of them with their meaning, for `status` and `explain`.
"""

from ..errand import errand


class Settings:
    """All settings as attributes.

    `heating`, `cooling`: data-sheet rows (outdoor 0.01 °C, (Qmin, Pmin), (Qrated, Prated) or None, (Qmax, Pmax)) in W;
    `cooling` None for a unit that only heats. `speed_min`, `speed_rated`, `speed_max`: Hz. `valve_energised_in`: "heating" or
    "cooling". `low_cutout`: 0.01 °C outdoor below which the unit must not run. `service_name`, `service_phone`: whom to call, in
    words. `season_lock`: "none", "heating" or "cooling". The rest: `settings_table.TABLE`.

    `Settings(checked)` takes all from an object that `settings_check.fill` has filled, and checks nothing again.
    """

    heating: tuple
    cooling: "tuple | None"
    speed_min: int
    speed_rated: int
    speed_max: int
    room_sensors: int
    service_name: str
    service_phone: str
    season_lock: str

    def __init__(self, checked=None, **values):
        if checked is not None:
            for name in checked.__dict__:
                setattr(self, name, getattr(checked, name))
            return
        with errand:
            from . import settings_check
        settings_check.fill(self, values)

    @property
    def contact(self):
        """(name, phone) of who is to be called, or None."""
        return (self.service_name, self.service_phone) if self.service_phone else None

    def describe(self):
        """Every setting as (name, value, default, low, high, unit, meaning). Outside the tick."""
        with errand:
            from . import settings_table
        return settings_table.describe(self)
