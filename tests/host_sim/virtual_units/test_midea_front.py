"""Midea's UART as the unit speaks it, beside frames captured at real units (where each was published stands beside it)."""

import pytest

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.request import AUTO, COOL, HEAT
from host_sim.virtual_units.front import open_front
from host_sim.virtual_units.habits import load
from host_sim.virtual_units.indoor import SWING
from host_sim.virtual_units.midea_front import crc, frame_of
from tests.host_sim.virtual_units.still import Bench

# reneklootwijk/node-mideahvac test/01_cmds.spec.js
STATE = "aa20ac00000000000003418100ff03ff000200000000000000000000000003cd9c"
POWER = "AA11AC00000000000303412101440001098C"
CAPABILITIES = "aa0eac00000000000303b501118eeb"


class Plug:
    """A front and its unit; `ask` gives what comes back."""

    def __init__(self, profile="usual", **state):
        self.bench = Bench("midea", profile, air=21.0, **state)
        self.unit = self.bench.unit
        self.front = open_front(load("midea", profile), self.unit)
        self.ms = 30_000.0
        self.bench.home.state["steps"] = 3

    def ask(self, text):
        self.ms += 1000.0
        self.front.feed(bytes.fromhex(text), self.ms)
        return self.front.answer(self.ms + 500.0).hex().upper()

    def body(self, text):
        answer = bytes.fromhex(self.ask(text))
        assert answer[0] == 0xAA and answer[1] == len(answer) - 1 and sum(answer[1:]) & 0xFF == 0
        return answer[10:-2] if self.front.profile.wire["body_crc"] else answer[10:-1]

    def set(self, **bytes_at):
        body = bytearray(24)
        body[0] = 0x40
        for place, value in bytes_at.items():
            body[int(place[1:])] = value
        return self.body(frame_of(2, bytes(body)).hex())


@pytest.mark.parametrize(
    "text",
    [  # MID-N, and MID-M test_command.py: the checks that real units and their modules make
        STATE, POWER, CAPABILITIES, "AA0FAC00000000000303B50101012166", "AA0FAC00000000000303B5010102C3C3",
        "AA23AC00000000000303C00145660000003C0010045C6B20000000000000000000020D79",
        "AA23AC00000000000203C00188647F7F000000000063450C0056190000000000000497C3",
        "AA20AC00000000000203C121014400564A02640000000014AE0000000000041A22",
    ],
)  # fmt: skip
def test_checks_are_those_of_captured_frames(text):
    frame = bytes.fromhex(text)
    assert crc(frame[10:-2]) == frame[-2]
    assert frame_of(frame[9], frame[10:-2], frame[8]) == frame


def test_state_beside_a_captured_one():
    """MID-M: set 21.0, indoor 21.0, outdoor 28.5, fan automatic, both eco and the vertical swing of which this unit tells one."""
    captured = bytes.fromhex("C00145660000003C0010045C6B2000000000000000000002")
    plug = Plug(mode=COOL, setpoint=2100)
    plug.unit.press(vane=SWING)
    plug.unit.ear.sense(21.0, 1e6)
    plug.bench.home.state["truth"][7] = 28.5
    body = plug.body(STATE)
    for place in (0, 1, 2, 3, 11, 12):
        assert body[place] == captured[place]
    assert body[7] == captured[7] & 0x0C


@pytest.mark.parametrize(
    ("indoor", "outdoor", "bytes_told"),
    [(24.6, 9.5, (0x63, 0x45, 0x56)), (26.5, 9.7, (0x67, 0x45, 0x75)), (25.0, 9.5, (0x64, 0x45, 0x50))],  # MID-M, #89
)
def test_tenths_as_real_units_tell_them(indoor, outdoor, bytes_told):
    plug = Plug(mode=HEAT, setpoint=2400)
    plug.unit.ear.sense(indoor, 1e6)
    plug.bench.home.state["truth"][7] = outdoor
    body = plug.body(STATE)
    assert (body[11], body[12], body[15]) == bytes_told
    assert body[2] == 0x88 and body[13] == 0x0C


@pytest.mark.parametrize("degrees", [1600, 1650, 1950])
def test_set_points_as_real_units_tell_them(degrees):
    """MID-M, midea-ac-py #39: C0 01 81/91/93 66 ... 04/04/07."""
    plug = Plug(mode=HEAT, setpoint=degrees)
    body = plug.body(STATE)
    assert body[2] & 0x1F == {1600: 0x00, 1650: 0x10, 1950: 0x13}[degrees]
    assert body[13] == {1600: 4, 1650: 4, 1950: 7}[degrees]


def test_below_zero():
    plug = Plug()
    plug.bench.home.state["truth"][7] = -5.3
    body = plug.body(STATE)
    assert ((body[12] - 50) / 2, body[15] >> 4) == (-5.0, 3)


def test_no_outdoor_temperature():
    body = Plug("no_outdoor").body(STATE)
    assert (body[12], body[15] >> 4) == (0xFF, 0)


def test_old_answers_have_no_body_check():
    plug = Plug("old", mode=HEAT)
    assert len(bytes.fromhex(plug.ask(STATE))) == 31  # as AA1E...: MID-M's old one
    assert plug.ask(POWER) == plug.ask(CAPABILITIES) == ""


@pytest.mark.parametrize(
    ("profile", "energy", "power"), [("usual", "00565002", "015140"), ("binary_power", "00089F0A", "003B24")]
)
def test_energy_and_power(profile, energy, power):
    plug = Plug(profile)
    plug.unit.energy = 5650.021 * 3.6e6
    plug.bench.home.state["truth"][11] = 1514.0
    body = plug.body(POWER)
    assert (body[:4].hex(), body[4:8].hex().upper(), body[16:19].hex().upper()) == ("c1210144", energy, power)


def test_capabilities():
    body = Plug().body(CAPABILITIES)
    assert body[:2] == b"\xb5\x04" and len(body) == 2 + 3 * 4 + 3 + 7
    assert Plug().ask("AA0FAC00000000000303B50101012166") == ""


def test_a_set_is_the_whole_state():
    plug = Plug()
    answer = plug.set(_1=0x01, _2=4 << 5 | 0x10 | 5, _3=60, _7=0x3C)
    assert (plug.unit.on, plug.unit.mode, plug.unit.setpoint, plug.unit.fan) == (True, HEAT, 2150, 3)
    assert (plug.unit.vane, plug.unit.wide) == (SWING, 0)
    assert answer[0] == 0xC0 and answer[1] == 1
    plug.set(_1=0x00, _2=1 << 5 | 5, _3=102, _18=10)
    assert (plug.unit.on, plug.unit.mode, plug.unit.setpoint, plug.unit.fan) == (False, AUTO, 2200, FAN_AUTO)


def test_whole_degrees():
    plug = Plug("whole_degrees")
    plug.set(_1=1, _2=4 << 5 | 0x10 | 5, _3=102)
    assert plug.unit.setpoint == 2200


def test_news_of_the_network_is_taken_without_an_answer():
    plug = Plug()
    assert plug.ask(frame_of(0x0D, bytes([1, 1, 4]).ljust(20, b"\0")).hex()) == ""
    assert plug.front.network_at == plug.ms


def test_what_is_wrong_or_for_others_is_passed_over():
    plug = Plug()
    for place in (5, 12, -1):
        bad = bytearray.fromhex(STATE)
        bad[place] ^= 1
        assert plug.ask(bad.hex()) == ""
    commercial = bytearray.fromhex(STATE)
    commercial[2], commercial[-1] = 0xCC, commercial[-1] - 0x20 & 0xFF
    assert plug.ask(commercial.hex()) == ""
    assert plug.ask("AA0001AA" + STATE)


def test_faults_are_told():
    plug = Plug()
    plug.bench.home.machine["fault"] = 7.0
    body = plug.body(STATE)
    assert (body[1] & 0x80, body[16]) == (0x80, 7)
