"""Frost on the outdoor coil: how it grows, what it costs, how it melts, and the maker's rule when to melt it.

Growth: heat and water come to the coil through the same air (Lewis number 1): dm/dt = air (W_out - W_sat(T_fin))
below 0 °C. What it costs: EPRI EM-4226, table 3-5: q/q_s = 1.02 - 5.3 dW t, P/P_s = 1.0 - 1.8 dW t (t in min); with
dW t = 0.05094 min at 25 % less heat this is a straight line in frost mass. Melting: from a coil above 0 °C, 333.5
kJ/kg; the water drains, a film stays and freezes again. One node for the coil; ice and water have no sensible heat.

Rain: the coil catches the drops in the air that comes to it. A cubic metre of rainy air holds 0.062 R^(8/9) g at R mm/h
(ISO 15927-3, rain driven on a wall, 2/9 v R^(8/9) kg/(m2 h); Marshall and Palmer's drops hold 0.072 R^0.88 g). Air comes
through the fan, and by wind on the open face: from anywhere, so 1/pi of its speed. No roof is over the unit.
"""

from math import exp, pi

from numba import njit

from host_sim.plant.air import CP_AIR, humidity_ratio

FUSION = 333_500.0  # J/kg
VAPORISATION = 2_501_000.0  # J/kg
SUBLIMATION = FUSION + VAPORISATION
FILM = 0.05  # share of the frost that costs 25 % which stays as water between the fins
DRAIN_TIME = 30.0  # s
FIN = 0.3  # of the way from the tube's temperature to the air's: the fin's surface
NO_FROST = 6.0  # °C of the air from which nothing freezes on a coil (Zhu 2015's map of frosting, also in AixLib)
FACE_SPEED = 1.5  # m/s of the fan's air over the coil's face: usual, gives the face's area from the flow
CONTACT = 0.054  # W/K between coil and ice, per J/K of coil: melts at 4 to 6 K above 0 °C


@njit(cache=True)
def rain_catch(rain, wind, flow, fan_on):
    """kg/s of rain on the coil: rain in mm/h, wind in m/s, flow: m3/s that the fan draws through the coil."""
    if rain <= 0.0:
        return 0.0
    drawn = 1.0 if fan_on else 0.0
    return flow * (drawn + wind / (pi * FACE_SPEED)) * 2.0 / 9.0 * rain ** (8.0 / 9.0) / 3600.0


@njit(cache=True)
def frost_factors(y):
    """(heat, power) relative to a clean coil; y: frost over the frost that costs a quarter of the heat."""
    return min(max(1.02 - 0.27 * y, 0.25), 1.0), max(1.0 - 0.0917 * y, 0.5)


@njit(cache=True)
def coil_step(t, ice, water, h, q, air, t_out, w_out, pressure, capacity, contact, ice_25, rain):
    """`h` seconds of an outdoor coil at `t` °C with `ice` and `water` in kg, fed with `q` W (negative in heating).

    contact: W/K between coil and ice; air: kg/s that come to the coil's temperature; rain: kg/s that fall on it. Returns t,
    ice, water, and in kg: taken from the air, of it as ice, water frozen (again), ice melted.
    """
    surface = t + FIN * (t_out - t)
    deposit = h * air * max(w_out - humidity_ratio(surface, 1.0, pressure), 0.0)
    solid = surface < 0.0 and t_out < NO_FROST
    grown = deposit if solid else 0.0
    frozen = 0.0
    melted = 0.0
    ice += grown
    water += h * rain
    gain = capacity * t + h * (q + air * CP_AIR * t_out) + deposit * (SUBLIMATION if solid else VAPORISATION)
    mass = capacity + h * air * CP_AIR
    t = gain / mass
    if t > 0.0 and ice > 0.0:
        melted = min(h * contact * gain / (mass + h * contact) / FUSION, ice)
        t = (gain - melted * FUSION) / mass
    elif t + FIN * (t_out - t) < 0.0 and t < 0.0 and water > 0.0 and t_out < NO_FROST:
        frozen = min(-h * contact * gain / (mass + h * contact) / FUSION, water)
        t = (gain + frozen * FUSION) / mass
    ice = max(ice + frozen - melted, 0.0)
    water = max(water + melted - frozen, 0.0)
    film = FILM * ice_25
    if water > film:
        water = film + (water - film) * exp(-h / DRAIN_TIME)
    return t, ice, water, deposit, grown, frozen, melted


@njit(cache=True)
def defrost_due(lines, count, run, coil, fall):
    """1 if any of the first `count` lines holds: heating time since the last defrost (s), coil at most (°C), fall below
    the clean coil (K; 0 is not asked)."""
    due = False
    for i in range(count):
        least = lines[i, 2]
        due |= run >= lines[i, 0] and coil <= lines[i, 1] and (least == 0.0 or fall >= least)
    return due
