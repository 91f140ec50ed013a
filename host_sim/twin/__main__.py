"""python -m host_sim.twin: the same as `balancepoint twin`."""

import sys

from host_sim.__main__ import main

if __name__ == "__main__":
    main(["twin", *sys.argv[1:]])
