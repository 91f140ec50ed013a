"""The page's server in the real MicroPython VM: the image of a board lets somebody in, answers, and what that takes of the heap.
The VM has no sockets: those of tests/firmware/on_vm_network."""

import gzip
import hashlib
import hmac
import json

import pytest

from host_sim.runtimes.budget import limit
from host_sim.runtimes.start import files
from tests.firmware.services.browser import PASSWORD, TOKEN
from tests.firmware.test_network_on_micropython import BOARD, NETWORK, idle, least, started
from tools import page

HOST = "192.0.2.5"


@pytest.fixture(scope="module")
def settings():
    network = {**NETWORK, "page": {"on": True, "token": TOKEN, "metrics": True}}
    return {**json.loads(files(BOARD)["settings.json"]), "network": network}


def ask(vm, method, path, body=None, **heads):
    """(status, head, body)"""
    body = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = (
        {"Host": HOST} | ({} if method == "GET" else {"Origin": f"http://{HOST}", "Content-Length": len(body)}) | heads
    )
    data = f"{method} {path} HTTP/1.1\r\n".encode()
    data += "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode() + b"\r\n" + body
    vm.run(f"caller = socket.Caller({data!r})\nsocket.CALLERS.append(caller)")
    vm.run("run(4)")
    assert vm.run("print(caller.closed)").strip() == "1", path
    said = eval(vm.run("print(b''.join(caller.said))"))
    head, _, body = said.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), head.decode(), body


def log_in(vm):
    asked = json.loads(ask(vm, "GET", "/api/login")[2])
    nonce = bytes.fromhex(asked["nonce"])
    salted = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), bytes.fromhex(asked["salt"]), asked["rounds"])
    key = hmac.digest(salted, b"Client Key", "sha256")
    mask = hmac.digest(hashlib.sha256(key).digest(), nonce, "sha256")
    proof = bytes(a ^ b for a, b in zip(key, mask, strict=True)).hex()
    status, head, _body = ask(vm, "POST", "/api/login", {"nonce": asked["nonce"], "proof": proof})
    assert status == 200, _body
    return head.split("Set-Cookie: ")[1].split(";")[0]


def shown(vm):
    """Everything that the page asks for, once."""
    cookie = {"Cookie": log_in(vm)}
    out = {}
    for path in (
        "/api/status",
        "/api/history",
        "/api/journal?n=5",
        "/api/schedule",
        "/api/settings",
        "/api/faults",
        "/metrics",
    ):
        status, _head, body = ask(vm, "GET", path, **cookie)
        assert status == 200, (path, body)
        out[path] = body
    assert ask(vm, "POST", "/api/wish", {"heat": 20.5}, **cookie)[0] == 200
    assert ask(vm, "PUT", "/api/schedule", {"entries": [[390, "home"], [1320, "sleep"]]}, **cookie)[0] == 200
    status, _head, body = ask(vm, "POST", "/api/console", {"line": "sensors"}, **cookie)
    assert status == 200 and body.endswith(b"ok\n"), body
    return out


def test_it_lets_in_who_has_the_password_and_answers(settings):
    with started(settings) as vm:
        assert ask(vm, "GET", "/health")[2] == b'{"ok":true}'
        assert ask(vm, "GET", "/")[0] == 403
        assert vm.run(f"ask('password {PASSWORD}', 60)").strip().splitlines()[-1] == "ok"
        vm.mount("", {page.NAME: page.packed()})
        status, head, body = ask(vm, "GET", "/")
        assert status == 200 and b"<main" in gzip.decompress(body) and "sha256-" in head
        out = shown(vm)
        found = json.loads(out["/api/status"])
        assert found["running"] and found["mode"] == "heat" and found["doing"]
        assert json.loads(out["/api/history"])["step"] == 900
        assert json.loads(out["/api/settings"])["settings"]
        assert b"balancepoint_up_seconds" in out["/metrics"]
        cookie = {"Cookie": log_in(vm)}
        wrong = ask(vm, "POST", "/api/settings", {"path": "drive.kind", "value": "modbus"}, **cookie)
        assert wrong[0] == 400 and b"drive" in wrong[2], "checked against the board's pins"
        changed = ask(vm, "POST", "/api/settings", {"path": "settings.sleep_setback", "value": "1 K"}, **cookie)
        assert changed[0] == 200, changed
        assert '"sleep_setback": "1 K"' in vm.run("print(open('/settings.json').read())")
        assert vm.run("print(app.request.heat_setpoint, app.request.schedule)").strip() == "2050 ((390, 0), (1320, 2))"
        assert ask(vm, "GET", "/api/status")[0] == 401
        assert ask(vm, "GET", "/api/status", Host="evil.example")[0] == 403
        assert ask(vm, "POST", "/api/login", b"[" * 400)[0] == 400
        said = vm.run("print(app.problems, app.crashes)\nask('status')")
        assert said.startswith("[] {}\n") and ", 0 failed" in said, said


def test_the_page_keeps_to_its_part_of_the_heap(settings):
    """Broker joined, page in use, one listening; beside the same house without a network. Sockets and radio lie elsewhere."""

    def at_work(vm):
        vm.run(f"ask('password {PASSWORD}', 60)\nask('status')")
        shown(vm)
        cookie = log_in(vm)
        vm.run(
            f"caller = socket.Caller(b'GET /api/events HTTP/1.1\\r\\nHost: {HOST}\\r\\nCookie: {cookie}\\r\\n\\r\\n')"
        )
        vm.run("socket.CALLERS.append(caller)\nrun(130)\nassert not caller.closed\ncaller.said.clear()")

    alone = {key: value for key, value in settings.items() if key != "network"}
    taken = least(settings, at_work) - least(alone, idle)
    print(f"network side with page: {taken} B")
    assert taken <= limit("page"), f"{taken} B"
