"""Recordings as other programs write them."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_sim.errors import InputError
from tools.ir.decode import decode
from tools.ir.dumps import BROADLINK_TICK, bursts
from tools.ir.encode import encode

SAID = encode({"protocol": "MITSUBISHI_AC", "request": {"mode": "heat", "degrees": 21.5}})
BURST = SAID["durations_us"]


def esphome():
    signed = [value if place % 2 == 0 else -value for place, value in enumerate(BURST)]
    head = "[12:00:01.250][I][remote.raw:028]: "
    lines = [
        head + ("Received Raw: " if not at else "  ") + ", ".join(map(str, signed[at : at + 40]))
        for at in range(0, len(signed), 40)
    ]
    return (
        ",\n".join(lines)
        + "\n[12:00:02][D][sensor:093]: 'Temperature': Sending state 21.30000 °C with 1 decimals of accuracy\n"
    )


def flipper():
    return (
        "Filetype: IR signals file\nVersion: 1\n#\nname: Heat\ntype: raw\nfrequency: 38000\nduty_cycle: 0.330000\ndata: "
        + " ".join(map(str, BURST))
    )


def broadlink():
    data = b""
    for value in BURST:
        ticks = round(value / BROADLINK_TICK)
        data += bytes([ticks]) if ticks < 256 else b"\0" + ticks.to_bytes(2, "big")
    return b"\x26\x00" + len(data).to_bytes(2, "little") + data + b"\x0d\x05"


def letters():
    known, out = [], ""
    for place, value in enumerate(BURST):
        if value in known:
            letter = chr(ord("A") + known.index(value))
            out += letter if place % 2 == 0 else letter.lower()
        else:
            known.append(value)
            out += f"{'+' if place % 2 == 0 else '-'}{value}"
    return out


@pytest.mark.parametrize(
    "text",
    [
        esphome(),
        flipper(),
        broadlink().hex(),
        base64.b64encode(broadlink()).decode(),
        "b64:" + base64.b64encode(broadlink()).decode(),
        '12:00:01 MQT: tele/ir/RESULT = {"IrReceived":{"Protocol":"UNKNOWN","Bits":144,"RawData":"' + letters() + '"}}',
        '{"IrReceived":{"Protocol":"UNKNOWN","RawData":' + str(BURST) + "}}",
        letters(),
        str(BURST),
        " ".join(map(str, BURST)),
        "\ufeff" + ",".join(map(str, BURST)),
    ],
    ids=[
        "esphome",
        "flipper",
        "broadlink hex",
        "broadlink",
        "broadlink b64",
        "tasmota",
        "tasmota list",
        "letters",
        "json",
        "plain",
        "bom",
    ],
)
def test_every_program_s_recording_says_the_same(text):
    (found,) = bursts(text)
    assert decode(found)["bytes"] == SAID["bytes"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "{}",
        "26000500zz",
        "9" * 400 + " 1 2",
        "+9000-4500Z",
        '{"IrReceived": {"RawData": "+9000zz"}}',
        "type: raw",
    ],
)
def test_what_is_none_is_refused_in_one_line(text):
    with pytest.raises(InputError) as wrong:
        bursts(text)
    assert "\n" not in str(wrong.value)


@given(st.text() | st.text("0123456789abcdefABCDEF+- ,[]{}:\n"))
def test_nothing_else_than_a_refusal_comes_of_any_text(text):
    try:
        for found in bursts(text):
            decode(found)
    except InputError:
        pass
