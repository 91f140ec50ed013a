"""Which virtual unit hangs in the house, and what follows from it for settings and sensors.

fitted = Fitted("cn105", "MSZ-GL06NA", head_offset=1.0)     # as on the command line
scenario.core_settings(fitted.settings())
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from host_sim.plant.sensors import SensorConfig, SensorsConfig
from host_sim.virtual_units.habits import USUAL, Profile, load
from host_sim.virtual_units.known import BY_LIGHT

# The unit's own; it may tell them
_INSIDE = ("return_air", "supply", "indoor_coil", "outdoor_coil", "discharge", "power")
OURS = (3, 4, 5, 6, 8, 9)  # interlocks that concern us where the unit owns its compressor


@dataclass(frozen=True)
class Fitted:
    """`head_offset`: see `IndoorUnit`; None: the maker's. `shift`: K by which people set a unit that is left to itself higher
    than what they want, because they have found that it needs that. `lost`: share of the bursts that do not arrive, where it is
    led by its remote's light."""

    proto: str
    profile: str = USUAL
    head_offset: float | None = None
    shift: float = 0.0
    lost: float = 0.0

    @property
    def by_light(self) -> bool:
        return self.proto.startswith(BY_LIGHT)

    @property
    def label(self) -> str:
        """For a folder's name."""
        offset = "" if self.head_offset is None else f"-offset-{self.head_offset:g}"
        lost = f"-lost-{self.lost:g}" if self.lost else ""
        proto = self.proto.replace(":", "-")
        return f"+{proto}{lost}{'' if self.profile == USUAL else '-' + self.profile}{offset}"

    @property
    def words(self) -> str:
        """For a title."""
        profile = "" if self.profile == USUAL else f" as {self.profile}"
        return f"virtual {self.proto} unit{profile}, heating target {self.offset:g} K above the set point by its own sensor"

    def expect(self) -> dict[str, str]:
        """What must hold of a run over its wire."""
        habits = self.load().habits
        if self.by_light:
            return {"rms_error_K": "<= 0.35", "guard_violations": "= 0"}
        coarse = habits.set_step > 0.5 and habits.feed in ("none", "locked")
        return {"rms_error_K": "<= 0.4" if coarse else "<= 0.25", "guard_violations": "= 0"}

    def load(self) -> Profile:
        return load(self.proto, self.profile)

    @property
    def offset(self) -> float:
        """K."""
        return self.load().habits.heating_offset if self.head_offset is None else self.head_offset

    def settings(self) -> dict[str, Any]:
        """What an installer tells the core of a unit of this kind."""
        habits = self.load().habits
        return {
            "managed": 1,
            "setpoint_step": round(100 * habits.set_step),
            "setpoint_low": round(100 * max(habits.heat_range[0], habits.cool_range[0])),
            "setpoint_high": round(100 * min(habits.heat_range[1], habits.cool_range[1])),
            "room_feed": {"none": 0, "holds": 1, "expires": 2, "locked": 2}[habits.feed],
        }

    def sensors(self, sensors: SensorsConfig) -> SensorsConfig:
        """Those that are not the unit's own. One led by light tells nothing: a probe of ours is in its outlet."""
        left = sensors_left(sensors)
        return left.model_copy(update={"supply": sensors.supply}) if self.by_light else left


def sensors_left(sensors: SensorsConfig) -> SensorsConfig:
    """Those that are not the unit's own."""
    absent = SensorConfig(fitted=False)
    return sensors.model_copy(update={**dict.fromkeys(_INSIDE, absent), "unit_link": False})
