"""What others send: readings of sensors elsewhere in the house, the price of energy, the forecast. Loaded for each.

A reading is what the settings' sensors expect from the network, with its unit, and its age if it is not of now:
`21.53 °C 12 s`. A number alone is in °C, %, W or W/m².
"""

from .quantities import example, read, unit_of

NEWS = ("price", "forecast")  # shown, and used by nobody yet: values of now and of the coming hours, a blank between
_HOURS = 48
_PLACES = {"price": 4, "forecast": 2}


def take(name, text, remote, now):
    """Into the sensor that it names. `remote`: {name: driver of `sensors.network`}. ValueError in one line."""
    if name not in remote:
        raise ValueError("the settings expect %s" % (", ".join(sorted(remote)) or "nothing from the network"))
    words = text.split()
    unit = unit_of(name)
    if not words:
        raise ValueError("a value is needed")
    if unit:
        if len(words) == 1 and words[0][-1].isdigit():
            words.append(example(unit).split(" ")[1])
        value = read(" ".join(words[:2]), unit)
        words = words[2:]
    elif words[0].isdigit():
        value = int(words[0])
        words = words[1:]
    else:
        raise ValueError("'%s' is not a whole number" % words[0])
    age = read(" ".join(words), "s", 0, 86400) if words else 0
    if not remote[name].put(value, age, now):
        raise ValueError("'%s' cannot be, or is older than what is known" % text)


def news(name, text, now):
    """(value of now in ten-thousandths or hundredths, `now`, the text). ValueError in one line."""
    values = text.replace(",", " ").split()
    if not 1 <= len(values) <= _HOURS:
        raise ValueError("1 to %d numbers are needed, of now and of each coming hour" % _HOURS)
    for value in values[::-1]:
        first = _scaled(value, _PLACES[name])
    return first, now, text


def _scaled(text, places):
    sign, digits = (-1, text[1:]) if text[:1] == "-" else (1, text)
    whole, _, rest = digits.partition(".")
    if not (whole + rest).isdigit() or len(whole) > 4 or len(rest) > 6:
        raise ValueError("'%s' is not a number such as 0.31" % text[:20])
    return sign * int(whole + (rest + "0" * places)[:places])
