"""The whole program made small for the chip: the same behaviour, fewer and shorter names, fewer bytes.

    shrink({"balancepoint/control/guard/guard.py": text, ...}) -> {path: text}

On the board every module lives in RAM, and so does every name that the firmware does not have in its own table. So the image is
built from the sources with constants folded across modules (`fold`), without docstrings, annotations and what nobody reads
(`sweep`), with the modules that are always loaded merged into one (`bundle`), parts with what has them (`merge`), functions with
what calls them (`inline`), expressions shortened (`terse`), and with short names for what is not spoken of from outside
(`rename`). What other programs use stays as it is: `KEEP`. The same sources give the same texts, and shrinking twice changes
nothing.

python-minifier 3.4.0 was tried, which works within a module (docstrings, annotations, imports joined, locals renamed; .mpy of all
modules with -O3, and heap of the core in the VM with a settled controller):

    sources as they stand             179.1 KB    133.5 KB of heap
    python-minifier alone             181.1       135.3
    ours                              145.0        88.2
    ours, then python-minifier        145.1        88.2

It aims at the bytes of the source. On the chip a name costs its letters once for the whole program, so a local that is renamed
in each module anew, and no constant or dead function gone between modules, makes the image no smaller.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from tools.bundle import bundle
from tools.fold import fold
from tools.inline import inline
from tools.merge import merge
from tools.once import once
from tools.program import CORE, Program
from tools.rename import rename
from tools.sweep import bare, strip, sweep
from tools.terse import terse

# What the application, the simulator and people's programs use of the core by name.
KEEP = frozenset(
    (
        "Controller", "step", "learn", "status", "journal", "memory", "settings", "acknowledge",
        "words", "since", "entries", "count", "dropped", "Settings", "describe", "contact",
        "Memory", "to_dict", "from_dict", "Readings", "room_sensors", "Reading", "set", "clear", "within", "value", "age",
        "Request", "Command", "Errand",
        "Session", "explain", "check", "parse", "encode",
        "Past", "put", "skip", "read", "bins", "learn_steps",
        "Bench", "take", "handle", "writes", "settle", "spare", "errand", "attribute",
        # of the application, for boot.py, main.py and people at the prompt
        "main", "App", "start", "set_up", "tasks", "keep", "controller", "request", "problems", "crashes", "ticks", "fed",
        "store", "boots", "sleep_ms", "board", "console", "free", "free_at_boot", "ticks_ms", "watchdog",
        # what Readings, Reading, Request and Command have
        "value", "age", "rooms", "return_air", "supply", "indoor_coil", "outdoor", "outdoor_coil", "discharge", "speed",
        "power", "aux_current_mA", "fan_proven", "defrosting", "fault", "window_open", "humidity", "sun", "minute_of_week",
        "presence", "mode", "heat_setpoint", "cool_setpoint", "dial", "emergency", "preset", "schedule", "valve", "fan",
        "outdoor_fan", "defrost", "vane", "wide_vane", "aux", "aux_contact", "valid_until",
        "setpoint", "feed", "wish", "running", "standby",
    )
)  # fmt: skip

# Those of them that only the face shows: whoever else has one keeps it to the core.
INNER = frozenset(("step", "learn", "begin", "watch", "decide"))
# What is always loaded: the controller and all it needs.
BUNDLE = CORE + "core.py"
ROOTS = tuple(
    CORE + name + ".py"
    for name in (
        "controller",
        "house/past",
        "settings/settings",
        "settings/memory",
        "readings",
        "request",
        "command",
        "errand",
        # what both drives need
        "drive/lockout",
        "drive/recent_starts",
        "guard/heater",
        "guard/room_limits",
    )
)
# A drive with its guard: the one that the settings ask for is loaded.
DRIVES = tuple(
    (CORE + into + ".py", tuple(CORE + name + ".py" for name in roots))
    for into, roots in (
        ("direct", ("drive/direct/direct", "guard/guard")),
        ("managed", ("drive/managed/managed", "guard/managed")),
    )
)
# What is always there beside the core, in what is loaded first of it.
HAL = ("balancepoint/pins.py", "balancepoint/port.py", "balancepoint/hal.py")
APP = tuple(f"balancepoint/{name}.py" for name in ("sensors/probe", "services/wall_clock", "app"))
BASE = (CORE + "quantity.py", CORE + "errand.py")
# Of the network: what stays where the settings name one, where they name a broker, where they ask for the page.
NETWORK = tuple(
    tuple(f"balancepoint/services/{name}.py" for name in names)
    for names in (
        ("station", "network"),
        ("mqtt_packets", "mqtt", "homeassistant"),
        ("auth", "http_request", "connection", "http"),
    )
)
# A unit's protocol is loaded whole, by the settings' word: its session and what that needs of its room.
UNITS = "balancepoint/units/"
SESSION = "/session.py"
WHOLE = "/whole.py"
TICKS = UNITS + "ticks.py"  # what a session needs may do nothing when it is imported, and the application does
# What the settings file's reader needs of the core: it comes and goes before the core is loaded (`services.configure`).
APART = BASE


def shrink(sources: Mapping[str, str]) -> dict[str, str]:
    """The same program, small. Raises SyntaxError if a source is none."""
    program = Program(sources)
    strip(program)
    fold(program)
    sweep(program, KEEP)
    bundle(program, ROOTS, BUNDLE, KEEP, APART)
    for into, roots in DRIVES:
        bundle(program, roots, into, KEEP, (*APART, BUNDLE))
    for together in (BASE, HAL, APP):
        bundle(
            program, together, together[-1], KEEP, {BASE[-1], HAL[-1], "balancepoint/errand.py", TICKS} - {together[-1]}
        )
    for together in NETWORK:
        bundle(program, together, together[-1], KEEP, set(program.trees) - set(together))
    for path in (BUNDLE, *(into for into, _roots in DRIVES), HAL[-1], APP[-1], *(together[-1] for together in NETWORK)):
        while merge(program, path, KEEP - {"Controller", "App"}):
            once(program, path, KEEP)
        inline(program, path, KEEP, INNER)
    for session in [path for path in program.trees if path.startswith(UNITS) and path.endswith(SESSION)]:
        room = session.removesuffix(SESSION)
        others = [path for path in program.trees if not path.startswith(room + "/")]
        bundle(program, (session,), room + WHOLE, KEEP, others)
        while merge(program, room + WHOLE, KEEP - {"Session"}):
            once(program, room + WHOLE, KEEP)
    terse(program)
    bare(program)
    rename(program, KEEP)
    sweep(program, KEEP)
    return {path: ast.unparse(tree) + "\n" for path, tree in program.trees.items()}
