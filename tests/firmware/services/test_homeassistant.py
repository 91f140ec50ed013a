"""Home Assistant over MQTT: what it finds, what it sees, what it may ask for; and over a real broker, what survives what."""

import json
import math
import sys
import time
from types import SimpleNamespace

import pytest

from balancepoint.control.quantity import UNKNOWN
from balancepoint.services.payload import action as done
from tests.firmware.rig import Rig
from tests.firmware.services import homeassistant_page
from tests.firmware.services.broker import Broker
from tests.firmware.services.discovery import checked, entities_of
from tests.firmware.services.listener import Listener

MAC = "025457494e01"
BASE = f"balancepoint/{MAC}"
NODE = f"balancepoint_{MAC}"


def with_broker(rig, port=1, **mqtt):
    """Settings that name one."""
    settings = rig.settings()
    settings["network"] = {"ssid": "house", "password": "long enough", "ntp": "127.0.0.1"}
    settings["network"]["mqtt"] = {"broker": "127.0.0.1", "port": port, **mqtt}
    settings["sensors"].append({"kind": "network", "reads": "humidity"})
    (rig.folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    return rig


class House:
    """A board, and what it says over MQTT, without a broker: `said` is [(topic, payload, retained, QoS)]."""

    def __init__(self, folder):
        self.rig = with_broker(Rig(folder))
        self.rig.run(12)
        self.app = self.rig.app
        self.module = sys.modules["balancepoint.services.homeassistant"]
        self.commands = sys.modules["balancepoint.errand"].errand("services.commands")
        app = self.app
        self._before = [(app.request, name, getattr(app.request, name)) for name in app.request.__slots__]

    def anew(self, **mqtt):
        """Another thermostat in the same house, as at its start."""
        for thing, name, value in self._before:
            setattr(thing, name, value)
        self.app.wish()
        network = self.app.net
        wanted = {"hostname": "balancepoint", "mqtt": {"prefix": "homeassistant", "discovery": "device", **mqtt}}
        self.source = network.source = self.module.HomeAssistant(self.app, network, wanted, BASE)
        remote = self.app.remote["humidity"]
        remote.probe = type(remote.probe)()
        self.app.link.faults.clear()
        self.app.problems.clear()
        self.passed = 0
        self.said = []
        self.source.begin(self.now)
        self.look()
        return self

    @property
    def now(self):
        return self.app.uptime.now() + self.passed

    def look(self, seconds=0):
        """Time goes on, and all that is due is said; what was new."""
        for _ in range(max(seconds, 1)):
            self.passed += 1 if seconds else 0
            self.said += self.due()
        return self.said

    def due(self):
        out = []
        for _ in range(400):
            message = self.source.next(self.now)
            if message is None:
                return out
            topic, payload, retain, quality = message
            if not isinstance(payload, str):
                pieces = [list(payload()), list(payload())]
                assert pieces[0] == pieces[1], "its length is told before it is said"
                payload = "".join(pieces[0])
            out.append((topic, payload, retain, quality))
            self.source.sent(self.now)
        raise AssertionError("it never ends")

    def hear(self, topic, payload, retained=0):
        """A message comes; what is said then."""
        self.said = []
        self.source.take(topic.encode(), payload.encode(), retained, self.now)
        return self.look()

    def ask(self, name, payload, retained=0):
        return self.hear(f"{BASE}/set/{name}", payload, retained)

    def last(self, topic):
        payload = next(payload for name, payload, *_ in reversed(self.said) if name == f"{BASE}/{topic}")
        return json.loads(payload)

    def console(self, text):
        return list(self.commands.answer(self.app, text))


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    return House(tmp_path_factory.mktemp("board"))


@pytest.fixture
def house(board):
    return board.anew()


# --- what it finds ----------------------------------------------------------------------------------------------------


def test_one_device_is_found_with_all_that_the_house_has(house):
    found = [each for each in house.said if each[0].startswith("homeassistant/")]
    assert len(found) == 1 and found[0][0] == f"homeassistant/device/{NODE}/config" and found[0][2] == 1
    whole = json.loads(found[0][1])
    there = checked(whole)
    assert {"climate", "hz", "outdoor", "backup", "emergency", "fault", "journal", "notice", "heat", "cool"} <= set(
        there
    )
    assert whole["cmps"]["w"] == {"p": "sensor"}, "no meter: what is not there is taken away"
    topics = {topic for topic, *_ in house.said}
    for key, entity in there.items():
        for name, value in entity.items():
            if name.endswith(("stat_t", "act_t", "temp_t")) and key not in ("notice", "answer"):
                assert value in topics, (key, name)
        if entity["p"] in ("sensor", "binary_sensor", "switch", "number", "select") and key != "answer":
            assert key in house.last(entity["stat_t"][len(BASE) + 1 :]), key


def test_the_greeting_comes_in_order(house):
    topics = [topic for topic, *_ in house.said]
    assert topics[:2] == [f"{BASE}/online", f"{BASE}/climate"]
    assert topics.index(f"homeassistant/device/{NODE}/config") < len(topics) - 5, "the state once more behind it"
    assert house.said[0][1:3] == ("online", 1) and house.source.will() == (f"{BASE}/online", "offline")
    for topic, _payload, retain, _quality in house.said:
        kept = topic.endswith("/config") or topic.removeprefix(BASE + "/") in (
            "online",
            "climate",
            "state",
            "diag",
            "fault",
            "journal",
        )
        assert retain == kept, topic


def test_older_ones_find_each_entity_by_itself(board):
    board.anew(discovery="entities")
    house = board.anew(discovery="entities")
    found = {
        topic: json.loads(payload)
        for topic, payload, *_ in house.said
        if topic.startswith("homeassistant/") and payload
    }
    assert (
        f"homeassistant/climate/{NODE}/climate/config" in found and f"homeassistant/device/{NODE}/config" not in found
    )
    there = entities_of(found)
    assert len(there) == len(found) > 25
    gone = [topic for topic, payload, *_ in house.said if topic.startswith("homeassistant/") and not payload]
    assert f"homeassistant/sensor/{NODE}/w/config" in gone


def test_the_same_entities_either_way(board):
    device = json.loads(next(payload for topic, payload, *_ in board.anew().said if "/device/" in topic))
    one = {entity["uniq_id"]: entity for entity in checked(device).values()}
    other = [
        json.loads(payload)
        for topic, payload, *_ in board.anew(discovery="entities").said
        if "/config" in topic and payload
    ]
    two = {each["uniq_id"]: each for each in other if "uniq_id" in each}
    assert set(one) == set(two) and len(one) > 25
    assert all({**entity, "p": 0}.items() <= {**two[name], "p": 0}.items() for name, entity in one.items())


@pytest.mark.parametrize(("before", "after"), [(1, "entities"), (2, "device"), (1, "none"), (2, "none")])
def test_another_way_than_before_leaves_no_ghosts(board, before, after):
    """As Home Assistant documents it: announced, then found anew, then the old topics are emptied."""
    board.rig.chip.numbers["balancepoint.discovery"] = before
    house = board.anew(discovery=after)
    said = [each[:2] for each in house.said if each[0].startswith("homeassistant/")]
    device = f"homeassistant/device/{NODE}/config"
    old = [device] if before == 1 else sorted({topic for topic, _payload in said if topic != device})
    migrate = '{"migrate_discovery":true}' if after != "none" else ""
    assert all((topic, migrate) in said for topic in old)
    assert all(payload == "" for topic, payload in dict(said).items() if topic in old), "in the end they are empty"
    house.said = []
    house.source.begin(house.now)
    house.look()
    again = [each for each in house.said if each[0] in old]
    assert again == [], "once"


def test_what_is_seen_later_is_found_later(house):
    assert "curr_hum_t" not in json.loads(next(p for t, p, *_ in house.said if "/device/" in t))["cmps"]["climate"]
    house.app.controller.situation.humidity = 450
    house.said = []
    house.look(130)
    found = [payload for topic, payload, *_ in house.said if "/device/" in topic]
    assert len(found) == 1 and "curr_hum_t" in json.loads(found[0])["cmps"]["climate"]
    assert house.last("climate")["humidity"] == 45.0


def test_a_home_assistant_that_starts_is_greeted_after_a_pause(house):
    house.said = []
    house.hear("homeassistant/status", "online")
    assert not [each for each in house.said if "/device/" in each[0]]
    seconds = 0
    while not [each for each in house.said if "/device/" in each[0]]:
        house.look(1)
        seconds += 1
    assert 2 <= seconds <= 10
    topics = [topic for topic, *_ in house.said]
    assert f"{BASE}/climate" in topics[topics.index(f"homeassistant/device/{NODE}/config") :]
    house.said = []
    house.hear("homeassistant/status", "online", retained=1)
    house.look(12)
    assert not [each for each in house.said if "/device/" in each[0]], "that is an old one"


# --- what it sees -----------------------------------------------------------------------------------------------------


def numbers(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [each for inner in value for each in numbers(inner)]
    return [value] if isinstance(value, float) else []


def test_no_nan_ever_and_null_for_what_is_not_known(house, monkeypatch):
    for name in ("room", "outdoor", "humidity", "outdoor_coil", "indoor_coil", "supply", "slope"):
        monkeypatch.setattr(house.app.controller.situation, name, UNKNOWN)
    house.source.begin(house.now)
    house.said = house.due()
    for topic, payload, *_ in house.said:
        if payload.startswith("{"):
            assert "NaN" not in payload and "nan" not in payload, topic
            assert all(math.isfinite(each) for each in numbers(json.loads(payload))), topic
    assert house.last("climate")["room"] is None and house.last("state")["outdoor"] is None
    assert house.last("state")["w"] is None and house.last("state")["kwh"] is None


@pytest.mark.parametrize(
    ("mode", "shown"),
    [
        ("heat", {"target": 21.0, "low": None, "high": None}), ("cool", {"target": 25.0, "low": None, "high": None}),
        ("heat_cool", {"target": None, "low": 21.0, "high": 25.0}), ("dry", {"target": 25.0, "low": None, "high": None}),
        ("fan_only", {"target": None, "low": None, "high": None}), ("off", {"target": None, "low": None, "high": None}),
    ],
)  # fmt: skip
def test_two_set_points_one_or_none(house, mode, shown):
    house.ask("mode", mode)
    climate = house.last("climate")
    assert climate["mode"] == mode and {key: climate[key] for key in shown} == shown
    assert (climate["heat"], climate["cool"]) == (21.0, 25.0)


@pytest.mark.parametrize(
    ("mode", "side", "fields", "action"),
    [
        ("heat", 1, {"turning": 40}, "heating"), ("heat", 1, {}, "idle"), ("heat", 1, {"turning": 0, "aux": 1}, "heating"),
        ("heat", 1, {"turning": 30, "fan": 0}, "preheating"), ("heat", 1, {"defrosting": 1, "turning": 60}, "defrosting"),
        ("cool", 2, {"turning": 40}, "cooling"), ("dry", 2, {"turning": 40}, "drying"),
        ("cool", 2, {"turning": 40, "drying": 1}, "drying"),
        ("fan_only", 0, {}, "fan"), ("off", 0, {}, "off"), ("off", 1, {"turning": 20}, "heating"),
    ],
)  # fmt: skip
def test_what_the_machine_does(house, mode, side, fields, action):
    house.ask("mode", mode)
    app = house.app
    command = SimpleNamespace(aux=fields.pop("aux", 0), fan=fields.pop("fan", 3))
    situation = {"defrosting": 0, "turning": 0, "drying": 0, **fields}
    assert done(SimpleNamespace(side=side, command=command, **situation), app.request.mode, app.link) == action


def test_a_fault_is_told_with_what_to_do_and_whom_to_call(house, monkeypatch):
    assert house.last("fault") == {"fault": "OFF", "code": 0, "what": "none", "all": []}
    monkeypatch.setattr(house.app.controller.situation, "unit_fault", 65535)
    house.app.link.faults["valve"] = "does not move"
    house.said = []
    house.look(6)
    fault = house.last("fault")
    assert (fault["fault"], fault["code"], len(fault["all"])) == ("ON", 65535, 2)
    assert "Call" in fault["what"] and len(fault["what"]) <= 255
    assert fault["all"][1] == "relay valve does not move."


def test_each_entry_of_the_journal_is_an_event_once(house):
    journal = house.app.controller.journal
    before = journal.count
    for code in (61, 5):
        journal.add(house.now, code, 300)
    house.look(10)
    events = [
        (json.loads(payload), retain, quality)
        for topic, payload, retain, quality in house.said
        if topic == f"{BASE}/event"
    ]
    assert len(events) == journal.count - before >= 2
    assert all(
        event["event_type"] in ("normal", "attention") and not retain and quality for event, retain, quality in events
    )
    assert house.last("journal")["journal"] and len(house.last("journal")["journal"]) <= 255


# --- what it may ask for ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "payload", "field", "value"),
    [
        ("mode", "cool", "mode", 2), ("mode", "heat_cool", "mode", 3), ("heat", "20.5", "heat_setpoint", 2050),
        ("target", "22.0", "heat_setpoint", 2200), ("low", "19", "heat_setpoint", 1900), ("high", "26", "cool_setpoint", 2600),
        ("preset", "away", "preset", 1), ("preset", "none", "preset", 0), ("preset", "follow", "preset", 4),
        ("dial", "-2", "dial", -2),
        ("emergency", "ON", "emergency", 1), ("power", "OFF", "mode", 0), ("heat", "68 °F", "heat_setpoint", 2000),
    ],
)  # fmt: skip
def test_a_wish_is_taken_and_answered_by_the_state(house, name, payload, field, value):
    house.ask(name, payload)
    assert getattr(house.app.request, field) == value
    topics = [topic for topic, *_ in house.said]
    assert topics[0] == f"{BASE}/climate" and house.last("answer")["answer"] == "ok"
    assert "over MQTT" in house.console("journal 1")[0]


@pytest.mark.parametrize(
    ("name", "payload", "told"),
    [
        ("heat", "99", "'99 °C' is not between 10 and 28 °C"), ("heat", "nan", "'nan' is not a number"),
        ("heat", "", "set what to what"),
        ("mode", "warm", "allowed are"), ("heat", "24", "must lie between"), ("preset", "party", "allowed are"),
        ("fan", "3", "led by the thermostat"), ("dial", "7", "allowed are"),
    ],
)  # fmt: skip
def test_a_wish_that_cannot_be_is_refused_in_one_line_and_the_last_good_one_holds(house, name, payload, told):
    request = house.app.request
    before = [getattr(request, field) for field in request.__slots__]
    house.ask(name, payload)
    assert [getattr(request, field) for field in request.__slots__] == before
    assert told in house.last("answer")["answer"] and "\n" not in house.last("answer")["answer"]
    assert house.said[0][0] == f"{BASE}/climate", "Home Assistant shows again what holds"
    assert any(told in line for line in house.console("status"))


@pytest.mark.parametrize("order", [("low", "high"), ("high", "low")])
def test_a_range_that_comes_one_after_the_other_is_taken_whole(house, order):
    """Home Assistant sends mode, low and high as three messages; 24.5 is above what 25 allows until 28 has come."""
    wanted = {"low": "24.5", "high": "28"}
    house.ask("mode", "heat_cool")
    for name in order:
        house.ask(name, wanted[name])
    request = house.app.request
    assert (request.heat_setpoint, request.cool_setpoint) == (2450, 2800)


def test_on_again_is_as_it_was(house):
    for name, payload, mode in (("mode", "cool", 2), ("power", "OFF", 0), ("power", "OFF", 0), ("power", "ON", 2)):
        house.ask(name, payload)
        assert house.app.request.mode == mode


def test_what_a_broker_has_kept_is_no_wish(house):
    """MQTT broker restarts with a kept set point: gysmo38/mitsubishi2MQTT 70."""
    house.ask("mode", "off", retained=1)
    assert house.app.request.mode == 1
    house.hear(f"{BASE}/read/humidity", "45", retained=1)
    assert house.app.remote["humidity"].probe.value is None
    assert house.source.passed_over == 2 and "without the flag retain" in house.source.refusal


@pytest.mark.parametrize("payload", [b"\xff\xfe", b"x" * 201, b"21\n22", b"\x00"])
def test_what_is_no_text_is_passed_over(house, payload):
    assert house.source.take(f"{BASE}/set/heat".encode(), payload, 0, house.now) == 1
    assert house.app.request.heat_setpoint == 2100 and house.source.passed_over == 1


def test_the_buttons_are_the_commands_of_the_console(house):
    memory = house.app.controller.memory
    memory.filter_minutes = memory.outdoor_minutes = 900
    house.ask("filter_cleaned", "PRESS")
    house.ask("outdoor_cleaned", "PRESS")
    assert (memory.filter_minutes, memory.outdoor_minutes) == (0, 0)
    house.ask("acknowledge", "PRESS")
    assert house.last("answer")["answer"] == "ok"
    house.ask("reboot", "PRESS")
    assert house.app.restart_due == 0 and "no such wish" in house.source.refusal


def test_a_reading_and_what_it_is_worth(house):
    probe = house.app.remote["humidity"].probe
    for text, value in (("47.5 % 2 s", 475), ("45", 450), ("46 %", 460)):
        house.hear(f"{BASE}/read/humidity", text)
        assert probe.value == value
    for text in ("damp", "", "45 K", "450", "40 % 2 d", "41 % 3 h"):
        house.hear(f"{BASE}/read/humidity", text)
        assert probe.value == 460 and house.source.refusal.startswith("read/humidity: ")
    house.hear(f"{BASE}/read/room", "21")
    assert "the settings expect humidity" in house.source.refusal


def test_at_most_ten_readings_a_second_are_taken(house, monkeypatch):
    taken = []
    remote = house.app.remote["humidity"]
    monkeypatch.setattr(remote, "put", lambda value, _age, _now: taken.append(value) or 1)
    for k in range(500):
        house.source.take(f"{BASE}/read/humidity".encode(), b"%d" % (k % 100), 0, 100 + k // 250)
    assert len(taken) == 20 and house.source.passed_over == 480


def test_price_and_forecast_are_taken_and_shown(house):
    house.hear(f"{BASE}/read/price", "0.31 0.295, 0.40")
    house.hear(f"{BASE}/read/forecast", "-4.5 -5 -5.25")
    house.hear(f"{BASE}/read/price", "cheap")
    assert house.source.refusal == "read/price: 'cheap' is not a number such as 0.31"
    house.look(70)
    assert (house.last("diag")["price"], house.last("diag")["forecast"]) == (0.31, -4.5)
    assert any(line.startswith("price: 0.31 0.295, 0.40, said ") for line in house.console("status"))


def test_an_update_is_seen_where_the_board_takes_one(house, monkeypatch):
    assert f"{BASE}/update" not in {topic for topic, *_ in house.said}, "built without a key"
    monkeypatch.setattr(sys.modules["balancepoint.release_key"], "MODULUS", "ab" * 256)
    try:
        house.look(70)
        found = checked(json.loads([text for topic, text, *_ in house.said if topic.endswith("/config")][-1]))[
            "firmware"
        ]
        assert found["stat_t"] == f"{BASE}/update" and "val_tpl" not in found and "cmd_t" not in found
        calm = house.last("update")
        assert calm["installed_version"] == calm["latest_version"] and not calm["in_progress"]
        house.app.job = SimpleNamespace(
            error="", door="the page", done=40, total=80, version="9.9", wanted=("x", 3), got=1
        )
        house.said = []
        house.look(10)
        assert house.last("update") == {**calm, "latest_version": "9.9", "in_progress": True, "update_percentage": 50}
        house.app.job = SimpleNamespace(error="", asked=0, version="9.9", why="the compressor runs", wanted=None)
        house.look(10)
        waits = {"latest_version": "9.9", "release_summary": "the compressor runs"}
        assert house.last("update") == {**calm, **waits}
        house.app.job = SimpleNamespace(error="update: the signature is wrong", door="x", version="9.9", wanted=None)
        house.look(10)
        assert house.last("update") == {**calm, "release_summary": "update: the signature is wrong"}
    finally:
        house.app.job = None


def test_a_knob_that_is_turned_fills_no_journal(house):
    journal = house.app.controller.journal
    before = journal.count
    for k in range(100):
        house.ask("heat", f"{15 + k / 20}")
    entries = [each for each in journal.entries(before) if each[1] == 92]
    assert len(entries) == 1 and entries[0][2] & 0xFFFF == house.app.request.heat_setpoint == 1995


# --- over a broker ----------------------------------------------------------------------------------------------------


SLOWER = 10  # the broker lives in this machine's time, the board in its own


@pytest.fixture
def linked(tmp_path):
    made = []

    def make(broker):
        rig = with_broker(Rig(tmp_path), broker.port)
        rig.chip.world = lambda seconds: time.sleep(seconds / SLOWER)
        made.append(rig)
        return rig

    return make


def mirrored(rig, phone, seconds=20):
    """Lives until what the phone sees is what the board has."""
    for _ in range(seconds):
        rig.run(1)
        said = phone.last(f"{BASE}/climate")
        request = rig.app.request
        if said and (json.loads(said)["heat"], json.loads(said)["mode"]) == (
            request.heat_setpoint / 100, ("off", "heat", "cool", "heat_cool", "dry", "fan_only")[request.mode]
        ):  # fmt: skip
            return True
    return False


def test_a_broker_that_is_killed_and_starts_again_loses_no_wish(linked):
    with Broker() as broker:
        rig = linked(broker)
        rig.run(10)
        assert rig.app.net.mqtt.joined == 1
        phone = Listener(broker.port, f"{BASE}/#")
        phone.say(f"{BASE}/set/heat", "19.5")
        rig.run(2)
        assert rig.app.request.heat_setpoint == 1950
        phone.close()
        broker.kill()
        rig.run(20)
        rig.ask("set heat 20.5 °C")
        assert rig.app.controller is not None and rig.app.crashes == {}
        assert any("look: mqtt:" in line for line in rig.ask("status"))
        broker.start()
        phone = Listener(broker.port, f"{BASE}/#", name="again")
        for _ in range(80):
            rig.run(1)
            if rig.app.net.mqtt.joined == 2:
                break
        rig.run(5)
        assert json.loads(phone.last(f"{BASE}/climate"))["heat"] == 20.5, "within 5 s of joining again"
        assert phone.last(f"{BASE}/online") == "online" and phone.last(f"homeassistant/device/{NODE}/config") is None
        phone.say(f"{BASE}/set/mode", "off")
        assert mirrored(rig, phone) and rig.app.request.mode == 0
        phone.close()


def test_wishes_that_come_at_once_are_all_heard(linked):
    with Broker() as broker:
        rig = linked(broker)
        rig.run(10)
        phone = Listener(broker.port, f"{BASE}/answer")
        for k in range(60):
            phone.say(f"{BASE}/set/heat", f"{15 + k / 10}")
        ticks = rig.app.ticks
        rig.run(10)
        assert rig.app.request.heat_setpoint == 2090 and rig.app.ticks - ticks == 10
        assert rig.app.net.source.passed_over == 0
        phone.close()


def test_a_network_that_is_gone_holds_nothing(tmp_path):
    """In virtual time; the schedule is followed meanwhile."""
    rig = with_broker(Rig(tmp_path))
    rig.run(3)
    rig.ask("time 2026-11-30 12:58")
    rig.ask("schedule mon 13:00 away")
    rig.ask("set preset follow")
    radio = rig.chip.buses["radio"]
    radio.in_reach = False
    ticks = rig.app.ticks
    rig.run(200)
    assert rig.app.controller.situation.preset == 1 and rig.app.ticks - ticks == 200
    assert rig.app.crashes == {} and 2 <= radio.asked < 9 and not rig.app.net.connected
    radio.in_reach = True
    rig.run(130)
    assert rig.app.net.connected


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_says_what_the_code_says():
    text = homeassistant_page.PAGE.read_text(encoding="utf-8")
    assert homeassistant_page.written(text) == text, (
        "write it anew: PYTHONPATH=.:firmware .venv/bin/python -m tests.firmware.services.homeassistant_page"
    )
