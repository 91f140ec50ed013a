"""A remote's state in words, as people and JSON have it, and as the firmware's `State`."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

from balancepoint.control import request
from balancepoint.units.ir.names import NAMES
from balancepoint.units.ir.state import NEVER, State
from host_sim.errors import InputError, brief
from host_sim.inputs import nearest

# By what people call them; the files of `units/ir` have the same names in small letters
PROTOCOLS = tuple(name.upper() for name in NAMES)
MODES = {"heat": request.HEAT, "cool": request.COOL, "auto": request.AUTO, "dry": request.DRY, "fan": request.FAN}
FANS = ("auto", "min", "low", "medium", "high", "max", "medium_high")
SWINGV = ("off", "auto", "highest", "high", "middle", "low", "lowest", "upper_middle")
SWINGH = ("off", "auto", "left_max", "left", "middle", "right", "right_max", "wide")
FLAGS = ("quiet", "turbo", "econo", "light", "filter", "clean", "beep")
FORMS = {"normal": 1, "state_only": 1, "extended": 0, "state_and_swing": 0}  # State.short
DAY = 1440  # min


def remote(protocol: object) -> ModuleType:
    """The firmware's file of a remote."""
    name = str(protocol).upper()
    if name not in PROTOCOLS:
        raise InputError(f"protocol {brief(repr(protocol))}: no such remote; {nearest(name, PROTOCOLS)}")
    return importlib.import_module(f"balancepoint.units.ir.{name.lower()}")


def _word(asked: dict[str, Any], name: str, allowed: tuple[str, ...], usual: str) -> int:
    value = asked.get(name, usual)
    if value not in allowed:
        raise InputError(f"{name} {brief(repr(value))}: one of {', '.join(allowed)}")
    return allowed.index(value)


def _flag(asked: dict[str, Any], name: str, usual: bool = False) -> int:
    value = asked.get(name, usual)
    if not isinstance(value, bool):
        raise InputError(f"{name} {brief(repr(value))}: true or false")
    return int(value)


def _number(asked: dict[str, Any], name: str, low: float, high: float, usual: float) -> float:
    value = asked.get(name, usual)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise InputError(f"{name} {brief(repr(value))}: a number from {low:g} to {high:g}")
    return value


def _minutes(asked: dict[str, Any], name: str) -> int:
    value = _number(asked, name, NEVER, DAY, NEVER)
    if value != int(value):
        raise InputError(f"{name} {value!r}: whole minutes, or -1 for none")
    return int(value)


def _degrees(remote: ModuleType, asked: dict[str, Any], state: State) -> None:
    low, high = remote.LOW / 100, remote.HIGH / 100
    if not _flag(asked, "celsius", True):
        low, high = round(low * 1.8 + 32), round(high * 1.8 + 32)
        state.set_f(round(_number(asked, "degrees", low, high, 75)))
    else:
        state.degrees = round(100 * _number(asked, "degrees", low, high, min(high, max(low, 24))))


KEYS = frozenset(("power", "mode", "degrees", "celsius", "fan", "swingv", "swingh", *FLAGS, "sleep", "clock"))


def wanted(remote: ModuleType, asked: object, model: str | None = None, form: str | None = None) -> State:
    """A state from a request in words: what is left out is as on a unit that cools at 24 °C with nothing special."""
    if not isinstance(asked, dict):
        raise InputError(f"request {brief(repr(asked))}: a table of power, mode, degrees, fan ...")
    unknown = sorted(set(asked) - KEYS)
    if unknown:
        raise InputError(f"request: {unknown[0]} is no part of it; {nearest(unknown[0], sorted(KEYS))}")
    state = State()
    state.model = _model(remote, model)
    if form is not None and form not in FORMS:
        raise InputError(f"form {brief(repr(form))}: one of {', '.join(FORMS)}")
    state.short = FORMS[form] if form else 0
    mode = asked.get("mode", "cool")
    state.power = _flag(asked, "power", True)
    if mode == "off":
        state.power = 0
        mode = "auto"
    if mode not in MODES:
        raise InputError(f"mode {brief(repr(mode))}: one of {', '.join(MODES)}, off")
    state.mode = MODES[mode]
    _degrees(remote, asked, state)
    state.fan = _word(asked, "fan", FANS, "auto")
    state.swingv = _word(asked, "swingv", SWINGV, "off")
    state.swingh = _word(asked, "swingh", SWINGH, "off")
    for name in FLAGS:
        setattr(state, name, _flag(asked, name))
    state.sleep = _minutes(asked, "sleep")
    state.clock = _minutes(asked, "clock")
    return state


def _model(remote: ModuleType, model: str | None) -> int:
    if model is None:
        return 0
    if model not in remote.MODELS:
        known = ", ".join(name for name in remote.MODELS if name)
        raise InputError(f"model {brief(repr(model))}: {f'one of {known}' if known else 'this remote has no models'}")
    return int(remote.MODELS.index(model))


def in_words(state: State) -> dict[str, Any]:
    """The same as a table of words."""
    celsius = not state.fahrenheit
    degrees = state.degrees / 100 if celsius else state.degrees_f()
    return {
        "power": bool(state.power),
        "mode": next((word for word, mode in MODES.items() if mode == state.mode), "off"),
        "degrees": int(degrees) if degrees == int(degrees) else degrees,
        "celsius": celsius,
        "fan": FANS[state.fan],
        "swingv": SWINGV[state.swingv],
        "swingh": SWINGH[state.swingh],
        **{name: bool(getattr(state, name)) for name in FLAGS},
        "sleep": state.sleep,
        "clock": state.clock,
    }
