"""Whose method a call means."""

from tools.owners import Owners
from tools.program import Program

PATH = "balancepoint/control/core.py"
TEXT = """
class A:
    def go(self): pass
class B:
    def go(self): pass
def make():
    return B()
class Owner:
    def __init__(self, settings):
        a = self.a = A()
        self.b = make()
        self.many = [A() for _ in range(2)]
        self.none = settings
    def first(self, s):
        self.a.go()
    def second(self, s):
        s.go()
"""


def calls(text, **others):
    program = Program({PATH: text} | {f"balancepoint/{name}.py": other for name, other in others.items()})
    found = Owners(program, PATH, ("Owner",), ()).calls
    return {
        name: [caller.name if caller else None for _, caller in sites] for name, sites in found.items() if "." in name
    }


def test_a_part_that_the_constructor_makes():
    text = TEXT.replace("        s.go()\n", "        pass\n")
    assert calls(text) == {"A.go": ["first"]}
    assert calls(text.replace("self.a.go()", "self.b.go()")) == {"B.go": ["first"]}
    assert calls(text.replace("self.a.go()", "b = self.b\n        b.go()")) == {"B.go": ["first"]}
    assert calls(text.replace("self.a.go()", "for each in self.many: each.go()")) == {"A.go": ["first"]}


def test_a_parameter_is_what_callers_give():
    text = TEXT.replace("self.a.go()", "self.second(self.b)")
    assert calls(text)["B.go"] == ["second"]
    assert calls(text.replace("self.second(self.b)", "self.second(self.b); self.second(self.a)"))["B.go"] == [None]


def test_what_is_not_certain_may_be_anybodys():
    for uncertain in ("self.none.go()", "self.a = s\n        self.a.go()", "other().go()", "x = self.a.go"):
        found = calls(TEXT.replace("self.a.go()", uncertain))
        assert None in found["A.go"], uncertain
    assert None in calls(TEXT, app="def f(thing):\n    thing.go()\n")["A.go"]


def test_the_same_name_twice_is_no_class_that_is_told_apart():
    assert calls(TEXT + "class A:\n    def go(self): pass\n").get("A.go") is None


def test_a_class_is_told_apart_from_one_of_its_name_that_hands_on():
    other = "class Owner:\n    def go(self): pass\nclass Heir(Owner):\n    pass"
    assert calls(TEXT, other=other)["A.go"] == calls(TEXT)["A.go"]
