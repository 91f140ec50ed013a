"""Tools for the board: what is on it, the image that goes onto it, and how it gets there. `python -m tools --help`."""
