"""What stands between a session and its unit, one code and one line each. `session.trouble` is the one that holds now."""

from ..control.quantity import const

OK = const(0)
SILENT = const(1)
ECHO = const(2)
GARBLED = const(3)
WRONG_PROTOCOL = const(4)
NOT_FOLLOWED = const(5)
REFUSED = const(6)
NOT_HEARD = const(7)
NOT_ASKED = const(8)
