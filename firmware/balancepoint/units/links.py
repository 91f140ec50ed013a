"""Which link the settings ask for. Loaded at the start, and when other protocols are tried.

Of `auto` the protocol that answered last is taken, which the chip's numbers keep; without one they are tried (`probe`).
"""

from ..errand import errand

SERIAL = ("cn105", "s21", "midea")  # protocols of units that own their compressor
# What is tried, the most harmless first: kind and baud, 0: the protocol's own. New ones at the end: the chip's numbers count them
TRIED = (("s21", 0), ("cn105", 0), ("cn105", 9600), ("midea", 0))
_KEPT = "unit"  # of the chip's numbers: the place in TRIED that answered, from 1


def session_of(kind):
    """The class of a protocol's sessions."""
    return errand("units.%s.session" % kind).Session


def tune(line, session, baud=0):
    """The line as a protocol wants it."""
    line.setup(baud or session.BAUD, session.PARITY, session.STOP)


def link_for(hal, drive, sensors):
    """The link. `drive`, `sensors`: of the settings file, checked."""
    kind = drive["kind"]
    if kind == "direct":
        return errand("units.direct").DirectDrive(hal, drive)
    if kind == "none":
        return errand("units.relays").Relays(hal, drive["read_back"])
    line = hal.line()
    line.claim(kind)
    if kind == "modbus":
        return errand("units.modbus.link").ModbusDrive(hal, drive, line)
    managed = errand("units.managed")
    link = managed.Managed(hal, drive, line, managed.probed([spec["reads"] for spec in sensors]))
    if kind == "auto":
        link.numbers = hal.nvs()
        kept = found(link.numbers)
        if kept is None:
            link.begin(errand("units.probe").Probe(link, None), 0)
            return link
        link.kind, link.baud = kept
    session = session_of(link.kind)(link.unit)
    tune(line, session, link.baud)
    link.begin(session)
    return link


def found(numbers):
    """(kind, baud) that answered `auto` before, or None."""
    try:
        place = numbers.get_i32(_KEPT)
    except OSError:
        return None
    return TRIED[place - 1] if 0 < place <= len(TRIED) else None


def keep(numbers, place):
    """From the next start on `auto` is the one at that place in TRIED; -1: nothing is known any more."""
    numbers.set_i32(_KEPT, place + 1)
    numbers.commit()
