"""What a message over MQTT asks for: a wish at the console's words, or a reading. Loaded for each."""

import json

from ..control.request import HEAT
from ..errand import errand
from .payload import MODES as SAID
from .told import short
from .wishes import MODES, NAMES, PRESETS

_TOGETHER = 5  # s in which two set points may come that are right only together
_BUTTONS = {
    "filter_cleaned": "filter",
    "outdoor_cleaned": "outdoor",
    "serviced": "serviced",
    "acknowledge": "acknowledge",
}
_MQTT = 1  # `app.asker`


def take(source, topic, payload, retained, now):
    """1: it was work. `source`: a `homeassistant.HomeAssistant`. `topic`: behind its base, `payload`: bytes."""
    try:
        kind, _, name = topic.decode().partition("/")
        text = payload.decode().strip()
    except (UnicodeError, ValueError):
        return _pass_over(source, "what is not UTF-8")
    if retained:
        return _pass_over(source, "%s/%s was kept by the broker: send it without the flag retain" % (kind, name))
    if len(text) > 200 or [letter for letter in text if letter < " "]:
        return _pass_over(source, "%s/%s: not a text of at most 200 letters in one line" % (kind, name))
    if source.app.controller is None:
        return _pass_over(source, "the controller does not run")
    if kind == "read":
        _read(source, name, text, now)
    else:
        _wish(source, name, text, now)
    return 1


def _pass_over(source, why):
    source.passed_over += 1
    source.refusal = why
    return 1


def _wish(source, name, text, now):
    request = source.app.request
    if name == "target":
        name = "heat" if request.mode == HEAT else "cool"
    elif name == "low" or name == "high":
        name = "heat" if name == "low" else "cool"
    elif name == "power":
        source.mode_before = request.mode or source.mode_before
        name, text = "mode", "off" if text.lower() == "off" else MODES[source.mode_before or HEAT]
    if name == "mode" and text in SAID.split():
        text = MODES[SAID.split().index(text)]
    elif name == "preset" and text == "none":
        text = PRESETS[0]
    refused = _ask(source, name, text)
    if name == "heat" or name == "cool":
        again, source.again = source.again, (name, text, now + _TOGETHER) if refused else None
        if again and not refused and now <= again[2] and again[0] != name:
            _ask(source, again[0], again[1])
    source.say_again("climate", "state")


def _ask(source, name, text):
    """The console's answer: 1 if it refuses."""
    app = source.app
    if name in _BUTTONS:
        line = _BUTTONS[name]
    elif name in NAMES:
        line = "set %s %s" % (name, text)
    else:
        return _pass_over(source, "set/%s: there is no such wish" % name)
    app.asker = _MQTT
    last = list(errand("services.commands").answer(app, line))[-1]
    app.asker = 0
    refused = last != "ok"
    if refused:
        _pass_over(source, last)
    if len(source.answers) > 4:
        source.answers.pop(0)
    source.answers.append('{"answer":%s,"asked":%s}' % (json.dumps(short(last)), json.dumps(line)))
    return 1 if refused else 0


def _read(source, name, text, now):
    try:
        reading = errand("services.remote")
        if name in reading.NEWS:
            source.news[name] = reading.news(name, text, now)
            source.say_again("diag")
        else:
            reading.take(name, text, source.app.remote, now)
    except ValueError as error:
        _pass_over(source, "read/%s: %s" % (name, error))
