"""How the house is learned from its history: bounds, ridge, the window of a fit, when it is believed. An errand of `house`.

The ridge begins at the installer's values. For the heat loss it moves to what was learned, every 14 days, which is how old
weather is forgotten, and grows firmer with the hours behind it. For the rest it stays: a constant set point says little about
capacities, and what little it says is biased upwards, since a good controller lets nothing move; following its own results the
learner would drift away. Gains and heat loss are told apart only by how the need follows the outdoor temperature, hence a firm
ridge on gains.
"""

from array import array

from ..errand import errand
from ..quantity import clamp, const
from .daylight import arch, minute_of_day
from .fit import AIR, MASS, PATH, SHARE, SUN
from .house import FIRST, SIZE, WINDOW
from .room_state import DAY, UNUSABLE

_GUESSED = const(480)  # bins before the first one without a clock: the time of day must be guessed well
_ERROR = const(250)  # 0.01 K; a fit that misses by more, root mean square, is not believed


def begin(house, settings):
    """Bounds and beginning of what is learned: the installer's values, and what is remembered."""
    memory = house.memory
    loss, capacity, gains = settings.house_heat_loss, settings.house_heat_capacity, settings.house_gains
    house.high = [loss * 3, capacity * 8, capacity, capacity * 9, 850, gains * 3 + 300, 900]
    house.low = [loss * 3 // 10, capacity // 40, capacity // 80, capacity // 8, 50, 0, -200]
    # No time constant below a sub-step of `coefficients`, whatever the installer said.
    house.low[MASS] = max(house.low[MASS], (loss * 30 + capacity * 9) // 2560 + 1)
    house.low[AIR] = max(house.low[AIR], (loss * 3 + capacity * 9) // 2560 + 1)
    start = (loss, capacity * 7 // 8, capacity // 8, capacity * 11 // 10, 500, gains, 300)
    house.start = [0] * len(start)
    for k in range(len(start)):
        house.high[k] = max(house.high[k], house.low[k])
        house.start[k] = clamp(start[k], house.low[k], house.high[k])
    house.values = [
        memory.heat_loss, memory.mass_capacity, memory.air_capacity, memory.mass_coupling,
        memory.mass_path, memory.gains, memory.sun_share,
    ]  # fmt: skip
    for k in range(SHARE + 1):
        value = house.values[k]
        house.values[k] = house.start[k] if value is None else clamp(value, house.low[k], house.high[k])
    _publish(house, house.values)
    remember(house)


def orient(house, sunlight):
    """Learns the sun's way from the light, and the first time turns what the history has of it."""
    sunlight.learn()
    if house.oriented or sunlight.noon is None:
        return
    house.oriented = True
    for k in range(min(house.bins, SIZE)):
        at = house.next - 1 - k  # negative: from the ring's end
        if house.sun[at] > 0:
            house.sun[at] = sunlight.on_wall(house.sun[at], house.bins - 1 - k)


def remember(house):
    """Sets the ridge of the coming fits: the heat loss as known now, for the rest the installer's values."""
    memory = house.memory
    firm = max(1000 // (10 + memory.house_age // 24), 25)  # % of the heat loss: one standard deviation
    house.prior = [memory.heat_loss] + house.start[1:]
    house.spread = [max(memory.heat_loss * firm // 100, 1)]
    house.spread += [max(value * 2 // 5, 1) for value in house.start[MASS:PATH]] + [80, 100, 300]


def fit(house):
    """A fit over the longest usable end of the history, or None."""
    bins = min(house.bins, WINDOW)
    first = (house.next - bins) % SIZE
    suns = clocks = 0
    for k in range(bins):
        at = (first + k) % SIZE
        suns += house.sun[at] >= 0
        clocks += house.arch[at] >= 0
    metered = house.oriented and suns * 10 >= bins * 9
    sun = house.sun
    if not metered:
        sun = house.arch
        if clocks * 10 < bins * 9:
            if bins < _GUESSED:
                return None
            sun = _guess(house, first, bins)
    while bins > 0 and (house.room[first] == UNUSABLE or sun[first] < 0 or not metered and sun[first] > 0):
        first = (first + 1) % SIZE  # begin with a trusted room, and by night, so that a day's sun is in one piece
        bins -= 1
    if bins < FIRST // 2:
        return None
    memory = house.memory
    start = house.room[first]
    values = house.values + [start]
    prior = house.prior + [start]
    spread = house.spread + [500]
    low = house.low + [start - 3000]
    high = house.high + [start + 3000]
    days = (bins + DAY - 1) // DAY
    if metered:
        values.append(memory.sun_aperture)
        prior.append(500)
        spread.append(1000)
        low.append(0)
        high.append(10000)
    else:
        values += [memory.sun_gains] * days
        prior += [memory.sun_gains] * days
        spread += [2000] * days
        low += [0] * days
        high += [20000] * days
    with errand:
        from . import fit as house_fit
    rounds = 2 if house.bins > WINDOW else 4
    return house_fit.Fit(house, sun, metered, first, bins, values, prior, spread, low, high, rounds)


def _guess(house, first, bins):
    """The arch of clear days over the history when there is no clock."""
    minute = minute_of_day(house.outdoor, first, bins)
    arches = array("h", [0] * SIZE)
    for k in range(bins):
        arches[(first + k) % SIZE] = arch(minute + 15 * k)
    return arches


def adopt(house, fit):
    """Takes over what a fit found, if it explains the past."""
    values = fit.values
    house.values = values[: SHARE + 1]  # the next one goes on from here, believed or not
    if not fit.better or fit.error > _ERROR:
        return
    memory = house.memory
    if fit.metered:
        memory.sun_aperture = values[SUN]
    else:
        memory.sun_gains = sum(values[SUN:]) // len(values[SUN:])
    memory.house_error = fit.error
    _publish(house, values)


def _publish(house, values):
    memory = house.memory
    memory.heat_loss, memory.mass_capacity, memory.air_capacity, memory.mass_coupling = values[:4]
    memory.mass_path, memory.gains, memory.sun_share = values[4 : SHARE + 1]
    memory.heat_capacity = _capacity(house)
    house.state.believe(memory)


def _capacity(house):
    """Effective heat capacity over two hours, Wh/K: what 100 kW from rest fill in that time, losses apart."""
    with errand:
        from . import room_model
    memory = house.memory
    am, ao, aa, ax, ma, mo, mm, mx = room_model.coefficients(
        memory.heat_loss, memory.mass_capacity, memory.air_capacity, memory.mass_coupling, memory.mass_path
    )
    air = mass = lost = 0
    for _ in range(8):
        before = air
        air, mass = (
            air + ((am * (mass - air) - ao * air + aa * 100000) >> 15),
            mass + ((ma * (air - mass) - mo * mass + mx * 100000) >> 18),
        )
        lost += (before + air) * memory.heat_loss
    # air in 0.0025 K; lost: 0.1 W/K * 0.005 K * 0.25 h
    return clamp((200000 - lost // 32000) * 400 // max(air, 1), 10, 100000)
