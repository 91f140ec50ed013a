"""The page in the system's Chromium, where there is one, before a board in virtual time: what it shows.

The login is tried elsewhere: here nobody needs one, for Chromium's `--dump-dom` presses nothing.
"""

import re
import shutil
import subprocess
import time

import pytest

from tests.firmware.services.browser import House

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PATIENCE = 120  # s

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    found = House(tmp_path_factory.mktemp("browser"))
    found.server.auth.sessions.append("")  # who has no cookie is in
    found.server.room_for_stream = lambda: 0  # else Chromium would wait for the events' end; the page asks anew instead
    for k in range(96):
        found.app.history.put((2050 + k % 7, -500 + 4 * k, 1500, 0, 0, k * 15))
    return found


def dom(house, folder, *options):
    """What the page has become after a while, as text."""
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={folder}",
        "--virtual-time-budget=4000", "--dump-dom", *options, f"http://127.0.0.1:{house.port}/",
    ]  # fmt: skip
    with open(folder / "dom.html", "wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < end:
            house.run(0.1)
            time.sleep(0.02)
        process.kill()
        process.wait()
    return (folder / "dom.html").read_text(encoding="utf-8")


def test_it_shows_where_everything_stands(house, tmp_path):
    text = dom(house, tmp_path, "--window-size=360,800")
    assert re.search(r'<span id="room">2\d\.\d °C</span>', text), text[:3000]
    assert re.search(r'<p class="doing" id="doing">[A-Z][^<]+\.</p>', text)
    assert '<output id="heat">21.0 °C</output>' in text
    assert re.search(r'<div id="app">', text) and re.search(r'<form id="login"[^>]*hidden', text)
    assert text.count("<polyline") >= 2 and text.count('class="b"') > 90, "the chart"
    assert len(re.findall(r'<input type="radio" name="mode" value="\w+">', text)) == 6
    assert "kWh of heat" in text and "estimated" in text
    assert house.app.crashes == {} and house.server.failed == 0
