"""What the core takes of the heap while it works, on MicroPython: nothing in a tick, and how much outside it.

Here the ticks are those of random episodes: sensors die, modes and schedules change, the board reboots, the unit defrosts, relays
weld, ticks of 1 s to hours. Whole houses through every stage: `tests.host_sim.runtimes.test_same_bits`, with a locked heap too.
"""

import ast

import pytest

from balancepoint.control.house.past import Past
from balancepoint.control.journal import codes as j
from balancepoint.control.request import AUTO, COOL, DRY, HEAT, OFF
from balancepoint.control.settings.memory import Memory
from host_sim.runtimes.memory import BUILD, FIRMWARE, IMPORTS, compiled
from host_sim.runtimes.vm import Vm, VmError
from tests.firmware import witness
from tests.firmware.control.drive.managed.unit import Managed
from tests.firmware.recording import Recording, episode
from tests.vm.collect import LIB

STEPS = 1500
SEEDS = (0, 1, 2, 3, 6, 9)
SEEN = (
    j.START, j.STOP, j.DEFROST, j.DEFROST_END, j.AUX_ON, j.AUX_OFF, j.SENSOR, j.ROOM_STATUS, j.ROOM_SOURCE, j.OUTDOOR_SOURCE,
    j.LOCKOUT,
)  # fmt: skip

# B. What is thrown away in between is the collector's; what is held while a fit of the house is open is not.
HELD = 15_500  # with the modules of the fit and its work space, there for as long as one is open
LEARN = 200  # of a call, whether a fit goes on in it or not
TURN = 9_500  # of a call that opens a fit, with its work space, or ends one; loading apart
WORDS = 400  # an entry of the journal
MEMORY = 12_000  # the memory as text
STATUS = 41_000  # all there is to tell, as text; what the heat pump can give, and why no more, among it


def replayed(lines, firmware, first=""):
    """Run them in a VM; ticks done. `first`: a program to run before."""
    with Vm({"/lib": firmware, "/stand_in": LIB, "": {"ticks": "\n".join(lines).encode()}}) as vm:
        vm.run("import sys; sys.path.insert(0, '/stand_in')")
        vm.run(first)
        try:
            return int(vm.run("from replay import Replay\nprint(Replay().ticks)"))
        except VmError:
            return vm.run("print_witnesses()") if first else 0


def test_a_tick_takes_no_memory():
    codes = set()
    for seed in SEEDS:
        recording = episode(seed, STEPS)
        if replayed(recording.lines, compiled(FIRMWARE)) != STEPS:
            pytest.fail(f"episode {seed}: " + replayed(recording.lines, FIRMWARE, witness.source()))
        codes |= recording.codes
    assert codes >= set(SEEN), "the episodes go where they should"


@pytest.mark.parametrize("feed", (2, 0))
def test_a_tick_of_a_managed_unit_takes_none(feed):
    """Both sides, a defrost, another head, a dead room sensor, frost, OFF; with a feed and without."""
    loop = Managed(10, outdoor=-5.0, room_feed=feed, aux_stages=2)
    loop.controller = Recording(loop.settings, Memory(), Past())
    for mode, outdoor, wrong in (
        (HEAT, -5, {}), (HEAT, -5, {"defrosting": 1}), (HEAT, -5, {"standby": 1}), (HEAT, -5, {"room": None}),
        (AUTO, 12, {"speed": None, "running": None}), (COOL, 33, {"power": 20}), (OFF, -25, {"fault": 3}), (DRY, 30, {}),
    ):  # fmt: skip
        loop.request.mode, loop.outdoor, loop.wrong = mode, float(outdoor), wrong
        loop.run(5400)
        loop.controller.learn()
    ticks = sum(line.startswith('["tick"') for line in loop.controller.lines)
    assert replayed(loop.controller.lines, compiled(FIRMWARE)) == ticks == 8 * 540
    assert {j.START, j.STOP, j.STANDBY, j.OWN_SENSOR} <= loop.controller.codes


def test_a_tick_that_takes_memory_is_found_and_named():
    greedy = {path.relative_to(FIRMWARE).as_posix(): path.read_bytes() for path in FIRMWARE.rglob("*.py")}
    name = "balancepoint/control/guard/weld.py"
    tree = ast.parse(greedy[name])
    found = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "found")
    found.body.insert(0, ast.parse("self.greedy = [now]").body[0])
    greedy[name] = ast.unparse(ast.fix_missing_locations(tree)).encode()
    lines = episode(0, 50).lines
    assert replayed(lines, greedy) == 0
    assert replayed(lines, greedy, witness.source()).startswith("wanted memory: weld.found < heater.watch < guard.")


OUTSIDE = """
import gc, json
from balancepoint.control.errand import errand
from balancepoint.control.quantity import UNKNOWN
def cost(call):
    before = gc.mem_alloc()
    call()
    return gc.mem_alloc() - before
# What loading for an errand takes, apart
errand_took = [0]
depth = [0, 0]
begin, end = errand.begin, errand.end
def begun():
    if depth[0] == 0:
        depth[1] = gc.mem_alloc()
    depth[0] += 1
    return begin()
def ended(noted):
    end(noted)
    depth[0] -= 1
    if depth[0] == 0:
        errand_took[0] += gc.mem_alloc() - depth[1]
errand.begin, errand.end = begun, ended
bins = 0
house = controller.house
def learn(count):
    "Quarters of an hour with three calls of `learn` each: what most a call took, and what most one that opens or ends a fit."
    global bins
    most = turn = fits = 0
    for _ in range(count):
        k = bins = bins + 1
        s = controller.situation
        s.room, s.outdoor, s.minute = 2100 + k % 7 * 10, -500 + 3 * (k % 96), 15 * k % 10080
        house.observe(s, 2000 + k % 50 * 10, UNKNOWN, 900, 1)
        for _ in range(3):
            fit = house._fit
            loaded = errand_took[0]
            took = cost(controller.learn) - (errand_took[0] - loaded)
            if house._fit is fit:
                most = max(most, took)
                fits += fit is not None
            else:
                turn = max(turn, took)
    print(most, turn, fits, 1 if house._fit is not None else 0)
"""


@pytest.fixture(scope="module")
def board():
    with Vm({"/lib": compiled(FIRMWARE)}) as vm:
        vm.run(IMPORTS + BUILD.replace("Past(32)", "Past()").replace("    128,\n", "") + OUTSIDE)
        yield vm


def living(vm):
    vm.run("gc.collect()")
    return int(vm.run("print(gc.mem_alloc())"))


def test_learning_stays_within_its_bounds(board):
    """Fifteen days, until the window of the fit is full: what a call leaves behind it, and what an open fit holds."""
    most = turn = fits = 0
    opened = []
    closed = None  # after the first fit: its names stay for good
    for _ in range(15 * 96 // 5):
        calls = [int(number) for number in board.run("learn(5)").split()]
        most, turn, fits = max(most, calls[0]), max(turn, calls[1]), fits + calls[2]
        if calls[3]:
            opened.append(living(board))
        elif fits and closed is None:
            closed = living(board)
    # It grows with the window. A number that looks like an address keeps kilobytes more at times: the middle of the last.
    held = sorted(opened[-5:])[2] - closed
    print(f"\nB: {most} a call, {turn} one that opens or ends a fit, {held} held, {fits} calls with a fit")
    assert 5_000 < held <= HELD
    assert 5_000 < turn <= TURN
    assert 0 < most <= LEARN
    assert fits > 100


def test_words_and_memory_stay_within_their_bounds(board):
    board.run("from balancepoint.control.journal.words import words")
    codes = sorted({value for name, value in vars(j).items() if name.isupper() and type(value) is int})
    assert 0 < int(board.run(f"print(max([cost(lambda: words(100, code, 3, None)) for code in {codes}]))")) <= WORDS
    assert 0 < int(board.run("print(cost(lambda: json.dumps(controller.memory.to_dict())))")) <= MEMORY
    assert 0 < int(board.run("print(cost(lambda: json.dumps(controller.status())))")) <= STATUS
