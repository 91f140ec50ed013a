"""Tests that need an optional package (`make extras`) or a C compiler run where it is; where it must be, its lack fails."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path

import pytest

MUST = os.environ.get("BALANCEPOINT_EXTRAS") == "required" or (Path(sys.prefix) / ".extras").exists()


def _need(there, what):
    if not there:
        (pytest.fail if MUST else pytest.skip)(f"{what} is missing")


@pytest.fixture(scope="session")
def energyplus():
    _need(importlib.util.find_spec("pyenergyplus"), "pyenergyplus-lbnl")


@pytest.fixture(scope="session")
def fmus(tmp_path_factory):
    """The example's FMU, compiled: {2: the one of FMI 2.0, 3: of 3.0}."""
    _need(importlib.util.find_spec("fmpy"), "fmpy")
    _need(shutil.which(os.environ.get("CC", "cc")), "a C compiler")
    from host_sim.adapters.fmu_example import build

    folder = tmp_path_factory.mktemp("fmu")
    return {version: build(folder / f"home{version}.fmu", version) for version in (2, 3)}
