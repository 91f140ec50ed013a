"""The session against a scripted unit: connecting, what it reads and writes, and every way the line or the unit can fail."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from balancepoint.units.s21.report import SERIAL_FAULT
from balancepoint.units.trouble import ECHO, GARBLED, NOT_FOLLOWED, OK, REFUSED, SILENT, WRONG_PROTOCOL
from balancepoint.units.unit import FEED_NONE, NO_FAULT, QUIET, SWING
from tests.firmware.units.s21.scripted import V0, V2, V3, Bench, frame


def changed(table, **answers):
    """A table with some answers replaced; None: refused."""
    out = dict(table)
    for name in answers:
        out[name.encode()] = answers[name]
    return out


# connecting and reading


def test_the_state_of_a_unit_of_version_3():
    bench = Bench(V3).run(8)
    unit = bench.unit
    assert (bench.session.linked, bench.session.trouble, bench.session.version) == (1, OK, 340)
    assert (unit.on, unit.said_mode, unit.said_setpoint, unit.said_fan) == (1, HEAT, 2100, FAN_AUTO)
    assert (unit.said_vane, unit.said_wide, unit.vanes, unit.fans, unit.quiet) == (0, 0, 5, 5, 1)
    assert (unit.room, unit.outdoor, unit.coil, unit.speed) == (2050, -250, 3850, 42)
    assert (unit.power, unit.energy) == (536, 14930)
    assert (unit.running, unit.defrosting, unit.standby, unit.fault, unit.feed) == (1, 0, 0, NO_FAULT, FEED_NONE)
    assert unit.tells_defrost and unit.tells_speed and unit.tells_power and unit.tells_energy and unit.tells_outdoor
    assert unit.humidity == UNKNOWN, "050 is what units say that have no sensor"
    assert unit.said_at >= 5 and unit.room_at >= 5 and unit.running_at >= 5 and unit.state_at >= 5


def test_a_unit_of_version_0_is_asked_only_for_what_it_has():
    bench = Bench(V0).run(600)
    assert (bench.session.linked, bench.session.version) == (1, 0)
    queries = bench.script.queries()
    for query in (b"FY00", b"RG", b"Rg", b"RzC3", b"Re"):
        assert queries.count(query) == 1, "a NAK is remembered"
    for query in (b"FR", b"FM", b"FX60", b"F9"):
        assert query not in queries
    unit = bench.unit
    assert (unit.said_fan, unit.quiet, unit.vanes, unit.room, unit.running) == (FAN_AUTO, 0, 0, 2050, 1)
    assert (unit.speed, unit.tells_speed) == (UNKNOWN, 0), "some of them say 000 while it turns"


def test_queries_of_version_3_are_not_put_to_version_2():
    queries = Bench(V2).run(60).script.queries()
    assert b"FX60" not in queries and queries.count(b"FY00") == 1 and b"FM" in queries and b"FR" in queries


def test_a_unit_that_answers_what_it_does_not_know_with_zeros():
    """FTX12AXVJU, revk/xESP32-Faikout issue #946."""
    zeros = frame(b"G\x00", b"\x00\x00\x00\x00")
    bench = Bench(changed(V0, FY00=zeros, RG=zeros, Rg=zeros)).run(300)
    queries = bench.script.queries()
    assert bench.session.linked and bench.session.version == 0
    assert [queries.count(query) for query in (b"RG", b"Rg")] <= [8, 8], "three times, then rarely"
    assert bench.unit.running == 1, "by RzB2"


def test_the_adapters_own_pace_is_kept():
    bench = Bench(V3).run(60)
    assert min(bench.script.gaps) >= 45 and max(bench.script.gaps) <= 80
    assert min(bench.script.pauses) >= 35


@pytest.mark.parametrize("bump", [True, False])
def test_sums_that_are_control_bytes(bump):
    """A real G9 whose sum is 15 came with 17 (joshbenner/esphome-daikin-s21 issue #7); other programs do not add the 2."""
    bench = Bench(changed(V2, RH=None, F9=b"\xb2\xb4\xff0"))
    bench.script.bump = bump
    assert bench.run(20).unit.room == 2500


def test_coarse_temperatures_where_there_are_no_finer_ones():
    unit = Bench(changed(V2, RH=None, Ra=None, F9=b"\xb3\x7b\xff0")).run(20).unit
    assert (unit.room, unit.outdoor) == (2550, -250)
    unit = Bench(changed(V2, RH=None, Ra=None, F9=b"\xb3\xff\xff0")).run(20).unit
    assert (unit.room, unit.outdoor, unit.tells_outdoor) == (2550, UNKNOWN, 0)


@pytest.mark.parametrize("payload", [b"999+", b"536-", b"0F1+", b"   +", b"1234"])
def test_what_is_no_temperature_is_not_believed(payload):
    assert Bench(changed(V2, RH=payload)).run(6).unit.room == UNKNOWN


def test_a_speed_of_999_is_none():
    bench = Bench(V2).run(8)
    bench.script.answers[b"Rd"] = b"999"
    assert bench.run(4).unit.speed == UNKNOWN


def test_the_fan_is_proven_every_round():
    bench = Bench(V2).run(8)
    assert bench.unit.actual_fan == FAN_AUTO
    bench.script.answers[b"RL"] = b"000"
    assert bench.run(4).unit.actual_fan == 0
    bench = Bench(changed(V2, RzB2=None, RzC3=None)).run(12)
    assert bench.unit.state_at >= 8, "its time, where no flags of the state are told"


def test_a_coil_has_its_time_though_no_outdoor_temperature_is_told():
    unit = Bench(changed(V2, Ra=None, F9=None)).run(30).unit
    assert (unit.coil, unit.outdoor) == (3850, UNKNOWN) and unit.outdoor_at > 10


def test_the_flags_of_a_defrost_and_of_another_head():
    bench = Bench(V2).run(8)
    unit = bench.unit
    bench.script.answers.update({b"RzB2": b"E0", b"Rg": b"0"})
    bench.run(4)
    assert (unit.defrosting, unit.running) == (1, 0)
    bench.script.answers.update({b"RzB2": b"80", b"RzC3": b"02", b"RH": b"591+"})
    assert bench.run(4).unit.standby == 1, "the others have it, here it is 1.5 K too cold"
    bench.script.answers[b"RzC3"] = b"12"
    assert bench.run(4).unit.standby == 0, "its own lock-out"
    bench.script.answers.update({b"RzC3": b"02", b"RH": b"502+"})
    assert bench.run(6).unit.standby == 0, "it has stopped at its set point"


def test_a_model_whose_state_is_random_memory_is_not_asked_for_it():
    for model in (b"6082", b"1344"):
        bench = Bench(changed(V2, M=model)).run(60)
        assert b"RzB2" not in bench.script.queries() and bench.unit.tells_defrost == 0


def test_faults():
    for payload, code in (
        (b"0\x00\x80\x00", NO_FAULT), (b"0\x36\x80\x30", NO_FAULT), (b"1\xb4\x80\x00", 0xB4), (b"0000", NO_FAULT),
        (b"0\x00\x90\x00", SERIAL_FAULT), (b"0\x00\xa0\x00", SERIAL_FAULT),
    ):  # fmt: skip
        assert Bench(changed(V2, F4=payload)).run(6).unit.fault == code


def test_humidity_is_believed_once_it_is_neither_of_the_two_that_stand_for_none():
    bench = Bench(changed(V2, Re=b"970")).run(6)
    assert bench.unit.humidity == 790
    bench.script.answers[b"Re"] = b"050"
    assert bench.run(30).unit.humidity == 500


@pytest.mark.parametrize(
    "payload, on, mode, setpoint, fan",
    [
        (b"06@A", 0, FAN, UNKNOWN, FAN_AUTO), (b"04DA", 0, HEAT, 2000, FAN_AUTO), (b"04FA", 0, HEAT, 2100, FAN_AUTO),
        (b"13KA", 1, COOL, 2350, FAN_AUTO), (b"04BA", 0, HEAT, 1900, FAN_AUTO), (b"10F3", 1, AUTO, 2100, 1),
        (b"11FB", 1, AUTO, 2100, QUIET), (b"17F7", 1, AUTO, 2100, 5), (b"12\x80A", 1, DRY, UNKNOWN, FAN_AUTO),
        (b"15F8", 1, UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)  # fmt: skip
def test_settings_as_they_stand(payload, on, mode, setpoint, fan):
    """Payloads of the sources' simulators and issues (see frames.json), and every letter."""
    unit = Bench(changed(V2, F1=payload, RG=None)).run(6).unit
    assert (unit.on, unit.said_mode, unit.said_setpoint, unit.said_fan) == (on, mode, setpoint, fan)


# writing


def test_nothing_is_written_until_the_whole_state_was_read_and_five_seconds_have_passed():
    bench = Bench(V3).ask(mode=COOL, setpoint=2400).run(20)
    first = min([ms for ms, data in bench.script.asked if data[1:2] == b"D"])
    assert first >= 5000
    assert {data[1:-2] for ms, data in bench.script.asked if ms < first} >= {b"F1", b"RH", b"RI", b"Ra", b"FM", b"FX60"}
    assert bench.script.orders() == [b"D113LA"], "the fan as it was read"
    assert (bench.unit.said_mode, bench.unit.said_setpoint, bench.unit.own_change) == (COOL, 2400, 0)


def test_what_is_asked_for_and_stands_is_not_written():
    bench = Bench(V3).ask(mode=HEAT, setpoint=2100, fan=FAN_AUTO, vane=0, wide=0).run(60)
    assert bench.script.orders() == []
    assert bench.ask(setpoint=2140).run(60).script.orders() == [], "the same whole degree"


def test_off_and_on_again():
    bench = Bench(V3).ask(mode=OFF, setpoint=2500, fan=5).run(20)
    assert bench.script.orders() == [b"D104FA"], "the rest as it was read"
    assert bench.unit.running == 0
    assert bench.ask(mode=HEAT).run(10).script.orders()[1:] == [b"D114N7"]


def test_an_automatic_mode_is_not_written_back_as_its_phase():
    assert Bench(changed(V2, F1=b"17FA")).ask(mode=OFF).run(20).script.orders() == [b"D101FA"]


def test_each_mode_and_fan_has_its_letter():
    bench = Bench(changed(V3, F1=b"04FA", RG=b"A")).run(12)
    said = []
    for mode, fan in ((HEAT, 1), (COOL, 2), (AUTO, 3), (DRY, 4), (FAN, 5), (HEAT, QUIET), (HEAT, FAN_AUTO)):
        bench.ask(mode=mode, setpoint=2100, fan=fan).run(8)
        said.append(bench.script.answers[b"F1"])
        assert (bench.unit.said_mode, bench.unit.said_fan) == (mode, fan)
    assert said == [b"14F3", b"13F4", b"11F5", b"12F6", b"16F7", b"14FB", b"14FA"]
    assert bench.unit.refused == 0 and bench.session.trouble == OK and bench.unit.own_change == 0


def test_a_set_point_beyond_the_range_is_written_at_its_end():
    for mode, setpoint, letter in ((HEAT, 900, b"0"), (HEAT, 3300, b"X"), (COOL, 1500, b"@"), (COOL, 3300, b"\\")):
        bench = Bench(V3).ask(mode=mode, setpoint=setpoint).run(20)
        assert bench.script.answers[b"F1"][2:3] == letter and bench.session.trouble == OK


def test_vanes():
    bench = Bench(V3).ask(mode=HEAT, vane=SWING).run(20)
    assert bench.script.orders() == [b"D51?00"] and bench.unit.said_vane == SWING
    bench.ask(vane=2, wide=SWING).run(20)
    assert bench.script.orders()[1:] == [b"D52?00", b"DR2000"]
    assert (bench.unit.said_vane, bench.unit.said_wide) == (2, SWING)
    bench.ask(vane=SWING).run(8)
    assert bench.script.orders()[3:] == [b"D57?00"]
    bench.ask(vane=0, wide=0).run(20)
    assert bench.script.orders()[4:] == [b"D50000", b"DR0000"]
    assert (bench.unit.said_vane, bench.unit.said_wide) == (0, 0)


@pytest.mark.parametrize("refuses", [True, False])
def test_a_flap_that_tells_its_place_and_cannot_be_set(refuses):
    bench = Bench(V3).run(12)
    plain = bench.script.obey
    bench.script.refused = {b"DR"} if refuses else set()
    bench.script.obey = lambda command, payload: None if command == b"DR" else plain(command, payload)
    bench.ask(mode=HEAT, setpoint=2300, vane=3).run(60)
    assert bench.unit.vanes == 0 and bench.script.orders().count(b"DR3000") == (1 if refuses else 3)
    assert (bench.session.trouble, bench.unit.refused, bench.unit.own_change) == (OK, 0, 0)
    assert bench.ask(vane=SWING).run(10).unit.said_vane == SWING


def test_a_vane_that_cannot_move_is_left_alone():
    bench = Bench(changed(V0, F2=b"0;\x00\x80")).ask(mode=HEAT, vane=SWING, wide=SWING).run(60)
    assert bench.script.orders() == [] and bench.unit.said_wide == UNKNOWN


def test_humidity_mode_is_kept_when_a_vane_is_written():
    assert Bench(changed(V3, F5=b"00:0")).ask(mode=HEAT, wide=SWING).run(20).script.orders() == [b"D52?:0"]


def test_half_degrees_once_the_unit_itself_says_one():
    bench = Bench(V3).ask(mode=HEAT, setpoint=2150).run(20)
    assert bench.unit.step == 100 and bench.script.answers[b"F1"] == b"14HA"
    bench.script.answers[b"F1"] = b"14GA"  # 21.5 at the handset
    bench.run(4)
    assert (bench.unit.step, bench.unit.own_change, bench.unit.said_setpoint) == (50, 1, 2150)
    bench.unit.own_change = 0
    bench.ask(setpoint=2250).run(20)
    assert bench.script.answers[b"F1"] == b"14IA" and bench.session.trouble == OK


def test_half_degrees_that_are_not_kept_are_given_up():
    bench = Bench(changed(V3, F1=b"14GA")).run(12)
    plain = bench.script.obey

    def whole(command, payload):
        if command == b"D1" and payload[2] % 2:
            payload = payload[:2] + bytes([payload[2] - 1]) + payload[3:]
        plain(command, payload)

    bench.script.obey = whole
    bench.ask(mode=HEAT, setpoint=2250).run(40)
    assert bench.unit.step == 100 and bench.session.trouble == OK and bench.unit.refused == 0
    assert len(bench.script.orders()) <= 2


def test_a_unit_that_does_not_heat_to_less_than_18():
    bench = Bench(V3).run(12)
    plain = bench.script.obey

    def warm(command, payload):
        plain(command, payload[:2] + bytes([max(payload[2], 0x40)]) + payload[3:])

    bench.script.obey = warm
    bench.ask(mode=HEAT, setpoint=1600).run(40)
    assert bench.unit.heat_low == 1800 and bench.session.trouble == OK and bench.unit.own_change == 0
    assert bench.script.orders() == [b"D114<A"]


def test_an_order_that_is_not_followed_is_sent_three_times_then_told_then_rarely_tried():
    bench = Bench(V3).run(12)
    bench.script.obeys = 0
    bench.ask(mode=COOL, setpoint=2400).run(45)
    assert bench.script.orders() == 3 * [b"D113LA"]
    assert (bench.unit.refused, bench.session.trouble, bench.session.linked) == (1, NOT_FOLLOWED, 1)
    bench.run(600)
    assert len(bench.script.orders()) <= 5
    bench.script.obeys = 1
    bench.run(320)
    assert bench.unit.said_mode == COOL and bench.session.trouble == OK


def test_a_new_wish_is_written_at_once_though_the_last_one_was_not_followed():
    bench = Bench(V3).run(12)
    bench.script.obeys = 0
    bench.ask(mode=COOL, setpoint=2400).run(45)
    bench.script.obeys = 1
    bench.ask(mode=HEAT, setpoint=2300).run(4)
    assert (bench.unit.said_setpoint, bench.session.trouble) == (2300, OK)


def test_an_order_that_is_refused():
    bench = Bench(V3).run(12)
    bench.script.refused = {b"D1"}
    bench.ask(mode=COOL, setpoint=2400).run(60)
    assert len(bench.script.orders()) == 3
    assert (bench.unit.refused, bench.session.trouble, bench.session.linked) == (1, REFUSED, 1)


def test_one_order_that_is_refused_does_not_hinder_another():
    bench = Bench(V3).run(12)
    bench.script.refused = {b"D1"}
    bench.ask(mode=HEAT, setpoint=2400, wide=SWING).run(20)
    assert bench.unit.said_wide == SWING


# the handset


def test_a_change_at_the_handset_is_told_and_not_fought():
    for command, payload, field, value in (
        (b"F1", b"14HA", "said_setpoint", 2200), (b"F1", b"13FA", "said_mode", COOL), (b"F1", b"04FA", "on", 0),
        (b"RG", b"5", "said_fan", 3), (b"F5", b"2?00", "said_wide", SWING), (b"FR", b"4000", "said_vane", 4),
    ):  # fmt: skip
        bench = Bench(V3).ask(mode=HEAT, setpoint=2100, fan=FAN_AUTO, vane=0, wide=0).run(12)
        bench.script.answers[command] = payload
        bench.run(6)
        assert bench.unit.own_change == 1 and getattr(bench.unit, field) == value
        assert bench.script.orders() == [], "not before the link has taken it"
        assert bench.run(60).script.orders() == []


def test_a_change_at_the_handset_right_after_our_order():
    bench = Bench(V3).run(12).ask(mode=HEAT, setpoint=2300)
    bench.until(lambda: bench.script.orders(), 2)
    bench.run(0.2)
    bench.script.answers[b"F1"] = b"04JA"
    bench.run(4)
    assert (bench.unit.own_change, bench.unit.on) == (1, 0)


def test_a_hand_that_switches_off_what_we_have_just_switched_on():
    bench = Bench(changed(V3, F1=b"04FA")).run(12).ask(mode=HEAT, setpoint=2100)
    bench.until(lambda: bench.unit.on == 1, 3)
    bench.script.answers[b"F1"] = b"04FA"
    bench.run(3)
    assert (bench.unit.own_change, bench.unit.on) == (1, 0)
    assert len(bench.run(60).script.orders()) == 1


def test_what_we_asked_for_is_no_change_at_the_handset():
    bench = Bench(V3)
    for mode, setpoint, fan in (
        (HEAT, 2300, 3),
        (COOL, 2500, QUIET),
        (OFF, 2500, 1),
        (DRY, 2100, FAN_AUTO),
        (HEAT, 1800, 2),
    ):
        bench.ask(mode=mode, setpoint=setpoint, fan=fan).run(12)
        assert bench.unit.own_change == 0


def test_without_a_wish_of_ours_every_change_is_the_handsets():
    bench = Bench(V3).run(12)
    assert bench.unit.own_change == 0
    bench.script.answers[b"F1"] = b"14HA"
    assert bench.run(4).unit.own_change == 1 and bench.script.orders() == []


# the line


def test_nobody_is_there():
    bench = Bench(V3)
    bench.script.alive = 0
    bench.run(60)
    assert (bench.session.linked, bench.session.trouble) == (0, SILENT)
    times = [ms for ms, _ in bench.script.asked]
    assert 5000 <= times[-1] - times[-2] <= 5500 and len(times) < 20
    assert set(bench.script.queries()) == {b"F1"} and bench.session.timeouts == len(times) - (bench.session._state == 1)


@pytest.mark.parametrize("after", [0.3, 3, 20, 700])
def test_a_unit_that_boots_after_us(after):
    bench = Bench(V3)
    bench.script.alive = 0
    bench.ask(mode=COOL, setpoint=2400).run(after)
    bench.script.alive = 1
    assert bench.until(lambda: bench.session.linked, 10) <= 6
    bench.run(15)
    assert bench.session.trouble == OK and bench.unit.said_mode == COOL


def test_a_power_cut_of_the_unit_does_not_lose_what_was_asked_for():
    bench = Bench(V3).ask(mode=COOL, setpoint=2400, fan=3).run(20)
    bench.script.alive = 0
    bench.run(20)
    assert bench.session.linked == 0
    bench.script.answers.update({b"F1": b"04NA", b"RG": b"A"})  # as it comes from the factory
    bench.script.alive = 1
    bench.until(lambda: bench.session.linked, 10)
    count = len(bench.script.orders())
    bench.run(15)
    assert bench.script.orders()[count:] == [b"D113L5"] and bench.unit.own_change == 0
    assert (bench.unit.on, bench.unit.said_mode, bench.unit.said_fan) == (1, COOL, 3)


def test_nak_for_ever():
    bench = Bench({}).run(60)
    assert (bench.session.linked, bench.session.trouble) == (0, REFUSED)
    times = [ms for ms, _ in bench.script.asked]
    assert times[-1] - times[-2] >= 5000
    bench.script.answers = dict(V3)
    assert bench.until(lambda: bench.session.linked, 10) <= 6
    assert bench.run(15).unit.room == 2050


def test_naks_of_a_unit_that_boots_are_forgotten_when_it_is_connected_anew():
    bench = Bench(changed(V3, RH=None, Rg=None)).run(12)
    bench.script.alive = 0
    bench.run(12)
    bench.script.answers = dict(V3)
    bench.script.alive = 1
    bench.run(12)
    assert bench.unit.room != 2050, "rarely"
    assert bench.run(600).unit.room == 2050


def test_a_query_that_is_passed_over_in_silence_is_asked_rarely_and_the_link_holds():
    bench = Bench(V3)
    bench.script.silent = {b"Rg", b"RI", b"FY00"}
    bench.run(20)
    assert bench.session.linked == 1 and bench.unit.room == 2050 and bench.unit.running == 1
    count = bench.script.queries().count(b"Rg")
    bench.run(600)
    assert bench.session.linked == 1 and bench.script.queries().count(b"Rg") - count <= 12
    assert bench.session.timeouts < 40
    bench.script.silent = set()
    bench.run(300)
    assert bench.unit.coil == 3850


def half(data):
    return data[: len(data) // 2]


def bent(data):
    return data[:-2] + bytes([data[-2] ^ 1]) + data[-1:]


def foreign(data):
    return b"\xfcb\x010\x10\x02" + data


def nothing(data):
    return b"\x06"


@pytest.mark.parametrize("tamper", [half, bent, nothing])
def test_answers_that_are_none(tamper):
    bench = Bench(V3).run(10)
    bench.script.tamper = tamper
    bench.run(30)
    assert bench.session.linked == 0
    assert bench.session.trouble == (SILENT if tamper is nothing else GARBLED)
    assert (bench.session.bad > 2) == (tamper is not nothing)
    times = [ms for ms, _ in bench.script.asked[-2:]]
    assert times[1] - times[0] >= (5000 if tamper is nothing else 3000)
    bench.script.tamper = None
    assert bench.until(lambda: bench.session.linked, 10) <= 6
    assert bench.run(3).session.trouble == OK


def test_one_bad_answer_in_ten_costs_nothing_but_time():
    bench = Bench(V3)
    count = [0]

    def sometimes(data):
        count[0] += 1
        return bent(data) if count[0] % 10 == 0 else data

    bench.script.tamper = sometimes
    bench.run(10)
    for _ in range(30):
        assert bench.run(10).session.linked == 1
    assert bench.session.bad > 5 and bench.unit.room == 2050


def test_noise_before_an_answer():
    bench = Bench(V3)
    bench.script.tamper = foreign
    assert bench.run(10).session.linked == 1 and bench.unit.room == 2050


def test_an_answer_to_something_else():
    bench = Bench(changed(V3, F1=frame(b"SH", b"502+"))).run(30)
    assert (bench.session.linked, bench.session.trouble) == (0, WRONG_PROTOCOL)


def test_our_own_echo_is_named():
    bench = Bench(V3)
    bench.script.echo = 1
    bench.script.alive = 0
    bench.run(30)
    assert (bench.session.linked, bench.session.trouble) == (0, ECHO)
    assert bench.session.echoes == len(bench.script.asked) and bench.session.bad == 0


def test_a_unit_behind_an_echo_is_spoken_to_all_the_same():
    bench = Bench(V3)
    bench.script.echo = 1
    bench.ask(mode=COOL, setpoint=2400).run(30)
    assert (bench.session.linked, bench.session.trouble) == (1, ECHO)
    assert bench.unit.said_mode == COOL and bench.unit.room == 2050


def test_a_board_that_is_late():
    """Every step takes a second: answers wait in the UART."""
    bench = Bench(V3).ask(mode=COOL, setpoint=2400)
    bench.run(200, pace=1000)
    assert bench.session.linked == 1 and bench.session.timeouts == 0 and bench.unit.said_mode == COOL


@given(start=st.integers(0, 0x1FFFFFFF))
@settings(max_examples=12)
def test_the_counter_of_ms_may_wrap_at_any_time(start):
    bench = Bench(V3, start=start - start % 20).ask(mode=COOL, setpoint=2400).run(20)
    assert bench.session.timeouts == 0 and bench.unit.said_mode == COOL
    bench = Bench(V3, start=0x1FFFFFFF - start % 20000).ask(mode=COOL, setpoint=2400).run(20)
    assert bench.session.timeouts == 0 and bench.unit.said_mode == COOL


@given(data=st.lists(st.integers(0, 255), min_size=1, max_size=60))
@settings(max_examples=40)
def test_whatever_comes_the_session_finds_back(data):
    bench = Bench(V3).run(8)
    bench.script.say(bytes(data))
    bench.run(7)
    bench.run(4)
    assert bench.session.linked == 1 and bench.unit.room == 2050 and bench.session.trouble == OK


def test_frames_are_noted_for_the_recorder():
    bench = Bench(V3)
    noted = []

    class Recorder:
        def note(self, direction, buffer, count, ms):
            noted.append((direction, bytes(buffer[:count])))

    bench.session.recorder = Recorder()
    bench.run(1)
    assert noted[:3] == [(0, frame(b"F1")), (1, frame(b"G1", b"14FA")), (0, frame(b"F8"))]


def test_counters_stop():
    bench = Bench(V3).run(2)
    bench.session.frames = (1 << 29) - 2
    assert bench.run(2).session.frames == 1 << 29


@pytest.mark.cpython("hundreds of thousands of steps; the VM is 12 times slower")
def test_a_day_of_polling():
    """On a board that is slow, 0.25 s a step, so that the day is over in seconds."""
    bench = Bench(V3).ask(mode=HEAT, setpoint=2100)
    bench.run(100, pace=250)
    for _ in range(24):
        bench.script.asked.clear()
        bench.script.gaps.clear()
        bench.script.pauses.clear()
        bench.run(3600, pace=250)
        assert bench.session.linked and bench.session.trouble == OK and bench.unit.room_at >= bench.unit.now - 15
        assert 250 < bench.script.queries().count(b"F1") < 600
    assert bench.unit.now == 86_500 and bench.script.orders() == []
    assert bench.session.bad == bench.session.timeouts == bench.session.echoes == 0
