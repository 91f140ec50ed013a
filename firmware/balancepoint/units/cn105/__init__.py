"""Mitsubishi Electric's CN105 port ("IT protocol"), air-to-air: 2400 baud, 8 data bits, even parity, 1 stop bit; few units 9600.

The unit never speaks first: every exchange is one request of ours and one reply. A frame is

    FC  type  01 30  length  payload[length]  (FC - all bytes before) & FF

Facts: docs/developer/it-protocol of muart-group/muart-group.github.io, and echavet/MitsubishiCN105ESPHome (2026-05).
"""
