"""What others have found about frost: EPRI, Zhu, EnergyPlus, RESNET.

EPRI EM-4226, table 3-5 (a heat pump of about 3 tons at full speed, also what EnergyPlus rests on): coil at 0.82 T - 8.589 °C, a
quarter of the heat gone after 0.05094 / dW minutes, a defrost of 7.8 - 5.7 q/q_s minutes, recovery as long again. Zhu's map of
frosting (2015, as in AixLib): 30, 60 or 165 min to a defrost by temperature and humidity, nothing from 6 °C. Hourly means:
EnergyPlus' on-demand defrost of reversed cycle, and RESNET's share of time (HPXML). Outdoor °C, relative humidity 0..1.
"""

from host_sim.plant.air import STANDARD_PRESSURE, humidity_ratio

QUARTER = 0.05094  # min kg/kg
DEFROST_TIME = 7.8 - 5.7 * 0.75  # min, at three quarters of the heat
DRY_TIME = 1.1  # min, EPRI
# Zhu: above the first line of relative humidity over °C 30 min, above the second 60, above the third 165
_ZHU = (
    (30.0, (0.824762543, -0.0190727602, 0.00119709272, 2.15230362e-5)),
    (60.0, (0.581825389, -0.00880317871, 6.18167285e-4, -7.75e-7)),
    (165.0, (0.442929753, -0.00703658239, 7.325e-5, -3.373e-6)),
)


def moisture(outdoor: float, humidity: float) -> float:
    """kg/kg that the air has above the saturated coil: EPRI's dW, at least 1e-6."""
    coil = 0.82 * outdoor - 8.589
    return float(
        max(humidity_ratio(outdoor, humidity, STANDARD_PRESSURE) - humidity_ratio(coil, 1.0, STANDARD_PRESSURE), 1e-6)
    )


def epri_minutes(outdoor: float, humidity: float) -> float:
    """Until a quarter of the heat is gone."""
    return QUARTER / moisture(outdoor, humidity)


def zhu_minutes(outdoor: float, humidity: float) -> float | None:
    """Until a defrost is due by the map; None where nothing frosts."""
    if outdoor >= 6.0:
        return None
    for minutes, line in _ZHU:
        if humidity >= sum(factor * outdoor**power for power, factor in enumerate(line)):
            return minutes
    return None


def energyplus(outdoor: float, humidity: float) -> float:
    """Heat over an hour, of the steady: on demand, reversed cycle."""
    share = 1.0 / (1.0 + 0.01446 / moisture(outdoor, humidity))
    return 0.875 * (1.0 - share) - 0.01 * share * (7.222 - outdoor) / 1.01667


def resnet(outdoor: float) -> float:
    """The same by RESNET."""
    fahrenheit = 32.0 + 1.8 * outdoor
    share = min(max(0.134 - 0.003 * fahrenheit, 0.0), 0.08) if fahrenheit < 40.0 else 0.0
    return 1.0 - 1.8 * share


def epri_mean(outdoor: float, humidity: float) -> float:
    """The same from EPRI's table: frosting, then a defrost that cools the room (13500 - 300 T_F Btu/h of a unit of 36000), then
    a recovery as long, from nothing to all."""
    frosting = epri_minutes(outdoor, humidity)
    cooling = max(13_500.0 - 300.0 * (32.0 + 1.8 * outdoor), 0.0) / 36_000.0
    return (0.875 * frosting + (0.5 - cooling) * DEFROST_TIME) / (frosting + 2.0 * DEFROST_TIME)
