"""Haier (hOn, smartAir2): frames and what is in them. Nothing is told to a unit: where the set point, mode and fan stand in its
status is published in two ways that exclude each other, and no capture was at hand that settles it.

Facts: paveldn/HaierProtocol (transport, frame types, test/simple_transport_test), esphome/esphome haier/hon_packet.h (fields);
words of our own. 9600 baud, no parity.
"""
