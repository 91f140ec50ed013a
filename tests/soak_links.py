"""Sessions with indoor units at their protocols' own pace: 30 days on MicroPython and a year on CPython for each of them.

    python -m tests.soak_links [--vm DAYS] [--cpython DAYS] [cn105 s21 midea]

What must hold: the link is kept, no reading gets old, polls come as often and as evenly in the last hour as in the first, nothing
is counted as lost, the heap of the VM stays as it is, and both interpreters tell the same of the same hour. The counter of
milliseconds wraps in the seventh hour and each 6.2 days after. See `tests/firmware/units/long_run.py`.

All of it is some seven hours of one processor, shared by as many as there are; with `--vm 1 --cpython 7` ten minutes.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections.abc import Iterator, Sequence

from host_sim.runtimes.vm import Vm
from tests.firmware.units.long_run import FIGURES, UNITS, LongRun
from tests.vm.collect import start

Figures = dict[str, int]
WRAP, BEGUN = 6, 8  # hours: the counter wraps first, at the session's own pace; all has begun, on a slow board
EVEN = 15  # polls that an hour may have more or less
LONGER = 1.5  # times as long without a poll
GROWTH = 128  # B of heap
MOST = {  # of an hour's figures; of the counters in all
    "unlinked": 0,
    "troubled": 0,
    "bad": 0,
    "echoes": 0,
    "timeouts": 3,  # Midea: what it can is asked for three times, and this unit does not know
    "oldest": 15,  # s
}


def on_cpython(proto: str, hours: int) -> Iterator[Figures]:
    run = LongRun(proto)
    for _ in range(hours):
        yield dict(zip(FIGURES, run.hour(), strict=True))


def _heap(vm: Vm) -> int:
    vm.run("gc.collect()")
    return int(vm.run("print(gc.mem_alloc())"))


def on_micropython(proto: str, hours: int) -> Iterator[Figures]:
    """With `heap`, bytes in use after the hour."""
    with start() as vm:
        vm.run(f"import gc\nfrom tests.firmware.units.long_run import LongRun\nrun = LongRun({proto!r})")
        for _ in range(hours):
            told = vm.run("print(*run.hour())").split()
            yield dict(zip(FIGURES, map(int, told), strict=True)) | {"heap": _heap(vm)}


RUNTIMES = {"MicroPython": on_micropython, "CPython": on_cpython}


def wrong(hours: Sequence[Figures]) -> list[str]:
    """What does not hold, in words. The hours are measured by the first of their kind in which all has begun."""
    found = []
    for k, hour in enumerate(hours):
        for name, most in MOST.items():
            if hour[name] > most:
                found.append(f"hour {k}: {name} {hour[name]}, at most {most}")
        usual = hours[BEGUN if hour["slow"] else WRAP]
        if k > BEGUN and abs(hour["polls"] - usual["polls"]) > EVEN:
            found.append(f"hour {k}: {hour['polls']} polls, {usual['polls']} before")
        if k > BEGUN and hour["greatest"] > LONGER * usual["greatest"]:
            found.append(f"hour {k}: {hour['greatest']} ms without a poll, {usual['greatest']} before")
        if k > BEGUN and hour.get("heap", 0) > hours[BEGUN].get("heap", 0) + GROWTH:
            found.append(f"hour {k}: heap {hour['heap']} B, {hours[BEGUN]['heap']} B before")
    return found


def _job(task: tuple[str, str, int]) -> tuple[str, str, list[Figures], float]:
    runtime, proto, count = task
    began = time.monotonic()
    return runtime, proto, list(RUNTIMES[runtime](proto, 24 * count)), time.monotonic() - began


def told(hours: Sequence[Figures]) -> Iterator[str]:
    """A line for the hours of each pace, one for all."""
    for kind, slow in (("own pace", 0), ("slow board", 1)):
        of = [hour for hour in hours[2:] if hour["slow"] == slow]
        first, last = of[0], of[-1]
        yield (
            f"  {kind + ':':11} {len(of)} h; polls an hour {first['polls']} in the first, {last['polls']} in the last; one after "
            f"{first['least']} to {first['greatest']} ms, {last['least']} to {last['greatest']} ms in the last, "
            f"{max(hour['greatest'] for hour in of)} ms at most; oldest reading {max(hour['oldest'] for hour in of)} s"
        )
    last = hours[-1]
    yield (
        f"  in all:     {last['frames']:,} frames, {sum(hour['orders'] for hour in hours)} orders, "
        f"{last['timeouts']} unanswered, {last['bad']} garbled, {sum(hour['unlinked'] for hour in hours)} min without a link, "
        f"{sum(hour['wraps'] for hour in hours)} wraps of the counter of ms"
    )
    if "heap" in last:
        yield f"  heap:       {hours[BEGUN]['heap']:,} B after {BEGUN + 1} h, {last['heap']:,} B in the end"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("protocols", nargs="*", metavar="PROTOCOL", help=f"of {', '.join(UNITS)}; default: all")
    parser.add_argument("--vm", type=int, default=30, metavar="DAYS", help="on MicroPython, 0: none; default 30")
    parser.add_argument("--cpython", type=int, default=365, metavar="DAYS", help="on CPython, 0: none; default 365")
    options = parser.parse_args()
    for proto in options.protocols:
        if proto not in UNITS:
            parser.error(f"{proto}: no such protocol, there are {', '.join(UNITS)}")
    chosen = options.protocols or list(UNITS)
    lengths = {"MicroPython": options.vm, "CPython": options.cpython}
    tasks = [(runtime, proto, lengths[runtime]) for runtime in lengths for proto in chosen if lengths[runtime] > 0]
    failed = 0
    kept: dict[str, list[Figures]] = {}
    with multiprocessing.Pool() as pool:
        for runtime, proto, hours, seconds in pool.imap_unordered(_job, tasks, chunksize=1):
            print(f"{proto} on {runtime}, {len(hours) // 24} days, {seconds:.0f} s")
            print(*told(hours), sep="\n")
            found = wrong(hours)
            plain = [{name: hour[name] for name in FIGURES} for hour in hours]
            other = kept.setdefault(proto, plain)
            found += [
                f"hour {k}: the interpreters differ"
                for k, (a, b) in enumerate(zip(plain, other, strict=False))
                if a != b
            ]
            print(*(f"  WRONG {line}" for line in found[:10]), sep="\n", end="\n" if found else "")
            failed += len(found)
            sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
