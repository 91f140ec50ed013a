"""What is asked of a Daikin unit and what it is told: queries and orders, and their places in the rows.

Places are named after what is sent, with a letter before: a name that stands in a text anywhere would stay in the board's image
(tools/sweep.py).
"""

from ...control.quantity import const

# Of 4 characters each. Once after a connect: protocol versions, features, model of the outdoor unit; then what is asked every
# round; then what is asked for in turn, one a round
ASK = (
    b"F1  F8  FY00F2  M   "
    b"RG  RH  Rg  Rd  RzB2RzC3F5  FR  RL  "
    b"Ra  RI  F4  Re  FM  FX60F9  "
)  # fmt: skip
TELL = b"D1D5DR"

Q_F1 = const(0)  # the beacon: every unit answers it
Q_F8 = const(1)
Q_FY00 = const(2)
Q_F2 = const(3)
Q_M = const(4)
Q_RG = const(5)
Q_RH = const(6)
Q_Rg = const(7)
Q_Rd = const(8)
Q_RzB2 = const(9)
Q_RzC3 = const(10)
Q_F5 = const(11)
Q_FR = const(12)
Q_RL = const(13)
Q_Ra = const(14)
Q_RI = const(15)
Q_F4 = const(16)
Q_Re = const(17)
Q_FM = const(18)
Q_FX60 = const(19)
Q_F9 = const(20)
COUNT = const(21)

FAST = const(5)  # from here on every round
SLOW = const(14)  # from here on one a round

O_D1 = const(0)
O_D5 = const(1)
O_DR = const(2)


def size(query):
    """Characters of a query."""
    count = 4
    while ASK[4 * query + count - 1] == 0x20:
        count -= 1
    return count
