"""Text with a unit <-> the integers of the core: "21.5 °C" or "70 °F" is 2150 or 2111 in steps of 0.01 °C.

A unit of the core is written as in `control.settings.TABLE`: an optional step, the unit, then words that are only read by
people: "s", "0.01 °C outdoor", "‰ of a day's heat", "h of run". "min of the day" is a clock, "22:30". "" is a pure count.

All arithmetic is in whole numbers, so laptop and chip agree to the last digit. What is finer than the core's step is rounded to
the nearest, halves away from zero ("21.005 °C" is 21.01 °C, "70 °F" is 21.11 °C); what is no temperature and would become 0 in
that way is refused.
Upper and lower case, blanks, "²" or "2", "Ω" or "ohm", "°C" or "C" make no difference: so there is no milli against mega.
"""

# An example, then the units of one dimension with their size. International foot, pound and IT British thermal unit.
_DIMENSIONS = (
    "21 °C 1 °F 5/9",  # a temperature: °F counts from 32
    "1.5 K 1 °C 1 °F 5/9",  # a difference
    "1 K/h 1 °C/h 1 °F/h 5/9",
    "90 s 1 min 60 h 3600 d 86400 ms 1/1000",
    "1500 W 1 kW 1000 BTU/h 52752792631/180000000000",
    "25 Hz 1 kHz 1000",
    "40 % 10 ‰ 1",
    "220 cm 1 m 100 mm 1/10 ft 762/25 in 127/50",
    "470 cm² 1 m² 10000 in² 16129/2500",
    "240 m³/h 1 l/s 18/5 cfm 26547043680/15625000000",
    "45 ° 1",
    "120 W/K 1 kW/K 1000",
    "3500 Wh/K 1 kWh/K 1000",
    "0.3 W/(m²K) 1",
    "500 W/m² 1 kW/m² 1000",
    "1000 Wh 1 kWh 1000",
    "10 kΩ 1000 Ω 1 k 1000",
    "2.5 V 1 mV 1/1000",
    "20 A 1 mA 1/1000",
    "1000 imp/kWh 1",
)
CLOCK = "min of the day"
_NUMBERS = ("fan_proven", "defrosting", "fault", "window_open", "presence")
_NO_TEMPERATURES = {"humidity": "‰", "power": "W", "sun": "W/m²", "aux_current_mA": "0.001 A"}


def unit_of(reading):
    """The core's unit of what a sensor reads, by its name in the settings: "room", "room2", "humidity"; "" for a number."""
    return "" if reading in _NUMBERS else _NO_TEMPERATURES.get(reading, "0.01 °C")


def _plain(unit):
    """One spelling of a unit for all the ways to write it."""
    unit = unit.lower()
    for old, new in (
        (" ", ""), ("²", "2"), ("³", "3"), ("\u2126", "ω"), ("Ω", "ω"), ("ohm", "ω"), ("deg", "°"),
        ("(", ""), (")", ""), ("·", ""),
    ):  # fmt: skip
        unit = unit.replace(old, new)
    return unit if unit == "°" else unit.replace("°", "")


def _split(unit):
    """(steps a unit, the unit as people write it) of a core unit: "0.01 °C outdoor" is (100, "°C")."""
    words = unit.split()
    steps = 1
    if words[0][0] == "0":
        steps = 10 ** (len(words.pop(0)) - 2)
    if "(" in words[0] and ")" not in words[0]:
        words[0] += words[1]
    return steps, words[0]


def _dimension(name):
    """The words of `_DIMENSIONS` in which the unit `name` stands."""
    exact = " %s " % name  # nearly always; and a line costs no memory
    for line in _DIMENSIONS:
        if exact in line:
            return line.split()
    plain = _plain(name)
    for line in _DIMENSIONS:
        words = line.split()
        if plain in [_plain(word) for word in words[1::2]]:
            return words
    raise ValueError("%s: no such unit" % name)


def _size(words, name):
    """The size of the unit `name` within its dimension, as a pair, or None."""
    plain = _plain(name)
    for k in range(1, len(words), 2):
        if words[k] == name or _plain(words[k]) == plain:
            top, _, bottom = words[k + 1].partition("/")
            return int(top), int(bottom or 1)
    return None


def _number(text):
    """(whole number, its decimals, what follows it), or None if the text does not begin with a number."""
    end = 1 if text[:1] in ("-", "+", "\u2212") else 0
    begin = end
    while end < len(text) and text[end] in "0123456789.":
        end += 1
    whole, _, decimals = text[begin:end].partition(".")
    if not whole + decimals or "." in decimals or end > 16:
        return None
    value = int(whole + decimals)
    return (-value if begin and text[0] != "+" else value), len(decimals), text[end:].strip()


def _clock(text):
    hour, _, minute = text.strip().partition(":")
    for part in (hour, minute):
        if not 1 <= len(part) <= 2 or [digit for digit in part if digit not in "0123456789"]:
            return None
    return int(hour) * 60 + int(minute) if len(minute) == 2 and int(hour) < 24 and int(minute) < 60 else None


def said(value):
    """What stands in the file, for a message of one line: without control characters and not too long."""
    text = "".join([letter if " " <= letter != "\x7f" else "?" for letter in str(value)[:61]])
    if len(text) > 60:
        text = text[:57] + "..."
    return "'%s'" % text if isinstance(value, str) else text


def _like(unit):
    return 'write it like "%s"' % example(unit)


def example(unit):
    """How a value in this core unit may be written: "21 °C"."""
    if unit == CLOCK:
        return "22:30"
    name = _split(unit)[1]
    words = _dimension(name)
    return words[0] + " " + (words[1] if name == "‰" else name)


def read(text, unit, low=None, high=None):
    """The integer in the core unit `unit` that `text` says, within `low` and `high` (in the core unit, both included).

    ValueError, in one line: what stands there, what is wrong and how to write it.
    """
    if not unit:
        if isinstance(text, bool) or not isinstance(text, int):
            raise ValueError("%s is not a whole number, written without quotes and without a unit" % said(text))
        value = text
    else:
        value = _read(text, unit)
    if low is not None and not low <= value <= high:
        raise ValueError("%s is not %s" % (said(text), between(low, high, unit)))
    return value


def _read(text, unit):
    if not isinstance(text, str):
        raise ValueError("%s has no unit, %s" % (said(text), _like(unit)))
    if unit == CLOCK:
        value = _clock(text)
        if value is None:
            raise ValueError("%s is not a time of day, %s" % (said(text), _like(unit)))
        return value
    number = _number(text.strip())
    if number is None:
        raise ValueError("%s is not a number with a unit, %s" % (said(text), _like(unit)))
    value, decimals, name = number
    steps, target = _split(unit)
    words = _dimension(target)
    if not name:
        raise ValueError("%s has no unit, %s" % (said(text), _like(unit)))
    size = _size(words, name)
    if size is None:
        raise ValueError("%s is not in %s, %s" % (said(text), " or ".join(words[1::2]), _like(unit)))
    whole = _size(words, target)
    thermometer = words[0] == "21"  # its 0 is a value like any other
    if thermometer and _plain(name) == "f":
        value -= 32 * 10**decimals
    top = value * size[0] * whole[1] * steps
    bottom = 10**decimals * size[1] * whole[0]
    rounded = (2 * abs(top) + bottom) // (2 * bottom)
    if top and not rounded and not thermometer:
        raise ValueError("%s is finer than the steps here, %s" % (said(text), shown(1, unit)))
    return rounded if top >= 0 else -rounded


def shown(value, unit):
    """An integer in the core unit `unit` as people write it; `read` takes it back to the same integer."""
    if not unit:
        return str(value)
    if unit == CLOCK:
        return "%d:%02d" % (value // 60, value % 60)
    steps, name = _split(unit)
    if name == "‰":
        name = "%"
        steps *= 10
    if name == "s" and value and steps == 1:
        for longer, size in (("min", 60), ("h", 60), ("d", 24)):
            if value % size:
                break
            value //= size
            name = longer
    whole, rest = divmod(abs(value), steps)
    text = str(whole)
    if rest:
        text += "." + str(steps + rest)[1:].rstrip("0")
    return ("-" if value < 0 else "") + text + " " + name


def measured(name, probe, now):
    """The last value of a `sensors.probe.Probe` and its age, for people. `name`: of the reading."""
    if probe.value is None:
        return "none yet"
    return "%s, %d s old" % (shown(probe.value, unit_of(name)), now - probe.at)


def between(low, high, unit):
    """A range in words: "between 1 and 240 Hz"."""
    low, high = shown(low, unit), shown(high, unit)
    number, _, name = low.partition(" ")
    return "between %s and %s" % (number if high.endswith(" " + name) else low, high)
