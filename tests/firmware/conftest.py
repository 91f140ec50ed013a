"""The tests of the control core run on the compiled core, too, where there is a build of it."""

from pathlib import Path

import pytest

from tests.compiled.collect import entered_for, on_the_compiled_core_too

ONLY_INTERPRETED = {
    "test_situation.py": "source code is read; every access is watched by subclasses",
    "test_bits.py": "arithmetic watched by an import hook",
    "test_tick.py": "syntax trees; arithmetic watched by an import hook",
    "test_sensing_small.py": "integers that watch their own arithmetic; syntax trees",
    "test_tracer.py": "integers that watch their own arithmetic",
    "test_guard_campaign.py::test_a_loosened_interlock_is_found": "constants are folded and cannot be loosened",
    "test_guard_campaign.py::test_a_loosened_watch_on_the_relays_is_found": "constants are folded and cannot be loosened",
    "test_guard_campaign.py::test_a_loosened_exemption_of_defrosts_is_found": "constants are folded and cannot be loosened",
    "test_exemption.py::test_not_out_of_a_standstill_nor_out_of_cooling": "None in place of a number",
    "test_defrost.py::test_melting_of_more_than_a_dry_coil_takes_was_frost": "a method is replaced",
    "test_house.py::test_no_call_takes_more_than_a_replay_with_all_rooms_of_a_part": "a method is replaced",
}

pytest_collect_file = on_the_compiled_core_too(Path(__file__).with_name("control"), ONLY_INTERPRETED)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    with entered_for(item):
        return (yield)
