"""Every figure on traces worked out by hand; PMV against an outside implementation; what must hold for any trace."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from host_sim import kpi
from host_sim.errors import InputError
from host_sim.trace import COLUMNS, Trace

MINUTES = 24 * 60


def made(minutes=MINUTES, events=(), totals=None, **columns):
    """A quiet heated day at its set point, but for the columns given (numbers or arrays)."""
    quiet = {
        "room": 21.0, "operative": 21.0, "mean_radiant": 21.0, "humidity": 0.4, "set_heat": 21.0, "set_cool": np.nan,
        "load": 2000.0, "capacity_min": 1000.0, "capacity_max": 4000.0, "valve_heating": 1.0, "indoor_coil": 35.0,
        "discharge": 60.0,
    }  # fmt: skip
    values = {name: np.full(minutes, 0.0) for name in COLUMNS}
    for name, value in {**quiet, **columns}.items():
        values[name] = np.broadcast_to(np.asarray(value, dtype=float), (minutes,)).copy()
    return Trace(np.arange(1, minutes + 1) * 60.0, values, list(events), dict(totals or {}))


def span(begin, end, inside, outside, minutes=MINUTES):
    """`inside` from minute `begin` to `end`, `outside` elsewhere."""
    values = np.full(minutes, float(outside))
    values[begin:end] = inside
    return values


# comfort


def test_rms_counts_only_the_load_the_unit_can_follow():
    room = np.full(MINUTES, 21.3)
    room[:60] = 21.0
    room[600:] = 25.0
    load = span(600, MINUTES, 500.0, 2000.0)
    trace = made(room=room, load=load)
    assert kpi.rms_error(trace) == pytest.approx(np.sqrt(0.3**2 * 540 / 600))
    assert kpi.rms_error_low_load(trace) == pytest.approx(4.0)


def test_rms_of_cooling_uses_the_cooling_set_point():
    trace = made(room=24.8, load=-2000.0, set_heat=np.nan, set_cool=25.0)
    assert kpi.rms_error(trace) == pytest.approx(0.2)


def test_rms_is_none_without_load():
    assert kpi.rms_error(made(load=0.0)) is None


def test_recovery_ends_when_the_band_is_reached():
    set_heat = span(300, MINUTES, 21.0, 18.0)
    room = np.full(MINUTES, 18.0)
    room[300:330] = 19.0
    room[330:] = 21.0
    mask = kpi.recovering(made(room=room, set_heat=set_heat))
    assert np.flatnonzero(mask).tolist() == list(range(300, 330))


def test_recovery_lasts_two_hours_at_most():
    mask = kpi.recovering(made(room=15.0))
    assert np.flatnonzero(mask).tolist() == list(range(120))


def test_a_lowered_set_point_excuses_nothing():
    mask = kpi.recovering(made(room=21.0, set_heat=span(300, MINUTES, 18.0, 21.0)))
    assert not mask.any()


def test_discomfort_is_the_cold_side_in_heating():
    trace = made(room=span(0, 120, 20.0, 21.0))
    assert kpi.discomfort(trace) == pytest.approx(1.0)  # 0.5 K below the band for 2 h
    assert kpi.overheat(trace) == 0.0


def test_sun_in_heating_mode_is_overheat():
    trace = made(room=span(0, 120, 23.0, 21.0))
    assert kpi.discomfort(trace) == 0.0
    assert kpi.overheat(trace) == pytest.approx(3.0)


def test_cooling_mirrors_heating():
    warm = made(room=span(0, 60, 26.5, 25.0), set_heat=np.nan, set_cool=25.0)
    cold = made(room=span(0, 60, 23.5, 25.0), set_heat=np.nan, set_cool=25.0)
    assert (kpi.discomfort(warm), kpi.overheat(warm)) == (pytest.approx(1.0), 0.0)
    assert (kpi.discomfort(cold), kpi.overheat(cold)) == (0.0, pytest.approx(1.0))


def test_automatic_acts_on_both_sides():
    room = span(0, 60, 19.5, 23.0) + span(60, 120, 3.5, 0.0)
    trace = made(room=room, set_cool=25.0)
    assert kpi.discomfort(trace) == pytest.approx(1.0 + 1.0)
    assert kpi.overheat(trace) == 0.0


def test_off_has_no_discomfort():
    trace = made(room=10.0, set_heat=np.nan)
    assert kpi.discomfort(trace) == 0.0
    assert kpi.ppd10_share(trace) is None


@settings(max_examples=60)
@given(
    air=st.floats(15, 32),
    radiant=st.floats(15, 32),
    humidity=st.floats(0.1, 0.9),
    clo=st.sampled_from([0.5, 1.0]),
)
def test_pmv_and_ppd_agree_with_pythermalcomfort(air, radiant, humidity, clo):
    from pythermalcomfort.models import pmv_ppd_iso  # late: its import takes twenty seconds

    ours = kpi.pmv(np.array([air]), np.array([radiant]), np.array([humidity]), np.array([clo]))
    theirs = pmv_ppd_iso(
        tdb=air, tr=radiant, vr=0.1, rh=humidity * 100, met=1.2, clo=clo, model="7730-2005", limit_inputs=False,
        round_output=False,
    )  # fmt: skip
    assert ours[0] == pytest.approx(float(theirs.pmv), abs=0.01)
    assert kpi.ppd(ours)[0] == pytest.approx(float(theirs.ppd), abs=0.4)


def test_pmv_and_ppd_of_the_reference_case():
    """25 °C, 0.22 m/s, 50 %, 1.4 met, 0.5 clo, as worked in the documentation of pythermalcomfort."""
    vote = kpi.pmv(np.array([25.0]), np.array([25.0]), np.array([0.5]), np.array([0.5]), met=1.4, air_speed=0.22)
    assert vote[0] == pytest.approx(0.17, abs=0.005)
    assert kpi.ppd(vote)[0] == pytest.approx(5.6, abs=0.05)


def test_ppd_share_is_the_cold_part_of_the_day():
    trace = made(room=span(0, 360, 15.0, 22.0), mean_radiant=span(0, 360, 15.0, 22.0))
    assert kpi.ppd10_share(trace) == pytest.approx(0.25)


def test_damp_hours_are_those_above_60_percent():
    assert kpi.damp_share(made(humidity=span(0, 360, 0.61, 0.6))) == pytest.approx(0.25)


def test_clothes_follow_the_last_load_in_automatic():
    load = span(0, 480, 0.0, 0.0) + span(480, 600, 2000.0, 0.0) + span(900, 1000, -2000.0, 0.0)
    side = kpi.heating_side(made(load=load, set_cool=25.0))
    assert side[:900].all() and not side[900:].any()


# draught


def test_draught_counts_who_sits_in_a_warm_house():
    """Six hours at 20 %, six at 10 %, nobody else; the first 5 min after the start and the recovery do not count."""
    rate = np.where(np.arange(MINUTES) < 720, span(360, 720, 20.0, 10.0), np.nan)
    trace = made(draught=rate, events=[(360 * 60.0, "start"), (500 * 60.0, "defrost_end")])
    assert kpi.draught_share(trace) == pytest.approx(350 / 710)
    assert kpi.draught_p95(trace) == 20.0
    cold = made(draught=rate, room=span(0, 600, 19.0, 21.0))
    assert kpi.draught_share(cold) == pytest.approx(360 / (720 - 120))


def test_without_seats_there_is_no_draught():
    trace = made(draught=np.nan)
    assert kpi.draught_share(trace) is None and kpi.draught_p95(trace) is None


# energy


def test_energy_heat_and_cop():
    trace = made(heat=3000.0, aux_heat=span(0, 60, 1000.0, 0.0), p_compressor=900.0, p_standby=100.0, p_total=1000.0)
    assert kpi.energy(trace)["total"] == pytest.approx(24.0)
    assert kpi.energy(trace)["compressor"] == pytest.approx(21.6)
    assert kpi.heat(trace) == pytest.approx(73.0)
    assert kpi.cop(trace) == pytest.approx(73.0 / 24.0)
    assert kpi.aux_share(trace) == pytest.approx(1.0 / 73.0)


def test_cop_of_cooling_is_positive():
    trace = made(heat=-3000.0, p_total=1000.0, set_heat=np.nan, set_cool=25.0, valve_heating=0.0)
    assert kpi.cop(trace) == pytest.approx(3.0)


def test_automatic_counts_a_defrost_against_heating():
    defrost = span(0, 60, 1.0, 0.0)
    trace = made(
        set_cool=25.0, heat=span(0, 60, -2000.0, 3000.0), defrosting=defrost, valve_heating=1 - defrost, p_total=1.0
    )
    assert kpi.heat(trace) == pytest.approx(3 * 23 - 2)


def test_deficit_is_the_load_beyond_capacity():
    trace = made(load=span(0, 60, 5000.0, 2000.0))
    assert kpi.deficit(trace) == pytest.approx(1.0)
    assert kpi.deficit(made(load=-9000.0)) == 0.0


def test_peak_is_a_quarter_of_an_hour():
    trace = made(p_total=span(15, 25, 3000.0, 600.0))
    assert kpi.peak(trace) == pytest.approx((3000 * 10 + 600 * 5) / 15 / 1000)


# cycling


def test_worst_hour_slides():
    trace = made(events=[(t * 60.0, "start") for t in (50, 70, 90, 109, 111)])
    assert kpi.starts_worst_hour(trace) == 4


def test_starts_by_load():
    trace = made(
        load=span(0, 720, 2000.0, 500.0),
        events=[(10.0, "start")] + [((720 + k * 60) * 60.0, "start") for k in range(6)],
    )
    assert kpi.starts_by_load(trace) == {
        "starts_per_hour_above_min": pytest.approx(1 / 12),
        "starts_per_hour_below_min": pytest.approx(6 / 12),
    }


@pytest.mark.parametrize(
    ("events", "count"),
    [
        ([(0, "start"), (600, "stop"), (780, "start")], 0),
        ([(0, "start"), (599, "stop"), (900, "start")], 1),
        ([(0, "start"), (600, "stop"), (779, "start")], 1),
        ([(0, "start"), (500, "stop"), (600, "start"), (700, "stop")], 3),
        ([(86000, "start")], 0),
        ([(0, "start"), (300, "defrost_start"), (500, "defrost_end"), (700, "stop")], 0),
        ([(0, "aux_on"), (300, "aux_off"), (600, "aux_on"), (900, "aux_off")], 0),
        ([(0, "aux_on"), (299, "aux_off")], 1),
        ([(0, "aux_on"), (300, "aux_off"), (599, "aux_on"), (900, "aux_off")], 1),
        ([(0, "aux_on"), (10, "defrost_end"), (120, "aux_off")], 0),
        ([(0, "aux_on"), (120, "lease_lost"), (120, "aux_off"), (130, "aux_on")], 1),
        ([(0, "aux_on"), (90, "aux_stage2_on"), (250, "aux_stage2_off"), (300, "aux_off")], 0),
    ],
)
def test_min_times(events, count):
    events = [(float(t), name) for t, name in events]
    assert kpi.min_time_violations(kpi.Outcome(made(events=events))) == count


SHORT = [(36000.0, "start"), (36300.0, "stop")]


@pytest.mark.parametrize(
    ("columns", "changes", "count"),
    [
        ({}, [], 1),
        ({}, [36200.0], 0),
        ({}, [36000.0], 1),
        ({}, [36301.0], 1),
        ({"discharge": span(603, 605, 112.0, 60.0)}, [], 0),
        ({"discharge": span(580, 590, 112.0, 60.0)}, [], 1),
        ({"room": span(600, 605, 32.0, 21.0)}, [], 0),
        ({"valve_heating": 0.0, "indoor_coil": 1.0}, [], 0),
        ({"valve_heating": 1.0, "indoor_coil": 1.0}, [], 1),
        ({"capacity_max": span(600, 605, 0.0, 4000.0)}, [], 0),
    ],
)
def test_what_excuses_a_short_run(columns, changes, count):
    assert kpi.min_time_violations(kpi.Outcome(made(events=SHORT, **columns), changes=changes)) == count


def test_nothing_excuses_a_short_standstill():
    trace = made(events=[(36300.0, "stop"), (36400.0, "start")], discharge=115.0)
    assert kpi.min_time_violations(kpi.Outcome(trace, changes=[36300.0])) == 1


@pytest.mark.parametrize(("melted", "lasted", "count"), [(0.5, 300, 0), (0.2, 300, 1), (0.5, 60, 1)])
def test_needless_defrosts(melted, lasted, count):
    frost = span(0, 100, melted, 0.0)
    trace = made(frost=frost, events=[(6000.0, "defrost_start"), (6000.0 + lasted, "defrost_end")])
    assert kpi.needless_defrosts(trace) == count


def test_the_plants_own_count_of_needless_defrosts_goes_first():
    assert kpi.needless_defrosts(made(totals={"needless_defrosts": 7.0})) == 7


def test_a_defrost_cut_off_by_the_end_is_not_judged():
    cut = made(events=[(86300.0, "defrost_start")])
    assert kpi.needless_defrosts(cut) == 0
    assert kpi.longest_defrost(cut) == 0


def test_the_longest_defrost():
    events = [(600.0, "defrost_start"), (900.0, "defrost_end"), (6000.0, "defrost_start"), (6420.0, "defrost_end")]
    assert kpi.longest_defrost(made(events=[*events, (9000.0, "defrost_start"), (9060.0, "defrost_end")])) == 7.0
    assert kpi.longest_defrost(made()) == 0


# all


def test_names_are_the_published_ones():
    figures = kpi.evaluate(kpi.Outcome(made(totals={"travel_Hz": 12.0}), price=0.3, guard_violations=0))
    published = {
        "rms_error_K", "discomfort_Kh", "overheat_Kh", "ppd10_share", "damp_share", "energy_kWh", "heat_kWh", "cop", "cost",
        "starts", "starts_per_hour", "starts_worst_hour", "min_time_violations", "aux_share", "defrosts", "needless_defrosts",
        "travel_Hz", "peak_kW", "guard_violations",
    }  # fmt: skip
    assert published <= set(figures)
    flat = [name for name, value in figures.items() if not isinstance(value, dict)]
    flat += [f"energy_kWh.{part}" for part in figures["energy_kWh"]]
    assert sorted(flat) == sorted(kpi.NAMES)
    assert set(figures["energy_kWh"]) == {"compressor", "aux", "fan", "defrost", "standby", "total"}
    assert figures["travel_Hz"] == 12.0


@settings(max_examples=40)
@given(data=st.data(), minutes=st.integers(1, 200))
def test_any_trace_gives_strict_json_and_sane_figures(data, minutes):
    def column(low, high):
        return np.array(data.draw(st.lists(st.floats(low, high), min_size=minutes, max_size=minutes)))

    times = sorted(data.draw(st.lists(st.floats(0, minutes * 60 - 1), max_size=6)))
    events = [(t, name) for t, name in zip(times, ("start", "stop") * 3, strict=False)]
    trace = made(minutes, events, room=column(5, 40), load=column(-5000, 5000), p_total=column(0, 4000))
    figures = kpi.evaluate(kpi.Outcome(trace, price=0.2))
    json.dumps(figures, allow_nan=False)
    assert figures["discomfort_Kh"] >= 0 and figures["overheat_Kh"] >= 0
    assert figures["starts_worst_hour"] <= figures["starts"]
    assert figures["cost"] == pytest.approx(figures["energy_kWh"]["total"] * 0.2, rel=1e-6, abs=1e-9)
    assert figures["peak_kW"] * 1000 <= trace["p_total"].max() * (1 + 1e-8)  # nine digits are written


@pytest.mark.parametrize("content", [b"", b"no trace at all"])
def test_what_is_no_trace_is_refused(tmp_path, content):
    (tmp_path / "trace.npz").write_bytes(content)
    with pytest.raises(InputError, match="trace.npz: not a trace"):
        Trace.load(tmp_path / "trace.npz")


def test_a_trace_survives_its_file(tmp_path):
    trace = made(30, [(5.0, "start")], {"travel_Hz": 3.0}, room=np.linspace(20, 21, 30), room_measured=np.nan)
    trace.save(tmp_path / "trace.npz")
    back = Trace.load(tmp_path / "trace.npz")
    assert back.events == trace.events and back.totals == trace.totals and back.interval == 60.0
    assert np.allclose(back["room"], trace["room"], atol=1e-5)
    assert np.isnan(back["room_measured"]).all()
