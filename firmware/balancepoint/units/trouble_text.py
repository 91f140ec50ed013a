"""The troubles of `trouble` in a line each, by their code. Loaded when there is one."""

WORDS = (
    "the unit answers",
    "the unit does not answer: is it powered, are the wires for sending and receiving exchanged, is the level shifted to 5 V?",
    "what we send comes back: sending and receiving are joined, or the unit is not plugged in",
    "what comes back is garbled: wrong speed or parity, a loose wire, or no level shifter",
    "something answers in another protocol: the settings name the wrong unit",
    "the unit takes what it is told and does not do it: a remote lock, a central controller, or a mode it does not have",
    "the unit answers and refuses",
    "the unit does not hear our infrared light: is the emitter in sight of it, and the unit switched on at its mains?",
    "the unit runs otherwise than our infrared light has told it: was its handset used unheard, is the emitter in sight of it?",
)
