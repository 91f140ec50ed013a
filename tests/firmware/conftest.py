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
    "test_guard_machine.py::test_a_guard_that_is_a_little_loose_is_found": "constants are folded and cannot be loosened",
    "test_valve_walk.py": "vars() of an object",
    "test_walk.py": "vars() of an object",
    "test_exemption.py::test_not_out_of_a_standstill_nor_out_of_cooling": "None in place of a number",
    "test_quantity.py::test_clamp_is_the_median": "numbers beyond 64 bits",
    "test_daylight.py": "a list in place of an array",
    "test_balance.py::test_one_factor_on_the_whole_map_does_not_move_the_balance_point": "a list in place of a tuple",
    "test_frost.py::test_linear_frost_is_melted_when_its_triangle_is_worth_the_defrost": "a method is replaced",
    "test_frost.py::test_patience_moves_the_price": "a method is replaced",
    "test_defrost.py::test_melting_of_more_than_a_dry_coil_takes_was_frost": "a method is replaced",
    "test_defrost.py::test_where_the_guard_refuses_nothing_has_happened": "a method is replaced",
    "test_fit_oracle.py::test_one_days_response_serves_all_days": "a method is replaced",
    "test_fit.py::test_what_was_judged_is_what_the_next_step_begins_with": "a method is replaced",
    "test_room_model.py::test_the_model_of_whatever_room_takes_small_integers_alone": "integers that watch their own arithmetic",
    "test_house.py::test_no_call_takes_more_than_a_replay_with_all_rooms_of_a_part": "a method is replaced",
    "test_house.py::test_the_tick_stays_inside_30_bits": "integers that watch their own arithmetic",
    "test_house.py::test_a_history_that_makes_no_sense_changes_nothing": "vars() of an object",
    "test_house.py::test_the_same_past_gives_the_same_house": "vars() of an object",
    "test_restart.py::test_steps_are_small_and_end_with_the_same": "vars() of an object",
    "test_restart.py::test_the_learner_goes_on_where_it_was": "vars() of an object",
    "test_restart.py::test_the_mass_is_known_at_once": "vars() of an object",
    "test_drying.py::test_in_the_tropics_dry_mode_takes_the_damp_out_and_leaves_the_room_near_its_set_point": "a house of the simulator",  # noqa: E501
    "test_shift_felt.py": "houses of the simulator",
}

pytest_collect_file = on_the_compiled_core_too(Path(__file__).with_name("control"), ONLY_INTERPRETED)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    with entered_for(item):
        return (yield)
