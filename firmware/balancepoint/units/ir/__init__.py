"""Remote controls of indoor units: one file a remote, what it says <-> bytes <-> marks and spaces of infrared light.

A remote's file is its table and its page: how its bits look (`wave` walks that table both ways) and where in the bytes a state
stands. All of them have:

    CARRIER, DUTY       Hz and % of the carrier
    MARK, ZERO, ONE     µs of a bit's mark and of the space that says 0 or 1
    MSB                 1: the highest bit of a byte goes first
    PARTS               what stands around the bits, in order: see `wave`
    COPIES              how often a message goes out; -2: the second time with every bit inverted
    TAIL                µs of silence added behind the last copy
    LENGTHS             bytes that a message may have, the longest first
    MODELS              remotes that differ in their bytes; `State.model` counts them
    LOW, HIGH, STEP     0.01 °C: the range and the steps of its set points

    messages(want, before)      tuple of the messages that bring the unit from `before` (a `State`, or None: nothing is known)
                                to `want`; what a remote says by toggles needs to know where the unit stands
    read(frame, count, state)   1 and the state, if these bytes are a message of this remote; 2 if they are a key that turns
                                something over, which then stands in the state; else 0
    MAIN                        which of several messages holds the state: 0 the first, -1 the last
    TURNS_POWER                 1, where it is there: the state's `power` says that power is turned over, not how it stands

Positions of fields were checked against IRremoteESP8266 2.9.0 (LGPL 2.1), the widest collection of such facts; no line of it
is here.
"""
