"""Moist air, warmth and draught: plant, figures and core against psychrolib, pythermalcomfort and ISO 7730, over grids.

The core computes in integers from tables, so its limits are what its modules promise: 0.05 K of dew point, 0.01 of a vote, 1 % of
people. Where the wet bulb passes 0 °C its ice and water branches do not meet (in psychrolib neither): 0.3 K around are left out.
"""

from collections.abc import Callable

import numpy as np
import psychrolib
from numpy.typing import NDArray

from balancepoint.control.air import draught
from balancepoint.control.wish import moist_air
from balancepoint.control.wish import pmv as core_pmv
from host_sim import kpi
from host_sim.plant import air, seat
from host_sim.plant.house import HouseConfig, infiltration_coefficients, infiltration_conductance
from host_sim.validate import tables
from host_sim.validate.checks import Check, Plot, Progress, Series

GROUP = "air"
_PRESSURES = (70_000.0, 90_000.0, 101_325.0)  # Pa
_NEAR_ZERO = 0.3  # K
_CLOTHES = {0: 1.0, 1: 0.5}  # clo, heating and cooling, as the core takes them
# Worked examples of ISO 7730:2005 (table D.1) and ASHRAE 55-2017 (appendix D) as the validation data of pythermalcomfort give
# them (FedericoTartarini/validation-data-comfort-models, MIT; one row of table D.1 is left out there): air, radiant °C, m/s,
# humidity %, met, clo, PMV, PPD %
_EXAMPLES = (
    (22.0, 22.0, 0.1, 60, 1.2, 0.5, -0.8, 16.9),
    (27.0, 27.0, 0.1, 60, 1.2, 0.5, 0.8, 17.3),
    (27.0, 27.0, 0.3, 60, 1.2, 0.5, 0.4, 8.9),
    (23.5, 25.5, 0.1, 60, 1.2, 0.5, 0.0, 5.0),
    (23.5, 25.5, 0.3, 60, 1.2, 0.5, -0.6, 11.4),
    (19.0, 19.0, 0.1, 40, 1.2, 1.0, -0.6, 12.5),
    (23.5, 23.5, 0.3, 40, 1.2, 1.0, 0.1, 5.3),
    (23.0, 21.0, 0.1, 40, 1.2, 1.0, 0.1, 5.1),
    (23.0, 21.0, 0.3, 40, 1.2, 1.0, -0.2, 5.6),
    (22.0, 22.0, 0.1, 60, 1.6, 0.5, 0.1, 5.0),
    (27.0, 27.0, 0.1, 60, 1.6, 0.5, 1.2, 33.9),
    (27.0, 27.0, 0.3, 60, 1.6, 0.5, 0.9, 24.1),
    (19.6, 19.6, 0.1, 86, 1.1, 1.0, -0.5, 9.7),
    (23.9, 23.9, 0.1, 66, 1.1, 1.0, 0.5, 9.8),
    (25.7, 25.7, 0.1, 15, 1.1, 1.0, 0.5, 10.8),
    (21.2, 21.2, 0.1, 20, 1.1, 1.0, -0.5, 9.7),
    (23.6, 23.6, 0.1, 67, 1.1, 0.5, -0.5, 9.7),
    (26.8, 26.8, 0.1, 56, 1.1, 0.5, 0.5, 10.6),
    (27.9, 27.9, 0.1, 13, 1.1, 0.5, 0.5, 10.2),
    (24.7, 24.7, 0.1, 16, 1.1, 0.5, -0.5, 9.9),
)
_HUMIDITY_LIMIT, _ROW = 0.5, 900.0  # % RH, own aim; s of a row
_AGREED = 0.1  # of a vote: what the standard asks of a program
# Danish building regulations BR18: air °C, mm/s at which 20 % are annoyed, turbulence 40 %
_BR18 = ((20.0, 160), (22.0, 180), (24.0, 210), (26.0, 250))

_Votes = NDArray[np.float64]


def checks(progress: Progress) -> list[Check]:
    """InputError where the oracle of comfort is not installed."""
    oracle()
    made = moist_air_checks()
    progress(0.4)
    made += vote_checks()
    progress(0.8)
    made += draught_checks()
    made += humidity_checks()
    progress(1.0)
    return made


def _worst(quantity: str, off: float, reference: str, limit: float, unit: str, note: str = "") -> Check:
    return Check(GROUP, f"{quantity}, largest deviation", off, reference, high=limit, unit=unit, note=note)


# Moist air -------------------------------------------------------------------------------------------------------------


def moist_air_checks() -> list[Check]:
    """Plant and core against psychrolib."""
    psychrolib.SetUnitSystem(psychrolib.SI)
    saturation = ratio = dew = bulb = rooms = core = 0.0
    for t in np.arange(-45.0, 50.1, 1.0).tolist():
        expected = psychrolib.GetSatVapPres(t)
        saturation = max(saturation, abs(air.saturation_pressure(t) / expected - 1.0))
        for humidity in (0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 1.0):
            for pressure in _PRESSURES:
                w = air.humidity_ratio(t, humidity, pressure)
                ratio = max(ratio, abs(w - psychrolib.GetHumRatioFromRelHum(t, humidity, pressure)))
                if t < -30.0:
                    continue
                dew = max(dew, abs(air.dew_point(w, pressure) - psychrolib.GetTDewPointFromRelHum(t, humidity)))
                wet = psychrolib.GetTWetBulbFromHumRatio(t, w, pressure)
                if abs(wet) > _NEAR_ZERO:
                    bulb = max(bulb, abs(air.wet_bulb(t, w, pressure) - wet))
    for t in np.arange(-5.0, 40.1, 0.5).tolist():
        for humidity in range(50, 1001, 25):
            point = psychrolib.GetTDewPointFromRelHum(t, humidity / 1000.0)
            if point < -30.0:
                continue
            off = abs(moist_air.dew_point(round(100 * t), humidity) / 100.0 - point)
            core = max(core, off)
            if 5.0 <= t <= 35.0 and 200 <= humidity <= 950:
                rooms = max(rooms, off)
    where = "psychrolib, -45 to 50 °C, 5 to 100 %, 700 to 1013 hPa"
    return [
        _worst("Plant: saturation pressure", 100 * saturation, where, 1e-6, "%"),
        _worst("Plant: humidity ratio", 1000 * ratio, where, 1e-3, "g/kg"),
        _worst("Plant: dew point", dew, "psychrolib, from -30 °C", 0.01, "K"),
        _worst("Plant: wet bulb", bulb, "psychrolib, from -30 °C", 0.02, "K", "but 0.3 K around 0 °C"),
        _worst("Core: dew point of rooms", rooms, "psychrolib, 5 to 35 °C, 20 to 95 %", 0.05, "K"),
        Check(
            GROUP,
            "Core: dew point of any air, largest deviation",
            core,
            "psychrolib, -5 to 40 °C, 5 to 100 %",
            high=0.05,
            unit="K",
            note="at dew points about -20 °C the table's 0.1 Pa add to the straight lines",
            judged=False,
        ),
    ]


# Warmth ----------------------------------------------------------------------------------------------------------------


def oracle() -> Callable[..., tuple[_Votes, _Votes]]:
    """(PMV, PPD) by pythermalcomfort."""
    from pythermalcomfort.models import pmv_ppd_iso  # takes a second to load

    def votes(
        tdb: _Votes, tr: _Votes, rh: _Votes, clo: float, vr: float = kpi.AIR_SPEED, met: float = kpi.METABOLISM
    ) -> tuple[_Votes, _Votes]:
        found = pmv_ppd_iso(
            tdb=tdb, tr=tr, vr=vr, rh=rh, met=met, clo=clo, model="7730-2005", limit_inputs=False, round_output=False
        )  # fmt: skip
        return np.asarray(found.pmv), np.asarray(found.ppd)

    return votes


def vote_checks() -> list[Check]:
    """Figures and core against pythermalcomfort, figures against the standard's own table."""
    votes = oracle()
    vote_off = share_off = core_off = 0.0
    grid = np.meshgrid(np.arange(10.0, 34.1, 1.0), np.arange(-4.0, 4.1, 2.0), np.arange(10.0, 91.0, 10.0))
    t, apart, humidity = (axis.ravel() for axis in grid)
    for cooling, clo in _CLOTHES.items():
        expected, dissatisfied = votes(t, t + apart, humidity, clo)
        ours = kpi.pmv(t, t + apart, humidity / 100.0, np.full(len(t), clo))
        vote_off = max(vote_off, float(np.abs(ours - expected).max()))
        share_off = max(share_off, float(np.abs(kpi.ppd(ours) - dissatisfied).max()))
        fine, damp = (axis.ravel() for axis in np.meshgrid(np.arange(10.0, 34.01, 0.25), np.arange(0.0, 100.1, 5.0)))
        expected, _ = votes(fine, fine, damp, clo)
        felt = [core_pmv.vote(cooling, round(100 * a), round(10 * h)) / 1000.0 for a, h in zip(fine, damp, strict=True)]
        core_off = max(core_off, float(np.abs(np.array(felt) - expected).max()))
    table = max(abs(_vote(row) - row[6]) for row in _EXAMPLES)
    shares = max(abs(float(kpi.ppd(np.array([_vote(row)]))[0]) - row[7]) for row in _EXAMPLES)
    printed = f"ISO 7730 and ASHRAE 55, {len(_EXAMPLES)} worked examples"
    where = "pythermalcomfort, ISO 7730"
    return [
        _worst("Figures: PMV", vote_off, f"{where}, 10 to 34 °C, radiant 4 K about it", 0.01, "vote"),
        _worst("Figures: PPD", share_off, f"{where}, same grid", 0.4, "% of people"),
        _worst("Figures: PMV of the standards' examples", table, printed, _AGREED, "vote"),
        _worst("Figures: PPD of the standards' examples", shares, printed, 0.4, "% of people"),
        _worst("Core: PMV", core_off, f"{where}, 10 to 34 °C", 0.01, "vote"),
    ]


def _vote(row: tuple[float, ...]) -> float:
    t, radiant, speed, humidity, met, clo = row[:6]
    one = np.ones(1)
    return float(kpi.pmv(t * one, radiant * one, humidity / 100.0 * one, clo * one, met=met, air_speed=speed)[0])


# Draught ---------------------------------------------------------------------------------------------------------------


def formula(t: float, speed: float) -> float:
    """ISO 7730:2005, 6.4: people annoyed, %, at a turbulence of 40 %; 20 to 26 °C, 0.05 to 0.5 m/s."""
    return float(min((34.0 - t) * (speed - 0.05) ** 0.62 * (0.37 * speed * 40.0 + 3.14), 100.0))


def draught_checks() -> list[Check]:
    """Plant and core against the formula, and against the speeds that Danish law prints."""
    plant = core = printed = core_printed = 0.0
    for t in np.arange(20.0, 26.01, 0.25).tolist():
        for speed in range(50, 501, 5):
            exact = formula(t, speed / 1000.0)
            plant = max(plant, abs(seat.draught_rate(t, speed / 1000.0) - exact))
            core = max(core, abs(draught.draught_rate(round(100 * t), speed) / 10.0 - exact))
    for t, speed in _BR18:
        printed = max(printed, abs(_bearable(t) - speed))
        core_printed = max(core_printed, abs(draught.bearable(round(100 * t), 200) - speed))
    where = "ISO 7730:2005, 6.4, 20 to 26 °C, 0.05 to 0.5 m/s"
    law = "Danish building regulations BR18, printed to 10 mm/s"
    return [
        _worst("Plant: draught rate", plant, where, 1e-9, "% of people"),
        _worst("Core: draught rate", core, where, 1.0, "% of people"),
        _worst("Plant: speed at which 20 % are annoyed", printed, law, 10.0, "mm/s"),
        _worst("Core: speed at which 20 % are annoyed", core_printed, law, 10.0, "mm/s"),
    ]


def _bearable(t: float) -> float:
    """mm/s at which the plant has 20 % annoyed."""
    speeds = np.arange(50.0, 500.0)
    return float(np.interp(20.0, [seat.draught_rate(t, speed / 1000.0) for speed in speeds], speeds))


# The room's water ------------------------------------------------------------------------------------------------------


def humidity_checks() -> list[Check]:
    """Water given, leaks and buffer of a room that EnergyPlus computed, by the plant's water balance at EnergyPlus' temperatures.
    Its leaks are volumes of cold air, ours of air at 20 °C."""
    made = []
    for name, what in (("H_chicago", "heavy room, Chicago"), ("L_newark", "light room, Newark")):
        rows = [[float(cell) for cell in row.values()] for row in tables.rows(f"eplus_water_{name}_jan.csv")]
        cold = [float(row["T_out_C"]) for row in tables.rows(f"eplus_28_days_{name}_jan.csv")]
        house = HouseConfig(floor_area=48.0, height=2.7, infiltration_ach=0.0, ventilation_ach=0.5)
        w = rows[0][2] / 1e3
        off = []
        for (_, warm, theirs, outside, given, pressure), outdoor in zip(rows[1:], cold[1:], strict=True):
            p = 100.0 * pressure
            leak = infiltration_conductance(0.0, 0.0, infiltration_coefficients(house, p)) / air.CP_AIR
            leak *= 293.15 / (outdoor + 273.15)
            before = w
            w = air.moisture_step(w, house.air_mass, leak, outside / 1e3, given / 3.6e6, _ROW)
            w = min(w, air.humidity_ratio(warm, 1.0, p))
            ours = air.relative_humidity(warm, 0.5 * (before + w), p)
            off.append(100.0 * (ours - air.relative_humidity(warm, theirs / 1e3, p)))
        made.append(
            Check(
                GROUP, f"Plant: humidity of a {what}, 28 days, root mean square", float(np.sqrt(np.mean(np.square(off)))),
                "EnergyPlus 25.2", high=_HUMIDITY_LIMIT, unit="% RH",
                note=f"largest {np.abs(off).max():.1f}, mean {np.mean(off):.2f}",
            )
        )  # fmt: skip
    return made


# The page --------------------------------------------------------------------------------------------------------------


def plots() -> list[Plot]:
    """The vote over temperature: core, figures and oracle."""
    votes = oracle()
    span = np.arange(14.0, 30.1, 0.5)
    half = np.full(len(span), 50.0)
    series = []
    for cooling, name in ((0, "heating, 1.0 clo"), (1, "cooling, 0.5 clo")):
        expected, _ = votes(span, span, half, _CLOTHES[cooling])
        felt = [core_pmv.vote(cooling, round(100 * t)) / 1000.0 for t in span]
        series.append(Series(f"ISO 7730, {name}", span.tolist(), expected.tolist()))
        series.append(Series(f"core, {name}", span.tolist(), felt, "points"))
    return [Plot("How warm it feels at 50 % humidity", ("operative temperature, °C", "PMV"), tuple(series))]
