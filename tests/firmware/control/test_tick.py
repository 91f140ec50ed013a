"""What the tick must not do: leave 30 bits, allocate, compute in floats, reach outside the core.

A small integer of MicroPython on a 32-bit chip holds -2**30 .. 2**30 - 1; beyond it lives on the heap. Two witnesses: the core's
syntax tree, and the core itself with every arithmetic result checked.
"""

import ast
import random

import pytest

from balancepoint.control.request import MODES
from tests.firmware.control.checked import CORE, LONG, SMALL, arm, core, disarm, small

FILES = sorted(CORE.rglob("*.py"))
TREES = {path.relative_to(CORE).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in FILES}

# --- the syntax tree --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TREES)
def test_the_core_imports_nothing_from_outside(name):
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            assert [alias.name for alias in node.names] == ["array"], ast.unparse(node)
        if isinstance(node, ast.ImportFrom):
            assert node.level <= 1 + name.count("/"), "leaves the core"
            assert node.level or node.module in ("array", "micropython"), ast.unparse(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("open", "exec", "eval", "__import__", "print", "input"), ast.unparse(node)


def test_the_block_of_an_errand_imports_and_nothing_else():
    """So control is never given away within one."""
    blocks = [
        (name, node)
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.With) and ast.unparse(node.items[0]) == "errand"
    ]
    assert len(blocks) > 10
    for name, node in blocks:
        assert all(isinstance(each, ast.ImportFrom) for each in node.body), f"{name}, line {node.lineno}"


# never in a tick
OUTSIDE = (
    "house/equations.py",
    "house/fit.py",
    "house/fixed.py",
    "house/learning.py",
    "house/opening.py",
    "care/patterns.py",
    "care/comparison.py",
    "wish/setback_cost.py",
    "house/replay.py",
    "house/room_model.py",
    "house/room_state.py",
    "house/window.py",
    "settings/settings.py",
    "settings/settings_check.py",
    "settings/settings_table.py",
    "settings/settings_text.py",
    "settings/memory.py",
    "settings/memory_table.py",
    "status.py",
    "journal/words.py",
)


def functions():
    """Every function of the core by its plain name."""
    found = {}
    for name, tree in TREES.items():
        if name in OUTSIDE:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                found.setdefault(node.name, []).append((name, node))
    return found


def is_property(function):
    return any(isinstance(decorator, ast.Name) and decorator.id == "property" for decorator in function.decorator_list)


def tick():
    """What `Controller.step` may call: by name, so rather too much than too little; what an object calls of its own is known.

    Reading a property calls it too.
    """
    found = functions()
    properties = {name: [entry for entry in entries if is_property(entry[1])] for name, entries in found.items()}
    own = {}
    for name, tree in TREES.items():
        for holder in tree.body:
            if isinstance(holder, ast.ClassDef):
                mine = {node.name: (name, node) for node in holder.body if isinstance(node, ast.FunctionDef)}
                own.update({node: mine for _name, node in mine.values()})
    seen = {}
    waiting = [entry for entry in found["step"] if entry[0] == "controller.py"]
    while waiting:
        name, node = waiting.pop()
        if (name, node.name, node.lineno) in seen:
            continue
        seen[name, node.name, node.lineno] = node
        for call in ast.walk(node):
            if isinstance(call, ast.Call):
                called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", None)
                if ast.unparse(call.func) == f"self.{called}" and called in own.get(node, ()):
                    waiting.append(own[node][called])
                else:
                    waiting.extend(found.get(called, ()))
            elif isinstance(call, ast.Attribute):
                waiting.extend(properties.get(call.attr, ()))
    return seen


TICK = tick()
each = pytest.mark.parametrize("key", TICK, ids=lambda key: "{}:{}".format(*key[:2]))


def test_the_tick_is_found():
    names = {(file, function) for file, function, _line in TICK}
    for file in (
        "guard", "comfort", "capacity", "aux_heat", "sensing", "channel", "house", "balance", "drying", "shift", "pmv",
        "moist_air", "adaptive", "airflow", "vane", "draught", "weld",
    ):  # fmt: skip
        assert any(name.endswith("/" + file + ".py") for name, _function in names), file
    for entry in (
        ("drive/direct/compressor.py", "decide"),
        ("journal/journal.py", "add"),
        ("heat/unit_map.py", "speed_for"),
    ):
        assert entry in names
    for outside in (
        "learn",
        "status",
        "describe",
        "words",
        "entries",
        "to_dict",
        "from_dict",
        "__init__",
        "acknowledge",
    ):
        assert all(function != outside for _name, function in names), outside


@each
def test_no_floats_in_the_tick(key):
    for node in ast.walk(TICK[key]):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), node.lineno
        assert not isinstance(node, ast.Div), "true division"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("float", "divmod", "pow", "sum"), ast.unparse(node)
        assert not isinstance(node, ast.Pow)


def classes():
    """Every class of the core by name: (file, node)."""
    found = {}
    for name, tree in TREES.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append((name, node))
    return found


CLASSES = classes()


def methods(holder):
    return {node.name for node in holder.body if isinstance(node, ast.FunctionDef) and not is_property(node)}


METHODS = {name: set().union(*(methods(holder) for _file, holder in found)) for name, found in CLASSES.items()}
EVERY_METHOD = set().union(*METHODS.values())
DATA = {
    node.attr
    for tree in TREES.values()
    for node in ast.walk(tree)
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
}
HOLDERS = {
    (name, method.name, method.lineno): holder.name
    for found in CLASSES.values()
    for name, holder in found
    for method in holder.body
    if isinstance(method, ast.FunctionDef)
}


def is_method(node, holder):
    """Whether an attribute is a method, not data: by the class that the thing it belongs to is named after, else by its name."""
    base = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
    kind = holder if base == "self" else base.strip("_").title().replace("_", "")
    if kind in METHODS:
        return node.attr in METHODS[kind]
    return node.attr in EVERY_METHOD - DATA


ALLOCATES = (
    ast.JoinedStr, ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp, ast.Lambda,
    ast.Slice, ast.Starred, ast.Yield, ast.YieldFrom, ast.Await, ast.Import, ast.ImportFrom, ast.Raise, ast.With, ast.ClassDef,
)  # fmt: skip

# Builtins that make an object, and methods that make one or let one grow.
MAKERS = {
    "list", "dict", "tuple", "set", "frozenset", "str", "repr", "hex", "bin", "chr", "bytes", "bytearray", "memoryview",
    "array", "sorted", "zip", "enumerate", "map", "filter", "reversed", "iter", "super", "object", "slice", "dir", "getattr",
    "globals", "locals", "round", "float", "sum",
}  # fmt: skip
GROWERS = {
    "append", "extend", "insert", "update", "setdefault", "copy", "items", "keys", "values", "format", "join", "split",
    "strip", "replace", "encode", "decode", "to_bytes", "from_bytes",
}  # fmt: skip


def allocations(function, holder=None):
    """What in a function of the class `holder` takes memory on the chip, or may: (node, why)."""
    unpacked, loops, called = set(), set(), set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple) and len(node.value.elts) <= 3:
            unpacked.add(node.value)  # two or three are swapped on the stack
        if isinstance(node, ast.For):
            loops.add(node.iter)
        if isinstance(node, ast.Call):
            called.add(node.func)
    for node in ast.walk(function):
        if isinstance(node, ALLOCATES) or (isinstance(node, ast.FunctionDef) and node is not function):
            yield node, type(node).__name__
        elif isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load) and node not in unpacked:
            if not all(isinstance(item, ast.Constant) for item in node.elts):
                yield node, "a tuple is built"
        elif isinstance(node, ast.BinOp):
            for side in (node.left, node.right):
                if isinstance(side, ast.Tuple) or (isinstance(side, ast.Constant) and not isinstance(side.value, int)):
                    yield node, "arithmetic on words or tuples"
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and node not in called:
            if is_method(node, holder):
                yield node, "a method that is not called at once is bound on the heap"
        elif isinstance(node, ast.Call):
            if any(keyword.arg is None for keyword in node.keywords):
                yield node, "**"
            if isinstance(node.func, ast.Name):
                name = node.func.id
                if name in MAKERS or name in CLASSES:
                    yield node, "an object is made"
                if name == "range":
                    if node not in loops:
                        yield node, "a range is made"
                    elif len(node.args) == 3 and not isinstance(node.args[2], (ast.Constant, ast.UnaryOp)):
                        yield node, "a range whose step is not written out is made"
            elif isinstance(node.func, ast.Attribute) and node.func.attr in GROWERS:
                yield node, "an object is made or grows"


@each
def test_nothing_in_the_tick_allocates(key):
    for node, why in allocations(TICK[key], HOLDERS.get(key)):
        raise AssertionError(f"line {getattr(node, 'lineno', '?')}: {ast.unparse(node)}: {why}")


@pytest.mark.parametrize(
    "body, why",
    (
        ("level = self.fdd.level", "bound on the heap"),
        ("f(self.fdd.level)", "bound on the heap"),
        ("f(*values)", "Starred"),
        ("f(**values)", "**"),
        ("f(lambda: 1)", "Lambda"),
        ("def g(): pass", "FunctionDef"),
        ("return [x for x in y]", "ListComp"),
        ("return a, b", "tuple"),
        ("if x in (a, b): pass", "tuple"),
        ("a, b, c, d = d, c, b, a", "tuple"),
        ("return x[1:]", "Slice"),
        ("return 'a %d' % x", "words"),
        ("return x + 'a'", "words"),
        ("return (1, 2) + x", "words or tuples"),
        ("return 0.5 * x", "words or tuples"),
        ("return '{}'.format(x)", "made or grows"),
        ("return f'{x}'", "JoinedStr"),
        ("self.found.append(x)", "made or grows"),
        ("for key, value in self.found.items(): pass", "made or grows"),
        ("for k in range(0, 9, step): pass", "range"),
        ("k = range(9)", "range"),
        ("return Reading()", "object is made"),
        ("return super().step()", "object is made"),
        ("raise ValueError('x')", "Raise"),
        ("from .status import status", "ImportFrom"),
    ),
)
def test_the_lint_finds(body, why):
    function = ast.parse("def step(self, x):\n    " + body).body[0]
    assert any(why in said for _node, said in allocations(function))


@pytest.mark.parametrize(
    "body",
    (
        "a, b = b, a",
        "for k in range(9): pass",
        "if x in (1, 2): pass",
        "self.fdd.level(1)",
        "return -x // 2",
        "self.level = 1",
    ),
)
def test_the_lint_lets_pass(body):
    assert list(allocations(ast.parse("def step(self, x):\n    " + body).body[0])) == []


def stored(function):
    """Attributes of `self` that a function sets."""
    return {
        node.attr
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }


@pytest.mark.parametrize("name", CLASSES)
def test_every_attribute_is_there_before_the_first_tick(name):
    """A new attribute makes the object's table grow."""
    for file, holder in CLASSES[name]:
        methods = {node.name: node for node in holder.body if isinstance(node, ast.FunctionDef)}
        ready = set()
        waiting = ["__init__"]
        done = set()
        while waiting:
            method = methods.get(waiting.pop())
            if method is None or method.name in done:
                continue
            done.add(method.name)
            ready |= stored(method)
            for node in ast.walk(method):
                called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
                if called.startswith("self."):
                    waiting.append(called.removeprefix("self."))
                elif called.endswith(".__init__"):
                    for _, base in CLASSES[called.removesuffix(".__init__")]:
                        for method in base.body:
                            if isinstance(method, ast.FunctionDef) and method.name == "__init__":
                                ready |= stored(method)
        for method in methods.values():
            if (file, method.name, method.lineno) in TICK:
                assert stored(method) <= ready, f"{file}, line {method.lineno}: {stored(method) - ready}"


# --- every arithmetic result ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def checked():
    """import of the checked core: `checked("controller")`."""
    with core() as imported:
        yield imported


@pytest.fixture
def armed():
    yield lambda on: arm(SMALL) if on else disarm()
    disarm()


def test_the_check_checks(checked, armed):
    divide = checked("quantity").divide
    assert divide(SMALL - 1, 3) > 0, "outside a tick everything is welcome"
    armed(True)
    assert divide(SMALL - 2, 2) == SMALL // 2 - 1
    with pytest.raises(AssertionError):
        divide(SMALL - 1, 3)


BIG = 30000  # W
SMALLEST = (
    (-1500, (100, 30), (150, 40), (200, 60)),
    (833, (110, 31), (160, 41), (210, 61)),
)
LARGEST = (
    (-6000, (15000, 5000), (24000, 20000), (BIG, 29000)),
    (6000, (15010, 5010), (24010, 20010), (BIG, 29000)),
)
STEEP = (
    (0, (100, 50), (200, 60), (300, 70)),
    (100, (20000, 20000), (25000, 25000), (BIG, 29990)),
)


def extremes(checked, rng, rows, speeds, end):
    """Settings at one end of all their bounds, or anywhere between."""
    table = checked("settings.settings_table").TABLE
    values = {}
    for name, default, low, high, _unit in table:
        values[name] = {"low": low, "high": high, "default": default}.get(end, rng.choice((low, high, default)))
    if end == "high":
        values["aux_stages"] = 2
    zones = ((200, 0, 60), (90, -30, 110))
    values.update(room_depth=500, room_width=500)
    return checked("settings.settings").Settings(
        heating=rows, cooling=rows, speed_min=speeds[0], speed_max=speeds[1], zones=zones, **values
    )


class Sensors:
    """Readings that stay near the edge of what is possible long enough to be believed, with outliers in between."""

    RANGES = {
        "rooms": (-1000, 5000), "return_air": (-1000, 5000), "supply": (-4000, 9000), "indoor_coil": (-4000, 9000),
        "outdoor": (-4500, 6000), "outdoor_coil": (-4000, 9000), "discharge": (-4000, 13000), "speed": (0, 240),
        "power": (0, 30000), "aux_current_mA": (0, 100000), "fan_proven": (0, 1), "defrosting": (0, 1), "fault": (0, 255),
        "presence": (0, 15), "window_open": (0, 1), "humidity": (0, 1000), "sun": (0, 1500), "minute_of_week": (0, 10079),
    }  # fmt: skip
    RARE = ("defrosting", "fault", "window_open")
    OUTLIERS = (None, -65536, 65535, 0, -1, 32767, -32768, 6050, 8500, -12700)

    def __init__(self, rng, readings):
        self.rng = rng
        self.readings = readings
        self.each = []
        for name, (low, high) in self.RANGES.items():
            if name == "rooms":
                self.each.extend((name, reading, low, high) for reading in readings.rooms)
            else:
                self.each.append((name, getattr(readings, name), low, high))
        self.held = {}
        self.left = {}

    def step(self):
        rng = self.rng
        for k, (name, reading, low, high) in enumerate(self.each):
            if self.left.get(k, 0) <= 0:
                self.left[k] = rng.choice((30, 100, 400))
                rare = name in self.RARE and rng.random() < 0.8
                self.held[k] = low if rare else rng.choice((low, high, None, rng.randint(low, high)))
            self.left[k] -= 1
            if rng.random() < 0.01:
                reading.set(rng.choice(self.OUTLIERS), rng.choice((0, 100, 1000, 1 << 24)))
            else:
                reading.set(self.held[k], 0)


@pytest.mark.parametrize("end", ("low", "high", "default", "mixed"))
@pytest.mark.parametrize("rows, speeds", ((SMALLEST, (1, 240)), (LARGEST, (1, 240)), (STEEP, (30, 120))))
def test_every_result_of_the_tick_is_a_small_integer(checked, armed, end, rows, speeds):
    rng = random.Random(end)
    memory = checked("settings.memory").Memory()
    for name, default, low, high in checked("settings.memory_table").TABLE:
        if end != "default" and "latched" not in name and "locked" not in name and default is not None:
            setattr(memory, name, {"low": low, "high": high}.get(end, rng.choice((low, high))))
    memory.balance_point = rng.choice((None, -6000, 3000))
    settings = extremes(checked, rng, rows, speeds, end)
    readings = checked("readings").Readings(room_sensors=settings.room_sensors)
    request = checked("request").Request()
    controller = checked("controller").Controller(settings, memory, checked("house.past").Past())
    sensors = Sensors(rng, readings)
    now = 0
    running = 0
    for k in range(2500):
        sensors.step()
        if k % 50 == 0:
            request.mode = rng.choice(MODES)
            request.heat_setpoint = rng.choice((1000, 2100, 2800))
            request.cool_setpoint = rng.choice((1600, 2500, 3200))
            request.dial = rng.choice((None, None, -3, 0, 3))
            request.emergency = rng.choice((0, 0, 0, 1))
            request.preset = rng.choice((0, 1, 2, 3, 4, 4, 4, 4))
            minutes = sorted(rng.sample(range(10080), rng.choice((0, 2, 5, 42))))
            request.schedule = tuple((minute, rng.randrange(4)) for minute in minutes)
            memory.heater_latched = memory.valve_locked = 0
        if k == 1500:
            now += 3600  # the program hung
        now += rng.choice((1, 10, 60, 60, 60))
        armed(True)
        command = controller.step(readings, request, now)
        running += command.speed > 0
        for name in command.__slots__:
            small(getattr(command, name))
        arm(LONG)
        controller.learn()
        armed(False)
    assert running, "the run reaches what it should check"
    armed(True)
    for stage in held(controller):
        for value in held(stage):
            small(value)


def held(part):
    """What it holds, with slots or without; of a plain value, itself."""
    if hasattr(part, "__slots__"):
        return [getattr(part, name) for name in part.__slots__]
    return list(vars(part).values()) if hasattr(part, "__dict__") else [part]


@pytest.mark.parametrize("end", ("low", "high", "default", "mixed"))
@pytest.mark.parametrize("cooling", (0, 1))
@pytest.mark.parametrize("rows, speeds", ((SMALLEST, (1, 240)), (LARGEST, (1, 240)), (STEEP, (30, 120))))
def test_recoveries_stay_small_whatever_was_learned(checked, armed, cooling, rows, speeds, end):
    """From plan to arrival and fading, which random readings seldom live to see."""
    rng = random.Random(end)
    table = checked("settings.memory_table").TABLE
    settings = extremes(checked, rng, rows, speeds, end)
    side = checked("heat.unit_map").UnitMap(settings).heating
    began = ended = 0
    for _ in range(40):
        memory = checked("settings.memory").Memory()
        house = checked("house.house").House(settings, memory, checked("house.past").Past())
        for name, default, low, high in table:
            learned = default is not None or "mass" in name or "air_cap" in name or "heat" in name or "gains" in name
            if end != "default" and learned:
                setattr(memory, name, {"low": low, "high": high}.get(end, rng.choice((low, high, (low + high) // 2))))
        memory.heat_capacity = max(memory.heat_capacity, 10)
        recovery = checked("wish.recovery").Recovery(settings, memory, checked("journal.journal").Journal(), house)
        sign = -1 if cooling else 1
        low = rng.choice((1000, 1800, 2100))
        outdoor = rng.choice((-6000, -1000, 1000, 6000))
        asked = 9 * 3600
        now = 0
        side.at(outdoor)
        s = checked("situation").Situation(memory)
        s.active, s.cooling, s.room, s.outdoor_slow, s.map, s.able = 1, cooling, low, outdoor, side, side.q_max
        s.room_status = 0
        while now < 14 * 3600:
            dt = rng.choice((1, 60, 60, 60, 60, 3600)) if now % 7 == 0 else 60
            now += dt
            before = now < asked
            s.target = low if before else low + sign * 300
            s.rise = 300 if before else -300
            s.next_change = max(asked - now, 60)
            s.given = rng.choice((0, 1000, 60000))
            s.trim = rng.choice((-18000, 0, 18000))
            s.compressor_on = rng.choice((0, 1))
            s.slope = rng.choice((-30000, 30000))
            armed(True)
            recovery.step(s, now, dt)
            for part in (s, recovery, recovery._mass, recovery._plan, recovery._ramp, recovery._lesson):
                for value in held(part):
                    small(value)
            armed(False)
            began += s.recovery_begins
            ended += recovery._arrived and recovery._fading
            s.room = s.goal + rng.randint(-20, 20)
    assert began and ended
