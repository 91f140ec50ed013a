"""Tests that need the build (`make fast`) or what makes it run where it is; where it must be, its lack fails."""

import os
import sys
from pathlib import Path

import pytest

from host_sim.compiled import loading, toolchain
from host_sim.errors import InputError

MUST = os.environ.get(loading.VARIABLE) == loading.REQUIRED or (Path(sys.prefix) / ".fast").exists()


@pytest.fixture(scope="session")
def boundary():
    """The compiled core."""
    found = loading.load()
    if found is None:
        (pytest.fail if os.environ.get(loading.VARIABLE) == loading.REQUIRED else pytest.skip)(
            "no build of these sources"
        )
    return found


@pytest.fixture(scope="session")
def compiler():
    """Cython and a C compiler."""
    try:
        assert toolchain.cython_version(), "Cython is missing"
        toolchain.compiler()
    except (AssertionError, InputError) as error:
        (pytest.fail if MUST else pytest.skip)(str(error))
