"""What the unit's own electronics make of a Command: the inverter's ramp, the valve, the maker's defrost, the fan's
automatic, trips.

Ramp 2 Hz/s up, 4 Hz/s down, starting and stopping at the slowest speed. Defrost: stop, valve after the standstill,
compressor at the maker's speed with both fans off until the coil is warm or the time is over, stop and drip, valve
back, and on with the Command (service documents quoted in the units' files). Hot start: no fan below 28 °C of coil,
lowest to 33 °C, then by capacity. Trips on a coil or discharge that is too hot, for 3 min.
"""

from numba import njit

from host_sim.plant import heat_pump as hp
from host_sim.plant.frost import defrost_due

UP, DOWN = 2.0, 4.0  # Hz/s
FAN_AUTO = 9
TRIP_TIME = 180.0  # s
HOT_COIL, HOT_OUTSIDE, HOT_DISCHARGE = 66.0, 78.0, 120.0  # °C
EQUALISED = 180.0  # s after which a restart is against even pressures
PROVEN = 30.0  # s after a stop in which the valve still counts as moved under pressure
REFERENCE_TIME = 600.0  # s after a start when the clean coil is noted; no defrost before
HOT_START, WARM_COIL, COLD_AGAIN = 28.0, 33.0, 24.0  # °C

# Events, as bits of what `electronics_step` returns
VALVE_MOVED, STOPPED, TRIPPED, STARTED, DEFROST_STARTED, DEFROST_ENDED = 1, 2, 4, 8, 16, 32
# Abuse, summed: times, times, s
VALVE_RUNNING, RESTART_EARLY, BEYOND_LIMITS, ABUSE_SIZE = range(4)
FAULT_HOT_COIL, FAULT_HOT_DISCHARGE = 1, 2


@njit(cache=True)
def electronics_step(
    s, p, abuse, h, speed, valve, fan, outdoor_fan, defrost, lost, t_out, injected, valve_stuck, fan_stalled
):
    """`h` seconds: sets speed, valve, fan levels and defrost phase in `s`; returns the events.

    speed, valve, fan, outdoor_fan, defrost: the Command's; where the unit's own rule is off (OWN_DEFROST) the Command's
    defrost is carried out as it comes, else it is not looked at.
    lost: it is no longer valid; injected: fault code from outside, 0 = none.
    """
    events = 0
    was = s[hp.SPEED]
    running = was > 0.0
    heating = s[hp.VALVE] == p[hp.HEATING_VALVE]
    target = min(max(speed, p[hp.SPEED_MIN]), p[hp.SPEED_MAX]) if speed > 0 else 0.0

    if s[hp.TRIP] > 0.0:
        s[hp.TRIP] -= h
    if running and s[hp.TRIP] <= 0.0 and s[hp.PHASE] == hp.NORMAL:
        if s[hp.SHELL] > HOT_DISCHARGE:
            s[hp.TRIP], s[hp.FAULT] = TRIP_TIME, FAULT_HOT_DISCHARGE
            events |= TRIPPED
        elif (s[hp.COIL_IN] if heating else s[hp.COIL_OUT]) > (HOT_COIL if heating else HOT_OUTSIDE):
            s[hp.TRIP], s[hp.FAULT] = TRIP_TIME, FAULT_HOT_COIL
            events |= TRIPPED
    if injected > 0:
        if s[hp.FAULT] != injected:
            events |= TRIPPED
        s[hp.FAULT] = injected
    elif s[hp.TRIP] <= 0.0:
        s[hp.FAULT] = 0.0
    if lost or s[hp.FAULT] > 0.0:
        target = 0.0
        if s[hp.PHASE] != hp.NORMAL:
            s[hp.PHASE] = hp.NORMAL
            s[hp.RUN] = s[hp.SINCE] = 0.0
            events |= DEFROST_ENDED

    own = p[hp.OWN_DEFROST] > 0.0
    if own:
        if s[hp.PHASE] == hp.NORMAL and defrost == 1 and not lost and s[hp.FAULT] == 0.0:
            s[hp.PHASE], s[hp.MELTED] = hp.OWN, 0.0
            events |= DEFROST_STARTED
        elif s[hp.PHASE] == hp.OWN and defrost == 0:
            s[hp.PHASE] = hp.NORMAL
            s[hp.RUN] = s[hp.SINCE] = 0.0
            events |= DEFROST_ENDED
    if s[hp.PHASE] == hp.NORMAL or s[hp.PHASE] == hp.OWN:
        if valve != s[hp.VALVE] and not valve_stuck and not lost:
            if running or s[hp.IDLE] < PROVEN:
                abuse[VALVE_RUNNING] += 1.0
            s[hp.VALVE] = valve
            s[hp.READY] = 0.0
            events |= VALVE_MOVED
        elif running and heating and not own:
            before = s[hp.SINCE]
            s[hp.RUN] += h
            s[hp.SINCE] += h
            if before < REFERENCE_TIME <= s[hp.SINCE]:
                s[hp.REFERENCE] = s[hp.COIL_OUT]
            if s[hp.SINCE] >= REFERENCE_TIME and defrost_due(
                p[hp.START_LINES :], int(p[hp.STARTS]), s[hp.RUN], s[hp.COIL_OUT], s[hp.REFERENCE] - s[hp.COIL_OUT]
            ):
                s[hp.PHASE], s[hp.PHASE_TIME], s[hp.MELTED] = hp.STANDSTILL, 0.0, 0.0
                events |= DEFROST_STARTED
    if s[hp.PHASE] != hp.NORMAL and s[hp.PHASE] != hp.OWN:
        target = _sequence(s, p, h, target, valve, valve_stuck)
        if s[hp.PHASE] == hp.NORMAL:
            events |= DEFROST_ENDED

    if target > was:
        s[hp.SPEED] = min(target, was + UP * h) if running else p[hp.SPEED_MIN]
    elif target < was:
        floor = target if target > 0.0 else p[hp.SPEED_MIN]
        s[hp.SPEED] = max(floor, was - DOWN * h)
        if target == 0.0 and s[hp.SPEED] <= p[hp.SPEED_MIN]:
            s[hp.SPEED] = 0.0
    if s[hp.SPEED] > 0.0:
        if not running and s[hp.PHASE] == hp.NORMAL and s[hp.ON] == 0.0:
            s[hp.ON] = 1.0
            s[hp.SINCE] = 0.0
            events |= STARTED
            if s[hp.IDLE] < EQUALISED:
                abuse[RESTART_EARLY] += 1.0
        s[hp.IDLE] = 0.0
        low, high = (hp.LOW, hp.HIGH) if heating else (hp.COOLING_LOW, hp.COOLING_HIGH)
        if s[hp.PHASE] == hp.NORMAL and not p[low] <= t_out <= p[high]:
            abuse[BEYOND_LIMITS] += h
    else:
        s[hp.IDLE] += h
        if s[hp.ON] > 0.0 and s[hp.PHASE] == hp.NORMAL and target == 0.0:
            s[hp.ON] = 0.0
            events |= STOPPED
    s[hp.FAN] = 0.0 if fan_stalled else _fan_level(s, p, fan)
    if s[hp.PHASE] == hp.NORMAL or s[hp.PHASE] == hp.OWN:
        s[hp.AIR_MOVES] = outdoor_fan == 2 or (outdoor_fan == 1 and s[hp.SPEED] > 0.0)
    else:
        s[hp.AIR_MOVES] = 0.0  # the outdoor fan rests in the unit's own defrost
    return events


@njit(cache=True)
def _sequence(s, p, h, target, valve, stuck):
    """One step of a defrost; returns the speed it wants, Hz."""
    s[hp.PHASE_TIME] += h
    phase = s[hp.PHASE]
    over = s[hp.PHASE_TIME]
    following = phase
    wanted = 0.0
    if phase == hp.STANDSTILL and over >= p[hp.T_STANDSTILL] and s[hp.SPEED] == 0.0:
        following = hp.SETTLE
        if not stuck:
            s[hp.VALVE] = 1.0 - p[hp.HEATING_VALVE]
        s[hp.READY] = 0.0
    elif phase == hp.SETTLE and over >= p[hp.T_SETTLE]:
        following = hp.MELT
    elif phase == hp.MELT:
        wanted = p[hp.DEFROST_SPEED]
        if s[hp.COIL_OUT] >= p[hp.END_COIL] or over >= p[hp.LONGEST]:
            following = hp.DRIP
            wanted = 0.0
    elif phase == hp.DRIP and over >= p[hp.T_DRIP] and s[hp.SPEED] == 0.0:
        following = hp.BACK
        if not stuck:
            s[hp.VALVE] = valve
        s[hp.READY] = 0.0
    elif phase == hp.BACK and over >= p[hp.T_SETTLE]:
        following = hp.NORMAL
        s[hp.RUN] = s[hp.SINCE] = 0.0
        wanted = target
    if following != phase:
        s[hp.PHASE], s[hp.PHASE_TIME] = following, 0.0
    return wanted


@njit(cache=True)
def _fan_level(s, p, fan):
    """Level 0..5 of the indoor fan."""
    if s[hp.PHASE] != hp.NORMAL and s[hp.PHASE] != hp.OWN:
        s[hp.WARM] = 0.0
        return 0.0
    if fan != FAN_AUTO:
        return min(max(fan, 0.0), 5.0)
    if s[hp.SPEED] == 0.0:
        s[hp.WARM] = 0.0
        return 0.0
    by_capacity = 1.0 + round(4.0 * (s[hp.SPEED] - p[hp.SPEED_MIN]) / (p[hp.SPEED_MAX] - p[hp.SPEED_MIN]))
    if s[hp.PHASE] == hp.OWN and s[hp.VALVE] != p[hp.HEATING_VALVE]:
        s[hp.WARM] = 0.0
        return 0.0
    if s[hp.VALVE] != p[hp.HEATING_VALVE]:
        return by_capacity
    coil = s[hp.COIL_IN]
    if coil >= HOT_START:
        s[hp.WARM] = 1.0
    elif coil < COLD_AGAIN:
        s[hp.WARM] = 0.0
    if s[hp.WARM] == 0.0:
        return 0.0
    return 1.0 if coil < WARM_COIL else by_capacity
