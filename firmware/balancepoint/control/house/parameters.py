"""What a fit varies, in this order. In SUN begins either the aperture or the amplitudes of the days."""

from ..quantity import const

LOSS = const(0)  # 0.1 W/K
MASS = const(1)  # Wh/K
AIR = const(2)  # Wh/K
COUPLING = const(3)  # 0.1 W/K
PATH = const(4)  # ‰ of the heat loss that goes through the mass
GAINS = const(5)  # W
SHARE = const(6)  # ‰ of the sun that heats the air at once
START = const(7)  # 0.01 °C, the mass at the window's start
SUN = const(8)  # 0.01 m² with a reading; else W

HOUSE = const(7)  # those that a house keeps: without START and SUN
