"""What somebody has changed at the unit's own handset, and fan and vanes that are wished for elsewhere. Loaded when that happens.

Mode and set point become a wish; a set point that we had moved ourselves is none. Fan and vanes stay as they were chosen for
`_HELD`, and until the core wants another one; `auto` gives them back to it.
"""

from ..control.command import FAN_AUTO
from ..control.journal.codes import AT_HANDSET
from ..control.quantity import UNKNOWN, clamp, const
from ..control.request import AUTO, COOL, DRY, FOLLOW, HEAT, HOME, OFF
from .unit import QUIET, SWING

_LATE = const(30)  # s in which the unit may still say the set point that we asked for before
_HELD = const(7200)  # s
_HEAT_LOW, _HEAT_HIGH = const(1000), const(2800)  # wishes that the core takes (`control.wish.comfort`)
_COOL_LOW, _COOL_HIGH = const(1600), const(3200)
_HALF_GAP = const(100)  # in AUTO the one set point of a handset stands for two, so far on either side
_NO_MODE = const(7)  # in the journal: fan or vane


def take(link, request):
    """1: `request` has it now. `link`: a `managed.Managed` whose unit says something that was not asked for."""
    unit = link.unit
    if not unit.asked or unit.on == UNKNOWN:
        return 0
    mode = unit.said_mode if unit.on else OFF
    changed = 0
    if mode != unit.mode and mode != UNKNOWN and mode != request.mode:
        request.mode = mode
        changed = 1
    setpoint = unit.said_setpoint
    if mode in (HEAT, COOL, AUTO, DRY) and _meant(link, setpoint):
        changed = 1
        if mode == HEAT or mode == AUTO:
            heat = setpoint - _HALF_GAP if mode == AUTO else setpoint
            request.heat_setpoint = clamp(heat, _HEAT_LOW, _HEAT_HIGH)
        if mode != HEAT:
            cool = setpoint + _HALF_GAP if mode == AUTO else setpoint
            request.cool_setpoint = clamp(cool, _COOL_LOW, _COOL_HIGH)
        request.dial = None
        if request.preset != FOLLOW:
            request.preset = HOME
    air = _air(link)
    if link.journal is not None and (changed or air):
        link.journal.add(unit.now, AT_HANDSET, (mode if changed else _NO_MODE) << 14 | max(setpoint, 0))
    return changed


def _meant(link, setpoint):
    """1: a person wants that set point; 0: nobody does, or we have asked for it ourselves."""
    unit = link.unit
    if setpoint in (UNKNOWN, unit.setpoint, link.person):
        return 0
    return 0 if setpoint == link.before and unit.now - link.moved_at < _LATE else 1


def _air(link):
    """1: fan or vanes were chosen, and are as the person wants them from now on."""
    unit = link.unit
    chosen = 0
    if _differs(unit.fan, unit.said_fan):
        unit.fan = unit.said_fan
        link.fan_until = unit.now + _HELD
        chosen = 1
    if _differs(unit.vane, unit.said_vane) or _differs(unit.wide, unit.said_wide):
        unit.vane = unit.said_vane
        unit.wide = unit.said_wide
        link.vane_until = unit.now + _HELD
        chosen = 1
    return chosen


def _differs(asked, said):
    return asked != UNKNOWN and said != UNKNOWN and said != asked


def choose(link, what, text):
    """`what`: fan, vane, wide. ValueError says what there is."""
    unit = link.unit
    table = _choices(unit, what)
    if text not in table:
        raise ValueError("%s '%s': this unit has %s" % (what, text, ", ".join(sorted(table))))
    value = table[text]
    until = 0 if value is None else unit.now + _HELD
    if what == "fan":
        link.fan_until = until
        if until:
            unit.fan = value
        return
    link.vane_until = until
    if until and what == "vane":
        unit.vane = value
    elif until:
        unit.wide = value


def choices(unit, what):
    """The words that `choose` takes, [] where there is no choice."""
    found = sorted(_choices(unit, what))
    return found if len(found) > 1 else []


def _choices(unit, what):
    """{word: of `Unit`}; None gives it back to the core."""
    most = unit.fans if what == "fan" else unit.vanes if what == "vane" else unit.wide_vanes
    table: dict = {str(place): place for place in range(1, most + 1)}
    table["auto"] = None
    if what == "fan" and unit.quiet:
        table["quiet"] = QUIET
    elif what != "fan" and most:
        table["swing"] = SWING
    return table


def names(link):
    """What was chosen, of fan, vane and wide vane: as `choose` takes it."""
    unit = link.unit
    return (
        _name(unit.fan, link.fan_until),
        _name(unit.vane, link.vane_until),
        _name(unit.wide, link.vane_until),
    )


def _name(value, until):
    if not until or value == UNKNOWN or not 1 <= value <= SWING or value == FAN_AUTO:
        return "auto"
    return "swing" if value == SWING else "quiet" if value == QUIET else str(value)
