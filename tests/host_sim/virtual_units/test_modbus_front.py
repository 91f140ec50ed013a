"""A drive on Modbus RTU: frames beside those of the specification and of pymodbus, registers, its own time-out."""

from fractions import Fraction

import pytest
from pymodbus.framer import FramerRTU

from balancepoint.control.command import FAN_AUTO, Command
from host_sim import experiment, loop, scenario
from host_sim.errors import InputError
from host_sim.plant import heat_pump as hp
from host_sim.virtual_units import driven, runs
from host_sim.virtual_units.driven import Driven, OnModbus
from host_sim.virtual_units.modbus_front import Drive, ModbusFront, crc, load_map, maps, quantity
from tests.host_sim.virtual_units.still import Still


class Plug:
    """A drive and its front; `ask` gives what comes back, checked and without the check."""

    def __init__(self, name="generic"):
        self.home = Still()
        self.drive = Drive(self.home, load_map(name))
        self.front = ModbusFront(self.drive)
        self.ms = 1000.0

    def ask(self, text):
        self.ms += 1000.0
        self.home.state["now"] = int(self.ms / 10_000) * 10
        data = bytes.fromhex(text)
        self.front.feed(data + crc(data), self.ms)
        answer = self.front.answer(self.ms + 500.0)
        if not answer:
            return ""
        assert crc(answer[:-2]) == answer[-2:]
        return answer[:-2].hex().upper()

    def obey(self, **told):
        command = Command()
        for name, value in {"speed": 30, "fan": FAN_AUTO, **told}.items():
            setattr(command, name, value)
        self.drive.step(command)
        return self.drive.command


@pytest.mark.parametrize("text", ["0104020FFF", "010300000002", "110600010003", "FF", "0110000000010200AA"])
def test_check_is_that_of_pymodbus(text):
    data = bytes.fromhex(text)
    assert crc(data) == FramerRTU.compute_CRC(data).to_bytes(2, "big")


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.1 Hz", Fraction(1, 10)), ("1/60 Hz", Fraction(1, 60)), ("-40 °C", Fraction(-40)), ("0.01 kW", Fraction(10))],
)
def test_what_a_count_is(text, value):
    assert quantity(text) == value


def test_what_is_written_is_done():
    plug = Plug()
    for text in ("010600000190", "010600010001", "010600020001", "010600030001"):
        assert plug.ask(text) == text.upper()
    assert plug.ask("0110000400010203E8") == "011000040001"
    command = plug.obey(valve=0)
    assert (command.speed, command.valve, command.outdoor_fan, command.fan) == (40, 1, 2, 5)
    assert plug.obey(speed=0).speed == 0  # the relay in series with it lets go
    plug.ask("010600010000")
    assert plug.obey().speed == 0


def test_what_has_no_register_is_a_relay_of_the_board():
    plug = Plug("optidrive_e3")
    plug.ask("010600010190")
    plug.ask("010600000001")
    command = plug.obey(valve=1, fan=2, aux=1, outdoor_fan=1)
    assert (command.speed, command.valve, command.fan, command.aux, command.outdoor_fan) == (40, 1, 2, 1, 1)


def test_what_is_measured():
    plug = Plug()
    machine, truth = plug.home.machine, plug.home.state["truth"]
    machine |= {"speed": 47.4, "shell": 81.26, "coil_out": -7.0, "coil_in": 41.2, "phase": hp.MELT, "fault": 3.0}
    truth[7], truth[11] = -12.3, 1234.4
    told = [int(plug.ask(f"0104{register:04X}0001")[6:], 16) for register in range(100, 108)]
    assert told == [474, 1234, 813, 0x10000 - 123, 0x10000 - 70, 162, 3, 1]
    assert plug.ask("010400640002") == "0104" + "04" + "01DA" + "04D2"


def test_flags_under_a_mask():
    plug = Plug("optidrive_e3")
    plug.home.machine["fault"] = 1.0
    assert plug.ask("010300050001") == "0103020002"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("010400C80001", "018402"),  # no such register
        ("010300640001", "018302"),  # there, for function 4
        ("010600640001", "018602"),  # is measured
        ("012B00000001", "01AB01"),  # no such function
        ("020400640001", ""),  # another station
    ],
)
def test_what_is_refused(text, answer):
    assert Plug().ask(text) == answer


def test_nobody_answers_a_wrong_check_and_noise_is_passed_over():
    plug = Plug()
    plug.front.feed(bytes.fromhex("0104006400010000"), 5000.0)
    assert plug.front.answer(6000.0) == b""
    assert plug.ask("FFFF010400640001"[4:])


def test_without_requests_it_stops_after_its_time_out():
    plug = Plug()
    plug.ask("010600000190")
    plug.ask("010600010001")
    assert plug.obey().speed == 40
    plug.home.state["now"] += 10
    assert plug.obey().speed == 0 and plug.drive.trips == 1


def test_every_map_that_comes_along_is_taken_or_refused_in_one_line():
    for name in maps():
        try:
            assert OnModbus(name).load()["write"]
        except InputError as error:
            assert str(error).startswith(f"virtual unit modbus, {name}: ") and "\n" not in str(error)


@pytest.mark.parametrize(("step", "exchanges"), [(10, True), (1, False)])
def test_direct_drive_over_the_wire(step, exchanges):
    case = scenario.load("winter_week", [], {"days": 1, "step": step})
    home = Driven(experiment.make_home(case, experiment.prepare(case)), OnModbus())
    readings = experiment.make_readings(case)
    command = Command()
    command.valve, command.fan, command.speed = 1, FAN_AUTO, 50
    for now in range(0, 120, step):
        command.valid_until = now + 2
        home.sense(readings, now)
        home.advance(command, step)
    assert home.drive.table["timeout"] == (driven.SLOW["timeout"] if exchanges else 5)
    assert home.home.state["machine"]["speed"] == 50.0 and home.drive.trips == 0
    home.sense(readings, 120)
    assert readings.speed.value == 50 and readings.speed.age <= 20
    assert home.link.session.linked and not home.link.faults


def test_a_house_on_modbus_fares_as_with_a_speed_signal():
    case = scenario.load("winter_week", [], {"days": 1})
    forcing = experiment.prepare(case)
    traces = []
    for wired in (True, False):
        home = experiment.make_home(case, forcing)
        plant = Driven(home, OnModbus("optidrive_e3")) if wired else home
        loop.run(
            plant,
            experiment.make_controller(case, "balancepoint"),
            experiment.make_readings(case),
            case.requests(),
            1080,
            10,
        )
        traces.append(home.result())
    wired, direct = traces
    assert wired["p_total"].mean() == pytest.approx(direct["p_total"].mean(), rel=0.02)
    assert wired["room"].mean() == pytest.approx(direct["room"].mean(), abs=0.05)


def test_figures_of_a_run_on_modbus():
    case = scenario.load("winter_week", [], {"days": 1, "step": 60})
    result = runs.execute(
        case, experiment.prepare(case), "balancepoint", place=experiment.Place(unit=OnModbus("optidrive_e3"))
    )
    assert result.violations == [] and result.unit["bad_frames"] == result.unit["timeouts"] == 0
    assert result.unit["protocol"] == "modbus" and result.wire.count > 1000
