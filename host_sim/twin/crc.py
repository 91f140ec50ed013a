"""Eight-bit CRCs by polynomial division, in the parameter model of R. Williams, "A painless guide to CRC" (1993)."""

from __future__ import annotations

from collections.abc import Iterable


def crc8(data: Iterable[int], polynomial: int, initial: int, reflected: bool) -> int:
    """CRC over `data`; `reflected`: bits come in, and the CRC goes out, last bit first."""
    register = initial
    for byte in data:
        for bit in range(8):
            incoming = byte >> (bit if reflected else 7 - bit) & 1
            outgoing = register >> 7
            register = register << 1 & 0xFF
            if incoming != outgoing:
                register ^= polynomial
    return int(f"{register:08b}"[::-1], 2) if reflected else register


def one_wire(data: Iterable[int]) -> int:
    """Of the 1-Wire bus (CRC-8/MAXIM-DOW)."""
    return crc8(data, 0x31, 0, True)


def sensirion(data: Iterable[int]) -> int:
    """Of the SHT chips (CRC-8/NRSC-5)."""
    return crc8(data, 0x31, 0xFF, False)
