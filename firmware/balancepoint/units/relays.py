"""Relays that the board switches itself, whatever link there is: those of the heater always, others where a link names them.

Relays by function: `aux_1`, `aux_2` and the heater's second contact `aux_contact`. Each relay may bring back a contact of its
own (`aux_1_back`, ...).

A relay that does not follow within `_FOLLOWS` is told, and an inverter within `_RAMP`. A heater relay that stays closed has
welded: the second contact opens and stays open until a person acknowledges (interlock 8; IEC 60730-2-9 asks for that second
contact).
"""

from ..control.command import LAPSED

HEATER = ("aux_1", "aux_2", "aux_contact")

_FOLLOWS = 2  # s that a contactor may take, far more than it does
_RAMP = 120  # s of an inverter's slowest ramp, down to standstill
_TEST = 3  # s of a person's test of a relay


class Relays:
    """A link to no unit at all (see `units`), and what every link inherits. `hal`: outputs and contacts by function.
    `read_back`: relays whose contact is wired back. `names`: the relays there may be."""

    pace = 250
    journal = None  # of the controller, once there is one
    restart = 0  # 1: the board should start again, for it has found another unit

    def __init__(self, hal, read_back, names=HEATER):
        self._out = {}
        self._back = {}
        self._since = {}  # when a relay last changed, or agreed with its contact
        for name in names:
            relay = hal.output(name)
            if relay is not None:
                self._out[name] = relay
                back = hal.contact(name.replace("run_enable", "run") + "_back")
                if back is not None and name in read_back:
                    self._back[name] = back
                    self._since[name] = 0
        self.valid = 0
        self.faults = {}
        self.welded = 0
        self.tested = None
        self._test_from = 0

    def switch(self, name, state, now):
        relay = self._out.get(name)
        if name == self.tested:
            state = 1 if now > self._test_from else 0
        elif name == "aux_contact" and self.tested in ("aux_1", "aux_2"):
            state = 0
        if relay is not None and relay.state != state:
            relay.on(state)
            if name in self._since:
                self._since[name] = now

    def step(self, command, now):
        """The heater's part of a Command. 1: it holds; 0: it has lapsed, all is safe."""
        if command is None or now > command.valid_until:
            if self.valid:
                self.safe()
                if command is not None:
                    command.valid_until = LAPSED
                for name in self._since:
                    self._since[name] = now
            return 0
        self.valid = 1
        runs = command.aux or (command.speed and "run_enable" in self._out)
        if self.tested and (runs or now > self._test_from + _TEST):
            self.tested = None
        contact = 0 if self.welded else command.aux_contact
        self.switch("aux_1", 1 if contact and command.aux else 0, now)
        self.switch("aux_2", 1 if contact and command.aux > 1 else 0, now)
        self.switch("aux_contact", contact, now)
        return 1

    def look(self, now, ms):
        for name in self._back:
            closed = 0 if self._back[name].value() else 1
            if closed == self._out[name].state:
                self._since[name] = now
                if name in self.faults and not (self.welded and name in ("aux_1", "aux_2")):
                    del self.faults[name]
            elif now - self._since[name] > (_RAMP if name == "run_enable" else _FOLLOWS):
                self.faults[name] = "stays closed" if closed else "does not close"
                if closed and name in ("aux_1", "aux_2") and not self.welded:
                    self.welded = 1
                    self.switch("aux_contact", 0, now)

    def fill(self, readings, now):
        """A relay tells nothing that the core could use."""

    def wish(self, request):
        """Nobody asks for anything at a relay."""
        return 0

    def safe(self):
        self.valid = 0
        for name in ("aux_contact", "aux_2", "aux_1"):
            if name in self._out:
                self._out[name].on(0)

    def test(self, name, now):
        """A person wants to hear a relay: it closes for a moment, the heater's other contact open. Why not, or None."""
        if name not in self._out:
            return "relay '%s': this board has %s" % (name, ", ".join(sorted(self._out)) or "none")
        if not self.valid:
            return "relay %s: the controller does not run" % name
        if any([self._out[other].state for other in ("run_enable", "aux_1", "aux_2") if other in self._out]):
            return "relay %s: compressor or heater is on; 'set mode off' and wait" % name
        self.tested = name
        self._test_from = now
        return None

    @property
    def relays(self):
        """{name: (what it was told, what its contact says or None)}."""
        out = {}
        for name in self._out:
            back = self._back.get(name)
            out[name] = (self._out[name].state, None if back is None else 1 - back.value())
        return out

    def acknowledge(self):
        """A person has seen to the relays."""
        self.welded = 0
        self.faults = {}
