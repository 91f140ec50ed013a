"""Which link the settings ask for. Loaded at the start.

Of `auto` the protocol that answered last is taken; where none has, one is looked for (`probe`).
"""

from ..control.errand import errand as block
from ..errand import errand, load, spares
from .protocols import found, session_of, tune


def link_for(hal, drive, sensors):
    """The link. `drive`, `sensors`: of the settings file, checked. Where memory is short, what only makes it goes again."""
    with block:
        link = _link(hal, drive, sensors)
        if spares():
            errand("settling").settle((), "units.")
    return link


def _link(hal, drive, sensors):
    kind = drive["kind"]
    if kind == "direct":
        return load("units.direct").DirectDrive(hal, drive)
    if kind == "none":
        return load("units.relays").Relays(hal, drive["read_back"])
    if kind[:3] == "ir:":
        mine = errand("units.managed").probed([spec["reads"] for spec in sensors])
        return errand("units.ir.link").link_for(hal, drive, mine)
    line = hal.line()
    line.claim(kind)
    if kind == "modbus":
        return load("units.modbus.link").ModbusDrive(hal, drive, line)
    managed = load("units.managed")
    link = managed.Managed(hal, drive, line, managed.probed([spec["reads"] for spec in sensors]))
    if kind == "auto":
        link.numbers = hal.nvs()
        kept = found(link.numbers)
        if kept is None:
            link.begin(load("units.probe").Probe(link, None), 0)
            return link
        link.kind, link.baud = kept
    session = session_of(link.kind, load)(link.unit)
    tune(line, session, link.baud)
    link.begin(session)
    return link
