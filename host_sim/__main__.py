"""python -m host_sim"""

from host_sim.cli import main

if __name__ == "__main__":
    main()
