"""The short form of the network's part of `make fuzz`."""

from tests import fuzz_network


def test_no_bytes_of_the_network_upset_anything():
    assert "HTTP" in fuzz_network.run(500, seed=7)
