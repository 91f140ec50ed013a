"""An inverter heat pump: the published map, and the coils and refrigerant around it.

Map: heat is piecewise linear in speed through the minimum, rated and maximum point, power linear in heat between
them; both linear in outdoor temperature between rows and beyond the last two. Published figures are net of the indoor
fan at a speed that suits the capacity. Indoor temperature: BEopt/OCHRE mini-split curves (biquadratic, cooling over
the wet bulb), entered with the air temperature at which a coil with the usual airflow would be as warm as this one
is; so a starved or cold coil acts through the same curves. Outdoors likewise: a coil with less air than it should have
enters the map with the outdoor temperature at which a clean one would be as cold (in cooling: as warm) as this one is.
Beyond the published rows the second law holds: no better than `BEST` of Carnot's COP between the two coils.

A wet indoor coil: what condenses stays on it until it drips, and goes back into the room while the fan runs over a coil warmer
than the dew point, in proportion to what is left (Henderson and Rengarajan 1996, the latent degradation model of EnergyPlus;
its usual 1000 s of steady condensation until it drips). Without the fan the air in the casing is as wet as the coil.

Slow faults, as shares lost (`filter` of the indoor air, `blocked` of the outdoor air, `charge` of the refrigerant). Leaves and
lint close a part of the outdoor coil's face; frost fills the rest, so that it takes so much less of it to cost the same. Filter:
airflow falls at every fan level, the coil's conductance by the same law as between levels, and the motor's power with the
flow, as a cross-flow fan's does at constant speed. Charge: heat and power by the regressions of NIST TN 1848 (Domanski,
Henderson, Payne 2014, from tests with a thermostatic valve; as in bigladder/resdx; Choi and Kim 2002 lost less with an
electronic one); these are of the whole unit, so the map is entered as if the coil were made for the heat left. The
discharge gets hotter as each kg of refrigerant takes up more work: its lift over the evaporator goes with power over heat.

Energy: what the outdoor coil takes is the balance of the refrigerant circuit, heat + stored in the shell + lost -
power, so every joule has one place. Coils are one node each, stepped by backward Euler (seconds). SI units and °C.
"""

from math import exp
from typing import Any

import numpy as np
from numba import njit

from host_sim.plant.air import CP_AIR, humidity_ratio
from host_sim.plant.frost import CONTACT, FIN, FUSION, SUBLIMATION, VAPORISATION, coil_step, frost_factors, rain_catch
from host_sim.plant.record import floats, one
from host_sim.plant.units import Row, UnitConfig

# PHASE of the defrost sequence; OWN: the controller makes it, valve and speeds are the Command's
NORMAL, STANDSTILL, SETTLE, MELT, DRIP, BACK, OWN = range(7)

# State of the machine; `filter`, `blocked` and `charge` are the shares lost; `dew`: kg of water on the indoor coil
MACHINE = floats(
    "speed", "ready", "coil_in", "coil_out", "shell", "ice", "water", "valve", "on", "idle", "fan", "warm", "trip",
    "fault", "phase", "phase_time", "run", "reference", "since", "pan", "melted", "air_moves", "filter", "blocked", "charge",
    "dew",
)  # fmt: skip

# What happened in a step, sums over its time: J, kg, or value times s
FLOW = floats(
    "heat", "vapour", "compressor", "defrost", "fan_power", "standby", "outside", "lost", "grown", "frozen", "melted",
    "hertz", "defrosting", "heating", "fan_level", "supply",
)  # fmt: skip

# The published map of one side: outdoor °C, then heat and power (W) at minimum, rated and maximum speed
MAP = np.dtype([("count", np.int64), ("rows", np.float64, (6, 7))])

UNIT = np.dtype(
    [
        *((name, np.float64) for name in (
            "speed_min", "speed_rated", "speed_max", "heating_valve", "low", "high", "cooling_low", "cooling_high", "standby",
            "crankcase", "crankcase_below", "pan_heater", "c_in", "c_out", "c_shell", "start_time", "rated_heat", "air_out",
            "ice_25", "end_coil", "longest", "standstill", "settle", "drip", "defrost_speed", "own_defrost", "dew_most",
            "contact",
        )),
        ("starts", np.int64),  # lines of the maker's rule when to defrost that hold
        ("start_lines", np.float64, (4, 3)),  # heating time (s), coil (°C), fall (K)
        ("fan", np.float64, (6, 3)),  # for each level: flow x cp (W/K), coil to air (W/K), motor (W)
        ("heating", MAP),
        ("cooling", MAP),
    ]
)  # fmt: skip

NOMINAL_INDOOR, NOMINAL_WET_BULB = 21.11, 19.44  # °C, AHRI 210/240
NOMINAL_ENTHALPY, PER_WET_BULB = 55_400.0, 3400.0  # J/kg at that wet bulb, and per K around it
STILL = 0.04  # share of the outdoor air that still comes with the fan off
NATURAL = 0.06  # share of the coil's conductance that is left with the fan off
SHELL_TIME, SHELL_LOSS = 240.0, 1.2  # s towards the discharge temperature; W/K to outdoors
FAN_OUT = 0.05  # share of the power that leaves as heat of the outdoor fan and the inverter
IDLE_TIME = 300.0  # s in which the refrigerant settles after a stop
DEFROST_POWER = 0.1528 / 1.01667  # of rated heat: OCHRE/HPXML reverse-cycle DefEIRfT
DEFROST_INTAKE = 0.35  # of rated heat, from the indoor coil while it is at room temperature
AIR_KG_M3 = 1.2
OUTDOOR_EFFECTIVENESS = 0.6  # usual: share of the fan's air that comes to the coil's temperature
DRIPS_AFTER = 1000.0  # s of condensation at the rated point that the indoor coil holds
RATED_LATENT = 0.3  # of the rated cooling is water
BEST = 0.82  # of Carnot's COP between the two coils: the best published point of the bundled units comes to 0.815
# Coil colder, air less as frost grows: with this the EPRI time holds at 0 °C, 85 %, full speed. With FIN the pair that comes
# nearest to EPRI's and Zhu's times over five units and 24 conditions (root mean square of the logarithm 0.18)
ICE_SCALE = 0.64


def unit_parameters(unit: UnitConfig, own_defrost: bool = False) -> Any:
    """The unit as the kernels take it, a UNIT. The outdoor coil's airflow comes from the EPRI relation T_coil = 0.82 T_out -
    8.589 at full speed, 0 °C and 85 % (EM-4226, as in EnergyPlus); the frost that costs 25 % of the heat from its
    0.05094 / dW minutes."""
    p = one(UNIT)
    rule = unit.defrost
    for name in (
        "speed_min", "speed_rated", "speed_max", "heating_valve", "cooling_low", "cooling_high", "standby", "crankcase",
        "crankcase_below", "pan_heater", "start_time",
    ):  # fmt: skip
        p[name] = getattr(unit, name)
    p.low, p.high = unit.low_cutout, unit.high_cutout
    p.c_in, p.c_out, p.c_shell = unit.indoor_coil, unit.outdoor_coil, unit.compressor
    p.rated_heat, p.contact = unit.heating[-1].rated.heat, CONTACT * unit.outdoor_coil
    p.dew_most = DRIPS_AFTER * RATED_LATENT * unit.cooling[-1].rated.heat / VAPORISATION
    for name in ("end_coil", "standstill", "settle", "drip"):
        p[name] = getattr(rule, name)
    p.longest, p.defrost_speed, p.own_defrost = 60 * rule.longest, rule.speed, own_defrost
    p.starts = len(rule.start)
    p.start_lines[: p.starts] = [(60 * run, coil, fall) for run, coil, fall in rule.start]
    most = unit.fan[-1].airflow
    transfer = -np.log(1.0 - unit.coil_effectiveness)
    for level, fan in enumerate(unit.fan, start=1):
        flow = fan.airflow / 3600.0 * AIR_KG_M3 * CP_AIR
        conductance = flow * (1.0 - np.exp(-transfer * (most / fan.airflow) ** 0.5))
        p.fan[level] = flow, conductance, fan.power
    p.fan[0, :2] = NATURAL * p.fan[5, 1]
    for side, rows in ((p.heating, unit.heating), (p.cooling, unit.cooling)):
        side.count = len(rows)
        side.rows[: len(rows)] = [_values(row) for row in rows]
    _, _, _, _, heat, power = points(p.heating, 0.0)
    moist = humidity_ratio(0.0, 0.85, 101_325.0) - humidity_ratio(-8.589 * (1.0 - FIN), 1.0, 101_325.0)
    p.air_out = (heat - power) / (CP_AIR * 8.589 + SUBLIMATION * moist)
    p.ice_25 = 60.0 * 0.05094 * p.air_out * ICE_SCALE
    return p


def _values(row: Row) -> tuple[float, ...]:
    return (row.outdoor, *(value for point in (row.min, row.rated, row.max) for value in (point.heat, point.power)))


def machine_state(t_room: float, t_out: float) -> Any:
    """A machine that has stood still for long, at room and outdoor temperature in °C: a MACHINE."""
    s = one(MACHINE)
    s.coil_in, s.coil_out, s.shell, s.idle = t_room, t_out, t_out, 1e6
    return s


@njit(cache=True)
def points(side, outdoor):
    """(heat, power) of minimum, rated and maximum, W, of one side's MAP at an outdoor temperature, nominal indoor air.

    Beyond the rows heat is not below 30 % and power not below 50 % of the nearest row's; COP at most 0.6 of Carnot's
    with a lift of 15 K at least, and at least 1.
    """
    rows = side.rows
    i = 0
    while i < side.count - 2 and outdoor > rows[i + 1, 0]:
        i += 1
    share = (outdoor - rows[i, 0]) / (rows[i + 1, 0] - rows[i, 0])
    near = i if share < 0.5 else i + 1
    best = 0.6 * 298.0 / max(abs(outdoor - 21.0), 15.0)
    q1 = max(rows[i, 1] + share * (rows[i + 1, 1] - rows[i, 1]), 0.3 * rows[near, 1])
    q2 = max(rows[i, 3] + share * (rows[i + 1, 3] - rows[i, 3]), 0.3 * rows[near, 3], q1)
    q3 = max(rows[i, 5] + share * (rows[i + 1, 5] - rows[i, 5]), 0.3 * rows[near, 5], q1)
    q2 = min(q2, q3)
    p1 = max(rows[i, 2] + share * (rows[i + 1, 2] - rows[i, 2]), 0.5 * rows[near, 2], q1 / best)
    p2 = max(rows[i, 4] + share * (rows[i + 1, 4] - rows[i, 4]), 0.5 * rows[near, 4], q2 / best, p1)
    p3 = max(rows[i, 6] + share * (rows[i + 1, 6] - rows[i, 6]), 0.5 * rows[near, 6], q3 / best, p2)
    return q1, min(p1, q1), q2, min(p2, q2), q3, min(p3, q3)


@njit(cache=True)
def at_speed(p, row, speed):
    """(heat W, power W) at a speed in Hz, from what `points` gives."""
    q1, p1, q2, p2, q3, p3 = row
    if speed <= p.speed_rated:
        share = (speed - p.speed_min) / (p.speed_rated - p.speed_min)
        return q1 + share * (q2 - q1), p1 + share * (p2 - p1)
    share = (speed - p.speed_rated) / (p.speed_max - p.speed_rated)
    return q2 + share * (q3 - q2), p2 + share * (p3 - p2)


@njit(cache=True)
def heating_factors(indoor, outdoor):
    """Heat, and power over heat, relative to 21.1 °C indoors (dry bulb)."""
    x = min(max(indoor, 0.0), 50.0)
    y = min(max(outdoor, -20.0), 17.0)
    n = NOMINAL_INDOOR
    base = 0.966475473 + 0.00591495 * n + 1.91202e-4 * n * n - 0.012965668 * y + 4.225e-5 * y * y - 5.24003e-4 * n * y
    slope = (x - n) * (0.00591495 + 1.91202e-4 * (x + n) - 5.24003e-4 * y)
    return 1.0 - 0.010386676 * (x - n), max(1.0 + slope / base, 0.5)


@njit(cache=True)
def cooling_factors(wet_bulb, outdoor):
    """Cooling, and power over cooling, relative to a wet bulb of 19.4 °C indoors."""
    x = min(max(wet_bulb, 5.0), 30.0)
    y = min(max(outdoor, 15.0), 46.0)
    n = NOMINAL_WET_BULB
    cap = 1.008993521905866 + 0.003917565735935 * y - 0.000222646705889 * y * y
    eir = 0.429214441601141 + 0.026490875804937 * y - 0.000159212286878 * y * y
    base = eir - 0.003604841598515 * n + 0.000045783162727 * n * n - 0.000159062656483 * n * y
    eir += -0.003604841598515 * x + 0.000045783162727 * x * x - 0.000159062656483 * x * y
    return (cap + 0.006512749025457 * x) / (cap + 0.006512749025457 * n), eir / base


@njit(cache=True)
def charge_factors(lost, heating, indoor, outdoor):
    """(heat, power) relative to the right charge; lost: share 0..0.5; dry bulbs in °C, outdoors held where the tests
    were or nearly so."""
    if lost <= 0.0:
        return 1.0, 1.0
    if heating:
        t = min(max(outdoor, -15.0), 15.0)
        heat = -0.0339 + 0.0203 * t - 2.62 * -lost
        power = 0.0616 + 0.00446 * t - 0.26 * -lost
    else:
        t = min(max(outdoor, 20.0), 46.0)
        room = min(max(indoor, 18.0), 32.0)
        heat = -0.946 + 0.0493 * room - 0.00118 * t - 1.15 * -lost
        power = -0.313 + 0.0115 * room + 0.00266 * t - 0.116 * -lost
    return min(max(1.0 - heat * lost, 0.1), 1.0), min(max(1.0 - power * lost, 0.3), 1.0)


@njit(cache=True)
def indoor_air(s, p, level):
    """(flow x cp W/K, coil to air W/K, motor W) at a fan level with the filter as it is."""
    flow, conductance, motor = p.fan[level, 0], p.fan[level, 1], p.fan[level, 2]
    left = 1.0 - s.filter
    if left == 1.0:
        return flow, conductance, motor
    # At a level the coil's effectiveness is 1 - exp(-n flow^-1/2): so for any other flow
    return flow * left, flow * left * (1.0 - (1.0 - conductance / flow) ** (left**-0.5)), motor * left


@njit(cache=True)
def usual_fan(p, share):
    """(coil to air W/K, motor W) of the airflow that the published figures suppose at a share 0..1 of the
    capacity."""
    level = 1.0 + 4.0 * min(max(share, 0.0), 1.0)
    low = min(int(level), 4)
    rest = level - low
    fan = p.fan
    return (
        fan[low, 1] + rest * (fan[low + 1, 1] - fan[low, 1]), fan[low, 2] + rest * (fan[low + 1, 2] - fan[low, 2]),
    )  # fmt: skip


@njit(cache=True)
def _circuit(s, p, heating_row, cooling_row, h, t_room, w_room, t_out, pressure):
    """`h` seconds of the refrigerant. Returns W: electric, to the indoor and to the outdoor coil, crankcase heater, lost."""
    strain = 1.0
    speed = s.speed
    shell = s.shell
    if speed == 0.0:
        s.ready *= exp(-h / IDLE_TIME)
        heater = p.crankcase if t_out < p.crankcase_below else 0.0
        lost = SHELL_LOSS * (shell - t_out)
        s.shell += (heater - lost) * h / p.c_shell
        return 0.0, 0.0, 0.0, heater, lost

    s.ready += (1.0 - s.ready) * (1.0 - exp(-h / p.start_time))
    ready = s.ready
    felt = t_out
    if s.blocked > 0.0 and s.air_moves > 0.0:
        felt += s.blocked * (s.coil_out - t_out)
        if s.valve == p.heating_valve:
            heating_row = points(p.heating, felt)
        else:
            cooling_row = points(p.cooling, felt)
    conductance, included = usual_fan(p, (speed - p.speed_min) / (p.speed_max - p.speed_min))
    if s.phase == MELT or (s.phase == OWN and s.valve != p.heating_valve):
        ratio = speed / p.defrost_speed
        power = DEFROST_POWER * p.rated_heat * ratio
        q_in = -DEFROST_INTAKE * p.rated_heat * ratio * min(max((s.coil_in + 30.0) / 50.0, 0.0), 1.0)
        hot, cold = s.coil_out, s.coil_in
    elif s.valve == p.heating_valve:
        q, power = at_speed(p, heating_row, speed)
        scarce_heat, scarce_power = charge_factors(s.charge, True, t_room, t_out)
        strain = scarce_power / scarce_heat
        cap, eir = heating_factors(s.coil_in - ready * q * scarce_heat / conductance, felt)
        less_heat, less_power = frost_factors(s.ice / (p.ice_25 * (1.0 - s.blocked)))
        q_in = max(ready * q * cap * less_heat * scarce_heat - included, 0.0)
        power = max(power * cap * eir * less_power * scarce_power - included, 0.3 * power)
        hot, cold = s.coil_in, s.coil_out
        power = max(power, q_in * (hot - cold) / (BEST * (hot + 273.15)))
    else:
        q, power = at_speed(p, cooling_row, speed)
        at_coil = CP_AIR * s.coil_in + VAPORISATION * min(w_room, humidity_ratio(s.coil_in, 1.0, pressure))
        scarce_heat, scarce_power = charge_factors(s.charge, False, t_room, t_out)
        strain = scarce_power / scarce_heat
        entering = at_coil + ready * q * scarce_heat * CP_AIR / conductance
        cap, eir = cooling_factors(NOMINAL_WET_BULB + (entering - NOMINAL_ENTHALPY) / PER_WET_BULB, felt)
        thin = min(max(1.0 + s.coil_in / 30.0, 0.0), 1.0)  # the gas gets thin over a freezing coil
        q_in = -(ready * q * cap * scarce_heat + included) * thin
        power = max(power * cap * eir * scarce_power - included, 0.3 * power) * (0.4 + 0.6 * thin)
        hot, cold = s.coil_out, s.coil_in
        power = max(power, -q_in * (hot - cold) / (BEST * (cold + 273.15)))
    # The shell goes to the discharge temperature; what the outdoor coil gets (gives, below zero) is the balance
    discharge = hot + 8.0 + 0.4 * max(hot - cold, 0.0)
    if strain > 1.0:
        discharge += (strain - 1.0) * max(discharge - cold, 0.0)
    s.shell += (discharge - shell) * (1.0 - exp(-h / SHELL_TIME))
    lost = FAN_OUT * power + SHELL_LOSS * (shell - t_out)
    q_out = power - q_in - lost - p.c_shell * (s.shell - shell) / h
    return power, q_in, q_out, 0.0, lost


@njit(cache=True)
def heat_pump_step(s, p, flow, heating_row, cooling_row, h, t_room, w_room, t_out, w_out, pressure, rain=0.0, wind=0.0):
    """`h` seconds of refrigerant, coils and fans; valve, speed, fan level and defrost phase are already in `s`.

    Rows: from `points`; rain in mm/h, wind in m/s. Adds to `flow`.
    """
    phase = s.phase
    power, q_in, q_out, heater, lost = _circuit(s, p, heating_row, cooling_row, h, t_room, w_room, t_out, pressure)

    # Indoor coil and the air over it
    level = int(s.fan)
    flow_cp, conductance, motor = indoor_air(s, p, level)
    vapour = 0.0
    if s.coil_in < t_room or s.dew > 0.0:
        vapour = conductance / CP_AIR * (w_room - humidity_ratio(s.coil_in, 1.0, pressure))
        if vapour < 0.0:
            vapour = max(vapour * s.dew / p.dew_most, -s.dew / h) if level > 0 else 0.0
        s.dew = min(max(s.dew + h * vapour, 0.0), p.dew_most)
    gain = q_in + conductance * t_room + VAPORISATION * vapour
    s.coil_in = (p.c_in * s.coil_in + h * gain) / (p.c_in + h * conductance)
    q_air = conductance * (s.coil_in - t_room)

    # Outdoor coil, frost and the air over it
    clear = 1.0 - s.blocked
    air = clear * p.air_out * (max(1.0 - 0.5 * s.ice / (p.ice_25 * clear), 0.1) if s.air_moves > 0.0 else STILL)
    wet = rain_catch(rain, wind, p.air_out / OUTDOOR_EFFECTIVENESS / AIR_KG_M3, s.air_moves > 0.0)
    s.coil_out, s.ice, s.water, deposit, grown, frozen, melted = coil_step(
        s.coil_out, s.ice, s.water, h, q_out, air, t_out, w_out, pressure, p.c_out, p.contact, p.ice_25, wet
    )
    s.melted += melted

    pan = p.pan_heater if s.pan > 0.0 else 0.0
    s.pan = 600.0 if phase != NORMAL else max(s.pan - h, 0.0)
    flow.heat += h * (q_air + motor)
    flow.vapour += h * vapour
    if phase != NORMAL:
        flow.defrost += h * power
    else:
        flow.compressor += h * power
    flow.fan_power += h * motor
    flow.standby += h * (p.standby + heater + pan)
    flow.outside += h * air * CP_AIR * (t_out - s.coil_out) + VAPORISATION * deposit
    flow.lost += h * (lost + p.standby + pan)
    flow.grown += grown
    flow.frozen += frozen
    flow.melted += melted
    flow.hertz += h * s.speed
    flow.defrosting += h * (phase != NORMAL)
    flow.heating += h * (s.valve == p.heating_valve)
    flow.fan_level += h * level
    flow.supply += h * (t_room + (q_air + motor) / flow_cp if level > 0 else 0.5 * (s.coil_in + t_room))


@njit(cache=True)
def stored(s, p):
    """J in coils, shell and ice, counted from 0 °C and liquid water."""
    return p.c_in * s.coil_in + p.c_out * s.coil_out + p.c_shell * s.shell - FUSION * s.ice
