"""Resistance curves of NTC thermometers: 1/T = a + b x + c x² + d x³ with x = ln(R / R0), T in K.

The extended Steinhart-Hart equation. A curve is (R0 in Ω, a, b, c, d), the four in 1e-9/K as whole numbers; with a Beta, c and d
are 0.
Named ones are least-squares fits to every other line of the makers' tables; all lines are met within the error given here
(tests/firmware/sensors/test_ntc.py has them). A single Beta is off by 1.5 K at 100 °C with the same sensors.
"""

NAMED = {
    # the usual bead, Adafruit 372 (103_3950_lookuptable.pdf); -40..110 °C: 0.5 K, -10..45 °C: 0.2 K
    "10k B3950": (10_000, 3354477, 259804, 5000, 480),
    # Toshiba TA, TC, TCJ, TE, TS, TO (RAV-GP1101AT8 service manual p. 68); 0..100 °C: 0.05 K
    "10k B4100": (10_000, 3354041, 247278, 3524, 320),
    # Daikin indoor coil and outdoor (SiUS121632EA p. 190); -20..50 °C: 0.05 K
    "20k B3950": (20_000, 3353975, 254967, 1960, 143),
    # Toshiba TD, TL (same page); 0..100 °C: 0.05 K
    "50k B3950": (50_000, 3354363, 256803, 3840, 356),
    # Zibro S1731 discharge (manual p. 56), Haier discharge (AU482FIERAG p. 58); 40..120 °C: 0.1 K
    "50k at 80 °C": (50_000, 2831875, 224213, -300, 274),
    # Mitsubishi Electric room and pipe TH1, TH2, TH5 (5.2 kΩ at 25 °C): their formula, B = 3480 K (OC236 p. 48)
    "15k at 0 °C": (15_000, 3660992, 287356, 0, 0),
    # Mitsubishi Electric discharge TH4: their formula, B = 4057 K (OCT03 p. 54)
    "7.465k at 120 °C": (7_465, 2543558, 246488, 0, 0),
}


def by_beta(resistance, beta):
    """The curve of `resistance` Ω at 25 °C and Beta in K."""
    return resistance, 3354016, (10**9 + beta // 2) // beta, 0, 0


def by_steinhart(a, b, c):
    """The curve of 1/T = a + b ln R + c (ln R)³, R in Ω: the same about 10 kΩ, so that binary32 keeps its digits."""
    l0 = 9.21034037
    return (
        10_000,
        round((a + (b + c * l0 * l0) * l0) * 1e9),
        round((b + 3 * c * l0 * l0) * 1e9),
        round(3 * c * l0 * 1e9),
        round(c * 1e9),
    )
