"""Lazy loading: what an errand loads goes again on a board with little memory, and stays elsewhere."""

import sys

from balancepoint import errand as loading
from host_sim.runtimes.memory import FIRMWARE, compiled
from host_sim.runtimes.vm import Vm

NEW = "[name for name in sorted(sys.modules) if name not in before]"
LOADED = f"print({NEW})"
SETTINGS = "balancepoint.control.settings.settings"


def board(program, files=None):
    """What a program prints in a VM in which modules are sparely kept."""
    with Vm({"/lib": {**compiled(FIRMWARE), **(files or {})}}) as vm:
        vm.run("import sys\nfrom balancepoint.errand import errand, spare\nspare()\nbefore = set(sys.modules)")
        return vm.run(program).split("\n")


def test_on_a_laptop_modules_stay():
    table = loading.errand("services.quantities")
    assert loading.errand("services.quantities") is table is sys.modules["balancepoint.services.quantities"]


def test_what_was_loaded_for_an_errand_goes_with_what_it_loaded():
    said = board(
        "print(errand('sensors.catalogue').nearest('pinn', ('pin', 'pen')))\n"
        + LOADED
        + "\nprint(hasattr(sys.modules['balancepoint'], 'sensors'))"
    )
    assert said[0] == "pin"
    assert said[1] == "[]"
    assert said[2] == "False"


def test_what_was_there_before_stays():
    said = board("import balancepoint.services.quantities\nerrand('sensors.catalogue')\n" + LOADED)
    assert "balancepoint.services.quantities" in said[0] and "catalogue" not in said[0]


def test_the_core_loads_its_tables_for_an_errand_too():
    said = board(
        f"from {SETTINGS} import Settings\nbefore = set(sys.modules)\n"
        "row = ((-1500, (783, 160), (4001, 1523), (4897, 2066)), (833, (909, 140), (5163, 1569), (5686, 1840)))\n"
        "settings = Settings(heating=row, speed_min=16, speed_max=100, zones=((200, 0, 110),))\n"
        "print(len(settings.describe()) > 50)\n" + LOADED
    )
    assert said[:2] == ["True", "[]"]


def test_a_module_that_could_not_be_loaded_whole_is_loaded_anew():
    """As when there was no memory for all of it."""
    broken = b"import gc\nfirst = 1\nif not hasattr(gc, 'enough'):\n    raise MemoryError\nsecond = 2\n"
    said = board(
        "import gc\n"
        "try:\n    errand('services.large')\n"
        "except MemoryError:\n    print('refused')\n"
        "class Enough:\n    enough = 1\n"
        "sys.modules['gc'] = Enough\n"
        "print(errand('services.large').second)\n" + LOADED,
        {"balancepoint/services/large.py": broken},
    )
    assert said[0] == "refused"
    assert said[1] == "2"
    assert "large" not in said[2]


def test_what_only_builds_goes_after_the_start_and_what_is_spared_stays():
    said = board(
        "from balancepoint.sensors.probe import Probe\n"
        "from balancepoint.services.uptime import Uptime\n"
        "probe, uptime = Probe(), Uptime(lambda: 0, lambda a, b: a - b)\n"
        "errand('settling').settle((Uptime,))\n"
        "Uptime(lambda: 0, None)\nprobe.put(3, 4)\nprint(probe.value, uptime.now())\n"
        "print(hasattr(Probe(), 'fault'))"
    )
    assert said[:2] == ["3 0", "False"]
