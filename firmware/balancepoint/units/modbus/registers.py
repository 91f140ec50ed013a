"""The drive's registers as the settings file gives them (section `drive.modbus`), checked once. Loaded when a file is read.

    plain = check(table)        # ValueError, one line: "read.speed.register: 70000 is not 0 to 65535"

`boards/modbus` has tables of real drives. Register numbers are those on the wire: they begin at 0, many manuals count from 1.
"""

from ...control.quantity import const
from ...services.quantities import said
from . import codec

MOST = const(65535)
_LARGEST = const(8191)  # times 65535 is a small integer
BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
PARITIES = ("none", "even", "odd")
_LINK = ("name", "source", "baud", "parity", "stop", "address", "timeout", "refresh", "start", "write", "read")

# unit of one count, and counts of the core in it
_UNITS = {"speed": (("Hz", 1),), "power": (("W", 1), ("kW", 1000))}
_DEGREES = (("°C", 100), ("K", 100))
SWITCHES = ("run", "valve", "outdoor_fan")
WRITES = ("speed",) + SWITCHES + ("indoor_fan",)
TEMPERATURES = ("discharge", "outdoor", "outdoor_coil", "indoor_coil", "supply", "return_air")
FLAGS = ("running", "fault", "defrosting")
READS = ("speed", "power") + TEMPERATURES + FLAGS


def check(table):
    """What the session needs, in plain integers: {baud, parity, stop, address, timeout, refresh, start, writes, reads}."""
    _keys("", table, _LINK)
    out: dict = {
        "baud": _one_of("baud", table.get("baud", 19200), BAUDS),
        "stop": _number("stop", table.get("stop", 1), 1, 2),
        "address": _number("address", _given("address", table.get("address")), 1, 247),
        "timeout": _number("timeout", _given("timeout", table.get("timeout")), 1, 60),
        "refresh": _number("refresh", table.get("refresh", 1), 1, 30),
    }
    parity = PARITIES.index(_one_of("parity", table.get("parity", "even"), PARITIES))
    out["parity"] = parity - 1 if parity else None
    if 2 * out["refresh"] > out["timeout"]:
        raise ValueError(
            "refresh: %d s is more than half of timeout, %d s: the drive would stop in between"
            % (out["refresh"], out["timeout"])
        )
    starts = table.get("start", [])
    if not isinstance(starts, list):
        raise ValueError("start: %s is not a list of registers and values" % said(starts))
    out["start"] = tuple([_start("start.%d" % (i + 1), starts[i]) for i in range(len(starts))])
    writes = _keys("write", _given("write", table.get("write")), WRITES)
    reads = _keys("read", _given("read", table.get("read")), READS)
    if "speed" not in writes:
        raise ValueError("write.speed: must be given")
    if "speed" not in reads and "running" not in reads:
        raise ValueError("read.speed: must be given, or running: a compressor's standstill is to be seen")
    out["writes"] = tuple([_write("write." + name, name, writes[name]) for name in WRITES if name in writes])
    out["reads"] = tuple([_read("read." + name, name, reads[name]) for name in READS if name in reads])
    return out


def _given(path, value):
    if value is None:
        raise ValueError("%s: must be given" % path)
    return value


def _keys(path, table, known):
    if not isinstance(table, dict):
        raise ValueError("%s: %s is not a table {...}" % (path or "modbus", said(table)))
    for key in table:
        if key not in known:
            raise ValueError("%s%s: no such key, one of %s" % (path and path + ".", key, ", ".join(known)))
    return table


def _one_of(path, value, known):
    if value not in known:
        raise ValueError("%s: %s is none of %s" % (path, said(value), ", ".join([str(each) for each in known])))
    return value


def _number(path, value, low, high):
    if type(value) is not int or not low <= value <= high:
        raise ValueError("%s: %s is not a number from %d to %d" % (path, said(value), low, high))
    return value


def _register(path, table):
    return _number(path + ".register", _given(path + ".register", table.get("register")), 0, MOST)


def _function(path, table, usual, other):
    return _one_of(path + ".function", table.get("function", usual), (usual, other))


def _start(path, table):
    """(function, register, value)"""
    _keys(path, table, ("register", "value", "function", "meaning"))
    value = _number(path + ".value", _given(path + ".value", table.get("value")), 0, MOST)
    return _function(path, table, codec.WRITE, codec.WRITE_MANY), _register(path, table), value


def _write(path, name, table):
    """(name, function, register, a, b): a/b counts a Hz of the speed, values for on and off, or those of the fan's levels."""
    if name == "speed":
        _keys(path, table, ("register", "function", "scale"))
        size, part = _scale(path + ".scale", _given(path + ".scale", table.get("scale")), _UNITS["speed"])
        low, high = part, size
    elif name == "indoor_fan":
        _keys(path, table, ("register", "function", "levels"))
        levels = _given(path + ".levels", table.get("levels"))
        if not isinstance(levels, list) or len(levels) != 6:
            raise ValueError(
                "%s.levels: %s is not a list of 6 values, for off and levels 1 to 5" % (path, said(levels))
            )
        low, high = tuple([_number("%s.levels.%d" % (path, i + 1), levels[i], 0, MOST) for i in range(6)]), 0
    else:
        _keys(path, table, ("register", "function", "on", "off"))
        low = _number(path + ".on", _given(path + ".on", table.get("on")), 0, MOST)
        high = _number(path + ".off", table.get("off", 0), 0, MOST)
    return name, _function(path, table, codec.WRITE, codec.WRITE_MANY), _register(path, table), low, high


def _read(path, name, table):
    """(name, function, register, signed, mask, a, b, offset): the core's value is (counts & mask) * a // b + offset."""
    flag = name in FLAGS
    _keys(
        path, table, ("register", "function", "mask") if flag else ("register", "function", "signed", "scale", "offset")
    )
    size, part, offset = 1, 1, 0
    if not flag:
        units = _UNITS.get(name, _DEGREES)
        size, part = _scale(path + ".scale", _given(path + ".scale", table.get("scale")), units)
        if "offset" in table:
            above, below = _scale(path + ".offset", table["offset"], units)
            offset = above // below
    signed = table.get("signed", False)
    if not isinstance(signed, bool):
        raise ValueError("%s.signed: %s is not true or false" % (path, said(signed)))
    mask = _number(path + ".mask", table.get("mask", MOST), 1, MOST)
    function = _function(path, table, codec.HOLDING, codec.INPUT)
    return name, function, _register(path, table), 1 if signed else 0, mask, size, part, offset


def _scale(path, text, units):
    """(a, b) of "0.1 Hz", "1/60 Hz" or "-40 °C": a/b counts of the core."""
    example = "one of %s, like '0.1 %s' or '1/60 %s'" % (
        " and ".join([unit[0] for unit in units]),
        units[0][0],
        units[0][0],
    )
    if not isinstance(text, str):
        raise ValueError("%s: %s is not %s" % (path, said(text), example))
    number, _, unit = text.strip().partition(" ")
    for name, counts in units:
        if unit.strip() == name:
            above, slash, below = number.partition("/")
            try:
                size, part = _decimal(above)
                divisor = _decimal(below) if slash else (1, 1)
            except ValueError:
                break
            size, part = size * counts * divisor[1], part * divisor[0]
            if not part:
                break
            shared = _shared(abs(size), part)
            size, part = size // shared, part // shared
            if abs(size) > _LARGEST or part > MOST or (not size and "offset" not in path):
                raise ValueError("%s: %s is too large, too small or too fine" % (path, said(text)))
            return size, part
    raise ValueError("%s: %s is not %s" % (path, said(text), example))


def _decimal(text):
    """(a, b) of "-0.25"."""
    whole, _, rest = text.partition(".")
    return int(whole + rest), 10 ** len(rest)


def _shared(a, b):
    while b:
        a, b = b, a % b
    return a or 1
