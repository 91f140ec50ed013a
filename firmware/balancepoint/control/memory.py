"""What must survive a reboot: the last valid request, what was learned, what was counted, what is latched. Nothing else does.

`to_dict()` gives plain integers for storage; `Memory.from_dict()` checks every one and raises ValueError that names the field,
the value and what is allowed, so that a damaged copy is refused as a whole and the caller can take an older one.
"""

from .quantity import deg
from .request import HEAT

VERSION = 1

# name, default, low, high; None as a default: not learned yet
TABLE = (
    ("mode", HEAT, 0, 5),
    ("heat_setpoint", deg(21), deg(10), deg(28)),
    ("cool_setpoint", deg(25), deg(16), deg(32)),
    ("dial", None, -3, 3),
    ("emergency", 0, 0, 1),
    # the learned house (`house`); None until it takes the installer's values
    ("heat_loss", None, 0, 30000),  # 0.1 W/K
    ("heat_capacity", None, 0, 1 << 24),  # Wh/K, effective over two hours
    ("air_capacity", None, 0, 1 << 24),  # Wh/K
    ("mass_capacity", None, 0, 1 << 24),
    ("mass_coupling", None, 0, 1 << 24),  # 0.1 W/K
    ("mass_path", None, 0, 1000),  # ‰ of the heat loss that goes through the mass
    ("gains", None, 0, 20000),  # W
    ("sun_share", None, -200, 1000),
    ("sun_aperture", 0, 0, 10000),
    ("sun_gains", 0, 0, 20000),
    ("house_age", 0, 0, 1 << 24),  # usable hours
    ("house_error", None, 0, 10000),  # 0.01 K, of the last fit
    ("capacity_scale", 1000, 500, 1300),  # ‰ of the data sheet's maximum
    ("balance_point", None, deg(-60), deg(30)),
    ("return_offset_running", 0, deg(-3), deg(3)),  # return air less room, 0.01 K
    ("return_offset_off", 0, deg(-3), deg(3)),
    ("coil_approach", deg(5), 0, deg(15)),  # outdoor less running outdoor coil in heating
    ("clean_approach", 0, 0, 100000),  # of the frost-free outdoor coil, 0.01 K/kW; 0 not learned
    ("running_mean", None, deg(-60), deg(60)),  # outdoor, of the past days
    ("day_sum", 0, -144000, 144000),  # 0.01 °C h of the present day
    ("day_hours", 0, 0, 23),
    ("heater_latched", 0, 0, 2),  # journal.LATCHED_*
    ("valve_locked", 0, 0, 1),
    ("compressor_starts", 0, 0, 1 << 29),
    ("compressor_hours", 0, 0, 1 << 29),
    ("aux_hours", 0, 0, 1 << 29),
    ("changeovers", 0, 0, 1 << 29),
    ("defrosts", 0, 0, 1 << 29),
)


class Memory:
    """All remembered values as attributes; see `TABLE`."""

    def __init__(self):
        for name, default, _low, _high in TABLE:
            setattr(self, name, default)

    def to_dict(self):
        out = {"version": VERSION}
        for name, _default, _low, _high in TABLE:
            out[name] = getattr(self, name)
        return out

    @classmethod
    def from_dict(cls, data):
        memory = cls()
        if not isinstance(data, dict):
            raise ValueError("memory: a table of values is needed")
        if data.get("version") != VERSION:
            raise ValueError("memory: version %s is not %d" % (data.get("version"), VERSION))
        known = ["version"]
        for name, default, low, high in TABLE:
            known.append(name)
            value = data.get(name, default)
            if value is None and default is None:
                continue
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                raise ValueError("memory: %s: %s is not a whole number between %d and %d" % (name, value, low, high))
            setattr(memory, name, value)
        for name in data:
            if name not in known:
                raise ValueError("memory: %s: no such value" % name)
        return memory
