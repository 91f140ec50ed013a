"""What `tools.image` makes of keys/release.pub, as `balancepoint/release_key.py`; not there where the builder has no key."""

MODULUS: str  # of the RSA key that signs updates, hexadecimal
