"""Where the two-capacity room (`room_model`) is now: its air, and its mass, which nothing measures.

    state.believe(memory)                          # the room as learned
    state.follow(heat, outdoor, sun, room)         # each quarter of an hour
    state.air, state.mass                          # 0.01 °C

A Luenberger observer: the model runs along; by what it misses of the measured mean its air is corrected in full, its
mass so that an eighth of an error of the mass is gone with each bin. Two hours after dusk the sun that no one measured
is in the mass. Without a measurement the model runs on alone, which is a prediction if the weather is one.

Not for the tick: products leave 30 bits for rooms that are out of the ordinary.
"""

from ..errand import errand
from ..quantity import clamp, const
from .past import UNUSABLE

_CALM = const(8)  # bins in which an error of the mass goes
_MOST = const(4)  # times the miss of the air that the mass may be moved by
_SPAN = const(48000)  # 0.0025 K


class RoomState:
    """The state; `air` and `mass` are None until the first measurement."""

    def __init__(self):
        self._model = (0,) * 8
        self._gains = self._share = 0
        self._air = self._mass = None  # 0.0025 °C
        self._air_rest = self._mass_rest = 0

    @property
    def air(self):
        return None if self._air is None else self._air >> 2

    @property
    def mass(self):
        return None if self._mass is None else self._mass >> 2

    def believe(self, memory):
        """Takes over a learned room."""
        with errand:
            from . import room_model
        self._model = room_model.coefficients(
            memory.heat_loss, memory.mass_capacity, memory.air_capacity, memory.mass_coupling, memory.mass_path
        )
        self._gains = memory.gains
        self._share = memory.sun_share

    def follow(self, heat, outdoor, sun, room):
        """Goes on by 15 min: means of `heat` into the air and `sun` through the windows, W, of `outdoor` and `room`
        (UNUSABLE if it was not measured), 0.01 °C. Returns the mean room temperature the model had expected."""
        if self._air is None:
            if room == UNUSABLE:
                return UNUSABLE
            self._air = self._mass = room << 2
        am, ao, aa, ax, ma, mo, mm, mx = self._model
        air, mass = self._air, self._mass
        outdoor <<= 2
        direct = sun * self._share // 1000
        q_air = heat + self._gains + direct
        q_mass = sun - direct
        total = self._air_rest + am * (mass - air) + ao * (outdoor - air) + aa * q_air + ax * q_mass
        self._air = air + (total >> 15)
        self._air_rest = total & 0x7FFF
        total = self._mass_rest + ma * (air - mass) + mo * (outdoor - mass) + mm * q_mass + mx * q_air
        self._mass = mass + (total >> 18)
        self._mass_rest = total & 0x3FFFF
        expected = (air + self._air) >> 1
        if room != UNUSABLE:
            miss = (room << 2) - expected
            self._air += miss
            self._mass += clamp((miss << 15) // (_CALM * max(am, 1)), -_MOST * abs(miss), _MOST * abs(miss))
        self._air = clamp(self._air, -_SPAN, _SPAN)
        self._mass = clamp(self._mass, -_SPAN, _SPAN)
        return expected >> 2
