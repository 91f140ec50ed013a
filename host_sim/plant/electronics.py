"""What the unit's own electronics make of a Command: the inverter's ramp, the valve, the maker's defrost, the fan's
automatic, trips.

Ramp 2 Hz/s up, 4 Hz/s down, starting and stopping at the slowest speed. Defrost: stop, valve after the standstill,
compressor at the maker's speed with both fans off until the coil is warm or the time is over, stop and drip, valve
back, and on with the Command (service documents quoted in the units' files). Hot start: no fan below 28 °C of coil,
lowest to 33 °C, then by capacity. Trips on a coil or discharge that is too hot, for 3 min, also
within a defrost that the Command makes.
"""

from numba import njit

from host_sim.plant import heat_pump as hp
from host_sim.plant.frost import defrost_due
from host_sim.plant.record import floats

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
ABUSE = floats("valve_running", "restart_early", "beyond_limits")
FAULT_HOT_COIL, FAULT_HOT_DISCHARGE = 1, 2


@njit(cache=True)
def electronics_step(
    s, p, abuse, h, speed, valve, fan, outdoor_fan, defrost, lost, t_out, injected, valve_stuck, fan_stalled
):
    """`h` seconds: sets speed, valve, fan levels and defrost phase in `s`; returns the events.

    speed, valve, fan, outdoor_fan, defrost: the Command's; where the unit's own rule is off (`own_defrost`) the Command's
    defrost is carried out as it comes, else it is not looked at.
    lost: it is no longer valid; injected: fault code from outside, 0 = none.
    """
    events = 0
    was = s.speed
    running = was > 0.0
    heating = s.valve == p.heating_valve
    target = min(max(speed, p.speed_min), p.speed_max) if speed > 0 else 0.0

    if s.trip > 0.0:
        s.trip -= h
    if running and s.trip <= 0.0 and (s.phase == hp.NORMAL or s.phase == hp.OWN):
        if s.shell > HOT_DISCHARGE:
            s.trip, s.fault = TRIP_TIME, FAULT_HOT_DISCHARGE
            events |= TRIPPED
        elif (s.coil_in if heating else s.coil_out) > (HOT_COIL if heating else HOT_OUTSIDE):
            s.trip, s.fault = TRIP_TIME, FAULT_HOT_COIL
            events |= TRIPPED
    if injected > 0:
        if s.fault != injected:
            events |= TRIPPED
        s.fault = injected
    elif s.trip <= 0.0:
        s.fault = 0.0
    if lost or s.fault > 0.0:
        target = 0.0
        if s.phase != hp.NORMAL:
            s.phase = hp.NORMAL
            s.run = s.since = 0.0
            events |= DEFROST_ENDED

    own = p.own_defrost > 0.0
    if own:
        if s.phase == hp.NORMAL and defrost == 1 and not lost and s.fault == 0.0:
            s.phase, s.melted = hp.OWN, 0.0
            events |= DEFROST_STARTED
        elif s.phase == hp.OWN and defrost == 0:
            s.phase = hp.NORMAL
            s.run = s.since = 0.0
            events |= DEFROST_ENDED
    if s.phase == hp.NORMAL or s.phase == hp.OWN:
        if valve != s.valve and not valve_stuck and not lost:
            if running or s.idle < PROVEN:
                abuse.valve_running += 1.0
            s.valve = valve
            s.ready = 0.0
            events |= VALVE_MOVED
        elif running and heating and not own:
            before = s.since
            s.run += h
            s.since += h
            if before < REFERENCE_TIME <= s.since:
                s.reference = s.coil_out
            if s.since >= REFERENCE_TIME and defrost_due(
                p.start_lines, p.starts, s.run, s.coil_out, s.reference - s.coil_out
            ):
                s.phase, s.phase_time, s.melted = hp.STANDSTILL, 0.0, 0.0
                events |= DEFROST_STARTED
    if s.phase != hp.NORMAL and s.phase != hp.OWN:
        target = _sequence(s, p, h, target, valve, valve_stuck)
        if s.phase == hp.NORMAL:
            events |= DEFROST_ENDED

    if target > was:
        s.speed = min(target, was + UP * h) if running else p.speed_min
    elif target < was:
        floor = target if target > 0.0 else p.speed_min
        s.speed = max(floor, was - DOWN * h)
        if target == 0.0 and s.speed <= p.speed_min:
            s.speed = 0.0
    if s.speed > 0.0:
        if not running and s.phase == hp.NORMAL and s.on == 0.0:
            s.on = 1.0
            s.since = 0.0
            events |= STARTED
            if s.idle < EQUALISED:
                abuse.restart_early += 1.0
        s.idle = 0.0
        low, high = (p.low, p.high) if heating else (p.cooling_low, p.cooling_high)
        if s.phase == hp.NORMAL and not low <= t_out <= high:
            abuse.beyond_limits += h
    else:
        s.idle += h
        if s.on > 0.0 and s.phase == hp.NORMAL and target == 0.0:
            s.on = 0.0
            events |= STOPPED
    s.fan = 0.0 if fan_stalled else _fan_level(s, p, fan)
    if s.phase == hp.NORMAL or s.phase == hp.OWN:
        s.air_moves = outdoor_fan == 2 or (outdoor_fan == 1 and s.speed > 0.0)
    else:
        s.air_moves = 0.0  # the outdoor fan rests in the unit's own defrost
    return events


@njit(cache=True)
def _sequence(s, p, h, target, valve, stuck):
    """One step of a defrost; returns the speed it wants, Hz."""
    s.phase_time += h
    phase = s.phase
    over = s.phase_time
    following = phase
    wanted = 0.0
    if phase == hp.STANDSTILL and over >= p.standstill and s.speed == 0.0:
        following = hp.SETTLE
        if not stuck:
            s.valve = 1.0 - p.heating_valve
        s.ready = 0.0
    elif phase == hp.SETTLE and over >= p.settle:
        following = hp.MELT
    elif phase == hp.MELT:
        wanted = p.defrost_speed
        if s.coil_out >= p.end_coil or over >= p.longest:
            following = hp.DRIP
            wanted = 0.0
    elif phase == hp.DRIP and over >= p.drip and s.speed == 0.0:
        following = hp.BACK
        if not stuck:
            s.valve = valve
        s.ready = 0.0
    elif phase == hp.BACK and over >= p.settle:
        following = hp.NORMAL
        s.run = s.since = 0.0
        wanted = target
    if following != phase:
        s.phase, s.phase_time = following, 0.0
    return wanted


@njit(cache=True)
def _fan_level(s, p, fan):
    """Level 0..5 of the indoor fan."""
    if s.phase != hp.NORMAL and s.phase != hp.OWN:
        s.warm = 0.0
        return 0.0
    if fan != FAN_AUTO:
        return min(max(fan, 0.0), 5.0)
    if s.speed == 0.0:
        s.warm = 0.0
        return 0.0
    by_capacity = 1.0 + round(4.0 * (s.speed - p.speed_min) / (p.speed_max - p.speed_min))
    if s.phase == hp.OWN and s.valve != p.heating_valve:
        s.warm = 0.0
        return 0.0
    if s.valve != p.heating_valve:
        return by_capacity
    coil = s.coil_in
    if coil >= HOT_START:
        s.warm = 1.0
    elif coil < COLD_AGAIN:
        s.warm = 0.0
    if s.warm == 0.0:
        return 0.0
    return 1.0 if coil < WARM_COIL else by_capacity
