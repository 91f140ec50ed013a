"""Direct drive: the board owns the outdoor unit by relays and a 0-10 V speed signal.

Relays by function: `run_enable` (in series with the high-pressure switch), `valve`, `outdoor_fan`, `aux_1`, `aux_2` and the
heater's second contact `aux_contact`. Signals: `speed_pwm`, `fan_pwm`. Each relay may bring back a contact of its own
(`valve_back`, ...); `run_back` is the inverter's own word that it turns, which may lag by its ramp.

A relay that does not follow within `_FOLLOWS` is told, and an inverter within `_RAMP`. A heater relay that stays closed has
welded: the second contact opens and stays open until a person acknowledges (interlock 8; IEC 60730-2-9 asks for that second
contact).

The valve lets go `valve_release` after its relay, by an off-delay relay (boards/wiring.md); the compressor waits for it.
"""

_FOLLOWS = 2  # s that a contactor may take, far more than it does
_RELAYS = ("run_enable", "valve", "outdoor_fan", "aux_1", "aux_2", "aux_contact")
_RAMP = 120  # s of an inverter's slowest ramp, down to standstill
_TEST = 3  # s of a person's test of a relay
_USUAL_FAN = 3  # level that stands for the indoor unit's automatic, which a plain fan does not have


class DirectDrive:
    """`hal`: outputs, levels and contacts by function. `drive`: the settings file's section, checked. See `units`."""

    pace = 250

    def __init__(self, hal, drive):
        self._drive = drive
        self._out = {}
        self._back = {}
        self._since = {}  # when a relay last changed, or agreed with its contact
        direct = drive["kind"] == "direct"
        for name in _RELAYS if direct else ():
            relay = hal.output(name)
            if relay is not None:
                self._out[name] = relay
                back = hal.contact(name.replace("run_enable", "run") + "_back")
                if back is not None and name in drive["read_back"]:
                    self._back[name] = back
                    self._since[name] = 0
        self._speed = hal.level("speed_pwm") if direct else None
        self._fan = hal.level("fan_pwm") if direct else None
        if self._speed is not None:
            self._speed.setup(drive["speed_frequency"], drive["speed_inverted"])
        if self._fan is not None:
            self._fan.setup(drive["fan_frequency"], drive["fan_inverted"])
        self.valid = 0
        self.speed = 0  # Hz, as told
        self._valve_moves = 0  # s until which the valve may still be on its way
        self.faults = {}
        self.welded = 0
        self.tested = None
        self._test_from = 0

    def _switch(self, name, state, now):
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
        if command is None or now > command.valid_until:
            if self.valid:
                self.safe()
                for name in self._since:
                    self._since[name] = now
            return
        self.valid = 1
        if self.tested and (command.speed or command.aux or now > self._test_from + _TEST):
            self.tested = None
        drive = self._drive
        if not command.valve and "valve" in self._out and self._out["valve"].state:
            self._valve_moves = now + drive["valve_release"] * 11 // 10 + 1  # such timers are good for 5 %
        self._switch("valve", command.valve, now)
        speed = self.speed = command.speed if command.valve or now >= self._valve_moves else 0
        self._switch("run_enable", 1 if speed else 0, now)
        if self._speed is not None:
            self._speed.set(self._share(speed) if speed else 0)
        if self._fan is not None:
            fan = command.fan if command.fan <= 5 else _USUAL_FAN
            self._fan.set(drive["fan_levels"][fan - 1] if fan else 0)
        outdoor = command.outdoor_fan
        self._switch("outdoor_fan", (1 if speed else 0) if outdoor == 1 else (1 if outdoor else 0), now)
        contact = 0 if self.welded else command.aux_contact
        self._switch("aux_1", 1 if contact and command.aux else 0, now)
        self._switch("aux_2", 1 if contact and command.aux > 1 else 0, now)
        self._switch("aux_contact", contact, now)

    def _share(self, speed):
        """‰ of the signal for a speed in Hz: a straight line between two points."""
        drive = self._drive
        low, high = drive["speed_low"], drive["speed_high"]
        low_share, high_share = drive["signal_low"], drive["signal_high"]
        share = low_share + (speed - low) * (high_share - low_share) // (high - low)
        return min(max(share, 0), 1000)

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
                    self._switch("aux_contact", 0, now)

    def fill(self, readings, now):
        back = self._back.get("run_enable")
        if back is not None:
            readings.speed.set(0 if back.value() else self.speed)

    def wish(self, request):
        """Nobody asks for anything at a relay."""
        return 0

    def safe(self):
        self.valid = 0
        self.speed = 0
        for name in ("aux_contact", "aux_2", "aux_1", "run_enable", "outdoor_fan"):
            if name in self._out:
                self._out[name].on(0)
        if self._speed is not None:
            self._speed.set(0)

    def test(self, name, now):
        """A person wants to hear a relay: it closes for a moment, the heater's other contact open. Why not, or None."""
        if name not in self._out:
            return "relay '%s': this board has %s" % (name, ", ".join(sorted(self._out)))
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
