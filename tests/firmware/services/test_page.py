"""The page's server on a board in virtual time, asked over real sockets: who gets in, what is answered, what attacks come to."""

import hashlib
import hmac
import json
import random
import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.firmware.services.browser import CHANGES, LOOKS, PASSWORD, TOKEN, Browser, House, Line


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    return House(tmp_path_factory.mktemp("page"), metrics=True)


@pytest.fixture
def ada(house):
    """Who knows the password."""
    auth = house.server.auth
    auth.failures = auth.shut_until = 0
    house.rig.ask("set mode heat")
    house.rig.ask("set heat 21")
    return Browser(house).log_in()


@pytest.fixture
def eve(house):
    return Browser(house)


# --- the password -----------------------------------------------------------------------------------------------------


def test_what_is_stored_is_what_the_rfc_stores(house):
    """RFC 5802, section 3, by Python's own hashes."""
    stored = house.app.store.load("page")[0]
    salted = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), bytes.fromhex(stored["salt"]), 4096)
    key = hmac.digest(salted, b"Client Key", "sha256")
    assert stored == {"salt": stored["salt"], "rounds": 4096, "stored": hashlib.sha256(key).hexdigest()}
    assert house.server.auth.secret == stored


def test_stretching_gives_control_away(house):
    """4096 rounds in one piece would stop the control for seconds on a chip."""
    hashes = sys.modules["balancepoint.errand"].errand("services.hashes")
    pieces = list(hashes.stretched(b"x" * 80, b"salt", 100))
    assert pieces[-1] == hashlib.pbkdf2_hmac("sha256", b"x" * 80, b"salt", 100) and len(pieces) == 8


@given(st.binary(max_size=150), st.binary(max_size=150))
def test_mac_is_that_of_the_rfc(key, data):
    from balancepoint.services import hashes

    assert hashes.mac(key, data) == hmac.digest(key, data, "sha256")


def test_a_cookie_is_for_this_page_alone(house, ada):
    line = ada.post("/api/login", ada.proof()[1]).head["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(line.split("; "))
    assert len(line.split(";")[0].split("=")[1]) == 32


def test_a_proof_is_good_once_and_for_a_minute(house, eve):
    _key, body = eve.proof()
    assert eve.post("/api/login", body).status == 200
    assert eve.post("/api/login", body).json["error"] == "the question is too old"
    _key, body = eve.proof()
    house.run(62)
    assert eve.post("/api/login", body).status == 400
    for wrong in (
        {},
        {"nonce": 3, "proof": "x"},
        {"nonce": "00" * 24, "proof": "00" * 32},
        {**body, "proof": "zz" * 32},
    ):
        assert eve.post("/api/login", wrong).status == 400
    assert house.server.auth.failures == 0, "that was no password"


def test_wrong_passwords_shut_it_for_longer_and_longer(house, eve):
    auth = house.server.auth
    auth.failures = auth.shut_until = 0
    waits = []
    for _ in range(11):
        answer = eve.post("/api/login", eve.proof("wrong password")[1])
        assert answer.status == 403
        waits.append(auth.shut_until - house.app.uptime.now())
        if waits[-1] > 0:
            told = eve.post("/api/login", eve.proof()[1])
            assert told.status == 429 and int(told.head["retry-after"]) <= waits[-1], "the right one, too"
            house.run(waits[-1] if len(waits) == 5 else 0)
            auth.shut_until = min(auth.shut_until, house.app.uptime.now())
    assert [round(wait, -1) for wait in waits[4:]] == [30, 60, 120, 240, 480, 600, 600]
    assert eve.log_in().cookie
    assert auth.failures == 0


def test_four_are_logged_in_the_oldest_goes(house, ada):
    others = [Browser(house).log_in() for _ in range(3)]
    assert ada.get("/api/status").status == 200
    others.append(Browser(house).log_in())
    assert ada.get("/api/status").status == 200, "it was used since"
    assert others[0].get("/api/status").status == 401
    assert ada.post("/api/logout", "").status == 200 and ada.get("/api/status").status == 401


def test_another_password_ends_all_sessions_and_is_not_heard(house, ada):
    assert ada.change("not that one", "another one").status == 403
    assert ada.change(PASSWORD, "another one").status == 200
    assert ada.get("/api/status").status == 401
    Browser(house).log_in("another one")
    assert house.rig.ask(f"password {PASSWORD}", 20)[-1] == "ok"
    assert Browser(house).log_in()


# --- who may ask ------------------------------------------------------------------------------------------------------


def test_nobody_else_sees_or_changes_anything(house, eve):
    before = house.app.request.heat_setpoint
    for path in LOOKS:
        assert eve.get(path).status == 401, path
        assert eve.get(path, Cookie="balancepoint=" + "0" * 32).status == 401
        assert eve.get(path, Authorization="Bearer wrong").status == 401
    for method, path, body in CHANGES:
        assert eve.open(method, path, body).answer().status == 401, path
    assert house.app.request.heat_setpoint == before and house.rig.firmware.starts == []


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "balancepoint.evil.example:{}", "[::1]:{}", "@:{}", ""]
)
def test_under_a_foreign_name_nothing_is_said(house, ada, host):
    """DNS rebinding: somebody's page under a name of its own that leads here."""
    answer = ada.get("/api/status", Host=host.format(house.port))
    assert answer.status in (400, 403) and b"room" not in answer.body


@pytest.mark.parametrize("host", ["balancepoint:{}", "Balancepoint.local:{}", "127.0.0.1:{}", "balancepoint.local.:{}"])
def test_under_its_own_names_it_answers(house, ada, host):
    assert ada.get("/api/status", Host=host.format(house.port)).status == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://{0}", "http://{0}.evil.example", None])
@pytest.mark.parametrize(("method", "path", "body"), CHANGES[:3])
def test_another_page_changes_nothing_with_our_cookie(house, ada, method, path, body, origin):
    before = house.app.request.heat_setpoint, house.app.request.schedule
    answer = ada.open(method, path, body, Origin=origin and origin.format(ada.host)).answer()
    assert answer.status == 403
    assert (house.app.request.heat_setpoint, house.app.request.schedule) == before


def test_a_token_opens_what_programs_ask_and_no_more(house, eve):
    auth = {"Authorization": f"Bearer {TOKEN}"}
    assert eve.get("/api/status", **auth).status == 200
    assert eve.get("/metrics", **auth).status == 200
    assert eve.post("/api/reading/humidity", "41 %", Origin=None, **auth).status == 200
    for method, path, body in CHANGES:
        assert eve.open(method, path, body, **auth).answer().status == 401, path
    assert eve.get("/api/settings", **auth).status == 401


def test_every_answer_says_what_browsers_must_not_do(house, ada, eve):
    for answer in (
        ada.get("/"),
        ada.get("/api/status"),
        eve.get("/nothing"),
        eve.get("/health"),
        eve.get("/api/login"),
    ):
        head = answer.head
        assert head["x-content-type-options"] == "nosniff" and head["x-frame-options"] == "DENY"
        assert "default-src 'none'" in head["content-security-policy"]
        assert "unsafe" not in head["content-security-policy"]
        assert head["referrer-policy"] == "no-referrer" and head["connection"] == "close"
        assert head["cache-control"] in ("no-store", "no-cache") and "server" not in head


# --- what it answers --------------------------------------------------------------------------------------------------


def test_status_is_the_consoles(house, ada):
    found = ada.get("/api/status").json
    assert found["running"] and found["mode"] == "heat" and found["heat"] == 21 and found["room"] == 20
    assert found["w_from"] in ("meter", "unit", "estimated") and found["stages"] == 2
    said = house.rig.ask("status")
    assert "room: 20.00 °C (fresh)" in said and "mode: heat, preset home" in said


def test_a_wish_is_the_consoles_with_who_asked(house, ada):
    assert ada.post("/api/wish", {"heat": 20.5}).status == 200
    assert house.app.request.heat_setpoint == 2050 and house.app.asker == 0
    assert any("heating from 20.5 °C" in line and "on the page" in line for line in house.rig.ask("journal 1"))
    for wrong, why in (
        ({"heat": 40}, "not between"),
        ({"heat": "warm"}, "heat: "),
        ({"heat": True}, "there is mode"),
        ({"mode": "hot"}, "allowed are"),
        ({"do": "format"}, "there is mode"),
        ({}, "no wish"),
    ):
        answer = ada.post("/api/wish", wrong)
        assert answer.status == 400 and why in answer.json["error"], wrong
        assert house.app.request.heat_setpoint == 2050


def test_two_set_points_that_are_right_only_together_come_in_any_order(house, ada):
    for body in ({"heat": 26, "cool": 29}, {"cool": 23, "heat": 19}, {"heat": 21, "cool": 25}):
        assert ada.post("/api/wish", body).status == 200
        request = house.app.request
        assert (request.heat_setpoint, request.cool_setpoint) == (body["heat"] * 100, body["cool"] * 100)


def test_what_is_done_is_told_by_buttons(house, ada):
    house.app.controller.memory.filter_minutes = 9999
    assert ada.post("/api/wish", {"do": "filter"}).status == 200
    assert house.app.controller.memory.filter_minutes == 0


entries = st.lists(
    st.tuples(st.integers(0, 10079), st.sampled_from(("home", "away", "sleep", "eco"))),
    max_size=42,
    unique_by=lambda e: e[0],
)


@settings(max_examples=8)
@given(entries)
def test_a_schedule_comes_back_as_it_was_put(house, week):
    ada = Browser(house).log_in()
    random.Random(1).shuffle(week)
    answer = ada.put("/api/schedule", {"entries": [list(entry) for entry in week]})
    assert answer.status == 200 and answer.json == {"entries": [list(entry) for entry in sorted(week)]}
    assert ada.get("/api/schedule").json == answer.json
    from balancepoint.control.wish.schedule import wrong

    assert wrong(house.app.request.schedule) == 0


@pytest.mark.parametrize(
    "wrong",
    [None, {}, [[0]], [[0, "home"], [0, "away"]], [[10080, "home"]], [[-1, "home"]], [[1.5, "home"]], [[True, "home"]],
     [[5, "follow"]], [[5, 3]], [[k, "home"] for k in range(43)]],
)  # fmt: skip
def test_a_wrong_schedule_leaves_the_old_one(house, ada, wrong):
    assert ada.put("/api/schedule", {"entries": [[360, "home"]]}).status == 200
    answer = ada.put("/api/schedule", {"entries": wrong})
    assert answer.status == 400 and answer.json["error"].startswith(("schedule: ", "preset "))
    assert house.app.request.schedule == ((360, 0),)


def test_history_is_the_cores(house, ada):
    history = house.app.history
    first = history.bins
    for k in range(40):
        history.put((2000 + k, -500, 1500, 0, 0, k * 15))
    history.skip(1)
    found = ada.get("/api/history?h=10").json
    assert found["step"] == 900 and found["bins"][-1] == [None, None, None, None]
    assert found["bins"][-2] == [2039, -500, 1500, 585] and len(found["bins"]) == 40 == first + 41 - 1 - first
    for wrong in ("h=0", "h=169", "h=x", "n=3", "h=-1"):
        assert ada.get("/api/history?" + wrong).status == 400


def test_the_journal_is_the_consoles(house, ada):
    found = ada.get("/api/journal?n=5").json["entries"]
    said = house.rig.ask("journal 5")[:-1]
    assert [entry["text"] for entry in found] == [line.split("ago  ")[1] for line in said]


def test_any_command_of_the_console_but_the_bench(house, ada):
    answer = ada.post("/api/console", {"line": "sensors"})
    assert answer.status == 200 and answer.body.decode().splitlines()[-1] == "ok"
    assert answer.body.decode().splitlines()[:-1] == [
        re.sub(r"\d+ s old", lambda found: found[0], line) for line in answer.body.decode().splitlines()[:-1]
    ]
    assert b"error: 'dance'" in ada.post("/api/console", {"line": "dance"}).body
    for wrong in ("@hello", "", "x" * 300, "status\nreboot", 5):
        assert ada.post("/api/console", {"line": wrong}).status == 400
    long = ada.post("/api/console", {"line": "log 5"})
    assert long.body.endswith(b"... it goes on\n") and house.app.asker == 0


def test_secrets_are_never_read_back(house, ada):
    answer = ada.get("/api/settings")
    rows = {row[0]: row for row in answer.json["settings"]}
    assert rows["network.page.token"][1] == "(hidden)" and TOKEN.encode() not in answer.body
    assert rows["settings.sleep_setback"][3] == 1 and rows["unit.speed_max"][3] == 0
    for line in ("settings", "status", "status all"):
        body = ada.post("/api/console", {"line": line}).body
        assert TOKEN.encode() not in body and PASSWORD.encode() not in body


def test_a_setting_is_changed_if_the_whole_is_right_with_it(house, ada):
    path = house.rig.folder / "settings.json"
    before = path.read_text(encoding="utf-8")
    for name, value, why in (
        ("settings.sleep_setback", "9 K", "settings.json: settings.sleep_setback: "),
        ("settings.dance", "1", "no such key"),
        ("sensors.1", "x", "not changed here"),
        ("version", "2", "not changed here"),
        ("board.x", "2", "not changed here"),
        ("network.page.token", "short", "network.page.token: it is not a text"),
        (5, "x", "is needed"),
    ):
        answer = ada.post("/api/settings", {"path": name, "value": value})
        assert answer.status == 400 and why in answer.json["error"], (name, answer.body)
    assert path.read_text(encoding="utf-8") == before
    assert ada.post("/api/settings", {"path": "settings.sleep_setback", "value": "1 K"}).json["restart"]
    assert ada.post("/api/settings", {"path": "network.page.metrics", "value": "false"}).status == 200
    changed = json.loads(path.read_text(encoding="utf-8"))
    assert changed["settings"]["sleep_setback"] == "1 K" and changed["network"]["page"]["metrics"] is False
    path.write_text(before, encoding="utf-8")


def test_the_browsers_clock_is_the_second_source(house, ada):
    house.rig.chip.clock_offset = None
    for wrong in (0, 1767225599, 4102444800, "now", 1795000000.5, True):
        assert ada.post("/api/time", {"utc": wrong}).status == 400
    assert ada.post("/api/time", {"utc": 1795000000}).json == {"set": True}
    assert ada.get("/api/status").json["time"].startswith("2026-11-18")
    assert ada.post("/api/time", {"utc": 1895000000}).json == {"set": False}, "a clock that is set is not moved"


def test_readings_come_by_name_and_are_bounded(house, ada):
    remote = house.app.remote
    assert ada.post("/api/reading/presence", "2").body == b"ok\n" and remote["presence"].probe.value == 2
    assert ada.post("/api/reading/window_open", "1").status == 200 and remote["window_open"].probe.value == 1
    assert ada.post("/api/reading/window_open", "0").status == 200
    for name, value in (("presence", "99"), ("presence", "x"), ("room", "21 °C"), ("humidity", "nan"), ("", "1")):
        assert ada.post(f"/api/reading/{name}", value.encode()).status == 400
    assert ada.post("/api/reading/presence", "9" * 200).status == 413
    house.run(1.5)
    lines = [ada.open("POST", "/api/reading/presence", "1") for _ in range(4)]
    for line in lines:
        assert len(line.answer().body) <= 60
    house.server.auth.readings, house.server.auth.second = 10, house.app.uptime.now() + 1
    house.server.auth.second = house.app.uptime.now()
    statuses = [ada.post("/api/reading/presence", "1").status]
    assert statuses[0] in (200, 429)


def test_metrics_are_prometheus_text(house, eve):
    body = eve.get("/metrics", Authorization=f"Bearer {TOKEN}").body.decode()
    lines = body.splitlines()
    for line in lines:
        assert re.fullmatch(r"# TYPE balancepoint_\w+ (gauge|counter)|balancepoint_\w+ -?\d+(\.\d+)?", line), line
    assert "balancepoint_room_celsius 20.00" in lines
    house.server.auth.metrics = 0
    assert eve.get("/metrics", Authorization=f"Bearer {TOKEN}").status == 404
    house.server.auth.metrics = 1


def test_events_come_when_something_changes(house, ada):
    line = ada.open("GET", "/api/events")
    line.hear(3)
    head, _, rest = line.said.partition(b"\r\n\r\n")
    assert b"text/event-stream" in head and rest.count(b"event: status") == 1
    first = json.loads(rest.split(b"data: ")[1].split(b"\n")[0])
    assert first["running"]
    line.hear(45)
    assert b"\n:\n" in line.said, "both ends know of each other"
    ada.post("/api/wish", {"preset": "eco"})
    line.hear(4)
    assert b'"preset":"eco"' in line.said.rsplit(b"data: ", 1)[1]
    ada.post("/api/wish", {"preset": "home"})
    house.server.auth.end(ada.cookie.split("=")[1])
    line.hear(5)
    assert line.closed, "a session that is over hears no more"


def test_two_listen_at_most_and_who_has_gone_makes_room(house, ada):
    lines = [ada.open("GET", "/api/events") for _ in range(2)]
    for line in lines:
        line.hear(1)
    assert ada.get("/api/events").status == 503
    lines[0].socket.close()
    house.run(0.5)
    third = ada.open("GET", "/api/events")
    assert b"200 OK" in third.hear(1)
    for line in (*lines[1:], third):
        line.socket.close()
    house.run(1)
    assert house.server.streams() == 0


def test_the_page_itself_with_its_mark(house, eve):
    import gzip

    page = eve.get("/")
    assert page.status == 200 and page.head["content-encoding"] == "gzip" and b"<main" in gzip.decompress(page.body)
    again = eve.get("/", If_None_Match=page.head["etag"])
    assert again.status == 304 and not again.body
    assert "sha256-" in page.head["content-security-policy"]


# --- attacks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\nHost: {host}\r\n\r\n", 400),
        (b"GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: {host}\r\nHost: evil\r\n\r\n", 400),
        (b"GET /\x01 HTTP/1.1\r\nHost: {host}\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: {host}\r\n folded\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost : {host}\r\n\r\n", 400),
        (b"DELETE / HTTP/1.1\r\nHost: {host}\r\n\r\n", 405),
        (b"POST /health HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n", 405),
        (b"POST /api/wish HTTP/1.1\r\nHost: {host}\r\n\r\n", 411),
        (b"POST /api/wish HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
        (b"POST /api/login HTTP/1.1\r\nHost: {host}\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST /api/login HTTP/1.1\r\nHost: {host}\r\nContent-Length: 99999999999\r\n\r\n", 400),
        (b"POST /api/login HTTP/1.1\r\nHost: {host}\r\nContent-Length: 513\r\n\r\n" + b"x" * 513, 413),
        (b"POST /api/login HTTP/1.1\r\nHost: {host}\r\nContent-Length: 8\r\nContent-Length: 9\r\n\r\n", 400),
        (b"GET /" + b"a" * 2000 + b" HTTP/1.1\r\nHost: {host}\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: {host}\r\n" + b"X: y\r\n" * 1000 + b"\r\n", 431),
        (b"GET /../settings.json HTTP/1.1\r\nHost: {host}\r\n\r\n", 404),
        (b"GET /data/page.a HTTP/1.1\r\nHost: {host}\r\n\r\n", 404),
        (b"POST /api/login HTTP/1.1\r\nHost: {host}\r\nContent-Length: 400\r\n\r\n" + b"[" * 400, 400),
        (b"POST /api/login HTTP/1.1\r\nHost: {host}\r\nContent-Length: 2\r\n\r\n\xff\xfe", 400),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(house, eve, data, status):
    failed = house.server.failed
    line = Line(house)
    data = data.replace(b"{host}", eve.host.encode())
    for k in range(0, len(data), 1000):
        line.send(data[k : k + 1000])
        house.run(0.1)
    assert line.answer().status == status
    assert house.server.failed == failed and house.app.crashes == {}


def test_half_requests_and_slow_ones_are_dropped(house, eve):
    house.run(3)
    dropped = house.server.dropped
    half = [Line(house).send(data) for data in (b"", b"GET / HT", eve.request("GET", "/")[:-2])]
    house.run(12)
    for line in half:
        line.hear()
        assert line.closed
    slow = eve.open("POST", "/api/login", b"{}", Content_Length="500")
    for _ in range(40):
        slow.send(b" ")
        slow.hear(1)
        if slow.closed:
            break
    assert slow.closed, "a body that trickles has its time"
    assert house.server.dropped == dropped + 4


def test_who_takes_nothing_is_left(house, ada):
    """A reader that stalls: its window is full, the rest waits."""
    house.run(3)
    server = house.server
    lines = []
    for _ in range(3):
        line = Line(house, takes=2048)
        line.send(ada.request("GET", "/api/settings"))
        lines.append(line)
    house.run(60)
    assert not server._connections
    assert ada.get("/health").status == 200


def test_two_hundred_connections_stop_neither_control_nor_page(house, ada):
    house.run(3)
    app, server = house.app, house.server
    ticks, refused, start = app.ticks, server.refused, house.rig.chip.seconds
    lines = []
    for k in range(200):
        lines.append(Line(house))
        if k % 4 == 3:
            house.run(0.1)
            lines[k].send(b"GET / HTTP/1.1\r\n")
    house.run(5)
    assert len(server._connections) <= 4 and server.refused > refused
    house.run(15)
    assert ada.get("/api/status").status == 200
    for line in lines:
        line.socket.close()
    house.run(3)
    assert app.ticks - ticks >= int(house.rig.chip.seconds - start) - 1, "no missed tick"
    assert house.rig.firmware.starts == [] and app.crashes == {}


def test_it_listens_again_where_the_network_comes_back(house, ada):
    radio = house.rig.chip.buses["radio"]
    line = ada.open("GET", "/api/events")
    line.hear(1)
    radio.in_reach = False
    house.run(5)
    line.hear()
    assert line.closed and house.server._listener is None
    radio.in_reach = True
    house.run(40)
    assert ada.get("/api/status").status == 200


def test_the_next_change_of_the_schedule_is_told(house, ada):
    ada.post("/api/time", {"utc": 1795000000})
    assert ada.put("/api/schedule", {"entries": [[360, "home"], [1350, "sleep"]]}).status == 200
    assert ada.post("/api/wish", {"preset": "follow"}).status == 200
    house.run(70)
    found = ada.get("/api/status").json
    assert found["preset"] == "follow" and found["holds"] in ("home", "sleep") and 0 < found["next"] < 7 * 86400
    assert ada.post("/api/wish", {"preset": "home"}).status == 200


def test_what_it_does_is_said_in_plain_words(house, ada):
    s = house.app.controller.situation
    for name, value, said in (
        ("defrosting", 1, "Defrosting, 8 min left; hissing is normal."),
        ("freeze", 1, "Freeze protection"),
        ("window_open", 1, "Waiting until the window is shut."),
        ("lockout", 1, "The heat pump rests."),
    ):
        before = getattr(s, name), s.turning, s.command.aux
        s.turning = s.command.aux = 0
        setattr(s, name, value)
        doing = sys.modules["balancepoint.errand"].errand("services.doing").doing(house.app)
        setattr(s, name, before[0])
        s.turning, s.command.aux = before[1:]
        assert doing[0].startswith(said), doing
