"""Units: the files say what the makers publish, and a wrong file is refused in one line."""

import pytest

from host_sim.errors import InputError
from host_sim.plant.units import FOLDER, UnitConfig, load_unit, unit_names

BTU_H = 0.29307107  # W
# outdoor °C: min / rated / max as heat in Btu/h at power in kW, as quoted in bigladder/resdx; None is not published
PUBLISHED = {
    "muz_gl15nah2": {
        8.33: ((4800, 0.20), (18000, 1.60), (20900, 2.01)),
        -8.33: ((2150, None), (12100, None), (16400, None)),  # the powers in the source are a copying slip
        -15.0: ((2080, 0.24), None, (14100, 1.57)),
        35.0: ((3100, 0.21), (14000, 1.08), (18200, 2.00)),
    },
    "muz_fh18nah2": {
        8.33: ((7540, 0.85), (20300, 1.77), (30400, 3.40)),
        -8.33: ((4300, 0.60), (12480, 1.25), (24300, 3.39)),
        -15.0: ((3700, 0.53), None, (20900, 2.98)),
        35.0: ((6450, 0.41), (17200, 1.38), (21000, 2.22)),
    },
    "puz_ha36nha5": {
        8.33: ((19000, 1.2), (38000, 3.13), (40000, 3.75)),
        -8.33: ((13000, 1.14), (28000, 3.59), (38000, 5.3)),
        -15.0: ((8000, 0.83), None, (38000, 5.79)),
    },
    "puz_a24nha7": {
        8.33: ((9000, 0.45), (29000, 2.07), (29000, 2.07)),
        -8.33: ((5100, 0.42), (14900, 1.6), (16600, 1.9)),
        -15.0: ((4500, 0.40), None, (13000, 1.4)),
    },
}


def row_of(unit: UnitConfig, side: str, outdoor: float):
    return next(row for row in getattr(unit, side) if row.outdoor == outdoor)


def test_all_bundled_units_load():
    assert unit_names() == ["fujitsu_halcyon_12", *sorted(PUBLISHED)]
    for name in unit_names():
        assert load_unit(name).fan[4].airflow > load_unit(name).fan[0].airflow


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_points(name):
    unit = load_unit(name)
    for outdoor, published in PUBLISHED[name].items():
        row = row_of(unit, "cooling" if outdoor > 20 else "heating", outdoor)
        for figures, point in zip(published, (row.min, row.rated, row.max), strict=True):
            assert point.derived == (figures is None or figures[1] is None)
            if figures is not None:
                assert point.heat == pytest.approx(figures[0] * BTU_H, rel=2e-3)
            if figures is not None and figures[1] is not None:
                assert point.power == pytest.approx(figures[1] * 1000, rel=2e-3)


def test_repaired_rows_lie_between_their_neighbours():
    """COP of the GL15 at 17 °F: above the one at 5 °F, below the one at 47 °F."""
    cold, middle, mild = load_unit("muz_gl15nah2").heating
    for name in ("min", "max"):
        cops = [getattr(row, name).heat / getattr(row, name).power for row in (cold, middle, mild)]
        assert cops[0] < cops[1] < cops[2]


@pytest.mark.parametrize(
    ("outdoor", "low", "high"),
    [
        (-15.0, (2671, 4.89), (16710, 2.37)), (-8.33, (2824, 5.52), (17600, 2.62)), (8.33, (3100, 6.49), (19400, 3.09)),
        (27.78, (3437, 8.39), (15276, 3.2)), (35.0, (3100, 7.57), (13600, 2.75)),
    ],
)  # fmt: skip
def test_fujitsu_points(outdoor, low, high):
    row = row_of(load_unit("fujitsu_halcyon_12"), "cooling" if outdoor > 20 else "heating", outdoor)
    for point, (btu, cop) in ((row.min, low), (row.max, high)):
        assert point.heat == pytest.approx(btu * BTU_H, rel=2e-3)
        assert point.heat / point.power == pytest.approx(cop, rel=5e-3)
        assert not point.derived
    assert row.rated.derived


def test_core_map_is_integers_only():
    core = load_unit("fujitsu_halcyon_12").core_map()
    assert core["heating"][0] == (-1500, (783, 160), (4001, 1523), (4897, 2066))
    assert core["low_cutout"] == -2600
    assert (core["speed_min"], core["speed_max"], core["valve_energised_in"]) == (16, 100, "heating")
    flat = [v for row in (*core["heating"], *core["cooling"]) for part in row[1:] for v in part]
    assert all(type(v) is int for v in flat)


def altered(tmp_path, old, new):
    path = tmp_path / "mine.toml"
    path.write_text((FOLDER / "muz_fh18nah2.toml").read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("speed_min = 25", "speed_min = 250", "speed_min"),
        ("speed_min = 25", "speed_min = 25\nspeed_mni = 25", "speed_mni"),
        ("min = { heat = 1084,", "min = { heat = 9084,", "rise"),
        ("low_cutout = -25.0", 'low_cutout = "cold"', "low_cutout"),
        ("outdoor = -15.0", "outdoor = 15.0", "cold to warm"),
        ('valve_energised_in = "heating"', 'valve_energised_in = "always"', "valve_energised_in"),
        ("speed_rated = 60", "", "speed_rated"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(tmp_path, old, new, said):
    with pytest.raises(InputError) as caught:
        load_unit(altered(tmp_path, old, new))
    text = str(caught.value)
    assert "mine.toml" in text and said in text and "\n" not in text


def test_unknown_names_and_files(tmp_path):
    with pytest.raises(InputError, match="fujitsu_halcyon_12"):
        load_unit("fujitsu")
    with pytest.raises(InputError, match=r"nowhere\.toml"):
        load_unit(tmp_path / "nowhere.toml")


def test_valve_of_heating():
    unit = load_unit("fujitsu_halcyon_12")
    assert unit.heating_valve == 1
    assert unit.model_copy(update={"valve_energised_in": "cooling"}).heating_valve == 0
