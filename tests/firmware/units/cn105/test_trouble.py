"""What goes wrong between a board and a unit, and that the link is back by itself."""

import pytest

from balancepoint.control.request import COOL, HEAT
from balancepoint.units.cn105 import codec
from balancepoint.units.trouble import ECHO, GARBLED, OK, REFUSED, SILENT, WRONG_PROTOCOL
from tests.firmware.units.cn105.bench import Bench, sealed

BACK = 10  # s from the unit's answering again to a link with fresh readings


def working():
    return Bench().ask(mode=HEAT, setpoint=2250, room_feed=2150).calm()


def fresh(bench):
    unit = bench.unit
    return bench.session.linked and min(unit.said_at, unit.room_at, unit.running_at) >= unit.now - 5


def test_silence_is_noticed_and_asked_into_patiently():
    bench = working()
    bench.indoor.off_line = True
    assert 9 <= bench.run(20, until=lambda: not bench.session.linked) <= 14
    assert bench.session.trouble == SILENT
    bench.line.sent = bench.line.sent[-1:]
    bench.run(300)
    times = [ms for ms, frame in bench.line.sent if frame[2] == 1]
    gaps = [after - before for before, after in zip(times, times[1:], strict=False)]
    assert sorted(gaps) == gaps and gaps[0] <= 1100 and 4900 <= gaps[-1] <= 5100
    assert not bench.kinds(0x41) and not bench.kinds(0x42)
    bench.indoor.off_line = False
    bench.indoor.connected = False
    bench.run(BACK, until=lambda: fresh(bench))
    assert bench.session.trouble == OK


@pytest.mark.parametrize("old", (True, False))
@pytest.mark.parametrize("away", (9, 13, 14, 15, 16, 17))
def test_the_link_is_back_within_ten_seconds(old, away):
    bench = working()
    if old:
        bench.indoor.answers -= {9, 5, 0x42, 0xC9}
    bench.indoor.off_line = True
    bench.indoor.boot()
    bench.run(away)
    bench.indoor.off_line = False
    begin = bench.unit.now
    bench.run(
        BACK, until=lambda: fresh(bench) and min(bench.unit.said_at, bench.unit.room_at, bench.unit.running_at) >= begin
    )


@pytest.mark.parametrize("needs_connect", (True, False))
@pytest.mark.parametrize("away", (5, 8, 11, 20, 100))
def test_a_power_cut_of_the_unit_loses_nothing(away, needs_connect):
    """It boots with what it likes; what was asked for is told to it again, after it has been read and a few seconds."""
    bench = working()
    bench.indoor.needs_connect = needs_connect
    bench.indoor.off_line = True
    bench.indoor.boot()
    bench.run(away)
    bench.indoor.off_line = False
    frames, begin = bench.session.frames, bench.unit.now
    bench.run(BACK, until=lambda: bench.session.frames > frames)
    back = bench.ms
    bench.line.sent.clear()
    bench.run(BACK, until=lambda: fresh(bench) and bench.unit.said_at > begin)
    bench.run(12)
    assert (bench.indoor.on, bench.indoor.mode, bench.indoor.setpoint, bench.indoor.remote) == (1, 1, 45, 43)
    assert bench.unit.own_change == 0 and bench.unit.mode == HEAT
    assert min(ms for ms, frame in bench.line.sent if frame[1] == 0x41 and frame[5] == 1) - back >= 4000


def test_a_unit_that_boots_twenty_seconds_after_us():
    bench = Bench().ask(mode=COOL, setpoint=2600)
    bench.indoor.off_line = True
    bench.run(20)
    assert not bench.session.linked and bench.session.trouble == SILENT
    bench.indoor.off_line = False
    bench.run(BACK, until=lambda: fresh(bench))
    bench.run(10)
    assert bench.indoor.on == 1 and bench.indoor.mode == 3


@pytest.mark.parametrize("cut", (1, 5, 7, 21))
def test_half_a_frame_costs_one_reading(cut):
    bench = working()
    halves = []

    def half(answer):
        halves.append(answer)
        return answer[:cut] if len(halves) == 3 else answer

    bench.line.mangle = half
    bench.run(60)
    assert bench.session.timeouts == 1 and bench.session.linked and fresh(bench) and bench.session.trouble == OK


def test_wrong_checksums_name_the_line():
    bench = working()
    bench.indoor.garble = True
    bench.run(15)
    assert not bench.session.linked
    bench.run(30)
    assert bench.session.trouble == GARBLED and bench.session.bad >= 5
    bench.indoor.garble = False
    bench.run(BACK, until=lambda: fresh(bench))


def test_noise_between_frames_costs_nothing():
    bench = working()
    bench.line.mangle = lambda answer: b"\xfc\x00\x62\xfc\xfc\x62\x01\x30" + answer
    bench.run(60)
    assert bench.session.timeouts == 0 and fresh(bench)


def test_a_start_byte_in_a_payload_is_data():
    bench = Bench()
    bench.indoor.power, bench.indoor.energy, bench.indoor.running = 0xFCFC, 0xFCFC, 1
    bench.indoor.speed = 0xFC
    bench.run(30)
    assert bench.unit.energy == 0xFCFC and bench.session.bad == 0 and bench.session.timeouts == 0


def test_our_own_echo_names_the_wiring():
    bench = Bench()
    bench.line.echo = True
    bench.indoor.off_line = True
    bench.run(30)
    assert bench.session.trouble == ECHO and bench.session.echoes > 5 and not bench.session.linked
    bench.indoor.off_line = False
    bench.run(30)
    assert bench.session.linked and fresh(bench) and bench.session.trouble == ECHO
    bench.line.echo = False
    bench.indoor.off_line = True
    bench.run(30)
    assert bench.session.trouble == SILENT


def test_a_unit_that_does_not_want_to_connect():
    bench = Bench()
    bench.indoor.reply_to_connect = 0xFF
    bench.run(60)
    assert not bench.session.linked and bench.session.trouble == REFUSED
    bench.indoor.reply_to_connect = 0
    bench.run(BACK, until=lambda: fresh(bench))
    bench.indoor.reply_to_connect = 0xFF
    bench.indoor.off_line = True
    bench.run(60)
    assert bench.session.trouble == SILENT


def test_an_answer_to_the_connection_may_be_slow():
    bench = Bench()
    bench.line.latency = 2500
    bench.run(10)
    assert bench.session.linked


class Ecodan:
    """Air-to-water: the same frames with another mark."""

    def __init__(self, talks=True):
        self.talks = talks

    def hear(self, frame):
        if frame[2] == 2 and frame[1] == 0x5A:
            return sealed("fc7a027a0100")
        return sealed("fc7a027a0100") if self.talks and frame[1] == 0x5A else None


@pytest.mark.parametrize("talks", (True, False))
def test_an_air_to_water_unit_is_another_machine(talks):
    bench = Bench().ask(mode=HEAT, setpoint=2200)
    indoor = bench.indoor
    bench.line.indoor = Ecodan(talks)
    bench.line.indoor.garble = False
    bench.run(40)
    for _ in range(200):
        bench.run(0.5)
        assert bench.session.trouble == WRONG_PROTOCOL and bench.session.machine == codec.WATER
    assert not bench.session.linked and not bench.kinds(0x41) and not bench.kinds(0x42)
    bench.line.indoor = indoor
    bench.run(BACK, until=lambda: fresh(bench))
    assert bench.session.trouble == OK


def test_what_is_never_answered_is_given_up_and_asked_again_rarely():
    bench = Bench()
    bench.indoor.answers -= {9, 5, 0x42, 0xC9}  # MSZ-GE##VA
    bench.run(60)
    assert bench.session.linked and bench.unit.tells_defrost == 0
    bench.line.sent.clear()
    bench.run(1800)
    asked = [frame[5] for frame in bench.kinds(0x42)]
    assert 2 <= asked.count(9) <= 4 and asked.count(2) > 400
    bench.indoor.answers.add(9)
    bench.run(700)
    assert bench.unit.tells_defrost == 1 and bench.unit.defrosting == 0


def test_a_unit_that_refuses_reads_is_linked():
    bench = Bench()
    indoor = bench.indoor
    hear = indoor.hear
    indoor.hear = lambda frame: sealed("fc61013001ff") if frame[1] == 0x42 and frame[5] == 9 else hear(frame)
    bench.run(60)
    assert bench.session.linked and bench.session.timeouts == 0
    bench.line.sent.clear()
    bench.run(500)
    assert [frame[5] for frame in bench.kinds(0x42)].count(9) <= 1


def test_shorter_replies_lack_their_later_fields():
    bench = Bench()
    bench.indoor.running, bench.indoor.power, bench.indoor.energy = 1, 500, 1234

    def shorter(answer):
        return sealed((answer[:4] + b"\x07" + answer[5:12]).hex()) if answer[1] == 0x62 and answer[5] == 6 else answer

    bench.line.mangle = shorter
    bench.run(20)
    assert bench.unit.power == 500 and not bench.unit.tells_energy and bench.session.timeouts == 0


def test_the_fault_code_comes_and_goes():
    bench = Bench()
    bench.indoor.error = (0x13, 0x02, 0xF2)
    bench.run(10)
    assert bench.unit.fault == 0xF2
    bench.indoor.error = (0x69, 0x99, 0)
    bench.run(40)
    assert bench.unit.fault == 0x6999
    for none in ((0x80, 0, 0), (0, 0, 0)):
        bench.indoor.error = none
        bench.run(40)
        assert bench.unit.fault == 0


def test_a_unit_that_forgets_the_room_never_gets_to_it():
    """It goes back to its own sensor 60 s after it was fed last."""
    bench = working()
    indoor = bench.indoor
    worst = 0
    bench.run(25)
    for _ in range(600):
        bench.run(1)
        last = [ms for ms, frame in bench.line.sent if frame[1] == 0x41 and frame[5] == 7][-1]
        worst = max(worst, bench.ms - last)
    assert worst <= 25000 and indoor.remote == 43


def test_the_counter_of_milliseconds_may_wrap_at_any_moment():
    bench = Bench().ask(mode=HEAT, setpoint=2250, room_feed=2150)
    bench.ms = (1 << 29) - 7000
    bench.run(14)
    assert fresh(bench) and bench.indoor.setpoint == 45 and bench.session.timeouts == 0


def day(bench, hours):
    """Readings and a person's day; the session's counters."""
    indoor = bench.indoor
    for hour in range(hours):
        bench.ask(setpoint=2000 + 50 * (hour % 8), room_feed=2000 + 13 * hour)
        indoor.own, indoor.power, indoor.energy = 40 + hour % 6, 100 * hour, 65000 + 200 * hour
        indoor.running = 1
        bench.line.sent.clear()
        indoor.feeds.clear()
        bench.run(3600)
        assert fresh(bench) and bench.session.trouble == OK
        assert 175 <= len(indoor.feeds) <= 183
        asked = [frame[5] for frame in bench.kinds(0x42)]
        assert min(asked.count(kind) for kind in (2, 3, 6, 9)) >= 780
        assert len(asked) <= 4000
    return bench.session


@pytest.mark.cpython("a day of a session takes half a minute there; the heap is watched in test_heap")
def test_a_day_of_polling_drifts_nowhere():
    bench = Bench(step=250).ask(mode=HEAT)
    session = day(bench, 24)
    assert (session.timeouts, session.bad, session.echoes) == (0, 0, 0)
    assert len(bench.indoor.sets) == 24
    assert bench.unit.energy == (65000 + 200 * 23) % 65536
    assert bench.unit.own_change == 0 and bench.unit.refused == 0
