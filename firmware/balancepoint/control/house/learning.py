"""How the house is learned from its history: bounds, ridge, the window of a fit, when it is believed. An errand of `house`.

The ridge begins at the installer's values. For the heat loss it moves to what was learned, every 14 days, which is how old
weather is forgotten, and grows firmer with the hours behind it. For the rest it stays: a constant set point says little about
capacities, and what little it says is biased upwards, since a good controller lets nothing move; following its own results the
learner would drift away. Gains and heat loss are told apart only by how the need follows the outdoor temperature, hence a firm
ridge on gains.
"""

from ..errand import errand
from ..quantity import clamp, const
from .parameters import AIR, GAINS, HOUSE, LOSS, MASS, PATH, SHARE, SUN
from .past import DAY, WINDOW

_ERROR = const(250)  # 0.01 K; a fit that misses by more, root mean square, is not believed


def begin(house, settings):
    """Bounds and beginning of what is learned: the installer's values, and what is remembered."""
    memory = house.memory
    loss, capacity, gains = settings.house_heat_loss, settings.house_heat_capacity, settings.house_gains
    prior, spread, values = house.prior, house.spread, house.values
    low, high = house.low, house.high
    _put(high, (loss * 3, capacity * 8, capacity, capacity * 9, 850, gains * 3 + 300, 900))
    _put(low, (loss * 3 // 10, capacity // 40, capacity // 80, capacity // 8, 50, 0, -200))
    # No time constant below 1/64 of a bin, whatever the installer said.
    low[MASS] = max(low[MASS], (loss * 30 + capacity * 9) // 2560 + 1)
    low[AIR] = max(low[AIR], (loss * 3 + capacity * 9) // 2560 + 1)
    _put(prior, (loss, capacity * 7 // 8, capacity // 8, capacity * 11 // 10, 500, gains, 300))
    for k in range(HOUSE):
        high[k] = max(high[k], low[k])
        prior[k] = clamp(prior[k], low[k], high[k])
        spread[k] = max(prior[k] * 2 // 5, 1)
    spread[PATH], spread[GAINS], spread[SHARE] = 80, 100, 300
    for k, value in enumerate((
        memory.heat_loss, memory.mass_capacity, memory.air_capacity, memory.mass_coupling,
        memory.mass_path, memory.gains, memory.sun_share,
    )):  # fmt: skip
        values[k] = prior[k] if value is None else clamp(value, low[k], high[k])
    _publish(house, values)
    remember(house)


def go_on(house, fit, light):
    """What `House.learn_piece` has found due: takes over a `fit` that is done, learns the `light`. True if the next fit is to be
    opened."""
    if fit is not None:
        adopt(house, fit)
        return False
    if light:
        house.light_due = house.bins + DAY
        orient(house)
    if house.bins < house.due:
        return False
    house.due = house.bins + (DAY if house.bins < WINDOW else 7 * DAY)
    if house.bins >= house.renew:
        house.renew = house.bins + WINDOW
        remember(house)
    return True


def _put(numbers, values):
    """Values in the order of `parameters`."""
    for k, value in enumerate(values):
        numbers[k] = value


def orient(house):
    """Learns the sun's way from the light. When it is known first, what the history has of it is turned where it is read."""
    sunlight = house.sunlight
    sunlight.learn()
    if not house.oriented and sunlight.noon is not None:
        house.oriented = True
        house.turn = sunlight.way


def remember(house):
    """Moves the ridge of the coming fits to the heat loss as known now; the rest stays with the installer's values."""
    memory = house.memory
    firm = max(1000 // (10 + memory.house_age // 24), 25)  # % of the heat loss: one standard deviation
    house.prior[LOSS] = memory.heat_loss
    house.spread[LOSS] = max(memory.heat_loss * firm // 100, 1)


def adopt(house, fit):
    """Takes over what a fit found, if it explains the past."""
    values = fit.values
    for k in range(HOUSE):
        house.values[k] = values[k]  # the next one goes on from here, believed or not
    if not fit.better or fit.error > _ERROR:
        return
    memory = house.memory
    if fit.window.metered:
        memory.sun_aperture = values[SUN]
    else:
        total = 0
        for k in range(SUN, len(fit.values)):
            total += values[k]
        memory.sun_gains = total // (len(fit.values) - SUN)
    memory.house_error = fit.error
    _publish(house, values)


def _publish(house, values):
    memory = house.memory
    memory.heat_loss, memory.mass_capacity, memory.air_capacity = values[0], values[1], values[2]
    memory.mass_coupling, memory.mass_path, memory.gains, memory.sun_share = values[3], values[4], values[5], values[6]
    with errand:
        from . import room_observer
    room_observer.believe(house.state, memory)
    memory.heat_capacity = _capacity(house.state.model, memory.heat_loss)


def _capacity(model, loss):
    """Effective heat capacity over two hours, Wh/K: what 100 kW from rest fill in that time, losses apart."""
    air = mass = lost = 0
    for _ in range(8):
        before = air
        apart = mass - air
        air += (model[0] * apart - model[1] * air + model[2] * 100000) >> 15
        mass += (-model[4] * apart - model[5] * mass + model[7] * 100000) >> 18
        lost += (before + air) * loss
    # air in 0.0025 K; lost: 0.1 W/K * 0.005 K * 0.25 h
    return clamp((200000 - lost // 32000) * 400 // max(air, 1), 10, 100000)
