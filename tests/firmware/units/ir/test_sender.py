"""What goes out by light, and when; what the handset says."""

import pytest

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from balancepoint.units.ir import coolix, hitachi_ac424, lg2, mitsubishi_ac, mitsubishi_heavy_88
from balancepoint.units.ir.sender import Session
from balancepoint.units.ir.state import State
from balancepoint.units.unit import QUIET, Unit
from tests.firmware.units.ir.light import Light


class Room:
    """A session, its unit and the light, and the time."""

    def __init__(self, remote, **asked):
        self.unit = Unit()
        self.session = Session(self.unit, remote)
        self.light = Light(remote)
        self.ms = 0
        self.ask(mode=HEAT, setpoint=2150, fan=FAN_AUTO, asked=1)
        self.ask(**asked)

    def ask(self, **asked):
        for name in asked:
            setattr(self.unit, name, asked[name])

    def run(self, seconds):
        """So many seconds; bursts sent in them."""
        before = self.light.bursts
        for _ in range(4 * seconds):
            self.ms += 250
            self.unit.now = self.ms // 1000
            self.session.step(self.light, self.ms)
        return self.light.bursts - before


def test_abilities_are_found_in_the_remote_s_own_bytes():
    unit = Room(mitsubishi_ac).unit
    assert unit.modes == 1 << HEAT | 1 << COOL | 1 << AUTO | 1 << DRY | 1 << FAN
    assert (unit.fans, unit.quiet, unit.vanes, unit.wide_vanes, unit.step) == (5, 1, 5, 5, 50)
    assert (unit.heat_low, unit.heat_high) == (1600, 3100)
    unit = Room(coolix).unit
    assert (unit.fans, unit.quiet, unit.vanes, unit.wide_vanes, unit.step) == (3, 0, 0, 0, 100)
    assert not Room(hitachi_ac424).unit.modes >> AUTO & 1


def test_the_first_message_is_the_whole_state_and_one_burst():
    room = Room(mitsubishi_ac)
    assert room.run(20) == 1
    state = room.light.state
    assert (state.power, state.mode, state.degrees, state.fan) == (1, HEAT, 2150, 0)
    assert room.light.wave == (38000, 50)
    assert (room.unit.on, room.unit.said_mode, room.unit.said_setpoint) == (1, HEAT, 2150)
    assert room.run(400) == 0


def test_what_changes_together_is_one_burst():
    room = Room(mitsubishi_ac)
    room.run(120)
    room.ask(setpoint=2200)
    room.run(1)
    room.ask(fan=3, vane=2)
    assert room.run(30) == 1
    state = room.light.state
    assert (state.degrees, state.fan, state.swingv) == (2200, 3, 3)


def test_a_set_point_that_wanders_is_sent_once_a_minute_at_most_and_power_at_once():
    room = Room(mitsubishi_ac)
    room.run(120)
    sent = 0
    for k in range(10):
        room.ask(setpoint=2100 + 50 * (k % 4))
        sent += room.run(12)
    assert sent <= 3
    room.ask(mode=OFF)
    assert room.run(8) == 1 and not room.light.state.power


def test_a_lost_burst_is_said_again():
    room = Room(mitsubishi_ac)
    room.light.lost = 1
    room.run(600)
    assert room.light.state.power, "power and mode within ten minutes"
    room.run(1800)
    room.light.lost = 1
    room.ask(setpoint=2300)
    room.run(1800)
    assert room.light.state.degrees == 2300, "a kelvin within half an hour"
    before = room.light.bursts
    room.run(7200)
    assert room.light.bursts == before, "and then there is quiet"


def test_what_shows_is_not_repeated_unasked():
    room = Room(mitsubishi_ac)
    room.session.shows = 1
    room.run(700)
    assert room.light.bursts == 1
    room.session.again()
    assert room.run(2) == 1


@pytest.mark.parametrize("remote", [coolix, lg2, mitsubishi_heavy_88])
def test_a_repeat_turns_nothing_over(remote):
    room = Room(remote)
    room.run(700)
    keys = room.light.keys
    room.session.again()
    room.run(30)
    assert room.light.keys == keys


def message(remote, **said):
    state = State()
    state.power, state.mode, state.degrees = 1, HEAT, 2150
    for name in said:
        setattr(state, name, said[name])
    return remote.messages(state, None)[0]


def test_the_handset_s_word_is_a_wish_and_is_not_fought():
    room = Room(mitsubishi_ac)
    room.run(60)
    frame = message(mitsubishi_ac, degrees=2300, fan=5)
    assert room.session.heard(frame, len(frame))
    unit = room.unit
    assert unit.own_change and unit.said_setpoint == 2300 and unit.said_fan == 5
    assert room.run(600) == 0, "until the link has taken it"
    unit.own_change = 0
    room.ask(setpoint=2300, fan=5)
    assert room.run(60) == 0
    room.ask(setpoint=2200)
    assert room.run(60) == 1


def test_the_same_state_again_from_the_handset_is_no_wish_and_other_light_is_counted():
    room = Room(mitsubishi_ac)
    room.run(60)
    frame = message(mitsubishi_ac)
    assert room.session.heard(frame, len(frame)) and not room.unit.own_change
    assert not room.session.heard(bytes(18), 18) and room.session.bad == 1


def test_nothing_is_said_before_anything_is_asked_and_what_is_unknown_stays():
    room = Room(mitsubishi_ac, asked=0)
    assert room.run(60) == 0
    room.ask(asked=1, fan=UNKNOWN, vane=UNKNOWN, wide=UNKNOWN)
    room.run(30)
    assert (room.light.state.fan, room.light.state.swingv) == (0, 0)
    room.ask(fan=QUIET)
    room.run(90)
    assert room.light.state.quiet == 1
    room.ask(mode=FAN)
    room.run(90)
    assert room.light.state.mode == FAN
