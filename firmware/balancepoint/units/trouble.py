"""What stands between a session and its unit, one code and one line each. `session.trouble` is the one that holds now."""

from ..control.quantity import const

OK = const(0)
SILENT = const(1)
ECHO = const(2)
GARBLED = const(3)
WRONG_PROTOCOL = const(4)
NOT_FOLLOWED = const(5)
REFUSED = const(6)
NOT_HEARD = const(7)

# By the code. Loaded when people ask: constants are folded into the sessions
WORDS = (
    "the unit answers",
    "the unit does not answer: is it powered, are the wires for sending and receiving exchanged, is the level shifted to 5 V?",
    "what we send comes back: sending and receiving are joined, or the unit is not plugged in",
    "what comes back is garbled: wrong speed or parity, a loose wire, or no level shifter",
    "something answers in another protocol: the settings name the wrong unit",
    "the unit takes what it is told and does not do it: a remote lock, a central controller, or a mode it does not have",
    "the unit answers and refuses",
    "the unit does not hear our infrared light: is the emitter in sight of it, and the unit switched on at its mains?",
)
