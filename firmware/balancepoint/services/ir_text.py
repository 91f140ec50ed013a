"""The console's `ir`: which remote it is, and a message by hand. Loaded when somebody asks.

ir learn                                  asks for a key three times and names the remote
ir send                                   the last message once more
ir send off | MODE DEGREES [FAN]          that state, once; what the thermostat wants follows a minute later
"""

from .. import hal
from ..errand import errand
from ..units.ir import wave, words
from ..units.ir.names import NAMES
from ..units.ir.state import State
from .quantities import read
from .wishes import degrees, one_of

_KEYS = 3  # presses that must be heard alike
_TRIES = 8
_PATIENCE = 30  # s for a key


def answer(app, given):
    """The lines that answer `ir ...`."""
    if given == ["learn"]:
        return _learn(app)
    if given[:1] == ["send"] and len(given) <= 4:
        return _send(app, given[1:])
    raise ValueError("ir '%s': ir learn, or ir send [off | MODE DEGREES [FAN]]" % " ".join(given)[:40])


def _receiver(app):
    """The link's, else one of its own, where there is room for it."""
    ears = getattr(app.link, "ears", None)
    if ears is None:
        if hal.receiver is None:  # gone after the start on a chip with little memory
            raise ValueError(
                "ir learn: on this chip only with drive.kind 'ir:...' in the settings; any will do, and this names the right one"
            )
        ears = hal.receiver()
    if ears is None:
        raise ValueError(
            "ir learn: this board has no pin function ir_in, a receiver; docs/infrared.md tells of other ways"
        )
    return ears


def _learn(app):
    ears = _receiver(app)
    found: list = []
    ears.keep = 1
    ears.listen(1)
    ears.clear()
    try:
        for _ in range(_TRIES):
            yield "press a key of the remote towards the receiver (%d of %d)" % (len(found) + 1, _KEYS)
            until = app.uptime.now() + _PATIENCE
            while not ears.whole():
                if app.uptime.now() >= until:
                    raise ValueError(
                        "ir learn: nothing was heard for %d s, and %d bursts of noise" % (_PATIENCE, ears.noise)
                    )
                yield ""
            name = state = None
            for each in NAMES:
                state = _read(ears, each)
                if state is not None:
                    name = each
                    break
                yield ""
            ears.clear()
            if name is None:
                yield "a burst that is none of a remote in this image, or is torn: dropped"
                continue
            if found and found[-1] != name:
                found = []
            found.append(name)
            yield "%s: %s" % (name, words.of(state))
            if len(found) == _KEYS:
                yield 'settings.json: "drive": {"kind": "ir:%s"%s}' % (name, _model(name, state))
                return
        raise ValueError("ir learn: %d bursts, and no remote was heard %d times in a row" % (_TRIES, _KEYS))
    finally:
        ears.keep = 0


def _read(ears, name):
    """The state that this remote's message in the burst holds, or None."""
    try:
        remote = errand("units.ir.%s" % name)
    except ImportError:
        return None  # not in this image
    count = ears.whole()
    ear = wave.Ear(ears.heard, count, bytearray(wave.BYTES_AT_MOST))
    state = State()
    for at in range(0, count - 1, 2):
        size = wave.hear(remote, ear, at)
        if size and remote.read(ear.frame, size, state):
            return state
    return None


def _model(name, state):
    models = errand("units.ir.%s" % name).MODELS
    return ', "model": "%s"' % models[state.model] if len(models) > 1 else ""


def _send(app, given):
    link = app.link
    if not hasattr(link, "effect"):
        raise ValueError("ir send: the settings name no remote; drive.kind 'ir:...' does (ir learn finds which)")
    session = link.session
    if not given:
        session.again()
        return ("the last message goes out once more",)
    state = State()
    mode = one_of("ir send", given[0].lower(), {word: place for place, word in enumerate(words.MODES)})
    if mode:
        _state(link.unit, session.remote, state, mode, given[1:])
    elif len(given) > 1:
        raise ValueError("ir send off: nothing comes after it")
    session.once(state)
    return ("goes out: %s; what the thermostat wants follows within a minute" % words.of(state),)


def _state(unit, remote, state, mode, given):
    """Power is on, and the rest as it is asked for."""
    if not unit.modes >> mode & 1:
        known = ", ".join([words.MODES[k] for k in range(1, 6) if unit.modes >> k & 1])
        raise ValueError("ir send %s: this remote has %s" % (words.MODES[mode], known))
    if not given:
        raise ValueError("ir send %s: degrees are missing, %s" % (words.MODES[mode], _range(remote)))
    text = given[0] if given[0][-1:] == "C" else given[0] + " °C"
    try:
        value = read(text, "0.01 °C", remote.LOW, remote.HIGH)
    except ValueError:
        raise ValueError("ir send: %s is not %s" % (given[0][:20], _range(remote)))
    if value % remote.STEP:
        raise ValueError("ir send: %s is not %s" % (degrees(value), _range(remote)))
    state.power = 1
    state.mode = mode
    state.degrees = value
    if len(given) > 1:
        state.fan = one_of("ir send fan", given[1].lower(), {word: place for place, word in enumerate(words.FANS[:6])})


def _range(remote):
    return "between %s and %s in steps of %s K" % (
        degrees(remote.LOW), degrees(remote.HIGH), "0.5" if remote.STEP == 50 else "1",
    )  # fmt: skip
