"""The schematics every board shares: heater, compressor with its valve, indoor-unit link (boards/wiring.md), infrared
(docs/infrared.md)."""

from __future__ import annotations

from tools.drawing import Drawing

GREY_NOTE = "#666"
MAINS, LOW, LOGIC = "#b3261e", "#1f5fa8", "#2e7d32"


def heater() -> Drawing:
    """Two contacts and a thermal cut-out in series; the coils live from a monostable that the alive pin keeps awake."""
    d = Drawing(1000, 660, "Heater: two contacts in series, thermal cut-out, monostable")
    d.text(20, 28, "Heater", 18, bold=True)
    d.text(110, 28, "all relays drawn without current, as they are at reset", 12, colour=GREY_NOTE)
    d.rails(60, 940, 70, 250, "L", "N", MAINS)
    x = d.wire(60, 110, 90)
    x = d.contact(x, 110, "F1", "breaker, by|heater current", closed=True)
    x = d.wire(x, 110, 215)
    x = d.contact(x, 110, "TCO", "listed thermal cut-out,|manual reset", closed=True)
    x = d.wire(x, 110, 340)
    x = d.contact(x, 110, "KC", "aux_contact:|common contact")
    node = d.wire(x, 110, 460)
    d.dot(node, 110)
    x = d.contact(d.wire(node, 110, 520), 110, "KA1", "aux_1: stage 1")
    x = d.resistor(d.wire(x, 110, 700), 110, "R1", "heater, stage 1")
    d.wire(x, 110, 940)
    d.line((node, 110), (node, 200))
    x = d.contact(d.wire(node, 200, 520), 200, "KA2", "aux_2: stage 2")
    x = d.resistor(d.wire(x, 200, 700), 200, "R2", "heater, stage 2")
    d.wire(x, 200, 940)

    d.rails(60, 940, 330, 560, "+24 V", "0 V", LOW)
    x = d.box(d.wire(60, 370, 130), 370, 150, 44, "Q1", "high-side switch")
    coils = d.wire(x, 370, 420)
    d.text(350, 362, "coil supply", 11, "middle", GREY_NOTE)
    d.dot(coils, 370)
    d.line((coils, 370), (coils, 530))
    for y, name, pin, about in (
        (370, "KC", "aux_contact", "with free-wheeling diode"),
        (450, "KA1", "aux_1", "with free-wheeling diode"),
        (530, "KA2", "aux_2", "with free-wheeling diode"),
    ):
        if y not in (370, 530):
            d.dot(coils, y)
        x = d.coil(d.wire(coils, y, 520), y, name, about)
        x = d.driver(d.wire(x, y, 690), y, f"T {name}", pin)
        d.wire(x, y, 940)
    d.note(800, 395, "10 kΩ from each", "pin to ground: off", "while nobody drives it", size=11)

    d.line((205, 392), (205, 450), colour=LOGIC)
    d.text(215, 430, "on while Q is high", 11, colour=GREY_NOTE)
    d.box(110, 480, 190, 60, "CD4538B at 3.3 V", "T = R·C = 0.75 s", "750 kΩ, 1 µF film", fill="#eef7ee")
    d.line((205, 510), (205, 575), colour=LOGIC)
    d.text(215, 548, "+TR: rising edges only, retriggerable", 11, colour=GREY_NOTE)
    d.box(85, 598, 240, 44, "alive", "4 Hz while the Command is valid", fill="#fff7e0")
    d.note(
        350,
        588,
        "A pin that stands still, high or low, lets the coil supply go after 0.75 s: program stopped,",
        "chip in reset, Command out of date. RESET of the CD4538B through 100 kΩ and 1 µF: off at power-up.",
    )
    return d


def compressor() -> Drawing:
    """Run-enable that drops at reset, high-pressure switch in its series, valve that lets go ten seconds later."""
    d = Drawing(1000, 645, "Compressor: run-enable, high-pressure switch, reversing valve")
    d.text(20, 28, "Compressor and reversing valve", 18, bold=True)
    d.text(375, 28, "drawn without current, as at reset", 12, colour=GREY_NOTE)
    d.rails(60, 940, 70, 180, "+24 V", "COM", LOW)
    d.text(90, 62, "of the inverter", 11, colour=GREY_NOTE)
    x = d.contact(d.wire(60, 110, 150), 110, "HP", "high-pressure switch,|manual reset", closed=True)
    sense = d.wire(x, 110, 300)
    d.dot(sense, 110)
    x = d.contact(d.wire(sense, 110, 400), 110, "K1", "run_enable")
    x = d.box(d.wire(x, 110, 560), 110, 230, 52, "Inverter: RUN or STO", "time-out of commands ≤ 5 s")
    d.wire(x, 110, 940)
    d.line((sense, 110), (sense, 165))
    x = d.box(sense - 70, 182, 140, 34, "optocoupler")
    d.text(x + 10, 186, "pin high_pressure: low while the chain is closed", 11, colour=GREY_NOTE)

    d.rails(60, 940, 270, 400, "+24 V", "0 V", LOW)
    for y, name, pin in ((310, "K1", "run_enable"), (380, "K2", "valve")):
        x = d.coil(d.wire(60, y, 200), y, name)
        x = d.driver(d.wire(x, y, 400), y, f"T {name}", pin)
        d.wire(x, y, 940)
    d.note(
        540,
        338,
        "10 kΩ from each pin to ground, free-wheeling diodes at the coils;",
        "valve_back: another contact of K2; run_back: inverter's running relay",
        size=11,
    )

    d.rails(60, 940, 470, 620, "L", "N", MAINS)
    x = d.contact(d.wire(60, 510, 150), 510, "K2", "valve")
    x = d.box(d.wire(x, 510, 300), 510, 210, 48, "KT, control input", "off-delay, set to ≥ 10 s")
    d.wire(x, 510, 940)
    d.text(530, 502, "supply of KT always on", 11, colour=GREY_NOTE)
    x = d.contact(d.wire(60, 590, 380), 590, "KT", "opens ≥ 10 s after K2")
    x = d.coil(d.wire(x, 590, 640), 590, "YV", "coil of the reversing valve")
    d.wire(x, 590, 940)
    return d


def link() -> Drawing:
    """5 V logic of an indoor unit on 3.3 V pins."""
    d = Drawing(1000, 350, "Indoor-unit link: level shifting, isolation")
    d.text(20, 28, "Indoor-unit link", 18, bold=True)
    d.text(190, 28, "CN105, S21: 5 V logic on 3.3 V pins", 12, colour=GREY_NOTE)
    d.rect(40, 60, 200, 210, "#f4f6fa")
    d.text(140, 84, "Indoor unit", 14, "middle", bold=True)
    d.rect(400, 60, 240, 210, "#eef7ee")
    d.text(520, 84, "Level shifter", 14, "middle", bold=True)
    d.text(520, 104, "2 x BSS138, 10 kΩ on both sides", 11, "middle", GREY_NOTE)
    d.rect(760, 60, 200, 210, "#fff7e0")
    d.text(860, 84, "Board", 14, "middle", bold=True)
    for y, unit, high, low, pin in (
        (135, "5 V", "HV", "LV", "3V3"),
        (170, "TX", "HV1", "LV1", "unit_rx"),
        (205, "RX", "HV2", "LV2", "unit_tx"),
        (240, "GND", "GND", "GND", "GND"),
    ):
        d.wire(240, y, 400)
        d.wire(640, y, 760)
        d.text(230, y + 4, unit, 13, "end")
        d.text(410, y + 4, high, 12)
        d.text(630, y + 4, low, 12, "end")
        d.text(770, y + 4, pin, 13)
    d.line((320, 50), (320, 280), colour=MAINS, dashed=True)
    d.note(
        40,
        300,
        "X403 / S403, and S21 unless measured: mains potential. An isolator goes here (ISO7721 or two fast",
        "optocouplers, and an isolated supply), or everything stays inside the unit's case; never a wire to a",
        "computer's USB while the unit has mains.",
        colour=MAINS,
    )
    return d


def infrared() -> Drawing:
    """An emitter behind a transistor, and an integrated receiver."""
    d = Drawing(1000, 400, "Infrared: emitter and receiver")
    d.text(20, 28, "Infrared", 18, bold=True)
    d.text(110, 28, "emitter on pin ir, receiver on pin ir_in", 12, colour=GREY_NOTE)
    d.rails(60, 640, 60, 250, "+5 V", "0 V", LOW)
    x = d.resistor(d.wire(60, 110, 130), 110, "R1", "33 Ω, 0.25 W")
    x = d.box(d.wire(x, 110, 280), 110, 130, 44, "D1", "IR LED, 940 nm")
    x = d.driver(d.wire(x, 110, 470), 110, "T1 BC337", "ir through 1 kΩ")
    d.wire(x, 110, 640)
    d.note(
        80,
        190,
        "10 kΩ from ir to 0 V: dark while nobody drives the pin. 105 mA in the pulses,",
        "less than 30 mA in the mean. Two LEDs, each with its own R1, look two ways.",
        size=11,
    )
    d.rect(720, 60, 240, 190, "#eef7ee")
    d.text(840, 84, "Receiver, 38 kHz", 14, "middle", bold=True)
    d.text(840, 102, "TSOP38238 or the like", 11, "middle", GREY_NOTE)
    for y, name, where in ((140, "VS", "3V3 by 100 Ω, 4.7 µF"), (175, "OUT", "ir_in"), (210, "GND", "GND")):
        d.text(740, y, name, 13)
        d.text(945, y, where, 11, "end")
    d.note(
        40,
        300,
        "The receiver at 3.3 V, never at 5 V: its output goes to the pin. It pulls low while it sees light.",
        "Not in the sun, not behind the emitter; a hand's breadth between the two.",
    )
    return d


SHEETS = {"heater": heater, "compressor": compressor, "link": link, "infrared": infrared}
