from balancepoint.control.readings import NEVER, Reading
from balancepoint.sensors import probe as module
from balancepoint.sensors.probe import ABSENT, BUS, FINE, OPEN, WAITING, Probe, bus_fault
from balancepoint.sensors.probe_text import TEXTS


def test_a_probe_that_never_measured_clears_the_reading():
    probe, reading = Probe(), Reading()
    reading.set(2000)
    probe.into(reading, 100)
    assert (reading.value, reading.age, probe.fault) == (None, NEVER, WAITING)


def test_the_value_of_a_failed_sensor_stays_and_ages():
    probe, reading = Probe(), Reading()
    probe.put(2130, 100)
    assert probe.fault == FINE
    probe.fail(OPEN)
    probe.into(reading, 160)
    assert (reading.value, reading.age, probe.fault) == (2130, 60, OPEN)


def test_every_fault_has_its_words():
    codes = [v for k, v in vars(module).items() if k.isupper() and not k.startswith("_") and isinstance(v, int)]
    assert sorted(codes) == list(range(len(TEXTS)))
    assert len(set(TEXTS)) == len(TEXTS)


def test_nobody_at_an_address_is_told_from_a_stuck_bus():
    assert bus_fault(OSError(19)) == ABSENT  # ENODEV of MicroPython
    assert bus_fault(OSError(116)) == BUS  # ETIMEDOUT
    assert bus_fault(OSError()) == BUS
