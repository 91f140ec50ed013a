"""What an object keeps twice it keeps once, and does the same."""

import ast

from tools.once import once
from tools.program import Program

PATH = "balancepoint/control/core.py"
TEXT = """
class Owner:
    def __init__(self, settings):
        self.settings = settings
        part_settings = settings
        self.part__settings = part_settings
        own = [settings]
        self.own = own
        self.again = self.own
        self.count = settings
    def step(self):
        self.count += 1
        return (self.settings, self.part__settings, self.again, self.count)
"""


def kept_once(text, keep=(), **others):
    program = Program({PATH: text} | {f"balancepoint/{name}.py": other for name, other in others.items()})
    once(program, PATH, keep)
    return ast.unparse(program.trees[PATH]), program


def result(text):
    space = {}
    exec(text, space)
    return space["Owner"](3).step()


def test_what_is_the_same_is_kept_once():
    text, _ = kept_once(TEXT)
    assert "part__settings" not in text and "again" not in text and "part_settings" not in text
    assert "self.count = settings" in text  # set anew
    assert result(text) == result(TEXT)


def test_others_ask_for_what_is_left():
    _, program = kept_once(TEXT, app="def main(owner):\n    return owner.part__settings")
    assert "owner.settings" in ast.unparse(program.trees["balancepoint/app.py"])


def test_what_somebody_sets_or_another_class_has_or_people_use_stays():
    other = "class Other:\n    def __init__(self):\n        self.part__settings = 1"
    for options in (
        {"app": "def main(owner):\n    owner.part__settings = 2"},
        {"app": "def main(owner):\n    owner.settings = 2"},
        {"app": other},
        {"keep": ("part__settings",)},
        {"app": "class Heir(Owner):\n    def again(self):\n        self.settings = 2"},
        {"app": "def main(owner):\n    return getattr(owner, 'part__settings')"},
    ):
        assert "self.part__settings" in kept_once(TEXT, **options)[0], options
