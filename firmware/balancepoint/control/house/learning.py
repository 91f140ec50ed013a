"""How the house is learned from its history: bounds, ridge, the window of a fit, when it is believed. An errand of `house`.

The ridge begins at the installer's values. For the heat loss it moves to what was learned, every 14 days, which is how old
weather is forgotten, and grows firmer with the hours behind it. For the rest it stays: a constant set point says little about
capacities, and what little it says is biased upwards, since a good controller lets nothing move; following its own results the
learner would drift away. Gains and heat loss are told apart only by how the need follows the outdoor temperature, hence a firm
ridge on gains.
"""

from ..errand import errand
from ..quantity import clamp, const
from .daylight import fold, minute_of_day
from .fit import AIR, MASS, PATH, SHARE, SUN
from .past import ARCH, DAY, FIELDS, OUTDOOR, ROOM, UNUSABLE, WINDOW, buffer
from .past import SUN as SUN_READING

_GUESSED = const(480)  # bins before the first one without a clock: the time of day must be guessed well
_LEAST = const(96)  # bins that a fit must have
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


def orient(house):
    """Learns the sun's way from the light. When it is known first, what the history has of it is turned where it is read."""
    sunlight = house.sunlight
    sunlight.learn()
    if not house.oriented and sunlight.noon is not None:
        house.oriented = True
        house.turn = sunlight.way


def remember(house):
    """Sets the ridge of the coming fits: the heat loss as known now, for the rest the installer's values."""
    memory = house.memory
    firm = max(1000 // (10 + memory.house_age // 24), 25)  # % of the heat loss: one standard deviation
    house.prior = [memory.heat_loss] + house.start[1:]
    house.spread = [max(memory.heat_loss * firm // 100, 1)]
    house.spread += [max(value * 2 // 5, 1) for value in house.start[MASS:PATH]] + [80, 100, 300]


def fit(house):
    """In pieces: a fit over the longest usable end of the history, or None."""
    with errand:
        from . import fit as house_fit
    bins = min(house.bins, WINDOW)
    first = house.bins - bins
    kept = buffer()
    suns = clocks = k = 0
    while k < bins:
        count = min(house.history.read(first + k, kept), bins - k)
        for at in range(0, count * FIELDS, FIELDS):
            suns += kept[at + SUN_READING] != -1
            clocks += kept[at + ARCH] >= 0
        k += count
        yield
    metered = house.oriented and suns * 10 >= bins * 9
    guess = None
    if not metered and clocks * 10 < bins * 9:
        if bins < _GUESSED:
            return None
        guess = yield from _guess(house, first, bins, kept)
    window = house_fit.Window(house, metered, guess, first, bins)
    found = 0
    while window.bins and not found:
        # begin with a trusted room, and by night, so that a day's sun is in one piece
        count = window.read(0)
        found, k = 0, 0
        while k < count and not found:
            sun = window.kept[k * FIELDS + window.column]
            found = window.kept[k * FIELDS + ROOM] != UNUSABLE and sun >= 0 and (metered or sun == 0)
            k += not found
        start = window.kept[k * FIELDS + ROOM] if found else 0
        window.leave_out(k)
        yield
    if window.bins < _LEAST:
        return None
    memory = house.memory
    values = house.values + [start]
    prior = house.prior + [start]
    spread = house.spread + [500]
    low = house.low + [start - 3000]
    high = house.high + [start + 3000]
    days = (window.bins + DAY - 1) // DAY
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
    opened = house_fit.Fit(window, start, values, prior, spread, low, high, 2 if house.bins > WINDOW else 4)
    yield from opened.open()
    return opened


def _guess(house, first, bins, kept):
    """In pieces: the minute of the day at the middle of the bin `first` when there is no clock."""
    sums = [0] * DAY
    k = 0
    while k < bins:
        count = min(house.history.read(first + k, kept), bins - k)
        for i in range(count):
            fold(sums, k + i, bins, kept[i * FIELDS + OUTDOOR])
        k += count
        yield
    return minute_of_day(sums)


def adopt(house, fit):
    """Takes over what a fit found, if it explains the past."""
    values = fit.values
    house.values = values[: SHARE + 1]  # the next one goes on from here, believed or not
    if not fit.better or fit.error > _ERROR:
        return
    memory = house.memory
    if fit.window.metered:
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
    with errand:
        from . import room_observer
    room_observer.believe(house.state, memory)


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
