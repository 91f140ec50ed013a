"""A drive turns demand into what is asked of the machine. Which one, the settings say; nothing outside `drive` knows.

Every drive has the same small face, called in this order (`controller`):

    watch(s, now, dt)     each tick, first: what the machine does, by its own word and by command
    prepare(s, now, dt)   once a decision, before demand is known: frost, lockouts, the valve's way
    decide(s, now, dt)    once a decision, when it is: start, stop, speed; what it can give at most and at least, and why
    conclude(s, now, dt)  once a decision, last: what air and backup make of it
    turn(s, now, dt)      each tick: towards the speed decided
    step(s, now, dt)      each tick: `s.want`, for the guard
    learn()               outside the tick
    acknowledge()         a person releases its latches
    starts_within_hour(now)   for `status`

`direct`: compressor and valve are ours. `managed`: the unit owns them, and is led by set point and fed room temperature. What is
not asked for is not loaded.
"""


def drive_for(settings, memory, journal, unit_map):
    """The drive that the settings ask for."""
    if settings.managed:
        from .managed.managed import Managed

        return Managed(settings, memory, journal, unit_map)
    from .direct.direct import Direct

    return Direct(settings, memory, journal, unit_map)
