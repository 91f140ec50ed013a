"""Infrared remotes of indoor units: states to light, light to states.

    python -m tools.ir list                                        the remotes that are known, with their models
    python -m tools.ir encode --protocol mitsubishi_ac --mode heat --temp 21.5 --fan auto     one JSON object
    python -m tools.ir encode --jsonl < requests.jsonl             lines {"protocol", "request", ...}; one object a line
    python -m tools.ir decode recording.txt                        ESPHome, Tasmota, Broadlink, Flipper, or a list of µs
    python -m tools.ir decode --jsonl < bursts.jsonl               lines {"durations_us": [...]} or {"raw": [...]}

What is wrong is said in one line on stderr, exit code 2; with --jsonl as {"ok": false, "error": ...} in its line.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from host_sim.command_line import exit_code
from host_sim.errors import InputError, brief
from host_sim.inputs import read_text
from tools.ir import dumps
from tools.ir.decode import decode as decoded
from tools.ir.encode import encode as encoded
from tools.ir.states import FANS, FLAGS, MODES, PROTOCOLS, SWINGH, SWINGV, remote

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__.partition("\n")[0], rich_markup_mode=None)


def lines(answer: Callable[[Any], dict[str, Any]]) -> None:
    """One JSON object for every line of standard input."""
    for line in sys.stdin:
        if not line.strip():
            continue
        try:
            try:
                asked = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise InputError(f"is not JSON: {error}") from None
            said = answer(asked)
        except InputError as error:
            said = {"ok": False, "error": str(error)}
        print(json.dumps(said, separators=(",", ":")))


def burst(asked: object) -> dict[str, Any]:
    """The answer to a line of `decode --jsonl`."""
    if not isinstance(asked, dict) or not {"durations_us", "raw"} & set(asked):
        raise InputError(f'{brief(repr(asked))}: is not like {{"durations_us": [9000, 4500, ...]}}')
    return decoded(asked["durations_us"] if "durations_us" in asked else asked["raw"])


def switch(value: str, name: str) -> bool:
    """on or off."""
    if value not in ("on", "off"):
        raise InputError(f"{name} {value!r}: on or off")
    return value == "on"


def expressed(said: dict[str, Any], request: dict[str, Any]) -> None:
    """InputError names what was asked for and the remote cannot say."""
    if not request["power"]:
        return
    sent = said["as_sent"]
    toggles = decoded(said["durations_us"])["messages"]
    for name, value in request.items():
        if sent[name] == value or name in FLAGS and len(toggles) > 1:
            continue
        if name == "degrees":
            raise InputError(
                f"temp {value:g}: this remote has steps of {remote(said['protocol']).STEP / 100:g} °C, {sent[name]:g} is near"
            )
        if name in ("swingv", "swingh") and value != "off" and (sent[name] != "off" or len(toggles) > 1):
            continue
        raise InputError(f"{name} {value!r}: this remote cannot say it; it would say {sent[name]!r}")


@app.command()
def encode(
    protocol: Annotated[str | None, typer.Option(help="name of the remote, see `list`")] = None,
    model: Annotated[str | None, typer.Option(help="where the remote has several")] = None,
    power: Annotated[str, typer.Option(help="on, off")] = "on",
    mode: Annotated[str, typer.Option(help=", ".join(MODES))] = "heat",
    temp: Annotated[float | None, typer.Option(help="°C")] = None,
    fan: Annotated[str, typer.Option(help=", ".join(FANS))] = "auto",
    swingv: Annotated[str, typer.Option(help=", ".join(SWINGV))] = "off",
    swingh: Annotated[str, typer.Option(help=", ".join(SWINGH))] = "off",
    also: Annotated[
        list[str] | None, typer.Option("--also", help=f"one of {', '.join(FLAGS)}; may be given several times")
    ] = None,
    prev: Annotated[str | None, typer.Option(help="the state before as JSON, for remotes that toggle")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="requests from standard input, one JSON object a line")
    ] = False,
) -> None:
    """What a state looks like: bytes, carrier and marks and spaces in µs, as JSON."""
    if jsonl:
        lines(encoded)
        return
    if protocol is None:
        raise InputError(f"--protocol is missing: one of {', '.join(PROTOCOLS).lower()}")
    request: dict[str, Any] = {"power": switch(power, "power"), "mode": mode, "fan": fan}
    request.update({name: value for name, value in (("swingv", swingv), ("swingh", swingh)) if value != "off"})
    if temp is not None:
        request["degrees"] = temp
    for name in also or []:
        if name not in FLAGS:
            raise InputError(f"also {name!r}: one of {', '.join(FLAGS)}")
        request[name] = True
    asked: dict[str, Any] = {"protocol": protocol, "model": model, "request": request}
    if prev is not None:
        try:
            asked["prev"] = json.loads(prev)
        except (ValueError, RecursionError) as error:
            raise InputError(f"prev {brief(repr(prev))}: is not JSON: {error}") from None
    said = encoded(asked)
    expressed(said, request)
    print(json.dumps(said))


@app.command()
def decode(
    file: Annotated[Path | None, typer.Argument(help="a recording; standard input if there is none")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="bursts from standard input, one JSON object a line")] = False,
) -> None:
    """What a burst says: protocol, bytes and state, one JSON object a burst."""
    if jsonl:
        lines(burst)
        return
    bad = False
    for each in dumps.bursts(read_text(file) if file else sys.stdin.read()):
        said = decoded(each)
        bad = bad or not said["ok"]
        print(json.dumps(said))
    if bad:
        raise typer.Exit(1)


@app.command("list")
def names() -> None:
    """The remotes that are known: protocol, range of set points, steps, models."""
    for name in PROTOCOLS:
        table = remote(name)
        models = ", ".join(model for model in table.MODELS if model)
        print(
            f"{name.lower():22}{table.LOW / 100:g}..{table.HIGH / 100:g} °C by {table.STEP / 100:g}  {models}".rstrip()
        )


if __name__ == "__main__":
    sys.exit(exit_code(app, None))
