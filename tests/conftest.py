"""What holds for all tests: no luck, long files begin first, and the program is made small once.

Hypothesis judges by what comes out, never by how long it takes, and draws the same cases for the same test, as the stand-in on
MicroPython does. To look for new ones: `pytest -m hypothesis --hypothesis-profile search`.
"""

import fcntl
import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

import host_sim  # noqa: F401  # before NumPy: one thread of linear algebra
from tools import image

settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("balancepoint", settings.get_profile("search"), derandomize=True)
settings.load_profile("balancepoint")

# It also draws numbers that stand in the modules of ours that happen to be loaded: by what ran before. Those it finds by itself
# (its `_local_constants`, empty) are the same for everyone.
assert callable(providers._get_local_constants)
providers._get_local_constants = lambda: providers._local_constants

# Each worker takes a file at a time: of those that take longest, none may be the last one that is begun. In this order
LONG = (
    "test_setback.py",
    "test_experiment.py",
    "test_house.py",
    "test_energyplus.py",
    "test_app_on_micropython.py",
    "test_tick.py",
    "test_guest.py",
    "test_study.py",
    "test_draught.py",
    "test_defrost.py",
    "test_diagnoses.py",
    "test_effects.py",
    "test_process.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    rank = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: rank.get(item.path.name, len(LONG)))


@pytest.fixture(scope="session", autouse=True)
def made_small_once(tmp_path_factory):
    """`tools.shrink` takes half a minute for the firmware: the first worker leaves what it has made to the others."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        yield
        return
    small = image.small

    def one_at_a_time(texts):
        with open(tmp_path_factory.getbasetemp().parent / "small.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return small(texts)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(image, "small", one_at_a_time)
        yield
