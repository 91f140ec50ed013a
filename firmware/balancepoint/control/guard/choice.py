"""Whose compressor it is decides which guard has the last word; what is not asked for is not loaded."""


def guard_for(settings, memory, journal):
    """The guard of a compressor that is ours, or of a unit that owns its compressor."""
    if settings.managed:
        from .managed import ManagedGuard

        return ManagedGuard(settings, memory, journal)
    from .guard import Guard

    return Guard(settings, memory, journal)
