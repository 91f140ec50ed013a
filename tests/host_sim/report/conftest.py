"""A short run, made once: a cold day under two controllers."""

import pytest

from host_sim import experiment, scenario


@pytest.fixture(scope="session")
def short():
    chosen = scenario.load("deep_cold", ['description="cold <night> & day"'], {"days": 1, "step": 60})
    forcing = experiment.prepare(chosen)
    return chosen, [experiment.execute(chosen, forcing, name) for name in ("balancepoint", "on_off")]
