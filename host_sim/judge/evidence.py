"""What the judge makes of the readings: which ones accuse, and what it remembers between two ticks.

A row holds one tick: time, request, command, and every reading with its age. The state is one array of integers; its
places are named here. `observe` fills the evidence, the rules read it.

A reading accuses only if it *surely* is trusted: fresh, in range, without jumps for 15 min, not at a standstill for
20 min, and, indoors, with no other sensor more than 2.5 K away.
"""

from __future__ import annotations

import numpy as np
from numba import njit

import host_sim.judge.terms as t

# A row -------------------------------------------------------------------------------------------------------------
ROOMS = 4
SENSORS = (
    "return_air", "supply", "indoor_coil", "outdoor", "outdoor_coil", "discharge", "speed", "power", "aux_current_mA",
    "fan_proven", "defrosting", "fault",
)  # fmt: skip
INDOOR = ROOMS + 1  # rooms and return air
(
    SUPPLY, INDOOR_COIL, OUTDOOR, OUTDOOR_COIL, DISCHARGE, FEEDBACK, POWER, AUX_CURRENT, FAN_PROVEN, DEFROSTING, FAULT,
) = range(INDOOR, ROOMS + len(SENSORS))  # fmt: skip
NOW, MODE, EMERGENCY, DEFROST_SAID, UNAVAILABLE_SAID, SPEED, VALVE, FAN, AUX, CONTACT, VALUES = range(11)
AGES = VALUES + ROOMS + len(SENSORS)
WIDTH = AGES + ROOMS + len(SENSORS)

# The state ---------------------------------------------------------------------------------------------------------
# Evidence of this tick.
(
    ANY, COLDEST, HOTTEST, ALL_SURE, COLDEST_VALUE, WARMEST_VALUE, OUT_SURE, DEFROST, LATELY_DEFROSTED, MAYBE_FREEZING,
    AVAILABLE, HEATING, SINCE_STOP,
) = range(13)  # fmt: skip
# The tick before.
BOOTED, LAST, P_MODE, P_SPEED, P_VALVE, P_AUX = range(13, 19)
# Moments.
(
    STOPPED, STARTED, DEFROST_AT, LAST_GOOD, COLD_AT, TROUBLE_AT, HEATING_AT, AUX_AT, AUX_SINCE, AUX_ENDED,
) = range(19, 29)  # fmt: skip
# Since when a condition has held without a break, -1 while it does not.
(
    OFF_SINCE, HOT_SINCE, LATCH_SINCE, ABOVE_SINCE, SECOND_SINCE, FREEZING_SINCE, FROZEN_SINCE, REDUCE_SINCE,
    STOP_SINCE, COIL_SINCE, CURRENT_SINCE, SUPPLY_SINCE, UNKNOWN_SINCE, IDLE_SINCE,
) = range(29, 43)  # fmt: skip
# The rest.
(
    RUN_MODE, DEFROST_SEEN, LATCHED, WELDED, AUX_SUSPECT, SUSPECT, OUT_DOUBT, AUX_WAS_LONG, REDUCE_FROM, STOP_TICKS, SUPPLY_LEAST,
    ACTIVE, OWN_SINCE, OWN_STARTS, HEATED_SINCE, GAS_DOUBT, GAS_ANCHOR, GAS_SINCE,
    RUN_VALVE, ICED_TICKS, LONE, OUT_SLOW, OUT_LOW, OUT_LOW_BEFORE, OUT_DAY, OUT_AT,
) = range(43, 69)  # fmt: skip
# One block a followed sensor: indoor ones, then outdoor.
_VALUE, _JUMPED, _MOVED, _ANCHOR, _SPAN_VALUE, _SPAN_AT = range(6)
_BLOCK = 6
_FOLLOWED = 69
_OUTDOOR_BLOCK = _FOLLOWED + INDOOR * _BLOCK
_STATE = _OUTDOOR_BLOCK + _BLOCK


def new_state() -> np.ndarray:
    """As after a boot: compressor and heater stand since 0."""
    state = np.zeros(_STATE, dtype=np.int64)
    state[OFF_SINCE : IDLE_SINCE + 1] = -1
    state[RUN_MODE] = state[RUN_VALVE] = state[OWN_SINCE] = state[HEATED_SINCE] = -1
    for moment in (DEFROST_AT, LAST_GOOD, COLD_AT, TROUBLE_AT, AUX_ENDED):
        state[moment] = t.NEVER
    state[SUPPLY_LEAST] = state[GAS_ANCHOR] = state[OUT_LOW] = state[OUT_LOW_BEFORE] = t.NONE
    state[_FOLLOWED + _VALUE :: _BLOCK] = t.NONE
    return state


@njit(cache=True)
def lapse(state, at, now):
    """Nobody renewed the lease: compressor and heater dropped at `at`, s since boot, and a defrost is over."""
    state[REDUCE_SINCE : IDLE_SINCE + 1] = -1
    state[AUX_SINCE] = state[HEATING_AT] = state[AUX_AT] = now
    state[AUX_WAS_LONG] = state[P_AUX] = 0
    state[AUX_ENDED] = t.NEVER
    if state[P_SPEED] > 0:
        state[STOPPED] = at
        state[P_SPEED] = 0
    state[DEFROST_SEEN] = 0
    state[OWN_SINCE] = state[HEATED_SINCE] = -1


@njit(cache=True)
def there(row, sensor, age, low, high):
    """Whether the sensor has a value from `low` to `high` that is no older than `age`."""
    value = row[VALUES + sensor]
    return value != t.NONE and low <= value <= high and row[AGES + sensor] <= age


@njit(cache=True)
def since(state, index, now, holds):
    """For how long a condition has held, s; -1 while it does not."""
    if not holds:
        state[index] = -1
        return -1
    if state[index] < 0:
        state[index] = now
    return now - state[index]


@njit(cache=True)
def _follow(state, block, value, now, is_there):
    """When one sensor last jumped, was away or stood still for too long."""
    if not is_there:
        state[block + _JUMPED] = now
        state[block + _VALUE] = t.NONE
        return
    before = state[block + _VALUE]
    if before == t.NONE:
        state[block + _JUMPED] = state[block + _MOVED] = state[block + _SPAN_AT] = now
        state[block + _SPAN_VALUE] = state[block + _ANCHOR] = value
    else:
        if abs(value - before) > t.JUMP or abs(value - state[block + _SPAN_VALUE]) > t.JUMP_SPAN:
            state[block + _JUMPED] = now
        if abs(value - state[block + _ANCHOR]) >= t.MOVE:
            state[block + _MOVED] = now
            state[block + _ANCHOR] = value
        elif now - state[block + _MOVED] >= t.STUCK:
            state[block + _JUMPED] = now
        if now - state[block + _SPAN_AT] >= t.SPAN:
            state[block + _SPAN_AT] = now
            state[block + _SPAN_VALUE] = value
    state[block + _VALUE] = value


@njit(cache=True)
def _sure(state, block, now, exact):
    return state[block + _VALUE] != t.NONE and (exact or now - state[block + _JUMPED] >= t.STEADY)


@njit(cache=True)
def _indoors(row, state, now, exact):
    """The indoor readings: extremes of all values, and of those that surely are trusted."""
    coldest, hottest = t.ROOM_HIGH + 1, t.ROOM_LOW - 1
    coldest_value, warmest_value = t.ROOM_HIGH + 1, t.ROOM_LOW - 1
    any_value, all_sure = False, True
    voices = 0
    for k in range(INDOOR):
        block = _FOLLOWED + k * _BLOCK
        value = row[VALUES + k]
        _follow(state, block, value, now, there(row, k, t.FRESH, t.ROOM_LOW, t.ROOM_HIGH))
        if value == t.NONE:
            continue
        if not t.ROOM_LOW <= value <= t.ROOM_HIGH:
            all_sure = False
            if t.ERROR_CODES < value < t.ROOM_LOW and state[MAYBE_FREEZING] != 0:
                state[COLD_AT] = now  # interlock 4: a reading below -10 °C ends no protection
            continue
        any_value = True
        voices += 1
        state[LAST_GOOD] = max(state[LAST_GOOD], now - row[AGES + k])
        coldest_value, warmest_value = min(coldest_value, value), max(warmest_value, value)
        if not _sure(state, block, now, exact):
            all_sure = False
    apart = not exact and warmest_value - coldest_value > t.AGREE
    for k in range(INDOOR):
        block = _FOLLOWED + k * _BLOCK
        if not apart and _sure(state, block, now, exact):
            coldest, hottest = min(coldest, state[block + _VALUE]), max(hottest, state[block + _VALUE])
    if there(row, INDOOR_COIL, t.FAILED_AGE, t.COIL_LOW, t.COIL_HIGH) and not exact:
        state[LAST_GOOD] = max(state[LAST_GOOD], now - row[AGES + INDOOR_COIL])  # the last resort
    if coldest_value <= t.WARM or not any_value:
        state[COLD_AT] = now
    state[ANY], state[ALL_SURE], state[LONE] = any_value, all_sure, voices == 1
    state[COLDEST], state[HOTTEST] = coldest, hottest
    state[COLDEST_VALUE], state[WARMEST_VALUE] = coldest_value, warmest_value
    state[MAYBE_FREEZING] = now - state[COLD_AT] <= (0 if exact else t.COLD_MEMORY)


@njit(cache=True)
def _weather(row, state, now):
    """The lowest of the outdoor air, in hourly means, of this day since the boot and of the one before."""
    if not there(row, OUTDOOR, t.FRESH, t.OUTDOOR_LOW, t.OUTDOOR_HIGH):
        if now - state[OUT_AT] > t.FORGOTTEN:
            state[OUT_LOW] = state[OUT_LOW_BEFORE] = t.NONE
        return
    value = row[VALUES + OUTDOOR] * 1000
    dt = min(now - state[LAST], t.LONGEST_STEP)
    state[OUT_AT] = now
    state[OUT_SLOW] = value if state[OUT_LOW] == t.NONE else state[OUT_SLOW] + (value - state[OUT_SLOW]) * dt // t.HOUR
    mean = state[OUT_SLOW] // 1000
    if state[OUT_LOW] == t.NONE:
        state[OUT_DAY], state[OUT_LOW] = now // t.DAY, mean
    elif now // t.DAY != state[OUT_DAY]:
        state[OUT_DAY], state[OUT_LOW_BEFORE], state[OUT_LOW] = now // t.DAY, state[OUT_LOW], mean
    state[OUT_LOW] = min(state[OUT_LOW], mean)


@njit(cache=True)
def too_cold_for_the_weather(state, value):
    """Whether no house can be so cold after such a day. Before a whole day is known a night may have come before it."""
    if state[OUT_LOW] == t.NONE:
        return False
    if state[OUT_LOW_BEFORE] == t.NONE:
        return value < state[OUT_LOW] - t.NIGHT - t.BELOW_WEATHER
    return value < min(state[OUT_LOW], state[OUT_LOW_BEFORE]) - t.BELOW_WEATHER


@njit(cache=True)
def _outdoors(row, state, now, exact):
    _follow(
        state, _OUTDOOR_BLOCK, row[VALUES + OUTDOOR], now, there(row, OUTDOOR, t.FRESH, t.OUTDOOR_LOW, t.OUTDOOR_HIGH)
    )
    standing = row[SPEED] == 0 and state[SINCE_STOP] >= t.RESTART
    if standing and there(row, OUTDOOR_COIL, t.FRESH, t.COIL_LOW, t.COIL_HIGH):
        state[OUT_DOUBT] = abs(row[VALUES + OUTDOOR_COIL] - row[VALUES + OUTDOOR]) > t.AGREE
    heating = row[SPEED] > 0 and state[HEATING] != 0 and state[DEFROST] == 0 and now - state[STARTED] >= t.STEADY
    if heating and there(row, OUTDOOR_COIL, t.FRESH, t.NONE, t.COIL_HIGH):  # one that falls off its scale, too
        widest = t.APPROACH if row[VALUES + OUTDOOR] > t.FROSTLESS else t.APPROACH_FROSTED
        state[OUT_DOUBT] = row[VALUES + OUTDOOR] - row[VALUES + OUTDOOR_COIL] > widest
    state[OUT_SURE] = _sure(state, _OUTDOOR_BLOCK, now, exact) and (exact or state[OUT_DOUBT] == 0)


@njit(cache=True)
def _heat_pump(row, state, now, exact, cutout):
    """Whether the heat pump surely is available."""
    if exact:
        state[AVAILABLE] = row[UNAVAILABLE_SAID] == 0
        return
    running = row[SPEED] > 0 and state[P_SPEED] > 0
    age = now - state[STARTED]
    stands_still = running and age > t.LONGEST_STEP and (row[VALUES + FEEDBACK] == 0 or row[VALUES + POWER] == 0)
    if (
        stands_still
        or row[UNAVAILABLE_SAID] != 0
        or row[EMERGENCY] != 0
        or row[VALUES + FAULT] > 0
        or row[VALUES + DISCHARGE] > t.DISCHARGE_REDUCE - 500
        or state[WARMEST_VALUE] > t.TOO_HOT - 200
        or state[OUT_SURE] == 0
        or row[VALUES + OUTDOOR] < cutout + 500
    ):
        state[TROUBLE_AT] = now
    coil = row[VALUES + INDOOR_COIL]
    heating = state[HEATING] != 0
    wrong_side = coil < state[WARMEST_VALUE] + 700 if heating else coil > state[COLDEST_VALUE] - 500
    settled = running and age >= t.RESTART and state[LATELY_DEFROSTED] == 0 and state[ANY] != 0
    if settled and wrong_side and coil != t.NONE:
        state[SUSPECT] = 1  # a coil that does not show the side asked for may be taken for a stuck valve
    state[AVAILABLE] = now - state[TROUBLE_AT] > t.TROUBLE and state[SUSPECT] == 0


@njit(cache=True)
def _gas(row, state, exact):
    """Whether a hot discharge may be disbelieved: it has not cooled while the compressor rested."""
    value = row[VALUES + DISCHARGE]
    rests = row[SPEED] == 0 and state[SINCE_STOP] >= t.IDLE_COIL and not exact
    if value == t.NONE:
        if not rests and state[GAS_DOUBT] == 0:
            state[GAS_ANCHOR] = t.NONE
    elif state[GAS_DOUBT] != 0:
        if value <= t.HOT_PIPE or abs(value - state[GAS_ANCHOR]) >= t.COOLED:
            state[GAS_DOUBT] = 0
    elif not rests or value <= t.HOT_PIPE:
        state[GAS_ANCHOR] = t.NONE
    elif state[GAS_ANCHOR] == t.NONE or abs(value - state[GAS_ANCHOR]) >= t.COOLED:
        state[GAS_ANCHOR], state[GAS_SINCE] = value, row[NOW]
    elif row[NOW] - state[GAS_SINCE] >= t.COOLING:
        state[GAS_DOUBT] = 1


@njit(cache=True)
def _own_defrost(row, state, now):
    """Whether what the Command calls a defrost is one: out of unbroken heating, not for ever, one start to melt, one back."""
    gap = now - state[LAST] > t.LONGEST_STEP
    if row[DEFROST_SAID] == 0 or gap:
        state[OWN_SINCE] = -1
        if row[SPEED] == 0 or row[VALVE] != state[P_VALVE] or state[HEATING] == 0 or gap:
            state[HEATED_SINCE] = -1
        elif state[HEATED_SINCE] < 0:
            state[HEATED_SINCE] = now
        return False
    if state[OWN_SINCE] < 0:
        heated = state[HEATED_SINCE] >= 0 and now - state[HEATED_SINCE] >= t.HEATED and state[P_SPEED] > 0
        state[OWN_SINCE] = now if heated else now - t.LONGEST_DEFROST - 1
        state[OWN_STARTS] = 0
        state[HEATED_SINCE] = -1
    if row[SPEED] > 0 and state[P_SPEED] == 0:
        state[OWN_STARTS] += 1
    return now - state[OWN_SINCE] <= t.LONGEST_DEFROST and state[OWN_STARTS] <= t.DEFROST_STARTS


@njit(cache=True)
def observe(row, state, terms):
    """Fill the evidence of this tick."""
    now = row[NOW]
    exact = terms[t.EXACT] != 0
    if state[BOOTED] == 0:
        state[BOOTED] = 1
        state[LAST] = now
        state[P_VALVE] = row[VALVE]
    if now - state[LAST] > t.LONGEST_STEP:  # what ran has stopped in between
        lapse(state, state[LAST] + t.LEASE, now)
    state[HEATING] = row[VALVE] == terms[t.HEATING_VALVE]
    state[DEFROST] = _own_defrost(row, state, now) or there(row, DEFROSTING, t.FRESH, 1, 1)
    if state[DEFROST] != 0:
        state[DEFROST_SEEN] = 1
        state[DEFROST_AT] = now
    elif row[DEFROST_SAID] != 0:
        state[DEFROST_SEEN] = 0  # only called one
    state[LATELY_DEFROSTED] = now - state[DEFROST_AT] <= t.AFTER_DEFROST
    if row[SPEED] == 0 and state[P_SPEED] > 0:
        state[STOPPED] = now
        state[DEFROST_SEEN] = state[DEFROST]
    if row[SPEED] > 0 and state[P_SPEED] == 0:
        state[STARTED] = now
    state[SINCE_STOP] = now - state[STOPPED]
    _indoors(row, state, now, exact)
    _outdoors(row, state, now, exact)
    _weather(row, state, now)
    _gas(row, state, exact)
    _heat_pump(row, state, now, exact, terms[t.CUTOUT])
