"""Every protocol that the settings may name has the face that link, settings and console count on; what cannot be is a line."""

import json
from pathlib import Path

import pytest

import balancepoint
from balancepoint.services.config import parse
from balancepoint.units.protocols import SERIAL, TRIED, session_of, tune
from balancepoint.units.unit import Unit
from host_sim.twin.chip import Chip
from host_sim.twin.serial import Speed, Wire
from host_sim.virtual_units.habits import protocols
from tests.firmware.services.test_config import FULL, PINS, changed
from tests.firmware.twin import Bench
from tests.firmware.units import units_page
from tools.board import names


@pytest.mark.parametrize("kind", SERIAL)
def test_a_session_and_its_words(kind):
    session = session_of(kind)
    unit = Unit()
    assert set(session.ABILITIES) <= set(vars(unit))
    made = session(unit)
    assert made.BAUD in (104, 2400, 4800, 9600) and made.PARITY in (None, 0, 1) and made.STOP in (1, 2)
    assert 10 <= made.pace <= 250 and not made.linked and made.recorder is None
    assert [made.frames, made.bad, made.timeouts, made.echoes] == [0, 0, 0, 0]
    words = __import__(f"balancepoint.units.{kind}.words", fromlist=["words"])
    for name in ("check", "explain", "encode", "fault"):
        assert callable(getattr(words, name))
    assert len(words.fault(1)) == 4


@pytest.mark.parametrize("kind", SERIAL)
def test_the_settings_take_what_it_can(kind):
    config = parse(json.dumps(changed({"drive": {"kind": kind}})), FULL, PINS[FULL])
    can = session_of(kind).ABILITIES
    settings = config.settings
    assert (settings.managed, settings.own_defrost, config.notes) == (1, 0, [])
    assert settings.setpoint_step == can.get("step", 100) and settings.room_feed == can.get("feed", 0)
    given = parse(
        json.dumps(changed({"drive": {"kind": kind}, "settings": {"setpoint_step": "0.5 K"}})), FULL, PINS[FULL]
    )
    assert given.settings.setpoint_step == 50, "a file may know the unit better"


def test_what_a_unit_has_no_ear_for_is_told_and_left_out():
    config = parse(json.dumps(changed({"drive": {"kind": "s21"}, "settings": {"room_feed": 2}})), FULL, PINS[FULL])
    assert config.settings.room_feed == 0
    assert config.notes == ["settings.room_feed: 2, but s21 takes no room temperature; it goes by its own sensor"]


def test_auto_knows_the_least_until_something_has_answered():
    text = json.dumps(changed({"drive": {"kind": "auto"}}))
    assert parse(text, FULL, PINS[FULL]).settings.room_feed == 0
    found = parse(text, FULL, PINS[FULL], "cn105").settings
    assert (found.managed, found.room_feed) == (1, session_of("cn105").ABILITIES["feed"])
    assert {kind for kind, _baud in TRIED} <= set(SERIAL)


def test_a_managed_core_and_a_drive_of_our_own_do_not_go_together():
    for drive, managed in (({"kind": "cn105"}, False), ({"kind": "modbus", "modbus": {}}, True)):
        with pytest.raises(ValueError, match="settings.managed: (true|false) does not go with drive.kind"):
            parse(json.dumps(changed({"drive": drive, "settings": {"managed": managed}})), FULL, PINS[FULL])


def test_a_board_without_the_port_is_refused_and_so_are_two_links():
    pins = {name: gpio for name, gpio in PINS[FULL].items() if name != "unit_rx"}
    with pytest.raises(ValueError, match="needs the pin function unit_rx"):
        parse(json.dumps(changed({"drive": {"kind": "cn105"}})), FULL, pins)
    text = json.dumps(changed({"drive": {"kind": "cn105"}}))
    with pytest.raises(ValueError, match="two links cannot share this board's one port"):
        parse(text[:-1] + ', "drive": {"kind": "s21"}}', FULL, PINS[FULL])
    with pytest.raises(ValueError, match="two links cannot share"):
        parse(json.dumps(changed({"drive": [{"kind": "cn105"}, {"kind": "s21"}]})), FULL, PINS[FULL])


ROOMS = sorted(path.parent.name for path in (Path(balancepoint.__file__).parent / "units").glob("*/session.py"))


def test_every_protocol_with_a_session_can_be_named():
    assert sorted((*SERIAL, "modbus")) == ROOMS


def test_a_protocol_that_is_not_there_is_refused_in_a_line():
    with pytest.raises(ValueError, match="drive.kind: 'aciq'") as refusal:
        parse(json.dumps(changed({"drive": {"kind": "aciq"}})), FULL, PINS[FULL])
    assert "\n" not in str(refusal.value) and "fujiuart" in str(refusal.value)


@pytest.mark.parametrize("kind", SERIAL)
def test_the_line_is_set_up_as_the_protocol_wants_it(kind):
    chip = Chip()
    wire = chip.buses["uart"] = Wire()
    session = session_of(kind)
    tune(Bench(chip=chip).hal.line(), session)
    assert wire.board == Speed(session.BAUD, session.PARITY, session.STOP, kind == "fujiuart")


def test_the_page_of_units_says_what_the_sessions_say():
    text = units_page.PAGE.read_text(encoding="utf-8")
    assert units_page.written(text) == text, (
        "write it anew: PYTHONPATH=firmware .venv/bin/python -m tests.firmware.units.units_page"
    )
    assert set(units_page.PLACES) == set(SERIAL)
    sources = text.partition("where its facts are from")[2]
    for kind in SERIAL:
        assert f"`{kind}`" in sources, kind


def test_the_readme_says_of_every_board_and_link_where_it_was_tried():
    table = (
        (units_page.ROOT / "README.md").read_text(encoding="utf-8").partition("| tried on |")[2].partition("\n\n")[0]
    )
    rows = {line.split("`")[1]: line for line in table.splitlines() if line.startswith("| `")}
    assert set(rows) == {*names(), *SERIAL, "modbus"}
    assert all(line.endswith(" | nobody yet |") for line in rows.values())
    virtual = {kind for kind in (*SERIAL, "modbus") if "`run --unit`" in rows[kind]}
    assert virtual == {*protocols(), "modbus"}
