"""The serial line to the indoor unit, as sessions see it (`units`): bytes in and out of buffers of their own, never waiting.

    line = hal.line()
    line.claim("cn105")             # ValueError if another link has it
    line.setup(2400, 0, 1)          # speed, parity (None, 0 even, 1 odd), stop bits; 1 more: both levels inverted
    count = line.read(buffer)
    line.write(buffer, count)

With a direction pin (RS-485) a write lasts until its last bit is out, 9 ms for a Modbus request at 9600 baud: the other end
answers 3.5 characters later, and by then this end must listen.
"""

_RECEIVE = 512  # bytes that wait while the program is busy: half a second at 9600 baud
_SEND = 256  # more than a frame: a write does not wait for the bytes before


class Line:
    """`uart`: makes a `machine.UART`. `tx`, `rx`: GPIOs. `direction`: a `pins.Output`, high while sending, or None."""

    def __init__(self, uart, tx, rx, direction=None):
        self._make = uart
        self._tx = tx
        self._rx = rx
        self._direction = direction
        self._owner = None

    def claim(self, name):
        """The link called `name` has the line from now on."""
        if self._owner not in (None, name):
            raise ValueError("unit port: '%s' speaks there, '%s' cannot too: one link a port" % (self._owner, name))
        self._owner = name

    def setup(self, baud, parity, stop, inverted=0):
        before = getattr(self, "_uart", None)
        if before is not None:
            before.deinit()
        uart = self._make
        self._uart = uart(
            1,
            baudrate=baud,
            bits=8,
            parity=parity,
            stop=stop,
            tx=self._tx,
            rx=self._rx,
            timeout=0,
            timeout_char=0,  # each byte as it comes, not when the line has been idle
            invert=uart.INV_TX | uart.INV_RX if inverted else 0,
            rxbuf=_RECEIVE,
            txbuf=_SEND,
        )

    def read(self, buffer):
        """Bytes that have come, into a bytearray from its beginning; how many."""
        return self._uart.readinto(buffer) or 0

    def write(self, buffer, count):
        """The first `count` bytes go out."""
        uart = self._uart
        if self._direction is None:
            uart.write(buffer, count)
            return
        self._direction.on(1)
        uart.write(buffer, count)
        uart.flush()
        self._direction.on(0)
