"""Numbers of 28 bits in small integers alone: the product of two of them would be a big integer of MicroPython, on the heap.

product(a, b)            # a * b / 2**28
ratio(a, b, 24)          # a / b * 2**24
root(x)
"""


def product(a, b):
    """a * b / 2**28, to a unit, by halves of 14 bits; |a| + |b| and the answer below 2**30 - 2**14."""
    a_high, a_low = a >> 14, a & 0x3FFF
    b_high, b_low = b >> 14, b & 0x3FFF
    return a_high * b_high + ((a_high * b_low + a_low * b_high + 0x2000) >> 14)


def ratio(a, b, bits):
    """a * 2**bits // b, by long division, for 0 <= a and 0 < b < 2**27; the answer must be a small integer."""
    whole = a // b
    rest = a - whole * b
    while bits > 0:
        step = min(bits, 3)
        rest <<= step
        digit = rest // b
        whole = (whole << step) + digit
        rest -= digit * b
        bits -= step
    return whole


def root(x):
    """The square root, rounded down, of 0 .. 2**30 - 1."""
    found = 0
    bit = 1 << 14
    while bit:
        if (found + bit) * (found + bit) <= x:
            found += bit
        bit >>= 1
    return found
