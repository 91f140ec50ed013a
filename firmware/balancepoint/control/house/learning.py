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
from .parameters import AIR, HOUSE, MASS, PATH, SHARE, START, SUN
from .past import ARCH, DAY, FIELDS, OUTDOOR, UNUSABLE, WINDOW, buffer, zeros
from .past import SUN as SUN_READING

_GUESSED = const(480)  # bins before the first one without a clock: the time of day must be guessed well
_LEAST = const(96)  # bins that a fit must have
_ERROR = const(250)  # 0.01 K; a fit that misses by more, root mean square, is not believed


def begin(house, settings):
    """Bounds and beginning of what is learned: the installer's values, and what is remembered."""
    memory = house.memory
    loss, capacity, gains = settings.house_heat_loss, settings.house_heat_capacity, settings.house_gains
    start, values = house.start, house.values
    low, high = house.low, house.high
    _put(high, loss * 3, capacity * 8, capacity, capacity * 9, 850, gains * 3 + 300, 900)
    _put(low, loss * 3 // 10, capacity // 40, capacity // 80, capacity // 8, 50, 0, -200)
    # No time constant below 1/64 of a bin, whatever the installer said.
    low[MASS] = max(low[MASS], (loss * 30 + capacity * 9) // 2560 + 1)
    low[AIR] = max(low[AIR], (loss * 3 + capacity * 9) // 2560 + 1)
    _put(start, loss, capacity * 7 // 8, capacity // 8, capacity * 11 // 10, 500, gains, 300)
    for k in range(HOUSE):
        high[k] = max(high[k], low[k])
        start[k] = clamp(start[k], low[k], high[k])
    for k, value in enumerate((
        memory.heat_loss, memory.mass_capacity, memory.air_capacity, memory.mass_coupling,
        memory.mass_path, memory.gains, memory.sun_share,
    )):  # fmt: skip
        values[k] = start[k] if value is None else clamp(value, low[k], high[k])
    _publish(house, values)
    remember(house)


def _put(numbers, loss, mass, air, coupling, path, gains, share):
    for k, value in enumerate((loss, mass, air, coupling, path, gains, share)):
        numbers[k] = value


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
    prior, spread, start = house.prior, house.spread, house.start
    for k in range(HOUSE):
        prior[k] = start[k]
        spread[k] = max(start[k] * 2 // 5, 1)
    prior[0] = memory.heat_loss
    spread[0] = max(memory.heat_loss * firm // 100, 1)
    spread[PATH], spread[PATH + 1], spread[SHARE] = 80, 100, 300


# What an opening is at
_COUNT = const(0)
_FOLD = const(1)
_FIND = const(2)


class Opening:
    """What there is to learn from: `advance()` until `done`; then `fit`, over the longest usable end of the history, or None."""

    def __init__(self, house):
        self._house = house
        self._bins = min(house.bins, WINDOW)
        self._first = house.bins - self._bins
        self._spare = buffer()
        self._suns = self._clocks = 0  # bins with a reading of the sun, with a clock
        self._sums = zeros("i", DAY)  # the outdoor temperature over a day
        self._window = None
        self._stage = _COUNT
        self._k = 0
        self.done = 0
        self.fit = None

    def advance(self):
        """One piece. True if there is another in this call, else it is for the next."""
        if self._stage == _COUNT:
            self._count()
        elif self._stage == _FOLD:
            self._fold()
        else:
            self._find()
        return not self.done

    def _look(self):
        return min(self._house.history.look(self._first + self._k, self._spare), self._bins - self._k)

    def _count(self):
        history = self._house.history
        count = self._look()
        kept = history.kept
        for at in range(history.at, history.at + count * FIELDS, FIELDS):
            self._suns += kept[at + SUN_READING] != -1
            self._clocks += kept[at + ARCH] >= 0
        self._k += count
        bins = self._bins
        if self._k < bins:
            return
        self._k = 0
        metered = 1 if self._house.oriented and self._suns * 10 >= bins * 9 else 0
        if metered or self._clocks * 10 >= bins * 9:
            self._look_out(metered)
        elif bins < _GUESSED:
            self.done = 1
        else:
            self._stage = _FOLD

    def _fold(self):
        """Without a clock: the minute of the day at the middle of the first bin is guessed."""
        history = self._house.history
        count = self._look()
        for i in range(count):
            fold(self._sums, self._k + i, self._bins, history.kept[history.at + i * FIELDS + OUTDOOR])
        self._k += count
        if self._k >= self._bins:
            self._k = 0
            self._look_out(0)
            self._window.guess(minute_of_day(self._sums))

    def _look_out(self, metered):
        with errand:
            from .window import Window
        self._window = Window(self._house, metered, self._first, self._bins)
        self._stage = _FIND

    def _find(self):
        """Begins with a trusted room, and by night, so that a day's sun is in one piece."""
        window = self._window
        lights, rooms = window.lights, window.stretch.rooms
        count = window.read(0, zeros("i", SUN + 1))
        k = found = 0
        while k < count and not found:
            found = rooms[k] >> 2 != UNUSABLE and lights[k] >= 0 and (window.metered or lights[k] == 0)
            k += not found
        start = rooms[k] >> 2 if found else 0
        window.leave_out(k)
        if found or not window.bins:
            self.done = 1
            if window.bins >= _LEAST:
                self._open(start)

    def _open(self, start):
        house, window, memory = self._house, self._window, self._house.memory
        days = 1 if window.metered else (window.bins + DAY - 1) // DAY
        with errand:
            from .fit import Fit
        fit = Fit(window, start, SUN + days, 2 if house.bins > WINDOW else 4)
        for k in range(HOUSE):
            fit.enter(k, house.values[k], house.prior[k], house.spread[k], house.low[k], house.high[k])
        fit.enter(START, start, start, 500, start - 3000, start + 3000)
        for k in range(SUN, SUN + days):
            if window.metered:
                fit.enter(k, memory.sun_aperture, 500, 1000, 0, 10000)
            else:
                fit.enter(k, memory.sun_gains, memory.sun_gains, 2000, 0, 20000)
        self.fit = fit


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
        for k in range(SUN, fit.size):
            total += values[k]
        memory.sun_gains = total // (fit.size - SUN)
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
