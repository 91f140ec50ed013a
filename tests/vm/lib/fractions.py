"""Exact quotients of integers for MicroPython: difference, absolute value, order."""


class Fraction:
    def __init__(self, numerator, denominator=1):
        if denominator < 0:
            numerator, denominator = -numerator, -denominator
        self.numerator = numerator
        self.denominator = denominator

    def __sub__(self, other):
        other = _fraction(other)
        return Fraction(
            self.numerator * other.denominator - other.numerator * self.denominator,
            self.denominator * other.denominator,
        )

    def __rsub__(self, other):
        return _fraction(other) - self

    def __abs__(self):
        return Fraction(abs(self.numerator), self.denominator)

    def __eq__(self, other):
        return (self - other).numerator == 0

    def __lt__(self, other):
        return (self - other).numerator < 0

    def __le__(self, other):
        return (self - other).numerator <= 0

    def __gt__(self, other):
        return (self - other).numerator > 0

    def __ge__(self, other):
        return (self - other).numerator >= 0


def _fraction(value):
    return value if isinstance(value, Fraction) else Fraction(value)
