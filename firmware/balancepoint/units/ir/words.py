"""A remote's messages in words, for `unit frames` and the console's `ir`. Loaded when people ask."""

from .state import State

MODES = ("off", "heat", "cool", "auto", "dry", "fan")  # in the order of `control.request`
FANS = ("auto", "min", "low", "medium", "high", "max", "medium_high")
VANES = ("still", "sweeps", "1", "2", "3", "4", "5", "2")  # as the link counts them, from the top or the left
_STATE = 1  # what `read` says of a message that holds a state


def of(state):
    """A state in a line."""
    if not state.power:
        return "off"
    extra = "".join([", " + name for name, on in _extras(state) if on])
    return "%s, %d.%d °C, fan %s%s" % (
        MODES[state.mode], state.degrees // 100, state.degrees % 100 // 10, FANS[state.fan], extra,
    )  # fmt: skip


def _extras(state):
    return (
        ("quiet", state.quiet),
        ("turbo", state.turbo),
        ("econo", state.econo),
        ("light", state.light),
        ("filter", state.filter),
        ("clean", state.clean),
    )


class RemoteWords:
    """As the `words` of a protocol on a wire. `remote`: a file of this folder."""

    def __init__(self, remote):
        self._remote = remote

    def check(self, _frame):
        raise ValueError("this unit is spoken to by light; 'ir send' does that")

    def explain(self, frame):
        """(field, value, unit, remark) of a message."""
        state = State()
        kind = self._remote.read(frame, len(frame), state)
        if not kind:
            raise ValueError("no message of this remote")
        if kind != _STATE:
            yield "key", ", ".join([name for name, on in _extras(state) if on]) or "a vane", "", "turns it over"
            return
        yield "state", of(state), "", ""
        for name, place in (("vane", state.swingv), ("wide vane", state.swingh)):
            yield name, VANES[place], "", ""

    def fault(self, code):
        """By light nobody tells any."""
        return code, "", "", ""
