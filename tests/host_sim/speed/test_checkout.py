"""A checkout times what it is asked for, with the core it is told, beside another; one line where it cannot."""

from functools import partial

import pytest

from host_sim.errors import InputError
from host_sim.speed import __main__ as speed
from host_sim.speed import table
from host_sim.speed.checkout import COMPILED, Checkout
from host_sim.speed.parts import PARTS
from host_sim.speed.rounds import in_turns


def made_up(folder, rate, module="speed/parts.py"):
    """A checkout whose parts are that fast, in `module`."""
    package = folder / "host_sim"
    (package / module).parent.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "experiment.py").write_text("def prepare(chosen):\n    return None\n")
    (package / "scenario.py").write_text("def load(name, overrides, options):\n    return options['step']\n")
    functions = (f"def {part}(chosen, forcing):\n    print('noise')\n    return {rate} * chosen\n" for part in PARTS)
    (package / module).write_text("\n".join(functions))
    return folder


@pytest.mark.parametrize("module", ["speed/parts.py", "bench.py"])
def test_another_checkout_is_measured_by_its_own_code(tmp_path, module):
    checkout = Checkout(made_up(tmp_path / "other", 500, module))
    try:
        assert checkout.rate("core_alone", 10) == 5000
        assert checkout.rate("closed_loop", 60) == 30_000
    finally:
        checkout.close()


def test_the_table_has_a_line_for_each_part_and_step(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(table, "HERE", made_up(tmp_path / "here", 1000))
    monkeypatch.setattr(table, "in_turns", partial(in_turns, rounds=3))
    speed.main(["--against", str(made_up(tmp_path / "there", 800))])
    lines = [line for line in capsys.readouterr().out.splitlines() if "0.800 to 0.800" in line]
    assert len(lines) == 6 and all(label in "".join(lines) for label in PARTS.values())


def test_what_is_no_checkout_is_one_line(tmp_path):
    with pytest.raises(
        SystemExit, match="no checkout of Balancepoint; allowed is a folder with host_sim/speed/parts.py$"
    ):
        speed.main(["--against", str(tmp_path)])


def test_one_that_fails_says_why(tmp_path):
    folder = made_up(tmp_path / "other", 1)
    (folder / "host_sim" / "experiment.py").write_text("raise ImportError('no such thing')\n")
    checkout = Checkout(folder)
    try:
        with pytest.raises(InputError, match="cannot be measured: ImportError: no such thing$"):
            checkout.rate("plant_alone", 10)
    finally:
        checkout.close()


def test_the_core_is_the_one_asked_for(tmp_path):
    folder = made_up(tmp_path / "other", 1)
    with (folder / "host_sim/speed/parts.py").open("a") as file:
        file.write("\n\nimport os\ndef told(chosen, forcing):\n    return len(os.environ['BALANCEPOINT_FAST'])\n")
    for core, word in (("interpreted", "off"), (COMPILED, "required")):
        checkout = Checkout(folder, core)
        try:
            assert checkout.rate("told", 10) == len(word)
        finally:
            checkout.close()


def timed(rates):
    """A checkout that times nothing: closed loop and core are so fast with each core, the rest makes 1000 steps per second."""

    class Made:
        def __init__(self, folder, core):
            self.core = core

        def rate(self, part, dt):
            return rates[self.core] * dt if part in ("core_alone", "closed_loop") else 1000.0

        def close(self):
            pass

    return Made


@pytest.mark.parametrize(("compiled", "installed"), [(True, True), (False, False), (True, False)])
def test_this_one_alone(monkeypatch, capsys, compiled, installed):
    monkeypatch.setattr(table, "Checkout", timed({"interpreted": 100.0, "compiled": 800.0}))
    monkeypatch.setattr(table, "compiled", lambda: compiled)
    monkeypatch.setattr(table.energyplus, "there", lambda: installed)
    speed.main([])
    lines = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in capsys.readouterr().out.splitlines() if "|" in line
    ]
    speeds = [(*line[:3], line[3]) for line in lines if len(line) == 7]
    assert ("closed loop", "interpreted", "60 s", "6,000") in speeds
    assert (("closed loop", "compiled", "60 s", "48,000") in speeds) == compiled
    assert (("EnergyPlus with a Python callback", "", "60 s", "1,000") in speeds) == installed
    ratios = {line[0]: line[2] for line in lines if len(line) == 4}
    assert ratios.get("control core alone, compiled over interpreted") == ("8.00" if compiled else None)
    both = compiled and installed
    assert ratios.get("closed loop, compiled, over EnergyPlus with a callback") == ("48.00" if both else None)
    assert ratios.get("closed loop, interpreted, over EnergyPlus with a callback") == ("6.00" if installed else None)
