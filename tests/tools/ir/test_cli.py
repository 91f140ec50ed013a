"""`python -m tools.ir` as people call it."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_sim.errors import InputError
from tools.ir.decode import decode
from tools.ir.encode import encode
from tools.ir.states import KEYS, PROTOCOLS


def run(*arguments, given=""):
    return subprocess.run(
        [sys.executable, "-m", "tools.ir", *arguments], input=given, capture_output=True, text=True, timeout=60
    )


def test_a_state_goes_there_and_back():
    out = run(
        "encode", "--protocol", "mitsubishi_ac", "--power", "on", "--mode", "heat", "--temp", "21.5", "--fan", "auto"
    )
    said = json.loads(out.stdout)
    assert {"bytes", "bits", "carrier_hz", "duty", "durations_us"} <= set(said)
    heard = json.loads(run("decode", given=json.dumps(said["durations_us"])).stdout)
    assert heard["bytes"] == said["bytes"] and heard["state"]["degrees"] == 21.5 and heard["state"]["mode"] == "heat"


def test_lines_are_answered_line_by_line():
    out = run(
        "encode",
        "--jsonl",
        given='{"protocol": "GREE", "request": {"mode": "heat"}}\n\nnonsense\n{"protocol": "GREEN"}\n',
    )
    good, no_json, unknown = map(json.loads, out.stdout.splitlines())
    assert good["ok"] and out.returncode == 0
    assert not no_json["ok"] and "JSON" in no_json["error"]
    assert "GREEN" in unknown["error"]
    heard = run("decode", "--jsonl", given=json.dumps({"raw": good["durations_us"]}) + '\n{"raw": [1, 2, true]}\n[]\n')
    first, second, third = map(json.loads, heard.stdout.splitlines())
    assert first["protocol"] == "GREE" and "durations_us[2]" in second["error"] and not third["ok"]


@pytest.mark.parametrize(
    "arguments, says",
    [
        (["encode"], "--protocol is missing"),
        (["encode", "--protocol", "acme"], "acme"),
        (["encode", "--protocol", "gree", "--model", "X"], "one of YAW1F, YBOFB, YX1FSF"),
        (["encode", "--protocol", "gree", "--temp", "35"], "from 16 to 30"),
        (["encode", "--protocol", "gree", "--temp", "nan"], "from 16 to 30"),
        (["encode", "--protocol", "gree", "--temp", "20.5"], "steps of 1 °C"),
        (["encode", "--protocol", "gree", "--mode", "warm"], "one of heat, cool, auto, dry, fan"),
        (["encode", "--protocol", "gree", "--fan", "medium_high"], "fan 'medium_high'"),
        (["encode", "--protocol", "gree", "--also", "quiet"], "quiet"),
        (["encode", "--protocol", "gree", "--also", "loud"], "one of quiet, turbo"),
        (["encode", "--protocol", "gree", "--power", "yes"], "on or off"),
        (["encode", "--protocol", "gree", "--prev", "{"], "JSON"),
        (["encode", "--protocol", "hitachi_ac424", "--mode", "auto"], "mode 'auto'"),
        (["decode", "no-such-file"], "no-such-file"),
    ],
)
def test_what_is_wrong_is_one_line(arguments, says):
    out = run(*arguments)
    assert out.returncode == 2 and says in out.stderr and len(out.stderr.splitlines()) == 1 and not out.stdout


def test_every_remote_is_listed():
    assert [line.split()[0].upper() for line in run("list").stdout.splitlines()] == list(PROTOCOLS)


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["auto", "heat", "off", 24])
)


@given(st.sampled_from(PROTOCOLS), st.dictionaries(st.sampled_from(sorted(KEYS)), VALUES), VALUES, VALUES)
def test_any_request_is_sent_or_refused(protocol, request, model, form):
    try:
        said = encode({"protocol": protocol, "request": request, "model": model, "form": form})
    except InputError as error:
        assert "\n" not in str(error)
    else:
        assert decode(said["durations_us"])["bytes"] == said["bytes"]
