"""What people call the bytes of the CN105 port: pairs (byte, name). Loaded by `words` alone."""

KINDS = (
    (0x41, "set"), (0x42, "get"), (0x5A, "connect"), (0x5B, "identify"),
    (0x61, "reply to set"), (0x62, "reply to get"), (0x7A, "reply to connect"), (0x7B, "reply to identify"),
)  # fmt: skip
SETS = ((0x01, "settings"), (0x07, "room"), (0x08, "run state"), (0x1F, "functions 1"), (0x21, "functions 2"))
GETS = (
    (0x02, "settings"), (0x03, "temperatures"), (0x04, "errors"), (0x05, "timers"), (0x06, "operation"),
    (0x09, "run state"), (0x20, "functions 1"), (0x22, "functions 2"), (0x42, "options"), (0xA9, "thermostat state"),
)  # fmt: skip
IDENTIFIES = ((0xC9, "capabilities"), (0xCA, "connect"))

POWERS = ((0, "off"), (1, "on"), (2, "test"))
MODES = ((1, "heat"), (2, "dry"), (3, "cool"), (7, "fan"), (8, "auto"))
FANS = ((0, "auto"), (1, "quiet"), (2, "low"), (3, "medium"), (5, "high"), (6, "very high"))
VANES = ((0, "auto"), (1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (7, "swing"))  # 1 is up
WIDES = (
    (0, "auto"), (1, "far left"), (2, "left"), (3, "centre"), (4, "right"), (5, "far right"), (8, "split"), (12, "swing"),
)  # fmt: skip
PROHIBITS = ((1, "power"), (2, "mode"), (4, "setpoint"))
BLOWS = ((0, "off"), (1, "very low"), (2, "low"), (3, "medium"), (4, "high"), (5, "very high"), (6, "quiet"))
STATES = ((0x01, "filter"), (0x02, "defrost"), (0x04, "preheat"), (0x08, "standby"), (0x10, "off"))
AIRFLOWS = ((0, "even"), (1, "indirect"), (2, "direct"))
TIMERS = ((0, "none"), (1, "off"), (2, "on"), (3, "both"))

# Of a set of the run state: name, place in the payload, place and bit of its flag (MUART-DOC 0x08)
RUN_STATES = (
    ("filter_reset", 3, 1, 0x01), ("dehumidify", 4, 1, 0x04), ("power_saving", 5, 1, 0x08), ("buzzer", 7, 1, 0x10),
    ("airflow", 6, 1, 0x20), ("remote_notice", 11, 2, 0x02), ("purifier", 12, 2, 0x04), ("night", 13, 2, 0x08),
    ("circulator", 14, 2, 0x10),
)  # fmt: skip
# Of the capabilities: name, place in the payload, bit, 1 if the bit says that it is not there (MUART-DOC 0xC9)
CAPABILITIES = (
    ("heats", 7, 0x02, 1), ("vane", 7, 0x20, 0), ("swings", 7, 0x40, 0),
    ("dries", 8, 0x01, 1), ("fan_alone", 8, 0x02, 1), ("extended_range", 8, 0x04, 0), ("fan_auto", 8, 0x10, 1),
    ("functions", 8, 0x20, 0), ("test", 8, 0x40, 0), ("dries_to_setpoint", 8, 0x80, 0),
    ("display", 9, 0x01, 0), ("outdoor_temperature", 9, 0x20, 0),
)  # fmt: skip
RANGES = ("cool_low", "cool_high", "heat_low", "heat_high", "auto_low", "auto_high")


def name_of(table, byte):
    """The name, or the byte as hexadecimal digits where nobody has given it one."""
    for each, name in table:
        if each == byte:
            return name
    return "0x%02x" % byte


def byte_of(field, table, value):
    """The byte of a name. Raise ValueError if there is none."""
    for each, name in table:
        if name == value:
            return each
    if isinstance(value, str) and value.startswith("0x"):
        return number(field, int(value[2:], 16), 0, 255)
    raise ValueError("%s: %s, allowed are %s" % (field, value, ", ".join([str(name) for _, name in table])))


def names_of(table, bits):
    """The names of the bits that are set; those without one as hexadecimal digits."""
    out = []
    for bit, name in table:
        if bits & bit:
            out.append(name)
            bits &= ~bit
    if bits:
        out.append("0x%02x" % bits)
    return ", ".join(out)


def bits_of(field, table, names):
    out = 0
    for name in names.split(", ") if names else ():
        out |= byte_of(field, table, name)
    return out


def number(field, value, low, high):
    """Raise ValueError if it is no whole number within the bounds."""
    if type(value) is not int or not low <= value <= high:
        raise ValueError("%s: %s, allowed is %d to %d" % (field, value, low, high))
    return value
