"""The infrared receiver: edges of its pin to marks and spaces, on a clock of the test's."""

import gc

import pytest

from balancepoint.receiver import Receiver
from balancepoint.units.ir import mitsubishi_ac, wave
from balancepoint.units.ir.state import State
from host_sim.virtual_units.ir_receiver import Air
from tools.ir.encode import encode

BURST = encode({"protocol": "MITSUBISHI_AC", "request": {"mode": "heat", "degrees": 21.5}})["durations_us"]


class Pin:
    IRQ_RISING, IRQ_FALLING = 1, 2

    def __init__(self):
        self.level = 1
        self.handler = None

    def irq(self, handler, trigger):
        assert trigger == 3
        self.handler = handler

    def value(self):
        return self.level


class Bench:
    def __init__(self):
        self.pin = Pin()
        self.us = 0
        self.ears = Receiver(self.pin, lambda: self.us & 0x3FFFFFFF, lambda end, start: end - start)

    def edge(self, late=0):
        self.pin.level ^= 1
        self.us += late
        self.pin.handler(self.pin)
        self.us -= late

    def light(self, durations):
        for each in durations:
            self.edge()
            self.us += each
        if self.pin.level == 0:
            self.edge()
        return self

    def wait(self, us=100_000):
        self.us += us
        return self

    def state(self):
        count = self.ears.whole()
        ear = wave.Ear(self.ears.heard, count, bytearray(wave.BYTES_AT_MOST))
        state = State()
        size = wave.hear(mitsubishi_ac, ear, 0)
        return state if size and mitsubishi_ac.read(ear.frame, size, state) else None


@pytest.fixture(autouse=True)
def collection():
    yield
    gc.enable()


def test_a_burst_is_whole_after_its_silence_and_is_read():
    bench = Bench()
    bench.light(BURST[:-1])
    assert bench.ears.busy() and not bench.ears.whole()
    bench.wait()
    assert not bench.ears.busy() and bench.ears.whole() == len(BURST) - 1
    assert list(bench.ears.heard[:5]) == BURST[:5]
    assert (bench.state().degrees, bench.state().power) == (2150, 1)
    bench.ears.clear()
    assert not bench.ears.whole() and not bench.ears.busy()


def test_shaken_bursts_are_read_too():
    air = Air(seed=2, jitter=0.15, sunlight=0.0)
    for _ in range(20):
        bench = Bench().light(air.carry(BURST)[:-1]).wait()
        assert bench.state().degrees == 2150


def test_collection_waits_while_a_burst_comes_in_and_no_longer():
    bench = Bench().light([500, 500])
    assert gc.isenabled(), "a false pulse is no burst"
    bench.light(BURST[:40])
    assert not gc.isenabled()
    bench.wait().ears.whole()
    assert gc.isenabled()


def test_sunlight_is_noise_and_is_counted():
    bench = Bench().light([80, 4000, 60, 900, 70]).wait()
    assert not bench.ears.whole() and bench.ears.noise == 1
    assert bench.light(BURST[:-1]).wait().state().degrees == 2150


def test_our_own_light_is_not_heard():
    bench = Bench()
    bench.ears.listen(0)
    bench.light(BURST[:-1]).wait()
    assert not bench.ears.whole()
    bench.ears.listen(1)
    assert bench.light(BURST[:-1]).wait().state().degrees == 2150


def test_an_edge_that_was_not_told_drops_the_burst():
    bench = Bench()
    bench.light(BURST[:101])
    bench.us += BURST[101] + BURST[102]
    bench.light(BURST[103:291]).wait()
    assert bench.ears.whole() and bench.state() is None


def test_light_without_end_takes_no_more_room():
    bench = Bench().light([500] * 3001).wait()
    assert bench.ears.whole() == len(bench.ears.heard) and bench.state() is None
