"""One step of the home, compiled: machines against the room, the house with their heat, the shadow house, sensors,
the record.

The machines run in substeps of at most 5 s against the room of the step's start; the house takes their mean heat over
the step and is exact. The shadow is the same house held at the scenario's set points by heat from nowhere: its load
is what perfect knowledge would deliver. All floats lie in one array and all integers in another, because each array
handed over costs more than most of the physics.
"""

from math import nan

import numpy as np
from numba import njit

from host_sim.plant import electronics as el
from host_sim.plant import forcing as fo
from host_sim.plant import heat_pump as hp
from host_sim.plant.air import CP_AIR, moisture_step, relative_humidity
from host_sim.plant.aux_heater import AUX_PARAMETERS, AUX_STATE, IN_STREAM, VOLTAGE, aux_step
from host_sim.plant.frost import VAPORISATION
from host_sim.plant.house import house_step, ideal_step, infiltration_conductance
from host_sim.plant.seat import AUTO_COOLING, AUTO_HEATING, SEATS_SIZE, occupied, worst_seat
from host_sim.plant.sensors import COUNT, FAULT_WIDTH, NONE, SENSOR_WIDTH, sense_step

SUBSTEP = 5.0  # s, longest
AIR_PER_M3 = hp.AIR_KG_M3 * CP_AIR  # J/(m3 K)
CONTROLLER = 1.0  # W that the controller itself takes

# Columns of the record, in the order of host_sim.trace.COLUMNS
(
    ROOM, OPERATIVE, RADIANT, HUMIDITY, OUTDOOR, OUTDOOR_HUMIDITY, SET_HEAT, SET_COOL, LOAD, CAPACITY_MIN, CAPACITY_MAX,
    NET_HEAT, AUX_HEAT, P_COMPRESSOR, P_DEFROST, P_AUX, P_FAN, P_STANDBY, P_TOTAL, HZ, FROST, IN_DEFROST, VALVE_HEATING,
    FAN_AT, VANE_AT, WIDE_AT, SEAT_SPEED, DRAUGHT, SOLAR, GAINS, INFILTRATION, SUPPLY_AIR, INDOOR_COIL, OUTDOOR_COIL, DISCHARGE,
    ROOM_MEASURED, WIDTH,
) = range(37)  # fmt: skip

# Events: bits of `electronics_step`, and these. A row of the events: s, event, ice melted and left in kg (for the end
# of a defrost)
AUX_ON, AUX_OFF, AUX2_ON, AUX2_OFF, LEASE_LOST = 64, 128, 256, 512, 1024
EVENT_WIDTH = 4

# Integers; from READ on what `Home.sense` hands out: values of the fitted sensors, LINKED of the unit and the clock,
# ages
SEED, STEPS, SET_POINT, EVENTS, ROWS, IN_ROW, LEASE, STAGES, MINUTE, READ = range(10)
LINKED = 7  # speed, fan proven, defrosting, fault, minute of the week, occupied seats, how many sensors have no value

# Floats: singles, then the fixed parts, then those whose size the house, the sensors and the weather decide (`parts`)
(
    DT, PER_ROW, N_STATES, N_INPUTS, N_SENSORS, N_FAULTS, N_SET_POINTS, N_TABLE, W_ROOM, AIR_MASS, HEAD, SUN_BIAS,
    BALANCE, THROUGHPUT, TRAVEL, CONDENSATE, GROWN, REFROZEN, MELTED, NO_AIRFLOW, SINGLES,
) = range(21)  # fmt: skip
LEAKS = SINGLES
WALLS = LEAKS + 4
MACHINE = WALLS + 4
UNIT = MACHINE + hp.STATE_SIZE
FLOW = UNIT + hp.PARAMETER_SIZE
ABUSE = FLOW + hp.FLOW_SIZE
AUX = ABUSE + el.ABUSE_SIZE
AUX_P = AUX + AUX_STATE
TRUTH = AUX_P + AUX_PARAMETERS
SUMS = TRUTH + COUNT
SEATS = SUMS + WIDTH
FIXED = SEATS + SEATS_SIZE


@njit(cache=True)
def parts(buf):
    """Views of the parts of no fixed size: filtered, sensors, faults, set points, row, x, x_mean, u, shadow, shadow's
    mean, the rows of the outputs (radiant, wall, loss), steps, table, events."""
    n, m, k = int(buf[N_STATES]), int(buf[N_INPUTS]), int(buf[N_SENSORS])
    w = n + m
    a = FIXED
    b = a + k
    c = b + k * SENSOR_WIDTH
    d = c + int(buf[N_FAULTS]) * FAULT_WIDTH
    e = d + int(buf[N_SET_POINTS]) * 3
    f = e + fo.U0 + m - 2
    g = f + 2 * n
    i = g + m
    j = i + 2 * n
    o = j + 3 * w
    q = o + 2 * n * w
    columns = fo.U0 + m - 2
    r = q + int(buf[N_TABLE]) * columns
    return (
        buf[a:b], buf[b:c].reshape((k, SENSOR_WIDTH)), buf[c:d].reshape((-1, FAULT_WIDTH)), buf[d:e].reshape((-1, 3)),
        buf[e:f], buf[f : f + n], buf[f + n : g], buf[g:i], buf[i : i + n], buf[i + n : j], buf[j:o].reshape((3, w)),
        buf[o:q].reshape((2 * n, w)), buf[q:r].reshape((-1, columns)), buf[r:].reshape((-1, EVENT_WIDTH)),
    )  # fmt: skip


@njit(cache=True)
def _note(events, ints, time, name, melted, left):
    row = ints[EVENTS]
    if row < events.shape[0]:
        events[row, 0], events[row, 1], events[row, 2], events[row, 3] = time, name, melted, left
        ints[EVENTS] = row + 1


@njit(cache=True)
def _dot(row, x, u):
    total = 0.0
    n = x.shape[0]
    for i in range(n):
        total += row[i] * x[i]
    for i in range(u.shape[0]):
        total += row[n + i] * u[i]
    return total


@njit(cache=True)
def _sense(buf, ints, filtered, sensors, faults, row, room, wall, supply, power, p_aux, time, first):
    """Fills the integers that `Home.sense` hands out."""
    s = buf[MACHINE:UNIT]
    truth = buf[TRUTH:SUMS]
    for i in range(4):
        truth[i] = room + buf[WALLS + i] * (wall - room)
    on = s[hp.FAN] > 0.0
    truth[4] = room + (buf[HEAD] * (supply - room) if on else 0.1 * (s[hp.COIL_IN] - room))
    truth[5] = supply
    truth[6] = s[hp.COIL_IN]
    truth[7] = row[fo.T_OUT] + buf[SUN_BIAS] * row[fo.SUN_H] * 1e-3
    truth[8] = s[hp.COIL_OUT]
    truth[9] = s[hp.SHELL]
    truth[10] = min(relative_humidity(room, buf[W_ROOM], row[fo.P_ATM]), 1.0)
    truth[11] = power
    truth[12] = p_aux / VOLTAGE
    truth[13] = row[fo.SUN_H]
    a = READ + filtered.shape[0]
    ints[SEED] = sense_step(
        truth, filtered, sensors, faults, ints[READ:a], ints[a + LINKED :], ints[SEED], time, buf[DT], first
    )
    ints[a] = round(s[hp.SPEED])
    ints[a + 1] = on
    ints[a + 2] = s[hp.PHASE] != hp.NORMAL and s[hp.PHASE] != hp.OWN  # of its own defrosts only it can tell
    ints[a + 3] = int(s[hp.FAULT])
    ints[a + 4] = (ints[MINUTE] + int(time) // 60) % 10_080
    ints[a + 5] = occupied(buf[SEATS:FIXED], ints[a + 4] % 1440) if buf[SEATS] > 0.0 else 0
    missing = 0
    for i in range(READ, a):
        missing += ints[i] == NONE
    ints[a + 6] = missing


@njit(cache=True)
def begin(buf, ints):
    """The readings before the first step."""
    filtered, sensors, faults, _, row, x, _, u, _, _, outputs, _, table, _ = parts(buf)
    fo.interpolate(table, 0.0, row)
    u[2:] = row[fo.U0 :]
    room = x[0]
    _sense(buf, ints, filtered, sensors, faults, row, room, _dot(outputs[1], x, u), room, 0.0, 0.0, 0.0, True)


@njit(cache=True)
def advance(buf, ints, trace, speed, valve, fan, outdoor_fan, defrost, vane, wide_vane, stages, contact, lost):
    """One step under a Command; `lost`: 1 if it is no longer valid. Everything is in the arrays."""
    (
        filtered, sensors, faults, set_points, row, x, x_mean, u, shadow, shadow_mean, outputs, steps, table, events,
    ) = parts(buf)  # fmt: skip
    s, p, flow, abuse = buf[MACHINE:UNIT], buf[UNIT:FLOW], buf[FLOW:ABUSE], buf[ABUSE:AUX]
    aux, aux_p, sums, leaks = buf[AUX:AUX_P], buf[AUX_P:TRUTH], buf[SUMS:SEATS], buf[LEAKS:WALLS]
    dt = buf[DT]
    time = ints[STEPS] * dt
    fo.interpolate(table, time + 0.5 * dt, row)
    t_out, w_out, pressure, room = row[fo.T_OUT], row[fo.W_OUT], row[fo.P_ATM], x[0]

    trip, welded, stalled, stuck = 0, 0, False, False
    s[hp.FILTER] = s[hp.BLOCKED] = s[hp.CHARGE] = 0.0
    for k in range(faults.shape[0]):
        machine = faults[k, 0] - COUNT
        if machine >= 0 and faults[k, 2] <= time < faults[k, 3]:
            if machine == 0:
                trip = int(faults[k, 4])
            elif machine == 1:
                stalled = True
            elif machine == 2:
                welded = int(faults[k, 4])
            elif machine == 3:
                stuck = True
            else:
                grown = min((time - faults[k, 2]) / faults[k, 5], 1.0) if faults[k, 5] > 0.0 else 1.0
                which = hp.FILTER + machine - 4
                s[int(which)] = max(s[int(which)], grown * faults[k, 4])
    while ints[SET_POINT] + 1 < set_points.shape[0] and set_points[ints[SET_POINT] + 1, 0] <= time:
        ints[SET_POINT] += 1
    low, high = set_points[ints[SET_POINT], 1], set_points[ints[SET_POINT], 2]

    if lost == 1 and ints[LEASE] == 0:
        _note(events, ints, time, LEASE_LOST, 0.0, 0.0)
    ints[LEASE] = lost
    on = 0
    if contact == 1:
        on = (1 if stages >= 1 or welded == 1 else 0) + (2 if stages >= 2 or welded == 2 else 0)
    changed = on ^ ints[STAGES]
    if changed & 1:
        _note(events, ints, time, AUX_ON if on & 1 else AUX_OFF, 0.0, 0.0)
    if changed & 2:
        _note(events, ints, time, AUX2_ON if on & 2 else AUX2_OFF, 0.0, 0.0)
    ints[STAGES] = on

    # Machines
    heating_row = hp.points(p, hp.HEATING_ROWS, t_out)
    cooling_row = hp.points(p, hp.COOLING_ROWS, t_out)
    flow[:] = 0.0
    e_aux = e_warm = e_shine = 0.0
    frost = inside = outside = shell = 0.0
    count = max(int(np.ceil(dt / SUBSTEP)), 1)
    h = dt / count
    before = hp.stored(s, p)
    for k in range(count):
        was = s[hp.SPEED]
        happened = el.electronics_step(
            s, p, abuse, h, speed, valve, fan, outdoor_fan, defrost, lost == 1, t_out, trip, stuck, stalled
        )
        if happened:
            for bit in range(6):
                if happened & (1 << bit):
                    _note(events, ints, time + k * h, 1 << bit, s[hp.MELTED], s[hp.ICE])
        buf[TRAVEL] += abs(s[hp.SPEED] - was)
        hp.heat_pump_step(
            s, p, flow, heating_row, cooling_row, h, room, buf[W_ROOM], t_out, w_out, pressure, row[fo.RAIN], row[fo.WIND]
        )  # fmt: skip
        power, warm, shine, kept = aux_step(aux, aux_p, h, stages, contact, welded, s[hp.FAN] > 0.0, room)
        e_aux += h * power
        e_warm += h * warm
        e_shine += h * shine
        buf[BALANCE] -= h * kept
        if power > 0.0 and aux_p[IN_STREAM] == 1.0 and s[hp.FAN] == 0.0:
            buf[NO_AIRFLOW] += h
        frost += h * s[hp.ICE]
        inside += h * s[hp.COIL_IN]
        outside += h * s[hp.COIL_OUT]
        shell += h * s[hp.SHELL]
    heat = flow[hp.HEAT] / dt

    # The shadow house, then the house
    u[2:] = row[fo.U0 :]
    g = infiltration_conductance(row[fo.WIND], t_out - shadow[0], leaks)
    u[0] = row[fo.GAIN_CONV] + (g - leaks[3]) * (t_out - shadow[0])
    u[1] = row[fo.GAIN_RAD]
    load = ideal_step(shadow, shadow_mean, u, steps, low, high)
    g = infiltration_conductance(row[fo.WIND], t_out - room, leaks)
    leak = (g - leaks[3]) * (t_out - room)
    u[0] = row[fo.GAIN_CONV] + leak + heat + e_warm / dt
    u[1] = row[fo.GAIN_RAD] + e_shine / dt
    house_step(x, x_mean, u, steps)
    water = row[fo.GAIN_H2O] - flow[hp.VAPOUR] / dt
    buf[W_ROOM] = moisture_step(buf[W_ROOM], buf[AIR_MASS], g / CP_AIR, w_out, water, dt)
    mean_radiant = _dot(outputs[0], x_mean, u)

    # Energy: what came in less what is kept in the machines; the last of the outputs is what all inputs and states
    # give the house
    electric = flow[hp.COMPRESSOR] + flow[hp.DEFROST] + flow[hp.FAN_POWER] + flow[hp.STANDBY]
    envelope = _dot(outputs[2], x_mean, u) - u[0] - u[1]
    buf[BALANCE] += (
        electric + e_aux + flow[hp.OUTSIDE] + VAPORISATION * flow[hp.VAPOUR] - flow[hp.LOST]
        + dt * (row[fo.GAIN_CONV] + row[fo.GAIN_RAD] + leak + envelope) - (hp.stored(s, p) - before)
    )  # fmt: skip
    total = electric + e_aux + dt * CONTROLLER
    buf[THROUGHPUT] += total + abs(flow[hp.HEAT])
    buf[CONDENSATE] += flow[hp.VAPOUR]
    buf[GROWN] += flow[hp.GROWN]
    buf[REFROZEN] += flow[hp.FROZEN]
    buf[MELTED] += flow[hp.MELT_SUM]

    # Sensors, at the end of the step
    ints[STEPS] += 1
    supply = flow[hp.SUPPLY] / dt
    if aux_p[IN_STREAM] == 1.0 and s[hp.FAN] > 0.0:
        supply += e_warm / dt / hp.indoor_air(s, p, int(s[hp.FAN]))[0]
    wall = _dot(outputs[1], x, u)
    seat_speed = draught = angle = wide = nan
    if buf[SEATS] > 0.0:
        angle = float(vane)
        wide = float(wide_vane)
        if vane < 0:
            angle = AUTO_HEATING if s[hp.VALVE] == p[hp.HEATING_VALVE] else AUTO_COOLING
            wide = 0.0
        bits = occupied(buf[SEATS:FIXED], ((ints[MINUTE] * 60 + int(time)) // 60) % 1440)
        if bits:
            moved = p[hp.FAN_TABLE + 3 * int(s[hp.FAN])] if s[hp.FAN] > 0.0 else 0.0
            seat_speed, draught = worst_seat(
                buf[SEATS:FIXED], bits, moved / AIR_PER_M3, p[hp.FAN_TABLE + 15] / AIR_PER_M3, x[0], supply, angle, wide
            )
    _sense(buf, ints, filtered, sensors, faults, row, x[0], wall, supply, electric / dt, e_aux / dt, time + dt, False)

    # Record
    least = most = 0.0
    if load >= 0.0:
        if p[hp.LOW] <= t_out <= p[hp.HIGH]:
            least, most = heating_row[0], heating_row[4]
    elif p[hp.COOLING_LOW] <= t_out <= p[hp.COOLING_HIGH]:
        least, most = cooling_row[0], cooling_row[4]
    sums[ROOM] += x_mean[0]
    sums[OPERATIVE] += 0.5 * (x_mean[0] + mean_radiant)
    sums[RADIANT] += mean_radiant
    sums[HUMIDITY] += buf[TRUTH + 10]
    sums[OUTDOOR] += t_out
    sums[OUTDOOR_HUMIDITY] += row[fo.RH_OUT]
    sums[SET_HEAT] += low
    sums[SET_COOL] += high
    sums[LOAD] += load
    sums[CAPACITY_MIN] += least
    sums[CAPACITY_MAX] += most
    sums[NET_HEAT] += heat
    sums[AUX_HEAT] += (e_warm + e_shine) / dt
    sums[P_COMPRESSOR] += flow[hp.COMPRESSOR] / dt
    sums[P_DEFROST] += flow[hp.DEFROST] / dt
    sums[P_AUX] += e_aux / dt
    sums[P_FAN] += flow[hp.FAN_POWER] / dt
    sums[P_STANDBY] += flow[hp.STANDBY] / dt + CONTROLLER
    sums[P_TOTAL] += total / dt
    sums[HZ] += flow[hp.HERTZ] / dt
    sums[FROST] += frost / dt
    sums[IN_DEFROST] += flow[hp.DEFROSTING] / dt
    sums[VALVE_HEATING] += flow[hp.HEATING] / dt
    sums[FAN_AT] += flow[hp.FAN_LEVEL] / dt
    sums[VANE_AT] += angle
    sums[WIDE_AT] += wide
    sums[SEAT_SPEED] += seat_speed
    sums[DRAUGHT] += draught
    sums[SOLAR] += row[fo.SOLAR_IN]
    sums[GAINS] += row[fo.GAIN_CONV] + row[fo.GAIN_RAD]
    sums[INFILTRATION] += leaks[3] * (t_out - x_mean[0]) + leak
    sums[SUPPLY_AIR] += supply
    sums[INDOOR_COIL] += inside / dt
    sums[OUTDOOR_COIL] += outside / dt
    sums[DISCHARGE] += shell / dt
    sums[ROOM_MEASURED] += 0.01 * ints[READ] if ints[READ] != NONE else nan
    ints[IN_ROW] += 1
    if ints[IN_ROW] == buf[PER_ROW]:
        if ints[ROWS] < trace.shape[0]:
            for i in range(WIDTH):
                trace[ints[ROWS], i] = sums[i] / buf[PER_ROW]
            ints[ROWS] += 1
        sums[:] = 0.0
        ints[IN_ROW] = 0
