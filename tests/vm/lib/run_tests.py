"""Runs the tests of one module in the VM.

    load("tests.firmware.control.guard.test_guard", {"test_this": ["argument", ...], ...})
    run("test_this")

The argument names come from the host, for a function of MicroPython does not tell them.
"""

import builtins

from hypothesis import Unsatisfied, examples
from pytest import Fixture, MonkeyPatch, Test

builtins.vars = lambda thing: thing.__dict__

module = None
arguments = {}


def load(name, names):
    global module, arguments
    module = __import__(name, None, None, ("*",))
    arguments = names


def run(name):
    test = Test.of(getattr(module, name))
    names = arguments[name]
    strategies = dict(test.named)
    if test.positional:
        strategies.update(zip(names[-len(test.positional) :], test.positional))
    count = 0
    for case in cases(test.axes):
        if not strategies:
            once(test.function, names, case)
            count += 1
            continue
        for drawn in examples(list(strategies.values()), test.examples, seed(name)):
            values = dict(zip(strategies, drawn))
            values.update(case)
            try:
                once(test.function, names, values)
                count += 1
            except Unsatisfied:
                pass
    if not count:
        raise AssertionError("not one case was run")


def seed(name):
    out = 0
    for letter in name:
        out = (31 * out + ord(letter)) & 0x3FFFFFFF
    return out


def cases(axes):
    """Every combination of the parameters, as {name: value}."""
    if not axes:
        yield {}
        return
    names, values = axes[-1]
    for value in values:
        for case in cases(axes[:-1]):
            case.update(zip(names, value))
            yield case


def once(function, names, values):
    finish = []
    try:
        function(**{name: values[name] if name in values else fixture(name, finish) for name in names})
    except Unsatisfied:
        raise
    except Exception:
        if values:
            print("with", ", ".join([f"{name}={short(values[name])}" for name in sorted(values)]))
        raise
    finally:
        for undo in reversed(finish):
            undo()


def short(value):
    text = repr(value)
    return text if len(text) < 200 else text[:200] + " ..."


def fixture(name, finish):
    if name == "monkeypatch":
        patch = MonkeyPatch()
        finish.append(patch.undo)
        return patch
    given = getattr(module, name)
    if not isinstance(given, Fixture):
        raise TypeError(f"{name}: no such fixture")
    made = given.function(*[fixture(each, finish) for each in arguments[name]])
    if not hasattr(made, "__next__"):
        return made
    value = next(made)
    finish.append(lambda: next(made, None))
    return value
