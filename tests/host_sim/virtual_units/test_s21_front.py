"""S21 as the unit speaks it, beside frames and payloads as published (where stands beside each)."""

import pytest

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.request import AUTO, COOL, FAN, HEAT
from host_sim.virtual_units.front import open_front
from host_sim.virtual_units.habits import load
from host_sim.virtual_units.indoor import QUIET, SWING
from host_sim.virtual_units.s21_front import frame_of, hexadecimal, sum_of, tenths
from tests.host_sim.virtual_units.still import Bench

ACK, NAK = "06", "15"


class Plug:
    """A front and its unit; `ask` gives what comes back, the ACK apart."""

    def __init__(self, profile="usual", **state):
        self.bench = Bench("s21", profile, air=21.0, **state)
        self.unit = self.bench.unit
        self.front = open_front(load("s21", profile), self.unit)
        self.ms = 30_000.0
        self.bench.home.state["now"] = 30

    def send(self, data):
        self.ms += 1000.0
        self.front.feed(data, self.ms)
        return self.front.answer(self.ms + 500.0).hex().upper()

    def ask(self, command):
        answer = self.send(frame_of(command, b""))
        assert answer.startswith(ACK + "02") or answer == NAK
        return answer[2:]

    def payload(self, command):
        return bytes.fromhex(self.ask(command))[1 + len(command) : -2]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"on": False, "mode": FAN, "setpoint": 1800}, "024731303640415F03"),  # FAI #946
        ({"on": True, "mode": COOL, "setpoint": 2350}, "02473131334B416803"),  # ASU s21_sim.cpp
    ],
)
def test_state_as_real_units_tell_it(state, told):
    plug = Plug()
    plug.unit.press(**{name: value for name, value in state.items() if name != "setpoint"})
    plug.unit.setpoint = state["setpoint"]
    assert plug.ask("F1") == told


@pytest.mark.parametrize(("payload", "degrees"), [(b"04DA", 2000), (b"04FA", 2100)])
def test_state_of_issues_594_and_408(payload, degrees):
    plug = Plug()
    plug.unit.press(mode=HEAT, setpoint=degrees)
    assert plug.payload("F1") == payload


def test_questions_and_quiet_answers_are_those_published():
    assert frame_of("F1", b"").hex().upper() == "0246317703"  # FAI #946, all of these
    plug = Plug()
    assert [plug.ask(command) for command in ("F5", "F6", "F7")] == [
        "024735303030303C03", "024736303030303D03", "024737303030303E03",
    ]  # fmt: skip


def test_environment_as_the_simulator_of_ASU_has_it():
    plug = Plug()
    plug.unit.ear.sense(23.0, 1e6)
    truth, machine = plug.bench.home.state["truth"], plug.bench.home.machine
    truth[7], machine["coil_in"], machine["speed"] = 21.5, 9.0, 315.0
    plug.unit.setpoint = 2400
    told = [plug.ask(command) for command in ("RH", "RI", "Ra", "RX", "Rd")]
    assert told == [
        "0253483033322B5B03", "0253493039302B6003", "0253613531322B7703", "0253583034322B6C03", "0253643531335003",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "text"), [(1850, b"581+"), (2300, b"032+"), (-540, b"450-"), (0, b"000+"), (10050, b"5001+")]
)
def test_tenths(value, text):
    assert tenths(value) == text


def test_numbers_in_base_16_stand_the_wrong_way_round():
    assert hexadecimal(0x3A52) == b"25A3"  # protocols 2.3


@pytest.mark.parametrize(("total", "sent"), [(0x02, 0x04), (0x03, 0x05), (0x06, 0x08), (0x15, 0x17), (0x04, 0x04)])
def test_sums_that_would_be_control_bytes_are_bumped(total, sent):
    assert sum_of(bytes([0x80, 0x80 + total])) == sent


def test_sums_are_taken_bumped_or_not():
    for add in (0, 2):
        plug = Plug(mode=HEAT)
        inner = b"F1" + b"\x8c\x00"  # sum 0x103
        assert sum(inner) & 0xFF == 3
        assert plug.send(bytes([2]) + inner + bytes([3 + add, 3])).startswith(ACK)


@pytest.mark.parametrize(
    ("payload", "state"),
    [
        (b"14DA", {"on": True, "mode": HEAT, "setpoint": 2000, "fan": FAN_AUTO}),
        (b"03LB", {"on": False, "mode": COOL, "setpoint": 2400, "fan": QUIET}),
        (b"11J5", {"on": True, "mode": AUTO, "setpoint": 2300, "fan": 3}),
    ],
)
def test_D1_is_carried_out_and_acknowledged(payload, state):
    plug = Plug()
    assert plug.send(frame_of("D1", payload)) == ACK
    assert {name: getattr(plug.unit, name) for name in state} == state


def test_D1_as_computed_from_its_layout():
    assert frame_of("D1", b"14DA").hex().upper() == "024431313444415F03"


def test_swing():
    plug = Plug()
    assert plug.send(frame_of("D5", b"7?00")) == ACK
    assert (plug.unit.vane, plug.unit.wide) == (SWING, SWING)
    assert plug.payload("F5") == b"7?00"


def test_phases_of_the_automatic():
    plug = Plug(mode=AUTO)
    told = []
    for side in (0, HEAT, COOL):
        plug.unit.side = side
        told.append(plug.payload("F1")[1:2])
    assert told == [b"1", b"7", b"0"]


def test_unit_state_flags():
    plug = Plug(mode=HEAT)
    assert (plug.payload("RzB2"), plug.payload("Rg")) == (b"8", b"0")
    plug.unit.operating, plug.bench.home.machine["speed"] = True, 40.0
    assert (plug.payload("RzB2"), plug.payload("Rg")) == (b"C", b"1")
    plug.bench.home.machine["phase"] = 3
    assert plug.payload("RzB2") == b"E"
    assert plug.payload("RzC3")[:1] == b"D"  # locked for 3 min since the mains, running, defrost


def test_coarse_temperatures():
    plug = Plug()
    plug.unit.ear.sense(21.5, 1e6)
    plug.bench.home.state["truth"][7] = -5.0
    assert plug.payload("F9") == bytes([128 + 43, 128 - 10, 0xFF, 0x30])


def test_energy_in_tenths_of_a_kWh():
    plug = Plug("FTXM35R", mode=HEAT)
    plug.unit.energy = 1234.56 * 3.6e6
    assert plug.payload("FM") == f"{12345:04X}"[::-1].encode()
    assert plug.payload("FU02") == b"0" * 8 + f"{12345:08X}"[::-1].encode()


@pytest.mark.parametrize(
    ("profile", "refused"), [("usual", ["FY00", "FX60", "R1"]), ("old", ["FM", "RzB2", "Rd", "F6"])]
)
def test_what_a_model_does_not_know_is_refused(profile, refused):
    plug = Plug(profile)
    assert [plug.send(frame_of(command, b"")) for command in refused] == [NAK] * len(refused)
    assert plug.payload("RH")


def test_protocol_versions():
    assert Plug().payload("F8") == b"02\0\0"
    assert Plug("old").payload("F8") == b"0\0\0\0"
    assert Plug("FTXM35R").payload("FY00") == b"0430"


def test_no_speed_that_is_one():
    assert Plug("speed_invalid").payload("Rd") == b"999"


def test_times_of_an_exchange():
    plug = Plug()
    plug.front.feed(frame_of("F1", b""), 40_000.0)
    assert plug.front.due == 40_045.0
    assert plug.front.answer(40_050.0) == b"\x06"
    assert plug.front.due == 40_080.0
    assert plug.front.answer(40_080.0)[:3] == b"\x02G1" and plug.front.unacknowledged == 1
    plug.front.feed(b"\x06", 40_100.0)
    assert plug.front.unacknowledged == 0


def test_noise_between_frames_is_passed_over():
    plug = Plug()
    answer = plug.send(b"\x99\x15" + frame_of("F1", b""))
    assert answer.startswith(ACK + "02")
    wrong = bytearray(frame_of("F1", b""))
    wrong[3] ^= 1
    assert plug.send(bytes(wrong)) == ""
    assert plug.ask("F1")


def test_naks_for_ever():
    plug = Plug(mode=HEAT)
    plug.front.faults.nak = True
    assert plug.send(frame_of("D1", b"03LB")) == NAK
    assert plug.unit.mode == HEAT
