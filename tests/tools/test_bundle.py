"""Modules that are always loaded together become one: a new one, or one of them that takes in what it imports."""

import ast

import pytest

from tools.bundle import bundle
from tools.program import Program

HAL = "balancepoint/hal.py"
PARTS = {
    "balancepoint/pins.py": "import gc\nclass Output:\n    level = 3\n",
    "balancepoint/port.py": "import gc\nimport sys\ndef port():\n    return sys.maxsize > 0 and gc.isenabled()\n",
    HAL: "import gc\nfrom .pins import Output\nfrom . import port\nDONE = []\nfor _each in (1, 2):\n    DONE.append(_each)\n"
    "def output():\n    return Output.level, port.port(), tuple(DONE)\n",
}


def bundled(parts, roots=(HAL,), into=HAL, keep=(), apart=()):
    program = Program({"balancepoint/__init__.py": "", **parts})
    bundle(program, roots, into, keep, apart)
    return {path: ast.unparse(tree) for path, tree in program.trees.items() if ast.unparse(tree)}


def test_one_that_does_things_takes_in_what_it_imports():
    made = bundled(PARTS)
    assert list(made) == [HAL]
    there = {}
    exec(made[HAL], there)
    assert there["output"]() == (3, True, (1, 2))


def test_twice_changes_nothing():
    made = bundled(PARTS)
    assert bundled(made) == made


def test_others_find_what_was_taken_in():
    made = bundled({**PARTS, "balancepoint/app.py": "from .pins import Output\nfrom . import port\nsize = port.port\n"})
    assert "from balancepoint.hal import Output" in made["balancepoint/app.py"]
    assert "from balancepoint import hal as port" in made["balancepoint/app.py"]


def test_a_name_that_two_bind_keeps_one_of_them_apart_and_is_an_error_for_the_one_that_takes_in():
    two = {**PARTS, "balancepoint/port.py": "class Output:\n    level = 4\ndef port():\n    return Output.level\n"}
    made = bundled(two)
    assert set(made) == {HAL, "balancepoint/port.py"}
    with pytest.raises(ValueError, match="hal.py: Output: bound by another"):
        bundled({**PARTS, HAL: PARTS[HAL] + "class Output:\n    pass\n"})


@pytest.mark.parametrize(
    ("pins", "port"),
    [
        (
            "import gc\nclass Output:\n    level = gc.isenabled()\n",
            "import os as gc\ndef port():\n    return gc.name\n",
        ),
        (
            "def sys():\n    return 1\nclass Output:\n    level = sys\n",
            "import sys\ndef port():\n    return sys.path\n",
        ),
        ("import sys\nclass Output:\n    level = sys\n", "def sys():\n    return 1\ndef port():\n    return sys()\n"),
    ],
)
def test_what_one_imports_is_not_what_another_binds(pins, port):
    made = bundled({**PARTS, "balancepoint/pins.py": pins, "balancepoint/port.py": port})
    assert set(made) == {HAL, "balancepoint/port.py"}


def test_what_is_there_before_may_be_imported_by_those_that_are_taken_in():
    """`apart`: loaded first, whatever it does."""
    parts = {
        "balancepoint/errand.py": "print('loaded')\ndef errand():\n    return 1\n",
        "balancepoint/store.py": "from .errand import errand\ndef save():\n    return errand()\n",
        "balancepoint/app.py": "from .store import save\nfrom .errand import errand\nprint(save(), errand())\n",
    }
    made = bundled(parts, ("balancepoint/app.py",), "balancepoint/app.py", apart=("balancepoint/errand.py",))
    assert set(made) == {"balancepoint/app.py", "balancepoint/errand.py"}


SESSION = """from . import codec
class Session:
    def __init__(self, fan):
        self.fan = fan
    def say(self, size):
        fan = codec.fan(size) + self.fan
        return [codec.size() + k for k in range(fan)], lambda fan: fan * codec.size()
"""


def made_with(call):
    parts = {
        "balancepoint/codec.py": "def fan(x):\n    return x + 1\ndef size():\n    return 7\n",
        "balancepoint/session.py": SESSION,
        "balancepoint/main.py": f"from .session import Session\ndef session():\n    return {call}\n",
    }
    return bundled(parts, ("balancepoint/session.py",), "balancepoint/unit.py")


def test_what_a_function_calls_as_another_calls_its_own_steps_aside():
    """A session may name a fan's speed `fan`, though the codec has a function of that name."""
    made = made_with("Session(4)")
    assert set(made) == {"balancepoint/unit.py", "balancepoint/main.py"}
    there = {}
    exec(made["balancepoint/unit.py"], there)
    sizes, times = there["Session"](4).say(2)
    assert sizes == [7, 8, 9, 10, 11, 12, 13] and times(2) == 14


def test_a_parameter_that_a_call_says_keeps_its_name_and_its_module_stays():
    assert "class Session" not in made_with("Session(fan=4)").get("balancepoint/unit.py", "")
