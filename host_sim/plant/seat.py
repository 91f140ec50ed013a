"""The places where people sit: how fast and how warm the air of the indoor unit reaches them, and how many would feel a draught.

The unit blows a jet. Its centre slows down as V = V0 K sqrt(A0) / s along its way s, and its temperature excess is 0.8 of
that (ASHRAE Fundamentals, Space air diffusion: zone 3, K = 6); across, velocity is a bell of a width that keeps the
momentum, 0.8 s / K: the 22 to 24° of visible spread found in free air. Buoyancy bends it, warm air rises, cold air falls. The
same balance of momentum gives the drop of a level jet as 0.44 Ar / K (s / sqrt(A0))^3 in sqrt(A0), where Koestel (1955)
measured 0.42 to 0.47. On the floor and under the ceiling it runs on along them; at a wall it ends. Up to the end of its core
the jet is as wide as the outlet.

Around it the room's air moves at 0.05 m/s, at 0.1 m/s with the fan at its highest. The draught rate is that of ISO 7730:2005,
6.4, at a turbulence of 40 %. The jet takes and gives no energy here: the room's air is one node.

Left to itself (`vane` below 0) the unit's vane stands as makers' automatic has it: near the horizontal in cooling and drying,
down in heating (Mitsubishi MSH-18NV service manual, 8-6: angle 1 and angle 4).
"""

from __future__ import annotations

import re
from math import cos, exp, pi, sin, sqrt
from typing import Any

import numpy as np
from numba import njit
from pydantic import BaseModel, ConfigDict, Field, field_validator

from host_sim.plant.field import number
from host_sim.plant.record import one

MOST = 4  # seats, and times of a day for each
K = 6.0  # throw constant of a free jet
WIDTH = 0.8 / K  # of the bell, over the way
EXCESS = 0.8  # of temperature over that of velocity
STILL, STIRRED = 0.05, 0.1  # m/s, the room's air with the fan off and at its highest
TURBULENCE = 40.0  # %
WAY, STEP = 9.0, 0.1  # m, how far the jet is followed, and in which steps
AUTO_HEATING, AUTO_COOLING = 65.0, 15.0  # ° below the horizontal
BELOW_CEILING = 0.2  # m, from the outlet up to the ceiling

SEAT = np.dtype(
    [
        ("distance", np.float64), ("bearing", np.float64), ("height", np.float64),
        ("count", np.int64),  # of the times it is taken; 0: always
        ("times", np.float64, (MOST, 2)),  # from and until, minutes of the day
    ]
)  # fmt: skip
PLACE = np.dtype(
    [
        ("seats", np.int64), ("area", np.float64), ("half_width", np.float64), ("mount", np.float64),
        ("depth", np.float64), ("half_room", np.float64), ("seat", SEAT, (MOST,)),
    ]
)  # fmt: skip


class MountingConfig(BaseModel):
    """Where the indoor unit hangs: in the middle of one wall."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    height: float = number(2.2, 0.3, 4, "m", "height of its outlet above the floor")
    depth: float = number(5.0, 1, 15, "m", "from its wall to the one opposite")
    width: float = number(4.5, 1, 15, "m", "of its wall")


class SeatConfig(BaseModel):
    """A place where somebody sits or lies."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field("seat", description="what people call it")
    distance: float = number(None, 0.2, 15, "m", "from the unit, along the floor")
    bearing: float = number(0.0, -60, 60, "°", "to the right of straight ahead, seen from the unit")
    height: float = number(0.6, 0.1, 2, "m", "above the floor, of whoever feels the air")
    occupied: list[str] = Field(
        default_factory=list, max_length=MOST, description='daily times such as "18:00-23:00"; none: always'
    )

    @field_validator("occupied")
    @classmethod
    def _times(cls, value: list[str]) -> list[str]:
        for text in value:
            minutes(text)
        return value

    def across(self) -> float:
        """m to the right of straight ahead."""
        return self.distance * sin(self.bearing * pi / 180)

    def ahead(self) -> float:
        """m from the unit's wall."""
        return self.distance * cos(self.bearing * pi / 180)

    def zone(self) -> tuple[int, int, int]:
        """The same for the control core: cm, °, cm."""
        return round(self.distance * 100), round(self.bearing), round(self.height * 100)

    def fits(self, mounting: MountingConfig) -> None:
        """ValueError if it stands outside the room."""
        if self.ahead() > mounting.depth:
            raise ValueError(
                f"distance = {self.distance:g}: {self.ahead():.1f} m ahead, the room ends at {mounting.depth:g} m"
            )
        if abs(self.across()) > mounting.width / 2:
            raise ValueError(
                f"bearing = {self.bearing:g}: {abs(self.across()):.1f} m to the side, the room ends at {mounting.width / 2:g} m"
            )


def minutes(text: str) -> tuple[int, int]:
    """The minutes of the day of a "hh:mm-hh:mm"; over midnight if the second is the earlier one."""
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)", text)
    if not found:
        raise ValueError('allowed is "hh:mm-hh:mm", for instance "18:00-23:00"')
    a, b, c, d = (int(part) for part in found.groups())
    return a * 60 + b, min(c * 60 + d, 1440)


def seat_parameters(seats: list[SeatConfig], mounting: MountingConfig, area: float, width: float) -> Any:
    """Seats and unit as the kernel takes them, a PLACE; `area` (m2) and `width` (m) of the outlet."""
    p = one(PLACE)
    p.seats, p.area, p.half_width = len(seats), area, width / 2
    p.mount, p.depth, p.half_room = mounting.height, mounting.depth, mounting.width / 2
    for place, seat in zip(p.seat, seats, strict=False):
        place.distance, place.bearing, place.height = seat.distance, seat.bearing, seat.height
        place["count"] = len(seat.occupied)
        for k, text in enumerate(seat.occupied):
            place.times[k] = minutes(text)
    return p


@njit(cache=True)
def draught_rate(air, speed):
    """People dissatisfied by draught, %, ISO 7730:2005, 6.4; `air` °C (taken as 20 to 26), `speed` m/s (from 0.05)."""
    air = min(max(air, 20.0), 26.0)
    speed = max(speed, 0.05)
    return min((34.0 - air) * (speed - 0.05) ** 0.62 * (0.37 * speed * TURBULENCE + 3.14), 100.0)


@njit(cache=True)
def occupied(p, minute):
    """Bits of the seats that are taken at a minute of the day."""
    bits = 0
    for i in range(p.seats):
        seat = p.seat[i]
        here = seat.count == 0
        for k in range(seat.count):
            begin, end = seat.times[k, 0], seat.times[k, 1]
            if begin < end:
                here |= begin <= minute < end
            else:
                here |= minute >= begin or minute < end
        if here:
            bits |= 1 << i
    return bits


@njit(cache=True)
def jet_speed(p, distance, bearing, height, outlet, excess, vane, wide_vane):
    """m/s that the jet alone brings to a place. `outlet`: m/s; `excess`: K of the supply air; vanes in °."""
    turn = (bearing - wide_vane) * pi / 180.0
    ahead, across = distance * cos(turn), abs(distance * sin(turn))
    wide = wide_vane * pi / 180.0
    end = p.depth / cos(wide)  # where the jet meets the wall opposite, or the one beside
    if wide != 0.0:
        end = min(end, p.half_room / abs(sin(wide)))
    root = sqrt(p.area)
    core = K * root
    level, down = cos(vane * pi / 180.0), sin(vane * pi / 180.0)  # momentum, 1 at the outlet
    lift = 1.333 * 9.81 * excess / 293.0 / (outlet * outlet) / (K * root)  # of momentum per s^2
    x = z = s = 0.0  # ahead, and below the outlet
    floored = False
    best = 0.0
    while s < WAY and x < end:
        fall = 0.0 if floored else down - lift * s * s
        if z < -BELOW_CEILING and fall < 0.0:
            fall = 0.0
        strength = sqrt(level * level + fall * fall)
        if floored or strength < 1e-3:
            x += STEP
            strength = max(strength, 1.0)
        else:
            x += STEP * level / strength
            z += STEP * fall / strength
        s += STEP
        if z >= p.mount:
            z, floored = p.mount, True
        beside = max(across - p.half_width * max(1.0 - s / core, 0.0), 0.0)
        off = (x - ahead) ** 2 + beside * beside + (p.mount - z - height) ** 2
        best = max(best, min(core / s * sqrt(strength), 1.0) * exp(-off / (WIDTH * s) ** 2))
    return outlet * best


@njit(cache=True)
def worst_seat(p, bits, flow, most, room, supply, vane, wide_vane):
    """(m/s, draught rate %) at the occupied seat that is worst off. `flow`, `most`: m3/s of the fan now and at its highest."""
    speed, rate = 0.0, -1.0
    outlet = flow / p.area
    stirred = STILL + (STIRRED - STILL) * flow / most
    for i in range(p.seats):
        if not bits & (1 << i):
            continue
        seat = p.seat[i]
        jet = 0.0
        air = room
        if flow > 0.0:
            jet = jet_speed(p, seat.distance, seat.bearing, seat.height, outlet, supply - room, vane, wide_vane)
            air += EXCESS * (supply - room) * jet / outlet
        here = sqrt(stirred * stirred + jet * jet)
        felt = draught_rate(air, here)
        if felt > rate:
            speed, rate = here, felt
    return speed, rate
