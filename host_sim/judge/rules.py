"""The nine interlocks, one function each: given the row and the evidence, the clauses that are violated now, as bits.

Written from the design's list alone. In order: valve, rest, heater, freeze protection, heat indoors, OFF, the unit's
limits, the welded relay, the heater's check.
"""

from __future__ import annotations

from numba import njit

import host_sim.judge.evidence as e
import host_sim.judge.terms as t
from balancepoint.control.command import FAN_AUTO, FAN_OFF
from balancepoint.control.request import COOL, DRY, HEAT, OFF


@njit(cache=True)
def _valve(row, state):
    """1. Only at standstill, after the equalise time. A mode change is one that people asked for; a changeover within
    automatic is given the shorter time. The first command's position is taken as found."""
    if row[e.VALVE] == state[e.P_VALVE]:
        return 0
    ran, mode = state[e.RUN_MODE], row[e.MODE]
    wait = t.EQUALISE
    if state[e.DEFROST_SEEN] != 0:
        wait = t.EQUALISE_DEFROST
    elif row[e.VALVE] == state[e.RUN_VALVE]:
        pass  # freeze protection, after a defrost that was cut off: back to where it ran, whatever the mode is
    elif (ran == HEAT and mode in (COOL, DRY)) or (ran in (COOL, DRY) and mode == HEAT):
        wait = t.EQUALISE_MODE
    found = 0
    if state[e.P_SPEED] > 0 or row[e.SPEED] > 0:
        found |= 1 << t.VALVE_RUNNING
    elif state[e.SINCE_STOP] < wait:
        found |= 1 << t.VALVE_EARLY
    standing = row[e.VALUES + e.FEEDBACK] == 0 or e.there(row, e.POWER, t.FRESH, 0, t.RUNNING_POWER - 1)
    if e.there(row, e.FEEDBACK, t.FRESH_FEEDBACK, 1, 1000) and not standing:
        found |= 1 << t.VALVE_UNPROVEN
    return found


@njit(cache=True)
def _rest(row, state):
    """2. Three minutes of standstill before a start, but for a defrost's own."""
    if row[e.SPEED] == 0:
        return 0
    early = state[e.P_SPEED] == 0 and state[e.SINCE_STOP] < t.RESTART and state[e.DEFROST_SEEN] == 0
    state[e.RUN_MODE], state[e.RUN_VALVE] = row[e.MODE], row[e.VALVE]
    state[e.DEFROST_SEEN] = 0
    return 1 << t.START_EARLY if early else 0


@njit(cache=True)
def _heater(row, state, terms, exact, now):
    """3. The heater's conditions. At its ceiling what runs has its least run, and nothing begins."""
    found = 0
    begins = row[e.AUX] > 0 and state[e.P_AUX] == 0
    react, margin = (0 if begins else t.HEATER_LEAST, 0) if exact else (t.REACT, t.OUTDOOR_MARGIN)
    outdoor, sure = row[e.VALUES + e.OUTDOOR], state[e.OUT_SURE] != 0
    counts = not exact or (state[e.MAYBE_FREEZING] == 0 and state[e.AVAILABLE] != 0)
    above = e.since(state, e.ABOVE_SINCE, now, counts and sure and outdoor > terms[t.CEILING] + margin)
    second = e.since(state, e.SECOND_SINCE, now, sure and outdoor > t.SECOND_CEILING + margin)
    in_stream = terms[t.IN_STREAM] != 0
    if row[e.AUX] == 0:
        if state[e.P_AUX] > 0:
            state[e.AUX_ENDED] = now
        fan_stands = row[e.FAN] == FAN_OFF or (row[e.FAN] == FAN_AUTO and row[e.SPEED] == 0)
        if in_stream and fan_stands and now - state[e.AUX_ENDED] < t.FAN_RUN_ON:
            found |= 1 << t.AUX_RUN_ON
        return found
    if begins and min(now, now - state[e.AUX_ENDED]) < terms[t.PAUSE] - t.OFF_GRACE:
        found |= 1 << t.AUX_PAUSE
    running = row[e.SPEED] > 0 and state[e.P_SPEED] > 0
    if state[e.MAYBE_FREEZING] == 0 and state[e.DEFROST] == 0:
        if row[e.MODE] in (COOL, DRY) and (exact or state[e.P_MODE] in (COOL, DRY)):
            found |= 1 << t.AUX_COOLING
        elif running and state[e.HEATING] == 0 and state[e.LATELY_DEFROSTED] == 0:
            found |= 1 << t.AUX_COOLING_RUN
    if now - state[e.LAST_GOOD] > (0 if exact else t.FAILED_AGE + t.DEAD_MARGIN):
        found |= 1 << t.AUX_BLIND
    if second >= react:
        found |= 1 << t.AUX_SECOND
    elif above >= react and state[e.MAYBE_FREEZING] == 0 and state[e.AVAILABLE] != 0:
        found |= 1 << t.AUX_CEILING
    if in_stream and (row[e.FAN] == FAN_OFF or not e.there(row, e.FAN_PROVEN, t.FAILED_AGE, 1, 1)):
        found |= 1 << t.AUX_FAN
    return found


@njit(cache=True)
def _freeze(row, state, terms, exact, now):
    """4. Whatever the mode: something heats below 7 °C, the heater below 5 °C, unless an interlock forbids it.

    A reading that the weather and every other one indoors make impossible starts nothing; where it is the only one, that is
    the weather alone."""
    found = 0
    hot = state[e.WARMEST_VALUE] > t.TOO_HOT - 200
    all_sure = exact or state[e.ALL_SURE] != 0
    lowest, highest = state[e.COLDEST], state[e.HOTTEST]
    heats = row[e.AUX] > 0 or (row[e.SPEED] > 0 and state[e.HEATING] != 0) or state[e.LATELY_DEFROSTED] != 0
    unproven = row[e.SPEED] == 0 and row[e.VALUES + e.FEEDBACK] > 0  # no standstill: neither valve nor start
    if heats or hot or unproven or state[e.AVAILABLE] == 0 or row[e.VALUES + e.DISCHARGE] > t.DISCHARGE_REDUCE - 500:
        state[e.HEATING_AT] = now
    all_sure = all_sure and not (state[e.LONE] != 0 and e.too_cold_for_the_weather(state, lowest))
    limit = t.FREEZE_HEAT_PUMP - t.FREEZE_MARGIN
    cold = e.since(state, e.FREEZING_SINCE, now, all_sure and lowest <= limit and highest <= limit)
    if cold >= t.FREEZE_START and now - state[e.HEATING_AT] >= t.FREEZE_START:
        found |= 1 << t.FREEZE_PUMP
    outdoor = row[e.VALUES + e.OUTDOOR]
    if (
        row[e.AUX] > 0
        or hot
        or terms[t.STAGES] == 0
        or (outdoor != t.NONE and outdoor > t.SECOND_CEILING - 100)
        or (terms[t.IN_STREAM] != 0 and not e.there(row, e.FAN_PROVEN, t.FRESH_FEEDBACK, 1, 1))
        or state[e.LATCHED] != 0
        or state[e.AUX_SUSPECT] != 0
        or row[e.MODE] in (COOL, DRY)
    ):
        state[e.AUX_AT] = now
    limit = t.FREEZE_HEATER - t.FREEZE_MARGIN
    frozen = e.since(state, e.FROZEN_SINCE, now, all_sure and lowest <= limit and highest <= limit)
    if frozen >= t.FREEZE_START_HEATER and now - state[e.AUX_AT] >= t.FREEZE_START_HEATER:
        found |= 1 << t.FREEZE_AUX
    return found


@njit(cache=True)
def _too_hot(row, state, exact, now):
    """5. Above 32 °C nothing heats, after 35 °C the heater stays off."""
    react, margin = (0, 0) if exact else (t.REACT, t.MARGIN)
    found = 0
    hot = e.since(state, e.HOT_SINCE, now, state[e.HOTTEST] > t.TOO_HOT + margin)
    heats = row[e.AUX] > 0 or (row[e.SPEED] > 0 and state[e.HEATING] != 0 and state[e.DEFROST] == 0)
    if hot >= react and heats:
        found |= 1 << t.HOT_HEATING
    if e.since(state, e.LATCH_SINCE, now, state[e.HOTTEST] > t.LATCH_HOT + margin) >= react:
        state[e.LATCHED] = 1
    if state[e.LATCHED] != 0 and row[e.AUX] > 0:
        found |= 1 << t.HOT_LATCH
    return found


@njit(cache=True)
def _off(row, state, exact, now):
    """6. OFF ends everything at once, freeze protection and a defrost apart."""
    off = e.since(state, e.OFF_SINCE, now, row[e.MODE] == OFF and state[e.ANY] != 0)
    warm = now - state[e.COLD_AT] > (0 if exact else t.FAILED_AGE)
    found = 0
    if off >= t.OFF_GRACE and state[e.LAST] >= state[e.OFF_SINCE] and warm and state[e.LATELY_DEFROSTED] == 0:
        if row[e.SPEED] > 0:
            found |= 1 << t.OFF_COMPRESSOR
        if row[e.AUX] > 0:
            found |= 1 << t.OFF_AUX
    return found


@njit(cache=True)
def _limits(row, state, terms, exact, now):
    """7. Discharge and indoor coil."""
    margin = 0 if exact else t.MARGIN
    found = 0
    speed = row[e.SPEED]
    running = speed > 0 and state[e.P_SPEED] > 0 and state[e.DEFROST] == 0
    warm_gas = (
        e.there(row, e.DISCHARGE, t.FRESH, t.DISCHARGE_REDUCE + 1 + margin, t.DISCHARGE_HIGH)
        and state[e.GAS_DOUBT] == 0
    )
    settled = now - state[e.STARTED] >= t.REDUCE_AFTER_START
    hot_for = e.since(state, e.REDUCE_SINCE, now, running and warm_gas and settled)
    if hot_for == 0:
        state[e.REDUCE_FROM] = state[e.P_SPEED]
    unreduced = speed > terms[t.SPEED_MIN] and speed >= state[e.REDUCE_FROM]
    if hot_for >= t.REDUCE and unreduced and state[e.LAST] > state[e.REDUCE_SINCE]:
        found |= 1 << t.DISCHARGE_UNREDUCED
    hot_gas = (
        e.there(row, e.DISCHARGE, t.FRESH, t.DISCHARGE_STOP + 1 + margin, t.DISCHARGE_HIGH) and state[e.GAS_DOUBT] == 0
    )
    lasts = e.since(state, e.STOP_SINCE, now, hot_gas)
    state[e.STOP_TICKS] = state[e.STOP_TICKS] + 1 if hot_gas else 0
    no_spike = exact or (state[e.STOP_TICKS] > t.SPIKE_TICKS and lasts >= t.SPIKE)
    if hot_gas and no_spike and speed > 0:
        found |= 1 << t.DISCHARGE_RUNS
    iced = e.there(row, e.INDOOR_COIL, t.FRESH, t.COIL_LOW, t.COIL_FREEZING - 1 - margin)
    state[e.ICED_TICKS] = state[e.ICED_TICKS] + 1 if iced else 0
    iced = iced and (exact or state[e.ICED_TICKS] > t.SPIKE_TICKS)
    if (
        e.since(state, e.COIL_SINCE, now, iced and running and state[e.HEATING] == 0)
        >= t.COIL_FREEZING_TIME + t.LONGEST_STEP
    ):
        found |= 1 << t.COIL_ICED
    return found


@njit(cache=True)
def _welded(row, state, now):
    """8. Current, or heat that only the heater can make, while the heater is commanded off."""
    found = 0
    off = row[e.AUX] == 0 and state[e.P_AUX] == 0
    draws = e.there(row, e.AUX_CURRENT, t.FRESH_CURRENT, t.CURRENT + 1, 1 << 24)
    evident = e.since(state, e.CURRENT_SINCE, now, off and draws) >= t.WELD
    stands = row[e.SPEED] == 0 and state[e.P_SPEED] == 0
    says_so = row[e.VALUES + e.FEEDBACK] <= 0
    idle = e.since(state, e.IDLE_SINCE, now, off and stands and says_so)
    supply = row[e.VALUES + e.SUPPLY]
    heated = False
    known = state[e.ANY] != 0 and state[e.ALL_SURE] != 0
    if idle < t.IDLE_COIL or not e.there(row, e.SUPPLY, t.FRESH, t.COIL_LOW, t.COIL_HIGH):
        state[e.SUPPLY_LEAST] = t.NONE
    else:
        unknown = e.since(state, e.UNKNOWN_SINCE, now, not known) >= t.WARM_UP
        if state[e.SUPPLY_LEAST] == t.NONE or supply < state[e.SUPPLY_LEAST] or unknown:
            state[e.SUPPLY_LEAST] = supply
            state[e.UNKNOWN_SINCE] = -1
        over_room = state[e.ANY] == 0 or supply > state[e.WARMEST_VALUE] + t.SUPPLY_OVER
        heated = over_room and supply > state[e.SUPPLY_LEAST] + (t.SUPPLY_RISE if known else t.SUPPLY_RISE_ALONE)
        # A coil as warm as the supply air: no heater made that, the room sensors read low.
        if e.there(row, e.INDOOR_COIL, t.FRESH, t.COIL_LOW, t.COIL_HIGH):
            heated = heated and row[e.VALUES + e.INDOOR_COIL] < supply - t.SUPPLY_RISE
    # What may have latched a guard that is quicker to accuse; an excuse only, and it outlives a reboot.
    if (off and draws) or (idle >= 0 and supply > state[e.WARMEST_VALUE] + t.WARM_SUPPLY):
        state[e.AUX_SUSPECT] = 1
    warms = e.since(state, e.SUPPLY_SINCE, now, heated) >= t.WELD
    if row[e.CONTACT] != 0:
        if evident:
            found |= 1 << t.WELD_CURRENT
        if warms:
            found |= 1 << t.WELD_HEAT
        if state[e.WELDED] == 2 and not evident and not warms:
            found |= 1 << t.WELD_AGAIN
        if state[e.WELDED] == 0 and (evident or warms):
            state[e.WELDED] = 1  # found, contact still closed
    elif evident or warms or state[e.WELDED] == 1:
        state[e.WELDED] = 2  # found, contact opened: to stay so
    return found


@njit(cache=True)
def _check(row, state, now):
    """9. Four hours of heater, then ten minutes of relay check."""
    if row[e.AUX] == 0:
        return 0
    found = 0
    if state[e.P_AUX] == 0:
        if state[e.AUX_WAS_LONG] != 0 and now - state[e.AUX_ENDED] < t.HEATER_PAUSE - t.OFF_GRACE:
            found |= 1 << t.AUX_SHORT
        state[e.AUX_SINCE] = now
    on_for = now - state[e.AUX_SINCE]
    state[e.AUX_WAS_LONG] = on_for >= t.HEATER_LONGEST - t.LONGEST_STEP
    if on_for > t.HEATER_LONGEST + t.LONGEST_STEP:
        found |= 1 << t.AUX_LONG
    return found


@njit(cache=True)
def look(row, state, terms):
    """One tick. The clauses that begin to be violated, as bits."""
    now = row[e.NOW]
    exact = terms[t.EXACT] != 0
    e.observe(row, state, terms)
    found = _valve(row, state) | _rest(row, state) | _heater(row, state, terms, exact, now)
    found |= _freeze(row, state, terms, exact, now) | _too_hot(row, state, exact, now) | _off(row, state, exact, now)
    found |= _limits(row, state, terms, exact, now) | _welded(row, state, now) | _check(row, state, now)
    state[e.LAST] = now
    state[e.P_MODE] = row[e.MODE]
    state[e.P_SPEED], state[e.P_VALVE], state[e.P_AUX] = row[e.SPEED], row[e.VALVE], row[e.AUX]
    begins = found & ~state[e.ACTIVE]
    state[e.ACTIVE] = found
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
                    times[count] = rows[k, e.NOW]
                    clauses[count] = clause
                count += 1
            begins >>= 1
            clause += 1
    return count
