"""The builder's key, the release it signs, and who sends it."""

import http.server
import json
import stat
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from host_sim.errors import InputError
from tools import over_the_air, release, release_key


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "keys"
    assert release_key.make(folder)
    return folder


def test_a_key_is_made_once_and_is_its_owners(keys):
    before = (keys / release_key.PRIVATE).read_bytes()
    assert stat.S_IMODE((keys / release_key.PRIVATE).stat().st_mode) == 0o600
    assert not release_key.make(keys) and (keys / release_key.PRIVATE).read_bytes() == before
    names: dict[str, str] = {}
    exec(release_key.module(keys), names)
    assert len(names["MODULUS"]) * 4 == release_key.BITS
    assert release_key.module(keys / "none") == ""


def test_a_release_is_signed_as_others_verify_it(keys, small_image, tmp_path):
    place = release.write(small_image, keys, 7, tmp_path)
    listed, files = release.parts(place.read_bytes(), place)
    text, _, signature = listed.rpartition(b"signature ")
    key = serialization.load_pem_public_key((keys / release_key.PUBLIC).read_bytes())
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(bytes.fromhex(signature.decode()), text, padding.PKCS1v15(), hashes.SHA256())
    assert dict(files) == {path: data for path, data in small_image.files.items() if path.startswith("balancepoint/")}
    assert text.decode().splitlines()[:4] == [
        "balancepoint update 1", "board esp32_devkitc", f"version {release.version()}", "counter 7",
    ]  # fmt: skip
    assert place.read_bytes() == release.bundle(small_image, keys, 7), "the same sources give the same bytes"
    assert release.now() > 29_000_000 and release.now() < release._LARGEST


@pytest.mark.parametrize("data", [b"", b"hello", b"balancepoint bundle x\n", b"balancepoint bundle 3\nabc"])
def test_what_is_no_release_is_one_line(data, tmp_path):
    (tmp_path / "x.update").write_bytes(data)
    with pytest.raises(InputError, match="x.update: is n") as told:
        over_the_air.read(tmp_path / "x.update")
    assert "\n" not in str(told.value)


def test_half_a_release_is_told(keys, small_image, tmp_path):
    for data in (release.bundle(small_image, keys, 7)[:-9], release.bundle(small_image, keys, 7) + b"x"):
        with pytest.raises(InputError, match="is not whole"):
            release.parts(data, Path("x"))
    with pytest.raises(InputError, match="cannot be read"):
        over_the_air.read(tmp_path / "none.update")


def test_keys_that_boards_could_not_use_are_told(keys, small_image, tmp_path):
    for made, said in (
        (rsa.generate_private_key(65537, 1024), "has 1024 bits"),
        (rsa.generate_private_key(3, 2048), "the exponent 3"),
        (ec.generate_private_key(ec.SECP256R1()), "is no RSA key"),
    ):
        secret = made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (tmp_path / release_key.PRIVATE).write_bytes(secret)
        with pytest.raises(InputError, match=said):
            release_key.sign(tmp_path, b"x")
    (tmp_path / release_key.PRIVATE).write_bytes(b"no key")
    with pytest.raises(InputError, match="is no private key"):
        release_key.sign(tmp_path, b"x")
    (tmp_path / release_key.PUBLIC).write_bytes(b"no key")
    with pytest.raises(InputError, match="is no public key"):
        release_key.module(tmp_path)
    for counter in (0, 1 << 30):
        with pytest.raises(InputError, match="--counter"):
            release.listing(small_image, counter)


class Server(http.server.BaseHTTPRequestHandler):
    """Takes a release, or not."""

    got: list = []
    says = (200, {"state": "waits", "version": "9.9", "why": "the compressor runs"})

    def do_POST(self):
        self.got.append(
            (self.path, self.headers["Authorization"], self.rfile.read(int(self.headers["Content-Length"])))
        )
        status, told = self.says
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *_):
        pass


def test_over_the_network(monkeypatch):
    server = http.server.HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"127.0.0.1:{server.server_port}"
    try:
        told = over_the_air.by_network(host, "a token", b"release")
        assert Server.got[-1] == ("/api/update", "Bearer a token", b"release")
        assert told == "9.9 is on the board, in its second place; it waits: the compressor runs"
        monkeypatch.setattr(Server, "says", (400, {"error": "update: the signature is not of this program's builder"}))
        with pytest.raises(InputError, match=f"^{host}: update: the signature is not of this program's builder$"):
            over_the_air.by_network(host, "a token", b"release")
    finally:
        server.shutdown()
        server.server_close()
    with pytest.raises(InputError, match="no answer"):
        over_the_air.by_network(host, "a token", b"release")
