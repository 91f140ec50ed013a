"""The room that the learner believes in.

Air and mass, each with a heat capacity, each losing heat outdoors, coupled to each other (the two-capacity room of
Bacher and Madsen, Energy and Buildings 43 (2011), with a second path outdoors); inputs held over bins of 15 min:

    C_air  dT_air/dt  = heat + gains + share * sun + K (T_mass - T_air) + U_air (T_out - T_air)
    C_mass dT_mass/dt = (1 - share) * sun          + K (T_air - T_mass) + U_mass (T_out - T_mass)
    heat loss = U_air + K U_mass / (K + U_mass)
"""


def coefficients(loss, mass, air, coupling, path):
    """The room over one bin: (am, ao, aa, ax, ma, mo, mm, mx).

    The air moves by am (mass - air) + ao (outdoor - air) + aa q_air + ax q_mass in 2**-15 of 0.0025 K, the mass by
    ma (air - mass) + mo (outdoor - mass) + mm q_mass + mx q_air in 2**-18. Matrix exponential and its integral: a
    series to the third power over 1/64 of a bin, doubled six times.
    """
    one = 1 << 40
    coupling *= 1000  # 0.0001 W/K from here on
    inner = min(loss * path, coupling * 9 // 10)  # through the mass, in series with the coupling
    outer = coupling * inner // (coupling - inner)
    p = -(loss * 1000 - inner + coupling) * one // (2560000 * air)  # rates over a sub-step of 1/256 h
    q = coupling * one // (2560000 * air)
    r = coupling * one // (2560000 * mass)
    s = -(coupling + outer) * one // (2560000 * mass)
    p2, q2, r2, s2 = (p * p + q * r) >> 40, (p * q + q * s) >> 40, (r * p + s * r) >> 40, (r * q + s * s) >> 40
    p3, q3, r3, s3 = (p2 * p + q2 * r) >> 40, (p2 * q + q2 * s) >> 40, (r2 * p + s2 * r) >> 40, (r2 * q + s2 * s) >> 40
    e, f, g, h = one + p + p2 // 2 + p3 // 6, q + q2 // 2 + q3 // 6, r + r2 // 2 + r3 // 6, one + s + s2 // 2 + s3 // 6
    i, j, k, m = one + p // 2 + p2 // 6, q // 2 + q2 // 6, r // 2 + r2 // 6, one + s // 2 + s2 // 6
    for _ in range(6):
        i, j, k, m = (
            i + ((e * i + f * k) >> 40),
            j + ((e * j + f * m) >> 40),
            k + ((g * i + h * k) >> 40),
            m + ((g * j + h * m) >> 40),
        )
        e, f, g, h = (
            (e * e + f * g) >> 40,
            (e * f + f * h) >> 40,
            (g * e + h * g) >> 40,
            (g * f + h * h) >> 40,
        )
    # 1 W over a sub-step lifts a capacity by 400 / (256 C) of 0.0025 K
    return (
        f >> 25,
        (one - e - f) >> 25,
        i * 25 // (16 * air) >> 25,
        j * 25 // (16 * mass) >> 25,
        g >> 22,
        (one - g - h) >> 22,
        m * 25 // (16 * mass) >> 22,
        k * 25 // (16 * air) >> 22,
    )
