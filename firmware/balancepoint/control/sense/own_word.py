"""What a unit that owns its compressor says of it: does it turn?

By `running` where the unit says so (it has not stopped at its set point), else by its power, else by its speed: a speed alone is
told last because some units tell 0 Hz for ever, others a few while they stand (Mitsubishi CN105, echavet #57, #528, #560, #670).
"""

from ..quantity import const

TURNS = const(1)
STANDS = const(0)
SILENT = const(-1)

FRESH = const(60)  # s; a unit is asked for one thing after the other
POWER = const(80)  # W; fan and electronics take less
_TOP = const(500)  # Hz
_METER = const(60000)  # W


def own_word(readings):
    """TURNS, STANDS, or SILENT where nothing fresh tells."""
    said = readings.running.within(0, 1, FRESH)
    if said is not None:
        return said
    said = readings.power.within(0, _METER, FRESH)
    if said is None:
        said = readings.speed.within(0, _TOP, FRESH)
        if said is None:
            return SILENT
        return TURNS if said else STANDS
    return TURNS if said >= POWER else STANDS
