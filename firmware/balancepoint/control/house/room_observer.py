"""Takes the state of the room to the present: a Luenberger observer of the two-capacity room. An errand of `house`.

    believe(state, memory)                       # the room as learned
    follow(state, heat, outdoor, sun, room)      # each quarter of an hour

The model runs along; by what it misses of the measured mean its air is corrected in full, its mass so that an eighth of an error
of the mass is gone with each bin. Two hours after dusk the sun that no one measured is in the mass. Without a measurement the
model runs on alone, which is a prediction if the weather is one.

A room that falls by more than the house can with all shut has a window open: heating rests (`Ledger`) until the room rises by
itself, an hour at most, and not again for three.

Not for the tick: products leave 30 bits for rooms that are out of the ordinary.
"""

from ..quantity import clamp, const
from .parameters import AIR, COUPLING, LOSS, MASS, PATH
from .past import DAY, FIELDS, HEAT, OUTDOOR, ROOM, SUN, UNUSABLE, buffer, zeros
from .room_model import COEFFICIENTS, fill
from .room_state import NOWHERE

_CALM = const(8)  # bins in which an error of the mass goes
_MOST = const(4)  # times the miss of the air that the mass may be moved by
_SPAN = const(48000)  # 0.0025 K
# Chosen, not derived, and tried in this simulator alone; that a whole bin's fall is allowed for was settled with a case in view
_MARGIN = const(120)  # 0.3 K, beside what the learned house is wrong by
_RISES = const(120)  # by itself: it is shut again
_LONGEST = const(4)  # bins; it is a guess, and a house may not freeze for one
_NOT_AGAIN = const(12)


def believe(state, memory):
    """Takes over a learned room."""
    state.model = zeros("i", COEFFICIENTS)  # a new one, for a copied state keeps what it believes
    values = zeros("i", PATH + 1)
    values[LOSS] = memory.heat_loss
    values[MASS] = memory.mass_capacity
    values[AIR] = memory.air_capacity
    values[COUPLING] = memory.mass_coupling
    values[PATH] = memory.mass_path
    fill(state.model, 0, values)
    state.gains = memory.gains
    state.share = memory.sun_share


def catch_up(house):
    """Goes on with what the history has since the last time, by one read of it at most."""
    first = max(house.followed, house.bins - DAY)  # a state forgets faster
    if first == house.bins - 1 >= house.since:
        kept = house.bin
        count = 1
    else:
        kept = buffer()
        count = house.history.read(first, kept)
    for at in range(0, count * FIELDS, FIELDS):
        sun = house.memory.sun_aperture * max(kept[at + SUN], 0) // 100 if house.oriented else 0
        if count == 1:  # it is now
            _air(house, kept[at + HEAT], kept[at + OUTDOOR], kept[at + ROOM])
        follow(house.state, kept[at + HEAT], kept[at + OUTDOOR], sun, kept[at + ROOM])
    house.followed = first + count


def _air(house, heat, outdoor, room):
    """Before the bin is followed: is a window open that no contact tells of? `house.airing`: bins for which heating has rested,
    or, below zero, that it must not."""
    airing = house.airing
    air = house.state.fine_air
    if airing < 0:
        airing += 1
    elif room == UNUSABLE or air == NOWHERE:
        airing = 0
    elif airing:
        airing = -_NOT_AGAIN if airing >= _LONGEST or (room << 2) - air >= _RISES else airing + 1
    elif air - (room << 2) > _fall(house.state, heat, outdoor) + _MARGIN + 4 * (house.memory.house_error or 0):
        airing = 1
    house.airing = airing


def _fall(state, heat, outdoor):
    """The most that the air falls in this bin with all shut, 0.0025 K: in a storm that doubles the loss, without gains or sun,
    the machine giving nothing of its heat and all of its cold. As it is at the end, which is twice the mean: half the air's
    capacity would do no more."""
    air = state.fine_air
    model = state.model
    total = model[0] * (state.fine_mass - air) + 2 * model[1] * ((outdoor << 2) - air) + model[2] * min(heat, 0)
    return max(-total, 0) >> 15


def follow(state, heat, outdoor, sun, room):
    """Goes on by 15 min: means of `heat` into the air and `sun` through the windows, W, of `outdoor` and `room`
    (UNUSABLE if it was not measured), 0.01 °C. Returns the mean room temperature the model had expected."""
    if state.fine_air == NOWHERE:
        if room == UNUSABLE:
            return UNUSABLE
        state.fine_air = state.fine_mass = room << 2
    model = state.model
    am, ao = model[0], model[1]
    ma, mo = model[4], model[5]
    air, mass = state.fine_air, state.fine_mass
    outdoor <<= 2
    direct = sun * state.share // 1000
    q_air = heat + state.gains + direct
    q_mass = sun - direct
    total = state.air_rest + am * (mass - air) + ao * (outdoor - air) + model[2] * q_air + model[3] * q_mass
    state.fine_air = air + (total >> 15)
    state.air_rest = total & 0x7FFF
    total = state.mass_rest + ma * (air - mass) + mo * (outdoor - mass) + model[6] * q_mass + model[7] * q_air
    state.fine_mass = mass + (total >> 18)
    state.mass_rest = total & 0x3FFFF
    expected = (air + state.fine_air) >> 1
    if room != UNUSABLE:
        miss = (room << 2) - expected
        state.fine_air += miss
        state.fine_mass += clamp((miss << 15) // (_CALM * max(am, 1)), -_MOST * abs(miss), _MOST * abs(miss))
    state.fine_air = clamp(state.fine_air, -_SPAN, _SPAN)
    state.fine_mass = clamp(state.fine_mass, -_SPAN, _SPAN)
    return expected >> 2
