"""States, bytes, marks and spaces against another program's (SOURCES), and what is heard of them in a bad light."""

import json
import random
import zlib
from pathlib import Path

import pytest

from tools.ir.decode import decode
from tools.ir.encode import encode
from tools.ir.states import PROTOCOLS as KNOWN

ROWS = [json.loads(line) for line in (Path(__file__).parent / "samples.jsonl").read_text(encoding="utf-8").splitlines()]
PROTOCOLS = sorted({row["protocol"] for row in ROWS})


def rows(protocol):
    return [row for row in ROWS if row["protocol"] == protocol]


def test_there_are_fifteen_of_each():
    assert len(PROTOCOLS) == 14 and all(len(rows(each)) == 15 for each in PROTOCOLS)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_bytes_and_durations_are_the_same(protocol):
    for row in rows(protocol):
        said = encode({name: row[name] for name in ("protocol", "model", "form", "request", "prev") if name in row})
        assert [each["bytes"] for each in said["messages"]] == row.get("messages", [row["bytes"]]), row
        assert {name: said[name] for name in ("bytes", "bits", "carrier_hz", "duty")} == {
            name: row[name] for name in ("bytes", "bits", "carrier_hz", "duty")
        }
        durations = said["durations_us"]
        assert len(durations) == row["entries"]
        assert zlib.crc32(",".join(map(str, durations)).encode()) == row["crc"], row


# How we read a message otherwise, on purpose: half degrees and the vanes of ARREW4E stand in the bytes; who was not told what
# stood before cannot know it
OTHERWISE = {
    ("FUJITSU_AC", "degrees"),
    ("FUJITSU_AC", "swingv"),
    ("LG", "swingv"),
    ("COOLIX", "mode"),
    ("COOLIX", "degrees"),
}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_states_are_read_as_the_other_program_reads_them(protocol):
    different = set()
    for row in rows(protocol):
        said = decode(encode(row)["durations_us"])
        assert said["ok"] and said["protocol"] == protocol and said["bytes"] == row["bytes"]
        different |= {(protocol, name) for name, value in said["state"].items() if row["state"][name] != value}
    assert different <= OTHERWISE


def spoiled(durations, luck, way, copies):
    """±20 % on every entry, and: nothing else, noise before it (an even or odd number of entries), a repeat missing."""
    out = [round(each * luck.uniform(0.8, 1.2)) for each in durations]
    if way in (1, 2):
        out = [luck.randint(30, 800) for _ in range(2 * luck.randint(1, 6) + way - 1)] + out
    if way == 3 and copies:
        out = out[: len(out) // 2]
    return out


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_bad_light_is_heard_through_and_never_makes_another_state(protocol):
    luck = random.Random(7)
    tries = missed = 0
    for row in rows(protocol):
        clear = encode(row)
        meant = decode(clear["durations_us"])["state"]
        for way in range(4):
            said = decode(spoiled(clear["durations_us"], luck, way, protocol in ("MITSUBISHI_AC",)))
            tries += 1
            missed += not said["ok"]
            if said["ok"]:
                assert said["protocol"] == protocol and said["state"] == meant
    assert missed <= tries / 100


def test_noise_alone_is_nothing():
    luck = random.Random(11)
    for _ in range(300):
        assert not decode([luck.randint(50, 6000) for _ in range(300)])["ok"]


def test_every_remote_is_tried_on_both_pythons():
    from tests.firmware.units.ir.test_wave import NAMES

    assert sorted(name.upper() for name in NAMES) == sorted(KNOWN)
