"""LG's bus of the wired controller: one wire of 12 V, 104 baud, 13 bytes a frame. We are the master controller.

Facts: JanM321/esphome-lg-controller (protocol.md); words of our own. A LIN transceiver without dominant time-out is needed.
"""
