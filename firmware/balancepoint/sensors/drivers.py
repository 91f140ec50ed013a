"""The drivers of what the settings name, as `catalogue` has checked it. Loaded at boot and taken out again.

    drivers = build(specs, hal)                 # in the same order; a driver's module is loaded only if it is needed

`hal` gives each bus once: one_wire() (MicroPython's OneWire), i2c() (machine.I2C), adc(name) (read(), sample(), low, high in µV),
contact(name) (value(), 1 = open), counter(name) (count(), last), ticks_us.
"""

from ..control.readings import HIGH_PRESSURE


def build(specs, buses):
    """The drivers of checked `specs`, in their order."""
    drivers: list = []
    wire = None
    for spec in specs:
        kind = spec["kind"]
        reads = spec["reads"]
        driver: object
        if kind == "ds18b20":
            from .ds18b20 import Ds18b20, Wire

            wire = wire or Wire(buses.one_wire())
            driver = Ds18b20(wire, reads, spec["address"], spec["offset"])
        elif kind == "ntc":
            driver = _build_ntc(spec, buses)
        elif "humidity" in spec:
            place = int(spec["address"], 16)
            if kind == "bme280":
                from .bme280 import Bme280

                driver = Bme280(buses.i2c(), place, reads, spec["humidity"], spec["offset"])
            else:
                from .sht import CHIPS, Sht

                driver = Sht(buses.i2c(), CHIPS[kind], place, reads, spec["humidity"], spec["offset"])
        elif kind == "clamp":
            from .clamp import Clamp

            period = 20_000 if spec["mains"] == "50 Hz" else 16_667
            driver = Clamp(
                buses.adc(spec["pin"]),
                buses.ticks_us,
                reads,
                spec["ratio"],
                spec["burden"],
                period,
                spec["voltage"] or 0,
            )
        elif kind == "pulse":
            from .pulse import Pulse

            driver = Pulse(buses.counter("pulse"), reads, spec["rate"])
        elif kind == "contact":
            from .contact import Contact

            active = 1 if spec["active"] == "open" else 0
            says = HIGH_PRESSURE if reads == "fault" and spec["pin"] == "high_pressure" else 1
            driver = Contact(buses.contact(spec["pin"]), reads, active, spec["debounce"], says)
        else:
            from .network import Network

            driver = Network(reads)
        drivers.append(driver)
    return drivers


def _build_ntc(spec, buses):
    from . import curves
    from .ntc import Ntc

    if spec["curve"]:
        curve = curves.NAMED[spec["curve"]]
    elif spec["steinhart"]:
        a, b, c = spec["steinhart"]
        curve = curves.by_steinhart(a, b, c)
    else:
        curve = curves.by_beta(spec["resistance"], spec["beta"])
    supply = spec["supply"] * 1000
    to_supply = spec["ntc_to"] == "supply"
    return Ntc(buses.adc(spec["pin"]), spec["reads"], curve, spec["series"], supply, to_supply, spec["offset"])
