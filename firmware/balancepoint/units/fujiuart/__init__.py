"""Fujitsu at the socket of the wireless adapter (UTY-TFSXW1 and its kind): 9600 baud, both lines inverted, registers.

Facts: Benas09/FujitsuAC (src/TFSXW1Controller, DummyUnit, CHANGELOG 1.4.0); words of our own. The port is not isolated on every
model: nothing that is earthed may be connected to it.
"""
