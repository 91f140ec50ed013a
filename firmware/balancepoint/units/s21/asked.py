"""What is asked of a Daikin unit, in which order, and how it is done: F, R, Rz and FX queries, D orders. Sources: codec.py.

F1 is the beacon: every unit answers it. The first round asks for everything, the later ones for what changes and for one of the
rest each. Queries of higher versions are not put to a unit of a lower one: some answer those with a frame of zeros
(revk/xESP32-Faikout issue #946).
"""

from ...control.quantity import const

ASK = (
    b"F1", b"F8", b"FY00", b"F2", b"M",  # once: protocol versions, features, model of the outdoor unit
    b"RG", b"RH", b"Rg", b"Rd", b"RzB2", b"RzC3", b"F5", b"FR",  # every round
    b"Ra", b"RI", b"F4", b"RL", b"Rb", b"Re", b"FM", b"FX60", b"F9",  # one a round
)  # fmt: skip
F1 = const(0)
F8 = const(1)
FY00 = const(2)
F2 = const(3)
M = const(4)
RG = const(5)
RH = const(6)
Rg = const(7)
Rd = const(8)
RzB2 = const(9)
RzC3 = const(10)
F5 = const(11)
FR = const(12)
Ra = const(13)
RI = const(14)
F4 = const(15)
RL = const(16)
Rb = const(17)
Re = const(18)
FM = const(19)
FX60 = const(20)
F9 = const(21)
COUNT = const(22)

FAST = const(5)  # from here on every round
SLOW = const(13)  # from here on one a round

TELL = (b"D1", b"D5", b"DR")
D1 = const(0)
D5 = const(1)
DR = const(2)
