"""What happens to our thermostat happens to those it is compared with."""

import pytest

from host_sim import experiment, scenario


@pytest.mark.parametrize("rival", experiment.CONTROLLERS[1:])
def test_a_rival_meets_the_same_events(rival):
    written = {
        "hours": 2,
        "climate": {"temperature": -5.0},
        "request": [{"mode": "heat"}],
        "event": [
            {"what": "window", "kind": "open", "value": 8.0, "at": "00:30", "lasts": "30 min"},
            {"what": "board", "kind": "power_cut", "at": "01:10", "lasts": "5 min"},
        ],
    }
    case = scenario.build(written, "test")
    quiet = scenario.build({**written, "event": []}, "test")
    forcing = experiment.prepare(case)
    with_them, without = (experiment.execute(one, forcing, rival) for one in (case, quiet))
    assert with_them.trace["room"][:30] == pytest.approx(without.trace["room"][:30])
    assert with_them.trace["room"][55] < without.trace["room"][55] - 1
    assert (with_them.trace["speed"][72:75] == 0).all()
    assert with_them.kpi["false_diagnoses"] is None
