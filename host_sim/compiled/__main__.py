"""`make fast`."""

import sys

from host_sim.compiled.build import build
from host_sim.errors import InputError


def main() -> int:
    """Build; 2 if it cannot be, said in one line."""
    try:
        built = build()
    except InputError as error:
        print(f"make fast: {error}; the interpreted core goes on", file=sys.stderr)
        return 2
    print(
        f"the core compiled: {built.modules} modules, {built.anew} of them anew, {built.seconds:.1f} s, in {built.place}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
