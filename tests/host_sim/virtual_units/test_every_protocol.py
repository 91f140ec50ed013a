"""Every protocol that has a virtual unit: the firmware's session speaks to it over the stream, in a house that stands still.

Neither end knows the other's code: session and codec are the firmware's, the front was written from the published facts.
"""

import pytest

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from balancepoint.units import trouble
from balancepoint.units.protocols import session_of, tune
from balancepoint.units.ticks import MASK
from balancepoint.units.unit import Unit
from host_sim.virtual_units.front import open_front
from host_sim.virtual_units.habits import load, names, protocols
from host_sim.virtual_units.wire import Wire
from tests.host_sim.virtual_units.still import Bench

PROTOS = protocols()
MODELS = [(proto, name) for proto in PROTOS for name in names(proto) if name != "slow_boot"]
PATIENCE = {"lg": 75}  # s until what is told has been told: a minute between two of its words


class Talk:
    """The unit of a still home with its plug, the line, and a session at its own pace."""

    def __init__(self, proto, profile="usual", air=20.0, **state):
        self.bench = Bench(proto, profile, air, **state)
        self.indoor = self.bench.unit
        self.bench.home.state["truth"][7] = 5.0
        self.profile = load(proto, profile)
        self.front = open_front(self.profile, self.indoor)
        self.wire = Wire(self.front)
        self.said = Unit()
        session = session_of(proto)(self.said)
        tune(self.wire, session, self.front.baud)
        self.session = session
        self.patience = PATIENCE.get(proto, 25)
        self.ms = 0

    def run(self, seconds):
        home, session, wire = self.bench.home, self.session, self.wire
        end = self.ms + round(1000 * seconds)
        while self.ms < end:
            self.ms += session.pace
            if self.ms // 1000 >= home.state["now"] + home.dt:
                self.indoor.step()
                home.machine["speed"] = float(self.indoor.command.speed)
                home.state["now"] += home.dt
            wire.at(float(self.ms))
            self.said.now = self.ms // 1000
            session.step(wire, self.ms & MASK)
        return self

    def until(self, true, most):
        """s until `true()`; at most so many."""
        begun = self.ms
        while not true():
            self.run(0.25)
            assert self.ms - begun <= 1000 * most, "it did not happen"
        return (self.ms - begun) / 1000

    def ask(self, mode, setpoint=2100, fan=UNKNOWN):
        said = self.said
        said.mode, said.setpoint, said.fan, said.asked = mode, setpoint, fan, 1

    @property
    def linked(self):
        return self.session.linked

    def agreed(self):
        """The session knows how the unit stands."""
        said, indoor = self.said, self.indoor
        if said.on != int(indoor.on) or indoor.on and said.said_mode != indoor.mode:
            return False
        return indoor.mode not in (HEAT, COOL) or said.said_setpoint == indoor.setpoint


def connected(proto, profile="usual", **state):
    talk = Talk(proto, profile, **{"mode": HEAT, "setpoint": 2200, **state})
    talk.until(lambda: talk.linked and talk.agreed(), 80)
    return talk


def followed(talk, mode, setpoint, most=40):
    """s until the unit does that, which it has been asked for."""
    return talk.until(lambda: talk.indoor.on and (talk.indoor.mode, talk.indoor.setpoint) == (mode, setpoint), most)


@pytest.mark.parametrize(("proto", "profile"), MODELS)
def test_an_hour(proto, profile):
    """Connected, read, led, read back; and nothing is told that nobody asked for."""
    talk = connected(proto, profile)
    assert talk.session.trouble == trouble.OK and talk.indoor.writes == 0
    talk.run(60)
    assert talk.indoor.writes == 0 and not talk.said.own_change
    talk.ask(HEAT, 2300)
    followed(talk, HEAT, 2300)
    talk.run(600)
    assert talk.agreed() and talk.session.trouble == trouble.OK and talk.said.refused == 0
    talk.ask(COOL, 2500)
    followed(talk, COOL, 2500)
    talk.run(600)
    assert talk.agreed() and not talk.said.own_change
    talk.ask(OFF)
    talk.until(lambda: not talk.indoor.on, 40)
    talk.run(1200)
    assert talk.agreed() and not talk.said.own_change
    talk.ask(HEAT, 2000)
    followed(talk, HEAT, 2000)
    talk.run(1000)
    assert talk.agreed() and talk.linked and not talk.said.own_change
    assert talk.indoor.writes <= 4 * 6, "each thing once"
    assert talk.session.bad == 0 and talk.front.garbage == 0 and talk.session.echoes == 0


@pytest.mark.parametrize("proto", PROTOS)
@pytest.mark.parametrize("mode", [AUTO, DRY, FAN])
def test_other_modes(proto, mode):
    talk = connected(proto)
    talk.ask(mode, 2200)
    talk.until(lambda: talk.indoor.mode == mode, 40)
    talk.run(talk.patience + 60)
    assert talk.said.said_mode == mode and talk.session.trouble == trouble.OK and not talk.said.own_change
    assert talk.said.refused == 0


@pytest.mark.parametrize("proto", PROTOS)
def test_levels_of_the_fan(proto):
    talk = connected(proto)
    levels = []
    for fan in (*range(1, talk.said.fans + 1), FAN_AUTO):
        talk.ask(HEAT, 2200, fan)
        talk.run(talk.patience + 20)
        assert talk.said.said_fan == fan
        levels.append(talk.indoor.fan)
    assert levels == sorted(set(levels)) and levels[-1] == FAN_AUTO
    assert talk.session.trouble == trouble.OK and not talk.said.own_change


@pytest.mark.parametrize("proto", PROTOS)
def test_vanes_where_they_can_be_set(proto):
    talk = connected(proto)
    habits = talk.profile.habits
    talk.indoor.press(vane=2 if habits.vanes else 0, **({"wide": 4} if habits.wide_vanes else {}))
    talk.run(talk.patience)
    said = talk.said
    for name, count in (("vane", said.vanes), ("wide", said.wide_vanes)):
        for place in range(2, count + 1):
            talk.ask(HEAT, 2200)
            setattr(said, name, place)
            talk.run(talk.patience + 15)
            assert getattr(talk.indoor, name) == place == getattr(said, f"said_{name}")
            said.own_change = 0


@pytest.mark.parametrize(("proto", "profile"), MODELS)
def test_what_the_unit_tells(proto, profile):
    talk = connected(proto, profile)
    talk.bench.home.air = 21.0
    talk.bench.home.state["truth"][11] = 800.0
    talk.bench.home.machine["coil_in"] = 40.0
    talk.run(700)
    said, habits = talk.said, talk.profile.habits
    assert talk.indoor.operating
    assert said.room == pytest.approx(2100, abs=60)
    assert said.now - said.room_at <= max(talk.patience, 10) and said.now - said.said_at <= max(talk.patience, 10)
    if habits.tells_outdoor == "yes":
        assert said.outdoor == pytest.approx(500, abs=50) and said.now - said.outdoor_at <= 60
    else:
        assert said.outdoor in (UNKNOWN, 500)
    if said.tells_power:
        assert said.power == pytest.approx(800, abs=1)
    if said.tells_speed and habits.tells_speed in ("yes", "noise_off"):
        assert said.speed == talk.indoor.speed
    if habits.tells_running and said.tells_running:
        assert said.running == 1
    assert bool(said.tells_running) >= habits.tells_running or proto in ("cn105", "s21")
    assert said.fault in (0, UNKNOWN) and said.standby in (0, UNKNOWN)


@pytest.mark.parametrize("proto", PROTOS)
def test_a_defrost_is_told(proto):
    talk = connected(proto)
    if not talk.profile.habits.tells_defrost:
        talk.run(400)
        assert talk.said.defrosting in (0, UNKNOWN)
        return
    talk.run(300)
    assert talk.said.defrosting in (0, UNKNOWN)
    talk.bench.home.machine["phase"] = 1
    talk.until(lambda: talk.said.defrosting == 1, talk.patience)
    talk.bench.home.machine["phase"] = 0
    talk.until(lambda: talk.said.defrosting == 0, talk.patience)


@pytest.mark.parametrize("proto", PROTOS)
def test_a_change_at_the_handset_is_a_wish(proto):
    talk = connected(proto)
    talk.ask(HEAT, 2200)
    talk.run(talk.patience + 30)
    writes = talk.indoor.writes
    talk.indoor.press(setpoint=2400)
    talk.until(lambda: talk.said.own_change, talk.patience)
    assert talk.said.said_setpoint == 2400 and talk.indoor.setpoint == 2400
    talk.said.setpoint, talk.said.own_change = 2400, 0
    talk.run(120)
    assert talk.indoor.setpoint == 2400 and talk.indoor.writes == writes and not talk.said.own_change
    talk.indoor.press(on=False)
    talk.until(lambda: talk.said.own_change, talk.patience)
    assert talk.said.on == 0


@pytest.mark.parametrize("proto", PROTOS)
@pytest.mark.parametrize("profile", ["usual", "slow_boot"])
def test_the_mains_of_the_unit_are_gone_for_a_while(proto, profile):
    """Back within 10 s after it answers; what it has forgotten is asked for again."""
    talk = connected(proto, profile)
    talk.ask(HEAT, 2300)
    followed(talk, HEAT, 2300)
    talk.run(60)
    talk.indoor.power(False)
    talk.until(lambda: not talk.linked, 240)
    talk.run(60)
    assert talk.session.trouble == trouble.SILENT
    talk.indoor.power(True)
    talk.until(lambda: talk.indoor.answers(talk.ms / 1000), 40)
    assert talk.until(lambda: talk.linked, 10) <= 10
    talk.run(talk.patience + 30)
    if talk.said.own_change:  # it came back otherwise than it was: nobody's wish
        pytest.fail("what the unit had forgotten was taken for a wish")
    assert (talk.indoor.on, talk.indoor.mode, talk.indoor.setpoint) == (True, HEAT, 2300)
    assert talk.agreed() and talk.session.trouble == trouble.OK


@pytest.mark.parametrize("proto", PROTOS)
def test_a_silent_line_is_told_and_heals(proto):
    talk = connected(proto)
    talk.front.faults.silent = True
    talk.until(lambda: not talk.linked, 240)
    assert talk.session.trouble == trouble.SILENT
    talk.run(100)
    talk.front.faults.silent = False
    most = 10 if proto != "lg" else 61  # until it speaks again
    assert talk.until(lambda: talk.linked, most) <= most
    talk.run(talk.patience)
    assert talk.session.trouble == trouble.OK


@pytest.mark.parametrize("proto", PROTOS)
@pytest.mark.parametrize("fault", ["corrupt", "half"])
def test_bytes_that_are_wrong_now_and_then(proto, fault):
    """Every third answer."""
    talk = connected(proto)
    setattr(talk.front.faults, fault, 3)
    talk.ask(HEAT, 2300)
    followed(talk, HEAT, 2300, 120)
    talk.run(600)
    assert talk.linked and talk.agreed() and not talk.said.own_change
    if fault == "corrupt" and proto != "s21":  # S21 has a sum that a turned bit can pass for an ACK
        assert talk.session.bad + talk.session.timeouts > 0
    setattr(talk.front.faults, fault, 0)
    talk.run(120)
    assert talk.session.trouble == trouble.OK


@pytest.mark.parametrize("proto", [proto for proto in PROTOS if proto not in ("cn105", "s21", "midea")])
def test_a_unit_that_does_not_obey_is_told(proto):
    """Those of the three others refuse to be asked, too."""
    talk = connected(proto)
    talk.front.faults.nak = True
    talk.ask(HEAT, 2500)
    talk.until(lambda: talk.said.refused, 240)
    talk.run(talk.patience)
    assert talk.session.trouble in (trouble.NOT_FOLLOWED, trouble.REFUSED)
    assert talk.indoor.setpoint == 2200


@pytest.mark.parametrize("proto", [proto for proto in PROTOS if not session_of(proto).__dict__.get("HEARS")])
def test_wires_that_touch_are_named(proto):
    talk = Talk(proto)
    talk.front.faults.echo = True
    talk.run(60)
    assert not talk.linked and talk.session.trouble in (trouble.ECHO, trouble.SILENT)
    if proto not in ("nasa", "nonnasa"):  # they listen first
        assert talk.session.trouble == trouble.ECHO


@pytest.mark.parametrize("proto", [proto for proto in PROTOS if load(proto).habits.vanes])
def test_a_vane_that_somebody_moves_is_noticed(proto):
    talk = connected(proto)
    talk.indoor.press(vane=2)
    talk.run(talk.patience)
    if not talk.said.vanes:
        return
    talk.said.own_change = 0
    talk.indoor.press(vane=4)
    talk.until(lambda: talk.said.own_change, talk.patience)
    assert talk.said.said_vane == 4
