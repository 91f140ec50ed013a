"""What the firmware's tests use of pytest, for MicroPython: parametrize, param, raises, approx, fixture."""

import re


class Test:
    """A test function and what its decorators said; functions of MicroPython carry no attributes."""

    def __init__(self, function):
        self.function = function
        self.axes = []  # ((names, cases), ...) of parametrize, the outermost last
        self.positional = ()  # strategies of `given`
        self.named = {}
        self.examples = 100

    @classmethod
    def of(cls, function):
        return function if isinstance(function, cls) else cls(function)


class Param:
    def __init__(self, values):
        self.values = values


def param(*values, id=None):
    return Param(values)


class mark:
    @staticmethod
    def cpython(reason):
        return Test.of  # the host does not ask for it

    @staticmethod
    def parametrize(names, values, ids=None):
        if isinstance(names, str):
            names = [name.strip() for name in names.split(",")]
        cases = []
        for value in values:
            if isinstance(value, Param):
                value = value.values
            elif len(names) == 1:
                value = (value,)
            cases.append(tuple(value))
            if len(cases[-1]) != len(names):
                raise ValueError(f"parametrize: {value} are not {names}")

        def decorate(function):
            test = Test.of(function)
            test.axes.append((names, cases))
            return test

        return decorate


class Fixture:
    def __init__(self, function):
        self.function = function


def fixture(function=None, scope="function"):
    if function is None:
        return Fixture
    return Fixture(function)


class MonkeyPatch:
    """`setattr` that is taken back after the test."""

    def __init__(self):
        self.changed = []

    def setattr(self, target, name, value):
        self.changed.append((target, name, getattr(target, name)))
        setattr(target, name, value)

    def undo(self):
        while self.changed:
            setattr(*self.changed.pop())


class raises:
    def __init__(self, expected, match=None):
        self.expected = expected
        self.match = match
        self.value = None

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        if kind is None:
            raise AssertionError(f"nothing was raised, {self.expected} is due")
        if not issubclass(kind, self.expected):
            return False
        self.value = value
        if self.match is not None and not re.search(self.match, str(value)):
            raise AssertionError(f"'{value}' does not match '{self.match}'")
        return True


class approx:
    """Equal within `abs`, or `rel` (1e-6) of what is expected: numbers, sequences of them, dictionaries of them."""

    def __init__(self, expected, rel=None, abs=None):
        self.expected = expected
        self.rel = rel
        self.abs = abs

    def __eq__(self, actual):
        expected = self.expected
        if isinstance(expected, dict):
            return set(actual) == set(expected) and all(self.near(actual[key], expected[key]) for key in expected)
        if isinstance(expected, (list, tuple)):
            return len(actual) == len(expected) and all(self.near(a, b) for a, b in zip(actual, expected))
        return self.near(actual, expected)

    def __ne__(self, actual):
        return not self == actual

    def near(self, actual, expected):
        if actual is None or expected is None:
            return actual is expected
        if actual == expected:
            return True
        if self.abs is None or self.rel is not None:
            within = max(self.abs or 1e-12, (1e-6 if self.rel is None else self.rel) * abs(expected))
        else:
            within = self.abs
        return abs(actual - expected) <= within

    def __repr__(self):
        return f"approx({self.expected})"
