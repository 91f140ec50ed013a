"""Samsung's older bus as the units on it speak: `32 source destination command, eight bytes, check 34`, check: exclusive or.

2400 8E1, RS-485. The outdoor unit (C8) makes its round: it tells what it does, asks the indoor one (00), which says how it
stands, and ends with F8 to all and a call to register (AD), between which others may speak. A captured round is in
DannyDeGaspari/Samsung-HVAC-buscontrol #14; what holds of a controller (D0) in omerfaruk-aran/esphome_samsung_hvac_bus #71
(what is told is taken after F8, with some 50 ms between frames) and lanwin/esphome_samsung_ac (935e460): a registered one is
asked by C6 about once a second, and then only. The length of a round is a guess, longer than a captured one.
"""

from __future__ import annotations

from collections.abc import Iterator

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT
from host_sim.virtual_units.bus_front import BusFront
from host_sim.virtual_units.front import key_of
from host_sim.virtual_units.habits import Profile
from host_sim.virtual_units.indoor import IndoorUnit

START, END, SIZE = 0x32, 0x34, 14
OUTDOOR, INDOOR, CONTROLLER, EVERYBODY, ANYBODY_NEW = 0xC8, 0x00, 0xD0, 0xF0, 0xAD
TELL, REGISTER, TAKEN = 0xB0, 0xD1, 0x54

_SAID_MODES = {HEAT: 0x01, COOL: 0x02, DRY: 0x04, FAN: 0x08, AUTO: 0x22}
_TOLD_MODES = {AUTO: 0, COOL: 1, DRY: 2, FAN: 3, HEAT: 4}
_SAID_FANS = {FAN_AUTO: 0, 1: 2, 2: 4, 3: 5}
_TOLD_FANS = {FAN_AUTO: 0x00, 1: 0x40, 2: 0x80, 3: 0xA0}
_ZERO = 55  # of temperatures in °C
_FRAME = 64.2  # ms that a frame takes
_BETWEEN = 50.0  # ms
_GAP = 300.0  # ms after F8 in which others may speak
_POLLED = 1.5 * _FRAME + _BETWEEN  # ms after C6 in which a controller's word begins


def frame_of(source: int, target: int, command: int, data: bytes) -> bytes:
    """A whole frame."""
    inner = bytes([source, target, command]) + data.ljust(8, b"\x00")
    check = 0
    for byte in inner:
        check ^= byte
    return bytes([START]) + inner + bytes([check, END])


class Nonnasa(BusFront):
    """`wire.asks`: it takes a controller's word only from one that has registered, and after its C6."""

    BAUD, PARITY, STOP = 2400, 0, 1
    REPLY = 50.0
    EVERY = 1500.0

    def __init__(self, unit: IndoorUnit, profile: Profile):
        super().__init__(unit, profile)
        self._registered = False
        self._open = (0.0, 0.0)  # ms, from and to: a word of others may end then

    def begin(self) -> None:
        self._registered = False

    def _requests(self) -> Iterator[bytes]:
        data = self._in
        while data:
            if data[0] != START:
                self.skip()
                continue
            if len(data) < SIZE:
                return
            if frame_of(data[1], data[2], data[3], bytes(data[4:12])) != data[:SIZE]:
                self.skip()
                continue
            yield bytes(data[1:12])
            del data[:SIZE]

    def hear(self, request: bytes, ms: float) -> None:
        source, target, command, data = request[0], request[1], request[2], request[3:]
        if source != CONTROLLER:
            return
        if target == OUTDOOR and command == REGISTER:
            self._registered = True
        elif (target, command) == (INDOOR, TELL) and self._open[0] <= ms <= self._open[1] and not self.faults.nak:
            self._take(data)
            self.say(frame_of(INDOOR, CONTROLLER, TAKEN, data), ms + self.REPLY)

    def _take(self, data: bytes) -> None:
        state: dict[str, int | bool] = {"on": bool(data[4] & 0x30), "setpoint": (data[2] & 0x1F) * 100}
        if (mode := key_of(_TOLD_MODES, data[3])) is not None:
            state["mode"] = mode
        if (fan := key_of(_TOLD_FANS, data[2] & 0xE0)) is not None:
            state["fan"] = fan
        self.unit.ask(**state)

    def speak(self, ms: float) -> None:
        asks = self.profile.wire["asks"]
        words = [
            frame_of(OUTDOOR, INDOOR, 0xC0, self._outdoor()),
            frame_of(OUTDOOR, INDOOR, 0xF0, self._machine()),
            frame_of(INDOOR, OUTDOOR, 0x20, self._indoor(ms / 1000.0)),
        ]
        if asks and self._registered:
            words.append(frame_of(OUTDOOR, CONTROLLER, 0xC6, b"\x01"))
        else:
            words.append(frame_of(OUTDOOR, EVERYBODY, 0xF8, bytes([1, 0x18, 0x60, 0x72, 0x0D, 0, 0x0C, 1])))
        at = ms
        for word in words:
            self.say(word, at)
            at += _FRAME + _BETWEEN
        ended = at - _BETWEEN
        if asks and self._registered:
            self._open = (ended + _FRAME, ended + _FRAME + _POLLED)
        else:
            self._open = (0.0, 0.0) if asks else (ended + _FRAME, ended + _FRAME + _GAP)
        self.say(frame_of(OUTDOOR, ANYBODY_NEW, 0xD1, b"\x11"), ended + _GAP + _FRAME)

    def _indoor(self, at: float) -> bytes:
        unit = self.unit
        return bytes(
            [
                unit.setpoint // 100 + _ZERO,
                unit.ear.tell(at) // 100 + _ZERO,
                unit.coil // 100 + _ZERO & 0xFF,
                0xF8 | _SAID_FANS[unit.fan],
                0x80 * unit.on | _SAID_MODES[unit.mode],
                0x10,
                0,
                unit.coil // 100 + _ZERO & 0xFF,
            ]
        )

    def _outdoor(self) -> bytes:
        unit = self.unit
        outside = unit.outdoor // 100 + _ZERO & 0xFF if unit.habits.tells_outdoor == "yes" else 0xFF
        return bytes(
            [0, 0, 0x80 * (unit.side == HEAT) | 0x04 * unit.operating, unit.operating, outside, 0, _ZERO, _ZERO]
        )

    def _machine(self) -> bytes:
        unit = self.unit
        told = unit.speed if unit.habits.tells_speed == "yes" else 0
        defrosts = 0x20 * (unit.defrosting and unit.habits.tells_defrost)
        return bytes([defrosts, told, told, told, unit.operating, 0, unit.fault & 0xFF, 0])


PLUG = Nonnasa
