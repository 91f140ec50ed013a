"""Whether a signature was made with the builder's key: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2.2), exponent 65537.

    good = yield from check(digest, signature, modulus)      # hexadecimal all three

On Python's integers, in 17 pieces: one multiplication of 2048 bits each. The whole padded block is compared, as it must be, not
taken apart: what is taken apart can be forged (CVE-2006-4339).
"""

BITS = 2048  # the shortest key that is taken
# DigestInfo of SHA-256, up to the digest (RFC 8017, 9.2, note 1)
_SHA256 = "3031300d060960864801650304020105000420"


def check(digest, signature, modulus):
    """A generator that gives True or False in the end."""
    digits = len(modulus)
    if digits * 4 < BITS or len(signature) != digits or len(digest) != 64:
        return False
    n = int(modulus, 16)
    s = int(signature, 16)
    if s >= n:
        return False
    x = s
    for _ in range(16):
        yield
        x = x * x % n
    yield
    x = x * s % n
    block = _SHA256 + digest
    return x == int("0001" + "f" * (digits - 6 - len(block)) + "00" + block, 16)
