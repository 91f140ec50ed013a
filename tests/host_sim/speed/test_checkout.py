"""Two checkouts in turns: the ratio of what they measure, and one line where one cannot."""

import pytest

from host_sim.errors import InputError
from host_sim.speed import __main__ as speed
from host_sim.speed import table
from host_sim.speed.checkout import Checkout, ratio
from host_sim.speed.parts import PARTS


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


def test_the_ratio_is_that_of_times_and_turns_alternate():
    asked = []

    def rate(name, values):
        return lambda: asked.append(name) or next(values)

    found = ratio(rate("a", iter([100, 100, 50])), rate("b", iter([200, 100, 100])), rounds=3)
    assert found.middle == 2 and found.low <= 2 <= found.high and found.low >= 1
    assert (found.here, found.there) == (10_000, 10_000)
    assert "".join(asked) == "abbaab"


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
    speed.main(["--against", str(made_up(tmp_path / "there", 800))])
    lines = [line for line in capsys.readouterr().out.splitlines() if "0.800..0.800" in line]
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
