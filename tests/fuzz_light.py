"""Random and spoiled light at every remote's decoder: part of `make fuzz`, or `python -m tests.fuzz_light --inputs 10000`.

An input is noise, a burst with ±20 % on every entry, one that is cut, or one in which some entries are others, were left out
or put in. What must hold: nothing is raised, nothing hangs; of a burst that is only shaken the very bytes are heard. A burst that
was spoiled otherwise is heard as it was sent, or as nothing; as another one only where its remote's check lets that through:
counted.
"""

from __future__ import annotations

import random
import signal
import time

import host_sim  # noqa: F401  # finds the firmware
from host_sim.errors import InputError
from tests.fuzz import alone
from tools.ir import states
from tools.ir.decode import decode
from tools.ir.encode import encode

PATIENCE = 120  # s for a thousand inputs


def request(luck: random.Random, name: str) -> dict[str, object]:
    """Any state."""
    table = states.remote(name)
    return {
        "protocol": name,
        "model": luck.choice(table.MODELS),
        "request": {
            "power": luck.random() < 0.9,
            "mode": luck.choice(list(states.MODES)),
            "degrees": luck.randint(table.LOW // 100, table.HIGH // 100),
            "fan": luck.choice(states.FANS),
            "swingv": luck.choice(states.SWINGV),
            **{flag: luck.random() < 0.2 for flag in states.FLAGS},
        },
    }


def spoiled(luck: random.Random, burst: list[int], way: int) -> list[int]:
    """`way` 0: shaken only."""
    out = [round(each * luck.uniform(0.8, 1.2)) for each in burst]
    for _ in range(luck.randint(1, 6) if way else 0):
        place = luck.randrange(len(out))
        if way == 1:
            del out[place:]
            return out or [500]
        if way == 2:
            out[place] = luck.choice((luck.randint(1, 3000), luck.choice(burst), 0, 2**30))
        elif way == 3:
            del out[place : place + luck.randint(1, 4)]
            if not out:
                return [500]
        else:
            out[place:place] = [luck.randint(1, 5000) for _ in range(luck.randint(1, 4))]
    return out


def run(count: int, seed: int) -> str:
    """So many inputs; what was made of them, in a line."""
    luck = random.Random(seed)
    heard = nothing = other = 0
    begun = time.monotonic()
    for number in range(count):
        if number % 1000 == 0:
            signal.alarm(PATIENCE)
        way = luck.randrange(6)
        if way == 5:
            decode([luck.randint(20, 6000) for _ in range(luck.randint(1, 300))])
            continue
        name = luck.choice(states.PROTOCOLS)
        try:
            sent = encode(request(luck, name))
        except InputError as error:
            raise AssertionError(f"input {number} of seed {seed}: {error}") from error
        said = decode(spoiled(luck, sent["durations_us"], way))
        meant = [each["bytes"] for each in sent["messages"]]
        if said["ok"] and said["protocol"] == name and set(said["messages"]) <= set(meant):
            heard += 1
            assert way or said["messages"] == meant, f"input {number} of seed {seed}"
        else:
            assert way, f"input {number} of seed {seed}: {name} {meant} shaken is {said}"
            nothing += not said["ok"]
            other += said["ok"]
    signal.alarm(0)
    spent = time.monotonic() - begun
    return f"light: {count} inputs, {heard} heard, {nothing} dropped, {other} taken for others, {spent:.0f} s"


if __name__ == "__main__":
    alone(__doc__, run)
