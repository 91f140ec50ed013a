"""The key that signs updates: made once by who builds the firmware, kept by them, its public half in every image they make.

    keys/release.pem    the private key, readable by its owner alone. Whoever has it can put a program on your boards; who loses
                        it updates them by cable, with a new one.
    keys/release.pub    the public key: what an image takes along

RSA with 3072 bits (NIST SP 800-57 part 1: beyond 2030), exponent 65537, PKCS#1 v1.5 with SHA-256: what the board verifies in
pieces of some milliseconds on Python's own integers.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from host_sim.errors import InputError

FOLDER = Path(__file__).parents[1] / "keys"
PRIVATE, PUBLIC = "release.pem", "release.pub"
BITS = 3072
_LEAST, _MOST, _EXPONENT = 2048, 4096, 65537


def make(folder: Path) -> bool:
    """A new pair of keys in `folder`, unless there is one; whether it was made."""
    private = folder / PRIVATE
    if private.exists():
        return False
    key = rsa.generate_private_key(_EXPONENT, BITS)
    folder.mkdir(parents=True, exist_ok=True)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with open(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secret)
    (folder / PUBLIC).write_bytes(
        key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return True


def sign(folder: Path, text: bytes) -> str:
    """The signature of a text, hexadecimal."""
    path = folder / PRIVATE
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InputError(f"{path}: is no private key without a password ({error})") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise InputError(f"{path}: is no RSA key")
    _check(key.public_key(), path)
    return key.sign(text, padding.PKCS1v15(), hashes.SHA256()).hex()


def modulus(folder: Path) -> str:
    """Of the public key, hexadecimal; "" if there is none."""
    path = folder / PUBLIC
    if not path.exists():
        return ""
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise InputError(f"{path}: is no public key ({error})") from None
    if not isinstance(key, rsa.RSAPublicKey):
        raise InputError(f"{path}: is no RSA key")
    return _check(key, path)


def _check(key: rsa.RSAPublicKey, path: Path) -> str:
    numbers = key.public_numbers()
    if not _LEAST <= key.key_size <= _MOST or key.key_size % 8 or numbers.e != _EXPONENT:
        raise InputError(
            f"{path}: has {key.key_size} bits and the exponent {numbers.e}; allowed are {_LEAST} to {_MOST} and {_EXPONENT}"
        )
    return f"{numbers.n:0{key.key_size // 4}x}"


def module(folder: Path | None = None) -> str:
    """The text of `balancepoint/release_key.py`; "" without a key."""
    found = modulus(folder or FOLDER)
    return f'MODULUS = "{found}"\n' if found else ""
