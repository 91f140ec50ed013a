"""What an event may be about, what may happen to it, and what its value means: the words of docs/bench.md.

`KINDS[what][kind]` is a `Kind`. Words and units are those of the scenario's `faults`; what breaks there by the clock breaks here
by anything that happens, too.
"""

from __future__ import annotations

from dataclasses import dataclass

from host_sim.plant.sensors import MOST, NAMES

DAY = 86400


@dataclass(frozen=True)
class Kind:
    """`meaning`: in words. `value`: (low, high, unit) if it takes one, `usual` stands for it then if it may be left out. `also`:
    other keys that it takes, `needs`: that it must have; `links`: the wires over one of which the unit must be led; `lasting`: it
    goes on until `until` or as long as it `lasts`, else it is done at once."""

    meaning: str
    value: tuple[float, float, str] | None = None
    usual: float | None = None
    also: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    lasting: bool = True


_TEMPERATURES = NAMES[:10]
# largest value, its unit, of every sensor: of what it can be wrong by
SIZES = {
    **{name: (200.0, "K") for name in _TEMPERATURES},
    "humidity": (1.0, "0 to 1"),
    "power": (20_000.0, "W"),
    "aux_current": (100.0, "A"),
    "sun": (2000.0, "W/m2"),
}  # fmt: skip
# What is told in words, not measured: largest value
TOLD = {
    "speed": (200.0, "Hz"), "fan_proven": (1.0, "0 or 1"), "defrosting": (1.0, "0 or 1"), "fault": (65535.0, "code"),
    "window_open": (1.0, "0 or 1"), "standby": (1.0, "0 or 1"), "presence": (255.0, "bits of the seats"),
}  # fmt: skip


def _sensor(name: str) -> dict[str, Kind]:
    most, unit = SIZES[name]
    absolute = "°C" if name in _TEMPERATURES else unit
    kinds = {
        "dead": Kind("unplugged, open or shorted: its driver gives no value"),
        "stuck": Kind("its value stands still, and is reported on"),
        "frozen": Kind("a radio gone silent, a battery dead: the last value, older and older"),
        "offset": Kind("reads so much too high", (-most, most, unit)),
        "drift": Kind("reads more and more too high", (-most, most, f"{unit}/h")),
        "factor": Kind("reads so many times the value", (-10, 10, "1")),
        "noise": Kind("standard deviation of what is added to each report", (0, most, unit)),
        "step": Kind("reports in steps of", (0, most, unit)),
        "spike": Kind("one report of this value", (-most, most, absolute), lasting=False),
        "fixed": Kind("always reports this value", (-most, most, absolute)),
        "delay": Kind("what it reports is so old", (1, 7200, "s")),
        "on_change": Kind("reports only when it has changed by so much", (0, most, unit)),
    }
    if name in _TEMPERATURES:
        kinds |= {
            "power_on": Kind("the 85 °C that a DS18B20 shows after power-on"),
            "fahrenheit": Kind("degrees Fahrenheit that are taken for Celsius"),
            "reads": Kind("feels what another one should: it is off its clip, or plugged in there", needs=("of",)),
            "sunlit": Kind("so much too warm in 1000 W/m2 of sun on the horizontal", (0, 40, "K")),
        }
    return kinds


INDOOR = ("cn105", "s21", "midea")  # units with a thermostat of their own, led over this wire
DRIVE = "modbus"
_WIRES = (*INDOOR, DRIVE)
_SHARE = "growing evenly over `ramp`"
_DOOR = ("wish",)

KINDS: dict[str, dict[str, Kind]] = {
    **{name: _sensor(name) for name in NAMES},
    **{
        name: {
            "dead": Kind("is not told any more"),
            "frozen": Kind("the last value, older and older"),
            "fixed": Kind("is always told as this value", (0, most, unit)),
        }
        for name, (most, unit) in TOLD.items()
    },
    # machine
    "compressor": {
        "refuses": Kind("does not start; one that turns goes on"),
        "stalls": Kind("stops and stays so"),
    },
    "fan": {
        "stalled": Kind("the indoor fan stands"),
        "slow": Kind("goes no faster than this level", (1, 4, "level")),
    },
    "outdoor_fan": {"stalled": Kind("no air through the outdoor coil")},
    "valve": {"stuck": Kind("stays where it is")},
    "aux_relay": {
        "welded": Kind("the relay of this stage does not open", (1, 2, "stage"), 1.0),
        "open": Kind("the relay of this stage does not close", (1, 2, "stage"), 1.0),
    },
    "aux_element": {"open": Kind("this stage's element is burnt through", (1, 2, "stage"), 1.0)},
    "filter": {"dirty": Kind(f"share of the indoor airflow lost, {_SHARE}", (0.01, MOST["filter"], "1"), also=("ramp",))},
    "outdoor_air": {
        "blocked": Kind(f"share of the outdoor airflow lost, {_SHARE}", (0.01, MOST["outdoor_air"], "1"), also=("ramp",))
    },
    "charge": {"low": Kind(f"share of the refrigerant lost, {_SHARE}", (0.01, MOST["charge"], "1"), also=("ramp",))},
    "coil": {"iced": Kind("so much ice on the outdoor coil, at once", (0.01, 10, "kg"), lasting=False)},
    "unit": {
        "trip": Kind("stops with this fault code", (1, 65534, "code"), 1.0),
        "silent": Kind("says nothing, and goes on doing as it is told"),
        "deaf": Kind("neither says nor hears anything; after so long it stops by its own time-out", (1, 3600, "s"), 60.0),
        "forced_defrost": Kind("its own electronics begin a defrost (own_defrost = false)", lasting=False),
        "endless_defrost": Kind("a defrost of its own does not end (own_defrost = false)"),
    },
    # a unit that is led over its wire
    "line": {
        "silent": Kind("the unit hears, and does not answer", links=_WIRES),
        "corrupt": Kind("every so many-th answer has a bit turned", (1, 1000, "answers"), links=_WIRES),
        "half": Kind("every so many-th answer ends half-way", (1, 1000, "answers"), links=_WIRES),
        "echo": Kind("both wires touch: what is sent comes back, the unit hears nothing", links=_WIRES),
        "refuses": Kind("the unit refuses whatever it is told", links=_WIRES),
    },
    "other_head": {
        "heats": Kind("another room's unit has the outdoor unit, for heating", links=INDOOR),
        "cools": Kind("the same for cooling", links=INDOOR),
    },
    # weather
    "weather": {
        "temperature": Kind("outdoor air", (-40, 50, "°C"), also=("ramp", "swing", "period")),
        "humidity": Kind("relative humidity outdoors", (0.01, 1, "1"), also=("ramp", "swing", "period")),
        "wind": Kind("wind", (0, 40, "m/s"), also=("ramp", "swing", "period")),
        "rain": Kind("rain, freezing below 0 °C", (0, 50, "mm/h"), also=("ramp", "swing", "period")),
    },
    # house and people
    "window": {
        "open": Kind(
            "a window or door stands open: changes of air an hour at 20 K and 4 m/s", (0.1, 60, "1/h"), 8.0, also=("contact",)
        )
    },
    "people": {
        "guests": Kind("so many more, sitting", (1, 50, "people")),
        "cooking": Kind("on top of what they do", (1, 10_000, "W")),
        "away": Kind("nobody there: what is always on remains"),
    },
    "wish": {
        "console": Kind("asked for at the console or the knob; lost while the board is down", needs=_DOOR, lasting=False),
        "handset": Kind("pressed at the unit's remote, whatever the board does", needs=_DOOR, links=INDOOR, lasting=False),
        "network": Kind("asked for over the network; lost while that or the board is down", needs=_DOOR, lasting=False),
    },
    # board
    "board": {
        "power_cut": Kind("the controller has no power, then starts anew; its outputs are safe meanwhile"),
        "reset": Kind("starts anew at once", lasting=False),
        "blocked": Kind("its event loop stands: no Command; after 12 s the watchdog starts it anew"),
    },
    "mains": {
        "cut": Kind("no power for controller, unit and heater; so long after it is back the unit answers", (0, 600, "s"), 20.0)
    },
    "clock": {
        "shift": Kind("the wall clock is so far ahead, behind if negative", (-10_080, 10_080, "min")),
        "missing": Kind("not set"),
        "fixed": Kind("stands at this minute of the week", (0, 10_079, "min")),
    },
    "storage": {
        "full": Kind("nothing is written any more"),
        "corrupted": Kind("the newest copy is damaged: until another is written a start takes the one before it", lasting=False),
        "lost": Kind("both copies are damaged: until one is written a start has nothing", lasting=False),
    },
    "network": {"gone": Kind("wishes do not come through; after a start the clock is not set until it is back")},
}  # fmt: skip
