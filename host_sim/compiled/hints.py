"""What the source of the core does not say by itself: its tables, and what comes from outside.

Nothing here changes an answer: a hint that is wrong ends in a TypeError or an OverflowError, never in another number.
"""

from __future__ import annotations

from collections.abc import Iterator

from host_sim.compiled.program import Program

# Of what callers outside the core hand in, and of variables that take something from outside
VARIABLES = {
    "controller.Controller.__init__": {
        "settings": "settings.settings.Settings",
        "memory": "settings.memory.Memory",
        "history": "object",
        "entries": "int",
    },
    "controller.Controller.step": {"readings": "readings.Readings", "request": "request.Request", "now": "int"},
    "readings.Readings.__init__": {"room_sensors": "int"},
    "readings.Reading.set": {"value": "object", "age": "int"},
    "wish.comfort.Comfort.take": {"request": "request.Request"},
    "request.Request.__init__": {
        name: "object"  # as people ask for it, which may be anything
        for name in ("mode", "heat_setpoint", "cool_setpoint", "dial", "emergency", "preset", "schedule")
    },
    "wish.schedule.wrong": {"schedule": "object"},
    "quantity.deg": {"celsius": "object"},  # at the top of modules, and fractions
    "quantity.minutes": {"count": "object"},
    "quantity.hours": {"count": "object"},
    "quantity.clamp": {"value": "int", "low": "int", "high": "int"},
    "quantity.divide": {"numerator": "int", "denominator": "int"},
    "journal.journal.Journal.add": {"value": "int"},
    "house.equations.Equations.solve": {"answer": "array[i]"},
    "air.jet.fits": {"zone": "tuple[int]", "depth": "int", "width": "int"},
    "sense.channel.Channel._sample": {"value": "int"},
    "house.past.Past.put": {"bin": "object"},
    "house.past.Past.skip": {"bins": "int"},
    "house.past.Past.read": {"first": "int", "buffer": "array[h]"},
    "house.past.Past.__init__": {"size": "int"},
}
# Of functions that nobody in the core calls
BY_NAME = {"now": "int", "dt": "int", "s": "situation.Situation"}

ROWS = "tuple[tuple[int]]"
ATTRIBUTES = {
    "readings.Readings": {"rooms": "list[readings.Reading]"},
    "readings.Reading": {"value": "object", "age": "int"},
    "situation.Situation": {"readings": "readings.Readings", "request": "request.Request"},
    "controller.Controller": {"_mode": "object", "_emergency": "object"},  # compared by identity with a request
    "drive.direct.defrost.Defrost": {"rule": "object"},  # may be replaced by a rival
    "house.house.House": {
        "_fit": "object",
        "opening": "object",
    },  # of modules above it, that come and go with an errand
    "settings.settings.Settings": {
        "heating": ROWS,
        "cooling": f"{ROWS} | None",
        "zones": ROWS,
        "room_report_interval": "tuple[int]",
        "valve_energised_in": "text",
        "service_name": "text",
        "service_phone": "text",
        "season_lock": "text",
        "speed_min": "int",
        "speed_rated": "int",
        "speed_max": "int",
        "low_cutout": "int",
    },
    "settings.memory.Memory": {"schedule": ROWS},
}

# What a history gives that is handed in: its methods and attributes
HISTORY = {"look": "int", "read": "int", "bins": "int", "at": "int", "kept": "array[h]"}

# Functions that make an array of the type code that they are given
ARRAYS = ("house.past.zeros",)

# Modules that are left as they are: texts, tables and what runs once
PLAIN = (
    "attribute",
    "errand",
    "status",
    "journal.faults_text",
    "journal.words",
    "settings.memory_table",
    "settings.settings_check",
    "settings.settings_table",
    "settings.settings_text",
)


def attributes(program: Program) -> Iterator[tuple[str, str, str]]:
    """(class, attribute, what it holds), those of the tables too."""
    for holder, names in ATTRIBUTES.items():
        for name, kinds in names.items():
            yield holder, name, kinds
    for table, holder in (
        ("settings.settings_table", "settings.settings.Settings"),
        ("settings.memory_table", "settings.memory.Memory"),
    ):
        if table not in program.modules:
            continue
        for name, default, *_ in program.value(table, "TABLE"):
            if name not in ATTRIBUTES[holder]:
                yield holder, name, "int" if default is not None else "int | None"
    if "settings.memory_table" in program.modules:
        for name, *_ in program.value("settings.memory_table", "LISTS"):
            yield "settings.memory.Memory", name, "list[int]"
