"""The nine interlocks, one function each: given the row and the evidence, the clauses that are violated now, as bits.

Written from the design's list alone. In order: valve, rest, heater, freeze protection, heat indoors, OFF, the unit's
limits, the welded relay, the heater's check.
"""

from __future__ import annotations

from numba import njit

from balancepoint.control.command import FAN_AUTO, FAN_OFF
from balancepoint.control.request import COOL, DRY, HEAT, OFF
from host_sim.judge.evidence import (
    ABOVE_SINCE,
    ACTIVE,
    ALL_SURE,
    ANY,
    AUX,
    AUX_AT,
    AUX_CURRENT,
    AUX_ENDED,
    AUX_SINCE,
    AUX_WAS_LONG,
    AVAILABLE,
    COIL_SINCE,
    COLD_AT,
    COLDEST,
    CONTACT,
    CURRENT_SINCE,
    DEFROST,
    DEFROST_SEEN,
    DISCHARGE,
    FAN,
    FAN_PROVEN,
    FEEDBACK,
    FREEZING_SINCE,
    FROZEN_SINCE,
    HEATING,
    HEATING_AT,
    HOT_SINCE,
    HOTTEST,
    IDLE_SINCE,
    INDOOR_COIL,
    LAST,
    LAST_GOOD,
    LATCH_SINCE,
    LATCHED,
    LATELY_DEFROSTED,
    MAYBE_FREEZING,
    MODE,
    NOW,
    OFF_SINCE,
    OUT_SURE,
    OUTDOOR,
    P_AUX,
    P_SPEED,
    P_VALVE,
    POWER,
    REDUCE_FROM,
    REDUCE_SINCE,
    RUN_MODE,
    SECOND_SINCE,
    SINCE_STOP,
    SPEED,
    STOP_SINCE,
    STOP_TICKS,
    SUPPLY,
    SUPPLY_LEAST,
    SUPPLY_SINCE,
    VALUES,
    VALVE,
    WARMEST_VALUE,
    WELDED,
    observe,
    since,
    there,
)  # fmt: skip
from host_sim.judge.terms import (
    AUX_BLIND,
    AUX_CEILING,
    AUX_COOLING,
    AUX_COOLING_RUN,
    AUX_FAN,
    AUX_LONG,
    AUX_RUN_ON,
    AUX_SECOND,
    AUX_SHORT,
    CEILING,
    COIL_FREEZING,
    COIL_FREEZING_TIME,
    COIL_HIGH,
    COIL_ICED,
    COIL_LOW,
    CURRENT,
    DEAD_MARGIN,
    DISCHARGE_HIGH,
    DISCHARGE_REDUCE,
    DISCHARGE_RUNS,
    DISCHARGE_STOP,
    DISCHARGE_UNREDUCED,
    EQUALISE,
    EQUALISE_DEFROST,
    EQUALISE_MODE,
    EXACT,
    FAILED_AGE,
    FAN_RUN_ON,
    FREEZE_AUX,
    FREEZE_HEAT_PUMP,
    FREEZE_HEATER,
    FREEZE_MARGIN,
    FREEZE_PUMP,
    FREEZE_START,
    FREEZE_START_HEATER,
    FRESH,
    FRESH_CURRENT,
    FRESH_FEEDBACK,
    HEATER_LONGEST,
    HEATER_PAUSE,
    HOT_HEATING,
    HOT_LATCH,
    IDLE_COIL,
    IN_STREAM,
    LATCH_HOT,
    LONGEST_STEP,
    MARGIN,
    NONE,
    OFF_AUX,
    OFF_COMPRESSOR,
    OFF_GRACE,
    OUTDOOR_MARGIN,
    REACT,
    REDUCE,
    RESTART,
    RUNNING_POWER,
    SECOND_CEILING,
    SPEED_MIN,
    SPIKE,
    SPIKE_TICKS,
    STAGES,
    START_EARLY,
    SUPPLY_OVER,
    SUPPLY_RISE,
    TOO_HOT,
    VALVE_EARLY,
    VALVE_RUNNING,
    VALVE_UNPROVEN,
    WELD,
    WELD_AGAIN,
    WELD_CURRENT,
    WELD_HEAT,
)  # fmt: skip


@njit(cache=True)
def _valve(row, state):
    """1. Only at standstill, after the equalise time. A mode change is one that people asked for; a changeover within
    automatic is given the shorter time. The first command's position is taken as found."""
    if row[VALVE] == state[P_VALVE]:
        return 0
    ran, mode = state[RUN_MODE], row[MODE]
    wait = EQUALISE
    if state[DEFROST_SEEN] != 0:
        wait = EQUALISE_DEFROST
    elif (ran == HEAT and mode in (COOL, DRY)) or (ran in (COOL, DRY) and mode == HEAT):
        wait = EQUALISE_MODE
    found = 0
    if state[P_SPEED] > 0 or row[SPEED] > 0:
        found |= 1 << VALVE_RUNNING
    elif state[SINCE_STOP] < wait:
        found |= 1 << VALVE_EARLY
    standing = row[VALUES + FEEDBACK] == 0 or there(row, POWER, FRESH, 0, RUNNING_POWER - 1)
    if there(row, FEEDBACK, FRESH_FEEDBACK, 1, 1000) and not standing:
        found |= 1 << VALVE_UNPROVEN
    return found


@njit(cache=True)
def _rest(row, state):
    """2. Three minutes of standstill before a start, but for a defrost's own."""
    if row[SPEED] == 0:
        return 0
    early = state[P_SPEED] == 0 and state[SINCE_STOP] < RESTART and state[DEFROST_SEEN] == 0
    state[RUN_MODE] = row[MODE]
    state[DEFROST_SEEN] = 0
    return 1 << START_EARLY if early else 0


@njit(cache=True)
def _heater(row, state, terms, exact, now):
    """3. The heater's conditions."""
    found = 0
    react, margin = (0, 0) if exact else (REACT, OUTDOOR_MARGIN)
    outdoor, sure = row[VALUES + OUTDOOR], state[OUT_SURE] != 0
    above = since(state, ABOVE_SINCE, now, sure and outdoor > terms[CEILING] + margin)
    second = since(state, SECOND_SINCE, now, sure and outdoor > SECOND_CEILING + margin)
    in_stream = terms[IN_STREAM] != 0
    if row[AUX] == 0:
        if state[P_AUX] > 0:
            state[AUX_ENDED] = now
        fan_stands = row[FAN] == FAN_OFF or (row[FAN] == FAN_AUTO and row[SPEED] == 0)
        if in_stream and fan_stands and now - state[AUX_ENDED] < FAN_RUN_ON:
            found |= 1 << AUX_RUN_ON
        return found
    running = row[SPEED] > 0 and state[P_SPEED] > 0
    if state[MAYBE_FREEZING] == 0 and state[DEFROST] == 0:
        if row[MODE] in (COOL, DRY):
            found |= 1 << AUX_COOLING
        elif running and state[HEATING] == 0 and state[LATELY_DEFROSTED] == 0:
            found |= 1 << AUX_COOLING_RUN
    if now - state[LAST_GOOD] > (0 if exact else FAILED_AGE + DEAD_MARGIN):
        found |= 1 << AUX_BLIND
    if second >= react:
        found |= 1 << AUX_SECOND
    elif above >= react and state[MAYBE_FREEZING] == 0 and state[AVAILABLE] != 0:
        found |= 1 << AUX_CEILING
    if in_stream and (row[FAN] == FAN_OFF or not there(row, FAN_PROVEN, FAILED_AGE, 1, 1)):
        found |= 1 << AUX_FAN
    return found


@njit(cache=True)
def _freeze(row, state, terms, exact, now):
    """4. Whatever the mode: something heats below 7 °C, the heater below 5 °C, unless an interlock forbids it."""
    found = 0
    hot = state[WARMEST_VALUE] > TOO_HOT - 200
    all_sure = exact or state[ALL_SURE] != 0
    lowest, highest = state[COLDEST], state[HOTTEST]
    heats = row[AUX] > 0 or (row[SPEED] > 0 and state[HEATING] != 0) or state[LATELY_DEFROSTED] != 0
    if heats or hot or state[AVAILABLE] == 0 or row[VALUES + DISCHARGE] > DISCHARGE_REDUCE - 500:
        state[HEATING_AT] = now
    limit = FREEZE_HEAT_PUMP - FREEZE_MARGIN
    cold = since(state, FREEZING_SINCE, now, all_sure and lowest <= limit and highest <= limit)
    if cold >= FREEZE_START and now - state[HEATING_AT] >= FREEZE_START:
        found |= 1 << FREEZE_PUMP
    outdoor = row[VALUES + OUTDOOR]
    if (
        row[AUX] > 0
        or hot
        or terms[STAGES] == 0
        or (outdoor != NONE and outdoor > SECOND_CEILING - 100)
        or (terms[IN_STREAM] != 0 and not there(row, FAN_PROVEN, FRESH_FEEDBACK, 1, 1))
        or state[LATCHED] != 0
        or state[WELDED] != 0
        or state[CURRENT_SINCE] >= 0
        or row[MODE] in (COOL, DRY)
    ):
        state[AUX_AT] = now
    limit = FREEZE_HEATER - FREEZE_MARGIN
    frozen = since(state, FROZEN_SINCE, now, all_sure and lowest <= limit and highest <= limit)
    if frozen >= FREEZE_START_HEATER and now - state[AUX_AT] >= FREEZE_START_HEATER:
        found |= 1 << FREEZE_AUX
    return found


@njit(cache=True)
def _too_hot(row, state, exact, now):
    """5. Above 32 °C nothing heats, after 35 °C the heater stays off."""
    react, margin = (0, 0) if exact else (REACT, MARGIN)
    found = 0
    hot = since(state, HOT_SINCE, now, state[HOTTEST] > TOO_HOT + margin)
    heats = row[AUX] > 0 or (row[SPEED] > 0 and state[HEATING] != 0 and state[DEFROST] == 0)
    if hot >= react and heats:
        found |= 1 << HOT_HEATING
    if since(state, LATCH_SINCE, now, state[HOTTEST] > LATCH_HOT + margin) >= react:
        state[LATCHED] = 1
    if state[LATCHED] != 0 and row[AUX] > 0:
        found |= 1 << HOT_LATCH
    return found


@njit(cache=True)
def _off(row, state, exact, now):
    """6. OFF ends everything at once, freeze protection and a defrost apart."""
    off = since(state, OFF_SINCE, now, row[MODE] == OFF and state[ANY] != 0)
    warm = now - state[COLD_AT] > (0 if exact else FAILED_AGE)
    found = 0
    if off >= OFF_GRACE and state[LAST] >= state[OFF_SINCE] and warm and state[LATELY_DEFROSTED] == 0:
        if row[SPEED] > 0:
            found |= 1 << OFF_COMPRESSOR
        if row[AUX] > 0:
            found |= 1 << OFF_AUX
    return found


@njit(cache=True)
def _limits(row, state, terms, exact, now):
    """7. Discharge and indoor coil."""
    margin = 0 if exact else MARGIN
    found = 0
    speed = row[SPEED]
    running = speed > 0 and state[P_SPEED] > 0 and state[DEFROST] == 0
    warm_gas = there(row, DISCHARGE, FRESH, DISCHARGE_REDUCE + 1 + margin, DISCHARGE_HIGH)
    hot_for = since(state, REDUCE_SINCE, now, running and warm_gas)
    if hot_for == 0:
        state[REDUCE_FROM] = state[P_SPEED]
    unreduced = speed > terms[SPEED_MIN] and speed >= state[REDUCE_FROM]
    if hot_for >= REDUCE and unreduced and state[LAST] > state[REDUCE_SINCE]:
        found |= 1 << DISCHARGE_UNREDUCED
    hot_gas = there(row, DISCHARGE, FRESH, DISCHARGE_STOP + 1 + margin, DISCHARGE_HIGH)
    lasts = since(state, STOP_SINCE, now, hot_gas)
    state[STOP_TICKS] = state[STOP_TICKS] + 1 if hot_gas else 0
    no_spike = exact or (state[STOP_TICKS] > SPIKE_TICKS and lasts >= SPIKE)
    if hot_gas and no_spike and speed > 0:
        found |= 1 << DISCHARGE_RUNS
    iced = there(row, INDOOR_COIL, FRESH, COIL_LOW, COIL_FREEZING - 1 - margin)
    if since(state, COIL_SINCE, now, iced and running and state[HEATING] == 0) >= COIL_FREEZING_TIME + LONGEST_STEP:
        found |= 1 << COIL_ICED
    return found


@njit(cache=True)
def _welded(row, state, now):
    """8. Current, or heat that only the heater can make, while the heater is commanded off."""
    found = 0
    off = row[AUX] == 0 and state[P_AUX] == 0
    draws = there(row, AUX_CURRENT, FRESH_CURRENT, CURRENT + 1, 1 << 24)
    evident = since(state, CURRENT_SINCE, now, off and draws) >= WELD
    idle = since(state, IDLE_SINCE, now, off and row[SPEED] == 0 and state[P_SPEED] == 0)
    supply = row[VALUES + SUPPLY]
    heated = False
    if idle < IDLE_COIL or not there(row, SUPPLY, FRESH, COIL_LOW, COIL_HIGH):
        state[SUPPLY_LEAST] = NONE
    else:
        if state[SUPPLY_LEAST] == NONE or supply < state[SUPPLY_LEAST]:
            state[SUPPLY_LEAST] = supply
        over_room = state[ANY] != 0 and supply > state[WARMEST_VALUE] + SUPPLY_OVER
        heated = over_room and supply > state[SUPPLY_LEAST] + SUPPLY_RISE
    warms = since(state, SUPPLY_SINCE, now, heated) >= WELD
    if row[CONTACT] != 0:
        if evident:
            found |= 1 << WELD_CURRENT
        if warms:
            found |= 1 << WELD_HEAT
        if state[WELDED] == 2 and not evident and not warms:
            found |= 1 << WELD_AGAIN
        if state[WELDED] == 0 and (evident or warms):
            state[WELDED] = 1  # found, contact still closed
    elif evident or warms or state[WELDED] == 1:
        state[WELDED] = 2  # found, contact opened: to stay so
    return found


@njit(cache=True)
def _check(row, state, now):
    """9. Four hours of heater, then ten minutes of relay check."""
    if row[AUX] == 0:
        return 0
    found = 0
    if state[P_AUX] == 0:
        if state[AUX_WAS_LONG] != 0 and now - state[AUX_ENDED] < HEATER_PAUSE - OFF_GRACE:
            found |= 1 << AUX_SHORT
        state[AUX_SINCE] = now
    on_for = now - state[AUX_SINCE]
    state[AUX_WAS_LONG] = on_for >= HEATER_LONGEST - LONGEST_STEP
    if on_for > HEATER_LONGEST + LONGEST_STEP:
        found |= 1 << AUX_LONG
    return found


@njit(cache=True)
def look(row, state, terms):
    """One tick. The clauses that begin to be violated, as bits."""
    now = row[NOW]
    exact = terms[EXACT] != 0
    observe(row, state, terms)
    found = _valve(row, state) | _rest(row, state) | _heater(row, state, terms, exact, now)
    found |= _freeze(row, state, terms, exact, now) | _too_hot(row, state, exact, now) | _off(row, state, exact, now)
    found |= _limits(row, state, terms, exact, now) | _welded(row, state, now) | _check(row, state, now)
    state[LAST] = now
    state[P_SPEED], state[P_VALVE], state[P_AUX] = row[SPEED], row[VALVE], row[AUX]
    begins = found & ~state[ACTIVE]
    state[ACTIVE] = found
    return begins


@njit(cache=True)
def look_all(rows, state, terms, times, clauses):
    """Many ticks. The count of beginnings, of which the first len(times) are written down."""
    count = 0
    for k in range(rows.shape[0]):
        begins = look(rows[k], state, terms)
        clause = 0
        while begins:
            if begins & 1:
                if count < times.shape[0]:
                    times[count] = rows[k, NOW]
                    clauses[count] = clause
                count += 1
            begins >>= 1
            clause += 1
    return count
