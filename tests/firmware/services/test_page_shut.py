"""The page before a password is set, and after it was forgotten: boards of their own."""

from host_sim.twin.chip import SOFT
from tests.firmware.services.browser import CHANGES, LOOKS, TOKEN, Browser, House


def test_before_a_password_is_set_nobody_is_let_in(tmp_path):
    house = House(tmp_path, password="")
    eve = Browser(house)
    page = eve.get("/")
    assert page.status == 403 and b"Set a password first" in page.body
    assert eve.get("/health").status == 200
    assert eve.get("/api/login").json == {"password": False}
    for path in LOOKS:
        answer = eve.get(path, Authorization=f"Bearer {TOKEN}")
        assert answer.status == 403 and "password" in answer.json["error"], path
    for method, path, body in CHANGES:
        assert eve.open(method, path, body).answer().status == 403, path
    assert any("password" in line for line in house.rig.ask("status"))
    assert house.rig.ask("password short")[-1] == "error: password: 8 to 63 letters are needed"


def test_a_press_of_twenty_seconds_forgets_password_and_network_not_the_house(tmp_path):
    house = House(tmp_path)
    rig = house.rig
    rig.ask("set heat 19.5")
    held = rig.settings()
    rig.run(20)
    rig.press(22)
    rig.run(8)
    assert rig.firmware.starts == [SOFT]
    del held["network"]
    assert rig.settings() == held
    assert rig.app.controller is None, "the access point is open, in a start of its own"
    rig.run(700)
    assert rig.app.net is None and rig.app.request.heat_setpoint == 1950 and not rig.app.problems
    left = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    assert TOKEN.encode() not in left and b"stored" not in left
    rig.press(11)
    rig.run(8)
    assert rig.settings() == held and rig.app.controller is not None
