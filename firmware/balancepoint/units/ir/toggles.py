"""What a remote says by keys that turn a thing over: they are pressed where the unit does not yet stand as it is wanted."""

from .state import STILL


def changed(wanted, stood):
    """1 if a function is to be turned over: 0 and 1, as it is wanted and as it stands."""
    return int(wanted != (stood or 0))


def moved(want, before):
    """1 if the vane that looks up or down is to begin or to cease moving."""
    return int((want.swingv != STILL) != bool(before and before.swingv != STILL))


def moved_any(want, before):
    """The same where one key moves all vanes."""
    stood = before and (before.swingv != STILL or before.swingh != STILL)
    return int((want.swingv != STILL or want.swingh != STILL) != bool(stood))
