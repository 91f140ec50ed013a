"""One step of the home, compiled: machines against the room, the house with their heat, the shadow house, sensors,
the record.

The machines run in substeps of at most 5 s against the room of the step's start; the house takes their mean heat over
the step and is exact. The shadow is the same house held at the scenario's set points by heat from nowhere: its load
is what perfect knowledge would deliver. What it works on is a HOME and the arrays of `host_sim.plant.layout`.
"""

from functools import cache
from math import nan

import numpy as np
from numba import carray, cfunc, float64, from_dtype, int64, njit, typeof, types

from host_sim.plant import electronics as el
from host_sim.plant import forcing as fo
from host_sim.plant import heat_pump as hp
from host_sim.plant.air import CP_AIR, condensing, humidity_ratio, moisture_step, relative_humidity
from host_sim.plant.aux_heater import VOLTAGE, aux_step
from host_sim.plant.frost import VAPORISATION
from host_sim.plant.house import EXOGENOUS, house_step, ideal_step, infiltration_conductance
from host_sim.plant.layout import HOME, LINKED, ORDER, parts
from host_sim.plant.seat import AUTO_COOLING, AUTO_HEATING, occupied, worst_seat
from host_sim.plant.sensors import COUNT, FOLLOW, FOLLOW_PART, NONE, sense_step

ON_GLASS = 2 + EXOGENOUS.index("window_inside")  # the input that heats the room side of the glass
SUBSTEP = 5.0  # s, longest
AIR_PER_M3 = hp.AIR_KG_M3 * CP_AIR  # J/(m3 K)
CONTROLLER = 1.0  # W that the controller itself takes
# Where a step has parts it is taken in them while anything happens that the controller must see in time: a start or stop, the
# valve, a defrost, another stage of the heater, a leap of the speed (twice what the core moves it by in a part of 10 s), and so
# long after it: a start's coil is warm and a defrost's is clear of water by then (four of the drain's time constants)
LEAP = 20.0  # Hz
SETTLED = 120.0  # s

# Events: bits of `electronics_step`, and these. A row of the events: s, event, ice melted and left in kg (for the end
# of a defrost)
AUX_ON, AUX_OFF, AUX2_ON, AUX2_OFF, LEASE_LOST = 64, 128, 256, 512, 1024


@njit(cache=True)
def _note(events, home, time, name, melted, left):
    row = home.n_events
    if row < events.shape[0]:
        events[row, 0], events[row, 1], events[row, 2], events[row, 3] = time, name, melted, left
        home.n_events = row + 1


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
def _sense(home, filtered, sensors, faults, row, room, wall, supply, power, p_aux, dt, first):
    """Fills `read`, which `Home.sense` hands out."""
    s, truth, read = home.machine, home.truth, home.read
    time = float(home.now)
    follow = FOLLOW if dt == home.dt else FOLLOW_PART
    for i in range(4):
        truth[i] = room + home.walls[i] * (wall - room)
    on = s.fan > 0.0
    truth[4] = room + (home.head * (supply - room) if on else 0.1 * (s.coil_in - room))
    truth[5] = supply
    truth[6] = s.coil_in
    truth[7] = row[fo.T_OUT] + home.sun_bias * row[fo.SUN_H] * 1e-3
    truth[8] = s.coil_out
    truth[9] = s.shell
    truth[10] = min(relative_humidity(room, home.w_room, row[fo.P_ATM]), 1.0)
    truth[11] = power
    truth[12] = p_aux / VOLTAGE
    truth[13] = row[fo.SUN_H]
    a = filtered.shape[0]
    home.seed = sense_step(
        truth, filtered, sensors, faults, read[:a], read[a + LINKED :], home.seed, time, dt, first, follow
    )
    read[a] = round(s.speed)
    read[a + 1] = on
    read[a + 2] = s.phase != hp.NORMAL and s.phase != hp.OWN  # of its own defrosts only it can tell
    read[a + 3] = int(s.fault)
    read[a + 4] = (home.minute + home.now // 60) % 10_080
    read[a + 5] = occupied(home.place, read[a + 4] % 1440) if home.place.seats > 0 else 0


@njit(cache=True)
def begin(homes, floats):
    """The readings before the first step."""
    home = homes[0]
    filtered, sensors, faults, _, row, x, _, u, _, _, outputs, _, table, _, _, _ = parts(homes, floats)
    fo.interpolate(table, 0.0, row)
    u[2:] = row[fo.U0 :]
    room = x[0]
    _sense(home, filtered, sensors, faults, row, room, _dot(outputs[1], x, u), room, 0.0, 0.0, home.dt, True)


@njit(cache=True)
def advance(homes, floats, speed, valve, fan, outdoor_fan, defrost, vane, wide_vane, stages, contact, lost):
    """One step under a Command, or a part of it; returns the s that were lived. `lost`: 1 if it is no longer valid. `homes`: an
    array of one HOME."""
    home = homes[0]
    (
        filtered, sensors, faults, set_points, row, x, x_mean, u, shadow, shadow_mean, outputs, steps, table, events, trace,
        tape,
    ) = parts(homes, floats)  # fmt: skip
    s, p, flow, abuse, aux, elements = home.machine, home.unit, home.flow, home.abuse, home.aux, home.elements
    sums, leaks, place = home.sums, home.leaks, home.place
    time = float(home.now)
    if home.taping == 1:
        if home.taped < tape.shape[0]:
            line = tape[home.taped]
            line[0], line[1], line[2], line[3] = time, speed, valve, fan
            line[4], line[5], line[6] = defrost, stages, contact
            for i in range(line.shape[0] - ORDER):
                line[ORDER + i] = home.read[i]
        home.taped += 1
    if lost == 1:
        speed, outdoor_fan, defrost, stages, contact = 0, 1, 0, 0, 0
    dt = home.dt
    if home.part < dt and not _quiet(home, speed, valve, defrost, stages, contact):
        dt = home.part
    fo.interpolate(table, time + 0.5 * dt, row)
    t_out, w_out, pressure, room = row[fo.T_OUT], row[fo.W_OUT], row[fo.P_ATM], x[0]

    trip, welded, stalled, stuck = 0, 0, False, False
    s.filter = s.blocked = s.charge = 0.0
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
                share = grown * faults[k, 4]
                if machine == 4:
                    s.filter = max(s.filter, share)
                elif machine == 5:
                    s.blocked = max(s.blocked, share)
                else:
                    s.charge = max(s.charge, share)
    while home.set_point + 1 < set_points.shape[0] and set_points[home.set_point + 1, 0] <= time:
        home.set_point += 1
    low, high = set_points[home.set_point, 1], set_points[home.set_point, 2]

    if lost == 1 and home.lease == 0:
        _note(events, home, time, LEASE_LOST, 0.0, 0.0)
    home.lease = lost
    on = 0
    if contact == 1:
        on = (1 if stages >= 1 or welded == 1 else 0) + (2 if stages >= 2 or welded == 2 else 0)
    changed = on ^ home.stages
    if changed & 1:
        _note(events, home, time, AUX_ON if on & 1 else AUX_OFF, 0.0, 0.0)
    if changed & 2:
        _note(events, home, time, AUX2_ON if on & 2 else AUX2_OFF, 0.0, 0.0)
    home.stages = on

    # Machines
    heating_row = hp.points(p.heating, t_out)
    cooling_row = hp.points(p.cooling, t_out)
    home.all_flow[:] = 0.0
    e_aux = e_warm = e_shine = 0.0
    frost = inside = outside = shell = 0.0
    count = max(int(np.ceil(dt / SUBSTEP)), 1)
    h = dt / count
    before = hp.stored(s, p)
    for k in range(count):
        was = s.speed
        happened = el.electronics_step(
            s, p, abuse, h, speed, valve, fan, outdoor_fan, defrost, lost == 1, t_out, trip, stuck, stalled
        )
        if happened:
            for bit in range(6):
                if happened & (1 << bit):
                    _note(events, home, time + k * h, 1 << bit, s.melted, s.ice)
        home.travel += abs(s.speed - was)
        hp.heat_pump_step(
            s, p, flow, heating_row, cooling_row, h, room, home.w_room, t_out, w_out, pressure, row[fo.RAIN], row[fo.WIND]
        )  # fmt: skip
        power, warm, shine, kept = aux_step(aux, elements, h, stages, contact, welded, s.fan > 0.0, room)
        e_aux += h * power
        e_warm += h * warm
        e_shine += h * shine
        home.balance -= h * kept
        if power > 0.0 and elements.in_stream == 1.0 and s.fan == 0.0:
            home.no_airflow += h
        frost += h * s.ice
        inside += h * s.coil_in
        outside += h * s.coil_out
        shell += h * s.shell
    heat = flow.heat / dt

    # The shadow house, then the house
    lived = steps[0] if dt == home.dt else steps[1]
    u[2:] = row[fo.U0 :]
    g = infiltration_conductance(row[fo.WIND], t_out - shadow[0], leaks)
    u[0] = row[fo.GAIN_CONV] + (g - leaks[3]) * (t_out - shadow[0])
    u[1] = row[fo.GAIN_RAD]
    load = ideal_step(shadow, shadow_mean, u, lived, low, high)
    g = infiltration_conductance(row[fo.WIND], t_out - room, leaks)
    leak = (g - leaks[3]) * (t_out - room)
    u[0] = row[fo.GAIN_CONV] + leak + heat + e_warm / dt
    u[1] = row[fo.GAIN_RAD] + e_shine / dt
    # Water that condenses on glass and walls gives its heat there: on the glass, and what the walls take to all surfaces
    on_glass = condensing(home.w_room, _dot(outputs[3], x, u), home.glass_film, pressure, home.air_mass, dt)
    on_walls = condensing(home.w_room, _dot(outputs[1], x, u), home.wall_film, pressure, home.air_mass, dt)
    u[ON_GLASS] += VAPORISATION * on_glass
    shine = VAPORISATION * on_walls + home.owed / dt
    u[1] += shine
    house_step(x, x_mean, u, lived)
    water = row[fo.GAIN_H2O] - flow.vapour / dt - on_glass - on_walls
    w_room = moisture_step(home.w_room, home.air_mass, g / CP_AIR, w_out, water, dt)
    home.condensed += dt * (on_glass + on_walls)
    home.owed = 0.0
    if home.wall_film > 0.0:
        # Air that cools faster than its surfaces take the water leaves the rest as mist on them, as in EnergyPlus; they have its
        # heat in the next step
        most = humidity_ratio(x[0], 1.0, pressure)
        mist = max(w_room - most, 0.0) * home.air_mass
        w_room = min(w_room, most)
        home.condensed += mist
        home.owed = VAPORISATION * mist
    home.w_room = w_room
    mean_radiant = _dot(outputs[0], x_mean, u)

    # Energy: what came in less what is kept in the machines; the last of the outputs is what all inputs and states
    # give the house
    electric = flow.compressor + flow.defrost + flow.fan_power + flow.standby
    envelope = _dot(outputs[2], x_mean, u) - u[0] - u[1]
    home.balance += (
        electric + e_aux + flow.outside + VAPORISATION * flow.vapour - flow.lost
        + dt * (row[fo.GAIN_CONV] + row[fo.GAIN_RAD] + leak + envelope + shine) - (hp.stored(s, p) - before)
    )  # fmt: skip
    total = electric + e_aux + dt * CONTROLLER
    home.throughput += total + abs(flow.heat)
    home.condensate += flow.vapour
    home.grown += flow.grown
    home.refrozen += flow.frozen
    home.melted += flow.melted

    # Sensors, at the end of the step
    home.steps += 1
    home.now += int(dt)
    supply = flow.supply / dt
    if elements.in_stream == 1.0 and s.fan > 0.0:
        supply += e_warm / dt / hp.indoor_air(s, p, int(s.fan))[0]
    wall = _dot(outputs[1], x, u)
    seat_speed = draught = angle = wide = nan
    if place.seats > 0:
        angle = float(vane)
        wide = float(wide_vane)
        if vane < 0:
            angle = AUTO_HEATING if s.valve == p.heating_valve else AUTO_COOLING
            wide = 0.0
        bits = occupied(place, ((home.minute * 60 + int(time)) // 60) % 1440)
        if bits:
            moved = p.fan[int(s.fan), 0] if s.fan > 0.0 else 0.0
            seat_speed, draught = worst_seat(
                place, bits, moved / AIR_PER_M3, p.fan[5, 0] / AIR_PER_M3, x[0], supply, angle, wide
            )
    _sense(home, filtered, sensors, faults, row, x[0], wall, supply, electric / dt, e_aux / dt, dt, False)

    # Record
    least = most = 0.0
    if load >= 0.0:
        if p.low <= t_out <= p.high:
            least, most = heating_row[0], heating_row[4]
    elif p.cooling_low <= t_out <= p.cooling_high:
        least, most = cooling_row[0], cooling_row[4]
    sums.room += dt * x_mean[0]
    sums.operative += dt * 0.5 * (x_mean[0] + mean_radiant)
    sums.mean_radiant += dt * mean_radiant
    sums.humidity += dt * home.truth[10]
    sums.outdoor += dt * t_out
    sums.outdoor_humidity += dt * row[fo.RH_OUT]
    sums.set_heat += dt * low
    sums.set_cool += dt * high
    sums.load += dt * load
    sums.capacity_min += dt * least
    sums.capacity_max += dt * most
    sums.heat += dt * heat
    sums.aux_heat += e_warm + e_shine
    sums.p_compressor += flow.compressor
    sums.p_defrost += flow.defrost
    sums.p_aux += e_aux
    sums.p_fan += flow.fan_power
    sums.p_standby += flow.standby + dt * CONTROLLER
    sums.p_total += total
    sums.speed += flow.hertz
    sums.frost += frost
    sums.defrosting += flow.defrosting
    sums.valve_heating += flow.heating
    sums.fan_level += flow.fan_level
    sums.vane += dt * angle
    sums.wide_vane += dt * wide
    sums.seat_speed += dt * seat_speed
    sums.draught += dt * draught
    sums.solar += dt * row[fo.SOLAR_IN]
    sums.gains += dt * (row[fo.GAIN_CONV] + row[fo.GAIN_RAD])
    sums.infiltration += dt * (leaks[3] * (t_out - x_mean[0]) + leak)
    sums.supply += dt * supply
    sums.indoor_coil += inside
    sums.outdoor_coil += outside
    sums.discharge += shell
    sums.room_measured += dt * 0.01 * home.read[0] if home.read[0] != NONE else nan
    home.in_row += dt
    if home.in_row == home.row_time:
        if home.rows < trace.shape[0]:
            for i in range(trace.shape[1]):
                trace[home.rows, i] = home.all_sums[i] / home.row_time
            home.rows += 1
        home.all_sums[:] = 0.0
        home.in_row = 0.0
    return int(dt)


@njit(cache=True)
def _quiet(home, speed, valve, defrost, stages, contact):
    """Whether the whole step may be taken at once: it begins now, nothing happens and nothing did in the last SETTLED s."""
    s, p = home.machine, home.unit
    target = min(max(speed, p.speed_min), p.speed_max) if speed > 0 else 0.0
    happens = (
        (target > 0.0) != (s.speed > 0.0)
        or abs(target - s.speed) > LEAP
        or valve != s.valve
        or s.phase != hp.NORMAL
        or (defrost == 1 and p.own_defrost > 0.0)
        or (stages if contact == 1 else 0) != home.ordered
    )
    home.ordered = stages if contact == 1 else 0
    if happens:
        home.quiet_from = home.now + SETTLED
    return not happens and home.now >= home.quiet_from and home.now % int(home.dt) == 0


@cache
def _compiled(signature):
    advance.compile(signature)
    return advance.get_overload(signature)


def stepper(homes, floats):
    """`advance` for arrays of these types and whole numbers: called so, Numba does not look at every argument's type first,
    which takes longer than half of the physics."""
    return _compiled((typeof(homes), typeof(floats), *[int64] * 10))


def _from_c(home, floats, count, speed, valve, fan, outdoor_fan, defrost, vane, wide_vane, stages, contact, lost):
    return advance(
        carray(home, 1), carray(floats, count), speed, valve, fan, outdoor_fan, defrost, vane, wide_vane, stages, contact, lost
    )  # fmt: skip


@cache
def address():
    """Of `advance` as a C function: pointers to a HOME and to the floats, their count, then the Command as there, all int64,
    as what it returns."""
    signature = int64(types.CPointer(from_dtype(HOME)), types.CPointer(float64), int64, *[int64] * 10)
    return cfunc(signature, cache=True)(_from_c).address
