"""How fast it runs: `make speed`."""
