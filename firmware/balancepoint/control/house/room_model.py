"""The room that the learner believes in.

Air and mass, each with a heat capacity, each losing heat outdoors, coupled to each other (the two-capacity room of
Bacher and Madsen, Energy and Buildings 43 (2011), with a second path outdoors); inputs held over bins of 15 min:

    C_air  dT_air/dt  = heat + gains + share * sun + K (T_mass - T_air) + U_air (T_out - T_air)
    C_mass dT_mass/dt = (1 - share) * sun          + K (T_air - T_mass) + U_mass (T_out - T_mass)
    heat loss = U_air + K U_mass / (K + U_mass)
"""

from ..quantity import const
from .fixed import product, ratio
from .parameters import AIR, COUPLING, LOSS, MASS, PATH

COEFFICIENTS = const(8)

_ONE = const(1 << 28)
_TERMS = const(4)  # of the series


def fill(model, at, values):
    """Writes a room over one bin into the array `model` from `at` on: am, ao, aa, ax, ma, mo, mm, mx. `values`: what it is, in
    the order of `parameters`, LOSS to PATH.

    The air moves by am (mass - air) + ao (outdoor - air) + aa q_air + ax q_mass in 2**-15 of 0.0025 K, the mass by
    ma (air - mass) + mo (outdoor - mass) + mm q_mass + mx q_air in 2**-18. Matrix exponential and its mean over the bin: a
    series over a part of the bin in which nothing moves by more than 1/32 of the way, doubled until it is the bin. In 2**-28.
    """
    loss, mass, air = values[LOSS], values[MASS], values[AIR]
    coupling = values[COUPLING] * 100  # 0.001 W/K
    inner = min(loss * values[PATH] // 10, coupling * 9 // 10)  # through the mass, in series with the coupling
    from_air = loss * 100 - inner + coupling
    from_mass = product(coupling << 4, ratio(coupling, coupling - inner, 24))  # coupling and the rest of that path
    air_part, mass_part = 125 * air, 125 * mass  # 0.001 W/K over these: rate per bin in 1/32
    fastest = max(from_air // air_part, from_mass // mass_part)
    doublings = 0
    while fastest >> doublings:
        doublings += 1
    bits = 23 - doublings
    p, q = -ratio(from_air, air_part, bits), ratio(coupling, air_part, bits)
    r, s = ratio(coupling, mass_part, bits), -ratio(from_mass, mass_part, bits)
    # f: what the state has moved by; g: the mean of the state, 1 and 0 without movement
    f_aa = f_am = f_ma = f_mm = 0
    g_aa = g_mm = _ONE
    g_am = g_ma = 0
    for term in range(_TERMS, 0, -1):
        f_aa = product(p, g_aa) + product(q, g_ma)
        f_am = product(p, g_am) + product(q, g_mm)
        f_ma = product(r, g_aa) + product(s, g_ma)
        f_mm = product(r, g_am) + product(s, g_mm)
        if term > 1:
            g_aa, g_am = _ONE + f_aa // term, f_am // term
            g_ma, g_mm = f_ma // term, _ONE + f_mm // term
    while doublings:
        h_aa = product(f_aa, g_aa) + product(f_am, g_ma)
        h_am = product(f_aa, g_am) + product(f_am, g_mm)
        h_ma = product(f_ma, g_aa) + product(f_mm, g_ma)
        h_mm = product(f_ma, g_am) + product(f_mm, g_mm)
        g_aa += h_aa >> 1
        g_am += h_am >> 1
        g_ma += h_ma >> 1
        g_mm += h_mm >> 1
        both, across = f_aa + f_mm, product(f_am, f_ma)
        f_aa += f_aa + product(f_aa, f_aa) + across
        f_mm += f_mm + product(f_mm, f_mm) + across
        f_am += f_am + product(f_am, both)
        f_ma += f_ma + product(f_ma, both)
        doublings -= 1
    # 1 W over a bin lifts a capacity by 100 / C of 0.0025 K
    model[at] = f_am >> 13
    model[at + 1] = max(-f_aa - f_am, 0) >> 13
    model[at + 2] = (g_aa >> 6) * 100 // air >> 7
    model[at + 3] = (g_am >> 6) * 100 // mass >> 7
    model[at + 4] = f_ma >> 10
    model[at + 5] = max(-f_ma - f_mm, 0) >> 10
    model[at + 6] = (g_mm >> 6) * 100 // mass >> 4
    model[at + 7] = (g_ma >> 6) * 100 // air >> 4
