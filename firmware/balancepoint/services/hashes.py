"""Keyed hashes: HMAC (RFC 2104) and PBKDF2 (RFC 8018) with SHA-256. Loaded when a password is set or told."""

from hashlib import sha256

ROUNDS = 4096  # the least of RFC 7677; a chip takes two seconds for them
_PIECE = 16  # rounds between two looks at the rest of the program


def mac(key, data):
    if len(key) > 64:
        key = sha256(key).digest()
    key += bytes(64 - len(key))
    inner = sha256(bytes([byte ^ 0x36 for byte in key]) + data).digest()
    return sha256(bytes([byte ^ 0x5C for byte in key]) + inner).digest()


def stretched(password, salt, rounds):
    """PBKDF2, one block of 32 bytes; a generator that gives None while it is at work, then the key."""
    if len(password) > 64:
        password = sha256(password).digest()
    password += bytes(64 - len(password))
    inner = bytes([byte ^ 0x36 for byte in password])
    outer = bytes([byte ^ 0x5C for byte in password])
    block = salt + b"\x00\x00\x00\x01"
    total = 0
    for k in range(rounds):
        block = sha256(outer + sha256(inner + block).digest()).digest()
        total ^= int.from_bytes(block, "big")
        if k % _PIECE == 0:
            yield None
    yield total.to_bytes(32, "big")


def client_key(salted):
    """What only the password gives (RFC 5802, section 3)."""
    return mac(salted, b"Client Key")


def stored_key(client):
    """What is kept of it."""
    return sha256(client).digest()


def mixed(one, other):
    """Exclusive or of two keys."""
    return bytes([a ^ b for a, b in zip(one, other)])


def same(one, other):
    """1 if they are, without telling by its time how much of them is."""
    differs = len(one) ^ len(other)
    for a, b in zip(one, other):
        differs |= a ^ b
    return 1 if differs == 0 else 0


def to_hex(data):
    return "".join(["%02x" % byte for byte in data])


def from_hex(text, length):
    """`length` bytes; ValueError if it is not that."""
    if not isinstance(text, str) or len(text) != 2 * length:
        raise ValueError("not %d bytes in hexadecimal" % length)
    return bytes([int(text[k : k + 2], 16) for k in range(0, 2 * length, 2)])
