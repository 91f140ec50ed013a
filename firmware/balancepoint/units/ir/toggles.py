"""What a remote says by keys that turn a thing over: they are pressed where the unit does not yet stand as it is wanted."""

from .state import NEVER, STILL


def changed(want, before, name):
    """1 if that function is to be turned over; `before` None: it is taken as off."""
    wanted = getattr(want, name)
    off = NEVER if name == "sleep" else 0
    stood = getattr(before, name) if before else off
    return int((wanted != off) != (stood != off))


def moved(want, before):
    """1 if the vane that looks up or down is to begin or to cease moving."""
    return int((want.swingv != STILL) != bool(before and before.swingv != STILL))


def moved_any(want, before):
    """The same where one key moves all vanes."""
    stood = before and (before.swingv != STILL or before.swingh != STILL)
    return int((want.swingv != STILL or want.swingh != STILL) != bool(stood))
