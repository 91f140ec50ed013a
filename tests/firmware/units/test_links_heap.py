"""What a link takes of a board's heap, and that it takes none of it while it works: on MicroPython.

From .mpy files bytecode lies in the heap; frozen, or run from ROMFS, only what was made of it does. Relays are the board's, not
the link's.
"""

import json

import pytest

from balancepoint.units.nasa import codec as c
from host_sim.runtimes.memory import FIRMWARE, IMPORTS, compiled, measure
from host_sim.runtimes.vm import Vm
from tests.firmware.units.nasa import test_session as nasa
from tests.firmware.units.nonnasa import test_session as nonnasa
from tests.fuzz import frames
from tools import image
from tools.shrink import shrink

FILES = 18_000  # B of modules from .mpy, as they are loaded: managed, Unit, session, codec, and what they share
KEPT = 17_500  # B of all of it at work, relays aside
MADE = 3_600  # B of what is made of them
LED = ("cn105", "s21", "midea", "cncnt", "gree", "toshiba", "hlink", "fujiuart", "nonnasa", "nasa", "lg", "haier")
# Where the published frames do not say how a unit stands: those of the tests' own
TOLD = {
    "nasa": [nasa.Samsung().tells(c.POWER, c.MODE, c.FAN, c.SETPOINT, c.ROOM)] * 5,
    "nonnasa": [*nonnasa.Samsung().round()] * 3,
}
LOADED = "import balancepoint.units.relays\nimport balancepoint.control.journal.codes"

MAKE = """
import gc, micropython
from balancepoint.control.command import Command
from balancepoint.control.readings import Readings
from balancepoint.control.request import Request
from balancepoint.control.journal.journal import Journal
from balancepoint.units.managed import Managed
from balancepoint.units.{kind}.session import Session

class Hal:
    def output(self, name):
        return None
    contact = output

class Line:
    "Says the frames that it has, one after the other, some of them garbled: as answers, and now and then by itself."
    def __init__(self, frames):
        self.frames = frames
        self.next = 0
        self.due = 0
        self.sent = self.asked = 0
    def read(self, buffer):
        self.asked += 1
        if not self.due and self.asked % 40:
            return 0
        self.due = 0
        frame = self.frames[self.next]
        self.next = (self.next + 1) % len(self.frames)
        for k in range(len(frame)):
            buffer[k] = frame[k]
        if self.next % 7 == 0:
            buffer[2] ^= 0x40
        return len(frame)
    def write(self, buffer, count):
        self.sent += 1
        self.due = self.sent % 11

command, readings, request = Command(), Readings(1), Request()
line = Line({frames})
gc.collect()
before = gc.mem_alloc()
link = Managed(Hal(), {{"kind": "{kind}", "baud": 0, "read_back": ()}}, line)
link.begin(Session(link.unit))
gc.collect()
made = gc.mem_alloc() - before
"""
WORK = """
link.record({record})
link.doubt = 0
def told():
    "Words are for people, and made when something has changed."
link.notice = told
link.journal = Journal()
def work(seconds):
    now = ms = 0
    while ms < seconds * 1000:
        ms += link.pace
        if ms // 1000 != now:
            now = ms // 1000
            command.valid_until = now + (2 if now % 50 else -1)
            command.mode = (1, 2, 4, 5, 0)[now // 40 % 5]
            command.setpoint, command.fan, command.vane = 1500 + now % 30 * 50, now // 7 % 6, now // 9 % 90
            command.feed, command.wish, command.wide_vane = now % 3 * 1000, 2100, now % 120 - 60
            link.unit.own_change = 0
            link.fill(readings, now)
            link.wish(request)
        link.step(command, now)
        link.look(now, ms)
work(30)
micropython.heap_lock()
try:
    work(240)
finally:
    micropython.heap_unlock()
print(link.session.frames, link.session.bad, line.sent)
"""


HAL = """
from balancepoint.errand import errand

class Line:
    def claim(self, *a):
        pass
    def setup(self, *a):
        pass
line = Line()

class Hal:
    def output(self, name):
        return None
    contact = output
    def line(self):
        return line
"""
BUILT = """
from .weigh import Hal, errand
link = errand("units.links").link_for(Hal(), {{"kind": "{kind}", "baud": 0, "read_back": ()}}, ())
"""


@pytest.fixture(scope="module")
def modules():
    """The image, and beside it what makes a link as the application does, under the names that the image has for it."""
    with_links = image.sources() | {"balancepoint/weigh.py": IMPORTS + LOADED + HAL}
    with_links |= {f"balancepoint/weigh_{kind}.py": BUILT.format(kind=kind) for kind in (*LED, "none")}
    small = shrink(with_links)
    return image.compiled({path: text for path, text in small.items() if text.strip() or "__init__" not in path})


@pytest.mark.parametrize("kind", LED)
def test_what_it_takes(modules, kind):
    """The whole of it from .mpy, as shrunk for the board."""
    taken = measure(
        modules,
        {
            "core": IMPORTS,
            "there": LOADED,
            "link": "import balancepoint.units.managed",
            "protocol": f"import balancepoint.units.{kind}.session",
        },
    )
    assert 2_000 < taken["link"] <= 4_800
    assert 5_000 < taken["link"] + taken["protocol"] <= FILES, taken


@pytest.mark.parametrize("kind", LED)
def test_what_a_board_with_little_memory_keeps(modules, kind):
    """More than relays alone: code without its constructors, and what was made."""

    def taken(which):
        """Of a board of its own: constructors go with the first link."""
        return measure(modules, {"": "import balancepoint.weigh", which: f"import balancepoint.weigh_{which}"})[which]

    assert 5_000 < taken(kind) - taken("none") <= KEPT


@pytest.mark.parametrize("kind", LED)
def test_what_is_made_is_small_and_nothing_is_taken_at_work(kind):
    said = [list(frame) for frame in (TOLD.get(kind) or frames(kind)) if len(frame) <= 40]
    for record in (0, 1000):
        with Vm({"/lib": compiled(FIRMWARE)}) as vm:
            vm.run(IMPORTS)
            vm.run(MAKE.format(kind=kind, frames=f"[bytes(each) for each in {json.dumps(said)}]"))
            made = int(vm.run("print(made)"))
            assert 500 < made <= MADE
            whole, bad, sent = vm.run(WORK.format(record=record)).split()
            assert int(whole) + int(bad) > 5 and int(sent) > 20
