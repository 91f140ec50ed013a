"""LG's controller bus as the unit speaks it: 13 bytes, the last the sum of the others, exclusive or 55.

104 8N1 on one wire that everybody hears. The unit (C8) tells how it stands every minute and at once what has changed, what it
can (C9) when it gets its power or is asked (40 in byte 8); the master controller (A8) sets by the lowest bit of byte 1, and
tells the room every 20 s. Facts: JanM321/esphome-lg-controller (19ef72a, protocol.md, ac-emulator). How it takes the
controller's silence is not published.
"""

from __future__ import annotations

from collections.abc import Iterator

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT
from host_sim.virtual_units.bus_front import BusFront
from host_sim.virtual_units.front import key_of
from host_sim.virtual_units.habits import Profile
from host_sim.virtual_units.indoor import SWING, IndoorUnit

SIZE = 13
MASTER, UNIT, ABILITIES = 0xA8, 0xC8, 0xC9
_MODES = {COOL: 0, DRY: 1, FAN: 2, AUTO: 3, HEAT: 4}
_FANS = {2: 5, 4: 6, 1: 0, 3: 1, 5: 2, FAN_AUTO: 3}  # low-medium, medium-high, low, medium, high
_LOUD = {4: 1, 7: 5}  # slow and power: the nearest that it has here
_FRAME = 1250.0  # ms that one takes
_QUIET = 500.0  # ms of silence before one speaks
_CHANGED, _ON = 0x01, 0x02
_BY_CONTROLLER = 0x10  # which thermistor it goes by, in byte 6


def frame_of(data: bytes) -> bytes:
    """Twelve bytes and their check."""
    return data + bytes([sum(data) & 0xFF ^ 0x55])


class Lg(BusFront):
    """`wire.abilities`: what it says it can, nine bytes from the third on."""

    BAUD, PARITY, STOP = 104, None, 1
    ONE_WIRE = True
    REPLY = _QUIET
    GAP = 400.0
    EVERY = 60_000.0

    def __init__(self, unit: IndoorUnit, profile: Profile):
        super().__init__(unit, profile)
        self._flags = bytearray(SIZE)  # the master's last word: bits that are nothing to us go back as they came
        self._by_controller = False
        self._shown_last: tuple[object, ...] = ()
        self._looked_at = 0.0

    def begin(self) -> None:
        self._flags = bytearray(SIZE)
        self._by_controller = False
        self._shown_last = ()

    def _requests(self) -> Iterator[bytes]:
        data = self._in
        while data:
            if data[0] >> 4 not in (2, 0xA) or not data[0] & 8:
                self.skip()
                continue
            if len(data) < SIZE:
                return
            if frame_of(bytes(data[: SIZE - 1])) != data[:SIZE]:
                self.skip()
                continue
            yield bytes(data[:SIZE])
            del data[:SIZE]

    def hear(self, request: bytes, ms: float) -> None:
        if request[0] != MASTER:
            return
        self._by_controller = request[6] & 0x30 == _BY_CONTROLLER
        self.unit.feed(((request[7] & 0x3F) * 50 + 1000) if self._by_controller else None, ms / 1000.0)
        if request[1] & _CHANGED and not self.faults.nak:
            self._flags[:] = request
            self._take(request)
            self._tell(ms + _QUIET)
        if request[8] & 0x40:
            self._abilities(ms + _QUIET + _FRAME + _QUIET)

    def _take(self, data: bytes) -> None:
        state: dict[str, int | bool] = {"on": bool(data[1] & _ON)}
        if (mode := key_of(_MODES, data[1] >> 2 & 7)) is not None:
            state["mode"] = mode
        level = data[1] >> 5
        if (fan := key_of(_FANS, level)) is not None:
            state["fan"] = fan
        elif level in _LOUD:
            state["fan"] = _LOUD[level]
        state["setpoint"] = ((data[6] & 0x0F) + 15) * 100 + 50 * (data[5] & 1)
        state["vane"] = SWING if data[2] & 0x80 else 0
        self.unit.ask(**state)

    @property
    def due(self) -> float | None:
        """It looks once a second whether something has changed."""
        first = super().due
        return self._looked_at if first is None else min(first, self._looked_at)

    def answer(self, ms: float) -> bytes:
        while self._looked_at <= ms:
            at = self._looked_at
            self._looked_at += 1000.0
            if not self.pending and self._up(at) and self._shown_last != self._shown():
                self.speak(at)
        return super().answer(ms)

    def speak(self, ms: float) -> None:
        if not self._shown_last:
            self._abilities(ms)
            ms += _FRAME + _QUIET
        self._tell(ms)

    def _shown(self) -> tuple[object, ...]:
        unit = self.unit
        return unit.on, unit.mode, unit.setpoint, unit.fan, unit.vane, unit.defrosting, unit.operating, unit.fault

    def _tell(self, ms: float) -> None:
        self._shown_last = self._shown()
        self.say(frame_of(self._state(ms / 1000.0)), ms)

    def _abilities(self, ms: float) -> None:
        self.say(frame_of(bytes([ABILITIES]) + bytes.fromhex(self.profile.wire["abilities"])), ms)

    def _state(self, at: float) -> bytes:
        unit = self.unit
        out = bytearray(self._flags[: SIZE - 1])
        out[0] = UNIT
        out[1] = _ON * unit.on | _MODES[unit.mode] << 2 | _FANS[unit.fan] << 5
        out[2] = out[2] & 0x3F | 0x80 * (unit.vane == SWING)
        defrosts = unit.defrosting and unit.habits.tells_defrost
        out[3] = out[3] & 0xF3 | 0x04 * defrosts | 0x08 * unit.preheating
        out[4] = 0x40 * (unit.side == HEAT)
        out[5] = out[5] & 0xFA | (unit.setpoint % 100 >= 50) | 0x04 * unit.operating
        out[6] = out[6] & 0xC0 | _BY_CONTROLLER * self._by_controller | unit.setpoint // 100 - 15 & 0x0F
        out[7] = min(max((unit.ear.tell(at) - 1000) // 50, 0), 0x3F)
        out[8] &= 0x3F
        out[11] = unit.fault & 0xFF
        return bytes(out)


PLUG = Lg
