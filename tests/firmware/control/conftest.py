"""The tests of the control core run under CPython and on MicroPython; these need what only CPython has."""

from tests.vm.collect import on_micropython_too

pytest_collect_file = on_micropython_too(
    {
        "test_bits.py": "arithmetic watched by an import hook",
        "test_adaptive_weather.py": "weather files, numpy",
        "test_drying.py": "psychrolib is the oracle; a house of the simulator",
        "test_guard_campaign.py": "the simulator's judge",
        "test_guard_machine.py": "the simulator's judge, hypothesis",
        "test_walk.py": "objects are looked into and put back",
        "test_valve_walk.py": "objects are looked into and put back",
        "test_fit_oracle.py": "numpy is the oracle",
        "test_jet.py": "the simulator's jet is the oracle",
        "test_moist_air_oracle.py": "psychrolib is the oracle",
        "test_pmv_oracle.py": "pythermalcomfort is the oracle",
        "test_situation.py": "source code is read; every access watched",
        "test_room_state.py": "numpy and the simulator's room are the oracle",
        "test_sensing_small.py": "integers that watch their own arithmetic; syntax trees",
        "test_shift_felt.py": "pythermalcomfort is the oracle; houses of the simulator",
        "test_sunlight_weather.py": "pvlib is the oracle",
        "test_tick.py": "syntax trees; arithmetic watched by an import hook",
    }
)
